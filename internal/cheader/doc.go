// Package cheader makes the parts of the C headers in include/psa that say what the Go tables say: the status codes, the constants and macros of
// key types and algorithms, the sizes, and the list of what is supported. The prototypes, the structures and what serves programs written for other
// libraries are written by hand beside them.
//
//	go run ./internal/cheader/gen     writes the headers
//	go test ./internal/cheader        fails when they are not what the tables give
//
// Nothing here repeats a number of the tables. Identifiers come from [alg.Rows], [keytype.Rows] and [keytype.Families]. A predicate such as
// PSA_ALG_IS_HMAC is found by asking its Go counterpart which bits matter to it. Sizes that depend on a curve, a family or a strength are fitted to
// what the Go functions answer for every legal size. What is left are templates of the few formulas with a length in them, and the tests compile a C
// program that holds every macro against its Go counterpart over all algorithms, key types and sizes.
//
// All macros are integer constant expressions where their arguments are, so that they can be the size of an array. Arguments may be evaluated
// more than once. Macros whose name begins with PSACRYPTO_ are parts of the others and no interface.
package cheader
