package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/xts"
)

// shortXTS is the error of a data unit that has less than a block.
func shortXTS(n int) error {
	return psa.Errorf(psa.ErrInvalidArgument, "the input has %d bytes; XTS takes 16 or more", n)
}

func cryptXTS(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	x, err := k.forXTS()
	if err != nil {
		return nil, err
	}
	if len(msg) < xts.BlockSize {
		return nil, shortXTS(len(msg))
	}
	tweak := [xts.BlockSize]byte(iv)
	dst, out := extend(dst, len(msg))
	if err := x.Crypt(out, msg, &tweak, encrypt); err != nil {
		return nil, shortXTS(len(msg))
	}
	return dst, nil
}

func beginXTS(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	x, err := k.forXTS()
	if err != nil {
		return nil, err
	}
	tweak := [xts.BlockSize]byte(iv)
	return &xtsing{stream: x.Begin(&tweak, encrypt)}, nil
}

// xtsing is a data unit of XTS under way. The last 16 to 31 bytes are held back, because the ciphertext stealing at the end needs them together.
type xtsing struct {
	// stream is nil once the operation has ended.
	stream *xts.Stream
	held   [2*xts.BlockSize - 1]byte
	n      int
}

// Pending implements driver.Cipher.
func (x *xtsing) Pending(n int) int {
	return max(x.n+n-xts.BlockSize, 0) / xts.BlockSize * xts.BlockSize
}

// Update implements driver.Cipher.
func (x *xtsing) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if x.stream == nil {
		return nil, ended("cipher")
	}
	give := x.Pending(len(p))
	if give == 0 {
		x.n += copy(x.held[x.n:], p)
		return dst, nil
	}
	// Where the output is in the place of p it runs ahead of it by what was held: the end of p is saved first, and the rest moved up.
	var rest [len(x.held)]byte
	dst, out := extend(dst, give)
	taken := give - x.n
	n := 0
	if taken >= 0 {
		n = copy(rest[:], p[taken:])
		copy(out[x.n:], p[:taken])
		copy(out, x.held[:x.n])
	} else {
		// What was held gives a whole block by itself, as more than a block was held and little has come.
		n = copy(rest[:], x.held[give:x.n])
		n += copy(rest[n:], p)
		copy(out, x.held[:give])
	}
	x.stream.Blocks(out, out)
	x.n = copy(x.held[:], rest[:n])
	clear(rest[:])
	return dst, nil
}

// Finish implements driver.Cipher.
func (x *xtsing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if x.stream == nil {
		return nil, ended("cipher")
	}
	defer x.Close()
	if x.n < xts.BlockSize {
		return nil, shortXTS(x.n)
	}
	dst, out := extend(dst, x.n)
	if err := x.stream.End(out, x.held[:x.n]); err != nil {
		return nil, shortXTS(x.n)
	}
	return dst, nil
}

// Close implements driver.Cipher.
func (x *xtsing) Close() {
	if x.stream != nil {
		x.stream.Wipe()
		x.stream = nil
	}
	clear(x.held[:])
	x.n = 0
}
