// Package gcm implements Galois/Counter Mode as NIST SP 800-38D specifies it, for what crypto/cipher's GCM does not offer: every tag length together
// with every nonce length, and messages that come in parts.
//
// A [Key] is a block cipher prepared for GCM, safe for concurrent use. [Key.Seal] and [Key.Open] take a message in one piece; [Key.Begin] returns a
// [Stream] for one in parts, which needs the same memory however long the message is.
//
// # How it keeps the speed of the standard library
//
// Common cases are crypto/cipher's one-shot GCM itself. Everything else is counter mode from crypto/cipher and GHASH computed by the same GCM: to seal
// an empty plaintext with additional data A gives
//
//	T = (GHASH(A) ⊕ L) • H ⊕ E(J)
//
// where GHASH(A) is over A padded with zeros to whole blocks, L is the block that holds A's length in bits, H the hash key, and J comes from the nonce.
// For a fixed nonce, E(J) is a constant of the key. So T gives GHASH(A) • H, and because GHASH is a polynomial in H, what a long message gives
// comes from its parts with a multiplication by a power of H for each:
//
//	GHASH(A || B) = GHASH(A) • H^n ⊕ GHASH(B)   for B of n blocks
//
// This uses nothing but documented behaviour of the public interface. The constant-time properties are those of crypto/cipher's GCM,
// which is constant-time for AES on processors with AES instructions; the multiplications done here are everywhere.
//
// For other ciphers crypto/cipher computes GHASH with tables that are read at places which depend on secrets. A cipher that takes many blocks at once,
// as all others of this module with blocks of 16 bytes do, gets the GHASH of package ghash instead, which is constant-time.
package gcm

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"sync/atomic"

	"github.com/psacrypto/psa/internal/primitive/ghash"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

const (
	blockSize     = 16
	stdNonceSize  = 12
	stdTagSize    = 16
	minStdTagSize = 12 // the shortest tag that crypto/cipher makes
)

// The longest inputs in bytes (SP 800-38D, section 5.2.1.1).
const (
	MaxText = 1<<36 - 32
	MaxAD   = 1<<61 - 1
)

// Errors of this package. None tells anything about keys or plaintexts.
var (
	ErrTag       = errors.New("gcm: message authentication failed")
	ErrNonce     = errors.New("gcm: the nonce is empty")
	ErrTagLength = errors.New("gcm: tags have 4, 8 or 12 to 16 bytes")
	ErrTooLong   = errors.New("gcm: the text is longer than 2^36-32 bytes or the additional data longer than 2^61-1")
)

// ValidTagLength tells whether GCM has tags of n bytes (SP 800-38D, section 5.2.1.2).
func ValidTagLength(n int) bool { return n == 4 || n == 8 || 12 <= n && n <= 16 }

// A Key is a block cipher prepared for GCM.
type Key struct {
	block cipher.Block
	// aead is crypto/cipher's GCM with tags of 16 bytes; nil for a wide cipher.
	aead cipher.AEAD
	wide sp80038a.Wide
	// h is H.
	h ghash.Key
	// short has crypto/cipher's GCM for tags of 12 to 15 bytes, made when it is first used.
	short [stdTagSize - minStdTagSize]atomic.Pointer[cipher.AEAD]

	// powers[i] is H^(2^i). The last one is for a whole piece. Of these and the following, a wide cipher has only powers[0].
	powers [pieceLog + 1]ghash.Element
	// mask is E(J) for the nonce of all GHASH computations, which is zero.
	mask ghash.Element
	// piece is what a whole piece's tag has to be corrected by: L • H ⊕ E(J).
	piece ghash.Element
}

// GHASH is computed in pieces of pieceSize bytes, so that a piece is still in the first cache when it is passed the second time.
const (
	pieceLog  = 10 // of its blocks
	pieceSize = blockSize << pieceLog
)

var zeroNonce [stdNonceSize]byte

// New prepares a block cipher with blocks of 16 bytes; crypto/cipher refuses others, and in FIPS 140-only mode all.
func New(block cipher.Block) (*Key, error) {
	k := &Key{block: block}
	var err error
	if k.wide, _ = block.(sp80038a.Wide); k.wide == nil {
		if k.aead, err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
	}
	b := make([]byte, blockSize)
	block.Encrypt(b, b)
	k.powers[0] = ghash.ElementOf(b)
	k.h = ghash.NewKey(k.powers[0])
	clear(b)
	if k.wide != nil {
		return k, nil
	}
	for i := range k.powers[1:] {
		k.powers[i+1] = k.powers[i].Times(k.powers[i])
	}
	b[blockSize-1] = 1 // SP 800-38D, section 7.1, step 2: J = nonce || 0^31 || 1
	block.Encrypt(b, b)
	k.mask = ghash.ElementOf(b)
	k.piece = k.h.Times(lengths(pieceSize, 0)).Plus(k.mask)
	clear(b)
	return k, nil
}

// Wipe overwrites what the key has of its own. The standard library's objects, the block cipher among them, can't be wiped.
func (k *Key) Wipe() {
	clear(k.powers[:])
	k.h, k.mask, k.piece = ghash.Key{}, ghash.Element{}, ghash.Element{}
}

// lengths is the block that ends what GHASH takes: the lengths of both parts in bits, from lengths in bytes.
func lengths(first, second uint64) ghash.Element {
	return ghash.Element{Hi: first * 8, Lo: second * 8}
}

// end is GHASH of what y stands for (see Stream.y) and the block of lengths.
func (k *Key) end(y, lengths ghash.Element) ghash.Element {
	if k.wide != nil {
		return k.h.Times(y.Plus(lengths))
	}
	return y.Plus(k.h.Times(lengths))
}

// oneShot finds crypto/cipher's GCM for a combination of lengths, nil where it has none.
func (k *Key) oneShot(nonceSize, tagSize int) cipher.AEAD {
	switch {
	case k.wide != nil || nonceSize != stdNonceSize || tagSize < minStdTagSize:
		return nil
	case tagSize == stdTagSize:
		return k.aead
	}
	at := &k.short[tagSize-minStdTagSize]
	if a := at.Load(); a != nil {
		return *a
	}
	a, err := cipher.NewGCMWithTagSize(k.block, tagSize)
	if err != nil {
		return nil
	}
	at.Store(&a)
	return a
}

// lastBlockFits tells whether a text's last block, were it whole, would end within the ciphertext and the tag. The assembly of crypto/cipher for amd64 (Go 1.26)
// writes it whole, so that with a short tag it writes up to three bytes behind the output, into whatever lies there.
func lastBlockFits(n, tagSize int) bool {
	part := n % blockSize
	return part == 0 || part+tagSize >= blockSize
}

// check tests the lengths of a call.
func check(nonce []byte, text, ad uint64, tagSize int) error {
	switch {
	case !ValidTagLength(tagSize):
		return ErrTagLength
	case len(nonce) == 0:
		return ErrNonce
	case text > MaxText || ad > MaxAD:
		return ErrTooLong
	}
	return nil
}

// Seal appends the ciphertext of plaintext and a tag of tagSize bytes to dst. The plaintext may begin where the free part of dst does, or else must
// not overlap it; the additional data must not overlap it. Errors: ErrNonce, ErrTagLength, ErrTooLong.
func (k *Key) Seal(dst, nonce, plaintext, ad []byte, tagSize int) ([]byte, error) {
	if err := check(nonce, uint64(len(plaintext)), uint64(len(ad)), tagSize); err != nil {
		return nil, err
	}
	if a := k.oneShot(len(nonce), tagSize); a != nil && lastBlockFits(len(plaintext), tagSize) {
		return a.Seal(dst, nonce, plaintext, ad), nil
	}
	dst, out := extend(dst, len(plaintext)+tagSize)
	s := k.borrow(nonce)
	s.absorb(ad)
	s.beginText()
	s.encrypt(out[:len(plaintext)], plaintext)
	copy(out[len(plaintext):], s.tag())
	s.giveBack()
	return dst, nil
}

// Open appends the plaintext of a ciphertext with its tag of tagSize bytes to dst, if the tag is right; else it leaves nothing behind. For
// overlaps see [Key.Seal]. Errors: ErrTag, ErrNonce, ErrTagLength, ErrTooLong.
func (k *Key) Open(dst, nonce, ciphertext, ad []byte, tagSize int) ([]byte, error) {
	n := len(ciphertext) - tagSize
	if err := check(nonce, uint64(max(n, 0)), uint64(len(ad)), tagSize); err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, ErrTag
	}
	if a := k.oneShot(len(nonce), tagSize); a != nil {
		dst, err := a.Open(dst, nonce, ciphertext, ad)
		if err != nil {
			return nil, ErrTag
		}
		return dst, nil
	}
	s := k.borrow(nonce)
	defer s.giveBack()
	s.absorb(ad)
	s.beginText()
	s.absorb(ciphertext[:n])
	if subtle.ConstantTimeCompare(s.tag()[:tagSize], ciphertext[n:]) != 1 {
		return nil, ErrTag
	}
	dst, out := extend(dst, n)
	s.xor(out, ciphertext[:n])
	return dst, nil
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
