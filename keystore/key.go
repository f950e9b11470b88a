package keystore

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/core"
	"github.com/psacrypto/psa/internal/op"
)

// Key is a way to ask a store for a key: by its identifier, or by a handle. It holds no key material and costs nothing to make or copy; that there
// is such a key shows when it is used. The zero Key is none: every method gives [psa.ErrInvalidHandle].
//
// All methods are safe for concurrent use. Those that produce output append it to dst, which may be nil, and return the extended slice; with
// enough room in dst they allocate nothing. Inputs may share memory with dst. On an error the result is nil.
//
// Every method that uses the key gives [psa.ErrInvalidHandle] where there is no such key for this owner, [psa.ErrNotPermitted] where its policy forbids
// the use, [psa.ErrInvalidArgument] for an algorithm that is wrong for the call or the key, [psa.ErrNotSupported] where the key's location can't do it,
// [psa.ErrDataCorrupt] and [psa.ErrDataInvalid] where its record can't be read, [psa.ErrStorageFailure], [psa.ErrCommunicationFailure],
// [psa.ErrHardwareFailure] and [psa.ErrCorruptionDetected] where storage or location fail, and [psa.ErrBadState] once the store is closed.
type Key struct {
	store *Store
	id    psa.KeyID
}

var errNoStore = psa.Errorf(psa.ErrInvalidHandle, "the Key is the zero value and names no key of any store")

// at returns the engine and the name that it knows the key by. The zero Key has neither.
func (k Key) at() (*core.Engine, core.Ref, error) {
	if k.store == nil {
		return nil, core.Ref{}, errNoStore
	}
	return k.store.engine, core.Ref{Owner: k.store.owner, ID: k.id}, nil
}

// ID returns the identifier or handle by which the key is asked for.
func (k Key) ID() psa.KeyID { return k.id }

// Attributes returns what the key is (psa_get_key_attributes). The ID among them is 0 for a volatile key.
func (k Key) Attributes(ctx context.Context) (psa.Attributes, error) {
	e, r, err := k.at()
	if err != nil {
		return psa.Attributes{}, err
	}
	return e.Attributes(ctx, r)
}

// Copy makes another key of the same material (psa_copy_key). Of attrs, type and bits may be left 0; the policy of the copy is what both the
// key's policy and attrs permit.
// Errors: also [psa.ErrInvalidArgument] where that is no algorithm at all, [psa.ErrAlreadyExists], [psa.ErrInsufficientStorage]. Without COPY, or to leave a location
// without EXPORT, [psa.ErrNotPermitted].
func (k Key) Copy(ctx context.Context, attrs psa.Attributes) (Key, error) {
	e, r, err := k.at()
	if err != nil {
		return Key{}, err
	}
	return k.store.made(e.Copy(ctx, r, attrs))
}

// Destroy ends the key, in memory and in storage, and fails every multi-part operation that uses it (psa_destroy_key). The identifier 0 is a success.
// Error: [psa.ErrNotPermitted] for keys that are read-only or provided by the host program.
func (k Key) Destroy(ctx context.Context) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.Destroy(ctx, r)
}

// Purge removes key material from memory that is not in use (psa_purge_key). Storage is not touched; the next use loads the key again.
func (k Key) Purge(ctx context.Context) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.Purge(ctx, r)
}

// Close ends the use of a handle that [Store.Open] returned (psa_close_key). A volatile key is destroyed; any other stays in storage.
func (k Key) Close() error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.CloseKey(context.Background(), r)
}

// Export appends the key in the specification's format (psa_export_key). Without the usage flag EXPORT, [psa.ErrNotPermitted], unless it is a
// public key.
func (k Key) Export(ctx context.Context, dst []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.Export(ctx, r, dst)
}

// ExportPublic appends the public part of a key pair, or a public key, in the specification's format (psa_export_public_key). No usage flag is needed.
// Error: [psa.ErrInvalidArgument] for keys that have no public part.
func (k Key) ExportPublic(ctx context.Context, dst []byte) ([]byte, error) {
	e, r, err := k.at()
	if err != nil {
		return nil, err
	}
	return e.ExportPublic(ctx, r, dst)
}

// CheckUsage tells whether the key can be used with a specific algorithm in the role of one usage flag; management flags are asked about with
// [alg.None] (psa_check_key_usage). It runs nothing.
// Errors: [psa.ErrInvalidArgument], [psa.ErrNotPermitted], [psa.ErrNotSupported], each with the reason.
func (k Key) CheckUsage(ctx context.Context, a alg.Algorithm, usage psa.Usage) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	return e.CheckUsage(ctx, r, a, usage)
}

// Explain tells why an operation with the key would be refused, nil if it would be tried. operation is the name of the specification's function,
// as "sign_hash" or "copy_key", or a usage as "encrypt", which with a says which function is meant. It runs nothing.
// Error: [psa.ErrInvalidArgument] also for an operation that does not exist, with those that do.
func (k Key) Explain(ctx context.Context, operation string, a alg.Algorithm) error {
	e, r, err := k.at()
	if err != nil {
		return err
	}
	o, err := op.Parse(operation, a)
	if err != nil {
		return err
	}
	return e.Explain(ctx, r, o, a)
}

// Operations returns the names of the operations that [Key.Explain] knows.
func Operations() []string {
	var names []string
	for _, r := range op.All() {
		names = append(names, r.Name)
	}
	return names
}
