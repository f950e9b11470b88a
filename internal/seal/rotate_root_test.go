package seal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

func TestRotateRoot(t *testing.T) {
	b := newBench(t)
	v, other := b.open(), b.open()
	create(t, v, Name{0, 1}, "one", "l")
	first, err := os.ReadFile(b.path)
	mustNot(t, err)

	check := func(what string, root Root) {
		t.Helper()
		for _, w := range []*Vault{v, other} {
			mustRead(t, w, Name{0, 1}, "one")
			if id, err := w.ByLabel(t.Context(), 0, "l"); err != nil || id != 1 {
				t.Errorf("%s: the label leads to %v, %v", what, id, err)
			}
			create(t, w, Name{0, 2}, "two", "")
			mustNot(t, destroy(w, Name{0, 2}))
		}
		w, err := Open(t.Context(), b.storage(), Options{Root: root})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		mustRead(t, w, Name{0, 1}, "one")
		mustNot(t, w.Close())
	}

	mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
	check("the same file", KeyFile(b.path))
	files := b.files()
	if len(files) != 1 || !strings.HasPrefix(files[0], "root.key.") || len(files[0]) != len("root.key.")+16 {
		t.Errorf("after the change of the key file there are %q", files)
	}
	// The old key is worth nothing, even when it comes back.
	mustNot(t, os.WriteFile(b.path, first, 0o600))
	check("with the old file back", KeyFile(b.path))
	mustNot(t, os.Remove(filepath.Join(filepath.Dir(b.path), files[0])))
	wantStatus(t, "the old key alone", b.openError(b.options()), psa.ErrNotPermitted, "before its root key was changed")

	// What is open goes on, and so can make good the loss.
	mustNot(t, os.Remove(b.path))
	if f := findings(t, v); len(f) != 1 || f[0].Part != PartHeader || f[0].Status != psa.ErrNotPermitted || !strings.Contains(f[0].Text, "will not open again") {
		t.Errorf("Verify without the key file finds %+v", f)
	}
	mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
	check("made good", KeyFile(b.path))
	if files := b.files(); len(files) != 1 || files[0] != "root.key" {
		t.Errorf("the files are %q", files)
	}

	elsewhere := filepath.Join(t.TempDir(), "other.key")
	mustNot(t, v.RotateRoot(t.Context(), KeyFile(elsewhere)))
	check("another file", KeyFile(elsewhere))
	if files := b.files(); len(files) != 0 {
		t.Errorf("the old key file is left: %q", files)
	}
	mustNot(t, v.RotateRoot(t.Context(), said("words")))
	check("a passphrase", said("words"))
	if _, err := os.Stat(elsewhere); err == nil {
		t.Error("the key file is left after the change to a passphrase")
	}
	mustNot(t, v.RotateRoot(t.Context(), said("other words")))
	check("another passphrase", said("other words"))
	wantStatus(t, "the old passphrase", b.openError(Options{Root: said("words")}), psa.ErrNotPermitted)
	mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
	check("a key file again", KeyFile(b.path))

	wantStatus(t, "no root", v.RotateRoot(t.Context(), nil), psa.ErrInvalidArgument)
	if i, err := v.Info(); err != nil || i.Generation != 1 || i.Root != RootKeyFile {
		t.Errorf("Info %+v, %v", i, err)
	}

	// The other process has the root that it was opened with; the master key it can't follow where it can't reach the new root key.
	mustNot(t, v.RotateRoot(t.Context(), said("secret")))
	mustNot(t, v.RotateMaster(t.Context()))
	_, err = read(other, Name{0, 1})
	wantStatus(t, "a process without the new root key", err, psa.ErrNotPermitted, "passphrase")
}

// A process that dies at any step of a change of root key, or whose storage fails at any, leaves a store that opens.
func TestDeathWhileChangingTheRoot(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		for at := 0; ; at++ {
			b := newBench(t)
			v := b.open()
			create(t, v, Name{0, 1}, "one", "")
			path := b.path
			if elsewhere {
				path = filepath.Join(t.TempDir(), "new.key")
			}
			var steps []string
			var err error
			// The old root tells of its steps, too.
			v.root = dying(b.path, at, &steps)
			alive := survived(func() {
				k := KeyFile(path).(*keyFile)
				k.step = v.root.(*keyFile).step
				err = v.RotateRoot(t.Context(), k)
			})
			what := fmt.Sprintf("death at step %d of %q", at, steps)
			opened := 0
			for _, p := range []string{b.path, path} {
				w, err := Open(t.Context(), b.storage(), Options{Root: KeyFile(p)})
				if err != nil {
					continue
				}
				opened++
				mustRead(t, w, Name{0, 1}, "one")
				// And the next change succeeds.
				mustNot(t, w.RotateRoot(t.Context(), KeyFile(p)))
				mustRead(t, w, Name{0, 1}, "one")
				mustNot(t, w.Close())
				mustNot(t, b.openError(Options{Root: KeyFile(p)}))
				break
			}
			if opened == 0 {
				t.Errorf("%s: no root key opens the store", what)
			}
			if alive {
				mustNot(t, err)
				if len(steps) < 4 {
					t.Errorf("there were only the steps %q", steps)
				}
				break
			}
		}
	}
}

func TestStorageFailsWhileChangingTheRoot(t *testing.T) {
	for k := 0; ; k++ {
		b := newBench(t)
		v := b.open()
		create(t, v, Name{0, 1}, "one", "")
		count := 0
		b.fail(func(string) error {
			if count++; count == k+1 {
				return errInjected
			}
			return nil
		})
		err := v.RotateRoot(t.Context(), KeyFile(b.path))
		b.fail(nil)
		if err == nil {
			if count > k {
				t.Errorf("step %d failed, and nobody said so", k)
			}
			if k < 4 {
				t.Errorf("there were %d steps", k)
			}
			return
		}
		wantStatus(t, fmt.Sprint("step ", k), err, psa.ErrStorageFailure, "the disk is on fire")
		if files := b.files(); len(files) != 1 || files[0] != "root.key" {
			t.Errorf("after the failure of step %d there are %q", k, files)
		}
		mustRead(t, v, Name{0, 1}, "one")
		mustRead(t, b.open(), Name{0, 1}, "one")
		mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
		mustRead(t, b.open(), Name{0, 1}, "one")
	}
}

// liar commits and reports a failure all the same, as a disk may that dies after the last write.
type liar struct {
	storage.Store
	lie bool
	// blind makes reading fail from the lie on.
	blind bool
}

func (l *liar) Update(ctx context.Context, f func(storage.Tx) error) error {
	if err := l.Store.Update(ctx, f); err != nil || !l.lie {
		return err
	}
	return errInjected
}

func (l *liar) View(ctx context.Context, f func(storage.Reader) error) error {
	if l.lie && l.blind {
		return errInjected
	}
	return l.Store.View(ctx, f)
}

// Whatever a storage says after a change of root key, no key file is removed that the header may name.
func TestRootKeySurvivesALyingStorage(t *testing.T) {
	for _, blind := range []bool{false, true} {
		b := newBench(t)
		l := &liar{Store: b.storage()}
		v, err := Open(t.Context(), l, b.options())
		mustNot(t, err)
		create(t, v, Name{0, 1}, "one", "")
		root := KeyFile(b.path).(*keyFile)
		root.step = func(step string) {
			if step == "remove the draft" {
				l.lie, l.blind = true, blind
			}
		}
		err = v.RotateRoot(t.Context(), root)
		if blind {
			wantStatus(t, "RotateRoot", err, psa.ErrStorageFailure)
			if files := b.files(); len(files) != 2 {
				t.Errorf("with the outcome unknown there are %q", files)
			}
		} else if err != nil {
			t.Errorf("RotateRoot: %v", err)
		}
		l.lie = false
		mustRead(t, v, Name{0, 1}, "one")
		mustRead(t, b.open(), Name{0, 1}, "one")
		mustNot(t, v.Close())
	}
}

// Between the header and its key file another process changes the root key, and the file is gone, or overwritten, when it is read.
func TestRootChangesBetweenHeaderAndFile(t *testing.T) {
	for what, meanwhile := range map[string]func(t *testing.T, b *bench, w *Vault){
		"gone": func(t *testing.T, b *bench, w *Vault) { mustNot(t, w.RotateRoot(t.Context(), KeyFile(b.path))) },
		"overwritten": func(t *testing.T, b *bench, w *Vault) {
			mustNot(t, w.RotateRoot(t.Context(), KeyFile(b.path)))
			mustNot(t, os.WriteFile(b.path, make([]byte, keyFileLen), 0o600))
		},
	} {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			w := b.open()
			create(t, w, Name{0, 1}, "one", "")
			v := b.open()
			mustNot(t, w.RotateMaster(t.Context()))
			raw, err := v.readHeader(t.Context())
			mustNot(t, err)
			// v has read the header; its own ring is of the one before.
			meanwhile(t, b, w)
			use := v.root.begin()
			defer use.end()
			r, err := v.openLatest(t.Context(), raw, nil, use)
			if err != nil {
				t.Fatal(err)
			}
			r.release()
			mustRead(t, v, Name{0, 1}, "one")
			mustRead(t, b.open(), Name{0, 1}, "one")
		})
	}
}
