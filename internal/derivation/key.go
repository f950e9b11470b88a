package derivation

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// KeyFromStream makes the data of a key of type t and a size in bits from a stream of bytes, by the procedure in the section "Key derivation" of the
// key's type (PSA Crypto 1.5, "Key types"). read fills its argument with the next bytes of the stream; its error ends the procedure and is
// returned as it is.
//
// The data are in the specification's format for import, with one exception: an SLH-DSA key pair comes without its last quarter, PK.root, which takes a
// driver to compute (FIPS 205, algorithm 18). They belong to the caller, who wipes them.
//
// The numbers of a SPAKE2+ key pair are taken from the stream as big-endian ones (RFC 9383, section 3.2) and written as private keys of
// their curve: big-endian, for the twisted Edwards curves little-endian (RFC 8032, section 5.1.2).
//
// Errors: INVALID_ARGUMENT for a public key, a WPA3-SAE password token (which comes from another procedure), a type or a size that the
// specification has not; NOT_SUPPORTED for RSA, for which it has no procedure.
func KeyFromStream(t keytype.Type, bits int, read func(p []byte) error) (data []byte, err error) {
	if err := derivable(t, bits); err != nil {
		return nil, err
	}
	data = make([]byte, t.ExportSize(bits))
	switch {
	case t == keytype.DES:
		err = desKey(data, read)
	case t.IsECCKeyPair() && t.Family().IsWeierstrass():
		err = numberBelow(data, CurveOrder(t.Family(), bits), read)
	case t.IsECCKeyPair() && t.Family() == keytype.Montgomery:
		err = montgomeryKey(data, read)
	case t.IsDHKeyPair():
		err = numberBelow(data, GroupPrime(t.Family(), bits), read)
	case t.IsSPAKE2PKeyPair():
		err = spake2pKey(data, t.Family(), CurveOrder(t.Family(), bits), read)
	case t.IsSLHDSAKeyPair():
		data = data[:3*bits/8]
		err = read(data)
	default:
		// Unstructured keys, the private keys of twisted Edwards curves, and the seeds of ML-DSA and ML-KEM are bytes of the stream as they are.
		err = read(data)
	}
	if err != nil {
		clear(data)
		return nil, err
	}
	return data, nil
}

func derivable(t keytype.Type, bits int) error {
	switch {
	case t.IsPublicKey():
		return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v is a public key, which can't be derived; derive the key pair", t)
	case t.IsWPA3SAEECC() || t.IsWPA3SAEDH():
		return psa.Errorf(psa.ErrInvalidArgument, "a key of type %v can only be derived with WPA3_SAE_H2E", t)
	case !t.BitsValid(bits):
		return psa.Errorf(psa.ErrInvalidArgument, "%s", t.BitsRule(bits))
	case t == keytype.RSAKeyPair:
		return psa.Errorf(psa.ErrNotSupported, "the specification has no procedure for deriving a key of type %v; generate or import one", t)
	}
	return nil
}

// numberBelow makes a number from 1 to n-1 by testing candidates (PSA Crypto 1.5, table "Key derivation for elliptic curve keys", and
// PSA_KEY_TYPE_DH_KEY_PAIR; NIST SP 800-56A, sections 5.6.1.1.4 and 5.6.1.2.2). That a candidate was rejected tells nothing of the one taken.
func numberBelow(data, n []byte, read func(p []byte) error) error {
	m := bitLen(n)
	// k > n-2 is k >= n-1.
	decrement(n)
	k := data[len(data)-len(n):]
	for {
		if err := read(k); err != nil {
			return err
		}
		k[0] &= 0xff >> (8*len(n) - m)
		if lessThan(k, n) == 1 {
			increment(k)
			return nil
		}
	}
}

// montgomeryKey makes a private key of Curve25519 or Curve448, with the bits set that RFC 7748, section 5, forces.
func montgomeryKey(data []byte, read func(p []byte) error) error {
	if err := read(data); err != nil {
		return err
	}
	if len(data) == 32 {
		data[0] &= 248
		data[31] = data[31]&127 | 64
		return nil
	}
	data[0] &= 252
	data[55] |= 128
	return nil
}

// spake2pKey makes w0 and w1 from 8 bytes more than the order has each (PSA Crypto 1.5, PSA_KEY_TYPE_SPAKE2P_KEY_PAIR; RFC 9383, section 3.2).
func spake2pKey(data []byte, f keytype.Family, n []byte, read func(p []byte) error) error {
	ws := make([]byte, len(n)+8)
	w := make([]byte, len(n))
	defer clear(ws)
	defer clear(w)
	half := len(data) / 2
	for _, out := range [][]byte{data[:half], data[half:]} {
		if err := read(ws); err != nil {
			return err
		}
		reduce(w, ws, n)
		if f == keytype.TwistedEdwards {
			for i := range w {
				out[i] = w[len(w)-1-i]
			}
		} else {
			copy(out[half-len(w):], w)
		}
	}
	return nil
}
