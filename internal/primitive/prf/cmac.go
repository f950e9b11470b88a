package prf

import (
	"crypto/cipher"

	"github.com/psacrypto/psa/internal/primitive/cmac"
)

// CMAC is the function of NIST SP 800-38B over a block cipher.
type CMAC struct {
	key *cmac.Key
	mac *cmac.MAC
	sum []byte
}

// NewCMAC makes the function of a keyed block cipher. It fails for a cipher whose blocks have neither 8 nor 16 bytes.
func NewCMAC(block cipher.Block) (*CMAC, error) {
	key, err := cmac.New(block)
	if err != nil {
		return nil, err
	}
	return &CMAC{key: key, mac: key.NewMAC(), sum: make([]byte, 0, key.Size())}, nil
}

// Size implements [Function].
func (c *CMAC) Size() int { return c.key.Size() }

// Write implements [Function].
func (c *CMAC) Write(p []byte) { c.mac.Write(p) }

// Sum implements [Function].
func (c *CMAC) Sum(out []byte) {
	c.sum = c.mac.Sum(c.sum[:0])
	copy(out[:c.Size()], c.sum)
	c.mac.Reset()
}

// Wipe implements [Function]. The block cipher's expanded key can't be reached; it goes with the garbage.
func (c *CMAC) Wipe() {
	if c.key == nil {
		return
	}
	c.mac.Wipe()
	c.key.Wipe()
	clear(c.sum[:cap(c.sum)])
	c.key = nil
}
