package alg

// The predicates below are the bit tests of the specification's appendix "Example macro implementations", so they hold for every
// value that the specification defines or may define later; [Algorithm.Valid] asks whether this version defines it.

func (a Algorithm) category() Algorithm { return a & categoryField }

// withoutHash is a with the hash field cleared. Bit 31 stays: an implementation-defined algorithm is none of the named ones.
func (a Algorithm) withoutHash() Algorithm { return a &^ hashField }

// IsHash reports whether a is a hash (PSA_ALG_IS_HASH). [AnyHash] counts as one.
func (a Algorithm) IsHash() bool { return a.category() == 0x02000000 }

// IsBLAKE2Hash reports whether a is one of the four BLAKE2 hashes (PSA_ALG_IS_BLAKE2_HASH).
func (a Algorithm) IsBLAKE2Hash() bool { return a&0x7ffffffc == 0x0200001c }

// IsXOF reports whether a is an extendable-output function (PSA_ALG_IS_XOF).
func (a Algorithm) IsXOF() bool { return a.category() == 0x0d000000 }

// XOFHasContext reports whether the XOF a takes a context (PSA_ALG_XOF_HAS_CONTEXT). It means nothing for other algorithms.
func (a Algorithm) XOFHasContext() bool { return a&atLeastFlag != 0 }

// IsMAC reports whether a is a MAC (PSA_ALG_IS_MAC).
func (a Algorithm) IsMAC() bool { return a.category() == 0x03000000 }

// IsHMAC reports whether a is HMAC, whole or truncated (PSA_ALG_IS_HMAC). As for the macro, a least-length wildcard is none; its
// [Algorithm.Base] is.
func (a Algorithm) IsHMAC() bool { return a&0x7fc0ff00 == baseHMAC }

// IsBLAKE2MAC reports whether a is the keyed mode of a BLAKE2 hash, whole or truncated (PSA_ALG_IS_BLAKE2_MAC). As for the macro, a
// least-length wildcard is none; its [Algorithm.Base] is.
func (a Algorithm) IsBLAKE2MAC() bool { return a&0x7fc0ff00 == baseBLAKE2MAC }

// IsBlockCipherMAC reports whether a is a MAC built on a block cipher (PSA_ALG_IS_BLOCK_CIPHER_MAC).
func (a Algorithm) IsBlockCipherMAC() bool { return a&0x7fc00000 == 0x03c00000 }

// IsCipher reports whether a is an unauthenticated cipher (PSA_ALG_IS_CIPHER).
func (a Algorithm) IsCipher() bool { return a.category() == 0x04000000 }

// IsStreamCipher reports whether a is a cipher without blocks, a stream cipher or a streaming mode (PSA_ALG_IS_STREAM_CIPHER).
func (a Algorithm) IsStreamCipher() bool { return a&0x7f800000 == 0x04800000 }

// IsAEAD reports whether a is authenticated encryption (PSA_ALG_IS_AEAD).
func (a Algorithm) IsAEAD() bool { return a.category() == 0x05000000 }

// IsAEADOnBlockCipher reports whether a is authenticated encryption built on a block cipher (PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER).
func (a Algorithm) IsAEADOnBlockCipher() bool { return a&0x7f400000 == 0x05400000 }

// IsKeyWrap reports whether a is a key-wrapping algorithm (PSA_ALG_IS_KEY_WRAP).
func (a Algorithm) IsKeyWrap() bool { return a.category() == 0x0b000000 }

// IsKeyDerivation reports whether a is a key derivation (PSA_ALG_IS_KEY_DERIVATION).
func (a Algorithm) IsKeyDerivation() bool { return a.category() == 0x08000000 }

// IsKeyDerivationStretching reports whether a is a derivation made slow for passwords (PSA_ALG_IS_KEY_DERIVATION_STRETCHING).
func (a Algorithm) IsKeyDerivationStretching() bool { return a&0x7f800000 == 0x08800000 }

// IsHKDF reports whether a is HKDF (PSA_ALG_IS_HKDF).
func (a Algorithm) IsHKDF() bool { return a.withoutHash() == baseHKDF }

// IsHKDFExtract reports whether a is HKDF-Extract (PSA_ALG_IS_HKDF_EXTRACT).
func (a Algorithm) IsHKDFExtract() bool { return a.withoutHash() == baseHKDFExtract }

// IsHKDFExpand reports whether a is HKDF-Expand (PSA_ALG_IS_HKDF_EXPAND).
func (a Algorithm) IsHKDFExpand() bool { return a.withoutHash() == baseHKDFExpand }

// IsSP800108CounterHMAC reports whether a is the HMAC counter derivation (PSA_ALG_IS_SP800_108_COUNTER_HMAC).
func (a Algorithm) IsSP800108CounterHMAC() bool { return a.withoutHash() == baseSP800108CounterHMAC }

// IsTLS12PRF reports whether a is the TLS 1.2 PRF (PSA_ALG_IS_TLS12_PRF).
func (a Algorithm) IsTLS12PRF() bool { return a.withoutHash() == baseTLS12PRF }

// IsTLS12PSKToMS reports whether a is the TLS 1.2 PSK derivation (PSA_ALG_IS_TLS12_PSK_TO_MS).
func (a Algorithm) IsTLS12PSKToMS() bool { return a.withoutHash() == baseTLS12PSKToMS }

// IsPBKDF2HMAC reports whether a is PBKDF2 with HMAC (PSA_ALG_IS_PBKDF2_HMAC).
func (a Algorithm) IsPBKDF2HMAC() bool { return a.withoutHash() == basePBKDF2HMAC }

// IsWPA3SAEH2E reports whether a is the WPA3-SAE hash-to-element derivation (PSA_ALG_IS_WPA3_SAE_H2E).
func (a Algorithm) IsWPA3SAEH2E() bool { return a.withoutHash() == baseWPA3SAEH2E }

// IsKeyAgreement reports whether a is a key agreement, alone or combined with a derivation (PSA_ALG_IS_KEY_AGREEMENT).
func (a Algorithm) IsKeyAgreement() bool { return a.category() == 0x09000000 }

// IsStandaloneKeyAgreement reports whether a is a key agreement alone (PSA_ALG_IS_STANDALONE_KEY_AGREEMENT).
func (a Algorithm) IsStandaloneKeyAgreement() bool { return a&0x7f00ffff == 0x09000000 }

// IsRawKeyAgreement is the older name of [Algorithm.IsStandaloneKeyAgreement] (PSA_ALG_IS_RAW_KEY_AGREEMENT).
func (a Algorithm) IsRawKeyAgreement() bool { return a.IsStandaloneKeyAgreement() }

// IsFFDH reports whether a is finite-field Diffie-Hellman, alone or combined with any derivation (PSA_ALG_IS_FFDH).
func (a Algorithm) IsFFDH() bool { return a&agreementFields == FFDH }

// IsECDH reports whether a is elliptic-curve Diffie-Hellman, alone or combined with any derivation (PSA_ALG_IS_ECDH).
func (a Algorithm) IsECDH() bool { return a&agreementFields == ECDH }

// agreementFields are the bits that tell key agreements apart. The example macros of the appendix count bit 23 among them, which is set by derivations
// that stretch (PBKDF2), and so leave out combinations that the descriptions of PSA_ALG_IS_FFDH and PSA_ALG_IS_ECDH include.
const agreementFields Algorithm = 0x7f7f0000

// KeyAgreementBase is the standalone agreement inside the key agreement a (PSA_ALG_KEY_AGREEMENT_GET_BASE). It means nothing for
// other algorithms.
func (a Algorithm) KeyAgreementBase() Algorithm { return a & 0xff7f0000 }

// KeyAgreementKDF is the derivation inside the key agreement a, and for a standalone agreement a value that is no algorithm
// (PSA_ALG_KEY_AGREEMENT_GET_KDF). It means nothing for other algorithms.
func (a Algorithm) KeyAgreementKDF() Algorithm { return a & 0xfe80ffff }

// IsKeyEncapsulation reports whether a is a key encapsulation (PSA_ALG_IS_KEY_ENCAPSULATION).
func (a Algorithm) IsKeyEncapsulation() bool { return a.category() == 0x0c000000 }

// IsAsymmetricEncryption reports whether a is public-key encryption (PSA_ALG_IS_ASYMMETRIC_ENCRYPTION).
func (a Algorithm) IsAsymmetricEncryption() bool { return a.category() == 0x07000000 }

// IsRSAOAEP reports whether a is RSAES-OAEP (PSA_ALG_IS_RSA_OAEP).
func (a Algorithm) IsRSAOAEP() bool { return a.withoutHash() == baseRSAOAEP }

// IsPAKE reports whether a is a password-authenticated key exchange (PSA_ALG_IS_PAKE).
func (a Algorithm) IsPAKE() bool { return a.category() == 0x0a000000 }

// IsJPAKE reports whether a is J-PAKE (PSA_ALG_IS_JPAKE).
func (a Algorithm) IsJPAKE() bool { return a.withoutHash() == baseJPAKE }

// IsSPAKE2P reports whether a is SPAKE2+ in any form (PSA_ALG_IS_SPAKE2P).
func (a Algorithm) IsSPAKE2P() bool { return a&^0x000003ff == baseSPAKE2PHMAC }

// IsSPAKE2PHMAC reports whether a is SPAKE2+ confirmed with HMAC (PSA_ALG_IS_SPAKE2P_HMAC).
func (a Algorithm) IsSPAKE2PHMAC() bool { return a.withoutHash() == baseSPAKE2PHMAC }

// IsSPAKE2PCMAC reports whether a is SPAKE2+ confirmed with CMAC (PSA_ALG_IS_SPAKE2P_CMAC).
func (a Algorithm) IsSPAKE2PCMAC() bool { return a.withoutHash() == baseSPAKE2PCMAC }

// IsWPA3SAE reports whether a is a WPA3-SAE exchange (PSA_ALG_IS_WPA3_SAE). The wildcard [WPA3SAEAny] is none.
func (a Algorithm) IsWPA3SAE() bool { return a&^0x000001ff == baseWPA3SAEFixed }

// IsWPA3SAEFixed reports whether a is [WPA3SAEFixed] (PSA_ALG_IS_WPA3_SAE_FIXED).
func (a Algorithm) IsWPA3SAEFixed() bool { return a.withoutHash() == baseWPA3SAEFixed }

// IsWPA3SAEGDH reports whether a is [WPA3SAEGDH] (PSA_ALG_IS_WPA3_SAE_GDH).
func (a Algorithm) IsWPA3SAEGDH() bool { return a.withoutHash() == baseWPA3SAEGDH }

// IsWildcard reports whether a is a policy that stands for several algorithms, and so is no algorithm of an operation
// (PSA_ALG_IS_WILDCARD).
func (a Algorithm) IsWildcard() bool {
	return a.Hash() == AnyHash || a&0x7f008000 == 0x03008000 || a&0x7f008000 == 0x05008000 || a == CCMStarAnyTag
}

// Hash is the hash that a contains, [AnyHash] included, or [None] (PSA_ALG_GET_HASH).
func (a Algorithm) Hash() Algorithm {
	if a&hashField == 0 {
		return None
	}
	return 0x02000000 | a&hashField
}
