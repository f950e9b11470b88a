package edwards25519

import (
	"crypto/sha512"
	"hash"

	"filippo.io/edwards25519"
)

// MaxContext is the length of the longest context in bytes.
const MaxContext = 255

// PrivateKey signs with Ed25519ctx. crypto/ed25519 does so for all contexts but the empty one, which it takes for none. It may be used concurrently.
type PrivateKey struct {
	s      *edwards25519.Scalar
	prefix [32]byte
	public [PublicKeySize]byte
}

// NewPrivateKey expands a private key of 32 bytes (RFC 8032, section 5.1.5), whose public key the caller has from crypto/ed25519. It keeps neither slice,
// and panics for other lengths.
func NewPrivateKey(seed, public []byte) *PrivateKey {
	if len(seed) != 32 || len(public) != PublicKeySize {
		panic("edwards25519: a key has a wrong length")
	}
	h := sha512.Sum512(seed)
	defer clear(h[:])
	s, err := new(edwards25519.Scalar).SetBytesWithClamping(h[:32])
	if err != nil {
		panic("edwards25519: " + err.Error())
	}
	return &PrivateKey{s, [32]byte(h[32:]), [PublicKeySize]byte(public)}
}

// Wipe overwrites the key, which must not be used afterwards.
func (k *PrivateKey) Wipe() {
	k.s.Set(edwards25519.NewScalar())
	k.prefix = [32]byte{}
}

// SignContext appends the Ed25519ctx signature of msg to dst (section 5.1.6), in constant time. It panics for a context of more than [MaxContext] bytes.
func (k *PrivateKey) SignContext(dst, context, msg []byte) []byte {
	var buf [sha512.Size + SignatureSize]byte
	sig := buf[sha512.Size:]
	hash := sha512.New()
	writeDom2(hash, context)
	hash.Write(k.prefix[:])
	hash.Write(msg)
	var r, c edwards25519.Scalar
	reduce(&r, hash.Sum(buf[:0]))

	var p edwards25519.Point
	copy(sig, p.ScalarBaseMult(&r).Bytes())
	hash.Reset()
	writeDom2(hash, context)
	hash.Write(sig[:32])
	hash.Write(k.public[:])
	hash.Write(msg)
	reduce(&c, hash.Sum(buf[:0]))
	copy(sig[32:], c.MultiplyAdd(&c, k.s, &r).Bytes())
	dst = append(dst, sig...)
	clear(buf[:])
	r = edwards25519.Scalar{}
	return dst
}

// reduce sets s to a hash modulo the order.
func reduce(s *edwards25519.Scalar, h []byte) {
	if _, err := s.SetUniformBytes(h); err != nil {
		panic("edwards25519: " + err.Error())
	}
}

// writeDom2 begins a hash with dom2(0, C) (section 2).
func writeDom2(h hash.Hash, context []byte) {
	if len(context) > MaxContext {
		panic("edwards25519: the context is too long")
	}
	h.Write(dom2[:33])
	h.Write(dom2[33+len(context):][:1])
	h.Write(context)
}

// dom2 is the beginning of dom2(0, C), and all lengths of C.
var dom2 = func() []byte {
	b := []byte("SigEd25519 no Ed25519 collisions\x00")
	for i := range MaxContext + 1 {
		b = append(b, byte(i))
	}
	return b
}()
