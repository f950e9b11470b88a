package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage/mirror"
)

// twice is a mirrored store in two directories, and what was told.
type twice struct {
	t     *testing.T
	first string
	other string
	mu    sync.Mutex
	told  []MirrorEvent
}

func newTwice(t *testing.T) *twice {
	dir := t.TempDir()
	return &twice{t: t, first: filepath.Join(dir, "first"), other: filepath.Join(dir, "second")}
}

func (w *twice) config() Config {
	return Config{Mirror: w.other, Mirrored: func(e MirrorEvent) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.told = append(w.told, e)
	}}
}

func (w *twice) open() *Store {
	w.t.Helper()
	st, err := OpenDir(bg, w.first, w.config())
	if err != nil {
		w.t.Fatal(err)
	}
	return st
}

// keysData is the material of the n-th key.
func keysData(n int) []byte { return bytes.Repeat([]byte{byte(n), byte(n >> 8), 7, 9}, 8) }

// fill makes keys from 1 to n and destroys every fourth.
func (w *twice) fill(st *Store, n int) {
	w.t.Helper()
	for i := 1; i <= n; i++ {
		a := hmacKey(psa.KeyID(i))
		a.Policy.Usage |= psa.Export
		a.Label = fmt.Sprint("key ", i)
		_, err := st.Import(bg, a, keysData(i))
		want(w.t, err, psa.Success)
	}
	for i := 4; i <= n; i += 4 {
		want(w.t, st.Key(psa.KeyID(i)).Destroy(bg), psa.Success)
	}
}

// whole looks whether all keys are there, and those that were destroyed are not.
func (w *twice) whole(st *Store, n int, what string) {
	w.t.Helper()
	for i := 1; i <= n; i++ {
		data, err := st.Key(psa.KeyID(i)).Export(bg, nil)
		switch {
		case i%4 == 0:
			if psa.StatusOf(err) != psa.ErrInvalidHandle {
				w.t.Fatalf("%s: destroyed key %d: %v", what, i, err)
			}
		case err != nil || !bytes.Equal(data, keysData(i)):
			w.t.Fatalf("%s: key %d: %v", what, i, err)
		default:
			if k, err := st.ByLabel(bg, fmt.Sprint("key ", i)); err != nil || k.ID() != psa.KeyID(i) {
				w.t.Fatalf("%s: the label of key %d: %v, %v", what, i, k.ID(), err)
			}
		}
	}
}

func (w *twice) clean(st *Store, what string) {
	w.t.Helper()
	want(w.t, st.Verify(bg, func(f Finding) { w.t.Errorf("%s: Verify finds %+v", what, f) }), psa.Success)
}

// copyDir copies the files of a store that is closed.
func copyDir(t *testing.T, from, to string) {
	t.Helper()
	want(t, os.RemoveAll(to), psa.Success)
	want(t, os.MkdirAll(to, 0o700), psa.Success)
	entries, err := os.ReadDir(from)
	want(t, err, psa.Success)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		want(t, err, psa.Success)
		want(t, os.WriteFile(filepath.Join(to, e.Name()), b, 0o600), psa.Success)
	}
}

// One of the two is destroyed in every way, while the store is closed. All is there afterwards, in both, and somebody was told.
func TestMirrorOneLost(t *testing.T) {
	const keys = 9
	database := func(dir string) string { return filepath.Join(dir, "keys.db") }
	rewrite := func(t *testing.T, path string, f func(b []byte) []byte) {
		b, err := os.ReadFile(path)
		want(t, err, psa.Success)
		want(t, os.WriteFile(path, f(b), 0o600), psa.Success)
	}
	for name, damage := range map[string]func(t *testing.T, dir, old string){
		"directory removed": func(t *testing.T, dir, _ string) { want(t, os.RemoveAll(dir), psa.Success) },
		"directory emptied": func(t *testing.T, dir, _ string) {
			want(t, os.RemoveAll(dir), psa.Success)
			want(t, os.Mkdir(dir, 0o700), psa.Success)
		},
		"database removed": func(t *testing.T, dir, _ string) { want(t, os.Remove(database(dir)), psa.Success) },
		"database emptied": func(t *testing.T, dir, _ string) { want(t, os.Truncate(database(dir), 0), psa.Success) },
		"database cut in the middle": func(t *testing.T, dir, _ string) {
			rewrite(t, database(dir), func(b []byte) []byte { return b[:len(b)/2/4096*4096] })
		},
		"first page overwritten": func(t *testing.T, dir, _ string) {
			rewrite(t, database(dir), func(b []byte) []byte { clear(b[:4096]); return b })
		},
		"a page in the middle overwritten": func(t *testing.T, dir, _ string) {
			rewrite(t, database(dir), func(b []byte) []byte {
				at := len(b) / 2 / 4096 * 4096
				for i := range 4096 {
					b[at+i] = 0xa5
				}
				return b
			})
		},
		"all overwritten": func(t *testing.T, dir, _ string) {
			rewrite(t, database(dir), func(b []byte) []byte {
				for i := range b {
					b[i] = byte(rand.Int())
				}
				return b
			})
		},
		"older copy": func(t *testing.T, dir, old string) { copyDir(t, old, dir) },
		"key file removed": func(t *testing.T, dir, _ string) {
			want(t, os.Remove(filepath.Join(dir, rootKeyFile)), psa.Success)
		},
	} {
		for _, which := range []mirror.Which{mirror.First, mirror.Second} {
			t.Run(fmt.Sprintf("%v %s", which, name), func(t *testing.T) {
				w := newTwice(t)
				dir := w.first
				if which == mirror.Second {
					dir = w.other
				}
				st := w.open()
				_, err := st.Import(bg, hmacKey(4), keysData(99)) // destroyed later: it must not come back with the older copy
				want(t, err, psa.Success)
				want(t, st.Close(), psa.Success)
				old := filepath.Join(t.TempDir(), "old")
				copyDir(t, dir, old)
				st = w.open()
				want(t, st.Key(4).Destroy(bg), psa.Success)
				w.fill(st, keys)
				want(t, st.Close(), psa.Success)
				w.told = nil
				damage(t, dir, old)

				st = w.open()
				w.whole(st, keys, "after the damage")
				w.clean(st, "after the damage")
				if len(w.told) == 0 {
					t.Error("nobody was told")
				}
				want(t, st.Key(1).Destroy(bg), psa.Success)
				_, err = st.Import(bg, func() psa.Attributes { a := hmacKey(1); a.Policy.Usage |= psa.Export; a.Label = "key 1"; return a }(), keysData(1))
				want(t, err, psa.Success)
				want(t, st.Close(), psa.Success)
				// Either has all now.
				for _, alone := range []string{w.first, w.other} {
					copied := filepath.Join(t.TempDir(), "alone")
					copyDir(t, alone, copied)
					st, err := OpenDir(bg, copied, Config{MustExist: true})
					if err != nil {
						t.Fatal(alone, err)
					}
					w.whole(st, keys, alone)
					w.clean(st, alone)
					want(t, st.Close(), psa.Success)
				}
			})
		}
	}
}

// Bytes of one of the two are flipped, while the store is closed: no key is ever lost or another, and Verify or the callback tells.
func TestMirrorFlippedBytes(t *testing.T) {
	const keys = 12
	rounds := 40
	switch {
	case os.Getenv("PSA_TORTURE") == "all":
		rounds = 5000
	case testing.Short():
		rounds = 12
	}
	w := newTwice(t)
	st := w.open()
	w.fill(st, keys)
	want(t, st.Close(), psa.Success)
	saved := [2]string{filepath.Join(t.TempDir(), "1"), filepath.Join(t.TempDir(), "2")}
	copyDir(t, w.first, saved[0])
	copyDir(t, w.other, saved[1])
	refused, found, told := 0, 0, 0
	for i := range rounds {
		copyDir(t, saved[0], w.first)
		copyDir(t, saved[1], w.other)
		dir := w.first
		if i%3 == 2 {
			dir = w.other
		}
		path := filepath.Join(dir, "keys.db")
		b, err := os.ReadFile(path)
		want(t, err, psa.Success)
		at, n := rand.IntN(len(b)), 1+rand.IntN(40)
		for j := at; j < len(b) && j < at+n; j++ {
			b[j] ^= byte(1 + rand.IntN(255))
		}
		want(t, os.WriteFile(path, b, 0o600), psa.Success)
		what := fmt.Sprintf("round %d, %d bytes from %d of %s", i, n, at, path)
		w.told = nil
		st, err := OpenDir(bg, w.first, w.config())
		if err != nil && at < 100 {
			refused++ // the database says that it is no store, or one of a later program
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		findings := 0
		want(t, st.Verify(bg, func(Finding) { findings++ }), psa.Success)
		w.whole(st, keys, what)
		if findings > 0 {
			found++
		}
		if len(w.told) > 0 {
			told++
		}
		want(t, st.Repair(bg), psa.Success)
		w.clean(st, what+", repaired")
		w.whole(st, keys, what+", repaired")
		want(t, st.Close(), psa.Success)
	}
	t.Logf("%d rounds: %d refused, %d told at opening or use, %d found by Verify", rounds, refused, told, found)
	if told+found == 0 {
		t.Error("no damage was ever noticed: the test tests nothing")
	}
}

// Stores that are no pair are refused, and left as they are.
func TestMirrorRefused(t *testing.T) {
	begin := func(t *testing.T) *twice {
		w := newTwice(t)
		st := w.open()
		w.fill(st, 3)
		want(t, st.Close(), psa.Success)
		return w
	}
	change := func(t *testing.T, dir string, id psa.KeyID) {
		st, err := OpenDir(bg, dir, Config{MustExist: true})
		want(t, err, psa.Success)
		_, err = st.Import(bg, hmacKey(id), keysData(1))
		want(t, err, psa.Success)
		want(t, st.Close(), psa.Success)
	}
	t.Run("diverged", func(t *testing.T) {
		w := begin(t)
		change(t, w.first, 100)
		change(t, w.other, 101)
		_, err := OpenDir(bg, w.first, w.config())
		if !errors.Is(err, mirror.ErrDiverged) || psa.StatusOf(err) != psa.ErrStorageFailure {
			t.Fatal(err)
		}
		for dir, id := range map[string]psa.KeyID{w.first: 100, w.other: 101} {
			st, err := OpenDir(bg, dir, Config{MustExist: true})
			want(t, err, psa.Success)
			_, err = st.Key(id).Attributes(bg)
			want(t, err, psa.Success)
			want(t, st.Close(), psa.Success)
		}
	})
	t.Run("used alone", func(t *testing.T) {
		w := begin(t)
		change(t, w.other, 101)
		st := w.open()
		defer st.Close()
		_, err := st.Key(101).Attributes(bg)
		want(t, err, psa.Success)
		w.clean(st, "used alone")
	})
	t.Run("of another store", func(t *testing.T) {
		a, b := begin(t), begin(t)
		c := a.config()
		c.Mirror = b.other
		_, err := OpenDir(bg, a.first, c)
		if !errors.Is(err, mirror.ErrForeign) {
			t.Fatal(err)
		}
		b.whole(b.open(), 3, "the other")
		a.whole(a.open(), 3, "the one")
	})
	t.Run("swapped", func(t *testing.T) {
		w := begin(t)
		_, err := OpenDir(bg, w.other, Config{Mirror: w.first})
		if !errors.Is(err, mirror.ErrSwapped) {
			t.Fatal(err)
		}
	})
	t.Run("itself", func(t *testing.T) {
		dir := t.TempDir()
		_, err := OpenDir(bg, dir, Config{Mirror: filepath.Join(dir, ".")})
		want(t, err, psa.ErrInvalidArgument)
	})
	t.Run("without a directory", func(t *testing.T) {
		_, err := Open(bg, Config{Mirror: t.TempDir()})
		want(t, err, psa.ErrInvalidArgument)
	})
}

// A store that has no mirror yet gets one, and a backup of a mirrored store is one of any.
func TestMirrorBegun(t *testing.T) {
	w := newTwice(t)
	st, err := OpenDir(bg, w.first, Config{})
	want(t, err, psa.Success)
	w.fill(st, 8)
	want(t, st.Close(), psa.Success)
	st = w.open()
	w.whole(st, 8, "mirrored")
	w.clean(st, "mirrored")
	var b bytes.Buffer
	want(t, st.Backup(bg, &b), psa.Success)
	want(t, st.RotateMaster(bg), psa.Success)
	old, err := filepath.Glob(filepath.Join(w.other, rootKeyFile+"*"))
	want(t, err, psa.Success)
	want(t, st.RotateRoot(bg, MirroredKeyFile(filepath.Join(w.first, rootKeyFile), filepath.Join(w.other, rootKeyFile), nil)), psa.Success)
	fresh, err := filepath.Glob(filepath.Join(w.other, rootKeyFile+"*"))
	want(t, err, psa.Success)
	if len(old) != 1 || len(fresh) != 1 || old[0] == fresh[0] {
		t.Fatalf("key files %v, then %v", old, fresh)
	}
	want(t, st.Close(), psa.Success)
	w.told = nil
	st = w.open()
	w.whole(st, 8, "with a new root")
	want(t, st.Close(), psa.Success)
	if len(w.told) > 0 {
		t.Fatalf("told was %v", w.told)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	want(t, RestoreDir(bg, restored, &b), psa.Success)
	info, err := InspectDir(bg, restored)
	if err != nil || !info.Exists {
		t.Fatal(info, err)
	}
	info, err = InspectDir(bg, filepath.Join(t.TempDir(), "nothing"), w.other)
	if err != nil || !info.Exists || info.Root != "keyfile" {
		t.Fatal(info, err)
	}
}

// A store without a mirror has the same bytes in it as ever: none of a mirror.
func TestNoMirrorNoTrace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	st, err := OpenDir(bg, dir, Config{})
	want(t, err, psa.Success)
	_, err = st.Import(bg, hmacKey(1), keysData(1))
	want(t, err, psa.Success)
	want(t, st.Close(), psa.Success)
	want(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if strings.Contains(string(b), "psa mirror") || strings.Contains(string(b), "PSAMIR") {
			t.Errorf("%s knows of a mirror", path)
		}
		return err
	}), psa.Success)
}
