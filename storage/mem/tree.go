package mem

import (
	"bytes"
	"math/rand/v2"
)

// node is a node of a treap that is never changed once it can be seen by others: a change copies the path to it and shares the rest, so
// an old root stays a snapshot as long as somebody holds it.
type node struct {
	name, data  []byte
	order       uint64 // heap order; random, so that no sequence of names can make the tree deep
	left, right *node
}

func (n *node) find(name []byte) *node {
	for n != nil {
		switch c := bytes.Compare(name, n.name); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n
		}
	}
	return nil
}

// split divides a tree into what is below name, the node of that name or nil, and what is above it.
func split(n *node, name []byte) (below, at, above *node) {
	if n == nil {
		return nil, nil, nil
	}
	switch c := bytes.Compare(name, n.name); {
	case c < 0:
		below, at, rest := split(n.left, name)
		m := *n
		m.left = rest
		return below, at, &m
	case c > 0:
		rest, at, above := split(n.right, name)
		m := *n
		m.right = rest
		return &m, at, above
	default:
		return n.left, n, n.right
	}
}

// join is the reverse of split for two trees of which every name of a is below every name of b.
func join(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.order > b.order:
		m := *a
		m.right = join(a.right, b)
		return &m
	default:
		m := *b
		m.left = join(a, b.left)
		return &m
	}
}

// with returns the tree with a record added or replaced. It keeps the slices it is given.
func (n *node) with(name, data []byte) *node {
	below, _, above := split(n, name)
	return join(join(below, &node{name: name, data: data, order: rand.Uint64()}), above)
}

// without returns the tree without the record of that name.
func (n *node) without(name []byte) *node {
	below, _, above := split(n, name)
	return join(below, above)
}

// from returns the first node whose name is >= name, or, with after set, > name.
func (n *node) from(name []byte, after bool) *node {
	var best *node
	for n != nil {
		if c := bytes.Compare(n.name, name); c > 0 || c == 0 && !after {
			best, n = n, n.left
		} else {
			n = n.right
		}
	}
	return best
}
