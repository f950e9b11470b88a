package specmodel

import (
	"bytes"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// part draws a call of a multi-part operation: most often the next step of the operation in some slot.
func (d *Drawer) part(m *Model, c *Call) {
	c.Slot = d.IntN(Slots)
	p := &m.processes[c.Process]
	switch d.IntN(16) {
	case 0, 1:
		d.mac(m, c, &p.macs[c.Slot])
	case 2, 3, 4:
		d.cipher(m, c, &p.ciphers[c.Slot])
	case 5, 6, 7:
		d.aead(m, c, &p.aeads[c.Slot])
	case 8, 9:
		if d.oneIn(2) {
			d.sign(m, c, &p.signs[c.Slot])
		} else {
			d.verify(m, c, &p.verifies[c.Slot])
		}
	case 10, 11, 12, 13, 14:
		d.derive(m, c, &p.derives[c.Slot])
	default:
		d.hashes(m, c, p)
	}
}

// next decides what kind of call an operation gets.
func (d *Drawer) next(o *operation, setup, abort Op, others ...Op) Op {
	switch {
	case d.oneIn(25):
		return pick(d, append(others, setup, abort)...)
	case !o.active:
		return setup
	case o.failed:
		return pick(d, abort, abort, abort, pick(d, others...))
	case d.oneIn(25):
		return abort
	}
	return pick(d, others...)
}

func (d *Drawer) mac(m *Model, c *Call, o *mac) {
	end := choose(o.verify, OpMACVerifyFinish, OpMACFinish)
	c.Op = d.next(&o.operation, OpMACSetup, OpMACAbort, OpMACUpdate, OpMACUpdate, end, choose(d.oneIn(8), OpMACFinish, end))
	switch c.Op {
	case OpMACSetup:
		c.N = uint32(d.IntN(2))
		d.user(m, c, macs, choose(c.N == 1, psa.SignMessage, psa.VerifyMessage))
	case OpMACUpdate:
		c.A = d.text()
	case OpMACVerifyFinish:
		c.A = d.bytes(pick(d, 0, 16, 32))
		if o.active && len(o.keys) > 0 && o.keys[0].mat.known != nil && !d.oneIn(6) {
			c.A = macOf(o.alg, o.keys[0].mat.known, o.msg)
		}
	}
}

func (d *Drawer) cipher(m *Model, c *Call, o *cipherOp) {
	if o.active && !o.failed && o.iv == nil {
		c.Op = d.next(&o.operation, OpCipherSetup, OpCipherAbort, OpCipherSetIV, choose(o.encrypt, OpCipherGenerateIV, OpCipherSetIV))
	} else {
		c.Op = d.next(&o.operation, OpCipherSetup, OpCipherAbort, OpCipherUpdate, OpCipherUpdate, OpCipherFinish)
	}
	switch c.Op {
	case OpCipherSetup:
		c.N = uint32(d.IntN(2))
		d.user(m, c, ciphers, choose(c.N == 1, psa.Encrypt, psa.Decrypt))
	case OpCipherSetIV:
		c.A = d.bytes(choose(d.oneIn(12), d.IntN(18), 16))
	case OpCipherUpdate:
		c.A = d.text()
		if o.alg == alg.CBCNoPadding && d.oneIn(2) {
			c.A = d.bytes(16 - len(o.in)%16)
		}
	}
}

func (d *Drawer) aead(m *Model, c *Call, o *aead) {
	end := choose(o.encrypt, OpAEADFinish, OpAEADVerify)
	switch {
	case o.active && !o.failed && o.nonce == nil:
		c.Op = d.next(&o.operation, OpAEADSetup, OpAEADAbort, OpAEADSetNonce, OpAEADSetLengths, choose(o.encrypt, OpAEADGenerateNonce, OpAEADSetNonce))
	case !o.started:
		c.Op = d.next(&o.operation, OpAEADSetup, OpAEADAbort, OpAEADUpdateAD, OpAEADUpdate, OpAEADUpdate, end)
	default:
		c.Op = d.next(&o.operation, OpAEADSetup, OpAEADAbort, OpAEADUpdate, end)
	}
	switch c.Op {
	case OpAEADSetup:
		c.N = uint32(d.IntN(2))
		d.user(m, c, aeads, choose(c.N == 1, psa.Encrypt, psa.Decrypt))
	case OpAEADSetLengths:
		c.N = pick[uint32](d, 0x1010, 0x1020, 0x0010, 0)
	case OpAEADSetNonce:
		c.A = d.nonce()
	case OpAEADUpdateAD:
		c.A = d.text()
		if o.lengths != nil && !d.oneIn(8) {
			c.A = d.bytes(max(0, o.lengths[0]-len(o.ad)))
		}
	case OpAEADUpdate:
		c.A = d.text()
		if o.lengths != nil && !d.oneIn(8) {
			c.A = d.bytes(max(0, o.lengths[1]-len(o.in)))
		}
	case OpAEADVerify:
		c.A = d.bytes(16)
		if o.active && !o.encrypt && len(o.keys) > 0 && o.keys[0].mat.known != nil && o.nonce != nil && len(o.nonce.given) == 12 && !d.oneIn(6) {
			k := o.keys[0].mat.known
			text := crypt(alg.CTR, k, append(bytes.Clone(o.nonce.given), 0, 0, 0, 2), o.in, false)
			c.A = seal(o.alg, k, o.nonce.given, text, o.ad)[len(text):]
		}
	}
}

func (d *Drawer) sign(m *Model, c *Call, o *sign) {
	c.Op = d.next(&o.operation, OpSignSetup, OpSignAbort, OpSignUpdate, OpSignFinish)
	switch c.Op {
	case OpSignSetup:
		d.user(m, c, signatures, psa.SignMessage)
	case OpSignUpdate:
		c.A = d.text()
	}
}

func (d *Drawer) verify(m *Model, c *Call, o *verify) {
	c.Op = d.next(&o.operation, OpVerifySetup, OpVerifyAbort, choose(len(o.msg) == 0, OpVerifyUpdate, OpVerifyFinish), choose(d.oneIn(4), OpVerifyUpdate, OpVerifyFinish))
	switch c.Op {
	case OpVerifySetup:
		k := d.user(m, c, signatures, psa.VerifyMessage)
		c.A = d.bytes(64)
		if i := d.pair(k); i >= 0 {
			c.A = signature(scalars[i], digest([]byte("a message"))) // which is what is verified if the next update has it
		}
	case OpVerifyUpdate:
		c.A = []byte("a message")
	}
}

func (d *Drawer) hashes(m *Model, c *Call, p *process) {
	o := &p.hashes[c.Slot]
	c.Op = d.next(&o.operation, choose(d.oneIn(2), OpHashSetup, OpHashClone), OpHashAbort, OpHashUpdate, OpHashUpdate, OpHashFinish, OpHashVerify)
	switch c.Op {
	case OpHashSetup:
		c.Alg = alg.SHA256
		if d.oneIn(30) {
			c.Alg = pick(d, alg.GCM, malformed, alg.AnyHash)
		}
	case OpHashClone:
		c.Source = d.IntN(Slots)
	case OpHashUpdate:
		c.A = d.text()
	case OpHashVerify:
		c.A = digest(o.msg)
		if d.oneIn(6) {
			c.A = d.bytes(pick(d, 0, 31, 32))
		}
	}
}

func (d *Drawer) derive(m *Model, c *Call, o *derive) {
	input := choose(o.secret == nil && d.oneIn(4) || o.secret != nil && !d.oneIn(3), OpDeriveBytes, OpDeriveKey)
	switch {
	case o.active && !o.failed && (o.secret == nil || o.info == nil):
		c.Op = d.next(&o.operation, OpDeriveSetup, OpDeriveAbort, input, input, input, input, choose(d.oneIn(10), OpDeriveSetCapacity, input))
	case o.unsure:
		c.Op = OpDeriveAbort
	default:
		c.Op = d.next(&o.operation, OpDeriveSetup, OpDeriveAbort, OpDeriveOutput, OpDeriveOutput, OpDeriveOutputKey, OpDeriveVerify, OpDeriveCapacity)
	}
	switch c.Op {
	case OpDeriveSetup:
		c.Alg = hkdf256
		if d.oneIn(30) {
			c.Alg = pick(d, alg.GCM, malformed, alg.None, alg.ECDH)
		}
	case OpDeriveSetCapacity:
		c.N = pick[uint32](d, 0, 10, 40, 100, maxHKDF, maxHKDF+1)
	case OpDeriveBytes, OpDeriveKey:
		var open []psa.DerivationStep
		for _, s := range []psa.DerivationStep{psa.InputSalt, psa.InputSecret, psa.InputInfo} {
			if *o.input(s) == nil && !(s == psa.InputSalt && o.secret != nil) {
				open = append(open, s)
			}
		}
		step := pick(d, append(open, psa.InputSecret)...)
		if d.oneIn(25) {
			step = pick(d, psa.InputSalt, psa.InputSecret, psa.InputInfo, psa.InputLabel)
		}
		c.N = uint32(step)
		if c.Op == OpDeriveBytes {
			c.A = d.text()
			break
		}
		t := choose(step == psa.InputSecret, keytype.Derive, keytype.RawData)
		liked := func(k *key) bool {
			return k.attrs.Type == t && k.attrs.Policy.Alg == hkdf256 && k.attrs.Policy.Usage&(psa.Derive|psa.VerifyDerivation) != 0
		}
		var k *key
		if c.Key, k = d.key(m, c, liked); k == nil || !liked(k) {
			d.missing = &psa.Attributes{Type: t, Policy: psa.Policy{Alg: hkdf256, Usage: psa.Derive | d.usage(hkdf256)}}
		}
	case OpDeriveOutput:
		c.N = uint32(pick(d, 0, 1, 16, 33))
	case OpDeriveOutputKey:
		c.Attrs = d.attributes()
		if c.Attrs.Lifetime.IsVolatile() {
			c.Attrs.ID = 0 // C can't ask for it, and the operation would go on there
		}
		if c.Attrs.Type == p256Pair && !d.oneIn(20) {
			// Their procedure draws again at times, and the model knows only what is taken from the stream as it is.
			c.Attrs.Type = keytype.AES
		}
		if c.Attrs.Type == p256Pair {
			c.Attrs.Type = keytype.None
		}
		if c.Attrs.Bits = d.bits(c.Attrs.Type); c.Attrs.ID != 0 && m.persistent[ref{c.Owner, c.Attrs.ID}] != nil && d.oneIn(2) {
			c.Attrs.ID, c.Attrs.Lifetime = 0, psa.Volatile
		}
	case OpDeriveVerify:
		c.A = d.bytes(pick(d, 0, 16))
		if o.active && o.secret != nil && o.info != nil && o.secret.known != nil && o.info.known != nil && (o.salt == nil || o.salt.known != nil) && o.capacity >= 16 && !d.oneIn(6) {
			salt := []byte{}
			if o.salt != nil {
				salt = o.salt.known
			}
			c.A = stretched(o.secret.known, salt, o.info.known, o.read+16)[o.read:]
		}
	}
}
