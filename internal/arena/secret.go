package arena

import (
	"fmt"
	"io"
)

// Secret is a piece of an arena's memory: 16 bytes that are no secret themselves and print as REDACTED. The zero Secret has no bytes.
//
// A Secret is a value; its copies are the same piece, of which one is to be given to [Arena.Free].
type Secret struct {
	slab   *slab
	off, n uint32
}

// Bytes returns the memory itself, to read and write. It must not be used after the secret was freed, and must not be appended to.
// After [Arena.Close] it panics.
func (s Secret) Bytes() []byte {
	if s.slab == nil {
		return nil
	}
	end := s.off + s.n
	return s.slab.mem[s.off:end:end]
}

// Len returns the length in bytes.
func (s Secret) Len() int { return int(s.n) }

const redacted = "REDACTED"

// Format prints REDACTED for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText returns REDACTED; encoders to JSON, XML and others use it.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
