package soft

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var hashNames = map[string]alg.Algorithm{"SHA-1": alg.SHA1, "SHA-224": alg.SHA224, "SHA-256": alg.SHA256, "SHA-384": alg.SHA384, "SHA-512": alg.SHA512}

// secpImport imports a key pair of a number in hexadecimal.
func secpImport(t testing.TB, bits int, hex string) asymKey {
	t.Helper()
	return importAsym(t, secpPair, mustInt(t, strings.TrimPrefix(hex, "0x")).FillBytes(make([]byte, weierstrassScalarSize(bits))))
}

// TestDeterministicECDSA compares with the signatures of RFC 6979, A.2.5 to A.2.7.
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
		var bits int
		if _, err := fmt.Sscanf(g.Curve, "NIST P-%d", &bits); err != nil || weierstrassCurveOf(secpPair, bits) == nil {
			continue
		}
		size := weierstrassScalarSize(bits)
		k := secpImport(t, bits, g.Private)
		pad := func(hex string) []byte { return mustInt(t, hex).FillBytes(make([]byte, size)) }
		if want := slices.Concat([]byte{4}, pad(g.Ux), pad(g.Uy)); !bytes.Equal(k.exportPublic(t), want) {
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
	if n != 30 {
		t.Errorf("%d signatures were compared, not 3 * 10", n)
	}
}

// TestDeterministicECDSABotan compares with Botan's collection, which has further keys.
func TestDeterministicECDSABotan(t *testing.T) {
	n, bits := 0, 0
	var key, msg, hash string
	for line := range strings.Lines(string(vectors.Read(t, "ecc/ecdsa_rfc6979.vec"))) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		switch name {
		case "Group":
			bits = 0
			fmt.Sscanf(value, "secp%dr1", &bits)
		case "X":
			key = value
		case "Msg":
			msg = value
		case "Hash":
			hash = value
		case "Signature":
			h, ok := hashNames[hash]
			if weierstrassCurveOf(secpPair, bits) == nil || !ok {
				continue
			}
			k := secpImport(t, bits, key)
			if got := k.sign(t, alg.DeterministicECDSA(h), vectors.Hex(t, msg)); !bytes.Equal(got, vectors.Hex(t, value)) {
				t.Errorf("%d bits, %s, %s: %x, want %s", bits, hash, msg, got, value)
			}
			n++
		}
	}
	if n < 30 {
		t.Errorf("only %d signatures were compared", n)
	}
}

// TestECDH compares with the NIST CAVS file of ECC CDH, in Botan's form.
func TestECDH(t *testing.T) {
	n, bits := 0, 0
	var secret string
	var peer []byte
	in := bufio.NewScanner(vectors.Open(t, "ecc/ecdh.vec"))
	for in.Scan() {
		line := in.Text()
		if strings.HasPrefix(line, "[") {
			bits = 0
			fmt.Sscanf(line, "[secp%dr1]", &bits)
		}
		name, value, _ := strings.Cut(line, " = ")
		switch {
		case weierstrassCurveOf(secpPair, bits) == nil:
		case name == "Secret":
			secret = value
		case name == "CounterKey":
			peer = vectors.Hex(t, value)
		case name == "K":
			got, err := secpImport(t, bits, secret).agree(peer)
			if err != nil || !bytes.Equal(got, vectors.Hex(t, value)) {
				t.Errorf("%d bits: %x, %v; want %s", bits, got, err, value)
			}
			n++
		}
	}
	if n < 60 {
		t.Errorf("only %d secrets were compared", n)
	}
}

func TestAgreementInPlaceAndRefused(t *testing.T) {
	ctx := context.Background()
	for _, bits := range []int{256, 384, 521} {
		k, peer := generateAsym(t, secpPair, bits), generateAsym(t, secpPair, bits)
		point := peer.exportPublic(t)
		want, err := peer.agree(k.exportPublic(t))
		if err != nil {
			t.Fatal(err)
		}
		buf := append([]byte("head"), point...)
		got, err := k.d.Agree(ctx, k.grant(alg.ECDH), buf[:4], buf[4:])
		if err != nil || !bytes.Equal(got, append([]byte("head"), want...)) || &got[0] != &buf[0] {
			t.Errorf("%d bits: %x, %v; want %x", bits, got, err, want)
		}
		for name, bad := range badPoints(point) {
			got, err := k.agree(bad)
			wantStatus(t, name, err, psa.ErrInvalidArgument)
			if got != nil {
				t.Errorf("%s: output", name)
			}
		}
	}
}

// badPoints are encodings near that of a point that must be refused (SEC 1, 2.3.4; PSA Crypto 1.5, table "Public-key formats for elliptic curve keys").
func badPoints(point []byte) map[string][]byte {
	size := (len(point) - 1) / 2
	x, y := point[1:1+size], point[1+size:]
	with := func(head byte, parts ...[]byte) []byte { return append([]byte{head}, slices.Concat(parts...)...) }
	ones := bytes.Repeat([]byte{0xff}, size)
	other := slices.Clone(y)
	other[size-1] ^= 1
	return map[string][]byte{
		"nothing": {}, "infinity": {0}, "compressed": with(2|y[size-1]&1, x), "hybrid": with(6|y[size-1]&1, x, y),
		"another first byte": with(5, x, y), "a long encoding of infinity": with(0, make([]byte, 2*size)), "0, 0": with(4, make([]byte, 2*size)),
		"not on the curve": with(4, x, other), "x that is not reduced": with(4, ones, y), "y that is not reduced": with(4, x, ones),
		"a trailing byte": with(4, x, y, []byte{0}), "a missing byte": with(4, x, y[:size-1]), "without the first byte": point[1:],
	}
}

func TestECCPublicImport(t *testing.T) {
	for _, bits := range []int{256, 384, 521} {
		point := generateAsym(t, secpPair, bits).exportPublic(t)
		for _, attrs := range []psa.Attributes{{Type: secpPublic}, {Type: secpPublic, Bits: bits}} {
			importStatus(t, "a point", attrs, point, psa.Success)
			for name, bad := range badPoints(point) {
				importStatus(t, name, attrs, bad, psa.ErrInvalidArgument)
			}
		}
		importStatus(t, "another size", psa.Attributes{Type: secpPublic, Bits: 256 + 128*(bits/256%2)}, point[:len(point)-2], psa.ErrInvalidArgument)
		k := importAsym(t, secpPublic, point)
		if !bytes.Equal(k.export(t), point) || !bytes.Equal(k.exportPublic(t), point) {
			t.Errorf("%d bits: the point comes back in another way", bits)
		}
	}
	// y^2 = x^3 - 3x + b with x = 0 on P-256: a point whose x is 0 is a point, and one with the unreduced x = p is none.
	p := elliptic.P256().Params()
	y := new(big.Int).ModSqrt(p.B, p.P)
	point := slices.Concat([]byte{4}, make([]byte, 32), y.FillBytes(make([]byte, 32)))
	importStatus(t, "x = 0", psa.Attributes{Type: secpPublic}, point, psa.Success)
	copy(point[1:], p.P.Bytes())
	importStatus(t, "x = p", psa.Attributes{Type: secpPublic}, point, psa.ErrInvalidArgument)
}

func TestECCPrivateImport(t *testing.T) {
	for _, c := range []struct {
		bits  int
		curve elliptic.Curve
	}{{256, elliptic.P256()}, {384, elliptic.P384()}, {521, elliptic.P521()}} {
		size, order := (c.bits+7)/8, c.curve.Params().N
		bytesOf := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		add := func(d int64) []byte { return bytesOf(new(big.Int).Add(order, big.NewInt(d))) }
		for _, attrs := range []psa.Attributes{{Type: secpPair}, {Type: secpPair, Bits: c.bits}} {
			for name, s := range map[string]struct {
				data []byte
				want psa.Status
			}{
				"1": {bytesOf(big.NewInt(1)), psa.Success}, "the order less 1": {add(-1), psa.Success}, "0": {bytesOf(new(big.Int)), psa.ErrInvalidArgument},
				"the order": {add(0), psa.ErrInvalidArgument}, "the order and 1": {add(1), psa.ErrInvalidArgument},
				"all ones":       {bytes.Repeat([]byte{0xff}, size), psa.ErrInvalidArgument},
				"a missing byte": {add(-1)[1:], psa.ErrInvalidArgument}, "a leading zero": {append([]byte{0}, add(-1)...), psa.ErrInvalidArgument},
				"a trailing byte": {append(add(-1), 1), psa.ErrInvalidArgument}, "nothing": {nil, psa.ErrInvalidArgument},
			} {
				importStatus(t, fmt.Sprintf("%d bits: %s", c.bits, name), attrs, s.data, s.want)
			}
		}
		x, y := c.curve.Params().Gx, c.curve.Params().Gy
		if got, want := importAsym(t, secpPair, bytesOf(big.NewInt(1))).exportPublic(t), slices.Concat([]byte{4}, bytesOf(x), bytesOf(y)); !bytes.Equal(got, want) {
			t.Errorf("%d bits: the public key of 1 is %x, want the base point %x", c.bits, got, want)
		}
	}
	importStatus(t, "P-224 by length", psa.Attributes{Type: secpPair}, make([]byte, 28), psa.ErrNotSupported)
	importStatus(t, "P-192 by length", psa.Attributes{Type: secpPublic}, append([]byte{4}, make([]byte, 48)...), psa.ErrNotSupported)
	importStatus(t, "P-224 by size", psa.Attributes{Type: secpPair, Bits: 224}, make([]byte, 28), psa.ErrNotSupported)
	importStatus(t, "Brainpool", psa.Attributes{Type: keytype.ECCKeyPair(keytype.BrainpoolPR1), Bits: 256}, make([]byte, 32), psa.ErrNotSupported)
	importStatus(t, "P-384 for P-256", psa.Attributes{Type: secpPair, Bits: 256}, bytes.Repeat([]byte{1}, 48), psa.ErrInvalidArgument)
}

// TestECCGenerate gives the random bytes, whose way to the key PSA Crypto 1.5, table "Key derivation for elliptic curve keys", fixes.
func TestECCGenerate(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		bits  int
		curve elliptic.Curve
	}{{256, elliptic.P256()}, {384, elliptic.P384()}, {521, elliptic.P521()}} {
		size, order := (c.bits+7)/8, c.curve.Params().N
		bytesOf := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		less := func(d int64) []byte { return bytesOf(new(big.Int).Sub(order, big.NewInt(d))) }
		attrs := psa.Attributes{Type: secpPair, Bits: c.bits}
		rejected := [][]byte{less(1), less(0), bytes.Repeat([]byte{0xff}, size)}
		for name, g := range map[string]struct{ last, want []byte }{
			"0 gives 1":                        {make([]byte, size), bytesOf(big.NewInt(1))},
			"the order less 2":                 {less(2), less(1)},
			"the order less 3":                 {less(3), less(2)},
			"5 with what is above the order":   {above(bytesOf(big.NewInt(5)), c.bits), bytesOf(big.NewInt(6))},
			"255, whose successor has a carry": {bytesOf(big.NewInt(255)), bytesOf(big.NewInt(256))},
		} {
			d := New(fixedReader(append(slices.Clone(rejected), g.last)...))
			m, err := d.Generate(ctx, &attrs, driver.Parameters{})
			if err != nil || !bytes.Equal(m.Data, g.want) || m.Bits != c.bits {
				t.Errorf("%d bits, %s: %x, %v; want %x", c.bits, name, m.Data, err, g.want)
			}
		}
		m, err := New(fixedReader(rejected...)).Generate(ctx, &attrs, driver.Parameters{})
		wantStatus(t, "randomness that ends", err, psa.ErrInsufficientEntropy)
		if m.Data != nil {
			t.Error("material in spite of an error")
		}
	}
	for name, c := range map[string]struct {
		attrs psa.Attributes
		p     driver.Parameters
		want  psa.Status
	}{
		"a Weierstrass public key": {psa.Attributes{Type: secpPublic, Bits: 256}, driver.Parameters{}, psa.ErrInvalidArgument},
		"an Edwards public key":    {psa.Attributes{Type: edwardsPublic, Bits: 255}, driver.Parameters{}, psa.ErrInvalidArgument},
		"a Montgomery public key":  {psa.Attributes{Type: montgomeryPub, Bits: 255}, driver.Parameters{}, psa.ErrInvalidArgument},
		"Weierstrass with flags":   {psa.Attributes{Type: secpPair, Bits: 256}, driver.Parameters{Flags: 1}, psa.ErrInvalidArgument},
		"Edwards with data":        {psa.Attributes{Type: edwardsPair, Bits: 255}, driver.Parameters{Data: []byte{3}}, psa.ErrInvalidArgument},
		"Montgomery with data":     {psa.Attributes{Type: montgomeryPair, Bits: 255}, driver.Parameters{Data: []byte{3}}, psa.ErrInvalidArgument},
		"P-224":                    {psa.Attributes{Type: secpPair, Bits: 224}, driver.Parameters{}, psa.ErrNotSupported},
		"Edwards of 256 bits":      {psa.Attributes{Type: edwardsPair, Bits: 256}, driver.Parameters{}, psa.ErrNotSupported},
		"Montgomery of 256 bits":   {psa.Attributes{Type: montgomeryPair, Bits: 256}, driver.Parameters{}, psa.ErrNotSupported},
	} {
		m, err := New(rand.Reader).Generate(ctx, &c.attrs, c.p)
		wantStatus(t, name, err, c.want)
		if m.Data != nil {
			t.Errorf("%s: material in spite of an error", name)
		}
	}
	for _, attrs := range []psa.Attributes{{Type: edwardsPair, Bits: 255}, {Type: montgomeryPair, Bits: 255}} {
		_, err := New(&failingReader{n: 31}).Generate(ctx, &attrs, driver.Parameters{})
		wantStatus(t, "randomness that ends", err, psa.ErrInsufficientEntropy)
	}
}

// above sets the bits of the first byte that a number of that many bits doesn't have.
func above(x []byte, bits int) []byte {
	x[0] |= byte(0xff << (8 - (8*len(x) - bits)))
	return x
}

// TestECDSAAny signs hashes of any length, which are truncated or padded (PSA Crypto 1.5, PSA_ALG_ECDSA_ANY), and crypto/ecdsa verifies.
func TestECDSAAny(t *testing.T) {
	ctx := context.Background()
	for _, bits := range []int{256, 384, 521} {
		k := generateAsym(t, secpPair, bits)
		half := weierstrassScalarSize(bits)
		pub := &k.key.(*weierstrassKeyPair).private.(*nistPrivate).signer().PublicKey
		for _, n := range []int{0, 1, 20, half - 1, half, half + 1, 100} {
			h := bytes.Repeat([]byte{0xc3}, n)
			sig, err := k.d.SignHash(ctx, k.grant(alg.ECDSAAny), nil, h, nil)
			if err != nil || len(sig) != 2*half {
				t.Fatalf("%d bits, a hash of %d: %x, %v", bits, n, sig, err)
			}
			r, s := new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:])
			if !ecdsa.Verify(pub, h, r, s) {
				t.Errorf("%d bits, a hash of %d: crypto/ecdsa refuses the signature", bits, n)
			}
			if err := k.public(t).verifyHash(alg.ECDSAAny, h, sig); err != nil {
				t.Errorf("%d bits, a hash of %d: %v", bits, n, err)
			}
			h = append(h[:max(n-1, 0):max(n-1, 0)], 0x77)
			if want := psa.ErrInvalidSignature; n <= half {
				wantStatus(t, "another hash", k.verifyHash(alg.ECDSAAny, h, sig), want)
			}
		}
	}
}

// TestECDSAExtremes verifies signatures whose r or s is out of range or one that the encoding makes short.
func TestECDSAExtremes(t *testing.T) {
	for _, c := range weierstrassCurves {
		k := generateAsym(t, secpPair, c.bits)
		half := c.signatureSize() / 2
		zero, one, order := make([]byte, half), big.NewInt(1).FillBytes(make([]byte, half)), c.order
		for _, r := range [][]byte{zero, one, order} {
			for _, s := range [][]byte{zero, one, order} {
				wantStatus(t, "r or s out of range", k.verifyHash(alg.ECDSAAny, zero, slices.Concat(r, s)), psa.ErrInvalidSignature)
			}
		}
		// Of 600 signatures some have a short r or s.
		short := 0
		for i := range 600 {
			sig := k.sign(t, alg.ECDSA(alg.SHA256), []byte{byte(i), byte(i >> 8)})
			if len(sig) != 2*half {
				t.Fatalf("%d bytes", len(sig))
			}
			if sig[0] == 0 && (c.bits != 521 || sig[1] == 0) || sig[half] == 0 && (c.bits != 521 || sig[half+1] == 0) {
				short++
				if err := k.verify(alg.ECDSA(alg.SHA256), []byte{byte(i), byte(i >> 8)}, sig); err != nil {
					t.Error(err)
				}
			}
			if c.bits != 256 && i == 50 {
				break
			}
		}
		if short == 0 && c.bits == 256 {
			t.Error("no short r or s in 600 signatures")
		}
	}
}

func TestSignatureEncodings(t *testing.T) {
	for _, c := range []struct {
		r, s []byte
		der  string
	}{
		{[]byte{0, 0, 1}, []byte{0, 0x7f, 0xff}, "30070201010202" + "7fff"},
		{[]byte{0x80, 0, 0}, []byte{0, 0, 0}, "3009020400800000020100"},
		{[]byte{0, 0xff, 1}, []byte{1, 2, 3}, "300a020300ff010203010203"},
	} {
		der := appendDERSignature([]byte("x"), c.r, c.s)
		if !bytes.Equal(der[1:], vectors.Hex(t, c.der)) || der[0] != 'x' {
			t.Errorf("%x, %x: %x, want %s", c.r, c.s, der, c.der)
		}
		raw, ok := appendRawSignature([]byte("x"), der[1:], 3)
		if !ok || !bytes.Equal(raw, slices.Concat([]byte("x"), c.r, c.s)) {
			t.Errorf("%s: %x, %t", c.der, raw, ok)
		}
	}
	for name, der := range map[string]string{
		"nothing": "", "an r that is too long": "300902040100000002" + "0101", "one number": "3003020101", "a negative r": "3006020181020101",
	} {
		if raw, ok := appendRawSignature(nil, vectors.Hex(t, der), 3); ok || raw != nil {
			t.Errorf("%s: %x", name, raw)
		}
	}
}

func TestScalarArithmetic(t *testing.T) {
	for _, c := range []struct {
		x, y           []byte
		below, nonzero int
		next           []byte
	}{
		{[]byte{0, 0}, []byte{0, 0}, 0, 0, []byte{0, 1}},
		{[]byte{0, 0xff}, []byte{1, 0}, 1, 1, []byte{1, 0}},
		{[]byte{1, 0}, []byte{0, 0xff}, 0, 1, []byte{1, 1}},
		{[]byte{0xff, 0xff}, []byte{0xff, 0xff}, 0, 1, []byte{0, 0}},
		{[]byte{0xff, 0xfe}, []byte{0xff, 0xff}, 1, 1, []byte{0xff, 0xff}},
		{[]byte{0x80, 0}, []byte{0x7f, 0xff}, 0, 1, []byte{0x80, 1}},
	} {
		if got := belowOrder(c.x, c.y); got != c.below {
			t.Errorf("%x < %x: %d", c.x, c.y, got)
		}
		if got := isNonzero(c.x); got != c.nonzero {
			t.Errorf("%x != 0: %d", c.x, got)
		}
		x := slices.Clone(c.x)
		if addOne(x); !bytes.Equal(x, c.next) {
			t.Errorf("%x + 1 = %x", c.x, x)
		}
	}
}

func TestECCWipe(t *testing.T) {
	k := generateAsym(t, secpPair, 256)
	k.sign(t, alg.ECDSA(alg.SHA256), nil)
	private := k.key.(*weierstrassKeyPair).private.(*nistPrivate)
	//lint:ignore SA1019 it is the number that Wipe must clear
	d := private.signer().D
	k.key.Wipe()
	for _, w := range d.Bits() {
		if w != 0 {
			t.Error("the number is not cleared")
		}
	}
	if private.ecdsa != nil || private.ecdh != nil {
		t.Error("the libraries' keys are still there")
	}
	generateAsym(t, secpPair, 256).key.Wipe() // before any use
}

// TestFirstUses makes many goroutines use a key for the first time at once.
func TestFirstUses(t *testing.T) {
	k, peer := generateAsym(t, secpPair, 256), generateAsym(t, secpPair, 256).exportPublic(t)
	errs := make(chan error)
	for i := range 8 {
		go func() {
			var err error
			switch i % 4 {
			case 0:
				_, err = k.d.SignMessage(context.Background(), k.grant(alg.ECDSA(alg.SHA256)), nil, nil, nil)
			case 1:
				_, err = k.agree(peer)
			case 2:
				_, err = k.d.ExportPublic(context.Background(), k.grant(alg.None), nil)
			case 3:
				if k.verify(alg.ECDSA(alg.SHA256), nil, make([]byte, 64)) != psa.ErrInvalidSignature {
					err = psa.ErrGenericError
				}
			}
			errs <- err
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
