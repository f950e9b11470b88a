package torture

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

// workSpec says what a worker does.
type workSpec struct {
	Dir     string // of the store
	Mirror  string // of its mirror, "" for none
	Process int
	Seed    uint64
	// Calls is how many it makes, at most; then it closes the store.
	Calls int
	// Have are those of its keys that are there.
	Have map[psa.KeyID]psa.Usage
	// Backups is where it writes backups, "" for none; otherwise, with Roots, it changes the root key.
	Backups string
	Roots   bool
	// Watched: another process watches its calls of the operating system.
	Watched bool
}

// worker makes random calls and tells of them.
type worker struct {
	workSpec
	*rand.Rand
	store *keystore.Store
	have  map[psa.KeyID]psa.Usage
}

func workerMain(b []byte) {
	w := &worker{workSpec: specOf[workSpec](b)}
	w.Rand = rand.New(rand.NewPCG(w.Seed, uint64(w.Process)))
	if w.have = w.Have; w.have == nil {
		w.have = map[psa.KeyID]psa.Usage{}
	}
	if w.Watched {
		if err := beWatched(); err != nil {
			fmt.Fprintln(os.Stderr, "can't be watched:", err)
			return
		}
	}
	err := w.tell("open", func() (err error) {
		w.store, err = keystore.OpenDir(bg, w.Dir, keystore.Config{Mirror: w.Mirror})
		return err
	})
	if err != nil {
		return
	}
	for range w.Calls {
		w.call()
	}
	w.tell("close", w.store.Close)
}

// tell makes a call between two lines.
func (w *worker) tell(call string, f func() error) error {
	os.Stdout.WriteString("begin " + call + "\n")
	err := f()
	s := success
	if err != nil {
		s = fmt.Sprintf("%v %s", psa.StatusOf(err).CName(), strings.ReplaceAll(err.Error(), "\n", " "))
	}
	os.Stdout.WriteString("end " + s + "\n")
	return err
}

// usages of keys that the tests can look at.
const (
	fullUsage  = psa.Export | psa.Copy
	exportOnly = psa.Export
)

// call makes a random call.
func (w *worker) call() {
	var free, used psa.KeyID
	for _, i := range w.Perm(idsEach) {
		id := firstID(w.Process) + psa.KeyID(i)
		if _, there := w.have[id]; there {
			used = id
		} else {
			free = id
		}
	}
	usage := []psa.Usage{fullUsage, fullUsage, exportOnly, fullUsage | psa.Cache}[w.IntN(4)]
	switch k := w.IntN(20); {
	case used == 0 || k < 8 && free != 0:
		w.create(free, uint64(w.Uint32()), usage)
	case k < 12 && free != 0 && w.have[used]&psa.Copy != 0:
		w.copy(free, used, usage)
	case k == 18:
		w.tell("rotate", func() error { return w.store.RotateMaster(bg) })
	case k == 19 && w.Backups != "":
		w.backup(w.Uint32())
	case k == 19 && w.Roots:
		to := keystore.KeyFile(filepath.Join(w.Dir, rootFile))
		if w.Mirror != "" {
			to = keystore.MirroredKeyFile(filepath.Join(w.Dir, rootFile), filepath.Join(w.Mirror, rootFile), nil)
		}
		w.tell("rotateroot", func() error { return w.store.RotateRoot(bg, to) })
	default:
		w.destroy(used)
	}
}

// rootFile is the name of the key file in a store's folder.
const rootFile = "root.key"

func (w *worker) create(id psa.KeyID, tag uint64, usage psa.Usage) {
	a, b := attributes(id, tag, usage)
	err := w.tell(fmt.Sprintf("create %d %d %d", uint32(id), tag, uint32(usage)), func() error {
		_, err := w.store.Import(bg, a, b)
		return err
	})
	if err == nil {
		w.have[id] = usage
	}
}

func (w *worker) copy(id, from psa.KeyID, usage psa.Usage) {
	err := w.tell(fmt.Sprintf("copy %d %d %d", uint32(id), uint32(from), uint32(usage)), func() error {
		source, err := w.store.Key(from).Attributes(bg)
		if err != nil {
			return err
		}
		a := psa.Attributes{Label: labelOf(id), Policy: psa.Policy{Usage: usage, Alg: source.Policy.Alg}}
		a.SetID(id)
		_, err = w.store.Key(from).Copy(bg, a)
		return err
	})
	if err == nil {
		w.have[id] = usage & w.have[from]
	}
}

func (w *worker) destroy(id psa.KeyID) {
	err := w.tell(fmt.Sprintf("destroy %d", uint32(id)), func() error { return w.store.Key(id).Destroy(bg) })
	if err == nil {
		delete(w.have, id)
	}
}

// backup writes a backup to a file. What the test is about is what Backup gives, so the file is synced as a user would.
func (w *worker) backup(n uint32) {
	path := filepath.Join(w.Backups, fmt.Sprintf("%d-%d", w.Process, n))
	w.tell("backup "+path, func() error {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := w.store.Backup(bg, f); err != nil {
			return err
		}
		return f.Sync()
	})
}

// crew is some workers on one store.
type crew struct {
	t      *testing.T
	mu     sync.Mutex // guards ledger
	ledger *ledger
	stderr io.Writer // of the workers; nil: that of the test
	heard  sync.WaitGroup
}

// start lets a worker begin. begun is closed when it opens the store.
func (c *crew) start(spec workSpec) (cmd *exec.Cmd, begun chan struct{}) {
	c.t.Helper()
	c.mu.Lock()
	spec.Have = map[psa.KeyID]psa.Usage{}
	for id, k := range c.ledger.keys {
		if ownerOf(id) == spec.Process {
			spec.Have[id] = k.usage
		}
	}
	c.mu.Unlock()
	cmd = child(c.t, "worker", spec)
	if c.stderr != nil {
		cmd.Stderr = c.stderr
	}
	out, err := cmd.StdoutPipe()
	must(c.t, err)
	must(c.t, cmd.Start())
	begun = make(chan struct{})
	c.heard.Go(func() {
		lines := bufio.NewScanner(out)
		for first := true; lines.Scan(); first = false {
			if first {
				close(begun)
			}
			c.mu.Lock()
			c.ledger.hear(spec.Process, lines.Text())
			c.mu.Unlock()
		}
	})
	return cmd, begun
}

// end waits for all workers, of which each has ended or is about to be killed.
func (c *crew) end(cmds ...*exec.Cmd) {
	c.heard.Wait()
	for _, cmd := range cmds {
		_ = cmd.Wait()
	}
	c.ledger.died()
}

// settle opens the store and looks whether it is as it must be.
func (c *crew) settle(dir, what string) {
	c.t.Helper()
	st, err := keystore.OpenDir(bg, dir, keystore.Config{MustExist: len(c.ledger.keys) > 0})
	if err != nil {
		c.t.Fatalf("%s: the store does not open: %v", what, err)
	}
	defer st.Close()
	if faults := append(c.ledger.refused, c.ledger.check(bg, st)...); len(faults) > 0 {
		c.t.Fatalf("%s:\n%s", what, strings.Join(faults, "\n"))
	}
}
