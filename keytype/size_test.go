package keytype_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/mlkem"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"testing"

	"github.com/psacrypto/psa/keytype"
)

// TestExportSize has the sizes that the "Key format" sections state, and those of the standards they name.
func TestExportSize(t *testing.T) {
	for _, c := range []struct {
		t    keytype.Type
		bits int
		want int
	}{
		{keytype.RawData, 8, 1}, {keytype.AES, 256, 32}, {keytype.AES, 512, 64}, {keytype.DES, 192, 24}, {keytype.HMAC, 1024, 128},
		{keytype.Ascon, 256, 32},
		// "a 32-byte string for Edwards25519, and a 57-byte string for Edwards448"; "32 bytes for Curve25519, and 56 bytes for Curve448"
		{keytype.ECCKeyPair(keytype.TwistedEdwards), 255, 32}, {keytype.ECCPublicKey(keytype.TwistedEdwards), 255, 32},
		{keytype.ECCKeyPair(keytype.TwistedEdwards), 448, 57}, {keytype.ECCPublicKey(keytype.TwistedEdwards), 448, 57},
		{keytype.ECCKeyPair(keytype.Montgomery), 255, 32}, {keytype.ECCPublicKey(keytype.Montgomery), 255, 32},
		{keytype.ECCKeyPair(keytype.Montgomery), 448, 56}, {keytype.ECCPublicKey(keytype.Montgomery), 448, 56},
		{keytype.ECCKeyPair(keytype.SECPR1), 521, 66}, {keytype.ECCPublicKey(keytype.SECPR1), 521, 133},
		// SEC 2: the field of secp224k1 has 224 bits, its order 225; the order of secp160r2 has 161.
		{keytype.ECCKeyPair(keytype.SECPK1), 225, 29}, {keytype.ECCPublicKey(keytype.SECPK1), 225, 57},
		{keytype.ECCKeyPair(keytype.SECPR2), 160, 21}, {keytype.ECCPublicKey(keytype.SECPR2), 160, 41},
		{keytype.ECCKeyPair(keytype.SECTK1), 233, 30}, {keytype.ECCPublicKey(keytype.SECTK1), 571, 145},
		{keytype.DHKeyPair(keytype.RFC7919), 2048, 256}, {keytype.DHPublicKey(keytype.RFC3526), 8192, 1024},
		// RFC 8554, section 5.3 (56 and 48 bytes) and section 6.1; RFC 8391: 4 + 2n
		{keytype.LMSPublicKey, 256, 56}, {keytype.LMSPublicKey, 192, 48}, {keytype.HSSPublicKey, 256, 60}, {keytype.HSSPublicKey, 192, 52},
		{keytype.XMSSPublicKey, 256, 68}, {keytype.XMSSMTPublicKey, 192, 52},
		{keytype.MLDSAKeyPair, 256, 32}, {keytype.MLDSAPublicKey, 128, 1312}, {keytype.MLDSAPublicKey, 192, 1952}, {keytype.MLDSAPublicKey, 256, 2592},
		// "32, 48, or 64 bytes for the public key, and double that for the key pair"
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHA2S), 128, 32}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), 128, 64},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHAKEF), 256, 64}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), 256, 128},
		{keytype.MLKEMKeyPair, 768, 64}, {keytype.MLKEMPublicKey, 512, 800}, {keytype.MLKEMPublicKey, 768, 1184}, {keytype.MLKEMPublicKey, 1024, 1568},
		// "over P-256": two scalars of 32 bytes; a scalar of 32 bytes and a point of 65
		{keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, 64}, {keytype.SPAKE2PPublicKey(keytype.SECPR1), 256, 97},
		{keytype.SPAKE2PKeyPair(keytype.TwistedEdwards), 255, 64}, {keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 255, 64},
		{keytype.WPA3SAEECC(keytype.SECPR1), 256, 64}, {keytype.WPA3SAEECC(keytype.SECPR1), 521, 132}, {keytype.WPA3SAEDH(keytype.RFC3526), 3072, 384},
		{keytype.AES, 100, 0}, {keytype.None, 8, 0}, {keytype.ECCKeyPair(keytype.SECPR1), 255, 0},
	} {
		if got := c.t.ExportSize(c.bits); got != c.want {
			t.Errorf("%v of %d bits: %d bytes, want %d", c.t, c.bits, got, c.want)
		}
	}
	if n := keytype.AES.ExportPublicSize(128); n != 0 {
		t.Errorf("the public key of an AES key has %d bytes", n)
	}
}

func TestExportPublicSize(t *testing.T) {
	for _, kt := range keytype.All() {
		if !kt.IsKeyPair() {
			continue
		}
		for _, bits := range kt.AllBits() {
			if got, want := kt.ExportPublicSize(bits), kt.PublicKeyOf().ExportSize(bits); got != want || got == 0 {
				t.Errorf("%v of %d bits: %d, want %d", kt, bits, got, want)
			}
		}
	}
}

// TestExportSizeStandardLibrary compares with keys that Go's library encodes.
func TestExportSizeStandardLibrary(t *testing.T) {
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		k, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		private, err1 := k.Bytes()
		public, err2 := k.PublicKey.Bytes()
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		bits := curve.Params().BitSize
		pair := keytype.ECCKeyPair(keytype.SECPR1)
		if len(private) != pair.ExportSize(bits) || len(public) != pair.ExportPublicSize(bits) {
			t.Errorf("P-%d: %d and %d bytes, want %d and %d", bits, pair.ExportSize(bits), pair.ExportPublicSize(bits), len(private), len(public))
		}
		if g, _ := keytype.GroupOf(keytype.SECPR1, bits); g.OrderBits != curve.Params().N.BitLen() || g.FieldBits != curve.Params().P.BitLen() {
			t.Errorf("P-%d: %+v", bits, g)
		}
	}
	x, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if n := keytype.ECCKeyPair(keytype.Montgomery).ExportSize(255); n != len(x.Bytes()) {
		t.Errorf("X25519: %d bytes", n)
	}
	if n := keytype.MLKEMPublicKey.ExportSize(1024); n != mlkem.EncapsulationKeySize1024 {
		t.Errorf("ML-KEM-1024: %d bytes", n)
	}
	if n := keytype.MLKEMKeyPair.ExportSize(768); n != mlkem.SeedSize {
		t.Errorf("ML-KEM seed: %d bytes", n)
	}
}

func TestExportSizeRSA(t *testing.T) {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	// The bound is for an exponent of 256 bits, where this key has one of 17.
	const shorter = 33 - 3
	if got, want := keytype.RSAKeyPair.ExportSize(2048), len(x509.MarshalPKCS1PrivateKey(k)); got < want || got > want+shorter+8 {
		t.Errorf("key pair: room for %d bytes, and %d are used", got, want)
	}
	if got, want := keytype.RSAPublicKey.ExportSize(2048), len(x509.MarshalPKCS1PublicKey(&k.PublicKey)); got != want+shorter {
		t.Errorf("public key: room for %d bytes, and %d are used", got, want)
	}
	// With all integers as long as they can be, encoding/asn1 gives the exact size.
	for _, bits := range []int{512, 1000, 1023, 1024, 2047, 2048, 3071, 4096, 8191, 8192} {
		ones := func(n int) *big.Int { return new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(n)), big.NewInt(1)) }
		half := ones((bits + 1) / 2)
		pair, err1 := asn1.Marshal(struct {
			Version                             int
			N, E, D, P, Q, DModP1, DModQ1, QInv *big.Int
		}{0, ones(bits), ones(256), ones(bits), half, half, half, half, half})
		public, err2 := asn1.Marshal(struct{ N, E *big.Int }{ones(bits), ones(256)})
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if keytype.RSAKeyPair.ExportSize(bits) != len(pair) || keytype.RSAPublicKey.ExportSize(bits) != len(public) {
			t.Errorf("%d bits: %d and %d bytes, want %d and %d", bits, keytype.RSAKeyPair.ExportSize(bits), keytype.RSAPublicKey.ExportSize(bits),
				len(pair), len(public))
		}
	}
}

func TestExportMaxSizes(t *testing.T) {
	pair, public := 0, 0
	for _, kt := range keytype.All() {
		sizes := kt.AllBits()
		if kt.IsRSA() {
			sizes = nil
			for bits := 512; bits <= 8192; bits++ {
				sizes = append(sizes, bits)
			}
		}
		for _, bits := range sizes {
			switch n := kt.ExportSize(bits); {
			case n == 0:
				t.Errorf("%v of %d bits has no size", kt, bits)
			case kt.IsKeyPair():
				pair = max(pair, n)
			case kt.IsPublicKey():
				public = max(public, n)
			}
		}
	}
	if pair != keytype.ExportKeyPairMaxSize || public != keytype.ExportPublicMaxSize {
		t.Errorf("the largest are %d and %d, the constants %d and %d", pair, public, keytype.ExportKeyPairMaxSize, keytype.ExportPublicMaxSize)
	}
}

// orders are the orders of the base points, of SEC 2 (versions 2.0, and 1.0 for secp160r2), RFC 5639, ANSSI's FRP256v1, and RFC 7748.
var orders = map[string]string{
	"secp160r2":       "0100000000000000000000351ee786a818f3a1a16b",
	"secp192k1":       "fffffffffffffffffffffffe26f2fc170f69466a74defd8d",
	"secp224k1":       "010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7",
	"secp256k1":       "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
	"sect163k1":       "04000000000000000000020108a2e0cc0d99f8a5ef",
	"sect233k1":       "8000000000000000000000000000069d5bb915bcd46efb1ad5f173abdf",
	"sect239k1":       "2000000000000000000000000000005a79fec67cb6e91f1c1da800e478a5",
	"sect283k1":       "01ffffffffffffffffffffffffffffffffffe9ae2ed07577265dff7f94451e061e163c61",
	"sect409k1":       "7ffffffffffffffffffffffffffffffffffffffffffffffffffe5f83b2d4ea20400ec4557d5ed3e3e7ca5b4b5c83b8e01e5fcf",
	"sect571k1":       "020000000000000000000000000000000000000000000000000000000000000000000000131850e1f19a63e4b391a8db917f4138b630d84be5d639381e91deb45cfe778f637c1001",
	"sect163r1":       "03ffffffffffffffffffff48aab689c29ca710279b",
	"sect233r1":       "01000000000000000000000000000013e974e72f8a6922031d2603cfe0d7",
	"sect283r1":       "03ffffffffffffffffffffffffffffffffffef90399660fc938a90165b042a7cefadb307",
	"sect409r1":       "010000000000000000000000000000000000000000000000000001e2aad6a612f33307be5fa47c3c9e052f838164cd37d9a21173",
	"sect571r1":       "03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe661ce18ff55987308059b186823851ec7dd9ca1161de93d5174d66e8382e9bb2fe84e47",
	"sect163r2":       "040000000000000000000292fe77e70c12a4234c33",
	"brainpoolP160r1": "e95e4a5f737059dc60df5991d45029409e60fc09",
	"brainpoolP192r1": "c302f41d932a36cda7a3462f9e9e916b5be8f1029ac4acc1",
	"brainpoolP224r1": "d7c134aa264366862a18302575d0fb98d116bc4b6ddebca3a5a7939f",
	"brainpoolP256r1": "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
	"brainpoolP320r1": "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311",
	"brainpoolP384r1": "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
	"brainpoolP512r1": "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
	"frp256v1":        "f1fd178c0b3ad58f10126de8ce42435b53dc67e140d2bf941ffdd459c6d655e1",
	"p-192":           "ffffffffffffffffffffffff99def836146bc9b1b4d22831",
	"x25519":          "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed",
	"ed25519":         "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed",
	"x448":            "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
	"ed448":           "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
}

func TestGroupOrders(t *testing.T) {
	inLibrary := map[string]bool{"p-224": true, "p-256": true, "p-384": true, "p-521": true} // TestExportSizeStandardLibrary has these
	for _, g := range keytype.Groups() {
		if !keytype.ECCKeyPair(g.Family).Valid() || inLibrary[g.Name] {
			continue
		}
		n, ok := new(big.Int).SetString(orders[g.Name], 16)
		if !ok {
			t.Errorf("the order of %s is missing", g.Name)
			continue
		}
		if n.BitLen() != g.OrderBits {
			t.Errorf("%s: the order has %d bits, not %d", g.Name, n.BitLen(), g.OrderBits)
		}
	}
}
