package sae

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/big"
	"testing"
)

type suite struct {
	name string
	g    *Group
	hash func() hash.Hash
	pmk  int
}

func suites(t testing.TB) []suite {
	return []suite{
		{"P-256", P256(), sha256.New, 32}, {"P-384", P384(), sha512.New384, 32}, {"P-384, long", P384(), sha512.New384, 48},
		{"P-521", P521(), sha512.New, 32}, {"P-521, long", P521(), sha512.New, 64}, {"modp2048", ffc(t, modp2048), sha256.New, 32},
		{"brainpoolP256r1", BrainpoolP256r1(), sha256.New, 32}, {"brainpoolP384r1", BrainpoolP384r1(), sha512.New384, 48},
		{"brainpoolP512r1", BrainpoolP512r1(), sha512.New, 64},
	}
}

var addressA, addressB = []byte{2, 0, 0, 0, 0, 1}, []byte{2, 0, 0, 0, 0, 2}

// pair makes both sides, with the PWE of a password by hash-to-element.
func (s suite) pair(t testing.TB, one, two string) (a, b *Party) {
	pwe := func(password string, from, to []byte) Element {
		pt, ok := s.g.Token(s.hash, Seed(s.hash, []byte("net"), []byte(password), nil))
		if !ok || !s.g.ValidToken(pt) {
			t.Fatal("no PT")
		}
		return s.g.ElementOfToken(s.hash, pt, from, to)
	}
	return New(s.g, pwe(one, addressA, addressB), s.hash, s.pmk), New(s.g, pwe(two, addressB, addressA), s.hash, s.pmk)
}

// exchange commits and gives both sides the salt; alter may change the commits, of which that of a is 0.
func exchange(a, b *Party, salt []byte, alter func(i int, commit []byte)) error {
	one, err := a.Commit(rand.Reader)
	if err != nil {
		return err
	}
	two, err := b.Commit(rand.Reader)
	if err != nil {
		return err
	}
	alter(0, one)
	alter(1, two)
	if err := errors.Join(b.PeerCommit(one), a.PeerCommit(two)); err != nil {
		return err
	}
	return errors.Join(a.Salt(salt), b.Salt(salt))
}

func unaltered(int, []byte) {}

// agree tells whether each takes the other's confirmation, with a counter.
func agree(t testing.TB, a, b *Party, counter uint16) bool {
	c := binary.LittleEndian.AppendUint16(nil, counter)
	one, err := a.Confirm(c)
	two, other := b.Confirm(c)
	if err != nil || other != nil {
		t.Fatal(err, other)
	}
	if a.PeerConfirms(two) != b.PeerConfirms(one) {
		t.Error("one side alone is satisfied")
	}
	return a.PeerConfirms(two)
}

func TestExchange(t *testing.T) {
	for _, s := range suites(t) {
		a, b := s.pair(t, "password", "password")
		if err := exchange(a, b, []byte{19, 0}, unaltered); err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		for counter := range uint16(3) {
			if !agree(t, a, b, 65534+counter) {
				t.Errorf("%s: the confirmation %d fails", s.name, counter)
			}
		}
		k, err := a.PMK()
		l, other := b.PMK()
		if err != nil || other != nil || !bytes.Equal(k, l) || len(k) != s.pmk {
			t.Errorf("%s: the PMKs are %x and %x", s.name, k, l)
		}
		k, _ = a.PMKID()
		if l, _ = b.PMKID(); !bytes.Equal(k, l) || len(k) != PMKIDSize {
			t.Errorf("%s: the PMKIDs are %x and %x", s.name, k, l)
		}
		c, err := a.Confirm([]byte{1, 0})
		if err != nil || len(c) != a.ConfirmSize() {
			t.Errorf("%s: a confirmation of %d bytes, %v", s.name, len(c), err)
		}
		if a.PeerConfirms(c) {
			t.Errorf("%s: one's own confirmation is taken", s.name)
		}
		for i := range c {
			c[i] ^= 1
			if b.PeerConfirms(c) {
				t.Errorf("%s: a confirmation altered at %d is taken", s.name, i)
			}
			c[i] ^= 1
		}
		if !b.PeerConfirms(c) || b.PeerConfirms(c[:len(c)-1]) || b.PeerConfirms(c[:1]) || b.PeerConfirms(nil) {
			t.Errorf("%s: lengths of confirmations", s.name)
		}
		a.Wipe()
		if _, err := a.PMK(); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: after Wipe: %v", s.name, err)
		}

		a, b = s.pair(t, "password", "Password")
		if err := exchange(a, b, nil, unaltered); err != nil || agree(t, a, b, 1) {
			t.Errorf("%s: different passwords: %v", s.name, err)
		}
	}
}

func TestSaltAndAddresses(t *testing.T) {
	s := suites(t)[0]
	a, b := s.pair(t, "password", "password")
	one, err := a.Commit(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.Commit(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.PeerCommit(two), b.PeerCommit(one), a.Salt([]byte{20, 0}), b.Salt([]byte{21, 0})); err != nil {
		t.Fatal(err)
	}
	if agree(t, a, b, 1) {
		t.Error("other rejected groups are not noticed")
	}
	pt, _ := s.g.Token(s.hash, Seed(s.hash, []byte("net"), []byte("password"), nil))
	other := []byte{2, 0, 0, 0, 0, 3}
	for name, pwe := range map[string]Element{
		"address": s.g.ElementOfToken(s.hash, pt, addressA, other),
		"network": func() Element {
			pt, _ := s.g.Token(s.hash, Seed(s.hash, []byte("Net"), []byte("password"), nil))
			return s.g.ElementOfToken(s.hash, pt, addressA, addressB)
		}(),
		"identifier": func() Element {
			pt, _ := s.g.Token(s.hash, Seed(s.hash, []byte("net"), []byte("password"), []byte("x")))
			return s.g.ElementOfToken(s.hash, pt, addressA, addressB)
		}(),
	} {
		_, b := s.pair(t, "password", "password")
		a := New(s.g, pwe, s.hash, s.pmk)
		if err := exchange(a, b, nil, unaltered); err != nil || agree(t, a, b, 1) {
			t.Errorf("another %s is not noticed: %v", name, err)
		}
	}
}

func TestAltered(t *testing.T) {
	for _, s := range suites(t) {
		o := s.g.group.Order()
		n := o.Size()
		scalar := func(x int64) func(b []byte) { return func(b []byte) { big.NewInt(x).FillBytes(b[:n]) } }
		for name, c := range map[string]struct {
			refused bool
			change  func(b []byte)
		}{
			"the scalar 0":          {true, scalar(0)},
			"the scalar 1":          {true, scalar(1)},
			"the scalar 2":          {false, scalar(2)},
			"the order":             {true, func(b []byte) { copy(b, o.Bytes()) }},
			"another scalar":        {false, func(b []byte) { b[n-1] ^= 2 }},
			"another element":       {false, func(b []byte) { copy(b[n:], s.g.encode(s.g.group.Generator())) }},
			"zeros for the element": {true, func(b []byte) { clear(b[n:]) }},
			"ones for the element":  {true, func(b []byte) { copy(b[n:], bytes.Repeat([]byte{0xff}, len(b)-n)) }},
			"the element 1":         {true, func(b []byte) { clear(b[n:]); b[len(b)-1] = 1 }},
		} {
			for i := range 2 {
				a, b := s.pair(t, "password", "password")
				err := exchange(a, b, nil, func(j int, commit []byte) {
					if i == j {
						c.change(commit)
					}
				})
				if c.refused && !errors.Is(err, ErrCommit) || !c.refused && (err != nil || agree(t, a, b, 1)) {
					t.Errorf("%s: %s from side %d: %v", s.name, name, i, err)
				}
			}
		}
		a, _ := s.pair(t, "password", "password")
		own, err := a.Commit(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{nil, own[:len(own)-1], append(bytes.Clone(own), 0)} {
			if err := a.PeerCommit(b); !errors.Is(err, ErrCommit) {
				t.Errorf("%s: a commit of %d bytes: %v", s.name, len(b), err)
			}
		}
		if err := a.PeerCommit(own); !errors.Is(err, ErrReflected) {
			t.Errorf("%s: the own commit: %v", s.name, err)
		}
		// An element that makes K the identity.
		k, err := o.Random(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.PeerCommit(append(bytes.Clone(k), s.g.encode(a.pwe.ScalarMult(o.Neg(k)))...)); !errors.Is(err, ErrCommit) {
			t.Errorf("%s: K is the identity: %v", s.name, err)
		}
	}
}

func TestOrder(t *testing.T) {
	s := suites(t)[0]
	a, b := s.pair(t, "password", "password")
	_, confirm := a.Confirm([]byte{1, 0})
	_, pmk := a.PMK()
	_, id := a.PMKID()
	for _, err := range []error{a.Salt(nil), confirm, pmk, id} {
		if !errors.Is(err, ErrOrder) {
			t.Errorf("at the beginning: %v", err)
		}
	}
	if a.PeerConfirms(make([]byte, 34)) {
		t.Error("a confirmation of nothing")
	}
	if _, err := a.Commit(io.LimitReader(rand.Reader, 40)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("no randomness: %v", err)
	}
	if err := exchange(a, b, nil, unaltered); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Commit(rand.Reader); !errors.Is(err, ErrOrder) {
		t.Errorf("a second commit: %v", err)
	}
	if err := a.PeerCommit(nil); !errors.Is(err, ErrOrder) {
		t.Errorf("a second commit: %v", err)
	}
	if err := a.Salt(nil); !errors.Is(err, ErrOrder) {
		t.Errorf("a second salt: %v", err)
	}
	if _, err := a.Confirm([]byte{1}); err == nil {
		t.Error("a counter of one byte")
	}
}

// reference computes with math/big, step by step as the standard has it, in variable time.
type reference struct {
	p, a, b, z *big.Int
}

func (r reference) polynomial(x *big.Int) *big.Int {
	y := new(big.Int).Mul(x, x)
	return y.Add(y, r.a).Mul(y, x).Add(y, r.b).Mod(y, r.p)
}

func (r reference) point(x *big.Int, odd uint) []byte {
	y := new(big.Int).ModSqrt(r.polynomial(x), r.p)
	if y.Bit(0) != odd {
		y.Sub(r.p, y)
	}
	n := (r.p.BitLen() + 7) / 8
	return append(x.FillBytes(make([]byte, n)), y.FillBytes(make([]byte, n))...)
}

// looping is section 12.4.4.2.2, or 12.4.4.3.2 where a is nil.
func (r reference) looping(password string) []byte {
	for counter := byte(1); ; counter++ {
		h := hmac.New(sha256.New, append(bytes.Clone(addressB), addressA...))
		h.Write(append([]byte(password), counter))
		seed := h.Sum(nil)
		bits := r.p.BitLen()
		var value []byte
		for i := uint16(1); len(value)*8 < bits; i++ {
			h := hmac.New(sha256.New, seed)
			h.Write(binary.LittleEndian.AppendUint16(nil, i))
			h.Write([]byte("SAE Hunting and Pecking"))
			h.Write(r.p.Bytes())
			h.Write(binary.LittleEndian.AppendUint16(nil, uint16(bits)))
			value = h.Sum(value)
		}
		v := new(big.Int).SetBytes(value)
		if v.Rsh(v, uint(8*len(value)-bits)).Cmp(r.p) >= 0 {
			continue
		}
		if r.a == nil {
			return v.Mul(v, v).Mod(v, r.p).FillBytes(make([]byte, (bits+7)/8))
		}
		if big.Jacobi(r.polynomial(v), r.p) >= 0 {
			return r.point(v, uint(seed[len(seed)-1]&1))
		}
	}
}

// sswu is the method of section 12.4.4.2.3.
func (r reference) sswu(u *big.Int) []byte {
	mod := func(x *big.Int) *big.Int { return x.Mod(x, r.p) }
	mul := func(x, y *big.Int) *big.Int { return mod(new(big.Int).Mul(x, y)) }
	inverse := func(x *big.Int) *big.Int { return new(big.Int).ModInverse(x, r.p) }
	zu2 := mul(r.z, mul(u, u))
	m := mod(new(big.Int).Add(mul(zu2, zu2), zu2))
	var x *big.Int
	if m.Sign() == 0 {
		x = mul(r.b, inverse(mul(r.z, r.a)))
	} else {
		x = mul(mul(new(big.Int).Neg(r.b), inverse(r.a)), new(big.Int).Add(big.NewInt(1), inverse(m)))
	}
	if big.Jacobi(r.polynomial(x), r.p) < 0 {
		x = mul(zu2, x)
	}
	return r.point(x, u.Bit(0))
}

func references(t *testing.T) map[string]struct {
	g *Group
	r reference
} {
	all := map[string]struct {
		g *Group
		r reference
	}{}
	for g, z := range map[*Group]int64{P256(): -10, P384(): -12, P521(): -4, BrainpoolP256r1(): -2, BrainpoolP384r1(): -5, BrainpoolP512r1(): 7} {
		f := g.field
		n := func(x num) *big.Int { return new(big.Int).SetBytes(f.bytes(x)) }
		all[fmt.Sprintf("%x", f.p)] = struct {
			g *Group
			r reference
		}{g, reference{p: new(big.Int).SetBytes(f.p), a: n(g.a), b: n(g.b), z: big.NewInt(z)}}
	}
	g := ffc(t, modp2048)
	all["modp2048"] = struct {
		g *Group
		r reference
	}{g, reference{p: new(big.Int).SetBytes(g.field.p)}}
	return all
}

func TestLoopingAgainstReference(t *testing.T) {
	for name, c := range references(t) {
		for _, password := range []string{"", "password", "a longer one, of more than one block of SHA-256 with its padding, and some more", "q", "w", "e"} {
			e, ok := c.g.ElementByLooping(sha256.New, []byte(password), addressA, addressB)
			if want := c.r.looping(password); !ok || !bytes.Equal(c.g.encode(e), want) {
				t.Errorf("%s: %q gives %x, not %x", name, password, c.g.encode(e), want)
			}
		}
	}
}

func TestSSWUAgainstReference(t *testing.T) {
	for name, c := range references(t) {
		if c.r.a == nil {
			continue
		}
		// u = 0 and the roots of -1/z make m zero.
		exceptional := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(c.r.p, big.NewInt(1))}
		if root := new(big.Int).ModSqrt(new(big.Int).ModInverse(new(big.Int).Neg(c.r.z), c.r.p), c.r.p); root != nil {
			exceptional = append(exceptional, root, new(big.Int).Sub(c.r.p, root))
		}
		for len(exceptional) < 40 {
			u, err := rand.Int(rand.Reader, c.r.p)
			if err != nil {
				t.Fatal(err)
			}
			exceptional = append(exceptional, u)
		}
		for _, u := range exceptional {
			if got, want := c.g.encode(c.g.sswu(u.Bytes())), c.r.sswu(u); !bytes.Equal(got, want) {
				t.Errorf("%s: u = %v gives %x, not %x", name, u, got, want)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	for _, s := range suites(t) {
		pt, _ := s.g.Token(s.hash, Seed(s.hash, []byte("net"), []byte("password"), nil))
		if s.g.ValidToken(pt[1:]) || s.g.ValidToken(nil) || s.g.ValidToken(make([]byte, len(pt))) || s.g.ValidToken(bytes.Repeat([]byte{0xff}, len(pt))) {
			t.Errorf("%s: what is no element is a PT", s.name)
		}
	}
	g := ffc(t, modp2048)
	p := new(big.Int).SetBytes(g.field.p)
	for _, x := range []*big.Int{big.NewInt(1), new(big.Int).Sub(p, big.NewInt(1)), new(big.Int).Sub(p, big.NewInt(2))} {
		if g.ValidToken(x.FillBytes(make([]byte, 256))) {
			t.Errorf("%x is a PT", x)
		}
	}
	if _, err := NewECC(P256().group, Curve{P: []byte{13}, A: []byte{1}, B: []byte{1}}); err == nil {
		t.Error("a prime that is 1 modulo 4 is taken")
	}
	if _, err := NewECC(P256().group, Curve{P: P256().field.p, A: []byte{0}, B: []byte{1}}); err == nil {
		t.Error("a curve with a = 0 is taken")
	}
	if _, err := NewFFC([]byte{1}); err == nil {
		t.Error("the prime 1 is taken")
	}
}

// BenchmarkExchange is one side of an exchange from the PWE on; bare are its three multiplications. Looping and hash-to-element stand beside it.
func BenchmarkExchange(b *testing.B) {
	for _, s := range suites(b) {
		k, err := s.g.group.Order().Random(rand.Reader)
		if err != nil {
			b.Fatal(err)
		}
		x, y := s.pair(b, "password", "password")
		b.Run(s.name+"/bare", func(b *testing.B) {
			for b.Loop() {
				for range 3 {
					x.pwe.ScalarMult(k)
				}
			}
		})
		b.Run(s.name+"/exchange", func(b *testing.B) {
			for b.Loop() {
				a, c := New(s.g, x.pwe, s.hash, s.pmk), New(s.g, y.pwe, s.hash, s.pmk)
				if err := exchange(a, c, nil, unaltered); err != nil || !agree(b, a, c, 1) {
					b.Fatal(err)
				}
			}
			// Both sides have run, and each has taken the other's confirmation twice.
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2, "ns/side")
		})
		b.Run(s.name+"/looping", func(b *testing.B) {
			for b.Loop() {
				s.g.ElementByLooping(sha256.New, []byte("password"), addressA, addressB)
			}
		})
		b.Run(s.name+"/hash-to-element", func(b *testing.B) {
			for b.Loop() {
				s.g.Token(s.hash, Seed(s.hash, []byte("net"), []byte("password"), nil))
			}
		})
	}
}
