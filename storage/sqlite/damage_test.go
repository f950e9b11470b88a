//go:build unix

package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa/storage"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// filled makes a store with 200 records and closes it.
func filled(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "store")
	s, err := Open(bg, dir)
	if err != nil {
		t.Fatal(err)
	}
	change(t, s, func(tx storage.Tx) error {
		for i := range 200 {
			if err := tx.Create(fmt.Appendf(nil, "name%d", i), bytes.Repeat([]byte{byte(i)}, 500)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOthersCanReachAFile(t *testing.T) {
	for _, c := range []struct {
		name string
		mode fs.FileMode
	}{{"", 0o755}, {"", 0o710}, {DatabaseFile, 0o644}, {DatabaseFile, 0o660}, {versionFile, 0o602}, {lockFile, 0o640}, {gateFile, 0o604}, {reserveFile, 0o604}} {
		dir := filled(t)
		path := filepath.Join(dir, c.name)
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Open(bg, dir)
		if !errors.Is(err, storage.ErrUnsafe) {
			t.Fatalf("%s with mode %o: %v, want ErrUnsafe", c.name, c.mode, err)
		}
		if text := err.Error(); !strings.Contains(text, path) || !strings.Contains(text, "chmod") {
			t.Errorf("the message names no remedy: %s", text)
		}
	}
	dir := filled(t)
	path := filepath.Join(dir, DatabaseFile)
	if err := errors.Join(os.Rename(path, path+"2"), os.Symlink(path+"2", path)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bg, dir); !errors.Is(err, storage.ErrUnsafe) {
		t.Fatalf("a link in place of the database: %v", err)
	}
}

func TestModesUnderAnyUmask(t *testing.T) {
	for _, umask := range []string{"0", "277"} {
		top := t.TempDir()
		dir := filepath.Join(top, "folder", "store")
		p := newPeer(t, dir)
		if umask != "0" { // such a umask lets nobody make folders in folders
			dir = filepath.Join(top, "store")
			p = newPeer(t, dir)
		}
		p.want("ok", "umask", umask)
		p.want("ok", "open")
		p.want("ok", "create", "name", "data")
		n := 0
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || path == top {
				return err
			}
			info, err := e.Info()
			want := fs.FileMode(0o600)
			if e.IsDir() {
				want = 0o700
			}
			if err == nil && info.Mode().Perm() != want {
				t.Errorf("under umask %s %s has mode %o, want %o", umask, path, info.Mode().Perm(), want)
			}
			n++
			return err
		})
		if err != nil || n < 8 {
			t.Fatalf("%d files: %v", n, err)
		}
	}
}

func TestDamagedDatabase(t *testing.T) {
	for _, c := range []struct {
		what   string
		damage func(b []byte) []byte
	}{
		{"a header of garbage", func(b []byte) []byte { copy(b, bytes.Repeat([]byte{0xa5}, 100)); return b }},
		{"garbage all over", func(b []byte) []byte { return bytes.Repeat([]byte("garbage "), len(b)/8) }},
		{"cut to half", func(b []byte) []byte { return b[:len(b)/2] }},
		{"cut in a page", func(b []byte) []byte { return b[:5000] }},
		{"cut to the header", func(b []byte) []byte { return b[:100] }},
		{"cut to nothing", func(b []byte) []byte { return nil }},
		{"pages of zeros", func(b []byte) []byte { clear(b[pageSize:]); return b }},
	} {
		t.Run(c.what, func(t *testing.T) {
			dir := filled(t)
			path := filepath.Join(dir, DatabaseFile)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			bad := c.damage(b)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(bg, dir)
			if err == nil {
				err = s.Check(bg)
				if e := s.Close(); e != nil {
					t.Log(e)
				}
			}
			if !errors.Is(err, storage.ErrDamaged) {
				t.Fatalf("the error is %v, want ErrDamaged", err)
			}
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, bad) {
				t.Fatalf("the damaged database was changed (%v)", err)
			}
		})
	}
}

// alter runs a statement on the database of a store that nobody has open.
func alter(t *testing.T, path, query string) {
	t.Helper()
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sqlitex.ExecuteTransient(c, query, nil), c.Close(), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestDatabaseOfAnotherKind(t *testing.T) {
	for _, c := range []struct{ query, says string }{
		{"PRAGMA user_version = 9", "newer version"},
		{"PRAGMA application_id = 7", "no key store"},
		{"CREATE TRIGGER x AFTER DELETE ON free BEGIN SELECT 1; END", "tables"},
	} {
		dir := filled(t)
		alter(t, filepath.Join(dir, DatabaseFile), c.query)
		if _, err := Open(bg, dir); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want it to say %q", c.query, err, c.says)
		}
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, DatabaseFile)
	alter(t, path, "CREATE TABLE other(x)")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bg, dir); err == nil || !strings.Contains(err.Error(), "no key store") {
		t.Errorf("a foreign database: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("a foreign database was changed (%v)", err)
	}
}

// keys.version says nothing that outlives the processes: whatever becomes of it between two lives of a store, the store opens, and no version comes again.
func TestVersionFileBetweenOpens(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, versionFile)
	word := func(b []byte, at int, v uint64) []byte { binary.NativeEndian.PutUint64(b[8*at:], v); return b }
	for what, damage := range map[string]func(b []byte) []byte{
		"missing":        nil,
		"empty":          func(b []byte) []byte { return nil },
		"cut":            func(b []byte) []byte { return b[:1000] },
		"too long":       func(b []byte) []byte { return append(b, b...) },
		"garbage":        func(b []byte) []byte { return bytes.Repeat([]byte("garbage!"), len(b)/8) },
		"odd":            func(b []byte) []byte { return word(b, wordCounter, binary.NativeEndian.Uint64(b[8*wordCounter:])+1) },
		"counter zero":   func(b []byte) []byte { return word(b, wordCounter, 0) },
		"counter at end": func(b []byte) []byte { return word(b, wordCounter, ^uint64(0)) },
		"ring torn":      func(b []byte) []byte { return word(word(b, wordBegun, 1<<63), wordEnded, 77) },
	} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if damage == nil {
			err = os.Remove(path)
		} else {
			err = os.WriteFile(path, damage(b), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(bg, dir)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		before := s.Version()
		if before&1 == 1 {
			t.Errorf("%s: the version is odd", what)
		}
		if err := put(s, what, nil); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if names, now, all := s.Changed(before); all || now <= before || len(names) != 1 || names[0] != storage.Sum([]byte(what)) {
			t.Errorf("%s: Changed gives %v, %d (before %d), %v", what, names, now, before, all)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// While others have the store open, nobody may begin keys.version anew: they would not hear of each other.
func TestVersionFileRemovedUnderUsers(t *testing.T) {
	dir := filled(t)
	p := openPeer(t, dir)
	if err := os.Remove(filepath.Join(dir, versionFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bg, dir); err == nil || !strings.Contains(err.Error(), "removed") {
		t.Fatalf("Open gives %v", err)
	}
	p.want("ok", "close")
	open(t, dir)
}

func TestRestoreRefuses(t *testing.T) {
	s := open(t, filled(t))
	var whole bytes.Buffer
	if err := s.Backup(bg, &whole); err != nil {
		t.Fatal(err)
	}
	before := s.Version()
	if err := Restore(bg, s.dir, bytes.NewReader(whole.Bytes())); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("over an open store: %v, want fs.ErrExist", err)
	}
	if err := Restore(bg, filled(t), bytes.NewReader(whole.Bytes())); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("over a closed store: %v, want fs.ErrExist", err)
	}
	if s.Version() != before {
		t.Error("the version has moved")
	}
	cut := whole.Bytes()[:whole.Len()-1]
	flipped := bytes.Clone(whole.Bytes())
	flipped[len(flipped)/2] ^= 1
	for what, stream := range map[string][]byte{"nothing": nil, "cut": cut, "flipped": flipped, "half": cut[:len(cut)/2], "foreign": []byte("SQLite format 3\x00")} {
		top := t.TempDir()
		if err := os.Chmod(top, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{top, filepath.Join(top, "not", "there")} {
			if err := Restore(bg, dir, bytes.NewReader(stream)); !errors.Is(err, storage.ErrDamaged) {
				t.Fatalf("%s: %v, want ErrDamaged", what, err)
			}
			if left, err := os.ReadDir(top); err != nil || len(left) > 0 {
				t.Fatalf("%s: %v is left (%v)", what, left, err)
			}
		}
	}
	dir := filepath.Join(t.TempDir(), "copy")
	if err := Restore(bg, dir, &whole); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Fatalf("a restored store has the files %v (%v), want its database only", left, err)
	}
	holds(t, open(t, dir), "name7", string(bytes.Repeat([]byte{7}, 500)))
}

// A record whose seed is lost can't be read; it is listed, and can be replaced and deleted, and the others don't suffer.
func TestLostSeed(t *testing.T) {
	for what, spoil := range map[string]string{
		"gone":    "DELETE FROM seeds WHERE slot = (SELECT slot FROM records WHERE name = CAST('name7' AS BLOB))",
		"wiped":   "UPDATE seeds SET seed = zeroblob(32) WHERE slot = (SELECT slot FROM records WHERE name = CAST('name7' AS BLOB))",
		"short":   "UPDATE seeds SET seed = x'01' WHERE slot = (SELECT slot FROM records WHERE name = CAST('name7' AS BLOB))",
		"astray":  "UPDATE records SET slot = 1000000 WHERE name = CAST('name7' AS BLOB)",
		"negated": "UPDATE records SET slot = -slot WHERE name = CAST('name7' AS BLOB)",
	} {
		for how, mend := range map[string]func(tx storage.Tx) error{
			"Delete": func(tx storage.Tx) error { return tx.Delete([]byte("name7")) },
			"Put":    func(tx storage.Tx) error { return tx.Put([]byte("name7"), []byte("new")) },
			"Renew":  func(tx storage.Tx) error { return tx.Renew([]byte("name7"), []byte("new")) },
		} {
			t.Run(what+", "+how, func(t *testing.T) {
				dir := filled(t)
				c, err := sqlite.OpenConn(filepath.Join(dir, DatabaseFile), sqlite.OpenReadWrite)
				must(t, err)
				must(t, sqlitex.ExecuteTransient(c, spoil, nil))
				must(t, c.Close())
				s, err := Open(bg, dir)
				must(t, err)
				defer s.Close()
				must(t, s.View(bg, func(r storage.Reader) error {
					if _, err := r.Get([]byte("name7")); !errors.Is(err, storage.ErrUnreadable) {
						t.Errorf("Get gives %v", err)
					}
					n := 0
					for rec, err := range r.Scan(nil, nil) {
						must(t, err)
						n++
						if lost := string(rec.Name) == "name7"; lost != (len(rec.Data) == 0) {
							t.Errorf("%s has %d bytes", rec.Name, len(rec.Data))
						}
					}
					if n != 200 {
						t.Errorf("%d records are listed", n)
					}
					return nil
				}))
				change(t, s, func(tx storage.Tx) error {
					if _, err := tx.Get([]byte("name7")); !errors.Is(err, storage.ErrUnreadable) {
						t.Errorf("Get gives %v", err)
					}
					return mend(tx)
				})
				must(t, s.View(bg, func(r storage.Reader) error {
					data, err := r.Get([]byte("name7"))
					if how == "Delete" && !errors.Is(err, fs.ErrNotExist) || how != "Delete" && (err != nil || string(data) != "new") {
						t.Errorf("afterwards Get gives %q, %v", data, err)
					}
					return nil
				}))
			})
		}
	}
}

// The number of a record's slot becomes that of another record: to discard the one leaves the other.
func TestSharedSlot(t *testing.T) {
	dir := filled(t)
	c, err := sqlite.OpenConn(filepath.Join(dir, DatabaseFile), sqlite.OpenReadWrite)
	must(t, err)
	must(t, sqlitex.ExecuteTransient(c, "UPDATE records SET slot = (SELECT slot FROM records WHERE name = CAST('name8' AS BLOB)) WHERE name = CAST('name7' AS BLOB)", nil))
	must(t, c.Close())
	s, err := Open(bg, dir)
	must(t, err)
	defer s.Close()
	change(t, s, func(tx storage.Tx) error { return tx.(storage.Discarder).Discard([]byte("name7")) })
	must(t, s.View(bg, func(r storage.Reader) error {
		if _, err := r.Get([]byte("name7")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get gives %v", err)
		}
		if data, err := r.Get([]byte("name8")); err != nil || !bytes.Equal(data, bytes.Repeat([]byte{8}, 500)) {
			t.Errorf("the other record is %x, %v", data, err)
		}
		return nil
	}))
	change(t, s, func(tx storage.Tx) error {
		return errors.Join(tx.Create([]byte("name7"), []byte("new")), tx.(storage.Discarder).Discard([]byte("name8")))
	})
	change(t, s, func(tx storage.Tx) error { return tx.Create([]byte("name8"), []byte("new too")) })
	must(t, s.View(bg, func(r storage.Reader) error {
		for name, want := range map[string]string{"name7": "new", "name8": "new too"} {
			if data, err := r.Get([]byte(name)); err != nil || string(data) != want {
				t.Errorf("%s is %q, %v", name, data, err)
			}
		}
		return nil
	}))
}

// The table of free slots has one that is in use: nothing new takes it.
func TestFreeSlotInUse(t *testing.T) {
	dir := filled(t)
	c, err := sqlite.OpenConn(filepath.Join(dir, DatabaseFile), sqlite.OpenReadWrite)
	must(t, err)
	must(t, sqlitex.ExecuteTransient(c, "INSERT INTO free SELECT slot FROM records WHERE name = CAST('name8' AS BLOB)", nil))
	must(t, c.Close())
	s, err := Open(bg, dir)
	must(t, err)
	defer s.Close()
	change(t, s, func(tx storage.Tx) error { return tx.Create([]byte("new"), []byte("new")) })
	must(t, s.View(bg, func(r storage.Reader) error {
		for name, want := range map[string][]byte{"new": []byte("new"), "name8": bytes.Repeat([]byte{8}, 500)} {
			if data, err := r.Get([]byte(name)); err != nil || !bytes.Equal(data, want) {
				t.Errorf("%s is %x, %v", name, data, err)
			}
		}
		return nil
	}))
}
