package cheader_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// TestConstants has a C program tell the value of every constant, and compares it with the specification's.
func TestConstants(t *testing.T) {
	rows := vectors.Spec(t, "constants.tsv")
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n#include <stdio.h>\nint main(void)\n{\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "    printf(\"%%lld\\n\", (long long)%s);\n", row[0])
	}
	b.WriteString("    return 0;\n}\n")
	got := strings.Fields(string(output(t, cCompiler(t), b.String())))
	if len(got) != len(rows) {
		t.Fatalf("%d values for %d constants", len(got), len(rows))
	}
	for i, row := range rows {
		want, err := strconv.ParseInt(row[1], 0, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got[i] != strconv.FormatInt(want, 10) {
			t.Errorf("%s is %s, want %s", row[0], got[i], row[1])
		}
	}
}

// TestMacrosExist: every macro of the specification is one.
func TestMacrosExist(t *testing.T) {
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n")
	for _, row := range vectors.Spec(t, "macros.tsv") {
		fmt.Fprintf(&b, "#ifndef %[1]s\n#error no %[1]s\n#endif\n", row[0])
	}
	for _, row := range vectors.Spec(t, "constants.tsv") {
		fmt.Fprintf(&b, "#ifndef %[1]s\n#error no %[1]s\n#endif\n", row[0])
	}
	b.WriteString("extern int unit;\nint unit;\n")
	compile(t, cCompiler(t), b.String())
}

// TestPlainMacros are the macros without parameters: limits, by what the Go package tells, and numbers that Go has in another form.
func TestPlainMacros(t *testing.T) {
	want := map[string]uint64{
		"PSA_CRYPTO_API_VERSION_MAJOR": 1, "PSA_CRYPTO_API_VERSION_MINOR": 5,
		"PSA_EXPORT_KEY_PAIR_MAX_SIZE": keytype.ExportKeyPairMaxSize, "PSA_EXPORT_PUBLIC_KEY_MAX_SIZE": keytype.ExportPublicMaxSize,
		"PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE": keytype.ExportAsymmetricMaxSize, "PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE": keytype.BlockCipherBlockMaxSize,
		"PSA_AEAD_NONCE_MAX_SIZE": alg.AEADNonceMaxSize, "PSA_AEAD_TAG_MAX_SIZE": alg.AEADTagMaxSize, "PSA_AEAD_FINISH_OUTPUT_MAX_SIZE": alg.AEADFinishOutputMaxSize,
		"PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE": alg.AEADVerifyOutputMaxSize, "PSA_CIPHER_IV_MAX_SIZE": alg.CipherIVMaxSize,
		"PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE": alg.CipherFinishOutputMaxSize, "PSA_HASH_MAX_SIZE": alg.HashMaxSize, "PSA_MAC_MAX_SIZE": alg.MACMaxSize,
		"PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE": alg.HashSuspendOutputMaxSize, "PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE": alg.RawKeyAgreementOutputMaxSize,
		"PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE": alg.TLS12PSKToMSPSKMaxSize, "PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE": alg.EncapsulateCiphertextMaxSize,
		"PSA_WRAP_KEY_PAIR_MAX_SIZE": alg.WrapKeyPairMaxSize, "PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE": alg.AsymmetricEncryptOutputMaxSize,
		"PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE": alg.AsymmetricDecryptOutputMaxSize, "PSA_SIGNATURE_MAX_SIZE": alg.SignatureMaxSize,
		"PSA_PAKE_OUTPUT_MAX_SIZE": 2048, "PSA_PAKE_INPUT_MAX_SIZE": 2048,
		// Mbed TLS 3.6, include/psa/crypto_values.h: the specification leaves the values of steps open.
		"PSA_KEY_DERIVATION_INPUT_SECRET": 0x0101, "PSA_KEY_DERIVATION_INPUT_PASSWORD": 0x0102, "PSA_KEY_DERIVATION_INPUT_OTHER_SECRET": 0x0103,
		"PSA_KEY_DERIVATION_INPUT_LABEL": 0x0201, "PSA_KEY_DERIVATION_INPUT_SALT": 0x0202, "PSA_KEY_DERIVATION_INPUT_INFO": 0x0203,
		"PSA_KEY_DERIVATION_INPUT_SEED": 0x0204, "PSA_KEY_DERIVATION_INPUT_COST": 0x0205, "PSA_KEY_DERIVATION_INPUT_CONTEXT": 0x0206,
	}
	plain := map[string]bool{}
	for _, row := range vectors.Spec(t, "macros.tsv") {
		name := row[0]
		if strings.HasSuffix(name, "_INIT") || name == "PSA_KEY_DERIVATION_UNLIMITED_CAPACITY" || macros[name].value != nil {
			continue // in testdata/inline.c, below, and in macros_test.go
		}
		plain[name] = true
		if _, ok := want[name]; !ok {
			t.Errorf("%s is not compared with anything", name)
		}
	}
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n#include <stdint.h>\n#include <stdio.h>\nint main(void)\n{\n")
	for name, value := range want {
		if !plain[name] {
			t.Errorf("%s is not a macro of the specification", name)
		}
		fmt.Fprintf(&b, "    if (%[1]s != %[2]d) printf(\"%[1]s is %%lu, want %[2]d\\n\", (unsigned long)%[1]s);\n", name, value)
	}
	b.WriteString("    if (PSA_KEY_DERIVATION_UNLIMITED_CAPACITY != SIZE_MAX) printf(\"the unlimited capacity has a limit\\n\");\n")
	b.WriteString("    return 0;\n}\n")
	if out := output(t, cCompiler(t), b.String()); len(out) != 0 {
		t.Errorf("%s", out)
	}
	// The preprocessor can compare limits.
	var p strings.Builder
	p.WriteString("#include <psa/crypto.h>\n")
	for name, value := range want {
		if strings.HasSuffix(name, "_MAX_SIZE") {
			fmt.Fprintf(&p, "#if %[1]s != %[2]d\n#error %[1]s\n#endif\n", name, value)
		}
	}
	p.WriteString("extern int unit;\nint unit;\n")
	compile(t, cCompiler(t), p.String(), strict...)
}
