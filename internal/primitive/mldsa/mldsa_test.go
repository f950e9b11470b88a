package mldsa

import (
	"bytes"
	"crypto/rand"
	"crypto/sha3"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"testing"

	"filippo.io/mldsa"
	circl "github.com/cloudflare/circl/sign"
	"github.com/cloudflare/circl/sign/mldsa/mldsa44"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	"github.com/cloudflare/circl/sign/mldsa/mldsa87"

	"github.com/psacrypto/psa/internal/vectors"
)

// library is a parameter set in other libraries.
type library struct {
	name     string
	strength int
	filippo  mldsa.Parameters
	circl    circl.Scheme
}

var libraries = []library{
	{"ML-DSA-44", 128, mldsa.MLDSA44(), mldsa44.Scheme()},
	{"ML-DSA-65", 192, mldsa.MLDSA65(), mldsa65.Scheme()},
	{"ML-DSA-87", 256, mldsa.MLDSA87(), mldsa87.Scheme()},
}

func libraryNamed(t testing.TB, name string) library {
	t.Helper()
	for _, l := range libraries {
		if l.name == name {
			return l
		}
	}
	t.Fatalf("no parameter set is called %q", name)
	return library{}
}

// muOf is μ of a message that is formatted already (FIPS 204, algorithm 8, line 7).
func muOf(k *PublicKey, m ...[]byte) (mu [64]byte) {
	x := sha3.NewSHAKE256()
	tr := k.Hash()
	x.Write(tr[:])
	for _, p := range m {
		x.Write(p)
	}
	x.Read(mu[:])
	return mu
}

// pure formats a message for pure ML-DSA (FIPS 204, algorithm 3, line 5).
func pure(context, msg []byte) []byte {
	return append(append([]byte{0, byte(len(context))}, context...), msg...)
}

// TestSizes compares with FIPS 204, table 2.
func TestSizes(t *testing.T) {
	for strength, want := range map[int][2]int{128: {1312, 2420}, 192: {1952, 3309}, 256: {2592, 4627}} {
		p := Find(strength)
		if got := [2]int{p.PublicKeySize(), p.SignatureSize()}; got != want {
			t.Errorf("λ = %d: %v, want %v", strength, got, want)
		}
	}
	if Find(44) != nil {
		t.Error("a set of strength 44 is found")
	}
}

// TestVerify compares with ACVP: the external interface without a pre-hash, and the internal ones.
func TestVerify(t *testing.T) {
	var file struct {
		TestGroups []struct {
			ParameterSet, SignatureInterface, PreHash string
			ExternalMu                                bool
			Tests                                     []struct {
				TcID                     int
				TestPassed               bool
				PK, Message, Mu, Context string
				Signature, Reason        string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "mldsa/ML-DSA-sigVer-FIPS204.json"), &file); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, g := range file.TestGroups {
		if g.PreHash == "preHash" {
			continue
		}
		p := Find(libraryNamed(t, g.ParameterSet).strength)
		for _, c := range g.Tests {
			k := NewPublicKey(p, vectors.Hex(t, c.PK))
			msg := vectors.Hex(t, c.Message)
			var mu [64]byte
			switch {
			case g.ExternalMu:
				copy(mu[:], vectors.Hex(t, c.Mu))
			case g.SignatureInterface == "external":
				mu = muOf(k, pure(vectors.Hex(t, c.Context), msg))
			default:
				mu = muOf(k, msg)
			}
			if got := k.Verify(&mu, vectors.Hex(t, c.Signature)); got != c.TestPassed {
				t.Errorf("%s, case %d (%s): %v", g.ParameterSet, c.TcID, c.Reason, got)
			}
			count++
		}
	}
	if count < 50 {
		t.Errorf("%d cases", count)
	}
}

// TestSigGen verifies the signatures of ACVP's cases for signing, whose public keys circl computes.
func TestSigGen(t *testing.T) {
	var file struct {
		TestGroups []struct {
			ParameterSet, SignatureInterface, PreHash string
			ExternalMu                                bool
			Tests                                     []struct {
				TcID                                int
				SK, Message, Mu, Context, Signature string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "mldsa/ML-DSA-sigGen-FIPS204.json"), &file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.TestGroups {
		if g.PreHash == "preHash" {
			continue
		}
		l := libraryNamed(t, g.ParameterSet)
		for _, c := range g.Tests {
			sk, err := l.circl.UnmarshalBinaryPrivateKey(vectors.Hex(t, c.SK))
			if err != nil {
				t.Fatal(err)
			}
			public, err := sk.Public().(circl.PublicKey).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			k := NewPublicKey(Find(l.strength), public)
			mu := muOf(k, vectors.Hex(t, c.Message))
			if g.ExternalMu {
				copy(mu[:], vectors.Hex(t, c.Mu))
			} else if g.SignatureInterface == "external" {
				mu = muOf(k, pure(vectors.Hex(t, c.Context), vectors.Hex(t, c.Message)))
			}
			sig := vectors.Hex(t, c.Signature)
			if !k.Verify(&mu, sig) {
				t.Errorf("%s, case %d: refused", g.ParameterSet, c.TcID)
			}
			mu[0] ^= 1
			if k.Verify(&mu, sig) {
				t.Errorf("%s, case %d: verified for another message", g.ParameterSet, c.TcID)
			}
		}
	}
}

// TestAgainstLibraries holds verdicts on right and damaged signatures to those of two libraries.
func TestAgainstLibraries(t *testing.T) {
	for _, l := range libraries {
		sk, err := mldsa.GenerateKey(l.filippo)
		if err != nil {
			t.Fatal(err)
		}
		public := sk.PublicKey()
		theirs, err := l.circl.UnmarshalBinaryPublicKey(public.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		p := Find(l.strength)
		k := NewPublicKey(p, public.Bytes())
		for i := range 300 {
			msg, context := []byte(rand.Text()), []byte(rand.Text())
			good, err := sk.Sign(nil, msg, &mldsa.Options{Context: string(context)})
			if err != nil {
				t.Fatal(err)
			}
			sig := bytes.Clone(good)
			switch i % 10 {
			case 0:
				sig[mathrand.N(len(sig))] ^= 1 << mathrand.N(8)
			case 1: // the hints, whose encoding has rules
				sig[len(sig)-1-mathrand.N(p.omega+p.k)] ^= 1 << mathrand.N(8)
			case 2:
				i := len(sig) - p.omega - p.k + mathrand.N(p.omega-1)
				sig[i], sig[i+1] = sig[i+1], sig[i]
			case 3: // a coefficient of z at its bound
				copy(sig[p.challengeSize()+mathrand.N(p.l)*p.zSize():], make([]byte, 3))
			case 4:
				sig = sig[:len(sig)-1]
			}
			mu := muOf(k, pure(context, msg))
			got := k.Verify(&mu, sig)
			other := mldsa.Verify(public, msg, sig, &mldsa.Options{Context: string(context)}) == nil
			third := l.circl.Verify(theirs, msg, sig, &circl.SignatureOpts{Context: string(context)})
			if got != other || got != third || i%10 > 4 && !got {
				t.Fatalf("%s, kind %d: %v, filippo.io/mldsa says %v and circl %v", l.name, i%10, got, other, third)
			}
		}
	}
}

// TestDecompose goes through all residues (FIPS 204, algorithm 36).
func TestDecompose(t *testing.T) {
	for _, gamma2 := range []int32{gamma2Of88, gamma2Of32} {
		for r := int32(0); r < q; r++ {
			r1, r0 := decompose(r, gamma2)
			if r0 < -gamma2 || r0 > gamma2 || r1 < 0 || r1 >= (q-1)/(2*gamma2) || (r1*2*gamma2+r0-r)%q != 0 {
				t.Fatalf("%d = %d·2·%d + %d", r, r1, gamma2, r0)
			}
		}
	}
}

// FuzzVerify looks for panics, and for verdicts that differ from circl's.
func FuzzVerify(f *testing.F) {
	l := libraries[0]
	seed := make([]byte, 32)
	public, sk := l.circl.DeriveKey(seed)
	data, err := public.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	k := NewPublicKey(Find(l.strength), data)
	msg := []byte("message")
	mu := muOf(k, pure(nil, msg))
	f.Add(l.circl.Sign(sk, msg, nil))
	f.Fuzz(func(t *testing.T, sig []byte) {
		if got, want := k.Verify(&mu, sig), l.circl.Verify(public, msg, sig, nil); got != want {
			t.Errorf("%v, circl says %v", got, want)
		}
	})
}

// Benchmark measures this package beside the libraries.
func Benchmark(b *testing.B) {
	for _, l := range libraries {
		sk, err := mldsa.GenerateKey(l.filippo)
		if err != nil {
			b.Fatal(err)
		}
		msg := []byte("message")
		sig, err := sk.Sign(nil, msg, nil)
		if err != nil {
			b.Fatal(err)
		}
		public := sk.PublicKey()
		theirs, err := l.circl.UnmarshalBinaryPublicKey(public.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		p := Find(l.strength)
		k := NewPublicKey(p, public.Bytes())
		mu := muOf(k, pure(nil, msg))
		for _, c := range []struct {
			name string
			f    func() bool
		}{
			{"ours", func() bool { return k.Verify(&mu, sig) }},
			{"filippo", func() bool { return mldsa.Verify(public, msg, sig, nil) == nil }},
			{"circl", func() bool { return l.circl.Verify(theirs, msg, sig, nil) }},
			{"expand", func() bool { return NewPublicKey(p, public.Bytes()) != nil }},
		} {
			b.Run(fmt.Sprintf("%s/%s", l.name, c.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if !c.f() {
						b.Fatal("refused")
					}
				}
			})
		}
	}
}
