package soft

import (
	"crypto/sha512"
	"io"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/ecdsa"
	"github.com/psacrypto/psa/internal/primitive/primefield"
	"github.com/psacrypto/psa/internal/primitive/rfc6979"
)

// ownPoints is a curve of internal/primitive/weierstrass or internal/primitive/binary, whose points are P. Both take constant time in scalars.
type ownPoints[P any] interface {
	Scalars() *primefield.Field
	Order() []byte
	Cofactor() int
	PointSize() int
	SetBytes(r *P, b []byte) bool
	Append(dst []byte, p *P) []byte
	Add(r, p, q *P)
	ScalarMult(r, p *P, k []byte)
	ScalarBaseMult(r *P, k []byte)
}

// ownCurve computes on one of our curves.
type ownCurve[P any] struct {
	points func() ownPoints[P]
	// rooms has the memory of uses, so that they allocate none.
	rooms sync.Pool
}

// ownRoom is the memory of a use.
type ownRoom[P any] struct {
	a, b   P
	k, l   [8 * primefield.MaxLimbs]byte
	coords [1 + 2*8*primefield.MaxLimbs]byte
	sig    [2 * 8 * primefield.MaxLimbs]byte
	// scalar is a multiple of a private key.
	scalar primefield.Element
}

// newOwn is the arithmetic of the curve that a function makes when it is first wanted.
func newOwn[C ownPoints[P], P any](curve func() C) *ownCurve[P] {
	return &ownCurve[P]{points: func() ownPoints[P] { return curve() }, rooms: sync.Pool{New: func() any { return new(ownRoom[P]) }}}
}

func (c *ownCurve[P]) room() *ownRoom[P] { return c.rooms.Get().(*ownRoom[P]) }

// free wipes what a use has left.
func (c *ownCurve[P]) free(r *ownRoom[P]) {
	*r = ownRoom[P]{}
	c.rooms.Put(r)
}

// x is the x-coordinate of p, in the room; false for infinity.
func (r *ownRoom[P]) x(points ownPoints[P], p *P) ([]byte, bool) {
	b := points.Append(r.coords[:0], p)
	if len(b) == 1 {
		return nil, false
	}
	return b[1 : 1+len(b)/2], true
}

func (c *ownCurve[P]) public(point []byte) (weierstrassPublic, bool) {
	k := &ownPublic[P]{curve: c, data: point}
	return k, c.points().SetBytes(&k.q, point)
}

// ownPublic is a public key.
type ownPublic[P any] struct {
	curve *ownCurve[P]
	q     P
	data  []byte
}

func (k *ownPublic[P]) point() []byte { return k.data }

// verify is FIPS 186-5, section 6.4.2.
func (k *ownPublic[P]) verify(h, sig []byte) bool {
	points, r := k.curve.points(), k.curve.room()
	defer k.curve.free(r)
	n := points.Scalars()
	u1, u2 := r.k[:n.Size()], r.l[:n.Size()]
	if !ecdsa.Open(n, u1, u2, h, sig) {
		return false
	}
	points.ScalarBaseMult(&r.a, u1)
	points.ScalarMult(&r.b, &k.q, u2)
	points.Add(&r.a, &r.a, &r.b)
	x, ok := r.x(points, &r.a)
	return ok && ecdsa.Matches(n, x, sig)
}

// private makes a key of a scalar that may have more leading zeros than the order.
func (c *ownCurve[P]) private(scalar []byte, rand io.Reader) weierstrassPrivate {
	return c.key(scalar, rand)
}

func (c *ownCurve[P]) key(scalar []byte, rand io.Reader) *ownPrivate[P] {
	n := c.points().Scalars()
	k := &ownPrivate[P]{ownPublic: ownPublic[P]{curve: c}, scalar: scalar[len(scalar)-n.Size():], rand: rand}
	n.Reduce(&k.d, k.scalar)
	return k
}

// ownPrivate is a private key, which makes its public key when that is first wanted.
type ownPrivate[P any] struct {
	ownPublic[P]
	scalar []byte
	d      primefield.Element
	rand   io.Reader
	once   sync.Once
}

// multiplied makes the public key.
func (k *ownPrivate[P]) multiplied() *ownPublic[P] {
	k.once.Do(func() {
		points := k.curve.points()
		points.ScalarBaseMult(&k.q, k.scalar)
		k.data = points.Append(make([]byte, 0, points.PointSize()), &k.q)
	})
	return &k.ownPublic
}

func (k *ownPrivate[P]) point() []byte { return k.multiplied().data }

func (k *ownPrivate[P]) verify(h, sig []byte) bool { return k.multiplied().verify(h, sig) }

// sign implements weierstrassPrivate. The nonce comes from the private key, the hash and the driver's source, so that it is still secret where the source is
// bad (RFC 6979, section 3.6).
func (k *ownPrivate[P]) sign(dst, h []byte) ([]byte, error) {
	s := takeScratch()
	defer s.free(32)
	entropy := s[:32]
	if _, err := io.ReadFull(k.rand, entropy); err != nil {
		return nil, psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	return k.signWith(rfc6979.NewHedged(sha512.New, k.curve.points().Order(), k.scalar, h, entropy), dst, h)
}

func (k *ownPrivate[P]) signDeterministic(dst []byte, hash alg.Algorithm, h []byte) ([]byte, error) {
	row := hashOf(hash)
	if row == nil {
		return nil, noSuchHash(hash)
	}
	return k.signWith(rfc6979.New(row.start, k.curve.points().Order(), k.scalar, h), dst, h)
}

// signWith is FIPS 186-5, section 6.4.1, with the first nonce that is good.
func (k *ownPrivate[P]) signWith(nonces *rfc6979.Generator, dst, h []byte) ([]byte, error) {
	defer nonces.Wipe()
	points, r := k.curve.points(), k.curve.room()
	defer k.curve.free(r)
	n := points.Scalars()
	nonce, sig := r.k[:n.Size()], r.sig[:2*n.Size()]
	for {
		nonces.Next(nonce)
		points.ScalarBaseMult(&r.a, nonce)
		// The nonce is below the order, so that the point is not infinity.
		x, _ := r.x(points, &r.a)
		if ecdsa.Sign(n, sig, x, nonce, &k.d, h) {
			return append(dst, sig...), nil
		}
	}
}

// agree is SEC 1, section 3.3.2. The point is in the subgroup, so that a multiplication by the cofactor can be one of the scalar.
func (k *ownPrivate[P]) agree(dst, point []byte) ([]byte, bool) {
	points, r := k.curve.points(), k.curve.room()
	defer k.curve.free(r)
	if !points.SetBytes(&r.b, point) {
		return nil, false
	}
	n := points.Scalars()
	r.scalar = k.d
	for h := points.Cofactor(); h > 1; h /= 2 {
		n.Add(&r.scalar, &r.scalar, &r.scalar)
	}
	points.ScalarMult(&r.a, &r.b, n.Append(r.k[:0], &r.scalar))
	x, ok := r.x(points, &r.a)
	if !ok {
		return nil, false
	}
	return append(dst, x...), true
}

func (k *ownPrivate[P]) wipe() { k.d = primefield.Element{} }
