package cheader

import (
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Folder is where the headers are, from the root of the module.
const Folder = "include/psa"

// Header is a file of the folder.
type Header struct {
	Name string
	Text []byte
}

// Supported tells whether an algorithm can be used with keys of a type and a size in bits in the way of a usage flag; with no type, whether
// an algorithm without a key can be computed, and with no algorithm, whether such keys can be held. keystore.Supported is one.
type Supported func(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool

// Headers makes the headers for a library that supports so much.
func Headers(supported Supported) []Header {
	list := []struct {
		name string
		text func(name string) []byte
	}{
		{"error.h", errorHeader},
		{"crypto_values.h", valuesHeader},
		{"crypto_sizes.h", sizesHeader},
		{"crypto_config.h", func(name string) []byte { return configHeader(name, supported) }},
	}
	headers := make([]Header, len(list))
	for i, h := range list {
		headers[i] = Header{h.name, h.text(h.name)}
	}
	return headers
}

// sentence is a note of a table as a sentence.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
