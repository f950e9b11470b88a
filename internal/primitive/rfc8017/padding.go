package rfc8017

import (
	"crypto/subtle"
	"hash"
	"io"
)

// EncodeSignature is EMSA-PKCS1-v1_5-ENCODE (section 9.2), from step 3: it makes an encoded message of size bytes of T. False tells that it does not fit.
func EncodeSignature(t []byte, size int) ([]byte, bool) {
	if len(t) > size-11 {
		return nil, false
	}
	em := make([]byte, size)
	em[1] = 1
	ps := em[2 : size-len(t)-1]
	for i := range ps {
		ps[i] = 0xff
	}
	copy(em[size-len(t):], t)
	return em, true
}

// EncodePKCS1 is EME-PKCS1-v1_5 encoding (section 7.2.1): it makes an encoded message of size bytes, which is longer than msg by at least 11.
// The error is that of rand.
func EncodePKCS1(rand io.Reader, msg []byte, size int) ([]byte, error) {
	em := make([]byte, size)
	em[1] = 2
	ps := em[2 : size-len(msg)-1]
	if _, err := io.ReadFull(rand, ps); err != nil {
		return nil, err
	}
	for i := range ps {
		for ps[i] == 0 {
			if _, err := io.ReadFull(rand, ps[i:i+1]); err != nil {
				return nil, err
			}
		}
	}
	copy(em[size-len(msg):], msg)
	return em, nil
}

// DecodePKCS1 is EME-PKCS1-v1_5 decoding (section 7.2.2): it returns the message, which is a part of em, and whether there is one. Until it returns it takes
// the same time for all encoded messages of a length.
func DecodePKCS1(em []byte) ([]byte, bool) {
	if len(em) < 11 {
		return nil, false
	}
	ok := subtle.ConstantTimeByteEq(em[0], 0) & subtle.ConstantTimeByteEq(em[1], 2)
	// at is where the first zero is.
	at, looking := 0, 1
	for i := 2; i < len(em); i++ {
		zero := subtle.ConstantTimeByteEq(em[i], 0)
		at = subtle.ConstantTimeSelect(looking&zero, i, at)
		looking &= 1 - zero
	}
	// PS has 8 bytes at least.
	ok &= 1 - looking
	ok &= subtle.ConstantTimeLessOrEq(2+8, at)
	start := subtle.ConstantTimeSelect(ok, at+1, len(em))
	return em[start:], ok == 1
}

// EncodeOAEP is EME-OAEP encoding (section 7.1.1, step 2): it makes an encoded message of size bytes, which is longer than msg by at least two hashes
// and 2. h is reset. The error is that of rand.
func EncodeOAEP(h hash.Hash, rand io.Reader, msg, label []byte, size int) ([]byte, error) {
	em := make([]byte, size)
	seed, db := em[1:1+h.Size()], em[1+h.Size():]
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, err
	}
	h.Reset()
	h.Write(label)
	copy(db, h.Sum(nil))
	db[len(db)-len(msg)-1] = 1
	copy(db[len(db)-len(msg):], msg)
	mask(h, db, seed)
	mask(h, seed, db)
	return em, nil
}

// DecodeOAEP is EME-OAEP decoding (section 7.1.2, step 3): it returns the message, which is a part of em, and whether there is one. Until it returns it takes
// the same time for all encoded messages of a length. em is longer than two hashes and 1, and is overwritten.
func DecodeOAEP(h hash.Hash, em, label []byte) ([]byte, bool) {
	seed, db := em[1:1+h.Size()], em[1+h.Size():]
	h.Reset()
	h.Write(label)
	want := h.Sum(nil)
	mask(h, seed, db)
	mask(h, db, seed)
	ok := subtle.ConstantTimeByteEq(em[0], 0) & subtle.ConstantTimeCompare(want, db[:h.Size()])
	// at is where the first byte is that is no zero, and it is 1.
	rest := db[h.Size():]
	at, looking, wrong := 0, 1, 0
	for i, b := range rest {
		zero, one := subtle.ConstantTimeByteEq(b, 0), subtle.ConstantTimeByteEq(b, 1)
		at = subtle.ConstantTimeSelect(looking&one, i, at)
		wrong |= looking & (1 - zero) & (1 - one)
		looking &= zero
	}
	ok &= (1 - looking) & (1 - wrong)
	start := subtle.ConstantTimeSelect(ok, at+1, len(rest))
	return rest[start:], ok == 1
}
