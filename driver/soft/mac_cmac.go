package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/cmac"
	"github.com/psacrypto/psa/keytype"
)

// blockMAC tells how long the MACs of an algorithm are in bytes, if a key of a block cipher's type can be used with it.
func blockMAC(a alg.Algorithm, t keytype.Type) (int, error) {
	if alg.FullLengthMAC(a) != alg.CMAC {
		return 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of a block cipher with %v", a)
	}
	return macLength(a, t, t.BlockCipherBlockLength())
}

// sumCMAC computes a MAC of full length, of which the first n bytes count, into room.
func (k *blockKey) sumCMAC(a alg.Algorithm, room, msg []byte) ([]byte, error) {
	n, err := blockMAC(a, k.keyType)
	if err != nil {
		return nil, err
	}
	c, err := k.forCMAC()
	if err != nil {
		return nil, err
	}
	return c.Sum(room, msg)[:n], nil
}

func (k *blockKey) mac(a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	var room [16]byte
	m, err := k.sumCMAC(a, room[:0], msg)
	if err != nil {
		return nil, err
	}
	return append(dst, m...), nil
}

func (k *blockKey) verifyMAC(a alg.Algorithm, msg, mac []byte) error {
	var room [16]byte
	m, err := k.sumCMAC(a, room[:0], msg)
	if err != nil {
		return err
	}
	return compareMAC(m, mac)
}

// cmacing is a CMAC under way.
type cmacing struct {
	// mac is nil once the operation has ended.
	mac *cmac.MAC
	n   int
	sum [16]byte
}

func (k *blockKey) newMAC(a alg.Algorithm) (driver.MAC, error) {
	n, err := blockMAC(a, k.keyType)
	if err != nil {
		return nil, err
	}
	c, err := k.forCMAC()
	if err != nil {
		return nil, err
	}
	return &cmacing{mac: c.NewMAC(), n: n}, nil
}

// Update implements driver.MAC. CMAC sets no largest length.
func (m *cmacing) Update(_ context.Context, p []byte) error {
	if m.mac == nil {
		return ended("MAC")
	}
	m.mac.Write(p)
	return nil
}

// Finish implements driver.MAC.
func (m *cmacing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if m.mac == nil {
		return nil, ended("MAC")
	}
	defer m.Close()
	return append(dst, m.mac.Sum(m.sum[:0])[:m.n]...), nil
}

// Verify implements driver.MAC.
func (m *cmacing) Verify(_ context.Context, mac []byte) error {
	if m.mac == nil {
		return ended("MAC")
	}
	defer m.Close()
	return compareMAC(m.mac.Sum(m.sum[:0])[:m.n], mac)
}

// Close implements driver.MAC.
func (m *cmacing) Close() {
	if m.mac != nil {
		m.mac.Wipe()
		m.mac = nil
	}
	clear(m.sum[:])
}
