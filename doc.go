// Package psa has the vocabulary of the PSA Certified Crypto API 1.5: what a key is called and how long it lives ([KeyID], [Lifetime]),
// what it may be used for ([Policy], [Usage]), what describes it ([Attributes]), and how a call ends ([Status], [Error]).
//
// It holds no keys and computes nothing. Algorithms have names and rules in package alg, key types in package keytype; keys are kept and used
// through package keystore:
//
//	st, err := keystore.OpenDir(ctx, dir)
//	k, err := st.Generate(ctx, psa.Attributes{
//		ID:       0x1001,
//		Lifetime: psa.Persistent,
//		Type:     keytype.AES,
//		Bits:     256,
//		Policy:   psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: alg.GCM},
//	})
//
// # Errors
//
// Every refusal is an [*Error] with the specification's status and the reason in words. Ask for a status with errors.Is:
//
//	if errors.Is(err, psa.ErrNotPermitted) { … }
//
// or, where only the usual questions matter, for fs.ErrNotExist, fs.ErrExist and fs.ErrPermission. [StatusOf] gives the bare number, as C programs
// know it.
package psa
