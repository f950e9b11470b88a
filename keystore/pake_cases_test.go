package keystore

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func curve(f keytype.Family, bits int) psa.PAKEPrimitive {
	return psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, f, bits)
}

func modp(bits int) psa.PAKEPrimitive {
	return psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, keytype.RFC3526, bits)
}

// pakeCase is a cipher suite with how its keys come from a password.
type pakeCase struct {
	suite psa.PAKECipherSuite
	keys  func(b *bench, s psa.PAKECipherSuite, password string) (client, server Key)
	// shared is the type of the key that comes of it, and bits the size.
	shared keytype.Type
	bits   int
}

// slow tells whether an exchange takes so long that not every alteration is tried with it.
func (c *pakeCase) slow() bool {
	return c.suite.Primitive.Type() == psa.PAKEPrimitiveTypeDH || c.suite.Alg.IsJPAKE() && c.suite.Primitive.Bits() > 256
}

func (c *pakeCase) String() string { return c.suite.String() }

func (b *bench) password(a alg.Algorithm, password string) Key {
	b.t.Helper()
	k, err := b.Import(bg, psa.Attributes{Type: keytype.Password, Policy: psa.Policy{Usage: psa.Derive, Alg: a}}, []byte(password))
	want(b.t, err, psa.Success)
	return k
}

func passwords(b *bench, s psa.PAKECipherSuite, password string) (Key, Key) {
	return b.password(s.Alg, password), b.password(s.Alg, password)
}

// registered is "SPAKE2+ registration": the key pair is derived, and the server has its public part.
func registered(b *bench, s psa.PAKECipherSuite, password string) (Key, Key) {
	kdf := alg.PBKDF2HMAC(alg.SHA256)
	d, err := b.NewDerivation(bg, kdf)
	want(b.t, err, psa.Success)
	defer d.Close()
	want(b.t, errors.Join(d.InputInteger(psa.InputCost, 1000), d.InputBytes(psa.InputSalt, []byte("salt")), d.InputKey(psa.InputPassword, b.password(kdf, password))), psa.Success)
	attrs := psa.Attributes{Type: keytype.SPAKE2PKeyPair(s.Primitive.Family()), Bits: s.Primitive.Bits(), Policy: psa.Policy{Usage: psa.Derive, Alg: s.Alg}}
	pair, err := d.Key(attrs)
	want(b.t, err, psa.Success)
	public, err := pair.ExportPublic(bg, nil)
	want(b.t, err, psa.Success)
	attrs.Type, attrs.Bits = attrs.Type.PublicKeyOf(), 0
	server, err := b.Import(bg, attrs, public)
	want(b.t, err, psa.Success)
	return pair, server
}

// tokens is "WPA3-SAE password processing" by hash-to-element; the policies are the wildcard.
func tokens(b *bench, s psa.PAKECipherSuite, password string) (Key, Key) {
	kdf := alg.WPA3SAEH2E(s.Alg.Hash())
	d, err := b.NewDerivation(bg, kdf)
	want(b.t, err, psa.Success)
	defer d.Close()
	want(b.t, errors.Join(d.InputBytes(psa.InputSalt, []byte("network")), d.InputKey(psa.InputPassword, b.password(alg.WPA3SAEAny, password))), psa.Success)
	t := keytype.WPA3SAEECC(s.Primitive.Family())
	if s.Primitive.Type() == psa.PAKEPrimitiveTypeDH {
		t = keytype.WPA3SAEDH(s.Primitive.Family())
	}
	attrs := psa.Attributes{Type: t, Bits: s.Primitive.Bits(), Policy: psa.Policy{Usage: psa.Derive, Alg: alg.WPA3SAEAny}}
	k, err := d.Key(attrs)
	want(b.t, err, psa.Success)
	// It is the only output.
	_, err = d.Key(attrs)
	want(b.t, err, psa.ErrInsufficientData)
	return k, k
}

func pakeCases() []pakeCase {
	p256, p384, p521 := curve(keytype.SECPR1, 256), curve(keytype.SECPR1, 384), curve(keytype.SECPR1, 521)
	confirmed := func(a alg.Algorithm, p psa.PAKEPrimitive) psa.PAKECipherSuite {
		return psa.PAKECipherSuite{Alg: a, Primitive: p}
	}
	unconfirmed := func(a alg.Algorithm, p psa.PAKEPrimitive) psa.PAKECipherSuite {
		return psa.PAKECipherSuite{Alg: a, Primitive: p, KeyConfirmation: psa.PAKEUnconfirmedKey}
	}
	return []pakeCase{
		{unconfirmed(alg.JPAKE(alg.SHA256), p256), passwords, keytype.Derive, 520},
		{unconfirmed(alg.JPAKE(alg.SHA384), p384), passwords, keytype.HMAC, 8 * 97},
		{unconfirmed(alg.JPAKE(alg.SHA512), p521), passwords, keytype.Derive, 8 * 133},
		{unconfirmed(alg.JPAKE(alg.SHA3_256), curve(keytype.TwistedEdwards, 255)), passwords, keytype.Derive, 256},
		{unconfirmed(alg.JPAKE(alg.SHA512), curve(keytype.TwistedEdwards, 448)), passwords, keytype.Derive, 456},
		{unconfirmed(alg.JPAKE(alg.SHA256), curve(keytype.BrainpoolPR1, 256)), passwords, keytype.Derive, 520},
		{unconfirmed(alg.JPAKE(alg.SHA256), modp(2048)), passwords, keytype.Derive, 2048},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA256), p256), registered, keytype.AES, 256},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA512), p256), registered, keytype.Derive, 512},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA256), p384), registered, keytype.Derive, 256},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA512), p384), registered, keytype.HMAC, 512},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA512), p521), registered, keytype.Derive, 512},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA256), curve(keytype.TwistedEdwards, 255)), registered, keytype.Derive, 256},
		{confirmed(alg.SPAKE2PHMAC(alg.SHA512), curve(keytype.TwistedEdwards, 448)), registered, keytype.Derive, 512},
		{confirmed(alg.SPAKE2PCMAC(alg.SHA256), p256), registered, keytype.Derive, 256},
		{confirmed(alg.SPAKE2PCMAC(alg.SHA512), p256), registered, keytype.Derive, 512},
		{confirmed(alg.SPAKE2PMatter, p256), registered, keytype.AES, 128},
		{confirmed(alg.WPA3SAEFixed(alg.SHA256), p256), passwords, keytype.AES, 256},
		{confirmed(alg.WPA3SAEFixed(alg.SHA256), curve(keytype.BrainpoolPR1, 384)), passwords, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEFixed(alg.SHA256), modp(2048)), passwords, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEFixed(alg.SHA256), p256), tokens, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEGDH(alg.SHA256), curve(keytype.BrainpoolPR1, 256)), tokens, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEFixed(alg.SHA384), p384), tokens, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEGDH(alg.SHA384), p384), tokens, keytype.Derive, 384},
		{confirmed(alg.WPA3SAEGDH(alg.SHA512), p521), tokens, keytype.AES, 512},
		{confirmed(alg.WPA3SAEFixed(alg.SHA512), curve(keytype.BrainpoolPR1, 512)), tokens, keytype.Derive, 256},
		{confirmed(alg.WPA3SAEGDH(alg.SHA256), modp(2048)), tokens, keytype.Derive, 256},
	}
}

// identities are those of both sides, which for WPA3-SAE are addresses.
func (c *pakeCase) identities() (client, server []byte) {
	if c.suite.Alg.IsWPA3SAE() {
		return []byte{2, 0, 0, 0, 0, 1}, []byte{2, 0, 0, 0, 0, 2}
	}
	return []byte("client@example.org"), []byte("server\x00\xff")
}

// begin sets both sides up.
func (c *pakeCase) begin(b *bench, client, server Key) (p, q *PAKE) {
	b.t.Helper()
	p, err := client.NewPAKE(bg, c.suite)
	want(b.t, err, psa.Success)
	q, err = server.NewPAKE(bg, c.suite)
	want(b.t, err, psa.Success)
	one, two := c.identities()
	if c.suite.Alg.IsSPAKE2P() {
		want(b.t, errors.Join(p.SetRole(psa.PAKERoleClient), q.SetRole(psa.PAKERoleServer), p.SetContext([]byte("context")), q.SetContext([]byte("context"))), psa.Success)
	}
	want(b.t, errors.Join(p.SetUser(one), p.SetPeer(two), q.SetUser(two), q.SetPeer(one)), psa.Success)
	return p, q
}

// leg is a part of the exchange: steps that one side sends, or is given by its caller.
type leg struct {
	server bool
	steps  []psa.PAKEStep
	given  []byte
}

func (c *pakeCase) legs() []leg {
	round := []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
	twice := slices.Concat(round, round)
	switch {
	case c.suite.Alg.IsJPAKE():
		return []leg{{false, twice, nil}, {true, twice, nil}, {true, round, nil}, {false, round, nil}}
	case c.suite.Alg.IsSPAKE2P():
		return []leg{{false, round[:1], nil}, {true, []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepConfirm}, nil}, {false, []psa.PAKEStep{psa.PAKEStepConfirm}, nil}}
	}
	salt, counter := []psa.PAKEStep{psa.PAKEStepSalt}, []psa.PAKEStep{psa.PAKEStepConfirmCount}
	commit, confirm := []psa.PAKEStep{psa.PAKEStepCommit}, []psa.PAKEStep{psa.PAKEStepConfirm}
	return []leg{{true, commit, nil}, {false, commit, nil}, {false, salt, []byte{}}, {true, salt, []byte{}}, {true, counter, []byte{9, 0}}, {true, confirm, nil},
		{false, counter, []byte{1, 0}}, {false, confirm, nil}}
}

// stopped is where an exchange ended with an error.
type stopped struct {
	message int
	step    psa.PAKEStep
	err     error
}

func (s *stopped) String() string { return fmt.Sprintf("message %d, %v: %v", s.message, s.step, s.err) }

// exchange runs the legs; alter may change each message that is sent, by its number. nil is the end without an error.
func (c *pakeCase) exchange(t testing.TB, p, q *PAKE, alter func(n int, b []byte) []byte) *stopped {
	t.Helper()
	n := 0
	for _, l := range c.legs() {
		from, to := p, q
		if l.server {
			from, to = q, p
		}
		for _, step := range l.steps {
			if l.given != nil {
				if err := from.Input(step, l.given); err != nil {
					return &stopped{n, step, err}
				}
				continue
			}
			b, err := from.Output(step, nil)
			if err != nil {
				return &stopped{n, step, err}
			}
			if alter != nil {
				b = alter(n, b)
			}
			if err := to.Input(step, b); err != nil {
				// The exchange is dead then.
				_, after := to.SharedKey(psa.Attributes{Type: keytype.Derive})
				want(t, after, psa.ErrBadState)
				want(t, to.Input(step, b), psa.ErrBadState)
				want(t, to.Close(), psa.Success)
				return &stopped{n, step, err}
			}
			n++
		}
	}
	return nil
}
