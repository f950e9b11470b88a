package seal

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/psacrypto/psa"
)

// KeyFiles is [KeyFile] with a second copy of the key file on another disk: a root key is in both before a header names it. One that is missing is made from the other when
// the store is opened, and told, which may be nil, says so.
func KeyFiles(path, second string, told func(reason string)) Root {
	if told == nil {
		told = func(string) {}
	}
	return &keyFiles{first: KeyFile(path).(*keyFile), second: KeyFile(second).(*keyFile), told: told}
}

type keyFiles struct {
	first, second *keyFile
	told          func(string)
}

func (k *keyFiles) Kind() RootKind { return RootKeyFile }

func (k *keyFiles) begin() rootUse {
	return &keyFilesUse{k, &keyFileUse{keyFile: k.first}, &keyFileUse{keyFile: k.second}}
}

func (k *keyFiles) fileOf(id rootID) string { return k.first.fileOf(id) }

type keyFilesUse struct {
	*keyFiles
	first, second *keyFileUse
}

func (u *keyFilesUse) create(ctx context.Context, rand io.Reader, key []byte, fresh bool) ([]byte, error) {
	if !fresh && errors.Is(readKeyFile(u.keyFiles.first.path, key), fs.ErrNotExist) {
		// One that was made for a store whose making did not get far, or that is about to be made anew, is not left out.
		if readKeyFile(u.keyFiles.second.path, key) == nil {
			if err := copyKeyFile(u.first, key); err != nil {
				return nil, err
			}
		}
	}
	params, err := u.first.create(ctx, rand, key, fresh)
	if err == nil {
		err = copyKeyFile(u.second, key)
	}
	if err != nil {
		if fresh {
			u.undo()
		}
		clear(key)
		return nil, err
	}
	return params, nil
}

// copyKeyFile puts a root key into the files of another key file, if it isn't there.
func copyKeyFile(to *keyFileUse, key []byte) error {
	id := idOf(key)
	there := make([]byte, keyLen)
	defer clear(there)
	content := encodeKeyFile(key)
	defer clear(content)
	draft := to.beside(id) + ".new"
	var err error
	for try := range 100 {
		for _, path := range []string{to.path, to.beside(id)} {
			if readKeyFile(path, there) == nil && idOf(there) == id {
				return nil
			}
		}
		if err = writeNew(draft, content); errors.Is(err, fs.ErrExist) {
			// Another process is at it, or has died over it.
			if time.Sleep(10 * time.Millisecond); try%20 == 19 {
				_ = os.Remove(draft)
			}
			continue
		}
		if err != nil {
			break
		}
		made := to.path
		if err = publish(draft, made, content); errors.Is(err, fs.ErrExist) {
			made = to.beside(id)
			err = publish(draft, made, content)
		}
		_ = os.Remove(draft)
		if err == nil {
			to.made = made
		}
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err == nil {
		err = syncDir(filepath.Dir(to.path))
	}
	if err != nil {
		return psa.Errorf(psa.ErrStorageFailure, "making a copy of the key file: %w", err)
	}
	return nil
}

func (u *keyFilesUse) find(ctx context.Context, id rootID, params, key []byte) error {
	from, to := u.first, u.second
	err := from.find(ctx, id, params, key)
	if err != nil {
		from, to = to, from
		if from.find(ctx, id, params, key) != nil {
			clear(key)
			return err
		}
	}
	to.made = ""
	if err := copyKeyFile(to, key); err != nil {
		clear(key)
		return err
	}
	if to.made != "" {
		u.told("the key file " + to.made + " was missing, and has been made from the other copy")
		to.made = ""
	}
	return nil
}

func (u *keyFilesUse) check(id rootID, params []byte) error {
	return errors.Join(u.first.check(id, params), u.second.check(id, params))
}

func (u *keyFilesUse) undo() { u.first.undo(); u.second.undo() }

func (u *keyFilesUse) forget(id rootID) error {
	return errors.Join(u.first.forget(id), u.second.forget(id))
}

func (u *keyFilesUse) end() {}
