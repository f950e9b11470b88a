package psa

import (
	"time"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Policy says what a key may be used for: the flags of Usage, with the algorithm Alg, which may be a wildcard.
type Policy struct {
	Usage Usage
	Alg   alg.Algorithm
}

// Attributes describe a key (psa_key_attributes_t). The zero value describes a volatile key that permits nothing; attributes are plain values, and
// the same ones may be used for many keys. A key's attributes never change.
type Attributes struct {
	// ID names a persistent key, from [KeyIDUserMin] to [KeyIDUserMax]. It must be 0 for a volatile key, whose identifier the store chooses.
	ID KeyID
	// Owner is who the key belongs to. On creation it is taken from the store that is called, and must be 0 or equal to it.
	Owner Owner
	// Lifetime says where the key is kept and what ends it.
	Lifetime Lifetime
	// Type is what kind of key it is.
	Type keytype.Type
	// Bits is its size in bits; 0 on import, copy and attach means whatever the key has.
	Bits int
	// Policy says what the key may be used for.
	Policy Policy
	// Label is another name of the key, beyond the specification: UTF-8, unique among the keys of an owner, 1 to 255 bytes; "" is none.
	Label string
	// Created is when the key was made, to the second; the store sets it, and ignores what it is given.
	Created time.Time
}

// SetID makes the attributes those of a persistent key with this identifier: volatile attributes get the default persistence and keep their
// location (psa_set_key_id). It checks nothing.
func (a *Attributes) SetID(id KeyID) {
	a.ID = id
	if a.Lifetime.IsVolatile() {
		a.Lifetime = MakeLifetime(PersistenceDefault, a.Lifetime.Location())
	}
}

// SetLifetime sets the lifetime; a volatile one clears the identifier (psa_set_key_lifetime). It checks nothing.
func (a *Attributes) SetLifetime(l Lifetime) {
	a.Lifetime = l
	if l.IsVolatile() {
		a.ID = KeyIDNull
	}
}
