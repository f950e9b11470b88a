package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
)

// x25519Example is RFC 7748, section 6.1.
var x25519Example = struct{ alice, alicePublic, bob, bobPublic, secret string }{
	"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a", "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
	"5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb", "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
	"4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
}

func TestX25519(t *testing.T) {
	e := x25519Example
	for _, c := range []struct{ private, public, peer string }{{e.alice, e.alicePublic, e.bobPublic}, {e.bob, e.bobPublic, e.alicePublic}} {
		k := importAsym(t, montgomeryPair, vectors.Hex(t, c.private))
		if got := hex.EncodeToString(k.exportPublic(t)); got != c.public {
			t.Errorf("public key %s, want %s", got, c.public)
		}
		got, err := k.agree(vectors.Hex(t, c.peer))
		if err != nil || hex.EncodeToString(got) != e.secret {
			t.Errorf("%x, %v; want %s", got, err, e.secret)
		}
	}
}

// TestMontgomeryACVP compares with NIST's ACVP sample.
func TestMontgomeryACVP(t *testing.T) {
	var file struct {
		TestGroups []struct {
			Curve string
			Tests []struct{ PrivateIut, PublicIut, PublicServer, Z string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/XECDH-SSC-RFC7748.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, g := range file.TestGroups {
		for _, c := range g.Tests {
			k := importAsym(t, montgomeryPair, vectors.Hex(t, c.PrivateIut))
			if !bytes.Equal(k.exportPublic(t), vectors.Hex(t, c.PublicIut)) {
				t.Errorf("public key %x, want %s", k.exportPublic(t), c.PublicIut)
			}
			got, err := k.agree(vectors.Hex(t, c.PublicServer))
			if err != nil || !bytes.Equal(got, vectors.Hex(t, c.Z)) {
				t.Errorf("%x, %v; want %s", got, err, c.Z)
			}
			n[g.Curve]++
		}
	}
	if n["Curve25519"] < 20 || n["Curve448"] < 20 {
		t.Errorf("only %v secrets were compared", n)
	}
}

// TestX25519Iterated is the example of RFC 7748, 5.2, in which private keys come without the forced bits, and peers' unreduced.
func TestX25519Iterated(t *testing.T) {
	k, u := append([]byte{9}, make([]byte, 31)...), append([]byte{9}, make([]byte, 31)...)
	for i := 1; i <= 1000; i++ {
		next, err := importAsym(t, montgomeryPair, k).agree(u)
		if err != nil {
			t.Fatal(err)
		}
		k, u = next, k
		want := map[int]string{
			1:    "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
			1000: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
		}[i]
		if want != "" && hex.EncodeToString(k) != want {
			t.Errorf("after %d iterations: %x, want %s", i, k, want)
		}
	}
}

func TestX25519Refuses(t *testing.T) {
	k := generateAsym(t, montgomeryPair, 255)
	// Points of small order, also unreduced ones: RFC 7748, section 6.1, and https://cr.yp.to/ecdh.html#validate.
	for _, peer := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"", "09", "09000000000000000000000000000000000000000000000000000000000000", "090000000000000000000000000000000000000000000000000000000000000000",
	} {
		got, err := k.agree(vectors.Hex(t, peer))
		wantStatus(t, peer, err, psa.ErrInvalidArgument)
		if got != nil {
			t.Errorf("%s: output", peer)
		}
	}
}

func TestX25519InPlace(t *testing.T) {
	k := importAsym(t, montgomeryPair, vectors.Hex(t, x25519Example.alice))
	buf := append([]byte("head"), vectors.Hex(t, x25519Example.bobPublic)...)
	got, err := k.d.Agree(context.Background(), k.grant(alg.ECDH), buf[:4], buf[4:])
	if err != nil || hex.EncodeToString(got[4:]) != x25519Example.secret || string(got[:4]) != "head" || &got[0] != &buf[0] {
		t.Errorf("%x, %v", got, err)
	}
}

func TestMontgomeryImport(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{x25519Example.alice, "70" + x25519Example.alice[2:62] + "6a"},
		{"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "f8ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
		{"0000000000000000000000000000000000000000000000000000000000000000", "0000000000000000000000000000000000000000000000000000000000000040"},
	} {
		k := importAsym(t, montgomeryPair, vectors.Hex(t, c.data))
		if got := hex.EncodeToString(k.export(t)); got != c.want {
			t.Errorf("%s comes back as %s, want %s", c.data, got, c.want)
		}
		if got := hex.EncodeToString(importAsym(t, montgomeryPair, k.export(t)).export(t)); got != c.want {
			t.Errorf("%s comes back as %s", c.want, got)
		}
	}
	// RFC 7748, section 5: all strings of 32 bytes are public keys.
	ones := bytes.Repeat([]byte{0xff}, 32)
	pub := importAsym(t, montgomeryPub, ones)
	if !bytes.Equal(pub.export(t), ones) || !bytes.Equal(pub.exportPublic(t), ones) {
		t.Errorf("the public key comes back as %x", pub.export(t))
	}
	for _, attrs := range []psa.Attributes{{Type: montgomeryPair}, {Type: montgomeryPub}, {Type: montgomeryPair, Bits: 255}, {Type: montgomeryPub, Bits: 255}} {
		for _, n := range []int{0, 31, 33, 64} {
			importStatus(t, "another length", attrs, make([]byte, n), psa.ErrInvalidArgument)
		}
	}
	importStatus(t, "another size", psa.Attributes{Type: montgomeryPair, Bits: 256}, make([]byte, 32), psa.ErrNotSupported)
}

func TestMontgomeryGenerate(t *testing.T) {
	random := bytes.Repeat([]byte{0xff}, 32)
	want := slices.Clone(random)
	want[0], want[31] = 0xf8, 0x7f
	m, err := New(fixedReader(random)).Generate(context.Background(), &psa.Attributes{Type: montgomeryPair, Bits: 255}, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, want) || m.Bits != 255 {
		t.Errorf("%x, %v; want %x", m.Data, err, want)
	}
}
