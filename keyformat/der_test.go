package keyformat

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// TestRFC8410 has the examples of RFC 8410, section 10: a public key, its private key, and the same with an attribute and the public key.
func TestRFC8410(t *testing.T) {
	public := "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
	private := "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"
	both := "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
	seed := vectors.Hex(t, "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842")
	pair := Key{keytype.ECCKeyPair(keytype.TwistedEdwards), 255, seed}
	der := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, s := range []string{private, both} {
		if k, err := ParsePKCS8(der(s)); err != nil || !sameKey(k, pair) {
			t.Errorf("%v, %v", k, err)
		}
	}
	if out, err := MarshalPKCS8(pair); err != nil || !bytes.Equal(out, der(private)) {
		t.Errorf("%x, %v", out, err)
	}
	k, err := ParseSPKI(der(public))
	if err != nil || k.Type != keytype.ECCPublicKey(keytype.TwistedEdwards) || k.Bits != 255 || !bytes.Equal(k.Data, der(public)[12:]) {
		t.Errorf("%v, %v", k, err)
	}
	wrong := der(both)
	wrong[len(wrong)-1] ^= 1
	_, err = ParsePKCS8(wrong)
	wantStatus(t, err, psa.ErrInvalidArgument, "another public key")
	wrong = der(both)
	wrong[4] = 0
	_, err = ParsePKCS8(wrong)
	wantStatus(t, err, psa.ErrInvalidArgument, "a public key in version 0")
}

// TestX25519Bits has Bob's key of RFC 7748, section 6.1, which other software keeps without the forced bits.
func TestX25519Bits(t *testing.T) {
	k, err := ecdh.X25519().NewPrivateKey(vectors.Hex(t, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	want := vectors.Hex(t, "58ab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e06b")
	got, err := ParsePKCS8(der)
	if err != nil || !bytes.Equal(got.Data, want) {
		t.Errorf("%x, %v, want %x", got.Data, err, want)
	}
	jwk, err := MarshalJWK(got, nil)
	// The public key in base64url is in RFC 8037, appendix A.6.
	if err != nil || !strings.Contains(string(jwk), `"x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"`) {
		t.Errorf("%s, %v", jwk, err)
	}
}

// field encodes a field with the tag, for keys that are wrong by design.
func field(tag byte, contents ...[]byte) []byte {
	b, err := asn1.Marshal(asn1.RawValue{Class: int(tag >> 6), Tag: int(tag & 0x1f), IsCompound: tag&0x20 != 0, Bytes: slices.Concat(contents...)})
	if err != nil {
		panic(err)
	}
	return b
}

func oid(numbers ...int) []byte {
	b, err := asn1.Marshal(asn1.ObjectIdentifier(numbers))
	if err != nil {
		panic(err)
	}
	return b
}

var (
	ecOID, p256OID, p384OID = oid(1, 2, 840, 10045, 2, 1), oid(1, 2, 840, 10045, 3, 1, 7), oid(1, 3, 132, 0, 34)
	rsaOID, edOID           = oid(1, 2, 840, 113549, 1, 1, 1), oid(1, 3, 101, 112)
	null, zero, one, two    = field(5), field(2, []byte{0}), field(2, []byte{1}), field(2, []byte{2})
)

// TestStrictDER takes good keys apart and puts them together in ways that are wrong.
func TestStrictDER(t *testing.T) {
	var p256, other, ed, r sample
	for _, s := range samples() {
		switch {
		case s.name == "P-256" && p256.name == "":
			p256 = s
		case s.name == "P-256":
			other = s
		case s.name == "Ed25519":
			ed = s
		case s.name == "RSA":
			r = s
		}
	}
	bits := func(b []byte) []byte { return field(3, []byte{0}, b) }
	ecAlg := field(0x30, ecOID, p256OID)
	private := field(4, p256.pair.Data)
	public := field(0xa1, bits(p256.public.Data))
	ecKey := func(parts ...[]byte) []byte { return field(0x30, zero, ecAlg, field(4, field(0x30, parts...))) }
	good := ecKey(one, private, public)
	if !bytes.Equal(good, p256.pkcs8) {
		t.Fatal("the test puts keys together in another way than the standard library")
	}
	edKey := field(4, field(4, ed.pair.Data))
	for name, c := range map[string]struct {
		der  []byte
		want psa.Status
	}{
		"no public key inside":                {ecKey(one, private), psa.Success},
		"curve inside":                        {ecKey(one, private, field(0xa0, p256OID), public), psa.Success},
		"empty":                               {nil, psa.ErrInvalidArgument},
		"nothing but a tag":                   {[]byte{0x30}, psa.ErrInvalidArgument},
		"cut short":                           {good[:len(good)-1], psa.ErrInvalidArgument},
		"trailing byte":                       {append(slices.Clone(good), 0), psa.ErrInvalidArgument},
		"trailing byte in PKCS#8":             {field(0x30, zero, ecAlg, field(4, field(0x30, one, private, public)), null), psa.ErrInvalidArgument},
		"trailing byte in ECPrivateKey":       {ecKey(one, private, public, null), psa.ErrInvalidArgument},
		"trailing byte behind ECPrivateKey":   {field(0x30, zero, ecAlg, field(4, field(0x30, one, private, public), []byte{0})), psa.ErrInvalidArgument},
		"trailing field in the algorithm":     {field(0x30, zero, field(0x30, ecOID, p256OID, null), field(4, field(0x30, one, private))), psa.ErrInvalidArgument},
		"trailing field in the public key":    {ecKey(one, private, field(0xa1, bits(p256.public.Data), null)), psa.ErrInvalidArgument},
		"trailing field in the curve":         {ecKey(one, private, field(0xa0, p256OID, null)), psa.ErrInvalidArgument},
		"version 2 of PKCS#8":                 {field(0x30, two, ecAlg, field(4, field(0x30, one, private))), psa.ErrInvalidArgument},
		"version 2 of ECPrivateKey":           {ecKey(two, private, public), psa.ErrInvalidArgument},
		"version 0 of ECPrivateKey":           {ecKey(zero, private, public), psa.ErrInvalidArgument},
		"another public key":                  {ecKey(one, private, field(0xa1, bits(other.public.Data))), psa.ErrInvalidArgument},
		"empty public key":                    {ecKey(one, private, field(0xa1, bits(nil))), psa.ErrInvalidArgument},
		"public key of 7 bits":                {ecKey(one, private, field(0xa1, field(3, []byte{1}, p256.public.Data))), psa.ErrInvalidArgument},
		"another curve inside":                {ecKey(one, private, field(0xa0, p384OID)), psa.ErrInvalidArgument},
		"P-384 for a key of 32 bytes":         {field(0x30, zero, field(0x30, ecOID, p384OID), field(4, field(0x30, one, private))), psa.ErrInvalidArgument},
		"short private key":                   {ecKey(one, field(4, p256.pair.Data[1:])), psa.ErrInvalidArgument},
		"private key 0":                       {ecKey(one, field(4, make([]byte, 32))), psa.ErrInvalidArgument},
		"no curve":                            {field(0x30, zero, field(0x30, ecOID), field(4, field(0x30, one, private))), psa.ErrInvalidArgument},
		"NULL for a curve":                    {field(0x30, zero, field(0x30, ecOID, null), field(4, field(0x30, one, private))), psa.ErrInvalidArgument},
		"unknown curve":                       {field(0x30, zero, field(0x30, ecOID, oid(1, 3, 132, 0, 6)), field(4, field(0x30, one, private))), psa.ErrNotSupported},
		"explicit curve":                      {field(0x30, zero, field(0x30, ecOID, field(0x30, one)), field(4, field(0x30, one, private))), psa.ErrNotSupported},
		"explicit curve inside":               {ecKey(one, private, field(0xa0, field(0x30, one))), psa.ErrNotSupported},
		"DSA":                                 {field(0x30, zero, field(0x30, oid(1, 2, 840, 10040, 4, 1), null), field(4, one)), psa.ErrNotSupported},
		"RSASSA-PSS":                          {field(0x30, zero, field(0x30, oid(1, 2, 840, 113549, 1, 1, 10)), field(4, r.pair.Data)), psa.ErrNotSupported},
		"encrypted":                           {field(0x30, field(0x30, oid(1, 2, 840, 113549, 1, 5, 13), field(0x30)), field(4, []byte("secret"))), psa.ErrNotSupported},
		"an algorithm without a name":         {field(0x30, zero, field(0x30), field(4, one)), psa.ErrInvalidArgument},
		"a public key":                        {p256.spki, psa.ErrInvalidArgument},
		"Ed25519":                             {field(0x30, zero, field(0x30, edOID), edKey), psa.Success},
		"Ed25519 with NULL":                   {field(0x30, zero, field(0x30, edOID, null), edKey), psa.ErrInvalidArgument},
		"Ed25519 bare":                        {field(0x30, zero, field(0x30, edOID), field(4, ed.pair.Data)), psa.ErrInvalidArgument},
		"Ed25519 of 31 bytes":                 {field(0x30, zero, field(0x30, edOID), field(4, field(4, ed.pair.Data[1:]))), psa.ErrInvalidArgument},
		"Ed25519 with something behind it":    {field(0x30, zero, field(0x30, edOID), field(4, field(4, ed.pair.Data), []byte{0})), psa.ErrInvalidArgument},
		"Ed25519 with an empty public key":    {field(0x30, one, field(0x30, edOID), edKey, field(0x81, []byte{0})), psa.ErrInvalidArgument},
		"RSA":                                 {field(0x30, zero, field(0x30, rsaOID, null), field(4, r.pair.Data)), psa.Success},
		"RSA with its public key":             {field(0x30, one, field(0x30, rsaOID, null), field(4, r.pair.Data), field(0x81, []byte{0}, r.public.Data)), psa.Success},
		"RSA with another public key":         {field(0x30, one, field(0x30, rsaOID, null), field(4, r.pair.Data), field(0x81, []byte{0}, samples()[0].public.Data[:20])), psa.ErrInvalidArgument},
		"RSA without NULL":                    {field(0x30, zero, field(0x30, rsaOID), field(4, r.pair.Data)), psa.ErrInvalidArgument},
		"RSA with something in the NULL":      {field(0x30, zero, field(0x30, rsaOID, field(5, []byte{0})), field(4, r.pair.Data)), psa.ErrInvalidArgument},
		"RSA with something behind it inside": {field(0x30, zero, field(0x30, rsaOID, null), field(4, r.pair.Data, []byte{0})), psa.ErrInvalidArgument},
		"RSA public key where a private is":   {field(0x30, zero, field(0x30, rsaOID, null), field(4, r.public.Data)), psa.ErrInvalidArgument},
	} {
		k, err := ParsePKCS8(c.der)
		wantStatus(t, err, c.want, name)
		if err != nil && k.Data != nil {
			t.Errorf("%s: a key with an error", name)
		}
	}
	for name, c := range map[string]struct {
		der  []byte
		want psa.Status
	}{
		"good":                  {field(0x30, ecAlg, bits(p256.public.Data)), psa.Success},
		"trailing byte":         {append(slices.Clone(p256.spki), 0), psa.ErrInvalidArgument},
		"trailing field":        {field(0x30, ecAlg, bits(p256.public.Data), null), psa.ErrInvalidArgument},
		"trailing byte inside":  {field(0x30, ecAlg, bits(append(slices.Clone(p256.public.Data), 0))), psa.ErrInvalidArgument},
		"unused bits":           {field(0x30, ecAlg, field(3, []byte{4}, p256.public.Data)), psa.ErrInvalidArgument},
		"compressed":            {field(0x30, ecAlg, bits(append([]byte{2}, p256.public.Data[1:33]...))), psa.ErrNotSupported},
		"hybrid":                {field(0x30, ecAlg, bits(append([]byte{6}, p256.public.Data[1:]...))), psa.ErrInvalidArgument},
		"point at infinity":     {field(0x30, ecAlg, bits([]byte{0})), psa.ErrInvalidArgument},
		"not on the curve":      {field(0x30, ecAlg, bits(append(slices.Clone(p256.public.Data[:64]), p256.public.Data[64]^1))), psa.ErrInvalidArgument},
		"on another curve":      {field(0x30, field(0x30, ecOID, p384OID), bits(p256.public.Data)), psa.ErrInvalidArgument},
		"empty":                 {field(0x30, ecAlg, bits(nil)), psa.ErrInvalidArgument},
		"Ed25519 of 33 bytes":   {field(0x30, field(0x30, edOID), bits(append(slices.Clone(ed.public.Data), 0))), psa.ErrInvalidArgument},
		"RSA, even modulus":     {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, field(2, bytes.Repeat([]byte{0x40}, 128)), field(2, []byte{3})))), psa.ErrInvalidArgument},
		"RSA, modulus 0":        {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, zero, field(2, []byte{3})))), psa.ErrInvalidArgument},
		"RSA, negative modulus": {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, field(2, bytes.Repeat([]byte{0x81}, 128)), field(2, []byte{3})))), psa.ErrInvalidArgument},
		"RSA, exponent 1":       {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, field(2, bytes.Repeat([]byte{0x41}, 128)), one))), psa.ErrInvalidArgument},
		"RSA, exponent 2":       {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, field(2, bytes.Repeat([]byte{0x41}, 128)), two))), psa.ErrInvalidArgument},
		"RSA, third number":     {field(0x30, field(0x30, rsaOID, null), bits(field(0x30, field(2, bytes.Repeat([]byte{0x41}, 128)), field(2, []byte{3}), one))), psa.ErrInvalidArgument},
		"a private key":         {p256.pkcs8, psa.ErrInvalidArgument},
	} {
		k, err := ParseSPKI(c.der)
		wantStatus(t, err, c.want, "public key, "+name)
		if err != nil && k.Data != nil {
			t.Errorf("public key, %s: a key with an error", name)
		}
	}
}

// rsaNumbers are the numbers of an RSAPrivateKey.
type rsaNumbers struct {
	Version                        int
	N, E, D, P, Q, Dp, Dq, Inverse *big.Int
}

// TestRSANumbers changes each number of a good key.
func TestRSANumbers(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	var good rsaNumbers
	if _, err := asn1.Unmarshal(x509.MarshalPKCS1PrivateKey(key), &good); err != nil {
		t.Fatal(err)
	}
	wrap := func(n rsaNumbers) []byte {
		der, err := asn1.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		return field(0x30, zero, field(0x30, rsaOID, null), field(4, der))
	}
	if _, err := ParsePKCS8(wrap(good)); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"n", "e", "d", "p", "q", "dp", "dq", "qinv"} {
		for _, by := range []int64{1, -1, 2, -2} {
			n := good
			p := []**big.Int{&n.N, &n.E, &n.D, &n.P, &n.Q, &n.Dp, &n.Dq, &n.Inverse}[i]
			*p = new(big.Int).Add(*p, big.NewInt(by))
			_, err := ParsePKCS8(wrap(n))
			wantStatus(t, err, psa.ErrInvalidArgument, fmt.Sprintf("%s%+d", name, by))
		}
	}
	n := good
	n.Version = 1
	_, err = ParsePKCS8(wrap(n))
	wantStatus(t, err, psa.ErrNotSupported, "several primes")
	n.Version = 2
	_, err = ParsePKCS8(wrap(n))
	wantStatus(t, err, psa.ErrInvalidArgument, "version 2")
	n = good
	n.E = new(big.Int).Lsh(big.NewInt(1), 256)
	n.E.SetBit(n.E, 0, 1)
	_, err = ParsePKCS8(wrap(n))
	wantStatus(t, err, psa.ErrNotSupported, "a large exponent")
}

// TestLengths: there is one encoding of a length.
func TestLengths(t *testing.T) {
	for in, want := range map[string]string{
		"0400": "", "040161": "61", "04810161": "error", "0480": "error", "0482000161": "error", "04830000016100": "error", "0484000000016100": "error",
		"0405616263": "error", "04": "error", "": "error", "050161": "error",
	} {
		d := &reader{rest: vectors.Hex(t, in)}
		got := fmt.Sprintf("%x", d.field(tagOctetString))
		if d.err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: %s (%v), want %s", in, got, d.err, want)
		}
	}
	for _, n := range []int{0, 1, 127, 128, 255, 256, 65535, 65536, 70000} {
		content := bytes.Repeat([]byte{7}, n)
		der := fieldOf(tagOctetString, content[:n/2], content[n/2:])
		if want := field(4, content); !bytes.Equal(der, want) {
			t.Errorf("%d bytes are not encoded as by encoding/asn1", n)
		}
		d := &reader{rest: der}
		if got := d.field(tagOctetString); !bytes.Equal(got, content) || d.done() != nil {
			t.Errorf("%d bytes are not read", n)
		}
	}
}

// TestObjectIdentifiers takes encoding/asn1 as the second implementation.
func TestObjectIdentifiers(t *testing.T) {
	for _, o := range []asn1.ObjectIdentifier{{0, 0}, {0, 39}, {1, 0}, {1, 39}, {2, 0}, {2, 39}, {2, 40}, {2, 999, 3}, {1, 2, 840, 113549, 1, 1, 1}, {1, 3, 101, 112}, {2, 5, 1<<31 - 1}} {
		der := oid(o...)
		d := &reader{rest: der}
		if got := d.oid(); got != o.String() || d.done() != nil {
			t.Errorf("%v is read as %s (%v)", o, got, d.err)
		}
		if got := oidOf(o.String()); !bytes.Equal(got, der) {
			t.Errorf("%v is written as %x, want %x", o, got, der)
		}
	}
	for _, in := range []string{"0600", "060180", "06028001", "06032a8001", "06022a80", "060c2affffffffffffffffffff7f"} {
		d := &reader{rest: vectors.Hex(t, in)}
		if got := d.oid(); d.err == nil {
			t.Errorf("%s is read as %s", in, got)
		}
	}
}

// TestIntegers: there is one encoding of a number, and no negative one.
func TestIntegers(t *testing.T) {
	for in, want := range map[string]string{
		"020100": "", "02017f": "7f", "02020080": "80", "020100ff": "error", "0200": "error", "020180": "error", "0202007f": "error", "0203000080": "error",
		"0203010000": "010000",
	} {
		d := &reader{rest: vectors.Hex(t, in)}
		got := fmt.Sprintf("%x", d.unsigned())
		if d.done() != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: %s (%v), want %s", in, got, d.err, want)
		}
	}
	for _, n := range []int64{0, 1, 127, 128, 255, 256, 65537, 1 << 40} {
		want, err := asn1.Marshal(big.NewInt(n))
		if err != nil {
			t.Fatal(err)
		}
		if got := integerOf(append([]byte{0, 0}, big.NewInt(n).Bytes()...)); !bytes.Equal(got, want) {
			t.Errorf("%d: %x, want %x", n, got, want)
		}
	}
}
