package mirror_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
	"github.com/psacrypto/psa/storage/mirror"
	"github.com/psacrypto/psa/storage/sqlite"
	"github.com/psacrypto/psa/storage/storagetest"
)

var bg = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// heard gathers events.
type heard struct {
	mu   sync.Mutex
	list []mirror.Event
}

func (h *heard) tell(e mirror.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, e)
}

func (h *heard) has(k mirror.Kind, w mirror.Which) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.list, func(e mirror.Event) bool { return e.Kind == k && e.Which == w })
}

func lite(t testing.TB, dir string) storage.Store {
	t.Helper()
	s, err := sqlite.Open(bg, dir)
	must(t, err)
	return s
}

func pair(t testing.TB, first, second storage.Store, h *heard) *mirror.Store {
	t.Helper()
	if h == nil {
		h = &heard{}
	}
	s, err := mirror.Open(bg, first, second, h.tell)
	must(t, err)
	return s
}

func put(s storage.Store, name, data string) error {
	return s.Update(bg, func(tx storage.Tx) error { return tx.Put([]byte(name), []byte(data)) })
}

func remove(s storage.Store, name string) error {
	return s.Update(bg, func(tx storage.Tx) error { return tx.Delete([]byte(name)) })
}

// all is what a store holds, but for the record of a mirror.
func all(t testing.TB, s storage.Store) map[string]string {
	t.Helper()
	m := map[string]string{}
	must(t, s.View(bg, func(r storage.Reader) error {
		for rec, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			if !mirror.Reserved(rec.Name) {
				m[string(rec.Name)] = string(rec.Data)
			}
		}
		return nil
	}))
	return m
}

func same(t testing.TB, what string, got, want map[string]string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

// shared is a store whose Close does nothing, so that it may be given to several.
type shared struct{ storage.Store }

func (shared) Close() error { return nil }

func TestContractMem(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) (storage.Store, func() storage.Store) {
		return pair(t, mem.New(), mem.New(), nil), nil
	}, storagetest.Restore(func(t *testing.T, r io.Reader) storage.Store {
		s, err := mem.Restore(bg, r)
		must(t, err)
		return s
	}))
}

func TestContractSQLite(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) (storage.Store, func() storage.Store) {
		dir := t.TempDir()
		again := func() storage.Store {
			return pair(t, lite(t, filepath.Join(dir, "first")), lite(t, filepath.Join(dir, "second")), nil)
		}
		return again(), again
	}, storagetest.Restore(func(t *testing.T, r io.Reader) storage.Store {
		dir := filepath.Join(t.TempDir(), "copy")
		must(t, sqlite.Restore(bg, dir, r))
		return lite(t, dir)
	}))
}

// What a store alone does is counted, and is not seen otherwise.
func TestContractAlone(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) (storage.Store, func() storage.Store) {
		first := mem.New()
		pair(t, shared{first}, mem.New(), nil)
		return mirror.Alone(first), nil
	}, storagetest.Restore(func(t *testing.T, r io.Reader) storage.Store {
		s, err := mem.Restore(bg, r)
		must(t, err)
		return s
	}))
}

var errFault = errors.New("fault")

// script is one round of changes of every kind; it returns what a store has if all of it succeeds.
func script(i int) (f func(tx storage.Tx) error, after func(m map[string]string)) {
	name := fmt.Sprint("key ", i)
	return func(tx storage.Tx) error {
			if err := tx.Create([]byte(name), []byte("made")); err != nil {
				return err
			}
			if err := tx.Put([]byte("put"), fmt.Append(nil, "put ", i)); err != nil {
				return err
			}
			if err := tx.Renew([]byte("renewed"), fmt.Append(nil, "renewed ", i)); err != nil {
				return err
			}
			if err := tx.Delete(fmt.Append(nil, "key ", i-1)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}, func(m map[string]string) {
			m[name] = "made"
			m["put"], m["renewed"] = fmt.Sprint("put ", i), fmt.Sprint("renewed ", i)
			delete(m, fmt.Sprint("key ", i-1))
		}
}

// Every operation of either store fails in turn, once: an error means that nothing was changed, success that both have it, and nothing is left in between.
func TestFaultAtEachPlace(t *testing.T) {
	for _, faulty := range []mirror.Which{mirror.First, mirror.Second} {
		for at := 1; ; at++ {
			first, second := mem.New(), mem.New()
			pair(t, first, second, nil)
			want := map[string]string{}
			on, hit := false, ""
			n := 0
			hook := func(w mirror.Which) func(string, int) error {
				return func(op string, _ int) error {
					if !on || w != faulty {
						return nil
					}
					if n++; n == at {
						hit = op
						return errFault
					}
					return nil
				}
			}
			s := pair(t, mem.Faulty(shared{first}, hook(mirror.First)), mem.Faulty(shared{second}, hook(mirror.Second)), nil)
			for i := range 3 {
				f, after := script(i)
				on = i == 1
				err := s.Update(bg, f)
				on = false
				if err == nil {
					after(want)
				} else if !errors.Is(err, errFault) {
					t.Fatal(err)
				}
				what := fmt.Sprintf("%v store, operation %d (%s), round %d, %v", faulty, at, hit, i, err)
				same(t, what+": first", all(t, first), want)
				same(t, what+": second", all(t, second), want)
				must(t, s.Check(bg))
				again := pair(t, shared{first}, shared{second}, nil)
				same(t, what, all(t, again), want)
			}
			if hit == "" {
				if at < 8 {
					t.Fatalf("the %v store has only %d operations to fail", faulty, at-1)
				}
				break
			}
		}
	}
}

// dying stands for the process that dies between the two commits: the first store's commit fails, and so does all that it could do afterwards.
func dying(t *testing.T, first, second storage.Store, f func(storage.Tx) error) {
	t.Helper()
	dead := false
	s := pair(t, mem.Faulty(shared{first}, func(op string, _ int) error {
		if op == "commit" && len(all(t, first)) >= 0 {
			dead = true
		}
		if dead {
			return errFault
		}
		return nil
	}), mem.Faulty(shared{second}, func(string, int) error {
		if dead {
			return errFault
		}
		return nil
	}), nil)
	if err := s.Update(bg, f); err == nil {
		t.Fatal("it did not die")
	}
}

// A process dies between the two commits. Who opens the pair next, and who has it open, completes the commit, whatever else happens to the one or the other store.
func TestDeathBetweenTheCommits(t *testing.T) {
	change, after := script(7)
	for _, big := range []bool{false, true} {
		f, after := change, after
		if big {
			f = func(tx storage.Tx) error {
				for i := range 300 {
					if err := tx.Put(fmt.Append(nil, "many ", i), fmt.Append(nil, i)); err != nil {
						return err
					}
				}
				return change(tx)
			}
			small := after
			after = func(m map[string]string) {
				for i := range 300 {
					m[fmt.Sprint("many ", i)] = fmt.Sprint(i)
				}
				small(m)
			}
		}
		begin := func() (first, second *mem.Store, before, later map[string]string) {
			first, second = mem.New(), mem.New()
			s := pair(t, first, second, nil)
			for i := range 3 {
				must(t, put(s, fmt.Sprint("key ", 4+i), "old"))
			}
			return first, second, all(t, s), all(t, s)
		}
		t.Run(fmt.Sprint("opened/", big), func(t *testing.T) {
			first, second, before, want := begin()
			dying(t, first, second, f)
			after(want)
			same(t, "the first store", all(t, first), before)
			same(t, "the second store", all(t, second), want)
			h := &heard{}
			s := pair(t, first, second, h)
			same(t, "the pair", all(t, s), want)
			must(t, s.Check(bg))
			if !h.has(mirror.Completed, mirror.First) {
				t.Fatal("nobody was told")
			}
		})
		t.Run(fmt.Sprint("open/", big), func(t *testing.T) {
			first, second, _, want := begin()
			h := &heard{}
			s := pair(t, first, second, h)
			dying(t, first, second, f)
			// What it reads is what will be there, and its own change comes on top.
			must(t, s.Update(bg, func(tx storage.Tx) error {
				if data, err := tx.Get([]byte("put")); err == nil {
					return tx.Put([]byte("seen"), data)
				}
				return tx.Put([]byte("unseen"), nil)
			}))
			after(want)
			want["seen"] = "put 7"
			same(t, "the pair", all(t, s), want)
			same(t, "the second store", all(t, second), want)
			must(t, s.Check(bg))
			if !h.has(mirror.Completed, mirror.First) {
				t.Fatal("nobody was told")
			}
		})
		t.Run(fmt.Sprint("first used alone/", big), func(t *testing.T) {
			first, second, want, _ := begin()
			dying(t, first, second, f)
			must(t, put(mirror.Alone(first), "alone", ""))
			want["alone"] = ""
			h := &heard{}
			s := pair(t, first, second, h)
			same(t, "the pair", all(t, s), want)
			same(t, "the second store", all(t, second), want)
			if !h.has(mirror.Rebuilt, mirror.Second) {
				t.Fatal("nobody was told")
			}
		})
		t.Run(fmt.Sprint("damaged/", big), func(t *testing.T) {
			// The commit was not acknowledged, so what nobody can be sure of is undone.
			for _, open := range []bool{false, true} {
				first, second, want, _ := begin()
				var s *mirror.Store
				h := &heard{}
				if open {
					s = pair(t, first, second, h)
				}
				dying(t, first, second, f)
				must(t, put(second, "renewed", "wrong"))
				if !open {
					s = pair(t, first, second, h)
				}
				must(t, put(s, "more", ""))
				want["more"] = ""
				same(t, "the pair", all(t, s), want)
				same(t, "the second store", all(t, second), want)
				must(t, s.Check(bg))
				if !h.has(mirror.Rebuilt, mirror.Second) {
					t.Fatal("nobody was told")
				}
			}
		})
		t.Run(fmt.Sprint("first lost/", big), func(t *testing.T) {
			first, second, _, want := begin()
			dying(t, first, second, f)
			after(want)
			h := &heard{}
			s := pair(t, mem.New(), second, h)
			same(t, "the pair", all(t, s), want)
			must(t, s.Check(bg))
			if !h.has(mirror.Rebuilt, mirror.First) {
				t.Fatal("nobody was told")
			}
		})
		t.Run(fmt.Sprint("second lost/", big), func(t *testing.T) {
			first, second, before, _ := begin()
			dying(t, first, second, f)
			h := &heard{}
			second = mem.New()
			s := pair(t, first, second, h)
			same(t, "the pair", all(t, s), before)
			same(t, "the second store", all(t, second), before)
			if !h.has(mirror.Rebuilt, mirror.Second) {
				t.Fatal("nobody was told")
			}
		})
	}
}

// copyOf is a store with all records of another, that of the mirror among them, as a copy of its files would be.
func copyOf(t *testing.T, s storage.Store) *mem.Store {
	t.Helper()
	c := mem.New()
	must(t, s.View(bg, func(r storage.Reader) error {
		return c.Update(bg, func(tx storage.Tx) error {
			for rec, err := range r.Scan(nil, nil) {
				if err != nil {
					return err
				}
				if err := tx.Put(rec.Name, rec.Data); err != nil {
					return err
				}
			}
			return nil
		})
	}))
	return c
}

// One of the two is replaced by what it shouldn't be.
func TestWhatIsFound(t *testing.T) {
	type stores struct{ first, second *mem.Store }
	for _, c := range []struct {
		name  string
		twist func(t *testing.T, s *stores, old stores)
		want  error // of Open
		told  mirror.Kind
		which mirror.Which
	}{
		{"nothing", func(*testing.T, *stores, stores) {}, nil, 0, 0},
		{"first lost", func(_ *testing.T, s *stores, _ stores) { s.first = mem.New() }, nil, mirror.Rebuilt, mirror.First},
		{"second lost", func(_ *testing.T, s *stores, _ stores) { s.second = mem.New() }, nil, mirror.Rebuilt, mirror.Second},
		{"first older", func(_ *testing.T, s *stores, old stores) { s.first = old.first }, nil, mirror.Rebuilt, mirror.First},
		{"second older", func(_ *testing.T, s *stores, old stores) { s.second = old.second }, nil, mirror.Rebuilt, mirror.Second},
		{"first's record of the mirror damaged", func(t *testing.T, s *stores, _ stores) { spoil(t, s.first) }, nil, mirror.Rebuilt, mirror.First},
		{"second's record of the mirror damaged", func(t *testing.T, s *stores, _ stores) { spoil(t, s.second) }, nil, mirror.Rebuilt, mirror.Second},
		{"both records of the mirror damaged", func(t *testing.T, s *stores, _ stores) { spoil(t, s.first); spoil(t, s.second) }, storage.ErrDamaged, 0, 0},
		{"first used alone", func(t *testing.T, s *stores, _ stores) {
			must(t, put(mirror.Alone(s.first), "alone", "1"))
			must(t, put(mirror.Alone(s.first), "alone", "2"))
		}, nil, mirror.Rebuilt, mirror.Second},
		{"second used alone", func(t *testing.T, s *stores, _ stores) { must(t, put(mirror.Alone(s.second), "alone", "2")) }, nil, mirror.Rebuilt, mirror.First},
		{"first used alone and second older", func(t *testing.T, s *stores, old stores) {
			must(t, put(mirror.Alone(s.first), "alone", "2"))
			s.second = old.second
		}, nil, mirror.Rebuilt, mirror.Second},
		{"both used alone", func(t *testing.T, s *stores, _ stores) {
			must(t, put(mirror.Alone(s.first), "alone", "1"))
			must(t, put(mirror.Alone(s.second), "alone", "2"))
		}, mirror.ErrDiverged, 0, 0},
		{"an older first used alone", func(t *testing.T, s *stores, old stores) {
			s.first = old.first
			must(t, put(mirror.Alone(s.first), "alone", "1"))
		}, mirror.ErrDiverged, 0, 0},
		{"swapped", func(_ *testing.T, s *stores, _ stores) { s.first, s.second = s.second, s.first }, mirror.ErrSwapped, 0, 0},
		{"second of another pair", func(t *testing.T, s *stores, _ stores) {
			s.second = mem.New()
			must(t, put(pair(t, mem.New(), s.second, nil), "foreign", ""))
		}, mirror.ErrForeign, 0, 0},
		{"first of another pair", func(t *testing.T, s *stores, _ stores) {
			s.first = mem.New()
			must(t, put(pair(t, s.first, mem.New(), nil), "foreign", ""))
		}, mirror.ErrForeign, 0, 0},
		{"second of no pair", func(t *testing.T, s *stores, _ stores) { s.second = mem.New(); must(t, put(s.second, "foreign", "")) }, mirror.ErrForeign, 0, 0},
		{"first of no pair", func(t *testing.T, s *stores, _ stores) { s.first = mem.New(); must(t, put(s.first, "foreign", "")) }, mirror.ErrForeign, 0, 0},
		{"first lost, second given as first", func(t *testing.T, s *stores, _ stores) { s.first, s.second = s.second, mem.New() }, nil, mirror.Rebuilt, mirror.Second},
		{"second lost, first given as second", func(t *testing.T, s *stores, _ stores) { s.first, s.second = mem.New(), s.first }, nil, mirror.Rebuilt, mirror.First},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := stores{mem.New(), mem.New()}
			s := pair(t, now.first, now.second, nil)
			must(t, put(s, "destroyed", "x"))
			old := stores{copyOf(t, now.first), copyOf(t, now.second)}
			must(t, remove(s, "destroyed"))
			for i := range 5 {
				must(t, put(s, fmt.Sprint("key ", i), "x"))
			}
			want := all(t, s)
			c.twist(t, &now, old)
			if strings.Contains(c.name, "used alone") && c.want == nil {
				want["alone"] = "2"
			}
			before := []map[string]string{all(t, now.first), all(t, now.second)}
			h := &heard{}
			again, err := mirror.Open(bg, now.first, now.second, h.tell)
			if c.want != nil {
				if !errors.Is(err, c.want) {
					t.Fatalf("Open: %v, want %v", err, c.want)
				}
				same(t, "the first store, which must not be touched", all(t, now.first), before[0])
				same(t, "the second store, which must not be touched", all(t, now.second), before[1])
				return
			}
			must(t, err)
			same(t, "the pair", all(t, again), want)
			same(t, "the second store", all(t, now.second), want)
			must(t, again.Check(bg))
			if c.told != 0 && !h.has(c.told, c.which) || c.told == 0 && len(h.list) > 0 {
				t.Fatalf("told was %v", h.list)
			}
			must(t, put(again, "more", ""))
			want["more"] = ""
			same(t, "the pair", all(t, pair(t, now.first, now.second, nil)), want)
			// A process that has had it open all along must not go on with what isn't the pair any more.
			if c.told != 0 {
				if err := put(s, "late", ""); err == nil {
					late := all(t, again)
					if _, there := late["late"]; !there {
						t.Fatal("a process that has the stores open wrote to what is not the pair any more")
					}
				}
			}
		})
	}
}

// spoil damages the record of the mirror.
func spoil(t *testing.T, s storage.Store) {
	t.Helper()
	must(t, s.Update(bg, func(tx storage.Tx) error {
		for rec, err := range tx.Scan(nil, nil) {
			if err != nil {
				return err
			}
			if mirror.Reserved(rec.Name) {
				rec.Data[rand.IntN(len(rec.Data))] ^= 1 << rand.IntN(8)
				return tx.Put(rec.Name, rec.Data)
			}
		}
		return errors.New("there is none")
	}))
}

// To make a store anew can be interrupted anywhere, too.
func TestFaultsWhileAStoreIsMadeAnew(t *testing.T) {
	for _, lost := range []mirror.Which{mirror.First, mirror.Second} {
		for at := 1; ; at++ {
			stores := map[mirror.Which]storage.Store{mirror.First: mem.New(), mirror.Second: mem.New()}
			s := pair(t, stores[mirror.First], stores[mirror.Second], nil)
			for i := range 4 {
				must(t, put(s, fmt.Sprint("key ", i), "x"))
			}
			want := all(t, s)
			stores[lost] = mem.New()
			n, hit := 0, false
			hook := func(string, int) error {
				if n++; n >= at { // and all after it
					hit = true
					return errFault
				}
				return nil
			}
			_, err := mirror.Open(bg, mem.Faulty(shared{stores[mirror.First]}, hook), mem.Faulty(shared{stores[mirror.Second]}, hook), nil)
			if hit != (err != nil) {
				t.Fatalf("operation %d: %v", at, err)
			}
			same(t, fmt.Sprintf("%v lost, operation %d", lost, at), all(t, pair(t, stores[mirror.First], stores[mirror.Second], nil)), want)
			same(t, "the second store", all(t, stores[mirror.Second]), want)
			if !hit {
				break
			}
		}
	}
}

// blind is a store of which some records, or all, can't be read.
type blind struct {
	storage.Store
	mu    sync.Mutex
	names map[string]bool
	gone  bool
}

var errGone = errors.New("input/output error")

func (b *blind) View(ctx context.Context, f func(storage.Reader) error) error {
	b.mu.Lock()
	gone := b.gone
	b.mu.Unlock()
	if gone {
		return errGone
	}
	return b.Store.View(ctx, func(r storage.Reader) error { return f(blindReader{r, b}) })
}

func (b *blind) Update(ctx context.Context, f func(storage.Tx) error) error {
	b.mu.Lock()
	gone := b.gone
	b.mu.Unlock()
	if gone {
		return errGone
	}
	return b.Store.Update(ctx, func(tx storage.Tx) error { return f(blindTx{tx, b}) })
}

func (b *blind) see(name []byte, write bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if write {
		delete(b.names, string(name))
	}
	return !b.names[string(name)]
}

type blindReader struct {
	storage.Reader
	b *blind
}

func (r blindReader) Get(name []byte) ([]byte, error) {
	if !r.b.see(name, false) {
		return nil, storage.ErrUnreadable
	}
	return r.Reader.Get(name)
}

func (r blindReader) Scan(from, to []byte) iter.Seq2[storage.Record, error] {
	return func(yield func(storage.Record, error) bool) {
		for rec, err := range r.Reader.Scan(from, to) {
			if !r.b.see(rec.Name, false) {
				rec.Data = nil
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

type blindTx struct {
	storage.Tx
	b *blind
}

func (r blindTx) Get(name []byte) ([]byte, error) {
	if !r.b.see(name, false) {
		return nil, storage.ErrUnreadable
	}
	return r.Tx.Get(name)
}

func (r blindTx) Put(name, data []byte) error {
	r.b.see(name, true)
	return r.Tx.Put(name, data)
}

func get(s storage.Store, name string) (data []byte, err error) {
	err = s.View(bg, func(r storage.Reader) (err error) { data, err = r.Get([]byte(name)); return err })
	return data, err
}

// A record that can't be read comes from the other store, and the next change mends it.
func TestARecordThatCantBeRead(t *testing.T) {
	first, second := &blind{Store: mem.New(), names: map[string]bool{}}, mem.New()
	h := &heard{}
	s := pair(t, first, second, h)
	for i := range 4 {
		must(t, put(s, fmt.Sprint("key ", i), fmt.Sprint("data ", i)))
	}
	first.names["key 1"], first.names["key 2"] = true, true
	if data, err := get(s, "key 1"); err != nil || string(data) != "data 1" {
		t.Fatal(string(data), err)
	}
	must(t, s.Update(bg, func(tx storage.Tx) error {
		data, err := tx.Get([]byte("key 2"))
		if err != nil || string(data) != "data 2" {
			t.Fatal(string(data), err)
		}
		return nil
	}))
	if !h.has(mirror.Served, mirror.First) {
		t.Fatal("nobody was told")
	}
	if err := s.Check(bg); err == nil && len(first.names) > 0 {
		t.Fatal("Check finds nothing")
	}
	must(t, put(s, "more", ""))
	if len(first.names) > 0 || !h.has(mirror.Mended, mirror.First) {
		t.Fatalf("%v have not been mended", first.names)
	}
	must(t, s.Check(bg))
}

// Only who uses a record knows that it is wrong.
func TestPrefer(t *testing.T) {
	first, second := mem.New(), mem.New()
	h := &heard{}
	s := pair(t, first, second, h)
	must(t, put(s, "key", "right"))
	must(t, put(s, "vanished", "right"))
	must(t, put(first, "key", "wrong"))
	must(t, remove(first, "vanished"))
	if err := s.Check(bg); !errors.Is(err, storage.ErrDamaged) {
		t.Fatal(err)
	}
	must(t, s.View(bg, func(r storage.Reader) error {
		for _, name := range []string{"key", "vanished"} {
			good, err := r.(storage.Alternative).Other([]byte(name))
			if err != nil || string(good) != "right" {
				t.Fatal(string(good), err)
			}
			r.(storage.Alternative).Prefer([]byte(name))
		}
		return nil
	}))
	must(t, s.Update(bg, func(storage.Tx) error { return nil }))
	same(t, "the first store", all(t, first), map[string]string{"key": "right", "vanished": "right"})
	must(t, s.Check(bg))
	if !h.has(mirror.Mended, mirror.First) {
		t.Fatal("nobody was told")
	}
	// The second's copy is nothing that anybody reads.
	must(t, put(second, "key", "wrong"))
	must(t, put(second, "never was", "wrong"))
	if err := s.Check(bg); !errors.Is(err, storage.ErrDamaged) {
		t.Fatal(err)
	}
	mended, left, err := s.Mend(bg, func(_ storage.Reader, name, one, other []byte) ([]byte, bool) { return one, true })
	if mended != 2 || left != 0 || err != nil {
		t.Fatal(mended, left, err)
	}
	same(t, "the second store", all(t, second), map[string]string{"key": "right", "vanished": "right"})
	must(t, s.Check(bg))
}

// A medium that has gone: writes fail, reads go on.
func TestAMediumThatHasGone(t *testing.T) {
	for _, which := range []mirror.Which{mirror.First, mirror.Second} {
		first, second := &blind{Store: mem.New(), names: map[string]bool{}}, &blind{Store: mem.New(), names: map[string]bool{}}
		s := pair(t, first, second, nil)
		must(t, put(s, "key", "data"))
		b := first
		if which == mirror.Second {
			b = second
		}
		b.gone = true
		if data, err := get(s, "key"); err != nil || string(data) != "data" {
			t.Fatalf("%v: %s %v", which, data, err)
		}
		if n := len(all(t, s)); n != 1 {
			t.Fatalf("%v: %d records", which, n)
		}
		if err := put(s, "key", "other"); !errors.Is(err, errGone) {
			t.Fatal(which, err)
		}
		b.gone = false
		same(t, "the pair", all(t, s), map[string]string{"key": "data"})
		must(t, put(s, "key", "other"))
		must(t, s.Check(bg))
	}
}

// Many goroutines and two openings at once.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	open := func() storage.Store {
		return pair(t, lite(t, filepath.Join(dir, "first")), lite(t, filepath.Join(dir, "second")), nil)
	}
	stores := []storage.Store{open(), open()}
	each := 20
	if testing.Short() {
		each = 5
	}
	var work sync.WaitGroup
	for g := range 6 {
		work.Go(func() {
			for i := range each {
				name := fmt.Sprint(g, "/", i)
				if err := put(stores[g%2], name, name); err != nil {
					t.Error(err)
				}
				if data, err := get(stores[(g+1)%2], name); err != nil || string(data) != name {
					t.Error(name, string(data), err)
				}
			}
		})
	}
	work.Wait()
	for _, s := range stores {
		must(t, s.Check(bg))
		if n := len(all(t, s)); n != 6*each {
			t.Errorf("%d records", n)
		}
	}
	for _, s := range stores {
		must(t, s.Close())
	}
}
