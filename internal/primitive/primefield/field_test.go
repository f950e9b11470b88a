package primefield

import (
	"bytes"
	"crypto/elliptic"
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
)

// primes has some of each number of limbs: full ones, those with a short top limb, and those whose m-1 has many factors 2.
var primes = []string{
	"e95e4a5f737059dc60dfc7ad95b3d8139515620f",                                                               // brainpoolP160r1, p
	"0100000000000000000000351ee786a818f3a1a16b",                                                             // secp160r2, n
	"fffffffffffffffffffffffffffffffeffffffffffffffff",                                                       // secp192r1, p
	"c302f41d932a36cda7a3463093d18db78fce476de1a86297",                                                       // brainpoolP192r1, p
	"ffffffffffffffffffffffffffffffff000000000000000000000001",                                               // secp224r1, p
	"fffffffffffffffffffffffffffffffffffffffffffffffeffffe56d",                                               // secp224k1, p
	"010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7",                                             // secp224k1, n
	"fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",                                       // secp256k1, p
	"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",                                       // secp256k1, n
	"a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",                                       // brainpoolP256r1, p
	"d35e472036bc4fb7e13c785ed201e065f98fcfa6f6f40def4f92b9ec7893ec28fcd412b1f1b32e27",                       // brainpoolP320r1, p
	"01ffffffffffffffffffffffffffffffffffe9ae2ed07577265dff7f94451e061e163c61",                               // sect283k1, n
	"8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",       // brainpoolP384r1, p
	"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",       // secp384r1, p
	"7ffffffffffffffffffffffffffffffffffffffffffffffffffe5f83b2d4ea20400ec4557d5ed3e3e7ca5b4b5c83b8e01e5fcf", // sect409k1, n
	"aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
	"020000000000000000000000000000000000000000000000000000000000000000000000131850e1f19a63e4b391a8db917f4138b630d84be5d639381e91deb45cfe778f637c1001",
}

type pair struct {
	f *Field
	p *big.Int
}

func fields(t testing.TB) []pair {
	t.Helper()
	var all []pair
	for _, s := range primes {
		if len(s)%2 == 1 {
			s = "0" + s
		}
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, pair{New(b), new(big.Int).SetBytes(b)})
	}
	p521 := elliptic.P521().Params()
	return append(all, pair{New(p521.P.Bytes()), p521.P}, pair{New(p521.N.Bytes()), p521.N})
}

// set makes an element of a number below the prime.
func (p pair) set(t testing.TB, x *big.Int) Element {
	t.Helper()
	var z Element
	if !p.f.SetBytes(&z, x.FillBytes(make([]byte, p.f.Size()))) {
		t.Fatalf("%x is refused modulo %x", x, p.p)
	}
	return z
}

func (p pair) check(t testing.TB, what string, z *Element, want *big.Int) {
	t.Helper()
	want = new(big.Int).Mod(want, p.p)
	if got := p.f.Append(nil, z); !bytes.Equal(got, want.FillBytes(make([]byte, p.f.Size()))) {
		t.Errorf("%s modulo %x is %x, math/big says %x", what, p.p, got, want)
	}
}

// numbers are edges and random ones.
func (p pair) numbers(r *rand.Rand, n int) []*big.Int {
	var all []*big.Int
	for i := range int64(3) {
		all = append(all, big.NewInt(i), new(big.Int).Sub(p.p, big.NewInt(i+1)))
	}
	for i := 64; i < p.p.BitLen(); i += 64 {
		x := new(big.Int).Lsh(big.NewInt(1), uint(i))
		all = append(all, x, new(big.Int).Sub(x, big.NewInt(1)))
	}
	for range n {
		all = append(all, p.random(r))
	}
	return all
}

func (p pair) random(r *rand.Rand) *big.Int {
	b := make([]byte, p.f.Size()+8)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	x := new(big.Int).SetBytes(b)
	return x.Mod(x, p.p)
}

func (p pair) arithmetic(t testing.TB, x, y *big.Int) {
	t.Helper()
	f := p.f
	a, b := p.set(t, x), p.set(t, y)
	var z Element
	f.Add(&z, &a, &b)
	p.check(t, "a sum", &z, new(big.Int).Add(x, y))
	f.Sub(&z, &a, &b)
	p.check(t, "a difference", &z, new(big.Int).Sub(x, y))
	f.Mul(&z, &a, &b)
	p.check(t, "a product", &z, new(big.Int).Mul(x, y))
	f.Square(&z, &a)
	p.check(t, "a square", &z, new(big.Int).Mul(x, x))
	f.Neg(&z, &a)
	p.check(t, "a negative", &z, new(big.Int).Neg(x))
	for choice, want := range []*big.Int{y, x} {
		f.Select(&z, &a, &b, choice)
		p.check(t, "a choice", &z, want)
	}
	z = a
	f.Mul(&z, &z, &z)
	p.check(t, "a square in place", &z, new(big.Int).Mul(x, x))
	if got, want := f.Equal(&a, &b) == 1, x.Cmp(y) == 0; got != want {
		t.Errorf("%x and %x are equal: %t", x, y, got)
	}
	if got, want := f.IsZero(&a) == 1, x.Sign() == 0; got != want {
		t.Errorf("%x is 0: %t", x, got)
	}
	if got, want := uint(f.Odd(&a)), x.Bit(0); got != want {
		t.Errorf("%x is odd: %d", x, got)
	}
}

func TestArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, p := range fields(t) {
		if p.f.Bits() != p.p.BitLen() || p.f.Size() != (p.p.BitLen()+7)/8 || !p.p.ProbablyPrime(20) {
			t.Errorf("%x: %d bits, %d bytes", p.p, p.f.Bits(), p.f.Size())
		}
		all := p.numbers(r, 30)
		for _, x := range all {
			for _, y := range all {
				p.arithmetic(t, x, y)
			}
		}
	}
}

func TestPowers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, p := range fields(t) {
		f := p.f
		roots := [2]int{}
		for _, x := range p.numbers(r, 10) {
			a := p.set(t, x)
			var z Element
			f.Invert(&z, &a)
			want := new(big.Int)
			if x.Sign() != 0 {
				want.ModInverse(x, p.p)
			}
			p.check(t, "an inverse", &z, want)
			ok := f.Sqrt(&z, &a)
			if (ok == 1) != (big.Jacobi(x, p.p) >= 0) || f.IsSquare(&a) != ok {
				t.Errorf("%x is a square modulo %x: %d", x, p.p, ok)
			}
			if roots[ok]++; ok == 1 {
				f.Square(&z, &z)
				p.check(t, "the square of a root", &z, x)
			}
		}
		if roots[0] == 0 || roots[1] == 0 {
			t.Errorf("%x: %d squares, %d others", p.p, roots[1], roots[0])
		}
	}
}

func TestEncoding(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, p := range fields(t) {
		f, size := p.f, p.f.Size()
		var z Element
		for name, b := range map[string][]byte{
			"the prime": p.p.Bytes(), "the prime and 1": new(big.Int).Add(p.p, big.NewInt(1)).Bytes(), "ones": bytes.Repeat([]byte{0xff}, size),
			"nothing": {}, "a byte more": make([]byte, size+1), "a byte less": make([]byte, size-1),
		} {
			z = f.one
			if f.SetBytes(&z, b) || z != (Element{}) {
				t.Errorf("%s is taken modulo %x", name, p.p)
			}
		}
		for n := range 3 * size {
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(r.Uint32())
			}
			f.Reduce(&z, b)
			p.check(t, "a long number", &z, new(big.Int).SetBytes(b))
			f.Reduce(&z, bytes.Repeat([]byte{0xff}, n))
			p.check(t, "a long number of ones", &z, new(big.Int).SetBytes(bytes.Repeat([]byte{0xff}, n)))
		}
		f.One(&z)
		p.check(t, "1", &z, big.NewInt(1))
	}
}

func TestNoSuchField(t *testing.T) {
	for _, p := range [][]byte{nil, {7}, append([]byte{0}, bytes.Repeat([]byte{0xff}, 31)...), bytes.Repeat([]byte{0xfe}, 32), bytes.Repeat([]byte{0xff}, 73)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%x makes a field", p)
				}
			}()
			New(p)
		}()
	}
}

// TestGenerated holds limbs.go to its generator.
func TestGenerated(t *testing.T) {
	want, err := exec.Command("go", "run", "generate.go").Output()
	if err != nil {
		t.Skipf("the generator does not run here: %v", err)
	}
	got, err := os.ReadFile("limbs.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("limbs.go is not what generate.go writes: run go generate")
	}
}

func FuzzArithmetic(f *testing.F) {
	all := fields(f)
	f.Add(byte(0), []byte{1}, []byte{2})
	f.Add(byte(9), bytes.Repeat([]byte{0xff}, 40), bytes.Repeat([]byte{0x80}, 40))
	f.Fuzz(func(t *testing.T, which byte, a, b []byte) {
		p := all[int(which)%len(all)]
		x, y := new(big.Int).SetBytes(a), new(big.Int).SetBytes(b)
		p.arithmetic(t, x.Mod(x, p.p), y.Mod(y, p.p))
		var z Element
		p.f.Reduce(&z, a)
		p.check(t, "a long number", &z, new(big.Int).SetBytes(a))
	})
}

func BenchmarkMul(b *testing.B) {
	for _, p := range fields(b) {
		b.Run(p.p.Text(16)[:8], func(b *testing.B) {
			z := p.set(b, new(big.Int).Rsh(p.p, 1))
			for b.Loop() {
				p.f.Mul(&z, &z, &z)
			}
		})
	}
}
