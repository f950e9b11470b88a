package alg

import "github.com/psacrypto/psa/keytype"

// Sizes of ciphers, in bytes.
const (
	CipherIVMaxSize           = 24                                  // PSA_CIPHER_IV_MAX_SIZE: XChaCha20
	CipherFinishOutputMaxSize = 2 * keytype.BlockCipherBlockMaxSize // PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE: XTS
)

// IVLength is the usual length in bytes of the IV of the cipher a with a key of type t, the one that is generated when the caller gives
// none. It is 0 when a takes no IV, or t and a do not go together. It mirrors PSA_CIPHER_IV_LENGTH.
func IVLength(t keytype.Type, a Algorithm) int {
	if keyed(t, a, ClassCipher) == nil {
		return 0
	}
	switch a {
	case ECBNoPadding, CCMStarAnyTag:
		return 0
	case CCMStarNoTag:
		return 13
	case StreamCipher:
		switch t {
		case keytype.ChaCha20:
			return 12
		case keytype.XChaCha20:
			return 24
		}
		return 0
	}
	return t.BlockCipherBlockLength()
}

// CipherEncryptOutputSize is the size in bytes of the IV and the ciphertext of n bytes; 0 when t and a do not go together. It mirrors
// PSA_CIPHER_ENCRYPT_OUTPUT_SIZE.
func CipherEncryptOutputSize(t keytype.Type, a Algorithm, n int) int {
	if keyed(t, a, ClassCipher) == nil {
		return 0
	}
	if a == CBCPKCS7 {
		n = roundUp(n+1, t.BlockCipherBlockLength())
	}
	return IVLength(t, a) + n
}

// CipherEncryptOutputMaxSize is [CipherEncryptOutputSize] for any key type and algorithm (PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE).
func CipherEncryptOutputMaxSize(n int) int {
	const block = keytype.BlockCipherBlockMaxSize
	return max(CipherIVMaxSize+n, block+roundUp(n+1, block))
}

// CipherDecryptOutputSize is enough room in bytes for the plaintext of n bytes, of which the first are the IV; 0 when t and a do not go
// together, or n is less than the IV. It mirrors PSA_CIPHER_DECRYPT_OUTPUT_SIZE.
func CipherDecryptOutputSize(t keytype.Type, a Algorithm, n int) int {
	if keyed(t, a, ClassCipher) == nil {
		return 0
	}
	return max(0, n-IVLength(t, a))
}

// CipherDecryptOutputMaxSize is a bound of [CipherDecryptOutputSize] for any key type and algorithm (PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE).
func CipherDecryptOutputMaxSize(n int) int { return n }

// CipherUpdateOutputSize is enough room in bytes for what an update with n bytes can give, which may hold back blocks that came before;
// 0 when t and a do not go together. It mirrors PSA_CIPHER_UPDATE_OUTPUT_SIZE.
func CipherUpdateOutputSize(t keytype.Type, a Algorithm, n int) int {
	switch {
	case keyed(t, a, ClassCipher) == nil:
		return 0
	case a.IsStreamCipher():
		return n
	}
	return roundUp(n, t.BlockCipherBlockLength())
}

// CipherUpdateOutputMaxSize is [CipherUpdateOutputSize] for any key type and algorithm (PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE).
func CipherUpdateOutputMaxSize(n int) int { return roundUp(n, keytype.BlockCipherBlockMaxSize) }

// CipherFinishOutputSize is enough room in bytes for what finishing can give: the last block with padding, the last two with stolen
// ciphertext. It is 0 where nothing is held back, or t and a do not go together. It mirrors PSA_CIPHER_FINISH_OUTPUT_SIZE.
func CipherFinishOutputSize(t keytype.Type, a Algorithm) int {
	switch {
	case keyed(t, a, ClassCipher) == nil:
		return 0
	case a == CBCPKCS7:
		return t.BlockCipherBlockLength()
	case a == XTS:
		return 2 * t.BlockCipherBlockLength()
	}
	return 0
}
