package ed448

import (
	"bufio"
	"bytes"
	"crypto/sha3"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	circl "github.com/cloudflare/circl/sign/ed448"

	"github.com/psacrypto/psa/internal/vectors"
)

// example is a signature of one of the sources; digest tells that it is of Ed448ph.
type example struct {
	name                               string
	private, public, msg, context, sig []byte
	variant                            Variant
}

// input is what the signature is of.
func (e *example) input() []byte {
	if e.variant == Pure {
		return e.msg
	}
	return sha3.SumSHAKE256(e.msg, DigestSize)
}

// rfc8032 has the examples of RFC 8032, sections 7.4 and 7.5.
func rfc8032(t testing.TB) []example {
	var all []example
	for name, v := range map[string]Variant{"ecc/rfc8032-ed448.json": Pure, "ecc/rfc8032-ed448ph.json": Prehashed} {
		var file []struct{ Name, SecretKey, PublicKey, Message, Context, Signature string }
		if err := json.Unmarshal(vectors.Read(t, name), &file); err != nil {
			t.Fatal(err)
		}
		for _, c := range file {
			all = append(all, example{name + " " + c.Name, vectors.Hex(t, c.SecretKey), vectors.Hex(t, c.PublicKey), vectors.Hex(t, c.Message),
				vectors.Hex(t, c.Context), vectors.Hex(t, c.Signature), v})
		}
	}
	return all
}

// acvp has NIST's sample for signing, whose contexts have up to 255 bytes.
func acvp(t testing.TB) []example {
	var file struct {
		TestGroups []struct {
			D, Q    string
			PreHash bool
			Tests   []struct{ Message, Context, Signature string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/EDDSA-SigGen-1.0-ed448.json"), &file); err != nil {
		t.Fatal(err)
	}
	var all []example
	for _, g := range file.TestGroups {
		for _, c := range g.Tests {
			v := Pure
			if g.PreHash {
				v = Prehashed
			}
			all = append(all, example{"ACVP", vectors.Hex(t, g.D), vectors.Hex(t, g.Q), vectors.Hex(t, c.Message), vectors.Hex(t, c.Context),
				vectors.Hex(t, c.Signature), v})
		}
	}
	return all
}

// TestKnownAnswers compares keys and signatures with RFC 8032 and ACVP.
func TestKnownAnswers(t *testing.T) {
	examples := append(rfc8032(t), acvp(t)...)
	prehashed, withContext := 0, 0
	for _, e := range examples {
		k := NewPrivateKey(e.private)
		if !bytes.Equal(k.Public(), e.public) {
			t.Errorf("%s: public key %x, want %x", e.name, k.Public(), e.public)
		}
		if got := k.Sign([]byte{'d'}, e.variant, e.context, e.input()); !bytes.Equal(got, append([]byte{'d'}, e.sig...)) {
			t.Errorf("%s: %x, want d and %x", e.name, got, e.sig)
		}
		public, ok := ParsePublicKey(e.public)
		if !ok || !bytes.Equal(public.Bytes(), e.public) {
			t.Fatalf("%s: the public key is refused", e.name)
		}
		if !public.Verify(e.variant, e.context, e.input(), e.sig) {
			t.Errorf("%s: refused", e.name)
		}
		if public.Verify(1-e.variant, e.context, e.input(), e.sig) || public.Verify(e.variant, append(e.context, 0), e.input(), e.sig) ||
			public.Verify(e.variant, e.context, append(e.input(), 0), e.sig) {
			t.Errorf("%s: accepted for something else", e.name)
		}
		if e.variant == Prehashed {
			prehashed++
		}
		if len(e.context) > 0 {
			withContext++
		}
	}
	if len(examples) < 50 || prehashed < 20 || withContext < 20 {
		t.Errorf("%d examples, %d of them Ed448ph, %d with a context", len(examples), prehashed, withContext)
	}
}

// TestBotan compares verdicts with ed448.vec of the Botan project, which has Wycheproof's invalid signatures. It refuses the neutral point as a public key, which
// RFC 8032 does not.
func TestBotan(t *testing.T) {
	f := vectors.Open(t, "ecc/ed448.vec")
	values := map[string]string{}
	n, valid, variant := 0, 0, Pure
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		line := strings.TrimSpace(scan.Text())
		if strings.HasPrefix(line, "[") {
			variant = Pure
			if line != "[Pure]" {
				variant = Prehashed
			}
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		values[strings.TrimSpace(name)] = strings.TrimSpace(value)
		if strings.TrimSpace(name) != "Signature" {
			continue
		}
		e := example{public: vectors.Hex(t, values["PublicKey"]), msg: vectors.Hex(t, values["Msg"]), sig: vectors.Hex(t, values["Signature"]), variant: variant}
		wanted := values["Valid"] != "0"
		clear(values)
		if bytes.Equal(e.public, append([]byte{1}, make([]byte, 56)...)) {
			continue
		}
		public, ok := ParsePublicKey(e.public)
		if got := ok && public.Verify(e.variant, nil, e.input(), e.sig); got != wanted {
			t.Errorf("signature %x of %x with %x, variant %d: %t", e.sig, e.msg, e.public, e.variant, got)
		}
		n++
		if wanted {
			valid++
		}
	}
	if n < 80 || valid < 19 || valid == n {
		t.Errorf("%d signatures were compared, %d valid ones", n, valid)
	}
}

// TestCircl compares with circl's own Ed448.
func TestCircl(t *testing.T) {
	r := rand.NewChaCha8([32]byte{4})
	for n := range 20 {
		seed, msg, context := make([]byte, KeySize), make([]byte, 37*n), make([]byte, 13*n)
		for _, b := range [][]byte{seed, msg, context} {
			r.Read(b)
		}
		k, other := NewPrivateKey(seed), circl.NewKeyFromSeed(seed)
		sig := k.Sign(nil, Pure, context, msg)
		if want := circl.Sign(other, msg, string(context)); !bytes.Equal(sig, want) {
			t.Errorf("%x, circl has %x", sig, want)
		}
		prehashed := k.Sign(nil, Prehashed, context, sha3.SumSHAKE256(msg, DigestSize))
		if want := circl.SignPh(other, msg, string(context)); !bytes.Equal(prehashed, want) {
			t.Errorf("%x, circl has %x", prehashed, want)
		}
	}
}

// TestChanges takes a signature with each byte changed, in two fragments.
func TestChanges(t *testing.T) {
	e := rfc8032(t)[0]
	public, _ := ParsePublicKey(e.public)
	check := func(sig []byte) bool {
		v := NewVerifier(public, e.variant, e.context, sig)
		v.Write(e.input()[:len(e.input())/2])
		v.Write(e.input()[len(e.input())/2:])
		return v.Verify()
	}
	if !check(e.sig) {
		t.Fatal("refused")
	}
	for i := range e.sig {
		bad := slices.Clone(e.sig)
		bad[i] ^= 1 << (i % 8)
		if check(bad) {
			t.Errorf("accepted with byte %d changed", i)
		}
	}
	for _, bad := range [][]byte{nil, e.sig[:113], append(slices.Clone(e.sig), 0), plusOrder(t, e.sig)} {
		if check(bad) {
			t.Errorf("accepted: %x", bad)
		}
	}
}

// plusOrder adds the order to S (section 5.2.7, step 1).
func plusOrder(t *testing.T, sig []byte) []byte {
	t.Helper()
	// Section 5.2: L = 2^446 - 13818066809895115352007386748515426880336692474882178609894547503885
	order, _ := new(big.Int).SetString("13818066809895115352007386748515426880336692474882178609894547503885", 10)
	order.Sub(new(big.Int).Lsh(big.NewInt(1), 446), order)
	s := slices.Clone(sig[KeySize:])
	slices.Reverse(s)
	new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(s)
	slices.Reverse(s)
	return append(slices.Clone(sig[:KeySize]), s...)
}

// TestParsePublicKey has the refusals of section 5.2.3.
func TestParsePublicKey(t *testing.T) {
	point := rfc8032(t)[0].public
	if _, ok := ParsePublicKey(point); !ok {
		t.Error("a point was refused")
	}
	encode := func(y *big.Int, sign byte) []byte {
		b := y.FillBytes(make([]byte, 56))
		slices.Reverse(b)
		return append(b, sign)
	}
	p := new(big.Int).Lsh(big.NewInt(1), 448)
	p.Sub(p, new(big.Int).Lsh(big.NewInt(1), 224))
	p.Sub(p, big.NewInt(1))
	one := big.NewInt(1)
	for name, c := range map[string]struct {
		p    []byte
		want bool
	}{
		"the neutral point":             {encode(one, 0), true},
		"the neutral point with a sign": {encode(one, 0x80), false},
		"y = -1":                        {encode(new(big.Int).Sub(p, one), 0), true},
		"y = -1 with a sign":            {encode(new(big.Int).Sub(p, one), 0x80), false},
		"y = p":                         {encode(p, 0), false},
		"y = p + 1":                     {encode(new(big.Int).Add(p, one), 0), false},
		"y = 2^448 - 1":                 {bytes.Repeat([]byte{0xff}, 57), false},
		"a bit between y and the sign":  {encode(one, 0x40), false},
		"no point":                      {encode(big.NewInt(2), 0), false},
		"nothing":                       {nil, false},
		"a byte less":                   {point[:56], false},
		"a byte more":                   {append(slices.Clone(point), 0), false},
	} {
		if _, ok := ParsePublicKey(c.p); ok != c.want {
			t.Errorf("%s: %t", name, ok)
		}
	}
}

func TestWipe(t *testing.T) {
	k := NewPrivateKey(make([]byte, KeySize))
	k.Wipe()
	if *k != (PrivateKey{}) {
		t.Error("the key is not cleared")
	}
}

func TestPanics(t *testing.T) {
	k := NewPrivateKey(make([]byte, KeySize))
	for name, f := range map[string]func(){
		"a short key":    func() { NewPrivateKey(make([]byte, 56)) },
		"a long context": func() { k.Sign(nil, Pure, make([]byte, 256), nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			f()
		}()
	}
}

func FuzzVerify(f *testing.F) {
	k := NewPrivateKey(make([]byte, KeySize))
	f.Add(k.Public(), k.Sign(nil, Pure, nil, []byte("m")), []byte("m"))
	f.Fuzz(func(t *testing.T, public, sig, msg []byte) {
		p, ok := ParsePublicKey(public)
		if !ok {
			return
		}
		if got, want := p.Verify(Pure, nil, msg, sig), circl.Verify(public, msg, sig, ""); got != want {
			t.Errorf("%t, circl says %t", got, want)
		}
	})
}

func BenchmarkEd448(b *testing.B) {
	seed, msg := make([]byte, KeySize), make([]byte, 32)
	k, other := NewPrivateKey(seed), circl.NewKeyFromSeed(seed)
	sig := k.Sign(nil, Pure, nil, msg)
	public, _ := ParsePublicKey(k.Public())
	dst := make([]byte, 0, SignatureSize)
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"sign", func() { k.Sign(dst, Pure, nil, msg) }},
		{"sign/circl", func() { circl.Sign(other, msg, "") }},
		{"verify", func() { public.Verify(Pure, nil, msg, sig) }},
		{"verify/circl", func() { circl.Verify(k.Public(), msg, sig, "") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
