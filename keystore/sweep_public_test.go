package keystore

import (
	"os"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// sweepAll asks for every hash with every slow key too, which takes some minutes: make sweep.
var sweepAll = os.Getenv("PSA_SWEEP") == "all"

// thinner tells whether to leave a combination out of the usual run. Keys that are slow to use meet each hash with some sizes, not with all; each
// size and each hash is there.
type thinner map[string]int

func (s thinner) leaves(c combination) bool {
	if sweepAll || c.alg.Hash() == alg.None {
		return false
	}
	// The steps have no divisor in common with the number of sizes of the kind, so that each size has its turn.
	every := 1
	switch {
	case c.kind.IsSLHDSA() && (c.kind.Family() == keytype.SLHDSASHA2S || c.kind.Family() == keytype.SLHDSASHAKES):
		every = 10
	case c.kind.IsSLHDSA():
		every = 4
	case c.kind.IsRSA():
		every = 3
	case c.kind.IsECC() && c.kind.Family() != keytype.SECPR1:
		every = 11
	}
	if testing.Short() {
		every *= 13
	}
	class := keytype.Name(c.kind, 0)
	s[class]++
	return s[class]%every != 0
}

// streams tells whether an algorithm can sign a message in parts: those that read it twice can't (PSA Crypto 1.5, "Multi-part signature operations").
func streams(a alg.Algorithm) bool {
	switch a {
	case alg.PureEdDSA, alg.EdDSACtx, alg.SLHDSA, alg.DeterministicSLHDSA:
		return false
	}
	return true
}

func TestSweepSignatures(t *testing.T) {
	thin := thinner{}
	sweep(t, alg.ClassSign, func(m *materials, c combination) {
		if c.kind.IsPublicKey() || thin.leaves(c) {
			return // the public half comes with the pair
		}
		private, public := m.pair(c)
		defer private.Destroy(bg)
		defer public.Destroy(bg)
		var sig []byte
		if c.alg.IsSignMessage() {
			sig = m.signMessage(c, private, public)
			_, err := public.SignMessage(bg, c.alg, nil, nil, nil)
			m.status(c, "sign with the public key", err, psa.ErrInvalidArgument)
		}
		if c.alg.IsSignHash() {
			m.signHash(c, private, public, sig)
		}
	}, func(m *materials, k Key, c combination) {
		_, err := k.SignMessage(bg, c.alg, nil, nil, nil)
		m.status(c, "sign message", err, psa.ErrInvalidArgument)
		_, err = k.SignHash(bg, c.alg, nil, make([]byte, 32), nil)
		m.status(c, "sign hash", err, psa.ErrInvalidArgument)
		m.status(c, "verify message", k.VerifyMessage(bg, c.alg, nil, nil, nil), psa.ErrInvalidArgument)
		m.status(c, "verify hash", k.VerifyHash(bg, c.alg, make([]byte, 32), nil, nil), psa.ErrInvalidArgument)
		_, err = k.NewSign(bg, c.alg)
		m.status(c, "sign setup", err, psa.ErrInvalidArgument)
		_, err = k.NewVerify(bg, c.alg, nil)
		m.status(c, "verify setup", err, psa.ErrInvalidArgument)
	})
}

// signMessage signs and verifies a message whole and in parts, and returns a signature of "message" without context.
func (m *materials) signMessage(c combination, private, public Key) []byte {
	m.t.Helper()
	msg, other := []byte("message"), []byte("massage")
	sig, err := private.SignMessage(bg, c.alg, nil, msg, nil)
	if !m.status(c, "sign message", err, psa.Success) {
		return nil
	}
	if most := alg.SignOutputSize(c.kind, c.bits, c.alg); len(sig) > most {
		m.t.Errorf("%v: the signature has %d bytes, more than the %d that are promised", c, len(sig), most)
	}
	m.status(c, "verify", public.VerifyMessage(bg, c.alg, msg, sig, nil), psa.Success)
	m.status(c, "verify with the pair", private.VerifyMessage(bg, c.alg, msg, sig, nil), psa.Success)
	m.status(c, "verify another message", public.VerifyMessage(bg, c.alg, other, sig, nil), psa.ErrInvalidSignature)
	m.status(c, "verify an altered signature", public.VerifyMessage(bg, c.alg, msg, m.flipped(sig), nil), psa.ErrInvalidSignature)
	m.status(c, "verify a part of the signature", public.VerifyMessage(bg, c.alg, msg, sig[:len(sig)-1], nil), psa.ErrInvalidSignature)
	m.status(c, "verify an empty signature", public.VerifyMessage(bg, c.alg, msg, nil, nil), psa.ErrInvalidSignature)
	v := m.verifyParts(c, public, msg, sig, nil)
	m.status(c, "verify in parts", v.Finish(), psa.Success)
	m.status(c, "verify another message in parts", m.verifyParts(c, public, other, sig, nil).Finish(), psa.ErrInvalidSignature)
	s, err := private.NewSign(bg, c.alg)
	if streams(c.alg) {
		m.status(c, "sign setup", err, psa.Success)
		m.chunks(msg, func(p []byte) {
			_, err := s.Write(p)
			m.status(c, "sign update", err, psa.Success)
		})
		parts, err := s.Finish(nil)
		m.status(c, "sign finish", err, psa.Success)
		m.status(c, "verify what was signed in parts", public.VerifyMessage(bg, c.alg, msg, parts, nil), psa.Success)
	} else {
		m.status(c, "sign setup", err, psa.ErrNotSupported)
	}
	m.signContext(c, private, public, msg, sig)
	return sig
}

func (m *materials) verifyParts(c combination, public Key, msg, sig, context []byte) *Verify {
	m.t.Helper()
	v, err := public.NewVerify(bg, c.alg, sig)
	m.status(c, "verify setup", err, psa.Success)
	if context != nil {
		m.status(c, "verify set context", v.SetContext(context), psa.Success)
	}
	m.chunks(msg, func(p []byte) {
		_, err := v.Write(p)
		m.status(c, "verify update", err, psa.Success)
	})
	return v
}

// signContext: a context is bound to the signature, the empty one is that of a signature without, and one of 256 bytes is too long.
func (m *materials) signContext(c combination, private, public Key, msg, sig []byte) {
	m.t.Helper()
	context := []byte("context")
	with, err := private.SignMessage(bg, c.alg, nil, msg, context)
	if !c.alg.SignSupportsContext() {
		m.status(c, "sign with context", err, psa.ErrInvalidArgument)
		return
	}
	m.status(c, "sign with context", err, psa.Success)
	m.status(c, "verify with context", public.VerifyMessage(bg, c.alg, msg, with, context), psa.Success)
	m.status(c, "verify without the context", public.VerifyMessage(bg, c.alg, msg, with, nil), psa.ErrInvalidSignature)
	m.status(c, "verify with a context that was not", public.VerifyMessage(bg, c.alg, msg, sig, context), psa.ErrInvalidSignature)
	m.status(c, "verify with the empty context", public.VerifyMessage(bg, c.alg, msg, sig, []byte{}), psa.Success)
	m.status(c, "verify with context in parts", m.verifyParts(c, public, msg, with, context).Finish(), psa.Success)
	_, err = private.SignMessage(bg, c.alg, nil, msg, make([]byte, 256))
	m.status(c, "sign with too long a context", err, psa.ErrInvalidArgument)
}

// hashLengths are the lengths of hashes that an algorithm takes, and some that it does not.
func hashLengths(a alg.Algorithm) (right, wrong []int) {
	switch {
	case a == alg.ECDSAAny:
		return []int{20, 32, 64}, nil
	case a == alg.RSAPKCS1V15SignRaw:
		return []int{20, 32, 48}, []int{1024}
	case a == alg.Ed25519ph, a == alg.Ed448ph:
		return []int{64}, []int{0, 63, 65}
	}
	n := a.Hash().HashLength()
	return []int{n}, []int{0, n - 1, n + 1}
}

func (m *materials) signHash(c combination, private, public Key, ofMessage []byte) {
	m.t.Helper()
	right, wrong := hashLengths(c.alg)
	for _, n := range right {
		hash := m.random(n)
		sig, err := private.SignHash(bg, c.alg, nil, hash, nil)
		if !m.status(c, "sign hash", err, psa.Success) {
			return
		}
		m.status(c, "verify hash", public.VerifyHash(bg, c.alg, hash, sig, nil), psa.Success)
		m.status(c, "verify another hash", public.VerifyHash(bg, c.alg, m.random(n), sig, nil), psa.ErrInvalidSignature)
		m.status(c, "verify an altered signature", public.VerifyHash(bg, c.alg, hash, m.flipped(sig), nil), psa.ErrInvalidSignature)
		_, err = public.SignHash(bg, c.alg, nil, hash, nil)
		m.status(c, "sign hash with the public key", err, psa.ErrInvalidArgument)
	}
	for _, n := range wrong {
		_, err := private.SignHash(bg, c.alg, nil, m.random(n), nil)
		m.status(c, "sign a hash of a wrong length", err, psa.ErrInvalidArgument)
		m.status(c, "verify a hash of a wrong length", public.VerifyHash(bg, c.alg, m.random(n), make([]byte, alg.SignOutputSize(c.kind, c.bits, c.alg)), nil),
			psa.ErrInvalidArgument)
	}
	// The signature of a message is that of its hash.
	if h := c.alg.Hash(); h != alg.None && ofMessage != nil {
		hash, err := m.st.HashCompute(bg, h, nil, []byte("message"))
		m.status(c, "hash", err, psa.Success)
		m.status(c, "verify the hash of a message", public.VerifyHash(bg, c.alg, hash, ofMessage, nil), psa.Success)
	}
}

func TestSweepAsymmetricEncryption(t *testing.T) {
	thin := thinner{}
	sweep(t, alg.ClassAsymmetricEncryption, func(m *materials, c combination) {
		if c.kind.IsPublicKey() || thin.leaves(c) {
			return
		}
		private, public := m.pair(c)
		defer private.Destroy(bg)
		defer public.Destroy(bg)
		most := (c.bits+7)/8 - 11 // RFC 8017, section 7.2.1
		var label []byte
		if c.alg.IsRSAOAEP() {
			most, label = (c.bits+7)/8-2*c.alg.Hash().HashLength()-2, []byte("label") // RFC 8017, section 7.1.1
		}
		for _, n := range []int{0, min(1, most), most} {
			msg := m.random(n)
			ct, err := public.EncryptAsymmetric(bg, c.alg, nil, msg, label)
			if !m.status(c, "encrypt", err, psa.Success) {
				return
			}
			if len(ct) != (c.bits+7)/8 {
				t.Errorf("%v: %d bytes of output", c, len(ct))
			}
			back, err := private.DecryptAsymmetric(bg, c.alg, nil, ct, label)
			m.status(c, "decrypt", err, psa.Success)
			m.equal(c, "decrypted", back, msg)
			_, err = private.DecryptAsymmetric(bg, c.alg, nil, ct[1:], label)
			m.status(c, "decrypt a part", err, psa.ErrInvalidArgument)
			_, err = public.DecryptAsymmetric(bg, c.alg, nil, ct, label)
			m.status(c, "decrypt with the public key", err, psa.ErrInvalidArgument)
			_, err = private.DecryptAsymmetric(bg, c.alg, nil, ct, []byte("other"))
			if c.alg.IsRSAOAEP() {
				m.status(c, "decrypt with another label", err, psa.ErrInvalidPadding)
			} else {
				m.status(c, "decrypt with a label", err, psa.ErrInvalidArgument)
			}
		}
		_, err := public.EncryptAsymmetric(bg, c.alg, nil, make([]byte, most+1), label)
		m.status(c, "encrypt what is too long", err, psa.ErrInvalidArgument)
	}, func(m *materials, k Key, c combination) {
		_, err := k.EncryptAsymmetric(bg, c.alg, nil, nil, nil)
		m.status(c, "encrypt", err, psa.ErrInvalidArgument)
		_, err = k.DecryptAsymmetric(bg, c.alg, nil, make([]byte, (c.bits+7)/8), nil)
		m.status(c, "decrypt", err, psa.ErrInvalidArgument)
	})
}

func TestSweepKeyAgreement(t *testing.T) {
	sweep(t, alg.ClassKeyAgreement, func(m *materials, c combination) {
		if testing.Short() && c.kind.IsDH() && c.bits > 3072 {
			return
		}
		mine, theirs := m.key(c, c.alg), m.key(c, c.alg)
		defer mine.Destroy(bg)
		defer theirs.Destroy(bg)
		if !c.kind.IsDH() || c.bits <= 3072 {
			// Another key of the kind, not the one that the sweep keeps.
			theirs.Destroy(bg)
			var err error
			theirs, err = m.st.Generate(bg, psa.Attributes{Type: c.kind, Bits: c.bits, Policy: psa.Policy{Usage: psa.Derive | psa.Export, Alg: c.alg}})
			m.status(c, "generate", err, psa.Success)
		}
		myPublic, err := mine.ExportPublic(bg, nil)
		m.status(c, "export public", err, psa.Success)
		public, err := theirs.ExportPublic(bg, nil)
		m.status(c, "export public", err, psa.Success)
		secret, err := mine.AgreeRaw(bg, c.alg, nil, public)
		if !m.status(c, "agree", err, psa.Success) {
			return
		}
		if want := alg.RawKeyAgreementOutputSize(c.kind, c.bits); len(secret) != want {
			t.Errorf("%v: the secret has %d bytes, want %d", c, len(secret), want)
		}
		same, err := theirs.AgreeRaw(bg, c.alg, nil, myPublic)
		m.status(c, "agree on the other side", err, psa.Success)
		m.equal(c, "the other side", same, secret)
		k, err := mine.Agree(bg, c.alg, public, psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Export}})
		if m.status(c, "agree on a key", err, psa.Success) {
			data, err := k.Export(bg, nil)
			m.status(c, "export", err, psa.Success)
			m.equal(c, "the key", data, secret)
			k.Destroy(bg)
		}
		m.badPeers(c, mine, public)
	}, func(m *materials, k Key, c combination) {
		_, err := k.AgreeRaw(bg, c.alg, nil, nil)
		m.status(c, "agree", err, psa.ErrInvalidArgument)
	})
}

// badPeers are no public keys of the group, or of a subgroup that would give the secret away.
func (m *materials) badPeers(c combination, mine Key, public []byte) {
	m.t.Helper()
	refuse := func(what string, peer []byte) {
		m.t.Helper()
		_, err := mine.AgreeRaw(bg, c.alg, nil, peer)
		m.status(c, "agree with "+what, err, psa.ErrInvalidArgument)
	}
	refuse("nobody", nil)
	refuse("a part of a key", public[:len(public)-1])
	refuse("more than a key", append(public[:len(public):len(public)], 0))
	refuse("zeros", make([]byte, len(public)))
	switch {
	case c.kind.IsDH():
		one := make([]byte, len(public))
		one[len(one)-1] = 1
		refuse("one", one)
	case c.kind.Family() != keytype.Montgomery:
		refuse("a point that is not on the curve", append(public[:len(public)-1:len(public)-1], public[len(public)-1]^1))
	}
}

func TestSweepKeyEncapsulation(t *testing.T) {
	sweep(t, alg.ClassKeyEncapsulation, func(m *materials, c combination) {
		if c.kind.IsPublicKey() {
			return
		}
		private, public := m.pair(c)
		defer private.Destroy(bg)
		defer public.Destroy(bg)
		attrs := psa.Attributes{Type: keytype.HMAC, Policy: psa.Policy{Usage: psa.Export}}
		mine, ct, err := public.Encapsulate(bg, c.alg, attrs, nil)
		if !m.status(c, "encapsulate", err, psa.Success) {
			return
		}
		if want := alg.EncapsulateCiphertextSize(c.kind, c.bits, c.alg); len(ct) != want {
			t.Errorf("%v: the ciphertext has %d bytes, want %d", c, len(ct), want)
		}
		secret, err := mine.Export(bg, nil)
		m.status(c, "export", err, psa.Success)
		theirs, err := private.Decapsulate(bg, c.alg, ct, attrs)
		m.status(c, "decapsulate", err, psa.Success)
		same, err := theirs.Export(bg, nil)
		m.status(c, "export", err, psa.Success)
		m.equal(c, "the other side", same, secret)
		_, err = private.Decapsulate(bg, c.alg, ct[1:], attrs)
		m.status(c, "decapsulate a part", err, psa.ErrInvalidArgument)
		_, err = public.Decapsulate(bg, c.alg, ct, attrs)
		m.status(c, "decapsulate with the public key", err, psa.ErrInvalidArgument)
		if c.alg == alg.MLKEM {
			// Implicit rejection (FIPS 203, Algorithm 18).
			k, err := private.Decapsulate(bg, c.alg, m.flipped(ct), attrs)
			m.status(c, "decapsulate what was altered", err, psa.Success)
			if other, _ := k.Export(bg, nil); string(other) == string(secret) {
				t.Errorf("%v: an altered ciphertext gives the same secret", c)
			}
		}
		_, _, err = public.Encapsulate(bg, c.alg, psa.Attributes{Type: keytype.RSAKeyPair}, nil)
		m.status(c, "encapsulate an RSA key", err, psa.ErrInvalidArgument)
	}, func(m *materials, k Key, c combination) {
		_, _, err := k.Encapsulate(bg, c.alg, psa.Attributes{Type: keytype.Derive}, nil)
		m.status(c, "encapsulate", err, psa.ErrInvalidArgument)
		_, err = k.Decapsulate(bg, c.alg, nil, psa.Attributes{Type: keytype.Derive})
		m.status(c, "decapsulate", err, psa.ErrInvalidArgument)
	})
}
