package soft

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// tripleKey is the key of a case that gives it in three parts: two-key Triple-DES where the third is the first. Some cases have keys without
// parity, which no key of the specification lacks and which DES does not look at.
func tripleKey(t testing.TB, parts ...string) []byte {
	t.Helper()
	if parts[0] == parts[2] {
		parts = parts[:2]
	}
	key := vectors.Hex(t, strings.Join(parts, ""))
	setParity(key)
	return key
}

// checkVector runs a case of a cipher in both directions and in parts.
func checkVector(t *testing.T, r *mathrand.Rand, k symKey, a alg.Algorithm, name string, iv, plaintext, ciphertext []byte) {
	t.Helper()
	ctx := context.Background()
	if got, err := k.d.EncryptCipher(ctx, k.grant(a), nil, iv, plaintext); err != nil || !bytes.Equal(got, ciphertext) {
		t.Errorf("%s: %x, %v, want %x", name, got, err, ciphertext)
		return
	}
	if got, err := k.d.DecryptCipher(ctx, k.grant(a), nil, iv, ciphertext); err != nil || !bytes.Equal(got, plaintext) {
		t.Errorf("%s: decryption gives %x, %v, want %x", name, got, err, plaintext)
	}
	if got, err := cipherInChunks(t, r, k, a, true, iv, plaintext); err != nil || !bytes.Equal(got, ciphertext) {
		t.Errorf("%s in parts: %x, %v, want %x", name, got, err, ciphertext)
	}
	if got, err := cipherInChunks(t, r, k, a, false, iv, ciphertext); err != nil || !bytes.Equal(got, plaintext) {
		t.Errorf("%s, decryption in parts: %x, %v, want %x", name, got, err, plaintext)
	}
}

// TestCiphersACVP runs NIST's cases of AES and Triple-DES but for the Monte Carlo ones.
func TestCiphersACVP(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(41, 41))
	for name, c := range map[string]struct {
		typ keytype.Type
		a   alg.Algorithm
	}{
		"aes/ACVP-AES-CFB128-1.0.json":  {keytype.AES, alg.CFB},
		"aes/ACVP-AES-OFB-1.0.json":     {keytype.AES, alg.OFB},
		"tdes/ACVP-TDES-ECB-1.0.json":   {keytype.DES, alg.ECBNoPadding},
		"tdes/ACVP-TDES-CBC-1.0.json":   {keytype.DES, alg.CBCNoPadding},
		"tdes/ACVP-TDES-CFB64-1.0.json": {keytype.DES, alg.CFB},
		"tdes/ACVP-TDES-OFB-1.0.json":   {keytype.DES, alg.OFB},
		"tdes/ACVP-TDES-CTR-1.0.json":   {keytype.DES, alg.CTR},
	} {
		var file struct {
			TestGroups []struct {
				TestType string
				Tests    []struct {
					TcID             int
					Key              string
					Key1, Key2, Key3 string
					IV, PT, CT       string
				}
			}
		}
		if err := json.Unmarshal(vectors.Read(t, name), &file); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, g := range file.TestGroups {
			for _, v := range g.Tests {
				if g.TestType != "AFT" || v.PT == "" || v.CT == "" || c.a != alg.ECBNoPadding && v.IV == "" {
					continue
				}
				var key []byte
				if c.typ == keytype.DES {
					key = tripleKey(t, v.Key1, v.Key2, v.Key3)
				} else {
					key = vectors.Hex(t, v.Key)
				}
				n++
				checkVector(t, r, importSym(t, c.typ, key), c.a, name, vectors.Hex(t, v.IV), vectors.Hex(t, v.PT), vectors.Hex(t, v.CT))
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d cases", name, n)
		}
	}
}

func TestTripleDESCMACACVP(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(42, 42))
	var file struct {
		TestGroups []struct {
			MacLen int
			Tests  []struct {
				TcID             int
				Key1, Key2, Key3 string
				Message, Mac     string
				TestPassed       *bool
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "tdes/CMAC-TDES-1.0.json"), &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range file.TestGroups {
		a := alg.TruncatedMAC(alg.CMAC, g.MacLen/8)
		for _, v := range g.Tests {
			n++
			k := importSym(t, keytype.DES, tripleKey(t, v.Key1, v.Key2, v.Key3))
			msg, mac := vectors.Hex(t, v.Message), vectors.Hex(t, v.Mac)
			if v.TestPassed != nil && !*v.TestPassed {
				wantStatus(t, "a case that has to fail", k.d.VerifyMAC(ctx, k.grant(a), msg, mac), psa.ErrInvalidSignature)
				continue
			}
			if got, err := k.d.MAC(ctx, k.grant(a), nil, msg); err != nil || !bytes.Equal(got, mac) {
				t.Errorf("case %d: %x, %v, want %x", v.TcID, got, err, mac)
			}
			if got := macInChunks(t, r, k, k.grant(a), msg); !bytes.Equal(got, mac) {
				t.Errorf("case %d in parts: %x, want %x", v.TcID, got, mac)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d cases", n)
	}
}

// stanza is a case of OpenSSL's text format or of Botan's: fields and values. The section's name is the field "[]".
type stanza map[string]string

func blockStanzas(t *testing.T, name string) []stanza {
	t.Helper()
	var all []stanza
	at, section := stanza{}, ""
	flush := func() {
		if len(at) > 0 {
			at["[]"] = section
			all = append(all, at)
			at = stanza{}
		}
	}
	lines := bufio.NewScanner(vectors.Open(t, name))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		field, value, ok := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "":
			flush()
		case strings.HasPrefix(line, "["):
			flush()
			section = strings.Trim(line, "[]")
		case ok:
			at[strings.TrimSpace(field)] = strings.TrimSpace(value)
		}
	}
	flush()
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBlocksBotan runs single blocks, and long runs of them.
func TestBlocksBotan(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(43, 43))
	for name, typ := range map[string]keytype.Type{"ciphers/aria.vec": keytype.ARIA, "ciphers/camellia.vec": keytype.Camellia, "ciphers/sm4.vec": keytype.SM4} {
		n := 0
		for _, s := range blockStanzas(t, name) {
			if s["Key"] == "" || s["In"] == "" || s["Iterations"] != "" {
				continue
			}
			n++
			checkVector(t, r, importSym(t, typ, vectors.Hex(t, s["Key"])), alg.ECBNoPadding, name, nil, vectors.Hex(t, s["In"]), vectors.Hex(t, s["Out"]))
		}
		if n < 9 {
			t.Errorf("%s: only %d cases", name, n)
		}
	}
}

// opensslModes are OpenSSL's names for what the specification has.
var opensslModes = map[string]alg.Algorithm{"ECB": alg.ECBNoPadding, "CBC": alg.CBCNoPadding, "CFB": alg.CFB, "OFB": alg.OFB, "CTR": alg.CTR, "XTS": alg.XTS,
	"GCM": alg.GCM, "CCM": alg.CCM}

// TestModesEVP runs the cases of OpenSSL, which come from the RFCs and standards that they name.
func TestModesEVP(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(44, 44))
	for name, typ := range map[string]keytype.Type{"ciphers/evpciph_aria.txt": keytype.ARIA, "ciphers/evpciph_camellia.txt": keytype.Camellia,
		"ciphers/evpciph_sm4.txt": keytype.SM4, "tdes/evpciph_des.txt": keytype.DES} {
		seen := map[string]int{}
		for _, s := range blockStanzas(t, name) {
			cipher := s["Cipher"]
			mode := cipher[strings.LastIndex(cipher, "-")+1:]
			a, ok := opensslModes[mode]
			if !ok || strings.HasPrefix(cipher, "DESX") || mode == "XTS" && s["XTSStandard"] != "IEEE" {
				continue // other segments, another cipher, the tweaks of GB/T 17964
			}
			key := vectors.Hex(t, s["Key"])
			if typ == keytype.DES {
				setParity(key)
			}
			k := importSym(t, typ, key)
			iv, plaintext, ciphertext := vectors.Hex(t, s["IV"]), vectors.Hex(t, s["Plaintext"]), vectors.Hex(t, s["Ciphertext"])
			seen[mode]++
			if a == alg.CBCNoPadding && len(ciphertext) != len(plaintext) {
				a = alg.CBCPKCS7
			}
			if a.IsAEAD() {
				checkAEADVector(t, r, k, a, s, iv, plaintext, ciphertext)
				continue
			}
			if strings.Contains(s["Result"], "ERROR") {
				t.Errorf("%s: a case with the result %s", name, s["Result"])
			}
			checkVector(t, r, k, a, name+", "+cipher, iv, plaintext, ciphertext)
		}
		if len(seen) < 3 {
			t.Errorf("%s: cases of %v alone", name, seen)
		}
	}
}

func checkAEADVector(t *testing.T, r *mathrand.Rand, k symKey, a alg.Algorithm, s stanza, nonce, plaintext, ciphertext []byte) {
	t.Helper()
	ctx := context.Background()
	tag, ad := vectors.Hex(t, s["Tag"]), vectors.Hex(t, s["AAD"])
	a = alg.AEADWithShortenedTag(a, len(tag))
	sealed := slices.Concat(ciphertext, tag)
	if s["Result"] != "" {
		_, err := k.d.Open(ctx, k.grant(a), nil, nonce, sealed, ad)
		wantStatus(t, s["Cipher"]+" that has to fail", err, psa.ErrInvalidSignature)
		return
	}
	if got, err := k.d.Seal(ctx, k.grant(a), nil, nonce, plaintext, ad); err != nil || !bytes.Equal(got, sealed) {
		t.Errorf("%s: %x, %v, want %x", s["Cipher"], got, err, sealed)
	}
	if got, err := k.d.Open(ctx, k.grant(a), nil, nonce, sealed, ad); err != nil || !bytes.Equal(got, plaintext) {
		t.Errorf("%s: decryption gives %x, %v", s["Cipher"], got, err)
	}
	if got := sealInChunks(t, r, k, a, nonce, plaintext, ad); !bytes.Equal(got, sealed) {
		t.Errorf("%s in parts: %x, want %x", s["Cipher"], got, sealed)
	}
}

// TestCMACTripleDESEVP: the example of OpenSSL's FIPS module.
func TestCMACTripleDESEVP(t *testing.T) {
	n := 0
	for _, s := range blockStanzas(t, "tdes/evpmac_cmac_des.txt") {
		if s["Algorithm"] != "DES-EDE3-CBC" || s["Result"] != "" {
			continue
		}
		n++
		key := vectors.Hex(t, s["Key"])
		setParity(key)
		k := importSym(t, keytype.DES, key)
		if got, err := k.d.MAC(context.Background(), k.grant(alg.CMAC), nil, vectors.Hex(t, s["Input"])); err != nil || !bytes.Equal(got, vectors.Hex(t, s["Output"])) {
			t.Errorf("MAC = %x, %v, want %s", got, err, s["Output"])
		}
	}
	if n == 0 {
		t.Error("no case")
	}
}

// TestARC4KnownAnswers: RFC 6229, section 2, the first 32 bytes of key stream.
func TestARC4KnownAnswers(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(45, 45))
	for key, want := range map[string]string{
		"0102030405":                       "b2396305f03dc027ccc3524a0a1118a86982944f18fc82d589c403a47a0d0919",
		"0102030405060708090a0b0c0d0e0f10": "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c",
	} {
		checkVector(t, r, importSym(t, keytype.ARC4, vectors.Hex(t, key)), alg.StreamCipher, "ARC4", nil, make([]byte, 32), vectors.Hex(t, want))
	}
}

// TestXChaCha20KnownAnswers: draft-irtf-cfrg-xchacha-03, appendices A.3.1 and A.3.2, the latter with a block counter of 0 and of 1.
func TestXChaCha20KnownAnswers(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(46, 46))
	k := importSym(t, keytype.XChaCha20, vectors.Hex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"))
	nonce := vectors.Hex(t, "404142434445464748494a4b4c4d4e4f5051525354555657")
	ad := vectors.Hex(t, "50515253c0c1c2c3c4c5c6c7")
	const want = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452" +
		"2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
	got, err := k.d.Seal(ctx, k.grant(alg.XChaCha20Poly1305), nil, nonce, []byte(sunscreen), ad)
	if err != nil || hex.EncodeToString(got) != want {
		t.Errorf("XChaCha20-Poly1305 = %x, %v", got, err)
	}
	if got := sealInChunks(t, r, k, alg.XChaCha20Poly1305, nonce, []byte(sunscreen), ad); hex.EncodeToString(got) != want {
		t.Errorf("XChaCha20-Poly1305 in parts = %x", got)
	}

	text := []byte(`The dhole (pronounced "dole") is also known as the Asiatic wild dog, red dog, and whistling dog. It is about the size of a German shepherd but ` +
		`looks more like a long-legged fox. This highly elusive and skilled jumper is classified with wolves, coyotes, jackals, and foxes in the taxonomic ` +
		`family Canidae.`)
	nonce[23] = 0x58
	const from0 = "4559abba4e48c16102e8bb2c05e6947f50a786de162f9b0b7e592a9b53d0d4e98d8d6410d540a1a6375b26d80dace4fab52384c731acbf16a5923c0c48d3575d" +
		"4d0d2c673b666faa731061277701093a6bf7a158a8864292a41c48e3a9b4c0daece0f8d98d0d7e05b37a307bbb66333164ec9e1b24ea0d6c3ffddcec4f68e7443056193a03c8" +
		"10e11344ca06d8ed8a2bfb1e8d48cfa6bc0eb4e2464b748142407c9f431aee769960e15ba8b96890466ef2457599852385c661f752ce20f9da0c09ab6b19df74e76a95967446" +
		"f8d0fd415e7bee2a12a114c20eb5292ae7a349ae577820d5520a1f3fb62a17ce6a7e68fa7c79111d8860920bc048ef43fe84486ccb87c25f0ae045f0cce1e7989a9aa220a28b" +
		"dd4827e751a24a6d5c62d790a66393b93111c1a55dd7421a10184974c7c5"
	checkVector(t, r, k, alg.StreamCipher, "XChaCha20", nonce, text, vectors.Hex(t, from0))
	// A counter before the nonce goes on where the one from 0 comes to.
	after := append([]byte{1, 0, 0, 0, 0, 0, 0, 0}, nonce...)
	checkVector(t, r, k, alg.StreamCipher, "XChaCha20 from block 1", after, text[64:], vectors.Hex(t, from0)[64:])
}

// TestXChaCha20CounterEnds: the lower half of the counter carries into the upper half, and the whole does not come round.
func TestXChaCha20CounterEnds(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(47, 47))
	k := importSym(t, keytype.XChaCha20, randomBytes(r, 32))
	nonce := randomBytes(r, 24)
	g := k.grant(alg.StreamCipher)
	at := func(counter string, n int) ([]byte, error) {
		return k.d.EncryptCipher(ctx, g, nil, append(vectors.Hex(t, counter), nonce...), make([]byte, n))
	}
	across, err := at("ffffffff07000000", 128)
	if err != nil {
		t.Fatal(err)
	}
	last, err := at("ffffffff07000000", 64)
	if err != nil {
		t.Fatal(err)
	}
	next, err := at("0000000008000000", 64)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(across, slices.Concat(last, next)) {
		t.Errorf("over the end of the lower half: %x, want %x%x", across, last, next)
	}
	if _, err := at("ffffffffffffffff", 64); err != nil {
		t.Errorf("the last block: %v", err)
	}
	_, err = at("ffffffffffffffff", 65)
	wantStatus(t, "a byte beyond the last block", err, psa.ErrInvalidArgument)
	op, err := k.d.NewCipher(ctx, g, true, append(bytes.Repeat([]byte{0xff}, 8), nonce...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := op.Update(ctx, nil, make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
	_, err = op.Update(ctx, nil, make([]byte, 1))
	wantStatus(t, "a byte beyond the last block in parts", err, psa.ErrInvalidArgument)
}

// TestKeyWrapping: RFC 3394, section 4.1, RFC 5649, section 6, and what the driver refuses.
func TestKeyWrapping(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		a                  alg.Algorithm
		kek, data, wrapped string
	}{
		{alg.KW, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
		{alg.KWP, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8", "466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"},
	} {
		k, data, wrapped := importSym(t, keytype.AES, vectors.Hex(t, c.kek)), vectors.Hex(t, c.data), vectors.Hex(t, c.wrapped)
		g := k.grant(c.a)
		if got, err := k.d.WrapKey(ctx, g, []byte("head"), data); err != nil || string(got) != "head"+string(wrapped) {
			t.Errorf("%v: %x, %v", c.a, got, err)
		}
		if got, err := k.d.UnwrapKey(ctx, g, []byte("head"), wrapped); err != nil || string(got) != "head"+string(data) {
			t.Errorf("%v: unwrapping gives %x, %v", c.a, got, err)
		}
		wrapped[3] ^= 1
		room := make([]byte, 64)
		got, err := k.d.UnwrapKey(ctx, g, room[:0], wrapped)
		if err != psa.ErrInvalidSignature || got != nil || !bytes.Equal(room, make([]byte, 64)) {
			t.Errorf("%v: altered data gives %x, %v, and leaves %x", c.a, got, err, room)
		}
		for _, n := range []int{0, 8, 15, 17} {
			_, err := k.d.UnwrapKey(ctx, g, nil, make([]byte, n))
			wantStatus(t, "data of a length that wrapping never gives", err, psa.ErrInvalidSignature)
		}
		_, err = k.d.WrapKey(ctx, g, nil, nil)
		wantStatus(t, "an empty key", err, psa.ErrInvalidArgument)
	}
	aes, des := importSym(t, keytype.AES, make([]byte, 16)), importSym(t, keytype.DES, bytes.Repeat([]byte{1}, 24))
	for _, n := range []int{1, 8, 15, 17, 20} {
		_, err := aes.d.WrapKey(ctx, aes.grant(alg.KW), nil, make([]byte, n))
		wantStatus(t, "KW of a length that it can't take", err, psa.ErrInvalidArgument)
	}
	_, err := aes.d.WrapKey(ctx, aes.grant(alg.CTR), nil, make([]byte, 16))
	wantStatus(t, "no key wrapping", err, psa.ErrNotSupported)
	_, err = des.d.WrapKey(ctx, des.grant(alg.KW), nil, make([]byte, 16))
	wantStatus(t, "blocks of 8 bytes", err, psa.ErrNotSupported)
	_, err = des.d.UnwrapKey(ctx, des.grant(alg.KWP), nil, make([]byte, 16))
	wantStatus(t, "blocks of 8 bytes", err, psa.ErrNotSupported)
	_, err = New(nil).WrapKey(ctx, importSym(t, keytype.ChaCha20, make([]byte, 32)).grant(alg.KW), nil, make([]byte, 16))
	wantStatus(t, "a stream cipher", err, psa.ErrNotSupported)
}

// TestKeyWrappingByTheBook wraps with every cipher as RFC 3394, section 2.2.1, says it with an array of registers, with ECB for the cipher.
func TestKeyWrappingByTheBook(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(48, 48))
	for _, typ := range []keytype.Type{keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4} {
		for n := 2; n < 9; n++ {
			k, data := importSym(t, typ, randomBytes(r, 16)), randomBytes(r, 8*n)
			a := bytes.Repeat([]byte{0xa6}, 8)
			regs := make([][]byte, n)
			for i := range regs {
				regs[i] = data[8*i : 8*i+8]
			}
			for j := range 6 {
				for i := range regs {
					b, err := k.d.EncryptCipher(ctx, k.grant(alg.ECBNoPadding), nil, nil, slices.Concat(a, regs[i]))
					if err != nil {
						t.Fatal(err)
					}
					b[7] ^= byte(n*j + i + 1)
					a, regs[i] = b[:8], b[8:]
				}
			}
			want := slices.Concat(append([][]byte{a}, regs...)...)
			got, err := k.d.WrapKey(ctx, k.grant(alg.KW), nil, data)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("KW of %d bytes with %v: %x, %v, want %x", len(data), typ, got, err, want)
			}
			if got, err = k.d.UnwrapKey(ctx, k.grant(alg.KW), nil, got); err != nil || !bytes.Equal(got, data) {
				t.Fatalf("KW of %d bytes with %v: unwrapping gives %x, %v", len(data), typ, got, err)
			}
			if got, err = k.d.WrapKey(ctx, k.grant(alg.KWP), nil, data[3:]); err == nil {
				got, err = k.d.UnwrapKey(ctx, k.grant(alg.KWP), nil, got)
			}
			if err != nil || !bytes.Equal(got, data[3:]) {
				t.Fatalf("KWP of %d bytes with %v: %x, %v", len(data)-3, typ, got, err)
			}
		}
	}
}

// TestDESKeys: parity has to be right; weak keys, and Triple-DES keys with equal parts, are refused in derivation alone.
func TestDESKeys(t *testing.T) {
	ctx, d := context.Background(), New(strings.NewReader(""))
	good := "0123456789abcdeffedcba9876543210101112131313151516"
	for _, n := range []int{8, 16, 24} {
		data := vectors.Hex(t, good[:2*n])
		setParity(data)
		m, err := d.Import(ctx, &psa.Attributes{Type: keytype.DES}, data)
		if err != nil || m.Bits != 8*n || !bytes.Equal(m.Data, data) {
			t.Errorf("%d bytes: %v", n, err)
		}
		for i := range data {
			bad := bytes.Clone(data)
			bad[i] ^= 1 << (i % 8)
			m, err := d.Import(ctx, &psa.Attributes{Type: keytype.DES}, bad)
			wantStatus(t, "a wrong parity", err, psa.ErrInvalidArgument)
			if m.Data != nil {
				t.Error("material beside an error")
			}
			_, err = d.Load(ctx, &psa.Attributes{Type: keytype.DES, Bits: 8 * n}, bad)
			wantStatus(t, "material with a wrong parity", err, psa.ErrDataInvalid)
		}
	}
	for _, weak := range []string{"0101010101010101", "01fe01fe01fe01fe", "0101010101010101" + "0101010101010101", strings.Repeat("1f1f1f1f0e0e0e0e", 3)} {
		if _, err := d.Import(ctx, &psa.Attributes{Type: keytype.DES}, vectors.Hex(t, weak)); err != nil {
			t.Errorf("the weak key %s: %v", weak, err)
		}
	}
	for _, n := range []int{0, 7, 9, 15, 17, 23, 25, 32} {
		_, err := d.Import(ctx, &psa.Attributes{Type: keytype.DES}, bytes.Repeat([]byte{1}, n))
		wantStatus(t, "a wrong length", err, psa.ErrInvalidArgument)
	}
	// Generation passes over the weak key at the beginning of this randomness.
	d = New(bytes.NewReader(vectors.Hex(t, "0000000000000000"+"00112233445566778899aabbccddeeff")))
	m, err := d.Generate(ctx, &psa.Attributes{Type: keytype.DES, Bits: 128}, driver.Parameters{})
	if err != nil || hex.EncodeToString(m.Data) != "01102332455467768998abbacddceffe" {
		t.Errorf("generated %x, %v", m.Data, err)
	}
	_, err = New(bytes.NewReader(make([]byte, 100))).Generate(ctx, &psa.Attributes{Type: keytype.DES, Bits: 64}, driver.Parameters{})
	wantStatus(t, "nothing but weak keys", err, psa.ErrInsufficientEntropy)
}
