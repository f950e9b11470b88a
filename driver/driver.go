// Package driver says what a location of keys must offer, so that keys can live in different ones: in this process, in a secure element, behind
// a network.
//
// A [Driver] makes keys and makes them usable again; what more it can do it says by implementing further interfaces of this package:
// [Hashes], [XOFs], [MACs], [Ciphers], [AEADs], [KeyWrapping], [Signatures], [AsymmetricEncryption], [KeyAgreement], [KeyEncapsulation],
// [Derivations], [PAKEs], and, for keys that it keeps
// itself, [Copier], [Destroyer] and [Attacher]. A store has one driver for each location, given to it when it is opened.
//
// # Who does what
//
// The core above has checked, before a driver is called, that the key exists, that its policy permits the use (that is what a [Grant] proves), that the
// algorithm is specific, of the right class and fits the key's type and size, that [Driver.Supports] said yes, and that calls come
// in an order that the specification allows. A driver checks no policy and keeps no state machine.
//
// A driver checks what it is given as data: keys, peer keys, lengths of nonces, tags and signatures. Its errors carry a status of
// package psa; any other error becomes GENERIC_ERROR.
//
// # Slices
//
// Methods that produce output append to dst and return the extended slice; they allocate nothing when dst has room. Input
// may be the same memory as the free part of dst, beginning at the same byte, or not overlap it at all. On an error the returned slice is nil
// and nothing confidential has been left behind len(dst). Inputs are neither changed nor kept after the call.
//
// # Concurrency
//
// A Driver and its keys are safe for concurrent use. A multi-part object is used by one goroutine at a time.
//
// Package drivertest examines any driver.
package driver

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

// Grant is the proof that a use of a key has passed its policy; only the core of a store makes one.
type Grant = grant.Grant

// Key is a key ready for use. Its Wipe is called once, when no use is under way or will follow.
type Key = grant.Key

// Material is what a driver wants kept for a key: the key's bytes, or whatever leads the driver to them. It comes back in [Driver.Load].
// The store keeps it sealed.
type Material struct {
	// Data belongs to the receiver, who wipes it after use.
	Data []byte
	// Bits is the size of the key in bits as the specification counts it for the type.
	Bits int
}

// Parameters are the custom production parameters of a key (psa_custom_key_parameters_t); the zero value asks for the default.
type Parameters struct {
	Flags uint32
	// Data is type-specific: for RSA, the public exponent in little-endian byte order.
	Data []byte
}

// IsDefault tells whether the parameters ask for nothing special.
func (p Parameters) IsDefault() bool { return p.Flags == 0 && len(p.Data) == 0 }

// Driver is what every location must offer.
type Driver interface {
	// Name names the driver in errors and listings, as "software".
	Name() string

	// Supports tells whether the driver can use keys of a type and size with a specific algorithm in the role of a usage flag.
	// With algorithm alg.None it tells whether it can hold such keys; with type keytype.None, whether it can run an algorithm that
	// needs no key. It does no I/O.
	Supports(t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool

	// Generate makes a new random key of attrs.Type and attrs.Bits.
	// Errors: INVALID_ARGUMENT for parameters that are wrong for the type, NOT_SUPPORTED, INSUFFICIENT_ENTROPY.
	Generate(ctx context.Context, attrs *psa.Attributes, p Parameters) (Material, error)

	// Import makes a key from data in the specification's format for attrs.Type. attrs.Bits is 0 or what the data must have.
	// Errors: INVALID_ARGUMENT for data that is not exactly in the format, NOT_SUPPORTED.
	Import(ctx context.Context, attrs *psa.Attributes, data []byte) (Material, error)

	// Load makes a key usable. attrs are complete and are kept unchanged until the key is wiped; material belongs to the caller and lasts as
	// long as the key does.
	// Errors: DATA_INVALID for material that the driver can't have made, COMMUNICATION_FAILURE, HARDWARE_FAILURE.
	Load(ctx context.Context, attrs *psa.Attributes, material []byte) (Key, error)

	// Export appends the key in the specification's format. Error: NOT_SUPPORTED where the location never gives keys out.
	Export(ctx context.Context, g Grant, dst []byte) ([]byte, error)

	// ExportPublic appends the public part of a key pair, or a public key, in the specification's format.
	ExportPublic(ctx context.Context, g Grant, dst []byte) ([]byte, error)
}

// Copier is implemented by drivers that can copy a key without letting it out.
type Copier interface {
	// Copy makes another key of the same material with the attributes of target, whose type and size are those of the source.
	Copy(ctx context.Context, g Grant, target *psa.Attributes) (Material, error)
}

// Destroyer is implemented by drivers that keep something of their own for each key.
type Destroyer interface {
	// Destroy ends the key that material leads to. It is called before the store forgets the key, and again if that failed, so it must succeed
	// when the key is gone already.
	Destroy(ctx context.Context, attrs *psa.Attributes, material []byte) error
}

// Attacher is implemented by drivers with keys that were not made through the store.
type Attacher interface {
	// Attach finds the key of that label and returns its material and whatever attributes the location prescribes: a type, a size
	// in bits and a policy, each zero where it prescribes none. attrs are those that the caller asked for.
	// Errors: DOES_NOT_EXIST for an unknown label.
	Attach(ctx context.Context, attrs *psa.Attributes, label []byte) (Material, Prescribed, error)
}

// Prescribed are the attributes that a location gives to a key that is attached.
type Prescribed struct {
	Type keytype.Type
	Bits int
	// Policy counts where HasPolicy is set; it is intersected with what the caller asked for.
	Policy    psa.Policy
	HasPolicy bool
}
