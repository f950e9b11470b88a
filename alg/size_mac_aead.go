package alg

import "github.com/psacrypto/psa/keytype"

// Sizes of MACs and of authenticated encryption, in bytes.
const (
	MACMaxSize              = HashMaxSize // PSA_MAC_MAX_SIZE
	AEADTagMaxSize          = 16          // PSA_AEAD_TAG_MAX_SIZE
	AEADNonceMaxSize        = 24          // PSA_AEAD_NONCE_MAX_SIZE: XChaCha20-Poly1305
	AEADFinishOutputMaxSize = 16          // PSA_AEAD_FINISH_OUTPUT_MAX_SIZE
	AEADVerifyOutputMaxSize = 16          // PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE
)

// MACLength is the length in bytes of the MAC a with a key of type t; for a least-length wildcard it is that least length. It is 0 when a is no MAC,
// or when t is no block-cipher type where a is built on one. The size of the key, in bits, does not matter for any algorithm of the
// specification. It mirrors PSA_MAC_LENGTH.
func MACLength(a Algorithm, t keytype.Type, bits int) int {
	if !a.IsMAC() {
		return 0
	}
	full := fullMAC(a, t)
	if n := a.lengthBits(); n != 0 && full != 0 {
		return n
	}
	return full
}

// fullMAC is the length in bytes of the whole MAC a with a key of type t.
func fullMAC(a Algorithm, t keytype.Type) int {
	switch {
	case !a.IsBlockCipherMAC():
		return digestOf(a.Hash()).Length
	case t.IsBlockCipher():
		return t.BlockCipherBlockLength()
	}
	return 0
}

// TagLength is the length in bytes of the tag of the AEAD algorithm a; for a least-length wildcard it is that least length. It is 0 for
// other algorithms. No algorithm of the specification has tags that depend on the key. It mirrors PSA_AEAD_TAG_LENGTH.
func (a Algorithm) TagLength() int {
	if !a.IsAEAD() {
		return 0
	}
	return a.lengthBits()
}

// keyed is the row of a when it is of class c and goes with keys of type t, and else nil.
func keyed(t keytype.Type, a Algorithm, c Class) *Row {
	if r := rowOf(a); r != nil && r.Class == c && r.Keys.Has(t) {
		return r
	}
	return nil
}

// NonceLength is the usual length in bytes of the nonce of the AEAD algorithm a with a key of type t, the one that is generated when the
// caller gives none; 0 when they do not go together. It mirrors PSA_AEAD_NONCE_LENGTH.
func NonceLength(t keytype.Type, a Algorithm) int {
	r := keyed(t, a, ClassAEAD)
	if r == nil {
		return 0
	}
	switch r.Base {
	case CCM:
		return 13
	case XChaCha20Poly1305:
		return 24
	case AsconAEAD128:
		return 16
	}
	return 12
}

// AEADEncryptOutputSize is the size in bytes of the ciphertext with its tag of n bytes of plaintext; 0 when t and a do not go together.
// It mirrors PSA_AEAD_ENCRYPT_OUTPUT_SIZE.
func AEADEncryptOutputSize(t keytype.Type, a Algorithm, n int) int {
	if keyed(t, a, ClassAEAD) == nil {
		return 0
	}
	return n + a.TagLength()
}

// AEADEncryptOutputMaxSize is [AEADEncryptOutputSize] for any key type and algorithm (PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE).
func AEADEncryptOutputMaxSize(n int) int { return n + AEADTagMaxSize }

// AEADDecryptOutputSize is the size in bytes of the plaintext of n bytes of ciphertext with its tag; 0 when t and a do not go together, or
// n is less than the tag. It mirrors PSA_AEAD_DECRYPT_OUTPUT_SIZE.
func AEADDecryptOutputSize(t keytype.Type, a Algorithm, n int) int {
	if keyed(t, a, ClassAEAD) == nil {
		return 0
	}
	return max(0, n-a.TagLength())
}

// AEADDecryptOutputMaxSize is a bound of [AEADDecryptOutputSize] for any key type and algorithm (PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE).
func AEADDecryptOutputMaxSize(n int) int { return n }

// AEADUpdateOutputSize is enough room in bytes for what an update with n bytes can give, which may hold back a part of a block; 0 when t
// and a do not go together. It mirrors PSA_AEAD_UPDATE_OUTPUT_SIZE.
func AEADUpdateOutputSize(t keytype.Type, a Algorithm, n int) int {
	r := keyed(t, a, ClassAEAD)
	if r == nil {
		return 0
	}
	return roundUp(n, r.heldBack())
}

// AEADUpdateOutputMaxSize is [AEADUpdateOutputSize] for any key type and algorithm (PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE).
func AEADUpdateOutputMaxSize(n int) int { return roundUp(n, AEADFinishOutputMaxSize) }

// AEADFinishOutputSize is enough room in bytes for the ciphertext that finishing can give; 0 when t and a do not go together. It mirrors
// PSA_AEAD_FINISH_OUTPUT_SIZE.
func AEADFinishOutputSize(t keytype.Type, a Algorithm) int {
	r := keyed(t, a, ClassAEAD)
	if r == nil || r.heldBack() == 1 {
		return 0
	}
	return r.heldBack()
}

// AEADVerifyOutputSize is enough room in bytes for the plaintext that verifying can give; 0 when t and a do not go together. It mirrors
// PSA_AEAD_VERIFY_OUTPUT_SIZE.
func AEADVerifyOutputSize(t keytype.Type, a Algorithm) int { return AEADFinishOutputSize(t, a) }

// heldBack is the block in bytes of which a multi-part AEAD operation may hold back a part.
func (r *Row) heldBack() int {
	if r.Base.IsAEADOnBlockCipher() || r.Base == AsconAEAD128 {
		return 16
	}
	return 1
}

func roundUp(n, block int) int { return (n + block - 1) / block * block }
