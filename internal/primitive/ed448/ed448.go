// Package ed448 is the signature scheme of RFC 8032, section 5.2: Ed448 and Ed448ph, both with contexts.
//
//	k := ed448.NewPrivateKey(seed)
//	sig := k.Sign(nil, ed448.Pure, context, message)
//	public, ok := ed448.ParsePublicKey(k.Public())
//	ok = public.Verify(ed448.Pure, context, message, sig)
//
// It exists beside github.com/cloudflare/circl/sign/ed448, whose points of edwards448 it computes with, because that package hashes the message of Ed448ph
// itself and so can't sign a given hash, takes a message only as a whole, and expands the key in each signature.
//
// Signing and the making of keys take constant time in the private key, as far as circl's goldilocks says of itself: its scalar multiplication with the base
// point has neither branches nor memory addresses that depend on the scalar. The time of verification depends on its inputs, all of which are public.
//
// Verification compares the encoding of [S]B - [k]A with R, as circl does: parts of A that are of small order do not count. The RFC leaves open whether
// they do (section 5.2.7, step 3); no honest signer makes a key with which it matters.
//
// Keys may be used concurrently; a [Verifier] is for one goroutine at a time.
package ed448

import (
	"crypto/sha3"

	"github.com/cloudflare/circl/ecc/goldilocks"
)

// Lengths in bytes.
const (
	KeySize       = 57  // private and public keys
	SignatureSize = 114 // R and S
	DigestSize    = 64  // PH(M) of Ed448ph: the first 64 bytes of SHAKE256
	MaxContext    = 255
)

// Variant is the scheme, by the phflag of dom4 (RFC 8032, section 2).
type Variant byte

// The variants. What Prehashed signs is the hash of the message.
const (
	Pure      Variant = 0 // Ed448
	Prehashed Variant = 1 // Ed448ph
)

// PrivateKey is a private key, expanded.
type PrivateKey struct {
	s      goldilocks.Scalar
	prefix [KeySize]byte
	public [KeySize]byte
}

// NewPrivateKey expands a private key of [KeySize] bytes, which it does not keep (section 5.2.5). It panics for another length.
func NewPrivateKey(seed []byte) *PrivateKey {
	if len(seed) != KeySize {
		panic("ed448: the private key has a wrong length")
	}
	var h [2 * KeySize]byte
	var x sha3.SHAKE
	x.Write(seed)
	x.Read(h[:])
	h[0] &= 0xfc
	h[KeySize-2] |= 0x80
	h[KeySize-1] = 0
	k := new(PrivateKey)
	k.s.FromBytes(h[:KeySize])
	copy(k.prefix[:], h[KeySize:])
	clear(h[:])
	x.Reset()
	encode(k.public[:], goldilocks.Curve{}.ScalarBaseMult(&k.s))
	return k
}

// Public returns the public key. It belongs to the private key.
func (k *PrivateKey) Public() []byte { return k.public[:] }

// Wipe overwrites the key, which must not be used afterwards.
func (k *PrivateKey) Wipe() { *k = PrivateKey{} }

// Sign appends the signature of msg, for Prehashed that of the hash msg, to dst (section 5.2.6). It panics for a context of more than [MaxContext] bytes.
func (k *PrivateKey) Sign(dst []byte, v Variant, context, msg []byte) []byte {
	var h [2 * KeySize]byte
	var x sha3.SHAKE
	writeDom4(&x, v, context)
	x.Write(k.prefix[:])
	x.Write(msg)
	x.Read(h[:])
	var r, s goldilocks.Scalar
	r.FromBytes(h[:])

	var sig [SignatureSize]byte
	encode(sig[:KeySize], goldilocks.Curve{}.ScalarBaseMult(&r))
	x.Reset()
	writeDom4(&x, v, context)
	x.Write(sig[:KeySize])
	x.Write(k.public[:])
	x.Write(msg)
	x.Read(h[:])
	s.FromBytes(h[:])
	s.Mul(&s, &k.s)
	s.Add(&s, &r)
	copy(sig[KeySize:], s[:])
	clear(h[:])
	clear(r[:])
	return append(dst, sig[:]...)
}

// writeDom4 begins a hash with dom4(F, C) (section 2).
func writeDom4(x *sha3.SHAKE, v Variant, context []byte) {
	if len(context) > MaxContext {
		panic("ed448: the context is too long")
	}
	x.Write([]byte("SigEd448"))
	x.Write([]byte{byte(v), byte(len(context))})
	x.Write(context)
}

// encode is section 5.2.2.
func encode(dst []byte, p *goldilocks.Point) {
	if err := p.ToBytes(dst); err != nil {
		panic("ed448: " + err.Error())
	}
}
