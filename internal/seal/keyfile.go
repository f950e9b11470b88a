package seal

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/psacrypto/psa"
)

// KeyFile keeps the root key in a file of that path, which is made with the store. Only the user that the process runs as (or root) may be
// able to read it; on unix that is checked at each use. Who has the file and the store has the keys, so the two belong on different media, or
// at least in different backups. One key file may open several stores as long as none of them gets another root key.
//
// When a store gets a new root key in a file of the same path, the new key is written to a file beside it, named by the path, a dot and 16
// hexadecimal digits of the key's id, and the old file is removed once the store's header names the new one. No file is ever renamed or
// overwritten with another key, so whenever the change is interrupted, the file that opens the store is there.
func KeyFile(path string) Root {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return &keyFile{path: path, step: func(string) {}}
}

type keyFile struct {
	path string
	// step is told what is about to be done; tests stop there.
	step func(string)
}

func (k *keyFile) Kind() RootKind { return RootKeyFile }

func (k *keyFile) begin() rootUse { return &keyFileUse{keyFile: k} }

// beside is where a root key is kept that was made while path was taken.
func (k *keyFile) beside(id rootID) string { return k.path + "." + hex.EncodeToString(id[:8]) }

// located is a Root whose key is in a file.
type located interface {
	// fileOf returns the path of the file that has the root key of that id, "" if none has.
	fileOf(id rootID) string
}

func (k *keyFile) fileOf(id rootID) string {
	key := make([]byte, keyLen)
	defer clear(key)
	for _, path := range []string{k.path, k.beside(id)} {
		if readKeyFile(path, key) == nil && idOf(key) == id {
			return path
		}
	}
	return ""
}

type keyFileUse struct {
	*keyFile
	made string
}

func (u *keyFileUse) create(_ context.Context, rand io.Reader, key []byte, fresh bool) ([]byte, error) {
	if !fresh {
		// Another process may just have made it, and its name is not durable before that process says so.
		err := readKeyFile(u.path, key)
		if err == nil {
			err = keyFileFailed(syncDir(filepath.Dir(u.path)))
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if err := random(rand, key); err != nil {
		return nil, err
	}
	content := encodeKeyFile(key)
	defer clear(content)
	// The name is as unlikely to be taken as the key, and a process that dies here leaves nothing that anyone would take for a key file.
	id := idOf(key)
	draft := u.beside(id) + ".new"
	u.step("write the draft")
	if err := writeNew(draft, content); err != nil {
		return nil, keyFileFailed(err)
	}
	u.step("give the draft its name")
	err := publish(draft, u.path, content)
	u.made = u.path
	if errors.Is(err, fs.ErrExist) {
		if !fresh {
			// Another process makes the same store at this moment, and both use its key.
			u.made = ""
			_ = os.Remove(draft)
			err := readKeyFile(u.path, key)
			if err == nil {
				err = keyFileFailed(syncDir(filepath.Dir(u.path)))
			}
			return nil, err
		}
		u.made = u.beside(id)
		err = publish(draft, u.made, content)
	}
	u.step("remove the draft")
	removeErr := os.Remove(draft)
	if err == nil {
		err = removeErr
	}
	if err == nil {
		err = syncDir(filepath.Dir(u.path))
	}
	if err != nil {
		// The first key file of a store stays: another process may have made the store with it already.
		if fresh {
			u.undo()
		}
		clear(key)
		return nil, keyFileFailed(err)
	}
	return nil, nil
}

// keyFileFailed gives the error of making a key file its status.
func keyFileFailed(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return psa.Errorf(psa.ErrInsufficientStorage, "making the key file: %w", err)
	}
	return psa.Errorf(psa.ErrStorageFailure, "making the key file: %w", err)
}

func (u *keyFileUse) find(_ context.Context, id rootID, params, key []byte) error {
	if len(params) != 0 {
		return corruptHeader("it has parameters of the key file, which has none")
	}
	err := readKeyFile(u.path, key)
	if err == nil && idOf(key) == id {
		return nil
	}
	beside := u.beside(id)
	besideErr := readKeyFile(beside, key)
	if besideErr == nil && idOf(key) == id {
		return nil
	}
	clear(key)
	switch {
	case besideErr != nil && !errors.Is(besideErr, fs.ErrNotExist):
		return besideErr
	case errors.Is(err, fs.ErrNotExist):
		// Without the cause: that the file is not there must not be taken for that the store is not there.
		return psa.Errorf(psa.ErrNotPermitted, "the key file %s that opens this store is missing (and so is %s)", u.path, beside)
	case err != nil:
		return err
	}
	return psa.Errorf(psa.ErrNotPermitted, "the root key does not open this store: the key file %s is of another store, or of this one before its root key was changed", u.path)
}

func (u *keyFileUse) check(id rootID, params []byte) error {
	key := make([]byte, keyLen)
	defer clear(key)
	return u.find(context.Background(), id, params, key)
}

func (u *keyFileUse) undo() {
	if u.made != "" {
		_ = os.Remove(u.made)
		u.made = ""
	}
}

func (u *keyFileUse) forget(id rootID) error {
	key := make([]byte, keyLen)
	defer clear(key)
	var errs []error
	for _, path := range []string{u.path, u.beside(id), u.beside(id) + ".new"} {
		if readKeyFile(path, key) != nil || idOf(key) != id {
			continue
		}
		u.step("remove the old key file")
		overwrite(path)
		errs = append(errs, os.Remove(path))
	}
	errs = append(errs, syncDir(filepath.Dir(u.path)))
	if err := errors.Join(errs...); err != nil {
		return psa.Errorf(psa.ErrStorageFailure, "the store has its new root key, but the old key file could not be removed: %w", err)
	}
	return nil
}

func (u *keyFileUse) end() {}

// writeNew makes a file that only its owner can read, and returns when it is on disk.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

// publish gives a finished draft the name path. Error: fs.ErrExist where that is taken. The name appears with the whole content, except on a
// file system without hard links, where a crash or a simultaneous reader may meet half a file, and see that by its length.
func publish(draft, path string, content []byte) error {
	err := os.Link(draft, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return writeNew(path, content)
}

// overwrite does what little can be done for a key file not to be found on the medium after it was removed.
func overwrite(path string) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	_, _ = f.WriteAt(make([]byte, keyFileLen), 0)
	_ = f.Sync()
	_ = f.Close()
}
