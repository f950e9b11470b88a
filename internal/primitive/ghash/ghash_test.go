package ghash

import (
	mathrand "math/rand/v2"
	"testing"
)

// bitwise is the multiplication of SP 800-38D, section 6.3, step by step.
func bitwise(x, y Element) Element {
	var z Element
	v := y
	for i := range 128 {
		w := x.Hi >> (63 - i%64)
		if i >= 64 {
			w = x.Lo >> (63 - i%64)
		}
		if w&1 == 1 {
			z = z.Plus(v)
		}
		odd := v.Lo & 1
		v = Element{v.Hi >> 1, v.Lo>>1 | v.Hi<<63}
		if odd == 1 {
			v.Hi ^= 0xe1 << 56
		}
	}
	return z
}

func TestTimes(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	edges := []Element{{}, {1 << 63, 0}, {0, 1}, {^uint64(0), ^uint64(0)}, {0, ^uint64(0)}, {^uint64(0), 0}}
	for i := range 2000 {
		x, y := Element{r.Uint64(), r.Uint64()}, Element{r.Uint64(), r.Uint64()}
		if i < len(edges)*len(edges) {
			x, y = edges[i/len(edges)], edges[i%len(edges)]
		}
		if got, want := x.Times(y), bitwise(x, y); got != want {
			t.Fatalf("%x times %x = %x, want %x", x, y, got, want)
		}
	}
}

// TestAbsorb: McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 2: GHASH(H, {}, C) before the tag's mask.
func TestAbsorb(t *testing.T) {
	k := NewKey(Element{0x66e94bd4ef8a2c3b, 0x884cfa59ca342b2e})
	c := []byte{0x03, 0x88, 0xda, 0xce, 0x60, 0xb6, 0xa3, 0x92, 0xf3, 0x28, 0xc2, 0xb9, 0x71, 0xb2, 0xfe, 0x78}
	y := k.Absorb(Element{}, c)
	if want := (Element{0x5e2ec74691706288, 0x2c85b0685353deb7}); y != want {
		t.Errorf("X1 = %x, want %x", y, want)
	}
	y = k.Times(y.Plus(Element{0, 128}))
	if want := (Element{0xf38cbb1ad69223dc, 0xc3457ae5b6b0f885}); y != want {
		t.Errorf("GHASH = %x, want %x", y, want)
	}
	if a, b := k.Absorb(Element{}, c[:5]), k.Absorb(Element{}, append(append([]byte(nil), c[:5]...), make([]byte, 11)...)); a != b {
		t.Error("a part of a block is not filled up with zeros")
	}
}

func BenchmarkAbsorb(b *testing.B) {
	k := NewKey(Element{0x66e94bd4ef8a2c3b, 0x884cfa59ca342b2e})
	p := make([]byte, 4096)
	b.SetBytes(4096)
	for b.Loop() {
		k.Absorb(Element{}, p)
	}
}
