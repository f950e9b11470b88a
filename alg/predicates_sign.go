package alg

// IsSign reports whether a is an asymmetric signature (PSA_ALG_IS_SIGN).
func (a Algorithm) IsSign() bool { return a.category() == 0x06000000 }

// IsSignMessage reports whether a signs messages: every signature but the two that only take a hash (PSA_ALG_IS_SIGN_MESSAGE).
func (a Algorithm) IsSignMessage() bool {
	return a.IsSign() && a != ECDSAAny && a != RSAPKCS1V15SignRaw
}

// IsSignHash reports whether a signs a hash that the caller computed (PSA_ALG_IS_SIGN_HASH).
func (a Algorithm) IsSignHash() bool {
	return a.IsHashAndSign() || a == RSAPKCS1V15SignRaw || a == ECDSAAny
}

// IsHashAndSign reports whether a hashes the message with [Algorithm.Hash] and signs the result (PSA_ALG_IS_HASH_AND_SIGN). As in the
// specification's definition it holds for [RSAPKCS1V15SignRaw] and [ECDSAAny] too, whose hash is [None].
func (a Algorithm) IsHashAndSign() bool {
	return a.IsRSAPSS() || a.IsRSAPKCS1V15Sign() || a.IsECDSA() || a.IsHashEdDSA() || a.IsHashMLDSA() || a.IsHashSLHDSA()
}

// IsRSAPKCS1V15Sign reports whether a is RSASSA-PKCS1-v1_5, the raw form included (PSA_ALG_IS_RSA_PKCS1V15_SIGN).
func (a Algorithm) IsRSAPKCS1V15Sign() bool { return a.withoutHash() == baseRSAPKCS1V15Sign }

// IsRSAPSS reports whether a is RSASSA-PSS in either form (PSA_ALG_IS_RSA_PSS).
func (a Algorithm) IsRSAPSS() bool { return a&^0x000010ff == baseRSAPSS }

// IsRSAPSSAnySalt reports whether a is RSASSA-PSS with any salt length (PSA_ALG_IS_RSA_PSS_ANY_SALT).
func (a Algorithm) IsRSAPSSAnySalt() bool { return a.withoutHash() == baseRSAPSSAnySalt }

// IsRSAPSSStandardSalt reports whether a is RSASSA-PSS with a salt as long as the hash (PSA_ALG_IS_RSA_PSS_STANDARD_SALT).
func (a Algorithm) IsRSAPSSStandardSalt() bool { return a.withoutHash() == baseRSAPSS }

// IsECDSA reports whether a is ECDSA, randomised or deterministic, with or without a hash (PSA_ALG_IS_ECDSA).
func (a Algorithm) IsECDSA() bool { return a&^0x000001ff == baseECDSA }

// IsDeterministicECDSA reports whether a is deterministic ECDSA (PSA_ALG_IS_DETERMINISTIC_ECDSA).
func (a Algorithm) IsDeterministicECDSA() bool { return a.withoutHash() == baseDeterministicECDSA }

// IsRandomizedECDSA reports whether a is randomised ECDSA, [ECDSAAny] included (PSA_ALG_IS_RANDOMIZED_ECDSA).
func (a Algorithm) IsRandomizedECDSA() bool { return a.withoutHash() == baseECDSA }

// IsHashEdDSA reports whether a is [Ed25519ph] or [Ed448ph] (PSA_ALG_IS_HASH_EDDSA).
func (a Algorithm) IsHashEdDSA() bool { return a.withoutHash() == baseHashEdDSA }

// IsSLHDSA reports whether a is pure SLH-DSA, hedged or deterministic (PSA_ALG_IS_SLH_DSA).
func (a Algorithm) IsSLHDSA() bool { return a&^0x00000100 == SLHDSA }

// IsHashSLHDSA reports whether a is HashSLH-DSA, hedged or deterministic (PSA_ALG_IS_HASH_SLH_DSA).
func (a Algorithm) IsHashSLHDSA() bool { return a&^0x000001ff == baseHashSLHDSA }

// IsDeterministicHashSLHDSA reports whether a is deterministic HashSLH-DSA (PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA).
func (a Algorithm) IsDeterministicHashSLHDSA() bool {
	return a.withoutHash() == baseDeterministicHashSLHDSA
}

// IsHedgedHashSLHDSA reports whether a is hedged HashSLH-DSA (PSA_ALG_IS_HEDGED_HASH_SLH_DSA).
func (a Algorithm) IsHedgedHashSLHDSA() bool { return a.withoutHash() == baseHashSLHDSA }

// IsMLDSA reports whether a is pure ML-DSA, hedged or deterministic (PSA_ALG_IS_ML_DSA).
func (a Algorithm) IsMLDSA() bool { return a&^0x00000100 == MLDSA }

// IsHashMLDSA reports whether a is HashML-DSA, hedged or deterministic (PSA_ALG_IS_HASH_ML_DSA).
func (a Algorithm) IsHashMLDSA() bool { return a&^0x000001ff == baseHashMLDSA }

// IsDeterministicHashMLDSA reports whether a is deterministic HashML-DSA (PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA).
func (a Algorithm) IsDeterministicHashMLDSA() bool {
	return a.withoutHash() == baseDeterministicHashMLDSA
}

// IsHedgedHashMLDSA reports whether a is hedged HashML-DSA (PSA_ALG_IS_HEDGED_HASH_ML_DSA).
func (a Algorithm) IsHedgedHashMLDSA() bool { return a.withoutHash() == baseHashMLDSA }

// SignSupportsContext reports whether the signature algorithm a takes a context that is not empty (PSA_ALG_SIGN_SUPPORTS_CONTEXT). It means
// nothing for other algorithms.
func (a Algorithm) SignSupportsContext() bool {
	return a == EdDSACtx || a.IsHashEdDSA() || a.IsMLDSA() || a.IsHashMLDSA() || a.IsSLHDSA() || a.IsHashSLHDSA()
}
