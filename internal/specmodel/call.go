package specmodel

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Op is a function of the specification.
type Op uint32

// The functions, without psa_ and some words. Those from OpAttach on are in the Go API alone, or need what a C program has not.
const (
	OpImport Op = iota
	OpGenerate
	OpCopy
	OpDestroy
	OpPurge
	OpOpen
	OpClose
	OpAttributes
	OpExport
	OpExportPublic
	OpCheck
	OpMACCompute
	OpMACVerify
	OpCipherEncrypt
	OpCipherDecrypt
	OpAEADEncrypt
	OpAEADDecrypt
	OpSignMessage
	OpVerifyMessage
	OpSignHash
	OpVerifyHash
	OpAgree
	OpMACSetup
	OpMACUpdate
	OpMACFinish
	OpMACVerifyFinish
	OpMACAbort
	OpCipherSetup
	OpCipherGenerateIV
	OpCipherSetIV
	OpCipherUpdate
	OpCipherFinish
	OpCipherAbort
	OpAEADSetup
	OpAEADSetLengths
	OpAEADGenerateNonce
	OpAEADSetNonce
	OpAEADUpdateAD
	OpAEADUpdate
	OpAEADFinish
	OpAEADVerify
	OpAEADAbort
	OpSignSetup
	OpSignUpdate
	OpSignFinish
	OpSignAbort
	OpVerifySetup
	OpVerifyUpdate
	OpVerifyFinish
	OpVerifyAbort
	OpDeriveSetup
	OpDeriveCapacity
	OpDeriveSetCapacity
	OpDeriveBytes
	OpDeriveKey
	OpDeriveOutput
	OpDeriveOutputKey
	OpDeriveVerify
	OpDeriveAbort
	OpHashSetup
	OpHashUpdate
	OpHashFinish
	OpHashVerify
	OpHashClone
	OpHashAbort
	OpReopen

	OpAttach
	OpList
	OpByLabel
)

var opNames = [...]string{
	"import", "generate", "copy", "destroy", "purge", "open", "close", "attributes", "export", "export_public", "check",
	"mac_compute", "mac_verify", "cipher_encrypt", "cipher_decrypt", "aead_encrypt", "aead_decrypt",
	"sign_message", "verify_message", "sign_hash", "verify_hash", "agree",
	"mac_setup", "mac_update", "mac_finish", "mac_verify_finish", "mac_abort",
	"cipher_setup", "cipher_generate_iv", "cipher_set_iv", "cipher_update", "cipher_finish", "cipher_abort",
	"aead_setup", "aead_set_lengths", "aead_generate_nonce", "aead_set_nonce", "aead_update_ad", "aead_update", "aead_finish", "aead_verify", "aead_abort",
	"sign_setup", "sign_update", "sign_finish", "sign_abort", "verify_setup", "verify_update", "verify_finish", "verify_abort",
	"derive_setup", "derive_capacity", "derive_set_capacity", "derive_bytes", "derive_key", "derive_output", "derive_output_key", "derive_verify", "derive_abort",
	"hash_setup", "hash_update", "hash_finish", "hash_verify", "hash_clone", "hash_abort",
	"reopen", "attach", "list", "by_label",
}

func (o Op) String() string { return opNames[o] }

// family is the multi-part family that an operation is of, by its first word.
func (o Op) family() string {
	f, _, _ := strings.Cut(opNames[o], "_")
	return f
}

// Name says which key a call is about: an identifier, or a register that holds one. The registers let calls be chosen before it is known which
// identifiers the store will give out, and let calls be left out of a list.
type Name uint32

// Registers is how many registers a process has. In the beginning each holds Nobody.
const (
	Registers = 16
	// Nobody is an identifier of the range for volatile keys that is never reached.
	Nobody = 0x6fffffff

	register Name = 0xffffff00
)

// Register names what register r holds.
func Register(r int) Name { return register | Name(r) }

func (n Name) isRegister() (r int, ok bool) { return int(n & 0xff), n&register == register }

func (n Name) String() string {
	if r, ok := n.isRegister(); ok {
		return fmt.Sprintf("r%d", r)
	}
	return fmt.Sprintf("0x%x", uint32(n))
}

// Slots is how many operation objects a process has of each multi-part family.
const Slots = 4

// Unlimited is a Room that is enough for all.
const Unlimited = 0xffff

// Call is one call with all its arguments.
type Call struct {
	Op Op
	// Process and Owner say who calls. C programs are process 0 and owner 0.
	Process int
	Owner   psa.Owner
	// Key is the key; To is the register that a new name goes to.
	Key Name
	To  int
	// Slot is the multi-part operation, Source the one that a clone is made from.
	Slot, Source int
	Alg          alg.Algorithm
	Attrs        psa.Attributes
	// N is the flag, the number or the length that the function takes: setup calls have 1 for signing and encryption.
	N uint32
	// Room is the size of the output buffer in C.
	Room uint32
	// A, B and C are the inputs in bytes, in the order of the function.
	A, B, C []byte
}

// needs is what a function takes, so that lists of calls are short.
func (c Call) String() string {
	var b strings.Builder
	if c.Process != 0 || c.Owner != 0 {
		fmt.Fprintf(&b, "process %d, owner %d: ", c.Process, c.Owner)
	}
	fmt.Fprintf(&b, "%v", c.Op)
	switch {
	case c.Op >= OpHashSetup && c.Op <= OpHashAbort, c.Op >= OpMACUpdate && c.Op <= OpMACAbort, c.Op >= OpCipherGenerateIV && c.Op <= OpCipherAbort,
		c.Op >= OpAEADSetLengths && c.Op <= OpAEADAbort, c.Op >= OpSignUpdate && c.Op <= OpSignAbort, c.Op >= OpVerifyUpdate && c.Op <= OpVerifyAbort:
		fmt.Fprintf(&b, " op%d", c.Slot)
	case c.Op == OpMACSetup, c.Op == OpCipherSetup, c.Op == OpAEADSetup, c.Op == OpSignSetup, c.Op == OpVerifySetup, c.Op == OpDeriveKey:
		fmt.Fprintf(&b, " op%d key %v", c.Slot, c.Key)
	case c.Op >= OpDeriveSetup && c.Op <= OpDeriveAbort:
		fmt.Fprintf(&b, " op%d", c.Slot)
	case c.Op != OpImport && c.Op != OpGenerate && c.Op != OpReopen && c.Op != OpAttach && c.Op != OpList && c.Op != OpByLabel:
		fmt.Fprintf(&b, " %v", c.Key)
	}
	if c.Op == OpHashClone {
		fmt.Fprintf(&b, " from op%d", c.Source)
	}
	switch c.Op {
	case OpImport, OpGenerate, OpCopy, OpAttach, OpDeriveOutputKey:
		a := c.Attrs
		fmt.Fprintf(&b, " {id %v, lifetime 0x%x, type 0x%x, bits %d, usage 0x%x, alg 0x%x, label %q}", a.ID, uint32(a.Lifetime), uint16(a.Type), a.Bits,
			uint32(a.Policy.Usage), uint32(a.Policy.Alg), a.Label)
	}
	switch c.Op {
	case OpImport, OpGenerate, OpCopy, OpAttach, OpDeriveOutputKey, OpOpen:
		fmt.Fprintf(&b, " -> r%d", c.To)
	}
	if c.Alg != 0 {
		fmt.Fprintf(&b, " alg 0x%x", uint32(c.Alg))
	}
	if c.N != 0 {
		fmt.Fprintf(&b, " n %d", c.N)
	}
	if c.Room != Unlimited {
		fmt.Fprintf(&b, " room %d", c.Room)
	}
	for i, p := range [][]byte{c.A, c.B, c.C} {
		if len(p) > 0 {
			fmt.Fprintf(&b, " %c=%x", 'a'+i, p)
		}
	}
	return b.String()
}

// AppendBinary appends the call as the C program reads it: 17 numbers of 32 bits in the machine's byte order of x86 and ARM, then the inputs.
func (c *Call) AppendBinary(dst []byte) []byte {
	for _, n := range [...]uint32{uint32(c.Op), uint32(c.Key), uint32(c.To), uint32(c.Slot), uint32(c.Source), uint32(c.Alg), uint32(c.Attrs.ID), uint32(c.Attrs.Lifetime),
		uint32(c.Attrs.Type), uint32(c.Attrs.Bits), uint32(c.Attrs.Policy.Usage), uint32(c.Attrs.Policy.Alg), c.N, c.Room,
		uint32(len(c.A)), uint32(len(c.B)), uint32(len(c.C))} {
		dst = binary.LittleEndian.AppendUint32(dst, n)
	}
	dst = append(dst, c.A...)
	dst = append(dst, c.B...)
	return append(dst, c.C...)
}

// Header is the numbers of the calls for C.
func Header() string {
	var b strings.Builder
	b.WriteString("enum {\n")
	for o := OpImport; o <= OpReopen; o++ {
		fmt.Fprintf(&b, "    CALL_%s = %d,\n", strings.ToUpper(o.String()), uint32(o))
	}
	fmt.Fprintf(&b, "    REGISTERS = %d,\n    SLOTS = %d,\n    NOBODY = 0x%x\n};\n", Registers, Slots, Nobody)
	return b.String()
}

// Outcome is what came of a call.
type Outcome struct {
	// Skipped says that the API has no such call.
	Skipped bool
	Status  psa.Status
	// ID is the identifier of the key that was made or opened.
	ID psa.KeyID
	// Out is the output. That of attributes is described at appendAttributes.
	Out []byte
}

// appendAttributes appends attributes as both doors give them: identifier, lifetime, type, bits, usage, algorithm, each with 32 bits; then the label.
func appendAttributes(dst []byte, a psa.Attributes) []byte {
	for _, n := range [...]uint32{uint32(a.ID), uint32(a.Lifetime), uint32(a.Type), uint32(a.Bits), uint32(a.Policy.Usage), uint32(a.Policy.Alg)} {
		dst = binary.LittleEndian.AppendUint32(dst, n)
	}
	return append(dst, a.Label...)
}

// World is a store under test.
type World interface {
	// Start begins with an empty store, and with nothing in any register.
	Start() error
	// Run makes the calls and returns an outcome for each.
	Run(calls []Call) ([]Outcome, error)
	// Name is for messages.
	Name() string
}

// p256 is the only curve of the model.
var (
	p256Pair   = keytype.ECCKeyPair(keytype.SECPR1)
	p256Public = keytype.ECCPublicKey(keytype.SECPR1)
)
