package cheader

import (
	"fmt"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// configHeader is psa/crypto_config.h, in which programs that were written for Mbed TLS look up what there is.
func configHeader(name string, supported Supported) []byte {
	p := newPage(name, "what this library supports, in the names that programs written for Mbed TLS test: PSA_WANT_x is 1 for the algorithm or key type PSA_x, "+
		"and not defined for one that is not supported.")
	p.section("Algorithms.")
	for _, r := range alg.Rows() {
		if r.CName == "PSA_ALG_CCM_STAR_ANY_TAG" || r.Wildcard {
			continue
		}
		if supports(supported, r) {
			p.want(strings.TrimPrefix(r.CName, "PSA_"))
		}
	}
	p.section("Key types.")
	for _, r := range keytype.Rows() {
		if !holdsAny(supported, r) {
			continue
		}
		kind := strings.TrimPrefix(r.CName, "PSA_")
		p.want(kind)
		if !strings.HasSuffix(kind, "_KEY_PAIR") {
			continue
		}
		for _, operation := range []string{"BASIC", "IMPORT", "EXPORT", "GENERATE"} {
			p.want(kind + "_" + operation)
		}
		if kind == "KEY_TYPE_ECC_KEY_PAIR" {
			p.want(kind + "_DERIVE") // the specification derives no RSA keys
		}
	}
	p.section("Curves and groups.")
	for _, f := range keytype.Families() {
		pair := keytype.ECCKeyPair
		switch f.Kind {
		case keytype.FiniteFields:
			pair = keytype.DHKeyPair
		case keytype.ParameterSets:
			continue
		}
		for _, g := range keytype.Groups() {
			if g.Family == f.Value && supported(pair(g.Family), g.Bits, alg.None, 0) {
				p.want(fmt.Sprintf("%s_%d", strings.NewReplacer("PSA_", "", "_FAMILY", "").Replace(f.CName), g.Bits))
			}
		}
	}
	return p.end(name)
}

func (p *page) want(name string) { p.define("PSA_WANT_"+name, "1") }

// supports tells whether any of the row's algorithms can be used, with any key and in any role.
func supports(supported Supported, r alg.Row) bool {
	for a := range alg.Examples(r) {
		if a.IsWildcard() {
			continue
		}
		if supported(keytype.None, 0, a, 0) {
			return true
		}
		for t := range r.Keys.Types() {
			for _, bits := range t.AllBits() {
				if _, fits := alg.KeyFits(a, t, bits); !fits {
					continue
				}
				for _, u := range psa.Usages() {
					if supported(t, bits, a, u.Usage) {
						return true
					}
				}
			}
		}
	}
	return false
}

// holdsAny tells whether keys of the row can be held, of any family and size.
func holdsAny(supported Supported, r keytype.Row) bool {
	for _, t := range r.Types() {
		for _, bits := range t.AllBits() {
			if supported(t, bits, alg.None, 0) {
				return true
			}
		}
	}
	return false
}
