package slhdsa

import "github.com/cloudflare/circl/simd/keccakf1600"

// lanes is how many hashes are computed side by side.
const lanes = 4

// quad is a value of up to n bytes for each lane.
type quad [lanes][maxN]byte

// addresses are the addresses of the lanes.
type addresses [lanes]address

// all makes the same address for every lane.
func all(a address) addresses { return addresses{a, a, a, a} }

// tweak computes the tweakable hashes of FIPS 205, section 11, with a PK.seed. Each method works on the first so many lanes; what it writes to the others
// means nothing. A tweak is used by one goroutine at a time.
type tweak interface {
	// prf is PRF(PK.seed, SK.seed, ADRS).
	prf(out *quad, skSeed []byte, adrs *addresses, lanes int)
	// f is F(PK.seed, ADRS, M), h is H of two nodes, and t is T_l of messages of the same length. out may be an input.
	f(out, m *quad, adrs *addresses, lanes int)
	h(out, left, right *quad, adrs *addresses, lanes int)
	t(out *quad, m *[lanes][]byte, adrs *addresses, lanes int)
	// chain applies F to x for the hash addresses from start to before stop (algorithm 5). A lane whose start is its stop keeps x.
	chain(x *quad, adrs *addresses, start, stop *[lanes]int, lanes int)
	// wipe forgets what was hashed.
	wipe()
}

// newTweak chooses among the implementations. Without AVX2 four SHAKEs side by side would be slower than the standard library's one after the other.
func newTweak(p *ParameterSet, pkSeed []byte) tweak {
	switch {
	case p.family == SHA2:
		return newSHA2(p.n, pkSeed)
	case keccakf1600.IsEnabledX4():
		return newSHAKE4(p.n, pkSeed)
	}
	return newSHAKE(p.n, pkSeed)
}
