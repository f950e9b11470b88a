package spake2plus

import "filippo.io/nistec"

// compressed tells whether b is a compressed point of the NIST curve whose compressed points are so long.
func compressed(n int, b []byte) bool {
	var err error
	switch n {
	case 33:
		_, err = nistec.NewP256Point().SetBytes(b)
	case 49:
		_, err = nistec.NewP384Point().SetBytes(b)
	case 67:
		// The coordinate has 521 bits, and the generated one 528.
		_, err = nistec.NewP521Point().SetBytes(b)
	}
	return err == nil
}
