package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keytype"
)

// curves are those of the vectors.
var curves = map[string]struct {
	family keytype.Family
	bits   int
}{
	"secp192k1": {keytype.SECPK1, 192}, "secp224k1": {keytype.SECPK1, 225}, "secp256k1": {keytype.SECPK1, 256},
	"secp160r2": {keytype.SECPR2, 160}, "secp192r1": {keytype.SECPR1, 192}, "secp224r1": {keytype.SECPR1, 224}, "secp256r1": {keytype.SECPR1, 256},
	"secp384r1": {keytype.SECPR1, 384}, "secp521r1": {keytype.SECPR1, 521},
	"brainpoolP160r1": {keytype.BrainpoolPR1, 160}, "brainpoolP192r1": {keytype.BrainpoolPR1, 192},
	"brainpoolP224r1": {keytype.BrainpoolPR1, 224}, "brainpoolP256r1": {keytype.BrainpoolPR1, 256}, "brainpoolP320r1": {keytype.BrainpoolPR1, 320},
	"brainpoolP384r1": {keytype.BrainpoolPR1, 384}, "brainpoolP512r1": {keytype.BrainpoolPR1, 512},
	"sect283k1": {keytype.SECTK1, 283}, "sect283r1": {keytype.SECTR1, 283}, "sect409k1": {keytype.SECTK1, 409}, "sect409r1": {keytype.SECTR1, 409},
	"sect571k1": {keytype.SECTK1, 571}, "sect571r1": {keytype.SECTR1, 571},
}

// fixed writes a big-endian number in n bytes.
func fixed(b []byte, n int) ([]byte, bool) {
	x := new(big.Int).SetBytes(b)
	if (x.BitLen()+7)/8 > n {
		return nil, false
	}
	return x.FillBytes(make([]byte, n)), true
}

// withoutCofactor returns the private key with which the specification's agreement gives the secret of the vectors. They multiply by the private key alone (SEC 1,
// section 3.3.1), while the specification multiplies by the cofactor too (section 3.3.2), which is divided out here.
func withoutCofactor(private []byte, family keytype.Family, bits int) []byte {
	cofactor := int64(1)
	switch family {
	case keytype.SECTK1:
		cofactor = 4
	case keytype.SECTR1:
		cofactor = 2
	}
	d := new(big.Int).SetBytes(private)
	order := new(big.Int).SetBytes(derivation.CurveOrder(family, bits))
	if cofactor == 1 || d.Cmp(order) >= 0 {
		return private
	}
	d.Mul(d, new(big.Int).ModInverse(big.NewInt(cofactor), order))
	return d.Mod(d, order).Bytes()
}

var errForm = errors.New("not in a form that the specification has")

func ecdhRun(t *testing.T, s *session, name string, g *group) {
	curve, ok := curves[strings.Split(name, "_")[1]]
	if !ok {
		t.Fatalf("no curve for %s", name)
	}
	kind := keytype.ECCKeyPair(curve.family)
	for i := range g.Tests {
		c := &g.Tests[i]
		s.check(t, c, func() error {
			private, ok := fixed(withoutCofactor(c.Private, curve.family, curve.bits), kind.ExportSize(curve.bits))
			if !ok {
				return errForm
			}
			k, err := s.key(alg.ECDH, kind, private)
			if err != nil {
				return err
			}
			defer k.Destroy(bg)
			public := []byte(c.Public)
			if g.Encoding == "asn" {
				p, err := keyformat.ParseSPKI(public)
				if err != nil || p.Type != kind.PublicKeyOf() || p.Bits != curve.bits {
					return fmt.Errorf("%w: %v", errForm, err)
				}
				public = p.Data
			}
			secret, err := k.AgreeRaw(bg, alg.ECDH, nil, public)
			return same(secret, c.Shared, err)
		}())
	}
}

func xdhRun(bits int) func(*testing.T, *session, string, *group) {
	return func(t *testing.T, s *session, _ string, g *group) {
		for i := range g.Tests {
			c := &g.Tests[i]
			k, err := s.key(alg.ECDH, keytype.ECCKeyPair(keytype.Montgomery), c.Private)
			var secret []byte
			if err == nil {
				secret, err = k.AgreeRaw(bg, alg.ECDH, nil, c.Public)
				k.Destroy(bg)
			}
			s.check(t, c, same(secret, c.Shared, err))
		}
	}
}

// publicPoint is a public key in the vectors.
type publicPoint struct {
	Curve        string
	Uncompressed hexBytes
	Pk           hexBytes
}

func ecdsaRun(t *testing.T, s *session, name string, g *group) {
	var p publicPoint
	if err := json.Unmarshal(g.PublicKey, &p); err != nil {
		t.Fatal(err)
	}
	curve, ok := curves[p.Curve]
	if !ok {
		t.Fatalf("no curve %q", p.Curve)
	}
	kind, a := keytype.ECCPublicKey(curve.family), alg.ECDSA(hashNamed(t, g.Sha))
	k, err := s.key(a, kind, p.Uncompressed)
	if err != nil {
		t.Errorf("%s: %v", p.Curve, err)
		return
	}
	defer k.Destroy(bg)
	half := alg.SignOutputSize(kind, curve.bits, a) / 2
	for i := range g.Tests {
		c := &g.Tests[i]
		sig := []byte(c.Sig)
		if !strings.HasSuffix(name, "_p1363") {
			if sig = fromDER(sig, half); sig == nil {
				s.check(t, c, errForm)
				continue
			}
		}
		s.check(t, c, k.VerifyMessage(bg, a, c.Msg, sig, nil))
	}
}

// fromDER turns a signature in DER into that of the specification, or returns nil where it is no strict DER, or its numbers can't be written.
func fromDER(der []byte, half int) []byte {
	in, r, s := cryptobyte.String(der), new(big.Int), new(big.Int)
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, asn1.SEQUENCE) || !in.Empty() || !seq.ReadASN1Integer(r) || !seq.ReadASN1Integer(s) || !seq.Empty() || r.Sign() < 0 || s.Sign() < 0 {
		return nil
	}
	x, ok := fixed(r.Bytes(), half)
	y, fits := fixed(s.Bytes(), half)
	if !ok || !fits {
		return nil
	}
	return append(x, y...)
}

func eddsaRun(bits int) func(*testing.T, *session, string, *group) {
	return func(t *testing.T, s *session, _ string, g *group) {
		var p publicPoint
		if err := json.Unmarshal(g.PublicKey, &p); err != nil {
			t.Fatal(err)
		}
		k, err := s.key(alg.PureEdDSA, keytype.ECCPublicKey(keytype.TwistedEdwards), p.Pk)
		for i := range g.Tests {
			c := &g.Tests[i]
			if err != nil {
				s.check(t, c, err)
				continue
			}
			s.check(t, c, k.VerifyMessage(bg, alg.PureEdDSA, c.Msg, c.Sig, nil))
		}
	}
}
