package soft

import (
	"crypto/subtle"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

// cryptPKCS7 is CBC with the padding of RFC 2315, section 10.3: n bytes of value n, at least one, up to the next border of a block.
func cryptPKCS7(k *blockKey, encrypt bool, dst, iv, msg []byte) ([]byte, error) {
	size := k.block.BlockSize()
	if encrypt {
		m, idle := k.cbc(true, iv) // takes the IV before the output, which may be in its place, is written
		all, out := extend(dst, len(msg)+size-len(msg)%size)
		copy(out, msg)
		pad(out, len(msg))
		m.CryptBlocks(out, out)
		keep(m, idle)
		return all, nil
	}
	if len(msg) == 0 || len(msg)%size != 0 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the input has %d bytes, which is no whole number of blocks of %d and at least one", len(msg), size)
	}
	m, idle := k.cbc(false, iv)
	all, out := extend(dst, len(msg))
	m.CryptBlocks(out, msg)
	keep(m, idle)
	n, ok := unpad(out[len(out)-size:])
	if !ok {
		clear(out)
		return nil, psa.ErrInvalidPadding
	}
	return all[:len(all)-n], nil
}

func beginPKCS7(k *blockKey, encrypt bool, iv []byte) (driver.Cipher, error) {
	m := newBlockingCBC(k, encrypt, iv)
	m.end = endDecryption
	m.holdBack = true
	if encrypt {
		m.end = endEncryption
		m.holdBack = false
	}
	return m, nil
}

// endEncryption gives the last block, which has padding.
func endEncryption(b *blocking, dst []byte) ([]byte, error) {
	dst, out := extend(dst, b.size)
	copy(out, b.held[:b.n])
	pad(out, b.n)
	b.mode.CryptBlocks(out, out)
	return dst, nil
}

// endDecryption gives what is left of the last block without its padding.
func endDecryption(b *blocking, dst []byte) ([]byte, error) {
	if b.n != b.size {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the input is no whole number of blocks of %d bytes and at least one", b.size)
	}
	last := b.held[:b.size]
	b.mode.CryptBlocks(last, last)
	n, ok := unpad(last)
	if !ok {
		return nil, psa.ErrInvalidPadding
	}
	return append(dst, last[:b.size-n]...), nil
}

// pad fills the bytes from n on.
func pad(b []byte, n int) {
	for i := range b[n:] {
		b[n+i] = byte(len(b) - n)
	}
}

// unpad returns the length of the padding of a last block, and whether it is right. How long that takes depends on the block size alone; the caller
// then tells the one bit that it has to tell, and no more (S. Vaudenay, "Security Flaws Induced by CBC Padding", is the reason).
func unpad(last []byte) (n int, ok bool) {
	size := len(last)
	n = int(last[size-1])
	good := subtle.ConstantTimeLessOrEq(1, n) & subtle.ConstantTimeLessOrEq(n, size)
	for i, b := range last {
		outside := subtle.ConstantTimeLessOrEq(n+i+1, size)
		good &= outside | subtle.ConstantTimeByteEq(b, last[size-1])
	}
	return n, good == 1
}
