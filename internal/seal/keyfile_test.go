package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
)

func mustNot(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// files lists the directory of the key file.
func (b *bench) files() (names []string) {
	b.t.Helper()
	dir, err := os.ReadDir(filepath.Dir(b.path))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range dir {
		names = append(names, f.Name())
	}
	return names
}

func TestKeyFileIsMadeOnce(t *testing.T) {
	b := newBench(t)
	b.open()
	if got := b.files(); len(got) != 1 || got[0] != "root.key" {
		t.Errorf("the directory has %q", got)
	}
	info, err := os.Stat(b.path)
	mustNot(t, err)
	if runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	before, err := os.ReadFile(b.path)
	mustNot(t, err)
	b.open()
	after, err := os.ReadFile(b.path)
	mustNot(t, err)
	if !bytes.Equal(before, after) || len(before) != 48 {
		t.Errorf("the key file was %x and is %x", before, after)
	}
	// A key file that is there already is used, not replaced: someone provided it, or the making of the store stopped there.
	c := newBench(t)
	c.path = b.path
	c.open()
	if again, err := os.ReadFile(b.path); err != nil || !bytes.Equal(before, again) {
		t.Errorf("another store made the key file %x", again)
	}
}

func TestKeyFileInAMissingDirectory(t *testing.T) {
	b := newBench(t)
	b.path = filepath.Join(filepath.Dir(b.path), "nowhere", "root.key")
	wantStatus(t, "Open", b.openError(b.options()), psa.ErrStorageFailure, "key file", "nowhere")
	if len(b.names(kindHeader)) != 0 {
		t.Error("a header was made without its root key")
	}
}

func TestKeyFileMustBePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permission bits say nothing on Windows, so they are not checked there")
	}
	b := newBench(t)
	b.open()
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o777} {
		mustNot(t, os.Chmod(b.path, mode))
		wantStatus(t, mode.String(), b.openError(b.options()), psa.ErrNotPermitted, b.path, "0600")
	}
	mustNot(t, os.Chmod(b.path, 0o400))
	mustNot(t, b.openError(b.options()))
	mustNot(t, os.Remove(b.path))
	mustNot(t, os.Mkdir(b.path, 0o700))
	wantStatus(t, "a directory", b.openError(b.options()), psa.ErrNotPermitted, "regular file")
}

func TestKeyFileOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to another user")
	}
	b := newBench(t)
	b.open()
	mustNot(t, os.Chown(b.path, 4321, -1))
	wantStatus(t, "Open", b.openError(b.options()), psa.ErrNotPermitted, "user 4321")
}

func TestDamagedKeyFile(t *testing.T) {
	b := newBench(t)
	b.open()
	good, err := os.ReadFile(b.path)
	mustNot(t, err)
	for what, c := range map[string]struct {
		content []byte
		status  psa.Status
		words   string
	}{
		"empty":         {nil, psa.ErrDataInvalid, "not a key file"},
		"something":     {[]byte(strings.Repeat("x", 48)), psa.ErrDataInvalid, "not a key file"},
		"version 2":     {append(append(bytes.Clone(good[:7]), 2), good[8:]...), psa.ErrDataInvalid, "version 2"},
		"cut short":     {good[:47], psa.ErrDataCorrupt, "48 bytes"},
		"too long":      {append(bytes.Clone(good), 0), psa.ErrDataCorrupt, "48 bytes"},
		"far too long":  {append(bytes.Clone(good), make([]byte, 1000)...), psa.ErrDataCorrupt, "48 bytes"},
		"a bit flipped": {append(append(bytes.Clone(good[:20]), good[20]^1), good[21:]...), psa.ErrDataCorrupt, "checksum"},
	} {
		mustNot(t, os.WriteFile(b.path, c.content, 0o600))
		err := b.openError(b.options())
		wantStatus(t, what, err, c.status, c.words, b.path)
		if bytes.Contains([]byte(err.Error()), good[8:40]) {
			t.Errorf("%s: the key is in the error", what)
		}
		if now, err := os.ReadFile(b.path); err != nil || !bytes.Equal(now, c.content) {
			t.Errorf("%s: the file was changed", what)
		}
		// Nor is it used or replaced for a new store.
		fresh := newBench(t)
		fresh.path = b.path
		wantStatus(t, what+", new store", fresh.openError(fresh.options()), c.status)
	}
}

// The format, written out a second time.
func TestKeyFileFormat(t *testing.T) {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	body := append([]byte("PSAROOT\x01"), key...)
	sum := sha256.Sum256(body)
	want := append(body, sum[:8]...)
	if got := encodeKeyFile(key); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
	if got, err := parseKeyFile(want); err != nil || !bytes.Equal(got, key) {
		t.Errorf("%x, %v", got, err)
	}
}

// death is how a test ends a process at a step.
type death struct{ step string }

// dying returns a key file that dies at the step of that number; told lists the steps that were reached.
func dying(path string, at int, told *[]string) Root {
	k := KeyFile(path).(*keyFile)
	k.step = func(step string) {
		*told = append(*told, step)
		if len(*told) == at+1 {
			panic(death{step})
		}
	}
	return k
}

// survived runs f and tells whether it came to an end.
func survived(f func()) (alive bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(death); !ok {
				panic(r)
			}
		}
	}()
	f()
	return true
}

// A process that dies at any step of making a store leaves one that the next process makes or opens.
func TestDeathWhileMakingTheKeyFile(t *testing.T) {
	for at := 0; ; at++ {
		b := newBench(t)
		var steps []string
		alive := survived(func() { _ = b.openError(Options{Root: dying(b.path, at, &steps), Create: true}) })
		v := b.open()
		create(t, v, Name{0, 1}, "one", "")
		mustRead(t, b.open(), Name{0, 1}, "one")
		wantSound(t, v)
		if alive {
			if at != 3 {
				t.Errorf("there were %d steps: %q", at, steps)
			}
			return
		}
	}
}

// A file system without hard links, as os.Link fails where the draft is missing.
func TestPublishWithoutLinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	mustNot(t, publish(filepath.Join(t.TempDir(), "none"), path, []byte("content")))
	if got, err := os.ReadFile(path); err != nil || string(got) != "content" {
		t.Errorf("%q, %v", got, err)
	}
	if err := publish(filepath.Join(t.TempDir(), "none"), path, []byte("other")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "content" {
		t.Errorf("after the second: %q, %v", got, err)
	}
}
