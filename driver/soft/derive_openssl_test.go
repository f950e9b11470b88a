package soft

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// opensslKDF runs a key derivation of the OpenSSL command.
func opensslKDF(t *testing.T, name string, n int, options ...string) []byte {
	t.Helper()
	return opensslHex(t, "kdf", name, append(options, "keylen "+strconv.Itoa(n)))
}

// opensslHex runs a command whose options have a name and a value each, and reads the hexadecimal number that it prints.
func opensslHex(t *testing.T, command, name string, options []string) []byte {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("no openssl command")
	}
	args := []string{command}
	for _, o := range options {
		k, v, _ := strings.Cut(o, " ")
		if k == "keylen" || k == "in" {
			args = append(args, "-"+k, v)
		} else {
			args = append(args, "-"+command+"opt", k+":"+v)
		}
	}
	out, err := exec.CommandContext(t.Context(), path, append(args, name)...).CombinedOutput()
	if err != nil {
		t.Skipf("openssl %s: %v: %s", strings.Join(append(args, name), " "), err, out)
	}
	return vectors.Hex(t, strings.NewReplacer(":", "", "\n", "").Replace(string(out)))
}

// TestDerivationsAgainstOpenSSL compares random cases. OpenSSL takes no empty values on its command line, so none is empty.
func TestDerivationsAgainstOpenSSL(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	r := rand.New(rand.NewPCG(1, 2))
	some := func(atLeast int) []byte {
		b := make([]byte, atLeast+r.IntN(80))
		for i := range b {
			// The label of the counter derivations has no null bytes.
			b[i] = byte(1 + r.IntN(255))
		}
		return b
	}
	h := hex.EncodeToString
	for range 6 {
		n := 1 + r.IntN(200)
		secret, salt, info := some(1), some(1), some(1)
		for name, a := range map[string]alg.Algorithm{"SHA2-256": alg.SHA256, "SHA2-384": alg.SHA384, "SHA3-512": alg.SHA3_512, "SM3": alg.SM3, "BLAKE2B512": alg.BLAKE2bHash512, "MD5": alg.MD5} {
			check := func(what string, a alg.Algorithm, want []byte, inputs ...driver.Input) {
				t.Helper()
				if got := derive(t, a, inputs, n, 7); !bytes.Equal(got, want) {
					t.Errorf("%s, %s, secret %x, salt %x, info %x: %x, OpenSSL has %x", what, name, secret, salt, info, got, want)
				}
			}
			check("HKDF", alg.HKDF(a), opensslKDF(t, "HKDF", n, "digest "+name, "hexkey "+h(secret), "hexsalt "+h(salt), "hexinfo "+h(info)),
				deriveData(psa.InputSalt, salt), deriveData(psa.InputSecret, secret), deriveData(psa.InputInfo, info))
			check("HKDF-Expand", alg.HKDFExpand(a), opensslKDF(t, "HKDF", n, "mode EXPAND_ONLY", "digest "+name, "hexkey "+h(secret), "hexinfo "+h(info)),
				deriveData(psa.InputSecret, secret), deriveData(psa.InputInfo, info))
			check("PBKDF2", alg.PBKDF2HMAC(a), opensslKDF(t, "PBKDF2", n, "digest "+name, "hexpass "+h(secret), "hexsalt "+h(salt), "iter 77", "pkcs5 1"),
				deriveCost(77), deriveData(psa.InputSalt, salt), deriveData(psa.InputPassword, secret))
			check("counter, HMAC", alg.SP800108CounterHMAC(a),
				opensslKDF(t, "KBKDF", n, "mac HMAC", "digest "+name, "hexkey "+h(secret), "hexsalt "+h(salt), "hexinfo "+h(info)),
				deriveData(psa.InputSecret, secret), deriveData(psa.InputLabel, salt), deriveData(psa.InputContext, info))
			if strings.HasPrefix(name, "SHA2") {
				check("TLS 1.2 PRF", alg.TLS12PRF(a), opensslKDF(t, "TLS1-PRF", n, "digest "+name, "hexsecret "+h(secret), "hexseed "+h(append(salt, info...))),
					deriveData(psa.InputSeed, info), deriveData(psa.InputSecret, secret), deriveData(psa.InputLabel, salt))
			}
		}
		// K(0) comes from OpenSSL's CMAC, and goes into its counter mode as a part of the fixed input.
		key := append(some(32), some(32)...)[:16]
		fixed := append(append(append([]byte(nil), salt...), 0), info...)
		fixed = binary.BigEndian.AppendUint32(fixed, uint32(8*n))
		file := t.TempDir() + "/fixed"
		if err := os.WriteFile(file, fixed, 0o600); err != nil {
			t.Fatal(err)
		}
		k0 := opensslHex(t, "mac", "CMAC", []string{"cipher AES-128-CBC", "hexkey " + h(key), "in " + file})
		want := opensslKDF(t, "KBKDF", n, "mac CMAC", "cipher AES-128-CBC", "hexkey "+h(key), "hexinfo "+h(append(fixed, k0...)), "use-l 0", "use-separator 0")
		got := derive(t, alg.SP800108CounterCMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.AES, alg.SP800108CounterCMAC, key),
			deriveData(psa.InputLabel, salt), deriveData(psa.InputContext, info)}, n, 7)
		if !bytes.Equal(got, want) {
			t.Errorf("counter, CMAC, key %x, label %x, context %x: %x, OpenSSL has %x", key, salt, info, got, want)
		}
	}
}
