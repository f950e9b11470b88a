package soft

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"slices"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/primegroup"
	"github.com/psacrypto/psa/internal/primitive/spake2plus"
	"github.com/psacrypto/psa/keytype"
)

// spake2pFamily has the key pairs and public keys of SPAKE2+ (PSA Crypto 1.5, "SPAKE2+ keys"). Their material is the specification's format: w0 and w1, or w0
// and L. The numbers are big-endian for Weierstrass curves, and little-endian, as long as a private key, for the Edwards curves.
//
// Numbers are used in constant time (internal/primitive/spake2plus).
var spake2pFamily = family{
	has:   keytype.Type.IsSPAKE2P,
	holds: func(t keytype.Type, bits int) bool { return spake2pGroupOf(t, bits) != nil },
	runs: func(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
		return u == psa.Derive && spake2pSuiteOf(a, t.Family(), bits) != nil
	},
	generate: func(_ *Driver, attrs *psa.Attributes, _ driver.Parameters) (driver.Material, error) {
		if attrs.Type.IsPublicKey() {
			return driver.Material{}, noPublicGeneration(attrs)
		}
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "keys of type %v are derived from a password, not generated", attrs.Type)
	},
	parse: parseSPAKE2P,
	load:  loadSPAKE2P,
}

// spake2pSuite is a cipher suite of RFC 9383, section 4, or that of Matter. It is made when it is first used.
type spake2pSuite struct {
	alg    alg.Algorithm
	family keytype.Family
	bits   int
	suite  func() *spake2plus.Suite
}

func newSPAKE2PSuite(a alg.Algorithm, f keytype.Family, bits int, s func() *spake2plus.Suite) spake2pSuite {
	return spake2pSuite{a, f, bits, sync.OnceValue(s)}
}

// spake2pSuites has a row for each suite.
var spake2pSuites = [...]spake2pSuite{
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA256), keytype.SECPR1, 256, func() *spake2plus.Suite { return spake2plus.P256(sha256.New, spake2plus.HMAC) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA512), keytype.SECPR1, 256, func() *spake2plus.Suite { return spake2plus.P256(sha512.New, spake2plus.HMAC) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA256), keytype.SECPR1, 384, func() *spake2plus.Suite { return spake2plus.P384(sha256.New) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA512), keytype.SECPR1, 384, func() *spake2plus.Suite { return spake2plus.P384(sha512.New) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA512), keytype.SECPR1, 521, func() *spake2plus.Suite { return spake2plus.P521(sha512.New) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA256), keytype.TwistedEdwards, 255, func() *spake2plus.Suite { return spake2plus.Edwards25519(sha256.New) }),
	newSPAKE2PSuite(alg.SPAKE2PHMAC(alg.SHA512), keytype.TwistedEdwards, 448, func() *spake2plus.Suite { return spake2plus.Edwards448(sha512.New) }),
	newSPAKE2PSuite(alg.SPAKE2PCMAC(alg.SHA256), keytype.SECPR1, 256, func() *spake2plus.Suite { return spake2plus.P256(sha256.New, spake2plus.CMAC) }),
	newSPAKE2PSuite(alg.SPAKE2PCMAC(alg.SHA512), keytype.SECPR1, 256, func() *spake2plus.Suite { return spake2plus.P256(sha512.New, spake2plus.CMAC) }),
	newSPAKE2PSuite(alg.SPAKE2PMatter, keytype.SECPR1, 256, func() *spake2plus.Suite { return spake2plus.Matter(sha256.New) }),
}

func spake2pSuiteOf(a alg.Algorithm, f keytype.Family, bits int) *spake2pSuite {
	for i := range spake2pSuites {
		if s := &spake2pSuites[i]; s.alg == a && s.family == f && s.bits == bits {
			return s
		}
	}
	return nil
}

// spake2pGroupOf finds the group of keys; nil for one that no suite has.
func spake2pGroupOf(t keytype.Type, bits int) primegroup.Group {
	for i := range spake2pSuites {
		if s := &spake2pSuites[i]; s.family == t.Family() && s.bits == bits {
			return pakeGroupOf(psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, t.Family(), bits))
		}
	}
	return nil
}

// spake2pNumberSize is the length of w0 and w1 in a key.
func spake2pNumberSize(t keytype.Type, bits int) int {
	return t.PublicKeyOf().KeyPairOf().ExportSize(bits) / 2
}

// readSPAKE2PNumber makes a scalar of a number in a key; false for one that is not in [1, order-1].
func readSPAKE2PNumber(g primegroup.Group, f keytype.Family, b []byte) ([]byte, bool) {
	n := g.Order().Size()
	k := slices.Clone(b)
	if f == keytype.TwistedEdwards {
		slices.Reverse(k)
	}
	// Private keys of Ed448 have a byte more than the order.
	above := byte(0)
	for _, x := range k[:len(k)-n] {
		above |= x
	}
	k = k[len(k)-n:]
	return k, above == 0 && g.Order().IsKey(k)
}

// spake2pKey is a loaded key. w1 is nil in a public key.
type spake2pKey struct {
	material []byte
	attrs    *psa.Attributes
	group    primegroup.Group
	w0, w1   []byte
	// l is the verifier's element, which a key pair makes when it is first wanted.
	l     primegroup.Element
	lOnce sync.Once
}

// readSPAKE2P reads a key; the reason is "" where it is one.
func readSPAKE2P(t keytype.Type, bits int, material []byte) (k *spake2pKey, reason string) {
	k = &spake2pKey{group: spake2pGroupOf(t, bits), material: material}
	n := spake2pNumberSize(t, bits)
	var ok bool
	if k.w0, ok = readSPAKE2PNumber(k.group, t.Family(), material[:n]); !ok {
		return nil, "w0 is not between 1 and the order of the curve less 1"
	}
	if t.IsKeyPair() {
		if k.w1, ok = readSPAKE2PNumber(k.group, t.Family(), material[n:]); !ok {
			clear(k.w0)
			return nil, "w1 is not between 1 and the order of the curve less 1"
		}
		return k, ""
	}
	if k.l, ok = k.group.Decode(material[n:]); !ok {
		clear(k.w0)
		return nil, "L is not the encoding of a point in the group"
	}
	return k, ""
}

func parseSPAKE2P(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := curveBits(attrs, len(data), attrs.Type.ExportSize, func(bits int) bool { return spake2pGroupOf(attrs.Type, bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	k, reason := readSPAKE2P(attrs.Type, bits, data)
	if reason != "" {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the data is no key of type %v with %d bits: %s", attrs.Type, bits, reason)
	}
	k.Wipe()
	return driver.Material{Data: slices.Clone(data), Bits: bits}, nil
}

func loadSPAKE2P(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	if len(material) != attrs.Type.ExportSize(attrs.Bits) {
		return nil, damagedKey(attrs)
	}
	k, reason := readSPAKE2P(attrs.Type, attrs.Bits, material)
	if reason != "" {
		return nil, damagedKey(attrs)
	}
	k.attrs = attrs
	return k, nil
}

// verifier returns L.
func (k *spake2pKey) verifier() primegroup.Element {
	k.lOnce.Do(func() {
		if k.l == nil {
			k.l = k.group.ScalarBaseMult(k.w1)
		}
	})
	return k.l
}

// Wipe implements driver.Key.
func (k *spake2pKey) Wipe() {
	clear(k.w0)
	clear(k.w1)
}

func (k *spake2pKey) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }

// exportPublic implements publicKey.
func (k *spake2pKey) exportPublic(dst []byte) ([]byte, error) {
	return k.verifier().Append(append(dst, k.material[:spake2pNumberSize(k.attrs.Type, k.attrs.Bits)]...)), nil
}

// checkPAKE implements pakeKey.
func (k *spake2pKey) checkPAKE(s psa.PAKECipherSuite) error {
	if spake2pSuiteOf(s.Alg, k.attrs.Type.Family(), k.attrs.Bits) == nil {
		return noSuite(s)
	}
	return nil
}

// newPAKE implements pakeKey.
func (k *spake2pKey) newPAKE(d *Driver, s *driver.PAKESetup) (driver.PAKE, error) {
	suite := spake2pSuiteOf(s.Suite.Alg, k.attrs.Type.Family(), k.attrs.Bits).suite()
	ids := spake2plus.Identities{Prover: s.User, Verifier: s.Peer, Context: s.Context, HasContext: s.Context != nil}
	x := &spake2pExchange{driver: d, confirmation: s.Suite.Alg.HashLength()}
	if s.Suite.Alg.IsSPAKE2PCMAC() {
		x.confirmation = 16
	}
	if s.Role == psa.PAKERoleClient {
		if k.w1 == nil {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the client of %v needs a key pair", s.Suite.Alg)
		}
		x.party = suite.Prover(k.w0, k.w1, ids)
		return x, nil
	}
	ids.Prover, ids.Verifier = ids.Verifier, ids.Prover
	x.party = suite.Verifier(k.w0, k.verifier(), ids)
	return x, nil
}

// spake2pExchange is SPAKE2+ under way (PSA Crypto 1.5, "SPAKE2+ operation").
type spake2pExchange struct {
	party  *spake2plus.Party
	driver *Driver
	// confirmation is the length of confirmations in bytes.
	confirmation int
}

// Output implements driver.PAKE.
func (x *spake2pExchange) Output(_ context.Context, step psa.PAKEStep, dst []byte) ([]byte, error) {
	switch step {
	case psa.PAKEStepKeyShare:
		b, err := x.party.Share(x.driver.rand)
		if err != nil {
			return nil, pakeError(err)
		}
		return append(dst, b...), nil
	case psa.PAKEStepConfirm:
		b, err := x.party.Confirmation()
		return appended(dst, b, err)
	}
	return nil, noStep(step)
}

// Input implements driver.PAKE.
func (x *spake2pExchange) Input(_ context.Context, step psa.PAKEStep, p []byte) error {
	switch {
	case step == psa.PAKEStepKeyShare:
		return pakeError(x.party.PeerShare(p))
	case step != psa.PAKEStepConfirm:
		return noStep(step)
	case len(p) != x.confirmation:
		return wrongLength(len(p), x.confirmation)
	case !x.party.Confirms(p):
		return notConfirmed()
	}
	return nil
}

// SharedKey implements driver.PAKE.
func (x *spake2pExchange) SharedKey(_ context.Context, dst []byte) ([]byte, error) {
	k, err := x.party.Secret()
	return appended(dst, k, err)
}

// Close implements driver.PAKE. w0 and w1 belong to the key.
func (x *spake2pExchange) Close() { x.party.Wipe() }
