// Package ascon implements the Ascon family as NIST SP 800-232 specifies it: the hash Ascon-Hash256, the extendable-output functions Ascon-XOF128 and
// Ascon-CXOF128, and the authenticated cipher Ascon-AEAD128, with truncated tags and with nonce masking.
//
//	sum := ascon.Sum256(nil, msg)
//
//	x, err := ascon.NewCXOF128([]byte("customization"))
//	x.Write(msg)
//	x.Read(out)
//
//	k, err := ascon.NewKey(key)
//	sealed, err := k.Seal(nil, nonce, plaintext, ad, ascon.TagSize)
//
// The permutation works on five words of 64 bits with Boolean operations and rotations by constants, so that all of it takes time that depends on
// lengths alone. A [Key] is safe for concurrent use; the other types are for one goroutine at a time.
package ascon

import "errors"

// Errors of this package. None tells anything about keys or plaintexts.
var (
	ErrTag       = errors.New("ascon: message authentication failed")
	ErrKey       = errors.New("ascon: the key has neither 16 nor 32 bytes")
	ErrNonce     = errors.New("ascon: the nonce does not have 16 bytes")
	ErrTagLength = errors.New("ascon: tags have 4 to 16 bytes")
	ErrContext   = errors.New("ascon: the customization string is longer than 256 bytes")
)
