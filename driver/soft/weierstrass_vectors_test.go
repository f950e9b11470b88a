package soft

import (
	"bufio"
	"bytes"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var hashNames = map[string]alg.Algorithm{"SHA-1": alg.SHA1, "SHA-224": alg.SHA224, "SHA-256": alg.SHA256, "SHA-384": alg.SHA384, "SHA-512": alg.SHA512}

// curveNames are the names of curves in SEC 2, RFC 5639 and FIPS 186-4, and those of Botan for Brainpool curves.
var curveNames = map[string]struct {
	family keytype.Family
	bits   int
}{
	"secp192k1": {keytype.SECPK1, 192}, "secp224k1": {keytype.SECPK1, 225}, "secp256k1": {keytype.SECPK1, 256},
	"secp192r1": {keytype.SECPR1, 192}, "secp224r1": {keytype.SECPR1, 224}, "secp256r1": {keytype.SECPR1, 256}, "secp384r1": {keytype.SECPR1, 384},
	"secp521r1": {keytype.SECPR1, 521}, "secp160r2": {keytype.SECPR2, 160},
	"sect163k1": {keytype.SECTK1, 163}, "sect233k1": {keytype.SECTK1, 233}, "sect239k1": {keytype.SECTK1, 239}, "sect283k1": {keytype.SECTK1, 283},
	"sect409k1": {keytype.SECTK1, 409}, "sect571k1": {keytype.SECTK1, 571},
	"sect163r1": {keytype.SECTR1, 163}, "sect233r1": {keytype.SECTR1, 233}, "sect283r1": {keytype.SECTR1, 283}, "sect409r1": {keytype.SECTR1, 409},
	"sect571r1": {keytype.SECTR1, 571}, "sect163r2": {keytype.SECTR2, 163},
	"brainpoolP160r1": {keytype.BrainpoolPR1, 160}, "brainpoolP192r1": {keytype.BrainpoolPR1, 192}, "brainpoolP224r1": {keytype.BrainpoolPR1, 224},
	"brainpoolP256r1": {keytype.BrainpoolPR1, 256}, "brainpoolP320r1": {keytype.BrainpoolPR1, 320}, "brainpoolP384r1": {keytype.BrainpoolPR1, 384},
	"brainpoolP512r1": {keytype.BrainpoolPR1, 512}, "frp256v1": {keytype.FRP, 256},
	"brainpool256r1": {keytype.BrainpoolPR1, 256}, "brainpool384r1": {keytype.BrainpoolPR1, 384}, "brainpool512r1": {keytype.BrainpoolPR1, 512},
	"P-192": {keytype.SECPR1, 192}, "P-224": {keytype.SECPR1, 224}, "P-256": {keytype.SECPR1, 256}, "P-384": {keytype.SECPR1, 384}, "P-521": {keytype.SECPR1, 521},
	"K-163": {keytype.SECTK1, 163}, "K-233": {keytype.SECTK1, 233}, "K-283": {keytype.SECTK1, 283}, "K-409": {keytype.SECTK1, 409}, "K-571": {keytype.SECTK1, 571},
	"B-163": {keytype.SECTR2, 163}, "B-233": {keytype.SECTR1, 233}, "B-283": {keytype.SECTR1, 283}, "B-409": {keytype.SECTR1, 409}, "B-571": {keytype.SECTR1, 571},
}

// namedCurve finds a curve by one of its names; nil for a curve that the specification has not.
func namedCurve(name string) *weierstrassCurve {
	n, ok := curveNames[name]
	if !ok {
		return nil
	}
	return weierstrassCurveOf(keytype.ECCKeyPair(n.family), n.bits)
}

func TestEveryCurve(t *testing.T) {
	n := 0
	for _, g := range keytype.Groups() {
		if g.Family.IsWeierstrass() {
			n++
			if weierstrassCurveOf(keytype.ECCKeyPair(g.Family), g.Bits) == nil {
				t.Errorf("there is no %s", g.Name)
			}
		}
	}
	if n < 29 || n != len(weierstrassCurves) {
		t.Errorf("%d curves, of which %d are the specification's", len(weierstrassCurves), n)
	}
}

// scalar imports a key pair of a number in hexadecimal.
func (c *weierstrassCurve) scalar(t testing.TB, hex string) asymKey {
	t.Helper()
	return importBits(t, c.pair(), c.bits, mustInt(t, strings.TrimPrefix(hex, "0x")).FillBytes(make([]byte, c.scalarSize())))
}

// coordinates is the point of two numbers in hexadecimal.
func (c *weierstrassCurve) coordinates(t testing.TB, x, y string) []byte {
	t.Helper()
	size := c.pointSize() / 2
	return slices.Concat([]byte{4}, mustInt(t, x).FillBytes(make([]byte, size)), mustInt(t, y).FillBytes(make([]byte, size)))
}

// TestDeterministicECDSA compares with the signatures of RFC 6979, A.2.3 to A.2.17.
func TestDeterministicECDSA(t *testing.T) {
	var groups []struct {
		Curve, Private, Ux, Uy string
		Cases                  []struct{ Hash, Message, R, S string }
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/rfc6979-vectors.json"), &groups); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range groups {
		curve := namedCurve(strings.TrimPrefix(g.Curve, "NIST "))
		if curve == nil {
			continue
		}
		half := curve.signatureSize() / 2
		k := curve.scalar(t, g.Private)
		pad := func(hex string) []byte { return mustInt(t, hex).FillBytes(make([]byte, half)) }
		if want := curve.coordinates(t, g.Ux, g.Uy); !bytes.Equal(k.exportPublic(t), want) {
			t.Errorf("%s: public key %x, want %x", g.Curve, k.exportPublic(t), want)
		}
		for _, c := range g.Cases {
			a := alg.DeterministicECDSA(hashNames[c.Hash])
			want := slices.Concat(pad(c.R), pad(c.S))
			if got := k.sign(t, a, []byte(c.Message)); !bytes.Equal(got, want) {
				t.Errorf("%s, %s, %q: %x, want %x", g.Curve, c.Hash, c.Message, got, want)
			}
			for _, v := range []alg.Algorithm{a, alg.ECDSA(hashNames[c.Hash])} {
				if err := k.public(t).verify(v, []byte(c.Message), want); err != nil {
					t.Errorf("%s, %v, %q: %v", g.Curve, v, c.Message, err)
				}
			}
			n++
		}
	}
	if n != 150 {
		t.Errorf("%d signatures were compared, not 15 * 10", n)
	}
}

// TestDeterministicECDSABotan compares with Botan's collection, which has further curves and keys.
func TestDeterministicECDSABotan(t *testing.T) {
	n := map[string]int{}
	var curve *weierstrassCurve
	var group, key, msg, hash string
	for line := range strings.Lines(string(vectors.Read(t, "ecc/ecdsa_rfc6979.vec"))) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		switch name {
		case "Group":
			group, curve = value, namedCurve(value)
		case "X":
			key = value
		case "Msg":
			msg = value
		case "Hash":
			hash = value
		case "Signature":
			h, ok := hashNames[hash]
			if curve == nil || !ok {
				continue
			}
			k := curve.scalar(t, key)
			if got := k.sign(t, alg.DeterministicECDSA(h), vectors.Hex(t, msg)); !bytes.Equal(got, vectors.Hex(t, value)) {
				t.Errorf("%s, %s, %s: %x, want %s", group, hash, msg, got, value)
			}
			n[group]++
		}
	}
	for _, name := range []string{"secp192r1", "secp224r1", "secp256r1", "secp384r1", "secp521r1", "brainpool256r1", "brainpool384r1", "brainpool512r1", "frp256v1"} {
		if n[name] == 0 {
			t.Errorf("no signature on %s was compared", name)
		}
	}
}

// TestOwnDeterministicSignatures signs with the arithmetic that the curves of the standard library use for hashes that it has no name for, with those
// that it has: the signatures are the same.
func TestOwnDeterministicSignatures(t *testing.T) {
	for _, c := range weierstrassCurves {
		nist, ok := c.weierstrassArithmetic.(*nistCurve)
		if !ok {
			continue
		}
		k := generateAsym(t, c.pair(), c.bits)
		own := nist.own.key(k.export(t), nil)
		for name, h := range hashNames {
			for i := range byte(10) {
				msg := bytes.Repeat([]byte{i}, int(i))
				digest, _ := hashSum(h, nil, msg)
				want := k.sign(t, alg.DeterministicECDSA(h), msg)
				if got, err := own.signDeterministic(nil, h, digest); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bits, %s: %x, %v; crypto/ecdsa signs %x", c.bits, name, got, err, want)
				}
			}
		}
	}
}

// TestECDH compares with Botan's collection: the NIST CAVS file of ECC CDH, and other curves.
func TestECDH(t *testing.T) {
	n := map[string]int{}
	var curve *weierstrassCurve
	var group, secret string
	var peer []byte
	in := bufio.NewScanner(vectors.Open(t, "ecc/ecdh.vec"))
	for in.Scan() {
		line := in.Text()
		if strings.HasPrefix(line, "[") {
			group = strings.Trim(line, "[]")
			curve = namedCurve(group)
		}
		name, value, _ := strings.Cut(line, " = ")
		switch {
		case curve == nil:
		case name == "Secret":
			secret = value
		case name == "CounterKey":
			peer = vectors.Hex(t, value)
		case name == "K":
			got, err := curve.scalar(t, secret).agree(peer)
			if err != nil || !bytes.Equal(got, vectors.Hex(t, value)) {
				t.Errorf("%s: %x, %v; want %s", group, got, err, value)
			}
			n[group]++
		}
	}
	if len(n) != 9 || n["secp192r1"] != 25 || n["frp256v1"] == 0 {
		t.Errorf("compared: %v", n)
	}
}

// TestCofactorDiffieHellman compares with the ACVP sets of SP 800-56A, whose curves have a cofactor.
func TestCofactorDiffieHellman(t *testing.T) {
	n := map[string]int{}
	for _, file := range []string{"ecc/KAS-ECC-CDH-Component-Sp800-56Ar3.json", "ecc/KAS-ECC-SSC-Sp800-56Ar3.json"} {
		var set struct {
			TestGroups []struct {
				Curve, DomainParameterGenerationMode, Scheme, KasRole string
				Tests                                                 []map[string]any
			}
		}
		if err := json.Unmarshal(vectors.Read(t, file), &set); err != nil {
			t.Fatal(err)
		}
		for _, g := range set.TestGroups {
			name := g.Curve + g.DomainParameterGenerationMode
			curve := namedCurve(name)
			if curve == nil {
				t.Fatalf("%s: no curve %q", file, name)
			}
			for _, c := range g.Tests {
				text := func(keys ...string) string {
					for _, k := range keys {
						if s, ok := c[k].(string); ok && s != "" {
							return s
						}
					}
					t.Fatalf("%s: no %v in %v", file, keys, c)
					return ""
				}
				passed, _ := c["testPassed"].(bool)
				private := text("privateIut", "staticPrivateIut", "ephemeralPrivateIut", "privateStaticIut")
				peer := curve.coordinates(t, text("publicServerX", "staticPublicServerX", "publicStaticServerX"), text("publicServerY", "staticPublicServerY", "publicStaticServerY"))
				got, err := curve.scalar(t, private).agree(peer)
				want := mustInt(t, text("z", "hashZ")).FillBytes(make([]byte, curve.pointSize()/2))
				if same := err == nil && bytes.Equal(got, want); same != passed {
					t.Errorf("%s, %s: %x, %v; passes: %t with %x", file, name, got, err, passed, want)
				}
				n[name]++
			}
		}
	}
	for _, name := range []string{"P-192", "K-163", "B-163", "K-283", "K-409"} {
		if n[name] == 0 {
			t.Errorf("no secret on %s was compared: %v", name, n)
		}
	}
}

// fromPKCS8 imports the private key of a PrivateKeyInfo.
func (c *weierstrassCurve) fromPKCS8(t testing.TB, der []byte) asymKey {
	t.Helper()
	var p8 struct {
		Version   int
		Algorithm asn1.RawValue
		Key       []byte
	}
	if _, err := asn1.Unmarshal(der, &p8); err != nil {
		t.Fatal(err)
	}
	return c.fromECPrivateKey(t, p8.Key)
}

// fromECPrivateKey imports the private key of an ECPrivateKey (RFC 5915, section 3).
func (c *weierstrassCurve) fromECPrivateKey(t testing.TB, der []byte) asymKey {
	t.Helper()
	var ec struct {
		Version int
		Key     []byte
		Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
		Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
	}
	if _, err := asn1.Unmarshal(der, &ec); err != nil {
		t.Fatal(err)
	}
	return importBits(t, c.pair(), c.bits, new(big.Int).SetBytes(ec.Key).FillBytes(make([]byte, c.scalarSize())))
}

// pointOfSPKI reads the public key.
func pointOfSPKI(t testing.TB, der []byte) []byte {
	t.Helper()
	var spki struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &spki); err != nil {
		t.Fatal(err)
	}
	return spki.Key.Bytes
}

// TestECDHOfOpenSSL compares with OpenSSL's files, whose keys are named after their curves.
func TestECDHOfOpenSSL(t *testing.T) {
	n := map[string]int{}
	for _, file := range []string{"ecc/evppkey_ecc.txt", "ecc/evppkey_brainpool.txt"} {
		text := string(vectors.Read(t, file))
		keys := map[string][]byte{}
		for part := range strings.SplitSeq(text, "\n\n") {
			for _, kind := range []string{"PrivateKey=", "PublicKey="} {
				name, rest, _ := strings.Cut(strings.TrimSpace(part), "\n")
				if strings.HasPrefix(name, kind) {
					block, _ := pem.Decode([]byte(rest))
					if block == nil {
						t.Fatalf("%s: no PEM in %q", file, part)
					}
					keys[strings.TrimPrefix(name, kind)] = block.Bytes
				}
			}
		}
		for part := range strings.SplitSeq(text, "\n\n") {
			fields := map[string]string{}
			for line := range strings.Lines(part) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
			}
			own, peer := keys[fields["Derive"]], keys[fields["PeerKey"]]
			name := fields["Derive"][strings.LastIndexAny(fields["Derive"], "_")+1:]
			curve := namedCurve(name)
			if own == nil || peer == nil || curve == nil {
				continue
			}
			if fields["Result"] != "" {
				// Malice's point is of small order.
				_, err := curve.fromPKCS8(t, own).agree(pointOfSPKI(t, peer))
				wantStatus(t, fields["PeerKey"], err, psa.ErrInvalidArgument)
				n["refused"]++
				continue
			}
			got, err := curve.fromPKCS8(t, own).agree(pointOfSPKI(t, peer))
			same := err == nil && bytes.Equal(got, vectors.Hex(t, fields["SharedSecret"]))
			cofactor := fields["Ctrl"] == "ecdh_cofactor_mode:1"
			if binary := strings.HasPrefix(name, "sect"); same != (!binary || cofactor) {
				t.Errorf("%s: %x, %v; want %s (with the cofactor: %t)", name, got, err, fields["SharedSecret"], cofactor)
			}
			n[name]++
		}
	}
	for _, name := range []string{"secp160r2", "secp192k1", "secp224k1", "secp256k1", "sect163k1", "sect163r1", "sect163r2", "sect239k1",
		"brainpoolP160r1", "brainpoolP192r1", "brainpoolP224r1", "brainpoolP256r1", "brainpoolP320r1", "brainpoolP384r1", "brainpoolP512r1", "refused"} {
		if n[name] == 0 {
			t.Errorf("no secret on %s was compared: %v", name, n)
		}
	}
}

// TestSignatureSizes: a part of a signature is as long as the order, a private key as the field (PSA Crypto 1.5, PSA_ALG_ECDSA and "Elliptic Curve keys").
func TestSignatureSizes(t *testing.T) {
	for _, c := range weierstrassCurves {
		g, ok := keytype.GroupOf(c.family, c.bits)
		if !ok {
			t.Fatal(fmt.Sprint(c.family, c.bits))
		}
		k := generateAsym(t, c.pair(), c.bits)
		sig := k.sign(t, alg.ECDSA(alg.SHA256), []byte("m"))
		if want := 2 * ((g.OrderBits + 7) / 8); len(sig) != want || want != alg.SignOutputSize(c.pair(), c.bits, alg.ECDSA(alg.SHA256)) {
			t.Errorf("%s: a signature has %d bytes, not %d", g.Name, len(sig), want)
		}
		if got := k.export(t); len(got) != c.pair().ExportSize(c.bits) {
			t.Errorf("%s: a private key has %d bytes", g.Name, len(got))
		}
		if got := k.exportPublic(t); len(got) != 1+2*((g.FieldBits+7)/8) {
			t.Errorf("%s: a public key has %d bytes", g.Name, len(got))
		}
	}
}
