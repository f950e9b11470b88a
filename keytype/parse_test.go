package keytype_test

import (
	"strings"
	"testing"

	"github.com/psacrypto/psa/keytype"
)

func TestParseWithBits(t *testing.T) {
	p256, ed25519 := keytype.ECCKeyPair(keytype.SECPR1), keytype.ECCKeyPair(keytype.TwistedEdwards)
	for _, c := range []struct {
		name string
		t    keytype.Type
		bits int
	}{
		{"aes-256", keytype.AES, 256}, {"aes", keytype.AES, 0}, {" AES_256 ", keytype.AES, 256}, {"hmac-256", keytype.HMAC, 256},
		{"hmac", keytype.HMAC, 0}, {"hmac-160", keytype.HMAC, 160}, {"rsa-2048", keytype.RSAKeyPair, 2048}, {"rsa-2500", keytype.RSAKeyPair, 2500},
		{"rsa-2048-public", keytype.RSAPublicKey, 2048}, {"rsa-pub", keytype.RSAPublicKey, 0}, {"p-256", p256, 256}, {"p256", p256, 256},
		{"P256", p256, 256}, {"secp256r1", p256, 256}, {"prime256v1", p256, 256}, {"ecc-secp-r1-256", p256, 256}, {"ecc-secp-r1", p256, 0},
		{"p-384-public-key", keytype.ECCPublicKey(keytype.SECPR1), 384}, {"ed25519", ed25519, 255}, {"ed25519-pub", ed25519.PublicKeyOf(), 255},
		{"ed448", ed25519, 448}, {"x25519", keytype.ECCKeyPair(keytype.Montgomery), 255}, {"curve448", keytype.ECCKeyPair(keytype.Montgomery), 448},
		{"brainpoolP256r1", keytype.ECCKeyPair(keytype.BrainpoolPR1), 256}, {"secp256k1", keytype.ECCKeyPair(keytype.SECPK1), 256},
		{"sect283k1", keytype.ECCKeyPair(keytype.SECTK1), 283}, {"K-283", keytype.ECCKeyPair(keytype.SECTK1), 283},
		{"ffdh-2048", keytype.DHKeyPair(keytype.RFC7919), 2048}, {"ffdhe2048", keytype.DHKeyPair(keytype.RFC7919), 2048},
		{"modp2048", keytype.DHKeyPair(keytype.RFC3526), 2048}, {"ml-dsa-65", keytype.MLDSAKeyPair, 192}, {"mldsa87-public", keytype.MLDSAPublicKey, 256},
		{"ml-kem-768", keytype.MLKEMKeyPair, 768}, {"slh-dsa-sha2-128s", keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), 128},
		{"SLH-DSA-SHAKE-256f", keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), 256}, {"raw-data", keytype.RawData, 0}, {"derive", keytype.Derive, 0},
		{"derive-256", keytype.Derive, 256}, {"password", keytype.Password, 0}, {"password-hash-256", keytype.PasswordHash, 256},
		{"3des", keytype.DES, 192}, {"des-64", keytype.DES, 64}, {"chacha20", keytype.ChaCha20, 256}, {"chacha20-256", keytype.ChaCha20, 256},
		{"blake2-200", keytype.BLAKE2, 200}, {"lms-192", keytype.LMSPublicKey, 192}, {"xmss-mt-256-public", keytype.XMSSMTPublicKey, 256},
		{"spake2+-p-256", keytype.SPAKE2PKeyPair(keytype.SECPR1), 256}, {"spake2p-ed25519-public", keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 255},
		{"wpa3-sae-p-256", keytype.WPA3SAEECC(keytype.SECPR1), 256}, {"wpa3-sae-modp3072", keytype.WPA3SAEDH(keytype.RFC3526), 3072},
		{"RSA key pair", keytype.RSAKeyPair, 0}, {"ECC key pair (secp r1)", p256, 0}, {"PSA_KEY_TYPE_AES", keytype.AES, 0},
		{"PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)", p256, 0}, {"psa_key_type_dh_public_key( PSA_DH_FAMILY_RFC7919 )", keytype.DHPublicKey(keytype.RFC7919), 0},
		{"none", keytype.None, 0}, {"0x2400", keytype.AES, 0}, {"0xffff", 0xffff, 0},
	} {
		kt, bits, err := keytype.ParseWithBits(c.name)
		if kt != c.t || bits != c.bits || err != nil {
			t.Errorf("%q: %v, %d, %v; want %v, %d", c.name, kt, bits, err, c.t, c.bits)
		}
		if kt, err := keytype.Parse(c.name); kt != c.t || err != nil {
			t.Errorf("Parse(%q): %v, %v; want %v", c.name, kt, err, c.t)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"", "empty"},
		{"  ", "empty"},
		{strings.Repeat("aes", 100), "too long"},
		{"ase-256", `did you mean "aes-256"?`},
		{"p-265", `did you mean "p-256"?`},
		{"edd25519", `did you mean "ed25519"?`},
		{"PSA_KEY_TYPE_AEZ", `"PSA_KEY_TYPE_AES"`},
		{"aes-265", "128, 192 or 256"},
		{"rsa-100", "512 to 8192"},
		{"blake2-700", "to 512"},
		{"ecc-secp-r1-100", "192, 224, 256, 384 or 521"},
		{"hmac-12", "multiple of 8"},
		{"ml-dsa-192", `"ml-dsa-65"`},
		{"ec", `"ecc-`},
		{"zzzzzz", "named like aes-256"},
		{"0x12345", "up to 4 hexadecimal digits"},
		{"0xg", "up to 4 hexadecimal digits"},
		{"aes-public", "not a key type"},
		{"aes-99999999999999999999", "not a key type"},
	} {
		kt, bits, err := keytype.ParseWithBits(c.name)
		if err == nil || !strings.Contains(err.Error(), c.want) || kt != keytype.None || bits != 0 {
			t.Errorf("%q: %v, %d, %v; want an error with %q", c.name, kt, bits, err, c.want)
		}
	}
}

// TestNamesParse: every name of every type with every size parses to what it is the name of.
func TestNamesParse(t *testing.T) {
	for _, kt := range keytype.All() {
		for _, name := range []string{kt.String(), kt.CName(), keytype.Name(kt, 0)} {
			if got, err := keytype.Parse(name); got != kt || err != nil {
				t.Errorf("Parse(%q) = %v, %v; want %v", name, got, err, kt)
			}
		}
		for _, bits := range kt.AllBits() {
			name := keytype.Name(kt, bits)
			if got, b, err := keytype.ParseWithBits(name); got != kt || b != bits || err != nil {
				t.Errorf("ParseWithBits(%q) = %v, %d, %v; want %v, %d", name, got, b, err, kt, bits)
			}
		}
	}
	for v := range 1 << 16 {
		kt := keytype.Type(v)
		if got, err := keytype.Parse(kt.String()); got != kt || err != nil {
			t.Fatalf("Parse(%q) = %v, %v; want 0x%04x", kt.String(), got, err, v)
		}
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct {
		t    keytype.Type
		bits int
		want string
	}{
		{keytype.AES, 256, "aes-256"}, {keytype.AES, 0, "aes"}, {keytype.AES, 100, "aes-100"}, {keytype.ECCKeyPair(keytype.SECPR1), 256, "p-256"},
		{keytype.ECCPublicKey(keytype.TwistedEdwards), 255, "ed25519-public"}, {keytype.ECCKeyPair(keytype.SECPR1), 100, "ecc-secp-r1-100"},
		{keytype.MLDSAPublicKey, 192, "ml-dsa-65-public"}, {keytype.ChaCha20, 256, "chacha20"}, {keytype.LMSPublicKey, 256, "lms-256"},
		{keytype.DHKeyPair(keytype.RFC7919), 3072, "ffdhe3072"}, {keytype.None, 0, "none"}, {0x1234, 8, "0x1234"},
	} {
		if got := keytype.Name(c.t, c.bits); got != c.want {
			t.Errorf("Name(%v, %d) = %q, want %q", c.t, c.bits, got, c.want)
		}
	}
	if got := keytype.Family(0x77); got.String() != "0x77" || got.CName() != "0x77" {
		t.Errorf("an unknown family is %v", got)
	}
}

// TestNamesDiffer: no two keys have one name.
func TestNamesDiffer(t *testing.T) {
	type key struct {
		t    keytype.Type
		bits int
	}
	seen := map[string]key{}
	for _, kt := range keytype.All() {
		for _, bits := range append(kt.AllBits(), 0) {
			name := keytype.Name(kt, bits)
			other, ok := seen[name]
			if oneSize := len(kt.AllBits()) == 1; ok && !(oneSize && other.t == kt) { // a name need not say the only size there is
				t.Errorf("%q is the name of %v with %d bits and of %v with %d", name, kt, bits, other.t, other.bits)
			}
			seen[name] = key{kt, bits}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, kt := range keytype.All() {
		f.Add(kt.String())
		f.Add(kt.CName())
		for _, bits := range kt.AllBits() {
			f.Add(keytype.Name(kt, bits))
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		kt, bits, err := keytype.ParseWithBits(s)
		if err != nil {
			if kt != keytype.None || bits != 0 {
				t.Fatalf("%q gives %v, %d beside an error", s, kt, bits)
			}
			return
		}
		if bits != 0 && !kt.BitsValid(bits) {
			t.Fatalf("%q gives %v with %d bits", s, kt, bits)
		}
		name := kt.String()
		if bits != 0 {
			name = keytype.Name(kt, bits)
		}
		if again, b, err := keytype.ParseWithBits(name); again != kt || err != nil || bits != 0 && b != bits {
			t.Fatalf("%q gives %v with %d bits, and %q gives %v with %d, %v", s, kt, bits, name, again, b, err)
		}
	})
}

func TestNearest(t *testing.T) {
	names := func(yield func(string) bool) {
		for _, n := range []string{"alpha", "beta", "gamma", "Beta-2", "alpha"} {
			if !yield(n) {
				return
			}
		}
	}
	for _, c := range []struct{ word, want string }{
		{"alpah", "alpha"}, {"bet", "beta Beta-2"}, {"beta2", "Beta-2 beta"}, {"delta", ""}, {"beta-3", "beta Beta-2"}, {"zzz", ""}, {"", ""}, {"g", ""},
	} {
		if got := strings.Join(keytype.Nearest(c.word, names), " "); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
	if got := keytype.DidYouMean("alpah", names); got != `; did you mean "alpha"?` {
		t.Errorf("DidYouMean gives %q", got)
	}
}
