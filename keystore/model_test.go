package keystore

import (
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/keytype"
)

// The model is what the specification says of keys and their names, without any storage, cache or lock: two processes with two owners each on one
// store. PSA_MODEL_STEPS is the number of calls in a run; 100 runs are made.

const modelSteps = 120

// modelKey is a key as long as it lives.
type modelKey struct {
	usage    psa.Usage
	label    string
	volatile bool
	readOnly bool
	gone     bool
}

type modelRef struct {
	owner psa.Owner
	id    psa.KeyID
}

// modelProcess is what a process knows for itself.
type modelProcess struct {
	store    *Store
	volatile map[modelRef]*modelKey
	handles  map[modelRef]*modelKey
	// names are all that the process was ever given, dead ones among them.
	names []modelRef
}

type world struct {
	t          *rapid.T
	records    *records
	config     Config
	persistent map[modelRef]*modelKey
	processes  [2]*modelProcess
}

func (w *world) start(p int) {
	c := w.config
	c.Storage = w.records
	st, err := Open(bg, c)
	if err != nil {
		w.t.Fatal(err)
	}
	old := w.processes[p]
	w.processes[p] = &modelProcess{store: st, volatile: map[modelRef]*modelKey{}, handles: map[modelRef]*modelKey{}}
	if old != nil {
		w.processes[p].names = old.names
	}
}

// find is what a name leads to in a process, nil for nothing.
func (w *world) find(p *modelProcess, r modelRef) *modelKey {
	for _, m := range []map[modelRef]*modelKey{w.persistent, p.volatile, p.handles} {
		if k := m[r]; k != nil && !k.gone {
			return k
		}
	}
	return nil
}

func (w *world) labelTaken(p *modelProcess, owner psa.Owner, label string) bool {
	return label != "" && w.byLabel(p, owner, label) != 0
}

func (w *world) byLabel(p *modelProcess, owner psa.Owner, label string) psa.KeyID {
	for _, m := range []map[modelRef]*modelKey{p.volatile, w.persistent} {
		for r, k := range m {
			if r.owner == owner && k.label == label && !k.gone {
				return r.id
			}
		}
	}
	return 0
}

func (w *world) expect(what string, err error, s psa.Status) {
	w.t.Helper()
	if psa.StatusOf(err) != s {
		w.t.Fatalf("%s: got %v, want %v", what, err, s)
	}
}

// attributes draws those of a key to be made, and says what creation by itself gives.
func (w *world) attributes() (psa.Attributes, *modelKey) {
	k := &modelKey{
		usage: rapid.SampledFrom([]psa.Usage{psa.SignMessage, psa.SignMessage | psa.Copy, psa.SignMessage | psa.Copy | psa.Cache, psa.Copy, psa.VerifyMessage}).Draw(w.t, "usage"),
		label: rapid.SampledFrom([]string{"", "", "", "one", "two"}).Draw(w.t, "label"),
	}
	a := psa.Attributes{Type: keytype.HMAC, Bits: 256, Label: k.label, Policy: psa.Policy{Usage: k.usage, Alg: alg.HMAC(alg.SHA256)}}
	switch id := psa.KeyID(rapid.IntRange(0, 6).Draw(w.t, "id")); {
	case id <= 1:
		k.volatile = true
	default:
		a.SetID(id)
		// Few, or the store would soon be full of them.
		if k.readOnly = id == 6 && rapid.IntRange(0, 3).Draw(w.t, "read-only") == 0; k.readOnly {
			a.Lifetime = psa.MakeLifetime(psa.PersistenceReadOnly, psa.LocationLocalStorage)
		}
	}
	return a, k
}

// made checks a creation that nothing but names can stop, and enters the key.
func (w *world) made(what string, p *modelProcess, owner psa.Owner, a psa.Attributes, k *modelKey, got Key, err error) {
	w.t.Helper()
	r := modelRef{owner, a.ID}
	if w.labelTaken(p, owner, k.label) || !k.volatile && w.persistent[r] != nil {
		w.expect(what, err, psa.ErrAlreadyExists)
		if got.ID() != 0 {
			w.t.Fatalf("%s: identifier %v after an error", what, got.ID())
		}
		return
	}
	w.expect(what, err, psa.Success)
	r.id = got.ID()
	p.names = append(p.names, r)
	if !k.volatile {
		w.persistent[r] = k
		return
	}
	if !r.id.IsVolatile() || w.find(p, r) != nil {
		w.t.Fatalf("%s: the volatile key has the identifier %v", what, r.id)
	}
	p.volatile[r] = k
}

func (w *world) destroyed(p *modelProcess, k *modelKey) {
	k.gone = true
	for _, m := range []map[modelRef]*modelKey{w.persistent, p.volatile} {
		maps.DeleteFunc(m, func(_ modelRef, x *modelKey) bool { return x == k })
	}
}

func (w *world) step(n int) {
	t := w.t
	i := rapid.IntRange(0, 1).Draw(t, "process")
	p := w.processes[i]
	owner := psa.Owner(rapid.IntRange(1, 2).Draw(t, "owner"))
	st := p.store.As(owner)
	call := rapid.SampledFrom([]string{"generate", "generate", "generate", "copy", "copy", "attach", "destroy", "destroy", "purge", "open", "open",
		"close", "use", "use", "use", "attributes", "list", "label", "restart"}).Draw(t, "call")
	// Any name that this process may think of, of whichever owner it was.
	r := modelRef{owner, psa.KeyID(rapid.IntRange(0, 6).Draw(t, "name"))}
	if len(p.names) > 0 && rapid.Bool().Draw(t, "given") {
		r.id = p.names[rapid.IntRange(max(0, len(p.names)-12), len(p.names)-1).Draw(t, "which")].id
	}
	what := fmt.Sprintf("step %d: process %d, owner %d, %s %v", n, i, owner, call, r.id)
	key, k := st.Key(r.id), w.find(p, r)
	present := psa.Success
	if k == nil {
		present = psa.ErrInvalidHandle
	}
	switch call {
	case "generate":
		a, k := w.attributes()
		got, err := st.Generate(bg, a)
		w.made(what, p, owner, a, k, got, err)
	case "copy":
		a, c := w.attributes()
		got, err := key.Copy(bg, a)
		switch {
		case k == nil:
			w.expect(what, err, psa.ErrInvalidHandle)
		case k.usage&psa.Copy == 0:
			w.expect(what, err, psa.ErrNotPermitted)
		default:
			c.usage &= k.usage
			w.made(what, p, owner, a, c, got, err)
		}
	case "attach":
		a := psa.Attributes{Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, element), Type: keytype.HMAC,
			Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.HMAC(alg.SHA256)}}
		if rapid.IntRange(0, 3).Draw(t, "unknown") == 0 {
			_, err := st.Attach(bg, a, []byte("nothing"))
			w.expect(what, err, psa.ErrDoesNotExist)
			return
		}
		got, err := st.Attach(bg, a, []byte("factory"))
		w.made(what, p, owner, a, &modelKey{usage: psa.SignMessage, volatile: true}, got, err)
	case "destroy":
		switch err := key.Destroy(bg); {
		case r.id == 0:
			w.expect(what, err, psa.Success)
		case k != nil && k.readOnly:
			w.expect(what, err, psa.ErrNotPermitted)
		default:
			w.expect(what, err, present)
			if k != nil {
				w.destroyed(p, k)
			}
		}
	case "purge":
		w.expect(what, key.Purge(bg), present)
	case "open":
		h, err := st.Open(bg, r.id)
		switch {
		case r.id == 0:
			w.expect(what, err, psa.ErrInvalidArgument)
		case k == nil || !r.id.IsUser():
			w.expect(what, err, psa.ErrDoesNotExist)
		default:
			w.expect(what, err, psa.Success)
			hr := modelRef{owner, h.ID()}
			if !hr.id.IsHandle() || w.find(p, hr) != nil {
				t.Fatalf("%s: the handle is %v", what, hr.id)
			}
			p.handles[hr] = k
			p.names = append(p.names, hr)
		}
	case "close":
		err := key.Close()
		if r.id == 0 {
			w.expect(what, err, psa.Success)
			return
		}
		w.expect(what, err, present)
		delete(p.handles, r)
		if k != nil && k.volatile {
			w.destroyed(p, k)
		}
	case "use":
		_, err := key.MAC(bg, alg.HMAC(alg.SHA256), nil, []byte("message"))
		if k != nil && k.usage&psa.SignMessage == 0 {
			present = psa.ErrNotPermitted
		}
		w.expect(what, err, present)
	case "attributes":
		a, err := key.Attributes(bg)
		w.expect(what, err, present)
		if k != nil && (a.Policy.Usage != k.usage || a.Label != k.label || a.Lifetime.IsVolatile() != k.volatile || a.Owner != owner ||
			(a.Lifetime.Persistence() == psa.PersistenceReadOnly) != k.readOnly || (a.ID == 0) != k.volatile) {
			t.Fatalf("%s: attributes are %+v, want those of %+v", what, a, *k)
		}
	case "list":
		var got, expected []psa.KeyID
		for e, err := range st.List(bg, Filter{}) {
			w.expect(what, err, psa.Success)
			got = append(got, e.ID)
		}
		for _, m := range []map[modelRef]*modelKey{w.persistent, p.volatile} {
			for r := range m {
				if r.owner == owner {
					expected = append(expected, r.id)
				}
			}
		}
		slices.Sort(expected)
		if !slices.Equal(got, expected) {
			t.Fatalf("%s: got %v, want %v", what, got, expected)
		}
	case "label":
		label := rapid.SampledFrom([]string{"one", "two", "three"}).Draw(t, "asked")
		got, err := st.ByLabel(bg, label)
		if id := w.byLabel(p, owner, label); id == 0 {
			w.expect(what, err, psa.ErrDoesNotExist)
		} else if w.expect(what, err, psa.Success); w.find(p, modelRef{owner, got.ID()}) == nil || w.find(p, modelRef{owner, got.ID()}).label != label {
			t.Fatalf("%s: %q is %v", what, label, got.ID())
		}
	case "restart":
		if err := p.store.Close(); err != nil {
			t.Fatal(err)
		}
		w.expect(what, key.Purge(bg), psa.ErrBadState)
		w.start(i)
	}
}

func TestModel(t *testing.T) {
	steps := modelSteps
	if s := os.Getenv("PSA_MODEL_STEPS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("PSA_MODEL_STEPS is %q, and not a number of steps", s)
		}
		steps = n
	}
	root := filepath.Join(t.TempDir(), "root.key")
	rapid.Check(t, func(rt *rapid.T) {
		token := drivertest.NewToken(rand.Reader, true)
		factory := psa.Attributes{Type: keytype.HMAC, Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, element)}
		if err := token.Provision("factory", factory, make([]byte, 32), driver.Prescribed{}); err != nil {
			rt.Fatal(err)
		}
		w := &world{t: rt, records: newRecords(), persistent: map[modelRef]*modelKey{},
			config: Config{Root: KeyFile(root), Drivers: map[psa.Location]driver.Driver{element: token}}}
		if err := os.Remove(root); err != nil && !os.IsNotExist(err) {
			rt.Fatal(err)
		}
		for p := range w.processes {
			w.start(p)
			defer func() { w.processes[p].store.Close() }()
		}
		for n := range steps {
			w.step(n)
		}
		if token.Len() != 1 {
			rt.Fatalf("the token has %d keys, want its own", token.Len())
		}
	})
}
