package alg

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the canonical name of a valid algorithm: the name of its row, with its parameters in parentheses, and for a combined key
// agreement both names:
//
//	GCM   GCM(tag=8)   GCM(tag>=8)   HMAC(SHA-256)   HMAC(SHA-256,len=16)   CMAC(len>=8)   ECDSA(ANY)   ECDH+HKDF(SHA-256)
//
// For a value that is no algorithm it is the number in hexadecimal. [Parse] takes all of them back.
func (a Algorithm) String() string {
	switch {
	case a == None:
		return "none"
	case a == AnyHash:
		return "ANY"
	case !a.Valid():
		return a.hex()
	}
	r := rowOf(a)
	if a.IsKeyAgreement() && !a.IsStandaloneKeyAgreement() {
		return r.Name + "+" + a.KeyAgreementKDF().String()
	}
	var params []string
	if r.Params&TakesHash != 0 {
		params = append(params, a.Hash().String())
	}
	if l := a.lengthParam(r); l != "" {
		params = append(params, l)
	}
	if params == nil {
		return r.Name
	}
	return r.Name + "(" + strings.Join(params, ",") + ")"
}

func (a Algorithm) hex() string { return fmt.Sprintf("0x%08x", uint32(a)) }

// lengthParam is the length as a parameter of the name, "" where it is the usual one.
func (a Algorithm) lengthParam(r *Row) string {
	what := "len"
	switch {
	case r.Params&TakesTagLength != 0:
		what = "tag"
	case r.Params&TakesMACLength == 0:
		return ""
	}
	switch {
	case a&atLeastFlag != 0:
		return what + ">=" + strconv.Itoa(a.lengthBits())
	case a == a.Base():
		return ""
	}
	return what + "=" + strconv.Itoa(a.lengthBits())
}

// CName returns the expression that is a valid algorithm in C, as "PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 16)". For a value that is
// no algorithm it is the number in hexadecimal.
func (a Algorithm) CName() string {
	switch {
	case a == None:
		return "PSA_ALG_NONE"
	case a == AnyHash:
		return "PSA_ALG_ANY_HASH"
	case !a.Valid():
		return a.hex()
	}
	r := rowOf(a)
	name := r.CName
	switch {
	case r.Params&TakesHash != 0:
		name += "(" + a.Hash().CName() + ")"
	case r.Params&TakesKDF != 0 && a != r.Base:
		return "PSA_ALG_KEY_AGREEMENT(" + name + ", " + a.KeyAgreementKDF().CName() + ")"
	}
	if a.lengthParam(r) == "" {
		return name
	}
	macro := "PSA_ALG_TRUNCATED_MAC"
	switch least := a&atLeastFlag != 0; {
	case a.IsAEAD() && least:
		macro = "PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG"
	case a.IsAEAD():
		macro = "PSA_ALG_AEAD_WITH_SHORTENED_TAG"
	case least:
		macro = "PSA_ALG_AT_LEAST_THIS_LENGTH_MAC"
	}
	return fmt.Sprintf("%s(%s, %d)", macro, name, a.lengthBits())
}
