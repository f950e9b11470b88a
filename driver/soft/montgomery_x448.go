package soft

import (
	"github.com/cloudflare/circl/dh/x448"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// x448KeyPair is a loaded key pair of 448 bits. circl computes X448 in constant time: its ladders swap and look up without branches.
type x448KeyPair struct {
	private x448.Key
}

func loadX448Pair(material []byte) (montgomeryPrivate, error) {
	return &x448KeyPair{x448.Key(material)}, nil
}

// Wipe implements driver.Key.
func (k *x448KeyPair) Wipe() { clear(k.private[:]) }

func (k *x448KeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.private[:]...), nil }

func (k *x448KeyPair) exportPublic(dst []byte) ([]byte, error) {
	var public x448.Key
	x448.KeyGen(&public, &k.private)
	return append(dst, public[:]...), nil
}

// agree implements agreementKey.
func (k *x448KeyPair) agree(_ alg.Algorithm, dst, peer []byte) ([]byte, error) {
	if len(peer) != x448.Size {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key has %d bytes; one for the key has %d", len(peer), x448.Size)
	}
	public := x448.Key(peer)
	var secret x448.Key
	defer clear(secret[:])
	if !x448.Shared(&secret, &k.private, &public) {
		// RFC 7748, section 6.2: the result would be the same for all private keys.
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key is a point of small order")
	}
	return append(dst, secret[:]...), nil
}
