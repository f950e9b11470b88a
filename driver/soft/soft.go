// Package soft is the built-in driver: keys in this process, cryptography in Go.
//
// It serves psa.LocationLocalStorage of a store unless the store is opened with another driver there. What it can do is the sum of its families of
// keys (see families.go) and its hashes; [Driver.Supports] answers from them.
//
// Primitives come from the standard library first, then from the libraries that keep what it lacks, then from internal/primitive. Each
// family's file says where its computations are not constant time.
package soft

import (
	"context"
	"io"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// Driver is the software driver. It is safe for concurrent use.
type Driver struct {
	rand io.Reader
}

// New makes a driver that takes its randomness from rand; store code passes crypto/rand.Reader.
func New(rand io.Reader) *Driver { return &Driver{rand: rand} }

// Name implements driver.Driver.
func (*Driver) Name() string { return "software" }

// family is how the keys of one or more types are made and loaded. What a loaded key can do it says by implementing the interfaces of uses.go.
type family struct {
	// has tells whether a type belongs to the family, and holds tells whether keys of the size can be had.
	has   func(t keytype.Type) bool
	holds func(t keytype.Type, bits int) bool
	// runs tells whether keys of a type and size, which the algorithm is known to fit, can be used with it in a role.
	runs func(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool
	// generate makes material at random.
	generate func(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error)
	// parse checks data in the specification's format and makes material of it.
	parse func(d *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error)
	// load makes a key usable.
	load func(d *Driver, attrs *psa.Attributes, material []byte) (key, error)
}

// key is a loaded key of any family.
type key interface {
	driver.Key
	// export appends the key in the specification's format.
	export(dst []byte) ([]byte, error)
}

// publicKey is a loaded key with a public part.
type publicKey interface {
	key
	exportPublic(dst []byte) ([]byte, error)
}

func familyOf(t keytype.Type) *family {
	for i := range families {
		if families[i].has(t) {
			return &families[i]
		}
	}
	return nil
}

// Supports implements driver.Driver.
func (d *Driver) Supports(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
	if t == keytype.None {
		return supportsKeyless(a)
	}
	f := familyOf(t)
	if f == nil || !f.holds(t, bits) {
		return false
	}
	return a == alg.None || f.runs(t, bits, a, u)
}

func (d *Driver) family(attrs *psa.Attributes, bits int) (*family, error) {
	f := familyOf(attrs.Type)
	if f == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver has no keys of type %v", attrs.Type)
	}
	if bits != 0 && !f.holds(attrs.Type, bits) {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver has no keys of type %v with %d bits; sizes of the type are %s",
			attrs.Type, bits, attrs.Type.LegalBits())
	}
	return f, nil
}

// Generate implements driver.Driver.
func (d *Driver) Generate(_ context.Context, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	f, err := d.family(attrs, attrs.Bits)
	if err != nil {
		return driver.Material{}, err
	}
	return f.generate(d, attrs, p)
}

// Import implements driver.Driver.
func (d *Driver) Import(_ context.Context, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	f, err := d.family(attrs, attrs.Bits)
	if err != nil {
		return driver.Material{}, err
	}
	m, err := f.parse(d, attrs, data)
	if err != nil {
		return driver.Material{}, err
	}
	if !f.holds(attrs.Type, m.Bits) {
		clear(m.Data)
		return driver.Material{}, psa.Errorf(psa.ErrNotSupported, "the software driver has no keys of type %v with %d bits; sizes of the type are %s",
			attrs.Type, m.Bits, attrs.Type.LegalBits())
	}
	return m, nil
}

// Load implements driver.Driver.
func (d *Driver) Load(_ context.Context, attrs *psa.Attributes, material []byte) (driver.Key, error) {
	f, err := d.family(attrs, attrs.Bits)
	if err != nil {
		return nil, err
	}
	return f.load(d, attrs, material)
}

// Export implements driver.Driver.
func (d *Driver) Export(_ context.Context, g driver.Grant, dst []byte) ([]byte, error) {
	k, ok := g.Key().(key)
	if !ok {
		return nil, foreignKey()
	}
	return k.export(dst)
}

// ExportPublic implements driver.Driver.
func (d *Driver) ExportPublic(_ context.Context, g driver.Grant, dst []byte) ([]byte, error) {
	k, ok := g.Key().(publicKey)
	if !ok {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "a key of type %v has no public part", g.Attributes().Type)
	}
	return k.exportPublic(dst)
}

// random fills p from the driver's source.
func (d *Driver) random(p []byte) error {
	if _, err := io.ReadFull(d.rand, p); err != nil {
		clear(p)
		return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	return nil
}

// foreignKey tells of a grant whose key another driver loaded, which the core never hands out.
func foreignKey() error {
	return psa.Errorf(psa.ErrCorruptionDetected, "the key was not loaded by the software driver")
}
