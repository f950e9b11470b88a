package mem_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
	"github.com/psacrypto/psa/storage/storagetest"
)

var bg = context.Background()

func restore(t *testing.T, r io.Reader) storage.Store {
	s, err := mem.Restore(bg, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(*testing.T) (storage.Store, func() storage.Store) { return mem.New(), nil }, storagetest.Restore(restore))
}

// The wrapper that never fails must not be felt.
func TestContractFaulty(t *testing.T) {
	storagetest.Run(t, func(*testing.T) (storage.Store, func() storage.Store) {
		return mem.Faulty(mem.New(), func(string, int) error { return nil }), nil
	}, storagetest.Restore(restore))
}

func put(s storage.Store, name string, size int) error {
	return s.Update(bg, func(tx storage.Tx) error { return tx.Put([]byte(name), make([]byte, size)) })
}

func TestLimit(t *testing.T) {
	s := mem.New(mem.Limit(1000))
	if err := put(s, "a", 499); err != nil {
		t.Fatal(err)
	}
	if err := put(s, "b", 499); err != nil {
		t.Fatal("the last byte isn't given:", err)
	}
	before := s.Version()
	for _, name := range []string{"c", "a"} {
		if err := put(s, name, 500); !errors.Is(err, storage.ErrFull) {
			t.Fatalf("put of %s into a full store: %v, want ErrFull", name, err)
		}
	}
	err := s.Update(bg, func(tx storage.Tx) error {
		if err := tx.Create([]byte("c"), nil); !errors.Is(err, storage.ErrFull) {
			t.Fatalf("create in a full store: %v, want ErrFull", err)
		}
		return nil // the transaction is broken all the same
	})
	if !errors.Is(err, storage.ErrFull) || s.Version() != before {
		t.Fatalf("Update after ErrFull: %v, version moved: %v", err, s.Version() != before)
	}
	if err := put(s, "a", 100); err != nil {
		t.Fatal("a smaller record in place of a bigger one:", err)
	}
	if err := s.Update(bg, func(tx storage.Tx) error { return tx.Delete([]byte("b")) }); err != nil {
		t.Fatal("delete:", err)
	}
	if err := put(s, "c", 898); err != nil {
		t.Fatal("the room of what was deleted isn't given again:", err)
	}
	if err := put(s, "d", 0); !errors.Is(err, storage.ErrFull) {
		t.Fatal("one byte too much:", err)
	}
}

// A piece of code with every kind of operation must fail at each place in turn and leave nothing behind until it succeeds.
func TestFaultyEachPlace(t *testing.T) {
	boom := errors.New("boom")
	base := mem.New()
	if err := put(base, "old", 3); err != nil {
		t.Fatal(err)
	}
	version := base.Version()
	var failed []string
	for at := 1; ; at++ {
		s := mem.Faulty(base, func(op string, n int) error {
			if n == at {
				failed = append(failed, op)
				return boom
			}
			return nil
		})
		err := s.Update(bg, func(tx storage.Tx) error {
			tx.Get([]byte("old")) // code that looks at no error must not get through either
			for range tx.Scan(nil, nil) {
			}
			tx.Create([]byte("new"), nil)
			tx.Put([]byte("new"), nil)
			tx.Delete([]byte("old"))
			return nil
		})
		if err == nil {
			break
		}
		if !errors.Is(err, boom) {
			t.Fatalf("place %d: %v", at, err)
		}
		if base.Version() != version {
			t.Fatalf("place %d: something was committed", at)
		}
	}
	if got, want := strings.Join(failed, " "), "update get scan next create put delete commit"; got != want {
		t.Fatalf("failed at %q, want %q", got, want)
	}
	if err := base.View(bg, func(r storage.Reader) error { _, err := r.Get([]byte("old")); return err }); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("after the run without a fault: %v", err)
	}
	for _, op := range []string{"view", "get", "scan", "backup", "check"} {
		s := mem.Faulty(base, func(o string, _ int) error {
			if o == op {
				return boom
			}
			return nil
		})
		err := s.View(bg, func(r storage.Reader) error {
			if _, err := r.Get([]byte("new")); err != nil {
				return err
			}
			for _, err := range r.Scan(nil, nil) {
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = errors.Join(s.Backup(bg, io.Discard), s.Check(bg))
		}
		if !errors.Is(err, boom) {
			t.Errorf("%s doesn't fail: %v", op, err)
		}
	}
}

func TestRestoreRefusesEveryDamage(t *testing.T) {
	s := mem.New()
	for i := range 3 {
		if err := put(s, fmt.Sprint("name", i), 10*i); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := s.Backup(bg, &b); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for i := range whole {
		if _, err := mem.Restore(bg, bytes.NewReader(whole[:i])); !errors.Is(err, storage.ErrDamaged) {
			t.Fatalf("cut at %d: %v, want ErrDamaged", i, err)
		}
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		if _, err := mem.Restore(bg, bytes.NewReader(bad)); err == nil {
			t.Fatalf("byte %d changed: no error", i)
		}
	}
}

func BenchmarkVersion(b *testing.B) {
	s := mem.New()
	for b.Loop() {
		s.Version()
	}
}

func BenchmarkCreate100k(b *testing.B) {
	s := mem.New()
	n := 0
	one := func() {
		n++
		if err := put(s, fmt.Sprint("name", n), 600); err != nil {
			b.Fatal(err)
		}
	}
	for range 100000 {
		one()
	}
	for b.Loop() {
		one()
	}
}
