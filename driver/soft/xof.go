package soft

import (
	"context"
	"crypto/sha3"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ascon"
)

// sponge is an extendable-output function of a library: input first, then output.
type sponge interface {
	Write(p []byte) (int, error)
	Read(p []byte) (int, error)
}

// xofRow tells how an XOF begins, with its context where it has one.
type xofRow struct {
	alg   alg.Algorithm
	start func(context []byte) (sponge, error)
}

// xofs has a row for each XOF. All of them take time that depends on lengths alone.
var xofs = [...]xofRow{
	{alg.SHAKE128, func([]byte) (sponge, error) { return sha3.NewSHAKE128(), nil }},
	{alg.SHAKE256, func([]byte) (sponge, error) { return sha3.NewSHAKE256(), nil }},
	{alg.AsconXOF128, func([]byte) (sponge, error) { return ascon.NewXOF128(), nil }},
	{alg.AsconCXOF128, func(context []byte) (sponge, error) {
		x, err := ascon.NewCXOF128(context)
		if err != nil {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the context has %d bytes; one of Ascon-CXOF128 has at most %d", len(context), ascon.MaxContext)
		}
		return x, nil
	}},
}

// xofOf finds an XOF; nil for one that the driver hasn't.
func xofOf(a alg.Algorithm) *xofRow {
	for i := range xofs {
		if xofs[i].alg == a {
			return &xofs[i]
		}
	}
	return nil
}

// NewXOF implements driver.XOFs.
func (*Driver) NewXOF(_ context.Context, a alg.Algorithm, context []byte) (driver.XOF, error) {
	r := xofOf(a)
	if r == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver has no XOF %v", a)
	}
	if len(context) != 0 && !a.XOFHasContext() {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v has no context", a)
	}
	x, err := r.start(context)
	if err != nil {
		return nil, err
	}
	return &xofing{x: x}, nil
}

// xofing is an XOF under way.
type xofing struct {
	// x is nil once the operation has ended.
	x       sponge
	reading bool
}

// Update implements driver.XOF.
func (s *xofing) Update(_ context.Context, p []byte) error {
	switch {
	case s.x == nil:
		return ended("XOF")
	case s.reading:
		return psa.Errorf(psa.ErrBadState, "there is no more input after output")
	}
	s.x.Write(p)
	return nil
}

// Read implements driver.XOF.
func (s *xofing) Read(_ context.Context, out []byte) error {
	if s.x == nil {
		return ended("XOF")
	}
	s.reading = true
	s.x.Read(out)
	return nil
}

// Close implements driver.XOF.
func (s *xofing) Close() {
	switch x := s.x.(type) {
	case interface{ Wipe() }:
		x.Wipe()
	case interface{ Reset() }:
		x.Reset() // crypto/sha3 overwrites the state
	}
	s.x = nil
}
