package drivertest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// parts is a multi-part operation that the driver says it can do, with what one call makes of the same message.
type parts struct {
	name string
	msg  []byte
	// begin may be called often; inputs that the operation copies are given to it in fresh memory, which is wiped afterwards.
	begin func() (part, error)
	right func(out []byte) error
}

// part is a multi-part operation under way. update and finish append; pending is nil where the operation has none.
type part struct {
	update  func(dst, p []byte) ([]byte, error)
	pending func(n int) int
	finish  func(dst []byte) ([]byte, error)
	close   func()
}

var partRules = []rule{
	{"What comes of many parts is what comes of one call", checkParts},
	{"Pending returns how many bytes an Update with n bytes would append", checkPending},
	{"Close may be called more than once, also before anything else and after the end", checkClose},
	{"Clone returns an independent hash in the same state, and ResumeHash goes on from a state that Suspend gave", checkHashStates},
	{"A multi-part decryption that is not authentic ends with INVALID_SIGNATURE", checkPartVerdicts},
	{"Read fills out with the next bytes of the stream", checkDerivations},
	{"NewXOF gives INVALID_ARGUMENT for a context that the algorithm can't take", checkContexts},
	{"An exchange gives both sides the same secret, and INVALID_SIGNATURE for a proof or confirmation that is wrong", checkPAKEs},
}

// silent is the update of operations that put nothing out before their end.
func silent(update func(p []byte) error) func(dst, p []byte) ([]byte, error) {
	return func(dst, p []byte) ([]byte, error) { return dst, update(p) }
}

// borrowed calls f with a copy of b, which it wipes afterwards, so that it shows if b is kept.
func borrowed[T any](b []byte, f func([]byte) (T, error)) (T, error) {
	b = bytes.Clone(b)
	defer clear(b)
	return f(b)
}

func (x *exam) parts() []parts {
	var list []parts
	if d, ok := x.d.(driver.Hashes); ok {
		for _, c := range x.hashAlgorithms() {
			msg := random(300)
			list = append(list, parts{fmt.Sprintf("NewHash %v", c), msg, func() (part, error) {
				h, err := d.NewHash(bg, c)
				if err != nil {
					return part{}, err
				}
				return part{silent(func(p []byte) error { return h.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) { return h.Finish(bg, dst) }, h.Close}, nil
			}, func(out []byte) error { return agrees(out)(d.Hash(bg, c, nil, msg)) }})
		}
	}
	list = append(list, x.xofParts()...)
	for _, s := range x.keys {
		for _, a := range algorithms(false) {
			if _, ok := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !ok {
				continue
			}
			switch {
			case a.IsMAC() && x.can(s, a, psa.SignMessage):
				list = append(list, x.macParts(s, a)...)
			case a.IsCipher():
				list = append(list, x.cipherParts(s, a)...)
			case a.IsAEAD():
				list = append(list, x.aeadParts(s, a)...)
			case a.IsSignMessage() && x.can(s, a, psa.SignMessage):
				list = append(list, x.signParts(s, a)...)
			}
		}
	}
	return list
}

func agrees(out []byte) func(want []byte, err error) error {
	return func(want []byte, err error) error { return errors.Join(err, same(out, want)) }
}

func (x *exam) hashAlgorithms() []alg.Algorithm {
	var list []alg.Algorithm
	for a := range alg.All() {
		if a.IsHash() && x.d.Supports(keytype.None, 0, a, 0) {
			list = append(list, a)
		}
	}
	return list
}

func (x *exam) macParts(s *sample, a alg.Algorithm) []parts {
	d, ok := implements[driver.MACs](x, a)
	if !ok {
		return nil
	}
	msg, g := random(320), s.grant(a, psa.SignMessage)
	begin := func() (driver.MAC, error) { return d.NewMAC(bg, g) }
	made := func() (part, error) {
		m, err := begin()
		if err != nil {
			return part{}, err
		}
		return part{silent(func(p []byte) error { return m.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) { return m.Finish(bg, dst) }, m.Close}, nil
	}
	verified := func() (part, error) {
		m, err := begin()
		if err != nil {
			return part{}, err
		}
		return part{silent(func(p []byte) error { return m.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) {
			mac, err := d.MAC(bg, g, nil, msg)
			if err != nil {
				return nil, err
			}
			return dst, m.Verify(bg, mac)
		}, m.Close}, nil
	}
	list := []parts{{named("NewMAC", s, a), msg, made, func(out []byte) error { return agrees(out)(d.MAC(bg, g, nil, msg)) }}}
	if x.can(s, a, psa.VerifyMessage) {
		list = append(list, parts{named("NewMAC to verify", s, a), msg, verified, func(out []byte) error { return length(out, 0) }})
	}
	return list
}

func (x *exam) cipherParts(s *sample, a alg.Algorithm) []parts {
	var list []parts
	for i, c := range x.cipherCalls(s, a) {
		d := x.d.(driver.Ciphers)
		encrypt, u := c.name == named("EncryptCipher", s, a), psa.Decrypt
		if encrypt {
			u = psa.Encrypt
		}
		list = append(list, parts{fmt.Sprintf("%d %s", i, named("NewCipher", s, a)), c.args[0], func() (part, error) {
			o, err := borrowed(c.args[1], func(iv []byte) (driver.Cipher, error) { return d.NewCipher(bg, s.grant(a, u), encrypt, iv) })
			if err != nil {
				return part{}, err
			}
			return part{func(dst, p []byte) ([]byte, error) { return o.Update(bg, dst, p) }, o.Pending,
				func(dst []byte) ([]byte, error) { return o.Finish(bg, dst) }, o.Close}, nil
		}, c.right})
	}
	return list
}

func (x *exam) aeadParts(s *sample, a alg.Algorithm) []parts {
	calls := x.aeadCalls(s, a)
	if len(calls) != 2 {
		return nil
	}
	d := x.d.(driver.AEADs)
	c, nonce, ad := calls[1].args[0], calls[1].args[1], calls[1].args[2]
	msg, sealed := calls[0].args[0], calls[0].args
	text, tag := c[:len(c)-a.TagLength()], c[len(c)-a.TagLength():]
	begin := func(encrypt bool, nonce []byte) (driver.AEAD, error) {
		o, err := borrowed(nonce, func(nonce []byte) (driver.AEAD, error) {
			g := s.grant(a, psa.Decrypt)
			if encrypt {
				g = s.grant(a, psa.Encrypt)
			}
			return d.NewAEAD(bg, g, driver.AEADSetup{Encrypt: encrypt, Nonce: nonce, HasLengths: true, ADLen: uint64(len(ad)), TextLen: uint64(len(msg))})
		})
		if err != nil {
			return nil, err
		}
		for rest := ad; len(rest) > 0; {
			n := 1 + rand.IntN(len(rest))
			if _, err := borrowed(rest[:n], func(p []byte) (any, error) { return nil, o.UpdateAD(bg, p) }); err != nil {
				return nil, err
			}
			rest = rest[n:]
		}
		return o, nil
	}
	return []parts{
		{named("NewAEAD to encrypt", s, a), msg, func() (part, error) {
			o, err := begin(true, sealed[1])
			if err != nil {
				return part{}, err
			}
			return part{func(dst, p []byte) ([]byte, error) { return o.Update(bg, dst, p) }, o.Pending, func(dst []byte) ([]byte, error) {
				dst, tag, err := o.Finish(bg, dst, filled(32))
				if err == nil && !bytes.HasPrefix(tag, prefix) {
					err = errors.New("what was before the tag has been changed")
				}
				if err != nil {
					return nil, err
				}
				return append(dst, tag[len(prefix):]...), nil
			}, o.Close}, nil
		}, calls[0].right},
		{named("NewAEAD to decrypt", s, a), text, func() (part, error) {
			o, err := begin(false, nonce)
			if err != nil {
				return part{}, err
			}
			return part{func(dst, p []byte) ([]byte, error) { return o.Update(bg, dst, p) }, o.Pending,
				func(dst []byte) ([]byte, error) { return o.Verify(bg, dst, tag) }, o.Close}, nil
		}, calls[1].right},
	}
}

func (x *exam) signParts(s *sample, a alg.Algorithm) []parts {
	d, ok := implements[driver.Signatures](x, a)
	if !ok {
		return nil
	}
	msg := random(150)
	verify := func(sig []byte) error { return d.VerifyMessage(bg, s.grant(a, psa.VerifyMessage), msg, sig, nil) }
	list := []parts{{named("NewSign", s, a), msg, func() (part, error) {
		o, err := d.NewSign(bg, s.grant(a, psa.SignMessage), nil)
		if err != nil {
			return part{}, err
		}
		return part{silent(func(p []byte) error { return o.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) { return o.Finish(bg, dst) }, o.Close}, nil
	}, verify}}
	sig, err := d.SignMessage(bg, s.grant(a, psa.SignMessage), nil, msg, nil)
	if err != nil {
		x.Errorf("%s: %v", named("SignMessage", s, a), err)
		return nil
	}
	return append(list, parts{named("NewVerify", s, a), msg, func() (part, error) {
		o, err := borrowed(sig, func(sig []byte) (driver.Verify, error) {
			return d.NewVerify(bg, s.grant(a, psa.VerifyMessage), sig, nil)
		})
		if err != nil {
			return part{}, err
		}
		return part{silent(func(p []byte) error { return o.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) { return dst, o.Finish(bg) }, o.Close}, nil
	}, func(out []byte) error { return length(out, 0) }})
}

// begun begins an operation; false where it needs the whole message at once.
func (x *exam) begun(p parts) (part, bool) {
	x.Helper()
	o, err := p.begin()
	if err != nil {
		x.status(p.name, err, psa.ErrNotSupported)
		return part{}, false
	}
	return o, true
}

func checkParts(x *exam) {
	for _, p := range x.parts() {
		for round := range 3 {
			o, ok := x.begun(p)
			if !ok {
				break
			}
			out, err := filled(round*400), error(nil)
			for rest := p.msg; len(rest) > 0 && err == nil; {
				n := rand.IntN(len(rest) + 1)
				if round == 0 {
					n = len(rest)
				}
				out, err = borrowed(rest[:n], func(in []byte) ([]byte, error) { return o.update(out, in) })
				rest = rest[n:]
			}
			if err == nil {
				out, err = o.finish(out)
			}
			switch {
			case err != nil:
			case !bytes.HasPrefix(out, prefix):
				err = errors.New("what was there before has been changed")
			default:
				err = p.right(out[len(prefix):])
			}
			if err != nil {
				x.Errorf("%s in parts: %v", p.name, err)
			}
			o.close()
		}
	}
}

func checkPending(x *exam) {
	for _, p := range x.parts() {
		o, ok := x.begun(p)
		if !ok || o.pending == nil {
			continue
		}
		for rest := p.msg; len(rest) > 0; {
			n := rand.IntN(min(len(rest), 40) + 1)
			want := o.pending(n)
			// In place, as the contract allows.
			buf := append(make([]byte, 0, 512), rest[:n]...)
			out, err := o.update(buf[:0], buf)
			if err != nil || len(out) != want {
				x.Errorf("%s: Update with %d bytes appended %d (%v), but Pending said %d", p.name, n, len(out), err, want)
			}
			rest = rest[n:]
		}
		o.close()
	}
}

func checkClose(x *exam) {
	for _, p := range x.parts() {
		for stage := range 3 {
			o, ok := x.begun(p)
			if !ok {
				break
			}
			var err error
			if stage > 0 {
				_, err = o.update(nil, p.msg)
			}
			if stage > 1 && err == nil {
				_, err = o.finish(nil)
			}
			if err != nil {
				x.Errorf("%s: %v", p.name, err)
			}
			o.close()
			o.close()
		}
	}
}

func checkHashStates(x *exam) {
	d, ok := x.d.(driver.Hashes)
	if !ok {
		x.Skip("the driver computes no hashes")
	}
	for _, a := range x.hashAlgorithms() {
		msg := random(300)
		want, err := d.Hash(bg, a, nil, msg)
		if err != nil {
			x.Errorf("%v: %v", a, err)
			continue
		}
		for _, n := range []int{0, 1, 64, 128, 299} {
			if err := hashStates(d, a, msg, n, want); err != nil {
				x.Errorf("%v after %d bytes: %v", a, n, err)
			}
		}
		if _, err := d.ResumeHash(bg, a, []byte{1, 2, 3}); err == nil {
			x.Errorf("%v: ResumeHash takes three bytes for a state", a)
		} else {
			x.status(fmt.Sprintf("ResumeHash %v of three bytes", a), err, psa.ErrInvalidArgument, psa.ErrNotSupported)
		}
	}
}

// hashStates clones and suspends a hash after n bytes.
func hashStates(d driver.Hashes, a alg.Algorithm, msg []byte, n int, want []byte) error {
	h, err := d.NewHash(bg, a)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.Update(bg, msg[:n]); err != nil {
		return err
	}
	c, err := h.Clone(bg)
	if err != nil {
		return fmt.Errorf("clone: %w", err)
	}
	defer c.Close()
	// The one goes another way, and the other must not notice.
	if err := h.Update(bg, []byte("more")); err != nil {
		return err
	}
	k, err := c.Clone(bg)
	if err != nil {
		return fmt.Errorf("clone of a clone: %w", err)
	}
	defer k.Close()
	if err := c.Update(bg, msg[n:]); err != nil {
		return err
	}
	if err := agrees(want)(c.Finish(bg, nil)); err != nil {
		return fmt.Errorf("the clone: %w", err)
	}
	state, err := k.Suspend(bg, filled(512))
	if psa.StatusOf(err) == psa.ErrNotSupported {
		return nil
	}
	if err != nil {
		return fmt.Errorf("suspend: %w", err)
	}
	if !bytes.HasPrefix(state, prefix) {
		return errors.New("suspend: what was there before has been changed")
	}
	r, err := borrowed(state[len(prefix):], func(state []byte) (driver.Hash, error) { return d.ResumeHash(bg, a, state) })
	if err != nil {
		return fmt.Errorf("resume: %w", err)
	}
	defer r.Close()
	if err := r.Update(bg, msg[n:]); err != nil {
		return err
	}
	if err := agrees(want)(r.Finish(bg, nil)); err != nil {
		return fmt.Errorf("the resumed hash: %w", err)
	}
	return nil
}

func checkPartVerdicts(x *exam) {
	for _, s := range x.keys {
		for _, a := range algorithms(false) {
			if _, ok := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !ok || !a.IsAEAD() {
				continue
			}
			calls := x.aeadCalls(s, a)
			if len(calls) != 2 {
				continue
			}
			c, nonce, ad := calls[1].args[0], calls[1].args[1], calls[1].args[2]
			text, tag := c[:len(c)-a.TagLength()], c[len(c)-a.TagLength():]
			for what, t := range wrongs(tag) {
				o, err := x.d.(driver.AEADs).NewAEAD(bg, s.grant(a, psa.Decrypt), driver.AEADSetup{Nonce: nonce, HasLengths: true, ADLen: uint64(len(ad)), TextLen: uint64(len(text))})
				if err == nil {
					err = o.UpdateAD(bg, ad)
				}
				var out []byte
				if err == nil {
					out, err = o.Update(bg, nil, text)
				}
				if err != nil {
					x.status(named("NewAEAD", s, a), err, psa.ErrNotSupported)
					break
				}
				dst := filled(100)
				rest, err := o.Verify(bg, dst, t)
				x.status(fmt.Sprintf("%s, tag with %s", named("Verify", s, a), what), err, psa.ErrInvalidSignature)
				if rest != nil || !bytes.Equal(dst[:len(prefix)], prefix) {
					x.Errorf("%s: a result of %d bytes beside the error, after %d", named("Verify", s, a), len(rest), len(out))
				}
				o.Close()
			}
		}
	}
}
