package derivation

import (
	"encoding/hex"

	"github.com/psacrypto/psa/keytype"
)

// order is the order of the base point of a curve.
type order struct {
	family keytype.Family
	bits   int
	// hex has no more digits than the number needs, and no fewer than whole bytes.
	hex string
}

// The numbers are those of SEC 2 (version 2; version 1 for secp160r2), FIPS 186-4, RFC 5639, ANSSI's FRP256v1 (JORF 0241 of 16 October 2011, text 30),
// and RFC 7748, section 4.
var orders = [...]order{
	{keytype.SECPK1, 192, "fffffffffffffffffffffffe26f2fc170f69466a74defd8d"},
	{keytype.SECPK1, 225, "010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7"},
	{keytype.SECPK1, 256, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"},
	{keytype.SECPR1, 192, "ffffffffffffffffffffffff99def836146bc9b1b4d22831"},
	{keytype.SECPR1, 224, "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"},
	{keytype.SECPR1, 256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
	{keytype.SECPR1, 384, "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
	{keytype.SECPR1, 521, "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
	{keytype.SECPR2, 160, "0100000000000000000000351ee786a818f3a1a16b"},
	{keytype.SECTK1, 163, "04000000000000000000020108a2e0cc0d99f8a5ef"},
	{keytype.SECTK1, 233, "8000000000000000000000000000069d5bb915bcd46efb1ad5f173abdf"},
	{keytype.SECTK1, 239, "2000000000000000000000000000005a79fec67cb6e91f1c1da800e478a5"},
	{keytype.SECTK1, 283, "01ffffffffffffffffffffffffffffffffffe9ae2ed07577265dff7f94451e061e163c61"},
	{keytype.SECTK1, 409, "7ffffffffffffffffffffffffffffffffffffffffffffffffffe5f83b2d4ea20400ec4557d5ed3e3e7ca5b4b5c83b8e01e5fcf"},
	{keytype.SECTK1, 571, "020000000000000000000000000000000000000000000000000000000000000000000000131850e1f19a63e4b391a8db917f4138b630d84be5d639381e91deb45cfe778f637c1001"},
	{keytype.SECTR1, 163, "03ffffffffffffffffffff48aab689c29ca710279b"},
	{keytype.SECTR1, 233, "01000000000000000000000000000013e974e72f8a6922031d2603cfe0d7"},
	{keytype.SECTR1, 283, "03ffffffffffffffffffffffffffffffffffef90399660fc938a90165b042a7cefadb307"},
	{keytype.SECTR1, 409, "010000000000000000000000000000000000000000000000000001e2aad6a612f33307be5fa47c3c9e052f838164cd37d9a21173"},
	{keytype.SECTR1, 571, "03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe661ce18ff55987308059b186823851ec7dd9ca1161de93d5174d66e8382e9bb2fe84e47"},
	{keytype.SECTR2, 163, "040000000000000000000292fe77e70c12a4234c33"},
	{keytype.BrainpoolPR1, 160, "e95e4a5f737059dc60df5991d45029409e60fc09"},
	{keytype.BrainpoolPR1, 192, "c302f41d932a36cda7a3462f9e9e916b5be8f1029ac4acc1"},
	{keytype.BrainpoolPR1, 224, "d7c134aa264366862a18302575d0fb98d116bc4b6ddebca3a5a7939f"},
	{keytype.BrainpoolPR1, 256, "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7"},
	{keytype.BrainpoolPR1, 320, "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311"},
	{keytype.BrainpoolPR1, 384, "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565"},
	{keytype.BrainpoolPR1, 512, "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069"},
	{keytype.FRP, 256, "f1fd178c0b3ad58f10126de8ce42435b53dc67e140d2bf941ffdd459c6d655e1"},
	{keytype.TwistedEdwards, 255, "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"},
	{keytype.TwistedEdwards, 448, "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3"},
}

// CurveOrder returns the order of the base point of a Weierstrass or twisted Edwards curve as a big-endian number without leading zeros,
// nil for a curve that the specification has not. The caller owns it.
func CurveOrder(f keytype.Family, bits int) []byte {
	for i := range orders {
		if orders[i].family == f && orders[i].bits == bits {
			return fromHex(orders[i].hex)
		}
	}
	return nil
}

// fromHex reads a constant of this package.
func fromHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("derivation: a constant is no hexadecimal number: " + err.Error())
	}
	return b
}
