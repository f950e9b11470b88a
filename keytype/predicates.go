package keytype

// The predicates below are the bit tests of the specification's appendix "Example macro implementations", so they hold for every
// value that the specification defines or may define later; [Type.Valid] asks whether this version defines it.

// IsUnstructured reports whether the key is a plain array of bytes: raw data, a secret, a password or a symmetric key.
// It mirrors PSA_KEY_TYPE_IS_UNSTRUCTURED.
func (t Type) IsUnstructured() bool { c := t & 0x7000; return c == 0x1000 || c == 0x2000 }

// IsAsymmetric reports whether t is a key pair or a public key (PSA_KEY_TYPE_IS_ASYMMETRIC).
func (t Type) IsAsymmetric() bool { return t&0x4000 == 0x4000 }

// IsPublicKey reports whether t is a public key alone (PSA_KEY_TYPE_IS_PUBLIC_KEY).
func (t Type) IsPublicKey() bool { return t&0x7000 == 0x4000 }

// IsKeyPair reports whether t holds a private key and its public key (PSA_KEY_TYPE_IS_KEY_PAIR).
func (t Type) IsKeyPair() bool { return t&0x7000 == 0x7000 }

// IsSecret reports whether the material of a key of this type is confidential: everything but a public key.
func (t Type) IsSecret() bool { return t != None && !t.IsPublicKey() }

// IsRSA reports whether t is an RSA key pair or public key (PSA_KEY_TYPE_IS_RSA).
func (t Type) IsRSA() bool { return t.PublicKeyOf() == RSAPublicKey }

// IsMLDSA reports whether t is an ML-DSA key pair or public key (PSA_KEY_TYPE_IS_ML_DSA).
func (t Type) IsMLDSA() bool { return t.PublicKeyOf() == MLDSAPublicKey }

// IsMLKEM reports whether t is an ML-KEM key pair or public key (PSA_KEY_TYPE_IS_ML_KEM).
func (t Type) IsMLKEM() bool { return t.PublicKeyOf() == MLKEMPublicKey }

// IsECC reports whether t is an elliptic-curve key pair or public key (PSA_KEY_TYPE_IS_ECC).
func (t Type) IsECC() bool { return t.PublicKeyOf().base() == baseECCPublicKey }

// IsECCKeyPair reports whether t is an elliptic-curve key pair (PSA_KEY_TYPE_IS_ECC_KEY_PAIR).
func (t Type) IsECCKeyPair() bool { return t.base() == baseECCKeyPair }

// IsECCPublicKey reports whether t is an elliptic-curve public key (PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY).
func (t Type) IsECCPublicKey() bool { return t.base() == baseECCPublicKey }

// IsDH reports whether t is a finite-field Diffie-Hellman key pair or public key (PSA_KEY_TYPE_IS_DH).
func (t Type) IsDH() bool { return t.PublicKeyOf().base() == baseDHPublicKey }

// IsDHKeyPair reports whether t is a finite-field Diffie-Hellman key pair (PSA_KEY_TYPE_IS_DH_KEY_PAIR).
func (t Type) IsDHKeyPair() bool { return t.base() == baseDHKeyPair }

// IsDHPublicKey reports whether t is a finite-field Diffie-Hellman public key (PSA_KEY_TYPE_IS_DH_PUBLIC_KEY).
func (t Type) IsDHPublicKey() bool { return t.base() == baseDHPublicKey }

// IsSLHDSA reports whether t is an SLH-DSA key pair or public key (PSA_KEY_TYPE_IS_SLH_DSA).
func (t Type) IsSLHDSA() bool { return t.PublicKeyOf().base() == baseSLHDSAPublicKey }

// IsSLHDSAKeyPair reports whether t is an SLH-DSA key pair (PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR).
func (t Type) IsSLHDSAKeyPair() bool { return t.base() == baseSLHDSAKeyPair }

// IsSLHDSAPublicKey reports whether t is an SLH-DSA public key (PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY).
func (t Type) IsSLHDSAPublicKey() bool { return t.base() == baseSLHDSAPublicKey }

// IsSPAKE2P reports whether t is a SPAKE2+ key pair or public key (PSA_KEY_TYPE_IS_SPAKE2P).
func (t Type) IsSPAKE2P() bool { return t.PublicKeyOf().base() == baseSPAKE2PPublicKey }

// IsSPAKE2PKeyPair reports whether t is a SPAKE2+ key pair (PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR).
func (t Type) IsSPAKE2PKeyPair() bool { return t.base() == baseSPAKE2PKeyPair }

// IsSPAKE2PPublicKey reports whether t is a SPAKE2+ public key (PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY).
func (t Type) IsSPAKE2PPublicKey() bool { return t.base() == baseSPAKE2PPublicKey }

// IsWPA3SAEECC reports whether t is a WPA3-SAE password token on a curve (PSA_KEY_TYPE_IS_WPA3_SAE_ECC).
func (t Type) IsWPA3SAEECC() bool { return t.base() == baseWPA3SAEECC }

// IsWPA3SAEDH reports whether t is a WPA3-SAE password token in a finite field (PSA_KEY_TYPE_IS_WPA3_SAE_DH).
func (t Type) IsWPA3SAEDH() bool { return t.base() == baseWPA3SAEDH }

// base is t without its family.
func (t Type) base() Type { return t &^ familyMask }

// hasFamily reports whether t is one of the parameterised types.
func (t Type) hasFamily() bool {
	switch t.base() {
	case baseWPA3SAEECC, baseWPA3SAEDH, baseECCPublicKey, baseECCKeyPair, baseSLHDSAPublicKey, baseSLHDSAKeyPair,
		baseDHPublicKey, baseDHKeyPair, baseSPAKE2PPublicKey, baseSPAKE2PKeyPair:
		return true
	}
	return false
}

// Family is the curve, group or parameter-set family of t, and 0 for a type that has none. It mirrors PSA_KEY_TYPE_ECC_GET_FAMILY,
// PSA_KEY_TYPE_DH_GET_FAMILY, PSA_KEY_TYPE_SLH_DSA_GET_FAMILY, PSA_KEY_TYPE_SPAKE2P_GET_FAMILY, PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY
// and PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY.
func (t Type) Family() Family {
	if !t.hasFamily() {
		return 0
	}
	return Family(t & familyMask)
}

// KeyPairOf is the key-pair type that belongs to the public-key type t; a key-pair type stays as it is. The result means nothing for
// a symmetric type. It mirrors PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY.
func (t Type) KeyPairOf() Type { return t | pairBits }

// PublicKeyOf is the public-key type that belongs to the key-pair type t; a public-key type stays as it is. The result means nothing
// for a symmetric type. It mirrors PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR.
func (t Type) PublicKeyOf() Type { return t &^ pairBits }

// BlockCipherBlockLength is the block length in bytes of the block cipher t belongs to: 16, 8 for DES, 1 for a stream cipher. The
// result means nothing for other types. It mirrors PSA_BLOCK_CIPHER_BLOCK_LENGTH.
func (t Type) BlockCipherBlockLength() int { return 1 << (t >> 8 & 7) }

// BlockCipherBlockMaxSize is the largest block of any block cipher, in bytes (PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE).
const BlockCipherBlockMaxSize = 16

// IsBlockCipher reports whether t is the key of a block cipher: AES, ARIA, Camellia, DES or SM4.
func (t Type) IsBlockCipher() bool { return t&0x7000 == 0x2000 && t.BlockCipherBlockLength() > 1 }
