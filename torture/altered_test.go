package torture

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// The files that last. What else is in the folder is made anew when it is missing.
const databaseFile = "keys.db"

// exhibit is a closed store, whose files are altered in copies.
type exhibit struct {
	files map[string][]byte
	keys  map[place]*held
	gone  []place // destroyed
	// older are the bytes of the database as they were before.
	older []byte
}

// place is whose key it is, and its identifier.
type place struct {
	owner psa.Owner
	id    psa.KeyID
}

// memoryDir is a folder in memory where there is one: what is tested here is no durability.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "psa-torture-")
	if err != nil {
		return private(t)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// exhibited makes a store with so many keys of two owners: some were destroyed, and the master key was rotated in between.
func exhibited(t *testing.T, n int) *exhibit {
	t.Helper()
	dir := filepath.Join(memoryDir(t), "store")
	e := &exhibit{files: map[string][]byte{}, keys: map[place]*held{}}
	var st *keystore.Store
	add := func(p place, tag uint64) {
		a, b := attributes(p.id, tag, fullUsage)
		_, err := st.As(p.owner).Import(bg, a, b)
		must(t, err)
		e.keys[p] = &held{tag, fullUsage}
	}
	remove := func(p place) {
		must(t, st.As(p.owner).Key(p.id).Destroy(bg))
		delete(e.keys, p)
		e.gone = append(e.gone, p)
	}
	with := func(f func()) {
		t.Helper()
		var err error
		st, err = keystore.OpenDir(bg, dir, keystore.Config{})
		must(t, err)
		f()
		must(t, st.Close())
	}
	at := func(i int) place { return place{psa.Owner(-5 * (i % 2)), psa.KeyID(1000 + i)} }
	with(func() {
		for i := range n {
			add(at(i), uint64(4*i+i%4)%2000*2+1) // small material
		}
		remove(at(0))
		must(t, st.RotateMaster(bg))
	})
	var err error
	e.older, err = os.ReadFile(filepath.Join(dir, databaseFile))
	must(t, err)
	with(func() {
		remove(at(1))
		add(at(1), 3) // another key of the same name
		e.gone = e.gone[:1]
		add(at(n), 5)
		if n > 100 {
			for i := 200; i < 260; i++ {
				remove(at(i))
			}
		}
	})
	for _, name := range []string{databaseFile, rootFile} {
		e.files[name], err = os.ReadFile(filepath.Join(dir, name))
		must(t, err)
	}
	return e
}

// Outcomes of an alteration.
const (
	unharmed = iota // all is as it was, and nothing is told
	told            // all is as it was, or told of
	refused         // the store does not open, or can't be checked
	outcomes
)

// trial is a folder in which altered copies are tried, one after the other.
type trial struct {
	*exhibit
	dir string
	r   *rand.Rand
}

// try looks at a store one of whose files is altered, and says what is wrong with what it answers.
func (x *trial) try(name string, altered []byte) (outcome int, err error) {
	if err := x.lay(name, altered); err != nil {
		return 0, err
	}
	st, err := keystore.OpenDir(bg, x.dir, keystore.Config{MustExist: true})
	if err != nil {
		return refused, clearly(err)
	}
	defer func() {
		if closeErr := st.Close(); err == nil && closeErr != nil && outcome == unharmed {
			err = fmt.Errorf("closing the store: %w", closeErr)
		}
	}()
	outcome, readable, err := x.look(st)
	if err != nil || outcome == refused || x.r.IntN(4) != 0 {
		return outcome, err
	}
	return outcome, x.goOn(st, readable)
}

// lay puts the files into the folder.
func (x *trial) lay(name string, altered []byte) error {
	for _, gone := range []string{databaseFile + "-wal", databaseFile + "-shm"} {
		if err := os.Remove(filepath.Join(x.dir, gone)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for file, b := range x.files {
		if file == name {
			b = altered
		}
		if err := os.WriteFile(filepath.Join(x.dir, file), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// clearly checks that a refusal has a status that says what is wrong, and words.
func clearly(err error) error {
	switch psa.StatusOf(err) {
	case psa.ErrCorruptionDetected, psa.ErrDataCorrupt, psa.ErrDataInvalid, psa.ErrNotPermitted, psa.ErrStorageFailure:
		return nil
	}
	return fmt.Errorf("refused with %w", err)
}

// report is what Verify has told.
type report struct {
	keys map[place]bool
	// whole tells of something that concerns more than single keys.
	whole, storage bool
	any            bool
	text           []string
}

func verify(st *keystore.Store) (r report, err error) {
	r.keys = map[place]bool{}
	err = st.Verify(bg, func(f keystore.Finding) {
		r.any = true
		r.text = append(r.text, fmt.Sprintf("%+v", f))
		switch f.Part {
		case "key":
			r.keys[place{f.Owner, f.ID}] = true
		case "storage":
			r.storage, r.whole = true, true
		case "header", "roll":
			r.whole = true
		}
	})
	return r, err
}

// look holds all answers against what is known. readable are the keys that are as they were.
func (x *trial) look(st *keystore.Store) (outcome int, readable map[place]bool, err error) {
	found, err := verify(st)
	if err != nil {
		return refused, nil, clearly(err)
	}
	if found.any {
		outcome = told
	}
	readable = map[place]bool{}
	for p, k := range x.keys {
		switch reason, err := x.is(st, p, k); {
		case err != nil:
			if err := clearly(err); err != nil {
				return outcome, nil, fmt.Errorf("key %v: %w; told is %q", p, err, found.text)
			}
			if label := labelOf(p.id); label != "" {
				if by, err := st.As(p.owner).ByLabel(bg, label); err == nil && by.ID() != p.id && !found.whole {
					return outcome, nil, fmt.Errorf("the label of key %v, which can't be read, leads to %v", p, by.ID())
				}
			}
			if !found.keys[p] && !found.whole {
				return outcome, nil, fmt.Errorf("key %v can't be read (%w), and Verify doesn't tell of it: %q", p, err, found.text)
			}
		case reason != "":
			return outcome, nil, fmt.Errorf("key %v: %s", p, reason)
		case found.keys[p] && !found.storage: // a damaged page may answer one question and not the next
			return outcome, nil, fmt.Errorf("key %v can be read, and Verify tells of it: %q", p, found.text)
		default:
			readable[p] = true
		}
	}
	for _, p := range x.gone {
		if a, err := st.As(p.owner).Key(p.id).Attributes(bg); err == nil {
			return outcome, nil, fmt.Errorf("key %v is back from its destruction: %+v", p, a)
		}
	}
	for p := range found.keys {
		if x.keys[p] == nil && !found.whole {
			// Damage to a name makes a key of another one: told of, and of no use.
			if a, err := st.As(p.owner).Key(p.id).Attributes(bg); err == nil {
				return outcome, nil, fmt.Errorf("key %v never was: %+v", p, a)
			}
		}
	}
	for _, owner := range []psa.Owner{0, -5} {
		for e, err := range st.As(owner).List(bg, keystore.Filter{}) {
			if err != nil {
				if err := clearly(err); err != nil || !found.any {
					return outcome, nil, fmt.Errorf("the list ends with %w; told is %q", err, found.text)
				}
				break
			}
			// Where the storage is damaged, a record may be met in a scan and not be found by its name.
			if p := (place{owner, e.ID}); e.Err == nil && !readable[p] && !found.storage {
				return outcome, nil, fmt.Errorf("key %v is listed as if all were well", p)
			}
		}
	}
	return outcome, readable, nil
}

// is tells why a key isn't what it was, or the error of who wants to read it.
func (x *trial) is(st *keystore.Store, p place, k *held) (reason string, err error) {
	key := st.As(p.owner).Key(p.id)
	a, b := attributes(p.id, k.tag, k.usage)
	got, err := key.Attributes(bg)
	if err != nil {
		return "", err
	}
	if got.ID != p.id || got.Type != a.Type || got.Bits != a.Bits || got.Label != a.Label || got.Policy != a.Policy || got.Lifetime != a.Lifetime {
		return fmt.Sprintf("its attributes are %+v, want %+v", got, a), nil
	}
	material, err := key.Export(bg, nil)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(material, b) {
		return "it has other bytes", nil
	}
	if label := labelOf(p.id); label != "" {
		if by, err := st.As(p.owner).ByLabel(bg, label); err == nil && by.ID() != p.id {
			return fmt.Sprintf("its label leads to %v", by.ID()), nil
		} else if err != nil && psa.StatusOf(err) != psa.ErrDoesNotExist {
			return "", clearly(err)
		}
	}
	return "", nil
}

// goOn uses a damaged store as if nothing had happened: what can't be read is destroyed, and new keys are made. That harms no other key, unless Verify says that the
// storage itself is damaged.
func (x *trial) goOn(st *keystore.Store, readable map[place]bool) error {
	before, err := verify(st)
	if err != nil {
		return clearly(err)
	}
	if before.storage {
		return nil
	}
	for p := range x.keys {
		if readable[p] {
			continue
		}
		if err := st.As(p.owner).Key(p.id).Destroy(bg); err != nil && psa.StatusOf(err) != psa.ErrInvalidHandle {
			return fmt.Errorf("destroying key %v, which can't be read: %w; told is %q", p, err, before.text)
		}
	}
	for id := psa.KeyID(1); id <= 3; id++ {
		a, b := attributes(id, 7, fullUsage)
		a.Label = ""
		// A bit of the database's head makes it read-only, of which reading shows nothing.
		if _, err := st.Import(bg, a, b); err != nil && clearly(err) != nil {
			return fmt.Errorf("making a key: %w; told is %q", err, before.text)
		}
	}
	if before.whole {
		if err := st.Repair(bg); err != nil && clearly(err) != nil {
			return fmt.Errorf("repairing: %w", err)
		}
	}
	for p := range readable {
		if reason, err := x.is(st, p, x.keys[p]); reason != "" || err != nil {
			return fmt.Errorf("key %v could be read, and no more after others were destroyed and made: %s %w; told was %q", p, reason, err, before.text)
		}
	}
	return nil
}

// alteration is one, with the words for it.
type alteration struct {
	what, file string
	make       func(b []byte) []byte
}

// tryAll tries alterations on all processors.
func (e *exhibit) tryAll(t *testing.T, seed uint64, all func(yield func(alteration) bool)) {
	t.Helper()
	var counts [outcomes]atomic.Int64
	var failed atomic.Int64
	work := make(chan alteration)
	var workers sync.WaitGroup
	for i := range runtime.GOMAXPROCS(0) {
		dir := filepath.Join(memoryDir(t), "store")
		must(t, os.Mkdir(dir, 0o700))
		x := &trial{exhibit: e, dir: dir, r: rand.New(rand.NewPCG(seed, uint64(i)))}
		workers.Go(func() {
			for a := range work {
				outcome, err := x.try(a.file, a.make(bytes.Clone(e.files[a.file])))
				if err != nil {
					if failed.Add(1) <= 10 {
						t.Errorf("%s, %s: %v", a.file, a.what, err)
					}
					continue
				}
				counts[outcome].Add(1)
			}
		})
	}
	for a := range all {
		if failed.Load() > 10 {
			break
		}
		work <- a
	}
	close(work)
	workers.Wait()
	t.Logf("no effect %d, told %d, refused %d, wrong %d", counts[unharmed].Load(), counts[told].Load(), counts[refused].Load(), failed.Load())
	if counts[told].Load() == 0 {
		t.Error("nothing was told of: the test tests nothing")
	}
}

func flip(file string, bit int) alteration {
	return alteration{fmt.Sprintf("bit %d of byte %d flipped", bit%8, bit/8), file, func(b []byte) []byte { b[bit/8] ^= 1 << (bit % 8); return b }}
}

// Every bit of a small store is flipped in turn: never other bytes of a key, never another policy, never a panic, and every loss is told of.
func TestAlteredEveryBit(t *testing.T) {
	e := exhibited(t, 6)
	r, seed := seeded(t)
	t.Logf("the database has %d bytes", len(e.files[databaseFile]))
	e.tryAll(t, seed, func(yield func(alteration) bool) {
		// Of each stretch of bytes a random bit, but in the long form every one.
		stretch := form(101, 23, 0)
		for _, file := range slices.Sorted(maps.Keys(e.files)) {
			b := e.files[file]
			if stretch == 0 || file == rootFile {
				for bit := range 8 * len(b) {
					if !yield(flip(file, bit)) {
						return
					}
				}
				continue
			}
			for at := 0; at < len(b); at += stretch {
				if !yield(flip(file, 8*min(at+r.IntN(stretch), len(b)-1)+r.IntN(8))) {
					return
				}
			}
		}
	})
}

// A larger store, whose database has inner pages and whose roll has nodes.
func TestAlteredAtRandom(t *testing.T) {
	e := exhibited(t, 600)
	r, seed := seeded(t)
	size := len(e.files[databaseFile])
	t.Logf("the database has %d bytes", size)
	flips, blocks := form(20, 120, 10_000), form(10, 60, 2000)
	e.tryAll(t, seed, func(yield func(alteration) bool) {
		for range flips {
			if !yield(flip(databaseFile, r.IntN(8*size))) {
				return
			}
		}
		for range blocks {
			if !yield(e.block(r, size)) {
				return
			}
		}
	})
}

// block is an alteration of more than a bit.
func (e *exhibit) block(r *rand.Rand, size int) alteration {
	unit := []int{512, 4096, 4096}[r.IntN(3)]
	from, to := r.IntN(size/unit)*unit, r.IntN(size/unit)*unit
	what := func(format string, args ...any) string { return fmt.Sprintf(format, args...) }
	switch r.IntN(6) {
	case 0:
		n := r.IntN(size)
		return alteration{what("cut to %d bytes", n), databaseFile, func(b []byte) []byte { return b[:n] }}
	case 1:
		return alteration{what("%d zeros at %d", unit, from), databaseFile, func(b []byte) []byte { clear(b[from : from+unit]); return b }}
	case 2:
		return alteration{what("%d bytes of %d and %d swapped", unit, from, to), databaseFile, func(b []byte) []byte {
			kept := bytes.Clone(b[from : from+unit])
			copy(b[from:from+unit], b[to:to+unit])
			copy(b[to:], kept)
			return b
		}}
	case 3:
		return alteration{what("%d bytes of %d put over %d", unit, from, to), databaseFile, func(b []byte) []byte { copy(b[to:to+unit], b[from:from+unit]); return b }}
	case 4:
		from %= max(unit, len(e.older)/unit*unit)
		return alteration{what("%d bytes at %d as they were before", unit, from), databaseFile, func(b []byte) []byte {
			copy(b[from:], e.older[from:min(from+unit, len(e.older))])
			return b
		}}
	}
	seed := r.Uint64()
	return alteration{what("%d random bytes at %d", unit, from), databaseFile, func(b []byte) []byte {
		for i := range unit {
			sum := sha256.Sum256(fmt.Append(nil, seed, i))
			b[from+i] = sum[0]
		}
		return b
	}}
}

// The whole database as it was before, which is authentic in all its parts: noticed with a counter, and else, as the documentation says, not.
func TestAlteredToAnOlderStore(t *testing.T) {
	dir := filepath.Join(private(t), "store")
	c := keystore.Config{Counter: keystore.CounterFile(filepath.Join(private(t), "counter"))}
	var older []byte
	for id := psa.KeyID(1); id <= 3; id++ {
		st, err := keystore.OpenDir(bg, dir, c)
		must(t, err)
		a, b := attributes(id, uint64(id), fullUsage)
		_, err = st.Import(bg, a, b)
		must(t, err)
		must(t, st.Close())
		if id == 2 {
			older, err = os.ReadFile(filepath.Join(dir, databaseFile))
			must(t, err)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, databaseFile), older, 0o600))
	_, err := keystore.OpenDir(bg, dir, c)
	if psa.StatusOf(err) != psa.ErrCorruptionDetected || !strings.Contains(err.Error(), "older copy") {
		t.Errorf("an older store opens with its counter: %v", err)
	}
	st, err := keystore.OpenDir(bg, dir, keystore.Config{})
	must(t, err)
	must(t, st.Close())
}
