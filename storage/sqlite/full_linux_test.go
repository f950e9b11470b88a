package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/psacrypto/psa/storage"
	"golang.org/x/sys/unix"
)

func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=4m,mode=700"); err != nil {
		t.Skip("a small disk can't be mounted here: ", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	dir := filepath.Join(disk, "store")
	s := open(t, dir)
	data := make([]byte, 700)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 512<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	fill := func() {
		t.Helper()
		for ; ; n++ {
			err := create(s, fmt.Sprint("name", n), data)
			if errors.Is(err, storage.ErrFull) {
				lacks(t, s, fmt.Sprint("name", n))
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if n > 10000 {
				t.Fatal("the disk doesn't get full")
			}
		}
	}
	// The store itself has filled the disk: what deletes free serves creates again.
	const deletes = 100
	fill()
	for i := range deletes / 2 {
		if err := remove(s, fmt.Sprint("name", i)); err != nil {
			t.Fatalf("delete %d of %d on a full disk: %v", i, n, err)
		}
		lacks(t, s, fmt.Sprint("name", i))
	}
	// (Not one for one: the room is within pages, and there is none for one page more.)
	for i := range deletes / 10 {
		if err := create(s, fmt.Sprint("name", i), data); err != nil {
			t.Fatalf("create %d after %d deletes: %v", i, deletes/2, err)
		}
	}
	// Another program takes the very last bytes: then there is no room even for the log of a create, but for that of deletes.
	other, err := os.Create(filepath.Join(disk, "other"))
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 16; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = other.Write(make([]byte, size))
		}
	}
	other.Close()
	// (For creates only as long as there are free pages in the database: those get the reserve lent.)
	used := 0
	for ; ; used++ {
		version := s.Version()
		err := create(s, fmt.Sprint("one more ", used), data)
		if err == nil && used <= deletes {
			continue
		}
		if !errors.Is(err, storage.ErrFull) || s.Version() != version {
			t.Fatalf("a create on a full disk: %v, version moved: %v", err, s.Version() != version)
		}
		break
	}
	// Also after it has been closed and opened on the full disk.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	for i := deletes / 2; i < deletes; i++ {
		if err := remove(s, fmt.Sprint("name", i)); err != nil {
			t.Fatalf("delete %d of %d on a full disk: %v", i, n, err)
		}
	}
	if err := s.Check(bg); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(other.Name()), os.Remove(ballast)); err != nil {
		t.Fatal(err)
	}
	for i := range deletes {
		if err := create(s, fmt.Sprint("again", i), data); err != nil {
			t.Fatal(err)
		}
	}
	for i := deletes; i < n; i++ {
		holds(t, s, fmt.Sprint("name", i), string(data))
	}
}
