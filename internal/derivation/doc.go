// Package derivation has the rules of key derivations that need no cryptography: which inputs an algorithm has, in which order and of which kinds
// ([State]), how much output it gives ([MaxCapacity]), and how a key is made of a stream of bytes ([KeyFromStream]).
//
// It covers every derivation of PSA Crypto 1.5, whatever drivers there are.
package derivation
