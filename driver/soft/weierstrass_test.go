package soft

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

func TestAgreementInPlaceAndRefused(t *testing.T) {
	ctx := context.Background()
	for _, c := range weierstrassCurves {
		bits := c.bits
		k, peer := generateAsym(t, c.pair(), bits), generateAsym(t, c.pair(), bits)
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

// sizes are attributes that tell a size, and where its length tells it too those that leave it open.
func sizes(t keytype.Type, bits int) []psa.Attributes {
	all := []psa.Attributes{{Type: t, Bits: bits}}
	for _, other := range t.AllBits() {
		if other != bits && t.ExportSize(other) == t.ExportSize(bits) {
			return all
		}
	}
	return append(all, psa.Attributes{Type: t})
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
	for _, c := range weierstrassCurves {
		bits, public := c.bits, c.pair().PublicKeyOf()
		point := generateAsym(t, c.pair(), bits).exportPublic(t)
		for _, attrs := range sizes(public, bits) {
			importStatus(t, "a point", attrs, point, psa.Success)
			for name, bad := range badPoints(point) {
				importStatus(t, name, attrs, bad, psa.ErrInvalidArgument)
			}
		}
		importStatus(t, "another size", psa.Attributes{Type: public, Bits: bits}, point[:len(point)-2], psa.ErrInvalidArgument)
		k := importBits(t, public, bits, point)
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
	for _, c := range weierstrassCurves {
		size, order := c.scalarSize(), new(big.Int).SetBytes(c.order())
		bytesOf := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		add := func(d int64) []byte { return bytesOf(new(big.Int).Add(order, big.NewInt(d))) }
		for _, attrs := range sizes(c.pair(), c.bits) {
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
				importStatus(t, fmt.Sprintf("%v, %d bits: %s", c.family, c.bits, name), attrs, s.data, s.want)
			}
		}
		k := importBits(t, c.pair(), c.bits, add(-1))
		if got := k.export(t); !bytes.Equal(got, add(-1)) {
			t.Errorf("%v, %d bits: the key comes back as %x", c.family, c.bits, got)
		}
	}
	for _, c := range []struct {
		bits  int
		curve elliptic.Curve
	}{{224, elliptic.P224()}, {256, elliptic.P256()}, {384, elliptic.P384()}, {521, elliptic.P521()}} {
		size := (c.bits + 7) / 8
		bytesOf := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		x, y := c.curve.Params().Gx, c.curve.Params().Gy
		if got, want := importAsym(t, secpPair, bytesOf(big.NewInt(1))).exportPublic(t), slices.Concat([]byte{4}, bytesOf(x), bytesOf(y)); !bytes.Equal(got, want) {
			t.Errorf("%d bits: the public key of 1 is %x, want the base point %x", c.bits, got, want)
		}
	}
	for _, typ := range []keytype.Type{keytype.ECCKeyPair(keytype.SECTK1), keytype.ECCPublicKey(keytype.SECTK1)} {
		data := append([]byte{4}, make([]byte, typ.ExportSize(239)-1)...)
		importStatus(t, "233 or 239 bits", psa.Attributes{Type: typ}, data, psa.ErrInvalidArgument)
	}
	importStatus(t, "a size that is none", psa.Attributes{Type: secpPair, Bits: 160}, make([]byte, 20), psa.ErrNotSupported)
	importStatus(t, "P-384 for P-256", psa.Attributes{Type: secpPair, Bits: 256}, bytes.Repeat([]byte{1}, 48), psa.ErrInvalidArgument)
}

// TestECCGenerate gives the random bytes, whose way to the key PSA Crypto 1.5, table "Key derivation for elliptic curve keys", fixes.
func TestECCGenerate(t *testing.T) {
	ctx := context.Background()
	for _, c := range weierstrassCurves {
		// What is drawn is as long as the order; the key may be longer.
		order := new(big.Int).SetBytes(c.order())
		size := (order.BitLen() + 7) / 8
		bytesOf := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		less := func(d int64) []byte { return bytesOf(new(big.Int).Sub(order, big.NewInt(d))) }
		attrs := psa.Attributes{Type: c.pair(), Bits: c.bits}
		rejected := [][]byte{less(1), less(0), bytes.Repeat([]byte{0xff}, size)}
		for name, g := range map[string]struct{ last, want []byte }{
			"0 gives 1":                        {make([]byte, size), bytesOf(big.NewInt(1))},
			"the order less 2":                 {less(2), less(1)},
			"the order less 3":                 {less(3), less(2)},
			"5 with what is above the order":   {above(bytesOf(big.NewInt(5)), order.BitLen()), bytesOf(big.NewInt(6))},
			"255, whose successor has a carry": {bytesOf(big.NewInt(255)), bytesOf(big.NewInt(256))},
		} {
			d := New(fixedReader(append(slices.Clone(rejected), g.last)...))
			m, err := d.Generate(ctx, &attrs, driver.Parameters{})
			want := append(make([]byte, c.scalarSize()-size), g.want...)
			if err != nil || !bytes.Equal(m.Data, want) || m.Bits != c.bits {
				t.Errorf("%v, %d bits, %s: %x, %v; want %x", c.family, c.bits, name, m.Data, err, want)
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
		"secp160r1":                {psa.Attributes{Type: secpPair, Bits: 160}, driver.Parameters{}, psa.ErrNotSupported},
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
		half := secpPair.ExportSize(bits)
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
		k := generateAsym(t, c.pair(), c.bits)
		half := c.signatureSize() / 2
		zero, one, order := make([]byte, half), big.NewInt(1).FillBytes(make([]byte, half)), c.order()[c.scalarSize()-half:]
		for _, r := range [][]byte{zero, one, order} {
			for _, s := range [][]byte{zero, one, order} {
				wantStatus(t, "r or s out of range", k.verifyHash(alg.ECDSAAny, zero, slices.Concat(r, s)), psa.ErrInvalidSignature)
			}
		}
	}
	// Of 600 signatures some have a short r or s.
	for _, typ := range []keytype.Type{secpPair, keytype.ECCKeyPair(keytype.SECPK1)} {
		k := generateAsym(t, typ, 256)
		short := 0
		for i := range 600 {
			msg := []byte{byte(i), byte(i >> 8)}
			sig := k.sign(t, alg.ECDSA(alg.SHA256), msg)
			if len(sig) != 64 {
				t.Fatalf("%d bytes", len(sig))
			}
			if sig[0] == 0 || sig[32] == 0 {
				short++
				if err := k.verify(alg.ECDSA(alg.SHA256), msg, sig); err != nil {
					t.Error(err)
				}
			}
		}
		if short == 0 {
			t.Errorf("%v: no short r or s in 600 signatures", typ)
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
	}{
		{[]byte{0, 0}, []byte{0, 0}, 0, 0},
		{[]byte{0, 0xff}, []byte{1, 0}, 1, 1},
		{[]byte{1, 0}, []byte{0, 0xff}, 0, 1},
		{[]byte{0xff, 0xff}, []byte{0xff, 0xff}, 0, 1},
		{[]byte{0xff, 0xfe}, []byte{0xff, 0xff}, 1, 1},
		{[]byte{0x80, 0}, []byte{0x7f, 0xff}, 0, 1},
	} {
		if got := belowOrder(c.x, c.y); got != c.below {
			t.Errorf("%x < %x: %d", c.x, c.y, got)
		}
		if got := isNonzero(c.x); got != c.nonzero {
			t.Errorf("%x != 0: %d", c.x, got)
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
