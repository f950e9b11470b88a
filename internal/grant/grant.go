// Package grant has the proof that a use of a key has passed its policy.
//
// A [Grant] comes from [Issue] alone, and only the acquire step of package core (and the examiner of drivers, for keys of its own) may call that:
// the import test of the repository holds it so. Every driver call that touches a key takes a Grant, so that an operation without
// its policy check does not compile.
package grant

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// Key is a driver's key, ready for use. Whoever loaded it calls Wipe once, when no use is under way or will follow.
type Key interface {
	// Wipe overwrites what is secret, as far as the driver's libraries let it.
	Wipe()
}

// Grant permits one use, or one multi-part operation, of a key. The zero value permits nothing.
type Grant struct {
	key   Key
	attrs *psa.Attributes
	alg   alg.Algorithm
	usage psa.Usage
}

// Issue makes a grant. attrs must not change afterwards.
func Issue(k Key, attrs *psa.Attributes, a alg.Algorithm, u psa.Usage) Grant {
	return Grant{key: k, attrs: attrs, alg: a, usage: u}
}

// Key returns the loaded key, nil for the zero grant.
func (g Grant) Key() Key { return g.key }

// Attributes returns the key's attributes; they must not be changed.
func (g Grant) Attributes() *psa.Attributes { return g.attrs }

// Alg returns the specific algorithm that the use is for, alg.None for uses that have none (export, copy).
func (g Grant) Alg() alg.Algorithm { return g.alg }

// Usage returns the flag that the use was checked for, 0 where the specification asks for none (the public part of a key).
func (g Grant) Usage() psa.Usage { return g.usage }
