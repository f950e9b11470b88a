//go:build cgo

package main

import (
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
)

// counter counts how often it is closed.
type counter struct{ closed int }

func (c *counter) Close() error { c.closed++; return nil }

// other is an operation of another family.
type other struct{ counter }

func TestOperationNumbers(t *testing.T) {
	t.Cleanup(abortAll)
	seen := map[uint32]bool{}
	for range 20_000 {
		c := &counter{}
		id, err := enter(c)
		if err != nil {
			t.Fatal(err)
		}
		if id == 0 || seen[id] {
			t.Fatalf("the number 0x%08x is given twice, or 0", id)
		}
		seen[id] = true
		if got, err := active[*counter](id); err != nil || got != c {
			t.Fatalf("another operation under its number: %v", err)
		}
		if _, err := active[*other](id); !errors.Is(err, psa.ErrBadState) {
			t.Fatalf("an operation of one family as one of another: %v", err)
		}
		leave(id)
		leave(id)
		if _, err := active[*counter](id); !errors.Is(err, psa.ErrBadState) {
			t.Fatalf("found after it has left: %v", err)
		}
	}
}

func TestOperationLimit(t *testing.T) {
	t.Cleanup(abortAll)
	var ids []uint32
	for range maxOperations {
		id, err := enter(&counter{})
		if err != nil {
			t.Fatalf("after %d: %v", len(ids), err)
		}
		ids = append(ids, id)
	}
	refused := &counter{}
	if _, err := enter(refused); !errors.Is(err, psa.ErrInsufficientMemory) {
		t.Fatalf("beyond the limit: %v", err)
	}
	if refused.closed != 1 {
		t.Error("an operation that finds no place is not wiped")
	}
	spoil(ids[7])
	if _, err := enter(&counter{}); !errors.Is(err, psa.ErrInsufficientMemory) {
		t.Fatal("an operation in the error state does not hold its place:", err)
	}
	leave(ids[7])
	id, err := enter(&counter{})
	if err != nil || id == ids[7] {
		t.Fatalf("a free place is taken again under number 0x%08x, which was 0x%08x: %v", id, ids[7], err)
	}
	abortAll()
	if _, err := active[*counter](ids[0]); err == nil {
		t.Error("an operation is found after all have been ended")
	}
}

func TestOperationsOfManyThreads(t *testing.T) {
	t.Cleanup(abortAll)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5000 {
				c := &counter{}
				id, err := enter(c)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := active[*counter](id); err != nil || got != c {
					t.Errorf("another thread's operation: %v", err)
				}
				leave(id)
			}
		})
	}
	wg.Wait()
}

func TestBarrier(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = w
	status := func() (status int32) {
		defer barrier(&status)
		var none *operation
		_ = none.value
		return 0
	}()
	os.Stderr = stderr
	w.Close()
	told, _ := io.ReadAll(r)
	if status != int32(psa.ErrCorruptionDetected) {
		t.Errorf("a panic gives %d", status)
	}
	if !strings.Contains(string(told), "nil pointer") || !strings.Contains(string(told), "TestBarrier") {
		t.Errorf("standard error is told %q", told)
	}
}

func TestDeliver(t *testing.T) {
	buffer := make([]byte, 8)
	dst := buffer[:0:4]
	var n uintptr

	inPlace := append(dst, 1, 2, 3)
	if s := deliver(inPlace, nil, dst, &n); s != 0 || n != 3 {
		t.Errorf("in place: %d, %d bytes", s, n)
	}
	// What outgrew the buffer on the way and was cut afterwards fits.
	grown := append(dst, 4, 5, 6, 7, 8)[:4]
	if s := deliver(grown, nil, dst, &n); s != 0 || n != 4 || buffer[3] != 7 {
		t.Errorf("cut: %d, %d bytes, %v", s, n, buffer)
	}
	if grown[0] != 0 {
		t.Error("the copy elsewhere is not wiped")
	}
	n = 0
	long := append(dst, 9, 9, 9, 9, 9)
	if s := deliver(long, nil, dst, &n); s != int32(psa.ErrBufferTooSmall) || n != 0 {
		t.Errorf("too long: %d, %d bytes", s, n)
	}
	if long[0] != 0 || buffer[4] != 0 {
		t.Errorf("%v and %v are left", long, buffer)
	}
	if s := deliverSecret(nil, psa.ErrInvalidSignature, dst, &n); s != int32(psa.ErrInvalidSignature) || buffer[0] != 0 {
		t.Errorf("after a wrong tag: %d, %v", s, buffer)
	}
}
