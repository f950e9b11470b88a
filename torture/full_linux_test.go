package torture

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// smallDisk mounts a file system in memory of so many bytes.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := private(t)
	if err := unix.Mount("psa", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", size)); err != nil {
		t.Skipf("a small file system can't be mounted here (%v): this takes root", err)
	}
	t.Cleanup(func() {
		// What a store has mapped stays so until the garbage collector has been there.
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Errorf("the small file system stays mounted: %v", err)
		}
	})
	return dir
}

// filler uses a store by one or more openings of it, as so many processes would.
type filler struct {
	t      *testing.T
	r      *rand.Rand
	dir    string
	stores []*keystore.Store
	keys   map[psa.KeyID]uint64
	next   psa.KeyID
}

func (f *filler) open(n int) {
	f.t.Helper()
	for range n {
		st, err := keystore.OpenDir(bg, f.dir, keystore.Config{})
		must(f.t, err)
		f.stores = append(f.stores, st)
	}
}

func (f *filler) close() {
	f.t.Helper()
	for _, st := range f.stores {
		must(f.t, st.Close())
	}
	f.stores = nil
}

func (f *filler) any() *keystore.Store { return f.stores[f.r.IntN(len(f.stores))] }

// fill makes keys until there is no room for another, and returns how many.
func (f *filler) fill() (made int) {
	f.t.Helper()
	for {
		f.next++
		tag := uint64(2 + 4*f.r.IntN(5000)) // raw data of up to 5,000 bytes
		a, b := attributes(f.next, tag, fullUsage)
		switch _, err := f.any().Import(bg, a, b); {
		case errors.Is(err, psa.ErrInsufficientStorage):
			if _, err := f.any().Key(f.next).Attributes(bg); psa.StatusOf(err) != psa.ErrInvalidHandle {
				f.t.Fatalf("of a key for which there was no room something is left: %v", err)
			}
			return made
		case err != nil:
			f.t.Fatalf("after %d keys: %v", made, err)
		}
		f.keys[f.next] = tag
		made++
	}
}

// destroy destroys some keys, which must succeed however full it is.
func (f *filler) destroy(n int) {
	f.t.Helper()
	for _, id := range slices.Sorted(maps.Keys(f.keys)) {
		if n--; n < 0 {
			return
		}
		if err := f.any().Key(id).Destroy(bg); err != nil {
			f.t.Fatalf("destroying on a full disk: %v", err)
		}
		delete(f.keys, id)
	}
}

// check looks at every key, and at the whole.
func (f *filler) check() {
	f.t.Helper()
	st := f.any()
	for id, tag := range f.keys {
		if reason := is(bg, st, id, &held{tag, fullUsage}); reason != "" {
			f.t.Fatalf("key %d: %s", uint32(id), reason)
		}
		must(f.t, st.Key(id).Purge(bg))
	}
	must(f.t, st.Verify(bg, func(found keystore.Finding) { f.t.Errorf("%+v", found) }))
	n := 0
	for _, err := range st.List(bg, keystore.Filter{}) {
		must(f.t, err)
		n++
	}
	if n != len(f.keys) {
		f.t.Fatalf("%d keys are listed, and there are %d", n, len(f.keys))
	}
}

// The disk fills up: creation says so and leaves nothing, all else goes on, and so does creation once there is room; again and again, and over closing and opening.
func TestFull(t *testing.T) {
	for _, openings := range []int{1, 2} {
		t.Run(fmt.Sprint(openings), func(t *testing.T) {
			r, _ := seeded(t)
			f := &filler{t: t, r: r, dir: filepath.Join(smallDisk(t, 3<<20), "store"), keys: map[psa.KeyID]uint64{}}
			f.open(openings)
			if n := f.fill(); n < 50 {
				t.Fatalf("only %d keys have room", n)
			}
			for round := range form(1, 3, 40) {
				f.check()
				f.destroy(1)
				f.close()
				f.open(openings)
				f.check()
				f.destroy(1 + len(f.keys)/(2+round%3))
				f.check()
				if n := f.fill(); n == 0 {
					t.Fatal("there is no room for any key although many were destroyed")
				}
			}
			f.destroy(len(f.keys))
			f.check()
			f.fill()
			f.check()
			f.close()
		})
	}
}
