package psa

import "fmt"

// Lifetime is where a key is kept and what ends it: a [Location] in the upper 24 bits, a [Persistence] in the lower 8 (psa_key_lifetime_t).
type Lifetime uint32

// Persistence says which events end a key (psa_key_persistence_t).
type Persistence uint8

// Location says who keeps a key (psa_key_location_t). It has 24 bits; a store resolves it to a driver.
type Location uint32

// Lifetimes, persistence levels and locations that the specification names (PSA Crypto 1.5, "Key lifetimes").
const (
	Volatile   Lifetime = 0x00000000
	Persistent Lifetime = 0x00000001

	PersistenceVolatile Persistence = 0x00
	PersistenceDefault  Persistence = 0x01
	PersistenceReadOnly Persistence = 0xff

	LocationLocalStorage         Location = 0x000000
	LocationPrimarySecureElement Location = 0x000001
	// LocationVendorFlag is set in the locations that an implementation may define.
	LocationVendorFlag Location = 0x800000
	// LocationMax is the greatest location.
	LocationMax Location = 0xffffff
)

// MakeLifetime joins a persistence level and a location, of which the lower 24 bits count
// (PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION).
func MakeLifetime(p Persistence, l Location) Lifetime { return Lifetime(l)<<8 | Lifetime(p) }

// Persistence returns the persistence level (PSA_KEY_LIFETIME_GET_PERSISTENCE).
func (l Lifetime) Persistence() Persistence { return Persistence(l) }

// Location returns the location (PSA_KEY_LIFETIME_GET_LOCATION).
func (l Lifetime) Location() Location { return Location(l >> 8) }

// IsVolatile tells whether the persistence level is 0, in whatever location (PSA_KEY_LIFETIME_IS_VOLATILE).
func (l Lifetime) IsVolatile() bool { return l.Persistence() == PersistenceVolatile }

// String returns "persistent", or "persistent in primary secure element".
func (l Lifetime) String() string {
	if l.Location() == LocationLocalStorage {
		return l.Persistence().String()
	}
	return l.Persistence().String() + " in " + l.Location().String()
}

// String returns "volatile", "persistent", "read-only" or the number of another level.
func (p Persistence) String() string {
	switch p {
	case PersistenceVolatile:
		return "volatile"
	case PersistenceDefault:
		return "persistent"
	case PersistenceReadOnly:
		return "read-only"
	}
	return fmt.Sprintf("persistence 0x%02x", uint8(p))
}

// String returns "local storage", "primary secure element" or the number of another location.
func (l Location) String() string {
	switch l {
	case LocationLocalStorage:
		return "local storage"
	case LocationPrimarySecureElement:
		return "primary secure element"
	}
	return fmt.Sprintf("location 0x%06x", uint32(l))
}
