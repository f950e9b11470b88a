package psa

import (
	"fmt"
	"strings"
)

// Usage is a set of permissions (psa_key_usage_t).
type Usage uint32

// The usage flags (PSA Crypto 1.5, "Key usage flags").
const (
	Export           Usage = 0x00000001
	Copy             Usage = 0x00000002
	Cache            Usage = 0x00000004
	DerivePublic     Usage = 0x00000080
	Encrypt          Usage = 0x00000100
	Decrypt          Usage = 0x00000200
	SignMessage      Usage = 0x00000400
	VerifyMessage    Usage = 0x00000800
	SignHash         Usage = 0x00001000
	VerifyHash       Usage = 0x00002000
	Derive           Usage = 0x00004000
	VerifyDerivation Usage = 0x00008000
	Wrap             Usage = 0x00010000
	Unwrap           Usage = 0x00020000
)

// UsageRow tells what a usage flag is called and permits.
type UsageRow struct {
	Usage Usage
	// Name is the specification's without PSA_KEY_USAGE_, as "SIGN_MESSAGE".
	Name string
	// Permits says what the flag is for.
	Permits string
	// Since is the version of the specification that brought the flag.
	Since string
}

// UsageSection is the page of the specification that defines the usage flags.
const UsageSection = "doc/crypto/api/keys/policy.rst"

var usageTable = [...]UsageRow{
	{Export, "EXPORT", "to export the key, or copy it out of its security boundary", "1.0"},
	{Copy, "COPY", "to copy the key", "1.0"},
	{Cache, "CACHE", "to keep the key in memory between uses", "1.0"},
	{DerivePublic, "DERIVE_PUBLIC", "to ask about the public role in a key agreement or PAKE", "1.4"},
	{Encrypt, "ENCRYPT", "to encrypt or encapsulate", "1.0"},
	{Decrypt, "DECRYPT", "to decrypt or decapsulate", "1.0"},
	{SignMessage, "SIGN_MESSAGE", "to sign or authenticate a message", "1.0"},
	{VerifyMessage, "VERIFY_MESSAGE", "to verify a message", "1.0"},
	{SignHash, "SIGN_HASH", "to sign a hash", "1.0"},
	{VerifyHash, "VERIFY_HASH", "to verify a hash", "1.0"},
	{Derive, "DERIVE", "to derive or agree on other keys", "1.0"},
	{VerifyDerivation, "VERIFY_DERIVATION", "to verify the result of a derivation", "1.1"},
	{Wrap, "WRAP", "to wrap another key", "1.0"},
	{Unwrap, "UNWRAP", "to unwrap another key", "1.0"},
}

// ManagementUsage has the flags that concern the key as a whole and no algorithm.
const ManagementUsage = Export | Copy | Cache

// Usages returns a row for each usage flag, in the order of their values.
func Usages() []UsageRow { return append([]UsageRow(nil), usageTable[:]...) }

// AllUsage has every flag of the specification.
func AllUsage() Usage {
	var all Usage
	for i := range usageTable {
		all |= usageTable[i].Usage
	}
	return all
}

// Implied returns u with the flags that its flags bring with them: SIGN_HASH brings SIGN_MESSAGE and VERIFY_HASH brings
// VERIFY_MESSAGE (PSA Crypto 1.5, PSA_KEY_USAGE_SIGN_HASH).
func (u Usage) Implied() Usage {
	if u&SignHash != 0 {
		u |= SignMessage
	}
	if u&VerifyHash != 0 {
		u |= VerifyMessage
	}
	return u
}

// String returns the names joined by "|", "none" for the empty set; bits without a name are printed as a number.
func (u Usage) String() string {
	if u == 0 {
		return "none"
	}
	var names []string
	for i := range usageTable {
		if u&usageTable[i].Usage != 0 {
			names = append(names, usageTable[i].Name)
			u &^= usageTable[i].Usage
		}
	}
	if u != 0 {
		names = append(names, fmt.Sprintf("0x%x", uint32(u)))
	}
	return strings.Join(names, "|")
}

// ParseUsage reads flags by their names, joined by "|" or ",", in any case and with "-" for "_"; PSA_KEY_USAGE_ may stand before a name.
// "sign" and "verify" stand for both flags of the kind, "none" and "" for the empty set.
// Error: [ErrInvalidArgument] with the names that there are.
func ParseUsage(s string) (Usage, error) {
	var u Usage
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ',' || r == ' ' }) {
		name := strings.ToUpper(strings.ReplaceAll(f, "-", "_"))
		name = strings.TrimPrefix(name, "PSA_KEY_USAGE_")
		switch name {
		case "NONE":
			continue
		case "SIGN":
			u |= SignHash | SignMessage
			continue
		case "VERIFY":
			u |= VerifyHash | VerifyMessage
			continue
		}
		found := false
		for i := range usageTable {
			if usageTable[i].Name == name {
				u |= usageTable[i].Usage
				found = true
			}
		}
		if !found {
			var names []string
			for i := range usageTable {
				names = append(names, strings.ToLower(strings.ReplaceAll(usageTable[i].Name, "_", "-")))
			}
			return 0, Errorf(ErrInvalidArgument, "unknown usage %q; the usages are sign, verify, %s", f, strings.Join(names, ", "))
		}
	}
	return u, nil
}
