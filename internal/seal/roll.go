package seal

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"iter"
	"math"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// The roll is the list of all keys, sealed, that changes in the same transaction as they do. A record proves by itself only that it was written for this store
// and name at some time; the roll proves that it is the one that is there now, and that a key for which there is no record was never made, or destroyed.
//
// An entry is a key's name and the first 8 bytes of its record's nonce, which names the creation and outlives a rotation of the master key. The entries are the
// leaves of a tree that is sorted by name. Each entry of an inner node, and of the root, has instead of a record's nonce that of the sealed node below it, which
// is another one each time the node is written: so whoever has the root knows which of all nodes that were ever sealed are the present ones. The
// root has the number of changes, which a [Counter] outside the store holds against a copy of the whole store put back.
//
// New entries wait in the root until some are of one node, so that a new key costs one small record more, and now and then two.
type rollRoot struct {
	// changes counts the transactions that changed the store.
	changes uint64
	// keys is the number of keys.
	keys uint64
	// height is how many levels of nodes are below the root; with 0 top has the keys themselves.
	height int
	// pending are keys that are not in a node yet. top are the keys, or the nodes of the level below.
	pending, top []entry
}

// entry is a key, or a node, on the roll.
type entry struct {
	// at is a key's place in the order of names, or the lowest that the node may have.
	at place
	// ref is the first bytes of the nonce of what is stored there.
	ref ref
}

type (
	place uint64
	ref   [8]byte
)

const (
	rollVersion = 1
	// rollFixed is what stands before the entries of the root: version, changes, keys, height, numbers of both kinds of entries.
	rollFixed = 1 + 8 + 8 + 1 + 1 + 1
	entryLen  = 8 + 8
	// The root is always as long as with maxRoot entries, so that writing it takes no room that it has not; as a record it fits in a page of SQLite's.
	maxPending = 24
	maxTop     = 32
	maxRoot    = maxPending + maxTop
	rollLen    = rollFixed + maxRoot*entryLen
	// maxNode is how many entries a node has at most, buildNode how many a new tree gives it.
	maxNode   = 256
	buildNode = 192
	// maxHeight is beyond any store: a node of a new tree has 192 entries.
	maxHeight = 8
)

// place returns where a key stands on the roll.
func (n Name) place() place {
	b := n.storage()
	return place(binary.BigEndian.Uint64(b[1:]))
}

// name is the key that stands at a place.
func (p place) name() Name {
	b := binary.BigEndian.AppendUint64([]byte{kindKey}, uint64(p))
	return Name{ownerIn(b), psa.KeyID(binary.BigEndian.Uint32(b[5:]))}
}

// firstKey and lastKey are the ends of the order of names.
var (
	firstKey = Name{Owner: math.MinInt32}
	lastKey  = Name{Owner: math.MaxInt32, ID: math.MaxUint32}
)

// rollName is the storage name of the root of the roll.
func rollName() []byte { return []byte{kindRoll} }

// nodeName is the storage name of a node: level 0 has the leaves.
func nodeName(level int, at place) []byte {
	return binary.BigEndian.AppendUint64([]byte{kindNode, byte(level)}, uint64(at))
}

// ref returns what the roll calls a record by. It is zero for what no record of this version can be, and is never unsealed.
func (s Sealed) ref() (r ref) {
	if e, ok := s.open(); ok {
		copy(r[:], e.nonce)
	}
	return r
}

var errRoll = unproven(psa.ErrDataCorrupt, "the roll, which is the list of all keys, is damaged or has been altered, and without it nothing proves that a key's record is the present one; check the store, then have it repaired")

func errVanished(n Name) error {
	return unproven(psa.ErrDataCorrupt, "the stored record of %v has vanished; it can be destroyed, which makes its identifier free", n)
}

func errReplaced(n Name) error {
	return unproven(psa.ErrDataCorrupt, "the stored record of %v is not the present one: it has been put there from elsewhere, or from earlier; it can be destroyed", n)
}

// Unproven tells whether an error says that a record is not, or can't be proven to be, the present one of its key: it may be authentic for all that, or there may be none.
func Unproven(err error) bool { return errors.Is(err, errUnproven) }

var errUnproven = errors.New("unproven")

func unproven(s psa.Status, format string, args ...any) error {
	e := psa.Errorf(s, format, args...)
	e.Err = errUnproven
	return e
}

// roll is the roll as a transaction or a snapshot shows it.
type roll struct {
	ring *ring
	rd   storage.Reader
	rollRoot
	// broken is why the root can't be read.
	broken error
	// doubt reads every node from storage, although it is known what is in it.
	doubt bool
}

// openRoll reads the roll that belongs to the records of a ring; nil for a store that has none, because an earlier program made it. One that can't be read is broken.
// Error: errMoved where the ring is not that of the store any more.
func (r *ring) openRoll(rd storage.Reader) (*roll, error) {
	x := &roll{ring: r, rd: rd}
	raw, err := rd.Get(rollName())
	switch {
	case errors.Is(err, storage.ErrUnreadable):
		x.broken = errRoll
		return x, nil
	case errors.Is(err, fs.ErrNotExist):
		if !r.head.roll {
			return nil, nil
		}
		x.broken = errRoll
		return x, nil
	case err != nil:
		return nil, failed(err, "reading the roll")
	case !r.head.roll:
		return nil, errMoved
	}
	plain, verdict := r.open(rollName(), raw)
	if verdict == stale {
		return nil, errMoved
	}
	if verdict != authentic || !x.parse(plain) {
		x.broken = errRoll
	}
	return x, nil
}

// parse reads the plaintext of the root. There is exactly one encoding of each.
func (x *rollRoot) parse(b []byte) bool {
	if len(b) != rollLen || b[0] != rollVersion {
		return false
	}
	x.changes, x.keys = binary.BigEndian.Uint64(b[1:]), binary.BigEndian.Uint64(b[9:])
	x.height = int(b[17])
	pending, top := int(b[18]), int(b[19])
	if x.height > maxHeight || pending+top > maxRoot {
		return false
	}
	b = b[rollFixed:]
	x.pending, x.top = parseEntries(b[:pending*entryLen]), parseEntries(b[pending*entryLen:(pending+top)*entryLen])
	for _, c := range b[(pending+top)*entryLen:] {
		if c != 0 {
			return false
		}
	}
	return sorted(x.pending) && sorted(x.top) && (x.height == 0 && pending == 0 || x.height > 0 && top > 0)
}

func (x *rollRoot) append(b []byte) []byte {
	b = append(b, rollVersion)
	b = binary.BigEndian.AppendUint64(b, x.changes)
	b = binary.BigEndian.AppendUint64(b, x.keys)
	b = append(b, byte(x.height), byte(len(x.pending)), byte(len(x.top)))
	b = appendEntries(appendEntries(b, x.pending), x.top)
	return append(b, make([]byte, rollLen-len(b))...)
}

func parseEntries(b []byte) []entry {
	list := make([]entry, len(b)/entryLen)
	for i := range list {
		list[i] = entry{place(binary.BigEndian.Uint64(b[i*entryLen:])), ref(b[i*entryLen+8:])}
	}
	return list
}

func appendEntries(b []byte, list []entry) []byte {
	for _, e := range list {
		b = binary.BigEndian.AppendUint64(b, uint64(e.at))
		b = append(b, e.ref[:]...)
	}
	return b
}

// sorted tells whether the places rise.
func sorted(list []entry) bool {
	for i := 1; i < len(list); i++ {
		if list[i-1].at >= list[i].at {
			return false
		}
	}
	return true
}

func compareEntry(e entry, at place) int {
	switch {
	case e.at < at:
		return -1
	case e.at > at:
		return 1
	}
	return 0
}

// search finds the entry of a place in a sorted list, or where it would be.
func search(list []entry, at place) (int, bool) {
	return slices.BinarySearchFunc(list, at, compareEntry)
}

// write seals the root for one more change.
func (x *roll) write(st storage.Tx) error {
	x.changes++
	s, err := x.ring.sealNew(x.ring.vault.rand, rollName(), nil, x.rollRoot.append(make([]byte, 0, rollLen)))
	if err != nil {
		return err
	}
	return failed(st.Renew(rollName(), s), "writing the roll")
}

// find looks a key up. Error: errRoll where the part of the roll that it would be on can't be read.
func (x *roll) find(at place) (ref, bool, error) {
	if x.broken != nil {
		return ref{}, false, x.broken
	}
	if i, ok := search(x.pending, at); ok {
		return x.pending[i].ref, true, nil
	}
	list := x.top
	for level := x.height - 1; level >= 0; level-- {
		node, err := x.node(level, list[childOf(list, at)])
		if err != nil {
			return ref{}, false, err
		}
		list = node
	}
	if i, ok := search(list, at); ok {
		return list[i].ref, true, nil
	}
	return ref{}, false, nil
}

// childOf returns which of the children of a node a place belongs to. The first of a tree's level is at 0 and is never removed, so there is one.
func childOf(list []entry, at place) int {
	i, ok := search(list, at)
	if !ok && i > 0 {
		i--
	}
	return i
}

// prove tells whether what is stored under a key's name, nil for nothing, is what the roll has. Errors: DATA_CORRUPT where it is not, or where that can't be known;
// DOES_NOT_EXIST where there is no such key and no record.
func (x *roll) prove(n Name, s Sealed) error {
	if x == nil {
		if s == nil {
			return noKey(n)
		}
		return nil
	}
	want, on, err := x.find(n.place())
	switch {
	case err != nil:
		return err
	case s == nil && !on:
		return noKey(n)
	case s == nil:
		return errVanished(n)
	case !on:
		return errReplaced(n)
	}
	return s.matches(n, want)
}

// matches tells whether a record is the one that the roll has for its key. What can't be taken apart is nothing that could be believed: unsealing says what is wrong with it.
func (s Sealed) matches(n Name, want ref) error {
	if e, ok := s.open(); ok && ref(e.nonce[:len(want)]) != want {
		return errReplaced(n)
	}
	return nil
}

// eachKey calls f for the keys from one name to another, both included, in order. Where the record is not what prove wants, f is given the error, and no record where
// there is none. The record is valid during the call only.
func (x *roll) eachKey(rd storage.Reader, from, to Name, f func(n Name, s Sealed, fault error) (more bool, err error)) error {
	if x == nil || x.broken != nil {
		return eachKey(rd, from, to, func(n Name, s Sealed) (bool, error) {
			var err error
			if x != nil {
				err = x.broken
			}
			return f(n, s, err)
		})
	}
	f = x.seconded(rd, f)
	var failure error
	next, stop := iter.Pull(func(yield func(entry) bool) {
		failure = x.each(from.place(), func(e entry) bool { return e.at <= to.place() && yield(e) }, func(int, place) {})
	})
	defer stop()
	e, more := next()
	// vanished gives f the keys before a place for which there is no record.
	vanished := func(before func(place) bool) (going bool, err error) {
		for more && before(e.at) {
			n := e.at.name()
			if going, err := f(n, nil, errVanished(n)); err != nil || !going {
				return false, err
			}
			e, more = next()
		}
		return failure == nil, failure
	}
	going := true
	err := eachKey(rd, from, to, func(n Name, s Sealed) (bool, error) {
		at := n.place()
		var err error
		if going, err = vanished(func(p place) bool { return p < at }); err != nil || !going {
			return false, err
		}
		var fault error
		if more && e.at == at {
			fault = s.matches(n, e.ref)
			e, more = next()
		} else {
			fault = x.prove(n, s)
		}
		going, err = f(n, s, fault)
		return going, err
	})
	if err != nil || !going {
		return err
	}
	_, err = vanished(func(place) bool { return true })
	return err
}

// load reads the present record of a key. Errors: those of prove.
func (x *roll) load(rd storage.Reader, n Name) (Sealed, error) {
	s, err := load(rd, n)
	if err != nil && !errors.Is(err, psa.ErrDoesNotExist) {
		return nil, err
	}
	if err := x.prove(n, s); err != nil {
		if t, ok := x.other(rd, n); ok {
			return t, nil
		}
		return nil, err
	}
	return s, nil
}
