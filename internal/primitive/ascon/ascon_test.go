package ascon

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

var _ hash.Cloner = (*Hash)(nil)

func bytesOf(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// kat reads a file of known answers of the designers: stanzas of "name = hexadecimal number".
func kat(t *testing.T, name string) []map[string][]byte {
	var list []map[string][]byte
	for stanza := range strings.SplitSeq(strings.ReplaceAll(string(vectors.Read(t, name)), "\r", ""), "\n\n") {
		m := map[string][]byte{}
		for line := range strings.Lines(stanza) {
			if k, v, ok := strings.Cut(line, " ="); ok && k != "Count" {
				m[k] = vectors.Hex(t, v)
			}
		}
		if len(m) > 0 {
			list = append(list, m)
		}
	}
	if len(list) < 50 {
		t.Fatalf("%s has only %d cases", name, len(list))
	}
	return list
}

// acvp reads the cases of a file of NIST's ACVP server.
func acvp[T any](t *testing.T, name string) []T {
	var file struct{ TestGroups []struct{ Tests []T } }
	if err := json.Unmarshal(vectors.Read(t, name), &file); err != nil {
		t.Fatal(err)
	}
	var all []T
	for _, g := range file.TestGroups {
		all = append(all, g.Tests...)
	}
	if len(all) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return all
}

// TestStarts computes the initialized states from the initial values (SP 800-232, section 5 and appendix B).
func TestStarts(t *testing.T) {
	for iv, want := range map[uint64]state{0x0000080100cc0002: startHash256, 0x0000080000cc0003: startXOF128, 0x0000080000cc0004: startCXOF128} {
		s := state{iv}
		s.permute12()
		if s != want {
			t.Errorf("%#x begins with %#x, not %#x", iv, s, want)
		}
	}
}

func TestHashKnownAnswers(t *testing.T) {
	// SP 800-232 itself has no examples; this is the first of the designers' file.
	if got := hex.EncodeToString(Sum256(nil, nil)); got != "0b3be5850f2f6b98caf29f8fdea89b64a1fa70aa249b8f839bd53baa304d92b2" {
		t.Errorf("of nothing: %s", got)
	}
	for _, c := range kat(t, "ascon/LWC_HASH_KAT_128_256.txt") {
		if got := Sum256([]byte("head"), c["Msg"]); string(got[:4]) != "head" || !bytes.Equal(got[4:], c["MD"]) {
			t.Errorf("of %x: %x, want %x", c["Msg"], got, c["MD"])
		}
	}
	for _, c := range acvp[struct{ Msg, MD string }](t, "ascon/Ascon-Hash256-SP800-232.json") {
		if got := Sum256(nil, vectors.Hex(t, c.Msg)); !bytes.Equal(got, vectors.Hex(t, c.MD)) {
			t.Errorf("of %s: %x, want %s", c.Msg, got, c.MD)
		}
	}
}

// output reads n bytes of an XOF of msg.
func output(x *XOF, msg []byte, n int) []byte {
	x.Write(msg)
	out := make([]byte, n)
	x.Read(out)
	return out
}

func cxof(t testing.TB, z []byte) *XOF {
	t.Helper()
	x, err := NewCXOF128(z)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestXOFKnownAnswers(t *testing.T) {
	for _, c := range kat(t, "ascon/LWC_XOF_KAT_128_512.txt") {
		if got := output(NewXOF128(), c["Msg"], 64); !bytes.Equal(got, c["MD"]) {
			t.Errorf("XOF of %x: %x, want %x", c["Msg"], got, c["MD"])
		}
	}
	for _, c := range kat(t, "ascon/LWC_CXOF_KAT_128_512.txt") {
		if got := output(cxof(t, c["Z"]), c["Msg"], 64); !bytes.Equal(got, c["MD"]) {
			t.Errorf("CXOF of %x with %x: %x, want %x", c["Msg"], c["Z"], got, c["MD"])
		}
	}
	type answer struct{ Msg, CS, MD string }
	for _, c := range acvp[answer](t, "ascon/Ascon-XOF128-SP800-232.json") {
		if want := vectors.Hex(t, c.MD); !bytes.Equal(output(NewXOF128(), vectors.Hex(t, c.Msg), len(want)), want) {
			t.Errorf("XOF of %s is not %s", c.Msg, c.MD)
		}
	}
	for _, c := range acvp[answer](t, "ascon/Ascon-CXOF128-SP800-232.json") {
		if want := vectors.Hex(t, c.MD); !bytes.Equal(output(cxof(t, vectors.Hex(t, c.CS)), vectors.Hex(t, c.Msg), len(want)), want) {
			t.Errorf("CXOF of %s with %s is not %s", c.Msg, c.CS, c.MD)
		}
	}
}

func TestXOFInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for range 300 {
		msg, z := bytesOf(r, r.IntN(100)), bytesOf(r, r.IntN(MaxContext+1))
		want := output(cxof(t, z), msg, 200)
		x := cxof(t, z)
		for rest := msg; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			x.Write(rest[:n])
			rest = rest[n:]
		}
		got := make([]byte, 200)
		for rest := got; len(rest) > 0; {
			n := r.IntN(min(len(rest), 20) + 1)
			x.Read(rest[:n])
			rest = rest[n:]
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("in parts %x, want %x", got, want)
		}
	}
	if _, err := NewCXOF128(make([]byte, MaxContext+1)); err != ErrContext {
		t.Errorf("a customization string of %d bytes: %v", MaxContext+1, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Write after Read did not panic")
		}
	}()
	x := NewXOF128()
	x.Read(nil)
	x.Write(nil)
}

func TestHashInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(2, 2))
	for n := range 300 {
		msg := bytesOf(r, n)
		h := NewHash256()
		h.Write([]byte("what Reset forgets"))
		h.Reset()
		for rest := msg; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			h.Write(rest[:n])
			rest = rest[n:]
			c, err := h.Clone()
			if err != nil {
				t.Fatal(err)
			}
			h.Write([]byte("something else"))
			h = c.(*Hash)
		}
		for range 2 { // Sum does not change the hash
			if got, want := h.Sum(nil), Sum256(nil, msg); !bytes.Equal(got, want) {
				t.Fatalf("%d bytes in parts: %x, want %x", n, got, want)
			}
		}
	}
}

func key(t testing.TB, b []byte) *Key {
	t.Helper()
	k, err := NewKey(b)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAEADKnownAnswers(t *testing.T) {
	check := func(k *Key, nonce, ad, pt, ct []byte, tag int) {
		t.Helper()
		got, err := k.Seal([]byte("head"), nonce, pt, ad, tag)
		if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], ct) {
			t.Errorf("Seal %x with %x: %x, %v, want %x", pt, ad, got, err, ct)
		}
		got, err = k.Open([]byte("head"), nonce, ct, ad, tag)
		if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], pt) {
			t.Errorf("Open %x with %x: %x, %v, want %x", ct, ad, got, err, pt)
		}
	}
	// Nonce masking: case 4 of Ascon-AEAD128-SP800-232 of NIST's ACVP server, v1.1.0.43, with the whole bytes of its tag of 83 bits.
	masked := vectors.Hex(t, "A5F07783880899A92B679F65E294A44012790C59CEDACB0520B22438983A833C")
	check(key(t, masked), vectors.Hex(t, "A2C174F5EA0C641983EB3F2C8AE16649"), vectors.Hex(t, "E35A3A2F"), vectors.Hex(t, "93A7"), vectors.Hex(t, "8AC79F6965F2B6E743F55218"), 10)
	for _, c := range kat(t, "ascon/LWC_AEAD_KAT_128_128.txt") {
		check(key(t, c["Key"]), c["Nonce"], c["AD"], c["PT"], c["CT"], TagSize)
	}
	for _, c := range acvp[struct{ Key, Nonce, AD, PT, CT, Tag string }](t, "ascon/Ascon-AEAD128-SP800-232.json") {
		tag := vectors.Hex(t, c.Tag)
		check(key(t, vectors.Hex(t, c.Key)), vectors.Hex(t, c.Nonce), vectors.Hex(t, c.AD), vectors.Hex(t, c.PT), append(vectors.Hex(t, c.CT), tag...), len(tag))
	}
}

// TestAEADInParts holds parts to one piece for all lengths around the rate, in place and apart.
func TestAEADInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(3, 3))
	for range 1000 {
		k := key(t, bytesOf(r, KeySize*(1+r.IntN(2))))
		nonce, ad, pt := bytesOf(r, NonceSize), bytesOf(r, r.IntN(70)), bytesOf(r, r.IntN(70))
		want, err := k.Seal(nil, nonce, pt, ad, TagSize)
		if err != nil {
			t.Fatal(err)
		}
		for _, encrypt := range []bool{true, false} {
			s, err := k.Begin(nonce)
			if err != nil {
				t.Fatal(err)
			}
			in, out, crypt := bytes.Clone(pt), want[:len(pt)], s.Encrypt
			if !encrypt {
				in, out, crypt = bytes.Clone(want[:len(pt)]), pt, s.Decrypt
			}
			for rest := ad; len(rest) > 0; {
				n := r.IntN(len(rest) + 1)
				s.AddAD(rest[:n])
				rest = rest[n:]
			}
			for rest := in; len(rest) > 0; {
				n := r.IntN(len(rest) + 1)
				crypt(rest[:n], rest[:n])
				rest = rest[n:]
			}
			if !bytes.Equal(in, out) {
				t.Fatalf("text in parts %x, want %x", in, out)
			}
			if encrypt {
				if tag := s.Tag(); !bytes.Equal(tag[:], want[len(pt):]) {
					t.Fatalf("tag in parts %x, want %x", tag, want[len(pt):])
				}
			} else if err := s.Verify(want[len(pt):]); err != nil {
				t.Fatal(err)
			}
			s.Wipe()
			if *s != (Stream{}) {
				t.Fatal("Wipe left something")
			}
		}
	}
}

func TestAEADRefused(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(4, 4))
	for _, n := range []int{0, 8, 15, 17, 31, 33} {
		if _, err := NewKey(make([]byte, n)); err != ErrKey {
			t.Errorf("a key of %d bytes: %v", n, err)
		}
	}
	k := key(t, bytesOf(r, KeySize))
	nonce, ad, pt := bytesOf(r, NonceSize), []byte("data"), bytesOf(r, 40)
	for _, n := range []int{0, 12, 15, 17} {
		_, err := k.Seal(nil, make([]byte, n), pt, ad, TagSize)
		_, err2 := k.Open(nil, make([]byte, n), pt, ad, TagSize)
		_, err3 := k.Begin(make([]byte, n))
		if err != ErrNonce || err2 != ErrNonce || err3 != ErrNonce {
			t.Errorf("a nonce of %d bytes: %v, %v, %v", n, err, err2, err3)
		}
	}
	for _, n := range []int{-1, 0, 3, 17} {
		_, err := k.Seal(nil, nonce, pt, ad, n)
		_, err2 := k.Open(nil, nonce, pt, ad, n)
		if err != ErrTagLength || err2 != ErrTagLength {
			t.Errorf("tags of %d bytes: %v, %v", n, err, err2)
		}
	}
	for tag := MinTagSize; tag <= TagSize; tag++ {
		ct, err := k.Seal(nil, nonce, pt, ad, tag)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 * len(ct) {
			bad := bytes.Clone(ct)
			bad[i/8] ^= 1 << (i % 8)
			dst := make([]byte, 2, 100)
			got, err := k.Open(dst, nonce, bad, ad, tag)
			if err != ErrTag || got != nil || !bytes.Equal(dst[:100], make([]byte, 100)) {
				t.Fatalf("bit %d changed: %x, %v, %x left", i, got, err, dst[:100])
			}
		}
		for _, short := range [][]byte{nil, ct[:tag-1], ct[1:], ct[:len(ct)-1]} {
			if _, err := k.Open(nil, nonce, short, ad, tag); err != ErrTag {
				t.Errorf("%d bytes: %v", len(short), err)
			}
		}
		if _, err := k.Open(nil, nonce, ct, ad[1:], tag); err != ErrTag {
			t.Errorf("other data: %v", err)
		}
	}
	s, err := k.Begin(nonce)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(make([]byte, 17)); err != ErrTag {
		t.Errorf("a tag of 17 bytes: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("AddAD after text did not panic")
		}
	}()
	s.AddAD(nil)
}

func TestAllocatesNothing(t *testing.T) {
	dst, msg, nonce := make([]byte, 0, 300), make([]byte, 200), make([]byte, NonceSize)
	k := key(t, make([]byte, KeySize))
	sealed, err := k.Seal(nil, nonce, msg, msg, TagSize)
	if err != nil {
		t.Fatal(err)
	}
	for what, f := range map[string]func(){
		"Sum256": func() { Sum256(dst, msg) },
		"Seal":   func() { k.Seal(dst, nonce, msg, msg, TagSize) },
		"Open":   func() { k.Open(dst, nonce, sealed, msg, TagSize) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", what, n)
		}
	}
}

func FuzzAEADParts(f *testing.F) {
	f.Add([]byte("data"), bytes.Repeat([]byte("p"), 70), uint8(7), true)
	f.Fuzz(func(t *testing.T, ad, pt []byte, piece uint8, mask bool) {
		size := KeySize
		if mask {
			size = MaskedKeySize
		}
		k, nonce := key(t, bytes.Repeat([]byte{7}, size)), make([]byte, NonceSize)
		want, err := k.Seal(nil, nonce, pt, ad, TagSize)
		if err != nil {
			t.Fatal(err)
		}
		s, err := k.Begin(nonce)
		if err != nil {
			t.Fatal(err)
		}
		step := int(piece) + 1
		for rest := ad; len(rest) > 0; rest = rest[min(step, len(rest)):] {
			s.AddAD(rest[:min(step, len(rest))])
		}
		got := make([]byte, len(pt))
		for i := 0; i < len(pt); i += step {
			s.Encrypt(got[i:], pt[i:min(i+step, len(pt))])
		}
		if tag := s.Tag(); !bytes.Equal(append(got, tag[:]...), want) {
			t.Fatalf("in pieces of %d: another result", step)
		}
		back, err := k.Open(nil, nonce, want, ad, TagSize)
		if err != nil || !bytes.Equal(back, pt) {
			t.Fatalf("Open: %v", err)
		}
	})
}

func BenchmarkAscon(b *testing.B) {
	k, nonce := key(b, make([]byte, KeySize)), make([]byte, NonceSize)
	for _, n := range []int{64, 1024, 65536} {
		dst, msg := make([]byte, 0, n+TagSize), make([]byte, n)
		for name, f := range map[string]func(){
			"hash": func() { Sum256(dst, msg) },
			"seal": func() { k.Seal(dst, nonce, msg, nil, TagSize) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(n))
				for b.Loop() {
					f()
				}
			})
		}
	}
}
