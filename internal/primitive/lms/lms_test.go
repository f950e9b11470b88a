package lms

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

type verifier interface {
	Verify(sig, message []byte) bool
	NewVerifier(sig []byte) *Verifier
}

// check holds a verification to what it must say, whole and in parts.
func check(t *testing.T, what string, k verifier, sig, msg []byte, want bool) {
	t.Helper()
	if got := k.Verify(sig, msg); got != want {
		t.Errorf("%s: %v", what, got)
	}
	v := k.NewVerifier(sig)
	for i := range msg {
		v.Write(msg[i : i+1])
	}
	if got := v.Verify(); got != want {
		t.Errorf("%s, in parts: %v", what, got)
	}
}

// checkChanged has a right signature refused with a bit changed here and there, for another message, and with another length.
func checkChanged(t *testing.T, what string, k verifier, sig, msg []byte) {
	t.Helper()
	check(t, what+", another message", k, sig, append(bytes.Clone(msg), 0), false)
	check(t, what+", with a byte more", k, append(bytes.Clone(sig), 0), msg, false)
	check(t, what+", with a byte less", k, sig[:len(sig)-1], msg, false)
	for i := 0; i < len(sig); i += 1 + len(sig)/23 {
		bad := bytes.Clone(sig)
		bad[i] ^= 1
		if k.Verify(bad, msg) {
			t.Errorf("%s: verified with byte %d changed", what, i)
		}
	}
}

func parse(t testing.TB, data []byte) *PublicKey {
	t.Helper()
	k, err := ParsePublicKey(data)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestTypes compares with the tables of RFC 8554, section 4.1 and 5.1, of SP 800-208, sections 4.1 to 4.4, and of RFC 9858, section 3.
func TestTypes(t *testing.T) {
	for code, want := range map[uint32]otsType{
		1: {1, hashType{false, 32}, 1, 265, 7}, 2: {2, hashType{false, 32}, 2, 133, 6}, 3: {3, hashType{false, 32}, 4, 67, 4}, 4: {4, hashType{false, 32}, 8, 34, 0},
		5: {5, hashType{false, 24}, 1, 200, 8}, 6: {6, hashType{false, 24}, 2, 101, 6}, 7: {7, hashType{false, 24}, 4, 51, 4}, 8: {8, hashType{false, 24}, 8, 26, 0},
		9: {9, hashType{true, 32}, 1, 265, 7}, 12: {12, hashType{true, 32}, 8, 34, 0}, 13: {13, hashType{true, 24}, 1, 200, 8}, 16: {16, hashType{true, 24}, 8, 26, 0},
	} {
		if got, ok := otsTypeOf(code); !ok || got != want {
			t.Errorf("LM-OTS type %d: %+v", code, got)
		}
	}
	for code, want := range map[uint32]treeType{
		5: {5, hashType{false, 32}, 5}, 9: {9, hashType{false, 32}, 25}, 10: {10, hashType{false, 24}, 5}, 14: {14, hashType{false, 24}, 25},
		15: {15, hashType{true, 32}, 5}, 19: {19, hashType{true, 32}, 25}, 20: {20, hashType{true, 24}, 5}, 24: {24, hashType{true, 24}, 25},
	} {
		if got, ok := treeTypeOf(code); !ok || got != want {
			t.Errorf("LMS type %d: %+v", code, got)
		}
	}
	for _, code := range []uint32{0, 17, 0xe0000000} {
		if _, ok := otsTypeOf(code); ok {
			t.Errorf("LM-OTS type %d is known", code)
		}
	}
	for _, code := range []uint32{0, 4, 25, 0xe0000000} {
		if _, ok := treeTypeOf(code); ok {
			t.Errorf("LMS type %d is known", code)
		}
	}
}

// TestACVP compares with NIST's cases.
func TestACVP(t *testing.T) {
	for _, name := range []string{"lms/LMS-sigVer-1.0.json", "lms/LMS-sigVer-SP800-208.json"} {
		var file struct {
			TestGroups []struct {
				PublicKey string
				Tests     []struct {
					TcID                       int
					TestPassed                 bool
					Message, Signature, Reason string
				}
			}
		}
		if err := json.Unmarshal(vectors.Read(t, name), &file); err != nil {
			t.Fatal(err)
		}
		for _, g := range file.TestGroups {
			k := parse(t, vectors.Hex(t, g.PublicKey))
			if k.HashSize() != 24 {
				t.Errorf("%s: a hash of %d bytes", name, k.HashSize())
			}
			for _, c := range g.Tests {
				check(t, name+": "+c.Reason, k, vectors.Hex(t, c.Signature), vectors.Hex(t, c.Message), c.TestPassed)
			}
		}
	}
}

// TestPairs compares with OpenSSL's file of a signature for each pair of LMS and LM-OTS types.
func TestPairs(t *testing.T) {
	field := map[string]string{}
	pairs := map[[2]uint32]bool{}
	keys := map[string][]byte{}
	count := 0
	finish := func() {
		if field["Output"] == "" {
			return
		}
		_, name, _ := strings.Cut(field["Verify-Message-Public"], ":")
		data := keys[name]
		k := parse(t, data)
		want := field["Result"] == ""
		sig, msg := vectors.Hex(t, field["Output"]), vectors.Hex(t, field["Input"])
		check(t, name, k, sig, msg, want)
		if want {
			pairs[[2]uint32{binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])}] = true
			if count%9 == 0 {
				checkChanged(t, name, k, sig, msg)
			}
		}
		count++
	}
	for line := range strings.Lines(string(vectors.Read(t, "lms/evppkey_lms_sigver.txt"))) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		switch {
		case strings.HasPrefix(line, "#") || !ok:
			if strings.TrimSpace(line) == "" {
				finish()
				field = map[string]string{}
			}
		case name == "PublicKeyRaw":
			parts := strings.Split(value, ":")
			keys[parts[0]] = vectors.Hex(t, parts[2])
		default:
			field[name] = value
		}
	}
	finish()
	if count != 72 || len(pairs) < 60 {
		t.Errorf("%d cases with %d pairs", count, len(pairs))
	}
}

// stanzas reads a file of lines "name = value", in groups that an empty line or a repeated name ends.
func stanzas(t testing.TB, name string) []map[string]string {
	var all []map[string]string
	now := map[string]string{}
	for line := range strings.Lines(string(vectors.Read(t, name)) + "\n") {
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

// TestHSS compares with RFC 8554, appendix F, and with files of Botan and liboqs.
func TestHSS(t *testing.T) {
	hss := func(data string) *HSSPublicKey {
		k, err := ParseHSSPublicKey(vectors.Hex(t, data))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	valid := stanzas(t, "lms/hss_lms_verify.vec")
	for _, c := range valid {
		k, sig, msg := hss(c["PublicKey"]), vectors.Hex(t, c["Signature"]), vectors.Hex(t, c["Msg"])
		check(t, "verify.vec", k, sig, msg, true)
		checkChanged(t, "verify.vec", k, sig, msg)
	}
	invalid := stanzas(t, "lms/hss_lms_invalid.vec")
	for _, c := range invalid {
		check(t, "invalid.vec", hss(c["PublicKey"]), vectors.Hex(t, c["InvalidSignature"]), vectors.Hex(t, c["Msg"]), false)
	}
	if len(valid) != 5 || len(invalid) != 4 {
		t.Errorf("%d and %d cases", len(valid), len(invalid))
	}
	for _, name := range []string{"LMS_SHA256_H10_W4_H5_W8", "LMS_SHA256_H5_W8_H5_W8"} {
		c := stanzas(t, "lms/"+name+".rsp")[0]
		check(t, name, hss(c["pk"]), vectors.Hex(t, c["sm"]), vectors.Hex(t, c["msg"]), true)
	}
}

// rfcKey is the public key of RFC 8554, appendix F, test case 1.
const rfcKey = "0000000500000004 61a5d57d37f5e46bfb7520806b07a1b8 50650e3b31fe4a773ea29a07f09cf2ea30e579f0df58ef8e298da0434cb2b878"

func TestParse(t *testing.T) {
	good := vectors.Hex(t, rfcKey)
	with := func(i int, b byte) []byte {
		data := bytes.Clone(good)
		data[i] = b
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"the key":              {good, nil},
		"nothing":              {nil, errLength},
		"types alone":          {good[:8], errLength},
		"a byte less":          {good[:len(good)-1], errLength},
		"a byte more":          {append(bytes.Clone(good), 0), errLength},
		"LMS type 4":           {with(3, 4), errType},
		"LMS type 25":          {with(3, 25), errType},
		"LM-OTS type 0":        {with(7, 0), errType},
		"LM-OTS type 17":       {with(7, 17), errType},
		"LM-OTS type 2^24 + 4": {with(4, 1), errType},
		"a hash of 24 bytes":   {with(3, 10), errMixed},
		"SHAKE under SHA-256":  {with(7, 12), errMixed},
	} {
		if _, err := ParsePublicKey(c.data); err != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for levels, want := range map[uint32]error{0: errLevels, 1: nil, 8: nil, 9: errLevels, 1 << 24: errLevels} {
		if _, err := ParseHSSPublicKey(append(binary.BigEndian.AppendUint32(nil, levels), good...)); err != want {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
	for _, data := range [][]byte{nil, {0, 0, 0}, {0, 0, 0, 1}} {
		if _, err := ParseHSSPublicKey(data); err != errLength {
			t.Errorf("%x: %v", data, err)
		}
	}
}

// FuzzHSS looks for panics in keys and signatures.
func FuzzHSS(f *testing.F) {
	for _, c := range seeds(f) {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, data, sig []byte) {
		if k, err := ParsePublicKey(data); err == nil {
			if len(data) != 24+k.HashSize() {
				t.Errorf("a key of %d bytes with a hash of %d", len(data), k.HashSize())
			}
			k.Verify(sig, nil)
		}
		if k, err := ParseHSSPublicKey(data); err == nil {
			k.Verify(sig, nil)
		}
	})
}

func seeds(f *testing.F) [][2][]byte {
	key := vectors.Hex(f, rfcKey)
	sig := make([]byte, 4+4+32+34*32+4+5*32)
	sig[7], sig[4+4+32+34*32+3] = 4, 5
	return [][2][]byte{{key, sig}, {append([]byte{0, 0, 0, 1}, key...), append(make([]byte, 4), sig...)}, {append([]byte{0, 0, 0, 2}, key...), append([]byte{0, 0, 0, 1}, sig...)}}
}

func BenchmarkVerify(b *testing.B) {
	c := stanzas(b, "lms/LMS_SHA256_H5_W8_H5_W8.rsp")[0]
	k, err := ParseHSSPublicKey(vectors.Hex(b, c["pk"]))
	if err != nil {
		b.Fatal(err)
	}
	sig, msg := vectors.Hex(b, c["sm"]), vectors.Hex(b, c["msg"])
	b.ReportAllocs()
	for b.Loop() {
		if !k.Verify(sig, msg) {
			b.Fatal("refused")
		}
	}
}
