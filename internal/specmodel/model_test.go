package specmodel

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa"
)

// What is drawn is worth making: every function succeeds often enough, and fails in more than one way.
func TestDrawnCallsReachEverything(t *testing.T) {
	for _, wide := range []bool{false, true} {
		d := &Drawer{Rand: rand.New(rand.NewPCG(1, 2)), Wide: wide}
		calls, successes := map[Op]int{}, map[Op]int{}
		statuses := map[Op]map[psa.Status]bool{}
		for range 60 {
			m := NewModel()
			m.Attachable = wide
			for range 2000 {
				c := d.Draw(m)
				e := m.Step(&c)
				if e.any {
					continue
				}
				if statuses[c.Op] == nil {
					statuses[c.Op] = map[psa.Status]bool{}
				}
				for _, s := range e.Statuses {
					statuses[c.Op][s] = true
				}
				calls[c.Op]++
				if e.ok() {
					successes[c.Op]++
				}
			}
		}
		for o := OpImport; o <= OpByLabel; o++ {
			if wide && o >= OpMACSetup && o <= OpHashAbort || !wide && o > OpReopen {
				continue
			}
			t.Logf("%-20v %6d calls, %3d%% succeed, %d statuses", o, calls[o], 100*successes[o]/max(1, calls[o]), len(statuses[o]))
			if calls[o] < 50 || 100*successes[o] < 10*calls[o] {
				t.Errorf("%v: %d of %d calls succeed", o, successes[o], calls[o])
			}
			always := o == OpReopen || o == OpList || o.String() == o.family()+"_abort"
			if want := 2; !always && len(statuses[o]) < want {
				t.Errorf("%v: only the statuses %v", o, statuses[o])
			}
		}
	}
}

// liar is a store that gives a wrong outcome for some calls.
type liar struct {
	GoStore
	lie func(calls []Call, at int, o *Outcome)
}

func (w *liar) Run(calls []Call) ([]Outcome, error) {
	all, err := w.GoStore.Run(calls)
	for i := range all {
		w.lie(calls, i, &all[i])
	}
	return all, err
}

// A store that does something else is found out, and the calls that are printed are few.
func TestDeviationsAreFound(t *testing.T) {
	for what, lie := range map[string]func(calls []Call, at int, o *Outcome){
		"a second destroy succeeds": func(calls []Call, at int, o *Outcome) {
			if calls[at].Op == OpDestroy && o.Status == psa.ErrInvalidHandle {
				o.Status = psa.Success
			}
		},
		"copies have all usages": func(calls []Call, at int, o *Outcome) {
			if calls[at].Op == OpAttributes && o.Status == psa.Success && calls[at].Key == Name(2) {
				o.Out[16] |= 2
			}
		},
		"one bit of a MAC": func(calls []Call, at int, o *Outcome) {
			if calls[at].Op == OpMACFinish && o.Status == psa.Success {
				o.Out[0] ^= 1
			}
		},
		"a used identifier": func(calls []Call, at int, o *Outcome) {
			if calls[at].Op == OpOpen && o.Status == psa.Success {
				o.ID = psa.KeyIDHandleMin
			}
		},
		"output after an error": func(calls []Call, at int, o *Outcome) {
			if calls[at].Op == OpAEADDecrypt && o.Status == psa.ErrInvalidSignature {
				o.Out = []byte{0}
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := &liar{GoStore{Dir: t.TempDir()}, lie}
			defer w.Close()
			d := &Drawer{Rand: rand.New(rand.NewPCG(3, 4))}
			_, err := Run([]World{w}, NewModel, d.Draw, 20_000, 500)
			var found *Deviation
			if !errors.As(err, &found) {
				t.Fatalf("not found: %v", err)
			}
			if len(found.Calls) > 8 {
				t.Errorf("%d calls are too many to read:\n%v", len(found.Calls), found)
			}
		})
	}
}
