package torture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// What is in SQLite's log is there, whatever is behind it: the log is cut and torn in what was written after the last acknowledged call, other bytes are
// put there, and its index is removed or replaced.
func TestLog(t *testing.T) {
	r, seed := seeded(t)
	states := logStates(t, r, form(4, 10, 40))
	dir := inMemory(t)
	opened := 0
	look := func(before, after *logState, log, index []byte, what string) {
		t.Helper()
		opened++
		store := filepath.Join(dir, fmt.Sprint(opened))
		must(t, os.Mkdir(store, 0o700))
		defer os.RemoveAll(store)
		for name, b := range map[string][]byte{"keys.db": before.database, "keys.db-wal": log, "keys.db-shm": index, rootFile: before.root} {
			if b != nil {
				must(t, os.WriteFile(filepath.Join(store, name), b, 0o600))
			}
		}
		l := before.ledger.clone()
		if bytes.HasPrefix(log, after.log) {
			l = after.ledger.clone()
		}
		st, err := keystore.OpenDir(bg, store, keystore.Config{MustExist: true})
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, what, err)
		}
		defer st.Close()
		if faults := l.check(bg, st); len(faults) > 0 {
			t.Fatalf("seed %d: %s:\n%s", seed, what, strings.Join(faults, "\n"))
		}
	}
	for i := range len(states) - 1 {
		before, after := states[i], states[i+1]
		n, m := len(before.log), len(after.log)
		if !bytes.Equal(before.database, after.database) || m <= n || !bytes.Equal(before.log, after.log[:n]) {
			t.Fatalf("the log after call %d does not go on where it was: %d bytes, then %d", i, n, m)
		}
		for _, cut := range logCuts(r, n, m, i == 0) {
			what := fmt.Sprintf("call %d: the log ends at %d of %d to %d", i, cut, n, m)
			look(before, after, after.log[:cut], nil, what)
			if r.IntN(4) == 0 {
				index := [][]byte{before.index, after.index, noise(r, 32<<10), noise(r, 1+r.IntN(100)), {}}[r.IntN(5)]
				look(before, after, after.log[:cut], index, what+", with another index")
			}
			// The rest of the length is there, but not the bytes.
			look(before, after, append(slices.Clone(after.log[:cut]), make([]byte, m-cut)...), nil, what+", then zeros")
			look(before, after, append(slices.Clone(after.log[:cut]), noise(r, m-cut)...), nil, what+", then noise")
		}
		for range form(2, 6, 40) {
			// One sector has not been written.
			torn := slices.Clone(after.log)
			at := n + r.IntN(m-n)
			clear(torn[at:min(at-at%512+512, m)])
			look(before, after, torn, nil, fmt.Sprintf("call %d: zeros from %d of %d to %d", i, at, n, m))
			bit := n + r.IntN(m-n)
			torn = slices.Clone(after.log)
			torn[bit] ^= 1 << r.IntN(8)
			look(before, after, torn, nil, fmt.Sprintf("call %d: a bit of byte %d of %d to %d", i, bit, n, m))
		}
		for _, behind := range [][]byte{noise(r, 1), noise(r, logFrame), make([]byte, logFrame), after.log[logHead:min(m, logHead+2*logFrame)], after.log, after.log[n:]} {
			look(before, after, append(slices.Clone(after.log), behind...), nil, fmt.Sprintf("call %d: %d bytes behind the log", i, len(behind)))
		}
	}
	t.Logf("%d stores opened, of %d states", opened, len(states))
}

// The log has a head, and then frames of a head and a page (SQLite, "Database File Format", 4.1).
const (
	logHead  = 32
	logFrame = 24 + 4096
)

// logState is a store after an acknowledged call, as a cut would find it.
type logState struct {
	ledger                     *ledger
	database, log, index, root []byte
}

// logStates makes calls that leave the log growing: creates and copies.
func logStates(t *testing.T, r *rand.Rand, calls int) (states []*logState) {
	t.Helper()
	dir := private(t)
	w := &worker{workSpec: workSpec{Dir: dir}, Rand: r, have: map[psa.KeyID]psa.Usage{}}
	var err error
	w.store, err = keystore.OpenDir(bg, dir, keystore.Config{})
	must(t, err)
	defer func() { must(t, w.store.Close()) }()
	l := newLedger()
	create := func(id psa.KeyID, tag uint64) {
		a, b := attributes(id, tag, fullUsage)
		_, err := w.store.Import(bg, a, b)
		must(t, err)
		l.keys[id] = &held{tag, fullUsage}
	}
	create(999, 0)
	must(t, w.store.RotateMaster(bg)) // so that the log is cut, and the database is made
	create(1000, 1)
	// A process that closes any descriptor of a database loses SQLite's locks on it, so these are open until the store is closed.
	files := map[string]*os.File{}
	for _, name := range []string{"keys.db", "keys.db-wal", "keys.db-shm", rootFile} {
		f, err := os.Open(filepath.Join(dir, name))
		must(t, err)
		defer f.Close()
		files[name] = f
	}
	read := func(name string) []byte {
		info, err := files[name].Stat()
		must(t, err)
		b := make([]byte, info.Size())
		_, err = files[name].ReadAt(b, 0)
		must(t, err)
		return b
	}
	for i := range calls {
		if i > 0 {
			create(1000+psa.KeyID(i), uint64(r.Uint32()))
		}
		states = append(states, &logState{l.clone(), read("keys.db"), read("keys.db-wal"), read("keys.db-shm"), read(rootFile)})
	}
	if head := states[0].log; len(head) < logHead || binary.BigEndian.Uint32(head[8:]) != logFrame-24 || (len(head)-logHead)%logFrame != 0 {
		t.Fatalf("this is no log: %d bytes", len(head))
	}
	return states
}

// logCuts are where a log is cut that was n bytes long and then m: at and about each frame, and anywhere; in the long form in every
// 64th byte, and after the first call in every one.
func logCuts(r *rand.Rand, n, m int, first bool) []int {
	cuts := []int{n, m}
	for at := n; at < m; at += logFrame {
		cuts = append(cuts, at-1, at, at+1, at+23, at+24, at+25)
	}
	for range form(2, 10, 0) {
		cuts = append(cuts, n+r.IntN(m-n))
	}
	if long() {
		step := 64
		if first {
			step = 1
		}
		for at := n + r.IntN(step); at < m; at += step {
			cuts = append(cuts, at)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	return slices.DeleteFunc(cuts, func(at int) bool { return at < n })
}
