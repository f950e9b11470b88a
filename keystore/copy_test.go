package keystore

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// The tests of this file are the lines on copying a key (PSA Crypto 1.5, psa_copy_key), each named by its line. What becomes of the algorithm is
// tested with the relation itself, in package policy.

// inElement moves attributes to the secure element.
func inElement(a psa.Attributes) psa.Attributes {
	a.Lifetime = psa.MakeLifetime(a.Lifetime.Persistence(), element)
	return a
}

func TestCopyNeedsCopyEvenWithExport(t *testing.T) {
	b := newBench(t)
	a := aes(0)
	a.Policy.Usage &^= psa.Copy
	_, err := b.generate(a).Copy(bg, aes(0))
	want(t, err, psa.ErrNotPermitted)
}

func TestCopyAloneIsEnoughInsideALocation(t *testing.T) {
	b := newBench(t)
	for _, a := range []psa.Attributes{aes(0), aes(1), inElement(aes(0)), inElement(aes(2))} {
		a.Policy.Usage &^= psa.Export
		k := b.generate(a)
		target := a
		target.ID = 0
		if !a.Lifetime.IsVolatile() {
			target.ID = a.ID + 100
		}
		c, err := k.Copy(bg, target)
		want(t, err, psa.Success)
		ct, err := c.Seal(bg, alg.GCM, nil, make([]byte, 12), []byte("text"), nil)
		want(t, err, psa.Success)
		pt, err := k.Unseal(bg, alg.GCM, nil, make([]byte, 12), ct, nil)
		want(t, err, psa.Success)
		if string(pt) != "text" {
			t.Error("the copy is another key")
		}
	}
}

func TestLeavingALocationNeedsExport(t *testing.T) {
	b := newBench(t)
	a := inElement(aes(1))
	a.Policy.Usage &^= psa.Export
	k := b.generate(a)
	_, err := k.Copy(bg, aes(2))
	want(t, err, psa.ErrNotPermitted)
	if _, err := b.Open(bg, 2); !errors.Is(err, psa.ErrDoesNotExist) {
		t.Errorf("the target exists: %v", err)
	}

	a = inElement(aes(3))
	k = b.generate(a)
	c, err := k.Copy(bg, aes(4))
	want(t, err, psa.Success)
	works(t, c)
	got, err := c.Attributes(bg)
	want(t, err, psa.Success)
	if got.Lifetime != psa.Persistent {
		t.Errorf("the copy's lifetime is %v", got.Lifetime)
	}
	if !bytes.Equal(b.bytesOf(k), b.bytesOf(c)) {
		t.Error("the copy is another key")
	}
}

// Into the secure element, local storage may be left with COPY alone.
func TestCopyIntoTheSecureElement(t *testing.T) {
	b := newBench(t)
	a := aes(1)
	a.Policy.Usage &^= psa.Export
	c, err := b.generate(a).Copy(bg, inElement(aes(2)))
	want(t, err, psa.Success)
	works(t, c)
	if b.token.Len() != 1 {
		t.Errorf("the token has %d keys", b.token.Len())
	}
}

func TestCopyFromALocationThatGivesNothingOut(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Drivers = map[psa.Location]driver.Driver{} })
	_ = b
	sealed := newBench(t)
	a := inElement(aes(1))
	k := sealed.generate(a)
	sealed.token.Fail(func(call string) error {
		if call == "Export" {
			return psa.Errorf(psa.ErrNotSupported, "the token never gives a key out")
		}
		return nil
	})
	_, err := k.Copy(bg, aes(2))
	want(t, err, psa.ErrNotSupported)
	_, err = sealed.Open(bg, 2)
	want(t, err, psa.ErrDoesNotExist)
}

func TestUsageOfTheCopyIsBitwiseAndAfterImplication(t *testing.T) {
	b := newBench(t)
	k := b.generate(p256(0, psa.SignHash|psa.Copy, alg.ECDSA(alg.SHA256)))
	c, err := k.Copy(bg, p256(0, psa.SignMessage|psa.VerifyHash|psa.Copy, alg.ECDSA(alg.SHA256)))
	want(t, err, psa.Success)
	a, err := c.Attributes(bg)
	want(t, err, psa.Success)
	if w := psa.SignMessage | psa.Copy; a.Policy.Usage != w {
		t.Errorf("usage is %v, want %v", a.Policy.Usage, w)
	}
	_, err = c.SignHash(bg, alg.ECDSA(alg.SHA256), nil, make([]byte, 32), nil)
	want(t, err, psa.ErrNotPermitted)
	_, err = c.SignMessage(bg, alg.ECDSA(alg.SHA256), nil, []byte("m"), nil)
	want(t, err, psa.Success)
}

func TestAlgorithmOfTheCopy(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	a := aes(0)
	a.Policy.Alg = alg.AEADWithShortenedTag(alg.GCM, 8)
	c, err := k.Copy(bg, a)
	want(t, err, psa.Success)
	_, err = c.Seal(bg, alg.AEADWithShortenedTag(alg.GCM, 8), nil, make([]byte, 12), nil, nil)
	want(t, err, psa.Success)
	_, err = c.Seal(bg, alg.GCM, nil, make([]byte, 12), nil, nil)
	want(t, err, psa.ErrNotPermitted)

	a.Policy.Alg = alg.CTR
	_, err = k.Copy(bg, a)
	want(t, err, psa.ErrInvalidArgument)
	a.Policy.Alg = alg.None
	_, err = k.Copy(bg, a)
	want(t, err, psa.ErrInvalidArgument)
}

func TestTypeAndBitsOfTheTarget(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	for _, c := range []struct {
		t    keytype.Type
		bits int
		want psa.Status
	}{
		{keytype.None, 0, psa.Success},
		{keytype.AES, 0, psa.Success},
		{keytype.None, 128, psa.Success},
		{keytype.AES, 128, psa.Success},
		{keytype.HMAC, 0, psa.ErrInvalidArgument},
		{keytype.AES, 256, psa.ErrInvalidArgument},
		{keytype.None, 1, psa.ErrInvalidArgument},
	} {
		a := aes(0)
		a.Type, a.Bits = c.t, c.bits
		_, err := k.Copy(bg, a)
		want(t, err, c.want)
	}
}

func TestCopyOntoAnExistingKey(t *testing.T) {
	b := newBench(t)
	k, other := b.generate(aes(1)), b.generate(aes(2))
	k1, k2 := b.bytesOf(k), b.bytesOf(other)
	c, err := k.Copy(bg, aes(2))
	want(t, err, psa.ErrAlreadyExists)
	if c.ID() != 0 {
		t.Errorf("the failed copy has the identifier %v", c.ID())
	}
	_, err = k.Copy(bg, aes(1))
	want(t, err, psa.ErrAlreadyExists)
	b.restart()
	if !bytes.Equal(k1, b.bytesOf(b.Key(1))) || !bytes.Equal(k2, b.bytesOf(b.Key(2))) {
		t.Error("a key has changed")
	}
}

func TestCopyOfUnknown(t *testing.T) {
	b := newBench(t)
	for _, id := range []psa.KeyID{0, 5, 0x50000009, 0x7ffffff0, 0x90000000} {
		c, err := b.Key(id).Copy(bg, aes(0))
		want(t, err, psa.ErrInvalidHandle)
		if c.ID() != 0 {
			t.Error("a failed copy has an identifier")
		}
	}
}

func TestCopyDoesNotChangeItsAttributes(t *testing.T) {
	b := newBench(t)
	a := aes(2)
	before := a
	_, err := b.generate(aes(1)).Copy(bg, a)
	want(t, err, psa.Success)
	if a != before {
		t.Errorf("attributes became %+v", a)
	}
}

func TestCopyWithInvalidTarget(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	for _, change := range []func(*psa.Attributes){
		func(a *psa.Attributes) { a.Lifetime = psa.Persistent },
		func(a *psa.Attributes) { a.ID = 5 },
		func(a *psa.Attributes) { a.SetID(0x40000000) },
		func(a *psa.Attributes) { a.Lifetime = psa.MakeLifetime(0, 0x123) },
		func(a *psa.Attributes) { a.Policy.Usage |= 1 << 29 },
		func(a *psa.Attributes) { a.Policy.Alg = 0x7fffffff },
	} {
		a := aes(0)
		change(&a)
		_, err := k.Copy(bg, a)
		want(t, err, psa.ErrInvalidArgument)
	}
}

// The source is destroyed by another caller meanwhile: the whole copy is there, or none of it.
func TestCopyWhileSourceIsDestroyed(t *testing.T) {
	b := newBench(t)
	for range 50 {
		k := b.generate(aes(1))
		before := b.bytesOf(k)
		var wg sync.WaitGroup
		var copyErr error
		wg.Go(func() { _, copyErr = k.Copy(bg, aes(2)) })
		wg.Go(func() { want(t, k.Destroy(bg), psa.Success) })
		wg.Wait()
		if copyErr != nil {
			want(t, copyErr, psa.ErrInvalidHandle)
			_, err := b.Open(bg, 2)
			want(t, err, psa.ErrDoesNotExist)
			continue
		}
		if !bytes.Equal(before, b.bytesOf(b.Key(2))) {
			t.Fatal("the copy is another key")
		}
		want(t, b.Key(2).Destroy(bg), psa.Success)
	}
}

// Another process destroys the source between our look at it and the commit.
func TestCopyWhileAnotherProcessDestroysTheSource(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(1))
	works(t, k)
	other, err := Open(bg, func() Config { c := b.config; c.Storage = b.records; return c }())
	want(t, err, psa.Success)
	want(t, other.Key(1).Destroy(bg), psa.Success)
	_, err = k.Copy(bg, aes(2))
	want(t, err, psa.ErrInvalidHandle)
	_, err = b.Open(bg, 2)
	want(t, err, psa.ErrDoesNotExist)
}

func TestCopyFailsWithTheDriver(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	for _, s := range []psa.Status{psa.ErrCommunicationFailure, psa.ErrHardwareFailure, psa.ErrInsufficientStorage, psa.ErrCorruptionDetected} {
		b.token.Fail(func(string) error { return psa.Errorf(s, "the token says so") })
		_, err := k.Copy(bg, inElement(aes(9)))
		want(t, err, s)
	}
	b.token.Fail(nil)
	if b.token.Len() != 0 {
		t.Error("something is left in the token")
	}
	c, err := k.Copy(bg, inElement(aes(9)))
	want(t, err, psa.Success)
	works(t, c)
}

// A copy that can't be stored leaves nothing in the token either.
func TestCopyIsUndoneInTheToken(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	b.generate(aes(9))
	_, err := k.Copy(bg, inElement(aes(9)))
	want(t, err, psa.ErrAlreadyExists)
	if b.token.Len() != 0 {
		t.Error("something is left in the token")
	}
}

func TestAttach(t *testing.T) {
	b := newBench(t)
	volatile := func() psa.Attributes { return inElement(aes(0)) }
	want(t, b.token.Provision("open", volatile(), make([]byte, 16), driver.Prescribed{}), psa.Success)
	want(t, b.token.Provision("fixed", volatile(), make([]byte, 16), driver.Prescribed{Type: keytype.AES, Bits: 128, HasPolicy: true,
		Policy: psa.Policy{Usage: psa.Encrypt | psa.Copy, Alg: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8)}}), psa.Success)
	for _, c := range []struct {
		name   string
		label  string
		change func(*psa.Attributes)
		want   psa.Status
	}{
		{"persistent lifetime", "open", func(a *psa.Attributes) { a.SetID(5) }, psa.ErrInvalidArgument},
		{"unknown label", "nothing", nil, psa.ErrDoesNotExist},
		{"empty label", "", nil, psa.ErrDoesNotExist},
		{"location without such keys", "open", func(a *psa.Attributes) { a.Lifetime = psa.Volatile }, psa.ErrNotSupported},
		{"unknown location", "open", func(a *psa.Attributes) { a.Lifetime = psa.MakeLifetime(0, 77) }, psa.ErrInvalidArgument},
		{"no type from either side", "open", func(a *psa.Attributes) { a.Type = 0 }, psa.ErrInvalidArgument},
		{"other type than the location's", "fixed", func(a *psa.Attributes) { a.Type = keytype.HMAC }, psa.ErrInvalidArgument},
		{"other size than the location's", "fixed", func(a *psa.Attributes) { a.Bits = 256 }, psa.ErrInvalidArgument},
		{"type and size from the location", "fixed", func(a *psa.Attributes) { a.Type, a.Bits = 0, 0 }, psa.Success},
		{"policy without a common algorithm", "fixed", func(a *psa.Attributes) { a.Policy.Alg = alg.CTR }, psa.ErrInvalidArgument},
		{"unknown usage bits", "open", func(a *psa.Attributes) { a.Policy.Usage = 1 << 30 }, psa.ErrInvalidArgument},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := volatile()
			if c.change != nil {
				c.change(&a)
			}
			k, err := b.Attach(bg, a, []byte(c.label))
			want(t, err, c.want)
			if err != nil && k.ID() != 0 {
				t.Error("a failed attach has an identifier")
			}
		})
	}

	k, err := b.Attach(bg, volatile(), []byte("fixed"))
	want(t, err, psa.Success)
	a, err := k.Attributes(bg)
	want(t, err, psa.Success)
	if w := (psa.Policy{Usage: psa.Encrypt | psa.Copy, Alg: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8)}); a.Policy != w {
		t.Errorf("policies intersect: got %+v, want %+v", a.Policy, w)
	}
	if !a.Lifetime.IsVolatile() {
		t.Errorf("the result is %v, want volatile", a.Lifetime)
	}
	works(t, k)
	c, err := k.Copy(bg, inElement(aes(12)))
	want(t, err, psa.Success)
	want(t, k.Destroy(bg), psa.Success)
	works(t, c)
	b.restart()
	works(t, b.Key(12))
}
