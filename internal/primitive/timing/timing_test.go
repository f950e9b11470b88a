package timing

import (
	"crypto/rand"
	"math"
	mathrand "math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/psacrypto/psa/internal/primitive/aria"
	"github.com/psacrypto/psa/internal/primitive/binary"
	"github.com/psacrypto/psa/internal/primitive/camellia"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
)

// target is an operation with a secret of size bytes.
type target struct {
	name string
	size int
	runs int
	// prepare returns what is timed, with everything made that does not depend on the secret.
	prepare func(t *testing.T) func(secret []byte)
}

func onPrime(c *weierstrass.Curve) target {
	return target{c.Name() + ", scalar multiplication", len(c.Order()), 6000, func(*testing.T) func([]byte) {
		var g, r weierstrass.Point
		c.Generator(&g)
		return func(k []byte) { c.ScalarMult(&r, &g, k) }
	}}
}

func onBinary(c *binary.Curve) target {
	return target{c.Name() + ", scalar multiplication", len(c.Order()), 3000, func(*testing.T) func([]byte) {
		var g, r binary.Point
		c.Generator(&g)
		return func(k []byte) { c.ScalarMult(&r, &g, k) }
	}}
}

func targets() []target {
	block := func(name string, start func(key []byte) (interface{ Encrypt(dst, src []byte) }, error)) target {
		return target{name + ", encryption of a block", 16, 60000, func(t *testing.T) func([]byte) {
			b, err := start(make([]byte, 16))
			if err != nil {
				t.Fatal(err)
			}
			var out [16]byte
			return func(p []byte) { b.Encrypt(out[:], p) }
		}}
	}
	return []target{
		onPrime(weierstrass.SECP256k1()), onPrime(weierstrass.BrainpoolP256r1()), onPrime(weierstrass.SECP160r2()),
		{"secp256k1, multiplication of the base point", 32, 10000, func(*testing.T) func([]byte) {
			c := weierstrass.SECP256k1()
			var r weierstrass.Point
			return func(k []byte) { c.ScalarBaseMult(&r, k) }
		}},
		onBinary(binary.SECT283k1()), onBinary(binary.SECT163r2()),
		block("ARIA", func(k []byte) (interface{ Encrypt(dst, src []byte) }, error) { return aria.New(k) }),
		block("Camellia", func(k []byte) (interface{ Encrypt(dst, src []byte) }, error) { return camellia.New(k) }),
	}
}

func TestConstantTime(t *testing.T) {
	if os.Getenv("PSA_CT") == "" {
		t.Skip("a statistical test for a quiet machine: make ct")
	}
	for _, c := range targets() {
		t.Run(c.name, func(t *testing.T) {
			run := c.prepare(t)
			fixed, random := times(c, run, make([]byte, c.size))
			// A second fixed secret: bits set where the first has none.
			low := make([]byte, c.size)
			for i := range low {
				low[i] = 0x7f
			}
			full, other := times(c, run, low)
			a, b := welch(fixed, random), welch(full, other)
			t.Logf("t = %.2f for zeros, %.2f for ones", a, b)
			if max(math.Abs(a), math.Abs(b)) > 10 {
				t.Errorf("the time depends on the secret")
			}
		})
	}
}

// times measures with the fixed secret and with random ones below 2^(8·size-1).
func times(c target, run func([]byte), fixed []byte) (a, b []float64) {
	secrets := make([][]byte, c.runs)
	classes := make([]bool, c.runs)
	for i := range secrets {
		classes[i] = mathrand.IntN(2) == 0
		secrets[i] = slices.Clone(fixed)
		if !classes[i] {
			rand.Read(secrets[i])
			secrets[i][0] &= 0x7f
		}
	}
	for _, s := range secrets[:c.runs/20] {
		run(s)
	}
	for i, s := range secrets {
		begin := time.Now()
		run(s)
		d := float64(time.Since(begin))
		if classes[i] {
			a = append(a, d)
		} else {
			b = append(b, d)
		}
	}
	// What an interrupt or the collector made long says nothing.
	all := slices.Concat(a, b)
	slices.Sort(all)
	limit := all[len(all)*9/10]
	long := func(d float64) bool { return d > limit }
	return slices.DeleteFunc(a, long), slices.DeleteFunc(b, long)
}

// welch is the t of Welch's test.
func welch(a, b []float64) float64 {
	ma, va := moments(a)
	mb, vb := moments(b)
	return (ma - mb) / math.Sqrt(va/float64(len(a))+vb/float64(len(b)))
}

func moments(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(x)-1)
}

// The method finds a difference where there is one, and none where there is none.
func TestMethod(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	sample := func(mean float64) []float64 {
		x := make([]float64, 5000)
		for i := range x {
			x[i] = mean + r.NormFloat64()
		}
		return x
	}
	if v := welch(sample(10), sample(10)); math.Abs(v) > 5 {
		t.Errorf("equal sets give t = %.2f", v)
	}
	if v := welch(sample(10), sample(10.5)); math.Abs(v) < 10 {
		t.Errorf("different sets give t = %.2f", v)
	}
}
