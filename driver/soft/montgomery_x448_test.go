package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// TestX448Iterated is the example of RFC 7748, 5.2, in which private keys come without the forced bits, and peers' unreduced.
func TestX448Iterated(t *testing.T) {
	k, u := append([]byte{5}, make([]byte, 55)...), append([]byte{5}, make([]byte, 55)...)
	for i := 1; i <= 1000; i++ {
		next, err := importAsym(t, montgomeryPair, k).agree(u)
		if err != nil {
			t.Fatal(err)
		}
		k, u = next, k
		want := map[int]string{
			1:    "3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b51f833868b9bc2b3bca9cf4113",
			1000: "aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38",
		}[i]
		if want != "" && hex.EncodeToString(k) != want {
			t.Errorf("after %d iterations: %x, want %s", i, k, want)
		}
	}
}

// TestX448Refuses has the points of order 1, 2 and 4, on the curve and its twist, also unreduced: u is 0, 1 or -1.
func TestX448Refuses(t *testing.T) {
	k := generateAsym(t, montgomeryPair, 448)
	p := append(bytes.Repeat([]byte{0xff}, 28), append([]byte{0xfe}, bytes.Repeat([]byte{0xff}, 27)...)...)
	plus := func(n int) []byte { b := slices.Clone(p); b[0] += byte(n); return b }
	onePlusP := append(make([]byte, 28), bytes.Repeat([]byte{0xff}, 28)...) // p + 1 = 2^448 - 2^224
	for name, peer := range map[string][]byte{
		"0": make([]byte, 56), "1": append([]byte{1}, make([]byte, 55)...), "p - 1": plus(-1), "p": p, "p + 1": onePlusP,
		"nothing": nil, "55 bytes": append([]byte{5}, make([]byte, 54)...), "57 bytes": append([]byte{5}, make([]byte, 56)...), "32 bytes": append([]byte{9}, make([]byte, 31)...),
	} {
		got, err := k.agree(peer)
		wantStatus(t, name, err, psa.ErrInvalidArgument)
		if got != nil {
			t.Errorf("%s: output", name)
		}
	}
	if _, err := k.agree(append([]byte{5}, make([]byte, 55)...)); err != nil {
		t.Errorf("the base point: %v", err)
	}
}

func TestX448Keys(t *testing.T) {
	ones := bytes.Repeat([]byte{0xff}, 56)
	want := slices.Clone(ones)
	want[0] = 0xfc
	if got := importAsym(t, montgomeryPair, ones).export(t); !bytes.Equal(got, want) {
		t.Errorf("the private key comes back as %x", got)
	}
	least := make([]byte, 56)
	least[55] = 0x80
	if got := importAsym(t, montgomeryPair, make([]byte, 56)).export(t); !bytes.Equal(got, least) {
		t.Errorf("the private key 0 comes back as %x", got)
	}
	if pub := importAsym(t, montgomeryPub, ones); !bytes.Equal(pub.export(t), ones) || !bytes.Equal(pub.exportPublic(t), ones) {
		t.Errorf("the public key comes back as %x", pub.export(t))
	}
	for _, attrs := range []psa.Attributes{{Type: montgomeryPair}, {Type: montgomeryPub}, {Type: montgomeryPair, Bits: 448}, {Type: montgomeryPub, Bits: 448}} {
		for _, n := range []int{0, 55, 57, 112} {
			importStatus(t, "another length", attrs, make([]byte, n), psa.ErrInvalidArgument)
		}
	}
	m, err := New(fixedReader(ones)).Generate(context.Background(), &psa.Attributes{Type: montgomeryPair, Bits: 448}, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, want) || m.Bits != 448 {
		t.Errorf("%x, %v; want %x", m.Data, err, want)
	}
	if k := generateAsym(t, montgomeryPair, 448); !k.d.Supports(montgomeryPair, 448, alg.ECDH, psa.Derive) || k.d.Supports(montgomeryPub, 448, alg.ECDH, psa.Derive) {
		t.Error("ECDH is for key pairs")
	}
}
