package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// macLength is the length in bytes of the MACs of an algorithm with a type of keys, at most the full length.
func macLength(a alg.Algorithm, t keytype.Type, full int) (int, error) {
	n := alg.MACLength(a, t, 0)
	if n <= 0 || n > full {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "a MAC of %v has at most %d bytes, not %d", a, full, n)
	}
	return n, nil
}

// hmacing is an HMAC under way. It keeps its own copy of what it needs of the key.
type hmacing struct {
	row *hashRow
	// h has taken the inner block and the message so far; it is nil once the operation has ended.
	h     stdHash
	outer []byte
	n     int
	total uint64
}

func (k *hmacKey) newMAC(a alg.Algorithm) (driver.MAC, error) {
	r, n, err := hmacOf(a)
	if err != nil {
		return nil, err
	}
	s, err := k.state(r)
	if err != nil {
		return nil, err
	}
	h := r.start().(stdHash)
	if err := h.UnmarshalBinary(s.inner); err != nil {
		return nil, lostState(err)
	}
	return &hmacing{row: r, h: h, outer: append([]byte(nil), s.outer...), n: n, total: uint64(r.hmacBlock)}, nil
}

// Update implements driver.MAC.
func (m *hmacing) Update(_ context.Context, p []byte) error {
	if m.h == nil {
		return ended("MAC")
	}
	total, err := m.row.extend(m.total, p)
	if err != nil {
		return err
	}
	m.total = total
	m.h.Write(p)
	return nil
}

// full computes the MAC in the worker and ends the operation.
func (m *hmacing) full(w *worker) ([]byte, error) {
	if m.h == nil {
		return nil, ended("MAC")
	}
	defer m.Close()
	return w.outer(m.h.Sum(w.sum[:0]), m.outer)
}

// Finish implements driver.MAC.
func (m *hmacing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	w := m.row.worker()
	defer w.release()
	mac, err := m.full(w)
	if err != nil {
		return nil, err
	}
	return append(dst, mac[:m.n]...), nil
}

// Verify implements driver.MAC.
func (m *hmacing) Verify(_ context.Context, mac []byte) error {
	w := m.row.worker()
	defer w.release()
	want, err := m.full(w)
	if err != nil {
		return err
	}
	return compareMAC(want[:m.n], mac)
}

// Close implements driver.MAC.
func (m *hmacing) Close() {
	if m.h != nil {
		wipeHash(m.h)
		m.h = nil
	}
	clear(m.outer)
}
