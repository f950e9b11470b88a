//go:build amd64 || arm64

package torture

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/psacrypto/psa/keystore"
)

// Nothing acknowledged is lost, whatever of the unsynced a disk has kept when the power goes: all that a process writes and syncs is recorded, and for each
// of its calls disks are made up as they may be after a cut at that moment (see medium), opened and looked at.
func TestReplay(t *testing.T) {
	for _, roots := range []bool{false, true} {
		for round := range form(1, 1, 4) {
			t.Run(fmt.Sprintf("%d roots %v", round, roots), func(t *testing.T) { replay(t, form(6, 25, 60), form(1, 2, 6), roots) })
		}
	}
}

func replay(t *testing.T, calls, torn int, roots bool) {
	r, seed := seeded(t)
	dir := inMemory(t)
	spec := workSpec{Dir: filepath.Join(dir, "store"), Seed: r.Uint64(), Calls: calls, Watched: true, Roots: roots}
	if !roots {
		spec.Backups = filepath.Join(dir, "backups")
		must(t, os.Mkdir(spec.Backups, 0o700))
	}
	var events []fileCall
	watch(t, child(t, "worker", spec), dir, func(c fileCall) unix.Errno {
		if c.kind != callRead {
			events = append(events, c)
		}
		return 0
	})
	m := newMedium(dir, spec.Backups)
	l := newLedger()
	disks := 0
	for i, e := range events {
		what := fmt.Sprintf("seed %d, after call %d (%v)", seed, i, e)
		if e.kind == callLine {
			l.hear(0, e.path)
		} else if !m.apply(e) {
			continue
		}
		// What a cut between two calls has to keep is said best by the last line before the next call.
		if i+1 < len(events) && strings.HasPrefix(events[i+1].path, "end ") || strings.HasPrefix(e.path, "begin ") {
			continue
		}
		look := func(kind string, files map[string][]byte, folders map[string]bool) {
			l.clone().lookAt(t, spec.Dir, files, folders, what+", "+kind)
			disks++
		}
		look("all written", m.written(), m.folders.now)
		look("the synced only", m.synced(), m.folders.synced)
		for n := range torn {
			files, folders := m.torn(r)
			if n%2 == 0 { // what says nothing after the cut
				files[filepath.Join(spec.Dir, "keys.db-shm")] = noise(r, 32<<10)
				files[filepath.Join(spec.Dir, "keys.version")] = noise(r, r.IntN(80<<10))
			}
			look("some sectors", files, folders)
		}
	}
	if len(l.refused) > 0 {
		t.Fatal(l.refused)
	}
	for path, b := range m.written() { // that nothing was overlooked
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, b) && !unseen(path) {
			t.Errorf("%s is not as was recorded: %d bytes, recorded %d, %v", path, len(got), len(b), err)
		}
	}
	synced := m.synced()
	for path, keys := range l.backups {
		copied := filepath.Join(inMemory(t), "backup")
		must(t, os.WriteFile(copied, synced[path], 0o600))
		restore(t, copied, keys, spec.Dir, fmt.Sprintf("seed %d", seed))
	}
	t.Logf("%d calls acknowledged, %d calls of the system, %d disks, %d backups", l.calls, len(events), disks, len(l.backups))
	if l.calls < calls || disks < calls {
		t.Fatal("the process did nothing: the test tests nothing")
	}
}

// lookAt opens a store on a made-up disk and looks whether all is there that the ledger has.
func (l *ledger) lookAt(t *testing.T, store string, files map[string][]byte, folders map[string]bool, what string) {
	t.Helper()
	l.died()
	top := filepath.Dir(store)
	at, err := os.MkdirTemp(filepath.Dir(top), "torture-disk-")
	must(t, err)
	defer os.RemoveAll(at)
	moved := func(path string) string { return at + strings.TrimPrefix(path, top) }
	for _, f := range slices.Sorted(maps.Keys(folders)) {
		must(t, os.MkdirAll(moved(f), 0o700))
	}
	for path, b := range files {
		if folders[filepath.Dir(path)] && strings.HasPrefix(path, store+"/") {
			must(t, os.WriteFile(moved(path), b, 0o600))
		}
	}
	st, err := keystore.OpenDir(bg, moved(store), keystore.Config{MustExist: len(l.keys) > 0})
	if err != nil {
		t.Fatalf("%s: the store does not open: %v", what, err)
	}
	defer st.Close()
	if faults := l.check(bg, st); len(faults) > 0 {
		t.Fatalf("%s:\n%s", what, strings.Join(faults, "\n"))
	}
}

// unseen tells of which files not all is recorded, since they are mapped: they say nothing that outlives the processes.
func unseen(path string) bool {
	return strings.HasSuffix(path, "keys.version") || strings.HasSuffix(path, "-shm")
}

// medium is a disk with files: as they are, and what of them will be there after a cut for sure. That is, of a file what it was when it was last synced; of a
// folder the names that were in it when it was last synced, and those under which files of it were synced since, as ext4 and XFS have it.
type medium struct {
	names   both[*inode]
	folders both[bool]
}

type both[V any] struct{ now, synced map[string]V }

type inode struct {
	now, synced []byte
	since       []fileCall // writes and truncations after the last sync
}

const sector = 512

func newMedium(folders ...string) *medium {
	m := &medium{both[*inode]{map[string]*inode{}, map[string]*inode{}}, both[bool]{map[string]bool{}, map[string]bool{}}}
	for _, f := range folders {
		if f != "" {
			m.folders.now[f], m.folders.synced[f] = true, true
		}
	}
	return m
}

// apply makes a call, as the system makes it after it was seen. It returns false where nothing comes of it.
func (m *medium) apply(c fileCall) bool {
	f := m.names.now[c.path]
	switch c.kind {
	case callOpen:
		switch {
		case f != nil && c.flags&unix.O_TRUNC != 0 && c.flags&unix.O_EXCL == 0:
			f.change(fileCall{kind: callTruncate})
		case f == nil && c.flags&unix.O_CREAT != 0 && !m.folders.now[c.path] && m.folders.now[filepath.Dir(c.path)]:
			m.names.now[c.path] = &inode{}
		default:
			return false
		}
	case callWrite, callTruncate:
		if f == nil || unseen(c.path) {
			return false
		}
		f.change(c)
	case callSync:
		if f == nil {
			return m.syncFolder(c.path)
		}
		f.synced, f.since = bytes.Clone(f.now), nil
		for path, same := range m.names.synced { // a name that it has no more
			if same == f && m.names.now[path] != f {
				delete(m.names.synced, path)
			}
		}
		for path, same := range m.names.now {
			if same == f {
				m.names.synced[path] = f
				for up := filepath.Dir(path); m.folders.now[up]; up = filepath.Dir(up) {
					m.folders.synced[up] = true
				}
			}
		}
	case callUnlink:
		if f == nil && !m.folders.now[c.path] {
			return false
		}
		delete(m.names.now, c.path)
		delete(m.folders.now, c.path)
	case callRename:
		if f == nil {
			return false
		}
		delete(m.names.now, c.path)
		m.names.now[c.to] = f
	case callLink:
		if f == nil || m.names.now[c.to] != nil {
			return false
		}
		m.names.now[c.to] = f
	case callMkdir:
		if m.folders.now[c.path] {
			return false
		}
		m.folders.now[c.path] = true
	}
	return true
}

func (m *medium) syncFolder(dir string) bool {
	if !m.folders.now[dir] {
		return false
	}
	m.names.syncIn(dir)
	m.folders.syncIn(dir)
	return true
}

// syncIn makes the names in a folder those that are there after a cut.
func (b both[V]) syncIn(dir string) {
	for path := range b.synced {
		if _, still := b.now[path]; !still && filepath.Dir(path) == dir {
			delete(b.synced, path)
		}
	}
	for path, v := range b.now {
		if filepath.Dir(path) == dir {
			b.synced[path] = v
		}
	}
}

func (f *inode) change(c fileCall) {
	f.now = changed(bytes.Clone(f.now), c)
	f.since = append(f.since, c)
}

// changed makes a write or a truncation in b.
func changed(b []byte, c fileCall) []byte {
	if c.kind == callTruncate {
		return resized(b, c.size)
	}
	if end := c.off + int64(len(c.data)); end > int64(len(b)) {
		b = resized(b, end)
	}
	copy(b[c.off:], c.data)
	return b
}

func resized(b []byte, n int64) []byte {
	if n <= int64(len(b)) {
		return b[:n:n]
	}
	return append(b, make([]byte, n-int64(len(b)))...)
}

// written is a disk that has all.
func (m *medium) written() map[string][]byte {
	files := map[string][]byte{}
	for path, f := range m.names.now {
		files[path] = f.now
	}
	return files
}

// synced is a disk that has nothing but what was synced.
func (m *medium) synced() map[string][]byte {
	files := map[string][]byte{}
	for path, f := range m.names.synced {
		files[path] = f.synced
	}
	return files
}

// torn is a disk that has what was synced, and by chance some of the rest.
func (m *medium) torn(r *rand.Rand) (files map[string][]byte, folders map[string]bool) {
	files, names, folders := map[string][]byte{}, m.names.now, m.folders.now
	if r.IntN(2) == 0 {
		names, folders = m.names.synced, m.folders.synced
	}
	done := map[*inode][]byte{} // a file can have two names
	likely := []float64{0.02, 0.5, 0.98}[r.IntN(3)]
	for _, path := range slices.Sorted(maps.Keys(names)) {
		f := names[path]
		if _, ok := done[f]; !ok {
			done[f] = f.torn(r, likely)
		}
		files[path] = done[f]
	}
	return files, folders
}

// torn is a file that has what was synced, and each sector that was written since as likely as given. Its length is that after any of the calls.
func (f *inode) torn(r *rand.Rand, likely float64) []byte {
	b, length := bytes.Clone(f.synced), int64(len(f.synced))
	lengths := r.IntN(len(f.since) + 1)
	for i, c := range f.since {
		switch {
		case c.kind == callTruncate && i < lengths:
			b, length = resized(b, c.size), c.size
		case c.kind == callWrite:
			if i < lengths {
				length = max(length, c.off+int64(len(c.data)))
			}
			for at := c.off; at < c.off+int64(len(c.data)); {
				end := min(at-at%sector+sector, c.off+int64(len(c.data)))
				if r.Float64() < likely {
					b = changed(b, fileCall{kind: callWrite, off: at, data: c.data[at-c.off : end-c.off]})
				}
				at = end
			}
		}
	}
	return resized(b, length)
}
