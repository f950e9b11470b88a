// Package seal encrypts and authenticates records over any storage.
//
// A [Vault] is opened over a [storage.Store] with a root key ([KeyFile], [Passphrase]). The root key opens the store's header; the header holds the
// master key, which seals the records, and the index key, by which labels are found without being readable:
//
//	root key ──► header key ──► { master key, index key } ──► records, label index
//
// A record is bound to its store, kind, owner, identifier and generation of the master key: moved elsewhere it is as good as damaged. A
// damaged record gives DATA_CORRUPT for that key alone, and can be destroyed. What is in the records is not this package's business; it takes
// and returns plain bytes, which the caller wipes. docs/storage-format.md has every byte of what is stored.
//
// # Several processes
//
// Any number of processes may have one store open. When two make it at the same moment, one header wins and both use it. When one rotates a key, the
// others notice at the next record that they can't open, or at their next change, read the header again and go on.
//
// # Where keys are
//
// Header, master and index key live in locked memory (package arena). Buffers that held a key or a plaintext are wiped when they have served. What
// is beyond the reach of this package is what golang.org/x/crypto/argon2 leaves of its working memory, and copies on goroutine stacks.
package seal
