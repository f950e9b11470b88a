package xmss

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// stanzas reads a file of lines "name = value", in groups that a repeated name ends.
func stanzas(t testing.TB, name string) []map[string]string {
	var all []map[string]string
	now := map[string]string{}
	for line := range strings.Lines(string(vectors.Read(t, name))) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), " =")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		if _, again := now[key]; again {
			all, now = append(all, now), map[string]string{}
		}
		now[key] = strings.TrimSpace(value)
	}
	return append(all, now)
}

// check has a right signature verified whole and in parts, and refused when something is changed.
func check(t *testing.T, what string, k *PublicKey, sig, msg []byte) {
	t.Helper()
	if !k.Verify(sig, msg) {
		t.Errorf("%s: refused", what)
	}
	v := k.NewVerifier(sig)
	for i := range msg {
		v.Write(msg[i : i+1])
	}
	if !v.Verify() {
		t.Errorf("%s: refused in parts", what)
	}
	if k.Verify(sig, append(bytes.Clone(msg), 0)) {
		t.Errorf("%s: verified with another message", what)
	}
	if k.Verify(append(bytes.Clone(sig), 0), msg) || k.Verify(sig[:len(sig)-1], msg) {
		t.Errorf("%s: verified with another length", what)
	}
	size := k.set.indexSize()
	for _, i := range []int{0, size - 1, size, size + k.set.n, size + k.set.n + k.set.len()*k.set.n, len(sig) - 1} {
		bad := bytes.Clone(sig)
		bad[i] ^= 1
		if k.Verify(bad, msg) {
			t.Errorf("%s: verified with byte %d changed", what, i)
		}
	}
}

// TestXMSS compares with Botan's file of signatures, which has all parameter sets.
func TestXMSS(t *testing.T) {
	seen := map[uint32]bool{}
	for _, c := range stanzas(t, "xmss/xmss_verify.vec") {
		data := vectors.Hex(t, c["PublicKey"])
		k, err := ParsePublicKey(data)
		if err != nil {
			t.Errorf("%s: %v", c["Params"], err)
			continue
		}
		if !strings.HasSuffix(c["Params"], fmt.Sprintf("_%d_%d", k.set.h, 8*k.HashSize())) {
			t.Errorf("%s is taken for %+v", c["Params"], k.set)
		}
		code := binary.BigEndian.Uint32(data)
		if seen[code] && testing.Short() {
			continue
		}
		seen[code] = true
		check(t, c["Params"], k, vectors.Hex(t, c["Signature"]), vectors.Hex(t, c["Msg"]))
	}
	if len(seen) != 21 {
		t.Errorf("%d parameter sets, want 21", len(seen))
	}
}

// TestXMSSMT compares with liboqs, which has the sets of RFC 8391 with 256 bits.
func TestXMSSMT(t *testing.T) {
	seen := map[uint32]bool{}
	for _, c := range stanzas(t, "xmss/xmssmt.rsp") {
		data := vectors.Hex(t, c["pk"])
		k, err := ParseMTPublicKey(data)
		if err != nil {
			t.Fatal(err)
		}
		code := binary.BigEndian.Uint32(data)
		seen[code] = true
		check(t, fmt.Sprintf("XMSS^MT set %d", code), k, vectors.Hex(t, c["sm"]), vectors.Hex(t, c["msg"]))
	}
	if len(seen) != 16 {
		t.Errorf("%d parameter sets, want 16", len(seen))
	}
}

// TestSizes compares the lengths of signatures with RFC 8391, sections 5.3 and 5.4, and with SP 800-208, tables 10 to 14.
func TestSizes(t *testing.T) {
	size := func(find func(uint32) (parameterSet, bool), code uint32) int {
		p, ok := find(code)
		if !ok {
			t.Fatalf("set %d is not known", code)
		}
		k := PublicKey{set: p}
		return k.SignatureSize()
	}
	for code, want := range map[uint32]int{1: 2500, 2: 2692, 3: 2820, 4: 9092, 5: 9476, 6: 9732, 7: 2500, 12: 9732, 13: 1492, 14: 1636, 15: 1732, 16: 2500, 21: 1732} {
		if got := size(setOf, code); got != want {
			t.Errorf("XMSS set %d: %d, want %d", code, got, want)
		}
	}
	for code, want := range map[uint32]int{
		1: 4963, 2: 9251, 3: 5605, 4: 9893, 5: 18469, 6: 8392, 7: 14824, 8: 27688, 9: 18115, 16: 104520, 0x11: 4963, 0x19: 18115, 0x21: 2955, 0x28: 16160, 0x29: 4963, 0x31: 2955,
	} {
		if got := size(mtSetOf, code); got != want {
			t.Errorf("XMSS^MT set %d: %d, want %d", code, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	key := func(code uint32, n int) []byte {
		return append(binary.BigEndian.AppendUint32(nil, code), make([]byte, 2*n)...)
	}
	for name, c := range map[string]struct {
		data []byte
		// want are the errors as a key of XMSS and of XMSS^MT.
		want [2]error
	}{
		"nothing":      {nil, [2]error{errLength, errLength}},
		"3 bytes":      {make([]byte, 3), [2]error{errLength, errLength}},
		"set 0":        {key(0, 32), [2]error{errType, errType}},
		"set 1":        {key(1, 32), [2]error{}},
		"a byte less":  {key(1, 32)[:67], [2]error{errLength, errLength}},
		"a byte more":  {append(key(1, 32), 0), [2]error{errLength, errLength}},
		"set 21":       {key(21, 24), [2]error{nil, errLength}},
		"set 22":       {key(22, 32), [2]error{errType, nil}},
		"set 56":       {key(56, 24), [2]error{errType, nil}},
		"set 57":       {key(57, 24), [2]error{errType, errType}},
		"set 2^24 + 1": {key(1<<24+1, 32), [2]error{errType, errType}},
	} {
		_, err := ParsePublicKey(c.data)
		_, mtErr := ParseMTPublicKey(c.data)
		if err != c.want[0] || mtErr != c.want[1] {
			t.Errorf("%s: %v, %v", name, err, mtErr)
		}
	}
}

// TestIndex has indices refused that the trees have not.
func TestIndex(t *testing.T) {
	k := &PublicKey{set: parameterSet{sha2_256, 32, 10, 1, 32}, root: make([]byte, 32), seed: make([]byte, 32)}
	sig := make([]byte, k.SignatureSize())
	binary.BigEndian.PutUint32(sig, 1023)
	if k.NewVerifier(sig).sig == nil {
		t.Error("index 1023 of 2^10 is refused")
	}
	binary.BigEndian.PutUint32(sig, 1024)
	if k.NewVerifier(sig).sig != nil {
		t.Error("index 1024 of 2^10 is taken")
	}
}

// FuzzXMSS looks for panics in keys and signatures.
func FuzzXMSS(f *testing.F) {
	f.Add(append([]byte{0, 0, 0, 1}, make([]byte, 64)...), make([]byte, 2500))
	f.Add(append([]byte{0, 0, 0, 0x31}, make([]byte, 48)...), make([]byte, 2955))
	f.Fuzz(func(t *testing.T, data, sig []byte) {
		for _, parse := range []func([]byte) (*PublicKey, error){ParsePublicKey, ParseMTPublicKey} {
			if k, err := parse(data); err == nil {
				if len(data) != 4+2*k.HashSize() {
					t.Errorf("a key of %d bytes with a hash of %d", len(data), k.HashSize())
				}
				if k.Verify(sig, nil) {
					t.Error("a forgery")
				}
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	for _, c := range stanzas(b, "xmss/xmss_verify.vec") {
		if c["Msg"] != "01020304" {
			continue
		}
		k, err := ParsePublicKey(vectors.Hex(b, c["PublicKey"]))
		if err != nil {
			b.Fatal(err)
		}
		sig, msg := vectors.Hex(b, c["Signature"]), vectors.Hex(b, c["Msg"])
		b.Run(c["Params"], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !k.Verify(sig, msg) {
					b.Fatal("refused")
				}
			}
		})
	}
}
