package rfc8017

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"errors"
	"io"
	"math/big"
	"slices"
	"testing"
)

// testKey makes a key of two primes that differ by a bit in size where bits is odd.
func testKey(t testing.TB, bits int, e *big.Int) (Parts, *PrivateKey) {
	t.Helper()
	one := big.NewInt(1)
	for {
		var primes [2]*big.Int
		for i := range primes {
			p, err := rand.Prime(rand.Reader, (bits+1-i)/2)
			if err != nil {
				t.Fatal(err)
			}
			primes[i] = p
		}
		p, q := primes[0], primes[1]
		n := new(big.Int).Mul(p, q)
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1))
		if d == nil || n.BitLen() != bits || p.Cmp(q) == 0 {
			continue
		}
		parts := Parts{n.Bytes(), e.Bytes(), d.Bytes(), p.Bytes(), q.Bytes(), new(big.Int).Mod(d, p1).Bytes(), new(big.Int).Mod(d, q1).Bytes(),
			new(big.Int).ModInverse(q, p).Bytes()}
		k, err := NewPrivateKey(parts)
		if err != nil {
			t.Fatal(err)
		}
		return parts, k
	}
}

var exponents = []*big.Int{big.NewInt(3), big.NewInt(65537), big.NewInt(1<<31 - 1), big.NewInt(1<<31 + 1), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(189))}

// TestApply compares both primitives with math/big.
func TestApply(t *testing.T) {
	for _, bits := range []int{512, 513, 520, 768, 1000, 1023, 1024, 1025} {
		for _, e := range exponents {
			parts, k := testKey(t, bits, e)
			n, d := new(big.Int).SetBytes(parts.N), new(big.Int).SetBytes(parts.D)
			if k.Public().BitLen() != bits || k.Public().Size() != (bits+7)/8 {
				t.Errorf("%d bits: says %d, and %d bytes", bits, k.Public().BitLen(), k.Public().Size())
			}
			random, err := rand.Int(rand.Reader, n)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []*big.Int{big.NewInt(0), big.NewInt(1), big.NewInt(2), random, new(big.Int).Sub(n, big.NewInt(1)), new(big.Int).SetBytes(parts.P)} {
				in := x.FillBytes(make([]byte, k.Public().Size()))
				got, ok := k.Public().Apply(in)
				if want := new(big.Int).Exp(x, e, n).FillBytes(make([]byte, len(in))); !ok || !bytes.Equal(got, want) {
					t.Errorf("%d bits, %v: %x to the e is %x, want %x", bits, e, in, got, want)
				}
				got, err := k.Apply(in)
				if want := new(big.Int).Exp(x, d, n).FillBytes(make([]byte, len(in))); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bits, %v: %x to the d is %x, %v, want %x", bits, e, in, got, err, want)
				}
			}
			if out, ok := k.Public().Apply(parts.N); ok || out != nil {
				t.Error("the modulus was taken by the public key")
			}
			if out, err := k.Apply(parts.N); err == nil || out != nil {
				t.Error("the modulus was taken by the private key")
			}
		}
	}
}

// TestFault flips a bit in each part that the computation uses: nothing may get out (Boneh, DeMillo, Lipton 1997).
func TestFault(t *testing.T) {
	_, k := testKey(t, 512, big.NewInt(65537))
	x := append([]byte{0}, bytes.Repeat([]byte{0x77}, 63)...)
	for name, part := range map[string][]byte{"dP": k.dp, "dQ": k.dq} {
		part[20] ^= 4
		if out, err := k.Apply(x); err == nil || out != nil {
			t.Errorf("%s: %x", name, out)
		}
		part[20] ^= 4
	}
	if _, err := k.Apply(x); err != nil {
		t.Error(err)
	}
}

func TestWipe(t *testing.T) {
	_, k := testKey(t, 512, big.NewInt(3))
	k.Wipe()
	for _, x := range [][]byte{k.dp, k.dq} {
		if !bytes.Equal(x, make([]byte, len(x))) {
			t.Error("an exponent is not cleared")
		}
	}
	if k.qinv.IsZero() != 1 || k.qn.IsZero() != 1 {
		t.Error("the coefficient is not cleared")
	}
}

// TestNewPrivateKey changes one number at a time.
func TestNewPrivateKey(t *testing.T) {
	parts, _ := testKey(t, 513, big.NewInt(65537))
	add := func(b []byte, x int64) []byte {
		return new(big.Int).Add(new(big.Int).SetBytes(b), big.NewInt(x)).Bytes()
	}
	sum := func(a, b []byte, x int64) []byte {
		return add(new(big.Int).Add(new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)).Bytes(), x)
	}
	for name, change := range map[string]func(p *Parts){
		"n + 2": func(p *Parts) { p.N = add(p.N, 2) }, "n + 1": func(p *Parts) { p.N = add(p.N, 1) }, "no n": func(p *Parts) { p.N = nil },
		"half of n": func(p *Parts) { p.N = p.N[:33] }, "n is 1": func(p *Parts) { p.N = []byte{1} },
		"e + 2": func(p *Parts) { p.E = add(p.E, 2) }, "e is even": func(p *Parts) { p.E = add(p.E, 1) }, "e is 1": func(p *Parts) { p.E = []byte{1} },
		"no e": func(p *Parts) { p.E = nil }, "e above n": func(p *Parts) { p.E = add(p.N, 2) },
		"d + 2": func(p *Parts) { p.D = add(p.D, 2) }, "no d": func(p *Parts) { p.D = nil }, "d above n": func(p *Parts) { p.D = sum(p.D, p.N, 0) },
		"p + 2": func(p *Parts) { p.P = add(p.P, 2) }, "q + 2": func(p *Parts) { p.Q = add(p.Q, 2) }, "no p": func(p *Parts) { p.P = nil }, "no q": func(p *Parts) { p.Q = nil },
		"n and 1": func(p *Parts) { p.P, p.Q = p.N, []byte{1} }, "exchanged": func(p *Parts) { p.P, p.Q = p.Q, p.P },
		"exchanged wholly but for qInv": func(p *Parts) { p.P, p.Q, p.DP, p.DQ = p.Q, p.P, p.DQ, p.DP },
		"dP + 2":                        func(p *Parts) { p.DP = add(p.DP, 2) }, "dQ + 2": func(p *Parts) { p.DQ = add(p.DQ, 2) },
		"dP not reduced": func(p *Parts) { p.DP = sum(p.DP, p.P, -1) }, "dQ not reduced": func(p *Parts) { p.DQ = sum(p.DQ, p.Q, -1) },
		"qInv + 1": func(p *Parts) { p.QInv = add(p.QInv, 1) }, "qInv not reduced": func(p *Parts) { p.QInv = sum(p.QInv, p.P, 0) }, "no qInv": func(p *Parts) { p.QInv = nil },
	} {
		bad := parts
		change(&bad)
		if k, err := NewPrivateKey(bad); err == nil || k != nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := NewPrivateKey(parts); err != nil {
		t.Error(err)
	}
}

// TestWeakKeys has keys whose parts belong together, and which are easily broken.
func TestWeakKeys(t *testing.T) {
	one := big.NewInt(1)
	next := func(p *big.Int) *big.Int {
		for p = new(big.Int).Add(p, big.NewInt(2)); !p.ProbablyPrime(20); p.Add(p, big.NewInt(2)) {
		}
		return p
	}
	build := func(p, q, d *big.Int) Parts {
		p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
		phi := new(big.Int).Mul(p1, q1)
		e := new(big.Int).ModInverse(d, phi)
		if e == nil {
			return Parts{}
		}
		return Parts{new(big.Int).Mul(p, q).Bytes(), e.Bytes(), d.Bytes(), p.Bytes(), q.Bytes(), new(big.Int).Mod(d, p1).Bytes(), new(big.Int).Mod(d, q1).Bytes(),
			new(big.Int).ModInverse(q, p).Bytes()}
	}
	p, err := rand.Prime(rand.Reader, 512)
	if err != nil {
		t.Fatal(err)
	}
	q, err := rand.Prime(rand.Reader, 512)
	if err != nil {
		t.Fatal(err)
	}
	large, small := new(big.Int).Lsh(one, 900), new(big.Int).Lsh(one, 400)
	for _, c := range []struct {
		name string
		q, d *big.Int
		want bool
	}{{"primes side by side", next(p), large, false}, {"a small exponent", q, small, false}, {"neither", q, large, true}} {
		d := new(big.Int).Set(c.d)
		parts := Parts{}
		for parts.E == nil {
			parts = build(p, c.q, d.Add(d, one))
		}
		if _, err := NewPrivateKey(parts); (err == nil) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func stdKey(t testing.TB, bits int) (*rsa.PrivateKey, *PrivateKey) {
	t.Helper()
	parts, k := testKey(t, bits, big.NewInt(65537))
	num := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
	std := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: num(parts.N), E: 65537}, D: num(parts.D), Primes: []*big.Int{num(parts.P), num(parts.Q)}}
	std.Precompute()
	if err := std.Validate(); err != nil {
		t.Fatal(err)
	}
	return std, k
}

// apply is the private key's primitive.
func apply(t testing.TB, k *PrivateKey, em []byte) []byte {
	t.Helper()
	out, err := k.Apply(em)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPSS compares with crypto/rsa, in both directions, for sizes with all remainders by 8, where the encoded message has a byte less than the modulus too.
func TestPSS(t *testing.T) {
	for bits := 1024; bits <= 1032; bits++ {
		std, k := stdKey(t, bits)
		for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA3_224} {
			digest := bytes.Repeat([]byte{0x5a}, h.Size())
			size := (bits - 1 + 7) / 8
			room := size - h.Size() - 2
			for _, n := range []int{0, 1, h.Size(), room} {
				if n > room {
					continue
				}
				em, ok := EncodePSS(h.New(), digest, bytes.Repeat([]byte{0xa5}, n), bits-1)
				if !ok {
					t.Fatalf("%d bits, %v: a salt of %d bytes does not fit", bits, h, n)
				}
				sig := apply(t, k, em)
				if err := rsa.VerifyPSS(&std.PublicKey, h, digest, sig, &rsa.PSSOptions{SaltLength: n}); err != nil && n != 0 {
					t.Errorf("%d bits, %v, %d bytes of salt: %v", bits, h, n, err)
				}
				verify := func(em []byte, salt int) bool { return VerifyPSS(h.New(), digest, slices.Clone(em), bits-1, salt) }
				if n > 0 {
					sig, err := rsa.SignPSS(rand.Reader, std, h, digest, &rsa.PSSOptions{SaltLength: n})
					if err != nil {
						t.Fatal(err)
					}
					em, ok = k.Public().Apply(sig)
					if !ok {
						t.Fatal("a signature is above the modulus")
					}
					em = em[len(em)-size:]
				}
				if !verify(em, n) || !verify(em, AnySalt) || verify(em, n+1) || n > 0 && verify(em, n-1) {
					t.Errorf("%d bits, %v, %d bytes of salt: wrong verdicts", bits, h, n)
				}
				for i := range em {
					bad := slices.Clone(em)
					bad[i] ^= 1 << (i % 8)
					if verify(bad, AnySalt) {
						t.Errorf("%d bits, %v: accepted with byte %d changed", bits, h, i)
					}
				}
				if verify(em[1:], AnySalt) || verify(append([]byte{0}, em...), AnySalt) || verify(nil, AnySalt) {
					t.Error("accepted with another length")
				}
				if VerifyPSS(h.New(), digest[1:], slices.Clone(em), bits-1, AnySalt) {
					t.Error("accepted with a short hash")
				}
				// The bits above the message must be zeros (section 9.1.2, step 6).
				if extra := 8*size - (bits - 1); extra > 0 {
					bad := slices.Clone(em)
					bad[0] |= 0x80
					if verify(bad, AnySalt) {
						t.Error("accepted with a bit above the message")
					}
				}
			}
			if _, ok := EncodePSS(h.New(), digest, make([]byte, room+1), bits-1); ok {
				t.Error("a salt was taken that is too long")
			}
			if _, ok := EncodePSS(h.New(), digest[1:], nil, bits-1); ok {
				t.Error("a short hash was taken")
			}
		}
	}
}

// TestSignature compares PKCS #1 v1.5 signatures with those of crypto/rsa.
func TestSignature(t *testing.T) {
	std, k := stdKey(t, 1027)
	for _, n := range []int{0, 1, 20, 129 - 11} {
		text := bytes.Repeat([]byte{7}, n)
		em, ok := EncodeSignature(text, k.Public().Size())
		want, err := rsa.SignPKCS1v15(nil, std, 0, text)
		if got := apply(t, k, em); !ok || err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %x, %v, crypto/rsa has %x", n, got, err, want)
		}
	}
	if _, ok := EncodeSignature(make([]byte, 129-10), 129); ok {
		t.Error("a text was taken that is too long")
	}
}

// TestEncryption compares both encodings with crypto/rsa, in both directions.
func TestEncryption(t *testing.T) {
	for _, bits := range []int{1024, 1025, 1031} {
		std, k := stdKey(t, bits)
		size := k.Public().Size()
		label := []byte("label")
		for _, n := range []int{0, 1, 16, size - 11} {
			msg := bytes.Repeat([]byte{9}, n)
			em, err := EncodePKCS1(rand.Reader, msg, size)
			if err != nil {
				t.Fatal(err)
			}
			ct, _ := k.Public().Apply(em)
			//lint:ignore SA1019 this is the counterpart.
			if got, err := rsa.DecryptPKCS1v15(nil, std, ct); err != nil || !bytes.Equal(got, msg) {
				t.Errorf("crypto/rsa decrypts to %x, %v", got, err)
			}
			//lint:ignore SA1019 this is the counterpart.
			ct, err = rsa.EncryptPKCS1v15(rand.Reader, &std.PublicKey, msg)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := DecodePKCS1(apply(t, k, ct)); !ok || !bytes.Equal(got, msg) {
				t.Errorf("%d bytes: %x, %t", n, got, ok)
			}
		}
		for _, h := range []crypto.Hash{crypto.SHA256, crypto.SHA3_384} {
			for _, n := range []int{0, 1, size - 2*h.Size() - 2} {
				msg := bytes.Repeat([]byte{9}, n)
				em, err := EncodeOAEP(h.New(), rand.Reader, msg, label, size)
				if err != nil {
					t.Fatal(err)
				}
				ct, _ := k.Public().Apply(em)
				if got, err := rsa.DecryptOAEP(h.New(), nil, std, ct, label); err != nil || !bytes.Equal(got, msg) {
					t.Errorf("crypto/rsa decrypts to %x, %v", got, err)
				}
				ct, err = rsa.EncryptOAEP(h.New(), rand.Reader, &std.PublicKey, msg, label)
				if err != nil {
					t.Fatal(err)
				}
				if got, ok := DecodeOAEP(h.New(), apply(t, k, ct), label); !ok || !bytes.Equal(got, msg) {
					t.Errorf("%v, %d bytes: %x, %t", h, n, got, ok)
				}
				if got, ok := DecodeOAEP(h.New(), apply(t, k, ct), nil); ok || len(got) != 0 {
					t.Errorf("another label gives %x, %t", got, ok)
				}
			}
		}
	}
}

// TestDecodePKCS1 changes one place of an encoding.
func TestDecodePKCS1(t *testing.T) {
	good := slices.Concat([]byte{0, 2}, bytes.Repeat([]byte{0xff}, 8), []byte{0}, []byte("msg\x00g"))
	for name, c := range map[string]struct {
		em   []byte
		want string
		ok   bool
	}{
		"right":              {good, "msg\x00g", true},
		"longer padding":     {append(slices.Concat([]byte{0, 2}, bytes.Repeat([]byte{1}, 20), []byte{0}), 'm'), "m", true},
		"an empty message":   {good[:11], "", true},
		"first byte 1":       {append([]byte{1}, good[1:]...), "", false},
		"type 1":             {append([]byte{0, 1}, good[2:]...), "", false},
		"type 0":             {append([]byte{0, 0}, good[2:]...), "", false},
		"7 bytes of padding": {append(slices.Clone(good[:9]), good[10:]...), "", false},
		"no end":             {append(slices.Clone(good[:10]), bytes.Repeat([]byte{1}, 9)...), "", false},
		"no padding":         {append([]byte{0, 2, 0}, good[3:]...), "", false},
		"10 bytes":           {good[:10], "", false},
	} {
		got, ok := DecodePKCS1(slices.Clone(c.em))
		if ok != c.ok || string(got) != c.want {
			t.Errorf("%s: %q, %t", name, got, ok)
		}
	}
}

// TestDecodeOAEP makes encodings that are wrong in one place below the masks.
func TestDecodeOAEP(t *testing.T) {
	const size, hashLength = 128, 32
	for name, c := range map[string]struct {
		change func(em []byte) // before the masks are added
		want   string
		ok     bool
	}{
		"right":                    {func([]byte) {}, "msg", true},
		"first byte 1":             {func(em []byte) { em[0] = 1 }, "", false},
		"another label's hash":     {func(em []byte) { em[1+hashLength] ^= 1 }, "", false},
		"the end of the hash":      {func(em []byte) { em[2*hashLength] ^= 0x80 }, "", false},
		"2 before the message":     {func(em []byte) { em[size-4] = 2 }, "", false},
		"0 before the message":     {func(em []byte) { em[size-4] = 0 }, "", false},
		"no 1 at all":              {func(em []byte) { clear(em[size-4:]) }, "", false},
		"3 among the zeros":        {func(em []byte) { em[2*hashLength+5] = 3 }, "", false},
		"1 among the zeros":        {func(em []byte) { em[size-6] = 1 }, "\x00\x01msg", true},
		"a 1 at the very end":      {func(em []byte) { clear(em[size-4:]); em[size-1] = 1 }, "", true},
		"a 1 right after the hash": {func(em []byte) { em[2*hashLength+1] = 1 }, string(append(make([]byte, size-4-2*hashLength-2), "\x01msg"...)), true},
	} {
		h := crypto.SHA256.New()
		em, err := EncodeOAEP(h, bytes.NewReader(make([]byte, hashLength)), []byte("msg"), nil, size)
		if err != nil {
			t.Fatal(err)
		}
		seed, db := em[1:1+hashLength], em[1+hashLength:]
		mask(h, seed, db)
		mask(h, db, seed)
		c.change(em)
		mask(h, db, seed)
		mask(h, seed, db)
		if got, ok := DecodeOAEP(h, em, nil); ok != c.ok || string(got) != c.want {
			t.Errorf("%s: %q, %t", name, got, ok)
		}
	}
}

// zeroReader gives zeros first, of which padding must have none.
type zeroReader struct{ zeros int }

func (r *zeroReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0x31
		if r.zeros > 0 {
			r.zeros--
			p[i] = 0
		}
	}
	return len(p), nil
}

func TestRandomness(t *testing.T) {
	em, err := EncodePKCS1(&zeroReader{40}, []byte("msg"), 64)
	if got, ok := DecodePKCS1(em); err != nil || !ok || string(got) != "msg" {
		t.Errorf("%q, %t, %v", got, ok, err)
	}
	for _, n := range []int{0, 5, 57} {
		// 58 bytes are drawn, all of them zeros, and then more for each.
		if _, err := EncodePKCS1(io.LimitReader(&zeroReader{100}, int64(n)), []byte("msg"), 64); err == nil {
			t.Errorf("%d bytes of randomness were enough", n)
		}
	}
	if _, err := EncodePKCS1(io.LimitReader(&zeroReader{100}, 60), []byte("msg"), 64); err == nil {
		t.Error("zeros were enough")
	}
	if _, err := EncodeOAEP(crypto.SHA256.New(), io.LimitReader(rand.Reader, 31), nil, nil, 128); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("31 bytes of randomness: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(slices.Concat([]byte{0, 2}, bytes.Repeat([]byte{0xff}, 8), []byte{0}, []byte("msg")))
	f.Fuzz(func(t *testing.T, em []byte) {
		// The rule of section 7.2.2, step 3, as it is written.
		want, valid := []byte(nil), false
		if len(em) >= 11 && em[0] == 0 && em[1] == 2 {
			if at := bytes.IndexByte(em[2:], 0); at >= 8 {
				want, valid = em[2+at+1:], true
			}
		}
		if got, ok := DecodePKCS1(em); ok != valid || !bytes.Equal(got, want) {
			t.Errorf("%x: %x, %t; want %x, %t", em, got, ok, want, valid)
		}
	})
}

func BenchmarkApply(b *testing.B) {
	std, k := stdKey(b, 2048)
	em, _ := EncodeSignature(make([]byte, 51), 256)
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.Apply(em); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("crypto-rsa", func(b *testing.B) {
		for b.Loop() {
			if _, err := rsa.SignPKCS1v15(nil, std, 0, make([]byte, 51)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
