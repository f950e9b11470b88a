package alg

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/psacrypto/psa/keytype"
)

// maxName bounds what the parser looks at; no name is nearly as long.
const maxName = 256

const howNamed = "(algorithms are named like GCM, CBC-PKCS7, HMAC(SHA-256), ECDSA(SHA-256), ECDH+HKDF(SHA-256) or PSA_ALG_GCM)"

// Parse returns the algorithm that a person named. Case does not matter, and punctuation hardly. It takes
//
//   - the names of [Algorithm.String], also with "ANY" for a hash in a policy: "GCM(tag>=12)", "ecdsa(any)";
//   - what people write instead: "hmac-sha256", "aes-128-gcm", "rsa-pss-sha256", "sha2-256", "ed25519", "x25519", "cbc", "es256";
//   - expressions of the C macros: "PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8)";
//   - a number: "0x03800009", whether it is an algorithm or not.
//
// A name of what is no valid algorithm, as "GCM(tag=9)", is an error with the reason of [Algorithm.Check]; for an unknown name the error
// says which names are near.
func Parse(s string) (Algorithm, error) {
	name := strings.TrimSpace(s)
	switch {
	case name == "":
		return None, errors.New("the name of the algorithm is empty " + howNamed)
	case len(name) > maxName:
		return None, fmt.Errorf("%.20q… is too long for an algorithm %s", name, howNamed)
	}
	if digits, isHex := strings.CutPrefix(strings.ToLower(name), "0x"); isHex {
		v, err := strconv.ParseUint(digits, 16, 32)
		if err != nil {
			return None, fmt.Errorf("%q is not an algorithm: a number has up to 8 hexadecimal digits", name)
		}
		return Algorithm(v), nil
	}
	parse := parseName
	if isCName(name) {
		parse = parseC
	}
	a, err := parse(name)
	if err != nil {
		return None, err
	}
	if a == None || a == AnyHash {
		return a, nil
	}
	if reason, ok := a.Check(); !ok {
		return None, fmt.Errorf("%q is not an algorithm: %s", name, reason)
	}
	return a, nil
}

// parseName takes the canonical names and those of people. Of an agreement with a derivation it parses both.
func parseName(s string) (Algorithm, error) {
	if left, right, ok := strings.Cut(s, "+"); ok {
		if ka, _, ok := lookup(left); ok && ka.Params&TakesKDF != 0 {
			kdf, err := parseName(right)
			if err != nil {
				return None, err
			}
			if !kdf.IsKeyDerivation() {
				return None, fmt.Errorf("%s can be combined with a key derivation, which %q is not", ka.Name, strings.TrimSpace(right))
			}
			return KeyAgreement(ka.Base, kdf), nil
		}
	}
	name, args, err := splitCall(s)
	if err != nil {
		return None, err
	}
	if a, ok := nickname(name); ok && args == nil {
		return a, nil
	}
	r, a, ok := lookup(name)
	if !ok {
		return None, fmt.Errorf("%q is not an algorithm%s %s", s, keytype.DidYouMean(s, suggestions()), howNamed)
	}
	for _, arg := range args {
		if a, err = r.apply(a, arg); err != nil {
			return None, err
		}
	}
	if r.Params&TakesHash != 0 && a.Hash() == None { // without one, ECDSA would be another algorithm
		return None, errors.New(r.needsHash())
	}
	return a, nil
}

// splitCall takes "name(a, b)" apart; args is nil without parentheses.
func splitCall(s string) (name string, args []string, err error) {
	name, rest, ok := strings.Cut(s, "(")
	if !ok {
		return s, nil, nil
	}
	inside, ok := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !ok {
		return "", nil, fmt.Errorf("%q lacks a closing parenthesis", s)
	}
	depth, from := 0, 0
	for i, c := range inside {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			args = append(args, strings.TrimSpace(inside[from:i]))
			from = i + 1
		}
	}
	return strings.TrimSpace(name), append(args, strings.TrimSpace(inside[from:])), nil
}

// apply gives an algorithm a parameter: a hash, or a length as "tag>=8".
func (r *Row) apply(a Algorithm, arg string) (Algorithm, error) {
	what, number, isLength := strings.Cut(arg, "=")
	if !isLength {
		return r.applyHash(a, arg)
	}
	what, least := strings.CutSuffix(strings.TrimSpace(what), ">")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 1 || n > 63 {
		return None, fmt.Errorf("%q is not a length: a number of bytes from 1 to 63 is wanted", arg)
	}
	want := ""
	switch {
	case r.Params&TakesTagLength != 0:
		want = "tag"
	case r.Params&TakesMACLength != 0:
		want = "len"
	}
	switch what = strings.ToLower(strings.TrimSpace(what)); {
	case want == "":
		return None, fmt.Errorf("%s takes no length", r.Name)
	case what != want:
		return None, fmt.Errorf("%s takes a length as %s=%d or %s>=%d, not %q", r.Name, want, n, want, n, arg)
	case least:
		return AtLeastThisLengthMAC(a, n), nil
	}
	return TruncatedMAC(a, n), nil
}

func (r *Row) applyHash(a Algorithm, arg string) (Algorithm, error) {
	if r.Params&TakesHash == 0 {
		return None, fmt.Errorf("%s takes no hash, such as %q", r.Name, arg)
	}
	h := AnyHash
	if !strings.EqualFold(arg, "any") {
		hash, _, ok := lookup(arg)
		if !ok || hash.Class != ClassHash {
			return None, fmt.Errorf("%q is not a hash%s", arg, keytype.DidYouMean(arg, hashNames()))
		}
		h = hash.Base
	}
	if a.Hash() != None {
		return None, fmt.Errorf("%v has its hash already, before %q", a, arg)
	}
	return a | h&hashField, nil
}

// lookup finds the row of a name without parentheses, and the algorithm that it is with the hash and the cipher that people write into it:
// "hmac-sha256", "aes-gcm".
func lookup(name string) (r *Row, a Algorithm, ok bool) {
	word := keytype.Fold(name)
	for _, w := range [...]string{word, withoutCipher(word)} {
		for i := range table {
			if r := &table[i]; r.isCalled(w) {
				return r, r.Base, true
			}
		}
	}
	for i := range table {
		r := &table[i]
		if r.Params&TakesHash == 0 {
			continue
		}
		for alias := range r.spellings() {
			if rest, ok := strings.CutPrefix(word, alias); ok {
				for j := range rowsOf(ClassHash) {
					if h := &rowsOf(ClassHash)[j]; h.isCalled(rest) {
						return r, r.Base | h.Base&hashField, true
					}
				}
			}
		}
	}
	return nil, None, false
}

// spellings are the folded names of the row.
func (r *Row) spellings() iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(keytype.Fold(r.Name)) {
			return
		}
		for alias := range strings.FieldsSeq(r.Aliases) {
			if !yield(alias) {
				return
			}
		}
	}
}

func (r *Row) isCalled(word string) bool {
	for s := range r.spellings() {
		if s == word {
			return true
		}
	}
	return false
}

// withoutCipher takes the block cipher, which is not part of an algorithm, from the front of a folded name: "aes128gcm" becomes "gcm".
func withoutCipher(word string) string {
	for _, cipher := range [...]string{"aes", "aria", "camellia", "sm4", "3des", "tripledes", "des"} {
		if rest, ok := strings.CutPrefix(word, cipher); ok {
			for _, bits := range [...]string{"128", "192", "256", "512"} {
				if mode, ok := strings.CutPrefix(rest, bits); ok {
					return mode
				}
			}
			return rest
		}
	}
	return word
}

// nickname is for names that follow from no rule: those of JOSE (RFC 7518), and of CCM with short tags in TLS.
func nickname(name string) (Algorithm, bool) {
	word := keytype.Fold(name)
	switch word {
	case "none":
		return None, true
	case "any", "anyhash":
		return AnyHash, true
	}
	if withoutCipher(word) == "ccm8" {
		return AEADWithShortenedTag(CCM, 8), true
	}
	if len(word) != 5 {
		return None, false
	}
	h, ok := map[string]Algorithm{"256": SHA256, "384": SHA384, "512": SHA512}[word[2:]]
	if !ok {
		return None, false
	}
	switch word[:2] {
	case "es":
		return ECDSA(h), true
	case "rs":
		return RSAPKCS1V15Sign(h), true
	case "ps":
		return RSAPSS(h), true
	case "hs":
		return HMAC(h), true
	}
	return None, false
}

func hashNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range rowsOf(ClassHash) {
			if !yield(r.Name) {
				return
			}
		}
	}
}

// suggestions are the names to suggest: the canonical ones, but without lengths and combinations, which are endless.
func suggestions() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range table {
			r := &table[i]
			if !yield(r.Name) || !yield(r.CName) {
				return
			}
			for _, h := range r.Hashes.Hashes() {
				if !yield((r.Base | h&hashField).String()) {
					return
				}
			}
			if r.Params&TakesAnyHash != 0 && !yield(r.Name+"(ANY)") {
				return
			}
		}
	}
}
