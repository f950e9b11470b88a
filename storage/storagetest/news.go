package storagetest

import (
	"fmt"
	"slices"
	"sync"

	"github.com/psacrypto/psa/storage"
)

// sums are the numbers of names, sorted.
func sums(names ...string) []uint64 {
	list := make([]uint64, 0, len(names))
	for _, n := range names {
		list = append(list, storage.Sum([]byte(n)))
	}
	slices.Sort(list)
	return list
}

// changed asks for the changes since a version and wants them to be exactly these.
func (e *exam) changed(s storage.Store, since uint64, names ...string) {
	e.Helper()
	got, now, all := s.Changed(since)
	slices.Sort(got)
	if want := sums(names...); all || !slices.Equal(got, want) {
		e.Fatalf("Changed gives %x, all %v; want %x", got, all, want)
	}
	if v := s.Version(); now != v {
		e.Fatalf("Changed says up to version %d, Version is %d", now, v)
	}
}

var newsRules = []rule{
	{"Version is another one after each committed change, and the same while nothing changes", func(e *exam) {
		s := e.one()
		seen := map[uint64]bool{s.Version(): true}
		moved := func(what string) {
			e.Helper()
			if v := s.Version(); seen[v] {
				e.Fatalf("after %s the version is %d, which was there before", what, v)
			} else {
				seen[v] = true
			}
		}
		still := func(what string, f func()) {
			e.Helper()
			before := s.Version()
			f()
			if v := s.Version(); v != before {
				e.Fatalf("after %s the version is %d, it was %d", what, v, before)
			}
		}
		e.ok(create(s, "name", "1"))
		moved("a create")
		still("a refused create", func() { create(s, "name", "2") })
		e.ok(put(s, "name", "2"))
		moved("a put")
		e.ok(put(s, "name", "2"))
		moved("a put of the same")
		still("a get and a scan", func() { e.holds(s, "name", "2"); e.all(s) })
		still("an Update that only reads", func() {
			e.update(s, func(tx storage.Tx) error { _, err := tx.Get([]byte("name")); return err })
		})
		still("an Update that fails", func() {
			s.Update(bg, func(tx storage.Tx) error { e.ok(tx.Delete([]byte("name"))); return errMine })
		})
		still("a refused delete", func() { remove(s, "nobody") })
		e.ok(remove(s, "name"))
		moved("a delete")
		for i := range 50 {
			e.ok(put(s, "name", fmt.Sprint(i)))
			moved("a put")
		}
	}},
	{"Changed tells which names have been created, replaced or deleted after the given version", func(e *exam) {
		s := e.one()
		v0 := s.Version()
		e.changed(s, v0)
		e.ok(create(s, "a", "1"))
		v1 := s.Version()
		e.update(s, func(tx storage.Tx) error {
			e.ok(tx.Create([]byte("b"), nil))
			e.ok(tx.Create([]byte("c"), nil))
			return tx.Put([]byte("c"), []byte("again"))
		})
		v2 := s.Version()
		e.ok(put(s, "a", "2"))
		v3 := s.Version()
		e.ok(remove(s, "b"))
		create(s, "a", "refused")
		s.Update(bg, func(tx storage.Tx) error { e.ok(tx.Put([]byte("d"), nil)); return errMine })
		e.changed(s, v0, "a", "b", "c")
		e.changed(s, v1, "a", "b", "c")
		e.changed(s, v2, "a", "b")
		e.changed(s, v3, "b")
		e.changed(s, s.Version())
	}},
	{"Changed says all when the version is too long ago or not its own", func(e *exam) {
		s := e.one()
		v0 := s.Version()
		const many = 4500
		e.update(s, func(tx storage.Tx) error {
			for i := range many {
				e.ok(tx.Create(fmt.Appendf(nil, "%d", i), nil))
			}
			return nil
		})
		v1 := s.Version()
		if names, now, all := s.Changed(v0); now != v1 || !all && len(names) != many {
			e.Fatalf("Changed gives %d names up to %d, all %v; want all, or %d names, up to %d", len(names), now, all, many, v1)
		}
		e.ok(put(s, "0", "x"))
		e.changed(s, v1, "0") // what is near is still precise
		if _, _, all := s.Changed(v0 - 1000); !all {
			e.Fatal("Changed since a version that never was doesn't say all")
		}
		if _, now, all := s.Changed(s.Version() + 1000); !all || now != s.Version() {
			e.Fatal("Changed since a version that is not yet doesn't say all")
		}
	}},
	{"Who follows Changed misses nothing", func(e *exam) {
		s := e.one()
		at := s.Version()
		seen := map[uint64]bool{}
		follow := func() {
			names, now, all := s.Changed(at)
			if all {
				e.Error("a follower that is not far behind got all")
			}
			for _, n := range names {
				seen[n] = true
			}
			at = now
		}
		stop := make(chan struct{})
		var follower, writers sync.WaitGroup
		follower.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					follow()
				}
			}
		})
		for w := range 4 {
			writers.Go(func() {
				for i := range 50 {
					if err := create(s, fmt.Sprint(w, "/", i), ""); err != nil {
						e.Error(err)
					}
				}
			})
		}
		writers.Wait()
		close(stop)
		follower.Wait()
		follow()
		for w := range 4 {
			for i := range 50 {
				if !seen[storage.Sum([]byte(fmt.Sprint(w, "/", i)))] {
					e.Fatalf("%d/%d was never told", w, i)
				}
			}
		}
	}},
	{"When Update returns nil the change is visible to every View, and to the Version, that begins afterwards", func(e *exam) {
		a, b := e.two()
		if a.Version() != b.Version() {
			e.Fatalf("two views of one store have the versions %d and %d", a.Version(), b.Version())
		}
		from, to := a, b
		for i := range few(200) {
			va, vb := from.Version(), to.Version()
			data := fmt.Sprint(i)
			e.ok(put(from, "name", data))
			if to.Version() == vb || from.Version() == va {
				e.Fatalf("round %d: the version hasn't moved", i)
			}
			e.holds(to, "name", data)
			e.holds(from, "name", data)
			e.changed(to, vb, "name")
			e.changed(from, va, "name")
			if i%10 == 9 {
				e.ok(remove(from, "name"))
				e.lacks(to, "name")
			}
			from, to = to, from
		}
		if a.Version() != b.Version() {
			e.Fatalf("two views of one store have the versions %d and %d", a.Version(), b.Version())
		}
	}},
	{"Version moves when a change is seen, also while others write", func(e *exam) {
		a, b := e.two()
		e.ok(create(a, "count", "0"))
		rounds := few(100)
		var writer sync.WaitGroup
		writer.Go(func() {
			for i := range rounds {
				if err := put(a, "count", fmt.Sprint(i+1)); err != nil {
					e.Error(err)
				}
			}
		})
		// A cache that believes in Version must never keep an old record for good.
		cached, at := "0", b.Version()
		for cached != fmt.Sprint(rounds) && !e.Failed() {
			v := b.Version()
			if v == at {
				continue
			}
			data, err := get(b, "count")
			e.ok(err)
			cached, at = data, v
		}
		writer.Wait()
	}},
}
