package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/cbcmac"
	"github.com/psacrypto/psa/keytype"
)

// blockSum is a MAC of a block cipher under way.
type blockSum interface {
	Write(p []byte) (int, error)
	// Sum appends the MAC of full length, and ends it.
	Sum(dst []byte) []byte
	Wipe()
}

// blockMAC tells how long the MACs of an algorithm are in bytes, if a key of a block cipher's type can be used with it.
func blockMAC(a alg.Algorithm, t keytype.Type) (int, error) {
	if full := alg.FullLengthMAC(a); full != alg.CMAC && full != alg.CBCMAC {
		return 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of a block cipher with %v", a)
	}
	return macLength(a, t, t.BlockCipherBlockLength())
}

// sumMAC computes a MAC of full length, of which the first n bytes count, into room.
//
// CBC-MAC fills a message that is no whole number of blocks up with zeros, which PSA Crypto 1.5, PSA_ALG_CBC_MAC, leaves to ISO/IEC 9797-1: of its
// paddings it is the one that adds nothing to whole blocks.
func (k *blockKey) sumMAC(a alg.Algorithm, room, msg []byte) ([]byte, error) {
	n, err := blockMAC(a, k.row.keyType)
	if err != nil {
		return nil, err
	}
	block, err := k.single()
	if err != nil {
		return nil, err
	}
	if alg.FullLengthMAC(a) == alg.CBCMAC {
		return cbcmac.Sum(block, room, msg)[:n], nil
	}
	c, err := k.forCMAC()
	if err != nil {
		return nil, err
	}
	return c.Sum(room, msg)[:n], nil
}

// beginMAC begins a MAC of full length, of which the first n bytes count.
func (k *blockKey) beginMAC(a alg.Algorithm) (blockSum, int, error) {
	n, err := blockMAC(a, k.row.keyType)
	if err != nil {
		return nil, 0, err
	}
	block, err := k.single()
	if err != nil {
		return nil, 0, err
	}
	if alg.FullLengthMAC(a) == alg.CBCMAC {
		return cbcmac.New(block), n, nil
	}
	c, err := k.forCMAC()
	if err != nil {
		return nil, 0, err
	}
	return c.NewMAC(), n, nil
}

func (k *blockKey) mac(a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	var room [16]byte
	m, err := k.sumMAC(a, room[:0], msg)
	if err != nil {
		return nil, err
	}
	return append(dst, m...), nil
}

func (k *blockKey) verifyMAC(a alg.Algorithm, msg, mac []byte) error {
	var room [16]byte
	m, err := k.sumMAC(a, room[:0], msg)
	if err != nil {
		return err
	}
	return compareMAC(m, mac)
}

// blockMACing is such a MAC under way.
type blockMACing struct {
	// mac is nil once the operation has ended.
	mac blockSum
	n   int
	sum [16]byte
}

func (k *blockKey) newMAC(a alg.Algorithm) (driver.MAC, error) {
	mac, n, err := k.beginMAC(a)
	if err != nil {
		return nil, err
	}
	return &blockMACing{mac: mac, n: n}, nil
}

// Update implements driver.MAC. No such MAC sets a largest length.
func (m *blockMACing) Update(_ context.Context, p []byte) error {
	if m.mac == nil {
		return ended("MAC")
	}
	_, err := m.mac.Write(p)
	return err
}

// Finish implements driver.MAC.
func (m *blockMACing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if m.mac == nil {
		return nil, ended("MAC")
	}
	defer m.Close()
	return append(dst, m.mac.Sum(m.sum[:0])[:m.n]...), nil
}

// Verify implements driver.MAC.
func (m *blockMACing) Verify(_ context.Context, mac []byte) error {
	if m.mac == nil {
		return ended("MAC")
	}
	defer m.Close()
	return compareMAC(m.mac.Sum(m.sum[:0])[:m.n], mac)
}

// Close implements driver.MAC.
func (m *blockMACing) Close() {
	if m.mac != nil {
		m.mac.Wipe()
		m.mac = nil
	}
	clear(m.sum[:])
}
