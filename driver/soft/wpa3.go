package soft

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/primitive/sae"
	"github.com/psacrypto/psa/keytype"
)

// wpa3Family has the password tokens of WPA3-SAE (PSA Crypto 1.5, "WPA3-SAE password tokens"). Their material is the specification's format: an element
// of a group.
//
// Tokens are used in constant time (internal/primitive/sae).
var wpa3Family = family{
	has:   func(t keytype.Type) bool { return t.IsWPA3SAEECC() || t.IsWPA3SAEDH() },
	holds: func(t keytype.Type, bits int) bool { return saeGroupOf(wpa3Primitive(t, bits)) != nil },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		return u == psa.Derive && a.IsWPA3SAE() && hasHMAC(a.Hash())
	},
	generate: func(_ *Driver, attrs *psa.Attributes, _ driver.Parameters) (driver.Material, error) {
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "keys of type %v are derived from a password, not generated", attrs.Type)
	},
	parse: parseWPA3,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if len(material) != attrs.Type.ExportSize(attrs.Bits) {
			return nil, damagedKey(attrs)
		}
		return &wpa3Key{material}, nil
	},
}

// saeGroup is a group of WPA3-SAE. It is made when it is first used.
type saeGroup struct {
	primitive psa.PAKEPrimitive
	group     func() *sae.Group
}

func saeCurve(f keytype.Family, bits int, group func() *sae.Group) saeGroup {
	return saeGroup{psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, f, bits), group}
}

func saeField(bits int) saeGroup {
	return saeGroup{psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, keytype.RFC3526, bits), sync.OnceValue(func() *sae.Group {
		g, err := sae.NewFFC(derivation.GroupPrime(keytype.RFC3526, bits))
		if err != nil {
			panic("soft: " + err.Error())
		}
		return g
	})}
}

// saeGroups are the groups 19, 20, 21, 28, 29, 30 and 14 to 18: of those that the specification has families for, the ones that hash-to-element has
// constants for, and that are large enough (IEEE 802.11-2024, section 12.4.4.1).
var saeGroups = [...]saeGroup{
	saeCurve(keytype.SECPR1, 256, sae.P256),
	saeCurve(keytype.SECPR1, 384, sae.P384),
	saeCurve(keytype.SECPR1, 521, sae.P521),
	saeCurve(keytype.BrainpoolPR1, 256, sae.BrainpoolP256r1),
	saeCurve(keytype.BrainpoolPR1, 384, sae.BrainpoolP384r1),
	saeCurve(keytype.BrainpoolPR1, 512, sae.BrainpoolP512r1),
	saeField(2048), saeField(3072), saeField(4096), saeField(6144), saeField(8192),
}

// saeGroupOf finds the group of a primitive; nil for one that the driver hasn't.
func saeGroupOf(p psa.PAKEPrimitive) func() *sae.Group {
	for i := range saeGroups {
		if saeGroups[i].primitive == p {
			return saeGroups[i].group
		}
	}
	return nil
}

// wpa3Primitive is the group of password tokens.
func wpa3Primitive(t keytype.Type, bits int) psa.PAKEPrimitive {
	if t.IsWPA3SAEDH() {
		return psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, t.Family(), bits)
	}
	return psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, t.Family(), bits)
}

func parseWPA3(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := curveBits(attrs, len(data), attrs.Type.ExportSize, func(bits int) bool { return saeGroupOf(wpa3Primitive(attrs.Type, bits)) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	if !saeGroupOf(wpa3Primitive(attrs.Type, bits))().ValidToken(data) {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is not an element of the group other than the identity")
	}
	return driver.Material{Data: slices.Clone(data), Bits: bits}, nil
}

// wpa3Key is a loaded password token.
type wpa3Key struct {
	// token belongs to whoever loaded the key.
	token []byte
}

// Wipe implements driver.Key. There is no copy of the material to wipe.
func (k *wpa3Key) Wipe() { k.token = nil }

func (k *wpa3Key) export(dst []byte) ([]byte, error) { return append(dst, k.token...), nil }

// checkPAKE implements pakeKey. That the token is of the primitive's group the core has seen to.
func (k *wpa3Key) checkPAKE(s psa.PAKECipherSuite) error {
	if saeGroupOf(s.Primitive) == nil {
		return noSuite(s)
	}
	return nil
}

// newPAKE implements pakeKey.
func (k *wpa3Key) newPAKE(d *Driver, s *driver.PAKESetup) (driver.PAKE, error) {
	g, h := saeGroupOf(s.Suite.Primitive)(), hashOf(s.Suite.Alg.Hash())
	pmk := saeFixedPMK
	if s.Suite.Alg.IsWPA3SAEGDH() {
		pmk = h.size
	}
	return &saeExchange{party: sae.New(g, g.ElementOfToken(h.start, k.token, s.User, s.Peer), h.start, pmk), driver: d}, nil
}

// saeFixedPMK is the length in bytes of the PMK that does not depend on the group (PSA Crypto 1.5, table "WPA3-SAE algorithm variants").
const saeFixedPMK = 32

// newLoopingSAE begins an exchange with a password itself.
func newLoopingSAE(d *Driver, s *driver.PAKESetup, password []byte) (driver.PAKE, error) {
	g := saeGroupOf(s.Suite.Primitive)()
	pwe, ok := g.ElementByLooping(sha256.New, password, s.User, s.Peer)
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "looping finds no element for the password")
	}
	return &saeExchange{party: sae.New(g, pwe, sha256.New, saeFixedPMK), driver: d}, nil
}

// saeExchange is WPA3-SAE under way (PSA Crypto 1.5, "WPA3-SAE operation").
type saeExchange struct {
	party  *sae.Party
	driver *Driver
	// counter is the send-confirm counter that was given last.
	counter [sae.CounterSize]byte
}

// Output implements driver.PAKE.
func (x *saeExchange) Output(_ context.Context, step psa.PAKEStep, dst []byte) ([]byte, error) {
	var b []byte
	var err error
	switch step {
	case psa.PAKEStepCommit:
		b, err = x.party.Commit(x.driver.rand)
	case psa.PAKEStepConfirm:
		b, err = x.party.Confirm(x.counter[:])
	case psa.PAKEStepKeyID:
		b, err = x.party.PMKID()
	default:
		return nil, noStep(step)
	}
	return appended(dst, b, err)
}

// Input implements driver.PAKE.
func (x *saeExchange) Input(_ context.Context, step psa.PAKEStep, p []byte) error {
	switch step {
	case psa.PAKEStepCommit:
		return pakeError(x.party.PeerCommit(p))
	case psa.PAKEStepSalt:
		return pakeError(x.party.Salt(p))
	case psa.PAKEStepConfirmCount:
		if len(p) != len(x.counter) {
			return psa.Errorf(psa.ErrInvalidArgument, "the send-confirm counter has %d bytes, not %d", len(p), len(x.counter))
		}
		copy(x.counter[:], p)
		return nil
	case psa.PAKEStepConfirm:
		if n := x.party.ConfirmSize(); len(p) != n {
			return wrongLength(len(p), n)
		}
		if !x.party.PeerConfirms(p) {
			return notConfirmed()
		}
		return nil
	}
	return noStep(step)
}

// SharedKey implements driver.PAKE.
func (x *saeExchange) SharedKey(_ context.Context, dst []byte) ([]byte, error) {
	k, err := x.party.PMK()
	return appended(dst, k, err)
}

// Close implements driver.PAKE.
func (x *saeExchange) Close() { x.party.Wipe() }

// tokenDerivation is WPA3_SAE_H2E under way (PSA Crypto 1.5, PSA_ALG_WPA3_SAE_H2E).
type tokenDerivation struct {
	hash *hashRow
	seed []byte
}

func beginTokens(in *derivationInputs) *tokenDerivation {
	h := hashOf(in.alg.Hash())
	return &tokenDerivation{h, sae.Seed(h.start, in.bytes(psa.InputSalt), in.bytes(psa.InputPassword), in.bytes(psa.InputInfo))}
}

// Token implements driver.TokenDerivation.
func (t *tokenDerivation) Token(_ context.Context, kt keytype.Type, bits int, dst []byte) ([]byte, error) {
	g := saeGroupOf(wpa3Primitive(kt, bits))
	if g == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver has no keys of type %v with %d bits", kt, bits)
	}
	pt, ok := g().Token(t.hash.start, t.seed)
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "there is no token for the password")
	}
	return appended(dst, pt, nil)
}

// Read implements driver.Derivation; the core does not let it be asked for.
func (t *tokenDerivation) Read(context.Context, []byte) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the output of WPA3_SAE_H2E is a key and no bytes")
}

// Close implements driver.Derivation.
func (t *tokenDerivation) Close() { clear(t.seed) }
