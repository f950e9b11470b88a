package seal

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// listed is what the roll has, as another process reads it.
func (b *bench) listed() (names []Name) {
	b.t.Helper()
	v := b.open()
	err := v.withRoll(b.t.Context(), func(_ storage.Reader, x *roll) error {
		return x.each(firstKey.place(), func(e entry) bool {
			names = append(names, e.at.name())
			return true
		}, func(level int, at place) { b.t.Errorf("the roll has lost a node of level %d at %v", level, at.name()) })
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return names
}

// many makes keys in some transactions.
func many(t testing.TB, v *Vault, names []Name) {
	t.Helper()
	for part := range slices.Chunk(names, 100) {
		err := v.Update(t.Context(), func(tx *Tx) error {
			for _, n := range part {
				if _, err := tx.Create(n, []byte(n.String()), ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func names(owner psa.Owner, from, to psa.KeyID) (all []Name) {
	for id := from; id <= to; id++ {
		all = append(all, Name{owner, id})
	}
	return all
}

// The roll has what was created and not destroyed, in every order of doing so, and no more nodes than it needs.
func TestRollModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, order := range []string{"rising", "falling", "random"} {
		t.Run(order, func(t *testing.T) {
			b := newBench(t)
			v := b.open()
			all := append(names(-3, 1, 700), names(0, 1, 2500)...)
			switch order {
			case "falling":
				slices.Reverse(all)
			case "random":
				r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			}
			there := map[Name]bool{}
			check := func() {
				t.Helper()
				want := slices.SortedFunc(maps.Keys(there), func(m, n Name) int { return bytes.Compare(storageName(m), storageName(n)) })
				if got := b.listed(); !slices.Equal(got, want) {
					t.Fatalf("the roll has %d keys, want %d", len(got), len(want))
				}
				wantSound(t, v)
			}
			for len(all) > 0 || len(there) > 0 {
				some := 1 + r.IntN(150)
				mustNot(t, v.Update(t.Context(), func(tx *Tx) error {
					for range some {
						if len(all) > 0 && (len(there) == 0 || r.IntN(5) != 0) {
							n := all[0]
							all = all[1:]
							if _, err := tx.Create(n, []byte("text"), ""); err != nil {
								return err
							}
							there[n] = true
							continue
						}
						for n := range there {
							if err := tx.Destroy(n); err != nil {
								return err
							}
							delete(there, n)
							break
						}
					}
					return nil
				}))
				if r.IntN(8) == 0 {
					check()
				}
				if r.IntN(30) == 0 {
					mustNot(t, v.RotateMaster(t.Context()))
					check()
				}
			}
			check()
			// The first node of each level stays.
			if nodes := len(b.names(kindNode)); nodes > 3 {
				t.Errorf("%d nodes are left of a store that has no keys", nodes)
			}
		})
	}
}

// Who creates keys one after the other fills the nodes.
func TestRollIsDense(t *testing.T) {
	b := newBench(t)
	many(t, b.open(), names(0, 1, 10_000))
	if nodes := len(b.names(kindNode)); nodes > 10_000/maxNode+10 {
		t.Errorf("%d nodes for 10,000 keys", nodes)
	}
}

// A transaction that is given up leaves the roll as it was, and what is remembered of nodes too.
func TestRollAfterAFailure(t *testing.T) {
	b := newBench(t)
	v := b.open()
	many(t, v, names(0, 1, 1000))
	for i := range 50 {
		err := v.Update(t.Context(), func(tx *Tx) error {
			for j := range psa.KeyID(60) {
				if _, err := tx.Create(Name{0, 2000 + j}, nil, ""); err != nil {
					return err
				}
				if err := tx.Destroy(Name{0, 1 + 7*j + psa.KeyID(i)}); err != nil {
					return err
				}
			}
			return errInjected
		})
		if err != errInjected {
			t.Fatal(err)
		}
	}
	if got := b.listed(); !slices.Equal(got, names(0, 1, 1000)) {
		t.Errorf("the roll has %d keys", len(got))
	}
	wantSound(t, v)
}

// fresh forgets what a vault remembers, as another process that opens the store.
func (b *bench) fresh() *Vault { return b.open() }

// wantTold checks that Verify tells of exactly one key.
func wantTold(t testing.TB, v *Vault, n Name, words string) {
	t.Helper()
	f := findings(t, v)
	if len(f) != 1 || f[0].Key != n || f[0].Part != PartKey || f[0].Status != psa.ErrDataCorrupt || !strings.Contains(f[0].Text, words) {
		t.Errorf("Verify finds %+v; want that of %v it says %q", f, n, words)
	}
}

// In a small store and in one whose roll has nodes: a key whose record goes, or is not its last one, is neither used nor forgotten.
func TestReplacedRecords(t *testing.T) {
	for _, keys := range []psa.KeyID{3, 2000} {
		n, other := Name{0, 2}, Name{0, 3}
		for _, c := range []struct {
			what, words string
			spoil       func(b *bench, v *Vault)
		}{
			{"vanished", "vanished", func(b *bench, _ *Vault) { b.remove(storageName(n)) }},
			{"an older one of itself", "not the present one", func(b *bench, v *Vault) {
				old := b.get(storageName(n))
				mustNot(b.t, destroy(v, n))
				create(b.t, v, n, "the present one", "")
				b.put(storageName(n), old)
			}},
			{"put back after its destruction", "not the present one", func(b *bench, v *Vault) {
				old := b.get(storageName(n))
				mustNot(b.t, destroy(v, n))
				b.put(storageName(n), old)
			}},
		} {
			t.Run(fmt.Sprint(c.what, " of ", keys), func(t *testing.T) {
				b := newBench(t)
				v := b.open()
				many(t, v, names(0, 1, keys))
				c.spoil(b, v)
				for _, w := range []*Vault{v, b.fresh()} {
					_, err := read(w, n)
					wantStatus(t, "Load", err, psa.ErrDataCorrupt, c.words, "destroyed")
					mustRead(t, w, other, other.String())
					wantTold(t, w, n, c.words)
					seen := 0
					mustNot(t, w.Scan(t.Context(), firstKey, lastKey, func(m Name, s Sealed) bool {
						seen++
						if _, err := w.Unseal(m, s); (err == nil) != (m != n) {
							t.Errorf("%v: %v", m, err)
						}
						return true
					}))
					if seen != int(keys) {
						t.Errorf("Scan shows %d keys of %d", seen, keys)
					}
					err = w.Update(t.Context(), func(tx *Tx) error { _, err := tx.Create(n, nil, ""); return err })
					wantStatus(t, "Create", err, psa.ErrAlreadyExists)
					wantStatus(t, "RotateMaster", w.RotateMaster(t.Context()), psa.ErrDataCorrupt, c.words)
				}
				// Repairing doesn't make true what isn't.
				mustNot(t, v.Repair(t.Context()))
				_, err := read(v, n)
				wantStatus(t, "Load after Repair", err, psa.ErrDataCorrupt, c.words)
				mustNot(t, destroy(v, n))
				wantSound(t, v)
				wantStatus(t, "a second Destroy", destroy(v, n), psa.ErrDoesNotExist)
				create(t, v, n, "new", "")
				mustRead(t, b.fresh(), n, "new")
			})
		}
	}
}

// The records of two keys change places: they are bound to their names.
func TestSwappedRecords(t *testing.T) {
	b := newBench(t)
	v := b.open()
	m, n := Name{0, 1}, Name{0, 2}
	one, two := create(t, v, m, "one", ""), create(t, v, n, "two", "")
	b.put(storageName(m), two)
	b.put(storageName(n), one)
	if f := findings(t, b.fresh()); len(f) != 2 {
		t.Errorf("Verify finds %+v", f)
	}
	for _, name := range []Name{m, n} {
		_, err := read(b.fresh(), name)
		wantStatus(t, "Load", err, psa.ErrDataCorrupt)
	}
}

// Every bit of the root: no key is used before the roll is repaired, and all are there afterwards.
func TestEveryBitOfTheRoot(t *testing.T) {
	b := newBench(t)
	v := b.open()
	many(t, v, names(0, 1, 3))
	root := b.get(rollName())
	for i := range len(root) * 8 {
		bad := bytes.Clone(root)
		bad[i/8] ^= 1 << (i % 8)
		b.put(rollName(), bad)
		if _, err := read(v, Name{0, 2}); psa.StatusOf(err) != psa.ErrDataCorrupt {
			t.Fatalf("bit %d: %v", i, err)
		}
	}
	for n := range root {
		b.put(rollName(), root[:n])
		if _, err := read(v, Name{0, 2}); psa.StatusOf(err) != psa.ErrDataCorrupt {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
	for what, spoil := range map[string]func(){
		"a bit":    func() { b.flip(rollName(), -1) },
		"its loss": func() { b.remove(rollName()) },
	} {
		b.put(rollName(), root)
		many(t, v, names(7, 1, 3))
		spoil()
		// The roll once, and the six keys that can't be used before it is repaired.
		f := findings(t, b.fresh())
		if len(f) != 7 || f[0].Part != PartRoll || slices.ContainsFunc(f[1:], func(f Finding) bool { return f.Part != PartKey || f.Status != psa.ErrDataCorrupt }) {
			t.Errorf("%s: Verify finds %+v", what, f)
		}
		err := v.Update(t.Context(), func(tx *Tx) error { _, err := tx.Create(Name{1, 1}, nil, ""); return err })
		wantStatus(t, what, err, psa.ErrDataCorrupt, "repaired")
		// A key can be destroyed all the same.
		mustNot(t, destroy(v, Name{7, 2}))
		mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
		w := b.fresh()
		mustNot(t, w.Repair(t.Context()))
		for _, v := range []*Vault{v, w} {
			wantSound(t, v)
			mustRead(t, v, Name{0, 2}, Name{0, 2}.String())
			_, err = read(v, Name{7, 2})
			wantStatus(t, "Load", err, psa.ErrDoesNotExist)
		}
		for _, n := range names(7, 1, 3) {
			if n.ID != 2 {
				mustNot(t, destroy(v, n))
			}
		}
		root = b.get(rollName())
	}
}

// A node that is damaged, gone, an older one of itself, or another one: the keys on it are not used, the others are; and Verify tells where the node was.
func TestDamagedNodes(t *testing.T) {
	const keys = 2000
	for what, spoil := range map[string]func(b *bench, v *Vault, node []byte){
		"a bit":   func(b *bench, _ *Vault, node []byte) { b.flip(node, -1) },
		"its end": func(b *bench, _ *Vault, node []byte) { s := b.get(node); b.put(node, s[:len(s)-entryLen]) },
		"loss":    func(b *bench, _ *Vault, node []byte) { b.remove(node) },
		"older": func(b *bench, v *Vault, node []byte) {
			old := b.get(node)
			mustNot(b.t, v.Update(b.t.Context(), func(tx *Tx) error {
				for id := psa.KeyID(900); id < 1200; id++ {
					if err := tx.Destroy(Name{0, id}); err != nil {
						return err
					}
				}
				return nil
			}))
			if bytes.Equal(old, b.get(node)) {
				b.t.Fatal("the node did not change: the test tests nothing")
			}
			b.put(node, old)
		},
	} {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			v := b.open()
			many(t, v, names(0, 1, keys))
			var node []byte
			for _, name := range b.names(kindNode) {
				if name[1] == 0 && bytes.Compare(name[2:], storageName(Name{0, 1000})[1:]) <= 0 {
					node = name
				}
			}
			spoil(b, v, node)
			w := b.fresh()
			_, err := read(w, Name{0, 1000})
			wantStatus(t, "Load", err, psa.ErrDataCorrupt, "roll", "repaired")
			mustRead(t, w, Name{0, 5}, Name{0, 5}.String())
			f := findings(t, w)
			if len(f) == 0 || !slices.ContainsFunc(f, func(f Finding) bool { return f.Part == PartRoll && f.Status == psa.ErrDataCorrupt }) {
				t.Errorf("Verify finds %+v", f)
			}
			wantStatus(t, "RotateMaster", w.RotateMaster(t.Context()), psa.ErrDataCorrupt)
			mustNot(t, w.Repair(t.Context()))
			wantSound(t, w)
			wantSound(t, v)
			many(t, v, names(1, 1, 300))
			wantSound(t, b.fresh())
		})
	}
}

// The root alone from earlier: keys that came later aren't on it, keys that went are, and both are told.
func TestOlderRoot(t *testing.T) {
	b := newBench(t)
	v := b.open()
	many(t, v, names(0, 1, 5))
	old := b.get(rollName())
	create(t, v, Name{0, 9}, "later", "")
	mustNot(t, destroy(v, Name{0, 4}))
	b.put(rollName(), old)
	w := b.fresh()
	_, err := read(w, Name{0, 9})
	wantStatus(t, "the later one", err, psa.ErrDataCorrupt, "not the present one")
	_, err = read(w, Name{0, 4})
	wantStatus(t, "the destroyed one", err, psa.ErrDataCorrupt, "vanished")
	mustRead(t, w, Name{0, 2}, Name{0, 2}.String())
	if f := findings(t, w); len(f) != 2 {
		t.Errorf("Verify finds %+v", f)
	}
	// v remembers more.
	_, err = read(v, Name{0, 2})
	wantStatus(t, "Load", err, psa.ErrCorruptionDetected, "older copy")
}

// Another process that still has a number of changes in mind goes on after the root had to be written anew.
func TestRepairOfALostNumber(t *testing.T) {
	b := newBench(t)
	v := b.open()
	many(t, v, names(0, 1, 300))
	b.remove(rollName())
	mustNot(t, b.fresh().Repair(t.Context()))
	create(t, v, Name{1, 1}, "new", "")
	wantSound(t, v)
}

func FuzzRoot(f *testing.F) {
	x := rollRoot{changes: 3, keys: 2, top: []entry{{1, ref{1}}, {2, ref{2}}}}
	f.Add(x.append(nil))
	x.height, x.pending = 1, []entry{{7, ref{3}}}
	f.Add(x.append(nil))
	f.Add(make([]byte, rollLen))
	f.Fuzz(func(t *testing.T, b []byte) {
		var x rollRoot
		if x.parse(b) && !bytes.Equal(x.append(nil), b) {
			t.Errorf("a root has two encodings: %x", b)
		}
	})
}

// The record of a labelled key gets another name by damage: its label doesn't lead there.
func TestLabelOfARenamedRecord(t *testing.T) {
	b := newBench(t)
	v := b.open()
	n, damaged := Name{0, 3}, Name{0, 7}
	create(t, v, n, "three", "label")
	s := b.get(storageName(n))
	b.remove(storageName(n))
	b.put(storageName(damaged), s)
	for range 2 {
		_, err := v.ByLabel(t.Context(), 0, "label")
		wantStatus(t, "ByLabel", err, psa.ErrDoesNotExist)
	}
	_, err := read(v, n)
	wantStatus(t, "Load", err, psa.ErrDataCorrupt, "vanished")
	_, err = read(v, damaged)
	wantStatus(t, "Load", err, psa.ErrDataCorrupt)
	mustNot(t, destroy(v, n))
	mustNot(t, destroy(v, damaged))
	create(t, v, n, "again", "label")
	if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != n.ID {
		t.Errorf("the label leads to %v, %v", id, err)
	}
	wantSound(t, v)
}

// Two keys of one transaction don't get one label, also where the index has lost its entry.
func TestLabelsOfOneTransaction(t *testing.T) {
	b := newBench(t)
	v := b.open()
	err := v.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.Create(Name{0, 1}, []byte("one"), "label"); err != nil {
			return err
		}
		name := labelName(0, tx.ring.labelHash(0, "label"))
		if err := tx.st.Put(name[:], []byte("damaged")); err != nil {
			return err
		}
		_, err := tx.Create(Name{0, 2}, []byte("two"), "label")
		return err
	})
	wantStatus(t, "Create", err, psa.ErrAlreadyExists, "label")
}
