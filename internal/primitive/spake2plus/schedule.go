package spake2plus

import (
	"context"
	"crypto/aes"
	"encoding/binary"

	"github.com/psacrypto/psa/internal/primitive/cmac"
	"github.com/psacrypto/psa/internal/primitive/hkdf"
	"github.com/psacrypto/psa/internal/primitive/prf"
	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// keys are what both sides derive from the transcript.
type keys struct{ confirmP, confirmV, shared []byte }

// of returns the key with which the prover, or the verifier, confirms.
func (k *keys) of(prover bool) []byte {
	if prover {
		return k.confirmP
	}
	return k.confirmV
}

func (k *keys) wipe() {
	clear(k.confirmP)
	clear(k.confirmV)
	clear(k.shared)
}

// transcript is TT (RFC 9383, section 3.3). Lengths have 8 bytes, least significant first.
//
// RFC 9383 leaves open how w0 is written and shows it for Weierstrass curves alone; it is a big-endian number as long as the order, also for the Edwards
// curves, as in the companion RFC 9382, section 3.3.
func (s *Suite) transcript(p *Party, z, v primegroup.Element) []byte {
	shareP, shareV := p.own, p.peer
	if !p.prover {
		shareP, shareV = shareV, shareP
	}
	items := [][]byte{p.ids.Prover, p.ids.Verifier, s.mBytes, s.nBytes, shareP, shareV, z.Append(nil), v.Append(nil), p.w0}
	if p.ids.HasContext {
		items = append([][]byte{p.ids.Context}, items...)
	}
	n := 0
	for _, b := range items {
		n += 8 + len(b)
	}
	// All of it at once, so that no piece of a secret is left behind by growing.
	tt := make([]byte, 0, n)
	for _, b := range items {
		tt = binary.LittleEndian.AppendUint64(tt, uint64(len(b)))
		tt = append(tt, b...)
	}
	return tt
}

// schedule is RFC 9383, section 3.4.
func (s *Suite) schedule(p *Party, z, v primegroup.Element) *keys {
	tt := s.transcript(p, z, v)
	defer clear(tt)
	h := s.hash()
	h.Write(tt)
	main := h.Sum(nil)
	prf.WipeHash(h)
	defer clear(main)
	if s.matter {
		// draft-bar-cfrg-spake2plus-02, section 4: Ka || Ke = Hash(TT), KcA || KcB = KDF(nil, Ka, "ConfirmationKeys").
		half := len(main) / 2
		kc := s.kdf(main[:half], "ConfirmationKeys", 2*half)
		return &keys{kc[:half], kc[half:], append([]byte(nil), main[half:]...)}
	}
	n := s.macKey
	if n == 0 {
		n = len(main)
	}
	kc := s.kdf(main, "ConfirmationKeys", 2*n)
	return &keys{kc[:n], kc[n:], s.kdf(main, "SharedKey", len(main))}
}

// kdf is HKDF without a salt.
func (s *Suite) kdf(secret []byte, info string, n int) []byte {
	prk := hkdf.Extract(s.hash, nil, secret)
	defer clear(prk)
	stream := hkdf.Expand(s.hash, prk, []byte(info))
	defer stream.Close()
	out := make([]byte, n)
	if err := stream.Read(context.Background(), out); err != nil {
		panic("spake2plus: " + err.Error())
	}
	return out
}

func (s *Suite) hmac(key, msg []byte) []byte {
	f := prf.NewHMAC(s.hash, key)
	defer f.Wipe()
	out := make([]byte, f.Size())
	f.Write(msg)
	f.Sum(out)
	return out
}

func cmacAES(key, msg []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("spake2plus: " + err.Error())
	}
	k, err := cmac.New(block)
	if err != nil {
		panic("spake2plus: " + err.Error())
	}
	defer k.Wipe()
	return k.Sum(nil, msg)
}
