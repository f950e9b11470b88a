package rfc8017

import (
	"bytes"
	"hash"
)

// AnySalt stands for the length of a salt that is not known.
const AnySalt = -1

// EncodePSS is EMSA-PSS-ENCODE (section 9.1.1), from step 3: of the hash of a message, by h, and a salt it makes an encoded message of bits bits, that is,
// one less than the modulus has. False tells that it does not fit. h is reset, and used for the mask too.
func EncodePSS(h hash.Hash, digest, salt []byte, bits int) ([]byte, bool) {
	size := (bits + 7) / 8
	room := size - h.Size() - 2
	if len(digest) != h.Size() || room < len(salt) {
		return nil, false
	}
	em := make([]byte, size)
	db, end := em[:size-h.Size()-1], em[size-h.Size()-1:size-1]
	copy(end, pssHash(h, digest, salt))
	db[room-len(salt)] = 1
	copy(db[room-len(salt)+1:], salt)
	mask(h, db, end)
	em[0] &= 0xff >> (8*size - bits)
	em[size-1] = 0xbc
	return em, true
}

// pssHash is steps 5 and 6: the hash of M'.
func pssHash(h hash.Hash, digest, salt []byte) []byte {
	h.Reset()
	h.Write(make([]byte, 8))
	h.Write(digest)
	h.Write(salt)
	return h.Sum(nil)
}

// VerifyPSS is EMSA-PSS-VERIFY (section 9.1.2), from step 3, for an encoded message of bits bits: it tells whether em is one of the hash digest, by h, with a salt of
// that length, or of any. It overwrites em.
func VerifyPSS(h hash.Hash, digest, em []byte, bits, saltLength int) bool {
	size := (bits + 7) / 8
	room := size - h.Size() - 2
	if len(em) != size || len(digest) != h.Size() || room < max(saltLength, 0) || em[size-1] != 0xbc {
		return false
	}
	db, end := em[:size-h.Size()-1], em[size-h.Size()-1:size-1]
	if em[0]&^(0xff>>(8*size-bits)) != 0 {
		return false
	}
	mask(h, db, end)
	db[0] &= 0xff >> (8*size - bits)
	salt := bytes.TrimLeft(db, "\x00")
	if len(salt) == 0 || salt[0] != 1 {
		return false
	}
	salt = salt[1:]
	if saltLength != AnySalt && len(salt) != saltLength {
		return false
	}
	return bytes.Equal(pssHash(h, digest, salt), end)
}

// mask adds MGF1 of a seed to dst (appendix B.2.1).
func mask(h hash.Hash, dst, seed []byte) {
	var counter [4]byte
	var block []byte
	for len(dst) > 0 {
		h.Reset()
		h.Write(seed)
		h.Write(counter[:])
		block = h.Sum(block[:0])
		n := min(len(dst), len(block))
		for i := range n {
			dst[i] ^= block[i]
		}
		dst = dst[n:]
		for i := 3; i >= 0; i-- {
			if counter[i]++; counter[i] != 0 {
				break
			}
		}
	}
	clear(block)
}
