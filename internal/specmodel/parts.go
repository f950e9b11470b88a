package specmodel

import (
	"bytes"
	"fmt"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// operation is what all multi-part operations share (PSA Crypto 1.5, "Multi-part operations").
type operation struct {
	active bool
	failed bool
	// keys are those that the operation uses; when one of them is destroyed, the operation fails.
	keys []*key
}

// broken tells why nothing but abort works. A program must not hold on to what the status is after a destroy: the specification says only that the
// operation fails.
func (o *operation) broken() (Expect, bool) {
	if !o.active || o.failed {
		return refused(psa.ErrBadState), true
	}
	for _, k := range o.keys {
		if k.gone {
			o.failed = true
			return refused(psa.ErrBadState), true
		}
	}
	return Expect{}, false
}

func (o *operation) fail(f ...psa.Status) Expect {
	o.failed = true
	return refused(f...)
}

// stream is an output that comes in parts, of which only the whole is known: how much an update gives out is left to implementations.
type stream struct {
	got [2][]byte
}

func (s *stream) more() Expect {
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		s.got[world] = append(s.got[world], out...)
		return ""
	}}
}

// end checks the whole in a world.
func (s *stream) end(n int, want func(world int, whole []byte) string) Expect {
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		whole := append(s.got[world], out...)
		if len(whole) != n {
			return fmt.Sprintf("the whole output has %d bytes, want %d", len(whole), n)
		}
		return want(world, whole)
	}}
}

// chosen is an IV or nonce: given, or drawn by a world.
type chosen struct {
	given []byte
	drawn [2][]byte
}

func (c *chosen) in(world int) []byte {
	if c.given != nil {
		return c.given
	}
	return c.drawn[world]
}

func (c *chosen) draw(n int) Expect {
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		if len(out) != n {
			return fmt.Sprintf("%d bytes were generated, want %d", len(out), n)
		}
		c.drawn[world] = bytes.Clone(out)
		return ""
	}}
}

type mac struct {
	operation
	verify bool
	alg    alg.Algorithm
	msg    []byte
}

type cipherOp struct {
	operation
	encrypt bool
	alg     alg.Algorithm
	iv      *chosen
	in      []byte
	out     *stream
}

type aead struct {
	operation
	encrypt bool
	alg     alg.Algorithm
	lengths []int
	nonce   *chosen
	ad, in  []byte
	started bool // text has come
	out     *stream
}

type sign struct {
	operation
	alg alg.Algorithm
	msg []byte
}

type verify struct {
	sign
	sig []byte
}

type hash struct {
	operation
	msg []byte
}

// part is every function of a multi-part operation.
func (m *Model) part(c *Call) Expect {
	p := &m.processes[c.Process]
	switch c.Op.family() {
	case "mac":
		return m.macPart(c, &p.macs[c.Slot])
	case "cipher":
		return m.cipherPart(c, &p.ciphers[c.Slot])
	case "aead":
		return m.aeadPart(c, &p.aeads[c.Slot])
	case "sign":
		return m.signPart(c, &p.signs[c.Slot])
	case "verify":
		return m.verifyPart(c, &p.verifies[c.Slot])
	case "derive":
		return m.derivePart(c, &p.derives[c.Slot])
	}
	return m.hashPart(c, p)
}

// setup is what the setup calls share. spoils are the families whose pages do not say that an active operation is left as it is.
func (m *Model) setup(c *Call, o *operation, cl class, u psa.Usage, spoils bool) (*key, Expect) {
	if o.active {
		if spoils {
			o.failed = true
		}
		return nil, refused(psa.ErrBadState)
	}
	k := m.find(c, c.Key)
	if f := m.permission(k, c.Alg, cl, u); len(f) > 0 {
		return nil, f.expect()
	}
	return k, success()
}

func choose[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func (m *Model) macPart(c *Call, o *mac) Expect {
	switch c.Op {
	case OpMACSetup:
		k, e := m.setup(c, &o.operation, macs, choose(c.N == 1, psa.SignMessage, psa.VerifyMessage), false)
		if e.ok() {
			*o = mac{operation: operation{active: true, keys: []*key{k}}, verify: c.N != 1, alg: c.Alg}
		}
		return e
	case OpMACAbort:
		*o = mac{}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	k := o.keys[0]
	switch c.Op {
	case OpMACUpdate:
		o.msg = append(o.msg, c.A...)
		return success()
	case OpMACFinish:
		if o.verify {
			return o.fail(psa.ErrBadState)
		}
		msg, a := o.msg, o.alg
		*o = mac{}
		return gives(k, algorithms[a].length, func(mat []byte) []byte { return macOf(a, mat, msg) })
	}
	if !o.verify {
		return o.fail(psa.ErrBadState)
	}
	if k.mat.known == nil || !bytes.Equal(macOf(o.alg, k.mat.known, o.msg), c.A) {
		return o.fail(psa.ErrInvalidSignature)
	}
	*o = mac{}
	return success()
}

func (m *Model) cipherPart(c *Call, o *cipherOp) Expect {
	switch c.Op {
	case OpCipherSetup:
		k, e := m.setup(c, &o.operation, ciphers, choose(c.N == 1, psa.Encrypt, psa.Decrypt), false)
		if e.ok() {
			*o = cipherOp{operation: operation{active: true, keys: []*key{k}}, encrypt: c.N == 1, alg: c.Alg, out: &stream{}}
		}
		return e
	case OpCipherAbort:
		*o = cipherOp{}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	switch c.Op {
	case OpCipherGenerateIV:
		if !o.encrypt || o.iv != nil {
			return o.fail(psa.ErrBadState)
		}
		o.iv = &chosen{}
		return o.iv.draw(16)
	case OpCipherSetIV:
		var f faults
		f.when(o.iv != nil, psa.ErrBadState)
		// The initial counter block may be shorter, and is filled up with zeros (PSA Crypto 1.5, PSA_ALG_CTR).
		f.when(len(c.A) == 0 || len(c.A) > 16 || o.alg != alg.CTR && len(c.A) != 16, psa.ErrInvalidArgument)
		if len(f) > 0 {
			return o.fail(f...)
		}
		o.iv = &chosen{given: append(bytes.Clone(c.A), make([]byte, 16-len(c.A))...)}
		return success()
	}
	if o.iv == nil {
		return o.fail(psa.ErrBadState)
	}
	if c.Op == OpCipherUpdate {
		o.in = append(o.in, c.A...)
		return o.out.more()
	}
	if o.alg == alg.CBCNoPadding && len(o.in)%16 != 0 {
		return o.fail(psa.ErrInvalidArgument)
	}
	x := *o
	*o = cipherOp{}
	return x.out.end(len(x.in), func(world int, whole []byte) string {
		mat := x.keys[0].mat.in(world)
		if mat == nil || bytes.Equal(whole, crypt(x.alg, mat, x.iv.in(world), x.in, x.encrypt)) {
			return ""
		}
		return fmt.Sprintf("the whole output %x is not right for the key", whole)
	})
}

func (m *Model) aeadPart(c *Call, o *aead) Expect {
	switch c.Op {
	case OpAEADSetup:
		k, e := m.setup(c, &o.operation, aeads, choose(c.N == 1, psa.Encrypt, psa.Decrypt), false)
		if e.ok() {
			*o = aead{operation: operation{active: true, keys: []*key{k}}, encrypt: c.N == 1, alg: c.Alg, out: &stream{}}
		}
		return e
	case OpAEADAbort:
		*o = aead{}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	switch c.Op {
	case OpAEADSetLengths:
		if o.nonce != nil {
			return o.fail(psa.ErrBadState)
		}
		o.lengths = []int{int(c.N >> 8), int(c.N & 0xff)}
		return success()
	case OpAEADGenerateNonce:
		if !o.encrypt || o.nonce != nil {
			return o.fail(psa.ErrBadState)
		}
		o.nonce = &chosen{}
		return o.nonce.draw(12)
	case OpAEADSetNonce:
		switch {
		case o.nonce != nil && len(c.A) == 0:
			return o.fail(psa.ErrBadState, psa.ErrInvalidArgument)
		case o.nonce != nil:
			return o.fail(psa.ErrBadState)
		case len(c.A) == 0:
			return o.fail(psa.ErrInvalidArgument)
		}
		o.nonce = &chosen{given: bytes.Clone(c.A)}
		return success()
	}
	if o.nonce == nil {
		return o.fail(psa.ErrBadState)
	}
	switch c.Op {
	case OpAEADUpdateAD:
		var f faults
		f.when(o.started, psa.ErrBadState)
		o.ad = append(o.ad, c.A...)
		f.when(o.lengths != nil && len(o.ad) > o.lengths[0], psa.ErrInvalidArgument)
		if len(f) > 0 {
			return o.fail(f...)
		}
		return success()
	case OpAEADUpdate:
		o.started = true
		o.in = append(o.in, c.A...)
		if o.lengths != nil && (len(o.ad) < o.lengths[0] || len(o.in) > o.lengths[1]) {
			return o.fail(psa.ErrInvalidArgument)
		}
		return o.out.more()
	}
	return o.end(c)
}

// end is psa_aead_finish or psa_aead_verify.
func (o *aead) end(c *Call) Expect {
	var f faults
	f.when(o.encrypt != (c.Op == OpAEADFinish), psa.ErrBadState)
	f.when(o.lengths != nil && (len(o.ad) != o.lengths[0] || len(o.in) != o.lengths[1]), psa.ErrInvalidArgument)
	if len(f) > 0 {
		return o.fail(f...)
	}
	x := *o
	mat := x.keys[0].mat
	if !x.encrypt {
		text, ok := unseal(x.alg, mat.known, x.nonce.given, append(bytes.Clone(x.in), c.A...), x.ad)
		if !ok || len(c.A) != algorithms[x.alg].length {
			return o.fail(psa.ErrInvalidSignature)
		}
		*o = aead{}
		return x.out.end(len(x.in), func(world int, whole []byte) string { return exactly(text)(world, whole) })
	}
	*o = aead{}
	return x.out.end(len(x.in)+algorithms[x.alg].length, func(world int, whole []byte) string {
		k, nonce := mat.in(world), x.nonce.in(world)
		if k == nil || len(nonce) != 12 || bytes.Equal(whole, seal(x.alg, k, nonce, x.in, x.ad)) {
			return ""
		}
		return fmt.Sprintf("the whole output %x is not right for the key", whole)
	})
}

func (m *Model) signPart(c *Call, o *sign) Expect {
	switch c.Op {
	case OpSignSetup:
		k, e := m.setup(c, &o.operation, signatures, psa.SignMessage, true)
		if e.ok() {
			*o = sign{operation: operation{active: true, keys: []*key{k}}, alg: c.Alg}
		}
		return e
	case OpSignAbort:
		*o = sign{}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	if c.Op == OpSignUpdate {
		o.msg = append(o.msg, c.A...)
		return success()
	}
	x := *o
	*o = sign{}
	return signs(x.keys[0], x.alg, digest(x.msg))
}

func (m *Model) verifyPart(c *Call, o *verify) Expect {
	switch c.Op {
	case OpVerifySetup:
		k, e := m.setup(c, &o.operation, signatures, psa.VerifyMessage, true)
		if e.ok() {
			*o = verify{sign: sign{operation: operation{active: true, keys: []*key{k}}, alg: c.Alg}, sig: bytes.Clone(c.A)}
		}
		return e
	case OpVerifyAbort:
		*o = verify{}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	if c.Op == OpVerifyUpdate {
		o.msg = append(o.msg, c.A...)
		return success()
	}
	k := o.keys[0]
	if !verifies(k.attrs.Type, k.mat.known, digest(o.msg), o.sig) {
		return o.fail(psa.ErrInvalidSignature)
	}
	*o = verify{}
	return success()
}

func (m *Model) hashPart(c *Call, p *process) Expect {
	o := &p.hashes[c.Slot]
	switch c.Op {
	case OpHashSetup:
		var f faults
		f.when(o.active, psa.ErrBadState)
		f.when(c.Alg != alg.SHA256, psa.ErrInvalidArgument)
		f.when(c.Alg == malformed, psa.ErrNotSupported) // it has the form of a hash algorithm
		if len(f) > 0 {
			return f.expect()
		}
		*o = hash{operation: operation{active: true}}
		return success()
	case OpHashAbort:
		*o = hash{}
		return success()
	case OpHashClone:
		s := &p.hashes[c.Source]
		if !s.active || s.failed || o.active {
			// Of a source that is not valid here the page says no more than that the call fails; that it is in an error state it is already, or inactive.
			return refused(psa.ErrBadState)
		}
		*o = hash{operation: operation{active: true}, msg: bytes.Clone(s.msg)}
		return success()
	}
	if e, broken := o.broken(); broken {
		return e
	}
	switch c.Op {
	case OpHashUpdate:
		o.msg = append(o.msg, c.A...)
		return success()
	case OpHashFinish:
		msg := o.msg
		*o = hash{}
		return Expect{Statuses: succeeds, check: exactly(digest(msg))}
	}
	if !bytes.Equal(digest(o.msg), c.A) {
		return o.fail(psa.ErrInvalidSignature)
	}
	*o = hash{}
	return success()
}

// derive is a derivation with HKDF (PSA Crypto 1.5, PSA_ALG_HKDF): an optional salt, then the secret, and the info at any time.
type derive struct {
	operation
	capacity, read     int
	salt, secret, info *material
	fromKey            bool
	verifyOnly         bool
	output             bool
	// unsure says that the operation may have failed or may have no capacity left. It makes no key any more.
	unsure bool
}

// maxHKDF is what HKDF with SHA-256 can give: 255 blocks.
const maxHKDF = 255 * 32

func (o *derive) input(step psa.DerivationStep) **material {
	switch step {
	case psa.InputSalt:
		return &o.salt
	case psa.InputSecret:
		return &o.secret
	case psa.InputInfo:
		return &o.info
	}
	return nil
}

// late tells whether an input comes twice, too late or out of order.
func (o *derive) late(step psa.DerivationStep) bool {
	in := o.input(step)
	return in != nil && (*in != nil || o.output || step == psa.InputSalt && o.secret != nil)
}

func (m *Model) derivePart(c *Call, o *derive) Expect {
	switch c.Op {
	case OpDeriveSetup:
		var f faults
		f.when(o.active, psa.ErrBadState)
		// The other derivations are not among the model's algorithms; a key agreement with HKDF is none of the key derivations, but may be set up.
		f.when(c.Alg != hkdf256, psa.ErrInvalidArgument)
		if len(f) > 0 {
			return f.expect()
		}
		*o = derive{operation: operation{active: true}, capacity: maxHKDF}
		return success()
	case OpDeriveAbort:
		*o = derive{}
		return success()
	}
	if o.unsure {
		return Expect{any: true}
	}
	if e, broken := o.broken(); broken {
		if c.Op == OpDeriveKey {
			for _, s := range m.inputFaults(c, o) {
				e.Statuses = append(e.Statuses, s)
			}
		}
		return e
	}
	step := psa.DerivationStep(c.N)
	switch c.Op {
	case OpDeriveCapacity:
		return Expect{Statuses: succeeds, check: exactly([]byte{byte(o.capacity), byte(o.capacity >> 8), 0, 0})}
	case OpDeriveSetCapacity:
		// An error leaves the operation as it is.
		if int(c.N) > o.capacity {
			return refused(psa.ErrInvalidArgument)
		}
		o.capacity = int(c.N)
		return success()
	case OpDeriveBytes:
		var f faults
		f.when(o.input(step) == nil, psa.ErrInvalidArgument)
		f.when(o.late(step), psa.ErrBadState)
		if len(f) > 0 {
			return o.fail(f...)
		}
		*o.input(step) = &material{known: append([]byte{}, c.A...)}
		return success()
	case OpDeriveKey:
		if f := m.inputFaults(c, o); len(f) > 0 {
			return o.fail(f...)
		}
		k := m.find(c, c.Key)
		*o.input(step) = k.mat
		o.keys = append(o.keys, k)
		o.fromKey = o.fromKey || step == psa.InputSecret
		o.verifyOnly = o.verifyOnly || k.attrs.Policy.Usage&psa.Derive == 0
		return success()
	}
	return m.deriveOutput(c, o)
}

func (m *Model) inputFaults(c *Call, o *derive) faults {
	k, step := m.find(c, c.Key), psa.DerivationStep(c.N)
	f := m.permission(k, hkdf256, derivations, psa.Derive|psa.VerifyDerivation)
	f.when(o.input(step) == nil, psa.ErrInvalidArgument)
	f.when(o.late(step), psa.ErrBadState)
	if k != nil {
		f.when(k.attrs.Type != choose(step == psa.InputSecret, keytype.Derive, keytype.RawData), psa.ErrInvalidArgument)
	}
	return f
}

func (m *Model) deriveOutput(c *Call, o *derive) Expect {
	n := int(c.N)
	var f faults
	f.when(o.secret == nil || o.info == nil, psa.ErrBadState)
	var creation faults
	switch c.Op {
	case OpDeriveVerify:
		n = len(c.A)
	case OpDeriveOutput:
		f.when(o.verifyOnly, psa.ErrNotPermitted)
	case OpDeriveOutputKey:
		creation = m.creation(c, c.Attrs)
		creation.when(c.Attrs.Type.IsPublicKey() || !sizes(c.Attrs.Type, c.Attrs.Bits), psa.ErrInvalidArgument)
		for _, s := range creation {
			f.add(s)
		}
		f.when(o.secret != nil && !o.fromKey || o.verifyOnly, psa.ErrNotPermitted)
		n = (c.Attrs.Bits + 7) / 8
	}
	short := n > o.capacity
	switch {
	case len(f) > 0 && (!short || f[0] == psa.ErrBadState):
		return o.fail(f...)
	case len(f) > 0:
		// Which of the errors is told decides whether the operation has failed.
		f.add(psa.ErrInsufficientData)
		o.unsure = true
		return f.expect()
	case short:
		o.capacity = 0
		return refused(psa.ErrInsufficientData)
	}
	secret, salt, info, from := o.secret, o.salt, o.info, o.read
	if salt == nil {
		salt = &material{known: []byte{}}
	}
	o.output = true
	o.capacity -= n
	o.read += n
	whole := func(world int) []byte {
		s, t, i := secret.in(world), salt.in(world), info.in(world)
		if s == nil || t == nil || i == nil {
			return nil
		}
		return stretched(s, t, i, from+n)[from:]
	}
	var known []byte
	if secret.known != nil && salt.known != nil && info.known != nil && n > 0 {
		known = whole(0)
	}
	switch c.Op {
	case OpDeriveVerify:
		if n > 0 && !bytes.Equal(known, c.A) {
			return o.fail(psa.ErrInvalidSignature)
		}
		return success()
	case OpDeriveOutputKey:
		return m.enter(c, c.Attrs, &material{known: known})
	}
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		want := whole(world)
		if len(out) != n || want != nil && !bytes.Equal(out, want) {
			return fmt.Sprintf("the output is %x, want %x", out, want)
		}
		return ""
	}}
}
