package derivation

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/psacrypto/psa/keytype"
)

// TestKnownKeys has the keys that TF-PSA-Crypto's tests expect of HKDF-SHA-256 (test_suite_psa_crypto.data, derive_key_type). Those on P-256
// from the secret "Hi! I'm a test key! How are you?" have a first candidate that is too great.
func TestKnownKeys(t *testing.T) {
	const (
		ikm  = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
		hi   = "4869212049276d20612074657374206b65792120486f772061726520796f753f"
		salt = "000102030405060708090a0b0c"
		info = "f0f1f2f3f4f5f6f7f8"
	)
	weierstrass, montgomery := keytype.ECCKeyPair(keytype.SECPR1), keytype.ECCKeyPair(keytype.Montgomery)
	for _, c := range []struct {
		secret, salt, info string
		t                  keytype.Type
		size               int
		want               string
	}{
		{ikm, salt, info + "f9", keytype.AES, 128, "3cb25f25faacd57a90434f64d0362f2a"},
		{ikm, salt, info + "f9", keytype.AES, 256, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"},
		{ikm, salt, info + "f9", weierstrass, 256, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5c0"},
		{hi, "", "e1ab5d0000000000", weierstrass, 256, "46a5850b60ba10b0fd8e0feb8790e2819d46ea26fede564ff6dea94ef1945660"},
		{hi, "", "e1ab5d0000000000", keytype.RawData, 256, "ffffffff55f60cea989fe02543c81b28aff09b5b51fdc43f91fe5c2511b0b9d9"},
		{ikm, salt, info + "f9", weierstrass, 384, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865b4b0a85a993c"},
		{ikm, salt, info + "f9", weierstrass, 521, "00b25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865b4b0a85a993b89b9b65683d60f0106d28fff039d0b6f3409"},
		{ikm, salt, info + "fa", weierstrass, 521, "01122f37d10965c8455ecbd2bc73d5da5347d0ce772e54305d528295a64ffb7c567f5042e2d7e5803b407c08d1e110adcefc35564035d706582f723a2f76a32260da"},
		{ikm, salt, info + "f9", montgomery, 255, "38b25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c57f"},
		{ikm, salt, info + "fa", montgomery, 255, "b8122f37d10965c8455ecbd2bc73d5da5347d0ce772e54305d528295a64ffb7c"},
		{ikm, salt, info + "fb", montgomery, 255, "e029d8a4f83cfad631f18dca6aa995f3fa69dd6488a39e8d92fe8de6ca88694f"},
		{ikm, salt, info + "fc", montgomery, 255, "90958ef02dae8c97921a6e59eaa79f5445f76d0f4ab16cd97feba5e6586c264d"},
		{ikm, salt, info + "fd", montgomery, 255, "c099f692a89df2e9008aebe07012b5e128c9cfc1243bd32b7043ab21912d985d"},
		{ikm, salt, info + "fe", montgomery, 255, "d8929e4677193ca3b8b1035d93711ba917edac23c47fd45a403997361ec1475b"},
		{ikm, salt, info + "ff", montgomery, 255, "c89d06c33cec5b3d08221a7228050e6919150a43592ae710162c97c0a2855b65"},
		{ikm, salt, info + "f9", montgomery, 448, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865b4b0a85a993b89b9b65683d60f81"},
		{ikm, salt, info + "fa", montgomery, 448, "bc122f37d10965c8455ecbd2bc73d5da5347d0ce772e54305d528295a64ffb7c567f5042e2d7e5803b407c08d1e110adcefc35564035d786"},
		{ikm, salt, info + "fb", montgomery, 448, "e429d8a4f83cfad631f18dca6aa995f3fa69dd6488a39e8d92fe8de6ca88694fedcdc273f4cefcb73478e8cbcc344c5d713b5eb26e89a9dd"},
		{ikm, salt, info + "fc", montgomery, 448, "90958ef02dae8c97921a6e59eaa79f5445f76d0f4ab16cd97feba5e6586c264dc114d7391112c6083b48ccc60d63c47642f5693898fe498c"},
		{ikm, salt, info + "fd", montgomery, 448, "c099f692a89df2e9008aebe07012b5e128c9cfc1243bd32b7043ab21912d98dd4f73c807b5cc60cbf3364e606ecaeccd3ce44ac46595959d"},
		{ikm, salt, info + "fe", montgomery, 448, "d8929e4677193ca3b8b1035d93711ba917edac23c47fd45a403997361ec1479b4eccf10bc9d1fa1a2e96b5c965a0045295516ab00665fc9b"},
		{ikm, salt, info + "ff", montgomery, 448, "cc9d06c33cec5b3d08221a7228050e6919150a43592ae710162c97c0a2855b25c373305784895a1c48ca511ee42fc50c3f67d419569007ea"},
	} {
		stream, err := hkdf.Key(sha256.New, unhex(t, c.secret), unhex(t, c.salt), string(unhex(t, c.info)), 200)
		if err != nil {
			t.Fatal(err)
		}
		if data, _ := derived(t, c.t, c.size, stream); hex.EncodeToString(data) != c.want {
			t.Errorf("%v, %d bits, info %s: %x, want %s", c.t, c.size, c.info, data, c.want)
		}
	}
}
