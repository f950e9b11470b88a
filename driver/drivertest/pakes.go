package drivertest

import (
	"bytes"
	"fmt"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// message is what one side of an exchange sends, the client or server or simply one of two, or is given by its own caller.
type message struct {
	server bool
	step   psa.PAKEStep
	// given is what the side is given, nil where it sends.
	given []byte
}

// messagesOf are the messages of an exchange in an order that the specification allows; the last is one that proves or confirms.
func messagesOf(a alg.Algorithm) []message {
	send := func(server bool, steps ...psa.PAKEStep) (m []message) {
		for _, s := range steps {
			m = append(m, message{server: server, step: s})
		}
		return m
	}
	proof := []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
	var all []message
	switch {
	case a.IsJPAKE():
		for _, server := range []bool{false, true} {
			all = append(append(all, send(server, proof...)...), send(server, proof...)...)
		}
		return append(append(all, send(false, proof...)...), send(true, proof...)...)
	case a.IsSPAKE2P():
		all = append(send(false, psa.PAKEStepKeyShare), send(true, psa.PAKEStepKeyShare, psa.PAKEStepConfirm)...)
		return append(all, send(false, psa.PAKEStepConfirm)...)
	}
	all = append(send(false, psa.PAKEStepCommit), send(true, psa.PAKEStepCommit)...)
	for _, server := range []bool{false, true} {
		all = append(all, message{server, psa.PAKEStepSalt, []byte{19, 0}}, message{server, psa.PAKEStepConfirmCount, []byte{1, 0}})
	}
	return append(append(all, send(false, psa.PAKEStepConfirm)...), send(true, psa.PAKEStepConfirm)...)
}

// suiteOf is a cipher suite for a key and an algorithm.
func suiteOf(a alg.Algorithm, t keytype.Type, bits int) psa.PAKECipherSuite {
	s := psa.PAKECipherSuite{Alg: a, Primitive: psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256)}
	switch {
	case a.IsJPAKE():
		s.KeyConfirmation = psa.PAKEUnconfirmedKey
	case t.IsWPA3SAEDH():
		s.Primitive = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, t.Family(), bits)
	case t.Family() != 0:
		s.Primitive = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, t.Family(), bits)
	}
	return s
}

func checkPAKEs(x *exam) {
	d, ok := x.d.(driver.PAKEs)
	if !ok {
		x.Skip("the driver has no password-authenticated key exchanges")
	}
	n := 0
	for i, s := range x.keys {
		for a := range alg.All() {
			if !a.IsPAKE() || !a.IsSpecific() || !x.d.Supports(s.attrs.Type, s.attrs.Bits, a, psa.Derive) {
				continue
			}
			if _, fits := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !fits {
				continue
			}
			suite := suiteOf(a, s.attrs.Type, s.attrs.Bits)
			if err := d.CheckPAKE(bg, s.grant(a, psa.Derive), suite); psa.StatusOf(err) == psa.ErrNotSupported {
				continue
			} else if err != nil {
				x.Errorf("%v over %v with %v: %v", a, suite.Primitive, s, err)
				continue
			}
			n++
			client := s
			if s.attrs.Type.IsPublicKey() {
				client = x.keys[i-1] // its key pair
			}
			x.exchange(d, suite, client, s)
		}
	}
	if n == 0 {
		x.Error("the driver implements PAKEs and supports no exchange")
	}
}

// exchange runs both sides, once as it must be, and once with the last message altered.
func (x *exam) exchange(d driver.PAKEs, suite psa.PAKECipherSuite, client, server *sample) {
	name := fmt.Sprintf("%v with %v", suite, server)
	for _, altered := range []bool{false, true} {
		var sides [2]driver.PAKE
		for i, s := range []*sample{client, server} {
			setup := driver.PAKESetup{Suite: suite, User: []byte("\x02client"[:6]), Peer: []byte("\x02server"[:6])}
			if i == 1 {
				setup.User, setup.Peer = setup.Peer, setup.User
			}
			if suite.Alg.IsSPAKE2P() {
				setup.Role = []psa.PAKERole{psa.PAKERoleClient, psa.PAKERoleServer}[i]
			}
			p, err := d.NewPAKE(bg, s.grant(suite.Alg, psa.Derive), setup)
			if err != nil {
				x.Errorf("%s: %v", name, err)
				return
			}
			defer p.Close()
			sides[i] = p
		}
		messages := messagesOf(suite.Alg)
		for i, m := range messages {
			from, to := sides[0], sides[1]
			if m.server {
				from, to = to, from
			}
			if m.given != nil {
				if err := from.Input(bg, m.step, m.given); err != nil {
					x.Errorf("%s: %v: %v", name, m.step, err)
					return
				}
				continue
			}
			out, err := from.Output(bg, m.step, bytes.Clone(prefix))
			if err != nil || !bytes.HasPrefix(out, prefix) {
				x.Errorf("%s: the output of %v is %x, %v", name, m.step, out, err)
				return
			}
			out = out[len(prefix):]
			if most := psa.PAKEOutputSize(suite.Alg, suite.Primitive, m.step); len(out) > most {
				x.Errorf("%s: the output of %v has %d bytes, and there are at most %d", name, m.step, len(out), most)
			}
			last := i == len(messages)-1
			if last && altered {
				out[len(out)-1] ^= 1
			}
			before := bytes.Clone(out)
			err = to.Input(bg, m.step, out)
			if !bytes.Equal(out, before) {
				x.Errorf("%s: the input of %v has been changed", name, m.step)
			}
			if last && altered {
				x.status(name+": the last message altered", err, psa.ErrInvalidSignature)
				return
			}
			if err != nil {
				x.Errorf("%s: the input of %v: %v", name, m.step, err)
				return
			}
			clear(out) // whoever has kept it has zeros now
		}
		one, err := sides[0].SharedKey(bg, bytes.Clone(prefix))
		two, other := sides[1].SharedKey(bg, bytes.Clone(prefix))
		if err != nil || other != nil || !bytes.Equal(one, two) || !bytes.HasPrefix(one, prefix) || len(one) == len(prefix) {
			x.Errorf("%s: the secrets are %x and %x, %v, %v", name, one, two, err, other)
		}
		sides[0].Close()
		sides[0].Close()
	}
}
