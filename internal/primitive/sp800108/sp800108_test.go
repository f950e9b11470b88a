package sp800108

import (
	"bytes"
	"crypto/aes"
	"crypto/des"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"hash"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/prf"
	"github.com/psacrypto/psa/internal/vectors"
)

var hashes = map[string]func() hash.Hash{
	"SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New,
	"SHA2-224": sha256.New224, "SHA2-256": sha256.New, "SHA2-384": sha512.New384, "SHA2-512": sha512.New,
	"SHA2-512/224": sha512.New512_224, "SHA2-512/256": sha512.New512_256,
	"SHA3-224": func() hash.Hash { return sha3.New224() }, "SHA3-256": func() hash.Hash { return sha3.New256() },
	"SHA3-384": func() hash.Hash { return sha3.New384() }, "SHA3-512": func() hash.Hash { return sha3.New512() },
}

func aesCMAC(t *testing.T, key []byte) prf.Function {
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	f, err := prf.NewCMAC(block)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func tdesCMAC(t *testing.T, key []byte) prf.Function {
	if len(key) == 16 {
		key = append(key, key[:8]...)
	}
	block, err := des.NewTripleDESCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	f, err := prf.NewCMAC(block)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// readInPieces reads n bytes in pieces of 1, 2, 3, … bytes.
func readInPieces(t *testing.T, s *prf.Stream, n int) []byte {
	t.Helper()
	out := make([]byte, n)
	for at, piece := 0, 1; at < n; at, piece = at+piece, piece+1 {
		if err := s.Read(t.Context(), out[at:min(at+piece, n)]); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	return out
}

// TestCounterMode has cases of NIST's ACVP server with the 32-bit counter before the fixed input.
func TestCounterMode(t *testing.T) {
	var file struct {
		TestGroups []struct {
			MacMode string
			Tests   []struct{ KeyIn, FixedData, KeyOut string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "kdf/KDF-1.0-counter32-before.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range file.TestGroups {
		for _, c := range g.Tests {
			var f prf.Function
			if h, ok := strings.CutPrefix(g.MacMode, "HMAC-"); ok {
				newHash := hashes[h]
				if newHash == nil {
					t.Fatalf("no hash %s", h)
				}
				f = prf.NewHMAC(newHash, vectors.Hex(t, c.KeyIn))
			} else if strings.HasPrefix(g.MacMode, "CMAC-AES") {
				f = aesCMAC(t, vectors.Hex(t, c.KeyIn))
			} else {
				t.Fatalf("no function %s", g.MacMode)
			}
			want := vectors.Hex(t, c.KeyOut)
			if got := readInPieces(t, Counter(f, vectors.Hex(t, c.FixedData)), len(want)); !bytes.Equal(got, want) {
				t.Errorf("%s: %x, want %x", g.MacMode, got, want)
			}
			n++
		}
	}
	if n < 50 {
		t.Errorf("only %d cases", n)
	}
}

// TestFixedInput has cases with label and context apart and the length in 32 bits, from Botan. "Salt" is the context there.
func TestFixedInput(t *testing.T) {
	n := 0
	var section string
	c := map[string][]byte{}
	for _, line := range strings.Split(string(vectors.Read(t, "kdf/sp800_108_ctr.vec")), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.TrimSuffix(strings.TrimPrefix(line, "[SP800-108-Counter("), ")]")
			continue
		}
		name, value, ok := strings.Cut(line, " = ")
		if !ok {
			continue
		}
		c[name] = vectors.Hex(t, value)
		// A section with numbers has another width of the counter or of the length.
		if name != "Output" || strings.Contains(section, ",") {
			continue
		}
		var f prf.Function
		switch {
		case strings.HasPrefix(section, "HMAC("):
			f = prf.NewHMAC(hashes[strings.TrimSuffix(section[5:], ")")], c["Secret"])
		case strings.HasPrefix(section, "CMAC(AES"):
			f = aesCMAC(t, c["Secret"])
		case section == "CMAC(TripleDES)":
			f = tdesCMAC(t, c["Secret"])
		default:
			t.Fatalf("no function %s", section)
		}
		want := c["Output"]
		if got := readInPieces(t, Counter(f, FixedInput(c["Label"], c["Salt"], uint32(len(want)))), len(want)); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", section, got, want)
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d cases", n)
	}
}

// TestRobustInput has the outputs that Oberon microsystems' PSA Crypto publishes for PSA_ALG_SP800_108_COUNTER_CMAC in its tests, 42 bytes each, the
// second without a context; those of the HMAC form come from the same place.
func TestRobustInput(t *testing.T) {
	key := vectors.Hex(t, "0102030405060708090a0b0c0d0e0d0f")
	label := []byte("PSA_ALG_SP800_108_COUNTER Sample")
	context := []byte("Sample key creation via SP 800-108r1 Counter mode")
	for _, c := range []struct {
		context    []byte
		cmac, hmac string
	}{
		{context,
			"3c50b55a13b949ad25b4b40fc37f553836b59fa0d074b73c83176d4c105fc217838ec4a1b07b8abea8f1",
			"8158cd6ae750690c2054be1066d2d8f34ab014d07f814cbc7d3e3dca78a93f5d6629b114b42a0464a489"},
		{nil,
			"e1ecfc001e2e9adbd016b3b4f323ce00c10582ec81e1fc1940474ca684f9e507b58abd03bce523820511",
			"2fe05bd422004fa19a48cd8c9bd2ca8d3987ea6c5abcd5543aedeb04e2b7000cb6eb18c33a3d8967a7d6"},
	} {
		f := aesCMAC(t, key)
		got := readInPieces(t, Counter(f, RobustInput(f, FixedInput(label, c.context, 42))), 42)
		if hex.EncodeToString(got) != c.cmac {
			t.Errorf("CMAC: %x, want %s", got, c.cmac)
		}
		got = readInPieces(t, Counter(prf.NewHMAC(sha256.New, append(key, key...)), FixedInput(label, c.context, 42)), 42)
		if hex.EncodeToString(got) != c.hmac {
			t.Errorf("HMAC: %x, want %s", got, c.hmac)
		}
	}
}

func TestRobustInputKeepsTheArgument(t *testing.T) {
	fixed := append(make([]byte, 0, 100), "fixed"...)
	robust := RobustInput(aesCMAC(t, make([]byte, 16)), fixed)
	if string(fixed[:100][5:21]) != string(make([]byte, 16)) {
		t.Error("the room behind the fixed input was written to")
	}
	if len(robust) != 21 || string(robust[:5]) != "fixed" {
		t.Errorf("%x", robust)
	}
}
