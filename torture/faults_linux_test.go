//go:build amd64 || arm64

package torture

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// fault is what the system answers to a call of some kind, from the n-th on.
type fault struct {
	kind  callKind
	errno unix.Errno
	// good: all that follow fail too.
	good bool
}

func (f fault) String() string {
	s := fmt.Sprintf("%s, %s", f.kind, unix.ErrnoName(f.errno))
	if f.good {
		s += " for good"
	}
	return s
}

var faults = []fault{
	{callWrite, unix.EIO, false}, {callWrite, unix.EIO, true}, {callWrite, unix.ENOSPC, false}, {callWrite, unix.ENOSPC, true},
	{callSync, unix.EIO, false}, {callSync, unix.EIO, true}, {callSync, unix.ENOSPC, false},
	{callOpen, unix.EIO, false}, {callOpen, unix.EMFILE, false}, {callOpen, unix.EACCES, true},
	{callRead, unix.EIO, false}, {callRead, unix.EIO, true},
	{callTruncate, unix.EIO, false}, {callTruncate, unix.ENOSPC, true},
	{callUnlink, unix.EIO, false}, {callLink, unix.EIO, false}, {callRename, unix.EIO, false}, {callMkdir, unix.EIO, false},
}

// The n-th call of a kind fails, for n = 1, 2, 3 … until the script runs to its end untouched: nothing that was acknowledged is lost, what was refused has a status and
// words, and is not there, or, where it was the sync that failed, wholly there.
func TestFaults(t *testing.T) {
	r, seed := seeded(t)
	if !watchable(t) {
		return
	}
	step := form(31, 5, 1)
	for _, f := range faults {
		t.Run(f.String(), func(t *testing.T) {
			runs, refused := 0, 0
			for script := range uint64(form(1, 1, 20)) {
				for n := 1; ; n += 1 + r.IntN(2*step-1) {
					touched, bad := f.run(t, seed+script, n)
					if !touched {
						break
					}
					runs++
					refused += bad
				}
			}
			t.Logf("%d runs, %d calls refused", runs, refused)
		})
	}
}

// watchable tells whether a process can be watched here, and skips the test if not.
func watchable(t *testing.T) bool {
	t.Helper()
	dir := filepath.Join(memoryDir(t), "store")
	lines := 0
	watch(t, child(t, "worker", workSpec{Dir: dir, Calls: 1, Watched: true}), filepath.Dir(dir), func(c fileCall) unix.Errno {
		if c.kind == callLine {
			lines++
		}
		return 0
	})
	return lines > 0
}

// run has a worker run its script with the fault at the n-th call. It tells whether there was one, and how many calls were refused.
func (f fault) run(t *testing.T, seed uint64, n int) (touched bool, refused int) {
	t.Helper()
	base := memoryDir(t)
	dir := filepath.Join(base, "store")
	l := newLedger()
	spec := workSpec{Dir: dir, Seed: seed, Calls: 16, Watched: true}
	if n%2 == 0 {
		spec.Backups = t.TempDir()
	} else {
		spec.Roots = true
	}
	cmd := child(t, "worker", spec)
	count := 0
	watch(t, cmd, base, func(c fileCall) unix.Errno {
		if c.kind == callLine {
			pending := l.pending[0]
			l.hear(0, c.path)
			// The commit may have reached the medium although its sync was refused.
			if len(pending) > 0 && strings.HasPrefix(c.path, "end ") && c.path != "end "+success && f.kind == callSync && (pending[0] == "create" || pending[0] == "copy") {
				id := number(pending[1])
				l.unsure[id] = append(l.unsure[id], l.making(pending))
			}
			return 0
		}
		if c.kind != f.kind {
			return 0
		}
		count++
		if count == n || f.good && count > n {
			return f.errno
		}
		return 0
	})
	what := fmt.Sprintf("%v, call %d", f, n)
	if s := cmd.ProcessState; s == nil || !s.Success() {
		t.Fatalf("%s: the process ended with %v", what, s)
	}
	if len(l.pending) > 0 {
		t.Fatalf("%s: the process ended in %v", what, l.pending)
	}
	for _, words := range l.refused {
		if why := f.unclear(words); why != "" {
			t.Errorf("%s: %s: %s", what, why, words)
		}
	}
	refused = len(l.refused)
	l.refused = nil
	(&crew{t: t, ledger: l}).settle(dir, what)
	return count >= n, refused
}

// unclear says why a refusal doesn't tell what is the matter. A call may also be refused for what a refused one before it has left, or not: a key that exists
// already, or one that does not.
func (f fault) unclear(words string) string {
	call, status, _ := strings.Cut(words, ": ")
	status, reason, _ := strings.Cut(status, " ")
	want := []string{"PSA_ERROR_STORAGE_FAILURE"}
	switch f.errno {
	case unix.ENOSPC:
		want = append(want, "PSA_ERROR_INSUFFICIENT_STORAGE")
	case unix.EACCES:
		want = append(want, "PSA_ERROR_NOT_PERMITTED")
	}
	if f.kind == callWrite {
		want = append(want, "PSA_ERROR_INSUFFICIENT_STORAGE") // SQLite says no more of it when the index of the log can't grow
	}
	if f.kind == callRead {
		want = append(want, "PSA_ERROR_CORRUPTION_DETECTED") // SQLite takes EIO for a damaged medium
	}
	if f.kind == callSync {
		want = append(want, "PSA_ERROR_ALREADY_EXISTS", "PSA_ERROR_INVALID_HANDLE")
	}
	for _, s := range want {
		if s == status && len(reason) > 20 {
			return ""
		}
	}
	return fmt.Sprintf("%s gives %s", call, status)
}
