//go:build unix

package sqlite

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/psacrypto/psa/storage"
)

// Four processes create; a fifth does too and is killed again and again, at whatever point it is.
func TestProcessesLoseNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	each := 150
	if testing.Short() {
		each = 40
	}
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	hear := func(p *peer) {
		for p.out.Scan() && p.out.Text() != "done" {
			name := p.out.Text()
			if strings.HasPrefix(name, "error") {
				t.Error(name)
			}
			mu.Lock()
			acknowledged[name] = true
			mu.Unlock()
		}
	}
	var steady sync.WaitGroup
	for i := range 4 {
		p := openPeer(t, dir)
		p.say("flood", fmt.Sprint("steady", i), fmt.Sprint(each))
		steady.Go(func() { hear(p) })
	}
	over := make(chan struct{})
	go func() { steady.Wait(); close(over) }()
	kills := 0
	for going := true; going || kills == 0; kills++ {
		p := openPeer(t, dir)
		p.say("flood", fmt.Sprint("killed", kills), "100000")
		time.AfterFunc(time.Duration(1+rand.IntN(40))*time.Millisecond, func() { _ = p.cmd.Process.Kill() })
		hear(p)
		p.kill()
		select {
		case <-over:
			going = false
		default:
		}
	}
	s := open(t, dir)
	if err := s.Check(bg); err != nil {
		t.Fatal(err)
	}
	for name := range acknowledged {
		holds(t, s, name, "of "+name)
	}
	if n := len(acknowledged); n < 4*each {
		t.Fatalf("%d creates were acknowledged, want at least %d", n, 4*each)
	}
	there := 0
	err := s.View(bg, func(r storage.Reader) error {
		for _, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			there++
		}
		return nil
	})
	if err != nil || there > len(acknowledged)+kills {
		t.Fatalf("%d records of %d acknowledged and at most %d under way at a kill (%v)", there, len(acknowledged), kills, err)
	}
}

func TestChangeIsSeenByTheNextUseElsewhere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	a, b := openPeer(t, dir), openPeer(t, dir)
	sum := fmt.Sprint("[", storage.Sum([]byte("name")), "]")
	for i := range 30 {
		for _, op := range []string{"create", "put", "delete"} {
			before := b.ask("version")
			a.want("ok", op, "name", fmt.Sprint(op, i))
			if after := b.ask("version"); after == before {
				t.Fatalf("round %d: the version is the same after %s in another process", i, op)
			} else {
				b.want(after+" false "+sum, "changed", before)
			}
			if op == "delete" {
				b.want("notexist", "get", "name")
			} else {
				b.want(fmt.Sprint("ok ", op, i), "get", "name")
			}
		}
		a, b = b, a
	}
}

// A writer dies at each stage of a delete. Who looks next, by whatever method, must not be told anything that the store then contradicts.
func TestDeathAtEachStage(t *testing.T) {
	for _, stage := range []string{"before", "announced", "committed", "published", "scrub", "scrubbed"} {
		t.Run(stage, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			b, c := open(t, dir), openPeer(t, dir)
			a := openPeer(t, dir)
			a.want("ok", "create", "name", "data")
			before := b.Version()
			c.want(fmt.Sprint(before), "version")
			seed := seedOf(t, b, "name")
			a.dies(stage, "delete", "name", "")
			if stage == "before" || stage == "announced" {
				holds(t, b, "name", "data")
				change(t, b, func(tx storage.Tx) error { return tx.Delete([]byte("name")) })
			}
			// Two look at once.
			c.say("version")
			names, now, all := b.Changed(before)
			if now == before || b.Version() != now {
				t.Fatalf("the version is %d, and %d before the delete", now, before)
			}
			if !all && !slices.Contains(names, storage.Sum([]byte("name"))) {
				t.Fatalf("Changed gives %v", names)
			}
			if got := c.hear(); got != fmt.Sprint(now) {
				t.Fatalf("another process has version %s, this one %d", got, now)
			}
			lacks(t, b, "name")
			c.want("notexist", "get", "name")
			// Those who are left clear away what the dead writer had not got to.
			if err := create(b, "next", nil); err != nil {
				t.Fatal(err)
			}
			untilGone(t, c, seed)
			c.want("exist", "create", "next")
			if err := b.Check(bg); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A dead writer must not be taken for a live one because somebody else is looking at the same time.
func TestManyReadersSettleADeath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := open(t, dir)
	views := []*Store{s, open(t, dir), open(t, dir)}
	rounds := 10
	if testing.Short() {
		rounds = 3
	}
	for i := range rounds {
		a := openPeer(t, dir)
		before := s.Version()
		a.dies("committed", "create", fmt.Sprint("name", i), "data")
		var look sync.WaitGroup
		for _, v := range views {
			for range 4 {
				look.Go(func() {
					if v.Version() == before {
						t.Error("a commit whose writer has died isn't in the version")
					}
				})
			}
		}
		look.Wait()
		holds(t, s, fmt.Sprint("name", i), "data")
	}
}

func TestProcessesBeginAStoreAtOnce(t *testing.T) {
	for range 5 {
		dir := filepath.Join(t.TempDir(), "not", "there", "yet")
		var peers []*peer
		for range 4 {
			peers = append(peers, newPeer(t, dir))
		}
		for _, p := range peers {
			p.say("open")
		}
		for _, p := range peers {
			if got := p.hear(); got != "ok" {
				t.Fatal(got)
			}
		}
		for _, p := range peers {
			p.say("create", "name", "data")
		}
		won := 0
		for _, p := range peers {
			if got := p.hear(); got == "ok" {
				won++
			} else if got != "exist" {
				t.Fatal(got)
			}
		}
		if won != 1 {
			t.Fatalf("%d of 4 processes created the record", won)
		}
		for _, p := range peers {
			p.want("ok data", "get", "name")
			p.in.Close()
		}
	}
}
