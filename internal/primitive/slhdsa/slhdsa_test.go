package slhdsa

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	circl "github.com/cloudflare/circl/sign/slhdsa"

	"github.com/psacrypto/psa/internal/vectors"
)

// acvp is what the files of NIST's ACVP server for SLH-DSA have in common.
type acvp struct {
	TestGroups []struct {
		ParameterSet, PreHash string
		Deterministic         bool
		Tests                 []acvpCase
	}
}

type acvpCase struct {
	TcID                                              int
	SkSeed, SkPrf, PkSeed, SK, PK                     string
	Message, Context, Signature, AdditionalRandomness string
	TestPassed                                        bool
	Reason                                            string
}

func readACVP(t *testing.T, name string) acvp {
	t.Helper()
	var a acvp
	if err := json.Unmarshal(vectors.Read(t, name), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func setNamed(t testing.TB, name string) *ParameterSet {
	t.Helper()
	for i := range parameterSets {
		if parameterSets[i].name == name {
			return &parameterSets[i]
		}
	}
	t.Fatalf("no parameter set is called %q", name)
	return nil
}

// TestSizes compares with FIPS 205, table 2.
func TestSizes(t *testing.T) {
	want := map[string]int{"128s": 7856, "128f": 17088, "192s": 16224, "192f": 35664, "256s": 29792, "256f": 49856}
	for i := range parameterSets {
		p := &parameterSets[i]
		if got := p.SignatureSize(); got != want[p.name[len(p.name)-4:]] {
			t.Errorf("%v: signatures of %d bytes", p, got)
		}
		if p.h != p.d*p.hPrime || p.m != (p.h-p.hPrime+7)/8+(p.hPrime+7)/8+(p.k*p.a+7)/8 {
			t.Errorf("%v: the parameters contradict one another (section 11)", p)
		}
		if Find(p.family, p.n, p.fast) != p {
			t.Errorf("%v is not found", p)
		}
	}
	if Find(SHA2, 20, true) != nil {
		t.Error("a set of 20 bytes is found")
	}
}

// TestKeyGen compares with ACVP.
func TestKeyGen(t *testing.T) {
	for _, g := range readACVP(t, "slhdsa/SLH-DSA-keyGen-FIPS205.json").TestGroups {
		p := setNamed(t, g.ParameterSet)
		cases := g.Tests
		if !p.fast {
			cases = cases[:1]
		}
		for _, c := range cases {
			seeds := vectors.Hex(t, c.SkSeed+c.SkPrf+c.PkSeed)
			if got, want := p.KeyGen(nil, seeds), vectors.Hex(t, c.SK); !bytes.Equal(got, want) {
				t.Errorf("%v, case %d: %x, want %x", p, c.TcID, got, want)
			}
		}
	}
}

// header is what algorithms 22 and 24 have before the message.
func header(context []byte) []byte { return append([]byte{0, byte(len(context))}, context...) }

// TestSign compares with ACVP, deterministic and hedged signatures. Of the slow sets one of each family signs; the others verify alone.
func TestSign(t *testing.T) {
	signs := 0
	for _, g := range readACVP(t, "slhdsa/SLH-DSA-sigGen-FIPS205.json").TestGroups {
		p := setNamed(t, g.ParameterSet)
		if g.PreHash != "pure" {
			continue
		}
		slow := !p.fast && (p.n != 16 || g.Deterministic || testing.Short())
		for _, c := range g.Tests {
			key := NewPrivateKey(p, vectors.Hex(t, c.SK))
			msg, sig := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature)
			head := header(vectors.Hex(t, c.Context))
			if !slow {
				var random []byte
				if !g.Deterministic {
					random = vectors.Hex(t, c.AdditionalRandomness)
				}
				dst := []byte("before")
				got := key.Sign(dst, random, head, msg)
				if !bytes.Equal(got, append(dst, sig...)) {
					t.Errorf("%v, case %d: another signature", p, c.TcID)
				}
				signs++
			}
			checkVerify(t, fmt.Sprintf("%v, case %d", p, c.TcID), NewPublicKey(p, vectors.Hex(t, c.PK)), sig, head, msg)
		}
	}
	if want := 12; signs < want {
		t.Errorf("%d signatures were made, want at least %d", signs, want)
	}
}

// checkVerify has a signature verified whole and in parts, and refused with a bit of each of its parts changed, another message or another length.
func checkVerify(t *testing.T, what string, key *PublicKey, sig []byte, m ...[]byte) {
	t.Helper()
	if !key.Verify(sig, m...) {
		t.Errorf("%s: refused", what)
	}
	v := key.NewVerifier(sig)
	for _, b := range bytes.Join(m, nil) {
		v.Write([]byte{b})
	}
	if !v.Verify() {
		t.Errorf("%s: refused in parts", what)
	}
	if key.Verify(sig, append(m, []byte{0})...) {
		t.Errorf("%s: verified with another message", what)
	}
	p := key.set
	for _, i := range []int{0, p.n, p.n + p.forsSize() - 1, p.n + p.forsSize(), len(sig) - p.hPrime*p.n - 1, len(sig) - 1} {
		bad := bytes.Clone(sig)
		bad[i] ^= 0x10
		if key.Verify(bad, m...) {
			t.Errorf("%s: verified with byte %d changed", what, i)
		}
	}
	for _, bad := range [][]byte{nil, sig[:len(sig)-1], append(bytes.Clone(sig), 0)} {
		if key.Verify(bad, m...) {
			t.Errorf("%s: verified with %d bytes", what, len(bad))
		}
	}
}

// TestVerify compares with an early form of ACVP, which had the internal interface.
func TestVerify(t *testing.T) {
	for _, g := range readACVP(t, "slhdsa/SLH-DSA-sigVer-internal.json").TestGroups {
		p := setNamed(t, g.ParameterSet)
		for _, c := range g.Tests {
			key := NewPublicKey(p, vectors.Hex(t, c.PK))
			if got := key.Verify(vectors.Hex(t, c.Signature), vectors.Hex(t, c.Message)); got != c.TestPassed {
				t.Errorf("%v, case %d (%s): %v", p, c.TcID, c.Reason, got)
			}
		}
	}
}

// TestVerifyBoringSSL compares with the cases that BoringSSL took from the ACVP server.
func TestVerifyBoringSSL(t *testing.T) {
	p := setNamed(t, "SLH-DSA-SHA2-128s")
	count := 0
	field := map[string]string{}
	for line := range strings.Lines(string(vectors.Read(t, "slhdsa/slhdsa_sha2_128s_sigver.txt")) + "\n") {
		line = strings.TrimSpace(line)
		if name, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") {
			field[name] = strings.TrimSpace(value)
			continue
		}
		if field["valid"] == "" {
			continue
		}
		got := NewPublicKey(p, vectors.Hex(t, field["pub"])).Verify(vectors.Hex(t, field["sig"]), vectors.Hex(t, field["msg"]))
		if want := field["valid"] == "true"; got != want {
			t.Errorf("case %d: %v", count, got)
		}
		count++
		field = map[string]string{}
	}
	if count != 9 {
		t.Errorf("%d cases were found, want 9", count)
	}
}

// circlID is the name of a parameter set in circl.
func circlID(t testing.TB, p *ParameterSet) circl.ID {
	t.Helper()
	id, err := circl.IDByName(p.name)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestAgainstCircl signs random messages with random keys here and there.
func TestAgainstCircl(t *testing.T) {
	for i := range parameterSets {
		p := &parameterSets[i]
		if !p.fast {
			continue
		}
		seeds := make([]byte, 3*p.n)
		rand.Read(seeds)
		raw := p.KeyGen(nil, seeds)
		var theirs circl.PrivateKey
		theirs.ID = circlID(t, p)
		if err := theirs.UnmarshalBinary(raw); err != nil {
			t.Fatal(err)
		}
		msg, context := []byte(rand.Text()), []byte(rand.Text())
		want, err := circl.SignDeterministic(&theirs, circl.NewMessage(msg), context)
		if err != nil {
			t.Fatal(err)
		}
		key := NewPrivateKey(p, raw)
		if got := key.Sign(nil, nil, header(context), msg); !bytes.Equal(got, want) {
			t.Errorf("%v: another signature than circl's", p)
		}
		public := theirs.PublicKey()
		random := make([]byte, p.n)
		rand.Read(random)
		if !circl.Verify(&public, circl.NewMessage(msg), key.Sign(nil, random, header(context), msg), context) {
			t.Errorf("%v: circl refuses the hedged signature", p)
		}
	}
}

// TestTweaks holds the implementations of the tweakable hashes to each other: four lanes at once and one after the other, and hashes read from the state
// and from Sum.
func TestTweaks(t *testing.T) {
	for _, n := range []int{16, 24, 32} {
		seed, secret := make([]byte, n), make([]byte, n)
		rand.Read(seed)
		rand.Read(secret)
		summed := newSHA2(n, seed)
		direct := newSHA2(n, seed)
		if !direct.short.direct || !direct.pair.direct {
			t.Errorf("n = %d: the state of a hash is not laid out as expected", n)
		}
		summed.short.direct, summed.pair.direct = false, false
		for name, pair := range map[string][2]tweak{
			"SHAKE": {newSHAKE(n, seed), newSHAKE4(n, seed)},
			"SHA2":  {summed, direct},
		} {
			a, b := answers(pair[0], n, secret), answers(pair[1], n, secret)
			if a != b {
				t.Errorf("%s, n = %d: %x and %x", name, n, a, b)
			}
			pair[0].wipe()
			pair[1].wipe()
			if again := answers(pair[0], n, secret); again != a {
				t.Errorf("%s, n = %d: wiping changed the answers", name, n)
			}
			if again := answers(pair[1], n, secret); again != a {
				t.Errorf("%s, n = %d: wiping changed the answers", name, n)
			}
		}
	}
}

// answers are outputs of all functions in all lanes.
func answers(s tweak, n int, secret []byte) (out [6]quad) {
	var adrs addresses
	var long [lanes][]byte
	for l := range adrs {
		adrs[l] = address{uint32(l), 1<<63 + uint64(l), tree, 7 + uint32(l), 1 << 31, 9}
		long[l] = bytes.Repeat([]byte{byte(l)}, 35*n)
	}
	s.prf(&out[0], secret, &adrs, lanes)
	s.f(&out[1], &out[0], &adrs, lanes)
	s.h(&out[2], &out[0], &out[1], &adrs, lanes)
	s.t(&out[3], &long, &adrs, lanes)
	out[4] = out[0]
	s.chain(&out[4], &adrs, &[lanes]int{0, 3, 15, 7}, &[lanes]int{15, 11, 15, 8}, lanes)
	out[5] = out[1]
	s.chain(&out[5], &adrs, &[lanes]int{2, 0}, &[lanes]int{5, 0}, 2)
	return out
}

// TestConcurrently uses a key in several goroutines.
func TestConcurrently(t *testing.T) {
	p := setNamed(t, "SLH-DSA-SHAKE-128f")
	key := NewPrivateKey(p, p.KeyGen(nil, make([]byte, 3*p.n)))
	want := key.Sign(nil, nil, []byte("m"))
	done := make(chan bool)
	for range 4 {
		go func() {
			done <- bytes.Equal(key.Sign(nil, nil, []byte("m")), want) && key.Verify(want, []byte("m"))
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("another signature")
		}
	}
}

// FuzzVerify looks for panics, and for another signature that is accepted.
func FuzzVerify(f *testing.F) {
	p := Find(SHA2, 16, true)
	key := NewPrivateKey(p, p.KeyGen(nil, make([]byte, 3*p.n)))
	msg := []byte("message")
	sig := key.Sign(nil, nil, msg)
	f.Add(sig, msg)
	f.Add(sig[1:], msg)
	f.Add([]byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, s, m []byte) {
		if key.Verify(s, m) && !(bytes.Equal(s, sig) && bytes.Equal(m, msg)) {
			t.Errorf("a signature of %q is accepted", m)
		}
	})
}

// Benchmark measures this package beside circl's.
func Benchmark(b *testing.B) {
	for i := range parameterSets {
		p := &parameterSets[i]
		raw := p.KeyGen(nil, make([]byte, 3*p.n))
		key := NewPrivateKey(p, raw)
		msg := []byte("message")
		sig := key.Sign(nil, nil, header(nil), msg)
		var theirs circl.PrivateKey
		theirs.ID = circlID(b, p)
		if err := theirs.UnmarshalBinary(raw); err != nil {
			b.Fatal(err)
		}
		public := theirs.PublicKey()
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"sign/ours", func() { key.Sign(sig[:0], nil, header(nil), msg) }},
			{"sign/circl", func() { circl.SignDeterministic(&theirs, circl.NewMessage(msg), nil) }},
			{"verify/ours", func() { key.Verify(sig, header(nil), msg) }},
			{"verify/circl", func() { circl.Verify(&public, circl.NewMessage(msg), sig, nil) }},
			{"keygen/ours", func() { p.KeyGen(nil, raw[:3*p.n]) }},
		} {
			b.Run(p.name+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
	}
}
