package main

import (
	"encoding/asn1"
	"math/big"
)

// ecdsaValue is the ECDSA-Sig-Value of RFC 3279, section 2.2.3.
type ecdsaValue struct{ R, S *big.Int }

// ecdsaToDER turns r || s into DER. Signatures are public, so big.Int does no harm.
func ecdsaToDER(sig []byte) []byte {
	half := len(sig) / 2
	der, err := asn1.Marshal(ecdsaValue{new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:])})
	if err != nil {
		panic("two numbers always marshal: " + err.Error())
	}
	return der
}

// ecdsaFromDER turns DER into r || s of n bytes together.
func ecdsaFromDER(der []byte, n int) ([]byte, error) {
	var v ecdsaValue
	rest, err := asn1.Unmarshal(der, &v)
	half := n / 2
	if err != nil || len(rest) > 0 || v.R.Sign() <= 0 || v.S.Sign() <= 0 || v.R.BitLen() > 8*half || v.S.BitLen() > 8*half {
		return nil, usagef("the signature is not an ECDSA signature in DER for a key of this size")
	}
	sig := make([]byte, n)
	v.R.FillBytes(sig[:half])
	v.S.FillBytes(sig[half:])
	return sig, nil
}
