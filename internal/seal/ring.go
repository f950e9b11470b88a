package seal

import (
	"bytes"
	"io"
	"sync/atomic"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/arena"
)

// ring has the keys of one header. It never changes; who uses it holds a reference, and the last one to let go wipes the keys.
type ring struct {
	vault *Vault
	head  *header
	// raw is the header as it is stored.
	raw []byte

	headerKey, master, index arena.Secret

	refs atomic.Int64
}

// newRing opens a header with its header key, which it takes over, also on an error.
func (v *Vault) newRing(h *header, raw []byte, headerKey arena.Secret) (*ring, error) {
	r := v.emptyRing(h, raw, headerKey)
	if err := h.openKeys(headerKey.Bytes(), r.master.Bytes(), r.index.Bytes()); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

// emptyRing returns a ring with one reference whose master and index keys are yet to be filled in.
func (v *Vault) emptyRing(h *header, raw []byte, headerKey arena.Secret) *ring {
	v.rings.Add(1)
	r := &ring{vault: v, head: h, raw: bytes.Clone(raw), headerKey: headerKey, master: v.arena.Alloc(keyLen), index: v.arena.Alloc(keyLen)}
	r.refs.Store(1)
	return r
}

func (r *ring) retain() *ring {
	r.refs.Add(1)
	return r
}

func (r *ring) release() {
	if r == nil || r.refs.Add(-1) != 0 {
		return
	}
	for _, s := range []arena.Secret{r.headerKey, r.master, r.index} {
		r.vault.arena.Free(s)
	}
	r.vault.rings.Done()
}

// is tells whether the ring is that of a stored header.
func (r *ring) is(raw []byte) bool { return bytes.Equal(r.raw, raw) }

// serves tells whether records can be read and written with the ring under a stored header: it is of that header, or only the root key is another one
// since, which may be out of this process's reach and is not needed.
func (r *ring) serves(raw []byte) bool {
	if r.is(raw) {
		return true
	}
	h, err := parseHeader(raw)
	return err == nil && h.store == r.head.store && h.generation == r.head.generation && h.roll == r.head.roll && h.root.id != r.head.root.id
}

// verdict is what came of opening a sealed record.
type verdict int

const (
	authentic verdict = iota
	// stale: it names another generation of the master key.
	stale
	damaged
	// unknown: its envelope is of a version that is not known.
	unknown
)

// err puts a bad verdict on what into words.
func (v verdict) err(what string, s Sealed) error {
	if v == unknown {
		return psa.Errorf(psa.ErrDataInvalid, "the stored record of %s has format version %d; this program knows version %d", what, s.version(), envelopeVersion)
	}
	return psa.Errorf(psa.ErrDataCorrupt, "the stored record of %s is damaged or has been altered; it can be destroyed", what)
}

// open authenticates and decrypts what is stored under a name. Only an authentic record has a plaintext, which is the caller's to wipe.
func (r *ring) open(name []byte, s Sealed) ([]byte, verdict) {
	e, ok := s.open()
	if !ok {
		if s.version() == envelopeVersion || len(s) == 0 {
			return nil, damaged
		}
		// Where nothing but the version byte was altered it is damage, not a later format.
		as1 := bytes.Clone(s)
		as1[0] = envelopeVersion
		plain, v := r.open(name, as1)
		clear(plain)
		if v == authentic {
			return nil, damaged
		}
		return nil, unknown
	}
	if e.generation != r.head.generation {
		return nil, stale
	}
	plain := make([]byte, len(e.sealed)-tagLen)
	var buf [adLen]byte
	if !openX(plain, r.master.Bytes(), e.nonce, e.sealed, appendAD(buf[:0], &r.head.store, name, e.head)) {
		return nil, damaged
	}
	return plain, authentic
}

// seal encrypts a record for a name.
func (r *ring) seal(name, label, nonce, plain []byte) Sealed {
	s := make(Sealed, 0, Overhead+len(label)+len(plain))
	s = appendHead(s, r.head.generation, label)
	var buf [adLen]byte
	ad := appendAD(buf[:0], &r.head.store, name, s)
	s = append(s, nonce...)
	return sealX(s, r.master.Bytes(), nonce, plain, ad)
}

// sealNew is seal with a fresh nonce.
func (r *ring) sealNew(rand io.Reader, name, label, plain []byte) (Sealed, error) {
	var nonce [nonceLen]byte
	if err := random(rand, nonce[:]); err != nil {
		return nil, err
	}
	return r.seal(name, label, nonce[:], plain), nil
}

const adLen = storeIDLen + labelNameLen + envelopeFixed + labelHashLen

// appendAD builds what a record is bound to: the store, its name (with the kind, the owner and the identifier), and the clear part of the envelope
// (with the version, the generation and the label's hash). Each of the three says its own length.
func appendAD(dst []byte, store *storeID, name, head []byte) []byte {
	dst = append(dst, store[:]...)
	dst = append(dst, name...)
	return append(dst, head...)
}
