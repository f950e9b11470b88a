package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// Nothing acknowledged is lost, whenever a process dies: every acknowledged key loads with its bytes and policy, every acknowledged destroy stays, and the store
// is in order.
func TestDeath(t *testing.T) {
	for _, c := range []struct{ processes, kills int }{
		{1, form(10, 30, 1000)},
		{2, form(6, 20, 500)},
		{4, form(4, 16, 500)},
	} {
		t.Run(fmt.Sprint(c.processes), func(t *testing.T) { deaths(t, c.processes, c.kills) })
	}
}

// deaths has so many processes killed, several at a time.
func deaths(t *testing.T, processes, kills int) {
	r, seed := seeded(t)
	dir := filepath.Join(private(t), "store")
	c := &crew{t: t, ledger: newLedger()}
	// On a busy machine processes may die before they have done anything: then it takes more of them.
	for killed := 0; killed < kills || c.ledger.calls < kills && killed < 50*kills; {
		round := r.Uint64()
		what := fmt.Sprintf("seed %d, after %d kills", seed, killed)
		spec := workSpec{Dir: dir, Seed: round, Calls: 1_000_000}
		if killed/processes%2 == 0 {
			spec.Backups = t.TempDir()
		} else {
			spec.Roots = true // a backup does not open with a later root
		}
		c.ledger.backups = map[string]map[psa.KeyID]*held{}
		var cmds []*exec.Cmd
		for p := range processes {
			spec.Process = p
			cmd, begun := c.start(spec)
			cmds = append(cmds, cmd)
			// Most die in the middle of their work, some while they open the store.
			life := time.Duration(r.Int64N(int64(150 * time.Millisecond)))
			if r.IntN(5) == 0 {
				life /= 30
			}
			go func() {
				<-begun
				time.Sleep(life)
				_ = cmd.Process.Kill()
			}()
			killed++
		}
		c.end(cmds...)
		c.settle(dir, what)
		restoreAny(t, r, c.ledger, dir, what)
	}
	t.Logf("%d kills, %d calls acknowledged, %d keys in the end", kills, c.ledger.calls, len(c.ledger.keys))
	if c.ledger.calls < kills {
		t.Fatal("the processes were killed before they did anything: the test tests nothing")
	}
}

// restoreAny looks into one of the backups that were acknowledged.
func restoreAny(t *testing.T, r *rand.Rand, l *ledger, dir, what string) {
	t.Helper()
	skip := r.IntN(1 + len(l.backups))
	for path, keys := range l.backups {
		if skip--; skip >= 0 {
			continue
		}
		restore(t, path, keys, dir, what)
		return
	}
}

// restore brings a backup of the store in dir back in a folder of its own, and looks whether it has what was there when it was made.
func restore(t *testing.T, path string, keys map[psa.KeyID]*held, dir, what string) {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	copied := filepath.Join(private(t), "restored")
	must(t, keystore.RestoreDir(bg, copied, f))
	roots, err := filepath.Glob(filepath.Join(dir, rootFile+"*"))
	must(t, err)
	for _, root := range roots {
		b, err := os.ReadFile(root)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(copied, filepath.Base(root)), b, 0o600))
	}
	st, err := keystore.OpenDir(bg, copied, keystore.Config{MustExist: true})
	if err != nil {
		t.Fatalf("%s: a backup does not open: %v", what, err)
	}
	defer st.Close()
	for id, k := range keys {
		if reason := is(bg, st, id, k); reason != "" {
			t.Fatalf("%s: in the backup key %d: %s", what, uint32(id), reason)
		}
	}
	if err := st.Verify(bg, func(f keystore.Finding) { t.Errorf("%s: in the backup: %+v", what, f) }); err != nil {
		t.Fatal(err)
	}
}
