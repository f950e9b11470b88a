package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// The tests of this file go the way of "J-PAKE operation", "SPAKE2+ operation" and "WPA3-SAE operation" (PSA Crypto 1.5) from a password to a key, and
// then wrong ways.

func TestPAKE(t *testing.T) {
	b := newBench(t)
	for _, c := range pakeCases() {
		client, server := c.keys(b, c.suite, "secret")
		p, q := c.begin(b, client, server)
		if s := c.exchange(t, p, q, nil); s != nil {
			t.Errorf("%v: %v", &c, s)
			continue
		}
		if c.suite.Alg.IsWPA3SAE() {
			// Confirmations may go on, and the identifier can be had.
			want(t, errors.Join(p.Input(psa.PAKEStepConfirmCount, []byte{2, 0})), psa.Success)
			m, err := p.Output(psa.PAKEStepConfirm, nil)
			want(t, err, psa.Success)
			want(t, q.Input(psa.PAKEStepConfirm, m), psa.Success)
			one, err := p.Output(psa.PAKEStepKeyID, nil)
			want(t, err, psa.Success)
			if two, err := q.Output(psa.PAKEStepKeyID, nil); err != nil || !bytes.Equal(one, two) || len(one) != 16 {
				t.Errorf("%v: the identifiers are %x and %x, %v", &c, one, two, err)
			}
		}
		attrs := psa.Attributes{Type: c.shared, Bits: c.bits, Policy: psa.Policy{Usage: psa.Export}}
		one, err := p.SharedKey(attrs)
		want(t, err, psa.Success)
		attrs.Bits = 0
		two, err := q.SharedKey(attrs)
		want(t, err, psa.Success)
		if x, y := b.bytesOf(one), b.bytesOf(two); !bytes.Equal(x, y) || 8*len(x) != c.bits {
			t.Errorf("%v: the keys are %x and %x", &c, x, y)
		}
		want(t, errors.Join(p.Close(), q.Close(), one.Destroy(bg), two.Destroy(bg)), psa.Success)

		// Another password: J-PAKE gives other keys, the others don't confirm.
		client, _ = c.keys(b, c.suite, "Secret")
		p, q = c.begin(b, client, server)
		s := c.exchange(t, p, q, nil)
		if !c.suite.Alg.IsJPAKE() {
			if s == nil || s.step != psa.PAKEStepConfirm || psa.StatusOf(s.err) != psa.ErrInvalidSignature {
				t.Errorf("%v: another password: %v", &c, s)
			}
			continue
		}
		one, err = p.SharedKey(attrs)
		want(t, err, psa.Success)
		two, err = q.SharedKey(attrs)
		want(t, err, psa.Success)
		if s != nil || bytes.Equal(b.bytesOf(one), b.bytesOf(two)) {
			t.Errorf("%v: another password: %v", &c, s)
		}
	}
}

// TestPAKEAltered changes the last bit of each message in turn, and replaces each by the one before: the exchange ends at that message with what the specification
// says, or at the confirmation.
func TestPAKEAltered(t *testing.T) {
	b := newBench(t)
	for _, c := range pakeCases() {
		client, server := c.keys(b, c.suite, "secret")
		messages := 0
		for _, l := range c.legs() {
			if l.given == nil {
				messages += len(l.steps)
			}
		}
		for i := range messages {
			for name, change := range map[string]func(b []byte) []byte{
				"the last bit":  func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
				"the first bit": func(b []byte) []byte { b[0] ^= 0x80; return b },
				"a byte less":   func(b []byte) []byte { return b[:len(b)-1] },
				"a byte more":   func(b []byte) []byte { return append(b, 0) },
				"nothing":       func(b []byte) []byte { return nil },
			} {
				if name != "the last bit" && c.slow() {
					continue
				}
				p, q := c.begin(b, client, server)
				s := c.exchange(t, p, q, func(n int, m []byte) []byte {
					if n == i {
						return change(m)
					}
					return m
				})
				p.Close()
				q.Close()
				what := fmt.Sprintf("%v: message %d: %s", &c, i, name)
				switch {
				case s == nil:
					t.Errorf("%s: nobody noticed", what)
				case s.message == i && s.step == psa.PAKEStepConfirm && name == "the last bit" && psa.StatusOf(s.err) == psa.ErrInvalidSignature:
				case s.message == i && s.step == psa.PAKEStepConfirm && name == "the first bit" && psa.StatusOf(s.err) == psa.ErrInvalidSignature:
				case s.message == i && s.step != psa.PAKEStepConfirm && psa.StatusOf(s.err) == psa.ErrInvalidArgument:
				case s.message == i && s.step == psa.PAKEStepZKProof && psa.StatusOf(s.err) == psa.ErrInvalidSignature:
				case s.message == i && s.step == psa.PAKEStepConfirm && (len(name) > 6 && name[:6] == "a byte" || name == "nothing") && psa.StatusOf(s.err) == psa.ErrInvalidArgument:
				case s.message > i && (s.step == psa.PAKEStepZKProof || s.step == psa.PAKEStepConfirm) && psa.StatusOf(s.err) == psa.ErrInvalidSignature && (name == "the last bit" || name == "the first bit"):
				default:
					t.Errorf("%s: %v", what, s)
				}
			}
		}
	}
}

// TestPAKEReflection sends a side its own message back.
func TestPAKEReflection(t *testing.T) {
	b := newBench(t)
	for _, c := range pakeCases() {
		client, server := c.keys(b, c.suite, "secret")
		p, _ := c.begin(b, client, server)
		steps := c.legs()[0].steps
		var messages [][]byte
		for _, step := range steps {
			m, err := p.Output(step, nil)
			want(t, err, psa.Success)
			messages = append(messages, m)
		}
		var err error
		ended := psa.PAKEStep(0)
		for i, step := range steps {
			if err = p.Input(step, messages[i]); err != nil {
				ended = step
				break
			}
		}
		switch {
		case c.suite.Alg.IsJPAKE():
			want(t, err, psa.ErrInvalidSignature)
			if ended != psa.PAKEStepZKProof {
				t.Errorf("%v: ended at %v", &c, ended)
			}
		case c.suite.Alg.IsWPA3SAE():
			want(t, err, psa.ErrInvalidArgument)
		default:
			// The own share is a good one; that it is nobody else's shows in the confirmation.
			want(t, err, psa.Success)
			want(t, p.Input(psa.PAKEStepConfirm, make([]byte, psa.PAKEInputSize(c.suite.Alg, c.suite.Primitive, psa.PAKEStepConfirm))), psa.ErrInvalidSignature)
		}
	}
}

// TestPAKEIdentities: whoever takes the peer for somebody else is not satisfied.
func TestPAKEIdentities(t *testing.T) {
	b := newBench(t)
	for _, c := range pakeCases() {
		client, server := c.keys(b, c.suite, "secret")
		one, two := c.identities()
		other := slices.Clone(two)
		other[len(other)-1] ^= 4
		for _, ids := range [][4][]byte{{one, two, other, one}, {one, other, two, one}, {one, two, two, other}, {two, one, two, one}} {
			p, err := client.NewPAKE(bg, c.suite)
			want(t, err, psa.Success)
			q, err := server.NewPAKE(bg, c.suite)
			want(t, err, psa.Success)
			if c.suite.Alg.IsSPAKE2P() {
				want(t, errors.Join(p.SetRole(psa.PAKERoleClient), q.SetRole(psa.PAKERoleServer)), psa.Success)
			}
			want(t, errors.Join(p.SetUser(ids[0]), p.SetPeer(ids[1]), q.SetUser(ids[2]), q.SetPeer(ids[3])), psa.Success)
			s := c.exchange(t, p, q, nil)
			if c.suite.Alg.IsWPA3SAE() && string(ids[0]) == string(two) {
				continue // the order of the addresses is of no account, and both think so
			}
			step := psa.PAKEStepConfirm
			if c.suite.Alg.IsJPAKE() {
				step = psa.PAKEStepZKProof
			}
			if s == nil || s.step != step || psa.StatusOf(s.err) != psa.ErrInvalidSignature {
				t.Errorf("%v: %q and %q, %q and %q: %v", &c, ids[0], ids[1], ids[2], ids[3], s)
			}
		}
		if !c.suite.Alg.IsSPAKE2P() {
			continue
		}
		for _, contexts := range [][2][]byte{{nil, {}}, {{}, nil}, {[]byte("a"), []byte("b")}} {
			p, err := client.NewPAKE(bg, c.suite)
			want(t, err, psa.Success)
			q, err := server.NewPAKE(bg, c.suite)
			want(t, err, psa.Success)
			want(t, errors.Join(p.SetRole(psa.PAKERoleClient), q.SetRole(psa.PAKERoleServer)), psa.Success)
			for i, x := range []*PAKE{p, q} {
				if contexts[i] != nil {
					want(t, x.SetContext(contexts[i]), psa.Success)
				}
			}
			if s := c.exchange(t, p, q, nil); s == nil || s.step != psa.PAKEStepConfirm || psa.StatusOf(s.err) != psa.ErrInvalidSignature {
				t.Errorf("%v: contexts %q and %q: %v", &c, contexts[0], contexts[1], s)
			}
		}
	}
}

// TestPAKEDestroyed: with the key goes the exchange, whichever message was the last.
func TestPAKEDestroyed(t *testing.T) {
	b := newBench(t)
	for _, c := range []pakeCase{pakeCases()[0], pakeCases()[7], pakeCases()[20]} {
		for after := range 5 {
			client, server := c.keys(b, c.suite, "secret")
			p, q := c.begin(b, client, server)
			s := c.exchange(t, p, q, func(n int, m []byte) []byte {
				if n == after {
					want(t, server.Destroy(bg), psa.Success)
				}
				return m
			})
			if s == nil {
				_, err := q.SharedKey(psa.Attributes{Type: keytype.Derive})
				s = &stopped{err: err}
			}
			if psa.StatusOf(s.err) != psa.ErrBadState && after < 4 {
				t.Errorf("%v: after message %d: %v", &c, after, s)
			}
			want(t, errors.Join(q.Close(), q.Close(), p.Close()), psa.Success)
			client.Destroy(bg)
		}
	}
}

// TestPAKEKeys: the shared key may be persistent, and of a location; the exchange takes keys of a location; J-PAKE's secret is that of TLS.
func TestPAKEKeys(t *testing.T) {
	b := newBench(t)
	c := pakeCases()[0]
	client, server := c.keys(b, c.suite, "threadjpaketest")
	p, q := c.begin(b, client, server)
	if s := c.exchange(t, p, q, nil); s != nil {
		t.Fatal(s)
	}
	attrs := psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.TLS12ECJPAKEToPMS}}
	attrs.SetID(0x123)
	k, err := p.SharedKey(attrs)
	want(t, err, psa.Success)
	l, err := q.SharedKey(psa.Attributes{Type: keytype.Derive, Policy: attrs.Policy})
	want(t, err, psa.Success)
	var pms [2][]byte
	for i, key := range []Key{k, l} {
		d, err := b.NewDerivation(bg, alg.TLS12ECJPAKEToPMS)
		want(t, err, psa.Success)
		want(t, d.InputKey(psa.InputSecret, key), psa.Success)
		pms[i] = make([]byte, 32)
		_, err = d.Read(pms[i])
		want(t, err, psa.Success)
		d.Close()
	}
	if !bytes.Equal(pms[0], pms[1]) {
		t.Error("the premaster secrets differ")
	}

	// A key whose identifier is taken is none, and the exchange is over.
	p, q = c.begin(b, client, server)
	if s := c.exchange(t, p, q, nil); s != nil {
		t.Fatal(s)
	}
	_, err = p.SharedKey(attrs)
	want(t, err, psa.ErrAlreadyExists)
	_, err = p.SharedKey(psa.Attributes{Type: keytype.Derive})
	want(t, err, psa.ErrBadState)
	for _, bad := range []psa.Attributes{{Type: keytype.AES}, {Type: keytype.Password}, {Type: keytype.Derive, Bits: 512}} {
		p, q = c.begin(b, client, server)
		if s := c.exchange(t, p, q, nil); s != nil {
			t.Fatal(s)
		}
		_, err = q.SharedKey(bad)
		want(t, err, psa.ErrInvalidArgument)
	}

	// The secure element has the password, and then the shared key.
	inElement := psa.Attributes{Type: keytype.Password, Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, element), Policy: psa.Policy{Usage: psa.Derive, Alg: c.suite.Alg}}
	client, err = b.Import(bg, inElement, []byte("secret"))
	want(t, err, psa.Success)
	server = b.password(c.suite.Alg, "secret")
	p, q = c.begin(b, client, server)
	if s := c.exchange(t, p, q, nil); s != nil {
		t.Fatal(s)
	}
	n := b.token.Len()
	k, err = p.SharedKey(psa.Attributes{Type: keytype.Derive, Lifetime: inElement.Lifetime, Policy: psa.Policy{Usage: psa.Export}})
	want(t, err, psa.Success)
	l, err = q.SharedKey(psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Export}})
	want(t, err, psa.Success)
	if b.token.Len() != n+1 || !bytes.Equal(b.bytesOf(k), b.bytesOf(l)) {
		t.Error("the shared key is not in the element")
	}
}

// TestWPA3Tokens: what hash-to-element refuses (PSA Crypto 1.5, PSA_ALG_WPA3_SAE_H2E).
func TestWPA3Tokens(t *testing.T) {
	b := newBench(t)
	token := psa.Attributes{Type: keytype.WPA3SAEECC(keytype.SECPR1), Bits: 256, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.WPA3SAEAny}}
	begin := func(a alg.Algorithm, inputs ...func(d *Derivation) error) *Derivation {
		t.Helper()
		d, err := b.NewDerivation(bg, a)
		want(t, err, psa.Success)
		for _, f := range inputs {
			want(t, f(d), psa.Success)
		}
		return d
	}
	ssid := func(d *Derivation) error { return d.InputBytes(psa.InputSalt, []byte("network")) }
	secret := func(d *Derivation) error { return d.InputKey(psa.InputPassword, b.password(alg.WPA3SAEAny, "secret")) }
	plain := func(d *Derivation) error { return d.InputBytes(psa.InputPassword, []byte("secret")) }

	_, err := begin(alg.WPA3SAEH2E(alg.SHA256), ssid).Key(token)
	want(t, err, psa.ErrBadState)
	_, err = begin(alg.WPA3SAEH2E(alg.SHA256), ssid, plain).Key(token)
	want(t, err, psa.ErrNotPermitted)
	_, err = begin(alg.WPA3SAEH2E(alg.SHA256), ssid, secret).Read(make([]byte, 8))
	want(t, err, psa.ErrInvalidArgument)
	_, err = begin(alg.WPA3SAEH2E(alg.SHA384), ssid, secret).Key(token)
	want(t, err, psa.ErrInvalidArgument)
	other := token
	other.Type, other.Bits = keytype.Derive, 256
	_, err = begin(alg.WPA3SAEH2E(alg.SHA256), ssid, secret).Key(other)
	want(t, err, psa.ErrInvalidArgument)
	d := begin(alg.WPA3SAEH2E(alg.SHA256), ssid, secret)
	want(t, d.SetCapacity(63), psa.Success)
	_, err = d.Key(token)
	want(t, err, psa.ErrInsufficientData)
	// With the name of the password it is another token.
	token.Policy.Usage |= psa.Export
	one, err := begin(alg.WPA3SAEH2E(alg.SHA256), ssid, secret).Key(token)
	want(t, err, psa.Success)
	two, err := begin(alg.WPA3SAEH2E(alg.SHA256), ssid, secret, func(d *Derivation) error { return d.InputBytes(psa.InputInfo, []byte("name")) }).Key(token)
	want(t, err, psa.Success)
	if bytes.Equal(b.bytesOf(one), b.bytesOf(two)) {
		t.Error("the identifier of the password is of no account")
	}
}

// TestPAKERoles: who may be what, and what psa_check_key_usage says of it.
func TestPAKERoles(t *testing.T) {
	b := newBench(t)
	c := pakeCases()[7]
	pair, public := c.keys(b, c.suite, "secret")
	for _, x := range []struct {
		k    Key
		role psa.PAKERole
		want psa.Status
	}{
		{pair, psa.PAKERoleClient, psa.Success}, {pair, psa.PAKERoleServer, psa.Success}, {public, psa.PAKERoleServer, psa.Success},
		{public, psa.PAKERoleClient, psa.ErrInvalidArgument}, {pair, psa.PAKERoleNone, psa.ErrInvalidArgument}, {pair, psa.PAKERoleFirst, psa.ErrInvalidArgument},
	} {
		p, err := x.k.NewPAKE(bg, c.suite)
		want(t, err, psa.Success)
		want(t, p.SetRole(x.role), x.want)
		p.Close()
	}
	want(t, pair.CheckUsage(bg, c.suite.Alg, psa.Derive), psa.Success)
	want(t, pair.CheckUsage(bg, c.suite.Alg, psa.DerivePublic), psa.Success)
	want(t, public.CheckUsage(bg, c.suite.Alg, psa.DerivePublic), psa.Success)
	want(t, public.CheckUsage(bg, c.suite.Alg, psa.Derive), psa.ErrInvalidArgument)

	// The server may have the whole key pair.
	p, q := c.begin(b, pair, pair)
	if s := c.exchange(t, p, q, nil); s != nil {
		t.Error(s)
	}
	// The zero value is an operation that was never set up.
	var none *PAKE
	want(t, none.SetRole(psa.PAKERoleNone), psa.ErrBadState)
	want(t, (&PAKE{}).SetUser(nil), psa.ErrBadState)
	want(t, none.SetPeer(nil), psa.ErrBadState)
	want(t, none.SetContext(nil), psa.ErrBadState)
	want(t, none.Input(psa.PAKEStepKeyShare, nil), psa.ErrBadState)
	want(t, discard(none.Output(psa.PAKEStepKeyShare, nil)), psa.ErrBadState)
	_, err := none.SharedKey(psa.Attributes{})
	want(t, err, psa.ErrBadState)
	want(t, none.Close(), psa.Success)
	if none.Suite() != (psa.PAKECipherSuite{}) || p.Suite() != c.suite {
		t.Error("the suite")
	}
}

// BenchmarkPAKE is a whole exchange, of both sides, from the setup to the keys.
func BenchmarkPAKE(b *testing.B) {
	bench := newBench(b)
	for _, c := range pakeCases() {
		client, server := c.keys(bench, c.suite, "secret")
		b.Run(fmt.Sprintf("%v/%d", c.suite.Alg, c.suite.Primitive.Bits()), func(b *testing.B) {
			for b.Loop() {
				p, q := c.begin(bench, client, server)
				if s := c.exchange(b, p, q, nil); s != nil {
					b.Fatal(s)
				}
				for _, x := range []*PAKE{p, q} {
					k, err := x.SharedKey(psa.Attributes{Type: keytype.Derive})
					want(b, err, psa.Success)
					want(b, k.Destroy(bg), psa.Success)
				}
			}
		})
	}
}
