// Package keystore keeps cryptographic keys and uses them, by the rules of the PSA Certified Crypto API 1.5: keys are made once, named by a number, bound to
// a policy for life, and used without leaving the store.
//
// # Opening
//
// [OpenDir] opens the store in a directory, or begins one; [Open] makes one of any storage, root and drivers in a [Config]. The zero Config is a store of
// volatile keys in memory. A store is sealed: a [Root], by default a key file beside it or else a [Passphrase], opens it. Close a store at the end.
//
//	st, err := keystore.OpenDir(ctx, dir, keystore.Config{})
//	if err != nil {
//		return err
//	}
//	defer st.Close()
//
// # Creating keys
//
// [Store.Generate], [Store.Import], [Store.ImportFormat] (PEM, DER, JWK), [Key.Copy], [Key.Unwrap], [Key.Agree], [Key.Encapsulate], [Key.Decapsulate],
// [Derivation.Key], [PAKE.SharedKey] and [Store.Attach] make keys. All take [psa.Attributes]: type, size, lifetime, identifier, policy. What is wrong with
// them is refused with the reason, and then nothing has been made. When the call returns a persistent key, the key is on the disk. Attributes never
// change afterwards.
//
// # Policies and narrowed copies
//
// A key may do what its policy says: usage flags, as [psa.SignHash], and one algorithm or a wildcard, as alg.ECDSA(alg.AnyHash). Nothing else. To hand
// a part of that on, copy the key with the attributes of the part: the copy may do what both policies permit, never more. The flag [psa.Copy] permits to
// copy, and [psa.Export] to take the key out. [Key.CheckUsage] asks whether a key can be used in a role.
//
// # Identifiers and handles
//
// [Store.Key] names a key and does no I/O. [Store.ByLabel] finds one by its label. [Store.Open] gives a handle, a passing second name, under which the key stays
// in memory until [Key.Close].
//
// # Persistent, volatile and cached keys
//
// Volatile keys live in this process; closing the store, or [Key.Destroy], ends them, and the store chooses their identifiers. Persistent keys have
// an identifier that you choose, from [psa.KeyIDUserMin] to [psa.KeyIDUserMax], and live until destroyed. A persistent key is in the clear in memory only during a use,
// or while a handle is open, or, with the usage flag [psa.Cache], from its first use until [Key.Purge].
//
// # Owners and labels
//
// [Store.As] shows the store as another owner sees it: owners have identifiers and labels of their own, and the keys of others do not exist for them. A label
// is a second name of a key for people, unique for its owner. [Store.List] and [Store.ListPage] list the keys of an owner.
//
// # Operations in one call and in parts
//
// Methods of [Key] that give output append it to dst and return the extended slice. What is too long for memory goes through an operation in parts: [Hash],
// [XOF], [MAC], [Cipher], [AEAD], [Sign], [Verify], [Derivation], [PAKE]. They have Write or Update, a finishing method whose error must be looked at, and Close, which
// is always safe: defer it. What an AEAD decryption gives before its Verify has succeeded is not authentic. Destroying a key fails the
// operations that use it.
//
// For crypto/x509, crypto/tls and others there are [Key.Signer], [Key.Decrypter], [Key.Decapsulator] and [Key.AEADCipher].
//
// # Errors
//
// Every error is, or holds, a [*psa.Error]: a status of the specification, and the reason in words. Ask with errors.Is for statuses, as
// [psa.ErrNotPermitted], or for fs.ErrNotExist, fs.ErrExist and fs.ErrPermission. A failed check of a signature or tag is [psa.ErrInvalidSignature] and says no more.
// [Key.Explain] tells why an operation would be refused without trying it.
//
// # Locations and drivers
//
// The location in a key's lifetime says who keeps it. Location 0 is the store's own, in software. Give [Config] a [driver.Driver] for each other: a secure element, a
// service. Such keys are used through the same calls; the store keeps what leads to them. Package driver has the contract, and driver/drivertest
// its examiner.
//
// # Concurrency and several processes
//
// All methods of [Store] and [Key] are safe for concurrent use, and uses of different keys do not wait for each other. Operations in parts take one call
// at a time. Several processes may have one directory open: a key that one makes or destroys is there or gone for the next call of the others. Volatile keys and
// handles belong to their process.
//
// # Maintenance
//
// [Store.Backup] copies a store in use, sealed as it is, and [RestoreDir] brings it back; the root is not part of a backup. [Store.Verify] reads everything and reports
// damage, which concerns single keys: others go on. A sealed list of all keys, the roll, changes in the same transaction as they do, so a key whose record has
// vanished or has been replaced by an older one is told of and not used; should the roll itself be damaged, no key is used until [Store.Repair]. A [Counter] outside the
// store, as [CounterFile], lets [Open] notice that all of it has been replaced by an older copy. [Store.RotateMaster] and [Store.RotateRoot] replace the keys that seal the store. [Store.Info] and [InspectDir]
// describe it.
//
// With Mirror set in its [Config], [OpenDir] keeps the store in a second directory too, on another disk. A change has been made in both when its call succeeds, and fails where one of them can't be
// written; reads go on. What is lost or damaged in one is made good from the other, and told to Mirrored.
package keystore
