//go:build linux

package torture

import (
	"bufio"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"golang.org/x/sys/unix"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// Several processes, with several goroutines each, create, use, copy and destroy the same few keys. Each call is written down with the times of its begin and its end, by
// a clock that all processes share. There must be one order of all calls in which each has the outcome that it had, and which puts no call before one
// that had ended when it began.

// linearIDs is how many identifiers there are, 1 and up.
const linearIDs = 3

// done is a call that has been made. It is what workers write, as JSON, a line each.
type done struct {
	Op string
	// ID is the key; From is what it is copied from.
	ID, From psa.KeyID
	// Tag is what a key is made of. The first bytes of a MAC with the key stand for the tag where it is used only.
	Tag        uint64
	Label      bool
	Process    int
	Client     int
	Begin, End int64
	Status     psa.Status
	// Got is the tag or the identifier that was found.
	Got uint64
	// Hidden says that the same process was destroying the key, with whatever success, at some time of the call.
	Hidden bool
}

func (d done) String() string {
	s := fmt.Sprintf("%d..%d process %d client %d: %s %d", d.Begin, d.End, d.Process, d.Client, d.Op, d.ID)
	if d.From != 0 {
		s += fmt.Sprintf(" from %d", d.From)
	}
	if d.Tag != 0 {
		s += fmt.Sprintf(" tag %x", d.Tag)
	}
	if d.Label {
		s += " with the label"
	}
	return s + fmt.Sprintf(": %v %x", d.Status, d.Got)
}

type linearSpec struct {
	Dir                     string
	Seed                    uint64
	Process, Clients, Calls int
	Labels                  bool
}

// The role is for one system, so it is not in the table itself.
var _ = func() bool { roles["linear"] = linearMain; return true }()

// now is the system's monotonic clock in nanoseconds.
func now() int64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		panic(err)
	}
	return t.Nano()
}

func linearMain(b []byte) {
	spec := specOf[linearSpec](b)
	st, err := keystore.OpenDir(bg, spec.Dir, keystore.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, "opening:", err)
		os.Exit(1)
	}
	// All processes begin together.
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n')
	all := make([][]done, spec.Clients)
	var clients sync.WaitGroup
	for c := range spec.Clients {
		all[c] = make([]done, spec.Calls)
		clients.Go(func() {
			r := rand.New(rand.NewPCG(spec.Seed, uint64(spec.Process*100+c)))
			for i := range all[c] {
				d := &all[c][i]
				d.Process, d.Client = spec.Process, spec.Process*100+c
				drawLinear(r, d, uint64(spec.Process*100+c+1)<<32|uint64(i+1), spec.Labels)
				f := linearCall(st, d)
				d.Begin = now()
				err := f()
				d.End = now()
				if d.Status = psa.StatusOf(err); err != nil && psa.StatusOf(err) == psa.ErrGenericError {
					fmt.Fprintln(os.Stderr, err)
				}
			}
		})
	}
	clients.Wait()
	st.Close()
	w := json.NewEncoder(os.Stdout)
	for _, calls := range all {
		for i := range calls {
			if err := w.Encode(&calls[i]); err != nil {
				panic(err)
			}
		}
	}
}

func drawLinear(r *rand.Rand, d *done, tag uint64, labels bool) {
	d.ID = psa.KeyID(1 + r.IntN(linearIDs))
	switch n := r.IntN(100); {
	case n < 22:
		d.Op, d.Tag = "create", tag
		d.Label = labels && r.IntN(2) == 0
	case n < 42:
		d.Op = "destroy"
	case n < 62:
		d.Op = "read"
	case n < 78:
		d.Op = "use"
	case n < 84:
		d.Op = "open"
	case n < 90 && labels:
		d.Op = "label"
	case n < 92:
		d.Op = "purge"
	default:
		d.Op = "copy"
		d.From = 1 + d.ID%linearIDs
	}
}

const theLabel = "the label"

// keyOf is the key of a tag.
func keyOf(tag uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 24), tag) }

// signOf stands for a tag: the first bytes of a MAC with its key.
func signOf(tag uint64) uint64 {
	h := hmac.New(sha256.New, keyOf(tag))
	h.Write([]byte("message"))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

func linearCall(st *keystore.Store, d *done) func() error {
	k := st.Key(d.ID)
	a := psa.Attributes{Type: keytype.HMAC, Policy: psa.Policy{Usage: psa.Export | psa.Copy | psa.SignMessage, Alg: alg.HMAC(alg.SHA256)}}
	a.SetID(d.ID)
	if d.Label {
		a.Label = theLabel
	}
	switch d.Op {
	case "create":
		data := keyOf(d.Tag)
		return func() error { _, err := st.Import(bg, a, data); return err }
	case "copy":
		return func() error { _, err := st.Key(d.From).Copy(bg, a); return err }
	case "destroy":
		return func() error { return k.Destroy(bg) }
	case "purge":
		return func() error { return k.Purge(bg) }
	case "open":
		return func() error {
			h, err := st.Open(bg, d.ID)
			if err == nil {
				_ = h.Close() // the key may be gone by now
			}
			return err
		}
	case "label":
		return func() error {
			k, err := st.ByLabel(bg, theLabel)
			d.Got = uint64(k.ID())
			return err
		}
	case "use":
		return func() error {
			mac, err := k.MAC(bg, alg.HMAC(alg.SHA256), nil, []byte("message"))
			if err == nil {
				d.Got = binary.BigEndian.Uint64(mac)
			}
			return err
		}
	}
	return func() error {
		data, err := k.Export(bg, nil)
		if err == nil {
			d.Got = binary.BigEndian.Uint64(data[24:])
		}
		return err
	}
}

// registers are what the store has: a tag for each identifier, 0 for no key, and the identifier that has the label.
type registers struct {
	tags  [linearIDs + 1]uint64
	label psa.KeyID
}

// linearStep is the sequential specification.
func linearStep(s registers, d *done) (bool, registers) {
	there := s.tags[d.ID]
	absent := func(status psa.Status) (bool, registers) {
		return d.Status == status && (there == 0 || d.Hidden), s
	}
	if d.Status != psa.Success {
		switch d.Op {
		case "create", "copy":
			if d.Status == psa.ErrAlreadyExists && (there != 0 || d.Label && s.label != 0) {
				return true, s
			}
			return d.Op == "copy" && d.Status == psa.ErrInvalidHandle && (s.tags[d.From] == 0 || d.Hidden), s
		case "open":
			return absent(psa.ErrDoesNotExist)
		case "label":
			return d.Status == psa.ErrDoesNotExist && s.label == 0, s
		}
		return absent(psa.ErrInvalidHandle)
	}
	switch d.Op {
	case "create", "copy":
		tag := d.Tag
		if d.Op == "copy" {
			tag = s.tags[d.From]
		}
		if there != 0 || tag == 0 || d.Label && s.label != 0 {
			return false, s
		}
		s.tags[d.ID] = tag
		if d.Label {
			s.label = d.ID
		}
		return true, s
	case "destroy":
		s.tags[d.ID] = 0
		if s.label == d.ID {
			s.label = 0
		}
		return there != 0, s
	case "label":
		return s.label != 0 && uint64(s.label) == d.Got, s
	case "use":
		return there != 0 && signOf(there) == d.Got, s
	case "read":
		return there != 0 && there == d.Got, s
	}
	return there != 0, s
}

// linearizable looks for an order, and returns the calls at which that fails.
//
// The store promises less than one order in one place. A destroy wipes memory first, so that a failing disk leaves nothing there: from its begin on the
// key may be gone for the destroyer's own process, and still be there for the others until it ends.
func linearizable(history []done) (bad []done, unknown bool) {
	markHidden(history)
	ops := make([]porcupine.Operation, len(history))
	for i := range history {
		ops[i] = porcupine.Operation{ClientId: history[i].Client, Input: &history[i], Call: history[i].Begin, Return: history[i].End}
	}
	m := porcupine.Model{
		Init: func() any { return registers{} },
		Step: func(s, in, _ any) (bool, any) { return linearStep(s.(registers), in.(*done)) },
	}
	result, info := porcupine.CheckOperationsVerbose(m, ops, 20*time.Second)
	switch result {
	case porcupine.Ok:
		return nil, false
	case porcupine.Unknown:
		return nil, true
	}
	var longest []int
	for _, partial := range info.PartialLinearizations()[0] {
		if len(partial) > len(longest) {
			longest = partial
		}
	}
	last := longest[max(0, len(longest)-8):]
	for _, i := range last {
		bad = append(bad, history[i])
	}
	var rest []done
	for i := range history {
		if !slices.Contains(longest, i) {
			rest = append(rest, history[i])
		}
	}
	slices.SortFunc(rest, func(a, b done) int { return cmp.Compare(a.Begin, b.Begin) })
	return append(bad, rest[:min(len(rest), 8)]...), false
}

func markHidden(history []done) {
	for i := range history {
		d := &history[i]
		if d.Status == psa.Success {
			continue
		}
		for j := range history {
			o := &history[j]
			if i == j || o.Process != d.Process || o.End < d.Begin || d.End < o.Begin {
				continue
			}
			d.Hidden = d.Hidden || o.Op == "destroy" && (o.ID == d.ID && d.Op != "copy" || o.ID == d.From)
		}
	}
}

func linearRound(t *testing.T, processes, clients, calls int, labels bool, seed uint64) []done {
	t.Helper()
	// On a disk a call is longer; in memory there are more of them in one moment.
	dir := private(t)
	if seed%2 == 0 {
		dir = memoryDir(t)
	}
	var outs []*bufio.Reader
	var starts []io.WriteCloser
	for p := range processes {
		cmd := child(t, "linear", linearSpec{Dir: dir, Seed: seed, Process: p, Clients: clients, Calls: calls, Labels: labels})
		out, err := cmd.StdoutPipe()
		must(t, err)
		in, err := cmd.StdinPipe()
		must(t, err)
		must(t, cmd.Start())
		defer func() { must(t, cmd.Wait()) }()
		r := bufio.NewReader(out)
		_, err = r.ReadString('\n')
		must(t, err)
		outs, starts = append(outs, r), append(starts, in)
	}
	for _, in := range starts {
		_, err := io.WriteString(in, "go\n")
		must(t, err)
	}
	var history []done
	for _, r := range outs {
		lines := json.NewDecoder(r)
		for {
			var d done
			if err := lines.Decode(&d); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			history = append(history, d)
		}
	}
	if len(history) != processes*clients*calls {
		t.Fatalf("%d calls were written down, want %d", len(history), processes*clients*calls)
	}
	return history
}

func listed(calls []done) string {
	var b strings.Builder
	for _, d := range calls {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

func TestLinearizable(t *testing.T) {
	r, _ := seeded(t)
	for _, c := range []struct {
		name               string
		processes, clients int
		labels             bool
	}{
		{"two processes", 2, 1, false},
		{"two processes of two goroutines", 2, 2, false},
		{"four goroutines", 1, 4, false},
		{"four processes with a label", 4, 1, true},
		{"two processes of two goroutines with a label", 2, 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			unknown, succeeded, n := 0, 0, 0
			rounds := form(1, 4, 100)
			for range rounds {
				history := linearRound(t, c.processes, c.clients, 200, c.labels, r.Uint64())
				bad, u := linearizable(history)
				if bad != nil {
					t.Fatalf("no order of the calls gives what they gave; the first that could be put in an order, and the first that could not:\n%s", listed(bad))
				}
				if u {
					unknown++
				}
				for _, d := range history {
					if n++; d.Status == psa.Success {
						succeeded++
					}
				}
			}
			t.Logf("%d calls in %d rounds, of which %d succeeded; %d rounds took too long to decide", n, rounds, succeeded, unknown)
			if 4*unknown > rounds || 5*succeeded < n {
				t.Error("that tells too little")
			}
		})
	}
}

// Histories that can't be are refused, and their neighbours that can be are not.
func TestLinearizableKnows(t *testing.T) {
	create := func(tag uint64, begin, end int64) done {
		return done{Op: "create", ID: 1, Tag: tag, Begin: begin, End: end}
	}
	read := func(tag uint64, begin, end int64) done {
		return done{Op: "read", ID: 1, Got: tag, Begin: begin, End: end, Process: 1}
	}
	gone := func(begin, end int64) done {
		return done{Op: "read", ID: 1, Begin: begin, End: end, Process: 1, Status: psa.ErrInvalidHandle}
	}
	destroy := func(begin, end int64) done { return done{Op: "destroy", ID: 1, Begin: begin, End: end} }
	failed := func(d done, s psa.Status) done { d.Status = s; return d }
	in := func(p int, d done) done { d.Process = p; return d }
	labelled := func(d done, id psa.KeyID) done { d.ID, d.Label = id, true; return d }
	for _, c := range []struct {
		name string
		ok   bool
		h    []done
	}{
		{"read after create", true, []done{create(7, 1, 2), read(7, 3, 4)}},
		{"read during create", true, []done{create(7, 1, 5), read(7, 2, 3)}},
		{"read before create", false, []done{read(7, 1, 2), create(7, 3, 4)}},
		{"another key's bytes", false, []done{create(7, 1, 2), read(8, 3, 4)}},
		{"use of another key", false, []done{create(7, 1, 2), {Op: "use", ID: 1, Got: signOf(8), Begin: 3, End: 4}}},
		{"use", true, []done{create(7, 1, 2), {Op: "use", ID: 1, Got: signOf(7), Begin: 3, End: 4}}},
		{"read after destroy", false, []done{create(7, 1, 2), destroy(3, 4), read(7, 5, 6)}},
		{"read during destroy", true, []done{create(7, 1, 2), destroy(3, 6), read(7, 4, 5)}},
		{"gone and there again, elsewhere", false, []done{create(7, 1, 2), destroy(3, 10), gone(4, 5), read(7, 6, 7)}},
		{"gone in the destroyer's process, there elsewhere", true, []done{create(7, 1, 2), destroy(3, 10), in(0, gone(4, 5)), read(7, 6, 7)}},
		{"gone before destroy", false, []done{create(7, 1, 2), in(0, gone(3, 4)), destroy(5, 6)}},
		{"two destroys succeed", false, []done{create(7, 1, 2), destroy(3, 5), in(1, destroy(4, 6))}},
		{"one of two destroys succeeds", true, []done{create(7, 1, 2), destroy(3, 5), in(1, failed(destroy(4, 6), psa.ErrInvalidHandle))}},
		{"destroy of nothing", false, []done{destroy(1, 2)}},
		{"lost key", false, []done{create(7, 1, 2), gone(3, 4)}},
		{"two creations succeed", false, []done{create(7, 1, 4), create(8, 2, 3)}},
		{"one of two creations succeeds", true, []done{create(7, 1, 4), failed(create(8, 2, 3), psa.ErrAlreadyExists)}},
		{"exists after destroy", false, []done{create(7, 1, 2), destroy(3, 4), failed(create(8, 5, 6), psa.ErrAlreadyExists)}},
		{"another status", false, []done{create(7, 1, 2), failed(destroy(3, 4), psa.ErrStorageFailure)}},
		{"copy", true, []done{create(7, 1, 2), {Op: "copy", ID: 2, From: 1, Begin: 3, End: 4}, {Op: "read", ID: 2, Got: 7, Begin: 5, End: 6}}},
		{"copy after destroy", false, []done{create(7, 1, 2), destroy(3, 4), {Op: "copy", ID: 2, From: 1, Begin: 5, End: 6}}},
		{"half a copy", false, []done{create(7, 1, 2), {Op: "copy", ID: 2, From: 1, Begin: 3, End: 4}, {Op: "read", ID: 2, Begin: 5, End: 6, Status: psa.ErrInvalidHandle}}},
		{"two keys with the label", false, []done{labelled(create(7, 1, 2), 1), labelled(create(8, 3, 4), 2)}},
		{"the label moves", true, []done{labelled(create(7, 1, 2), 1), destroy(3, 4), labelled(create(8, 5, 6), 2), {Op: "label", Got: 2, Begin: 7, End: 8}}},
		{"the label leads to the key that had it", false, []done{labelled(create(7, 1, 2), 1), destroy(3, 4), labelled(create(8, 5, 6), 2), {Op: "label", Got: 1, Begin: 7, End: 8}}},
		{"the label is taken by nobody", false, []done{failed(labelled(create(7, 1, 2), 1), psa.ErrAlreadyExists)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.h {
				c.h[i].Client = i
			}
			if bad, unknown := linearizable(c.h); (bad == nil) != c.ok || unknown {
				t.Errorf("refused at %v, want it accepted: %v", bad, c.ok)
			}
		})
	}
}
