package alg

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/psacrypto/psa/keytype"
)

const cPrefix = "PSA_ALG_"

func isCName(s string) bool {
	return len(s) > len(cPrefix) && strings.EqualFold(s[:len(cPrefix)], cPrefix)
}

// lengthMacros are the C macros that take an algorithm and a length in bytes.
var lengthMacros = map[string]func(Algorithm, int) Algorithm{
	"PSA_ALG_TRUNCATED_MAC":                      TruncatedMAC,
	"PSA_ALG_AT_LEAST_THIS_LENGTH_MAC":           AtLeastThisLengthMAC,
	"PSA_ALG_AEAD_WITH_SHORTENED_TAG":            AEADWithShortenedTag,
	"PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG": AEADWithAtLeastThisLengthTag,
}

// wholeMacros are the C macros that take an algorithm and give its base.
var wholeMacros = map[string]func(Algorithm) Algorithm{
	"PSA_ALG_FULL_LENGTH_MAC":              FullLengthMAC,
	"PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG": AEADWithDefaultLengthTag,
}

// parseC evaluates an expression of the C macros. It recurses at most as deep as maxName has parentheses.
func parseC(s string) (Algorithm, error) {
	name, args, err := splitCall(s)
	if err != nil {
		return None, err
	}
	name = strings.ToUpper(name)
	switch {
	case name == "PSA_ALG_NONE" && args == nil:
		return None, nil
	case name == "PSA_ALG_ANY_HASH" && args == nil:
		return AnyHash, nil
	case name == "PSA_ALG_KEY_AGREEMENT":
		return parseCAgreement(args)
	}
	if build, ok := lengthMacros[name]; ok {
		return parseCLength(name, build, args)
	}
	if whole, ok := wholeMacros[name]; ok {
		a, err := parseCArg(name, args, 1)
		if err == nil && !takesLength(name, a) {
			err = fmt.Errorf("%s does not take %v", name, a)
		}
		return whole(a), err
	}
	for i := range table {
		if r := &table[i]; r.CName == name {
			return r.parseCRow(args)
		}
	}
	return None, fmt.Errorf("%q is not an algorithm%s %s", s, keytype.DidYouMean(name, suggestions()), howNamed)
}

func (r *Row) parseCRow(args []string) (Algorithm, error) {
	switch {
	case r.Params&TakesHash == 0 && args == nil:
		return r.Base, nil
	case r.Params&TakesHash == 0:
		return None, fmt.Errorf("%s takes no arguments", r.CName)
	}
	h, err := parseCArg(r.CName, args, 1)
	if err != nil {
		return None, err
	}
	if !h.IsHash() {
		return None, fmt.Errorf("%s takes a hash, which %q is not", r.CName, args[0])
	}
	return r.Base | h&hashField, nil
}

// parseCArg is the first of a number of arguments, an algorithm.
func parseCArg(macro string, args []string, number int) (Algorithm, error) {
	if len(args) != number {
		return None, fmt.Errorf("%s takes %d arguments, not %d", macro, number, len(args))
	}
	if !isCName(args[0]) {
		return None, fmt.Errorf("%s takes an algorithm, which %q is not", macro, args[0])
	}
	return parseC(args[0])
}

func parseCLength(macro string, build func(Algorithm, int) Algorithm, args []string) (Algorithm, error) {
	a, err := parseCArg(macro, args, 2)
	if err != nil {
		return None, err
	}
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 || n > 63 {
		return None, fmt.Errorf("%s takes a length of 1 to 63 bytes, not %q", macro, args[1])
	}
	if !takesLength(macro, a) {
		return None, fmt.Errorf("%s does not take %v", macro, a)
	}
	return build(a, n), nil
}

// takesLength reports whether a is of the kind that a macro about lengths is for: a MAC, or an AEAD.
func takesLength(macro string, a Algorithm) bool {
	if strings.HasSuffix(macro, "MAC") {
		return a.IsMAC()
	}
	return a.IsAEAD()
}

func parseCAgreement(args []string) (Algorithm, error) {
	ka, err := parseCArg("PSA_ALG_KEY_AGREEMENT", args, 2)
	if err != nil {
		return None, err
	}
	kdf, err := parseCArg("PSA_ALG_KEY_AGREEMENT", args[1:], 1)
	switch {
	case err != nil:
		return None, err
	case !ka.IsStandaloneKeyAgreement() || !kdf.IsKeyDerivation():
		return None, fmt.Errorf("PSA_ALG_KEY_AGREEMENT takes a key agreement and a key derivation, not %v and %v", ka, kdf)
	}
	return KeyAgreement(ka, kdf), nil
}
