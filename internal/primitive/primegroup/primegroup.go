// Package primegroup has groups of prime order in which discrete logarithms are hard, all behind one interface, for protocols that are written for any of them:
// password-authenticated key exchanges.
//
//	g := primegroup.P256()
//	k, err := g.Order().Random(rand)         // a scalar
//	p := g.ScalarBaseMult(k)                 // an element
//	q, ok := g.Decode(received)              // false for what is no member of the group
//	shared := q.ScalarMult(k).Append(nil)
//
// Groups are written additively, finite fields too: there Add multiplies and ScalarMult is exponentiation. What is to be subtracted is multiplied by the
// negative scalar instead ([Order.Neg]), which costs the same everywhere.
//
// Scalars are big-endian numbers of as many bytes as the order. Groups, orders and elements are never changed once they are made, and are safe for
// concurrent use. Computations with scalars and elements take constant time, unless their documentation says otherwise; decoding does not
// where it refuses.
package primegroup

// Group is a group of prime order.
type Group interface {
	// Order returns the number of elements.
	Order() *Order
	// ElementSize is the length of an encoded element in bytes.
	ElementSize() int
	// Cofactor is the number of cosets of the group in that of all points of its curve, or of all numbers of its field. Decode refuses the others,
	// so that only protocols that name it need it.
	Cofactor() byte
	// Generator returns the standard's generator.
	Generator() Element
	// ScalarBaseMult multiplies the generator.
	ScalarBaseMult(k []byte) Element
	// Decode reads an element, which must be in its one encoding. It is false for what is not in the group, and for the identity.
	Decode(b []byte) (Element, bool)
	// DecodeLoosely is Decode without the check that the element is in the group and not in another coset, for elements that are only compared.
	DecodeLoosely(b []byte) (Element, bool)
}

// Element is an element of a group. Its methods take elements of the same group.
type Element interface {
	// Append appends the encoding of ElementSize bytes: 0x04 || x || y for a Weierstrass curve, that of RFC 8032 for an Edwards curve, the big-endian
	// number for a field. The identity of a Weierstrass curve has none; it must not be asked for one.
	Append(dst []byte) []byte
	IsIdentity() bool
	Equal(q Element) bool
	Add(q Element) Element
	// ScalarMult multiplies the element by a scalar, which is in [0, order-1].
	ScalarMult(k []byte) Element
}

// multiply panics where a library refuses a scalar of the right length, which none does.
func multiply[P any](p P, err error) P {
	if err != nil {
		panic("primegroup: " + err.Error())
	}
	return p
}
