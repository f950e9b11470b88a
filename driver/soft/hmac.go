package soft

import (
	"crypto/subtle"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// hmacFamily has the keys of HMAC (RFC 2104, FIPS 198-1). A key is stored and exported as it came, however long it is: which hash shortens it is not
// known before it is used (PSA Crypto 1.5, PSA_KEY_TYPE_HMAC).
var hmacFamily = family{
	has:   func(t keytype.Type) bool { return t == keytype.HMAC },
	holds: func(_ keytype.Type, bits int) bool { return holdsBytes(bits) },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		if authenticates(u) {
			_, _, err := hmacOf(a)
			return a.IsHMAC() && err == nil
		}
		return derives(u) && supportsDerivation(a)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		return &hmacKey{bytes: material}, nil
	},
}

// authenticates tells whether a usage is the role of a key in MACs.
func authenticates(u psa.Usage) bool { return u == psa.SignMessage || u == psa.VerifyMessage }

// hmacKey is a loaded HMAC key.
type hmacKey struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
	// states has one for each hash that the key has been used with, nearly always one.
	states atomic.Pointer[hmacState]
}

// hmacState is an HMAC key prepared for a hash: what the hash's state is after the inner and after the outer block (FIPS 198-1, section 6, which has
// these kept as secret as the key).
type hmacState struct {
	row          *hashRow
	inner, outer []byte
	next         *hmacState
}

func (k *hmacKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

func (k *hmacKey) secret() []byte { return k.bytes }

// Wipe implements driver.Key.
func (k *hmacKey) Wipe() {
	for s := k.states.Swap(nil); s != nil; s = s.next {
		clear(s.inner)
		clear(s.outer)
	}
	k.bytes = nil
}

// hmacOf finds the hash of an HMAC algorithm and the length of its MACs in bytes.
func hmacOf(a alg.Algorithm) (*hashRow, int, error) {
	r := hashOf(a.Hash())
	if !a.IsHMAC() || r == nil || r.hmacBlock == 0 {
		return nil, 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use an HMAC key with %v", a)
	}
	n, err := macLength(a, keytype.HMAC, r.size)
	return r, n, err
}

// state returns the key prepared for a hash, and prepares it when the hash is new to it.
func (k *hmacKey) state(r *hashRow) (*hmacState, error) {
	first := k.states.Load()
	for s := first; s != nil; s = s.next {
		if s.row == r {
			return s, nil
		}
	}
	s, err := newHMACState(r, k.bytes)
	if err != nil {
		return nil, err
	}
	// Two goroutines may prepare the same state at once; then the list has it twice, which does no harm.
	for {
		s.next = k.states.Load()
		if k.states.CompareAndSwap(s.next, s) {
			return s, nil
		}
	}
}

func newHMACState(r *hashRow, key []byte) (*hmacState, error) {
	block := make([]byte, max(r.hmacBlock, r.size))
	defer clear(block)
	if len(key) > r.hmacBlock {
		r.sum(block[:0], key)
	} else {
		copy(block, key)
	}
	w := r.worker()
	defer w.release()
	s := &hmacState{row: r}
	for _, half := range []struct {
		pad   byte
		state *[]byte
	}{{0x36, &s.inner}, {0x5c, &s.outer}} {
		for i := range block[:r.hmacBlock] {
			block[i] ^= half.pad
		}
		w.h.Reset()
		w.h.Write(block[:r.hmacBlock])
		b, err := w.h.AppendBinary(make([]byte, 0, maxHashState))
		if err != nil {
			return nil, psa.Errorf(psa.ErrCorruptionDetected, "the state of %v can't be read: %w", r.alg, err)
		}
		*half.state = b
		for i := range block[:r.hmacBlock] {
			block[i] ^= half.pad
		}
	}
	return s, nil
}

// maxHashState is room in bytes for the state of any hash.
const maxHashState = 256

// worker is a hash for a short use, with room for a result. Both come from a pool because what is passed to an interface's method is allocated.
type worker struct {
	row *hashRow
	h   stdHash
	sum [64]byte
}

func (r *hashRow) worker() *worker {
	if w, ok := r.idle.Get().(*worker); ok {
		return w
	}
	return &worker{row: r, h: r.start().(stdHash)}
}

// release gives the worker back. The reset overwrites the chaining value; what is left in the hash's buffer is the end of a hash's input, never key.
func (w *worker) release() {
	w.h.Reset()
	clear(w.sum[:])
	w.row.idle.Put(w)
}

// hmac computes a MAC of full length, which belongs to the worker.
func (w *worker) hmac(s *hmacState, msg []byte) ([]byte, error) {
	if _, err := s.row.extend(uint64(s.row.hmacBlock), msg); err != nil {
		return nil, err
	}
	if err := w.h.UnmarshalBinary(s.inner); err != nil {
		return nil, lostState(err)
	}
	w.h.Write(msg)
	return w.outer(w.h.Sum(w.sum[:0]), s.outer)
}

// outer hashes the result of the inner hash; both results are in w.sum.
func (w *worker) outer(inner, state []byte) ([]byte, error) {
	if err := w.h.UnmarshalBinary(state); err != nil {
		return nil, lostState(err)
	}
	w.h.Write(inner)
	return w.h.Sum(w.sum[:0]), nil
}

func lostState(err error) error {
	return psa.Errorf(psa.ErrCorruptionDetected, "the prepared state of an HMAC key can't be used: %w", err)
}

func (k *hmacKey) mac(a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	r, n, err := hmacOf(a)
	if err != nil {
		return nil, err
	}
	s, err := k.state(r)
	if err != nil {
		return nil, err
	}
	w := r.worker()
	defer w.release()
	m, err := w.hmac(s, msg)
	if err != nil {
		return nil, err
	}
	return append(dst, m[:n]...), nil
}

func (k *hmacKey) verifyMAC(a alg.Algorithm, msg, mac []byte) error {
	r, n, err := hmacOf(a)
	if err != nil {
		return err
	}
	s, err := k.state(r)
	if err != nil {
		return err
	}
	w := r.worker()
	defer w.release()
	m, err := w.hmac(s, msg)
	if err != nil {
		return err
	}
	return compareMAC(m[:n], mac)
}

// compareMAC compares in constant time; a wrong length is no secret.
func compareMAC(want, got []byte) error {
	if subtle.ConstantTimeCompare(want, got) != 1 {
		return psa.ErrInvalidSignature
	}
	return nil
}
