package keystore

import (
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// sweepInputs are the inputs of a derivation in their order (PSA Crypto 1.5, "Key-derivation algorithms").
func sweepInputs(a alg.Algorithm) []psa.DerivationStep {
	switch {
	case a.IsHKDF():
		return []psa.DerivationStep{psa.InputSalt, psa.InputSecret, psa.InputInfo}
	case a.IsHKDFExtract():
		return []psa.DerivationStep{psa.InputSalt, psa.InputSecret}
	case a.IsHKDFExpand():
		return []psa.DerivationStep{psa.InputSecret, psa.InputInfo}
	case a.IsSP800108CounterHMAC(), a == alg.SP800108CounterCMAC:
		return []psa.DerivationStep{psa.InputSecret, psa.InputLabel, psa.InputContext}
	case a.IsTLS12PRF():
		return []psa.DerivationStep{psa.InputSeed, psa.InputSecret, psa.InputLabel}
	case a.IsTLS12PSKToMS():
		return []psa.DerivationStep{psa.InputSeed, psa.InputOtherSecret, psa.InputSecret, psa.InputLabel}
	case a.IsWPA3SAEH2E():
		return []psa.DerivationStep{psa.InputSalt, psa.InputPassword, psa.InputInfo}
	case a == alg.TLS12ECJPAKEToPMS:
		return []psa.DerivationStep{psa.InputSecret}
	}
	return []psa.DerivationStep{psa.InputCost, psa.InputSalt, psa.InputPassword}
}

// secretOf is the step of a derivation that takes the key which the sweep is about, and whether a key of a type can be that.
func secretOf(c combination) (psa.DerivationStep, bool) {
	switch c.kind {
	case keytype.RawData, keytype.Pepper, keytype.PasswordHash:
		return 0, false
	}
	if c.alg.IsKeyDerivationStretching() {
		return psa.InputPassword, true
	}
	return psa.InputSecret, true
}

// derivation begins a derivation with a key; the other inputs are always the same.
func (m *materials) derivation(c combination, k Key) *Derivation {
	m.t.Helper()
	d, err := m.st.NewDerivation(bg, c.alg)
	m.status(c, "setup", err, psa.Success)
	secret, _ := secretOf(c)
	for _, step := range sweepInputs(c.alg) {
		switch step {
		case secret:
			err = d.InputKey(step, k)
		case psa.InputCost:
			err = d.InputInteger(step, 2)
		default:
			err = d.InputBytes(step, []byte("input "+step.String()))
		}
		m.status(c, "input "+step.String(), err, psa.Success)
	}
	return d
}

func TestSweepDerivations(t *testing.T) {
	sweep(t, alg.ClassKeyDerivation, func(m *materials, c combination) {
		if _, ok := secretOf(c); !ok || c.alg == alg.TLS12ECJPAKEToPMS || c.alg.IsWPA3SAEH2E() || c.alg.IsTLS12PSKToMS() && c.bits > 1024 {
			return // inputs that are points, and outputs that are tokens, have tests of their own
		}
		k := m.key(c, c.alg)
		defer k.Destroy(bg)
		n := 150
		if c.alg.IsHKDFExtract() {
			n = c.alg.Hash().HashLength()
		}
		begin := func() *Derivation {
			d := m.derivation(c, k)
			m.status(c, "set capacity", d.SetCapacity(uint64(n)), psa.Success)
			return d
		}
		whole, parts := make([]byte, n), make([]byte, n)
		d := begin()
		if _, err := d.Read(whole); !m.status(c, "output", err, psa.Success) {
			return
		}
		_, err := d.Read(make([]byte, 1))
		m.status(c, "output beyond the capacity", err, psa.ErrInsufficientData)
		d.Close()
		d = begin()
		m.chunks(parts, func(p []byte) {
			_, err := d.Read(p)
			m.status(c, "output", err, psa.Success)
		})
		d.Close()
		m.equal(c, "in parts", parts, whole)
		m.status(c, "verify", begin().VerifyBytes(whole), psa.Success)
		m.status(c, "verify another", begin().VerifyBytes(m.flipped(whole)), psa.ErrInvalidSignature)
		made, err := begin().Key(psa.Attributes{Type: keytype.HMAC, Bits: 128, Policy: psa.Policy{Usage: psa.Export}})
		m.status(c, "output key", err, psa.Success)
		data, err := made.Export(bg, nil)
		m.status(c, "export", err, psa.Success)
		made.Destroy(bg)
		m.equal(c, "the key", data, whole[:16])
	}, func(m *materials, k Key, c combination) {
		d, err := m.st.NewDerivation(bg, c.alg)
		m.status(c, "setup", err, psa.Success)
		m.status(c, "input", d.InputKey(psa.InputSecret, k), psa.ErrInvalidArgument)
	})
}

// Keys of every type can be derived, and work: the public part of the pair is there. Types for which the specification has no procedure, or
// another one, say so.
func TestSweepDerivedKeys(t *testing.T) {
	m := newMaterials(t)
	source := m.key(combination{alg.HKDF(alg.SHA256), keytype.Derive, 256}, alg.HKDF(alg.SHA256))
	for _, r := range keytype.Rows() {
		for _, kind := range r.Types() {
			for _, bits := range kind.AllBits() {
				if kind.IsDH() && bits > 2048 && testing.Short() {
					continue
				}
				c := combination{alg.HKDF(alg.SHA256), kind, bits}
				d := m.derivation(combination{c.alg, keytype.Derive, 256}, source)
				k, err := d.Key(psa.Attributes{Type: kind, Bits: bits, Policy: psa.Policy{Usage: psa.Export}})
				d.Close()
				switch {
				case kind.IsPublicKey(), kind.IsWPA3SAEECC(), kind.IsWPA3SAEDH():
					m.status(c, "output key", err, psa.ErrInvalidArgument)
					continue
				case kind.IsRSA():
					m.status(c, "output key", err, psa.ErrNotSupported)
					continue
				case !m.status(c, "output key", err, psa.Success):
					continue
				}
				data, err := k.Export(bg, nil)
				m.status(c, "export", err, psa.Success)
				if len(data) != kind.ExportSize(bits) {
					t.Errorf("%v: the key has %d bytes, want %d", c, len(data), kind.ExportSize(bits))
				}
				if kind.IsKeyPair() {
					public, err := k.ExportPublic(bg, nil)
					m.status(c, "export public", err, psa.Success)
					if len(public) != kind.PublicKeyOf().ExportSize(bits) {
						t.Errorf("%v: the public key has %d bytes, want %d", c, len(public), kind.PublicKeyOf().ExportSize(bits))
					}
				}
				k.Destroy(bg)
			}
		}
	}
}
