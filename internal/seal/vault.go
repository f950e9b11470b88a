package seal

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"errors"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/arena"
	"github.com/psacrypto/psa/storage"
)

// Options say how to open a store.
type Options struct {
	// Root is where the root key comes from.
	Root Root
	// Rand is the source of keys and nonces, nil for crypto/rand.Reader. It must be safe for concurrent use.
	Rand io.Reader
	// Create makes a new store where there is none.
	Create bool
	// Counter, where it is set, notices a whole store that is replaced by an older copy of itself.
	Counter Counter
	// Inspect, where it is set, is shown each authentic record by [Vault.Verify]; an error of it becomes a finding. It must not keep plain.
	Inspect func(n Name, plain []byte) error
}

// Vault is an open store of sealed records. All methods are safe for concurrent use.
//
// Errors have a psa.Status: DOES_NOT_EXIST, ALREADY_EXISTS; DATA_CORRUPT and DATA_INVALID for one record; CORRUPTION_DETECTED for the header;
// INSUFFICIENT_STORAGE, STORAGE_FAILURE; NOT_PERMITTED for unsafe files or a root key that does not open the store; BAD_STATE once the vault is
// closed. Errors of a context are returned as they are.
type Vault struct {
	st      storage.Store
	rand    io.Reader
	inspect func(Name, []byte) error
	arena   *arena.Arena
	store   storeID
	counter Counter

	mu     sync.RWMutex
	ring   *ring // of the last header that was seen
	root   Root
	closed bool

	// nodes remembers parts of the roll; seen is the greatest number of changes that the roll has had.
	nodes nodes
	seen  atomic.Uint64

	// rings counts the rings that are not wiped yet.
	rings sync.WaitGroup
	// refreshing is held while the header is read again, rotating for a whole rotation.
	refreshing, rotating sync.Mutex
}

// Open opens the store in st, or makes one there with Create set. The vault closes st; when Open fails, st stays open.
//
// Errors: DOES_NOT_EXIST where there is no store and Create is not set; NOT_PERMITTED where the root key is not the one that opens the store, or its
// key file is missing or readable by others; CORRUPTION_DETECTED where the header is damaged, or missing while there are records; DATA_INVALID where
// a later program made the header; INVALID_ARGUMENT without a Root.
func Open(ctx context.Context, st storage.Store, o Options) (*Vault, error) {
	if o.Root == nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "no root key is given to open the store with")
	}
	v := &Vault{st: st, rand: o.Rand, inspect: o.Inspect, root: o.Root, counter: o.Counter, arena: arena.New()}
	v.st = v.judged(st)
	if v.rand == nil {
		v.rand = crand.Reader
	}
	use := o.Root.begin()
	defer use.end()
	raw, err := v.readHeader(ctx)
	if errors.Is(err, psa.ErrDoesNotExist) && o.Create {
		raw, err = v.create(ctx, use)
	}
	if err == nil && v.ring == nil {
		v.ring, err = v.openLatest(ctx, raw, nil, use)
	}
	if err != nil {
		v.ring.release()
		v.arena.Close()
		return nil, err
	}
	v.store = v.ring.head.store
	if err := v.compare(ctx); err != nil {
		v.ring.release()
		v.arena.Close()
		return nil, err
	}
	return v, nil
}

// readHeader returns the header as it is stored.
func (v *Vault) readHeader(ctx context.Context) (raw []byte, err error) {
	err = v.st.View(ctx, func(rd storage.Reader) error {
		raw, err = getHeader(rd)
		return err
	})
	return raw, failed(err, "reading the store's header")
}

// getHeader returns the stored header. Errors: DOES_NOT_EXIST where there is no store, CORRUPTION_DETECTED where there are only records.
func getHeader(rd storage.Reader) ([]byte, error) {
	raw, err := rd.Get(headerName())
	switch {
	case errors.Is(err, storage.ErrUnreadable), errors.Is(err, storage.ErrDamaged):
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the store's header can't be read: %w", err)
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return raw, failed(err, "reading the store's header")
	}
	for _, err := range rd.Scan(nil, nil) {
		if err != nil {
			return nil, failed(err, "looking for records")
		}
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the store's header is missing, although there are records")
	}
	return nil, psa.Errorf(psa.ErrDoesNotExist, "there is no key store here")
}

// create makes a new store, and returns its header: this one's, or that of another process that was faster.
func (v *Vault) create(ctx context.Context, use rootUse) ([]byte, error) {
	h := &header{generation: 1, roll: true}
	if err := random(v.rand, h.store[:]); err != nil {
		return nil, err
	}
	headerKey, err := createHeaderKey(ctx, v.arena, h, v.root, use, v.rand, false)
	if err != nil {
		return nil, err
	}
	r := v.emptyRing(h, nil, headerKey)
	defer r.release()
	for _, k := range []arena.Secret{r.master, r.index} {
		if err := random(v.rand, k.Bytes()); err != nil {
			return nil, err
		}
	}
	if r.raw, err = h.encode(headerKey.Bytes(), r.master.Bytes(), r.index.Bytes(), v.rand); err != nil {
		return nil, err
	}
	var raw []byte
	err = v.st.Update(ctx, func(tx storage.Tx) error {
		there, err := getHeader(tx)
		if !errors.Is(err, psa.ErrDoesNotExist) {
			raw = there
			return err
		}
		raw = r.raw
		if err := tx.Create(headerName(), r.raw); err != nil {
			return err
		}
		return (&roll{ring: r, rd: tx}).build(tx, nil)
	})
	if err != nil {
		return nil, failed(err, "making the store")
	}
	if bytes.Equal(raw, r.raw) {
		v.ring = r.retain()
	}
	return raw, nil
}

// openRing opens a stored header. Where from is given, it has to be of the same store, and its header key is used if the root key is still that; use
// may then be nil, and is begun if it is needed.
func (v *Vault) openRing(ctx context.Context, raw []byte, from *ring, use rootUse) (*ring, error) {
	h, err := parseHeader(raw)
	if err != nil {
		return nil, err
	}
	var headerKey arena.Secret
	switch {
	case from != nil && from.head.store != h.store:
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "the store was replaced by another one while it was open")
	case from != nil && from.head.root.kind == h.root.kind && from.head.root.id == h.root.id:
		headerKey = v.arena.Alloc(keyLen)
		copy(headerKey.Bytes(), from.headerKey.Bytes())
	default:
		v.mu.RLock()
		root := v.root
		v.mu.RUnlock()
		if use == nil {
			use = root.begin()
			defer use.end()
		}
		if headerKey, err = findHeaderKey(ctx, v.arena, h, root, use); err != nil {
			return nil, err
		}
	}
	return v.newRing(h, raw, headerKey)
}

// acquire returns the present ring, to be released.
func (v *Vault) acquire() (*ring, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.closed {
		return nil, errClosed
	}
	return v.ring.retain(), nil
}

// install makes r the present ring; the reference to it passes on.
func (v *Vault) install(r *ring) {
	v.mu.Lock()
	if !v.closed {
		r, v.ring = v.ring, r
	}
	v.mu.Unlock()
	r.release()
}

// refresh reads the header again and returns a ring that is enough for it, which is the present one then.
func (v *Vault) refresh(ctx context.Context, enough func(r *ring, raw []byte) bool) (*ring, error) {
	v.refreshing.Lock()
	defer v.refreshing.Unlock()
	now, err := v.acquire()
	if err != nil {
		return nil, err
	}
	raw, err := v.readHeader(ctx)
	if err == nil && enough(now, raw) {
		return now, nil
	}
	defer now.release()
	if err != nil {
		return nil, err
	}
	r, err := v.openLatest(ctx, raw, now, nil)
	if err != nil {
		return nil, err
	}
	v.install(r.retain())
	return r, nil
}

// openLatest is openRing for the header that was read last. Between reading it and its key file another process may have changed the root key and removed that file; then it is the
// next header that counts.
func (v *Vault) openLatest(ctx context.Context, raw []byte, from *ring, use rootUse) (r *ring, err error) {
	for range tries {
		if r, err = v.openRing(ctx, raw, from, use); err == nil {
			return r, nil
		}
		next, readErr := v.readHeader(ctx)
		if readErr != nil || bytes.Equal(next, raw) {
			return nil, err
		}
		raw = next
	}
	return nil, err
}

// Close wipes the keys and closes the storage, when the calls that are under way have ended; it must not be called within one. A second Close does nothing.
func (v *Vault) Close() error {
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		return nil
	}
	v.closed = true
	v.mu.Unlock()
	err := v.st.Close()
	// Who reads the header again now does it to its end; who comes later finds the vault closed.
	v.refreshing.Lock()
	v.ring.release()
	v.refreshing.Unlock()
	v.rings.Wait()
	v.arena.Close()
	return failed(err, "closing the storage")
}

// StoreID returns the random number that names the store.
func (v *Vault) StoreID() [16]byte { return v.store }

// Version returns a number that is another one after each change of the store by any process. It costs no system call and no lock.
func (v *Vault) Version() uint64 { return v.st.Version() }

// Changed tells which records have been created or destroyed, or sealed again, since a version, by their [Name.Sum], and up to which version that is so;
// with all set it may be any. Names that are not keys' are among them.
func (v *Vault) Changed(since uint64) (names []uint64, now uint64, all bool) {
	return v.st.Changed(since)
}

// Backup writes a consistent copy of the whole store to w, sealed as it is. The root key is not in it.
func (v *Vault) Backup(ctx context.Context, w io.Writer) error {
	return failed(v.st.Backup(ctx, w), "writing the backup")
}

// Info tells of an open store what is no secret.
type Info struct {
	StoreID [16]byte
	// FormatVersion is the header's.
	FormatVersion int
	// Generation counts the master keys, from 1.
	Generation uint32
	// Root is the kind of root key that opens the store, RootID what the header calls it by.
	Root   RootKind
	RootID [16]byte
	// RootFile is where the root key is, if that is in a file that can be read.
	RootFile string
	// Locked tells whether the keys of the store are in memory that is never swapped out.
	Locked bool
}

// Info returns what the header says, as it was last read. Error: BAD_STATE.
func (v *Vault) Info() (Info, error) {
	r, err := v.acquire()
	if err != nil {
		return Info{}, err
	}
	defer r.release()
	i := Info{
		StoreID: v.store, FormatVersion: headerVersion, Generation: r.head.generation,
		Root: r.head.root.kind, RootID: r.head.root.id, Locked: v.arena.Locked(),
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if root, ok := v.root.(located); ok {
		i.RootFile = root.fileOf(r.head.root.id)
	}
	return i, nil
}
