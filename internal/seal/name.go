package seal

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Name names a key's record.
type Name struct {
	Owner psa.Owner
	ID    psa.KeyID
}

// The kinds of records, which are the first byte of a storage name.
const (
	kindHeader = 0x01
	kindKey    = 0x02
	kindLabel  = 0x03
	kindRoll   = 0x04
	kindNode   = 0x05
)

const (
	labelHashLen = 16
	keyNameLen   = 1 + 4 + 4
	labelNameLen = 1 + 4 + labelHashLen
	nodeNameLen  = 1 + 1 + 8
)

// headerName is the storage name of the header.
func headerName() []byte { return []byte{kindHeader} }

// owned gives the first five bytes of a storage name. The owner's sign bit is flipped, so that names in byte order are owners in numeric order.
func owned(kind byte, o psa.Owner) (b [5]byte) {
	b[0] = kind
	binary.BigEndian.PutUint32(b[1:], uint32(o)^1<<31)
	return b
}

func (n Name) storage() (b [keyNameLen]byte) {
	p := owned(kindKey, n.Owner)
	copy(b[:], p[:])
	binary.BigEndian.PutUint32(b[5:], uint32(n.ID))
	return b
}

// keyName reads the storage name of a key.
func keyName(b []byte) (Name, bool) {
	if len(b) != keyNameLen || b[0] != kindKey {
		return Name{}, false
	}
	return Name{ownerIn(b), psa.KeyID(binary.BigEndian.Uint32(b[5:]))}, true
}

// ownerIn reads the owner in the storage name of a key or label.
func ownerIn(b []byte) psa.Owner { return psa.Owner(int32(binary.BigEndian.Uint32(b[1:]) ^ 1<<31)) }

// labelName is the storage name of a label's entry in the index.
func labelName(o psa.Owner, hash []byte) (b [labelNameLen]byte) {
	p := owned(kindLabel, o)
	copy(b[:], p[:])
	copy(b[5:], hash)
	return b
}

// Sum returns the number by which [Vault.Changed] names the record.
func (n Name) Sum() uint64 {
	b := n.storage()
	return storage.Sum(b[:])
}

// next returns the name after n, and whether there is one.
func (n Name) next() (Name, bool) {
	if n.ID < math.MaxUint32 {
		return Name{n.Owner, n.ID + 1}, true
	}
	if n.Owner < math.MaxInt32 {
		return Name{n.Owner + 1, 0}, true
	}
	return Name{}, false
}

// String returns "key 0x00001001", with the owner unless it is 0.
func (n Name) String() string {
	if n.Owner == 0 {
		return "key " + n.ID.String()
	}
	return fmt.Sprintf("key %v of owner %d", n.ID, n.Owner)
}
