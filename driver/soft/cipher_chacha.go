package soft

import (
	"encoding/binary"

	"golang.org/x/crypto/chacha20"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// chachaStream is ChaCha20 with a position that can be set, and with an end.
//
// The 8 bytes of nonce of the original ChaCha20 are followed by a block counter of 64 bits (PSA Crypto 1.5, PSA_ALG_STREAM_CIPHER). The lower half of
// that counter is the counter of RFC 8439, and the upper half the first 4 bytes of its nonce, which golang.org/x/crypto leaves
// alone: when the lower half comes round, a cipher with the next upper half goes on.
type chachaStream struct {
	key []byte
	// derived tells that the key is the stream's own.
	derived bool
	// c is the cipher for the next left bytes.
	c    *chacha20.Cipher
	left uint64
	// nonce is that of RFC 8439. goesOn tells that after left bytes there is more.
	nonce  [chacha20.NonceSize]byte
	goesOn bool
}

const chachaBlock = 64 // bytes

// newChaChaStream reads the forms of an IV that the specification lists (PSA Crypto 1.5, PSA_ALG_STREAM_CIPHER).
func newChaChaStream(key, iv []byte) (*chachaStream, error) {
	s := &chachaStream{key: key}
	var counter uint32
	switch len(iv) {
	case 12:
		copy(s.nonce[:], iv)
	case 16:
		counter = binary.LittleEndian.Uint32(iv)
		copy(s.nonce[:], iv[4:])
	case 8:
		copy(s.nonce[4:], iv)
		s.goesOn = true
	default:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the IV of ChaCha20 has 8, 12 or 16 bytes, not %d", len(iv))
	}
	return s, s.start(counter)
}

// newXChaChaStream reads those of XChaCha20: a block counter of 8 bytes may come before the nonce. XChaCha20 is the original ChaCha20 with the last 8 bytes of
// the nonce, and a key that comes from the key and the first 16 (draft-irtf-cfrg-xchacha-03, section 2.3).
func newXChaChaStream(key, iv []byte) (*chachaStream, error) {
	var counter uint64
	switch len(iv) {
	case 24:
	case 32:
		counter = binary.LittleEndian.Uint64(iv)
		iv = iv[8:]
	default:
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the IV of XChaCha20 has 24 or 32 bytes, not %d", len(iv))
	}
	derived, err := chacha20.HChaCha20(key, iv[:16])
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "HChaCha20 refuses a checked key: %w", err)
	}
	s := &chachaStream{key: derived, derived: true, goesOn: true}
	binary.LittleEndian.PutUint32(s.nonce[:], uint32(counter>>32))
	copy(s.nonce[4:], iv[16:])
	return s, s.start(uint32(counter))
}

// start begins at a block.
func (s *chachaStream) start(counter uint32) error {
	c, err := chacha20.NewUnauthenticatedCipher(s.key, s.nonce[:])
	if err != nil {
		return psa.Errorf(psa.ErrCorruptionDetected, "ChaCha20 refuses a checked key: %w", err)
	}
	c.SetCounter(counter)
	s.c, s.left = c, (1<<32-uint64(counter))*chachaBlock
	return nil
}

// check tells whether n more bytes can be had.
func (s *chachaStream) check(n int) error {
	switch {
	case uint64(n) <= s.left:
		return nil
	case !s.goesOn:
		return psa.Errorf(psa.ErrInvalidArgument, "the message is too long: the block counter of ChaCha20 has 32 bits")
	case binary.LittleEndian.Uint32(s.nonce[:]) == 1<<32-1:
		return psa.Errorf(psa.ErrInvalidArgument, "the message is too long: the block counter ends at 2^64-1")
	}
	return nil
}

// XORKeyStream implements cipher.Stream; check has been called.
func (s *chachaStream) XORKeyStream(dst, src []byte) {
	for uint64(len(src)) > s.left {
		n := s.left
		s.c.XORKeyStream(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
		binary.LittleEndian.PutUint32(s.nonce[:], binary.LittleEndian.Uint32(s.nonce[:])+1)
		*s.c = chacha20.Cipher{}
		// The key and the nonce have their lengths, so there is no error.
		_ = s.start(0)
	}
	s.c.XORKeyStream(dst, src)
	s.left -= uint64(len(src))
}

func (s *chachaStream) wipe() {
	*s.c = chacha20.Cipher{}
	if s.derived {
		clear(s.key)
	}
}

// newStream begins the cipher without authentication.
func (k *chachaKey) newStream(a alg.Algorithm, iv []byte) (*chachaStream, error) {
	if a != alg.StreamCipher {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a key of type %v with %v", k.row.keyType, a)
	}
	return k.row.stream(k.bytes, iv)
}

func (k *chachaKey) crypt(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	s, err := k.newStream(a, iv)
	if err != nil {
		return nil, err
	}
	defer s.wipe()
	if err := s.check(len(msg)); err != nil {
		return nil, err
	}
	dst, out := extend(dst, len(msg))
	s.XORKeyStream(out, msg)
	return dst, nil
}

func (k *chachaKey) encryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	return k.crypt(a, dst, iv, msg)
}

func (k *chachaKey) decryptCipher(a alg.Algorithm, dst, iv, msg []byte) ([]byte, error) {
	return k.crypt(a, dst, iv, msg)
}

func (k *chachaKey) newCipher(a alg.Algorithm, _ bool, iv []byte) (driver.Cipher, error) {
	s, err := k.newStream(a, iv)
	if err != nil {
		return nil, err
	}
	return &streaming{stream: s, check: s.check, wipe: s.wipe}, nil
}
