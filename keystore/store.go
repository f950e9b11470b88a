package keystore

import (
	"context"
	"crypto/rand"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/internal/core"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/storage"
)

// Config says what a store is made of. The zero Config makes a store of volatile keys in software.
type Config struct {
	// Storage keeps persistent keys, sealed; nil makes a store of volatile keys only. The store closes it, also when Open fails.
	Storage storage.Store
	// Root opens the store's sealed records. It must be set where Storage is.
	Root Root
	// Counter, where it is set, notices at Open that the whole of Storage has been replaced by an older copy of itself: see [CounterFile].
	Counter Counter
	// Mirror is, for [OpenDir], a second directory, on another disk, that every change is made in before it succeeds. The store opens as long as one of the two is whole, and
	// what is damaged, lost or older in the other is made good. Give it each time: a store that is opened without its mirror is ahead of it afterwards. The key file
	// is kept in both directories too, unless Root is set.
	Mirror string
	// Mirrored, where it is set, is told of what the mirror has repaired or found to be wrong. It must not use the store, and may be called by several goroutines at once.
	Mirrored func(MirrorEvent)
	// MustExist refuses to begin a new store where Storage is empty.
	MustExist bool
	// Drivers has a driver for each location but local storage, which is served by the software driver unless one is given for it too.
	Drivers map[psa.Location]driver.Driver
	// BuiltIn are keys that the host program provides, with identifiers of the vendor range.
	BuiltIn []BuiltIn
	// Rand is the source of randomness; nil means crypto/rand.
	Rand io.Reader
	// Strict refuses to make keys whose policy has a usage flag that can never be used with the key's type and algorithm.
	Strict bool
	// MaxHandles limits the open handles; 0 means 1,000,000.
	MaxHandles int
	// Unavailable makes a store without Storage answer calls for persistent keys with [psa.ErrStorageFailure] and this cause, as a program does that goes on with
	// volatile keys after its storage could not be opened.
	Unavailable error
}

// BuiltIn is a key that the host program provides: attributes with an identifier from [psa.KeyIDBuiltInMin] to [psa.KeyIDBuiltInMax], and either the
// key in the specification's format, or the label by which its location finds it.
type BuiltIn = core.BuiltIn

// Root opens a store: see [KeyFile] and [Passphrase].
type Root = seal.Root

// KeyFile is a root of 32 random bytes in a file, which is made with mode 0600 when the store begins. Whoever has the file and the storage has
// the keys; keep them apart where you can.
func KeyFile(path string) Root { return seal.KeyFile(path) }

// Passphrase is a root made from a passphrase by Argon2id. ask is called whenever the passphrase is needed; what it returns is wiped.
func Passphrase(ask func(ctx context.Context) ([]byte, error)) Root { return seal.Passphrase(ask) }

// Counter keeps, outside a store, how many changes the store has seen. A copy of the whole store from an earlier time is authentic in all its parts; a number
// that it can't have with it tells that it is not the latest. A Counter of a trusted module is better than a file, since nobody can turn it back.
type Counter = seal.Counter

// CounterFile is a Counter in a file, of 1 KiB and mode 0600, which is made with the first change. Put it on another medium than the store, one that isn't rolled
// back, restored or copied together with it. Each change takes one more sync, of that medium. The file is of one store; several processes may use it.
//
// When the store is older than the file says, Open gives [psa.ErrCorruptionDetected]. To go on with an older copy, as after bringing back a backup, remove the
// file. If the file can't be written after a change, the change has been made, and the call's error says so.
func CounterFile(path string) Counter { return seal.CounterFile(path) }

// Store is an open key store, seen by one owner of keys. All methods are safe for concurrent use.
type Store struct {
	engine *core.Engine
	owner  psa.Owner
}

// Open opens a store, or begins one. Close it when it is no longer needed.
//
// Errors: [psa.ErrNotPermitted] for a root that does not open the store, or files that others may touch; [psa.ErrDoesNotExist] with MustExist where
// there is none; [psa.ErrCorruptionDetected] for a damaged header, [psa.ErrDataInvalid] for one of a later version; [psa.ErrStorageFailure],
// [psa.ErrInsufficientStorage]; [psa.ErrInvalidArgument] for a Config that can't be; [psa.ErrCorruptionDetected] also for a store that is older than its Counter says.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Mirror != "" {
		if c.Storage != nil {
			c.Storage.Close()
		}
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "Mirror is for OpenDir; a storage of your own may be one of package storage/mirror"), "open the store", 0)
	}
	cc := core.Config{
		Drivers:     map[psa.Location]driver.Driver{psa.LocationLocalStorage: soft.New(c.Rand)},
		BuiltIn:     c.BuiltIn,
		Rand:        c.Rand,
		Strict:      c.Strict,
		MaxHandles:  c.MaxHandles,
		Unavailable: c.Unavailable,
	}
	for at, d := range c.Drivers {
		cc.Drivers[at] = d
	}
	if c.Storage != nil {
		if c.Root == nil {
			c.Storage.Close()
			return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "storage is given without a root that opens it; give KeyFile or Passphrase"), "open the store", 0)
		}
		v, err := seal.Open(ctx, c.Storage, seal.Options{Root: c.Root, Rand: c.Rand, Create: !c.MustExist, Counter: c.Counter, Inspect: inspect})
		if err != nil {
			c.Storage.Close()
			return nil, psa.At(err, "open the store", 0)
		}
		cc.Vault = v
	}
	e, err := core.New(ctx, cc)
	if err != nil {
		if cc.Vault != nil {
			cc.Vault.Close()
		}
		return nil, psa.At(err, "open the store", 0)
	}
	return &Store{engine: e}, nil
}

// inspect tells whether an authentic record is one that this program understands.
func inspect(n seal.Name, plain []byte) error {
	_, err := core.ReadRecord(n, plain)
	return err
}

// The files of a store in a directory that are not its storage's.
const rootKeyFile = "root.key"

// OpenDir opens the store in a directory, or begins one: SQLite keeps its records, and the file root.key opens them unless c has another Root.
// The directory is made with mode 0700 if it is missing. Several processes may have it open at the same time.
// Errors: as [Open]; with a Mirror also [psa.ErrStorageFailure] where one of the two directories can't be written, or where they are not of one pair, or each has changes that the other
// lacks: the error says what to do.
func OpenDir(ctx context.Context, dir string, c Config) (*Store, error) {
	if c.Storage != nil {
		c.Storage.Close()
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "OpenDir chooses the storage; leave Config.Storage nil"), "open the store", 0)
	}
	st, err := openStorage(ctx, dir, c)
	if err != nil {
		return nil, psa.At(err, "open the store", 0)
	}
	c.Storage = st
	if c.Root == nil {
		c.Root = rootOf(dir, c)
	}
	c.Mirror = ""
	return Open(ctx, c)
}

// Close ends the store for this process: multi-part operations fail, volatile keys are gone, and what was secret in memory is wiped. Persistent keys stay. Views made by
// As are closed with it. A second Close does nothing.
func (s *Store) Close() error { return s.engine.Close() }

// As returns the store as another owner sees it. Keys of one owner do not exist for any other (mbedtls_key_owner_id_t).
func (s *Store) As(owner psa.Owner) *Store { return &Store{engine: s.engine, owner: owner} }

// Owner returns whose keys this view of the store has.
func (s *Store) Owner() psa.Owner { return s.owner }

// Key names a key by its identifier. It does no I/O and tells nothing about whether there is one.
func (s *Store) Key(id psa.KeyID) Key { return Key{s, id} }

// ByLabel finds a key by its label. Error: [psa.ErrDoesNotExist].
func (s *Store) ByLabel(ctx context.Context, label string) (Key, error) {
	return s.made(s.engine.ByLabel(ctx, s.owner, label))
}

// Open returns a handle to a persistent key or one of the host program's (psa_open_key). Each call gives another one. While a handle is open the key
// stays in memory after its first use; Close ends that.
// Errors: [psa.ErrDoesNotExist]; [psa.ErrInvalidArgument] for an identifier that no persistent key can have; [psa.ErrInsufficientMemory] for too
// many handles.
func (s *Store) Open(ctx context.Context, id psa.KeyID) (Key, error) {
	return s.made(s.engine.Open(ctx, core.Ref{Owner: s.owner, ID: id}))
}

// made turns what the engine returns for a new key into a Key.
func (s *Store) made(id psa.KeyID, err error) (Key, error) {
	if err != nil {
		return Key{}, err
	}
	return Key{s, id}, nil
}

// Import makes a key of data in the specification's format for the type (psa_import_key). Bits may be left 0. data is not kept.
//
// Errors: [psa.ErrInvalidArgument] for attributes that can't be, or data that is not exactly in the format; [psa.ErrAlreadyExists] where the identifier
// or label is taken; [psa.ErrNotSupported] for types, sizes or persistence levels that the location can't hold; [psa.ErrInsufficientStorage],
// [psa.ErrStorageFailure], [psa.ErrCommunicationFailure], [psa.ErrHardwareFailure]; [psa.ErrBadState] once the store is closed.
// After an error nothing is left of the key.
func (s *Store) Import(ctx context.Context, attrs psa.Attributes, data []byte) (Key, error) {
	return s.made(s.engine.Import(ctx, s.owner, attrs, data))
}

// Generate makes a random key (psa_generate_key). Type and bits must be set. Errors: as [Store.Import], and [psa.ErrInsufficientEntropy].
func (s *Store) Generate(ctx context.Context, attrs psa.Attributes) (Key, error) {
	return s.GenerateCustom(ctx, attrs, driver.Parameters{})
}

// GenerateCustom is Generate with custom production parameters: for RSA, p.Data is the public exponent in little-endian byte order (psa_generate_key_custom).
// Errors: as [Store.Generate]; [psa.ErrInvalidArgument] for parameters of a type that has none.
func (s *Store) GenerateCustom(ctx context.Context, attrs psa.Attributes, p driver.Parameters) (Key, error) {
	return s.made(s.engine.Generate(ctx, s.owner, attrs, p))
}

// Attach makes a volatile key of one that its location has already, found by a label that the location understands (psa_attach_key).
// Errors: as [Store.Import], and [psa.ErrDoesNotExist] for an unknown label.
func (s *Store) Attach(ctx context.Context, attrs psa.Attributes, label []byte) (Key, error) {
	return s.made(s.engine.Attach(ctx, s.owner, attrs, label))
}
