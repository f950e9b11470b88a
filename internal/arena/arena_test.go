package arena

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// The bytes of a secret are as many as were asked for, zero at first, and nobody else's.
func TestAllocIsOwnZeroMemory(t *testing.T) {
	a := New()
	defer a.Close()
	r := rand.New(rand.NewPCG(1, 2))
	type held struct {
		s    Secret
		fill byte
	}
	var all []held
	check := func(h held) {
		t.Helper()
		for _, b := range h.s.Bytes() {
			if b != h.fill {
				t.Fatalf("a secret of %d bytes filled with %d holds %d", h.s.Len(), h.fill, b)
			}
		}
	}
	for step := range 20000 {
		if len(all) > 0 && r.IntN(3) == 0 {
			i := r.IntN(len(all))
			check(all[i])
			a.Free(all[i].s)
			all[i] = all[len(all)-1]
			all = all[:len(all)-1]
			continue
		}
		n := 1 + r.IntN(100)
		switch r.IntN(50) {
		case 0:
			n = r.IntN(6000)
		case 1:
			n = 1 << r.IntN(13)
		}
		s := a.Alloc(n)
		if s.Len() != n || len(s.Bytes()) != n || cap(s.Bytes()) != n {
			t.Fatalf("Alloc(%d): length %d, %d bytes, capacity %d", n, s.Len(), len(s.Bytes()), cap(s.Bytes()))
		}
		check(held{s, 0})
		h := held{s, byte(1 + step%255)}
		for i := range s.Bytes() {
			s.Bytes()[i] = h.fill
		}
		all = append(all, h)
	}
	for _, h := range all {
		check(h)
		a.Free(h.s)
	}
	// All that remains is an empty slab per class.
	for i := range a.classes {
		if c := &a.classes[i]; len(c.slabs) > 1 || len(c.free) != len(c.slabs) || c.empty != len(c.slabs) {
			t.Errorf("class %d: %d slabs, %d with room, %d empty", 1<<c.shift, len(c.slabs), len(c.free), c.empty)
		}
	}
	if len(a.big.slabs) != 0 {
		t.Errorf("%d large secrets remain", len(a.big.slabs))
	}
}

func TestSizesAtTheEdgesOfClasses(t *testing.T) {
	a := New()
	defer a.Close()
	for _, n := range []int{1, 15, 16, 17, 31, 32, 33, 4095, 4096, 4097, 8192, 1 << 20, 1<<20 + 1} {
		s := a.Alloc(n)
		b := s.Bytes()
		b[0], b[n-1] = 1, 1
		a.Free(s)
	}
	if s := a.Alloc(0); s != (Secret{}) || s.Bytes() != nil {
		t.Error("Alloc(0) is not the zero Secret")
	}
	a.Free(Secret{})
}

func TestSecretHas16Bytes(t *testing.T) {
	if n := reflect.TypeFor[Secret]().Size(); n > 16 {
		t.Errorf("a Secret has %d bytes", n)
	}
}

// What was freed is wiped at once, not only when it is given out again.
func TestFreeWipes(t *testing.T) {
	a := New()
	defer a.Close()
	neighbour := a.Alloc(40)
	s := a.Alloc(40)
	slot := s.slab.mem[s.off : s.off+64]
	for i := range slot {
		slot[i] = 0xa5
	}
	a.Free(s)
	if !bytes.Equal(slot, make([]byte, 64)) {
		t.Errorf("after Free the slot holds %x", slot)
	}
	a.Free(neighbour)
}

func TestCloseWipesAndEndsUse(t *testing.T) {
	a := New()
	// Memory from the Go heap can be looked at after Close.
	a.pages = func(n int) ([]byte, bool, error) { return make([]byte, n), false, nil }
	a.lock = func([]byte) error { return errors.New("not locked in this test") }
	small, big := a.Alloc(20), a.Alloc(5000)
	memory := [][]byte{small.slab.mem, big.slab.mem}
	for _, m := range memory {
		for i := range m {
			m[i] = 1
		}
	}
	a.Close()
	a.Close()
	for _, m := range memory {
		if !bytes.Equal(m, make([]byte, len(m))) {
			t.Error("Close left bytes unwiped")
		}
	}
	mustPanic(t, "range", func() { small.Bytes() })
	if st := a.Stats(); st.Bytes != 0 || st.Unlocked != 0 {
		t.Errorf("a closed arena has %+v", st)
	}
	a.Free(small)
	a.Free(big)
	// A straggler must not bring the host program down.
	s := a.Alloc(8)
	copy(s.Bytes(), "12345678")
	b := s.Bytes()
	a.Free(s)
	if !bytes.Equal(b, make([]byte, 8)) {
		t.Error("a secret of a closed arena was not wiped")
	}
}

func mustPanic(t *testing.T, words string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), words) {
			t.Errorf("panic %v, want one about %q", r, words)
		}
	}()
	f()
}

func TestMisusePanics(t *testing.T) {
	a, other := New(), New()
	defer a.Close()
	defer other.Close()
	for _, n := range []int{32, 10000} {
		s := a.Alloc(n)
		mustPanic(t, "another arena", func() { other.Free(s) })
		a.Free(s)
		mustPanic(t, "freed already", func() { a.Free(s) })
	}
	mustPanic(t, "-1", func() { a.Alloc(-1) })
	// Also when its slab has gone back to the system.
	var all []Secret
	for len(a.classes[0].slabs) < 3 {
		all = append(all, a.Alloc(16))
	}
	for _, s := range all {
		a.Free(s)
	}
	mustPanic(t, "freed already", func() { a.Free(all[0]) })
	mustPanic(t, "freed already", func() { a.Free(all[len(all)-1]) })
}

// RLIMIT_MEMLOCK is exhausted for ordinary users soon; the arena goes on and says so.
func TestGoesOnUnlocked(t *testing.T) {
	a := New()
	defer a.Close()
	a.lock = func([]byte) error { return errors.New("cannot allocate memory") }
	s := a.Alloc(32)
	copy(s.Bytes(), "secret")
	st := a.Stats()
	if a.Locked() || st.Unlocked != st.Bytes || st.Reason != "cannot allocate memory" {
		t.Errorf("Locked %v, %+v", a.Locked(), st)
	}
	a.pages = func(int) ([]byte, bool, error) { return nil, false, errors.New("no pages") }
	big := a.Alloc(9000)
	if len(big.Bytes()) != 9000 || a.Stats().Reason != "no pages" {
		t.Errorf("%d bytes, reason %q", len(big.Bytes()), a.Stats().Reason)
	}
	a.Free(big)
	if got := a.Stats().Bytes; got != st.Bytes {
		t.Errorf("%d bytes after the large secret was freed, %d before it", got, st.Bytes)
	}
}

func TestSecretPrintsNothing(t *testing.T) {
	a := New()
	defer a.Close()
	s := a.Alloc(8)
	copy(s.Bytes(), "hush8888")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, s); got != "REDACTED" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
	if got := fmt.Sprintf("%v", struct{ S any }{s}); got != "{REDACTED}" {
		t.Errorf("inside a struct it prints %q", got)
	}
	j, err := json.Marshal(map[string]any{"s": s})
	if err != nil || string(j) != `{"s":"REDACTED"}` {
		t.Errorf("JSON %s, %v", j, err)
	}
}

func TestConcurrentUse(t *testing.T) {
	a := New()
	defer a.Close()
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 7))
			var mine []Secret
			for range 3000 {
				if len(mine) > 20 || len(mine) > 0 && r.IntN(2) == 0 {
					s := mine[len(mine)-1]
					mine = mine[:len(mine)-1]
					for _, b := range s.Bytes() {
						if b != byte(g+1) {
							t.Errorf("goroutine %d found %d in its secret", g, b)
							return
						}
					}
					a.Free(s)
					continue
				}
				s := a.Alloc(1 + r.IntN(300))
				for i := range s.Bytes() {
					s.Bytes()[i] = byte(g + 1)
				}
				mine = append(mine, s)
				if a.Stats().Bytes == 0 {
					t.Error("no bytes while secrets are held")
				}
			}
		})
	}
	wg.Wait()
}

// A million AES-256 keys are a million times 32 bytes and little more.
func TestOverheadOfAMillion(t *testing.T) {
	const n = 1_000_000
	a := New()
	defer a.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var last Secret
	for range n {
		last = a.Alloc(32)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	heap := float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / n
	pages := float64(a.Stats().Bytes)/n - 32
	t.Logf("per secret of 32 bytes: %.2f bytes of heap, %.2f bytes of pages beyond 32; %+v", heap, pages, a.Stats())
	// The handle of 16 bytes is the user's; half of the budget of 16 is plenty for the rest.
	if heap+pages > 8 {
		t.Errorf("a secret costs %.1f bytes beyond its own", heap+pages)
	}
	runtime.KeepAlive(last)
}

func BenchmarkAllocFree(b *testing.B) {
	for _, n := range []int{32, 1200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			a := New()
			defer a.Close()
			b.ReportAllocs()
			for b.Loop() {
				a.Free(a.Alloc(n))
			}
		})
	}
}

// The worst order for the bitmap: the lowest slot of a full slab comes and goes.
func BenchmarkAllocFreeInFullSlab(b *testing.B) {
	a := New()
	defer a.Close()
	var all []Secret
	for range 8192 {
		all = append(all, a.Alloc(32))
	}
	b.ReportAllocs()
	for b.Loop() {
		a.Free(all[0])
		all[0] = a.Alloc(32)
	}
}

func BenchmarkAllocFreeParallel(b *testing.B) {
	a := New()
	defer a.Close()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			a.Free(a.Alloc(32))
		}
	})
}
