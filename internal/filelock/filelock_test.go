package filelock

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func openings(t *testing.T, n int) (locks []Lock) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lock")
	for range n {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		l := New(f, 0)
		t.Cleanup(func() { l.Close() })
		locks = append(locks, l)
	}
	return locks
}

func try(t *testing.T, l Lock, shared, want bool) {
	t.Helper()
	if got, err := l.Try(shared); err != nil || got != want {
		t.Fatalf("Try(%v) gives %v, %v; want %v", shared, got, err, want)
	}
}

func TestExclusion(t *testing.T) {
	l := openings(t, 3)
	try(t, l[0], false, true)
	try(t, l[1], false, false)
	try(t, l[1], true, false)
	if ok, err := l[0].Downgrade(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	try(t, l[1], true, true)
	try(t, l[2], false, false)
	for _, l := range l[:2] {
		if err := l.Unlock(); err != nil {
			t.Fatal(err)
		}
	}
	try(t, l[2], false, true)
}

func TestWait(t *testing.T) {
	l := openings(t, 2)
	try(t, l[0], false, true)
	got := make(chan error, 1)
	go func() { got <- l[1].Wait() }()
	select {
	case err := <-got:
		t.Fatalf("two have an exclusive lock (%v)", err)
	case <-time.After(20 * time.Millisecond):
	}
	if err := l[0].Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Fatal(err)
	}
	try(t, l[0], true, false)
}

func TestCloseDropsTheLock(t *testing.T) {
	l := openings(t, 2)
	try(t, l[0], false, true)
	if err := l[0].Close(); err != nil {
		t.Fatal(err)
	}
	try(t, l[1], false, true)
}
