package alg

// Class is the category of an algorithm: which operations it is an algorithm of.
type Class uint8

// The classes, in the order of the specification's chapters.
const (
	ClassNone Class = iota
	ClassHash
	ClassXOF
	ClassMAC
	ClassCipher
	ClassAEAD
	ClassKeyWrap
	ClassKeyDerivation
	ClassSign
	ClassAsymmetricEncryption
	ClassKeyAgreement
	ClassKeyEncapsulation
	ClassPAKE
)

// classes tells for each class its name, the category field of its identifiers and its page in the specification.
var classes = [...]struct {
	name     string
	category Algorithm
	page     string
}{
	ClassNone:                 {"none", 0x00000000, "algorithms.rst"},
	ClassHash:                 {"hash", 0x02000000, "hash.rst"},
	ClassXOF:                  {"XOF", 0x0d000000, "xof.rst"},
	ClassMAC:                  {"MAC", 0x03000000, "mac.rst"},
	ClassCipher:               {"cipher", 0x04000000, "cipher.rst"},
	ClassAEAD:                 {"AEAD", 0x05000000, "aead.rst"},
	ClassKeyWrap:              {"key wrapping", 0x0b000000, "key-wrapping.rst"},
	ClassKeyDerivation:        {"key derivation", 0x08000000, "key-derivation.rst"},
	ClassSign:                 {"signature", 0x06000000, "signature.rst"},
	ClassAsymmetricEncryption: {"asymmetric encryption", 0x07000000, "pk-encryption.rst"},
	ClassKeyAgreement:         {"key agreement", 0x09000000, "key-agreement.rst"},
	ClassKeyEncapsulation:     {"key encapsulation", 0x0c000000, "key-encapsulation.rst"},
	ClassPAKE:                 {"PAKE", 0x0a000000, "pake.rst"},
}

// String returns the name of the class, as "key agreement".
func (c Class) String() string {
	if int(c) < len(classes) {
		return classes[c].name
	}
	return "unknown class"
}

// Class returns the class of a, by the category field of its identifier, and [ClassNone] for a category that the specification does not
// define. It does not say whether a is an algorithm: see [Algorithm.Check].
func (a Algorithm) Class() Class {
	for c := range classes {
		if classes[c].category == a.category() {
			return Class(c)
		}
	}
	return ClassNone
}
