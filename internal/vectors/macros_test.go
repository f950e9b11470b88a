package vectors_test

import (
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// TestMacros holds the evaluator to values that the specification's tables state (appendix "Algorithm and key type encoding").
func TestMacros(t *testing.T) {
	m := vectors.SpecMacros(t)
	for _, c := range []struct {
		macro string
		args  []uint64
		want  uint64
	}{
		{"PSA_ALG_HMAC", []uint64{0x02000009}, 0x03800009},
		{"PSA_ALG_TRUNCATED_MAC", []uint64{0x03800009, 16}, 0x03900009},
		{"PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG", []uint64{0x05500200, 4}, 0x05448200},
		{"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG", []uint64{0x05440200}, 0x05500200},
		{"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG", []uint64{0x05000500}, 0x05100500},
		{"PSA_ALG_GET_HASH", []uint64{0x06000600}, 0},
		{"PSA_ALG_GET_HASH", []uint64{0x060006ff}, 0x020000ff},
		{"PSA_ALG_IS_SIGN_HASH", []uint64{0x06000600}, 1},
		{"PSA_ALG_IS_SIGN_HASH", []uint64{0x06000800}, 0},
		{"PSA_ALG_IS_WILDCARD", []uint64{0x04c09300}, 1},
		{"PSA_ALG_KEY_AGREEMENT_GET_KDF", []uint64{0x09020109}, 0x08000109},
		{"PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR", []uint64{0x7112}, 0x4112},
		{"PSA_BLOCK_CIPHER_BLOCK_LENGTH", []uint64{0x2301}, 8},
		{"PSA_PAKE_PRIMITIVE", []uint64{1, 0x12, 256}, 0x01120100},
		{"PSA_PAKE_PRIMITIVE", []uint64{1, 0x12, 65536}, 0},
		{"PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH", []uint64{0x02000002}, 16},
	} {
		if got := m.Eval(c.macro, c.args...); got != c.want {
			t.Errorf("%s%x = 0x%08x, want 0x%08x", c.macro, c.args, got, c.want)
		}
	}
}
