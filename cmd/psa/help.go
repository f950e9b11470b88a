package main

import "github.com/spf13/cobra"

// helpTopics are commands without a function, which cobra lists apart from the others.
func helpTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "exit-codes", Short: "The exit codes and what they mean", Long: exitCodesHelp},
		{Use: "names", Short: "How keys, types, algorithms, usages and bytes are written", Long: namesHelp},
		{Use: "store", Short: "Where keys are kept and what opens them", Long: storeHelp},
		{Use: "containers", Short: "The layout of encrypted files", Long: containersHelp},
	}
}

const namesHelp = `Names are written as people write them; case and punctuation do not matter, and a typo is answered with the names that are near.

  keys        0x1001 or 4097, an identifier from 1 to 0x3fffffff; @web or web, a label. A label that looks like a number needs the @.
  types       aes-256, hmac-256, rsa-3072, p-256, ed25519, x25519, ml-dsa-65, p-256-public, PSA_KEY_TYPE_AES ("psa algorithms --keys")
  algorithms  gcm, gcm(tag>=12), hmac(sha-256), ecdsa-sha256, ecdsa(any), ecdh+hkdf(sha-256), PSA_ALG_GCM ("psa algorithms")
  usages      sign, verify, encrypt, decrypt, derive, export, copy, sign-hash, sign-message, …, joined by commas; none
  bytes       text as it stands; hex:00ff, base64:AP8=, file:PATH for others
  files       a path, or - for standard input or output`

const containersHelp = `What encrypt writes and decrypt reads has no header; the key and its algorithm say what the parts are.

  AEAD        nonce || ciphertext || tag   nonce: 12 bytes for GCM and ChaCha20-Poly1305, 13 for CCM, 16 for Ascon-AEAD128, 24 for XChaCha20-Poly1305,
                                           random for every file; tag: 16 bytes unless the algorithm says otherwise; --ad is not stored
  cipher      IV || ciphertext             IV: as long as a block, 12 bytes for ChaCha20, 24 for XChaCha20, 13 for CCM*-no-tag, none for ECB; nothing
                                           authenticates the result
  RSA         ciphertext                   as long as the key

Plaintext is given out only after its tag has been checked: a file is renamed into its place then, and what goes to a pipe is held in memory until then,
up to 64 MiB. Beyond that decrypt refuses unless --stream-unverified is given; the exit code then tells whether what was written is genuine.`
