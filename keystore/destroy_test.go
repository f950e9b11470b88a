package keystore

import (
	"errors"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// The tests of this file are the lines on destroying a key (PSA Crypto 1.5, psa_destroy_key), each named by its line.

func TestDestroyNullIsSuccess(t *testing.T) {
	b := newBench(t)
	want(t, b.Key(0).Destroy(bg), psa.Success)
}

func TestDestroyUnknownIsInvalidHandle(t *testing.T) {
	b := newBench(t)
	for _, id := range []psa.KeyID{1, 0x3fffffff, 0x40000001, 0x50000001, 0x70000001, 0x80000000, 0xffffffff} {
		want(t, b.Key(id).Destroy(bg), psa.ErrInvalidHandle)
	}
}

func TestSecondDestroyIsInvalidHandle(t *testing.T) {
	b := newBench(t)
	for _, a := range []psa.Attributes{aes(0), aes(7)} {
		k := b.generate(a)
		works(t, k)
		want(t, k.Destroy(bg), psa.Success)
		want(t, k.Destroy(bg), psa.ErrInvalidHandle)
		want(t, try(k), psa.ErrInvalidHandle)
	}
}

func TestConcurrentDestroysHaveOneSuccess(t *testing.T) {
	b := newBench(t)
	for round := range 50 {
		a := aes(0)
		if round%2 == 1 {
			a = aes(9)
		}
		k := b.generate(a)
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = k.Destroy(bg) })
		}
		wg.Wait()
		ok := 0
		for _, err := range errs {
			if err == nil {
				ok++
			} else {
				want(t, err, psa.ErrInvalidHandle)
			}
		}
		if ok != 1 {
			t.Fatalf("%d of the destroys succeeded, want 1", ok)
		}
	}
}

// operations are all multi-part families with a key, each begun and given some data; goOn is a call that would succeed if the key were there.
func operations(t *testing.T, b *bench, persistent bool) []operation {
	t.Helper()
	id := psa.KeyID(0)
	next := func() psa.KeyID {
		if persistent {
			id++
		}
		return id
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var ops []operation
	add := func(name string, k Key, goOn func() error, abort func() error) {
		ops = append(ops, operation{name, k, goOn, abort})
	}

	mk := b.generate(hmacKey(next()))
	m, err := mk.NewMAC(bg, alg.HMAC(alg.SHA256))
	ok(err)
	_, err = m.Write([]byte("part"))
	ok(err)
	add("MAC sign", mk, func() error { _, err := m.Write([]byte("part")); return err }, m.Close)

	vk := b.generate(hmacKey(next()))
	v, err := vk.NewMACVerify(bg, alg.HMAC(alg.SHA256))
	ok(err)
	add("MAC verify", vk, func() error { return v.Verify(make([]byte, 32)) }, v.Close)

	ca := aes(next())
	ca.Policy.Alg = alg.CTR
	ck := b.generate(ca)
	c, err := ck.NewEncrypt(bg, alg.CTR)
	ok(err)
	_, err = c.GenerateIV(nil)
	ok(err)
	add("cipher", ck, func() error { _, err := c.Update(nil, []byte("part")); return err }, c.Close)

	c2, err := ck.NewDecrypt(bg, alg.CTR)
	ok(err)
	add("cipher before its IV", ck, func() error { return c2.SetIV(make([]byte, 16)) }, c2.Close)

	ak := b.generate(aes(next()))
	a, err := ak.NewSeal(bg, alg.GCM)
	ok(err)
	_, err = a.GenerateNonce(nil)
	ok(err)
	ok(a.UpdateAD([]byte("ad")))
	add("AEAD", ak, func() error { _, err := a.Update(nil, []byte("part")); return err }, a.Close)

	a2, err := ak.NewUnseal(bg, alg.GCM)
	ok(err)
	add("AEAD before its nonce", ak, func() error { return a2.SetNonce(make([]byte, 12)) }, a2.Close)

	sk := b.generate(p256(next(), psa.SignMessage|psa.VerifyMessage, alg.ECDSA(alg.SHA256)))
	s, err := sk.NewSign(bg, alg.ECDSA(alg.SHA256))
	ok(err)
	_, err = s.Write([]byte("part"))
	ok(err)
	add("sign", sk, func() error { _, err := s.Finish(nil); return err }, s.Close)

	sv, err := sk.NewVerify(bg, alg.ECDSA(alg.SHA256), make([]byte, 64))
	ok(err)
	add("verify", sk, func() error { _, err := sv.Write([]byte("part")); return err }, sv.Close)

	da := psa.Attributes{Type: keytype.Derive, Bits: 256, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.HKDF(alg.SHA256)}}
	if i := next(); i != 0 {
		da.SetID(i)
	}
	dk := b.generate(da)
	d, err := b.NewDerivation(bg, alg.HKDF(alg.SHA256))
	ok(err)
	ok(d.InputKey(psa.InputSecret, dk))
	add("derivation before its output", dk, func() error { return d.InputBytes(psa.InputInfo, nil) }, d.Close)

	d2, err := b.NewDerivation(bg, alg.HKDF(alg.SHA256))
	ok(err)
	ok(d2.InputKey(psa.InputSecret, dk))
	ok(d2.InputBytes(psa.InputInfo, []byte("info")))
	_, err = d2.Read(make([]byte, 10))
	ok(err)
	add("derivation", dk, func() error { _, err := d2.Read(make([]byte, 10)); return err }, d2.Close)
	return ops
}

type operation struct {
	name  string
	key   Key
	goOn  func() error
	abort func() error
}

func TestDestroyFailsMultiPartOperationsOfEveryFamily(t *testing.T) {
	for _, persistent := range []bool{false, true} {
		b := newBench(t)
		for _, o := range operations(t, b, persistent) {
			t.Run(o.name, func(t *testing.T) {
				if err := o.key.Destroy(bg); err != nil && !errors.Is(err, psa.ErrInvalidHandle) {
					t.Fatal(err)
				}
				want(t, o.goOn(), psa.ErrBadState)
				want(t, o.goOn(), psa.ErrBadState)
				want(t, o.abort(), psa.Success)
				want(t, o.abort(), psa.Success)
				want(t, o.goOn(), psa.ErrBadState)
			})
		}
	}
}

// An operation on one key is no business of another.
func TestDestroyLeavesOperationsOfOtherKeys(t *testing.T) {
	b := newBench(t)
	ops := operations(t, b, true)
	want(t, b.generate(aes(1000)).Destroy(bg), psa.Success)
	for _, o := range ops {
		want(t, o.goOn(), func() psa.Status {
			if o.name == "MAC verify" {
				return psa.ErrInvalidSignature
			}
			return psa.Success
		}())
	}
}

func TestDestroyInvalidatesAllHandles(t *testing.T) {
	b := newBench(t)
	b.generate(aes(5))
	var handles []Key
	for range 3 {
		h, err := b.Open(bg, 5)
		want(t, err, psa.Success)
		works(t, h)
		handles = append(handles, h)
	}
	want(t, handles[0].Destroy(bg), psa.Success)
	b.generate(aes(5))
	for _, h := range handles {
		want(t, try(h), psa.ErrInvalidHandle)
		want(t, h.Close(), psa.ErrInvalidHandle)
		want(t, h.Destroy(bg), psa.ErrInvalidHandle)
	}
	works(t, b.Key(5))
}

func TestVolatileIdentifiersAreNotReusedSoon(t *testing.T) {
	b := newBench(t)
	seen := map[psa.KeyID]bool{}
	for range 10000 {
		k, err := b.Import(bg, hmacKey(0), make([]byte, 32))
		want(t, err, psa.Success)
		if seen[k.ID()] {
			t.Fatalf("identifier %v was given out again", k.ID())
		}
		seen[k.ID()] = true
		want(t, k.Destroy(bg), psa.Success)
	}
}

func TestReadOnlyKeyIsNotDestroyed(t *testing.T) {
	b := newBench(t)
	a := aes(6)
	a.Lifetime = psa.MakeLifetime(psa.PersistenceReadOnly, psa.LocationLocalStorage)
	k := b.generate(a)
	before := b.bytesOf(k)
	want(t, k.Destroy(bg), psa.ErrNotPermitted)
	h, err := b.Open(bg, 6)
	want(t, err, psa.Success)
	want(t, h.Destroy(bg), psa.ErrNotPermitted)
	b.restart()
	if string(b.bytesOf(b.Key(6))) != string(before) {
		t.Error("the key has changed")
	}
	works(t, b.Key(6))
}

func TestBuiltInKeyIsNotDestroyed(t *testing.T) {
	a := aes(0)
	a.ID = 0x40000001
	b := newBench(t, func(c *Config) { c.BuiltIn = []BuiltIn{{Attributes: a, Data: make([]byte, 16)}} })
	k := b.Key(a.ID)
	works(t, k)
	want(t, k.Destroy(bg), psa.ErrNotPermitted)
	want(t, k.Purge(bg), psa.Success)
	works(t, k)
	h, err := b.Open(bg, a.ID)
	want(t, err, psa.Success)
	works(t, h)
	want(t, h.Close(), psa.Success)
	works(t, k)
	if got, _ := k.Attributes(bg); got.ID != a.ID || got.Lifetime.Persistence() != psa.PersistenceReadOnly {
		t.Errorf("attributes are %+v", got)
	}
}

func TestStorageFailureDuringDestroy(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(8))
	h, err := b.Open(bg, 8)
	want(t, err, psa.Success)
	works(t, h)
	op, err := h.NewSeal(bg, alg.GCM)
	want(t, err, psa.Success)

	broken := errors.New("the disk is on fire")
	b.records.Fail(func(op string) error {
		if op == "commit" {
			return broken
		}
		return nil
	})
	err = k.Destroy(bg)
	want(t, err, psa.ErrStorageFailure)
	if !errors.Is(err, broken) {
		t.Errorf("%v does not tell its cause", err)
	}
	want(t, op.SetNonce(make([]byte, 12)), psa.ErrBadState)
	want(t, try(h), psa.ErrInvalidHandle)
	b.records.Fail(nil)
	works(t, k)
	want(t, k.Destroy(bg), psa.Success)
	want(t, try(k), psa.ErrInvalidHandle)
	b.generate(aes(8))
}

// Between wiping memory and removing the record no other caller can load the key again.
func TestNoLoadWhileDestroying(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(8))
	works(t, k)
	during := make(chan error, 1)
	b.records.Fail(func(op string) error {
		if op == "delete" {
			go func() { during <- try(k) }()
			want(t, <-during, psa.ErrInvalidHandle)
		}
		return nil
	})
	want(t, k.Destroy(bg), psa.Success)
}

func TestDestroyOfAttachedKeyLeavesTheLocationsOwn(t *testing.T) {
	b := newBench(t)
	a := hmacKey(0)
	a.Lifetime = psa.MakeLifetime(psa.PersistenceVolatile, element)
	if err := b.token.Provision("factory", a, make([]byte, 32), driver.Prescribed{Type: keytype.HMAC, Bits: 256}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		k, err := b.Attach(bg, a, []byte("factory"))
		want(t, err, psa.Success)
		works(t, k)
		want(t, k.Destroy(bg), psa.Success)
		want(t, try(k), psa.ErrInvalidHandle)
		if b.token.Len() != 1 {
			t.Fatalf("the token has %d keys, want its own", b.token.Len())
		}
	}
}

func TestDestroyInTheSecureElement(t *testing.T) {
	b := newBench(t)
	for _, id := range []psa.KeyID{0, 11} {
		a := hmacKey(id)
		a.Lifetime = psa.MakeLifetime(a.Lifetime.Persistence(), element)
		k := b.generate(a)
		works(t, k)
		if b.token.Len() != 1 {
			t.Fatalf("the token has %d keys, want 1", b.token.Len())
		}
		b.token.Fail(func(call string) error {
			if call == "Destroy" {
				return psa.Errorf(psa.ErrCommunicationFailure, "the bus hangs")
			}
			return nil
		})
		want(t, k.Destroy(bg), psa.ErrCommunicationFailure)
		b.token.Fail(nil)
		want(t, k.Destroy(bg), psa.Success)
		if b.token.Len() != 0 {
			t.Fatal("the token still has the key")
		}
		want(t, k.Destroy(bg), psa.ErrInvalidHandle)
	}
}

// A use that is under way ends before destroy does, whatever it is, and afterwards there is none.
func TestDestroyWhileInUse(t *testing.T) {
	for _, id := range []psa.KeyID{0, 12} {
		b := newBench(t)
		k := b.generate(hmacKey(id))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					if err := try(k); err != nil {
						want(t, err, psa.ErrInvalidHandle)
						return
					}
				}
			})
		}
		for range 2 {
			wg.Go(func() {
				for {
					m, err := k.NewMAC(bg, alg.HMAC(alg.SHA256))
					if err != nil {
						want(t, err, psa.ErrInvalidHandle)
						return
					}
					if _, err := m.Write([]byte("x")); err != nil {
						want(t, err, psa.ErrBadState)
					}
					m.Close()
				}
			})
		}
		want(t, k.Destroy(bg), psa.Success)
		wg.Wait()
	}
}
