package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ccm"
)

// nonceOfCCM: an IV of 13 bytes is the usual one (PSA Crypto 1.5, PSA_ALG_CCM_STAR_NO_TAG); shorter ones leave room for longer texts, as with a tag.
func nonceOfCCM(int) (least, most int) { return ccm.MinNonce, ccm.MaxNonce }

func cryptNoTag(k *blockKey, _ bool, dst, iv, msg []byte) ([]byte, error) {
	if uint64(len(msg)) > ccm.MaxText(len(iv)) {
		return nil, noTagLength(iv)
	}
	c, err := k.forCCM()
	if err != nil {
		return nil, err
	}
	stream, err := c.NoTag(iv)
	if err != nil {
		return nil, ccmError(err)
	}
	dst, out := extend(dst, len(msg))
	stream.XORKeyStream(out, msg)
	return dst, nil
}

func noTagLength(iv []byte) error {
	return psa.Errorf(psa.ErrInvalidArgument, "CCM* under an IV of %d bytes takes at most %d bytes", len(iv), ccm.MaxText(len(iv)))
}

func beginNoTag(k *blockKey, _ bool, iv []byte) (driver.Cipher, error) {
	c, err := k.forCCM()
	if err != nil {
		return nil, err
	}
	stream, err := c.NoTag(iv)
	if err != nil {
		return nil, ccmError(err)
	}
	s := newStreaming(stream)
	left, tooLong := ccm.MaxText(len(iv)), noTagLength(iv)
	s.check = func(n int) error {
		if uint64(n) > left {
			return tooLong
		}
		left -= uint64(n)
		return nil
	}
	return s, nil
}
