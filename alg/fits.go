package alg

import (
	"fmt"

	"github.com/psacrypto/psa/keytype"
)

// sizeRule says which of the legal sizes of a key an algorithm takes.
type sizeRule uint8

const (
	sizeAny          sizeRule = iota
	sizeBlockCipher           // a key of the block cipher, not the double one of XTS
	sizeXTS                   // two keys of the block cipher
	sizeBLAKE2                // not longer than the hash
	sizePKCS1Sign             // room for the padding and what is signed
	sizePSS                   // room for the hash, without a salt at least
	sizeOAEP                  // room for the two hashes
	size255                   // Edwards25519
	size448                   // Edwards448
	sizeECJPAKEPoint          // an uncompressed point of P-256
	sizeSPAKE2P               // a curve of a cipher suite with this hash
	sizeWPA3                  // a group that goes with this hash
)

// KeyFits reports whether a key of type t with a size of bits can be used with a: the "Compatible key types" of the algorithm in PSA
// Crypto 1.5, and the sizes it can work with. Bits of 0 stand for a size that is not known yet; then only the type is judged. The key of
// an asymmetric algorithm may be a public key, which can do only the public half. When ok is false, reason says in words which keys the
// algorithm takes. It allocates nothing when ok.
func KeyFits(a Algorithm, t keytype.Type, bits int) (reason string, ok bool) {
	r := rowOf(a)
	if reason, ok := r.check(a); !ok {
		return reason, false
	}
	if r.Keys == 0 {
		return fmt.Sprintf("%v takes no key", a), false
	}
	if !r.Keys.Has(t) {
		return fmt.Sprintf("%v takes a key of type %v, not of type %v", a, r.Keys, t), false
	}
	if reason, ok := lengthFits(a, t); !ok {
		return reason, false
	}
	if bits == 0 {
		return "", true
	}
	if !t.BitsValid(bits) {
		return t.BitsRule(bits), false
	}
	return r.sizes.fits(a, t, bits)
}

// lengthFits judges the length of a MAC against the block of the cipher it is built on, which is shorter for DES.
func lengthFits(a Algorithm, t keytype.Type) (reason string, ok bool) {
	if a.IsMAC() && t.IsBlockCipher() && a.lengthBits() > t.BlockCipherBlockLength() {
		return fmt.Sprintf("%v is longer than the %d bytes that a key of type %v can make", a, t.BlockCipherBlockLength(), t), false
	}
	return "", true
}

func (rule sizeRule) fits(a Algorithm, t keytype.Type, bits int) (reason string, ok bool) {
	bytes, hash := (bits+7)/8, a.HashLength()
	switch rule {
	case sizeBlockCipher:
		if most := longestSingle(t); bits > most && t != keytype.RawData {
			return fmt.Sprintf("%v takes a key of type %v of up to %d bits; one of %d bits is for XTS", a, t, most, bits), false
		}
	case sizeXTS:
		if bits < 256 {
			return fmt.Sprintf("XTS takes two keys in one, of 256 bits or more together, not of %d", bits), false
		}
	case sizeBLAKE2:
		if bytes > hash {
			return fmt.Sprintf("%v takes a key of up to %d bits, not of %d", a, 8*hash, bits), false
		}
	case sizePKCS1Sign:
		return atLeastBytes(a, bits, bytes, digestInfoSize(a.Hash())+11) // RFC 8017, section 9.2, step 4
	case sizePSS:
		return atLeastBytes(a, bits, (bits+6)/8, hash+2) // RFC 8017, section 9.1.1, step 3, for the shortest salt
	case sizeOAEP:
		return atLeastBytes(a, bits, bytes, 2*hash+2) // RFC 8017, section 7.1.1, step 1
	case size255:
		return wantBits(a, bits, 255)
	case size448:
		return wantBits(a, bits, 448)
	case sizeECJPAKEPoint:
		return wantBits(a, bits, 65*8)
	case sizeSPAKE2P:
		return spake2pFits(a, t, bits)
	case sizeWPA3:
		return wpa3Fits(a, t, bits)
	}
	return "", true
}

// longestSingle is the longest key in bits that the block cipher of t itself has.
func longestSingle(t keytype.Type) int {
	if t == keytype.SM4 {
		return 128
	}
	return 256
}

func wantBits(a Algorithm, bits, want int) (reason string, ok bool) {
	if bits != want {
		return fmt.Sprintf("%v takes a key of %d bits, not of %d", a, want, bits), false
	}
	return "", true
}

// atLeastBytes judges an RSA modulus, of which room bytes are there, and need bytes are needed.
func atLeastBytes(a Algorithm, bits, room, need int) (reason string, ok bool) {
	if room < need {
		return fmt.Sprintf("%v needs a larger RSA key than %d bits: %d bytes of room", a, bits, need), false
	}
	return "", true
}

// digestInfoSize is the size in bytes of the DER DigestInfo of a hash, and 0 for None. The OIDs of the table "OID to use for RSA PKCS#1 v1.5" have 9
// bytes, with few exceptions.
func digestInfoSize(h Algorithm) int {
	oid := 9
	switch h {
	case None, AnyHash:
		return 0
	case MD2, MD4, MD5, SM3:
		oid = 8
	case RIPEMD160, SHA1:
		oid = 5
	}
	return 10 + oid + digestOf(h).Length
}

// spake2pFits is the table of cipher suites of RFC 9383, section 4; Matter has a single one.
func spake2pFits(a Algorithm, t keytype.Type, bits int) (reason string, ok bool) {
	edwards := t.Family() == keytype.TwistedEdwards
	switch h := a.Hash(); {
	case (a == SPAKE2PMatter || a.IsSPAKE2PCMAC()) && (edwards || bits != 256):
		return fmt.Sprintf("%v has a cipher suite only over P-256", a), false
	case h == SHA256 && (bits == 521 || edwards && bits == 448), h == SHA512 && edwards && bits == 255:
		return fmt.Sprintf("%v has no cipher suite over %s", a, keytype.Name(t, bits)), false
	}
	return "", true
}

// wpa3Fits is the table "WPA3-SAE algorithm variants", with table 12-1 of IEEE 802.11 for the hash that goes with a group.
func wpa3Fits(a Algorithm, t keytype.Type, bits int) (reason string, ok bool) {
	want := SHA256 // the looping variant, which a password is used with
	if t.IsWPA3SAEECC() && (bits < 256 || bits == 320) {
		return fmt.Sprintf("IEEE 802.11, section 12.4.4.1, has no group of SAE over %s", keytype.Name(t, bits)), false
	}
	if t != keytype.Password {
		want = wpa3Hash(t, bits)
	}
	if a.Hash() != want {
		return fmt.Sprintf("WPA3-SAE with %s takes the hash %v, not %v", keytype.Name(t, bits), want, a.Hash()), false
	}
	return "", true
}

func wpa3Hash(t keytype.Type, bits int) Algorithm {
	small, medium := 256, 384
	if t.IsWPA3SAEDH() {
		small, medium = 2048, 3072
	}
	switch {
	case bits <= small:
		return SHA256
	case bits <= medium:
		return SHA384
	}
	return SHA512
}
