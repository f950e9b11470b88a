package specmodel

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Drawer draws random calls. Most of them can succeed, so it looks at the model for keys that fit; the rest is wrong in one way or another.
type Drawer struct {
	*rand.Rand
	// Wide draws calls of two processes with two owners each, labels, lists and attached keys, and no multi-part operations: those that another process's
	// destroy reaches go on or fail as it happens.
	Wide bool

	// missing is a key that a call would have needed; the next call makes it.
	missing *psa.Attributes
}

func (d *Drawer) oneIn(n int) bool { return d.IntN(n) == 0 }

func pick[T any](d *Drawer, all ...T) T { return all[d.IntN(len(all))] }

func (d *Drawer) bytes(n int) []byte {
	p := make([]byte, (n+7)&^7)
	for i := 0; i < len(p); i += 8 {
		binary.LittleEndian.PutUint64(p[i:], d.Uint64())
	}
	return p[:n]
}

func (d *Drawer) text() []byte { return d.bytes(pick(d, 0, 1, 7, 16, 16, 20, 32, 33, 48)) }

// ids are those that persistent keys have; there are few, so that they meet.
var ids = []psa.KeyID{1, 1, 2, 2, 3, 3, 4, 5, 6, psa.KeyIDUserMax}

var strangeNames = []Name{0, 0, 7, 0x20000000, 0x40000000, 0x5fffff00, 0x7fffff00, 0x80000000, 0xdeadbeef}

func (d *Drawer) name() Name {
	switch n := d.IntN(20); {
	case n == 0:
		return pick(d, strangeNames...)
	case n < 5:
		return Name(pick(d, ids...))
	}
	return Register(d.IntN(Registers))
}

// key draws a name; most often it is one of a key that is liked.
func (d *Drawer) key(m *Model, c *Call, liked func(k *key) bool) (Name, *key) {
	if !d.oneIn(12) {
		from := d.IntN(Registers)
		for i := range Registers {
			n := Register((from + i) % Registers)
			if k := m.find(c, n); k != nil && liked(k) {
				return n, k
			}
		}
	}
	n := d.name()
	return n, m.find(c, n)
}

func anyKey(*key) bool { return true }

// Draw draws a call in the state of the model.
func (d *Drawer) Draw(m *Model) Call {
	c := Call{Room: Unlimited, To: d.IntN(Registers)}
	if d.Wide {
		c.Process, c.Owner = d.IntN(2), psa.Owner(d.IntN(2))
	}
	if a := d.missing; a != nil {
		d.missing = nil
		c.Op, c.Attrs, c.A = OpImport, *a, d.material(a.Type)
		d.place(&c.Attrs)
		return c
	}
	switch n := d.IntN(1000); {
	case n < 90:
		d.creates(m, &c, OpImport)
	case n < 120:
		d.creates(m, &c, OpGenerate)
	case n < 200:
		d.copies(m, &c)
	case n < 260:
		c.Op = OpDestroy
		c.Key = d.name()
	case n < 290:
		c.Op = OpPurge
		c.Key = d.name()
	case n < 340:
		c.Op = OpOpen
		c.Key, _ = d.key(m, &c, func(k *key) bool { return !k.volatile() })
	case n < 390:
		c.Op = OpClose
		c.Key = d.name()
	case n < 430:
		c.Op = OpAttributes
		c.Key = d.name()
	case n < 470:
		d.checks(m, &c)
	case n < 472:
		c.Op = OpReopen
	case n < 700:
		d.uses(m, &c)
	default:
		if d.Wide {
			d.wide(m, &c)
			break
		}
		d.part(m, &c)
	}
	return c
}

func (d *Drawer) wide(m *Model, c *Call) {
	switch d.IntN(4) {
	case 0:
		c.Op = OpList
	case 1:
		c.Op = OpByLabel
		c.A = []byte(pick(d, "one", "two", "three"))
	case 2:
		c.Op = OpAttach
		c.Attrs = psa.Attributes{Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, psa.LocationPrimarySecureElement), Type: keytype.HMAC,
			Policy: psa.Policy{Usage: psa.SignMessage, Alg: hmac256}}
		c.A = []byte(pick(d, Factory, Factory, Factory, "nothing"))
	default:
		d.uses(m, c)
	}
}

// typeOf is the type of the keys of an algorithm.
func (d *Drawer) typeOf(a alg.Algorithm) keytype.Type {
	if d.oneIn(20) {
		return pick(d, keytype.AES, keytype.HMAC, keytype.Derive, keytype.RawData, p256Pair, p256Public, keytype.None)
	}
	switch algorithms[a].class {
	case macs:
		return keytype.HMAC
	case ciphers, aeads:
		return keytype.AES
	case signatures:
		return pick(d, p256Pair, p256Pair, p256Public)
	case agreements:
		return p256Pair
	case derivations:
		return pick(d, keytype.Derive, keytype.Derive, keytype.RawData)
	}
	return keytype.RawData
}

func (d *Drawer) usage(a alg.Algorithm) psa.Usage {
	u := algorithms[a].class.usages()
	if d.oneIn(4) {
		u &= psa.Usage(d.Uint32())
	}
	if d.oneIn(60) {
		return u | 1<<27
	}
	return u | pick(d, 0, psa.Copy, psa.Copy, psa.Copy|psa.Export, psa.Copy|psa.Export, psa.Export, psa.Copy|psa.Cache, psa.Cache)
}

// place draws where a key is to be.
func (d *Drawer) place(a *psa.Attributes) {
	if d.Wide {
		a.Label = pick(d, "", "", "", "one", "two")
	}
	switch n := d.IntN(100); {
	case n < 50:
	case n < 94:
		a.SetID(pick(d, ids...))
		// Those that are read-only can't be destroyed, and must not take all the identifiers.
		if a.ID == 6 && d.oneIn(3) {
			a.Lifetime = psa.MakeLifetime(psa.PersistenceReadOnly, psa.LocationLocalStorage)
		}
	case n < 95:
		a.ID = 3 // volatile all the same
	case n < 96:
		a.ID, a.Lifetime = 2, psa.MakeLifetime(2, psa.LocationLocalStorage)
	case n < 97:
		a.ID, a.Lifetime = 2, psa.MakeLifetime(psa.PersistenceDefault, 5)
	case n < 98:
		a.Lifetime = psa.MakeLifetime(psa.PersistenceVolatile, 5)
	default:
		a.ID, a.Lifetime = pick(d, psa.KeyID(0), psa.KeyIDVendorMin, 0x50000001, 0x80000000, 0xffffffff), psa.Persistent
	}
}

func (d *Drawer) attributes() psa.Attributes {
	a := psa.Attributes{Policy: psa.Policy{Alg: pick(d, policyAlgorithms...)}}
	a.Type, a.Policy.Usage = d.typeOf(a.Policy.Alg), d.usage(a.Policy.Alg)
	d.place(&a)
	if d.oneIn(60) {
		a.Policy.Alg = malformed
	}
	return a
}

// scalars and points are P-256 keys that belong together.
var scalars, points = func() (s, p [4][]byte) {
	for i := range s {
		s[i] = digest([]byte{byte(i)})
		p[i] = publicOf(s[i])
	}
	return s, p
}()

func (d *Drawer) material(t keytype.Type) []byte {
	if d.oneIn(20) {
		return d.bytes(pick(d, 0, 1, 15, 16, 31, 32, 65))
	}
	switch t {
	case keytype.AES:
		return d.bytes(pick(d, 16, 16, 24, 32))
	case p256Pair:
		return scalars[d.IntN(4)]
	case p256Public:
		return points[d.IntN(4)]
	}
	return d.bytes(1 + d.IntN(80))
}

func (d *Drawer) bits(t keytype.Type) int {
	if d.oneIn(15) {
		return pick(d, 0, 1, 127, 128, 255)
	}
	switch t {
	case keytype.AES:
		return pick(d, 128, 192, 256)
	case p256Pair, p256Public:
		return 256
	}
	return pick(d, 8, 128, 256, 520)
}

func (d *Drawer) creates(m *Model, c *Call, op Op) {
	c.Op, c.Attrs = op, d.attributes()
	// A label is looked for everywhere, so that a free identifier is not enough for a success; most identifiers are tried again until one is free.
	for range 2 {
		if m.persistent[ref{c.Owner, c.Attrs.ID}] != nil {
			d.place(&c.Attrs)
		}
	}
	if op == OpGenerate {
		c.Attrs.Bits = d.bits(c.Attrs.Type)
		return
	}
	c.A = d.material(c.Attrs.Type)
	if d.oneIn(3) {
		c.Attrs.Bits, _ = sizeOf(c.Attrs.Type, c.A)
	}
	if d.oneIn(40) {
		c.Attrs.Bits = d.bits(c.Attrs.Type)
	}
}

func (d *Drawer) copies(m *Model, c *Call) {
	c.Op = OpCopy
	var k *key
	c.Key, k = d.key(m, c, func(k *key) bool { return k.attrs.Policy.Usage&psa.Copy != 0 })
	c.Attrs = d.attributes()
	c.Attrs.Type = keytype.None
	if k == nil {
		return
	}
	switch d.IntN(4) {
	case 0:
		c.Attrs.Type, c.Attrs.Bits = k.attrs.Type, k.attrs.Bits
	case 1:
		if d.oneIn(8) {
			c.Attrs.Type, c.Attrs.Bits = d.typeOf(k.attrs.Policy.Alg), d.bits(k.attrs.Type)
		}
	}
	switch d.IntN(8) {
	case 0:
	case 1, 2, 3, 4: // one of the same kind, which may have something in common
		for range 20 {
			if a := pick(d, policyAlgorithms...); algorithms[a].class == algorithms[k.attrs.Policy.Alg].class {
				c.Attrs.Policy = psa.Policy{Alg: a, Usage: d.usage(a)}
				break
			}
		}
	default:
		c.Attrs.Policy = psa.Policy{Alg: k.attrs.Policy.Alg, Usage: d.usage(k.attrs.Policy.Alg)}
	}
}

// specific draws the algorithm of an operation: most often one that the key permits.
func (d *Drawer) specific(k *key, c class, u psa.Usage) alg.Algorithm {
	for range 30 {
		a := pick(d, policyAlgorithms...)
		if d.oneIn(100) {
			return pick(d, a, malformed, alg.SHA256)
		}
		x := algorithms[a]
		if x.class == c && (d.oneIn(100) || !x.wildcard() && (k == nil || d.oneIn(20) || permits(k.attrs.Policy.Alg, a, u))) {
			return a
		}
	}
	return alg.None
}

func (d *Drawer) checks(m *Model, c *Call) {
	c.Op = OpCheck
	var k *key
	c.Key, k = d.key(m, c, anyKey)
	u := pick(d, psa.Export, psa.Copy, psa.Cache, psa.Encrypt, psa.Decrypt, psa.SignMessage, psa.VerifyMessage, psa.SignHash, psa.VerifyHash, psa.Derive,
		0, psa.Export|psa.Copy, 1<<27)
	c.N = uint32(u)
	if d.oneIn(15) || u&psa.ManagementUsage == 0 {
		cl := macs
		if k != nil {
			cl = algorithms[k.attrs.Policy.Alg].class
		}
		c.Alg = d.specific(k, cl, u)
	}
}

// user draws a key and an algorithm for a use.
func (d *Drawer) user(m *Model, c *Call, cl class, u psa.Usage) *key {
	k := (*key)(nil)
	liked := func(k *key) bool {
		return algorithms[k.attrs.Policy.Alg].class == cl && k.attrs.Policy.Usage&u != 0 && fits(k.attrs.Policy.Alg, k.attrs.Type, u)
	}
	c.Key, k = d.key(m, c, liked)
	c.Alg = d.specific(k, cl, u)
	if k == nil || !liked(k) {
		if a := d.specific(nil, cl, u); algorithms[a].class == cl {
			d.missing = &psa.Attributes{Type: d.typeOf(a), Policy: psa.Policy{Alg: a, Usage: u | d.usage(a)}}
		}
	}
	return k
}

// goodFor tells whether an answer can be computed for the key.
func (d *Drawer) goodFor(k *key, c *Call, cl class, u psa.Usage) bool {
	return k != nil && k.mat.known != nil && algorithms[c.Alg].class == cl && !algorithms[c.Alg].wildcard() && fits(c.Alg, k.attrs.Type, u) && !d.oneIn(6)
}

func (d *Drawer) room(c *Call) {
	if d.oneIn(12) {
		c.Room = pick[uint32](d, 0, 4, 8, 15, 16, 31, 32, 64, 65)
	}
}

func (d *Drawer) uses(m *Model, c *Call) {
	switch d.IntN(24) {
	case 0, 1, 2:
		c.Op = OpExport
		c.Key, _ = d.key(m, c, anyKey)
		d.room(c)
	case 3, 4:
		c.Op = OpExportPublic
		c.Key, _ = d.key(m, c, func(k *key) bool { return k.attrs.Type == p256Pair || k.attrs.Type == p256Public })
		d.room(c)
	case 5, 6, 7:
		c.Op = OpMACCompute
		d.user(m, c, macs, psa.SignMessage)
		c.A = d.text()
		d.room(c)
	case 8, 9, 10:
		c.Op = OpMACVerify
		k := d.user(m, c, macs, psa.VerifyMessage)
		c.A, c.B = d.text(), d.bytes(pick(d, 0, 8, 16, 32))
		if d.goodFor(k, c, macs, psa.VerifyMessage) {
			c.B = macOf(c.Alg, k.mat.known, c.A)
		}
	case 11, 12:
		c.Op = OpCipherEncrypt
		d.user(m, c, ciphers, psa.Encrypt)
		c.A = d.text()
	case 13, 14:
		c.Op = OpCipherDecrypt
		d.user(m, c, ciphers, psa.Decrypt)
		c.A = append(d.text(), d.text()...)
	case 15, 16:
		c.Op = OpAEADEncrypt
		d.user(m, c, aeads, psa.Encrypt)
		c.A, c.B, c.C = d.text(), d.nonce(), d.text()
	case 17, 18:
		c.Op = OpAEADDecrypt
		k := d.user(m, c, aeads, psa.Decrypt)
		c.A, c.B, c.C = d.text(), d.nonce(), d.text()
		if d.goodFor(k, c, aeads, psa.Decrypt) && len(c.B) == 12 {
			c.A = seal(c.Alg, k.mat.known, c.B, c.A, c.C)
		}
	case 19:
		c.Op = pick(d, OpSignMessage, OpSignHash)
		d.user(m, c, signatures, choose(c.Op == OpSignHash, psa.SignHash, psa.SignMessage))
		c.A = d.hash()
	case 20, 21:
		c.Op = pick(d, OpVerifyMessage, OpVerifyHash)
		u := choose(c.Op == OpVerifyHash, psa.VerifyHash, psa.VerifyMessage)
		k := d.user(m, c, signatures, u)
		c.A, c.B = d.hash(), d.bytes(pick(d, 0, 63, 64))
		if i := d.pair(k); i >= 0 && (len(c.A) == 32 || c.Op == OpVerifyMessage) && d.goodFor(k, c, signatures, u) {
			c.B = signature(scalars[i], choose(c.Op == OpVerifyHash, c.A[:min(32, len(c.A))], digest(c.A)))
		}
	default:
		c.Op = OpAgree
		d.user(m, c, agreements, psa.Derive)
		if !d.oneIn(12) {
			c.Alg = alg.ECDH
		}
		c.A = points[d.IntN(4)]
		if d.oneIn(20) {
			c.A = d.bytes(pick(d, 0, 64, 65))
		}
	}
}

func (d *Drawer) nonce() []byte {
	if d.oneIn(30) {
		return nil
	}
	return d.bytes(12)
}

func (d *Drawer) hash() []byte {
	if d.oneIn(20) {
		return d.bytes(pick(d, 0, 20, 31, 33))
	}
	return d.bytes(32)
}

// pair is the number of the scalar that a key is, or whose point it is.
func (d *Drawer) pair(k *key) int {
	if k == nil {
		return -1
	}
	for i := range scalars {
		if string(k.mat.known) == string(scalars[i]) || string(k.mat.known) == string(points[i]) {
			return i
		}
	}
	return -1
}
