package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ccm"
	"github.com/psacrypto/psa/internal/primitive/gcm"
)

// aeadMode is a mode of a block cipher that authenticates. Tag lengths, in bytes, have been checked.
type aeadMode struct {
	// alg is the algorithm with its default tag.
	alg       alg.Algorithm
	blockSize int
	// tag tells whether the mode has tags of n bytes.
	tag   func(n int) bool
	seal  func(k *blockKey, dst, nonce, plaintext, ad []byte, tag int) ([]byte, error)
	open  func(k *blockKey, dst, nonce, ciphertext, ad []byte, tag int) ([]byte, error)
	begin func(k *blockKey, s driver.AEADSetup, tag int) (driver.AEAD, error)
}

// aeadModes has a row for each such mode. A new mode is a row.
var aeadModes = [...]aeadMode{
	{alg: alg.CCM, blockSize: 16, tag: ccm.ValidTagLength, seal: sealCCM, open: openCCM, begin: beginCCM},
	{alg: alg.GCM, blockSize: 16, tag: gcm.ValidTagLength, seal: sealGCM, open: openGCM, begin: beginGCM},
}

// aeadModeOf finds a mode and the length of its tags in bytes.
func aeadModeOf(a alg.Algorithm) (*aeadMode, int, error) {
	n := a.TagLength()
	for i := range aeadModes {
		m := &aeadModes[i]
		if alg.AEADWithDefaultLengthTag(a) != m.alg {
			continue
		}
		if !m.tag(n) {
			return nil, 0, psa.Errorf(psa.ErrInvalidArgument, "%v has no tags of %d bytes", m.alg, n)
		}
		return m, n, nil
	}
	return nil, 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of a block cipher with %v", a)
}

func (k *blockKey) seal(a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	m, n, err := aeadModeOf(a)
	if err != nil {
		return nil, err
	}
	if _, err := k.single(); err != nil {
		return nil, err
	}
	return m.seal(k, dst, nonce, plaintext, apart(dst, ad), n)
}

func (k *blockKey) open(a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	m, n, err := aeadModeOf(a)
	if err != nil {
		return nil, err
	}
	if _, err := k.single(); err != nil {
		return nil, err
	}
	return m.open(k, dst, nonce, ciphertext, apart(dst, ad), n)
}

func (k *blockKey) newAEAD(a alg.Algorithm, s driver.AEADSetup) (driver.AEAD, error) {
	m, n, err := aeadModeOf(a)
	if err != nil {
		return nil, err
	}
	if _, err := k.single(); err != nil {
		return nil, err
	}
	return m.begin(k, s, n)
}

// apart returns additional data that is not in the place of the output. Where it begins there, which package driver allows, the
// standard library would panic, and gets a copy.
func apart(dst, ad []byte) []byte {
	if len(ad) > 0 && len(dst) < cap(dst) && &dst[:len(dst)+1][len(dst)] == &ad[0] {
		return append([]byte(nil), ad...)
	}
	return ad
}
