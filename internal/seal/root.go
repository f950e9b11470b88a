package seal

import (
	"context"
	"fmt"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/arena"
)

// RootKind says where a root key comes from. Its number stands in headers.
type RootKind uint8

// The kinds of root keys.
const (
	RootKeyFile    RootKind = 1
	RootPassphrase RootKind = 2
)

// String returns "key file", "passphrase" or the number of another kind.
func (k RootKind) String() string {
	switch k {
	case RootKeyFile:
		return "key file"
	case RootPassphrase:
		return "passphrase"
	}
	return fmt.Sprintf("root key of kind %d", uint8(k))
}

// Root is where the root key of a store comes from: [KeyFile] or [Passphrase]. It may be used for several calls, one after the other or at once.
type Root interface {
	Kind() RootKind
	// begin starts one use, so that what was asked of a person is asked once for it.
	begin() rootUse
}

// rootUse is one use of a Root. It is not safe for concurrent use.
type rootUse interface {
	// create puts the root key for a new header into key and returns the parameters by which find has it again. With fresh set it must be a
	// new one; without, it may be one that was made for a store whose making did not get as far as the header.
	create(ctx context.Context, rand io.Reader, key []byte, fresh bool) (params []byte, err error)
	// find puts the root key with that id and those parameters into key. Error: NOT_PERMITTED where it is not to be had.
	find(ctx context.Context, id rootID, params, key []byte) error
	// check is find without the key, as far as it goes without asking a person.
	check(id rootID, params []byte) error
	// undo takes back what create made, because no header came to name it.
	undo()
	// forget removes the root key with that id, which no header will name again.
	forget(id rootID) error
	// end wipes what the use held.
	end()
}

// findHeaderKey gets the root key that opens a header and derives the header key.
func findHeaderKey(ctx context.Context, a *arena.Arena, h *header, root Root, use rootUse) (arena.Secret, error) {
	if h.root.kind != root.Kind() {
		return arena.Secret{}, psa.Errorf(psa.ErrNotPermitted, "the root key does not open this store: the store is opened by a %v, and a %v is given", h.root.kind, root.Kind())
	}
	rootKey := a.Alloc(keyLen)
	defer a.Free(rootKey)
	if err := use.find(ctx, h.root.id, h.root.params, rootKey.Bytes()); err != nil {
		return arena.Secret{}, err
	}
	key := a.Alloc(keyLen)
	headerKeyOf(key.Bytes(), rootKey.Bytes(), h.store)
	return key, nil
}

// createHeaderKey makes a root key for h, enters it there, and derives the header key.
func createHeaderKey(ctx context.Context, a *arena.Arena, h *header, root Root, use rootUse, rand io.Reader, fresh bool) (arena.Secret, error) {
	rootKey := a.Alloc(keyLen)
	defer a.Free(rootKey)
	params, err := use.create(ctx, rand, rootKey.Bytes(), fresh)
	if err != nil {
		return arena.Secret{}, err
	}
	h.root = rootField{kind: root.Kind(), id: idOf(rootKey.Bytes()), params: params}
	key := a.Alloc(keyLen)
	headerKeyOf(key.Bytes(), rootKey.Bytes(), h.store)
	return key, nil
}
