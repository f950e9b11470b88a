package core

import (
	"context"
	"math/bits"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
)

// AEADEncrypt is psa_aead_encrypt; it appends ciphertext and tag to dst.
func (e *Engine) AEADEncrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.AEADEncrypt, a)
	if err != nil {
		return nil, psa.At(err, "aead_encrypt", k.ID)
	}
	defer u.release()
	if u.loc.aeads == nil {
		return nil, psa.At(u.loc.lacks("AEAD"), "aead_encrypt", k.ID)
	}
	out, err := u.loc.aeads.Seal(ctx, u.grant, dst, aside(dst, nonce), apart(dst, plaintext), aside(dst, ad))
	if err != nil {
		return nil, psa.At(err, "aead_encrypt", k.ID)
	}
	return out, nil
}

// AEADDecrypt is psa_aead_decrypt; it appends the plaintext to dst.
func (e *Engine) AEADDecrypt(ctx context.Context, k Ref, a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	u, err := e.acquire(ctx, k, op.AEADDecrypt, a)
	if err != nil {
		return nil, psa.At(err, "aead_decrypt", k.ID)
	}
	defer u.release()
	if u.loc.aeads == nil {
		return nil, psa.At(u.loc.lacks("AEAD"), "aead_decrypt", k.ID)
	}
	out, err := u.loc.aeads.Open(ctx, u.grant, dst, aside(dst, nonce), apart(dst, ciphertext), aside(dst, ad))
	if err != nil {
		return nil, psa.At(err, "aead_decrypt", k.ID)
	}
	return out, nil
}

// AEAD is a multi-part AEAD operation (psa_aead_operation_t).
type AEAD struct {
	multipart
	grant driver.Grant
	aeads driver.AEADs
	setup driver.AEADSetup
	// adLeft and textLeft are what is still to come of announced lengths.
	adLeft, textLeft uint64
	aead             driver.AEAD
}

// NewAEAD is psa_aead_encrypt_setup or psa_aead_decrypt_setup.
func (e *Engine) NewAEAD(ctx context.Context, k Ref, a alg.Algorithm, encrypt bool) (*AEAD, error) {
	o, call := op.AEADDecrypt, "aead_decrypt_setup"
	if encrypt {
		o, call = op.AEADEncrypt, "aead_encrypt_setup"
	}
	m := &AEAD{multipart: multipart{engine: e, family: "AEAD", phase: begun}, setup: driver.AEADSetup{Encrypt: encrypt}}
	err := e.hold(ctx, &m.multipart, k, o, a, func(u use) error {
		if u.loc.aeads == nil {
			return u.loc.lacks("AEAD")
		}
		m.grant, m.aeads = u.grant, u.loc.aeads
		return nil
	})
	if err != nil {
		return nil, psa.At(err, call, k.ID)
	}
	return m, nil
}

// SetLengths is psa_aead_set_lengths; lengths are in bytes.
func (m *AEAD) SetLengths(ad, plaintext uint64) error {
	return m.step("aead_set_lengths", begun, begun, func() error {
		if most := longestText(m.grant.Alg()); plaintext > most {
			return psa.Errorf(psa.ErrInvalidArgument, "%d bytes of plaintext are announced, but %v takes at most %d", plaintext, m.grant.Alg(), most)
		}
		m.setup.HasLengths, m.setup.ADLen, m.setup.TextLen = true, ad, plaintext
		m.adLeft, m.textLeft = ad, plaintext
		return nil
	})
}

// longestText is how many bytes an algorithm can encrypt under one nonce: SP 800-38D, section 5.2.1.1, for GCM; RFC 8439, section 2.8, for
// ChaCha20-Poly1305 and its kin. What CCM can take depends on its nonce, and the driver sees to it.
func longestText(a alg.Algorithm) uint64 {
	switch alg.AEADWithDefaultLengthTag(a) {
	case alg.GCM:
		return 1<<36 - 32
	case alg.ChaCha20Poly1305, alg.XChaCha20Poly1305:
		return 1<<38 - 64
	}
	return 1<<64 - 1
}

// announced tells whether the lengths are there, where the algorithm can't do without.
func (m *AEAD) announced() error {
	if m.isCCM() && !m.setup.HasLengths {
		return psa.Errorf(psa.ErrBadState, "CCM needs the lengths of additional data and plaintext before its nonce")
	}
	return nil
}

func (m *AEAD) isCCM() bool { return alg.AEADWithDefaultLengthTag(m.grant.Alg()) == alg.CCM }

// nonceLength is how long a generated nonce is. That of CCM leaves room for the length of the plaintext: 15-L bytes, where L is the smallest
// number from 2 that the length fits into (PSA Crypto 1.5, PSA_ALG_CCM).
func (m *AEAD) nonceLength() int {
	if !m.isCCM() {
		return alg.NonceLength(m.grant.Attributes().Type, m.grant.Alg())
	}
	return 15 - max(2, (bits.Len64(m.setup.TextLen)+7)/8)
}

func (m *AEAD) start(ctx context.Context, nonce []byte) error {
	if err := m.announced(); err != nil {
		return err
	}
	m.setup.Nonce = nonce
	var err error
	if m.aead, err = m.aeads.NewAEAD(ctx, m.grant, m.setup); err == nil {
		m.inner = m.aead
	}
	m.setup.Nonce = nil
	return err
}

// GenerateNonce is psa_aead_generate_nonce; it appends to dst. Error: BAD_STATE also for a decryption.
func (m *AEAD) GenerateNonce(ctx context.Context, dst []byte) (out []byte, err error) {
	allowed := phase(0)
	if m.setup.Encrypt {
		allowed = begun
	}
	err = m.step("aead_generate_nonce", allowed, primed, func() error {
		if err := m.announced(); err != nil {
			return err
		}
		var buf [alg.AEADNonceMaxSize]byte
		nonce := buf[:m.nonceLength()]
		if err := m.engine.random(nonce); err != nil {
			return err
		}
		if err := m.start(ctx, nonce); err != nil {
			return err
		}
		out = append(dst, nonce...)
		return nil
	})
	return out, err
}

// SetNonce is psa_aead_set_nonce.
func (m *AEAD) SetNonce(ctx context.Context, nonce []byte) error {
	return m.step("aead_set_nonce", begun, primed, func() error { return m.start(ctx, nonce) })
}

// UpdateAD is psa_aead_update_ad.
func (m *AEAD) UpdateAD(ctx context.Context, p []byte) error {
	return m.step("aead_update_ad", primed|associated, associated, func() error {
		if err := m.take(&m.adLeft, len(p), "additional data"); err != nil {
			return err
		}
		return m.aead.UpdateAD(ctx, p)
	})
}

// Update is psa_aead_update; it appends to dst.
func (m *AEAD) Update(ctx context.Context, dst, p []byte) (out []byte, err error) {
	err = m.step("aead_update", primed|associated|running, running, func() (err error) {
		if err := m.take(&m.textLeft, len(p), "text"); err != nil {
			return err
		}
		if err := m.complete(m.adLeft, "additional data"); err != nil {
			return err
		}
		out, err = m.aead.Update(ctx, dst, aside(dst, p))
		return err
	})
	return out, err
}

// take holds the data to the announced length.
func (m *AEAD) take(left *uint64, n int, what string) error {
	if !m.setup.HasLengths {
		return nil
	}
	if uint64(n) > *left {
		return psa.Errorf(psa.ErrInvalidArgument, "%d bytes of %s are given where %d are left of the announced length", n, what, *left)
	}
	*left -= uint64(n)
	return nil
}

// complete refuses to go on before the announced length has been given.
func (m *AEAD) complete(left uint64, what string) error {
	if m.setup.HasLengths && left != 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "%d bytes of %s are missing of the announced length", left, what)
	}
	return nil
}

// Pending tells how many bytes an Update with n bytes would append, or 0 where the operation can't be updated.
func (m *AEAD) Pending(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.phase&(primed|associated|running) == 0 {
		return 0
	}
	return m.aead.Pending(n)
}

func (m *AEAD) whole() error {
	if err := m.complete(m.adLeft, "additional data"); err != nil {
		return err
	}
	return m.complete(m.textLeft, "text")
}

// Finish is psa_aead_finish; it appends the rest of the ciphertext to dst and the tag to tag.
func (m *AEAD) Finish(ctx context.Context, dst, tag []byte) (text, fullTag []byte, err error) {
	allowed := phase(0)
	if m.setup.Encrypt {
		allowed = primed | associated | running
	}
	err = m.step("aead_finish", allowed, finished, func() (err error) {
		if err := m.whole(); err != nil {
			return err
		}
		text, fullTag, err = m.aead.Finish(ctx, dst, tag)
		return err
	})
	return text, fullTag, err
}

// Verify is psa_aead_verify; it appends the rest of the plaintext to dst.
func (m *AEAD) Verify(ctx context.Context, dst, tag []byte) (out []byte, err error) {
	allowed := phase(0)
	if !m.setup.Encrypt {
		allowed = primed | associated | running
	}
	err = m.step("aead_verify", allowed, finished, func() (err error) {
		if err := m.whole(); err != nil {
			return err
		}
		out, err = m.aead.Verify(ctx, dst, aside(dst, tag))
		return err
	})
	return out, err
}
