package keytype

// The largest exports of keys of any supported type and size, in bytes. RSA key pairs and ML-DSA public keys set them.
const (
	ExportKeyPairMaxSize    = 4685                                           // PSA_EXPORT_KEY_PAIR_MAX_SIZE
	ExportPublicMaxSize     = 2592                                           // PSA_EXPORT_PUBLIC_KEY_MAX_SIZE
	ExportAsymmetricMaxSize = max(ExportKeyPairMaxSize, ExportPublicMaxSize) // PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE
)

// rsaExponentMaxBits bounds the public exponent, as NIST SP 800-56B does.
const rsaExponentMaxBits = 256

// ExportSize is the size in bytes of the export format of a key of type t with the given size in bits: exact, but for RSA, whose
// integers may be shorter. It is 0 where t and bits are not legal together. It mirrors PSA_EXPORT_KEY_OUTPUT_SIZE.
//
// The formats are the "Key format" sections of PSA Crypto 1.5, "Key types". A private key of a Weierstrass curve takes as many bytes as the size
// of the key, or as the order of the curve needs more (secp160r2 alone).
func (t Type) ExportSize(bits int) int {
	if !t.BitsValid(bits) {
		return 0
	}
	n := bytesFor(bits)
	if t.hasFamily() {
		return t.groupExportSize(n, groupOf(t.Family(), bits))
	}
	switch t {
	case RSAKeyPair:
		half := (bits + 1) / 2
		return derSize(3 + derInteger(bits) + derInteger(rsaExponentMaxBits) + derInteger(bits) + 5*derInteger(half))
	case RSAPublicKey:
		return derSize(derInteger(bits) + derInteger(rsaExponentMaxBits))
	case LMSPublicKey:
		return 24 + n // RFC 8554, section 5.3: two type codes, I, T[1]
	case HSSPublicKey:
		return 4 + 24 + n // RFC 8554, section 6.1: the number of levels, and the LMS key
	case XMSSPublicKey, XMSSMTPublicKey:
		return 4 + 2*n // RFC 8391, appendices B.3 and C.3: type code, root, seed
	case MLDSAKeyPair:
		return 32 // the seed
	case MLDSAPublicKey:
		return map128(bits, 1312, 1952, 2592)
	case MLKEMKeyPair:
		return 64 // the seeds d and z
	case MLKEMPublicKey:
		return 384*(bits/256) + 32 // FIPS 203, table 3
	}
	return n
}

func (t Type) groupExportSize(n int, g *Group) int {
	switch t.base() {
	case baseECCKeyPair:
		return g.scalarSize()
	case baseECCPublicKey:
		return g.elementSize()
	case baseSPAKE2PKeyPair:
		return 2 * g.scalarSize()
	case baseSPAKE2PPublicKey:
		return g.scalarSize() + g.elementSize()
	case baseWPA3SAEECC:
		return 2 * bytesFor(g.FieldBits)
	case baseSLHDSAKeyPair:
		return 4 * n
	case baseSLHDSAPublicKey:
		return 2 * n
	}
	return n // finite fields: a number modulo the prime
}

// scalarSize is the size in bytes of a private key.
func (g *Group) scalarSize() int {
	switch {
	case g.Family == TwistedEdwards:
		return bytesFor(g.Bits + 1) // RFC 8032: as long as a public key, which has a sign bit beside the coordinate
	case g.Family == Montgomery:
		return bytesFor(g.Bits)
	}
	return max(bytesFor(g.Bits), bytesFor(g.OrderBits))
}

// elementSize is the size in bytes of a public key.
func (g *Group) elementSize() int {
	switch {
	case g.Family == TwistedEdwards:
		return bytesFor(g.Bits + 1)
	case g.Family.IsWeierstrass():
		return 1 + 2*bytesFor(g.FieldBits)
	}
	return bytesFor(g.FieldBits)
}

// ExportPublicSize is the size in bytes of the export format of the public key of a key pair or public key of type t: exact, but for
// RSA, whose exponent may be shorter. It is 0 for other types. It mirrors PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE.
func (t Type) ExportPublicSize(bits int) int {
	if !t.IsAsymmetric() {
		return 0
	}
	return t.PublicKeyOf().ExportSize(bits)
}

func bytesFor(bits int) int { return (bits + 7) / 8 }

// map128 chooses by the strengths 128, 192 and 256.
func map128(bits, at128, at192, at256 int) int {
	switch bits {
	case 128:
		return at128
	case 192:
		return at192
	}
	return at256
}

// derInteger is the size in bytes of a DER INTEGER of up to bits bits, which takes a zero byte in front where the top bit would be a sign.
func derInteger(bits int) int { return derSize(bits/8 + 1) }

// derSize is the size in bytes of a DER value of n bytes with its tag and length.
func derSize(n int) int {
	switch {
	case n < 1<<7:
		return 2 + n
	case n < 1<<8:
		return 3 + n
	case n < 1<<16:
		return 4 + n
	}
	return 5 + n
}
