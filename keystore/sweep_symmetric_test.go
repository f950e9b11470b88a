package keystore

import (
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func TestSweepHashes(t *testing.T) {
	m := newMaterials(t)
	for _, r := range alg.Rows() {
		if r.Class != alg.ClassHash {
			continue
		}
		for _, n := range sweepLengths {
			msg := m.random(n)
			whole, err := m.st.HashCompute(bg, r.Base, nil, msg)
			if !m.status(r.Base, "compute", err, psa.Success) {
				break
			}
			if len(whole) != r.Base.HashLength() {
				t.Errorf("%v has %d bytes, want %d", r.Base, len(whole), r.Base.HashLength())
			}
			m.status(r.Base, "compare", m.st.HashCompare(bg, r.Base, msg, whole), psa.Success)
			m.status(r.Base, "compare with another", m.st.HashCompare(bg, r.Base, msg, m.flipped(whole)), psa.ErrInvalidSignature)
			m.status(r.Base, "compare with a part", m.st.HashCompare(bg, r.Base, msg, whole[:len(whole)-1]), psa.ErrInvalidSignature)
			h, err := m.st.NewHash(bg, r.Base)
			m.status(r.Base, "setup", err, psa.Success)
			m.chunks(msg, func(p []byte) {
				clone, err := h.Clone()
				m.status(r.Base, "clone", err, psa.Success)
				_, err = h.Write(m.random(5)) // The clone must not see it.
				m.status(r.Base, "update", err, psa.Success)
				h.Close()
				h = m.suspended(r, clone)
				_, err = h.Write(p)
				m.status(r.Base, "update", err, psa.Success)
			})
			parts, err := h.Finish(nil)
			m.status(r.Base, "finish", err, psa.Success)
			m.equal(r.Base, "in parts", parts, whole)
		}
	}
}

// suspended sends a hash through its suspended state, if the specification has one for it.
func (m *materials) suspended(r alg.Row, h *Hash) *Hash {
	if r.Digest.SuspendState == 0 {
		c, err := h.Clone()
		m.status(r.Base, "clone", err, psa.Success)
		_, err = c.Suspend(nil)
		m.status(r.Base, "suspend", err, psa.ErrNotSupported)
		c.Close()
		return h
	}
	state, err := h.Suspend(nil)
	m.status(r.Base, "suspend", err, psa.Success)
	if most := alg.HashSuspendOutputSize(r.Base); len(state) > most {
		m.t.Errorf("%v: the suspended state has %d bytes, more than the %d that are promised", r.Base, len(state), most)
	}
	resumed, err := m.st.ResumeHash(bg, state)
	if !m.status(r.Base, "resume", err, psa.Success) {
		m.t.FailNow()
	}
	return resumed
}

func TestSweepXOFs(t *testing.T) {
	m := newMaterials(t)
	for _, r := range alg.Rows() {
		if r.Class != alg.ClassXOF {
			continue
		}
		for _, n := range sweepLengths {
			msg, context := m.random(n), m.random(n%257)
			begin := func() *XOF {
				x, err := m.st.NewXOF(bg, r.Base)
				if !m.status(r.Base, "setup", err, psa.Success) {
					t.FailNow()
				}
				if r.Base.XOFHasContext() {
					m.status(r.Base, "set context", x.SetContext(context), psa.Success)
				}
				return x
			}
			one, two := begin(), begin()
			_, err := one.Write(msg)
			m.status(r.Base, "update", err, psa.Success)
			m.chunks(msg, func(p []byte) { two.Write(p) })
			whole, parts := make([]byte, 400), make([]byte, 400)
			_, err = one.Read(whole)
			m.status(r.Base, "output", err, psa.Success)
			m.chunks(parts, func(p []byte) {
				_, err := two.Read(p)
				m.status(r.Base, "output", err, psa.Success)
			})
			m.equal(r.Base, "in parts", parts, whole)
			_, err = two.Write(nil)
			m.status(r.Base, "update after output", err, psa.ErrBadState)
			_, err = two.Read(parts)
			m.status(r.Base, "output after an error", err, psa.ErrBadState)
			one.Close()
			two.Close()
		}
		m.contexts(r.Base)
	}
}

// contexts calls set_context where it may not be called, and leaves it out where it may not be left out.
func (m *materials) contexts(a alg.Algorithm) {
	begin := func() *XOF {
		x, err := m.st.NewXOF(bg, a)
		m.status(a, "setup", err, psa.Success)
		return x
	}
	x := begin()
	if !a.XOFHasContext() {
		m.status(a, "set context", x.SetContext(nil), psa.ErrInvalidArgument)
		x = begin()
		x.Write(nil)
		m.status(a, "set context after update", x.SetContext(nil), psa.ErrBadState)
		return
	}
	_, err := x.Write(nil)
	m.status(a, "update without context", err, psa.ErrBadState)
	_, err = begin().Read(make([]byte, 1))
	m.status(a, "output without context", err, psa.ErrBadState)
	x = begin()
	m.status(a, "set context", x.SetContext(nil), psa.Success)
	m.status(a, "set context twice", x.SetContext(nil), psa.ErrBadState)
	m.status(a, "set too long a context", begin().SetContext(make([]byte, 257)), psa.ErrInvalidArgument)
}

func TestSweepMACs(t *testing.T) {
	sweep(t, alg.ClassMAC, func(m *materials, c combination) {
		k := m.key(c, alg.AtLeastThisLengthMAC(c.alg, 1+3*boolInt(!c.alg.IsBLAKE2MAC())))
		defer k.Destroy(bg)
		for _, n := range sweepLengths[len(sweepLengths)-6:] {
			msg := m.random(n)
			mac, err := k.MAC(bg, c.alg, nil, msg)
			if !m.status(c, "compute", err, psa.Success) {
				return
			}
			if want := alg.MACLength(c.alg, c.kind, c.bits); len(mac) != want {
				t.Errorf("%v: the MAC has %d bytes, want %d", c, len(mac), want)
			}
			whole, err := k.MAC(bg, alg.FullLengthMAC(c.alg), nil, msg)
			m.status(c, "compute in full", err, psa.Success)
			m.equal(c, "truncated", mac, whole[:len(mac)])
			m.status(c, "verify", k.VerifyMAC(bg, c.alg, msg, mac), psa.Success)
			m.status(c, "verify another", k.VerifyMAC(bg, c.alg, msg, m.flipped(mac)), psa.ErrInvalidSignature)
			m.status(c, "verify a part", k.VerifyMAC(bg, c.alg, msg, mac[:len(mac)-1]), psa.ErrInvalidSignature)
			m.status(c, "verify more", k.VerifyMAC(bg, c.alg, msg, append(mac[:len(mac):len(mac)], 0)), psa.ErrInvalidSignature)
			s, err := k.NewMAC(bg, c.alg)
			m.status(c, "sign setup", err, psa.Success)
			v, err := k.NewMACVerify(bg, c.alg)
			m.status(c, "verify setup", err, psa.Success)
			m.chunks(msg, func(p []byte) { s.Write(p); v.Write(p) })
			parts, err := s.Finish(nil)
			m.status(c, "sign finish", err, psa.Success)
			m.equal(c, "in parts", parts, mac)
			m.status(c, "verify finish", v.Verify(mac), psa.Success)
		}
	}, func(m *materials, k Key, c combination) {
		_, err := k.MAC(bg, c.alg, nil, nil)
		m.status(c, "compute", err, psa.ErrInvalidArgument)
		m.status(c, "verify", k.VerifyMAC(bg, c.alg, nil, make([]byte, 16)), psa.ErrInvalidArgument)
		_, err = k.NewMAC(bg, c.alg)
		m.status(c, "sign setup", err, psa.ErrInvalidArgument)
		_, err = k.NewMACVerify(bg, c.alg)
		m.status(c, "verify setup", err, psa.ErrInvalidArgument)
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// takesLength tells whether a cipher takes messages of n bytes.
func takesLength(c combination, n int) bool {
	switch c.alg {
	case alg.ECBNoPadding, alg.CBCNoPadding:
		return n%c.kind.BlockCipherBlockLength() == 0
	case alg.XTS:
		return n >= 16
	}
	return true
}

func TestSweepCiphers(t *testing.T) {
	sweep(t, alg.ClassCipher, func(m *materials, c combination) {
		k := m.key(c, c.alg)
		defer k.Destroy(bg)
		iv := alg.IVLength(c.kind, c.alg)
		for _, n := range sweepLengths {
			msg := m.random(n)
			whole, err := k.Encrypt(bg, c.alg, nil, msg)
			if !takesLength(c, n) {
				m.status(c, "encrypt", err, psa.ErrInvalidArgument)
				continue
			}
			if !m.status(c, "encrypt", err, psa.Success) {
				return
			}
			if most := alg.CipherEncryptOutputSize(c.kind, c.alg, n); len(whole) > most {
				t.Errorf("%v: %d bytes of output for %d, more than the %d that are promised", c, len(whole), n, most)
			}
			back, err := k.Decrypt(bg, c.alg, nil, whole)
			m.status(c, "decrypt", err, psa.Success)
			m.equal(c, "decrypted", back, msg)
			m.equal(c, "encrypted in parts", m.cipherParts(c, k, true, whole[:iv], msg), whole[iv:])
			m.equal(c, "decrypted in parts", m.cipherParts(c, k, false, whole[:iv], whole[iv:]), msg)
		}
		m.badIVs(c, k, iv)
	}, func(m *materials, k Key, c combination) {
		_, err := k.Encrypt(bg, c.alg, nil, nil)
		m.status(c, "encrypt", err, psa.ErrInvalidArgument)
		_, err = k.Decrypt(bg, c.alg, nil, make([]byte, 64))
		m.status(c, "decrypt", err, psa.ErrInvalidArgument)
		_, err = k.NewEncrypt(bg, c.alg)
		m.status(c, "encrypt setup", err, psa.ErrInvalidArgument)
		_, err = k.NewDecrypt(bg, c.alg)
		m.status(c, "decrypt setup", err, psa.ErrInvalidArgument)
	})
}

func (m *materials) cipherParts(c combination, k Key, encrypt bool, iv, msg []byte) []byte {
	m.t.Helper()
	o, err := k.newCipher(bg, c.alg, encrypt)
	m.status(c, "setup", err, psa.Success)
	if len(iv) > 0 {
		m.status(c, "set IV", o.SetIV(iv), psa.Success)
	}
	var out []byte
	m.chunks(msg, func(p []byte) {
		pending, before := o.Pending(len(p)), len(out)
		out, err = o.Update(out, p)
		m.status(c, "update", err, psa.Success)
		if len(out)-before != pending {
			m.t.Errorf("%v: update gives %d bytes, but Pending promised %d", c, len(out)-before, pending)
		}
		if most := alg.CipherUpdateOutputSize(c.kind, c.alg, len(p)); len(out)-before > most {
			m.t.Errorf("%v: update gives %d bytes for %d, more than the %d that are promised", c, len(out)-before, len(p), most)
		}
	})
	before := len(out)
	out, err = o.Finish(out)
	m.status(c, "finish", err, psa.Success)
	if most := alg.CipherFinishOutputSize(c.kind, c.alg); len(out)-before > most {
		m.t.Errorf("%v: finish gives %d bytes, more than the %d that are promised", c, len(out)-before, most)
	}
	return out
}

// badIVs gives an operation IVs of wrong lengths; the stream cipher ChaCha20 has several right ones.
func (m *materials) badIVs(c combination, k Key, right int) {
	lengths := []int{0, right + 1, 40}
	switch c.alg {
	case alg.CTR: // any length up to a block
	case alg.CCMStarNoTag: // 7 to 13 bytes
		lengths = append(lengths, 1, 6)
	default:
		lengths = append(lengths, 1, max(right-1, 2))
	}
	for _, n := range lengths {
		o, err := k.NewEncrypt(bg, c.alg)
		m.status(c, "setup", err, psa.Success)
		err = o.SetIV(make([]byte, n))
		switch {
		case right == 0 && psa.StatusOf(err) != psa.ErrBadState:
			m.t.Errorf("%v takes no IV, but set IV gives %v", c, err)
		case right != 0:
			m.status(c, "set a bad IV", err, psa.ErrInvalidArgument)
		}
	}
	if right != 0 {
		o, err := k.NewEncrypt(bg, c.alg)
		m.status(c, "setup", err, psa.Success)
		_, err = o.Update(nil, nil)
		m.status(c, "update without IV", err, psa.ErrBadState)
	}
}

// nonces are the lengths in bytes of nonces that an AEAD takes, and those next to them that it does not.
func nonces(c combination) (right, wrong []int) {
	switch c.alg.Base() {
	case alg.CCM:
		return []int{7, 8, 9, 10, 11, 12, 13}, []int{0, 6, 14}
	case alg.GCM:
		return []int{12, 1, 8, 11, 13, 16, 17, 60}, []int{0}
	case alg.ChaCha20Poly1305:
		return []int{12}, []int{0, 11, 13, 24}
	case alg.XChaCha20Poly1305:
		return []int{24}, []int{0, 12, 23, 25}
	}
	return []int{16}, []int{0, 12, 15, 17}
}

func TestSweepAEADs(t *testing.T) {
	sweep(t, alg.ClassAEAD, func(m *materials, c combination) {
		k := m.key(c, alg.AEADWithAtLeastThisLengthTag(c.alg, 1))
		defer k.Destroy(bg)
		right, wrong := nonces(c)
		for i, n := range sweepLengths {
			nonce, msg, ad := m.random(right[i%len(right)]), m.random(n), m.random(300-n)
			whole, err := k.Seal(bg, c.alg, nil, nonce, msg, ad)
			if !m.status(c, "encrypt", err, psa.Success) {
				return
			}
			if want := n + c.alg.TagLength(); len(whole) != want {
				t.Errorf("%v: %d bytes of output for %d, want %d", c, len(whole), n, want)
			}
			back, err := k.Unseal(bg, c.alg, nil, nonce, whole, ad)
			m.status(c, "decrypt", err, psa.Success)
			m.equal(c, "decrypted", back, msg)
			m.altered(c, k, nonce, whole, ad)
			m.equal(c, "encrypted in parts", m.aeadParts(c, k, true, nonce, msg, ad, nil), whole)
			m.equal(c, "decrypted in parts", m.aeadParts(c, k, false, nonce, whole[:n], ad, whole[n:]), msg)
		}
		for _, n := range wrong {
			_, err := k.Seal(bg, c.alg, nil, make([]byte, n), nil, nil)
			m.status(c, "encrypt with a bad nonce", err, psa.ErrInvalidArgument)
			_, err = k.Unseal(bg, c.alg, nil, make([]byte, n), make([]byte, 40), nil)
			m.status(c, "decrypt with a bad nonce", err, psa.ErrInvalidArgument)
		}
	}, func(m *materials, k Key, c combination) {
		_, err := k.Seal(bg, c.alg, nil, make([]byte, 12), nil, nil)
		m.status(c, "encrypt", err, psa.ErrInvalidArgument)
		_, err = k.Unseal(bg, c.alg, nil, make([]byte, 12), make([]byte, 64), nil)
		m.status(c, "decrypt", err, psa.ErrInvalidArgument)
		_, err = k.NewSeal(bg, c.alg)
		m.status(c, "encrypt setup", err, psa.ErrInvalidArgument)
		_, err = k.NewUnseal(bg, c.alg)
		m.status(c, "decrypt setup", err, psa.ErrInvalidArgument)
	})
}

// altered changes each part of a message in turn; nothing of it may come out.
func (m *materials) altered(c combination, k Key, nonce, whole, ad []byte) {
	m.t.Helper()
	refuse := func(what string, nonce, whole, ad []byte) {
		m.t.Helper()
		out, err := k.Unseal(bg, c.alg, nil, nonce, whole, ad)
		m.status(c, "decrypt with another "+what, err, psa.ErrInvalidSignature)
		if out != nil {
			m.t.Errorf("%v: with another %s something comes out", c, what)
		}
	}
	refuse("text", nonce, m.flipped(whole), ad)
	refuse("nonce", m.flipped(nonce), whole, ad)
	if len(ad) > 0 {
		refuse("ad", nonce, whole, m.flipped(ad))
	}
}

func (m *materials) aeadParts(c combination, k Key, encrypt bool, nonce, text, ad, tag []byte) []byte {
	m.t.Helper()
	o, err := k.newAEAD(bg, c.alg, encrypt)
	if !m.status(c, "setup", err, psa.Success) {
		return nil
	}
	if c.alg.Base() == alg.CCM || len(text)%2 == 1 {
		m.status(c, "set lengths", o.SetLengths(uint64(len(ad)), uint64(len(text))), psa.Success)
	}
	m.status(c, "set nonce", o.SetNonce(nonce), psa.Success)
	m.chunks(ad, func(p []byte) { m.status(c, "update AD", o.UpdateAD(p), psa.Success) })
	var out []byte
	m.chunks(text, func(p []byte) {
		pending, before := o.Pending(len(p)), len(out)
		out, err = o.Update(out, p)
		m.status(c, "update", err, psa.Success)
		if len(out)-before != pending {
			m.t.Errorf("%v: update gives %d bytes, but Pending promised %d", c, len(out)-before, pending)
		}
	})
	if !encrypt {
		out, err = o.Verify(out, tag)
		m.status(c, "verify", err, psa.Success)
		return out
	}
	out, tag, err = o.Finish(out, nil)
	m.status(c, "finish", err, psa.Success)
	return append(out, tag...)
}

func TestSweepKeyWrapping(t *testing.T) {
	sweep(t, alg.ClassKeyWrap, func(m *materials, c combination) {
		k := m.key(c, c.alg)
		defer k.Destroy(bg)
		for n := 1; n <= 41; n++ {
			data := m.random(n)
			attrs := psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Export}}
			other, err := m.st.Import(bg, attrs, data)
			m.status(c, "import", err, psa.Success)
			wrapped, err := k.Wrap(bg, c.alg, nil, other)
			other.Destroy(bg)
			// SP 800-38F: KW takes two semiblocks or more, KWP any number of bytes.
			if c.alg == alg.KW && (n < 16 || n%8 != 0) {
				m.status(c, "wrap", err, psa.ErrInvalidArgument)
				continue
			}
			if !m.status(c, "wrap", err, psa.Success) {
				return
			}
			if most := alg.WrapKeyOutputSize(c.kind, c.alg, keytype.Derive, 8*n); len(wrapped) > most {
				t.Errorf("%v: %d bytes of output for %d, more than the %d that are promised", c, len(wrapped), n, most)
			}
			back, err := k.Unwrap(bg, c.alg, wrapped, attrs)
			if m.status(c, "unwrap", err, psa.Success) {
				got, err := back.Export(bg, nil)
				m.status(c, "export", err, psa.Success)
				m.equal(c, "unwrapped", got, data)
				back.Destroy(bg)
			}
			_, err = k.Unwrap(bg, c.alg, m.flipped(wrapped), attrs)
			m.status(c, "unwrap what was altered", err, psa.ErrInvalidSignature)
			_, err = k.Unwrap(bg, c.alg, wrapped[:len(wrapped)-1], attrs)
			m.status(c, "unwrap a part", err, psa.ErrInvalidSignature)
			attrs.Bits = 8*n + 8
			_, err = k.Unwrap(bg, c.alg, wrapped, attrs)
			m.status(c, "unwrap to another size", err, psa.ErrInvalidArgument)
		}
	}, func(m *materials, k Key, c combination) {
		_, err := k.Wrap(bg, c.alg, nil, k)
		m.status(c, "wrap", err, psa.ErrInvalidArgument)
		_, err = k.Unwrap(bg, c.alg, make([]byte, 24), psa.Attributes{Type: keytype.Derive})
		m.status(c, "unwrap", err, psa.ErrInvalidArgument)
	})
}
