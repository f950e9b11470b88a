package keystore

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage/mirror"
	"github.com/psacrypto/psa/storage/sqlite"
)

// Finding is something wrong that [Store.Verify] found.
type Finding struct {
	// Owner and ID name the key that it concerns; ID is 0 where it is the store itself, or nobody can say which key.
	Owner psa.Owner
	ID    psa.KeyID
	// Part is "key", "label", "header", "roll" (the list of all keys), "storage" or "other".
	Part string
	// Status is what a use of the key gives.
	Status psa.Status
	// Reason says it in words.
	Reason string
}

// vault returns the keeper of persistent keys. Error: NOT_SUPPORTED for a store without storage.
func (s *Store) vault() (*seal.Vault, error) {
	v := s.engine.Vault()
	if v == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the store was opened without storage")
	}
	return v, nil
}

// Verify reads everything in the store, the keys of all owners included, and reports what is wrong to report; it changes nothing. An error means that it
// could not go on. Damaged keys can be destroyed; labels mend when they are used; for the roll there is [Store.Repair].
//
// A key is reported also where its record has vanished, or is not the one that was written last.
//
// Error: [psa.ErrCorruptionDetected] where the whole store has been replaced by an older copy of itself since this process opened it.
func (s *Store) Verify(ctx context.Context, report func(Finding)) error {
	v, err := s.vault()
	if err == nil {
		err = v.Verify(ctx, func(f seal.Finding) {
			report(Finding{Owner: f.Key.Owner, ID: f.Key.ID, Part: f.Part.String(), Status: f.Status, Reason: f.Text})
		})
	}
	return psa.At(err, "verify the store", 0)
}

// Repair writes the roll anew, which is the sealed list of all keys. While the roll is damaged, nothing proves that a key's record is the present one, so keys are
// not used and none are created. What can still be read of it stays as it is: a key whose record has vanished, or is not the one that was written last, goes on
// to give [psa.ErrDataCorrupt] until it is destroyed. For the rest, the records that are there are taken for the present ones. So call it when
// [Store.Verify] has told what is damaged, and a person has looked at that. On a store that is whole it changes nothing that could be seen.
func (s *Store) Repair(ctx context.Context) error {
	v, err := s.vault()
	if err == nil {
		err = v.Repair(ctx)
	}
	return psa.At(err, "repair the store", 0)
}

// Backup writes a consistent copy of the store to w while the store is in use. The copy is sealed as the store is: to read it, it takes the root of the store
// as it is now.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	v, err := s.vault()
	if err == nil {
		err = v.Backup(ctx, w)
	}
	return psa.At(err, "back up the store", 0)
}

// RestoreDir brings back what [Store.Backup] of a store in a directory wrote, into a directory that has no store. The root key is not part of a backup: put
// the file root.key beside it, or open it with another [Root].
// Errors: [psa.ErrAlreadyExists] where there is a store, [psa.ErrCorruptionDetected] for what is no whole backup; then nothing has been made.
func RestoreDir(ctx context.Context, dir string, r io.Reader) error {
	err := seal.StorageError(sqlite.Restore(ctx, dir, r), "restoring the backup")
	return psa.At(err, "restore the store", 0)
}

// RotateMaster seals every record again under a new master key, in one transaction. Other processes go on.
// Error: [psa.ErrDataCorrupt] or [psa.ErrDataInvalid] while there is a record that can't be read: destroy it, or bring it back from a backup, first.
func (s *Store) RotateMaster(ctx context.Context) error {
	v, err := s.vault()
	if err == nil {
		err = v.RotateMaster(ctx)
	}
	return psa.At(err, "rotate the master key", 0)
}

// RotateRoot makes the store open with another root, which is newly made, and removes the old one where it is a key file. Backups made before open with the old
// root only. Whenever it is interrupted, the store opens with the one or the other.
func (s *Store) RotateRoot(ctx context.Context, to Root) error {
	v, err := s.vault()
	if err == nil {
		err = v.RotateRoot(ctx, to)
	}
	return psa.At(err, "rotate the root key", 0)
}

// Info tells of a store what is no secret.
type Info struct {
	// StoreID names the store for ever, also after a restore.
	StoreID [16]byte
	// Root is "key file" or "passphrase".
	Root string
	// RootFile is the path of the key file that opens the store now, where one does and can be read. After [Store.RotateRoot] to a [KeyFile] of the same path as before it is
	// that path with a dot and 16 hexadecimal digits behind it, which that KeyFile finds too.
	RootFile string
	// Generation counts the master keys, from 1.
	Generation uint32
	// MemoryLocked tells whether long-lived secrets are in memory that is never swapped out.
	MemoryLocked bool
}

// Info returns what can be said of the store. Error: [psa.ErrNotSupported] for a store without storage.
func (s *Store) Info() (Info, error) {
	v, err := s.vault()
	if err != nil {
		return Info{}, psa.At(err, "describe the store", 0)
	}
	i, err := v.Info()
	if err != nil {
		return Info{}, psa.At(err, "describe the store", 0)
	}
	return Info{StoreID: i.StoreID, Root: i.Root.String(), RootFile: i.RootFile, Generation: i.Generation, MemoryLocked: i.Locked}, nil
}

// DirInfo tells how the store in a directory is opened.
type DirInfo struct {
	// Exists tells whether there is a store.
	Exists bool
	// Root is "keyfile" or "passphrase".
	Root string
	// RootFile is where [OpenDir] looks for the key file.
	RootFile string
}

// InspectDir tells how the store in a directory is opened, without opening it, so that a program knows whether to ask for a passphrase. What it says is
// not authenticated. Where the directory has no store that can be read, those of its mirror are looked at, if they are given. Errors: as [Open].
func InspectDir(ctx context.Context, dir string, mirrors ...string) (DirInfo, error) {
	info, err := inspectDir(ctx, dir)
	for _, m := range mirrors {
		if err == nil && info.Exists {
			break
		}
		if other, failed := inspectDir(ctx, m); failed == nil && other.Exists {
			info.Exists, info.Root, err = true, other.Root, nil
		}
	}
	return info, err
}

func inspectDir(ctx context.Context, dir string) (DirInfo, error) {
	info := DirInfo{RootFile: filepath.Join(dir, rootKeyFile)}
	if _, err := os.Stat(filepath.Join(dir, sqlite.DatabaseFile)); errors.Is(err, fs.ErrNotExist) {
		return info, nil
	}
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		return info, psa.At(seal.StorageError(err, "opening the storage"), "inspect the store", 0)
	}
	defer st.Close()
	kind, ok, err := seal.Peek(ctx, mirror.Alone(st))
	if err != nil {
		return info, psa.At(err, "inspect the store", 0)
	}
	info.Exists = ok
	switch kind {
	case seal.RootKeyFile:
		info.Root = "keyfile"
	case seal.RootPassphrase:
		info.Root = "passphrase"
	}
	return info, nil
}

// Supported tells whether the software driver can use keys of a type and size in bits with a specific algorithm in the role of a usage flag; with
// [keytype.None], whether it can run an algorithm that needs no key; with [alg.None], whether it can hold such keys.
func Supported(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	return soft.New(nil).Supports(t, bits, a, u)
}
