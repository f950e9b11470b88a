package soft

import (
	"crypto/cipher"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/primitive/keywrap"
)

// wrapMode is a key-wrapping mode of a block cipher with blocks of 16 bytes.
type wrapMode struct {
	alg          alg.Algorithm
	wrap, unwrap func(c cipher.Block, dst, data []byte) ([]byte, error)
}

// wrapModes has a row for each such mode. A new mode is a row.
var wrapModes = [...]wrapMode{
	{alg.KW, keywrap.Wrap, keywrap.Unwrap},
	{alg.KWP, keywrap.WrapPadded, keywrap.UnwrapPadded},
}

// wrapModeOf finds a mode; nil for one that the driver hasn't.
func wrapModeOf(a alg.Algorithm) *wrapMode {
	for i := range wrapModes {
		if wrapModes[i].alg == a {
			return &wrapModes[i]
		}
	}
	return nil
}

// wrapMode finds a mode and the cipher.
func (k *blockKey) wrapMode(a alg.Algorithm) (*wrapMode, cipher.Block, error) {
	m := wrapModeOf(a)
	if m == nil || k.row.keyType.BlockCipherBlockLength() != 16 {
		return nil, nil, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of type %v with %v", k.row.keyType, a)
	}
	block, err := k.single()
	return m, block, err
}

func (k *blockKey) wrap(a alg.Algorithm, dst, data []byte) ([]byte, error) {
	m, block, err := k.wrapMode(a)
	if err != nil {
		return nil, err
	}
	dst, err = m.wrap(block, dst, data)
	if err != nil {
		return nil, wrapError(err)
	}
	return dst, nil
}

func (k *blockKey) unwrap(a alg.Algorithm, dst, data []byte) ([]byte, error) {
	m, block, err := k.wrapMode(a)
	if err != nil {
		return nil, err
	}
	dst, err = m.unwrap(block, dst, data)
	if err != nil {
		return nil, wrapError(err)
	}
	return dst, nil
}

// wrapError gives an error of package keywrap its status.
func wrapError(err error) error {
	if errors.Is(err, keywrap.ErrAuth) {
		return psa.ErrInvalidSignature
	}
	return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
}
