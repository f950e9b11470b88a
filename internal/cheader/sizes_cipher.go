package cheader

import (
	"fmt"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func (p *page) cipherSizes() {
	rows := rowsOf(alg.ClassCipher)
	const block = "PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)"
	p.section(`Ciphers ("Unauthenticated ciphers").`)
	p.part("PSACRYPTO_CIPHER(key_type, alg)", keyed(rows))

	iv := ""
	for _, r := range rows {
		switch n := alg.IVLength(keytype.AES, r.Base); {
		case r.Base == alg.StreamCipher:
			iv += "$alg == " + r.CName + " ? ("
			for t := range r.Keys.Types() {
				if n := alg.IVLength(t, r.Base); n != 0 {
					iv += fmt.Sprintf("$key_type == %s ? %du : ", t.CName(), n)
				}
			}
			iv += "0u) : "
		case n != keytype.AES.BlockCipherBlockLength():
			iv += fmt.Sprintf("$alg == %s ? %du : ", r.CName, n)
		}
	}
	p.size("PSA_CIPHER_IV_LENGTH(key_type, alg)", "The length of the IV that psa_cipher_generate_iv() makes; 0 for an algorithm without one.",
		"!PSACRYPTO_CIPHER(key_type, alg) ? 0u : "+iv+block)
	p.most("PSA_CIPHER_IV_MAX_SIZE", "", alg.CipherIVMaxSize)

	p.size("PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(key_type, alg, input_length)", "The IV and the ciphertext.",
		"!PSACRYPTO_CIPHER(key_type, alg) ? 0u : PSA_CIPHER_IV_LENGTH(key_type, alg) + ($alg == PSA_ALG_CBC_PKCS7 ? "+
			roundUp("(#input_length + 1u)", block)+" : #input_length)")
	widest := fmt.Sprintf("%du", keytype.BlockCipherBlockMaxSize)
	p.size("PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(input_length)", "",
		fmt.Sprintf("%[1]s + %[2]s > %[3]du + #input_length ? %[1]s + %[2]s : %[3]du + #input_length", widest, roundUp("(#input_length + 1u)", widest), alg.CipherIVMaxSize))
	p.size("PSA_CIPHER_DECRYPT_OUTPUT_SIZE(key_type, alg, input_length)", "Room for the plaintext of an input that begins with the IV.",
		"!PSACRYPTO_CIPHER(key_type, alg) || #input_length <= PSA_CIPHER_IV_LENGTH(key_type, alg) ? 0u : #input_length - PSA_CIPHER_IV_LENGTH(key_type, alg)")
	p.size("PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE(input_length)", "", "#input_length")
	p.size("PSA_CIPHER_UPDATE_OUTPUT_SIZE(key_type, alg, input_length)", "Room for what one update gives, with what earlier ones held back.",
		"!PSACRYPTO_CIPHER(key_type, alg) ? 0u : PSA_ALG_IS_STREAM_CIPHER(alg) ? #input_length : "+roundUp("#input_length", block))
	p.size("PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(input_length)", "", roundUp("#input_length", widest))
	p.size("PSA_CIPHER_FINISH_OUTPUT_SIZE(key_type, alg)", "",
		"!PSACRYPTO_CIPHER(key_type, alg) ? 0u : $alg == PSA_ALG_CBC_PKCS7 ? "+block+" : $alg == PSA_ALG_XTS ? 2u * "+block+" : 0u")
	p.most("PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE", "", alg.CipherFinishOutputMaxSize)
	p.most("PSA_CIPHER_MAX_KEY_LENGTH", "The longest key of a cipher that has keys of few sizes; those of XTS are two keys.", cipherKeyMaxLength())
}

// cipherKeyMaxLength is the longest key in bytes of a block cipher or of ChaCha20.
func cipherKeyMaxLength() int {
	most := 0
	for _, t := range keytype.All() {
		if t.IsBlockCipher() || t == keytype.ChaCha20 || t == keytype.XChaCha20 {
			for _, bits := range t.AllBits() {
				most = max(most, t.ExportSize(bits))
			}
		}
	}
	return most
}

func (p *page) aeadSizes() {
	rows := rowsOf(alg.ClassAEAD)
	anyKey := func(r alg.Row) keytype.Type {
		for t := range r.Keys.Types() {
			return t
		}
		return keytype.None
	}
	p.section(`Authenticated encryption ("Authenticated encryption with associated data (AEAD)").`)
	p.part("PSACRYPTO_AEAD(key_type, alg)", keyed(rows))
	p.part("PSACRYPTO_AEAD_HELD(alg)", chosen(rows, func(r alg.Row) int { return max(1, alg.AEADFinishOutputSize(anyKey(r), r.Base)) }))
	p.size("PSA_AEAD_TAG_LENGTH(key_type, key_bits, alg)", "The length of the tag, of a wildcard its least length. The key does not matter.",
		"PSA_ALG_IS_AEAD(alg) ? PSACRYPTO_LENGTH_FIELD(alg) : 0u * (#key_type + #key_bits)")
	p.most("PSA_AEAD_TAG_MAX_SIZE", "", alg.AEADTagMaxSize)
	p.size("PSA_AEAD_NONCE_LENGTH(key_type, alg)", "The length of the nonce that psa_aead_generate_nonce() makes.",
		"!PSACRYPTO_AEAD(key_type, alg) ? 0u : "+chosen(rows, func(r alg.Row) int { return alg.NonceLength(anyKey(r), r.Base) }))
	p.most("PSA_AEAD_NONCE_MAX_SIZE", "", alg.AEADNonceMaxSize)
	p.size("PSA_AEAD_ENCRYPT_OUTPUT_SIZE(key_type, alg, plaintext_length)", "The ciphertext and the tag.",
		"PSACRYPTO_AEAD(key_type, alg) ? #plaintext_length + PSACRYPTO_LENGTH_FIELD(alg) : 0u")
	p.size("PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE(plaintext_length)", "", fmt.Sprintf("#plaintext_length + %du", alg.AEADEncryptOutputMaxSize(0)))
	p.size("PSA_AEAD_DECRYPT_OUTPUT_SIZE(key_type, alg, ciphertext_length)", "The plaintext of a ciphertext with its tag.",
		"PSACRYPTO_AEAD(key_type, alg) && #ciphertext_length > PSACRYPTO_LENGTH_FIELD(alg) ? #ciphertext_length - PSACRYPTO_LENGTH_FIELD(alg) : 0u")
	p.size("PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE(ciphertext_length)", "", "#ciphertext_length")
	p.size("PSA_AEAD_UPDATE_OUTPUT_SIZE(key_type, alg, input_length)", "Room for what one update gives, with what earlier ones held back.",
		"PSACRYPTO_AEAD(key_type, alg) ? "+roundUp("#input_length", "PSACRYPTO_AEAD_HELD(alg)")+" : 0u")
	p.size("PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE(input_length)", "", roundUp("#input_length", fmt.Sprintf("%du", alg.AEADUpdateOutputMaxSize(1))))
	finish := "PSACRYPTO_AEAD(key_type, alg) && PSACRYPTO_AEAD_HELD(alg) != 1u ? PSACRYPTO_AEAD_HELD(alg) : 0u"
	p.size("PSA_AEAD_FINISH_OUTPUT_SIZE(key_type, alg)", "The ciphertext without the tag.", finish)
	p.most("PSA_AEAD_FINISH_OUTPUT_MAX_SIZE", "", alg.AEADFinishOutputMaxSize)
	p.size("PSA_AEAD_VERIFY_OUTPUT_SIZE(key_type, alg)", "", finish)
	p.most("PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE", "", alg.AEADVerifyOutputMaxSize)
}
