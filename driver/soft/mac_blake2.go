package soft

import (
	"context"
	"hash"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/blake2"
	"github.com/psacrypto/psa/keytype"
)

// blake2Family has the keys of the BLAKE2 MACs (RFC 7693 and the BLAKE2 paper). All that they do takes constant time.
var blake2Family = family{
	has:   func(t keytype.Type) bool { return t == keytype.BLAKE2 },
	holds: func(_ keytype.Type, bits int) bool { return bits > 0 && bits%8 == 0 && bits <= 8*blake2.SizeB },
	runs: func(_ keytype.Type, bits int, a alg.Algorithm, u psa.Usage) bool {
		r, _, err := blake2Of(a)
		return err == nil && bits <= 8*r.size && authenticates(u)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		return &blake2Key{bytes: material}, nil
	},
}

// blake2Row tells how one BLAKE2 MAC is computed. Both functions fail for a key that is longer than size.
type blake2Row struct {
	hash alg.Algorithm
	// size is the length in bytes of the whole MAC and of the longest key.
	size  int
	sum   func(dst, key, msg []byte) ([]byte, error)
	start func(key []byte) (hash.Hash, error)
}

var blake2MACs = [...]blake2Row{
	{alg.BLAKE2sHash256, blake2.SizeS, blake2.Sum[uint32], func(key []byte) (hash.Hash, error) { h := new(blake2.S); return h, h.Init(key) }},
	{alg.BLAKE2spHash256, blake2.SizeS, blake2.SumParallel[uint32], func(key []byte) (hash.Hash, error) { h := new(blake2.SP); return h, h.Init(key) }},
	{alg.BLAKE2bHash512, blake2.SizeB, blake2.Sum[uint64], func(key []byte) (hash.Hash, error) { h := new(blake2.B); return h, h.Init(key) }},
	{alg.BLAKE2bpHash512, blake2.SizeB, blake2.SumParallel[uint64], func(key []byte) (hash.Hash, error) { h := new(blake2.BP); return h, h.Init(key) }},
}

// blake2Of finds the row of a BLAKE2 MAC and the length of its MACs in bytes. A shorter MAC is the beginning of the whole one, not that for which BLAKE2
// itself was told another output length (PSA Crypto 1.5, PSA_ALG_TRUNCATED_MAC).
func blake2Of(a alg.Algorithm) (*blake2Row, int, error) {
	for i := range blake2MACs {
		if r := &blake2MACs[i]; a.IsBLAKE2MAC() && a.Hash() == r.hash {
			n, err := macLength(a, keytype.BLAKE2, r.size)
			return r, n, err
		}
	}
	return nil, 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use a BLAKE2 key with %v", a)
}

// blake2Key is a loaded BLAKE2 key. There is nothing to prepare: the key is a block of the input.
type blake2Key struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
}

func (k *blake2Key) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

// Wipe implements driver.Key. There is no copy of the material to wipe.
func (k *blake2Key) Wipe() { k.bytes = nil }

// sumMAC computes a MAC into a scratch, which the caller frees.
func (k *blake2Key) sumMAC(a alg.Algorithm, msg []byte) (s *scratch, mac []byte, err error) {
	r, n, err := blake2Of(a)
	if err != nil {
		return nil, nil, err
	}
	s = takeScratch()
	full, err := r.sum(s[:0], k.bytes, msg)
	if err != nil {
		s.free(0)
		return nil, nil, longBLAKE2(a, r)
	}
	return s, full[:n], nil
}

func longBLAKE2(a alg.Algorithm, r *blake2Row) error {
	return psa.Errorf(psa.ErrInvalidArgument, "%v takes keys of at most %d bits", a, 8*r.size)
}

func (k *blake2Key) mac(a alg.Algorithm, dst, msg []byte) ([]byte, error) {
	s, m, err := k.sumMAC(a, msg)
	if err != nil {
		return nil, err
	}
	dst = append(dst, m...)
	s.free(blake2.SizeB)
	return dst, nil
}

func (k *blake2Key) verifyMAC(a alg.Algorithm, msg, mac []byte) error {
	s, m, err := k.sumMAC(a, msg)
	if err != nil {
		return err
	}
	err = compareMAC(m, mac)
	s.free(blake2.SizeB)
	return err
}

func (k *blake2Key) newMAC(a alg.Algorithm) (driver.MAC, error) {
	r, n, err := blake2Of(a)
	if err != nil {
		return nil, err
	}
	h, err := r.start(k.bytes)
	if err != nil {
		return nil, longBLAKE2(a, r)
	}
	return &blake2ing{h: h, n: n}, nil
}

// blake2ing is a BLAKE2 MAC under way. It keeps its own copy of the key.
type blake2ing struct {
	// h is nil once the operation has ended.
	h hash.Hash
	n int
}

// Update implements driver.MAC. BLAKE2s sets 2^64 bytes as the largest length, which can't be met.
func (m *blake2ing) Update(_ context.Context, p []byte) error {
	if m.h == nil {
		return ended("MAC")
	}
	m.h.Write(p)
	return nil
}

// Finish implements driver.MAC.
func (m *blake2ing) Finish(_ context.Context, dst []byte) ([]byte, error) {
	if m.h == nil {
		return nil, ended("MAC")
	}
	defer m.Close()
	s := takeScratch()
	dst = append(dst, m.h.Sum(s[:0])[:m.n]...)
	s.free(blake2.SizeB)
	return dst, nil
}

// Verify implements driver.MAC.
func (m *blake2ing) Verify(_ context.Context, mac []byte) error {
	if m.h == nil {
		return ended("MAC")
	}
	defer m.Close()
	s := takeScratch()
	err := compareMAC(m.h.Sum(s[:0])[:m.n], mac)
	s.free(blake2.SizeB)
	return err
}

// Close implements driver.MAC.
func (m *blake2ing) Close() {
	if m.h != nil {
		wipeHash(m.h)
		m.h = nil
	}
}
