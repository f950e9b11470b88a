package conformance

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/c2sp/wycheproof"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

var bg = context.Background()

// hexBytes are bytes that JSON has in hexadecimal.
type hexBytes []byte

func (b *hexBytes) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	raw, err := hex.DecodeString(s)
	*b = raw
	return err
}

// group is a group of Wycheproof's tests; each file has some of the fields.
type group struct {
	KeySize, TagSize, IVSize int
	Curve, Sha, MgfSha, Mgf  string
	SLen                     int
	ParameterSet             string
	Encoding                 string
	PublicKey                json.RawMessage
	PublicKeyAsn             hexBytes
	PublicKeyDer             hexBytes
	PrivateKeyPkcs8          hexBytes
	PrivateSeed              hexBytes
	Tests                    []test
}

// test is one of Wycheproof's tests.
type test struct {
	ID                          int `json:"tcId"`
	Comment, Result             string
	Flags                       []string
	Key, IV, Aad, Msg, Ct, Tag  hexBytes
	Public, Private, Shared     hexBytes
	Sig, Ctx                    hexBytes
	Ikm, Salt, Info, Okm        hexBytes
	Password, Dk                hexBytes
	Label                       hexBytes
	Seed, Ek, C, K              hexBytes
	Size, IterationCount, DkLen int
}

// valid tells whether what the test describes must succeed, and whether it must fail; a test with the result "acceptable" may do either.
func (c *test) valid() (must, mustNot bool) { return c.Result == "valid", c.Result == "invalid" }

func (c *test) flagged(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(c.Flags, n) })
}

// run is a way to run the files of a kind of algorithm.
type run struct {
	// match tells whether a file is one of the kind, and with which algorithm.
	match func(name string) bool
	group func(t *testing.T, s *session, name string, g *group)
}

// session is a store of volatile keys for one file of vectors.
type session struct {
	*keystore.Store
	n int
}

// key imports a key that may be used for all with an algorithm.
func (s *session) key(a alg.Algorithm, kind keytype.Type, data []byte) (keystore.Key, error) {
	return s.sized(a, kind, 0, data)
}

// sized is key for those whose data do not tell the size.
func (s *session) sized(a alg.Algorithm, kind keytype.Type, bits int, data []byte) (keystore.Key, error) {
	return s.Import(bg, psa.Attributes{Type: kind, Bits: bits, Policy: psa.Policy{Usage: psa.AllUsage(), Alg: a}}, data)
}

// check holds the outcome of a test against what it must be.
func (s *session) check(t *testing.T, c *test, err error) {
	t.Helper()
	s.n++
	must, mustNot := c.valid()
	switch st := psa.StatusOf(err); {
	case st == psa.ErrNotSupported && !mustNot:
		t.Errorf("test %d (%s %v): %v", c.ID, c.Comment, c.Flags, err)
	case err == nil && mustNot:
		t.Errorf("test %d (%s %v) succeeds, but is %s", c.ID, c.Comment, c.Flags, c.Result)
	case err != nil && must:
		t.Errorf("test %d (%s %v) is %s, but: %v", c.ID, c.Comment, c.Flags, c.Result, err)
	}
}

// same tells what an output that is not the expected one is to check: it fails as an error would.
func same(got, want []byte, err error) error {
	if err == nil && string(got) != string(want) {
		return fmt.Errorf("got %x, want %x", got, want)
	}
	return err
}

func prefix(p string) func(string) bool {
	return func(n string) bool { return strings.HasPrefix(n, p) }
}

// left are the files that are not run, by the beginnings of their names, with the reason.
var left = []struct{ prefix, why string }{
	{"a128cbc", "JOSE composites"}, {"a192cbc", "JOSE composites"}, {"a256cbc", "JOSE composites"}, {"json_web", "JOSE"},
	{"aead_aes_siv", "SIV is not in the specification"}, {"aes_siv", "SIV is not in the specification"}, {"aes_gcm_siv", "SIV is not in the specification"},
	{"aegis", "not in the specification"}, {"morus", "not in the specification"}, {"aes_eax", "not in the specification"}, {"aes_ff1", "not in the specification"},
	{"aes_gmac", "not in the specification"}, {"ascon128", "Ascon v1.2, not SP 800-232"}, {"ascon80pq", "Ascon v1.2, not SP 800-232"},
	{"bls_", "not in the specification"}, {"c2sp_", "not in the specification"}, {"dsa_", "not in the specification"}, {"ec_prime", "curve parameters, which are no input here"},
	{"kmac", "not in the specification"}, {"pbes2", "not in the specification"}, {"primality", "no input here"}, {"seed_", "not in the specification"},
	{"siphash", "not in the specification"}, {"vmac", "not in the specification"}, {"rsa_three_primes", "keys of three primes are not in the specification"},
	{"ecdsa_secp160k1", "the specification has no such curve"}, {"ecdsa_secp160r1", "the specification has no such curve"},
	{"mldsa_44_sign_noseed", "private keys are seeds in the specification"}, {"mldsa_65_sign_noseed", "private keys are seeds in the specification"},
	{"mldsa_87_sign_noseed", "private keys are seeds in the specification"},
	{"mlkem_512_semi", "private keys are seeds in the specification"}, {"mlkem_768_semi", "private keys are seeds in the specification"},
	{"mlkem_1024_semi", "private keys are seeds in the specification"},
	{"ecdsa_secp256k1_sha256_bitcoin", "a rule of Bitcoin's, the low s, is not ECDSA's"},
	{"ecdh_secp224r1_pem", "the same points as in the other files"}, {"ecdh_secp256r1_pem", "the same points as in the other files"},
	{"ecdh_secp384r1_pem", "the same points as in the other files"}, {"ecdh_secp521r1_pem", "the same points as in the other files"},
	{"ecdh_secp256r1_webcrypto", "the same points as in the other files"}, {"ecdh_secp384r1_webcrypto", "the same points as in the other files"},
	{"ecdh_secp521r1_webcrypto", "the same points as in the other files"}, {"ecdh_secp256k1_webcrypto", "the same points as in the other files"},
	{"x25519_asn", "the raw form is run"}, {"x25519_jwk", "the raw form is run"}, {"x25519_pem", "the raw form is run"},
	{"x448_asn", "the raw form is run"}, {"x448_jwk", "the raw form is run"}, {"x448_pem", "the raw form is run"},
}

// parameterised are files that are run in part, by a rule in the code of their kind: those of PSS with a mask generation of another hash or a salt of
// another length than the specification's, and of OAEP alike.

func TestWycheproof(t *testing.T) {
	files, err := fs.Glob(wycheproof.TestVectors, "*_test.json")
	if err != nil || len(files) < 300 {
		t.Fatalf("%d files of vectors, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, "_test.json")
		if slices.ContainsFunc(left, func(l struct{ prefix, why string }) bool { return strings.HasPrefix(name, l.prefix) }) {
			continue
		}
		i := slices.IndexFunc(runs, func(r run) bool { return r.match(name) })
		if i < 0 {
			t.Errorf("nothing runs %s", file)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var doc struct{ TestGroups []group }
			data, err := fs.ReadFile(wycheproof.TestVectors, file)
			if err == nil {
				err = json.Unmarshal(data, &doc)
			}
			if err != nil {
				t.Fatal(err)
			}
			st, err := keystore.Open(bg, keystore.Config{})
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			s := &session{Store: st}
			for i := range doc.TestGroups {
				runs[runOf(name)].group(t, s, name, &doc.TestGroups[i])
			}
			if s.n == 0 {
				t.Skip("no test of the file is in the specification's terms")
			}
			t.Logf("%d tests", s.n)
		})
	}
}

func runOf(name string) int { return slices.IndexFunc(runs, func(r run) bool { return r.match(name) }) }

var runs = []run{
	{prefix("aes_cbc_pkcs5"), cipherRun(keytype.AES, alg.CBCPKCS7)},
	{prefix("aria_cbc_pkcs5"), cipherRun(keytype.ARIA, alg.CBCPKCS7)},
	{prefix("camellia_cbc_pkcs5"), cipherRun(keytype.Camellia, alg.CBCPKCS7)},
	{prefix("aes_xts"), cipherRun(keytype.AES, alg.XTS)},
	{prefix("aes_cmac"), macRun(keytype.AES, alg.CMAC)},
	{prefix("aria_cmac"), macRun(keytype.ARIA, alg.CMAC)},
	{prefix("camellia_cmac"), macRun(keytype.Camellia, alg.CMAC)},
	{prefix("hmac_"), hmacRun},
	{prefix("aes_ccm"), aeadRun(keytype.AES, alg.CCM)},
	{prefix("aria_ccm"), aeadRun(keytype.ARIA, alg.CCM)},
	{prefix("camellia_ccm"), aeadRun(keytype.Camellia, alg.CCM)},
	{prefix("sm4_ccm"), aeadRun(keytype.SM4, alg.CCM)},
	{prefix("aes_gcm"), aeadRun(keytype.AES, alg.GCM)},
	{prefix("aria_gcm"), aeadRun(keytype.ARIA, alg.GCM)},
	{prefix("sm4_gcm"), aeadRun(keytype.SM4, alg.GCM)},
	{prefix("chacha20_poly1305"), aeadRun(keytype.ChaCha20, alg.ChaCha20Poly1305)},
	{prefix("xchacha20_poly1305"), aeadRun(keytype.XChaCha20, alg.XChaCha20Poly1305)},
	{prefix("ascon_sp800_232_aead128"), aeadRun(keytype.Ascon, alg.AsconAEAD128)},
	{prefix("aes_wrap"), wrapRun(keytype.AES, alg.KW)},
	{prefix("aria_wrap"), wrapRun(keytype.ARIA, alg.KW)},
	{prefix("camellia_wrap"), wrapRun(keytype.Camellia, alg.KW)},
	{prefix("aes_kwp"), wrapRun(keytype.AES, alg.KWP)},
	{prefix("aria_kwp"), wrapRun(keytype.ARIA, alg.KWP)},
	{prefix("hkdf_"), hkdfRun},
	{prefix("pbkdf2_"), pbkdf2Run},
	{prefix("ecdh_"), ecdhRun},
	{prefix("x25519"), xdhRun(255)},
	{prefix("x448"), xdhRun(448)},
	{prefix("ecdsa_"), ecdsaRun},
	{prefix("ed25519"), eddsaRun(255)},
	{prefix("ed448"), eddsaRun(448)},
	{prefix("rsa_signature_"), rsaVerifyRun},
	{func(n string) bool { return strings.HasPrefix(n, "rsa_pkcs1_") && strings.HasSuffix(n, "_sig_gen") }, rsaSignRun},
	{prefix("rsa_pkcs1_"), rsaDecryptRun},
	{prefix("rsa_oaep_"), rsaOAEPRun},
	{prefix("rsa_pss_"), rsaPSSRun},
	{func(n string) bool { return strings.HasPrefix(n, "mldsa_") && strings.HasSuffix(n, "_verify") }, mldsaVerifyRun},
	{prefix("mldsa_"), mldsaSignRun},
	{prefix("mlkem_"), mlkemRun},
}
