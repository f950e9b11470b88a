package cheader_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/cheader"
	"github.com/psacrypto/psa/keystore"
)

var root = filepath.Join("..", "..")

// The headers say what the tables and the driver say.
func TestHeaders(t *testing.T) {
	for _, h := range cheader.Headers(keystore.Supported) {
		have, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(cheader.Folder), h.Name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, h.Text) {
			t.Errorf("psa/%s is not what the tables say; write it by: go run ./internal/cheader/gen", h.Name)
		}
	}
}

// What programs written for Mbed TLS test for is told by the names that Mbed TLS has: those of include/psa/crypto_config.h in version 3.6, for what every
// build of this library has.
func TestConfigNames(t *testing.T) {
	config, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(cheader.Folder), "crypto_config.h"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(`ALG_CBC_NO_PADDING ALG_CBC_PKCS7 ALG_CHACHA20_POLY1305 ALG_CMAC ALG_CTR ALG_DETERMINISTIC_ECDSA ALG_ECB_NO_PADDING ALG_ECDH
		ALG_ECDSA ALG_GCM ALG_HKDF ALG_HKDF_EXPAND ALG_HKDF_EXTRACT ALG_HMAC ALG_PBKDF2_AES_CMAC_PRF_128 ALG_PBKDF2_HMAC ALG_RSA_OAEP ALG_RSA_PKCS1V15_CRYPT
		ALG_RSA_PKCS1V15_SIGN ALG_RSA_PSS ALG_SHA3_224 ALG_SHA3_256 ALG_SHA3_384 ALG_SHA3_512 ALG_SHA_1 ALG_SHA_224 ALG_SHA_256 ALG_SHA_384 ALG_SHA_512
		ALG_TLS12_PRF ALG_TLS12_PSK_TO_MS ECC_MONTGOMERY_255 ECC_SECP_R1_256 ECC_SECP_R1_384 ECC_SECP_R1_521 KEY_TYPE_AES KEY_TYPE_CHACHA20 KEY_TYPE_DERIVE
		KEY_TYPE_ECC_KEY_PAIR_BASIC KEY_TYPE_ECC_KEY_PAIR_DERIVE KEY_TYPE_ECC_KEY_PAIR_EXPORT KEY_TYPE_ECC_KEY_PAIR_GENERATE KEY_TYPE_ECC_KEY_PAIR_IMPORT
		KEY_TYPE_ECC_PUBLIC_KEY KEY_TYPE_HMAC KEY_TYPE_PASSWORD KEY_TYPE_RAW_DATA KEY_TYPE_RSA_KEY_PAIR_BASIC KEY_TYPE_RSA_KEY_PAIR_EXPORT
		KEY_TYPE_RSA_KEY_PAIR_GENERATE KEY_TYPE_RSA_KEY_PAIR_IMPORT KEY_TYPE_RSA_PUBLIC_KEY`) {
		if !bytes.Contains(config, []byte("#define PSA_WANT_"+name+" 1\n")) {
			t.Errorf("PSA_WANT_%s is not defined as 1", name)
		}
	}
	for _, line := range strings.Split(string(config), "\n") {
		if d, found := strings.CutPrefix(line, "#define PSA_WANT_"); found && !strings.HasSuffix(d, " 1") {
			t.Errorf("%q: programs compare with 1", line)
		}
	}
}
