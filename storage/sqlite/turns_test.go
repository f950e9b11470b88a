//go:build unix

package sqlite

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Who has just written mustn't always be faster than those who wait for the lock.
func TestProcessesTakeTurns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	const processes, enough = 4, 2000
	var peers [processes]*peer
	for i := range peers {
		peers[i] = openPeer(t, dir)
	}
	var counts [processes]atomic.Int64
	var sum atomic.Int64
	var readers sync.WaitGroup
	for i, p := range peers {
		p.say("flood", fmt.Sprint("process", i), fmt.Sprint(100*enough))
		readers.Go(func() {
			for p.out.Scan() && sum.Load() < enough {
				counts[i].Add(1)
				sum.Add(1)
			}
		})
	}
	readers.Wait()
	for i, p := range peers {
		p.kill()
		if n := counts[i].Load(); n < enough/processes/5 {
			t.Errorf("process %d made %d of %d commits", i, n, enough)
		}
	}
}
