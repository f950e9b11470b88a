// Package op names the operations that use a key or an algorithm, and says what each needs: one row an operation.
//
// The acquire step of the core, psa_check_key_usage, Explain and the documentation read the same rows, so an operation's need is written once.
package op

import (
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Op is an operation.
type Op uint8

// The operations that use a key. Multi-part operations need what their one-shot form needs.
const (
	None Op = iota
	ExportKey
	ExportPublicKey
	CopyKey
	MACCompute
	MACVerify
	CipherEncrypt
	CipherDecrypt
	AEADEncrypt
	AEADDecrypt
	SignMessage
	VerifyMessage
	SignHash
	VerifyHash
	AsymmetricEncrypt
	AsymmetricDecrypt
	KeyAgreement
	KeyDerivation
	VerifyDerivation
	Encapsulate
	Decapsulate
	WrapKey
	UnwrapKey
	PAKE
	last
)

// Row is what an operation needs.
type Row struct {
	Op Op
	// Name is the specification's function without psa_, as "mac_compute".
	Name string
	// Usage is the flag that the key's policy must have, 0 for none.
	Usage psa.Usage
	// Class is the class of its algorithms, 0 where it has no algorithm.
	Class alg.Class
	// Private tells that of an asymmetric key it needs the private part.
	Private bool
	// Since is the version of the specification that brought the operation.
	Since string
}

var table = [last]Row{
	ExportKey:         {ExportKey, "export_key", psa.Export, 0, false, "1.0"},
	ExportPublicKey:   {ExportPublicKey, "export_public_key", 0, 0, false, "1.0"},
	CopyKey:           {CopyKey, "copy_key", psa.Copy, 0, false, "1.0"},
	MACCompute:        {MACCompute, "mac_compute", psa.SignMessage, alg.ClassMAC, false, "1.0"},
	MACVerify:         {MACVerify, "mac_verify", psa.VerifyMessage, alg.ClassMAC, false, "1.0"},
	CipherEncrypt:     {CipherEncrypt, "cipher_encrypt", psa.Encrypt, alg.ClassCipher, false, "1.0"},
	CipherDecrypt:     {CipherDecrypt, "cipher_decrypt", psa.Decrypt, alg.ClassCipher, false, "1.0"},
	AEADEncrypt:       {AEADEncrypt, "aead_encrypt", psa.Encrypt, alg.ClassAEAD, false, "1.0"},
	AEADDecrypt:       {AEADDecrypt, "aead_decrypt", psa.Decrypt, alg.ClassAEAD, false, "1.0"},
	SignMessage:       {SignMessage, "sign_message", psa.SignMessage, alg.ClassSign, true, "1.0"},
	VerifyMessage:     {VerifyMessage, "verify_message", psa.VerifyMessage, alg.ClassSign, false, "1.0"},
	SignHash:          {SignHash, "sign_hash", psa.SignHash, alg.ClassSign, true, "1.0"},
	VerifyHash:        {VerifyHash, "verify_hash", psa.VerifyHash, alg.ClassSign, false, "1.0"},
	AsymmetricEncrypt: {AsymmetricEncrypt, "asymmetric_encrypt", psa.Encrypt, alg.ClassAsymmetricEncryption, false, "1.0"},
	AsymmetricDecrypt: {AsymmetricDecrypt, "asymmetric_decrypt", psa.Decrypt, alg.ClassAsymmetricEncryption, true, "1.0"},
	KeyAgreement:      {KeyAgreement, "raw_key_agreement", psa.Derive, alg.ClassKeyAgreement, true, "1.0"},
	KeyDerivation:     {KeyDerivation, "key_derivation_input_key", psa.Derive, alg.ClassKeyDerivation, false, "1.0"},
	VerifyDerivation:  {VerifyDerivation, "key_derivation_verify_key", psa.VerifyDerivation, alg.ClassKeyDerivation, false, "1.1"},
	Encapsulate:       {Encapsulate, "encapsulate", psa.Encrypt, alg.ClassKeyEncapsulation, false, "1.3"},
	Decapsulate:       {Decapsulate, "decapsulate", psa.Decrypt, alg.ClassKeyEncapsulation, true, "1.3"},
	WrapKey:           {WrapKey, "wrap_key", psa.Wrap, alg.ClassKeyWrap, false, "1.4"},
	UnwrapKey:         {UnwrapKey, "unwrap_key", psa.Unwrap, alg.ClassKeyWrap, false, "1.4"},
	PAKE:              {PAKE, "pake_setup", psa.Derive, alg.ClassPAKE, false, "1.1"},
}

// Row returns what the operation needs. o must be one of the constants but None.
func (o Op) Row() *Row { return &table[o] }

// String returns the row's name in words: "mac compute".
func (o Op) String() string {
	if o == None || o >= last {
		return "no operation"
	}
	return strings.ReplaceAll(table[o].Name, "_", " ")
}

// All returns the rows of all operations.
func All() []Row { return append([]Row(nil), table[1:]...) }

// Parse finds an operation by its name: the specification's with or without psa_, "-" or a space for "_", in any case, or the short words of people: "mac",
// "sign", "verify", "encrypt", "decrypt" name a use that depends on the algorithm a.
// Error: INVALID_ARGUMENT with the names that there are.
func Parse(s string, a alg.Algorithm) (Op, error) {
	n := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
	n = strings.TrimPrefix(n, "psa_")
	for i := range table[1:] {
		if table[i+1].Name == n {
			return table[i+1].Op, nil
		}
	}
	if u, err := psa.ParseUsage(strings.NewReplacer("mac", "sign_message", "agree", "derive").Replace(n)); err == nil {
		switch {
		case u == psa.SignHash|psa.SignMessage:
			u = psa.SignMessage
		case u == psa.VerifyHash|psa.VerifyMessage:
			u = psa.VerifyMessage
		}
		if o, ok := ForUsage(u, a); ok {
			return o, nil
		}
	}
	var names []string
	for i := range table[1:] {
		names = append(names, strings.ReplaceAll(table[i+1].Name, "_", "-"))
	}
	return None, psa.Errorf(psa.ErrInvalidArgument, "unknown operation %q for algorithm %v; operations are %s, or a usage such as sign or encrypt together with an algorithm",
		s, a, strings.Join(names, ", "))
}

// ForUsage returns the operation for which an algorithm uses a key in the role of a single usage flag (PSA Crypto 1.5, psa_check_key_usage), and
// whether there is one.
func ForUsage(u psa.Usage, a alg.Algorithm) (Op, bool) {
	switch u {
	case psa.Export:
		return ExportKey, a == alg.None
	case psa.Copy:
		return CopyKey, a == alg.None
	}
	c := a.Class()
	for i := range table[1:] {
		r := &table[i+1]
		if r.Class == 0 || r.Class != c {
			continue
		}
		if r.Usage == u && r.Takes(a) {
			return r.Op, true
		}
	}
	return None, false
}

// Takes tells whether a is of the class of algorithms that the operation works with. A key agreement that is combined with a
// derivation is of the class of key agreements.
func (r *Row) Takes(a alg.Algorithm) bool {
	switch r.Op {
	case SignHash, VerifyHash:
		return a.IsSignHash()
	case SignMessage, VerifyMessage:
		return a.IsSignMessage()
	}
	return r.Class != 0 && (a.Class() == r.Class || r.Part(a) != a)
}

// Part returns the part of an algorithm that the operation does with its key. A key that is an input of a derivation has no part in the key agreement
// that the derivation may be combined with; for all else it is the whole algorithm.
func (r *Row) Part(a alg.Algorithm) alg.Algorithm {
	if r.Class == alg.ClassKeyDerivation && a.IsKeyAgreement() && !a.IsStandaloneKeyAgreement() {
		return a.KeyAgreementKDF()
	}
	return a
}

// FitsRole tells whether a key type has the part that the operation needs of an asymmetric key.
func (r *Row) FitsRole(t keytype.Type) bool { return !r.Private || !t.IsPublicKey() }
