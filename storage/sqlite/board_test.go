//go:build unix

package sqlite

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa/internal/filelock"
	"pgregory.net/rapid"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// boards maps one file n times, as n processes would.
func boards(t testing.TB, n int) (list []*board, locks []filelock.Lock) {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	must(t, err)
	must(t, prepareBoard(dir))
	for range n {
		w, err := openCommitLock(dir)
		must(t, err)
		b, unmap, err := openBoard(dir)
		must(t, err)
		t.Cleanup(func() { b.close(); w.Close(); unmap() })
		list, locks = append(list, b), append(locks, w)
	}
	return list, locks
}

// Commits, failed commits and deaths in random order; two who look must be told every change that was made since they last looked.
func TestBoardModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		list, locks := boards(t, 2)
		writer, other := list[0], list[1]
		lock := locks[0]
		type at struct {
			version uint64
			since   map[uint64]bool
			made    int // how many changes since
		}
		var looks []*at
		doubt := 0 // looks before this one may be told "all"
		look := func() { looks = append(looks, &at{version: other.version(), since: map[uint64]bool{}}) }
		look()
		next := uint64(0)
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			switch rapid.SampledFrom([]string{"commit", "commit", "commit", "fail", "die", "look"}).Draw(r, "step") {
			case "look":
				look()
			case "fail":
				must(t, lock.Wait())
				writer.settled()
				before := other.version()
				writer.announce()
				if got := other.version(); got != before { // alive
					r.Fatalf("version %d before the commit, want %d", got, before)
				}
				writer.withdraw()
				lock.Unlock()
				if got := other.version(); got != before {
					r.Fatalf("version %d after a commit that failed, want %d", got, before)
				}
			case "die":
				must(t, lock.Wait())
				writer.settled()
				before := other.version()
				writer.announce()
				writer.writing.Store(false) // as nobody is left to be asked
				lock.Unlock()
				if got := other.version(); got <= before {
					r.Fatalf("version %d after a death, before %d", got, before)
				}
				if other.words.Load()[wordOwed].Load() == 0 {
					r.Fatal("nothing is owed after a death")
				}
				doubt = len(looks)
			default:
				size := rapid.SampledFrom([]int{1, 1, 2, 5, ringLen / 2, ringLen, ringLen + 1}).Draw(r, "names")
				var sums []uint64
				for range size {
					next++
					sums = append(sums, next%5000)
				}
				slices.Sort(sums)
				sums = slices.Compact(sums)
				must(t, lock.Wait())
				writer.settled()
				before := other.version()
				writer.announce()
				writer.publish(sums)
				lock.Unlock()
				if other.version() <= before || writer.version() != other.version() {
					r.Fatal("the versions after a commit")
				}
				for _, l := range looks {
					l.made += len(sums)
					for _, s := range sums {
						l.since[s] = true
					}
				}
				if len(sums) > ringLen {
					doubt = len(looks)
				}
			}
			for i, l := range looks {
				names, now, all := other.changed(l.version)
				if now != other.version() {
					r.Fatalf("now is %d", now)
				}
				if all {
					if i >= doubt && l.made <= ringLen/2 { // half a ring is well within reach
						r.Fatalf("all, though only %d changes have been made", l.made)
					}
					continue
				}
				slices.Sort(names)
				if want := slices.Sorted(maps.Keys(l.since)); !slices.Equal(names, want) {
					r.Fatalf("told %d names, want %d", len(names), len(want))
				}
			}
		}
	})
}

// A writer and those who follow it at the same time; the ring comes round many times.
func TestBoardUnderLoad(t *testing.T) {
	list, locks := boards(t, 3)
	const commits = 20000
	var all sync.WaitGroup
	for _, b := range list[1:] {
		at := b.version()
		first := at
		all.Go(func() {
			seen := make([]bool, commits)
			for at != first+2*commits {
				names, now, everything := b.changed(at)
				if everything {
					for i := range seen[:(now-first)/2] {
						seen[i] = true
					}
				}
				for _, n := range names {
					if n >= (now-first)/2 {
						t.Errorf("told of %d before its time", n)
						return
					}
					seen[n] = true
				}
				if now < at {
					t.Errorf("version %d after %d", now, at)
					return
				}
				at = now
			}
			if i := slices.Index(seen, false); i >= 0 {
				t.Errorf("never told of commit %d", i)
			}
		})
	}
	for i := range commits {
		must(t, locks[0].Wait())
		list[0].announce()
		list[0].publish([]uint64{uint64(i)})
		locks[0].Unlock()
	}
	all.Wait()
}

// A page that can't be written, here because the file was cut under it, makes an error, and not the end of the program.
func TestFaultOfTheBoard(t *testing.T) {
	dir := t.TempDir()
	must(t, prepareBoard(dir))
	b, unmap, err := openBoard(dir)
	must(t, err)
	defer unmap()
	defer b.probe.Close() // close would look at the board
	must(t, b.touch(ringLen+1))
	must(t, os.Truncate(filepath.Join(dir, versionFile), 0))
	for _, changes := range []int{0, 1, ringLen + 1} {
		if err := b.touch(changes); err == nil || !strings.Contains(err.Error(), versionFile) {
			t.Errorf("touching a page that is not there gives %v", err)
		}
	}
	if err := faultless(b.settled); err == nil {
		t.Error("settling in a page that is not there gives no error")
	}
	defer func() {
		if r := recover(); r != "another" {
			t.Errorf("another panic became %v", r)
		}
	}()
	_ = faultless(func() { panic("another") })
}
