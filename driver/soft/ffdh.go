package soft

import (
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/primitive/ffdh"
	"github.com/psacrypto/psa/keytype"
)

// ffdhFamily has key pairs and public keys of the groups of ffdhGroups (PSA Crypto 1.5, "Diffie Hellman keys"). Their material is the
// specification's format, numbers in big-endian order as long as the prime.
//
// Private keys are used in constant time (internal/primitive/ffdh).
var ffdhFamily = family{
	has:      keytype.Type.IsDH,
	holds:    func(t keytype.Type, bits int) bool { return ffdhGroupOf(t, bits) != nil },
	runs:     ffdhRuns,
	generate: generateFFDH,
	parse:    parseFFDH,
	load:     loadFFDH,
}

// ffdhGroup is a group, which is precomputed when the first of its keys is used.
type ffdhGroup struct {
	family keytype.Family
	bits   int
	group  func() *ffdh.Group
}

func newFFDHGroup(f keytype.Family, bits int) ffdhGroup {
	return ffdhGroup{f, bits, sync.OnceValue(func() *ffdh.Group { return ffdh.NewGroup(derivation.GroupPrime(f, bits)) })}
}

// ffdhGroups has a row for each group.
var ffdhGroups = [...]ffdhGroup{
	newFFDHGroup(keytype.RFC7919, 2048),
	newFFDHGroup(keytype.RFC7919, 3072),
	newFFDHGroup(keytype.RFC7919, 4096),
	newFFDHGroup(keytype.RFC7919, 6144),
	newFFDHGroup(keytype.RFC7919, 8192),
	newFFDHGroup(keytype.RFC3526, 2048),
	newFFDHGroup(keytype.RFC3526, 3072),
	newFFDHGroup(keytype.RFC3526, 4096),
	newFFDHGroup(keytype.RFC3526, 6144),
	newFFDHGroup(keytype.RFC3526, 8192),
}

func ffdhGroupOf(t keytype.Type, bits int) *ffdhGroup {
	for i := range ffdhGroups {
		if ffdhGroups[i].family == t.Family() && ffdhGroups[i].bits == bits {
			return &ffdhGroups[i]
		}
	}
	return nil
}

func ffdhRuns(t keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
	return u == psa.Derive && t.IsDHKeyPair() && a.IsFFDH() && (a.IsStandaloneKeyAgreement() || supportsKeyless(a.KeyAgreementKDF()))
}

// generateFFDH makes a private key by the procedure of the specification for derived ones, SP 800-56A, section 5.6.1.1.4.
func generateFFDH(d *Driver, attrs *psa.Attributes, p driver.Parameters) (driver.Material, error) {
	if err := checkPairGeneration(attrs, p); err != nil {
		return driver.Material{}, err
	}
	private, err := derivation.KeyFromStream(attrs.Type, attrs.Bits, d.random)
	if err != nil {
		return driver.Material{}, err
	}
	return driver.Material{Data: private, Bits: attrs.Bits}, nil
}

func parseFFDH(_ *Driver, attrs *psa.Attributes, data []byte) (driver.Material, error) {
	bits, err := curveBits(attrs, len(data), func(bits int) int { return bits / 8 }, func(bits int) bool { return ffdhGroupOf(attrs.Type, bits) != nil })
	if err != nil {
		return driver.Material{}, err
	}
	group := ffdhGroupOf(attrs.Type, bits).group()
	if attrs.Type.IsDHPublicKey() {
		if !group.ValidPublic(data) {
			return driver.Material{}, notInGroup()
		}
	} else if _, ok := group.NewPrivateKey(data); !ok {
		return driver.Material{}, psa.Errorf(psa.ErrInvalidArgument, "the private key is not between 1 and the prime of the group less 2, or its public key is 1")
	}
	return driver.Material{Data: append([]byte(nil), data...), Bits: bits}, nil
}

func notInGroup() error {
	return psa.Errorf(psa.ErrInvalidArgument,
		"the public key is no element of the group: a number from 2 to the prime less 2 that is a power of the generator (NIST SP 800-56A, section 5.6.2.3.1)")
}

func loadFFDH(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
	group := ffdhGroupOf(attrs.Type, attrs.Bits).group()
	if len(material) != group.Size() {
		return nil, damagedKey(attrs)
	}
	if attrs.Type.IsDHPublicKey() {
		return &ffdhPublicKey{material}, nil
	}
	private, ok := group.NewPrivateKey(material)
	if !ok {
		return nil, damagedKey(attrs)
	}
	return &ffdhKeyPair{private, material}, nil
}

// ffdhPublicKey is a loaded public key. Key agreement takes the public keys of peers as data.
type ffdhPublicKey struct {
	y []byte
}

// Wipe implements driver.Key; there is nothing secret.
func (*ffdhPublicKey) Wipe() {}

func (k *ffdhPublicKey) export(dst []byte) ([]byte, error)       { return append(dst, k.y...), nil }
func (k *ffdhPublicKey) exportPublic(dst []byte) ([]byte, error) { return append(dst, k.y...), nil }

// ffdhKeyPair is a loaded key pair.
type ffdhKeyPair struct {
	private *ffdh.PrivateKey
	// material belongs to whoever loaded the key, also the part of it that private holds.
	material []byte
}

// Wipe implements driver.Key. There is no copy of the material to wipe.
func (k *ffdhKeyPair) Wipe() { k.private = nil }

func (k *ffdhKeyPair) export(dst []byte) ([]byte, error) { return append(dst, k.material...), nil }

func (k *ffdhKeyPair) exportPublic(dst []byte) ([]byte, error) { return k.private.Public(dst), nil }

// agree implements agreementKey.
func (k *ffdhKeyPair) agree(_ alg.Algorithm, dst, peer []byte) ([]byte, error) {
	if len(peer) != len(k.material) {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the peer's key has %d bytes; one for the key has %d", len(peer), len(k.material))
	}
	secret, ok := k.private.Agree(dst, peer)
	if !ok {
		return nil, notInGroup()
	}
	return secret, nil
}
