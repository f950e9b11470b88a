package soft

import (
	"crypto/cipher"

	"github.com/psacrypto/psa/driver"
)

// feedback starts a mode that makes a stream of a block cipher by feeding its output back.
type feedback func(block cipher.Block, iv []byte, encrypt bool) cipher.Stream

// cfb is CFB with segments of a whole block (NIST SP 800-38A, section 6.3).
func cfb(block cipher.Block, iv []byte, encrypt bool) cipher.Stream {
	if encrypt {
		return cipher.NewCFBEncrypter(block, iv) //lint:ignore SA1019 the specification has this mode; that it is not authenticated, its users chose
	}
	return cipher.NewCFBDecrypter(block, iv) //lint:ignore SA1019 as above
}

// ofb is OFB (NIST SP 800-38A, section 6.4).
func ofb(block cipher.Block, iv []byte, _ bool) cipher.Stream {
	return cipher.NewOFB(block, iv) //lint:ignore SA1019 as above
}

func cryptFeedback(start feedback) func(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	return func(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
		stream := start(k.block, iv, encrypt)
		dst, out := extend(dst, len(msg))
		stream.XORKeyStream(out, msg)
		return dst, nil
	}
}

func beginFeedback(start feedback) func(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	return func(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
		return &streaming{stream: start(k.block, iv, encrypt)}, nil
	}
}
