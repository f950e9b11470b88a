// Package keywrap implements the key wrapping methods KW and KWP of NIST SP 800-38F (RFC 3394 and RFC 5649 for AES), over any cipher with blocks of 16 bytes.
//
// Their time depends on the length of the data, and on whether they are authentic, but on nothing else.
package keywrap

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// semiblock is half a block, in bytes.
const semiblock = 8

// MaxKWP is the length in bytes of the longest data that KWP wraps.
const MaxKWP = 1<<32 - 1

// Errors of this package.
var (
	ErrBlock  = errors.New("keywrap: the block cipher does not have blocks of 16 bytes")
	ErrLength = errors.New("keywrap: the data are of a length that the method can't wrap")
	ErrOpen   = errors.New("keywrap: the wrapped data are not authentic")
)

// icv1 and icv2 are the integrity check values (SP 800-38F, sections 6.2 and 6.3).
const (
	icv1 uint64 = 0xa6a6a6a6a6a6a6a6
	icv2 uint32 = 0xa65959a6
)

// KWSize returns the length in bytes of what KW makes of n bytes, and whether it can: they are two semiblocks or more, whole ones.
func KWSize(n int) (size int, ok bool) { return n + semiblock, n >= 2*semiblock && n%semiblock == 0 }

// KWPSize returns the length in bytes of what KWP makes of n bytes, and whether it can.
func KWPSize(n int) (size int, ok bool) {
	return (n+semiblock-1)/semiblock*semiblock + semiblock, n >= 1 && uint64(n) <= MaxKWP
}

// WrapKW is KW-AE (SP 800-38F, Algorithm 3): it fills dst, which has the length that [KWSize] tells, and may hold the data behind its first semiblock already, or
// else not overlap them. Errors: ErrBlock, ErrLength.
func WrapKW(block cipher.Block, dst, data []byte) error {
	if size, ok := KWSize(len(data)); !ok || len(dst) != size {
		return ErrLength
	}
	if block.BlockSize() != 2*semiblock {
		return ErrBlock
	}
	copy(dst[semiblock:], data)
	binary.BigEndian.PutUint64(dst, icv1)
	w(block, dst)
	return nil
}

// UnwrapKW is KW-AD (Algorithm 4): it fills dst, which is a semiblock shorter than the wrapped data and does not overlap them, or wipes it: ErrOpen, also for wrapped
// data of a length that KW never makes. Error: also ErrBlock.
func UnwrapKW(block cipher.Block, dst, wrapped []byte) error {
	if _, ok := KWSize(len(wrapped) - semiblock); !ok || len(dst) != len(wrapped)-semiblock {
		clear(dst)
		return ErrOpen
	}
	if block.BlockSize() != 2*semiblock {
		return ErrBlock
	}
	a := wInverse(block, dst, wrapped)
	var want [semiblock]byte
	binary.BigEndian.PutUint64(want[:], icv1)
	if subtle.ConstantTimeCompare(a[:], want[:]) != 1 {
		clear(dst)
		return ErrOpen
	}
	return nil
}

// WrapKWP is KWP-AE (Algorithm 5). For dst see [WrapKW], with [KWPSize].
func WrapKWP(block cipher.Block, dst, data []byte) error {
	if size, ok := KWPSize(len(data)); !ok || len(dst) != size {
		return ErrLength
	}
	if block.BlockSize() != 2*semiblock {
		return ErrBlock
	}
	n := copy(dst[semiblock:], data)
	clear(dst[semiblock+n:])
	binary.BigEndian.PutUint32(dst, icv2)
	binary.BigEndian.PutUint32(dst[4:], uint32(n))
	if len(dst) == 2*semiblock {
		block.Encrypt(dst, dst)
		return nil
	}
	w(block, dst)
	return nil
}

// UnwrapKWP is KWP-AD (Algorithm 6): dst is as in [UnwrapKW]; the data are its first n bytes. Errors: ErrOpen, ErrBlock.
func UnwrapKWP(block cipher.Block, dst, wrapped []byte) (n int, err error) {
	if len(wrapped) < 2*semiblock || len(wrapped)%semiblock != 0 || len(dst) != len(wrapped)-semiblock {
		clear(dst)
		return 0, ErrOpen
	}
	if block.BlockSize() != 2*semiblock {
		return 0, ErrBlock
	}
	var a [semiblock]byte
	if len(wrapped) == 2*semiblock {
		var b [2 * semiblock]byte
		block.Decrypt(b[:], wrapped)
		copy(a[:], b[:])
		copy(dst, b[semiblock:])
		clear(b[:])
	} else {
		a = wInverse(block, dst, wrapped)
	}
	// All checks are made whatever the first of them gives, so that only one bit comes out.
	most := uint64(len(dst))
	length := uint64(binary.BigEndian.Uint32(a[4:]))
	bad := uint64(binary.BigEndian.Uint32(a[:]) ^ icv2)
	bad |= (most - length) >> 63                   // length > most
	bad |= (length - (most - semiblock) - 1) >> 63 // length <= most-8
	for i := range uint64(semiblock) {
		at := most - semiblock + i
		padding := -(1 - (at-length)>>63) // all ones where at >= length
		bad |= padding & uint64(dst[at])
	}
	if bad != 0 {
		clear(dst)
		return 0, ErrOpen
	}
	return int(length), nil
}

// w is the wrapping function W (Algorithm 1), in place: s is the A of each step, and then the semiblocks.
func w(block cipher.Block, s []byte) {
	var b [2 * semiblock]byte
	copy(b[:], s[:semiblock])
	t := uint64(0)
	for range 6 {
		for i := semiblock; i < len(s); i += semiblock {
			t++
			copy(b[semiblock:], s[i:i+semiblock])
			block.Encrypt(b[:], b[:])
			copy(s[i:], b[semiblock:])
			binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(b[:])^t)
		}
	}
	copy(s, b[:semiblock])
	clear(b[:])
}

// wInverse is W^-1 (Algorithm 2): it returns A and fills dst with the semiblocks.
func wInverse(block cipher.Block, dst, wrapped []byte) (a [semiblock]byte) {
	var b [2 * semiblock]byte
	copy(b[:], wrapped[:semiblock])
	copy(dst, wrapped[semiblock:])
	t := uint64(6 * len(dst) / semiblock)
	for range 6 {
		for i := len(dst) - semiblock; i >= 0; i -= semiblock {
			binary.BigEndian.PutUint64(b[:], binary.BigEndian.Uint64(b[:])^t)
			copy(b[semiblock:], dst[i:i+semiblock])
			block.Decrypt(b[:], b[:])
			copy(dst[i:], b[semiblock:])
			t--
		}
	}
	copy(a[:], b[:])
	clear(b[:])
	return a
}
