// Package core is the key store itself: it finds keys, checks their policies, calls drivers, and keeps records.
//
// Every operation comes here, whichever door it came in by, as a method of [Engine]; the only way to a key is acquire (acquire.go), which checks the policy
// and hands out the grant that drivers ask for. Creation is in create.go and the files that call it, the state machine that all multi-part
// operations share in multipart.go; each family of operations has a file.
//
// Errors are *psa.Error with the operation and the key filled in.
package core

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/arena"
	"github.com/psacrypto/psa/internal/seal"
)

// Config is what an engine is made of.
type Config struct {
	// Vault keeps persistent keys; nil makes a store of volatile keys only. The engine closes it.
	Vault *seal.Vault
	// Unavailable says why there is no Vault where one was wanted; calls for persistent keys then give STORAGE_FAILURE.
	Unavailable error
	// Drivers has the driver of each location.
	Drivers map[psa.Location]driver.Driver
	// BuiltIn are the keys that the host program provides.
	BuiltIn []BuiltIn
	// Rand is the source of randomness for IVs, nonces and [Engine.Random].
	Rand io.Reader
	// Strict refuses policies that can never be used with the key's type.
	Strict bool
	// MaxSlots limits how many persistent keys that nobody uses are remembered; 0 means 8192.
	MaxSlots int
	// MaxHandles limits the open handles; 0 means 1,000,000.
	MaxHandles int
}

// BuiltIn is a key that the host program provides (PSA Crypto 1.5, "Key identifiers": the vendor range).
type BuiltIn struct {
	// Attributes name the key: an identifier from psa.KeyIDBuiltInMin to psa.KeyIDBuiltInMax, owner, type, policy, location. The persistence
	// may be read-only or default; neither can be destroyed.
	Attributes psa.Attributes
	// Data is the key in the specification's format; nil where the location finds it by Label.
	Data  []byte
	Label []byte
}

// location is a driver with what it can do.
type location struct {
	engine *Engine
	at     psa.Location
	driver driver.Driver

	hashes        driver.Hashes
	xofs          driver.XOFs
	macs          driver.MACs
	ciphers       driver.Ciphers
	aeads         driver.AEADs
	wrapping      driver.KeyWrapping
	signatures    driver.Signatures
	encryption    driver.AsymmetricEncryption
	agreement     driver.KeyAgreement
	encapsulation driver.KeyEncapsulation
	derivations   driver.Derivations
	pakes         driver.PAKEs
}

// Engine is an open key store. All methods are safe for concurrent use.
type Engine struct {
	vault     *seal.Vault
	locations map[psa.Location]*location
	local     *location
	rand      io.Reader
	strict    bool
	arena     *arena.Arena

	slots   index[slot]
	handles index[handle]

	// seen is the version of the vault up to which changes have been marked on slots.
	seen   atomic.Uint64
	catchM sync.Mutex

	// stripes serialise making the slot of a persistent key.
	stripes [256]sync.Mutex

	persistent struct {
		sync.Mutex
		bySum        map[uint64]*slot
		count, limit int
	}
	// ids are the next identifiers to give out; the mutex guards labels, those of volatile keys, too.
	ids struct {
		sync.Mutex
		volatile, handle psa.KeyID
	}
	labels map[labelRef]psa.KeyID
	// reserved has, for each label in labels that a creation keeps, what is closed when that ends.
	reserved   map[labelRef]chan struct{}
	maxHandles int
	// unavailable is why there is no vault, where there should be one.
	unavailable error

	closed atomic.Bool
}

type labelRef struct {
	owner psa.Owner
	label string
}

// New makes an engine. On an error nothing of c has been closed.
func New(ctx context.Context, c Config) (*Engine, error) {
	e := &Engine{
		vault:       c.Vault,
		locations:   make(map[psa.Location]*location),
		rand:        c.Rand,
		strict:      c.Strict,
		arena:       arena.New(),
		maxHandles:  c.MaxHandles,
		unavailable: c.Unavailable,
	}
	e.persistent.bySum = make(map[uint64]*slot)
	e.persistent.limit = c.MaxSlots
	if e.persistent.limit == 0 {
		e.persistent.limit = 8192
	}
	if e.maxHandles == 0 {
		e.maxHandles = 1_000_000
	}
	e.labels = make(map[labelRef]psa.KeyID)
	e.reserved = make(map[labelRef]chan struct{})
	e.ids.volatile, e.ids.handle = psa.KeyIDVolatileMin, psa.KeyIDHandleMin
	if e.vault != nil {
		e.seen.Store(e.vault.Version())
	}
	for at, d := range c.Drivers {
		l := &location{engine: e, at: at, driver: d}
		l.hashes, _ = d.(driver.Hashes)
		l.xofs, _ = d.(driver.XOFs)
		l.macs, _ = d.(driver.MACs)
		l.ciphers, _ = d.(driver.Ciphers)
		l.aeads, _ = d.(driver.AEADs)
		l.wrapping, _ = d.(driver.KeyWrapping)
		l.signatures, _ = d.(driver.Signatures)
		l.encryption, _ = d.(driver.AsymmetricEncryption)
		l.agreement, _ = d.(driver.KeyAgreement)
		l.encapsulation, _ = d.(driver.KeyEncapsulation)
		l.derivations, _ = d.(driver.Derivations)
		l.pakes, _ = d.(driver.PAKEs)
		e.locations[at] = l
	}
	e.local = e.locations[psa.LocationLocalStorage]
	if e.local == nil {
		e.arena.Close()
		return nil, psa.Errorf(psa.ErrInvalidArgument, "no driver is given for %v", psa.LocationLocalStorage)
	}
	for i := range c.BuiltIn {
		if err := e.addBuiltIn(ctx, &c.BuiltIn[i]); err != nil {
			e.arena.Close()
			return nil, psa.At(err, "open the store with its built-in", c.BuiltIn[i].Attributes.ID)
		}
	}
	return e, nil
}

// Close ends all keys of this process: multi-part operations fail, volatile keys are gone, and everything secret is wiped. Persistent
// keys stay in storage. A second Close does nothing.
//
// Error: that of a location which could not destroy its part of a volatile key, or of the storage. The store is closed all the same.
func (e *Engine) Close() error {
	// With both locks held no slot is entered that the loop below would not meet, and nothing is put into the arena afterwards.
	e.ids.Lock()
	e.persistent.Lock()
	first := e.closed.CompareAndSwap(false, true)
	e.persistent.Unlock()
	e.ids.Unlock()
	if !first {
		return nil
	}
	var errs []error
	for _, s := range e.slots.all() {
		errs = append(errs, e.end(s))
	}
	e.arena.Close()
	if e.vault != nil {
		errs = append(errs, e.vault.Close())
	}
	return errors.Join(errs...)
}

// end kills a slot of a store that is being closed. A location that keeps volatile keys itself is told.
func (e *Engine) end(s *slot) error {
	d, ok := driver.Destroyer(nil), false
	if s.attrs.Lifetime.IsVolatile() && !s.attached {
		d, ok = s.loc.driver.(driver.Destroyer)
	}
	var material []byte
	if ok {
		s.mu.Lock()
		material = append(material, s.material.Bytes()...)
		s.mu.Unlock()
		defer clear(material)
	}
	if !s.kill(errClosed, 0) || !ok {
		return nil
	}
	return psa.At(d.Destroy(context.Background(), &s.attrs, material), "close the store", s.ref.ID)
}

// Vault returns the keeper of persistent keys, nil where there is none.
func (e *Engine) Vault() *seal.Vault { return e.vault }

var (
	errClosed = psa.Errorf(psa.ErrBadState, "the store is closed")
	// errDead says that a slot has ended; whoever looks for the key looks again.
	errDead = psa.Errorf(psa.ErrInvalidHandle, "the key has been destroyed")
	// errGone says that a slot's record is another one now, or gone.
	errGone = psa.Errorf(psa.ErrInvalidHandle, "the key has been destroyed, by another process")
	// errDestroyed is how multi-part operations fail from then on.
	errDestroyed = psa.Errorf(psa.ErrBadState, "the key was destroyed while the operation used it; the operation can only be aborted")
)

func noKey(id psa.KeyID) error {
	if id == psa.KeyIDNull {
		return psa.Errorf(psa.ErrInvalidHandle, "the identifier is 0, which names no key")
	}
	return psa.Errorf(psa.ErrInvalidHandle, "there is no such key")
}
