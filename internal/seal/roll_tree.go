package seal

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"sync"

	"github.com/psacrypto/psa/storage"
)

// nodes remembers what nodes have in them. A node is known by the nonce that it was sealed with, so what is remembered is never old.
type nodes struct {
	mu    sync.Mutex
	known map[nodeKey][]entry
}

type nodeKey struct {
	level int
	entry
}

// maxNodes bounds the nodes that are remembered; each has up to 4 KiB.
const maxNodes = 512

func (c *nodes) get(k nodeKey) []entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[k]
}

func (c *nodes) put(k nodeKey, list []entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[nodeKey][]entry)
	}
	for old := range c.known { // map order is random enough to choose by
		if len(c.known) < maxNodes {
			break
		}
		delete(c.known, old)
	}
	c.known[k] = list
}

// node returns the entries of a node, which nobody may change. Error: errRoll where it is not the one that the entry above it names.
func (x *roll) node(level int, e entry) ([]entry, error) {
	k := nodeKey{level, e}
	if list := x.ring.vault.nodes.get(k); list != nil && !x.doubt {
		return list, nil
	}
	name := nodeName(level, e.at)
	s, err := x.rd.Get(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, storage.ErrUnreadable) {
		if s = x.otherNode(name, e.ref, nil); s == nil {
			return nil, errRoll
		}
		err = nil
	}
	if err != nil {
		return nil, failed(err, "reading the roll")
	}
	if s = x.otherNode(name, e.ref, s); Sealed(s).ref() != e.ref {
		return nil, errRoll
	}
	plain, verdict := x.ring.open(name, s)
	if verdict != authentic || len(plain)%entryLen != 0 || len(plain) > maxNode*entryLen {
		return nil, errRoll
	}
	list := parseEntries(plain)
	if !sorted(list) || level > 0 && len(list) == 0 {
		return nil, errRoll
	}
	x.ring.vault.nodes.put(k, list)
	return list, nil
}

// writeNode seals a node and returns the entry that names it from now on.
func (x *roll) writeNode(st storage.Tx, level int, at place, list []entry) (entry, error) {
	name := nodeName(level, at)
	s, err := x.ring.sealNew(x.ring.vault.rand, name, nil, appendEntries(make([]byte, 0, len(list)*entryLen), list))
	if err != nil {
		return entry{}, err
	}
	e := entry{at, s.ref()}
	x.ring.vault.nodes.put(nodeKey{level, e}, list)
	return e, failed(st.Renew(name, s), "writing the roll")
}

// add enters a key that is not on the roll.
func (x *roll) add(st storage.Tx, e entry) error {
	x.keys++
	if x.height == 0 {
		i, _ := search(x.top, e.at)
		x.top = slices.Insert(x.top, i, e)
		if len(x.top) <= maxRoot {
			return nil
		}
		return x.grow(st)
	}
	i, _ := search(x.pending, e.at)
	x.pending = slices.Insert(x.pending, i, e)
	if len(x.pending) <= maxPending {
		return nil
	}
	from, to := x.mostPending()
	child := childOf(x.top, x.pending[from].at)
	now, err := x.insert(st, x.height-1, x.top[child], x.pending[from:to])
	if err != nil {
		return err
	}
	x.pending = slices.Delete(x.pending, from, to)
	x.top = slices.Replace(x.top, child, child+1, now...)
	if len(x.top) <= maxTop {
		return nil
	}
	return x.grow(st)
}

// mostPending returns the pending entries of the child that has most of them.
func (x *roll) mostPending() (from, to int) {
	for i := 0; i < len(x.pending); {
		child, j := childOf(x.top, x.pending[i].at), i+1
		for j < len(x.pending) && childOf(x.top, x.pending[j].at) == child {
			j++
		}
		if j-i > to-from {
			from, to = i, j
		}
		i = j
	}
	return from, to
}

// grow moves what the root has into a node below it.
func (x *roll) grow(st storage.Tx) error {
	e, err := x.writeNode(st, x.height, 0, x.top)
	if err != nil {
		return err
	}
	x.top = []entry{e}
	x.height++
	return nil
}

// insert adds keys, sorted, to the tree below a node and returns what takes the node's place in the one above: the node, and the one that it was split from.
func (x *roll) insert(st storage.Tx, level int, e entry, add []entry) ([]entry, error) {
	old, err := x.node(level, e)
	if err != nil {
		return nil, err
	}
	behind := len(old) == 0 || add[0].at > old[len(old)-1].at
	list := make([]entry, 0, len(old)+2*len(add))
	list = append(list, old...)
	for len(add) > 0 {
		if level == 0 {
			i, _ := search(list, add[0].at)
			list = slices.Insert(list, i, add[0])
			add = add[1:]
			continue
		}
		child, n := childOf(list, add[0].at), 1
		for n < len(add) && childOf(list, add[n].at) == child {
			n++
		}
		now, err := x.insert(st, level-1, list[child], add[:n])
		if err != nil {
			return nil, err
		}
		list = slices.Replace(list, child, child+1, now...)
		add = add[n:]
	}
	if len(list) <= maxNode {
		e, err = x.writeNode(st, level, e.at, list)
		return []entry{e}, err
	}
	at := len(list) / 2
	if behind { // identifiers that rise fill the nodes
		at = maxNode
	}
	left, err := x.writeNode(st, level, e.at, slices.Clone(list[:at]))
	if err != nil {
		return nil, err
	}
	right, err := x.writeNode(st, level, list[at].at, slices.Clone(list[at:]))
	return []entry{left, right}, err
}

// remove takes a key off that is on the roll. It writes no record that is longer than before.
func (x *roll) remove(st storage.Tx, at place) error {
	if i, ok := search(x.pending, at); ok {
		x.pending = slices.Delete(x.pending, i, i+1)
		x.keys--
		return nil
	}
	top, err := x.without(st, x.height, x.top, at)
	if err == nil {
		x.top = top
		x.keys--
	}
	return err
}

// without returns the entries of a node of a level, or of the root, without a key in the tree below it.
func (x *roll) without(st storage.Tx, level int, list []entry, at place) ([]entry, error) {
	list = slices.Clone(list)
	if level == 0 {
		if i, ok := search(list, at); ok {
			list = slices.Delete(list, i, i+1)
		}
		return list, nil
	}
	i := childOf(list, at)
	below, err := x.node(level-1, list[i])
	if err == nil {
		below, err = x.without(st, level-1, below, at)
	}
	if err != nil {
		return nil, err
	}
	// The first child stays although it is empty: names below the second belong to it.
	if len(below) == 0 && i > 0 {
		name := nodeName(level-1, list[i].at)
		if err := st.Delete(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, failed(err, "writing the roll")
		}
		return slices.Delete(list, i, i+1), nil
	}
	list[i], err = x.writeNode(st, level-1, list[i].at, below)
	return list, err
}

// each calls f for every key on the roll from a place on, in order, until f returns false. lost is called for each part that can't be read, with the place where it begins.
func (x *roll) each(from place, f func(entry) bool, lost func(level int, at place)) error {
	if x.broken != nil {
		return x.broken
	}
	pending := x.pending
	i, _ := search(pending, from)
	pending = pending[i:]
	more, err := x.walk(x.height, x.top, from, func(e entry) bool {
		for len(pending) > 0 && pending[0].at < e.at {
			p := pending[0]
			pending = pending[1:]
			if !f(p) {
				return false
			}
		}
		return f(e)
	}, lost)
	for err == nil && more && len(pending) > 0 {
		more = f(pending[0])
		pending = pending[1:]
	}
	return err
}

func (x *roll) walk(level int, list []entry, from place, f func(entry) bool, lost func(level int, at place)) (more bool, err error) {
	i, _ := search(list, from)
	if level > 0 && len(list) > 0 {
		i = childOf(list, from)
	}
	for _, e := range list[i:] {
		if level == 0 {
			if !f(e) {
				return false, nil
			}
			continue
		}
		below, err := x.node(level-1, e)
		if err == errRoll {
			lost(level-1, e.at)
			continue
		}
		if err == nil {
			more, err = x.walk(level-1, below, from, f, lost)
		}
		if err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// build writes the whole roll anew from its entries, sorted. What it was before may be broken.
func (x *roll) build(st storage.Tx, all []entry) error {
	err := each(st, []byte{kindNode}, func(name []byte, _ Sealed) (bool, error) {
		return true, failed(st.Delete(bytes.Clone(name)), "removing the old roll")
	})
	if err != nil {
		return err
	}
	x.broken = nil
	x.keys, x.pending, x.height = uint64(len(all)), nil, 0
	for most := maxRoot; len(all) > most; most = maxTop {
		var above []entry
		for part := range slices.Chunk(all, buildNode) {
			at := part[0].at
			if len(above) == 0 {
				at = 0
			}
			e, err := x.writeNode(st, x.height, at, slices.Clone(part))
			if err != nil {
				return err
			}
			above = append(above, e)
		}
		all = above
		x.height++
	}
	x.top = slices.Clone(all)
	return x.write(st)
}
