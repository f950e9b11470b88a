package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/xts"
)

func cryptXTS(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	x, err := k.forXTS()
	if err != nil {
		return nil, err
	}
	if len(msg) < xts.BlockSize || len(msg) > xts.MaxText {
		return nil, xtsLength(len(msg))
	}
	crypt := x.Decrypt
	if encrypt {
		crypt = x.Encrypt
	}
	dst, out := extend(dst, len(msg))
	if err := crypt(out, msg, iv); err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%w", err)
	}
	return dst, nil
}

func xtsLength(n int) error {
	return psa.Errorf(psa.ErrInvalidArgument, "XTS takes %d to %d bytes, not %d", xts.BlockSize, xts.MaxText, n)
}

func beginXTS(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	x, err := k.forXTS()
	if err != nil {
		return nil, err
	}
	stream, err := x.Begin(encrypt, iv)
	if err != nil {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%w", err)
	}
	return &xtsing{stream: stream}, nil
}

// xtsing is XTS under way. It holds back a block to a byte less than two, which may be the last of the text and are treated otherwise then.
type xtsing struct {
	// stream is nil once the operation has ended.
	stream *xts.Stream
	// held are the n bytes of input that wait for more.
	held  [2 * xts.BlockSize]byte
	n     int
	total uint64
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
	if x.total+uint64(len(p)) > xts.MaxText {
		return nil, xtsLength(int(x.total) + len(p))
	}
	x.total += uint64(len(p))
	give := x.Pending(len(p))
	if give == 0 {
		x.n += copy(x.held[x.n:], p)
		return dst, nil
	}
	dst, out := extend(dst, give)
	// What goes out is what was held and then the beginning of p; the rest of both is held next. Where out is p, the output runs ahead of
	// the input: the rest is saved first, and what is before it moved up.
	var rest [2 * xts.BlockSize]byte
	n := 0
	if give < x.n {
		n = copy(rest[:], x.held[give:x.n])
		n += copy(rest[n:], p)
		copy(out, x.held[:give])
	} else {
		n = copy(rest[:], p[give-x.n:])
		copy(out[x.n:], p)
		copy(out, x.held[:x.n])
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
		return nil, xtsLength(int(x.total))
	}
	dst, out := extend(dst, x.n)
	x.stream.Last(out, x.held[:x.n])
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
