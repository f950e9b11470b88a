//go:build unix

package mirror_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mirror"
	"github.com/psacrypto/psa/storage/sqlite"
)

// Variables of the environment that make the test binary a writer: the folder with both stores, how it is called, how many changes it makes, and at which
// stage of the last one it dies.
const (
	dirVariable   = "PSA_STORAGE_MIRROR_DIR"
	nameVariable  = "PSA_STORAGE_MIRROR_NAME"
	countVariable = "PSA_STORAGE_MIRROR_COUNT"
	stageVariable = "PSA_STORAGE_MIRROR_STAGE"
)

func TestMain(m *testing.M) {
	if os.Getenv(dirVariable) == "" {
		os.Exit(m.Run())
	}
	if err := write(); err != nil {
		fmt.Println("error", err)
	}
}

// Stages of an Update, in their order.
var stages = []string{"before both", "before the second's commit", "between the commits", "after both"}

// deadly kills the process at a stage.
type deadly struct {
	storage.Store
	before, within, after string
	stage                 *string
}

func (d *deadly) at(stage string) {
	if stage != "" && stage == *d.stage {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (d *deadly) Update(ctx context.Context, f func(storage.Tx) error) error {
	d.at(d.before)
	err := d.Store.Update(ctx, func(tx storage.Tx) error {
		err := f(tx)
		d.at(d.within)
		return err
	})
	d.at(d.after)
	return err
}

// write makes changes and tells of each: "begin NAME", then "end NAME". Every third is a delete of the one before.
func write() error {
	dir, name := os.Getenv(dirVariable), os.Getenv(nameVariable)
	count, _ := strconv.Atoi(os.Getenv(countVariable))
	first, err := sqlite.Open(bg, filepath.Join(dir, "first"))
	if err != nil {
		return err
	}
	second, err := sqlite.Open(bg, filepath.Join(dir, "second"))
	if err != nil {
		return err
	}
	var stage string
	s, err := mirror.Open(bg, &deadly{first, stages[0], stages[2], stages[3], &stage}, &deadly{second, "", stages[1], "", &stage}, nil)
	if err != nil {
		return err
	}
	for i := range count {
		if i == count-1 {
			stage = os.Getenv(stageVariable)
		}
		key := fmt.Sprintf("%s-%d", name, i)
		op, change := "put", func() error { return put(s, key, "of "+key) }
		if i%3 == 2 {
			key = fmt.Sprintf("%s-%d", name, i-1)
			op, change = "delete", func() error { return remove(s, key) }
		}
		fmt.Println("begin", op, key)
		if err := change(); err != nil {
			return err
		}
		fmt.Println("end", op, key)
	}
	return s.Close()
}

// book is what the writers have told.
type book struct {
	t      *testing.T
	mu     sync.Mutex
	there  map[string]bool // by what was acknowledged
	unsure map[string]bool
	wg     sync.WaitGroup
}

func (b *book) start(dir, name string, count int, stage string) *exec.Cmd {
	b.t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), dirVariable+"="+dir, nameVariable+"="+name, countVariable+"="+fmt.Sprint(count), stageVariable+"="+stage)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	must(b.t, err)
	must(b.t, c.Start())
	b.wg.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			b.mu.Lock()
			words := strings.Fields(lines.Text())
			switch words[0] {
			case "begin":
				b.unsure[words[2]] = true
			case "end":
				delete(b.unsure, words[2])
				b.there[words[2]] = words[1] == "put"
			default:
				b.t.Error(lines.Text())
			}
			b.mu.Unlock()
		}
		_ = c.Wait()
	})
	return c
}

// balance opens the pair and looks whether it is as was told.
func (b *book) balance(dir, what string) {
	b.t.Helper()
	s := pair(b.t, lite(b.t, filepath.Join(dir, "first")), lite(b.t, filepath.Join(dir, "second")), nil)
	defer s.Close()
	must(b.t, s.Check(bg))
	got := all(b.t, s)
	for name, there := range b.there {
		data, is := got[name]
		if b.unsure[name] {
			continue
		}
		if is != there || is && data != "of "+name {
			b.t.Fatalf("%s: %s is there: %v, %q; acknowledged was %v", what, name, is, data, there)
		}
	}
	for name := range got {
		if !b.there[name] && !b.unsure[name] {
			b.t.Fatalf("%s: %s is there", what, name)
		}
	}
	for name := range b.unsure { // settled by now
		_, b.there[name] = got[name]
	}
	clear(b.unsure)
}

// A writer dies at each stage, of a put or a delete, while another process has the pair open and while nobody has.
func TestDeathAtEachStage(t *testing.T) {
	for _, stage := range stages {
		for _, count := range []int{2, 3} {
			for _, others := range []int{0, 1} {
				what := fmt.Sprintf("%s, %d changes, %d others", stage, count, others)
				dir := t.TempDir()
				b := &book{t: t, there: map[string]bool{}, unsure: map[string]bool{}}
				var s storage.Store
				if others > 0 {
					s = pair(t, lite(t, filepath.Join(dir, "first")), lite(t, filepath.Join(dir, "second")), nil)
				}
				b.start(dir, "dead", count, stage)
				b.wg.Wait()
				if len(b.unsure) != 1 {
					t.Fatalf("%s: it has not died in its last change: %v", what, b.unsure)
				}
				if others > 0 {
					before := all(t, s)
					must(t, put(s, "live", "of live"))
					b.there["live"] = true
					after := all(t, s)
					// What was seen before the change is there after it, unless the dead one's delete was seen to.
					for name := range before {
						if _, still := after[name]; !still && !b.unsure[name] {
							t.Fatalf("%s: %s was there and is not any more", what, name)
						}
					}
					must(t, s.Close())
				}
				b.balance(dir, what)
			}
		}
	}
}

// Several write at once; some are killed anywhere, some between the two commits. Between the rounds one of the two stores goes.
func TestProcessesAndLosses(t *testing.T) {
	rounds := 3
	switch {
	case os.Getenv("PSA_TORTURE") == "all":
		rounds = 300
	case testing.Short():
		rounds = 2
	}
	dir := t.TempDir()
	b := &book{t: t, there: map[string]bool{}, unsure: map[string]bool{}}
	for round := range rounds {
		for p := range 4 {
			name := fmt.Sprintf("%d.%d", round, p)
			switch p {
			case 0:
				b.start(dir, name, 30, "")
			case 1:
				b.start(dir, name, 2+rand.IntN(20), stages[rand.IntN(len(stages))])
			default:
				c := b.start(dir, name, 100000, "")
				time.AfterFunc(time.Duration(50+rand.IntN(200))*time.Millisecond, func() { _ = c.Process.Kill() })
			}
		}
		b.wg.Wait()
		lost := []string{"first", "second", ""}[rand.IntN(3)]
		if lost != "" {
			must(t, os.RemoveAll(filepath.Join(dir, lost)))
		}
		b.balance(dir, fmt.Sprintf("round %d, lost: %s", round, lost))
	}
	if len(b.there) < 30*rounds {
		t.Fatalf("only %d changes", len(b.there))
	}
}
