package keystore

import (
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// The tests of this file are the lines on the order of calls: BAD_STATE for every call out of order; an error puts the operation into the error
// state, where only abort works (set_capacity excepted); abort is always safe, also twice (PSA Crypto 1.5, "Multi-part operations").

// family is a kind of multi-part operation: its calls, and what the specification says of them.
type family struct {
	name  string
	setup func(t testing.TB) []call
	// states says to which state each call leads from each state in which it may come; "!STATUS" is an error that is not BAD_STATE. What is not
	// there is out of order. The first call comes in the state "active".
	states map[string]map[string]string
	// model, where it is set, says it by a function instead.
	model func() func(call string) psa.Status
}

type call struct {
	name string
	do   func() error
}

// machine returns the model of one operation: it answers each call with its status.
func (f *family) machine() func(call string) psa.Status {
	if f.model != nil {
		return f.model()
	}
	state := "active"
	return func(call string) psa.Status {
		if call == "abort" {
			state = "inactive"
			return psa.Success
		}
		next, ok := f.states[state][call]
		switch {
		case !ok:
			state = "error"
			return psa.ErrBadState
		case strings.HasPrefix(next, "!"):
			state = "error"
			return statuses[next]
		}
		state = next
		return psa.Success
	}
}

var statuses = map[string]psa.Status{"!SIGNATURE": psa.ErrInvalidSignature, "!ARGUMENT": psa.ErrInvalidArgument}

func discard(_ []byte, err error) error { return err }
func discardInt(_ int, err error) error { return err }

func families(b *bench) []family {
	ctr := aes(0)
	ctr.Policy.Alg = alg.CTR
	ecb := aes(0)
	ecb.Policy.Alg = alg.ECBNoPadding
	mk, ck, ek, ak := b.generate(hmacKey(0)), b.generate(ctr), b.generate(ecb), b.generate(aes(0))
	sk := b.generate(p256(0, psa.SignMessage|psa.VerifyMessage, alg.ECDSA(alg.SHA256)))
	block := make([]byte, 16)

	hash := func(t testing.TB) []call {
		h, err := b.NewHash(bg, alg.SHA256)
		want(t, err, psa.Success)
		return []call{
			{"update", func() error { return discardInt(h.Write(block)) }},
			{"finish", func() error { return discard(h.Finish(nil)) }},
			{"verify", func() error { return h.Verify(make([]byte, 32)) }},
			{"clone", func() error { c, err := h.Clone(); c.Close(); return err }},
			{"suspend", func() error { return discard(h.Suspend(nil)) }},
			{"abort", h.Close},
		}
	}
	mac := func(verify bool) func(t testing.TB) []call {
		return func(t testing.TB) []call {
			m, err := mk.newMAC(bg, alg.HMAC(alg.SHA256), verify)
			want(t, err, psa.Success)
			return []call{
				{"update", func() error { return discardInt(m.Write(block)) }},
				{"finish", func() error { return discard(m.Finish(nil)) }},
				{"verify", func() error { return m.Verify(make([]byte, 32)) }},
				{"abort", m.Close},
			}
		}
	}
	cipher := func(k Key, a alg.Algorithm, encrypt bool) func(t testing.TB) []call {
		return func(t testing.TB) []call {
			c, err := k.newCipher(bg, a, encrypt)
			want(t, err, psa.Success)
			return []call{
				{"generate_iv", func() error { return discard(c.GenerateIV(nil)) }},
				{"set_iv", func() error { return c.SetIV(block) }},
				{"update", func() error { return discard(c.Update(nil, block)) }},
				{"finish", func() error { return discard(c.Finish(nil)) }},
				{"abort", c.Close},
			}
		}
	}
	aead := func(encrypt bool) func(t testing.TB) []call {
		return func(t testing.TB) []call {
			m, err := ak.newAEAD(bg, alg.GCM, encrypt)
			want(t, err, psa.Success)
			return []call{
				{"set_lengths", func() error { return m.SetLengths(2, 3) }},
				{"generate_nonce", func() error { return discard(m.GenerateNonce(nil)) }},
				{"set_nonce", func() error { return m.SetNonce(make([]byte, 12)) }},
				{"update_ad", func() error { return m.UpdateAD([]byte("ad")) }},
				{"update", func() error { return discard(m.Update(nil, []byte("abc"))) }},
				{"finish", func() error { _, _, err := m.Finish(nil, nil); return err }},
				{"verify", func() error { return discard(m.Verify(nil, block)) }},
				{"abort", m.Close},
			}
		}
	}
	// Of two lengths, 2 and 3 bytes, the calls above give one whole at a time.
	aeadStates := func(nonces []string, end, ended string) map[string]map[string]string {
		s := map[string]map[string]string{
			"active":  {"set_lengths": "lengths"},
			"lengths": {"set_lengths": "lengths"},
			"nonce":   {"update_ad": "nonce", "update": "data", end: ended},
			"data":    {"update": "data", end: ended},
			"ad left": {"update_ad": "text left", "update": "!ARGUMENT", end: "!ARGUMENT"},
			// All additional data is there; more is too much.
			"text left": {"update_ad": "!ARGUMENT", "update": "whole", end: "!ARGUMENT"},
			"whole":     {"update": "!ARGUMENT", end: ended},
		}
		for _, n := range nonces {
			s["active"][n], s["lengths"][n] = "nonce", "ad left"
		}
		return s
	}
	sign := func(t testing.TB) []call {
		s, err := sk.NewSign(bg, alg.ECDSA(alg.SHA256))
		want(t, err, psa.Success)
		return []call{
			{"set_context", func() error { return s.SetContext(nil) }},
			{"update", func() error { return discardInt(s.Write(block)) }},
			{"finish", func() error { return discard(s.Finish(nil)) }},
			{"abort", s.Close},
		}
	}
	verify := func(t testing.TB) []call {
		v, err := sk.NewVerify(bg, alg.ECDSA(alg.SHA256), make([]byte, 64))
		want(t, err, psa.Success)
		return []call{
			{"set_context", func() error { return v.SetContext(nil) }},
			{"update", func() error { return discardInt(v.Write(block)) }},
			{"finish", v.Finish},
			{"abort", v.Close},
		}
	}
	signing := func(ended string) map[string]map[string]string {
		return map[string]map[string]string{
			"active":  {"set_context": "context", "update": "data", "finish": ended},
			"context": {"update": "data", "finish": ended},
			"data":    {"update": "data", "finish": ended},
		}
	}
	derive := func(t testing.TB) []call {
		d, err := b.NewDerivation(bg, alg.HKDF(alg.SHA256))
		want(t, err, psa.Success)
		return []call{
			{"salt", func() error { return d.InputBytes(psa.InputSalt, block) }},
			{"secret", func() error { return d.InputBytes(psa.InputSecret, block) }},
			{"info", func() error { return d.InputBytes(psa.InputInfo, block) }},
			{"cost", func() error { return d.InputInteger(psa.InputCost, 1) }},
			{"get_capacity", func() error { _, err := d.Capacity(); return err }},
			{"set_capacity", func() error { return d.SetCapacity(10) }},
			{"read", func() error { return discardInt(d.Read(make([]byte, 4))) }},
			{"read too much", func() error { return discardInt(d.Read(make([]byte, 255*32+1))) }},
			{"verify", func() error { return d.VerifyBytes(make([]byte, 4)) }},
			{"key", func() error { _, err := d.Key(aes(0)); return err }},
			{"abort", d.Close},
		}
	}
	return []family{
		{name: "hash", setup: hash, states: map[string]map[string]string{
			"active": {"update": "active", "clone": "active", "finish": "inactive", "suspend": "inactive", "verify": "!SIGNATURE"}}},
		{name: "MAC sign", setup: mac(false), states: map[string]map[string]string{"active": {"update": "active", "finish": "inactive"}}},
		{name: "MAC verify", setup: mac(true), states: map[string]map[string]string{"active": {"update": "active", "verify": "!SIGNATURE"}}},
		{name: "cipher encrypt", setup: cipher(ck, alg.CTR, true), states: map[string]map[string]string{
			"active": {"generate_iv": "iv", "set_iv": "iv"}, "iv": {"update": "iv", "finish": "inactive"}}},
		{name: "cipher decrypt", setup: cipher(ck, alg.CTR, false), states: map[string]map[string]string{
			"active": {"set_iv": "iv"}, "iv": {"update": "iv", "finish": "inactive"}}},
		{name: "cipher without IV", setup: cipher(ek, alg.ECBNoPadding, true), states: map[string]map[string]string{
			"active": {"update": "active", "finish": "inactive"}}},
		{name: "AEAD encrypt", setup: aead(true), states: aeadStates([]string{"generate_nonce", "set_nonce"}, "finish", "inactive")},
		{name: "AEAD decrypt", setup: aead(false), states: aeadStates([]string{"set_nonce"}, "verify", "!SIGNATURE")},
		{name: "sign", setup: sign, states: signing("inactive")},
		{name: "verify", setup: verify, states: signing("!SIGNATURE")},
		{name: "derivation", setup: derive, model: deriving},
	}
}

// deriving is the model of HKDF with bytes as its inputs: a salt, if there is one, comes before the secret; the info comes whenever it likes.
func deriving() func(call string) psa.Status {
	var salt, secret, info, output, over bool
	capacity := 255 * 32
	fails := func(s psa.Status) psa.Status { over = true; return s }
	take := func(given *bool, inTime bool) psa.Status {
		if *given || !inTime || output {
			return fails(psa.ErrBadState)
		}
		*given = true
		return psa.Success
	}
	read := func(n int, then psa.Status) psa.Status {
		switch {
		case !secret || !info:
			return fails(psa.ErrBadState)
		case n > capacity:
			capacity = 0
			return psa.ErrInsufficientData
		}
		capacity -= n
		output = true
		if then != psa.Success {
			over = true
		}
		return then
	}
	return func(call string) psa.Status {
		if call == "abort" {
			over = true
			return psa.Success
		}
		if over {
			return psa.ErrBadState
		}
		switch call {
		case "salt":
			return take(&salt, !secret)
		case "secret":
			return take(&secret, true)
		case "info":
			return take(&info, true)
		case "cost":
			if output {
				return fails(psa.ErrBadState)
			}
			return fails(psa.ErrInvalidArgument)
		case "get_capacity":
			return psa.Success
		case "set_capacity":
			if capacity < 10 {
				return psa.ErrInvalidArgument
			}
			capacity = 10
			return psa.Success
		case "read":
			return read(4, psa.Success)
		case "read too much":
			return read(255*32+1, psa.Success)
		case "verify":
			return read(4, psa.ErrInvalidSignature)
		case "key":
			if !secret || !info {
				return fails(psa.ErrBadState)
			}
			return fails(psa.ErrNotPermitted)
		}
		panic(call)
	}
}

func TestEveryOrderOfCalls(t *testing.T) {
	b := newBench(t)
	longest := 4
	if testing.Short() {
		longest = 3
	}
	for _, f := range families(b) {
		t.Run(f.name, func(t *testing.T) {
			n := len(f.setup(t))
			total := 1
			for range longest {
				total *= n
			}
			seq := make([]int, longest)
			for i := range total {
				for j, x := 0, i; j < longest; j++ {
					seq[j], x = x%n, x/n
				}
				calls, answer := f.setup(t), f.machine()
				told := ""
				for _, c := range seq {
					told += " " + calls[c].name
					got, want := psa.StatusOf(calls[c].do()), answer(calls[c].name)
					if got != want {
						t.Fatalf("%s:%s gives %v, want %v", f.name, told, got, want)
					}
				}
				abort := calls[n-1]
				for range 2 {
					if err := abort.do(); err != nil {
						t.Fatalf("%s:%s abort: %v", f.name, told, err)
					}
				}
			}
		})
	}
}

func TestZeroValuesOfOperations(t *testing.T) {
	var h Hash
	var m MAC
	var c Cipher
	var a AEAD
	var s Sign
	var v Verify
	var d Derivation
	bad := map[string]error{
		"hash write":   discardInt(h.Write(nil)),
		"hash finish":  discard(h.Finish(nil)),
		"hash verify":  h.Verify(nil),
		"hash suspend": discard(h.Suspend(nil)),
		"mac write":    discardInt(m.Write(nil)),
		"mac finish":   discard(m.Finish(nil)),
		"mac verify":   m.Verify(nil),
		"generate iv":  discard(c.GenerateIV(nil)),
		"set iv":       c.SetIV(nil),
		"update":       discard(c.Update(nil, nil)),
		"finish":       discard(c.Finish(nil)),
		"lengths":      a.SetLengths(0, 0),
		"nonce":        discard(a.GenerateNonce(nil)),
		"set nonce":    a.SetNonce(nil),
		"ad":           a.UpdateAD(nil),
		"aead update":  discard(a.Update(nil, nil)),
		"aead verify":  discard(a.Verify(nil, nil)),
		"sign context": s.SetContext(nil),
		"sign write":   discardInt(s.Write(nil)),
		"sign finish":  discard(s.Finish(nil)),
		"ver context":  v.SetContext(nil),
		"ver write":    discardInt(v.Write(nil)),
		"ver finish":   v.Finish(),
		"set capacity": d.SetCapacity(0),
		"bytes":        d.InputBytes(psa.InputInfo, nil),
		"integer":      d.InputInteger(psa.InputCost, 1),
		"key":          d.InputKey(psa.InputSecret, Key{}),
		"agreement":    d.InputAgreement(psa.InputSecret, Key{}, nil),
		"read":         discardInt(d.Read(nil)),
		"verify bytes": d.VerifyBytes(nil),
		"verify key":   d.VerifyKey(Key{}),
	}
	_, bad["clone"] = h.Clone()
	_, _, bad["aead finish"] = a.Finish(nil, nil)
	_, bad["capacity"] = d.Capacity()
	_, bad["output key"] = d.Key(psa.Attributes{})
	for name, err := range bad {
		t.Run(name, func(t *testing.T) { want(t, err, psa.ErrBadState) })
	}
	for range 2 {
		for i, f := range []func() error{h.Close, m.Close, c.Close, a.Close, s.Close, v.Close, d.Close,
			(*Hash)(nil).Close, (*MAC)(nil).Close, (*Cipher)(nil).Close, (*AEAD)(nil).Close, (*Sign)(nil).Close, (*Verify)(nil).Close, (*Derivation)(nil).Close} {
			if err := f(); err != nil {
				t.Errorf("close of operation %d: %v", i, err)
			}
		}
	}
}

// Closing the store is the end of every operation, also of those that use no key.
func TestClosedStoreEndsOperations(t *testing.T) {
	for i := range families(newBench(t)) {
		b := newBench(t)
		f := families(b)[i]
		var all [][]call
		for range f.setup(t) {
			all = append(all, f.setup(t))
		}
		want(t, b.Close(), psa.Success)
		for j, calls := range all {
			if c := calls[j]; c.name != "abort" {
				if err := c.do(); psa.StatusOf(err) != psa.ErrBadState {
					t.Errorf("%s, %s: %v", f.name, c.name, err)
				}
			}
			want(t, calls[len(calls)-1].do(), psa.Success)
		}
	}
}
