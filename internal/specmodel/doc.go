// Package specmodel is a model of the specification for tests: what must come of any call, told by maps and by Go's standard library alone. The
// tests of torture and of the C library draw random calls and hold the Go API and the C library against it, and against each other.
//
// What the specification says is in [Model]: each rule of keys, copies, policies, handles and multi-part operations is written here once more, by hand,
// and shares no code with the engine. Of the product the model takes the vocabulary (package psa), the values of algorithms and key types, and the list of
// usage flags; the relation between algorithms, which copies and uses depend on, is its own, for the nineteen algorithms that the random calls use.
//
// A [Drawer] draws a [Call] in the state of the model, most often one that can succeed. [Run] makes rounds of calls in the model and in one or two
// worlds ([World]); where an outcome is not an expected one, or the worlds give two statuses, it leaves out calls as long as the rest still deviates, and
// returns what is left as a [Deviation], a list to read.
//
// Calls name keys by registers, so that a list of calls means the same in every world and with any of its calls left out. The keys that worlds make at
// random are the only thing in which they differ; once a world has exported one, its later outputs are checked too.
//
// What is not in it: PAKE, encapsulation, key wrapping, asymmetric encryption, XOFs, and concurrency, of which packages keystore and torture have
// tests of their own.
package specmodel
