package soft

import (
	"context"
	"errors"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/jpake"
	"github.com/psacrypto/psa/internal/primitive/primegroup"
	"github.com/psacrypto/psa/internal/primitive/sae"
	"github.com/psacrypto/psa/internal/primitive/spake2plus"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/keytype"
)

// pakeGroup is a group in which J-PAKE computes. It is made when it is first used.
type pakeGroup struct {
	primitive psa.PAKEPrimitive
	group     func() primegroup.Group
}

func overCurve(f keytype.Family, bits int, group func() primegroup.Group) pakeGroup {
	return pakeGroup{psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, f, bits), group}
}

func overWeierstrass(f keytype.Family, bits int, curve func() *weierstrass.Curve) pakeGroup {
	return overCurve(f, bits, sync.OnceValue(func() primegroup.Group { return primegroup.Weierstrass(curve()) }))
}

func overBinary(f keytype.Family, bits int, curve func() *binary.Curve) pakeGroup {
	return overCurve(f, bits, sync.OnceValue(func() primegroup.Group { return primegroup.Binary(curve()) }))
}

func overField(f keytype.Family, bits int) pakeGroup {
	return pakeGroup{psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, f, bits), sync.OnceValue(func() primegroup.Group {
		g, err := primegroup.NewMODP(derivation.GroupPrime(f, bits))
		if err != nil {
			panic("soft: " + err.Error())
		}
		return g
	})}
}

// pakeGroups has a row for each group. Montgomery curves have none: their public keys are an x-coordinate, with which points can't be added as RFC 8236 wants.
var pakeGroups = [...]pakeGroup{
	overCurve(keytype.SECPR1, 256, primegroup.P256),
	overCurve(keytype.SECPR1, 384, primegroup.P384),
	overCurve(keytype.SECPR1, 521, primegroup.P521),
	overCurve(keytype.SECPR1, 224, primegroup.P224),
	overCurve(keytype.TwistedEdwards, 255, primegroup.Edwards25519),
	overCurve(keytype.TwistedEdwards, 448, primegroup.Edwards448),
	overWeierstrass(keytype.SECPR1, 192, weierstrass.SECP192r1),
	overWeierstrass(keytype.SECPR2, 160, weierstrass.SECP160r2),
	overWeierstrass(keytype.SECPK1, 192, weierstrass.SECP192k1),
	overWeierstrass(keytype.SECPK1, 225, weierstrass.SECP224k1),
	overWeierstrass(keytype.SECPK1, 256, weierstrass.SECP256k1),
	overWeierstrass(keytype.BrainpoolPR1, 160, weierstrass.BrainpoolP160r1),
	overWeierstrass(keytype.BrainpoolPR1, 192, weierstrass.BrainpoolP192r1),
	overWeierstrass(keytype.BrainpoolPR1, 224, weierstrass.BrainpoolP224r1),
	overWeierstrass(keytype.BrainpoolPR1, 256, weierstrass.BrainpoolP256r1),
	overWeierstrass(keytype.BrainpoolPR1, 320, weierstrass.BrainpoolP320r1),
	overWeierstrass(keytype.BrainpoolPR1, 384, weierstrass.BrainpoolP384r1),
	overWeierstrass(keytype.BrainpoolPR1, 512, weierstrass.BrainpoolP512r1),
	overWeierstrass(keytype.FRP, 256, weierstrass.FRP256v1),
	overBinary(keytype.SECTK1, 163, binary.SECT163k1),
	overBinary(keytype.SECTK1, 233, binary.SECT233k1),
	overBinary(keytype.SECTK1, 239, binary.SECT239k1),
	overBinary(keytype.SECTK1, 283, binary.SECT283k1),
	overBinary(keytype.SECTK1, 409, binary.SECT409k1),
	overBinary(keytype.SECTK1, 571, binary.SECT571k1),
	overBinary(keytype.SECTR1, 163, binary.SECT163r1),
	overBinary(keytype.SECTR1, 233, binary.SECT233r1),
	overBinary(keytype.SECTR1, 283, binary.SECT283r1),
	overBinary(keytype.SECTR1, 409, binary.SECT409r1),
	overBinary(keytype.SECTR1, 571, binary.SECT571r1),
	overBinary(keytype.SECTR2, 163, binary.SECT163r2),
	overField(keytype.RFC7919, 2048),
	overField(keytype.RFC7919, 3072),
	overField(keytype.RFC7919, 4096),
	overField(keytype.RFC7919, 6144),
	overField(keytype.RFC7919, 8192),
	overField(keytype.RFC3526, 2048),
	overField(keytype.RFC3526, 3072),
	overField(keytype.RFC3526, 4096),
	overField(keytype.RFC3526, 6144),
	overField(keytype.RFC3526, 8192),
}

// pakeGroupOf finds the group of a primitive; nil for one that the driver hasn't.
func pakeGroupOf(p psa.PAKEPrimitive) primegroup.Group {
	for i := range pakeGroups {
		if pakeGroups[i].primitive == p {
			return pakeGroups[i].group()
		}
	}
	return nil
}

// supportsPasswordPAKE tells whether a password can be used in an exchange with an algorithm that takes one.
func supportsPasswordPAKE(a alg.Algorithm) bool {
	return a.IsJPAKE() && hashOf(a.Hash()) != nil || a.IsWPA3SAE() && hasHMAC(a.Hash())
}

func noSuite(s psa.PAKECipherSuite) error {
	return psa.Errorf(psa.ErrNotSupported, "the software driver has no exchange with %v", s)
}

// pakeKey is a key with which an exchange can be made.
type pakeKey interface {
	// checkPAKE is driver.PAKEs.CheckPAKE, and newPAKE its NewPAKE.
	checkPAKE(s psa.PAKECipherSuite) error
	newPAKE(d *Driver, s *driver.PAKESetup) (driver.PAKE, error)
}

// CheckPAKE implements driver.PAKEs.
func (*Driver) CheckPAKE(_ context.Context, g driver.Grant, s psa.PAKECipherSuite) error {
	k, err := use[pakeKey](g)
	if err != nil {
		return err
	}
	return k.checkPAKE(s)
}

// NewPAKE implements driver.PAKEs.
func (d *Driver) NewPAKE(_ context.Context, g driver.Grant, s driver.PAKESetup) (driver.PAKE, error) {
	k, err := use[pakeKey](g)
	if err != nil {
		return nil, err
	}
	if err := k.checkPAKE(s.Suite); err != nil {
		return nil, err
	}
	return k.newPAKE(d, &s)
}

// checkPAKE implements pakeKey: a password is for J-PAKE, and for WPA3-SAE with looping.
func (k *rawKey) checkPAKE(s psa.PAKECipherSuite) error {
	if s.Alg.IsWPA3SAE() {
		if saeGroupOf(s.Primitive) == nil {
			return noSuite(s)
		}
		return nil
	}
	g := pakeGroupOf(s.Primitive)
	if g == nil {
		return noSuite(s)
	}
	scalar, ok := jpake.Password(g, k.bytes)
	clear(scalar)
	if !ok {
		return psa.Errorf(psa.ErrInvalidArgument, "the password is 0 modulo the order of %v, with which J-PAKE can't be done", s.Primitive)
	}
	return nil
}

// newPAKE implements pakeKey.
func (k *rawKey) newPAKE(d *Driver, s *driver.PAKESetup) (driver.PAKE, error) {
	if s.Suite.Alg.IsWPA3SAE() {
		return newLoopingSAE(d, s, k.bytes)
	}
	p, ok := jpake.New(pakeGroupOf(s.Suite.Primitive), hashOf(s.Suite.Alg.Hash()).start, k.bytes, s.User, s.Peer)
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the password is 0 modulo the order of %v", s.Suite.Primitive)
	}
	return &jpakeExchange{party: p, driver: d}, nil
}

// pakeErrors are the errors of the primitives with their statuses; any other error is that of the source of randomness.
var pakeErrors = [...]struct {
	err    error
	status psa.Status
}{
	{jpake.ErrElement, psa.ErrInvalidArgument},
	{jpake.ErrResponse, psa.ErrInvalidArgument},
	{jpake.ErrDegenerate, psa.ErrInvalidArgument},
	{jpake.ErrProof, psa.ErrInvalidSignature},
	{jpake.ErrOrder, psa.ErrBadState},
	{spake2plus.ErrShare, psa.ErrInvalidArgument},
	{spake2plus.ErrOrder, psa.ErrBadState},
	{sae.ErrCommit, psa.ErrInvalidArgument},
	{sae.ErrReflected, psa.ErrInvalidArgument},
	{sae.ErrOrder, psa.ErrBadState},
}

// pakeError gives an error of a primitive its status.
func pakeError(err error) error {
	if err == nil {
		return nil
	}
	for _, e := range pakeErrors {
		if errors.Is(err, e.err) {
			return psa.Errorf(e.status, "%w", err)
		}
	}
	return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
}

// appended is what Output and SharedKey make of what a primitive returns, which is wiped.
func appended(dst, b []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, pakeError(err)
	}
	dst = append(dst, b...)
	clear(b)
	return dst, nil
}

// noStep tells of a step that the core does not let through.
func noStep(s psa.PAKEStep) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the exchange has no step %v in this direction", s)
}

// wrongLength tells of a confirmation that can't be one.
func wrongLength(got, want int) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the confirmation has %d bytes, not %d", got, want)
}

func notConfirmed() error {
	return psa.Errorf(psa.ErrInvalidSignature, "the peer's confirmation is wrong: it has another password, or other identities")
}
