package drivertest

import (
	"bytes"
	"fmt"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

var useRules = []rule{
	{"Supports tells whether the driver can use keys of a type and size with a specific algorithm", checkSupports},
	{"Methods that produce output append to dst and return the extended slice", checkAppend},
	{"Input may be the same memory as the free part of dst, beginning at the same byte", checkInPlace},
	{"Inputs are neither changed nor kept after the call", checkInputs},
	{"On an error the returned slice is nil and nothing confidential has been left behind len(dst)", checkFailures},
	{"A wrong signature, MAC or tag gives INVALID_SIGNATURE", checkVerdicts},
}

func checkSupports(x *exam) {
	n := 0
	for _, c := range x.calls(true) {
		n++
		out, err := c.do(nil, c.args)
		if err == nil {
			err = c.right(out)
		}
		if err != nil {
			x.Errorf("%s: %v", c.name, err)
		}
	}
	if n == 0 {
		x.Error("there is nothing that the driver says it can do")
	}
}

var prefix = []byte("what was there before")

// filled returns dst with what was there before and room free bytes of a pattern.
func filled(room int) []byte {
	dst := append(make([]byte, 0, len(prefix)+room), prefix...)
	free := dst[len(dst):cap(dst)]
	for i := range free {
		free[i] = 0xa5
	}
	return dst
}

func checkAppend(x *exam) {
	for _, c := range x.calls(false) {
		for room, name := range map[int]string{-1: "a nil dst", 0: "a dst without room", 3: "a dst with too little room", 8192: "a dst with room"} {
			var dst []byte
			if room >= 0 {
				dst = filled(room)
			}
			out, err := c.do(dst, c.args)
			if err != nil {
				x.Errorf("%s, %s: %v", c.name, name, err)
				continue
			}
			if !bytes.HasPrefix(out, dst) || len(dst) != 0 && !bytes.Equal(dst, prefix) {
				x.Errorf("%s, %s: what was there before has been changed", c.name, name)
				continue
			}
			if room > len(out) && &out[0] != &dst[0] {
				x.Errorf("%s, %s: the result is in other memory", c.name, name)
			}
			if err := c.right(out[len(dst):]); err != nil {
				x.Errorf("%s, %s: %v", c.name, name, err)
			}
		}
	}
}

func checkInPlace(x *exam) {
	for _, c := range x.calls(false) {
		if len(c.args) == 0 {
			continue
		}
		for _, room := range []int{len(c.args[0]), 8192} {
			dst := filled(room)
			in := dst[len(dst) : len(dst)+copy(dst[len(dst):cap(dst)], c.args[0])]
			out, err := c.do(dst, append([][]byte{in}, c.args[1:]...))
			if err == nil {
				err = c.right(out[len(dst):])
			}
			if err != nil {
				x.Errorf("%s, with %d bytes of room: %v", c.name, room, err)
			} else if !bytes.HasPrefix(out, prefix) {
				x.Errorf("%s: what was there before has been changed", c.name)
			}
		}
	}
}

func checkInputs(x *exam) {
	for _, c := range x.calls(false) {
		args := make([][]byte, len(c.args))
		for i := range args {
			args[i] = bytes.Clone(c.args[i])
		}
		out, err := c.do(nil, args)
		if err != nil {
			x.Errorf("%s: %v", c.name, err)
			continue
		}
		for i := range args {
			if !bytes.Equal(args[i], c.args[i]) {
				x.Errorf("%s: input %d has been changed", c.name, i)
			}
			// A result that is still right has not been kept in the memory of an input.
			clear(args[i])
		}
		if err := c.right(out); err != nil {
			x.Errorf("%s, after its inputs were wiped: %v", c.name, err)
		}
	}
}

// failure is a call that must fail, with what must not be seen then.
type failure struct {
	call
	want   []psa.Status
	secret []byte
}

func checkFailures(x *exam) {
	for _, f := range x.failures() {
		for _, inPlace := range []bool{false, true} {
			dst, args := filled(8192), f.args
			if inPlace {
				in := dst[len(dst) : len(dst)+copy(dst[len(dst):cap(dst)], args[0])]
				args = append([][]byte{in}, args[1:]...)
			}
			out, err := f.do(dst, args)
			x.status(f.name, err, f.want...)
			if err == nil {
				continue
			}
			if out != nil {
				x.Errorf("%s: a result beside the error %v", f.name, err)
			}
			if !bytes.Equal(dst, prefix) {
				x.Errorf("%s: what was there before has been changed", f.name)
			}
			free := dst[len(dst):cap(dst)]
			for i := 0; i+8 <= len(f.secret); i++ {
				if bytes.Contains(free, f.secret[i:i+8]) {
					x.Errorf("%s: after the error %v there are confidential bytes behind len(dst)", f.name, err)
					break
				}
			}
		}
	}
}

func flipped(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 0x40
	return b
}

// failures has calls with wrong data, for all that the driver says it can do.
func (x *exam) failures() []failure {
	var list []failure
	for _, s := range x.keys {
		for _, a := range algorithms(false) {
			if _, ok := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !ok {
				continue
			}
			switch {
			case a.IsAEAD():
				list = append(list, x.aeadFailures(s, a)...)
			case a.IsCipher():
				list = append(list, x.cipherFailures(s, a)...)
			case a.IsSignHash():
				list = append(list, x.hashFailures(s, a)...)
			case a.IsAsymmetricEncryption():
				list = append(list, x.encryptionFailures(s, a)...)
			case a.IsStandaloneKeyAgreement():
				list = append(list, x.agreementFailures(s, a)...)
			}
		}
	}
	return list
}

// changed is c with another argument i.
func (c call) changed(what string, i int, arg []byte) call {
	c.name += " with " + what
	c.args = append([][]byte(nil), c.args...)
	c.args[i] = arg
	return c
}

func (x *exam) aeadFailures(s *sample, a alg.Algorithm) []failure {
	calls := x.aeadCalls(s, a)
	if len(calls) != 2 {
		return nil
	}
	seal, open := calls[0], calls[1]
	msg, c, ad := seal.args[0], open.args[0], open.args[2]
	wrong := []psa.Status{psa.ErrInvalidSignature}
	short := []psa.Status{psa.ErrInvalidSignature, psa.ErrInvalidArgument}
	length := []psa.Status{psa.ErrInvalidArgument, psa.ErrNotSupported}
	return []failure{
		{open.changed("a wrong tag", 0, flipped(c, len(c)-1)), wrong, msg},
		{open.changed("a wrong ciphertext", 0, flipped(c, 0)), wrong, msg[1:]},
		{open.changed("other additional data", 2, flipped(ad, 0)), wrong, msg},
		{open.changed("another nonce", 1, flipped(open.args[1], 0)), wrong, msg},
		{open.changed("less ciphertext", 0, c[:len(c)-20]), wrong, msg},
		{open.changed("less than a tag", 0, c[:a.TagLength()-1]), short, nil},
		{open.changed("no nonce", 1, nil), length, msg},
		{seal.changed("no nonce", 1, nil), length, nil}, // in place, the message is the caller's
	}
}

func (x *exam) cipherFailures(s *sample, a alg.Algorithm) []failure {
	var list []failure
	wrong := []psa.Status{psa.ErrInvalidArgument}
	calls := x.cipherCalls(s, a)
	for _, c := range calls {
		if len(c.args[1]) != 0 {
			list = append(list, failure{c.changed("no IV", 1, nil), wrong, nil},
				failure{c.changed("an IV that is too long", 1, random(len(c.args[1])+1)), wrong, nil})
		}
		if a == alg.CBCNoPadding || a == alg.ECBNoPadding {
			list = append(list, failure{c.changed("a part of a block", 0, c.args[0][1:]), wrong, nil})
		}
	}
	if a != alg.CBCPKCS7 || len(calls) != 2 {
		return list
	}
	// CBC of a message that ends with 0 is CBC with a padding that can't be.
	decrypt := calls[1]
	list = append(list, failure{decrypt.changed("a part of a block", 0, decrypt.args[0][1:]), wrong, nil},
		failure{decrypt.changed("no block", 0, nil), wrong, nil})
	if x.can(s, alg.CBCNoPadding, psa.Encrypt) {
		msg := append(random(95), 0)
		c, err := x.d.(driver.Ciphers).EncryptCipher(bg, s.grant(alg.CBCNoPadding, psa.Encrypt), nil, decrypt.args[1], msg)
		if err != nil {
			x.Errorf("%s: %v", named("EncryptCipher", s, alg.CBCNoPadding), err)
			return list
		}
		list = append(list, failure{decrypt.changed("wrong padding", 0, c), []psa.Status{psa.ErrInvalidPadding}, msg})
	}
	return list
}

func (x *exam) hashFailures(s *sample, a alg.Algorithm) []failure {
	if a == alg.ECDSAAny || a == alg.RSAPKCS1V15SignRaw {
		return nil
	}
	var list []failure
	wrong := []psa.Status{psa.ErrInvalidArgument}
	for _, c := range x.signCalls(s, a) {
		if c.name != named("SignHash", s, a) {
			continue
		}
		h := c.args[0]
		list = append(list, failure{c.changed("a hash that is too short", 0, h[1:]), wrong, nil},
			failure{c.changed("a hash that is too long", 0, append(bytes.Clone(h), 0)), wrong, nil},
			failure{c.changed("no hash", 0, nil), wrong, nil})
	}
	return list
}

func (x *exam) encryptionFailures(s *sample, a alg.Algorithm) []failure {
	calls := x.encryptionCalls(s, a)
	if len(calls) != 2 {
		return nil
	}
	encrypt, decrypt := calls[0], calls[1]
	c, wrong := decrypt.args[0], []psa.Status{psa.ErrInvalidArgument}
	list := []failure{
		{encrypt.changed("a message that is too long", 0, random(s.attrs.Bits/8)), wrong, nil},
		{decrypt.changed("a ciphertext that is too short", 0, c[1:]), wrong, nil},
		{decrypt.changed("a ciphertext that is too long", 0, append(bytes.Clone(c), 0)), wrong, nil},
		{decrypt.changed("a number beyond the modulus", 0, bytes.Repeat([]byte{0xff}, len(c))), wrong, nil},
	}
	if a.IsRSAOAEP() {
		padding := []psa.Status{psa.ErrInvalidPadding}
		list = append(list, failure{decrypt.changed("another label", 1, []byte("other")), padding, encrypt.args[0]},
			failure{decrypt.changed("the number 2", 0, append(make([]byte, len(c)-1), 2)), padding, encrypt.args[0]})
	}
	return list
}

func (x *exam) agreementFailures(s *sample, a alg.Algorithm) []failure {
	var list []failure
	wrong := []psa.Status{psa.ErrInvalidArgument}
	for _, c := range x.agreementCalls(s, a) {
		peer := c.args[0]
		list = append(list, failure{c.changed("no peer", 0, nil), wrong, nil},
			failure{c.changed("a peer that is too short", 0, peer[:len(peer)-1]), wrong, nil},
			failure{c.changed("a peer that is too long", 0, append(bytes.Clone(peer), 0)), wrong, nil},
			// No group has a point or number of nothing but zeros with which the result would depend on both.
			failure{c.changed("a peer of zeros", 0, make([]byte, len(peer))), wrong, nil})
		if s.attrs.Type.IsECC() && s.attrs.Type.Family().IsWeierstrass() {
			list = append(list, failure{c.changed("a peer off the curve", 0, flipped(peer, len(peer)-1)), wrong, nil})
		}
	}
	return list
}

func checkVerdicts(x *exam) {
	for _, s := range x.keys {
		for _, a := range algorithms(false) {
			if _, ok := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !ok {
				continue
			}
			switch {
			case a.IsMAC():
				x.macVerdicts(s, a)
			case a.IsSign():
				x.signVerdicts(s, a)
			}
		}
	}
}

// wrongs are bytes that are not b, by what they are.
func wrongs(b []byte) map[string][]byte {
	return map[string][]byte{
		"its first byte changed": flipped(b, 0),
		"its last byte changed":  flipped(b, len(b)-1),
		"its end missing":        b[:len(b)-1],
		"a byte after it":        append(bytes.Clone(b), 0),
		"nothing":                nil,
	}
}

func (x *exam) macVerdicts(s *sample, a alg.Algorithm) {
	if !x.can(s, a, psa.VerifyMessage) {
		return
	}
	for _, c := range x.macCalls(s, a) {
		d := x.d.(driver.MACs)
		mac, err := c.do(nil, c.args)
		if err != nil {
			x.Errorf("%s: %v", c.name, err)
			continue
		}
		g := s.grant(a, psa.VerifyMessage)
		for what, m := range wrongs(mac) {
			x.status(named("VerifyMAC", s, a)+", "+what, d.VerifyMAC(bg, g, c.args[0], m), psa.ErrInvalidSignature)
		}
		x.status(named("VerifyMAC", s, a)+", another message", d.VerifyMAC(bg, g, flipped(c.args[0], 3), mac), psa.ErrInvalidSignature)
	}
}

func (x *exam) signVerdicts(s *sample, a alg.Algorithm) {
	for _, c := range x.signCalls(s, a) {
		d := x.d.(driver.Signatures)
		sig, err := c.do(nil, c.args)
		if err != nil {
			x.Errorf("%s: %v", c.name, err)
			continue
		}
		name, verify, u := "VerifyMessage", d.VerifyMessage, psa.VerifyMessage
		if c.name == named("SignHash", s, a) {
			name, verify, u = "VerifyHash", d.VerifyHash, psa.VerifyHash
			if a.Hash() != alg.None {
				x.status(fmt.Sprintf("%s, a hash that is too short", named(name, s, a)), verify(bg, s.grant(a, u), c.args[0][1:], sig, nil), psa.ErrInvalidArgument)
			}
		}
		for what, w := range wrongs(sig) {
			x.status(named(name, s, a)+", "+what, verify(bg, s.grant(a, u), c.args[0], w, nil), psa.ErrInvalidSignature)
		}
		x.status(named(name, s, a)+", another message", verify(bg, s.grant(a, u), flipped(c.args[0], 3), sig, nil), psa.ErrInvalidSignature)
	}
}
