package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/psacrypto/psa/keystore"
)

// damages are what happens to a directory of a mirrored store that nobody has open. What is always told is loud. old is a copy of the directory from an earlier time, "" if there is none.
var damages = []struct {
	name string
	loud bool
	do   func(t *testing.T, r *rand.Rand, dir, old string)
}{
	{"nothing", false, func(*testing.T, *rand.Rand, string, string) {}},
	{"removed", true, func(t *testing.T, _ *rand.Rand, dir, _ string) { must(t, os.RemoveAll(dir)) }},
	{"database removed", true, func(t *testing.T, _ *rand.Rand, dir, _ string) { must(t, os.Remove(filepath.Join(dir, databaseFile))) }},
	{"database cut", true, func(t *testing.T, r *rand.Rand, dir, _ string) {
		path := filepath.Join(dir, databaseFile)
		must(t, os.WriteFile(path, contentOf(t, path)[:r.IntN(2000)], 0o600))
		_ = os.Remove(path + "-wal") // which could make it good
	}},
	{"database overwritten", true, func(t *testing.T, r *rand.Rand, dir, _ string) {
		path := filepath.Join(dir, databaseFile)
		b := contentOf(t, path)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		must(t, os.WriteFile(path, b, 0o600))
		_ = os.Remove(path + "-wal")
	}},
	{"log cut", false, func(t *testing.T, r *rand.Rand, dir, _ string) {
		path := filepath.Join(dir, databaseFile+"-wal")
		if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
			must(t, os.WriteFile(path, b[:r.IntN(len(b))], 0o600))
		}
	}},
	{"bytes altered", false, func(t *testing.T, r *rand.Rand, dir, _ string) {
		path := filepath.Join(dir, databaseFile)
		b := contentOf(t, path)
		for range 1 + r.IntN(8) {
			b[100+r.IntN(len(b)-100)] ^= byte(1 + r.IntN(255))
		}
		must(t, os.WriteFile(path, b, 0o600))
	}},
	{"older copy", false, func(t *testing.T, _ *rand.Rand, dir, old string) {
		if old != "" {
			must(t, os.RemoveAll(dir))
			must(t, os.CopyFS(dir, os.DirFS(old)))
			entries, err := os.ReadDir(dir)
			must(t, err)
			must(t, os.Chmod(dir, 0o700))
			for _, e := range entries {
				must(t, os.Chmod(filepath.Join(dir, e.Name()), 0o600))
			}
		}
	}},
}

func contentOf(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

// Of a store with a mirror nothing acknowledged is lost, and nothing destroyed comes back, whenever processes die and whatever happens to one of the two directories meanwhile.
func TestMirror(t *testing.T) {
	for _, c := range []struct{ processes, rounds int }{
		{1, form(3, 8, 300)},
		{2, form(2, 6, 300)},
	} {
		t.Run(fmt.Sprint(c.processes), func(t *testing.T) { mirrorDeaths(t, c.processes, c.rounds) })
	}
}

func mirrorDeaths(t *testing.T, processes, rounds int) {
	r, seed := seeded(t)
	dirs := []string{filepath.Join(private(t), "first"), filepath.Join(private(t), "second")}
	old := []string{"", ""}
	c := &crew{t: t, ledger: newLedger()}
	which := r.Perm(2 * len(damages))
	for round := range rounds {
		spec := workSpec{Dir: dirs[0], Mirror: dirs[1], Seed: r.Uint64(), Calls: 1_000_000, Roots: round%2 == 1}
		var cmds []*exec.Cmd
		for p := range processes {
			spec.Process = p
			cmd, begun := c.start(spec)
			cmds = append(cmds, cmd)
			life := 30*time.Millisecond + time.Duration(r.Int64N(int64(250*time.Millisecond)))
			go func() {
				<-begun
				time.Sleep(life)
				_ = cmd.Process.Kill()
			}()
		}
		c.end(cmds...)
		pick := which[round%len(which)]
		side, damage := pick%2, damages[pick/2]
		what := fmt.Sprintf("seed %d, round %d, %s: %s", seed, round, filepath.Base(dirs[side]), damage.name)
		// Whoever died while the first store was being made has left less than there is to damage.
		if _, err := os.Stat(filepath.Join(dirs[side], databaseFile)); err == nil && round > 0 {
			damage.do(t, r, dirs[side], old[side])
		}
		c.settleMirror(dirs, damage.loud && round > 0, damage.name == "bytes altered", what)
		if round == 0 || r.IntN(4) == 0 {
			for i, dir := range dirs {
				old[i] = filepath.Join(t.TempDir(), "old")
				must(t, os.CopyFS(old[i], os.DirFS(dir)))
			}
		}
	}
	t.Logf("%d rounds, %d calls acknowledged, %d keys in the end", rounds, c.ledger.calls, len(c.ledger.keys))
	if c.ledger.calls < rounds {
		t.Fatal("the processes were killed before they did anything: the test tests nothing")
	}
}

// settleMirror opens the store and looks whether it is as it must be, and then each of the two directories alone, as copies.
func (c *crew) settleMirror(dirs []string, loud, repair bool, what string) {
	c.t.Helper()
	var mu sync.Mutex
	var told []string
	st, err := keystore.OpenDir(bg, dirs[0], keystore.Config{Mirror: dirs[1], MustExist: len(c.ledger.keys) > 0, Mirrored: func(e keystore.MirrorEvent) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, e.String())
	}})
	if err != nil {
		c.t.Fatalf("%s: the store does not open: %v", what, err)
	}
	faults := slices.Clone(c.ledger.refused)
	if repair {
		// What is altered in one copy only is no fault for those who use the store; Verify tells of it until it is repaired.
		for id, k := range c.ledger.keys {
			if reason := is(bg, st, id, k); reason != "" && len(c.ledger.unsure[id]) == 0 {
				faults = append(faults, fmt.Sprintf("before the repair, key %d: %s", uint32(id), reason))
			}
		}
		must(c.t, st.Repair(bg))
	}
	faults = append(faults, c.ledger.check(bg, st)...)
	if loud && len(told) == 0 {
		faults = append(faults, "nobody was told")
	}
	must(c.t, st.Close())
	for i, dir := range dirs {
		alone := filepath.Join(private(c.t), "alone")
		must(c.t, os.CopyFS(alone, os.DirFS(dir)))
		must(c.t, os.Chmod(alone, 0o700))
		entries, err := os.ReadDir(alone)
		must(c.t, err)
		for _, e := range entries {
			must(c.t, os.Chmod(filepath.Join(alone, e.Name()), 0o600))
		}
		st, err := keystore.OpenDir(bg, alone, keystore.Config{MustExist: true})
		if err != nil {
			c.t.Fatalf("%s: directory %d alone does not open: %v", what, i, err)
		}
		for _, fault := range c.ledger.check(bg, st) {
			faults = append(faults, fmt.Sprintf("directory %d alone: %s", i, fault))
		}
		must(c.t, st.Close())
		must(c.t, os.RemoveAll(alone))
	}
	if len(faults) > 0 {
		c.t.Fatalf("%s:\n%s\ntold:\n%s", what, strings.Join(faults, "\n"), strings.Join(told, "\n"))
	}
}
