package specmodel

import (
	"fmt"
	"slices"
	"strings"

	"github.com/psacrypto/psa"
)

// Deviation is a call whose outcome is not what it must be.
type Deviation struct {
	Calls []Call
	At    int
	What  string
}

// Error lists the calls that lead to it.
func (d *Deviation) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "call %d of these: %s\n", d.At+1, d.What)
	for i := range d.Calls {
		fmt.Fprintf(&b, "%4d  %v\n", i+1, d.Calls[i])
	}
	return b.String()
}

// Expectations makes the calls in the model.
func Expectations(m *Model, calls []Call) []Expect {
	all := make([]Expect, len(calls))
	for i := range calls {
		all[i] = m.Step(&calls[i])
	}
	return all
}

// Compare makes the calls in each world, from an empty store on, and holds the outcomes against the expectations and against each other.
// It returns a *[Deviation], or another error where a world does not answer.
func Compare(worlds []World, calls []Call, expected []Expect) error {
	var outcomes [2][]Outcome
	for i, w := range worlds {
		if err := w.Start(); err != nil {
			return fmt.Errorf("%s: %w", w.Name(), err)
		}
		var err error
		if outcomes[i], err = w.Run(calls); err != nil {
			return fmt.Errorf("%s: %w", w.Name(), err)
		}
	}
	given := [2]map[given]bool{{}, {}}
	for n := range calls {
		for i, w := range worlds {
			if what := expected[n].against(&calls[n], i, &outcomes[i][n], given[i]); what != "" {
				return &Deviation{calls[:n+1], n, w.Name() + ": " + what}
			}
		}
		if len(worlds) == 2 {
			a, b := &outcomes[0][n], &outcomes[1][n]
			if !a.Skipped && !b.Skipped && a.Status != b.Status {
				return &Deviation{calls[:n+1], n, fmt.Sprintf("%s gives %v, %s gives %v", worlds[0].Name(), a.Status, worlds[1].Name(), b.Status)}
			}
		}
	}
	return nil
}

// given is an identifier that a process has got for a volatile key or a handle. None may come twice before the store is opened again.
type given struct {
	process int
	id      psa.KeyID
}

func (e *Expect) against(c *Call, world int, o *Outcome, before map[given]bool) string {
	if c.Op == OpReopen {
		for g := range before {
			if g.process == c.Process {
				delete(before, g)
			}
		}
	}
	if o.Skipped || e.any {
		return ""
	}
	if !slices.Contains(e.Statuses, o.Status) {
		return fmt.Sprintf("got %v, want %v; %q", o.Status, e.Statuses, o.Out)
	}
	if o.Status != psa.Success {
		if o.ID != 0 || len(o.Out) != 0 {
			return fmt.Sprintf("identifier %v and output %x with %v", o.ID, o.Out, o.Status)
		}
		return ""
	}
	switch e.naming {
	case noName:
		if o.ID != 0 {
			return fmt.Sprintf("the identifier %v", o.ID)
		}
	case exactName:
		if o.ID != e.id {
			return fmt.Sprintf("the identifier is %v, want %v", o.ID, e.id)
		}
	default:
		if e.naming == volatileName && !o.ID.IsVolatile() || e.naming == handleName && !o.ID.IsHandle() {
			return fmt.Sprintf("the identifier %v is of another range", o.ID)
		}
		g := given{c.Process, o.ID}
		if before[g] {
			return fmt.Sprintf("the identifier %v has been given out before", o.ID)
		}
		before[g] = true
	}
	return e.check(world, o.Out)
}

// Shrink leaves calls out as long as the rest still deviates.
func Shrink(d *Deviation, try func(calls []Call) error) *Deviation {
	for size := len(d.Calls) / 2; size > 0; {
		smaller := false
		for at := len(d.Calls) - size; at >= 0 && at+size <= len(d.Calls); at -= size {
			rest := slices.Delete(slices.Clone(d.Calls), at, at+size)
			if less, ok := try(rest).(*Deviation); ok {
				d, smaller = less, true
				break
			}
		}
		if !smaller {
			size /= 2
		} else {
			size = min(size, len(d.Calls)/2)
			if size == 0 && len(d.Calls) > 1 {
				size = 1
			}
		}
	}
	return d
}

// Run compares the worlds over rounds of random calls, each with a store of its own, until there have been so many calls. It returns how many there
// were; the error is a shrunk *[Deviation].
func Run(worlds []World, newModel func() *Model, draw func(m *Model) Call, calls, perRound int) (int, error) {
	made := 0
	for made < calls {
		m := newModel()
		round, expected := make([]Call, 0, perRound), make([]Expect, 0, perRound)
		for range min(perRound, calls-made) {
			c := draw(m)
			round, expected = append(round, c), append(expected, m.Step(&c))
		}
		err := Compare(worlds, round, expected)
		if d, ok := err.(*Deviation); ok {
			return made, Shrink(d, func(rest []Call) error { return Compare(worlds, rest, Expectations(newModel(), rest)) })
		}
		if err != nil {
			return made, err
		}
		made += len(round)
	}
	return made, nil
}
