package keystore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mirror"
	"github.com/psacrypto/psa/storage/sqlite"
)

// MirrorEvent is what the two halves of a mirrored store had to have mended. Its String says it in words.
type MirrorEvent = mirror.Event

// openStorage opens the storage of a store in a directory, and its mirror.
func openStorage(ctx context.Context, dir string, c Config) (storage.Store, error) {
	if c.Mirror == "" {
		st, err := sqlite.Open(ctx, dir)
		if err != nil {
			return nil, seal.StorageError(err, "opening the storage")
		}
		return mirror.Alone(st), nil
	}
	if err := apart(dir, c.Mirror); err != nil {
		return nil, err
	}
	h := halves{ctx: ctx, dirs: [2]string{dir, c.Mirror}, told: c.Mirrored}
	if h.told == nil {
		h.told = func(MirrorEvent) {}
	}
	st, err := h.open(3)
	if err != nil {
		return nil, seal.StorageError(err, "opening the storage and its mirror")
	}
	return st, nil
}

// apart refuses a mirror that is the store itself.
func apart(dir, second string) error {
	a, errA := os.Stat(dir)
	b, errB := os.Stat(second)
	same := errA == nil && errB == nil && os.SameFile(a, b)
	if !same {
		x, errX := filepath.Abs(dir)
		y, errY := filepath.Abs(second)
		same = errX == nil && errY == nil && x == y
	}
	if same {
		return psa.Errorf(psa.ErrInvalidArgument, "the mirror is the directory of the store itself; give one on another disk")
	}
	return nil
}

// halves are the two directories of a mirrored store.
type halves struct {
	ctx  context.Context
	dirs [2]string
	told func(MirrorEvent)
}

// open opens both. Where the structure of one is damaged, and the other is whole, it is made anew; tries bounds that.
func (h *halves) open(tries int) (storage.Store, error) {
	var st [2]storage.Store
	var failed [2]error
	for i, dir := range h.dirs {
		s, err := sqlite.Open(h.ctx, dir)
		if err != nil {
			failed[i] = err
			continue
		}
		st[i] = s
	}
	closeAll := func() {
		for _, s := range st {
			if s != nil {
				s.Close()
			}
		}
	}
	bad := -1
	var why error
	switch {
	case failed[0] != nil && failed[1] != nil:
		return nil, errors.Join(failed[0], failed[1])
	case failed[0] != nil:
		bad, why = 0, failed[0]
	case failed[1] != nil:
		bad, why = 1, failed[1]
	default:
		// All pages are looked at now: what is met later can be read from the other, but changes that touch it fail.
		checked := [2]error{st[0].Check(h.ctx), st[1].Check(h.ctx)}
		for i, err := range checked {
			if errors.Is(err, storage.ErrDamaged) && checked[1-i] == nil && tries > 0 && mirror.Whole(h.ctx, st[1-i]) {
				closeAll()
				return h.renew(i, err, tries)
			}
		}
		s, err := mirror.Open(h.ctx, st[0], st[1], h.told)
		if err == nil {
			return s, nil
		}
		closeAll()
		var d *mirror.Damaged
		if !errors.As(err, &d) || tries == 0 {
			return nil, err
		}
		return h.renew(int(d.Which)-1, d, tries)
	}
	// The other one must be whole, or what is damaged here may be all that there is.
	whole := mirror.Whole(h.ctx, st[1-bad])
	closeAll()
	if !whole || tries == 0 || !errors.Is(why, storage.ErrDamaged) {
		return nil, fmt.Errorf("the %v directory of a mirrored store does not open: %w", mirror.Which(bad+1), why)
	}
	return h.renew(bad, why, tries)
}

// renew makes an empty store of one whose structure is damaged, and opens both again.
func (h *halves) renew(which int, why error, tries int) (storage.Store, error) {
	if err := sqlite.Discard(h.ctx, h.dirs[which]); err != nil {
		// Others have it open. As far as it goes, it goes with the one that is whole.
		h.told(MirrorEvent{Kind: mirror.Served, Which: mirror.Which(which + 1), Reason: fmt.Sprintf("%v; %v", why, err)})
		return h.open(0)
	}
	h.told(MirrorEvent{Kind: mirror.Served, Which: mirror.Which(which + 1), Reason: "it can't be read, and is made anew: " + why.Error()})
	return h.open(tries - 1)
}

// rootOf is the root that a directory is opened with unless another is given.
func rootOf(dir string, c Config) Root {
	if c.Mirror == "" {
		return KeyFile(filepath.Join(dir, rootKeyFile))
	}
	return MirroredKeyFile(filepath.Join(dir, rootKeyFile), filepath.Join(c.Mirror, rootKeyFile), c.Mirrored)
}

// MirroredKeyFile is [KeyFile] in two copies, on two disks. A new key is in both before it is used, and a copy that is missing is made from the other when the store is
// opened; told, which may be nil, is told of that.
func MirroredKeyFile(path, second string, told func(MirrorEvent)) Root {
	return seal.KeyFiles(path, second, func(reason string) {
		if told != nil {
			told(MirrorEvent{Kind: mirror.Rebuilt, Reason: reason})
		}
	})
}
