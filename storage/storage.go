// Package storage says what a place for records must offer, so that key stores can be kept in different ones.
//
// A store is a set of named records. Names and records are bytes: a store knows nothing of keys, algorithms or statuses, and it need not keep
// anything secret, because what it is given has been sealed. What it must do is:
//
//   - keep a change whole or not at all ([Store.Update]), and durable before it says so;
//   - create a record only where none is ([Tx.Create]), also when several processes try at once;
//   - tell at once, and without a system call while nothing has happened, that something has been changed ([Store.Version]),
//     also by another process;
//   - leave nothing of the data of a deleted or replaced record in any file, unless it was replaced by [Tx.Renew]. (Names are no secrets: a name may outlive its record
//     in the slack of a file, and must not say what nobody may know.)
//
// A use of a store looks like this:
//
//	err := s.Update(ctx, func(tx storage.Tx) error {
//		return tx.Create([]byte("name"), record)
//	})
//	if errors.Is(err, fs.ErrExist) { … }
//
// The implementations are in the folders beside this file; package storagetest examines any of them.
package storage

import (
	"context"
	"errors"
	"io"
	"iter"
)

// MaxNameLen is the length in bytes of the longest name; the shortest has one byte. A Get, Create, Put, Renew or Delete of
// any other name gives fs.ErrInvalid.
const MaxNameLen = 255

var (
	// ErrFull says that the medium has no room. Nothing was changed; the store goes on working, and deletes
	// must succeed even then.
	ErrFull = errors.New("storage: no space left")
	// ErrDamaged says that the store's own structure (not just the content of a record) can't be read.
	ErrDamaged = errors.New("storage: structure damaged")
	// ErrUnreadable says that of one record nothing but its name can be read. A transaction may go on after it.
	ErrUnreadable = errors.New("storage: record damaged")
	// ErrUnsafe says that the files of a store can be read or written by others than their owner.
	ErrUnsafe = errors.New("storage: unsafe permissions")
	// ErrClosed is given by every method of a closed store.
	ErrClosed = errors.New("storage: closed")
)

// Reader reads records as they were at one moment.
type Reader interface {
	// Get returns the record of that name in a slice that belongs to the caller.
	// Errors: fs.ErrNotExist where there is none, fs.ErrInvalid for what can't be a name; ErrUnreadable; any other error is a failure of the medium.
	Get(name []byte) ([]byte, error)
	// Scan yields the names that are >= from and < to in ascending byte order, with their records; a nil to means no upper bound.
	// The bounds need not be names. The slices are valid until the next step only. An error ends the sequence; a record of which nothing but the name can be read
	// has no data, and the sequence goes on.
	//
	// The body of a loop over a [Tx] may write to it: what it deletes ahead of the step isn't met any more; whether it meets what it
	// creates ahead of the step is not said.
	Scan(from, to []byte) iter.Seq2[Record, error]
}

// Record is one step of a scan.
type Record struct {
	Name, Data []byte
}

// Tx is a transaction: what it reads includes what it has written.
// After an error other than fs.ErrExist and fs.ErrNotExist it can only be given up: Update then returns that error, also when
// the function returns nil.
type Tx interface {
	Reader
	// Create adds a record, as a copy of data, which may be empty. Error: fs.ErrExist where the name is taken.
	Create(name, data []byte) error
	// Put adds or replaces a record, as a copy of data, which may be empty.
	Put(name, data []byte) error
	// Renew is Put for a record whose earlier data holds nothing that must vanish: it may be left in files. So it need not cost what wiping costs, and it suits
	// what changes all the time. Where the data is no longer than before it must, as a Delete, succeed when the medium is full.
	Renew(name, data []byte) error
	// Delete removes a record. Error: fs.ErrNotExist where there is none.
	Delete(name []byte) error
}

// Discarder is what a [Tx] may be too, where damage to a record can be such that deleting it would harm another.
type Discarder interface {
	// Discard is Delete for a record that is not what was stored. It may take longer, and may leave of the data what can't be told from another record's.
	Discard(name []byte) error
}

// Discard is Discard for a transaction that is a [Discarder], and Delete for one that is none.
func Discard(tx Tx, name []byte) error {
	if d, ok := tx.(Discarder); ok {
		return d.Discard(name)
	}
	return tx.Delete(name)
}

// Alternative is what a [Reader], also as a [Tx], may be too where each record is kept twice. Whoever can tell a wrong record from a right one asks for the other copy of one
// that is wrong.
type Alternative interface {
	// Other returns the other copy of a record than Get does, of the same moment. Errors: fs.ErrNotExist where there is none; any other where it can't be read, or is not known to be
	// of the same moment.
	Other(name []byte) ([]byte, error)
	// Prefer says that what Other gave is right and what Get gave is not. The store puts the one in the place of the other as soon as it can.
	Prefer(name []byte)
}

// Mirrored is what a [Store] may be too that keeps each record twice.
type Mirrored interface {
	// Mend calls choose for each record whose copies differ, nil for a copy that is missing or can't be read, and makes both copies what it returns; where right is false they
	// stay as they are. The reader shows what Get would. It is one transaction, as an Update. It returns how many records were mended, and how many were not.
	Mend(ctx context.Context, choose func(rd Reader, name, one, other []byte) (data []byte, right bool)) (mended, left int, err error)
}

// Store keeps records. All methods are safe for concurrent use.
//
// Errors are plain: fs.ErrExist, fs.ErrNotExist, the errors of this package, and, for a failure of the medium, any other error. An error of
// the given function is returned as it is, and undoes the transaction. A context that has ended before a call begins gives its error, and
// nothing is done; while a function waits for its turn the end of its context takes it out of the line; a function that has begun is not
// interrupted, except that a Scan in a View ends with the context's error.
type Store interface {
	// View runs f on a consistent snapshot. View may be called from many goroutines at once, also within f and within the f of an Update (where it
	// shows what was before). f must not keep the reader, nor use it in more than one goroutine at a time.
	View(ctx context.Context, f func(Reader) error) error

	// Update runs f in a transaction and commits it when f returns nil. When Update returns nil the change is durable, and
	// visible to every View, and to the Version, of every process that begins afterwards. When it returns an error nothing was changed.
	//
	// An implementation may run the functions of concurrent callers in one commit, one after the other, so f must not wait for another Update.
	// f may be run again when a commit that it shared fails: it must have no effect outside tx that can't be repeated.
	Update(ctx context.Context, f func(Tx) error) error

	// Version returns a number that is another one after each committed change, made by whatever process. While nothing changes, reading it costs no
	// system call and no lock. It means something as long as a process has the store open: compare it with what this Store gave before,
	// not with what was noted in an earlier life. A closed store keeps its last one.
	Version() uint64

	// Changed tells which names have been created, replaced or deleted after the given version, and the version up to which that is so. With all
	// set any name may have been. Names are given by [Sum], each once, in no order.
	Changed(since uint64) (names []uint64, now uint64, all bool)

	// Backup writes a consistent copy of the whole store to w while the store is in use.
	Backup(ctx context.Context, w io.Writer) error

	// Check reads the whole structure of the store and reports what is damaged in it, nil if nothing is.
	Check(ctx context.Context) error

	// Close ends the use. Calls under way end first. A second Close does nothing.
	Close() error
}

// Sum gives the number by which Changed names a record: 64-bit FNV-1a of the name. Two names may share a number; a change of one is then
// taken for a change of both, which costs a look and harms nothing.
func Sum(name []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range name {
		h ^= uint64(b)
		h *= 1099511628211
	}
	return h
}
