// Package pake has the rules of password-authenticated key exchanges that need no cryptography: what must be set before the first message, which
// messages come in which order for each algorithm and role ([State]), and what kinds of keys the shared secret may become.
//
// The orders are those of PSA Crypto 1.5, "J-PAKE operation", "SPAKE2+ operation" and "WPA3-SAE operation", written down once, in the table of
// orders.go; whatever is not in it is BAD_STATE. It covers every algorithm of the specification, whatever drivers there are.
package pake
