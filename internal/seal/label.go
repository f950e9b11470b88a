package seal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// The index of labels. An entry is named by its owner and a keyed hash of the label, and holds the key's identifier, sealed. The key's own record
// carries the same hash in clear, authenticated, so that the entry is found from the record, and a lost or damaged entry can be made good from it.

const maxLabel = 255

// labelHash is what a label is called in storage.
func (r *ring) labelHash(o psa.Owner, label string) []byte {
	owner := binary.BigEndian.AppendUint32(nil, uint32(o))
	sum := mac(r.index.Bytes(), []byte("psa store label"), owner, []byte(label))
	return sum[:labelHashLen]
}

func (r *ring) sealLabel(v *Vault, name []byte, id psa.KeyID) (Sealed, error) {
	return r.sealNew(v.rand, name, nil, binary.BigEndian.AppendUint32(nil, uint32(id)))
}

// openLabel reads an entry of the index.
func (r *ring) openLabel(name []byte, s Sealed) (psa.KeyID, bool) {
	plain, verdict := r.open(name, s)
	if verdict != authentic || len(plain) != 4 {
		return 0, false
	}
	return psa.KeyID(binary.BigEndian.Uint32(plain)), true
}

// holding is what resolveLabel finds.
type holding int

const (
	// labelFree: no entry.
	labelFree holding = iota
	// labelHeld: the entry names a key that has the label.
	labelHeld
	// labelAstray: the entry is damaged or names another key, but a key has the label.
	labelAstray
	// labelOrphan: there is an entry, and no key with the label.
	labelOrphan
)

// resolveLabel finds the key that has a label. What an entry says is believed only with the key's record; where the two disagree, the records of the
// owner are searched.
func (r *ring) resolveLabel(rd storage.Reader, x *roll, o psa.Owner, hash []byte) (psa.KeyID, holding, error) {
	name := labelName(o, hash)
	entry, err := rd.Get(name[:])
	if errors.Is(err, fs.ErrNotExist) {
		return 0, labelFree, nil
	}
	if err != nil {
		return 0, 0, failed(err, "reading the index of labels")
	}
	if id, ok := r.openLabel(name[:], entry); ok {
		s, err := load(rd, Name{o, id})
		if err == nil && bytes.Equal(s.label(), hash) {
			return id, labelHeld, nil
		}
		if err != nil && !errors.Is(err, psa.ErrDoesNotExist) {
			return 0, 0, err
		}
	}
	id, found := psa.KeyID(0), labelOrphan
	err = x.eachKey(rd, Name{o, 0}, Name{o, math.MaxUint32}, func(n Name, s Sealed, fault error) (bool, error) {
		// What is not the present record of a key, as one whose name is damaged, has no label. What can't be proven may have.
		if !bytes.Equal(s.label(), hash) || fault != nil && fault != errRoll {
			return true, nil
		}
		id, found = n.ID, labelAstray
		key := n.storage()
		plain, verdict := r.open(key[:], s)
		clear(plain)
		return verdict != authentic, nil
	})
	return id, found, err
}

// heal puts an index entry right that resolveLabel found wrong.
func (tx *Tx) heal(o psa.Owner, hash []byte, id psa.KeyID, h holding) error {
	name := labelName(o, hash)
	switch h {
	case labelOrphan:
		return failed(tx.st.Delete(name[:]), "removing an orphaned label")
	case labelAstray:
		s, err := tx.ring.sealLabel(tx.vault, name[:], id)
		if err != nil {
			return err
		}
		return failed(tx.st.Put(name[:], s), "mending the index of labels")
	}
	return nil
}

// ByLabel returns the identifier of the key that has a label. An entry of the index that is damaged or orphaned is mended.
// Error: DOES_NOT_EXIST.
func (v *Vault) ByLabel(ctx context.Context, owner psa.Owner, label string) (psa.KeyID, error) {
	var id psa.KeyID
	var h holding
	err := v.atHeader(ctx, func(rd storage.Reader, r *ring) (err error) {
		x, err := r.openRoll(rd)
		if err == errMoved { // the header is that of this snapshot, so the roll is of none
			x, err = &roll{broken: errRoll}, nil
		}
		if err == nil {
			id, h, err = r.resolveLabel(rd, x, owner, r.labelHash(owner, label))
		}
		return err
	})
	if err == nil && (h == labelAstray || h == labelOrphan) {
		err = v.Update(ctx, func(tx *Tx) (err error) {
			hash := tx.ring.labelHash(owner, label)
			x, err := tx.roll()
			if err != nil {
				return err
			}
			if id, h, err = tx.ring.resolveLabel(tx.st, x, owner, hash); err != nil {
				return err
			}
			return tx.heal(owner, hash, id, h)
		})
	}
	if err != nil {
		return 0, failed(err, "looking for a label")
	}
	if h == labelFree || h == labelOrphan {
		return 0, psa.Errorf(psa.ErrDoesNotExist, "no key has the label %s", quoted(label))
	}
	return id, nil
}
