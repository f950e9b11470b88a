package cheader

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// sizesHeader is psa/crypto_sizes.h.
func sizesHeader(name string) []byte {
	p := newPage(name, "the sizes of results of the PSA Certified Crypto API 1.5, in bytes. A macro is 0 where its arguments do not go together: a key "+
		"type, size and algorithm of the specification that can be used with each other have sizes whether this library supports them or not.",
		`"crypto_types.h"`, `"crypto_values.h"`)
	p.keySizes()
	p.hashSizes()
	p.macSizes()
	p.cipherSizes()
	p.aeadSizes()
	p.wrapSizes()
	p.signatureSizes()
	p.asymmetricSizes()
	p.exchangeSizes()
	p.vendorSizes()
	return p.end(name)
}

// size writes a macro whose value is of type size_t. In the body, $x stands for the parameter x as an expression of its own, and #x for it as a number of type size_t.
func (p *page) size(head, words, body string) {
	p.comment(words)
	p.define(head, "((size_t)("+expand(body)+"))")
}

// part writes a macro that only others use.
func (p *page) part(head, body string) { p.define(head, "("+expand(body)+")") }

var parameter = regexp.MustCompile(`[$#]\w+`)

func expand(body string) string {
	return parameter.ReplaceAllStringFunc(body, func(s string) string {
		if s[0] == '#' {
			return "(size_t)(" + s[1:] + ")"
		}
		return "(" + s[1:] + ")"
	})
}

// most writes a macro that is a plain number, so that the preprocessor can compare it.
func (p *page) most(name, words string, value int) {
	p.comment(words)
	p.define(name, fmt.Sprintf("%du", value))
}

// roundUp is the C expression of n rounded up to a multiple of block.
func roundUp(n, block string) string {
	return fmt.Sprintf("(%s + %s - 1u) / %s * %s", n, block, block, block)
}

func rowsOf(class alg.Class) []alg.Row {
	return slices.DeleteFunc(alg.Rows(), func(r alg.Row) bool { return r.Class != class })
}

// keyed is the condition that alg is one of the rows and key_type one that it works with. The parameters are those of most macros.
func keyed(rows []alg.Row) string { return keyedBy("key_type", rows) }

func keyedBy(param string, rows []alg.Row) string {
	var sets []alg.KeySet
	for _, r := range rows {
		if !slices.Contains(sets, r.Keys) {
			sets = append(sets, r.Keys)
		}
	}
	var words []string
	for _, keys := range sets {
		of := slices.DeleteFunc(slices.Clone(rows), func(r alg.Row) bool { return r.Keys != keys })
		words = append(words, fmt.Sprintf("((%s) && (%s))", condition("alg", algorithmsIn(of...)), condition(param, oneOf(slices.Collect(keys.Types())...))))
	}
	return strings.Join(words, " || ")
}

// chosen is the C expression of a number that depends on the row alone: rows with the same number are tested together, those with the number that is
// most usual not at all.
func chosen(rows []alg.Row, number func(alg.Row) int) string {
	count := map[int]int{}
	var numbers []int
	for _, r := range rows {
		n := number(r)
		if count[n]++; count[n] == 1 {
			numbers = append(numbers, n)
		}
	}
	usual := slices.MaxFunc(numbers, func(a, b int) int { return count[a] - count[b] })
	var out strings.Builder
	for _, n := range numbers {
		if n != usual {
			of := slices.DeleteFunc(slices.Clone(rows), func(r alg.Row) bool { return number(r) != n })
			fmt.Fprintf(&out, "%s ? %du : ", condition("alg", algorithmsIn(of...)), n)
		}
	}
	return fmt.Sprintf("%s%du", out.String(), usual)
}

func (p *page) hashSizes() {
	p.section(`Hashes ("Message digests").`)
	lookup := func(whole bool, number func(alg.Algorithm) int) string {
		var out strings.Builder
		var seen []int
		for _, r := range rowsOf(alg.ClassHash) {
			n := number(r.Base)
			if n == 0 || slices.Contains(seen, n) {
				continue
			}
			seen = append(seen, n)
			var of []term[alg.Algorithm]
			for _, same := range rowsOf(alg.ClassHash) {
				switch {
				case number(same.Base) != n:
				case whole:
					of = append(of, term[alg.Algorithm]{everyBit, same.Base})
				default:
					of = append(of, term[alg.Algorithm]{hashField, same.Base & hashField})
				}
			}
			fmt.Fprintf(&out, "%s ? %du : ", condition("alg", merged(of)), n)
		}
		return out.String() + "0u"
	}
	p.size("PSA_HASH_LENGTH(alg)", "The length of a hash, or of the hash inside an algorithm.", lookup(false, alg.Algorithm.HashLength))
	p.most("PSA_HASH_MAX_SIZE", "", alg.HashMaxSize)
	p.size("PSA_HASH_BLOCK_LENGTH(alg)", "The length of the blocks in which a hash reads its input, for HMAC that of its keys.", lookup(false, alg.Algorithm.HashBlockLength))
	p.most("PSA_HMAC_MAX_HASH_BLOCK_SIZE", "", hmacBlockMaxSize())
	p.comment("The fields of the state that psa_hash_suspend() gives.")
	p.define("PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH", fmt.Sprintf("((size_t)%d)", alg.HashSuspendAlgorithmFieldLength))
	p.size("PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg)", "", lookup(true, alg.HashSuspendInputLengthFieldLength))
	p.size("PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg)", "", lookup(true, alg.HashSuspendHashStateFieldLength))
	p.size("PSA_HASH_SUSPEND_OUTPUT_SIZE(alg)", "", lookup(true, alg.HashSuspendOutputSize))
	p.most("PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE", "", alg.HashSuspendOutputMaxSize)
}

// hmacBlockMaxSize is the longest block in bytes of the hashes that go with HMAC.
func hmacBlockMaxSize() int {
	most := 0
	for _, r := range rowsOf(alg.ClassMAC) {
		if r.CName == "PSA_ALG_HMAC" {
			for _, h := range r.Hashes.Hashes() {
				most = max(most, h.HashBlockLength())
			}
		}
	}
	return most
}

func (p *page) macSizes() {
	p.section(`MACs ("Message authentication codes (MAC)").`)
	symmetric := term[keytype.Type]{kindMask(), keytype.AES & kindMask()}
	p.part("PSACRYPTO_IS_BLOCK_CIPHER(key_type)", symmetric.text("key_type")+" && PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) > 1u")
	p.part("PSACRYPTO_FULL_MAC(key_type, alg)", "PSA_ALG_IS_BLOCK_CIPHER_MAC(alg) ? (PSACRYPTO_IS_BLOCK_CIPHER(key_type) ? "+
		"PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type) : 0u) : PSA_HASH_LENGTH(alg)")
	p.part("PSACRYPTO_LENGTH_FIELD(alg)", "(size_t)($alg >> 16 & 0x3fu)")
	p.size("PSA_MAC_LENGTH(key_type, key_bits, alg)", "The length of a MAC, of a wildcard its least length. The size of the key does not matter.",
		"!PSA_ALG_IS_MAC(alg) || PSACRYPTO_FULL_MAC(key_type, alg) == 0u ? 0u * #key_bits : "+
			"PSACRYPTO_LENGTH_FIELD(alg) != 0u ? PSACRYPTO_LENGTH_FIELD(alg) : PSACRYPTO_FULL_MAC(key_type, alg)")
	p.most("PSA_MAC_MAX_SIZE", "", alg.MACMaxSize)
}
