package drivertest

import (
	"context"
	"encoding/binary"
	"io"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

var _ interface {
	driver.Driver
	driver.Copier
	driver.Destroyer
	driver.Attacher
	driver.MACs
	driver.Ciphers
	driver.AEADs
	driver.Signatures
	driver.AsymmetricEncryption
	driver.KeyAgreement
	driver.PAKEs
} = (*Token)(nil)

// Token is a secure element in memory, for tests: it keeps its keys itself, gives the store nothing but a number for each, and can be made to
// fail as hardware does. It uses the software driver's cryptography. It is safe for concurrent use.
type Token struct {
	soft *soft.Driver

	mu     sync.Mutex
	keys   map[uint32]*secret
	next   uint32
	labels map[string]provisioned
	fail   func(call string) error
	// exportable permits Export, as some elements do.
	exportable bool
}

// secret is a key inside the token.
type secret struct {
	attrs    psa.Attributes
	material []byte
	key      driver.Key
}

type provisioned struct {
	number uint32
	given  driver.Prescribed
}

// tokenKey is what the store holds of a loaded key: its number.
type tokenKey struct{ number uint32 }

func (tokenKey) Wipe() {}

// NewToken makes an empty token.
func NewToken(rand io.Reader, exportable bool) *Token {
	return &Token{soft: soft.New(rand), keys: map[uint32]*secret{}, labels: map[string]provisioned{}, next: 1, exportable: exportable}
}

// Fail has f asked before each call, by the name of the driver's method; what it returns is the call's error. nil ends that.
func (t *Token) Fail(f func(call string) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fail = f
}

// Len returns how many keys the token keeps, provisioned ones included.
func (t *Token) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.keys)
}

// Provision puts a key into the token that was not made through a store; given is what the token prescribes when it is attached.
func (t *Token) Provision(label string, attrs psa.Attributes, data []byte, given driver.Prescribed) error {
	m, err := t.Import(context.Background(), &attrs, data)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.labels[label] = provisioned{binary.BigEndian.Uint32(m.Data), given}
	return nil
}

// Name implements driver.Driver.
func (*Token) Name() string { return "token" }

// Supports implements driver.Driver: what the software can, but for derivations and algorithms without keys.
func (t *Token) Supports(kt keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	return kt != keytype.None && !a.IsKeyDerivation() && t.soft.Supports(kt, bits, a, u)
}

func (t *Token) asked(call string) error {
	t.mu.Lock()
	f := t.fail
	t.mu.Unlock()
	if f == nil {
		return nil
	}
	return f(call)
}

func (t *Token) keep(attrs *psa.Attributes, m driver.Material) (driver.Material, error) {
	a := *attrs
	a.Bits = m.Bits
	k, err := t.soft.Load(context.Background(), &a, m.Data)
	if err != nil {
		return driver.Material{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.next
	t.next++
	t.keys[n] = &secret{attrs: a, material: m.Data, key: k}
	return driver.Material{Data: binary.BigEndian.AppendUint32(nil, n), Bits: m.Bits}, nil
}

// Generate implements driver.Driver.
func (t *Token) Generate(ctx context.Context, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := t.asked("Generate"); err != nil {
		return driver.Material{}, err
	}
	m, err := t.soft.Generate(ctx, attrs, p)
	if err != nil {
		return driver.Material{}, err
	}
	return t.keep(attrs, m)
}

// Import implements driver.Driver.
func (t *Token) Import(ctx context.Context, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	if err := t.asked("Import"); err != nil {
		return driver.Material{}, err
	}
	m, err := t.soft.Import(ctx, attrs, data)
	if err != nil {
		return driver.Material{}, err
	}
	return t.keep(attrs, m)
}

func (t *Token) number(material []byte) (uint32, *secret, error) {
	if len(material) != 4 {
		return 0, nil, psa.Errorf(psa.ErrDataInvalid, "the record does not hold the number of a key in the token")
	}
	n := binary.BigEndian.Uint32(material)
	t.mu.Lock()
	defer t.mu.Unlock()
	return n, t.keys[n], nil
}

// Load implements driver.Driver.
func (t *Token) Load(_ context.Context, _ *psa.Attributes, material []byte) (driver.Key, error) {
	if err := t.asked("Load"); err != nil {
		return nil, err
	}
	n, s, err := t.number(material)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, psa.Errorf(psa.ErrHardwareFailure, "the token has lost the key %d", n)
	}
	return tokenKey{n}, nil
}

// inner turns a grant for a key of the token into one for the software that works inside it.
func (t *Token) inner(call string, g driver.Grant) (driver.Grant, error) {
	if err := t.asked(call); err != nil {
		return driver.Grant{}, err
	}
	k, ok := g.Key().(tokenKey)
	if !ok {
		return driver.Grant{}, psa.Errorf(psa.ErrCorruptionDetected, "the key was not loaded by the token")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.keys[k.number]
	if s == nil {
		return driver.Grant{}, psa.Errorf(psa.ErrHardwareFailure, "the token has lost the key %d", k.number)
	}
	return grant.Issue(s.key, &s.attrs, g.Alg(), g.Usage()), nil
}

// Export implements driver.Driver.
func (t *Token) Export(ctx context.Context, g driver.Grant, dst []byte) ([]byte, error) {
	in, err := t.inner("Export", g)
	if err != nil {
		return nil, err
	}
	if !t.exportable {
		return nil, psa.Errorf(psa.ErrNotSupported, "the token never gives a key out")
	}
	return t.soft.Export(ctx, in, dst)
}

// ExportPublic implements driver.Driver.
func (t *Token) ExportPublic(ctx context.Context, g driver.Grant, dst []byte) ([]byte, error) {
	in, err := t.inner("ExportPublic", g)
	if err != nil {
		return nil, err
	}
	return t.soft.ExportPublic(ctx, in, dst)
}

// Copy implements driver.Copier.
func (t *Token) Copy(_ context.Context, g driver.Grant, target *psa.Attributes) (driver.Material, error) {
	if err := t.asked("Copy"); err != nil {
		return driver.Material{}, err
	}
	k, ok := g.Key().(tokenKey)
	if !ok {
		return driver.Material{}, psa.Errorf(psa.ErrCorruptionDetected, "the key was not loaded by the token")
	}
	t.mu.Lock()
	s := t.keys[k.number]
	t.mu.Unlock()
	if s == nil {
		return driver.Material{}, psa.Errorf(psa.ErrHardwareFailure, "the token has lost the key %d", k.number)
	}
	return t.keep(target, driver.Material{Data: append([]byte(nil), s.material...), Bits: s.attrs.Bits})
}

// Destroy implements driver.Destroyer.
func (t *Token) Destroy(_ context.Context, _ *psa.Attributes, material []byte) error {
	if err := t.asked("Destroy"); err != nil {
		return err
	}
	n, _, err := t.number(material)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.keys[n]
	if s == nil {
		return nil
	}
	clear(s.material)
	s.key.Wipe()
	delete(t.keys, n)
	return nil
}

// Attach implements driver.Attacher.
func (t *Token) Attach(_ context.Context, _ *psa.Attributes, label []byte) (driver.Material, driver.Prescribed, error) {
	if err := t.asked("Attach"); err != nil {
		return driver.Material{}, driver.Prescribed{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.labels[string(label)]
	s := t.keys[p.number]
	if !ok || s == nil {
		return driver.Material{}, driver.Prescribed{}, psa.Errorf(psa.ErrDoesNotExist, "the token has no key of the label %q", label)
	}
	return driver.Material{Data: binary.BigEndian.AppendUint32(nil, p.number), Bits: s.attrs.Bits}, p.given, nil
}
