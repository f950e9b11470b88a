package seal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

func TestStatusesOfStorageErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want psa.Status
	}{
		{fs.ErrExist, psa.ErrAlreadyExists}, {fs.ErrNotExist, psa.ErrDoesNotExist},
		{storage.ErrFull, psa.ErrInsufficientStorage}, {storage.ErrDamaged, psa.ErrStorageFailure},
		{storage.ErrUnsafe, psa.ErrNotPermitted}, {storage.ErrClosed, psa.ErrBadState}, {errInjected, psa.ErrStorageFailure},
	} {
		got := failed(fmt.Errorf("below: %w", c.err), "doing it")
		wantStatus(t, c.err.Error(), got, c.want, "doing it", "below")
		if !errors.Is(got, c.err) {
			t.Errorf("%v does not unwrap to its cause", got)
		}
	}
	for _, err := range []error{nil, context.Canceled, context.DeadlineExceeded, psa.ErrDataCorrupt, noKey(Name{})} {
		if got := failed(err, "x"); err != psa.ErrDataCorrupt && !reflect.DeepEqual(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
}

// Each operation of the storage fails in turn: the error has a status, nothing is half done, and the next try works.
func TestStorageFailsAtEachStep(t *testing.T) {
	operations := map[string]func(v *Vault) error{
		"create": func(v *Vault) error {
			return v.Update(context.Background(), func(tx *Tx) error {
				_, err := tx.Create(Name{0, 2}, []byte("two"), "second")
				return err
			})
		},
		"destroy": func(v *Vault) error { return destroy(v, Name{0, 1}) },
		"rotate":  func(v *Vault) error { return v.RotateMaster(context.Background()) },
		"load":    func(v *Vault) error { _, err := read(v, Name{0, 1}); return err },
		"label":   func(v *Vault) error { _, err := v.ByLabel(context.Background(), 0, "first"); return err },
	}
	for what, run := range operations {
		t.Run(what, func(t *testing.T) {
			for k := 0; ; k++ {
				b := newBench(t)
				v := b.open()
				create(t, v, Name{0, 1}, "one", "first")
				before := b.snapshot()
				count := 0
				b.fail(func(string) error {
					if count++; count > k {
						return errInjected
					}
					return nil
				})
				err := run(v)
				b.fail(nil)
				if err == nil {
					if k == 0 {
						t.Error("nothing failed")
					}
					return
				}
				wantStatus(t, fmt.Sprintf("step %d", k), err, psa.ErrStorageFailure, "the disk is on fire")
				if !reflect.DeepEqual(b.snapshot(), before) {
					t.Fatalf("step %d left something behind", k)
				}
				if err := run(v); err != nil {
					t.Errorf("the try after step %d: %v", k, err)
				}
				wantSound(t, v)
			}
		})
	}
}

func (b *bench) snapshot() map[string]string {
	b.t.Helper()
	all := map[string]string{}
	for kind := range kindNode + 1 {
		for _, name := range b.names(byte(kind)) {
			all[string(name)] = string(b.get(name))
		}
	}
	return all
}

// A full store: creation is refused, destruction goes on.
func TestFullStore(t *testing.T) {
	b := newBench(t, mem.Limit(2000))
	v := b.open()
	create(t, v, Name{0, 1}, "one", "first")
	var err error
	for id := psa.KeyID(2); err == nil && id < 100; id++ {
		err = v.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Create(Name{0, id}, []byte("more"), "")
			return err
		})
	}
	wantStatus(t, "Create", err, psa.ErrInsufficientStorage)
	if err := destroy(v, Name{0, 1}); err != nil {
		t.Errorf("Destroy in a full store: %v", err)
	}
}

func TestContextErrorsPassThrough(t *testing.T) {
	b := newBench(t)
	v := b.open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, loadErr := v.Load(ctx, Name{})
	for what, err := range map[string]error{
		"Load": loadErr, "Update": v.Update(ctx, func(*Tx) error { return nil }), "RotateMaster": v.RotateMaster(ctx),
		"Verify": v.Verify(ctx, func(Finding) {}),
	} {
		if err != context.Canceled {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// putBack makes the store what it was.
func (b *bench) putBack(before map[string]string) {
	b.t.Helper()
	now := b.snapshot()
	for name := range now {
		if _, there := before[name]; !there {
			b.remove([]byte(name))
		}
	}
	for name, data := range before {
		b.put([]byte(name), []byte(data))
	}
}
