package seal

import (
	"bytes"
	"context"
	"errors"
	"math"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// RotateMaster makes a new master key and seals every record again, in one transaction; the index of labels is built anew. Other processes that have the
// store open go on with the new key when they meet it.
//
// Errors: DATA_CORRUPT and DATA_INVALID where a record can't be read, is not the present one of its key, or has vanished; it has to be destroyed or brought back from a backup first, because without the old
// master key it would be lost for good. Those of [Open] where the root key was changed meanwhile. On an error nothing was changed.
func (v *Vault) RotateMaster(ctx context.Context) error {
	v.rotating.Lock()
	defer v.rotating.Unlock()
	return v.rewrite(ctx, "rotating the master key", func(now *ring, st storage.Tx) (*ring, error) {
		if now.head.generation == math.MaxUint32 {
			return nil, psa.Errorf(psa.ErrNotSupported, "the master key was rotated 4,294,967,295 times, and the counter ends there")
		}
		next := now.successor()
		next.head.generation++
		next.head.roll = true
		err := random(v.rand, next.master.Bytes())
		if err == nil {
			err = next.put(st)
		}
		if err == nil {
			err = reseal(st, now, next)
		}
		if err != nil {
			next.release()
			return nil, err
		}
		return next, nil
	})
}

// RotateRoot makes the store open with another root key, which is newly made, and removes the old one where it was kept (a key file). newRoot may be the
// same kind as before, and even the same file or passphrase. Whenever the change is interrupted, the store opens with the old root key or with
// the new one.
//
// Records are untouched: who has a copy of the old header and the old root key still has the master key. [Vault.RotateMaster] ends that.
//
// Errors: those of [Open] for either root key; STORAGE_FAILURE where all is done but the old key file could not be removed, which the error says. On any
// other error nothing was changed, unless it says that the change has been made but not counted.
func (v *Vault) RotateRoot(ctx context.Context, newRoot Root) error {
	if newRoot == nil {
		return psa.Errorf(psa.ErrInvalidArgument, "no new root key is given")
	}
	v.rotating.Lock()
	defer v.rotating.Unlock()
	use := newRoot.begin()
	defer use.end()
	made := &header{store: v.store}
	key, err := createHeaderKey(ctx, v.arena, made, newRoot, use, v.rand, true)
	if err != nil {
		return err
	}
	defer v.arena.Free(key)
	var old rootField
	err = v.rewrite(ctx, "changing the root key", func(now *ring, st storage.Tx) (*ring, error) {
		old = now.head.root
		next := now.successor()
		next.head.root = made.root
		copy(next.headerKey.Bytes(), key.Bytes())
		copy(next.master.Bytes(), now.master.Bytes())
		err := next.put(st)
		if err == nil {
			err = next.count(st)
		}
		if err != nil {
			next.release()
			return nil, err
		}
		return next, nil
	})
	if err != nil {
		// A storage that reported an error after all had been written would otherwise cost the store its root key.
		switch now, readErr := v.rootInForce(ctx); {
		case readErr != nil:
			return err
		case now != made.root.id:
			use.undo()
			return err
		case !errors.Is(err, errUncounted):
			err = nil
		}
	}
	v.mu.Lock()
	oldRoot := v.root
	v.root = newRoot
	v.mu.Unlock()
	if oldRoot.Kind() != old.kind {
		return err
	}
	oldUse := oldRoot.begin()
	defer oldUse.end()
	return errors.Join(oldUse.forget(old.id), err)
}

// rootInForce returns the id of the root key that the stored header names.
func (v *Vault) rootInForce(ctx context.Context) (id rootID, err error) {
	raw, err := v.readHeader(context.WithoutCancel(ctx))
	if err != nil {
		return id, err
	}
	h, err := parseHeader(raw)
	if err != nil {
		return id, err
	}
	return h.root.id, nil
}

// rewrite runs f in a transaction with the ring of the header that is there, and installs the ring that it returns once that is committed.
func (v *Vault) rewrite(ctx context.Context, doing string, f func(now *ring, st storage.Tx) (*ring, error)) error {
	for range tries {
		now, err := v.refresh(ctx, (*ring).is)
		if err != nil {
			return err
		}
		next, err := v.rewriteOnce(ctx, now, f)
		now.release()
		if err == nil {
			v.install(next)
			if v.counter == nil {
				return nil
			}
			return v.counted(ctx)
		}
		if !errors.Is(err, errMoved) {
			return failed(err, doing)
		}
	}
	return errRestless(doing)
}

func (v *Vault) rewriteOnce(ctx context.Context, seen *ring, f func(now *ring, st storage.Tx) (*ring, error)) (next *ring, err error) {
	changes := uint64(0)
	err = v.st.Update(ctx, func(st storage.Tx) error {
		next.release()
		next = nil
		raw, err := getHeader(st)
		if err != nil {
			return err
		}
		now := seen.retain()
		defer func() { now.release() }()
		if !now.is(raw) {
			newer, err := v.follow(ctx, raw, seen)
			if err != nil {
				return err
			}
			now.release()
			now = newer
		}
		if next, err = f(now, st); err != nil {
			return err
		}
		x, err := next.openRoll(st)
		if x != nil && x.broken == nil {
			changes = x.changes
		}
		return err
	})
	if err != nil {
		next.release()
		return nil, err
	}
	v.saw(changes)
	return next, nil
}

// successor returns a ring for the next header, with the header and index keys of r and a master key to be filled in.
func (r *ring) successor() *ring {
	h := *r.head
	headerKey := r.vault.arena.Alloc(keyLen)
	next := r.vault.emptyRing(&h, nil, headerKey)
	copy(headerKey.Bytes(), r.headerKey.Bytes())
	copy(next.index.Bytes(), r.index.Bytes())
	return next
}

// put seals the header of a ring and replaces the stored one.
func (r *ring) put(st storage.Tx) (err error) {
	r.raw, err = r.head.encode(r.headerKey.Bytes(), r.master.Bytes(), r.index.Bytes(), r.vault.rand)
	if err != nil {
		return err
	}
	return failed(st.Put(headerName(), r.raw), "writing the store's header")
}

// reseal seals every key's record under the master key of another ring, with its own nonce, which no record has under that key yet, and builds the index
// of labels and the roll anew.
func reseal(st storage.Tx, from, to *ring) error {
	x, err := from.present(st, from.vault.seen.Load())
	if err != nil {
		return err
	}
	err = each(st, []byte{kindLabel}, func(name []byte, _ Sealed) (bool, error) {
		return true, failed(st.Delete(bytes.Clone(name)), "removing the old index of labels")
	})
	if err != nil {
		return err
	}
	var all []entry
	err = x.eachKey(st, firstKey, lastKey, func(n Name, s Sealed, err error) (bool, error) {
		if err != nil {
			return false, err
		}
		all = append(all, entry{n.place(), s.ref()})
		return true, resealOne(st, from, to, n, bytes.Clone(s))
	})
	if err != nil {
		return err
	}
	next := &roll{ring: to, rd: st}
	if x != nil {
		next.changes = x.changes
	}
	return next.build(st, all)
}

func resealOne(st storage.Tx, from, to *ring, n Name, s Sealed) error {
	name := n.storage()
	plain, verdict := from.open(name[:], s)
	if verdict != authentic {
		return verdict.err(n.String(), s)
	}
	defer clear(plain)
	e, _ := s.open()
	if err := st.Put(name[:], to.seal(name[:], e.label, e.nonce, plain)); err != nil {
		return failed(err, "storing the record of "+n.String())
	}
	if len(e.label) == 0 {
		return nil
	}
	label := labelName(n.Owner, e.label)
	index, err := to.sealLabel(to.vault, label[:], n.ID)
	if err != nil {
		return err
	}
	return failed(st.Put(label[:], index), "storing the label of "+n.String())
}
