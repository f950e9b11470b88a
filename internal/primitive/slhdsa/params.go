package slhdsa

// Family is the kind of hash of a parameter set.
type Family uint8

// The families of FIPS 205, section 11.
const (
	SHA2 Family = iota
	SHAKE
)

// ParameterSet is a row of FIPS 205, table 2. The Winternitz parameter lg_w is 4 in all of them.
type ParameterSet struct {
	name   string
	family Family
	fast   bool
	// n is the size of a node in bytes; h the height of the hypertree, d its layers and hPrime the height of each tree; a the height
	// of a FORS tree and k their number; m the size of a message digest in bytes.
	n, h, d, hPrime, a, k, m int
}

var parameterSets = [...]ParameterSet{
	{"SLH-DSA-SHA2-128s", SHA2, false, 16, 63, 7, 9, 12, 14, 30},
	{"SLH-DSA-SHAKE-128s", SHAKE, false, 16, 63, 7, 9, 12, 14, 30},
	{"SLH-DSA-SHA2-128f", SHA2, true, 16, 66, 22, 3, 6, 33, 34},
	{"SLH-DSA-SHAKE-128f", SHAKE, true, 16, 66, 22, 3, 6, 33, 34},
	{"SLH-DSA-SHA2-192s", SHA2, false, 24, 63, 7, 9, 14, 17, 39},
	{"SLH-DSA-SHAKE-192s", SHAKE, false, 24, 63, 7, 9, 14, 17, 39},
	{"SLH-DSA-SHA2-192f", SHA2, true, 24, 66, 22, 3, 8, 33, 42},
	{"SLH-DSA-SHAKE-192f", SHAKE, true, 24, 66, 22, 3, 8, 33, 42},
	{"SLH-DSA-SHA2-256s", SHA2, false, 32, 64, 8, 8, 14, 22, 47},
	{"SLH-DSA-SHAKE-256s", SHAKE, false, 32, 64, 8, 8, 14, 22, 47},
	{"SLH-DSA-SHA2-256f", SHA2, true, 32, 68, 17, 4, 9, 35, 49},
	{"SLH-DSA-SHAKE-256f", SHAKE, true, 32, 68, 17, 4, 9, 35, 49},
}

// Find returns the parameter set of a family with the security parameter n in bytes (16, 24 or 32), in the fast or the small form, and nil where
// there is none.
func Find(f Family, n int, fast bool) *ParameterSet {
	for i := range parameterSets {
		if p := &parameterSets[i]; p.family == f && p.n == n && p.fast == fast {
			return p
		}
	}
	return nil
}

// String is the name of the standard, as "SLH-DSA-SHA2-128s".
func (p *ParameterSet) String() string { return p.name }

// N is the security parameter n in bytes: a private key has 4n bytes, a public key 2n, and the randomness of a signature n.
func (p *ParameterSet) N() int { return p.n }

// SignatureSize is the length of signatures in bytes.
func (p *ParameterSet) SignatureSize() int {
	return p.n + p.forsSize() + p.d*p.xmssSize()
}

const (
	lgW = 4
	w   = 1 << lgW
	// len2 is 3 for all n (algorithm 1).
	len2 = 3
	// The largest values among the parameter sets.
	maxN   = 32
	maxLen = 2*maxN + len2
	maxK   = 35
	maxA   = 14
	maxM   = 49
)

// len1 and wotsLen are the numbers of digits of a message, and of a message with its checksum (section 5).
func (p *ParameterSet) len1() int    { return 8 * p.n / lgW }
func (p *ParameterSet) wotsLen() int { return p.len1() + len2 }

// wotsSize, xmssSize and forsSize are lengths of signatures in bytes.
func (p *ParameterSet) wotsSize() int { return p.wotsLen() * p.n }
func (p *ParameterSet) xmssSize() int { return p.wotsSize() + p.hPrime*p.n }
func (p *ParameterSet) forsSize() int { return p.k * (p.a + 1) * p.n }
