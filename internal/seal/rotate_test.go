package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

// fill makes some keys, more than are read at a time.
func fill(t *testing.T, v *Vault) (names []Name) {
	t.Helper()
	err := v.Update(t.Context(), func(tx *Tx) error {
		names = nil
		for i := range psa.KeyID(batchLen + 10) {
			n := Name{psa.Owner(i%3) - 1, i}
			label := ""
			if i%2 == 0 {
				label = n.String()
			}
			if _, err := tx.Create(n, []byte(n.String()), label); err != nil {
				return err
			}
			names = append(names, n)
		}
		_, err := tx.Create(Name{math.MaxInt32, math.MaxUint32}, []byte("last"), "last")
		return err
	})
	mustNot(t, err)
	return names
}

func wantFilled(t *testing.T, v *Vault, names []Name) {
	t.Helper()
	for i, n := range names {
		mustRead(t, v, n, n.String())
		if i%2 == 0 {
			if id, err := v.ByLabel(t.Context(), n.Owner, n.String()); err != nil || id != n.ID {
				t.Errorf("the label %q leads to %v, %v", n, id, err)
			}
		}
	}
	mustRead(t, v, Name{math.MaxInt32, math.MaxUint32}, "last")
	wantSound(t, v)
}

func TestRotateMaster(t *testing.T) {
	b := newBench(t)
	v, other := b.open(), b.open()
	names := fill(t, v)
	before := map[Name]Sealed{}
	for _, n := range names {
		s, err := v.Load(t.Context(), n)
		mustNot(t, err)
		before[n] = s
	}
	wantFilled(t, other, names)
	old, err := other.acquire()
	mustNot(t, err)
	defer old.release()

	since := other.Version()
	mustNot(t, v.RotateMaster(t.Context()))
	wantFilled(t, v, names)
	if changed, _, all := other.Changed(since); !all && !slices.Contains(changed, names[0].Sum()) {
		t.Error("the rotation is not among the changes")
	}
	for _, n := range names {
		now, err := v.Load(t.Context(), n)
		mustNot(t, err)
		if bytes.Equal(now, before[n]) || !now.Same(before[n]) {
			t.Errorf("%v: sealed as %x before and %x now", n, before[n], now)
		}
		if _, verdict := old.open(storageName(n), now); verdict != stale {
			t.Errorf("%v under the old key: %v", n, verdict)
		}
		// What was read before the rotation can still be unsealed, by both.
		for _, w := range []*Vault{v, other} {
			if p, err := w.Unseal(n, before[n]); err != nil || string(p) != n.String() {
				t.Errorf("%v as it was before: %q, %v", n, p, err)
			}
		}
	}
	wantFilled(t, other, names)
	if i, err := other.Info(); err != nil || i.Generation != 2 {
		t.Errorf("Info %+v, %v", i, err)
	}
	wantFilled(t, b.open(), names)

	// Of a key that is gone or another one by now, the old record is no use.
	n := names[3]
	mustNot(t, v.RotateMaster(t.Context()))
	mustNot(t, destroy(v, n))
	_, err = other.Unseal(n, before[n])
	wantStatus(t, "Unseal of a destroyed key", err, psa.ErrDoesNotExist)
	again := create(t, v, n, "another", "")
	if again.Same(before[n]) {
		t.Error("a new key is taken for the old one of its name")
	}
	_, err = other.Unseal(n, before[n])
	wantStatus(t, "Unseal of a key that was made again", err, psa.ErrDoesNotExist)
	mustRead(t, other, n, "another")
}

// Another process writes with the new master key from the moment that it is there.
func TestUpdateAfterRotationElsewhere(t *testing.T) {
	b := newBench(t)
	v, other := b.open(), b.open()
	mustNot(t, v.RotateMaster(t.Context()))
	create(t, other, Name{0, 1}, "one", "l")
	mustRead(t, v, Name{0, 1}, "one")
	mustNot(t, v.RotateMaster(t.Context()))
	mustNot(t, destroy(other, Name{0, 1}))
	if left := len(b.names(kindLabel)); left != 0 {
		t.Errorf("%d labels left", left)
	}
	mustNot(t, other.RotateMaster(t.Context()))
	mustNot(t, v.RotateMaster(t.Context()))
	create(t, v, Name{0, 2}, "two", "")
	mustRead(t, other, Name{0, 2}, "two")
	if i, err := other.Info(); err != nil || i.Generation != 5 {
		t.Errorf("Info %+v, %v", i, err)
	}
}

// Where both keys were changed elsewhere, the new root key is fetched outside of the transaction, and only then.
func TestBothKeysChangedElsewhere(t *testing.T) {
	calls := map[string]func(v *Vault) error{
		"update": func(v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				_, err := tx.Create(Name{0, 2}, []byte("two"), "")
				return err
			})
		},
		"label":   func(v *Vault) error { _, err := v.ByLabel(context.Background(), 0, "l"); return err },
		"unseal":  func(v *Vault) error { _, err := read(v, Name{0, 1}); return err },
		"rotate":  func(v *Vault) error { return v.RotateMaster(context.Background()) },
		"change":  func(v *Vault) error { return v.RotateRoot(context.Background(), said("other")) },
		"nothing": func(*Vault) error { return nil },
	}
	for what, call := range calls {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			v, other := b.open(), b.open()
			create(t, v, Name{0, 1}, "one", "l")
			mustNot(t, v.RotateRoot(t.Context(), KeyFile(b.path)))
			mustNot(t, v.RotateMaster(t.Context()))
			mustNot(t, call(other))
			mustRead(t, other, Name{0, 1}, "one")
			mustRead(t, v, Name{0, 1}, "one")
			wantSound(t, other)
		})
	}
}

// The store at the same place was replaced by another one.
func TestAnotherStoreInItsPlace(t *testing.T) {
	b, c := newBench(t), newBench(t)
	v := b.open()
	create(t, v, Name{0, 1}, "one", "")
	c.path = b.path
	c.open()
	b.put(headerName(), c.get(headerName()))
	err := v.Update(t.Context(), func(*Tx) error { return nil })
	wantStatus(t, "Update", err, psa.ErrCorruptionDetected, "another")
	wantStatus(t, "RotateMaster", v.RotateMaster(t.Context()), psa.ErrCorruptionDetected, "another")
}

// A damaged record stands against a rotation, which would make its loss final, until it is destroyed.
func TestRotateMasterOverDamage(t *testing.T) {
	b := newBench(t)
	v := b.open()
	names := fill(t, v)
	good := b.get(storageName(names[100]))
	b.flip(storageName(names[100]), -1)
	before := b.snapshot()
	err := v.RotateMaster(t.Context())
	wantStatus(t, "RotateMaster", err, psa.ErrDataCorrupt, names[100].String())
	if after := b.snapshot(); len(after) != len(before) || after["\x01"] != before["\x01"] {
		t.Error("the refused rotation changed something")
	}
	mustRead(t, v, names[99], names[99].String())
	b.put(storageName(names[100]), good)
	mustNot(t, v.RotateMaster(t.Context()))
	wantFilled(t, v, names)
}

// Processes that rotate, write and read at once never see anything but whole keys.
func TestRotationUnderLoad(t *testing.T) {
	b := newBench(t)
	const keys = 20
	create(t, b.open(), Name{0, 1000}, "label", "label")
	for i := range psa.KeyID(keys) {
		create(t, b.open(), Name{0, i}, fmt.Sprint(i), "")
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	for g := range 3 {
		v := b.open()
		wg.Go(func() {
			cached := map[psa.KeyID]Sealed{}
			for i := psa.KeyID(0); ; i = (i + 1) % keys {
				select {
				case <-done:
					return
				default:
				}
				n := Name{0, i}
				s := cached[i]
				if s == nil {
					var err error
					if s, err = v.Load(context.Background(), n); err != nil {
						t.Error(err)
						return
					}
					cached[i] = s
				}
				if p, err := v.Unseal(n, s); err != nil || string(p) != fmt.Sprint(i) {
					t.Errorf("%v is %q, %v", n, p, err)
					return
				}
				if id, err := v.ByLabel(context.Background(), 0, "label"); err != nil || id != 1000 {
					t.Errorf("the label leads to %v, %v", id, err)
					return
				}
				mine := Name{psa.Owner(g + 1), 5}
				err := v.Update(context.Background(), func(tx *Tx) error {
					_, err := tx.Create(mine, []byte("mine"), "mine")
					return err
				})
				if err == nil {
					err = destroy(v, mine)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var rotators sync.WaitGroup
	for range 2 {
		v := b.open()
		rotators.Go(func() {
			for i := range 15 {
				err := v.RotateMaster(context.Background())
				if err == nil && i%5 == 4 {
					err = v.RotateRoot(context.Background(), KeyFile(b.path))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	rotators.Wait()
	close(done)
	wg.Wait()
	v := b.open()
	wantSound(t, v)
	if i, err := v.Info(); err != nil || i.Generation != 31 {
		t.Errorf("Info %+v, %v", i, err)
	}
	if got := b.files(); len(got) != 1 {
		t.Errorf("key files left: %q", got)
	}
}

// groups runs every other Update in one commit with the one before it, as storage may.
type groups struct {
	*mem.Store
	// before is run at the beginning of the next transaction.
	before func(tx storage.Tx) error
}

func (g *groups) Update(ctx context.Context, f func(storage.Tx) error) error {
	return g.Store.Update(ctx, func(tx storage.Tx) error {
		if g.before != nil {
			before := g.before
			g.before = nil
			if err := before(tx); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

func (groups) Close() error { return nil }

// A transaction may run in one commit with a rotation before it, and with it be rolled back: then the vault goes on with the keys that are committed.
func TestRotationInTheSameCommit(t *testing.T) {
	for _, commit := range []bool{true, false} {
		b := newBench(t)
		rotator := b.open()
		create(t, rotator, Name{0, 1}, "one", "")
		g := &groups{Store: b.st}
		v, err := Open(t.Context(), g, b.options())
		mustNot(t, err)
		now, err := rotator.acquire()
		mustNot(t, err)
		g.before = func(tx storage.Tx) error {
			next := now.successor()
			defer next.release()
			next.head.generation++
			return errors.Join(random(rotator.rand, next.master.Bytes()), next.put(tx), reseal(tx, now, next))
		}
		err = v.Update(t.Context(), func(tx *Tx) error {
			s, err := tx.Load(Name{0, 1})
			mustNot(t, err)
			if p, err := tx.Unseal(Name{0, 1}, s); err != nil || string(p) != "one" {
				t.Errorf("after a rotation in the same commit: %q, %v", p, err)
			}
			if _, err := tx.Create(Name{0, 2}, []byte("two"), ""); err != nil {
				return err
			}
			if !commit {
				return errInjected
			}
			return nil
		})
		now.release()
		if commit != (err == nil) {
			t.Fatal(err)
		}
		for _, w := range []*Vault{v, b.open()} {
			mustRead(t, w, Name{0, 1}, "one")
			if commit {
				mustRead(t, w, Name{0, 2}, "two")
			}
			create(t, w, Name{0, 3}, "three", "")
			mustRead(t, rotator, Name{0, 3}, "three")
			mustNot(t, destroy(w, Name{0, 3}))
		}
		mustNot(t, v.Close())
	}
}

// A backup that is put back under an open vault is noticed by it, whatever it is asked for; who opens the store anew has no memory of what was later.
func TestBackupPutBack(t *testing.T) {
	b := newBench(t)
	v := b.open()
	create(t, v, Name{0, 1}, "one", "l")
	before := b.snapshot()
	for what, change := range map[string]func() error{
		"a rotation": func() error { return v.RotateMaster(t.Context()) },
		"a creation": func() error { create(t, v, Name{0, 9}, "nine", ""); return nil },
		"a destroy":  func() error { return destroy(v, Name{0, 1}) },
	} {
		t.Run(what, func(t *testing.T) {
			mustNot(t, change())
			now := b.snapshot()
			b.putBack(before)
			_, err := read(v, Name{0, 1})
			wantStatus(t, "Load", err, psa.ErrCorruptionDetected, "older copy")
			wantStatus(t, "Scan", v.Scan(t.Context(), firstKey, lastKey, func(Name, Sealed) bool { return true }), psa.ErrCorruptionDetected, "older copy")
			wantStatus(t, "Update", v.Update(t.Context(), func(tx *Tx) error { _, err := tx.Create(Name{0, 2}, nil, ""); return err }), psa.ErrCorruptionDetected)
			wantStatus(t, "Destroy", destroy(v, Name{0, 1}), psa.ErrCorruptionDetected)
			wantStatus(t, "RotateMaster", v.RotateMaster(t.Context()), psa.ErrCorruptionDetected)
			wantStatus(t, "Repair", v.Repair(t.Context()), psa.ErrCorruptionDetected)
			wantStatus(t, "Verify", v.Verify(t.Context(), func(Finding) {}), psa.ErrCorruptionDetected)
			other := b.open()
			mustRead(t, other, Name{0, 1}, "one")
			wantSound(t, other)
			b.putBack(now)
			wantSound(t, v)
		})
	}
}
