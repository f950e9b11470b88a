package specmodel

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// material is what keys have in common that were copied from each other.
type material struct {
	// known is the material of keys that were imported.
	known []byte
	// seen is what a world has exported, of keys that it made at random.
	seen [2][]byte
}

// in returns the material in a world, nil where it is not known.
func (m *material) in(world int) []byte {
	if m.known != nil {
		return m.known
	}
	return m.seen[world]
}

// key is a key as long as it lives, and dead afterwards.
type key struct {
	attrs psa.Attributes // as psa_get_key_attributes tells them
	// process is whose a volatile key is.
	process int
	owner   psa.Owner
	mat     *material
	gone    bool
}

func (k *key) volatile() bool { return k.attrs.Lifetime.IsVolatile() }

type ref struct {
	owner psa.Owner
	id    psa.KeyID
}

// handle is an open key.
type handle struct {
	key    *key
	owner  psa.Owner
	closed bool
}

// name is what a register holds: an identifier, a volatile key or a handle.
type name struct {
	id     psa.KeyID
	key    *key
	handle *handle
}

// process is what each process knows for itself.
type process struct {
	names    [Registers]name
	volatile []*key
	macs     [Slots]mac
	ciphers  [Slots]cipherOp
	aeads    [Slots]aead
	signs    [Slots]sign
	verifies [Slots]verify
	derives  [Slots]derive
	hashes   [Slots]hash
}

// Model is what the specification says of keys and operations, without storage, caches and locks.
type Model struct {
	persistent map[ref]*key
	processes  [2]process
	// Attachable is set where the worlds have the key "factory" in their secure element.
	Attachable bool
}

// NewModel returns the model of an empty store.
func NewModel() *Model {
	m := &Model{persistent: map[ref]*key{}}
	for p := range m.processes {
		m.restart(p)
	}
	return m
}

func (m *Model) restart(p int) {
	for _, k := range m.processes[p].volatile {
		k.gone = true
	}
	m.processes[p] = process{}
	for i := range m.processes[p].names {
		m.processes[p].names[i].id = Nobody
	}
}

// naming says what identifier a successful call returns.
type naming int

const (
	noName naming = iota
	exactName
	volatileName
	handleName
)

// Expect is what a call may lead to.
type Expect struct {
	// Statuses are those that may come of it. There are several where a call is wrong in several ways: then the specification leaves the choice open
	// (PSA Crypto 1.5, "Return status"), but the doors must agree.
	Statuses []psa.Status
	// any is an expectation of nothing.
	any    bool
	naming naming
	id     psa.KeyID
	// check looks at the output of a success in a world; it returns what is wrong.
	check func(world int, out []byte) string
}

// faults collects the statuses of all that is wrong with a call.
type faults []psa.Status

func (f *faults) add(s psa.Status) {
	if !slices.Contains(*f, s) {
		*f = append(*f, s)
	}
}

func (f *faults) when(wrong bool, s psa.Status) {
	if wrong {
		f.add(s)
	}
}

var succeeds = []psa.Status{psa.Success}

func refused(s ...psa.Status) Expect { return Expect{Statuses: s} }

func (f faults) expect() Expect { return Expect{Statuses: f} }

func exactly(want []byte) func(int, []byte) string {
	return func(_ int, out []byte) string {
		if !bytes.Equal(out, want) {
			return fmt.Sprintf("the output is %x, want %x", out, want)
		}
		return ""
	}
}

func success() Expect { return Expect{Statuses: succeeds, check: exactly(nil)} }

func (e Expect) ok() bool { return !e.any && e.Statuses[0] == psa.Success }

// find is the key that a name leads to, nil where there is none.
func (m *Model) find(c *Call, n Name) *key {
	p := &m.processes[c.Process]
	r, ok := n.isRegister()
	if !ok {
		return m.persistent[ref{c.Owner, psa.KeyID(n)}]
	}
	switch x := p.names[r]; {
	case x.key != nil:
		if !x.key.gone && x.key.owner == c.Owner {
			return x.key
		}
		return nil
	case x.handle != nil:
		if !x.handle.closed && !x.handle.key.gone && x.handle.owner == c.Owner {
			return x.handle.key
		}
		return nil
	default:
		return m.persistent[ref{c.Owner, x.id}]
	}
}

// literal is the identifier that a name is, false for those that the store gave out.
func (m *Model) literal(c *Call, n Name) (psa.KeyID, bool) {
	r, ok := n.isRegister()
	if !ok {
		return psa.KeyID(n), true
	}
	x := m.processes[c.Process].names[r]
	return x.id, x.key == nil && x.handle == nil
}

func (m *Model) byLabel(c *Call, label string) *key {
	if label == "" {
		return nil
	}
	for _, k := range m.processes[c.Process].volatile {
		if !k.gone && k.owner == c.Owner && k.attrs.Label == label {
			return k
		}
	}
	for r, k := range m.persistent {
		if r.owner == c.Owner && k.attrs.Label == label {
			return k
		}
	}
	return nil
}

// creation collects what is wrong with the attributes of a key to be made (PSA Crypto 1.5, "Key creation" and the page of each function).
func (m *Model) creation(c *Call, a psa.Attributes) (f faults) {
	f.when(a.Policy.Usage&^psa.AllUsage() != 0, psa.ErrInvalidArgument)
	if _, known := algorithms[a.Policy.Alg]; !known && a.Policy.Alg != alg.None {
		f.add(psa.ErrInvalidArgument)
	}
	l := a.Lifetime
	f.when(l.Location() != psa.LocationLocalStorage && !(m.Attachable && l.Location() == psa.LocationPrimarySecureElement), psa.ErrInvalidArgument)
	switch p := l.Persistence(); {
	case p == psa.PersistenceVolatile:
		f.when(a.ID != 0, psa.ErrInvalidArgument)
	case p != psa.PersistenceDefault && p != psa.PersistenceReadOnly:
		f.add(psa.ErrNotSupported)
		f.when(!a.ID.IsUser(), psa.ErrInvalidArgument)
	default:
		f.when(!a.ID.IsUser(), psa.ErrInvalidArgument)
		f.when(m.persistent[ref{c.Owner, a.ID}] != nil, psa.ErrAlreadyExists)
	}
	f.when(m.byLabel(c, a.Label) != nil, psa.ErrAlreadyExists)
	return f
}

// sizes tells whether a key of a type can have so many bits.
func sizes(t keytype.Type, bits int) bool {
	switch t {
	case keytype.AES:
		return bits == 128 || bits == 192 || bits == 256
	case p256Pair, p256Public:
		return bits == 256 // the table of curves has others, which the random calls do not use
	case keytype.HMAC, keytype.Derive, keytype.RawData:
		return bits > 0 && bits%8 == 0
	}
	return false
}

// enter makes the key and expects it.
func (m *Model) enter(c *Call, a psa.Attributes, mat *material) Expect {
	a.Policy.Usage = a.Policy.Usage.Implied()
	k := &key{attrs: a, process: c.Process, owner: c.Owner, mat: mat}
	p := &m.processes[c.Process]
	e := success()
	if k.volatile() {
		p.volatile = append(p.volatile, k)
		p.names[c.To] = name{key: k}
		e.naming = volatileName
		return e
	}
	m.persistent[ref{c.Owner, a.ID}] = k
	p.names[c.To] = name{id: a.ID}
	e.naming, e.id = exactName, a.ID
	return e
}

func (m *Model) destroyed(k *key) {
	k.gone = true
	if !k.volatile() {
		delete(m.persistent, ref{k.owner, k.attrs.ID})
		return
	}
	p := &m.processes[k.process]
	if i := slices.Index(p.volatile, k); i >= 0 {
		p.volatile = slices.Delete(p.volatile, i, i+1)
	}
}

// Step makes a call in the model.
func (m *Model) Step(c *Call) Expect {
	switch {
	case c.Op >= OpMACSetup && c.Op <= OpHashAbort:
		return m.part(c)
	case c.Op >= OpExport && c.Op <= OpAgree:
		return m.use(c)
	}
	switch c.Op {
	case OpImport:
		return m.importKey(c)
	case OpGenerate:
		return m.generate(c)
	case OpCopy:
		return m.copy(c)
	case OpAttach:
		return m.attach(c)
	case OpDestroy:
		return m.destroy(c)
	case OpPurge:
		if m.find(c, c.Key) == nil {
			return refused(psa.ErrInvalidHandle)
		}
		return success()
	case OpOpen:
		return m.open(c)
	case OpClose:
		return m.close(c)
	case OpAttributes:
		k := m.find(c, c.Key)
		if k == nil {
			return refused(psa.ErrInvalidHandle)
		}
		return Expect{Statuses: succeeds, check: exactly(appendAttributes(nil, k.attrs))}
	case OpReopen:
		m.restart(c.Process)
		return success()
	case OpList:
		return m.list(c)
	case OpByLabel:
		k := m.byLabel(c, string(c.A))
		if k == nil {
			return refused(psa.ErrDoesNotExist)
		}
		return Expect{Statuses: succeeds, check: exactly([]byte(k.attrs.Label))}
	}
	panic("no such call")
}

func (m *Model) importKey(c *Call) Expect {
	a := c.Attrs
	f := m.creation(c, a)
	bits, ok := sizeOf(a.Type, c.A)
	f.when(!ok || a.Bits != 0 && a.Bits != bits, psa.ErrInvalidArgument)
	if len(f) > 0 {
		return f.expect()
	}
	a.Bits = bits
	return m.enter(c, a, &material{known: bytes.Clone(c.A)})
}

func (m *Model) generate(c *Call) Expect {
	f := m.creation(c, c.Attrs)
	f.when(c.Attrs.Type.IsPublicKey() || !sizes(c.Attrs.Type, c.Attrs.Bits), psa.ErrInvalidArgument)
	if len(f) > 0 {
		return f.expect()
	}
	return m.enter(c, c.Attrs, &material{})
}

func (m *Model) copy(c *Call) Expect {
	a := c.Attrs
	f := m.creation(c, a)
	k := m.find(c, c.Key)
	if k == nil {
		f.add(psa.ErrInvalidHandle)
		return f.expect()
	}
	f.when(k.attrs.Policy.Usage&psa.Copy == 0, psa.ErrNotPermitted)
	f.when(a.Type != 0 && a.Type != k.attrs.Type || a.Bits != 0 && a.Bits != k.attrs.Bits, psa.ErrInvalidArgument)
	both, ok := meet(k.attrs.Policy.Alg, a.Policy.Alg)
	f.when(!ok, psa.ErrInvalidArgument)
	// Copies into a secure element are made of what this process holds; one that came from there stays there.
	f.when(k.attrs.Lifetime.Location() != a.Lifetime.Location() && k.attrs.Lifetime.Location() != psa.LocationLocalStorage && k.attrs.Policy.Usage&psa.Export == 0,
		psa.ErrNotPermitted)
	if len(f) > 0 {
		return f.expect()
	}
	a.Type, a.Bits = k.attrs.Type, k.attrs.Bits
	a.Policy = psa.Policy{Usage: k.attrs.Policy.Usage.Implied() & a.Policy.Usage.Implied(), Alg: both}
	return m.enter(c, a, k.mat)
}

// attach finds the key that the tests put into the secure element: HMAC, 256 zero bits.
func (m *Model) attach(c *Call) Expect {
	if string(c.A) != Factory {
		return refused(psa.ErrDoesNotExist)
	}
	if f := m.creation(c, c.Attrs); len(f) > 0 {
		return f.expect()
	}
	a := c.Attrs
	a.Bits = 256
	return m.enter(c, a, &material{known: make([]byte, 32)})
}

// Factory is the label of the key that a secure element has from the beginning.
const Factory = "factory"

func (m *Model) destroy(c *Call) Expect {
	if id, ok := m.literal(c, c.Key); ok && id == 0 {
		return success()
	}
	k := m.find(c, c.Key)
	switch {
	case k == nil:
		return refused(psa.ErrInvalidHandle)
	case k.attrs.Lifetime.Persistence() == psa.PersistenceReadOnly:
		return refused(psa.ErrNotPermitted)
	}
	m.destroyed(k)
	return success()
}

func (m *Model) open(c *Call) Expect {
	id, ok := m.literal(c, c.Key)
	switch {
	case ok && !id.IsUser() && !id.IsVendor():
		return refused(psa.ErrInvalidArgument)
	case !ok || m.find(c, c.Key) == nil:
		return refused(psa.ErrDoesNotExist)
	}
	m.processes[c.Process].names[c.To] = name{handle: &handle{key: m.find(c, c.Key), owner: c.Owner}}
	e := success()
	e.naming = handleName
	return e
}

func (m *Model) close(c *Call) Expect {
	if id, ok := m.literal(c, c.Key); ok && id == 0 {
		return success()
	}
	k := m.find(c, c.Key)
	if k == nil {
		return refused(psa.ErrInvalidHandle)
	}
	if r, ok := c.Key.isRegister(); ok {
		if h := m.processes[c.Process].names[r].handle; h != nil {
			h.closed = true
			return success()
		}
	}
	if k.volatile() {
		m.destroyed(k)
	}
	return success()
}

// list expects the attributes of all keys of an owner, sorted as bytes: what identifiers volatile keys have is not known here.
func (m *Model) list(c *Call) Expect {
	var all [][]byte
	for r, k := range m.persistent {
		if r.owner == c.Owner {
			all = append(all, appendAttributes(nil, k.attrs))
		}
	}
	for _, k := range m.processes[c.Process].volatile {
		if k.owner == c.Owner {
			all = append(all, appendAttributes(nil, k.attrs))
		}
	}
	return Expect{Statuses: succeeds, check: exactly(joined(all))}
}

func joined(all [][]byte) []byte {
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, []byte{'|'})
}
