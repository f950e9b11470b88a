// Package ccm implements Counter with CBC-MAC as NIST SP 800-38C specifies it, over any block cipher with blocks of 16 bytes: in one piece and in parts, with
// every length of nonce and tag, and without a tag, which is CCM* of IEEE 802.15.4, annex B.
//
// A [Key] is a block cipher prepared for CCM, safe for concurrent use. [Key.Seal] and [Key.Open] take a message in one piece; [Key.Begin] returns a
// [Stream] for one in parts, whose lengths have to be known before, because CCM authenticates them first. RFC 3610 has the same mode in other words.
//
// The package adds nothing to the time that the block cipher takes but what depends on lengths.
package ccm

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"

	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

const blockSize = 16

// Lengths of nonces in bytes.
const (
	MinNonce = 7
	MaxNonce = 13
)

// Errors of this package. None tells anything about keys or plaintexts.
var (
	ErrTag       = errors.New("ccm: message authentication failed")
	ErrNonce     = errors.New("ccm: nonces have 7 to 13 bytes")
	ErrTagLength = errors.New("ccm: tags have 4, 6, 8, 10, 12, 14 or 16 bytes")
	ErrTooLong   = errors.New("ccm: the text is longer than a nonce of this length allows")
	ErrLengths   = errors.New("ccm: the message does not have the lengths that were announced")
	ErrBlockSize = errors.New("ccm: the block size is not 16 bytes")
)

// ValidTagLength tells whether CCM has tags of n bytes (SP 800-38C, appendix A.1).
func ValidTagLength(n int) bool { return 4 <= n && n <= 16 && n%2 == 0 }

// MaxText is the length in bytes of the longest text under a nonce of nonceSize bytes, from MinNonce to MaxNonce: it has to fit into the
// other 15-nonceSize bytes of a block.
func MaxText(nonceSize int) uint64 { return 1<<(8*(15-nonceSize)) - 1 } // for 7 bytes the shift leaves 0, and 1 less is the largest number

// A Key is a block cipher prepared for CCM.
type Key struct {
	block cipher.Block
	wide  sp80038a.Wide // the same, where it takes many blocks at once
}

// New prepares a block cipher. Error: ErrBlockSize.
func New(block cipher.Block) (*Key, error) {
	if block.BlockSize() != blockSize {
		return nil, ErrBlockSize
	}
	k := &Key{block: block}
	k.wide, _ = block.(sp80038a.Wide)
	return k, nil
}

// check tests the lengths of a message.
func check(nonce []byte, text uint64, tagSize int) error {
	switch {
	case !ValidTagLength(tagSize):
		return ErrTagLength
	case len(nonce) < MinNonce || len(nonce) > MaxNonce:
		return ErrNonce
	case text > MaxText(len(nonce)):
		return ErrTooLong
	}
	return nil
}

// Seal appends the ciphertext of plaintext and a tag of tagSize bytes to dst. The plaintext may begin where the free part of dst does, or else must
// not overlap it; the additional data must not overlap it. Errors: ErrNonce, ErrTagLength, ErrTooLong.
func (k *Key) Seal(dst, nonce, plaintext, ad []byte, tagSize int) ([]byte, error) {
	if err := check(nonce, uint64(len(plaintext)), tagSize); err != nil {
		return nil, err
	}
	s := k.borrow()
	defer s.giveBack()
	s.begin(nonce, uint64(len(ad)), uint64(len(plaintext)), tagSize)
	dst, out := extend(dst, len(plaintext)+tagSize)
	s.absorb(ad)
	s.encrypt(out[:len(plaintext)], plaintext)
	copy(out[len(plaintext):], s.tag())
	return dst, nil
}

// Open appends the plaintext of a ciphertext with its tag of tagSize bytes to dst, if the tag is right; else it leaves nothing behind, though the plaintext
// was in the free part of dst meanwhile. For overlaps see [Key.Seal]. Errors: ErrTag, ErrNonce, ErrTagLength, ErrTooLong.
func (k *Key) Open(dst, nonce, ciphertext, ad []byte, tagSize int) ([]byte, error) {
	n := len(ciphertext) - tagSize
	if err := check(nonce, uint64(max(n, 0)), tagSize); err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, ErrTag
	}
	s := k.borrow()
	defer s.giveBack()
	s.begin(nonce, uint64(len(ad)), uint64(n), tagSize)
	var tag [blockSize]byte // of which dst may be in the place
	copy(tag[:], ciphertext[n:])
	dst, out := extend(dst, n)
	s.absorb(ad)
	s.decrypt(out, ciphertext[:n])
	if subtle.ConstantTimeCompare(s.tag(), tag[:tagSize]) != 1 {
		clear(out)
		return nil, ErrTag
	}
	return dst, nil
}

// NoTag begins the encryption, which is the decryption too, of CCM* without a tag: the counter mode of CCM alone. The caller sees to it
// that the text is no longer than MaxText. Error: ErrNonce.
func (k *Key) NoTag(nonce []byte) (cipher.Stream, error) {
	if len(nonce) < MinNonce || len(nonce) > MaxNonce {
		return nil, ErrNonce
	}
	var counter [blockSize]byte
	counter[0] = byte(14 - len(nonce))
	copy(counter[1:], nonce)
	counter[blockSize-1] = 1 // the counter of 0 would encrypt the tag
	return sp80038a.NewCTR(k.block, counter[:]), nil
}

// extend makes dst longer by n bytes, and returns these too.
func extend(dst []byte, n int) (all, tail []byte) {
	total := len(dst) + n
	if cap(dst) < total {
		all = make([]byte, total)
		copy(all, dst)
	} else {
		all = dst[:total]
	}
	return all, all[len(dst):]
}
