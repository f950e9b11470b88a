// Package conformance holds the key store against test vectors of other people: Project Wycheproof, and those of NIST's Automated Cryptographic
// Validation Protocol as geomys/acvp-testdata publishes them.
//
// It has tests only, and is a module of its own, so that nobody who uses the key store downloads the vectors. Every file of vectors whose algorithm
// the specification has is run; the files that are left out stand in a table with the reason, and a file that is in neither fails the tests.
package conformance
