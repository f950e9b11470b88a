package core

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/psacrypto/psa"
)

// Each goroutine owns some refs and keeps a map of what it has put; all of them look at everybody's.
func TestIndexAgainstAMap(t *testing.T) {
	const owners, each = 4, 200
	type value struct{ ref Ref }
	var x index[value]
	var stop atomic.Bool
	var writers, readers sync.WaitGroup
	// steady refs are there all the time, whatever the table does.
	for i := range 50 {
		r := Ref{Owner: 99, ID: psa.KeyID(i)}
		x.put(r, &value{r})
	}
	for range 2 {
		readers.Go(func() {
			for !stop.Load() {
				for i := range 50 {
					r := Ref{Owner: 99, ID: psa.KeyID(i)}
					if v := x.get(r); v == nil || v.ref != r {
						t.Errorf("steady %v is lost", r)
						return
					}
				}
				for o := range owners {
					r := Ref{Owner: psa.Owner(o), ID: psa.KeyID(rand.IntN(each))}
					if v := x.get(r); v != nil && v.ref != r {
						t.Errorf("%v leads to %v", r, v.ref)
					}
				}
			}
		})
	}
	models := make([]map[Ref]*value, owners)
	for o := range owners {
		writers.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(o), 7))
			model := map[Ref]*value{}
			models[o] = model
			for range 20000 {
				r := Ref{Owner: psa.Owner(o), ID: psa.KeyID(rng.IntN(each))}
				old := model[r]
				switch rng.IntN(3) {
				case 0:
					n := &value{r}
					got, ok := x.put(r, n)
					if ok != (old == nil) || old != nil && got != old || old == nil && got != n {
						t.Errorf("put %v: %v", r, ok)
					}
					if ok {
						model[r] = n
					}
				case 1:
					if x.remove(r, &value{r}) {
						t.Errorf("remove %v took another value", r)
					}
					if x.remove(r, old) != (old != nil) {
						t.Errorf("remove %v", r)
					}
					delete(model, r)
				case 2:
					if x.get(r) != old {
						t.Errorf("get %v", r)
					}
				}
			}
		})
	}
	writers.Wait()
	stop.Store(true)
	readers.Wait()
	total := 50
	for _, m := range models {
		total += len(m)
	}
	if x.len() != total || len(x.all()) != total {
		t.Errorf("%d values are counted, %d found, want %d", x.len(), len(x.all()), total)
	}
}

func TestEmptyIndex(t *testing.T) {
	var x index[int]
	if x.get(Ref{}) != nil || x.remove(Ref{}, nil) || x.all() != nil || x.len() != 0 {
		t.Error("an empty index has something")
	}
}
