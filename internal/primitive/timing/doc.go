// Package timing has tests that look for secrets in the time that the primitives of this module take, by the method of dudect (O. Reparaz, J. Balasch,
// I. Verbauwhede, "Dude, is my code constant time?", 2016): the same operation runs with a fixed secret and with random ones, in random order, and Welch's
// t-test tells whether the two sets of times differ. A |t| beyond 10 is a finding; less proves nothing, but is what constant time looks like.
//
// They need a quiet machine and some minutes, and so run by hand: make ct.
package timing
