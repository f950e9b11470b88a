// Package prf has what key derivations are made of: a pseudorandom function under one key, which computes many short values and can be
// wiped ([Function], [HMAC]), and the byte stream that its values are joined to ([Stream]).
//
// crypto/hmac is not used because its keyed state can't be reached to be overwritten.
package prf

// Function is a pseudorandom function under one key. It is used by one goroutine at a time.
type Function interface {
	// Size is the length of a value in bytes.
	Size() int
	// Write adds p to the argument.
	Write(p []byte)
	// Sum puts the value for the argument into out[:Size()] and begins an empty argument.
	Sum(out []byte)
	// Wipe overwrites the key and all that came of it. Nothing may follow but another Wipe.
	Wipe()
}
