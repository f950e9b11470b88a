package seal

import (
	"context"
	"errors"
	"time"

	"github.com/psacrypto/psa/storage"
)

// begun returns a ring for a store that an earlier program made, after it has given the store a roll of the keys that it has.
func (r *ring) begun(st storage.Tx) (*ring, error) {
	return r.again(st, func(next *ring) error {
		var all []entry
		err := eachKey(st, firstKey, lastKey, func(n Name, s Sealed) (bool, error) {
			all = append(all, entry{n.place(), s.ref()})
			return true, nil
		})
		if err != nil {
			return err
		}
		return (&roll{ring: next, rd: st}).build(st, all)
	})
}

// again returns a ring with the same keys for a header that is written anew, when f has done its part with it.
func (r *ring) again(st storage.Tx, f func(next *ring) error) (*ring, error) {
	next := r.successor()
	copy(next.master.Bytes(), r.master.Bytes())
	next.head.roll = true
	err := next.put(st)
	if err == nil {
		err = f(next)
	}
	if err != nil {
		next.release()
		return nil, err
	}
	return next, nil
}

// count enters a change of the store that is none of its keys. A roll that can't be read is left as it is.
func (r *ring) count(st storage.Tx) error {
	x, err := r.openRoll(st)
	if x == nil || err != nil || x.broken != nil {
		return err
	}
	return x.write(st)
}

// Repair writes the roll anew. What can be read of it stays as it is: a key whose record has vanished or is not the present one stays DATA_CORRUPT until it is
// destroyed. Where it can't be read, the records that are there are taken for the present ones: so call it after [Vault.Verify] has told what is damaged, and a
// person has seen it.
//
// Errors: those of [Vault.Update].
func (v *Vault) Repair(ctx context.Context) error {
	v.rotating.Lock()
	defer v.rotating.Unlock()
	if err := v.mendCopies(ctx); err != nil {
		return err
	}
	return v.rewrite(ctx, "repairing the roll", func(now *ring, st storage.Tx) (*ring, error) {
		x, err := now.present(st, v.seen.Load())
		if errors.Is(err, errMoved) {
			x, err = &roll{ring: now, rd: st, broken: errRoll}, nil
		}
		if err != nil {
			return nil, err
		}
		if x != nil {
			x.doubt = true
		}
		var all []entry
		err = x.eachKey(st, firstKey, lastKey, func(n Name, s Sealed, fault error) (bool, error) {
			e := entry{n.place(), s.ref()}
			if fault != nil && fault != errRoll {
				want, _, err := x.find(e.at)
				if err != nil {
					return false, err
				}
				e.ref = want
			}
			all = append(all, e)
			return true, nil
		})
		if err != nil {
			return nil, err
		}
		return now.again(st, func(next *ring) error {
			y := &roll{ring: next, rd: st}
			switch {
			case x == nil:
			case x.broken == nil:
				y.changes = x.changes
			default:
				// The number is lost. One that is greater than any store has come to by counting is never taken for that of an older copy.
				y.changes = max(v.seen.Load(), uint64(time.Now().UnixNano()))
			}
			return y.build(st, all)
		})
	})
}
