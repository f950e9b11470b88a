package soft

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// rsaWith encodes a key pair of which some numbers have been changed.
func rsaWith(t testing.TB, der []byte, change func(p *[9]*big.Int)) []byte {
	t.Helper()
	parts, ok := decodeRSAPair(der)
	if !ok {
		t.Fatal("not a key")
	}
	numbers := [9]*big.Int{new(big.Int)}
	for i, p := range parts.private() {
		numbers[i+1] = new(big.Int).SetBytes(*p)
	}
	change(&numbers)
	var raw [9][]byte
	for i, n := range numbers {
		raw[i] = n.Bytes()
	}
	return appendIntegers(nil, raw[:]...)
}

// The places of the numbers in RSAPrivateKey.
const (
	rsaVersion = iota
	rsaN
	rsaE
	rsaD
	rsaP
	rsaQ
	rsaDP
	rsaDQ
	rsaQInv
)

func TestRSAImportRefuses(t *testing.T) {
	der := rsaPSSExample.key.der(t)
	pair := psa.Attributes{Type: keytype.RSAKeyPair}
	importStatus(t, "the key itself", pair, der, psa.Success)
	importStatus(t, "the key itself, with its size", psa.Attributes{Type: keytype.RSAKeyPair, Bits: 1024}, der, psa.Success)
	importStatus(t, "another size", psa.Attributes{Type: keytype.RSAKeyPair, Bits: 2048}, der, psa.ErrInvalidArgument)
	importStatus(t, "a smaller size", psa.Attributes{Type: keytype.RSAKeyPair, Bits: 512}, der, psa.ErrInvalidArgument)
	importStatus(t, "a size that there isn't", psa.Attributes{Type: keytype.RSAKeyPair, Bits: 511}, der, psa.ErrNotSupported)
	importStatus(t, "nothing", pair, nil, psa.ErrInvalidArgument)
	importStatus(t, "a trailing byte", pair, append(slices.Clone(der), 0), psa.ErrInvalidArgument)
	importStatus(t, "a missing byte", pair, der[:len(der)-1], psa.ErrInvalidArgument)
	importStatus(t, "a public key for a pair", pair, importAsym(t, keytype.RSAKeyPair, der).exportPublic(t), psa.ErrInvalidArgument)
	importStatus(t, "a pair for a public key", psa.Attributes{Type: keytype.RSAPublicKey}, der, psa.ErrInvalidArgument)

	one := big.NewInt(1)
	add := func(i int, d int64) func(p *[9]*big.Int) {
		return func(p *[9]*big.Int) { p[i].Add(p[i], big.NewInt(d)) }
	}
	for name, c := range map[string]struct {
		change func(p *[9]*big.Int)
		want   psa.Status
	}{
		"nothing changed":               {func(*[9]*big.Int) {}, psa.Success},
		"version 1":                     {add(rsaVersion, 1), psa.ErrInvalidArgument},
		"another modulus":               {add(rsaN, 2), psa.ErrInvalidArgument},
		"an even modulus":               {add(rsaN, 1), psa.ErrInvalidArgument},
		"another public exponent":       {add(rsaE, 2), psa.ErrInvalidArgument},
		"an even public exponent":       {add(rsaE, 1), psa.ErrInvalidArgument},
		"the public exponent 1":         {func(p *[9]*big.Int) { p[rsaE] = one }, psa.ErrInvalidArgument},
		"the public exponent 0":         {func(p *[9]*big.Int) { p[rsaE] = new(big.Int) }, psa.ErrInvalidArgument},
		"the public exponent 2^31":      {func(p *[9]*big.Int) { p[rsaE] = big.NewInt(1 << 31) }, psa.ErrInvalidArgument},
		"the public exponent 2^31+1":    {func(p *[9]*big.Int) { p[rsaE] = big.NewInt(1<<31 + 1) }, psa.ErrInvalidArgument},
		"a public exponent of 257 bits": {func(p *[9]*big.Int) { p[rsaE] = new(big.Int).Add(new(big.Int).Lsh(one, 256), one) }, psa.ErrNotSupported},
		"another private exponent":      {add(rsaD, 2), psa.ErrInvalidArgument},
		"no private exponent":           {func(p *[9]*big.Int) { p[rsaD] = new(big.Int) }, psa.ErrInvalidArgument},
		"private exponent above n":      {func(p *[9]*big.Int) { p[rsaD].Add(p[rsaD], new(big.Int).Mul(p[rsaN], p[rsaN])) }, psa.ErrInvalidArgument},
		"another prime p":               {add(rsaP, 2), psa.ErrInvalidArgument},
		"another prime q":               {add(rsaQ, 2), psa.ErrInvalidArgument},
		"no primes":                     {func(p *[9]*big.Int) { p[rsaP], p[rsaQ] = new(big.Int), new(big.Int) }, psa.ErrInvalidArgument},
		"primes n and 1":                {func(p *[9]*big.Int) { p[rsaP], p[rsaQ] = p[rsaN], one }, psa.ErrInvalidArgument},
		"primes exchanged":              {func(p *[9]*big.Int) { p[rsaP], p[rsaQ] = p[rsaQ], p[rsaP] }, psa.ErrInvalidArgument},
		"another exponent1":             {add(rsaDP, 2), psa.ErrInvalidArgument},
		"another exponent2":             {add(rsaDQ, 2), psa.ErrInvalidArgument},
		"exponent1 not reduced":         {func(p *[9]*big.Int) { p[rsaDP].Add(p[rsaDP], p[rsaP]).Sub(p[rsaDP], one) }, psa.ErrInvalidArgument},
		"another coefficient":           {add(rsaQInv, 1), psa.ErrInvalidArgument},
		"coefficient not reduced":       {func(p *[9]*big.Int) { p[rsaQInv].Add(p[rsaQInv], p[rsaP]) }, psa.ErrInvalidArgument},
		"a modulus of 1023 bits":        {func(p *[9]*big.Int) { p[rsaN].Rsh(p[rsaN], 1).SetBit(p[rsaN], 0, 1) }, psa.ErrInvalidArgument},
		"a modulus of 511 bits":         {func(p *[9]*big.Int) { p[rsaN].Rsh(p[rsaN], 513).SetBit(p[rsaN], 0, 1) }, psa.ErrNotSupported},
		"a modulus of 8200 bits":        {func(p *[9]*big.Int) { p[rsaN].Lsh(p[rsaN], 8200-1024) }, psa.ErrNotSupported},
		"an even factor":                {evenFactor, psa.ErrInvalidArgument},
		"a factor that isn't prime":     {compositeFactor(t), psa.ErrInvalidArgument},
	} {
		importStatus(t, name, pair, rsaWith(t, der, c.change), c.want)
	}
}

// evenFactor doubles p, and makes all else fit: p*q is 2*n, d belongs to both factors, and only an explicit product tells it from a right key. With an even
// factor crypto/rsa panics when it signs.
func evenFactor(k *[9]*big.Int) {
	one := big.NewInt(1)
	p := new(big.Int).Lsh(k[rsaP], 1)
	p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(k[rsaQ], one)
	lcm := new(big.Int).Mul(p1, q1)
	lcm.Quo(lcm, new(big.Int).GCD(nil, nil, p1, q1))
	for e := int64(65537); ; e += 2 {
		if d := new(big.Int).ModInverse(big.NewInt(e), lcm); d != nil && d.Cmp(k[rsaN]) < 0 {
			k[rsaE], k[rsaD], k[rsaP] = big.NewInt(e), d, p
			k[rsaDP], k[rsaDQ] = new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1)
			k[rsaQInv] = new(big.Int).ModInverse(k[rsaQ], p)
			return
		}
	}
}

// compositeFactor makes a key of two factors of which one is a product of primes: no number in it contradicts another.
func compositeFactor(t testing.TB) func(k *[9]*big.Int) {
	prime := func(bits int) *big.Int {
		p, err := rand.Prime(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	return func(k *[9]*big.Int) {
		one, e := big.NewInt(1), big.NewInt(65537)
		for {
			p, q := new(big.Int).Mul(prime(256), prime(256)), prime(512)
			n := new(big.Int).Mul(p, q)
			p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
			d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1))
			if d == nil || n.BitLen() != 1024 || p.Cmp(q) == 0 {
				continue
			}
			k[rsaN], k[rsaE], k[rsaD], k[rsaP], k[rsaQ] = n, e, d, p, q
			k[rsaDP], k[rsaDQ], k[rsaQInv] = new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1), new(big.Int).ModInverse(q, p)
			return
		}
	}
}

// TestRSADER has encodings that BER allows and DER doesn't.
func TestRSADER(t *testing.T) {
	n, e := vectors.Hex(t, rsaPSSExample.key.n), []byte{1, 0, 1}
	public := psa.Attributes{Type: keytype.RSAPublicKey}
	integer := func(contents ...byte) []byte { return append(appendHeader(nil, 0x02, len(contents)), contents...) }
	sequence := func(parts ...[]byte) []byte {
		body := slices.Concat(parts...)
		return append(appendHeader(nil, 0x30, len(body)), body...)
	}
	nDER, eDER := integer(append([]byte{0}, n...)...), integer(e...)
	good := sequence(nDER, eDER)
	if want := x509.MarshalPKCS1PublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}); !bytes.Equal(good, want) {
		t.Fatalf("%x, want %x", good, want)
	}
	importStatus(t, "DER", public, good, psa.Success)
	for name, data := range map[string][]byte{
		"a negative modulus":         sequence(integer(n...), eDER),
		"two leading zeros":          sequence(integer(append([]byte{0, 0}, n...)...), eDER),
		"a leading zero":             sequence(nDER, integer(0, 1, 0, 1)),
		"an empty integer":           sequence(nDER, integer()),
		"the exponent 0":             sequence(nDER, integer(0)),
		"the exponent 1":             sequence(nDER, integer(1)),
		"the exponent 2":             sequence(nDER, integer(2)),
		"a negative exponent":        sequence(nDER, integer(0xff)),
		"a long form of the length":  append([]byte{0x30, 0x82, 0, byte(len(good) - 3)}, good[3:]...),
		"an indefinite length":       append(append([]byte{0x30, 0x80}, good[3:]...), 0, 0),
		"a third number":             sequence(nDER, eDER, integer(3)),
		"one number":                 sequence(nDER),
		"no numbers":                 sequence(),
		"a SET":                      append([]byte{0x31}, good[1:]...),
		"an OCTET STRING for n":      sequence(append([]byte{0x04}, nDER[1:]...), eDER),
		"a trailing byte":            append(slices.Clone(good), 0),
		"a trailing NULL":            append(slices.Clone(good), 5, 0),
		"a missing byte":             good[:len(good)-1],
		"one byte":                   {0x30},
		"a length beyond the memory": {0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02},
	} {
		importStatus(t, name, public, data, psa.ErrInvalidArgument)
	}
	importStatus(t, "an exponent above 2^31-1", public, sequence(nDER, integer(1, 0, 0, 0, 1)), psa.Success)
	importStatus(t, "an exponent of 256 bits", public, sequence(nDER, integer(append([]byte{0}, bytes.Repeat([]byte{0xff}, 32)...)...)), psa.Success)
	importStatus(t, "an exponent of 257 bits", public, sequence(nDER, integer(append([]byte{1}, bytes.Repeat([]byte{0xff}, 32)...)...)), psa.ErrNotSupported)
	importStatus(t, "an even modulus", public, sequence(integer(append([]byte{0}, append(slices.Clone(n[:127]), n[127]&^1)...)...), eDER), psa.ErrInvalidArgument)
	for _, c := range []struct {
		bits int
		want psa.Status
	}{{511, psa.ErrNotSupported}, {512, psa.Success}, {513, psa.Success}, {1016, psa.Success}, {1023, psa.Success}, {8192, psa.Success}, {8193, psa.ErrNotSupported}} {
		modulus := new(big.Int).SetBit(new(big.Int).Lsh(big.NewInt(1), uint(c.bits-1)), 0, 1).FillBytes(make([]byte, c.bits/8+1))
		importStatus(t, "a modulus of another size", public, sequence(integer(modulus...), eDER), c.want)
	}
	importStatus(t, "another size", psa.Attributes{Type: keytype.RSAPublicKey, Bits: 1032}, good, psa.ErrInvalidArgument)
	importStatus(t, "the exponent 3", public, sequence(nDER, integer(3)), psa.Success)
}

func FuzzImportRSA(f *testing.F) {
	der := rsaPSSExample.key.der(f)
	k := importAsym(f, keytype.RSAKeyPair, der)
	f.Add(true, der)
	f.Add(false, k.exportPublic(f))
	f.Add(true, rsaWith(f, der, evenFactor))
	f.Add(false, []byte{0x30, 0x06, 0x02, 0x01, 0x21, 0x02, 0x01, 0x03})
	f.Fuzz(func(t *testing.T, pair bool, data []byte) {
		typ := keytype.RSAPublicKey
		if pair {
			typ = keytype.RSAKeyPair
		}
		d := New(rand.Reader)
		m, err := d.Import(context.Background(), &psa.Attributes{Type: typ}, data)
		if err != nil {
			if s := psa.StatusOf(err); s != psa.ErrInvalidArgument && s != psa.ErrNotSupported {
				t.Fatalf("%v", err)
			}
			return
		}
		k := loadAsym(t, d, typ, m)
		if got := k.export(t); !bytes.Equal(got, data) {
			t.Fatalf("%x comes back as %x", data, got)
		}
		if k.publicRSA() == nil {
			return // a key that the standard library refuses
		}
		// The numbers, encoded anew by the standard library, must give the same bytes.
		again := x509.MarshalPKCS1PublicKey(k.publicRSA())
		if pair {
			again = x509.MarshalPKCS1PrivateKey(k.key.(*rsaKeyPair).priv)
			h := make([]byte, crypto.SHA256.Size())
			if _, err := d.SignHash(context.Background(), k.grant(alg.RSAPKCS1V15Sign(alg.SHA256)), nil, h, nil); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(again, data) {
			t.Fatalf("%x is not the one encoding of its numbers", data)
		}
	})
}

func (k asymKey) publicRSA() *rsa.PublicKey {
	if pair, ok := k.key.(*rsaKeyPair); ok {
		return pair.pub
	}
	return k.key.(*rsaPublicKey).pub
}

// TestRSAUnequalFactors: PSA_EXPORT_KEY_OUTPUT_SIZE bounds what an export can give, whatever the factors are.
func TestRSAUnequalFactors(t *testing.T) {
	one, e := big.NewInt(1), big.NewInt(65537)
	for _, c := range []struct {
		half int
		want psa.Status
	}{{512, psa.Success}, {600, psa.Success}, {960, psa.ErrNotSupported}} {
		for {
			p, err := rand.Prime(rand.Reader, c.half)
			if err != nil {
				t.Fatal(err)
			}
			q, err := rand.Prime(rand.Reader, 1024-c.half)
			if err != nil {
				t.Fatal(err)
			}
			p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
			n, d := new(big.Int).Mul(p, q), new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1))
			if n.BitLen() != 1024 || d == nil || p.Cmp(q) == 0 {
				continue
			}
			parts := numbersOf(n, e, d, p, q, new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1), new(big.Int).ModInverse(q, p))
			importStatus(t, "factors of different sizes", psa.Attributes{Type: keytype.RSAKeyPair}, appendRSAPair(nil, parts), c.want)
			break
		}
	}
}
