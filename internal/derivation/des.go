package derivation

import (
	"crypto/subtle"
)

// weakDES are the weak and semi-weak keys of DES with their parity bits (NIST SP 800-67 revision 2, section 3.3.2).
var weakDES = [...]string{
	"0101010101010101", "fefefefefefefefe", "e0e0e0e0f1f1f1f1", "1f1f1f1f0e0e0e0e",
	"011f011f010e010e", "1f011f010e010e01", "01e001e001f101f1", "e001e001f101f101",
	"01fe01fe01fe01fe", "fe01fe01fe01fe01", "1fe01fe00ef10ef1", "e01fe01ff10ef10e",
	"1ffe1ffe0efe0efe", "fe1ffe1ffe0efe0e", "e0fee0fef1fef1fe", "fee0fee0fef1fef1",
}

// desKey makes one, two or three single DES keys (PSA Crypto 1.5, PSA_KEY_TYPE_DES, "Key derivation"): each byte gets odd parity, and a
// weak key is passed over for the next 8 bytes.
func desKey(data []byte, read func(p []byte) error) error {
	for i := 0; i < len(data); {
		k := data[i : i+8]
		if err := read(k); err != nil {
			return err
		}
		for j, b := range k {
			// OnesCount8 may be a table; the parity is folded so that no index depends on the key.
			p := b ^ b>>4
			p ^= p >> 2
			p ^= p >> 1
			k[j] = b ^ ^p&1
		}
		if !isWeakDES(k) {
			i += 8
		}
	}
	return nil
}

// isWeakDES compares with all of the keys, so that only the answer shows.
func isWeakDES(k []byte) bool {
	weak := 0
	for _, w := range weakDES {
		weak |= subtle.ConstantTimeCompare(k, fromHex(w))
	}
	return weak == 1
}
