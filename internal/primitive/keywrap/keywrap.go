// Package keywrap implements the modes KW and KWP of NIST SP 800-38F over any block cipher with blocks of 16 bytes. RFC 3394 and RFC 5649 have
// them for AES.
//
// The package adds nothing to the time that the block cipher takes but what depends on lengths: whether a wrapped key is right, and for KWP
// how long it is, is found without a branch on the way.
package keywrap

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"sync"
)

const (
	half  = 8 // a semiblock, in bytes
	block = 2 * half
)

// Errors of this package. None tells anything about keys.
var (
	ErrKW   = errors.New("keywrap: KW wraps whole numbers of 8 bytes, 16 at least")
	ErrKWP  = errors.New("keywrap: KWP wraps 1 to 2^32-1 bytes")
	ErrAuth = errors.New("keywrap: authentication failed")
)

// icv1 and icv2 are the integrity check values of KW and, before the length, of KWP (SP 800-38F, sections 6.2 and 6.3).
const (
	icv1 uint64 = 0xa6a6a6a6a6a6a6a6
	icv2 uint64 = 0xa65959a600000000
)

// work is a block on its way through the cipher; what is passed to a cipher.Block must not be on the stack, or is allocated.
type work [block]byte

var idle = sync.Pool{New: func() any { return new(work) }}

func (w *work) giveBack() {
	clear(w[:])
	idle.Put(w)
}

// wrap is the wrapping function W (SP 800-38F, algorithm 1) of the semiblock a and those of out after the first, in whose place it puts
// what becomes of a.
func wrap(c cipher.Block, a uint64, out []byte) {
	w := idle.Get().(*work)
	defer w.giveBack()
	t := uint64(0)
	for range 6 {
		for i := half; i < len(out); i += half {
			t++
			binary.BigEndian.PutUint64(w[:], a)
			copy(w[half:], out[i:i+half])
			c.Encrypt(w[:], w[:])
			a = binary.BigEndian.Uint64(w[:]) ^ t
			copy(out[i:], w[half:])
		}
	}
	binary.BigEndian.PutUint64(out, a)
}

// unwrap is the unwrapping function W^-1 (SP 800-38F, algorithm 2): it takes what follows the semiblock a, and returns the first semiblock of the result.
func unwrap(c cipher.Block, a uint64, rest []byte) uint64 {
	w := idle.Get().(*work)
	defer w.giveBack()
	t := 6 * uint64(len(rest)/half)
	for range 6 {
		for i := len(rest) - half; i >= 0; i -= half {
			binary.BigEndian.PutUint64(w[:], a^t)
			copy(w[half:], rest[i:i+half])
			c.Decrypt(w[:], w[:])
			a = binary.BigEndian.Uint64(w[:])
			copy(rest[i:], w[half:])
			t--
		}
	}
	return a
}

// Wrap appends data wrapped by KW (SP 800-38F, algorithm 3). The data may begin where the free part of dst does, or else must not overlap it.
// Error: ErrKW.
func Wrap(c cipher.Block, dst, data []byte) ([]byte, error) {
	if len(data)%half != 0 || len(data) < 2*half {
		return nil, ErrKW
	}
	dst, out := extend(dst, half+len(data))
	copy(out[half:], data)
	wrap(c, icv1, out)
	return dst, nil
}

// Unwrap appends the data that KW wrapped (SP 800-38F, algorithm 4), or nothing. For overlaps see [Wrap]. Error: ErrAuth, also for a wrong
// length.
func Unwrap(c cipher.Block, dst, data []byte) ([]byte, error) {
	if len(data)%half != 0 || len(data) < 3*half {
		return nil, ErrAuth
	}
	a := binary.BigEndian.Uint64(data)
	dst, out := extend(dst, len(data)-half)
	copy(out, data[half:])
	if got := unwrap(c, a, out); equal(got, icv1) != 1 {
		clear(out)
		return nil, ErrAuth
	}
	return dst, nil
}

// WrapPadded appends data wrapped by KWP (SP 800-38F, algorithm 5). For overlaps see [Wrap]. Error: ErrKWP.
func WrapPadded(c cipher.Block, dst, data []byte) ([]byte, error) {
	if len(data) == 0 || uint64(len(data)) >= 1<<32 {
		return nil, ErrKWP
	}
	padded := (len(data) + half - 1) / half * half
	dst, out := extend(dst, half+padded)
	copy(out[half:], data)
	clear(out[half+len(data):])
	a := icv2 | uint64(len(data))
	if padded == half {
		w := idle.Get().(*work)
		binary.BigEndian.PutUint64(w[:], a)
		copy(w[half:], out[half:])
		c.Encrypt(w[:], w[:])
		copy(out, w[:])
		w.giveBack()
		return dst, nil
	}
	wrap(c, a, out)
	return dst, nil
}

// UnwrapPadded appends the data that KWP wrapped (SP 800-38F, algorithm 6), or nothing. For overlaps see [Wrap]. Error: ErrAuth, also for
// a wrong length.
func UnwrapPadded(c cipher.Block, dst, data []byte) ([]byte, error) {
	if len(data)%half != 0 || len(data) < 2*half {
		return nil, ErrAuth
	}
	a := binary.BigEndian.Uint64(data)
	start := len(dst)
	all, out := extend(dst, len(data)-half)
	copy(out, data[half:])
	if len(data) == block {
		w := idle.Get().(*work)
		binary.BigEndian.PutUint64(w[:], a)
		copy(w[half:], out)
		c.Decrypt(w[:], w[:])
		a = binary.BigEndian.Uint64(w[:])
		copy(out, w[half:])
		w.giveBack()
	} else {
		a = unwrap(c, a, out)
	}

	// The length has to lead to as many semiblocks as there are, and what is behind it has to be zeros.
	n := uint64(uint32(a))
	pad := uint64(len(out)) - n // 0 to 7, if the length is right
	good := equal(a>>32, icv2>>32) & less(pad, half)
	behind := byte(0)
	for i := range half {
		behind |= out[len(out)-1-i] & byte(-int8(less(uint64(i), pad)))
	}
	if good&subtle.ConstantTimeByteEq(behind, 0) != 1 {
		clear(out)
		return nil, ErrAuth
	}
	clear(out[n:])
	return all[:start+int(n)], nil
}

// equal is 1 where x = y, and else 0.
func equal(x, y uint64) int {
	d := x ^ y
	return int(1 ^ (d|-d)>>63)
}

// less is 1 where x < y, and else 0; y is below 2^63.
func less(x, y uint64) int { return int((x - y) >> 63 &^ (x >> 63)) }

// extend makes dst longer by n bytes, and returns these too.
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
