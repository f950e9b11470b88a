package keystore

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
)

// The tests of the sweep range over the tables of algorithms and key types, so that what is added to a table is tested, and nothing of it can be
// left out. What they hold an operation against are its own properties (decryption undoes encryption, any chunking gives the same, a truncated MAC is the
// beginning of the whole one) and the statuses of the specification; the right values are the known answers of packages soft and primitive.

// combination is an algorithm with a key that it works with.
type combination struct {
	alg  alg.Algorithm
	kind keytype.Type
	bits int
}

func (c combination) String() string {
	return fmt.Sprintf("%v with %s", c.alg, keytype.Name(c.kind, c.bits))
}

// combinations are all of a class, but for the policies among its algorithms, and for agreements that are combined with derivations.
func combinations(class alg.Class, yield func(r alg.Row, c combination)) {
	for _, r := range alg.Rows() {
		if r.Class != class {
			continue
		}
		for a := range alg.Examples(r) {
			if a.IsWildcard() || a.IsKeyAgreement() && !a.IsStandaloneKeyAgreement() {
				continue
			}
			for t := range r.Keys.Types() {
				for _, bits := range t.AllBits() {
					yield(r, combination{a, t, bits})
				}
			}
		}
	}
}

// Every combination that the specification has is there, in each role that it has an operation for.
func TestEverythingIsSupported(t *testing.T) {
	missing := map[string]bool{}
	for _, r := range alg.Rows() {
		if r.Keys == 0 {
			if !Supported(keytype.None, 0, r.Base, 0) {
				missing[r.Name] = true
			}
			continue
		}
		combinations(r.Class, func(row alg.Row, c combination) {
			if _, fits := alg.KeyFits(c.alg, c.kind, c.bits); row.CName != r.CName || !fits {
				return
			}
			if !Supported(c.kind, c.bits, alg.None, 0) {
				missing["keys: "+keytype.Name(c.kind, c.bits)] = true
			}
			for _, o := range op.All() {
				if o.Class == r.Class && o.Takes(c.alg) && o.FitsRole(c.kind) && o.Op != op.VerifyDerivation && !Supported(c.kind, c.bits, c.alg, o.Usage) {
					missing[fmt.Sprintf("%v: %v", o.Op, c)] = true
				}
			}
		})
	}
	for m := range missing {
		t.Error("not supported: ", m)
	}
}

// materials makes and keeps the keys of the sweep.
type materials struct {
	t     testing.TB
	st    *Store
	data  map[combination][]byte
	bytes *rand.ChaCha8
}

func newMaterials(t testing.TB) *materials {
	st, err := Open(bg, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return &materials{t, st, map[combination][]byte{}, rand.NewChaCha8([32]byte{1})}
}

// random returns n bytes that are the same in every run.
func (m *materials) random(n int) []byte {
	b := make([]byte, n)
	m.bytes.Read(b)
	return b
}

// of returns a key of a type and size in the specification's format.
func (m *materials) of(t keytype.Type, bits int) []byte {
	m.t.Helper()
	name := combination{kind: t, bits: bits}
	if m.data[name] == nil {
		attrs := psa.Attributes{Type: t.KeyPairOf(), Bits: bits, Policy: psa.Policy{Usage: psa.Export}}
		if t.IsUnstructured() {
			attrs.Type = t
		}
		k, err := m.st.Generate(bg, attrs)
		if err != nil {
			m.t.Fatalf("generate %s: %v", keytype.Name(t, bits), err)
		}
		defer k.Destroy(bg)
		if t.IsPublicKey() {
			m.data[name], err = k.ExportPublic(bg, nil)
		} else {
			m.data[name], err = k.Export(bg, nil)
		}
		want(m.t, err, psa.Success)
	}
	return m.data[name]
}

// key makes the key of a combination, which permits what policy says and all usages.
func (m *materials) key(c combination, policy alg.Algorithm) Key {
	m.t.Helper()
	data := m.of(c.kind, c.bits)
	if c.kind.IsPublicKey() {
		// The public key is to be that of the pair that the other role has.
		m.of(c.kind.KeyPairOf(), c.bits)
	}
	k, err := m.st.Import(bg, psa.Attributes{Type: c.kind, Bits: c.bits, Policy: psa.Policy{Usage: psa.AllUsage(), Alg: policy}}, data)
	if err != nil {
		m.t.Fatalf("%v: import: %v", c, err)
	}
	return k
}

// pair makes a key pair and the key of its public half.
func (m *materials) pair(c combination) (private, public Key) {
	m.t.Helper()
	private = m.key(combination{c.alg, c.kind.KeyPairOf(), c.bits}, c.alg)
	data, err := private.ExportPublic(bg, nil)
	want(m.t, err, psa.Success)
	public, err = m.st.Import(bg, psa.Attributes{Type: c.kind.PublicKeyOf(), Bits: c.bits, Policy: psa.Policy{Usage: psa.AllUsage(), Alg: c.alg}}, data)
	if err != nil {
		m.t.Fatalf("%v: import of the public key: %v", c, err)
	}
	return private, public
}

// chunks gives f the bytes of b in pieces of random lengths, empty ones among them.
func (m *materials) chunks(b []byte, f func(p []byte)) {
	r := rand.New(m.bytes)
	for len(b) > 0 {
		n := r.IntN(min(len(b), 40) + 1)
		f(b[:n])
		b = b[n:]
	}
}

// status fails the test unless err has the status, and goes on.
func (m *materials) status(what fmt.Stringer, call string, err error, s psa.Status) bool {
	m.t.Helper()
	if psa.StatusOf(err) != s {
		m.t.Errorf("%v: %s: got %v, want %v", what, call, err, s)
		return false
	}
	return true
}

func (m *materials) equal(what fmt.Stringer, call string, got, want []byte) {
	m.t.Helper()
	if !bytes.Equal(got, want) {
		m.t.Errorf("%v: %s: got %x, want %x", what, call, got, want)
	}
}

// flipped is b with one bit changed.
func (m *materials) flipped(b []byte) []byte {
	c := bytes.Clone(b)
	c[rand.New(m.bytes).IntN(len(c))] ^= 1 << (m.bytes.Uint64() % 8)
	return c
}

// sweep runs f for each combination of a class that fits, and refused for each that does not.
func sweep(t *testing.T, class alg.Class, f func(m *materials, c combination), refused func(m *materials, k Key, c combination)) {
	m := newMaterials(t)
	n := 0
	combinations(class, func(r alg.Row, c combination) {
		if _, fits := alg.KeyFits(c.alg, c.kind, c.bits); fits {
			f(m, c)
			n++
			return
		}
		k := m.key(c, c.alg)
		defer k.Destroy(bg)
		refused(m, k, c)
	})
	if n == 0 {
		t.Errorf("nothing fits in the class %v", class)
	}
	t.Logf("%d combinations", n)
}

// lengths of messages around those of blocks and of the registers of fast implementations.
var sweepLengths = []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 257, 300}
