package seal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Tx is a transaction on a vault. It is valid during the call of the function that it was given to, and for one goroutine.
type Tx struct {
	vault *Vault
	st    storage.Tx
	ring  *ring

	// rolled is the roll, once it has been read; changed tells that it has to be written.
	rolled  *roll
	changed bool
}

// roll reads the roll when it is first needed. A store is given one with its first change, before that.
func (tx *Tx) roll() (*roll, error) {
	if tx.rolled == nil {
		x, err := tx.ring.present(tx.st, tx.vault.seen.Load())
		if err == errMoved { // the ring is that of the header in this transaction, so the roll is of none
			x, err = &roll{broken: errRoll}, nil
		}
		if err != nil {
			return nil, err
		}
		tx.rolled = x
	}
	return tx.rolled, nil
}

// Update runs f in one transaction. When it returns nil the change is durable and visible to all processes; when it returns an error, nothing was
// changed. An error of f is returned as it is.
//
// f may be run more than once, so it must have no effect outside tx that can't be repeated. It must not call those methods of the vault that write
// (Update, ByLabel, RotateMaster, RotateRoot), nor Close, which would wait for it; those that read show it what was before the transaction.
func (v *Vault) Update(ctx context.Context, f func(tx *Tx) error) error {
	r, err := v.acquire()
	if err != nil {
		return err
	}
	for range tries {
		err = v.updateOnce(ctx, r, f)
		r.release()
		if err != errMoved {
			return err
		}
		if r, err = v.refresh(ctx, (*ring).serves); err != nil {
			return err
		}
	}
	r.release()
	return errRestless("changing the store")
}

func (v *Vault) updateOnce(ctx context.Context, r *ring, f func(tx *Tx) error) error {
	var own error
	var other *ring
	var changes uint64
	defer func() { other.release() }()
	err := v.st.Update(ctx, func(st storage.Tx) error {
		own, changes = nil, 0
		other.release()
		other = nil
		tx := &Tx{vault: v, st: st, ring: r}
		raw, err := getHeader(st)
		if err != nil {
			return err
		}
		if !r.serves(raw) {
			if other, err = v.follow(ctx, raw, r); err != nil {
				return err
			}
			tx.ring = other
		}
		if !tx.ring.head.roll && tx.ring.is(raw) {
			next, err := tx.ring.begun(st)
			if err != nil {
				return err
			}
			other.release()
			other = next
			tx.ring = next
		}
		if own = f(tx); own != nil || !tx.changed {
			return own
		}
		err = tx.rolled.write(st)
		changes = tx.rolled.changes
		return err
	})
	switch {
	case err == nil:
		if other != nil {
			v.install(other.retain())
		}
		v.saw(changes)
		if v.counter == nil || changes == 0 {
			return nil
		}
		return v.counted(ctx)
	case own != nil:
		return own
	case errors.Is(err, errMoved):
		return errMoved
	}
	return failed(err, "changing the store")
}

// follow returns the ring of another header than r's that was met in a transaction. That header may yet be rolled back, when it was written in the same
// commit, so the ring is the transaction's own until then. Error: errMoved where it takes another root key, because a transaction is no place to ask
// for one.
func (v *Vault) follow(ctx context.Context, raw []byte, r *ring) (*ring, error) {
	h, err := parseHeader(raw)
	if err != nil {
		return nil, err
	}
	if h.store == r.head.store && h.root.id != r.head.root.id {
		return nil, errMoved
	}
	return v.openRing(ctx, raw, r, nil)
}

// Load is [Vault.Load].
func (tx *Tx) Load(n Name) (Sealed, error) {
	x, err := tx.roll()
	if err != nil {
		return nil, err
	}
	return x.load(tx.st, n)
}

// Stored returns the record that is stored under a key's name, which nothing proves to be the present one, and whether there is one.
func (tx *Tx) Stored(n Name) (Sealed, bool, error) {
	s, err := load(tx.st, n)
	if psa.StatusOf(err) == psa.ErrDoesNotExist {
		return nil, false, nil
	}
	return s, err == nil, err
}

// Unseal is [Vault.Unseal] for a record that [Tx.Load] returned.
func (tx *Tx) Unseal(n Name, s Sealed) ([]byte, error) {
	name := n.storage()
	plain, verdict := tx.ring.open(name[:], s)
	if verdict != authentic {
		return nil, verdict.err(n.String(), s)
	}
	return plain, nil
}

// Create seals plain under a new name, and enters the label in the index, if it is not "". It returns what is stored then. plain is the caller's to
// wipe.
//
// Errors: ALREADY_EXISTS where the name is taken (also by a key whose record has vanished), or the label by another key of the owner; DATA_CORRUPT where
// the roll can't be read; INVALID_ARGUMENT for a label of more than 255 bytes;
// INSUFFICIENT_ENTROPY; INSUFFICIENT_STORAGE. After ALREADY_EXISTS the transaction may go on, and is as if Create had not been called.
func (tx *Tx) Create(n Name, plain []byte, label string) (Sealed, error) {
	if len(label) > maxLabel {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the label has %d bytes; the longest has %d", len(label), maxLabel)
	}
	x, err := tx.roll()
	if err != nil {
		return nil, err
	}
	if x != nil {
		if _, on, err := x.find(n.place()); err != nil {
			return nil, err
		} else if on {
			return nil, tx.taken(n)
		}
	}
	var hash []byte
	if label != "" {
		hash = tx.ring.labelHash(n.Owner, label)
		id, h, err := tx.ring.resolveLabel(tx.st, x, n.Owner, hash)
		if err != nil {
			return nil, err
		}
		if h == labelHeld || h == labelAstray {
			return nil, psa.Errorf(psa.ErrAlreadyExists, "the label %s is taken by %v", quoted(label), Name{n.Owner, id})
		}
	}
	name := n.storage()
	s, err := tx.ring.sealNew(tx.vault.rand, name[:], hash, plain)
	if err != nil {
		return nil, err
	}
	if err := tx.st.Create(name[:], s); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, tx.taken(n)
		}
		return nil, failed(err, "storing the record of "+n.String())
	}
	if x != nil {
		if err := x.add(tx.st, entry{n.place(), s.ref()}); err != nil {
			return nil, err
		}
		tx.changed = true
	}
	if hash != nil {
		name := labelName(n.Owner, hash)
		entry, err := tx.ring.sealLabel(tx.vault, name[:], n.ID)
		if err != nil {
			return nil, err
		}
		// Put, because an orphaned entry may be there.
		if err := tx.st.Put(name[:], entry); err != nil {
			return nil, failed(err, "storing the label of "+n.String())
		}
	}
	return s, nil
}

// taken says why a name can't be given to a new key.
func (tx *Tx) taken(n Name) error {
	if _, err := load(tx.st, n); psa.StatusOf(err) == psa.ErrDoesNotExist {
		return psa.Errorf(psa.ErrAlreadyExists, "there is a %v already, whose stored record has vanished; destroy it first", n)
	}
	return psa.Errorf(psa.ErrAlreadyExists, "there is a %v already", n)
}

// Destroy removes the record of a key, its label, and its entry on the roll, whatever state they are in. Error: DOES_NOT_EXIST where there is neither a record
// nor an entry.
func (tx *Tx) Destroy(n Name) error {
	x, err := tx.roll()
	if err != nil {
		return err
	}
	on := false
	if x != nil {
		// From a roll that can't be read nothing can be taken, but the key shall go all the same: repairing the roll finds it gone.
		if _, on, err = x.find(n.place()); err == nil && on {
			err = x.remove(tx.st, n.place())
			tx.changed = true
		}
		if err != nil && err != errRoll {
			return err
		}
	}
	s, err := load(tx.st, n)
	if on && psa.StatusOf(err) == psa.ErrDoesNotExist {
		return tx.dropLabelsOf(n)
	}
	if err != nil && !errors.Is(err, storage.ErrUnreadable) {
		return err
	}
	name := n.storage()
	plain, verdict := tx.ring.open(name[:], s)
	clear(plain)
	remove := tx.st.Delete
	if verdict != authentic {
		remove = func(name []byte) error { return storage.Discard(tx.st, name) }
	}
	if err := remove(name[:]); err != nil {
		return failed(err, "removing the record of "+n.String())
	}
	if hash := s.label(); hash != nil {
		if err := tx.dropLabel(n, hash); err != nil {
			return err
		}
	}
	if verdict != authentic {
		return tx.dropLabelsOf(n)
	}
	return nil
}

// dropLabel removes the entry of a label, unless it leads to another key.
func (tx *Tx) dropLabel(n Name, hash []byte) error {
	name := labelName(n.Owner, hash)
	entry, err := tx.st.Get(name[:])
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed(err, "reading the label of "+n.String())
	}
	if id, ok := tx.ring.openLabel(name[:], entry); ok && id != n.ID {
		return nil
	}
	return failed(tx.st.Delete(name[:]), "removing the label of "+n.String())
}

// dropLabelsOf removes every label that leads to a key, for a record that does not say which it was.
func (tx *Tx) dropLabelsOf(n Name) error {
	prefix := owned(kindLabel, n.Owner)
	return each(tx.st, prefix[:], func(name []byte, s Sealed) (bool, error) {
		if id, ok := tx.ring.openLabel(name, s); !ok || id != n.ID {
			return true, nil
		}
		return true, failed(tx.st.Delete(bytes.Clone(name)), "removing the label of "+n.String())
	})
}
