package xmss

// function is the hash function of a parameter set.
type function uint8

const (
	sha2_256 function = iota
	sha2_512
	shake128
	shake256
)

// parameterSet is an entry of the registries "XMSS Signatures" or "XMSS^MT Signatures". The Winternitz parameter w is 16 in all of them.
type parameterSet struct {
	function function
	// n is the size of a node in bytes, h the height of all trees together, and d the number of layers.
	n, h, d int
	// padding is the length of the number in front of each hash's input (RFC 8391, section 5.1; SP 800-208, sections 5.1 to 5.4).
	padding int
}

// kind is a hash function with its output length and padding.
type kind struct {
	function   function
	n, padding int
}

// The first four kinds are those of RFC 8391, sections 5.3 and 5.4; the others those of SP 800-208, section 5.
var kinds = [...]kind{
	{sha2_256, 32, 32}, {sha2_512, 64, 64}, {shake128, 32, 32}, {shake256, 64, 64},
	{sha2_256, 24, 4}, {shake256, 32, 32}, {shake256, 24, 4},
}

// setOf finds an XMSS parameter set (RFC 8391, appendix B; SP 800-208, table 10): for each kind the heights 10, 16 and 20.
func setOf(code uint32) (parameterSet, bool) {
	if code < 1 || code > 21 {
		return parameterSet{}, false
	}
	k := kinds[(code-1)/3]
	return parameterSet{k.function, k.n, [...]int{10, 16, 20}[(code-1)%3], 1, k.padding}, true
}

// mtSetOf finds an XMSS^MT parameter set (RFC 8391, appendix C; SP 800-208, tables 11 to 14): for each kind eight shapes.
func mtSetOf(code uint32) (parameterSet, bool) {
	if code < 1 || code > 56 {
		return parameterSet{}, false
	}
	k := kinds[(code-1)/8]
	shape := [...][2]int{{20, 2}, {20, 4}, {40, 2}, {40, 4}, {40, 8}, {60, 3}, {60, 6}, {60, 12}}[(code-1)%8]
	return parameterSet{k.function, k.n, shape[0], shape[1], k.padding}, true
}

const (
	w   = 16
	lgW = 4
	// len2 is 3 for all n (RFC 8391, section 3.1.1).
	len2 = 3
)

// len is the number of chains.
func (p *parameterSet) len() int { return 8*p.n/lgW + len2 }

// indexSize is the length of the index in a signature in bytes (RFC 8391, sections 4.1.8 and 4.2.3).
func (p *parameterSet) indexSize() int {
	if p.d == 1 {
		return 4
	}
	return (p.h + 7) / 8
}

// treeSize is the length in bytes of the part of a signature that belongs to a layer.
func (p *parameterSet) treeSize() int { return (p.len() + p.h/p.d) * p.n }
