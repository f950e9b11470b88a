package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage/mem"
)

func TestCreateLoadDestroy(t *testing.T) {
	b := newBench(t)
	v := b.open()
	n := Name{5, 0x1001}
	created := create(t, v, n, "material", "a label")
	stored, err := v.Load(t.Context(), n)
	if err != nil || !bytes.Equal(stored, created) {
		t.Fatalf("Load gives %x, %v; Create gave %x", stored, err, created)
	}
	if bytes.Contains(stored, []byte("material")) {
		t.Error("the stored record holds the plaintext")
	}
	if len(stored) != Overhead+OverheadLabel+len("material") {
		t.Errorf("the stored record has %d bytes", len(stored))
	}
	mustRead(t, v, n, "material")
	mustRead(t, b.open(), n, "material")
	if id, err := v.ByLabel(t.Context(), 5, "a label"); err != nil || id != 0x1001 {
		t.Errorf("ByLabel gives %v, %v", id, err)
	}

	err = v.Update(t.Context(), func(tx *Tx) error {
		s, err := tx.Load(n)
		if err != nil {
			return err
		}
		p, err := tx.Unseal(n, s)
		if err != nil || string(p) != "material" {
			t.Errorf("in a transaction it is %q, %v", p, err)
		}
		_, err = tx.Create(n, nil, "")
		wantStatus(t, "a taken identifier", err, psa.ErrAlreadyExists, "0x00001001 of owner 5")
		return err
	})
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v is not fs.ErrExist", err)
	}

	if err := destroy(v, n); err != nil {
		t.Fatal(err)
	}
	_, err = v.Load(t.Context(), n)
	wantStatus(t, "Load of a destroyed key", err, psa.ErrDoesNotExist)
	wantStatus(t, "a second Destroy", destroy(v, n), psa.ErrDoesNotExist)
	_, err = v.ByLabel(t.Context(), 5, "a label")
	wantStatus(t, "ByLabel of a destroyed key", err, psa.ErrDoesNotExist, `"a label"`)
	if left := b.names(kindLabel); len(left) != 0 {
		t.Errorf("labels left: %x", left)
	}
	create(t, v, n, "another", "a label")
	mustRead(t, v, n, "another")
	wantSound(t, v)
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	b := newBench(t)
	v := b.open()
	own := errors.New("changed my mind")
	err := v.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.Create(Name{0, 1}, []byte("x"), "l"); err != nil {
			return err
		}
		return own
	})
	if err != own {
		t.Errorf("Update gives %v, not the function's own error", err)
	}
	_, err = v.Load(t.Context(), Name{0, 1})
	wantStatus(t, "Load", err, psa.ErrDoesNotExist)
	_, err = v.ByLabel(t.Context(), 0, "l")
	wantStatus(t, "ByLabel", err, psa.ErrDoesNotExist)
}

func TestLabelsAreUniquePerOwner(t *testing.T) {
	b := newBench(t)
	v := b.open()
	create(t, v, Name{1, 10}, "one", "x")
	create(t, v, Name{2, 10}, "other owner", "x")
	err := v.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Create(Name{1, 11}, []byte("two"), "x")
		wantStatus(t, "a taken label", err, psa.ErrAlreadyExists, `"x"`, "0x0000000a")
		// The transaction may go on.
		_, err = tx.Create(Name{1, 11}, []byte("two"), "y")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		owner psa.Owner
		label string
		id    psa.KeyID
	}{{1, "x", 10}, {2, "x", 10}, {1, "y", 11}} {
		if id, err := v.ByLabel(t.Context(), c.owner, c.label); err != nil || id != c.id {
			t.Errorf("%q of %d leads to %v, %v", c.label, c.owner, id, err)
		}
	}
	_, err = v.ByLabel(t.Context(), 2, "y")
	wantStatus(t, "a label of another owner", err, psa.ErrDoesNotExist)
	err = v.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Create(Name{1, 12}, nil, string(make([]byte, 256)))
		return err
	})
	wantStatus(t, "a label of 256 bytes", err, psa.ErrInvalidArgument, "256")
	if err := destroy(v, Name{1, 10}); err != nil {
		t.Fatal(err)
	}
	if id, err := v.ByLabel(t.Context(), 2, "x"); err != nil || id != 10 {
		t.Errorf("after the other owner's key was destroyed the label leads to %v, %v", id, err)
	}
	wantSound(t, v)
}

func TestScanIsAscendingAndInclusive(t *testing.T) {
	b := newBench(t)
	v := b.open()
	var want []Name
	for _, o := range []psa.Owner{math.MinInt32, -1, 0, 1, math.MaxInt32} {
		for _, id := range []psa.KeyID{0, 1, 2, 0x3fffffff, math.MaxUint32} {
			want = append(want, Name{o, id})
		}
	}
	for i := range want {
		n := want[(i*7)%len(want)]
		create(t, v, n, n.String(), "")
	}
	scan := func(from, to Name) (got []Name) {
		t.Helper()
		err := v.Scan(t.Context(), from, to, func(n Name, s Sealed) bool {
			got = append(got, n)
			if p, err := v.Unseal(n, s); err != nil || string(p) != n.String() {
				t.Errorf("%v holds %q, %v", n, p, err)
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for i := range want {
		for j := range want {
			var part []Name
			if i <= j {
				part = want[i : j+1]
			}
			if got := scan(want[i], want[j]); !slices.Equal(got, part) {
				t.Fatalf("from %v to %v: %v", want[i], want[j], got)
			}
		}
	}
	var first []Name
	if err := v.Scan(t.Context(), want[0], want[len(want)-1], func(n Name, _ Sealed) bool {
		first = append(first, n)
		return len(first) < 3
	}); err != nil || !slices.Equal(first, want[:3]) {
		t.Errorf("stopped after three: %v, %v", first, err)
	}
}

// The function that Scan calls may change the store, and many keys come in several reads.
func TestScanOfManyWhileChanging(t *testing.T) {
	b := newBench(t)
	v := b.open()
	const count = 3*batchLen + 1
	if err := v.Update(t.Context(), func(tx *Tx) error {
		for i := range psa.KeyID(count) {
			if _, err := tx.Create(Name{0, i}, []byte("x"), ""); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	seen := psa.KeyID(0)
	err := v.Scan(t.Context(), Name{}, Name{0, count}, func(n Name, _ Sealed) bool {
		if n.ID != seen {
			t.Errorf("%v after %d keys", n, seen)
		}
		seen++
		if err := destroy(v, n); err != nil {
			t.Error(err)
		}
		return true
	})
	if err != nil || seen != count {
		t.Errorf("%d keys, %v", seen, err)
	}
	if left := b.names(kindKey); len(left) != 0 {
		t.Errorf("%d keys left", len(left))
	}
}

func TestChangesAreSeen(t *testing.T) {
	b := newBench(t)
	v, w := b.open(), b.open()
	since := w.Version()
	n := Name{3, 4}
	create(t, v, n, "x", "")
	if w.Version() == since {
		t.Error("the version stayed")
	}
	names, now, all := w.Changed(since)
	if all || now != w.Version() || !slices.Contains(names, n.Sum()) {
		t.Errorf("Changed gives %x, %d, %v; want %x in it", names, now, all, n.Sum())
	}
	if v.StoreID() != w.StoreID() || v.StoreID() == ([16]byte{}) {
		t.Errorf("store ids %x, %x", v.StoreID(), w.StoreID())
	}
	var backup bytes.Buffer
	if err := v.Backup(t.Context(), &backup); err != nil || !bytes.Contains(backup.Bytes(), b.get(storageName(n))) {
		t.Errorf("the backup has %d bytes, %v", backup.Len(), err)
	}
}

func TestOpenWithoutAStore(t *testing.T) {
	b := newBench(t)
	o := b.options()
	o.Create = false
	wantStatus(t, "no store", b.openError(o), psa.ErrDoesNotExist, "no key store")
	wantStatus(t, "no root", b.openError(Options{Create: true}), psa.ErrInvalidArgument, "root key")
	o.Create, o.Rand = true, &broken{}
	wantStatus(t, "no randomness", b.openError(o), psa.ErrInsufficientEntropy)
	if n := len(b.names(kindHeader)); n != 0 {
		t.Errorf("%d headers after a failed opening", n)
	}
	// Records without a header: a new one would bury them.
	b.put(storageName(Name{0, 1}), []byte("x"))
	wantStatus(t, "records without a header", b.openError(b.options()), psa.ErrCorruptionDetected, "missing")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

func TestRandomnessFailsLater(t *testing.T) {
	b := newBench(t)
	b.open()
	o := b.options()
	o.Rand = broken{}
	v, err := Open(t.Context(), b.storage(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	err = v.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Create(Name{0, 1}, []byte("x"), "")
		return err
	})
	wantStatus(t, "Create", err, psa.ErrInsufficientEntropy)
	wantStatus(t, "RotateMaster", v.RotateMaster(t.Context()), psa.ErrInsufficientEntropy)
	wantStatus(t, "RotateRoot", v.RotateRoot(t.Context(), KeyFile(b.path)), psa.ErrInsufficientEntropy)
	create(t, b.open(), Name{0, 1}, "x", "")
	mustRead(t, v, Name{0, 1}, "x")
}

// Two processes that make one store at once get one header and one key file.
func TestSimultaneousCreation(t *testing.T) {
	for range 20 {
		b := newBench(t)
		var wg sync.WaitGroup
		vaults := make([]*Vault, 6)
		for i := range vaults {
			wg.Go(func() {
				v, err := Open(t.Context(), b.storage(), b.options())
				if err != nil {
					t.Error(err)
					return
				}
				vaults[i] = v
			})
		}
		wg.Wait()
		if t.Failed() {
			return
		}
		create(t, vaults[0], Name{0, 1}, "x", "")
		for _, v := range vaults {
			if v.StoreID() != vaults[0].StoreID() {
				t.Error("two store ids")
			}
			mustRead(t, v, Name{0, 1}, "x")
			if err := v.Close(); err != nil {
				t.Error(err)
			}
		}
		mustRead(t, b.open(), Name{0, 1}, "x")
	}
}

func TestSimultaneousCreationWithPassphrases(t *testing.T) {
	b := newBench(t)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() {
			// Two of them mean one passphrase, two another.
			errs[i] = b.openError(Options{Root: said(fmt.Sprint("words ", i%2)), Create: true})
		})
	}
	wg.Wait()
	opened := 0
	for _, err := range errs {
		if err == nil {
			opened++
		} else {
			wantStatus(t, "the other passphrase", err, psa.ErrNotPermitted)
		}
	}
	if opened != 2 {
		t.Errorf("%d of 4 opened the store: %v", opened, errs)
	}
}

func TestClosedVault(t *testing.T) {
	st := mem.New()
	b := newBench(t)
	v, err := Open(t.Context(), st, b.options())
	if err != nil {
		t.Fatal(err)
	}
	s := create(t, v, Name{0, 1}, "x", "")
	if err := errors.Join(v.Close(), v.Close()); err != nil {
		t.Fatal(err)
	}
	_, unsealErr := v.Unseal(Name{0, 1}, s)
	_, loadErr := v.Load(t.Context(), Name{0, 1})
	_, labelErr := v.ByLabel(t.Context(), 0, "x")
	_, infoErr := v.Info()
	for what, err := range map[string]error{
		"Unseal": unsealErr, "Load": loadErr, "ByLabel": labelErr, "Info": infoErr,
		"Update":       v.Update(t.Context(), func(*Tx) error { return nil }),
		"Scan":         v.Scan(t.Context(), Name{}, Name{}, func(Name, Sealed) bool { return true }),
		"Verify":       v.Verify(t.Context(), func(Finding) {}),
		"RotateMaster": v.RotateMaster(t.Context()),
		"RotateRoot":   v.RotateRoot(t.Context(), said("x")),
		"Backup":       v.Backup(t.Context(), &bytes.Buffer{}),
	} {
		wantStatus(t, what, err, psa.ErrBadState, "closed")
	}
	if st := v.arena.Stats(); st.Bytes != 0 {
		t.Errorf("%d bytes of keys are left", st.Bytes)
	}
}

// Close waits for what is under way, and nothing crashes that comes too late.
func TestCloseWhileInUse(t *testing.T) {
	for range 20 {
		b := newBench(t)
		v := b.open()
		s := create(t, v, Name{0, 1}, "x", "l")
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for {
					var err error
					switch i {
					case 0, 1:
						_, err = v.Unseal(Name{0, 1}, s)
					case 2:
						_, err = v.ByLabel(context.Background(), 0, "l")
					case 3:
						err = v.RotateMaster(context.Background())
					}
					if err != nil {
						if psa.StatusOf(err) != psa.ErrBadState {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
	}
}

func BenchmarkUnseal(b *testing.B) {
	bn := newBench(b)
	v := bn.open()
	s := create(b, v, Name{0, 1}, string(make([]byte, 73)), "")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Unseal(Name{0, 1}, s); err != nil {
			b.Fatal(err)
		}
	}
}
