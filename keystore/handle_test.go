package keystore

import (
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// The tests of this file are the lines on purging, opening and closing a key (PSA Crypto 1.5, psa_purge_key; Mbed TLS 3.x, psa_open_key and
// psa_close_key), each named by its line.

func TestPurgeOfAKeyThatIsNotLoaded(t *testing.T) {
	b := newBench(t)
	b.generate(aes(3))
	b.restart()
	want(t, b.Key(3).Purge(bg), psa.Success)
	works(t, b.Key(3))
}

func TestPurgeOfNothing(t *testing.T) {
	b := newBench(t)
	for _, id := range []psa.KeyID{0, 77, 0x50001234, 0x80000001} {
		want(t, b.Key(id).Purge(bg), psa.ErrInvalidHandle)
	}
}

func TestPurgeOfAVolatileKeyChangesNothing(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	before := b.bytesOf(k)
	want(t, k.Purge(bg), psa.Success)
	if string(b.bytesOf(k)) != string(before) {
		t.Error("the key has changed")
	}
}

func TestPurgeWhileInUse(t *testing.T) {
	b := newBench(t)
	for _, o := range operations(t, b, true) {
		want(t, o.key.Purge(bg), psa.Success)
		status := psa.Success
		if o.name == "MAC verify" {
			status = psa.ErrInvalidSignature
		}
		want(t, o.goOn(), status)
		want(t, o.abort(), psa.Success)
	}
}

func TestPurgeNeverWritesStorage(t *testing.T) {
	b := newBench(t)
	a := aes(4)
	a.Policy.Usage |= psa.Cache
	k := b.generate(a)
	works(t, k)
	version := b.records.Version()
	b.records.Fail(func(op string) error {
		switch op {
		case "create", "put", "delete", "commit":
			t.Errorf("purge makes a %s", op)
		}
		return nil
	})
	want(t, k.Purge(bg), psa.Success)
	if b.records.Version() != version {
		t.Error("purge has changed the storage")
	}
	works(t, k)
	b.records.Fail(nil)
	b.restart()
	works(t, b.Key(4))
}

func TestCacheFlagComesBack(t *testing.T) {
	b := newBench(t)
	for _, a := range []psa.Attributes{aes(0), aes(4), p256(0, psa.Derive, alg.ECDH)} {
		a.Policy.Usage |= psa.Cache
		k := b.generate(a)
		got, err := k.Attributes(bg)
		want(t, err, psa.Success)
		if got.Policy.Usage&psa.Cache == 0 {
			t.Errorf("CACHE is lost: %v", got.Policy.Usage)
		}
		want(t, k.CheckUsage(bg, alg.None, psa.Cache), psa.Success)
	}
}

func TestOpenRefusals(t *testing.T) {
	b := newBench(t)
	v := b.generate(aes(0))
	for _, c := range []struct {
		id   psa.KeyID
		want psa.Status
	}{
		{0, psa.ErrInvalidArgument},
		{0x80000000, psa.ErrInvalidArgument},
		{0xffffffff, psa.ErrInvalidArgument},
		{1, psa.ErrDoesNotExist},
		{0x3fffffff, psa.ErrDoesNotExist},
		{0x40000000, psa.ErrDoesNotExist},
		{0x7fffffff, psa.ErrDoesNotExist},
		{v.ID(), psa.ErrDoesNotExist},
	} {
		h, err := b.Open(bg, c.id)
		want(t, err, c.want)
		if h.ID() != 0 {
			t.Errorf("open of %v fails and still gives the handle %v", c.id, h.ID())
		}
	}
}

func TestEveryOpenGivesAnotherHandle(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(2))
	h1, err := b.Open(bg, 2)
	want(t, err, psa.Success)
	h2, err := b.Open(bg, 2)
	want(t, err, psa.Success)
	if h1.ID() == h2.ID() || h1.ID() == 2 {
		t.Fatalf("handles are %v and %v", h1.ID(), h2.ID())
	}
	for _, x := range []Key{h1, h2} {
		works(t, x)
		a, err := x.Attributes(bg)
		want(t, err, psa.Success)
		if a.ID != 2 {
			t.Errorf("the handle's key has the identifier %v", a.ID)
		}
		c, err := x.Copy(bg, aes(0))
		want(t, err, psa.Success)
		works(t, c)
	}
	want(t, h1.Close(), psa.Success)
	want(t, try(h1), psa.ErrInvalidHandle)
	want(t, h1.Close(), psa.ErrInvalidHandle)
	works(t, h2)
	works(t, k)
	want(t, h2.Close(), psa.Success)
	works(t, k)
	h3, err := b.Open(bg, 2)
	want(t, err, psa.Success)
	works(t, h3)
}

func TestCloseOfNullIsSuccess(t *testing.T) {
	b := newBench(t)
	want(t, b.Key(0).Close(), psa.Success)
}

func TestCloseOfUnknownIsInvalidHandle(t *testing.T) {
	b := newBench(t)
	for _, id := range []psa.KeyID{5, 0x50000005, 0x70000005, 0xfffffff0} {
		want(t, b.Key(id).Close(), psa.ErrInvalidHandle)
	}
}

func TestCloseOfAVolatileKeyDestroysIt(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(0))
	want(t, k.Close(), psa.Success)
	want(t, try(k), psa.ErrInvalidHandle)
	want(t, k.Close(), psa.ErrInvalidHandle)
}

func TestProcessEndsWithHandlesOpen(t *testing.T) {
	b := newBench(t)
	k := b.generate(aes(2))
	before := b.bytesOf(k)
	h, err := b.Open(bg, 2)
	want(t, err, psa.Success)
	works(t, h)
	b.restart()
	if string(b.bytesOf(b.Key(2))) != string(before) {
		t.Error("the key has changed")
	}
	want(t, try(b.Key(h.ID())), psa.ErrInvalidHandle)
}

func TestTooManyHandles(t *testing.T) {
	b := newBench(t, func(c *Config) { c.MaxHandles = 3 })
	b.generate(aes(2))
	var last Key
	for range 3 {
		h, err := b.Open(bg, 2)
		want(t, err, psa.Success)
		last = h
	}
	_, err := b.Open(bg, 2)
	want(t, err, psa.ErrInsufficientMemory)
	want(t, last.Close(), psa.Success)
	_, err = b.Open(bg, 2)
	want(t, err, psa.Success)
}
