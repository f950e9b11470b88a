package psa

import "fmt"

// KeyID names a key: a permanent name of a persistent key, or a passing one of a volatile key or of an open handle (psa_key_id_t).
type KeyID uint32

// The ranges of key identifiers (PSA Crypto 1.5, "Key identifiers").
const (
	KeyIDNull      KeyID = 0
	KeyIDUserMin   KeyID = 0x00000001
	KeyIDUserMax   KeyID = 0x3fffffff
	KeyIDVendorMin KeyID = 0x40000000
	KeyIDVendorMax KeyID = 0x7fffffff
)

// The parts of the vendor range. The specification has volatile identifiers allocated from it; three parts keep what the host program provides,
// what the store gives out, and what opening a key returns from ever meeting.
const (
	KeyIDBuiltInMin  KeyID = 0x40000000
	KeyIDBuiltInMax  KeyID = 0x4fffffff
	KeyIDVolatileMin KeyID = 0x50000000
	KeyIDVolatileMax KeyID = 0x6fffffff
	KeyIDHandleMin   KeyID = 0x70000000
	KeyIDHandleMax   KeyID = 0x7fffffff
)

// IsUser tells whether an application may choose the identifier for a persistent key.
func (id KeyID) IsUser() bool { return KeyIDUserMin <= id && id <= KeyIDUserMax }

// IsVendor tells whether the identifier is in the specification's range for implementations.
func (id KeyID) IsVendor() bool { return KeyIDVendorMin <= id && id <= KeyIDVendorMax }

// IsBuiltIn tells whether the identifier is one of those that the host program may give to keys that it provides.
func (id KeyID) IsBuiltIn() bool { return KeyIDBuiltInMin <= id && id <= KeyIDBuiltInMax }

// IsVolatile tells whether the store gives the identifier to volatile keys.
func (id KeyID) IsVolatile() bool { return KeyIDVolatileMin <= id && id <= KeyIDVolatileMax }

// IsHandle tells whether the identifier comes from opening a key.
func (id KeyID) IsHandle() bool { return KeyIDHandleMin <= id && id <= KeyIDHandleMax }

// String returns the identifier in hexadecimal with eight digits.
func (id KeyID) String() string { return fmt.Sprintf("0x%08x", uint32(id)) }

// Owner names who a key belongs to (mbedtls_key_owner_id_t). Keys of one owner are invisible to all others. The default is 0.
type Owner int32
