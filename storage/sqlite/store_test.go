package sqlite

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/storagetest"
)

func open(t testing.TB, dir string, options ...Option) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func change(t testing.TB, s *Store, f func(storage.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func create(s storage.Store, name string, data []byte) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Create([]byte(name), data) })
}

func put(s storage.Store, name string, data []byte) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Put([]byte(name), data) })
}

func remove(s storage.Store, name string) error {
	return s.Update(context.Background(), func(tx storage.Tx) error { return tx.Delete([]byte(name)) })
}

func get(s storage.Store, name string) (data []byte, err error) {
	err = s.View(context.Background(), func(r storage.Reader) (err error) { data, err = r.Get([]byte(name)); return err })
	return data, err
}

func lacks(t testing.TB, s storage.Store, name string) {
	t.Helper()
	if _, err := get(s, name); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("get of %s: %v, want fs.ErrNotExist", name, err)
	}
}

func holds(t testing.TB, s storage.Store, name, want string) {
	t.Helper()
	if data, err := get(s, name); err != nil || string(data) != want {
		t.Fatalf("%s is %q, %v; want %q", name, data, err, want)
	}
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) (storage.Store, func() storage.Store) {
		dir := filepath.Join(t.TempDir(), "store")
		again := func() storage.Store {
			s, err := Open(context.Background(), dir)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		return again(), again
	}, storagetest.Restore(func(t *testing.T, r io.Reader) storage.Store {
		dir := filepath.Join(t.TempDir(), "copy")
		if err := Restore(context.Background(), dir, r); err != nil {
			t.Fatal(err)
		}
		s, err := Open(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}))
}
