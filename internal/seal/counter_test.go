package seal

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
)

// counted gives the bench a counter in a file.
func (b *bench) counted(path string) Options {
	o := b.options()
	o.Counter = CounterFile(path)
	return o
}

func (b *bench) openWith(o Options) *Vault {
	b.t.Helper()
	v, err := Open(b.t.Context(), b.storage(), o)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = v.Close() })
	return v
}

// Whatever was the last change, a copy of the store from before it is refused by who opens it with the counter, and only by that one.
func TestOlderCopyIsNoticed(t *testing.T) {
	for what, change := range map[string]func(t *testing.T, v *Vault) error{
		"create":       func(t *testing.T, v *Vault) error { create(t, v, Name{0, 2}, "two", "label"); return nil },
		"destroy":      func(_ *testing.T, v *Vault) error { return destroy(v, Name{0, 1}) },
		"RotateMaster": func(t *testing.T, v *Vault) error { return v.RotateMaster(t.Context()) },
		"RotateRoot": func(t *testing.T, v *Vault) error {
			return v.RotateRoot(t.Context(), KeyFile(v.root.(*keyFile).path+"2"))
		},
		"Repair": func(t *testing.T, v *Vault) error { return v.Repair(t.Context()) },
		"destroy, two in one": func(_ *testing.T, v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				return errors.Join(tx.Destroy(Name{0, 1}), tx.Destroy(Name{0, 3}))
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			o := b.counted(filepath.Join(t.TempDir(), "counter"))
			v := b.openWith(o)
			create(t, v, Name{0, 1}, "one", "")
			create(t, v, Name{0, 3}, "three", "")
			before := b.snapshot()
			key, err := os.ReadFile(b.path)
			if err != nil {
				t.Fatal(err)
			}
			mustNot(t, change(t, v))
			mustNot(t, v.Close())
			now := b.snapshot()
			b.putBack(before)
			mustNot(t, os.WriteFile(b.path, key, 0o600))
			wantStatus(t, "Open", b.openError(o), psa.ErrCorruptionDetected, "older copy")
			mustNot(t, b.openError(b.options()))
			b.putBack(now)
			if what == "RotateRoot" {
				o.Root = KeyFile(b.path + "2")
			}
			wantSound(t, b.openWith(o))
		})
	}
}

// A process that dies between the commit and the counter leaves a store that is ahead of it.
func TestStoreAheadOfItsCounter(t *testing.T) {
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "counter")
	o := b.counted(path)
	v := b.openWith(o)
	create(t, v, Name{0, 1}, "one", "")
	file, err := os.ReadFile(path)
	mustNot(t, err)
	create(t, v, Name{0, 2}, "two", "")
	mustNot(t, os.WriteFile(path, file, 0o600))
	before := b.snapshot()
	w := b.openWith(o)
	mustRead(t, w, Name{0, 2}, "two")
	create(t, w, Name{0, 3}, "three", "")
	b.putBack(before)
	wantStatus(t, "Open", b.openError(o), psa.ErrCorruptionDetected, "older copy")
}

// A store from before there was a roll is counted from its first change on.
func TestCounterOfAnEarlierStore(t *testing.T) {
	g := readGolden(t, "testdata/v1-keyfile.txt")
	b := newBench(t)
	for i := range g.names {
		b.put(g.names[i], g.values[i])
	}
	mustNot(t, os.WriteFile(b.path, g.keyFile, 0o600))
	o := b.counted(filepath.Join(t.TempDir(), "counter"))
	v := b.openWith(o)
	mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
	before := b.snapshot()
	create(t, v, Name{0, 1}, "new", "")
	b.putBack(before)
	wantStatus(t, "Open", b.openError(o), psa.ErrCorruptionDetected, "older copy")
}

// The counter can't be raised: who asked for the change learns that it was made, and not counted.
func TestCounterFails(t *testing.T) {
	b := newBench(t)
	o := b.options()
	c := &failing{}
	o.Counter = c
	v := b.openWith(o)
	c.err = errInjected
	err := v.Update(t.Context(), func(tx *Tx) error { _, err := tx.Create(Name{0, 1}, []byte("one"), ""); return err })
	wantStatus(t, "Update", err, psa.ErrGenericError, "has been made", "counted", "on fire")
	mustRead(t, v, Name{0, 1}, "one")
	wantStatus(t, "RotateMaster", v.RotateMaster(t.Context()), psa.ErrGenericError, "has been made")
	wantStatus(t, "RotateRoot", v.RotateRoot(t.Context(), KeyFile(b.path)), psa.ErrGenericError, "has been made")
	c.err = nil
	create(t, v, Name{0, 2}, "two", "")
	if c.n != v.seen.Load() || c.n == 0 {
		t.Errorf("%d counted of %d", c.n, v.seen.Load())
	}
	c.err = errInjected
	wantStatus(t, "Open", b.openError(o), psa.ErrGenericError, "on fire")
}

type failing struct {
	n   uint64
	err error
}

func (c *failing) Read(context.Context, [16]byte) (uint64, error) { return c.n, c.err }
func (c *failing) Raise(_ context.Context, _ [16]byte, n uint64) error {
	if c.err == nil {
		c.n = max(c.n, n)
	}
	return c.err
}

func TestCounterFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "counter")
	c, id := CounterFile(path), [16]byte{1}
	read := func(want uint64) {
		t.Helper()
		if n, err := c.Read(t.Context(), id); n != want || err != nil {
			t.Fatalf("the counter is at %d, %v; want %d", n, err, want)
		}
	}
	raise := func(n uint64) {
		t.Helper()
		mustNot(t, c.Raise(t.Context(), id, n))
	}
	read(0)
	for _, n := range []uint64{1, 2, 5, 1 << 40} {
		raise(n)
		read(n)
		raise(n - 1)
		read(n)
	}

	// Every bit of the sectors that have both numbers: the other one is there, or it is told.
	file, err := os.ReadFile(path)
	mustNot(t, err)
	if len(file) != counterLen {
		t.Fatalf("%d bytes", len(file))
	}
	for i := range len(file) * 8 {
		bad := bytes.Clone(file)
		bad[i/8] ^= 1 << (i % 8)
		mustNot(t, os.WriteFile(path, bad, 0o600))
		n, err := c.Read(t.Context(), id)
		if err != nil || n != 5 && n != 1<<40 {
			t.Fatalf("bit %d: %d, %v", i, n, err)
		}
	}
	for n := range counterLen - 1 {
		mustNot(t, os.WriteFile(path, file[:n], 0o600))
		switch got, err := c.Read(t.Context(), id); {
		case n == 0 && (got != 0 || err != nil),
			n > 0 && err == nil && got != 5 && got != 1<<40:
			t.Fatalf("%d bytes: %d, %v", n, got, err)
		}
	}
	mustNot(t, os.WriteFile(path, bytes.Repeat([]byte{7}, counterLen), 0o600))
	_, err = c.Read(t.Context(), id)
	wantStatus(t, "Read", err, psa.ErrCorruptionDetected, "damaged", path)
	wantStatus(t, "Raise", c.Raise(t.Context(), id, 9), psa.ErrCorruptionDetected, "damaged")

	mustNot(t, os.WriteFile(path, file, 0o600))
	other := [16]byte{2}
	_, err = c.Read(t.Context(), other)
	wantStatus(t, "Read", err, psa.ErrCorruptionDetected, "another store")
	wantStatus(t, "Raise", c.Raise(t.Context(), other, 9), psa.ErrCorruptionDetected, "another store")

	if runtime.GOOS != "windows" {
		mustNot(t, os.Chmod(path, 0o620))
		_, err = c.Read(t.Context(), id)
		wantStatus(t, "Read", err, psa.ErrNotPermitted, "0600")
	}
	gone := CounterFile(filepath.Join(t.TempDir(), "no", "folder"))
	wantStatus(t, "Raise", gone.Raise(t.Context(), id, 1), psa.ErrStorageFailure, "folder")
}

// Many raise at once, by files of their own, as processes do.
func TestCounterFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "counter")
	var all sync.WaitGroup
	for g := range uint64(4) {
		all.Go(func() {
			c := CounterFile(path)
			for i := range uint64(50) {
				n := 4*i + g + 1
				if err := c.Raise(t.Context(), [16]byte{}, n); err != nil {
					t.Error(err)
				}
				if got, err := c.Read(t.Context(), [16]byte{}); err != nil || got < n {
					t.Errorf("the counter is at %d, %v after %d", got, err, n)
				}
			}
		})
	}
	all.Wait()
	if n, err := CounterFile(path).Read(t.Context(), [16]byte{}); n != 200 || err != nil {
		t.Errorf("the counter is at %d, %v", n, err)
	}
}

func FuzzCounterFile(f *testing.F) {
	f.Add(bytes.Repeat(slot{n: 5}.encode(), 2))
	f.Add(slot{store: storeID{1}, n: 1 << 63}.encode())
	f.Add([]byte(counterMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "counter")
		mustNot(t, os.WriteFile(path, b, 0o600))
		n, err := CounterFile(path).Read(t.Context(), [16]byte{})
		if err == nil && n != 0 && !strings.Contains(string(b), counterMagic) {
			t.Errorf("%d out of nothing", n)
		}
	})
}
