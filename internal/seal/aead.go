package seal

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"slices"

	"golang.org/x/crypto/chacha20"
	//lint:ignore SA1019 The construction it is a part of is exactly what is built here; see chachaX for why.
	"golang.org/x/crypto/poly1305"

	"github.com/psacrypto/psa/internal/primitive/prf"
)

const (
	keyLen   = 32
	nonceLen = 24
	tagLen   = 16
)

// chachaX is XChaCha20-Poly1305 for one message (draft-irtf-cfrg-xchacha-03 over RFC 8439, section 2.8).
//
// It is put together from its two halves because the ready-made cipher.AEAD of golang.org/x/crypto/chacha20poly1305 keeps a copy of its key that can't be
// wiped. Here the long-lived key is only read where it is, and the message's own key is wiped with the cipher. What stays is
// the message's authentication key, of no use once the message is authenticated.
type chachaX struct {
	stream *chacha20.Cipher
	mac    *poly1305.MAC
	adLen  int
}

func newChachaX(key, nonce, ad []byte) chachaX {
	sub, err := chacha20.HChaCha20(key, nonce[:16])
	if err != nil {
		panic("seal: " + err.Error()) // the lengths are fixed
	}
	var short [chacha20.NonceSize]byte
	copy(short[4:], nonce[16:nonceLen])
	stream, err := chacha20.NewUnauthenticatedCipher(sub, short[:])
	clear(sub)
	if err != nil {
		panic("seal: " + err.Error())
	}
	var one [32]byte
	stream.XORKeyStream(one[:], one[:])
	stream.SetCounter(1)
	c := chachaX{stream: stream, mac: poly1305.New(&one), adLen: len(ad)}
	clear(one[:])
	c.write(ad)
	return c
}

// write authenticates p, filled up with zeros to a multiple of 16 bytes.
func (c *chachaX) write(p []byte) {
	var zeros [16]byte
	_, _ = c.mac.Write(p)
	_, _ = c.mac.Write(zeros[:-len(p)&15])
}

func (c *chachaX) tag(ciphertext []byte) (tag [tagLen]byte) {
	c.write(ciphertext)
	var lengths [16]byte
	binary.LittleEndian.PutUint64(lengths[:], uint64(c.adLen))
	binary.LittleEndian.PutUint64(lengths[8:], uint64(len(ciphertext)))
	_, _ = c.mac.Write(lengths[:])
	c.mac.Sum(tag[:0])
	return tag
}

func (c *chachaX) wipe() { *c.stream = chacha20.Cipher{} }

// sealX appends the ciphertext and tag of plain to dst. They must not overlap.
func sealX(dst, key, nonce, plain, ad []byte) []byte {
	c := newChachaX(key, nonce, ad)
	defer c.wipe()
	at := len(dst)
	dst = slices.Grow(dst, len(plain)+tagLen)[:at+len(plain)]
	c.stream.XORKeyStream(dst[at:], plain)
	tag := c.tag(dst[at:])
	return append(dst, tag[:]...)
}

// openX writes the plaintext of sealed, which is tagLen bytes shorter, to dst, and tells whether it is authentic; if not, dst is untouched.
func openX(dst, key, nonce, sealed, ad []byte) bool {
	if len(sealed) < tagLen {
		return false
	}
	c := newChachaX(key, nonce, ad)
	defer c.wipe()
	n := len(sealed) - tagLen
	tag := c.tag(sealed[:n])
	if subtle.ConstantTimeCompare(tag[:], sealed[n:]) != 1 {
		return false
	}
	c.stream.XORKeyStream(dst[:n], sealed[:n])
	return true
}

// mac is HMAC-SHA-256, by the form of it that can be wiped.
func mac(key []byte, parts ...[]byte) (out [sha256.Size]byte) {
	h := prf.NewHMAC(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(out[:])
	h.Wipe()
	return out
}
