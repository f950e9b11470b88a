package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

const storeHelp = `A store is a directory with all of its files. It is, in this order:

  --store DIR
  the directory in the environment variable PSA_CRYPTO_STORE
  the user's data directory: $XDG_DATA_HOME/psa-crypto, else ~/.local/share/psa-crypto; on macOS ~/Library/Application Support/psa-crypto;
  on Windows %LocalAppData%\psa-crypto

A command that makes a key makes the directory too, with mode 0700, if there is none. "psa init" makes it by itself.

Everything in a store is sealed under a root key. That is, by default, 32 random bytes in the file root.key in the directory. Whoever has both the root key and the
store has the keys: "psa init --root-key FILE" puts the root key elsewhere (other commands need the same --root-key, or the path in PSA_CRYPTO_ROOT_KEY), and "psa init --passphrase" makes it from
a passphrase, which commands then ask for on the terminal, or read from the first line of --passphrase-file or --passphrase-fd.
A passphrase is never taken from an argument or the environment, which others can see.

An older copy of the whole store, put in its place, is as authentic as the store was then. With --counter FILE, or its path in PSA_CRYPTO_COUNTER, each change is counted in that
file, which belongs on another medium than the store, and a store that is older than its counter says does not open. After "psa restore" remove the file.

With --mirror DIR, or its path in PSA_CRYPTO_MIRROR, each change is made in a second directory too, on another disk, before it succeeds. What is damaged or lost in one of the two is made good from
the other, which is told on standard error. Give it each time; a store that is changed without it is ahead of its mirror, which the next command with both makes good. A key file in its usual place is in both. After
"psa restore" remove the files of the mirror, which then begins anew.`

// storeVariable is the environment variable that names the store's directory.
const storeVariable = "PSA_CRYPTO_STORE"

// rootKeyVariable is the environment variable with the path of the key file, which, unlike what is in it, is no secret.
const rootKeyVariable = "PSA_CRYPTO_ROOT_KEY"

// counterVariable is the environment variable with the path of the counter.
const counterVariable = "PSA_CRYPTO_COUNTER"

// config is what all commands open a store with.
func (a *app) config(root keystore.Root) keystore.Config {
	c := keystore.Config{Root: root}
	file := a.counter
	if file == "" {
		file = os.Getenv(counterVariable)
	}
	if file != "" {
		c.Counter = keystore.CounterFile(file)
	}
	if c.Mirror = a.mirrorDirectory(); c.Mirror != "" {
		c.Mirrored = a.toldOfMirror
	}
	return c
}

// directory returns where the store is. It checks that what is there, if anything is, is a directory.
func (a *app) directory() (string, error) {
	dir, from := a.dir, "--store"
	if dir == "" {
		dir, from = os.Getenv(storeVariable), storeVariable
	}
	if dir == "" {
		data, err := keystore.UserDir(os.Getenv)
		if err != nil {
			return "", usagef("%v; give --store or %s", err, storeVariable)
		}
		dir, from = data, "the user's data directory"
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return "", usagef("%s (from %s) is not a directory; a store is a directory", dir, from)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the store (from %s): %w", from, err)
	}
	return dir, nil
}

// noStore is the answer of commands that need a store where there is none.
func noStore(dir string) error {
	return psa.Errorf(psa.ErrDoesNotExist, "there is no store in %s; psa init makes one, and psa generate and psa import do with their first key", dir)
}

// open opens the store, which must exist.
func (a *app) open(ctx context.Context) (*keystore.Store, error) {
	st, _, _, err := a.openInspected(ctx)
	return st, err
}

// openInspected is open for those who also tell where the store is and what opens it.
func (a *app) openInspected(ctx context.Context) (st *keystore.Store, dir string, info keystore.DirInfo, err error) {
	if dir, info, err = a.inspect(ctx); err != nil {
		return nil, dir, info, err
	}
	if !info.Exists {
		return nil, dir, info, noStore(dir)
	}
	st, err = a.openAt(ctx, dir, info)
	return st, dir, info, err
}

// openOrBegin opens the store for a new key, or begins one that a key file opens.
func (a *app) openOrBegin(ctx context.Context) (*keystore.Store, error) {
	dir, info, err := a.inspect(ctx)
	if err != nil {
		return nil, err
	}
	if info.Exists {
		return a.openAt(ctx, dir, info)
	}
	if a.passphrase.given() {
		return nil, usagef("there is no store in %s yet; psa init --passphrase makes one that a passphrase opens", dir)
	}
	if err := makeDirectory(dir, a.rootKeyFile(dir, info)); err != nil {
		return nil, err
	}
	st, err := keystore.OpenDir(ctx, dir, a.config(a.keyFile(dir, a.rootKeyFile(dir, info))))
	if err != nil {
		return nil, err
	}
	a.remark("made a store in %s; the key file %s opens it", dir, a.rootKeyFile(dir, info))
	return st.As(psa.Owner(a.owner)), nil
}

// makeDirectory makes the directory of a new store, after it has seen that the key file can be made too: a store without one would be half-made.
func makeDirectory(dir, keyFile string) error {
	if parent := filepath.Dir(keyFile); keyFile != "" && parent != dir {
		info, err := os.Stat(parent)
		if err != nil {
			return fmt.Errorf("the directory of the key file: %w", err)
		}
		if !info.IsDir() {
			return usagef("%s, where the key file shall be made, is not a directory", parent)
		}
		if info, err := os.Stat(keyFile); err == nil && !info.Mode().IsRegular() {
			return usagef("%s can't be the key file; a new or an existing file is wanted", keyFile)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the directory of the store: %w", err)
	}
	return nil
}

func (a *app) inspect(ctx context.Context) (string, keystore.DirInfo, error) {
	dir, err := a.directory()
	if err != nil {
		return "", keystore.DirInfo{}, err
	}
	info, err := a.inspectDirectory(ctx, dir)
	return dir, info, err
}

func (a *app) openAt(ctx context.Context, dir string, info keystore.DirInfo) (*keystore.Store, error) {
	root, err := a.rootOf(ctx, dir, info)
	if err != nil {
		return nil, err
	}
	c := a.config(root)
	c.MustExist = true
	st, err := keystore.OpenDir(ctx, dir, c)
	if err != nil {
		return nil, err
	}
	return st.As(psa.Owner(a.owner)), nil
}

const rootIsPassphrase = "passphrase"

// rootOf chooses what opens an existing store, by what the store says of itself.
func (a *app) rootOf(ctx context.Context, dir string, info keystore.DirInfo) (keystore.Root, error) {
	if info.Root != rootIsPassphrase {
		if a.passphrase.given() {
			return nil, usagef("the store in %s is opened by a key file and not by a passphrase; leave --passphrase-file and --passphrase-fd out", dir)
		}
		return a.keyFile(dir, a.rootKeyFile(dir, info)), nil
	}
	if a.rootKey != "" {
		return nil, usagef("the store in %s is opened by a passphrase and not by a key file; leave --root-key out", dir)
	}
	// Asked before the store is opened, so that nothing is held while a person types.
	first, err := a.passphrase.get(ctx, a, presentPassphrase, false)
	if err != nil {
		return nil, err
	}
	clear(first)
	return keystore.Passphrase(func(ctx context.Context) ([]byte, error) {
		return a.passphrase.get(ctx, a, presentPassphrase, false)
	}), nil
}

// rootKeyFile is where the key file is: where the user says, where the store says, or beside the store.
func (a *app) rootKeyFile(dir string, info keystore.DirInfo) string {
	switch {
	case a.rootKey != "":
		return a.rootKey
	case os.Getenv(rootKeyVariable) != "":
		return os.Getenv(rootKeyVariable)
	case info.RootFile != "":
		return info.RootFile
	}
	return filepath.Join(dir, rootKeyName)
}

// presentKeyFile is the key file that opens a store now, which after a rotation is beside the configured one; where that is not known it is the configured one.
func presentKeyFile(st *keystore.Store, configured string) string {
	if now, err := st.Info(); err == nil && now.RootFile != "" {
		return now.RootFile
	}
	return configured
}

// openNone opens a store without keys, for what needs none: hashes and random bytes.
func openNone(ctx context.Context) (*keystore.Store, error) {
	return keystore.Open(ctx, keystore.Config{})
}
