package keyformat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// TestCurves448 has the first key of RFC 8032, section 7.4, and Alice's of RFC 7748, section 6.2, without the forced bits as it is there.
func TestCurves448(t *testing.T) {
	for _, c := range []struct {
		crv, private, public string
		family               keytype.Family
		oid                  byte
	}{
		{"Ed448", "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b",
			"5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180", keytype.TwistedEdwards, 113},
		{"X448", "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b",
			"9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0", keytype.Montgomery, 111},
	} {
		private, public := vectors.Hex(t, c.private), vectors.Hex(t, c.public)
		data := bytes.Clone(private)
		if c.crv == "X448" {
			data[0], data[55] = data[0]&252, data[55]|128
		}
		pair, pub := Key{keytype.ECCKeyPair(c.family), 448, data}, Key{keytype.ECCPublicKey(c.family), 448, public}

		b64 := base64.RawURLEncoding.EncodeToString
		for name, k := range map[string]Key{
			fmt.Sprintf(`{"kty":"OKP","crv":%q,"x":%q,"d":%q}`, c.crv, b64(public), b64(private)): pair,
			fmt.Sprintf(`{"kty":"OKP","crv":%q,"x":%q}`, c.crv, b64(public)):                      pub,
		} {
			got, _, err := ParseJWK([]byte(name))
			if err != nil || !sameKey(got, k) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			out, err := MarshalJWK(k, nil)
			var members map[string]string
			if err != nil || json.Unmarshal(out, &members) != nil || members["kty"] != "OKP" || members["crv"] != c.crv || members["x"] != b64(public) ||
				members["d"] != "" && members["d"] != b64(data) || (members["d"] == "") != k.Type.IsPublicKey() {
				t.Errorf("%s: %s, %v", c.crv, out, err)
			}
		}
		// RFC 8410, sections 3, 4 and 7.
		oid := []byte{0x30, 5, 6, 3, 0x2b, 0x65, c.oid}
		n := byte(len(data))
		wantPKCS8 := append(append([]byte{0x30, n + 14, 2, 1, 0}, oid...), append([]byte{4, n + 2, 4, n}, data...)...)
		wantSPKI := append(append([]byte{0x30, n + 10}, oid...), append([]byte{3, n + 1, 0}, public...)...)
		if got, err := MarshalPKCS8(pair); err != nil || !bytes.Equal(got, wantPKCS8) {
			t.Errorf("%s: %x, %v, want %x", c.crv, got, err, wantPKCS8)
		}
		if got, err := MarshalSPKI(pub); err != nil || !bytes.Equal(got, wantSPKI) {
			t.Errorf("%s: %x, %v, want %x", c.crv, got, err, wantSPKI)
		}
		// A public key that is another one's.
		public[3] ^= 1
		_, _, err := ParseJWK(fmt.Appendf(nil, `{"kty":"OKP","crv":%q,"x":%q,"d":%q}`, c.crv, b64(public), b64(private)))
		wantStatus(t, err, psa.ErrInvalidArgument, "another public key")
		_, _, err = ParseJWK(fmt.Appendf(nil, `{"kty":"OKP","crv":%q,"x":%q}`, c.crv, b64(public[1:])))
		wantStatus(t, err, psa.ErrInvalidArgument, "a short public key")
	}
}
