package jpake

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
	"github.com/psacrypto/psa/internal/primitive/weierstrass"
	"github.com/psacrypto/psa/internal/vectors"
)

// The run of EC J-PAKE in Mbed TLS (library/ecjpake.c, mbedtls_ecjpake_self_test), which Thread's reference implementation has made.
const (
	threadPassword = "threadjpaketest"
	threadX1       = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f21"
	threadX2       = "6162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f81"
	threadX3       = threadX2
	threadX4       = "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe1"
	threadSecret   = `0401abe9f2c73a9914cb1f80fb9ddb7e0012a89c2f392779f964401475eac13128
		438fe11241d6c1e55f7b808894c9c027a33441f5cba1fe6cc7e61217c3de27b4`
)

// script gives the numbers of a known answer, and then random bytes.
type script struct{ bytes.Buffer }

func (s *script) Read(p []byte) (int, error) {
	if s.Len() > 0 {
		return s.Buffer.Read(p)
	}
	return rand.Read(p)
}

// thread makes a side of the known run with its private keys, and its round one.
func thread(t *testing.T, server bool) (*Party, [2]Proof) {
	user, peer, first, second := "client", "server", threadX1, threadX2
	if server {
		user, peer, first, second = "server", "client", threadX3, threadX4
	}
	p, ok := New(primegroup.P256(), sha256.New, []byte(threadPassword), []byte(user), []byte(peer))
	if !ok {
		t.Fatal("the password is refused")
	}
	var r script
	for _, x := range []string{first, threadX1, second} { // the middle one is the v of the first proof
		r.Write(vectors.Hex(t, x))
	}
	proofs, err := p.RoundOne(&r)
	if err != nil {
		t.Fatal(err)
	}
	return p, proofs
}

// feed takes proofs in the format of TLS: points and numbers with their lengths before them in a byte; in front of what a TLS server sends in round
// two stand three bytes that name the curve. It tells whether all of the bytes are n proofs.
func feed(p *Party, b []byte, n int, named bool) error {
	if named {
		if !bytes.HasPrefix(b, []byte{3, 0, 23}) {
			return errors.New("another curve")
		}
		b = b[3:]
	}
	for range n {
		for _, f := range []func([]byte) error{p.PeerKey, p.PeerPublic, p.PeerResponse} {
			if len(b) == 0 || int(b[0]) >= len(b) {
				return io.ErrUnexpectedEOF
			}
			if err := f(b[1 : 1+b[0]]); err != nil {
				return err
			}
			b = b[1+b[0]:]
		}
	}
	if len(b) != 0 {
		return errors.New("bytes after the last proof")
	}
	return nil
}

// TestThread reads the messages of the known run and their damaged variants (Mbed TLS, tests/suites/test_suite_ecjpake.data).
func TestThread(t *testing.T) {
	good := map[string]string{}
	lines := strings.Split(string(vectors.Read(t, "pake/test_suite_ecjpake.data")), "\n")
	for _, line := range lines {
		f := strings.SplitN(strings.TrimSpace(line), ":", 4)
		if f[0] == "read_round_one" && f[3] == "0" {
			good[f[1]] = strings.Trim(f[2], `"`)
		}
	}
	roundOne := func(t *testing.T, server bool) *Party {
		p, _ := thread(t, server)
		role := "MBEDTLS_ECJPAKE_CLIENT"
		if server {
			role = "MBEDTLS_ECJPAKE_SERVER"
		}
		if err := feed(p, vectors.Hex(t, good[role]), 2, false); err != nil {
			t.Fatalf("round one for the %s: %v", role, err)
		}
		return p
	}
	secrets, n := 0, 0
	for _, line := range lines {
		f := strings.Split(strings.TrimSpace(line), ":")
		var err error
		switch {
		case f[0] == "read_round_one":
			p, _ := thread(t, f[1] == "MBEDTLS_ECJPAKE_SERVER")
			err = feed(p, vectors.Hex(t, strings.Trim(f[2], `"`)), 2, false)
		case strings.HasPrefix(f[0], "read_round_two_"):
			server := f[0] == "read_round_two_srv"
			p := roundOne(t, server)
			err = feed(p, vectors.Hex(t, strings.Trim(f[1], `"`)), 1, !server)
			if err == nil {
				two, err := p.RoundTwo(rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				// The peer of this side has sent the known A or B, which the other direction of the file has.
				if !strings.Contains(string(vectors.Read(t, "pake/test_suite_ecjpake.data")), "41"+hex.EncodeToString(two.Key)) {
					t.Errorf("the key of round two is %x", two.Key)
				}
				if k, err := p.Secret(); err != nil || !bytes.Equal(k, vectors.Hex(t, threadSecret)) {
					t.Errorf("the secret is %x, %v", k, err)
				}
				secrets++
			}
		default:
			continue
		}
		n++
		if want := f[len(f)-1]; (err == nil) != (want == "0") {
			t.Errorf("%.80s: %v, want %s", line, err, want)
		}
	}
	if secrets != 2 || n < 60 {
		t.Errorf("%d messages, %d secrets", n, secrets)
	}
}

type suite struct {
	name  string
	group primegroup.Group
	hash  func() hash.Hash
}

func suites(t testing.TB) []suite {
	// The group of 2048 bits of RFC 3526, section 3.
	p, ok := new(big.Int).SetString(strings.Join(strings.Fields(modp2048), ""), 16)
	if !ok {
		t.Fatal("no number")
	}
	modp, err := primegroup.NewMODP(p.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return []suite{
		{"P-224", primegroup.P224(), sha256.New}, {"P-256", primegroup.P256(), sha256.New}, {"P-384", primegroup.P384(), sha512.New384},
		{"P-521", primegroup.P521(), sha512.New}, {"edwards25519", primegroup.Edwards25519(), sha256.New},
		{"edwards448", primegroup.Edwards448(), sha512.New}, {"brainpoolP256r1", primegroup.Weierstrass(weierstrass.BrainpoolP256r1()), sha256.New},
		{"secp224k1", primegroup.Weierstrass(weierstrass.SECP224k1()), sha256.New}, {"modp2048", modp, sha256.New},
	}
}

const modp2048 = `
	ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437
	4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05
	98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b
	e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff`

func pair(t testing.TB, s suite, one, two string) (a, b *Party) {
	a, okA := New(s.group, s.hash, []byte(one), []byte("Alice"), []byte("Bob"))
	b, okB := New(s.group, s.hash, []byte(two), []byte("Bob"), []byte("Alice"))
	if !okA || !okB {
		t.Fatal("a password is refused")
	}
	return a, b
}

func give(p *Party, proof Proof) error {
	if err := p.PeerKey(proof.Key); err != nil {
		return err
	}
	if err := p.PeerPublic(proof.Public); err != nil {
		return err
	}
	return p.PeerResponse(proof.Response)
}

// exchange runs a and b; alter may change each of the six proofs on its way, in the order a1, a2, b1, b2, a3, b3.
func exchange(a, b *Party, alter func(i int, p *Proof)) error {
	one, err := a.RoundOne(rand.Reader)
	if err != nil {
		return err
	}
	other, err := b.RoundOne(rand.Reader)
	if err != nil {
		return err
	}
	for i := range one {
		alter(i, &one[i])
		alter(2+i, &other[i])
		if err := errors.Join(give(b, one[i]), give(a, other[i])); err != nil {
			return err
		}
	}
	two, err := a.RoundTwo(rand.Reader)
	if err != nil {
		return err
	}
	last, err := b.RoundTwo(rand.Reader)
	if err != nil {
		return err
	}
	alter(4, &two)
	alter(5, &last)
	return errors.Join(give(b, two), give(a, last))
}

func unaltered(int, *Proof) {}

func TestExchange(t *testing.T) {
	for _, s := range suites(t) {
		a, b := pair(t, s, "secret", "secret")
		if err := exchange(a, b, unaltered); err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		k, err := a.Secret()
		l, other := b.Secret()
		if err != nil || other != nil || !bytes.Equal(k, l) || len(k) != s.group.ElementSize() {
			t.Errorf("%s: the secrets are %x and %x, %v, %v", s.name, k, l, err, other)
		}
		a.Wipe()
		if _, err := a.Secret(); err == nil {
			t.Errorf("%s: a secret after Wipe", s.name)
		}

		a, b = pair(t, s, "secret", "Secret")
		if err := exchange(a, b, unaltered); err != nil {
			t.Errorf("%s: with different passwords: %v", s.name, err)
		}
		k, _ = a.Secret()
		if l, _ = b.Secret(); bytes.Equal(k, l) {
			t.Errorf("%s: different passwords, the same secret", s.name)
		}
	}
}

// TestAltered changes a bit in each part of each proof: the proof is then refused, or what is no element or scalar at once.
func TestAltered(t *testing.T) {
	for _, s := range suites(t)[:8] {
		for i := range 6 {
			for part := range 3 {
				a, b := pair(t, s, "secret", "secret")
				err := exchange(a, b, func(j int, p *Proof) {
					if i != j {
						return
					}
					v := []*[]byte{&p.Key, &p.Public, &p.Response}[part]
					*v = append([]byte(nil), *v...)
					(*v)[len(*v)-1] ^= 1
				})
				if !errors.Is(err, ErrElement) && !errors.Is(err, ErrProof) && !errors.Is(err, ErrResponse) || errors.Is(err, ErrElement) && part == 2 {
					t.Errorf("%s: proof %d, part %d altered: %v", s.name, i, part, err)
				}
			}
		}
		// A point is another member of the group, so that only the proof can tell.
		for i := range 6 {
			for part := range 2 {
				a, b := pair(t, s, "secret", "secret")
				err := exchange(a, b, func(j int, p *Proof) {
					if i == j {
						*[]*[]byte{&p.Key, &p.Public}[part] = s.group.Generator().Append(nil)
					}
				})
				if !errors.Is(err, ErrProof) {
					t.Errorf("%s: proof %d, part %d replaced: %v", s.name, i, part, err)
				}
			}
		}
	}
}

// TestIdentities: proofs of another person, and of oneself, are wrong.
func TestIdentities(t *testing.T) {
	for _, s := range suites(t)[:5] {
		a, _ := pair(t, s, "secret", "secret")
		c, _ := New(s.group, s.hash, []byte("secret"), []byte("Carol"), []byte("Alice"))
		if err := exchange(a, c, unaltered); !errors.Is(err, ErrProof) {
			t.Errorf("%s: Carol is taken for Bob: %v", s.name, err)
		}
		a, _ = pair(t, s, "secret", "secret")
		own, err := a.RoundOne(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := give(a, own[0]); !errors.Is(err, ErrProof) {
			t.Errorf("%s: a message comes back to its sender: %v", s.name, err)
		}
	}
}

// TestResponses: what is not a number below the order, and shorter and zero-extended forms.
func TestResponses(t *testing.T) {
	for _, s := range suites(t) {
		order := s.group.Order()
		for name, r := range map[string][]byte{"nothing": nil, "too long": make([]byte, order.Size()+1), "the order": order.Bytes()} {
			a, b := pair(t, s, "secret", "secret")
			if err := exchange(a, b, func(i int, p *Proof) {
				if i == 2 {
					p.Response = r
				}
			}); !errors.Is(err, ErrResponse) {
				t.Errorf("%s: %s: %v", s.name, name, err)
			}
		}
	}
	// Find a proof whose response has a leading zero, and send it without.
	s := suites(t)[1]
	for range 5000 {
		a, b := pair(t, s, "secret", "secret")
		one, err := a.RoundOne(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if one[0].Response[0] != 0 {
			continue
		}
		one[0].Response = one[0].Response[1:]
		if err := give(b, one[0]); err != nil {
			t.Errorf("a response without its leading zero: %v", err)
		}
		return
	}
	t.Error("no response with a leading zero in 5000")
}

func TestPasswords(t *testing.T) {
	for _, s := range suites(t) {
		for name, p := range map[string][]byte{"0": {0}, "zeros": make([]byte, 500), "the order": s.group.Order().Bytes(), "nothing": nil} {
			if _, ok := New(s.group, s.hash, p, nil, nil); ok {
				t.Errorf("%s: the password %s is taken", s.name, name)
			}
		}
		long := bytes.Repeat([]byte("long "), 300)
		k, ok := Password(s.group, long)
		want := new(big.Int).Mod(new(big.Int).SetBytes(long), new(big.Int).SetBytes(s.group.Order().Bytes()))
		if !ok || new(big.Int).SetBytes(k).Cmp(want) != 0 {
			t.Errorf("%s: %x", s.name, k)
		}
	}
}

// TestDegenerate: keys whose sum is the identity.
func TestDegenerate(t *testing.T) {
	s := suites(t)[1]
	a, _ := pair(t, s, "secret", "secret")
	if _, err := a.RoundOne(rand.Reader); err != nil {
		t.Fatal(err)
	}
	// The peer knows Alice's keys here, which it does not in life: g3 = -(g1+g4).
	o := s.group.Order()
	b, _ := New(s.group, s.hash, []byte("secret"), []byte("Bob"), []byte("Alice"))
	x4, err := o.Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x3 := o.Neg(o.Add(a.x1, x4))
	generator := s.group.Generator().Append(nil)
	for _, x := range [][]byte{x3, x4} {
		proof, err := b.prove(rand.Reader, nil, generator, x, s.group.ScalarBaseMult(x).Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		if err := give(a, proof); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.RoundTwo(rand.Reader); !errors.Is(err, ErrDegenerate) {
		t.Errorf("got %v", err)
	}
}

func TestOrder(t *testing.T) {
	s := suites(t)[1]
	a, b := pair(t, s, "secret", "secret")
	for name, err := range map[string]error{
		"public first":   a.PeerPublic(make([]byte, 65)),
		"response first": a.PeerResponse([]byte{1}),
		"round two":      func() error { _, err := a.RoundTwo(rand.Reader); return err }(),
		"secret":         func() error { _, err := a.Secret(); return err }(),
	} {
		if !errors.Is(err, ErrOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := exchange(a, b, unaltered); err != nil {
		t.Fatal(err)
	}
	if err := a.PeerKey(make([]byte, 65)); !errors.Is(err, ErrOrder) {
		t.Errorf("a fourth key: %v", err)
	}
	if _, err := a.RoundOne(rand.Reader); !errors.Is(err, ErrOrder) {
		t.Errorf("round one again: %v", err)
	}
}

// TestNoRandomness: the error of the source comes back.
func TestNoRandomness(t *testing.T) {
	s := suites(t)[1]
	for n := range 130 {
		a, b := pair(t, s, "secret", "secret")
		if _, err := a.RoundOne(io.LimitReader(rand.Reader, int64(n))); n < 128 && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%d bytes: %v", n, err)
		} else if n >= 128 && err != nil {
			t.Fatal(err)
		}
		b.Wipe()
	}
}

// BenchmarkExchange is one side of an exchange; bare are the multiplications that it can't do without: six of the generator (four for two keys with proofs, two to
// verify two) and eight of other elements (two for a key with a proof, four to verify three, two for the secret); where the group is not the whole curve, three more
// to see that the peer's keys are in it.
func BenchmarkExchange(b *testing.B) {
	for _, s := range suites(b) {
		if s.name == "modp2048" {
			continue
		}
		x, err := s.group.Order().Random(rand.Reader)
		if err != nil {
			b.Fatal(err)
		}
		e := s.group.ScalarBaseMult(x)
		others := 8
		if s.group.Cofactor() != 1 {
			others += 3
		}
		b.Run(fmt.Sprintf("%s/bare", s.name), func(b *testing.B) {
			for b.Loop() {
				for range 6 {
					s.group.ScalarBaseMult(x)
				}
				for range others {
					e.ScalarMult(x)
				}
			}
		})
		b.Run(fmt.Sprintf("%s/exchange", s.name), func(b *testing.B) {
			for b.Loop() {
				x, y := pair(b, s, "secret", "secret")
				if err := exchange(x, y, unaltered); err != nil {
					b.Fatal(err)
				}
				k, _ := x.Secret()
				if l, _ := y.Secret(); !bytes.Equal(k, l) {
					b.Fatal("different secrets")
				}
			}
			// Both sides have run.
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2, "ns/side")
		})
	}
}
