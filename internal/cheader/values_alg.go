package cheader

import (
	"fmt"
	"strings"

	"github.com/psacrypto/psa/alg"
)

// algPredicates are the macros that make one test of an algorithm's bits, with their Go counterparts, and words about what may surprise.
var algPredicates = []struct {
	name  string
	holds func(alg.Algorithm) bool
	words string
}{
	{"PSA_ALG_IS_HASH", alg.Algorithm.IsHash, ""},
	{"PSA_ALG_IS_XOF", alg.Algorithm.IsXOF, ""},
	{"PSA_ALG_IS_MAC", alg.Algorithm.IsMAC, ""},
	{"PSA_ALG_IS_CIPHER", alg.Algorithm.IsCipher, ""},
	{"PSA_ALG_IS_AEAD", alg.Algorithm.IsAEAD, ""},
	{"PSA_ALG_IS_KEY_WRAP", alg.Algorithm.IsKeyWrap, ""},
	{"PSA_ALG_IS_KEY_DERIVATION", alg.Algorithm.IsKeyDerivation, ""},
	{"PSA_ALG_IS_SIGN", alg.Algorithm.IsSign, ""},
	{"PSA_ALG_IS_ASYMMETRIC_ENCRYPTION", alg.Algorithm.IsAsymmetricEncryption, ""},
	{"PSA_ALG_IS_KEY_AGREEMENT", alg.Algorithm.IsKeyAgreement, ""},
	{"PSA_ALG_IS_KEY_ENCAPSULATION", alg.Algorithm.IsKeyEncapsulation, ""},
	{"PSA_ALG_IS_PAKE", alg.Algorithm.IsPAKE, ""},

	{"PSA_ALG_IS_BLAKE2_HASH", alg.Algorithm.IsBLAKE2Hash, ""},
	{"PSA_ALG_XOF_HAS_CONTEXT", alg.Algorithm.XOFHasContext, "Of an XOF only."},
	{"PSA_ALG_IS_HMAC", alg.Algorithm.IsHMAC, "Whole or truncated, but no wildcard of a least length."},
	{"PSA_ALG_IS_BLAKE2_MAC", alg.Algorithm.IsBLAKE2MAC, "Whole or truncated, but no wildcard of a least length."},
	{"PSA_ALG_IS_BLOCK_CIPHER_MAC", alg.Algorithm.IsBlockCipherMAC, ""},
	{"PSA_ALG_IS_STREAM_CIPHER", alg.Algorithm.IsStreamCipher, "A stream cipher, or a mode that makes one of a block cipher."},
	{"PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER", alg.Algorithm.IsAEADOnBlockCipher, ""},

	{"PSA_ALG_IS_KEY_DERIVATION_STRETCHING", alg.Algorithm.IsKeyDerivationStretching, "Made slow, for passwords."},
	{"PSA_ALG_IS_HKDF", alg.Algorithm.IsHKDF, ""},
	{"PSA_ALG_IS_HKDF_EXTRACT", alg.Algorithm.IsHKDFExtract, ""},
	{"PSA_ALG_IS_HKDF_EXPAND", alg.Algorithm.IsHKDFExpand, ""},
	{"PSA_ALG_IS_SP800_108_COUNTER_HMAC", alg.Algorithm.IsSP800108CounterHMAC, ""},
	{"PSA_ALG_IS_TLS12_PRF", alg.Algorithm.IsTLS12PRF, ""},
	{"PSA_ALG_IS_TLS12_PSK_TO_MS", alg.Algorithm.IsTLS12PSKToMS, ""},
	{"PSA_ALG_IS_PBKDF2_HMAC", alg.Algorithm.IsPBKDF2HMAC, ""},
	{"PSA_ALG_IS_WPA3_SAE_H2E", alg.Algorithm.IsWPA3SAEH2E, ""},

	{"PSA_ALG_IS_RSA_PKCS1V15_SIGN", alg.Algorithm.IsRSAPKCS1V15Sign, "The raw form too."},
	{"PSA_ALG_IS_RSA_PSS", alg.Algorithm.IsRSAPSS, "Both forms."},
	{"PSA_ALG_IS_RSA_PSS_ANY_SALT", alg.Algorithm.IsRSAPSSAnySalt, ""},
	{"PSA_ALG_IS_RSA_PSS_STANDARD_SALT", alg.Algorithm.IsRSAPSSStandardSalt, ""},
	{"PSA_ALG_IS_ECDSA", alg.Algorithm.IsECDSA, "Randomised or deterministic, with or without a hash."},
	{"PSA_ALG_IS_DETERMINISTIC_ECDSA", alg.Algorithm.IsDeterministicECDSA, ""},
	{"PSA_ALG_IS_RANDOMIZED_ECDSA", alg.Algorithm.IsRandomizedECDSA, "PSA_ALG_ECDSA_ANY too."},
	{"PSA_ALG_IS_HASH_EDDSA", alg.Algorithm.IsHashEdDSA, ""},
	{"PSA_ALG_IS_SLH_DSA", alg.Algorithm.IsSLHDSA, "Hedged or deterministic, without a hash."},
	{"PSA_ALG_IS_HASH_SLH_DSA", alg.Algorithm.IsHashSLHDSA, "Hedged or deterministic."},
	{"PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA", alg.Algorithm.IsDeterministicHashSLHDSA, ""},
	{"PSA_ALG_IS_HEDGED_HASH_SLH_DSA", alg.Algorithm.IsHedgedHashSLHDSA, ""},
	{"PSA_ALG_IS_ML_DSA", alg.Algorithm.IsMLDSA, "Hedged or deterministic, without a hash."},
	{"PSA_ALG_IS_HASH_ML_DSA", alg.Algorithm.IsHashMLDSA, "Hedged or deterministic."},
	{"PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA", alg.Algorithm.IsDeterministicHashMLDSA, ""},
	{"PSA_ALG_IS_HEDGED_HASH_ML_DSA", alg.Algorithm.IsHedgedHashMLDSA, ""},

	{"PSA_ALG_IS_RSA_OAEP", alg.Algorithm.IsRSAOAEP, ""},
	{"PSA_ALG_IS_STANDALONE_KEY_AGREEMENT", alg.Algorithm.IsStandaloneKeyAgreement, "Without a derivation."},
	{"PSA_ALG_IS_FFDH", alg.Algorithm.IsFFDH, "Standalone, or with any derivation; the appendix of the specification leaves the stretching ones out by mistake."},
	{"PSA_ALG_IS_ECDH", alg.Algorithm.IsECDH, "Standalone, or with any derivation; the appendix of the specification leaves the stretching ones out by mistake."},
	{"PSA_ALG_IS_JPAKE", alg.Algorithm.IsJPAKE, ""},
	{"PSA_ALG_IS_SPAKE2P", alg.Algorithm.IsSPAKE2P, "In any form."},
	{"PSA_ALG_IS_SPAKE2P_HMAC", alg.Algorithm.IsSPAKE2PHMAC, ""},
	{"PSA_ALG_IS_SPAKE2P_CMAC", alg.Algorithm.IsSPAKE2PCMAC, ""},
	{"PSA_ALG_IS_WPA3_SAE", alg.Algorithm.IsWPA3SAE, "Not PSA_ALG_WPA3_SAE_ANY."},
	{"PSA_ALG_IS_WPA3_SAE_FIXED", alg.Algorithm.IsWPA3SAEFixed, ""},
	{"PSA_ALG_IS_WPA3_SAE_GDH", alg.Algorithm.IsWPA3SAEGDH, ""},
}

const everyBit = ^alg.Algorithm(0)

// hashField is the part of an algorithm that is its hash.
var hashField = alg.HMAC(everyBit) &^ alg.HMAC(0)

func (p *page) algorithms() {
	p.section(`Algorithms ("Algorithms"). Those with a hash in them take one as parameter, in policies of signatures also PSA_ALG_ANY_HASH.`)
	p.comment("No algorithm; in a policy it permits nothing.")
	p.constant("PSA_ALG_NONE", "psa_algorithm_t", 8, uint64(alg.None))
	class := alg.ClassNone
	for _, r := range alg.Rows() {
		if r.Class != class {
			class = r.Class
			p.section(sentence(class.String()))
		}
		if r.Note != "" {
			p.comment(sentence(r.Note))
		}
		if r.Params&alg.TakesHash != 0 {
			p.define(r.CName+"(hash_alg)", fmt.Sprintf("((psa_algorithm_t)(%s | ((hash_alg) & %s)))", hex(r.Base), hex(hashField)))
			continue
		}
		p.constant(r.CName, "psa_algorithm_t", 8, uint64(r.Base))
	}
	p.section("Any hash, inside a signature algorithm of a policy.")
	p.constant("PSA_ALG_ANY_HASH", "psa_algorithm_t", 8, uint64(alg.AnyHash))
	p.lengths()
	p.agreements()

	p.section("Questions about algorithms. They hold for values of later versions too, and do not say that the algorithm is one of this version.")
	for _, q := range algPredicates {
		p.comment(q.words)
		p.define(q.name+"(alg)", "("+testOf(q.name, q.holds, alg.All()).text("alg")+")")
	}
	p.define("PSA_ALG_IS_RAW_KEY_AGREEMENT(alg)", "PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg)")
	p.compound()
}

// lengths are the macros about lengths of MACs and tags.
func (p *page) lengths() {
	kept := alg.FullLengthMAC(everyBit)
	length := alg.TruncatedMAC(0, -1)
	atLeast := alg.AtLeastThisLengthMAC(0, 0)
	cut := func(param, n string) string {
		return fmt.Sprintf("((%s) & %s) | ((psa_algorithm_t)(%s) << 16 & %s)", param, hex(kept), n, hex(length))
	}
	p.section("Lengths in bytes of MACs and tags; with AT_LEAST a wildcard for policies.")
	p.define("PSA_ALG_TRUNCATED_MAC(mac_alg, mac_length)", "((psa_algorithm_t)("+cut("mac_alg", "mac_length")+"))")
	p.define("PSA_ALG_FULL_LENGTH_MAC(mac_alg)", fmt.Sprintf("((psa_algorithm_t)((mac_alg) & %s))", hex(kept)))
	p.define("PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(mac_alg, min_mac_length)",
		fmt.Sprintf("((psa_algorithm_t)(%s | %s))", cut("mac_alg", "min_mac_length"), hex(atLeast)))
	p.define("PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead_alg, tag_length)", "((psa_algorithm_t)("+cut("aead_alg", "tag_length")+"))")
	var full strings.Builder
	for _, r := range alg.Rows() {
		if r.Class == alg.ClassAEAD {
			fmt.Fprintf(&full, "((aead_alg) & %s) == %s ? %s : ", hex(kept), hex(r.Base&kept), r.CName)
		}
	}
	p.comment("The algorithm with the whole tag; PSA_ALG_NONE for what is no AEAD algorithm of the specification.")
	p.define("PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(aead_alg)", "("+full.String()+"PSA_ALG_NONE)")
	p.define("PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aead_alg, min_tag_length)",
		fmt.Sprintf("((psa_algorithm_t)(%s | %s))", cut("aead_alg", "min_tag_length"), hex(atLeast)))
}

func (p *page) agreements() {
	p.section("A key agreement whose secret goes into a derivation.")
	p.define("PSA_ALG_KEY_AGREEMENT(ka_alg, kdf_alg)", "((psa_algorithm_t)((ka_alg) | (kdf_alg)))")
	p.define("PSA_ALG_KEY_AGREEMENT_GET_BASE(alg)", fmt.Sprintf("((psa_algorithm_t)((alg) & %s))", hex(everyBit.KeyAgreementBase())))
	p.define("PSA_ALG_KEY_AGREEMENT_GET_KDF(alg)", fmt.Sprintf("((psa_algorithm_t)((alg) & %s))", hex(everyBit.KeyAgreementKDF())))
}

// compound are the questions that ask others.
func (p *page) compound() {
	p.comment("The hash inside an algorithm, or PSA_ALG_NONE.")
	p.define("PSA_ALG_GET_HASH(alg)", fmt.Sprintf("(((alg) & %[1]s) == 0 ? PSA_ALG_NONE : (psa_algorithm_t)(%[2]s | ((alg) & %[1]s)))", hex(hashField), hex(alg.AnyHash&^hashField)))
	least := alg.AtLeastThisLengthMAC(0, 0)
	atLeast := func(class func(alg.Algorithm) bool) string {
		t := testOf("a class", class, alg.All())
		return term[alg.Algorithm]{t.mask | least, t.value | least}.text("alg")
	}
	p.comment("Whether the algorithm stands for several, and so is only good for policies.")
	p.define("PSA_ALG_IS_WILDCARD(alg)", fmt.Sprintf("(((alg) & %s) == %s || %s || %s || (alg) == PSA_ALG_CCM_STAR_ANY_TAG)", hex(hashField), hex(alg.AnyHash&hashField),
		atLeast(alg.Algorithm.IsMAC), atLeast(alg.Algorithm.IsAEAD)))
	p.comment("Whether the algorithm hashes the message with PSA_ALG_GET_HASH(alg) and signs the result; PSA_ALG_RSA_PKCS1V15_SIGN_RAW and PSA_ALG_ECDSA_ANY, without a hash, are among them.")
	p.define("PSA_ALG_IS_HASH_AND_SIGN(alg)", "(PSA_ALG_IS_RSA_PSS(alg) || PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) || PSA_ALG_IS_ECDSA(alg) || "+
		"PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))")
	p.comment("Whether the algorithm signs a hash that the program computed.")
	p.define("PSA_ALG_IS_SIGN_HASH(alg)", "(PSA_ALG_IS_HASH_AND_SIGN(alg) || (alg) == PSA_ALG_RSA_PKCS1V15_SIGN_RAW || (alg) == PSA_ALG_ECDSA_ANY)")
	p.comment("Whether the algorithm signs messages.")
	p.define("PSA_ALG_IS_SIGN_MESSAGE(alg)", "(PSA_ALG_IS_SIGN(alg) && (alg) != PSA_ALG_ECDSA_ANY && (alg) != PSA_ALG_RSA_PKCS1V15_SIGN_RAW)")
	p.comment("Whether the signature algorithm takes a context that is not empty.")
	p.define("PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg)", "((alg) == PSA_ALG_EDDSA_CTX || PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_ML_DSA(alg) || "+
		"PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))")
}
