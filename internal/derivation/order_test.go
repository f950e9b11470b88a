package derivation

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// steps reads "SALT SECRET".
func steps(t *testing.T, s string) []psa.DerivationStep {
	t.Helper()
	var out []psa.DerivationStep
	for _, name := range strings.Fields(s) {
		i := slices.IndexFunc(allSteps, func(s psa.DerivationStep) bool { return s.String() == name })
		if i < 0 {
			t.Fatalf("no step %s", name)
		}
		out = append(out, allSteps[i])
	}
	return out
}

var allSteps = []psa.DerivationStep{
	psa.InputSecret, psa.InputPassword, psa.InputOtherSecret, psa.InputLabel, psa.InputSalt, psa.InputInfo, psa.InputSeed, psa.InputCost, psa.InputContext,
}

// orders has the inputs of each algorithm, and every sequence of them that is complete, as the text of PSA Crypto 1.5, "Key-derivation algorithms",
// has it. Sequences with repetitions are given as far as the test goes.
var ordersOf = []struct {
	algs     []alg.Algorithm
	inputs   string
	complete []string
}{
	// "SALT … is optional … If SALT is provided, it must be before SECRET. INFO can be provided at any time after setup and before starting to
	// generate output … Each input may only be passed once."
	{[]alg.Algorithm{alg.HKDF(alg.SHA256), alg.HKDF(alg.SHA3_512), alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA1))}, "SALT SECRET INFO",
		[]string{"SALT SECRET INFO", "SALT INFO SECRET", "INFO SALT SECRET", "SECRET INFO", "INFO SECRET"}},
	// "The inputs are mandatory and must be passed in the order above. Each input may only be passed once."
	{[]alg.Algorithm{alg.HKDFExtract(alg.SHA256), alg.KeyAgreement(alg.FFDH, alg.HKDFExtract(alg.SHA512))}, "SALT SECRET", []string{"SALT SECRET"}},
	{[]alg.Algorithm{alg.HKDFExpand(alg.SHA256)}, "SECRET INFO", []string{"SECRET INFO"}},
	// "LABEL … is optional … CONTEXT … is optional … Each input can only be passed once. Inputs must be passed in the order above."
	{[]alg.Algorithm{alg.SP800108CounterHMAC(alg.SHA256), alg.SP800108CounterCMAC}, "SECRET LABEL CONTEXT",
		[]string{"SECRET", "SECRET LABEL", "SECRET CONTEXT", "SECRET LABEL CONTEXT"}},
	// "must be passed in the order given here … Each input may only be passed once."
	{[]alg.Algorithm{alg.TLS12PRF(alg.SHA256), alg.TLS12PRF(alg.SHA384)}, "SEED SECRET LABEL", []string{"SEED SECRET LABEL"}},
	// "OTHER_SECRET … This input is optional"
	{[]alg.Algorithm{alg.TLS12PSKToMS(alg.SHA256), alg.KeyAgreement(alg.ECDH, alg.TLS12PSKToMS(alg.SHA384))}, "SEED OTHER_SECRET SECRET LABEL",
		[]string{"SEED SECRET LABEL", "SEED OTHER_SECRET SECRET LABEL"}},
	// "This function takes a single input"
	{[]alg.Algorithm{alg.TLS12ECJPAKEToPMS}, "SECRET", []string{"SECRET"}},
	// "must be passed in the order given here … INFO is the password identifier. It is optional."
	{[]alg.Algorithm{alg.WPA3SAEH2E(alg.SHA256)}, "SALT PASSWORD INFO", []string{"SALT PASSWORD", "SALT PASSWORD INFO"}},
	// "must be provided in the following order: COST … exactly once. SALT … one or more times … PASSWORD … exactly once."
	{[]alg.Algorithm{alg.PBKDF2HMAC(alg.SHA1), alg.PBKDF2AESCMACPRF128}, "COST SALT PASSWORD",
		[]string{"COST SALT PASSWORD", "COST SALT SALT PASSWORD", "COST SALT SALT SALT PASSWORD", "COST SALT SALT SALT SALT PASSWORD"}},
}

// give provides an input in a way that the algorithm takes.
func give(s *State, step psa.DerivationStep) error {
	switch {
	case step == psa.InputCost:
		return s.Integer(step, 1)
	case s.alg == alg.SP800108CounterCMAC && step == psa.InputSecret:
		return s.Key(step, keytype.AES)
	case s.alg == alg.TLS12ECJPAKEToPMS:
		return s.Bytes(step, 65)
	}
	return s.Bytes(step, 3)
}

func begin(t *testing.T, a alg.Algorithm) *State {
	t.Helper()
	s, ok := New(a)
	if !ok {
		t.Fatalf("no derivation %v", a)
	}
	return s
}

func wantStatus(t *testing.T, err error, want psa.Status, what string, args ...any) {
	t.Helper()
	if got := psa.StatusOf(err); got != want {
		t.Errorf(what+": %v, want %v", append(args, err, want)...)
	}
	var e *psa.Error
	if want != psa.Success && (!errors.As(err, &e) || e.Reason == "") {
		t.Errorf(what+": no reason in %v", append(args, err)...)
	}
}

// TestOrders gives every algorithm every sequence of up to five of its inputs.
func TestOrders(t *testing.T) {
	for _, c := range ordersOf {
		var complete [][]psa.DerivationStep
		for _, s := range c.complete {
			complete = append(complete, steps(t, s))
		}
		for _, a := range c.algs {
			var walk func(seq []psa.DerivationStep)
			walk = func(seq []psa.DerivationStep) {
				s := begin(t, a)
				for i, step := range seq {
					possible := slices.ContainsFunc(complete, func(c []psa.DerivationStep) bool {
						return len(c) > i && slices.Equal(c[:i+1], seq[:i+1])
					})
					err := give(s, step)
					if !possible {
						wantStatus(t, err, psa.ErrBadState, "%v: %v", a, seq[:i+1])
						return
					}
					wantStatus(t, err, psa.Success, "%v: %v", a, seq[:i+1])
				}
				want := psa.ErrBadState
				if slices.ContainsFunc(complete, func(c []psa.DerivationStep) bool { return slices.Equal(c, seq) }) {
					want = psa.Success
				}
				wantStatus(t, s.Ready(), want, "%v: output after %v", a, seq)
				if len(seq) < 5 {
					for _, step := range steps(t, c.inputs) {
						walk(append(slices.Clone(seq), step))
					}
				}
			}
			walk(nil)
		}
	}
}

// TestForeignSteps: "step is not compatible with the operation's algorithm" is INVALID_ARGUMENT in every call.
func TestForeignSteps(t *testing.T) {
	for _, c := range ordersOf {
		own := steps(t, c.inputs)
		for _, a := range c.algs {
			for _, step := range append(slices.Clone(allSteps), 0, 0xffff) {
				if slices.Contains(own, step) {
					continue
				}
				s := begin(t, a)
				wantStatus(t, s.Bytes(step, 3), psa.ErrInvalidArgument, "%v, bytes for %v", a, step)
				wantStatus(t, s.Integer(step, 1), psa.ErrInvalidArgument, "%v, integer for %v", a, step)
				wantStatus(t, s.Key(step, keytype.Derive), psa.ErrInvalidArgument, "%v, key for %v", a, step)
				wantStatus(t, s.Agreement(step), psa.ErrInvalidArgument, "%v, agreement for %v", a, step)
			}
		}
	}
}

// TestNoInputAfterOutput: "must not have produced any output yet".
func TestNoInputAfterOutput(t *testing.T) {
	for _, c := range ordersOf {
		for _, a := range c.algs {
			for _, seq := range c.complete {
				s := begin(t, a)
				for _, step := range steps(t, seq) {
					wantStatus(t, give(s, step), psa.Success, "%v: %v of %s", a, step, seq)
				}
				if s.Started() {
					t.Errorf("%v has started before it was told", a)
				}
				s.Start()
				if !s.Started() {
					t.Errorf("%v has not started", a)
				}
				for _, step := range steps(t, c.inputs) {
					wantStatus(t, give(s, step), psa.ErrBadState, "%v: %v after output", a, step)
				}
			}
		}
	}
}

// TestErrorsLeaveTheState: a refused input changes nothing.
func TestErrorsLeaveTheState(t *testing.T) {
	s := begin(t, alg.HKDF(alg.SHA256))
	if s.Bytes(psa.InputCost, 1) == nil || s.Key(psa.InputSecret, keytype.AES) == nil || s.Integer(psa.InputSalt, 1) == nil {
		t.Fatal("a wrong input was taken")
	}
	for _, step := range steps(t, "SALT SECRET INFO") {
		wantStatus(t, give(s, step), psa.Success, "%v", step)
	}
	if s.Bytes(psa.InputSalt, 1) == nil || s.Ready() != nil {
		t.Error("a late salt was taken, or spoiled the rest")
	}
}

// TestWhichAlgorithms: what is no derivation, or one with a hash that the specification leaves open, begins nothing.
func TestWhichAlgorithms(t *testing.T) {
	for _, a := range []alg.Algorithm{
		alg.None, alg.SHA256, alg.HMAC(alg.SHA256), alg.ECDH, alg.FFDH, alg.GCM, alg.WPA3SAEAny, alg.KeyAgreement(alg.ECDH, alg.None),
		alg.HKDF(alg.None), alg.HKDF(alg.AnyHash), alg.WPA3SAEH2E(alg.AnyHash), alg.WPA3SAEH2E(alg.SHA1),
		// Not in the table "Hash algorithms that can be used with HMAC".
		alg.HKDF(alg.SHA256_192), alg.HKDF(alg.SHAKE128_256), alg.HKDF(alg.SHAKE256_512), alg.HKDF(alg.AsconHash256),
		alg.PBKDF2HMAC(alg.SHAKE256_192), alg.HKDFExpand(alg.SHAKE256_256), alg.SP800108CounterHMAC(alg.BLAKE2spHash256), alg.HKDFExtract(alg.BLAKE2bpHash512),
		// "can be used with either SHA-256 or SHA-384"
		alg.TLS12PRF(alg.SHA512), alg.TLS12PSKToMS(alg.SHA1), alg.KeyAgreement(alg.ECDH, alg.TLS12PSKToMS(alg.SHA224)),
	} {
		if _, ok := New(a); ok {
			t.Errorf("%v begins a derivation", a)
		}
		if n := MaxCapacity(a); n != 0 {
			t.Errorf("%v has the capacity %d", a, n)
		}
		if DependsOnCapacity(a) || WholeOutput(a) != 0 {
			t.Errorf("%v has rules for its output", a)
		}
		wantStatus(t, CheckData(a, psa.InputSecret, nil), psa.ErrInvalidArgument, "data for %v", a)
	}
	for _, h := range []alg.Algorithm{
		alg.AESMMOZigbee, alg.MD2, alg.MD4, alg.MD5, alg.RIPEMD160, alg.SHA1, alg.SHA224, alg.SHA256, alg.SHA384, alg.SHA512, alg.SHA512_224, alg.SHA512_256,
		alg.SHA3_224, alg.SHA3_256, alg.SHA3_384, alg.SHA3_512, alg.SM3, alg.BLAKE2sHash256, alg.BLAKE2bHash512,
	} {
		for _, a := range []alg.Algorithm{alg.HKDF(h), alg.HKDFExtract(h), alg.HKDFExpand(h), alg.PBKDF2HMAC(h), alg.SP800108CounterHMAC(h)} {
			begin(t, a)
		}
	}
}
