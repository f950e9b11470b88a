//go:build unix

package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// seedOf reads the seed with which a record is masked. Without it nothing of the record can be read, whatever is left of it.
func seedOf(t *testing.T, s *Store, name string) (seed []byte) {
	t.Helper()
	err := s.View(bg, func(r storage.Reader) error {
		return sqlitex.Execute(r.(*view).c.Conn, "SELECT s.seed FROM records r JOIN seeds s ON s.slot = r.slot WHERE r.name = ?1", &sqlitex.ExecOptions{
			Args: []any{[]byte(name)},
			ResultFunc: func(st *sqlite.Stmt) error {
				seed = blob(st, 0)
				return nil
			},
		})
	})
	if err != nil || len(seed) != seedLen {
		t.Fatalf("the seed of %s has %d bytes: %v", name, len(seed), err)
	}
	return seed
}

// marked is data in which something can be found.
func marked(mark string, size int) []byte {
	return bytes.Repeat([]byte(mark), size/len(mark)+1)
}

func TestDeletedDataIsInNoFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s, finder := open(t, dir), newPeer(t, dir)
	find := func(b []byte) string { return finder.ask("find", fmt.Sprintf("%x", b)) }
	r := rand.New(rand.NewPCG(1, 2))
	const mark = "a mark in each record"
	names := []string{}
	for range 20 {
		change(t, s, func(tx storage.Tx) error {
			for range 40 {
				name := fmt.Sprintf("%08x", r.Uint32())
				names = append(names, name)
				if err := tx.Create([]byte(name), marked(mark, []int{10, 300, 700, 5000}[r.IntN(4)])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	gone := func(what, name string, seed []byte) {
		t.Helper()
		if files := find(seed); files != "" {
			t.Fatalf("after %s of %s its seed is in %s", what, name, files)
		}
	}
	most := 90
	if testing.Short() {
		most = 24
	}
	for i, name := range names[:most] {
		seed := seedOf(t, s, name)
		if find(seed) == "" {
			t.Fatal("the seed of a record that is there is in no file: the search finds nothing")
		}
		if i%3 == 0 {
			if err := put(s, name, marked(mark, 40*i)); err != nil {
				t.Fatal(err)
			}
			gone("a put", name, seed)
			continue
		}
		if err := remove(s, name); err != nil {
			t.Fatal(err)
		}
		gone("a delete", name, seed)
	}
	var seeds [][]byte
	mine := errors.New("mine")
	err := s.Update(bg, func(tx storage.Tx) error {
		for i := range 50 {
			name := fmt.Sprint("undone", i)
			if err := tx.Create([]byte(name), marked("undone", 3000)); err != nil {
				return err
			}
			err := sqlitex.Execute(s.w.Conn, "SELECT s.seed FROM records r JOIN seeds s ON s.slot = r.slot WHERE r.name = ?1", &sqlitex.ExecOptions{
				Args:       []any{[]byte(name)},
				ResultFunc: func(st *sqlite.Stmt) error { seeds = append(seeds, blob(st, 0)); return nil },
			})
			if err != nil {
				return err
			}
		}
		return mine
	})
	if err != mine || len(seeds) != 50 {
		t.Fatal(err, len(seeds))
	}
	for _, seed := range seeds {
		gone("a rollback", "a record", seed)
	}
	if files := find([]byte(mark)); files != "" {
		t.Fatalf("data lies unmasked in %s", files)
	}
	if err := s.Check(bg); err != nil {
		t.Fatal(err)
	}
}

// untilGone waits for bytes to be in no file any more.
func untilGone(t *testing.T, finder *peer, b []byte) {
	t.Helper()
	for wait := time.Millisecond; ; wait *= 2 {
		files := finder.ask("find", fmt.Sprintf("%x", b))
		if files == "" {
			return
		}
		if wait > 4*time.Second {
			t.Fatalf("what was deleted stays in %s", files)
		}
		time.Sleep(wait)
	}
}

func TestDeletedDataGoesWhenTheReaderHasEnded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	a, b, finder := open(t, dir), open(t, dir), newPeer(t, dir)
	if err := create(a, "name", []byte("data")); err != nil {
		t.Fatal(err)
	}
	seed := seedOf(t, a, "name")
	for _, reader := range []*Store{a, b} {
		err := reader.View(bg, func(r storage.Reader) error {
			if _, err := r.Get([]byte("name")); err != nil {
				return err
			}
			if err := put(a, "name", []byte("data")); err != nil {
				return err
			}
			if finder.ask("find", fmt.Sprintf("%x", seed)) == "" {
				t.Error("a View reads what is in no file: the search finds nothing")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		untilGone(t, finder, seed)
		seed = seedOf(t, a, "name")
	}
}
