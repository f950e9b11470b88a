package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// cipherMode is an unauthenticated mode of a block cipher.
type cipherMode struct {
	alg alg.Algorithm
	// ivSize returns the shortest and the longest IV in bytes for a block size.
	ivSize func(block int) (least, most int)
	// double is set for a mode that takes two keys in one.
	double bool
	// crypt appends the whole output for the whole input; the IV has a good length.
	crypt func(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error)
	// begin begins an operation in parts.
	begin func(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error)
}

// cipherModes has a row for each unauthenticated mode that the driver has. A new mode is a row.
var cipherModes = [...]cipherMode{
	{alg: alg.CTR, ivSize: upToBlock, crypt: cryptCTR, begin: beginCTR},
	{alg: alg.CCMStarNoTag, ivSize: nonceOfCCM, crypt: cryptNoTag, begin: beginNoTag},
	{alg: alg.CFB, ivSize: exactlyBlock, crypt: cryptCFB, begin: beginCFB},
	{alg: alg.OFB, ivSize: exactlyBlock, crypt: cryptOFB, begin: beginOFB},
	{alg: alg.XTS, ivSize: exactlyBlock, double: true, crypt: cryptXTS, begin: beginXTS},
	{alg: alg.CBCNoPadding, ivSize: exactlyBlock, crypt: cryptCBC, begin: beginCBC},
	{alg: alg.CBCPKCS7, ivSize: exactlyBlock, crypt: cryptPKCS7, begin: beginPKCS7},
	{alg: alg.ECBNoPadding, ivSize: noIV, crypt: cryptECB, begin: beginECB},
}

func noIV(int) (least, most int)               { return 0, 0 }
func upToBlock(block int) (least, most int)    { return 1, block }
func exactlyBlock(block int) (least, most int) { return block, block }

// cipherModeOf finds a mode; nil for one that the driver hasn't.
func cipherModeOf(a alg.Algorithm) *cipherMode {
	for i := range cipherModes {
		if cipherModes[i].alg == a {
			return &cipherModes[i]
		}
	}
	return nil
}

// cipherMode finds a mode and checks the length of the IV.
func (k *blockKey) cipherMode(a alg.Algorithm, iv []byte) (*cipherMode, error) {
	m := cipherModeOf(a)
	if m == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of a block cipher with %v", a)
	}
	if !m.double {
		if _, err := k.single(); err != nil {
			return nil, err
		}
	}
	switch least, most := m.ivSize(k.row.keyType.BlockCipherBlockLength()); {
	case least <= len(iv) && len(iv) <= most:
		return m, nil
	case most == 0:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v takes no IV", a)
	case least == most:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the IV of %v has %d bytes, not %d", a, most, len(iv))
	default:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the IV of %v has %d to %d bytes, not %d", a, least, most, len(iv))
	}
}

func (k *blockKey) encryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	m, err := k.cipherMode(a, iv)
	if err != nil {
		return nil, err
	}
	return m.crypt(k, true, dst, iv, msg)
}

func (k *blockKey) decryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	m, err := k.cipherMode(a, iv)
	if err != nil {
		return nil, err
	}
	return m.crypt(k, false, dst, iv, msg)
}

func (k *blockKey) newCipher(a alg.Algorithm, encrypt bool, iv []byte) (driver.Cipher, error) {
	m, err := k.cipherMode(a, iv)
	if err != nil {
		return nil, err
	}
	return m.begin(k, encrypt, iv)
}

// wholeBlocks checks the length of an input that is not padded.
func wholeBlocks(n, block int) error {
	if n%block != 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "the input has %d bytes, which is no whole number of blocks of %d", n, block)
	}
	return nil
}

// extend makes dst longer by n bytes, and returns these too. What was in their place stays when dst has room for them.
func extend(dst []byte, n int) (all, tail []byte) {
	total := len(dst) + n
	if cap(dst) < total {
		all = make([]byte, total)
		copy(all, dst)
	} else {
		all = dst[:total]
	}
	return all, all[len(dst):]
}
