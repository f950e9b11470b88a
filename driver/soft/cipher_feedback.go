package soft

import (
	"sync"

	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/sp80038a"
)

// idleCFB and idleOFB keep modes for messages in one piece.
var (
	idleCFB = sync.Pool{New: func() any { return new(sp80038a.CFB) }}
	idleOFB = sync.Pool{New: func() any { return new(sp80038a.OFB) }}
)

func cryptCFB(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	stream := idleCFB.Get().(*sp80038a.CFB)
	stream.Begin(k.block, encrypt, iv)
	dst, out := extend(dst, len(msg))
	stream.XORKeyStream(out, msg)
	stream.Wipe()
	idleCFB.Put(stream)
	return dst, nil
}

func beginCFB(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	stream := new(sp80038a.CFB)
	stream.Begin(k.block, encrypt, iv)
	return newStreaming(stream), nil
}

func cryptOFB(k *blockKey, _ bool, dst, iv, msg []byte) ([]byte, error) {
	stream := idleOFB.Get().(*sp80038a.OFB)
	stream.Begin(k.block, iv)
	dst, out := extend(dst, len(msg))
	stream.XORKeyStream(out, msg)
	stream.Wipe()
	idleOFB.Put(stream)
	return dst, nil
}

func beginOFB(k *blockKey, _ bool, iv []byte) (driver.Cipher, error) {
	stream := new(sp80038a.OFB)
	stream.Begin(k.block, iv)
	return newStreaming(stream), nil
}
