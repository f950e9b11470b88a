package derivation

import (
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// kindsOf has what each step takes: d for bytes, i for an integer, a for a key agreement, and the types of keys, from "Compatible key types" of each
// algorithm and "Input step types" (PSA Crypto 1.5). The inputs before it are those of before.
var kindsOf = []struct {
	algs   []alg.Algorithm
	before string
	step   psa.DerivationStep
	kinds  string
	keys   []keytype.Type
}{
	{hkdfs, "", psa.InputSalt, "d", raw},
	{hkdfs, "", psa.InputSecret, "da", derive},
	{hkdfs, "", psa.InputInfo, "d", raw},
	{extracts, "", psa.InputSalt, "d", raw},
	{extracts, "SALT", psa.InputSecret, "da", derive},
	{expands, "", psa.InputSecret, "da", derive},
	{expands, "SECRET", psa.InputInfo, "d", raw},
	{counters, "", psa.InputSecret, "da", []keytype.Type{keytype.HMAC, keytype.Derive}},
	{counters, "SECRET", psa.InputLabel, "d", raw},
	{counters, "SECRET", psa.InputContext, "d", raw},
	// "must be input using psa_key_derivation_input_key()"
	{cmacCounters, "", psa.InputSecret, "", []keytype.Type{keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4}},
	{cmacCounters, "SECRET", psa.InputLabel, "d", raw},
	{cmacCounters, "SECRET", psa.InputContext, "d", raw},
	{prfs, "", psa.InputSeed, "d", raw},
	{prfs, "SEED", psa.InputSecret, "da", derive},
	{prfs, "SEED SECRET", psa.InputLabel, "d", raw},
	{psks, "", psa.InputSeed, "d", raw},
	{psks, "SEED", psa.InputOtherSecret, "da", []keytype.Type{keytype.Derive, keytype.RawData}},
	{psks, "SEED", psa.InputSecret, "da", derive},
	{psks, "SEED SECRET", psa.InputLabel, "d", raw},
	// The secret is a point from a PAKE operation, which no key agreement gives.
	{ecjpakes, "", psa.InputSecret, "d", derive},
	{saes, "", psa.InputSalt, "d", raw},
	// "the password must be imported as a key of type PSA_KEY_TYPE_PASSWORD"
	{saes, "SALT", psa.InputPassword, "d", []keytype.Type{keytype.Password}},
	{saes, "SALT PASSWORD", psa.InputInfo, "d", raw},
	{pbkdf2s, "", psa.InputCost, "i", nil},
	{pbkdf2s, "COST", psa.InputSalt, "d", []keytype.Type{keytype.RawData, keytype.Pepper}},
	{pbkdf2s, "COST SALT", psa.InputPassword, "da", []keytype.Type{keytype.Password, keytype.Derive}},
}

var (
	derive = []keytype.Type{keytype.Derive}
	raw    = []keytype.Type{keytype.RawData}

	hkdfs        = with(alg.HKDF(alg.SHA256))
	extracts     = with(alg.HKDFExtract(alg.SHA256))
	expands      = with(alg.HKDFExpand(alg.SHA256))
	counters     = with(alg.SP800108CounterHMAC(alg.SHA256))
	cmacCounters = with(alg.SP800108CounterCMAC)
	prfs         = with(alg.TLS12PRF(alg.SHA256))
	psks         = with(alg.TLS12PSKToMS(alg.SHA256))
	ecjpakes     = with(alg.TLS12ECJPAKEToPMS)
	saes         = with(alg.WPA3SAEH2E(alg.SHA256))
	pbkdf2s      = append(with(alg.PBKDF2HMAC(alg.SHA256)), with(alg.PBKDF2AESCMACPRF128)...)

	allTypes = []keytype.Type{
		keytype.None, keytype.RawData, keytype.HMAC, keytype.BLAKE2, keytype.Derive, keytype.Password, keytype.PasswordHash, keytype.Pepper, keytype.ARC4,
		keytype.ChaCha20, keytype.XChaCha20, keytype.Ascon, keytype.DES, keytype.AES, keytype.Camellia, keytype.SM4, keytype.ARIA, keytype.RSAPublicKey,
		keytype.RSAKeyPair, keytype.MLKEMKeyPair, keytype.ECCKeyPair(keytype.SECPR1), keytype.ECCPublicKey(keytype.Montgomery),
		keytype.DHKeyPair(keytype.RFC7919), keytype.SPAKE2PKeyPair(keytype.SECPR1), keytype.WPA3SAEECC(keytype.SECPR1),
	}
)

// with is a derivation alone and with key agreements.
func with(a alg.Algorithm) []alg.Algorithm {
	return []alg.Algorithm{a, alg.KeyAgreement(alg.ECDH, a), alg.KeyAgreement(alg.FFDH, a)}
}

func TestKinds(t *testing.T) {
	for _, c := range kindsOf {
		for _, a := range c.algs {
			// Each try has a new state with the inputs that come before.
			at := func() *State {
				s := begin(t, a)
				for _, step := range steps(t, c.before) {
					if err := s.put(step); err != nil {
						t.Fatalf("%v: %v: %v", a, step, err)
					}
				}
				return s
			}
			want := func(ok bool) psa.Status {
				if ok {
					return psa.Success
				}
				return psa.ErrInvalidArgument
			}
			n := 3
			if KDF(a) == alg.TLS12ECJPAKEToPMS {
				n = 65
			}
			wantStatus(t, at().Bytes(c.step, n), want(strings.Contains(c.kinds, "d")), "%v, bytes for %v", a, c.step)
			wantStatus(t, at().Integer(c.step, 1), want(strings.Contains(c.kinds, "i")), "%v, integer for %v", a, c.step)
			wantStatus(t, at().Agreement(c.step), want(a.IsKeyAgreement() && strings.Contains(c.kinds, "a")), "%v, agreement for %v", a, c.step)
			for _, typ := range allTypes {
				wantStatus(t, at().Key(c.step, typ), want(slices.Contains(c.keys, typ)), "%v, key of type %v for %v", a, typ, c.step)
			}
		}
	}
}

// TestKeysAgreeWithAlgorithms: the key types of all steps are those that the table of algorithms has for the derivation, which for the stretching ones also has the
// type of the keys that outputs are compared with.
func TestKeysAgreeWithAlgorithms(t *testing.T) {
	for _, c := range kindsOf {
		a := c.algs[0]
		taken := map[keytype.Type]bool{keytype.PasswordHash: a.IsKeyDerivationStretching() && !a.IsWPA3SAEH2E()}
		for _, other := range kindsOf {
			if other.algs[0] == a {
				for _, typ := range other.keys {
					taken[typ] = true
				}
			}
		}
		for _, typ := range allTypes {
			if reason, fits := alg.KeyFits(a, typ, 0); fits != taken[typ] {
				t.Errorf("%v with a key of type %v: %v, the table of algorithms has %v %s", a, typ, taken[typ], fits, reason)
			}
		}
	}
}

// put provides an input in the first way that the rules have.
func (s *State) put(step psa.DerivationStep) error {
	_, in := s.rules.input(step)
	switch {
	case in.kinds&integer != 0:
		return s.Integer(step, 1)
	case in.kinds&direct != 0:
		return s.Bytes(step, in.min)
	}
	return s.Key(step, in.keys[0])
}

// TestWrongTypeBeforeWrongOrder: a key of the wrong type, or bytes for a key, is an invalid argument even where the step is out of order.
func TestWrongTypeBeforeWrongOrder(t *testing.T) {
	s := begin(t, alg.PBKDF2HMAC(alg.SHA256))
	wantStatus(t, s.Key(psa.InputPassword, keytype.RawData), psa.ErrInvalidArgument, "password of RAW_DATA, too early")
	wantStatus(t, s.Key(psa.InputPassword, keytype.Password), psa.ErrBadState, "password too early")
	wantStatus(t, s.Bytes(psa.InputCost, 4), psa.ErrInvalidArgument, "cost as bytes")
}

func TestCost(t *testing.T) {
	for _, a := range []alg.Algorithm{alg.PBKDF2HMAC(alg.SHA256), alg.PBKDF2AESCMACPRF128} {
		wantStatus(t, begin(t, a).Integer(psa.InputCost, 0), psa.ErrInvalidArgument, "%v with cost 0", a)
		wantStatus(t, begin(t, a).Integer(psa.InputCost, 1<<32-1), psa.Success, "%v with cost 2^32-1", a)
		wantStatus(t, begin(t, a).Integer(psa.InputCost, 1<<32), psa.ErrNotSupported, "%v with cost 2^32", a)
		wantStatus(t, begin(t, a).Integer(psa.InputCost, 1<<64-1), psa.ErrNotSupported, "%v with cost 2^64-1", a)
	}
}

// TestLengths: the point of TLS12_ECJPAKE_TO_PMS has exactly 65 bytes, the PSK of TLS12_PSK_TO_MS at most the maximum, at least 64; all else may be
// empty.
func TestLengths(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		step psa.DerivationStep
		n    int
		want psa.Status
	}{
		{alg.TLS12ECJPAKEToPMS, psa.InputSecret, 64, psa.ErrInvalidArgument},
		{alg.TLS12ECJPAKEToPMS, psa.InputSecret, 65, psa.Success},
		{alg.TLS12ECJPAKEToPMS, psa.InputSecret, 66, psa.ErrInvalidArgument},
		{alg.TLS12ECJPAKEToPMS, psa.InputSecret, 0, psa.ErrInvalidArgument},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputSecret, 0, psa.Success},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputSecret, 64, psa.Success},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputSecret, MaxPSK, psa.Success},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputSecret, MaxPSK + 1, psa.ErrInvalidArgument},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputOtherSecret, 65535, psa.Success},
		{alg.TLS12PSKToMS(alg.SHA256), psa.InputOtherSecret, 65536, psa.ErrInvalidArgument},
		{alg.HKDF(alg.SHA256), psa.InputSecret, 0, psa.Success},
		{alg.HKDF(alg.SHA256), psa.InputSalt, 1 << 20, psa.Success},
	} {
		s := begin(t, c.a)
		if strings.HasPrefix(s.rules.steps(), "SEED") {
			wantStatus(t, s.Bytes(psa.InputSeed, 64), psa.Success, "seed")
		}
		wantStatus(t, s.Bytes(c.step, c.n), c.want, "%v, %d bytes for %v", c.a, c.n, c.step)
		data := slices.Repeat([]byte{4}, c.n)
		wantStatus(t, CheckData(c.a, c.step, data), c.want, "%v, %d bytes of data for %v", c.a, c.n, c.step)
	}
}

// TestCheckData: "it must not contain any null bytes" of the counter derivations' label, and the form of the point of TLS12_ECJPAKE_TO_PMS.
func TestCheckData(t *testing.T) {
	for _, a := range append(slices.Clone(counters), cmacCounters...) {
		wantStatus(t, CheckData(a, psa.InputLabel, []byte("label")), psa.Success, "%v", a)
		wantStatus(t, CheckData(a, psa.InputLabel, []byte("la\x00bel")), psa.ErrInvalidArgument, "%v", a)
		wantStatus(t, CheckData(a, psa.InputContext, []byte("con\x00text")), psa.Success, "%v", a)
		wantStatus(t, CheckData(a, psa.InputSalt, nil), psa.ErrInvalidArgument, "%v, salt", a)
	}
	wantStatus(t, CheckData(alg.HKDF(alg.SHA256), psa.InputInfo, []byte("in\x00fo")), psa.Success, "HKDF")
	for first, want := range map[byte]psa.Status{4: psa.Success, 2: psa.ErrInvalidArgument, 3: psa.ErrInvalidArgument, 0: psa.ErrInvalidArgument} {
		point := make([]byte, 65)
		point[0] = first
		wantStatus(t, CheckData(alg.TLS12ECJPAKEToPMS, psa.InputSecret, point), want, "a point that begins with %d", first)
	}
}

func TestMaxCapacity(t *testing.T) {
	for a, want := range map[alg.Algorithm]uint64{
		alg.HKDF(alg.SHA256): 8160,
		alg.HKDF(alg.SHA512): 16320,
		alg.HKDF(alg.SM3):    8160,
		alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA384)):    12240,
		alg.HKDFExpand(alg.SHA1):                            5100,
		alg.HKDFExtract(alg.SHA1):                           20,
		alg.HKDFExtract(alg.SHA384):                         48,
		alg.SP800108CounterHMAC(alg.SHA256):                 0x1fffffff,
		alg.SP800108CounterCMAC:                             0x1fffffff,
		alg.TLS12PRF(alg.SHA256):                            1<<64 - 1,
		alg.TLS12PSKToMS(alg.SHA384):                        1<<64 - 1,
		alg.TLS12ECJPAKEToPMS:                               32,
		alg.PBKDF2HMAC(alg.SHA256):                          0xffffffff * 32,
		alg.PBKDF2HMAC(alg.SHA512):                          0xffffffff * 64,
		alg.PBKDF2AESCMACPRF128:                             0xffffffff * 16,
		alg.WPA3SAEH2E(alg.SHA512):                          1024,
		alg.KeyAgreement(alg.ECDH, alg.PBKDF2AESCMACPRF128): 0xffffffff * 16,
	} {
		if got := MaxCapacity(a); got != want {
			t.Errorf("%v: %d, want %d", a, got, want)
		}
	}
	for _, c := range ordersOf {
		for _, a := range c.algs {
			counter := KDF(a).IsSP800108CounterHMAC() || a == alg.SP800108CounterCMAC
			if DependsOnCapacity(a) != counter {
				t.Errorf("%v: DependsOnCapacity %v", a, DependsOnCapacity(a))
			}
			whole := 0
			if a == alg.TLS12ECJPAKEToPMS {
				whole = 32
			}
			if WholeOutput(a) != whole {
				t.Errorf("%v: WholeOutput %d", a, WholeOutput(a))
			}
		}
	}
}
