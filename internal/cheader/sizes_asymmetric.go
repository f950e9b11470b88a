package cheader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

const (
	family  = "PSACRYPTO_FAMILY(key_type)"
	keyBits = "#key_bits"
)

// typeRow is the row of key types with that name in C.
func typeRow(cname string) keytype.Row {
	rows := keytype.Rows()
	return rows[slices.IndexFunc(rows, func(r keytype.Row) bool { return r.CName == cname })]
}

func (p *page) signatureSizes() {
	p.section(`Signatures ("Asymmetric signature").`)
	rows := rowsOf(alg.ClassSign)
	p.part("PSACRYPTO_SIGN(key_type, alg)", keyed(rows))
	var ecc, mldsa, slhdsa []point
	for _, pt := range pointsOf(typeRow("PSA_KEY_TYPE_ECC_KEY_PAIR"), keytype.Type.ExportSize) {
		t := keytype.ECCKeyPair(pt.family)
		for _, a := range []alg.Algorithm{alg.ECDSAAny, alg.PureEdDSA} {
			if n := alg.SignOutputSize(t, pt.bits, a); n != 0 {
				ecc = append(ecc, point{pt.family, pt.bits, n})
			}
		}
	}
	for _, pt := range pointsOf(typeRow("PSA_KEY_TYPE_ML_DSA_KEY_PAIR"), keytype.Type.ExportSize) {
		mldsa = append(mldsa, point{0, pt.bits, alg.SignOutputSize(keytype.MLDSAKeyPair, pt.bits, alg.MLDSA)})
	}
	for _, pt := range pointsOf(typeRow("PSA_KEY_TYPE_SLH_DSA_KEY_PAIR"), keytype.Type.ExportSize) {
		slhdsa = append(slhdsa, point{pt.family, pt.bits, alg.SignOutputSize(keytype.SLHDSAKeyPair(pt.family), pt.bits, alg.SLHDSA)})
	}
	p.size("PSA_SIGN_OUTPUT_SIZE(key_type, key_bits, alg)", "The size of a signature; 0 for algorithms that only verify.",
		"!PSACRYPTO_SIGN(key_type, alg) || !PSACRYPTO_IS_KEY(key_type, key_bits) ? 0u : PSA_KEY_TYPE_IS_RSA(key_type) ? ("+keyBits+" + 7u) / 8u : "+
			"PSA_KEY_TYPE_IS_ECC(key_type) ? ("+fitted(ecc, family, keyBits)+") : PSA_KEY_TYPE_IS_ML_DSA(key_type) ? ("+listed(mldsa, family, keyBits)+
			") : PSA_KEY_TYPE_IS_SLH_DSA(key_type) ? ("+listed(slhdsa, family, keyBits)+") : 0u")
	p.most("PSA_SIGNATURE_MAX_SIZE", "", alg.SignatureMaxSize)
}

func (p *page) asymmetricSizes() {
	p.section(`Public-key encryption ("Asymmetric encryption").`)
	p.part("PSACRYPTO_ENCRYPT(key_type, alg)", keyed(rowsOf(alg.ClassAsymmetricEncryption)))
	p.size("PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg)", "The size of a ciphertext.",
		"PSACRYPTO_ENCRYPT(key_type, alg) && PSACRYPTO_IS_KEY(key_type, key_bits) ? ("+keyBits+" + 7u) / 8u : 0u")
	p.most("PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE", "", alg.AsymmetricEncryptOutputMaxSize)
	p.part("PSACRYPTO_PADDING(alg)", "PSA_ALG_IS_RSA_OAEP(alg) ? 2u * PSA_HASH_LENGTH(alg) + 2u : 11u")
	p.size("PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(key_type, key_bits, alg)", "The size of the longest plaintext.",
		"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg) > PSACRYPTO_PADDING(alg) ? "+
			"PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg) - PSACRYPTO_PADDING(alg) : 0u")
	p.most("PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE", "", alg.AsymmetricDecryptOutputMaxSize)

	p.section(`Key agreement and encapsulation ("Key agreement", "Key encapsulation").`)
	curves := typeRow("PSA_KEY_TYPE_ECC_KEY_PAIR")
	curves.Families = append(curves.Families, typeRow("PSA_KEY_TYPE_DH_KEY_PAIR").Families...)
	var fields, orders, elements []point
	for _, g := range keytype.Groups() {
		if slices.Contains(curves.Families, g.Family) {
			fields = append(fields, point{g.Family, g.Bits, (g.FieldBits + 7) / 8})
			orders = append(orders, point{g.Family, g.Bits, (g.OrderBits + 7) / 8})
			elements = append(elements, point{g.Family, g.Bits, max(keytype.ECCKeyPair(g.Family).ExportPublicSize(g.Bits), keytype.DHKeyPair(g.Family).ExportPublicSize(g.Bits))})
		}
	}
	p.part("PSACRYPTO_FIELD_SIZE(family, key_bits)", fitted(fields, "$family", keyBits))
	p.part("PSACRYPTO_ORDER_SIZE(family, key_bits)", fitted(orders, "$family", keyBits))
	p.part("PSACRYPTO_ELEMENT_SIZE(family, key_bits)", fitted(elements, "$family", keyBits))
	var agree []keytype.Type
	for _, t := range keytype.All() {
		if bits := t.AllBits(); t.IsAsymmetric() && len(bits) > 0 && alg.RawKeyAgreementOutputSize(t, bits[0]) != 0 {
			agree = append(agree, t)
		}
	}
	p.size("PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(key_type, key_bits)", "The size of the shared secret with a key pair or public key.",
		"("+condition("key_type", oneOf(agree...))+") && PSACRYPTO_IS_KEY(key_type, key_bits) ? PSACRYPTO_FIELD_SIZE("+family+", key_bits) : 0u")
	p.most("PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE", "", alg.RawKeyAgreementOutputMaxSize)
	p.part("PSACRYPTO_ENCAPSULATE(key_type, alg)", keyed(rowsOf(alg.ClassKeyEncapsulation)))
	var kem []point
	for _, bits := range keytype.MLKEMKeyPair.AllBits() {
		kem = append(kem, point{0, bits, alg.EncapsulateCiphertextSize(keytype.MLKEMKeyPair, bits, alg.MLKEM)})
	}
	p.size("PSA_ENCAPSULATE_CIPHERTEXT_SIZE(key_type, key_bits, alg)", "The size of the ciphertext that carries a key.",
		"!PSACRYPTO_ENCAPSULATE(key_type, alg) ? 0u : $alg == PSA_ALG_ML_KEM ? ("+listed(kem, family, keyBits)+") : PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits)")
	p.most("PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE", "", alg.EncapsulateCiphertextMaxSize)
	p.section(`Key derivation ("Key derivation").`)
	p.most("PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE", "", alg.TLS12PSKToMSPSKMaxSize)
	p.most("PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE", "", alg.TLS12ECJPAKEToPMSOutputSize)
}

func (p *page) exchangeSizes() {
	p.section(`Key exchanges with passwords ("Password-authenticated key exchange (PAKE)"). What a step gives or takes with an algorithm over a primitive.`)
	sub := strings.NewReplacer("@TYPE", "PSA_PAKE_PRIMITIVE_GET_TYPE(primitive)", "@FAMILY", "PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive)", "@BITS", "PSA_PAKE_PRIMITIVE_GET_BITS(primitive)").Replace
	p.part("PSACRYPTO_IS_PRIMITIVE(primitive)", sub("@TYPE == PSA_PAKE_PRIMITIVE_TYPE_ECC ? PSACRYPTO_IS_CURVE(@FAMILY, @BITS) : "+
		"@TYPE == PSA_PAKE_PRIMITIVE_TYPE_DH ? PSACRYPTO_IS_GROUP(@FAMILY, @BITS) : 0"))
	p.part("PSACRYPTO_WPA3_SIZE(alg, primitive, step)", sub(fmt.Sprintf("$step == PSA_PAKE_STEP_COMMIT ? (@TYPE == PSA_PAKE_PRIMITIVE_TYPE_ECC ? 3u : 2u) * "+
		"PSACRYPTO_FIELD_SIZE(@FAMILY, @BITS) : $step == PSA_PAKE_STEP_CONFIRM ? PSA_HASH_LENGTH(alg) + 2u : $step == PSA_PAKE_STEP_CONFIRM_COUNT ? %du : "+
		"$step == PSA_PAKE_STEP_KEY_ID ? %du : $step == PSA_PAKE_STEP_SALT ? %du : 0u", wpa3(psa.PAKEInputSize, psa.PAKEStepConfirmCount),
		wpa3(psa.PAKEOutputSize, psa.PAKEStepKeyID), wpa3(psa.PAKEInputSize, psa.PAKEStepSalt))))
	p.part("PSACRYPTO_STEP_SIZE(alg, primitive, step)", sub("!PSACRYPTO_IS_PRIMITIVE(primitive) ? 0u : PSA_ALG_IS_WPA3_SAE(alg) ? PSACRYPTO_WPA3_SIZE(alg, primitive, step) : "+
		"PSA_ALG_IS_JPAKE(alg) ? ($step == PSA_PAKE_STEP_KEY_SHARE || $step == PSA_PAKE_STEP_ZK_PUBLIC ? PSACRYPTO_ELEMENT_SIZE(@FAMILY, @BITS) : "+
		"$step == PSA_PAKE_STEP_ZK_PROOF ? PSACRYPTO_ORDER_SIZE(@FAMILY, @BITS) : 0u) : "+
		"PSA_ALG_IS_SPAKE2P(alg) ? ($step == PSA_PAKE_STEP_KEY_SHARE ? PSACRYPTO_ELEMENT_SIZE(@FAMILY, @BITS) : "+
		"$step != PSA_PAKE_STEP_CONFIRM ? 0u : PSA_ALG_IS_SPAKE2P_CMAC(alg) ? 16u : PSA_HASH_LENGTH(alg)) : 0u"))
	p.size("PSA_PAKE_OUTPUT_SIZE(alg, primitive, output_step)", "", "$output_step == PSA_PAKE_STEP_SALT || $output_step == PSA_PAKE_STEP_CONFIRM_COUNT ? 0u : "+
		"PSACRYPTO_STEP_SIZE(alg, primitive, output_step)")
	p.most("PSA_PAKE_OUTPUT_MAX_SIZE", "", psa.PAKEOutputMaxSize)
	p.size("PSA_PAKE_INPUT_SIZE(alg, primitive, input_step)", "", "$input_step == PSA_PAKE_STEP_KEY_ID ? 0u : PSACRYPTO_STEP_SIZE(alg, primitive, input_step)")
	p.most("PSA_PAKE_INPUT_MAX_SIZE", "", psa.PAKEInputMaxSize)
}

// wpa3 is the size of a step of WPA3-SAE that depends on nothing else.
func wpa3(size func(alg.Algorithm, psa.PAKEPrimitive, psa.PAKEStep) int, step psa.PAKEStep) int {
	return size(alg.WPA3SAEFixed(alg.SHA256), psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256), step)
}
