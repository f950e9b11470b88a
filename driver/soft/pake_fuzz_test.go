package soft

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// FuzzPAKEInputs gives the first messages of a peer to exchanges of every kind: they are taken, or refused with a status that the specification has for them, and
// nothing else happens.
func FuzzPAKEInputs(f *testing.F) {
	f.Add(uint8(0), []byte("\x04"), []byte("\x04"), []byte{1})
	f.Add(uint8(3), bytes.Repeat([]byte{1}, 32), []byte{}, []byte{})
	f.Add(uint8(6), make([]byte, 96), []byte{}, make([]byte, 34))
	p256 := ecc(keytype.SECPR1, 256)
	pair := keytype.SPAKE2PKeyPair
	kinds := []struct {
		a    alg.Algorithm
		p    psa.PAKEPrimitive
		t    keytype.Type
		data []byte
		role psa.PAKERole
	}{
		{alg.JPAKE(alg.SHA256), p256, keytype.Password, []byte("secret"), 0},
		{alg.JPAKE(alg.SHA512), ecc(keytype.TwistedEdwards, 448), keytype.Password, []byte("secret"), 0},
		{alg.SPAKE2PHMAC(alg.SHA256), p256, pair(keytype.SECPR1), bytes.Repeat([]byte{3}, 64), psa.PAKERoleServer},
		{alg.SPAKE2PHMAC(alg.SHA256), ecc(keytype.TwistedEdwards, 255), pair(keytype.TwistedEdwards), bytes.Repeat([]byte{3}, 64), psa.PAKERoleServer},
		{alg.SPAKE2PCMAC(alg.SHA512), p256, pair(keytype.SECPR1), bytes.Repeat([]byte{3}, 64), psa.PAKERoleServer},
		{alg.SPAKE2PMatter, p256, pair(keytype.SECPR1), bytes.Repeat([]byte{3}, 64), psa.PAKERoleServer},
		{alg.WPA3SAEGDH(alg.SHA256), p256, keytype.WPA3SAEECC(keytype.SECPR1), vectors.Hex(f, saePT), 0},
	}
	f.Fuzz(func(t *testing.T, kind uint8, one, two, three []byte) {
		k := kinds[int(kind)%len(kinds)]
		s := psa.PAKECipherSuite{Alg: k.a, Primitive: k.p}
		if k.a.IsJPAKE() {
			s.KeyConfirmation = psa.PAKEUnconfirmedKey
		}
		p := side(t, rand.Reader, k.t, 0, k.data, driver.PAKESetup{Suite: s, Role: k.role, User: []byte("\x02user."), Peer: []byte("\x02peer.")})
		var calls []func() error
		in := func(step psa.PAKEStep, b []byte) {
			calls = append(calls, func() error { return p.Input(t.Context(), step, b) })
		}
		out := func(step psa.PAKEStep) {
			calls = append(calls, func() error { _, err := p.Output(t.Context(), step, nil); return err })
		}
		switch {
		case k.a.IsJPAKE():
			in(psa.PAKEStepKeyShare, one)
			in(psa.PAKEStepZKPublic, two)
			in(psa.PAKEStepZKProof, three)
		case k.a.IsSPAKE2P():
			in(psa.PAKEStepKeyShare, one)
			out(psa.PAKEStepKeyShare)
			out(psa.PAKEStepConfirm)
			in(psa.PAKEStepConfirm, three)
		default:
			out(psa.PAKEStepCommit)
			in(psa.PAKEStepCommit, one)
			in(psa.PAKEStepSalt, two)
			in(psa.PAKEStepConfirm, three)
		}
		for i, call := range calls {
			err := call()
			switch psa.StatusOf(err) {
			case psa.Success:
				if i == len(calls)-1 {
					t.Error("a proof or confirmation of a peer without any secret is taken")
				}
				continue
			case psa.ErrInvalidArgument, psa.ErrInvalidSignature:
			default:
				t.Errorf("%v: %v", s, err)
			}
			return
		}
	})
}
