package alg

import (
	"iter"

	"github.com/psacrypto/psa/keytype"
)

// KeySet is a set of kinds of keys. Kinds are as fine as algorithms tell keys apart: by type, and for elliptic curves by the form of the curve.
type KeySet uint64

// The kinds of keys.
const (
	KeyRawData KeySet = 1 << iota
	KeyDerive
	KeyPassword
	KeyPasswordHash
	KeyPepper
	KeyHMAC
	KeyAES
	KeyARIA
	KeyDES
	KeyCamellia
	KeySM4
	KeyARC4
	KeyChaCha20
	KeyXChaCha20
	KeyAscon
	KeyBLAKE2
	KeyWPA3ECC
	KeyWPA3DH
	KeyRSAPair
	KeyRSAPublic
	KeyWeierstrassPair
	KeyWeierstrassPublic
	KeyMontgomeryPair
	KeyMontgomeryPublic
	KeyEdwardsPair
	KeyEdwardsPublic
	KeyDHPair
	KeyDHPublic
	KeyLMSPublic
	KeyHSSPublic
	KeyXMSSPublic
	KeyXMSSMTPublic
	KeyMLDSAPair
	KeyMLDSAPublic
	KeySLHDSAPair
	KeySLHDSAPublic
	KeyMLKEMPair
	KeyMLKEMPublic
	KeySPAKE2PPair
	KeySPAKE2PPublic
)

// Unions that rows use.
const (
	keysBlock128    = KeyAES | KeyARIA | KeyCamellia | KeySM4
	keysBlock       = keysBlock128 | KeyDES
	keysSecret      = KeyDerive | KeyRawData
	keysStretching  = KeyDerive | KeyPassword | KeyPepper | KeyRawData | KeyPasswordHash
	keysRSA         = KeyRSAPair | KeyRSAPublic
	keysWeierstrass = KeyWeierstrassPair | KeyWeierstrassPublic
	keysMontgomery  = KeyMontgomeryPair | KeyMontgomeryPublic
	keysEdwards     = KeyEdwardsPair | KeyEdwardsPublic
	keysMLDSA       = KeyMLDSAPair | KeyMLDSAPublic
	keysSLHDSA      = KeySLHDSAPair | KeySLHDSAPublic
	keysMLKEM       = KeyMLKEMPair | KeyMLKEMPublic
	keysSPAKE2P     = KeySPAKE2PPair | KeySPAKE2PPublic
	keysWPA3Token   = KeyWPA3ECC | KeyWPA3DH
)

// keyNames says the kinds in words, the unions first so that lists stay short.
var keyNames = [...]struct {
	set  KeySet
	name string
}{
	{KeyRawData, "raw data"}, {KeyDerive, "derive"}, {KeyPassword, "password"}, {KeyPasswordHash, "password hash"}, {KeyPepper, "pepper"},
	{KeyHMAC, "HMAC"}, {KeyAES, "AES"}, {KeyARIA, "ARIA"}, {KeyDES, "DES"}, {KeyCamellia, "Camellia"}, {KeySM4, "SM4"}, {KeyARC4, "ARC4"},
	{KeyChaCha20, "ChaCha20"}, {KeyXChaCha20, "XChaCha20"}, {KeyAscon, "Ascon"}, {KeyBLAKE2, "BLAKE2"}, {keysWPA3Token, "WPA3-SAE token"},
	{keysRSA, "RSA"}, {keysWeierstrass, "ECC on a Weierstrass curve"}, {keysMontgomery, "ECC on a Montgomery curve"},
	{keysEdwards, "ECC on a twisted Edwards curve"}, {KeyWeierstrassPair, "ECC key pair on a Weierstrass curve"},
	{KeyMontgomeryPair, "ECC key pair on a Montgomery curve"}, {KeyDHPair, "DH key pair"}, {KeyLMSPublic, "LMS public key"},
	{KeyHSSPublic, "HSS public key"}, {KeyXMSSPublic, "XMSS public key"}, {KeyXMSSMTPublic, "XMSS^MT public key"}, {keysMLDSA, "ML-DSA"},
	{keysSLHDSA, "SLH-DSA"}, {keysMLKEM, "ML-KEM"}, {keysSPAKE2P, "SPAKE2+"},
}

// String lists the kinds, as "AES, ARIA, Camellia or SM4".
func (s KeySet) String() string {
	var words []string
	for _, n := range keyNames {
		if s&n.set == n.set {
			words = append(words, n.name)
			s &^= n.set
		}
	}
	if len(words) == 0 {
		return "no key"
	}
	return orList(words)
}

// Has reports whether keys of type t are of a kind of the set.
func (s KeySet) Has(t keytype.Type) bool { return s&kindOf(t) != 0 }

// Types yields the key types of the set, in the order of the specification.
func (s KeySet) Types() iter.Seq[keytype.Type] {
	return func(yield func(keytype.Type) bool) {
		for _, t := range keytype.All() {
			if s.Has(t) && !yield(t) {
				return
			}
		}
	}
}

// kindOf is the kind of keys of type t, and the empty set for a type that the specification does not define.
func kindOf(t keytype.Type) KeySet {
	switch t {
	case keytype.RawData:
		return KeyRawData
	case keytype.Derive:
		return KeyDerive
	case keytype.Password:
		return KeyPassword
	case keytype.PasswordHash:
		return KeyPasswordHash
	case keytype.Pepper:
		return KeyPepper
	case keytype.HMAC:
		return KeyHMAC
	case keytype.AES:
		return KeyAES
	case keytype.ARIA:
		return KeyARIA
	case keytype.DES:
		return KeyDES
	case keytype.Camellia:
		return KeyCamellia
	case keytype.SM4:
		return KeySM4
	case keytype.ARC4:
		return KeyARC4
	case keytype.ChaCha20:
		return KeyChaCha20
	case keytype.XChaCha20:
		return KeyXChaCha20
	case keytype.Ascon:
		return KeyAscon
	case keytype.BLAKE2:
		return KeyBLAKE2
	case keytype.RSAKeyPair:
		return KeyRSAPair
	case keytype.RSAPublicKey:
		return KeyRSAPublic
	case keytype.LMSPublicKey:
		return KeyLMSPublic
	case keytype.HSSPublicKey:
		return KeyHSSPublic
	case keytype.XMSSPublicKey:
		return KeyXMSSPublic
	case keytype.XMSSMTPublicKey:
		return KeyXMSSMTPublic
	case keytype.MLDSAKeyPair:
		return KeyMLDSAPair
	case keytype.MLDSAPublicKey:
		return KeyMLDSAPublic
	case keytype.MLKEMKeyPair:
		return KeyMLKEMPair
	case keytype.MLKEMPublicKey:
		return KeyMLKEMPublic
	}
	if !t.Valid() {
		return 0
	}
	switch {
	case t.IsECC():
		return curveKind(t)
	case t.IsDHKeyPair():
		return KeyDHPair
	case t.IsDHPublicKey():
		return KeyDHPublic
	case t.IsSLHDSAKeyPair():
		return KeySLHDSAPair
	case t.IsSLHDSAPublicKey():
		return KeySLHDSAPublic
	case t.IsSPAKE2PKeyPair():
		return KeySPAKE2PPair
	case t.IsSPAKE2PPublicKey():
		return KeySPAKE2PPublic
	case t.IsWPA3SAEECC():
		return KeyWPA3ECC
	case t.IsWPA3SAEDH():
		return KeyWPA3DH
	}
	return 0
}

func curveKind(t keytype.Type) KeySet {
	pair, public := KeyWeierstrassPair, KeyWeierstrassPublic
	switch t.Family() {
	case keytype.Montgomery:
		pair, public = KeyMontgomeryPair, KeyMontgomeryPublic
	case keytype.TwistedEdwards:
		pair, public = KeyEdwardsPair, KeyEdwardsPublic
	}
	if t.IsKeyPair() {
		return pair
	}
	return public
}
