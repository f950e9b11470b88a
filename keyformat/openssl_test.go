package keyformat

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
)

// openssl runs the OpenSSL command in dir, with input, and returns what it writes.
func openssl(t *testing.T, dir string, input []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl command")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	var out, problem bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problem
	if err := cmd.Run(); err != nil {
		t.Fatalf("openssl %s: %v: %s", strings.Join(args, " "), err, problem.Bytes())
	}
	return out.Bytes()
}

// TestOpenSSL reads all that OpenSSL writes of a key, and has OpenSSL read what is written here.
func TestOpenSSL(t *testing.T) {
	for name, generate := range map[string][]string{
		"RSA":         {"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"},
		"RSA, 3":      {"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-pkeyopt", "rsa_keygen_pubexp:3"},
		"P-256":       {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"},
		"P-384":       {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"},
		"P-521":       {"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"},
		"Ed25519":     {"genpkey", "-algorithm", "ED25519"},
		"X25519":      {"genpkey", "-algorithm", "X25519"},
		"Ed448":       {"genpkey", "-algorithm", "ED448"},
		"X448":        {"genpkey", "-algorithm", "X448"},
		"RSA, 2^32+1": {"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-pkeyopt", "rsa_keygen_pubexp:4294967297"},
		"RSA, 512":    {"genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			pem := openssl(t, dir, nil, generate...)
			pair, err := ParsePEM(pem)
			if err != nil {
				t.Fatal(err)
			}
			publicPEM := openssl(t, dir, pem, "pkey", "-pubout")
			public, err := ParsePEM(publicPEM)
			if err != nil {
				t.Fatal(err)
			}
			if public.Type != pair.Type.PublicKeyOf() || public.Bits != pair.Bits {
				t.Errorf("%v and %v", pair, public)
			}
			// The same keys in other forms.
			same := map[string][]byte{
				"PKCS#8":        openssl(t, dir, pem, "pkcs8", "-topk8", "-nocrypt", "-outform", "DER"),
				"PEM with text": append([]byte("Private-Key of somebody\n"), pem...),
			}
			encrypted := map[string][]byte{
				"PKCS#8, PEM": openssl(t, dir, pem, "pkcs8", "-topk8", "-passout", "pass:secret"),
				"PKCS#8, DER": openssl(t, dir, pem, "pkcs8", "-topk8", "-passout", "pass:secret", "-outform", "DER"),
			}
			// The newer kinds have no old form.
			if !strings.Contains(name, "25519") && !strings.Contains(name, "448") {
				same["traditional, PEM"] = openssl(t, dir, pem, "pkey", "-traditional")
				encrypted["traditional"] = openssl(t, dir, pem, "pkey", "-traditional", "-aes128", "-passout", "pass:secret")
				same["traditional, DER"] = openssl(t, dir, pem, "pkey", "-traditional", "-outform", "DER")
			}
			for form, data := range same {
				if k, _, err := Detect(data); err != nil || !sameKey(k, pair) {
					t.Errorf("%s: %v, %v", form, k, err)
				}
			}
			if k, _, err := Detect(openssl(t, dir, pem, "pkey", "-pubout", "-outform", "DER")); err != nil || !sameKey(k, public) {
				t.Errorf("SPKI: %v, %v", k, err)
			}
			// OpenSSL reads what is written here, finds it consistent, and writes it as before.
			out, err := MarshalPEM(pair)
			if err != nil {
				t.Fatal(err)
			}
			if again := openssl(t, dir, out, "pkey", "-check"); !bytes.HasSuffix(again, pem) {
				t.Errorf("%s is no longer the key", out)
			}
			out, err = MarshalPEM(public)
			if err != nil || !bytes.Equal(out, publicPEM) {
				t.Errorf("%s, %v, want %s", out, err, publicPEM)
			}
			// Encrypted keys are refused.
			for form, data := range encrypted {
				_, _, err := Detect(data)
				if psa.StatusOf(err) != psa.ErrNotSupported || !strings.Contains(err.Error(), "decrypt it first") {
					t.Errorf("encrypted, %s: %v", form, err)
				}
			}
		})
	}
}

// TestOpenSSLCurves has the forms of keys on curves that are old or unusual.
func TestOpenSSLCurves(t *testing.T) {
	dir := t.TempDir()
	withParameters := openssl(t, dir, nil, "ecparam", "-name", "prime256v1", "-genkey")
	if !bytes.Contains(withParameters, []byte("EC PARAMETERS")) {
		t.Fatalf("%s", withParameters)
	}
	pair, err := ParsePEM(withParameters)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "key.pem")
	if err := os.WriteFile(file, withParameters, 0o600); err != nil {
		t.Fatal(err)
	}
	withoutPublic := openssl(t, dir, nil, "ec", "-in", file, "-no_public")
	if k, err := ParsePEM(withoutPublic); err != nil || !sameKey(k, pair) {
		t.Errorf("%v, %v", k, err)
	}
	for name, c := range map[string][]string{
		"explicit curve":      {"ec", "-in", file, "-param_enc", "explicit"},
		"explicit, public":    {"ec", "-in", file, "-param_enc", "explicit", "-pubout"},
		"compressed, public":  {"ec", "-in", file, "-conv_form", "compressed", "-pubout"},
		"explicit, PKCS#8":    {"pkey", "-in", file, "-ec_param_enc", "explicit"},
		"another curve":       {"ecparam", "-name", "secp112r1", "-genkey"},
		"another algorithm":   {"genpkey", "-algorithm", "SM2"},
		"RSASSA-PSS":          {"genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:1024"},
		"several primes":      {"genrsa", "-primes", "3", "1536"},
		"several, old format": {"genrsa", "-traditional", "-primes", "3", "1536"},
	} {
		_, err := ParsePEM(openssl(t, dir, nil, c...))
		wantStatus(t, err, psa.ErrNotSupported, name)
	}
}

// TestAdvice does what the refusals say, and reads the result.
func TestAdvice(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "key.pem")
	save := func(b []byte) string {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	key := openssl(t, dir, nil, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
	pair, err := ParsePEM(key)
	if err != nil {
		t.Fatal(err)
	}
	in := save(openssl(t, dir, key, "pkcs8", "-topk8", "-passout", "pass:secret"))
	if k, err := ParsePEM(openssl(t, dir, nil, "pkey", "-in", in, "-passin", "pass:secret")); err != nil || !sameKey(k, pair) {
		t.Errorf("decrypted: %v, %v", k, err)
	}
	in = save(openssl(t, dir, key, "pkey", "-ec_param_enc", "explicit"))
	if k, err := ParsePEM(openssl(t, dir, nil, "pkey", "-in", in, "-ec_param_enc", "named_curve")); err != nil || !sameKey(k, pair) {
		t.Errorf("named curve: %v, %v", k, err)
	}
	in = save(openssl(t, dir, key, "pkey", "-pubout", "-ec_conv_form", "compressed"))
	if k, err := ParsePEM(openssl(t, dir, nil, "pkey", "-pubin", "-in", in, "-pubout", "-ec_conv_form", "uncompressed")); err != nil || k.Type != pair.Type.PublicKeyOf() {
		t.Errorf("uncompressed: %v, %v", k, err)
	}
	in = save(openssl(t, dir, key, "req", "-x509", "-key", save(key), "-subj", "/CN=test", "-days", "1"))
	if k, err := ParsePEM(openssl(t, dir, nil, "x509", "-in", in, "-noout", "-pubkey")); err != nil || k.Type != pair.Type.PublicKeyOf() {
		t.Errorf("certificate: %v, %v", k, err)
	}
}

// TestOpenSSLNamedCurves takes a key of OpenSSL's on each curve that it has through all forms, and gives it back as it was.
func TestOpenSSLNamedCurves(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "key.pem")
	known := string(openssl(t, dir, nil, "ecparam", "-list_curves"))
	n := 0
	for i := range rows {
		r := &rows[i]
		name := strings.NewReplacer("P-192", "prime192v1", "P-224", "secp224r1", "P-256", "prime256v1", "P-384", "secp384r1", "P-521", "secp521r1").Replace(r.name)
		if r.curve == "" || !strings.Contains(known, "  "+name) {
			continue
		}
		n++
		private := openssl(t, dir, nil, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:"+name, "-pkeyopt", "ec_param_enc:named_curve")
		if err := os.WriteFile(file, private, 0o600); err != nil {
			t.Fatal(err)
		}
		pair, err := ParsePEM(private)
		if err != nil || pair.Type != r.pair || pair.Bits != r.bits {
			t.Errorf("%s: %v, %v", r.name, pair, err)
			continue
		}
		if out, err := MarshalPEM(pair); err != nil || !bytes.Equal(out, private) {
			t.Errorf("%s: %s, %v, want %s", r.name, out, err, private)
		}
		spki := openssl(t, dir, nil, "pkey", "-in", file, "-pubout")
		public, err := ParsePEM(spki)
		if err != nil || public.Type != r.pair.PublicKeyOf() || public.Bits != r.bits {
			t.Errorf("%s: %v, %v", r.name, public, err)
			continue
		}
		if out, err := MarshalPEM(public); err != nil || !bytes.Equal(out, spki) {
			t.Errorf("%s: %s, %v, want %s", r.name, out, err, spki)
		}
		if r.kty == "" {
			continue
		}
		jwk, err := MarshalJWK(pair, nil)
		if back, _, other := ParseJWK(jwk); err != nil || other != nil || !sameKey(back, pair) {
			t.Errorf("%s: %s, %v, %v", r.name, jwk, err, other)
		}
	}
	if n < 20 {
		t.Errorf("OpenSSL has only %d of the curves", n)
	}
}
