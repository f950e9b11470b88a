package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/psacrypto/psa/storage"
	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system of a few megabytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Skipf("this test needs a small file system, and none can be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillUp takes the last byte of a disk, and gives a function that gives it back.
func fillUp(t *testing.T, disk string) (giveBack func()) {
	t.Helper()
	f, err := os.CreateTemp(disk, "filler")
	must(t, err)
	for n := 1 << 16; n > 0; {
		if _, err := f.Write(bytes.Repeat([]byte{1}, n)); err != nil {
			if !errors.Is(err, unix.ENOSPC) {
				t.Fatal(err)
			}
			n /= 2
		}
	}
	f.Close()
	return func() { must(t, os.Remove(f.Name())) }
}

func TestFullDiskWithRecordsOfAnySize(t *testing.T) {
	for _, size := range []int{100, 3000, 60000} {
		t.Run(fmt.Sprint("records of ", size), func(t *testing.T) {
			disk := smallDisk(t, "6m")
			dir := filepath.Join(disk, "store")
			s := open(t, dir)
			data := bytes.Repeat([]byte("d"), size)
			n := 0
			create := func() error {
				err := create(s, fmt.Sprint(n), data)
				if err == nil {
					n++
				} else if !errors.Is(err, storage.ErrFull) {
					t.Fatal(err)
				}
				return err
			}
			for create() == nil && n < 300 { // small ones would take long to fill it alone
			}
			// What is left is taken by somebody else. Cutting the log gives some back, which the next creates take.
			giveBack := fillUp(t, disk)
			for failed := 0; failed < 5 && n < 600; failed++ {
				if create() == nil {
					failed = 0
				}
			}
			more := fillUp(t, disk) // now there is not a single byte besides the reserve
			for create() == nil {   // until the free pages and what is lent of the reserve are used up
			}
			version := s.Version()
			if err := create(); err == nil {
				t.Fatal("created on a full disk")
			}
			if s.Version() != version {
				t.Fatal("the version has moved")
			}
			if got := count(t, s); got != n {
				t.Fatalf("%d records, want %d", got, n)
			}
			for i := range n {
				if err := remove(s, fmt.Sprint(i)); err != nil {
					t.Fatalf("delete %d of %d on a full disk: %v", i, n, err)
				}
			}
			if got := count(t, s); got != 0 {
				t.Fatalf("%d records are left", got)
			}
			must(t, s.Check(bg))
			more()
			giveBack()
			for range n / 2 { // the store goes on
				must(t, create())
			}
			must(t, s.Check(bg))
			have, err := length(s.reservePath())
			must(t, err)
			if have < defaultReserve {
				t.Fatalf("the reserve is %d bytes, want %d", have, defaultReserve)
			}
		})
	}
}

func count(t *testing.T, s *Store) (n int) {
	t.Helper()
	must(t, s.View(bg, func(r storage.Reader) error {
		for _, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	}))
	return n
}

// A process that comes when the disk is full can open the store and delete from it.
func TestOpenOnAFullDisk(t *testing.T) {
	disk := smallDisk(t, "6m")
	dir := filepath.Join(disk, "store")
	s, err := Open(bg, dir)
	must(t, err)
	must(t, create(s, "big", make([]byte, 1<<20)))
	must(t, create(s, "small", nil))
	must(t, s.Close())
	fillUp(t, disk)
	for _, name := range []string{"big", "small"} {
		s, err := Open(bg, dir)
		must(t, err)
		if _, err := get(s, name); err != nil {
			t.Fatal(err)
		}
		if err := create(s, "new", make([]byte, 1<<20)); !errors.Is(err, storage.ErrFull) {
			t.Fatalf("create: %v", err)
		}
		must(t, remove(s, name))
		must(t, s.Close())
	}
}

// A transaction that is bigger than the disk fails, and harms no other that shares its commit.
func TestTooBigForTheDisk(t *testing.T) {
	disk := smallDisk(t, "6m")
	dir := filepath.Join(disk, "store")
	s := open(t, dir)
	must(t, create(s, "old", nil))
	begun, started := make(chan struct{}), make(chan struct{})
	results := make(chan error, 10)
	go func() {
		results <- s.Update(bg, func(tx storage.Tx) error {
			close(begun)
			<-started
			return nil
		})
	}()
	<-begun // it is alone in its batch; the others gather meanwhile
	for i := range 9 {
		go func() {
			results <- s.Update(bg, func(tx storage.Tx) error {
				size := 10
				if i == 4 {
					size = 8 << 20
				}
				return tx.Create(fmt.Append(nil, i), make([]byte, size))
			})
		}()
	}
	for { // until all are in line
		s.mu.Lock()
		n := len(s.queue)
		s.mu.Unlock()
		if n == 9 {
			break
		}
	}
	close(started)
	full := 0
	for range 10 {
		if err := <-results; errors.Is(err, storage.ErrFull) {
			full++
		} else {
			must(t, err)
		}
	}
	if full != 1 || count(t, s) != 9 { // "old" and eight of nine
		t.Fatalf("%d found no room, %d records", full, count(t, s))
	}
	must(t, s.Check(bg))
	var b bytes.Buffer
	must(t, s.Backup(bg, &b))
	fillUp(t, disk)
	if err := Restore(bg, filepath.Join(disk, "restored"), &b); !errors.Is(err, storage.ErrFull) {
		t.Fatalf("restore on a full disk: %v", err)
	}
	must(t, remove(s, "old"))
}
