package ffdh

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"testing"

	"filippo.io/bigmod"

	"github.com/psacrypto/psa/internal/vectors"
)

// The prime of the group of 2048 bits of RFC 7919, appendix A.1, and that of RFC 3526, section 3.
const (
	ffdhe2048 = "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695a9e13641146433fbcc939dce249b3ef97d2fe363630c75d8f681b202aec4617a" +
		"d3df1ed5d5fd65612433f51f5f066ed0856365553ded1af3b557135e7f57c935984f0c70e0e68b77e2a689daf3efe8721df158a136ade73530acca4f483a797a" +
		"bc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7f4681d4f42a3de394df4ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f61" +
		"9172fe9ce98583ff8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c58ef1837d1683b2c6f34a26c1b2effa886b423861285c97ffffffffffffffff"
	modp2048 = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437" +
		"4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05" +
		"98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
		"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff"
)

func group(t testing.TB, hex string) *Group { return NewGroup(vectors.Hex(t, hex)) }

// fill writes a number as a key of the group.
func (g *Group) fill(x *big.Int) []byte { return x.FillBytes(make([]byte, g.Size())) }

func (g *Group) minusOne() *big.Int { return new(big.Int).SetBytes(g.twice) }
func (g *Group) modulus() *big.Int  { return new(big.Int).Add(g.minusOne(), big.NewInt(1)) }

// TestACVP compares secrets with NIST's sample, whose group FB is no safe prime.
func TestACVP(t *testing.T) {
	var file struct {
		TestGroups []struct {
			P     string
			Tests []struct {
				EphemeralPublicServer, StaticPublicServer, EphemeralPrivateIut, StaticPrivateIut, EphemeralPublicIut, StaticPublicIut, Z string
				TestCaseDisposition                                                                                                      string
				TestPassed                                                                                                               *bool
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "ffdh/KAS-FFC-SSC-Sp800-56Ar3.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, tests := range file.TestGroups {
		p := vectors.Hex(t, tests.P)
		if !bytes.Equal(p, vectors.Hex(t, ffdhe2048)) {
			continue
		}
		g := NewGroup(p)
		for _, c := range tests.Tests {
			private, public, peer := c.EphemeralPrivateIut, c.EphemeralPublicIut, c.EphemeralPublicServer
			if private == "" {
				private, public = c.StaticPrivateIut, c.StaticPublicIut
			}
			if peer == "" {
				peer = c.StaticPublicServer
			}
			if private == "" || peer == "" || c.Z == "" {
				continue
			}
			k, ok := g.NewPrivateKey(g.fill(new(big.Int).SetBytes(vectors.Hex(t, private))))
			if !ok {
				t.Fatalf("the private key %s is refused", private)
			}
			want := g.fill(new(big.Int).SetBytes(vectors.Hex(t, public)))
			if got := k.Public(nil); !bytes.Equal(got, want) {
				t.Errorf("public key %x, want %s", got, public)
			}
			z, ok := k.Agree([]byte{'d'}, g.fill(new(big.Int).SetBytes(vectors.Hex(t, peer))))
			right := c.TestPassed == nil || *c.TestPassed
			if !ok || bytes.Equal(z, append([]byte{'d'}, vectors.Hex(t, c.Z)...)) != right {
				t.Errorf("%s: %x, %t, want d and %s", c.TestCaseDisposition, z, ok, c.Z)
			}
			n++
		}
	}
	if n < 5 {
		t.Errorf("only %d secrets were compared", n)
	}
}

// TestKeyVer compares public keys with NIST's sample.
func TestKeyVer(t *testing.T) {
	var file struct {
		TestGroups []struct {
			DomainParameters struct{ P string }
			Tests            []struct {
				X, Y       string
				TestPassed bool
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "ffdh/safePrimes-keyVer-1.0.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, tests := range file.TestGroups {
		g := NewGroup(vectors.Hex(t, tests.DomainParameters.P))
		for _, c := range tests.Tests {
			k, ok := g.NewPrivateKey(g.fill(new(big.Int).SetBytes(vectors.Hex(t, c.X))))
			if got := ok && bytes.Equal(k.Public(nil), g.fill(new(big.Int).SetBytes(vectors.Hex(t, c.Y)))); got != c.TestPassed {
				t.Errorf("%s and %s: %t, want %t", c.X, c.Y, got, c.TestPassed)
			}
			n++
		}
	}
	if n < 4 {
		t.Errorf("only %d keys were compared", n)
	}
}

// TestExp compares with math/big, over random and extreme numbers.
func TestExp(t *testing.T) {
	r := rand.NewChaCha8([32]byte{7})
	for _, hex := range []string{ffdhe2048, modp2048} {
		g := group(t, hex)
		random := make([]byte, g.Size())
		r.Read(random)
		some := new(big.Int).Mod(new(big.Int).SetBytes(random), g.modulus())
		bases := []*big.Int{big.NewInt(0), big.NewInt(1), big.NewInt(2), g.minusOne(), new(big.Int).Sub(g.minusOne(), big.NewInt(1)), new(big.Int).Lsh(big.NewInt(1), 2047), some}
		ones := bytes.Repeat([]byte{0xff}, g.Size())
		for _, base := range bases {
			for _, e := range [][]byte{{0}, {1}, {31}, {32}, {0xff}, {1, 0, 0}, ones[:9], ones[:64], ones, random, g.order} {
				want := g.fill(new(big.Int).Exp(base, new(big.Int).SetBytes(e), g.modulus()))
				if got := g.exp(nil, g.fill(base), e); !bytes.Equal(got, want) {
					t.Errorf("%x to the %x: %x, want %x", base, e, got, want)
				}
			}
		}
	}
}

// TestField compares products and squares with math/big, of numbers whose words are all zeros or all ones too.
func TestField(t *testing.T) {
	r := rand.NewChaCha8([32]byte{8})
	g := group(t, ffdhe2048)
	n := len(g.p)
	inverse := new(big.Int).ModInverse(new(big.Int).Lsh(big.NewInt(1), uint(64*n)), g.modulus())
	wide := make(number, 2*n)
	draw := func() *big.Int {
		b := make([]byte, g.Size())
		r.Read(b)
		for i := 0; i < len(b); i += 8 {
			switch r.Uint64() % 4 {
			case 0:
				clear(b[i : i+8])
			case 1:
				copy(b[i:], bytes.Repeat([]byte{0xff}, 8))
			}
		}
		x := new(big.Int).SetBytes(b)
		return x.Mod(x, g.modulus())
	}
	for range 2000 {
		x, y := draw(), draw()
		want := new(big.Int).Mul(x, y)
		want.Mul(want, inverse).Mod(want, g.modulus())
		z := make(number, n)
		g.mul(z, words(x, n), words(y, n), wide)
		if got := z.appendTo(nil); !bytes.Equal(got, g.fill(want)) {
			t.Fatalf("%x * %x: %x, want %x", x, y, got, want)
		}
		want.Mul(x, x).Mul(want, inverse).Mod(want, g.modulus())
		z = words(x, n)
		g.square(z, z, wide)
		if got := z.appendTo(nil); !bytes.Equal(got, g.fill(want)) {
			t.Fatalf("%x squared: %x, want %x", x, got, want)
		}
	}
}

// TestShortKeys: a key gives the same whether it is used as a short one.
func TestShortKeys(t *testing.T) {
	g := group(t, modp2048)
	peer := g.fill(big.NewInt(4))
	for _, c := range []struct {
		bits, length int
	}{{1, 64}, {256, 64}, {512, 64}, {513, 256}, {2047, 256}} {
		x := new(big.Int).Lsh(big.NewInt(1), uint(c.bits-1))
		k, ok := g.NewPrivateKey(g.fill(x))
		if !ok || len(k.x) != c.length {
			t.Fatalf("%d bits: %t, %d bytes", c.bits, ok, len(k.x))
		}
		if want := g.fill(new(big.Int).Exp(big.NewInt(2), x, g.modulus())); !bytes.Equal(k.Public(nil), want) {
			t.Errorf("%d bits: another public key", c.bits)
		}
		want := g.fill(new(big.Int).Exp(big.NewInt(4), x, g.modulus()))
		if got, ok := k.Agree(nil, peer); !ok || !bytes.Equal(got, want) {
			t.Errorf("%d bits: another secret", c.bits)
		}
	}
}

func TestValidPublic(t *testing.T) {
	g := group(t, ffdhe2048)
	p := g.modulus()
	// -1 is no square modulo p, so of x and -x just one is.
	three := big.NewInt(3)
	nonresidue := new(big.Int).Set(three)
	if new(big.Int).Exp(three, new(big.Int).SetBytes(g.order), p).Cmp(big.NewInt(1)) == 0 {
		nonresidue.Sub(p, three)
	}
	for name, c := range map[string]struct {
		y    []byte
		want bool
	}{
		"2":              {g.fill(big.NewInt(2)), true},
		"a square":       {g.fill(new(big.Int).Sub(p, nonresidue)), true},
		"no square":      {g.fill(nonresidue), false},
		"0":              {g.fill(big.NewInt(0)), false},
		"1":              {g.fill(big.NewInt(1)), false},
		"p - 2":          {g.fill(new(big.Int).Sub(p, big.NewInt(2))), false},
		"p - 1":          {g.fill(g.minusOne()), false},
		"p":              {g.fill(p), false},
		"p + 2":          {g.fill(new(big.Int).Add(p, big.NewInt(2))), false},
		"2^2048 - 1":     {bytes.Repeat([]byte{0xff}, 256), false},
		"2 in 255 bytes": {g.fill(big.NewInt(2))[1:], false},
		"2 in 257 bytes": {append([]byte{0}, g.fill(big.NewInt(2))...), false},
		"nothing":        {nil, false},
	} {
		if got := g.ValidPublic(c.y); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
		k, _ := g.NewPrivateKey(g.fill(big.NewInt(5)))
		if got, ok := k.Agree(nil, c.y); ok != c.want || (got != nil) != c.want {
			t.Errorf("%s: %t, %x", name, ok, got)
		}
	}
}

// TestJacobi compares with math/big, also where the numbers have a common factor.
func TestJacobi(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func() *big.Int {
		x := new(big.Int)
		for range r.IntN(6) {
			x.Lsh(x, 64).Add(x, new(big.Int).SetUint64(r.Uint64()>>r.IntN(64)))
		}
		return x.Lsh(x, uint(r.IntN(70)))
	}
	seen := map[int]int{}
	for range 20000 {
		a, n := draw(), draw()
		n.SetBit(n, 0, 1)
		if r.IntN(8) == 0 {
			f := big.NewInt(int64(2*r.IntN(100) + 3))
			a.Mul(a, f)
			n.Mul(n, f)
		}
		want := big.Jacobi(a, n)
		if got := jacobi(words(a, (a.BitLen()+127)/64), words(n, (n.BitLen()+127)/64)); got != want {
			t.Fatalf("(%v/%v) is %d, not %d", a, n, want, got)
		}
		seen[want]++
	}
	if seen[0] < 100 || seen[1] < 100 || seen[-1] < 100 {
		t.Errorf("results were %v", seen)
	}
}

func TestNewPrivateKey(t *testing.T) {
	g := group(t, ffdhe2048)
	add := func(b []byte, n int64) []byte {
		return g.fill(new(big.Int).Add(new(big.Int).SetBytes(b), big.NewInt(n)))
	}
	for name, c := range map[string]struct {
		x    []byte
		want bool
	}{
		"0": {make([]byte, 256), false}, "1": {g.fill(big.NewInt(1)), true}, "q - 1": {add(g.order, -1), true}, "q": {g.order, false},
		"q + 1": {add(g.order, 1), true}, "p - 2": {add(g.twice, -1), true}, "p - 1": {g.twice, false}, "p": {add(g.twice, 1), false},
		"2^2048 - 1": {bytes.Repeat([]byte{0xff}, 256), false}, "255 bytes": {make([]byte, 255), false}, "257 bytes": {make([]byte, 257), false},
		"nothing": {nil, false},
	} {
		if k, ok := g.NewPrivateKey(c.x); ok != c.want || (k != nil) != c.want {
			t.Errorf("%s: %t", name, ok)
		}
	}
}

func TestNewGroupPanics(t *testing.T) {
	p := vectors.Hex(t, ffdhe2048)
	for name, bad := range map[string][]byte{
		"a leading zero": append([]byte{0}, p...), "an even number": append(p[:255:255], 0xfe), "5 modulo 8": append(p[:255:255], 0xfd), "short": p[:64], "nothing": nil,
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			NewGroup(bad)
		}()
	}
}

func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget at random")
	}
	g := group(t, ffdhe2048)
	k, _ := g.NewPrivateKey(g.fill(big.NewInt(3)))
	dst, peer := make([]byte, 0, 256), g.fill(big.NewInt(4))
	if n := testing.AllocsPerRun(20, func() { k.Public(dst); k.Agree(dst, peer) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkExp(b *testing.B) {
	for _, bits := range []int{2048, 3072, 4096, 8192} {
		// Not primes, which makes no difference here.
		p := bytes.Repeat([]byte{0xff}, bits/8)
		g := NewGroup(p)
		x, e := bytes.Repeat([]byte{0xa5}, bits/8), bytes.Repeat([]byte{0x5a}, bits/8)
		dst := make([]byte, 0, bits/8)
		name := big.NewInt(int64(bits)).String()
		b.Run(name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.exp(dst, x, e)
			}
		})
		b.Run(name+"/ours-512", func(b *testing.B) {
			for b.Loop() {
				g.exp(dst, x, e[:64])
			}
		})
		b.Run(name+"/bigmod", func(b *testing.B) {
			b.ReportAllocs()
			m, err := bigmod.NewModulus(p)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				y, err := bigmod.NewNat().SetBytes(x, m)
				if err != nil {
					b.Fatal(err)
				}
				bigmod.NewNat().Exp(y, e, m).Bytes(m)
			}
		})
	}
}
