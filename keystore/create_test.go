package keystore

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage"
)

// The tests of this file are the lines on policies and on the creation of keys (PSA Crypto 1.5, "Key policies", "Key creation").

// creators are the calls that create a key.
func creators(b *bench) iter.Seq2[string, func(psa.Attributes) (Key, error)] {
	source := b.generate(aes(0))
	agree := b.generate(p256(0, psa.Derive, alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))))
	alone := b.generate(p256(0, psa.Derive, alg.ECDH))
	peer, err := agree.ExportPublic(bg, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return func(yield func(string, func(psa.Attributes) (Key, error)) bool) {
		_ = yield("import", func(a psa.Attributes) (Key, error) { return b.Import(bg, a, make([]byte, 16)) }) &&
			yield("generate", func(a psa.Attributes) (Key, error) { return b.Generate(bg, a) }) &&
			yield("copy", func(a psa.Attributes) (Key, error) { return source.Copy(bg, a) }) &&
			yield("derive", func(a psa.Attributes) (Key, error) {
				d, err := b.NewDerivation(bg, alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)))
				if err != nil {
					return Key{}, err
				}
				defer d.Close()
				if err := errors.Join(d.InputAgreement(psa.InputSecret, agree, peer), d.InputBytes(psa.InputInfo, nil)); err != nil {
					return Key{}, err
				}
				return d.Key(a)
			}) &&
			yield("agree", func(a psa.Attributes) (Key, error) {
				a.Type, a.Bits = keytype.Derive, 0
				a.Policy = psa.Policy{}
				return alone.Agree(bg, alg.ECDH, peer, a)
			})
	}
}

func TestIdentifiersOfPersistentKeys(t *testing.T) {
	b := newBench(t)
	for name, create := range creators(b) {
		t.Run(name, func(t *testing.T) {
			for _, c := range []struct {
				id   psa.KeyID
				l    psa.Lifetime
				want psa.Status
			}{
				{1, psa.Persistent, psa.Success},
				{0x3fffffff, psa.Persistent, psa.Success},
				{0, psa.Persistent, psa.ErrInvalidArgument},
				{0x40000000, psa.Persistent, psa.ErrInvalidArgument},
				{0x7fffffff, psa.Persistent, psa.ErrInvalidArgument},
				{0x80000000, psa.Persistent, psa.ErrInvalidArgument},
				{1, psa.Volatile, psa.ErrInvalidArgument},
				{2, psa.MakeLifetime(0x7f, 0), psa.ErrNotSupported},
				{2, psa.MakeLifetime(1, 0x99), psa.ErrInvalidArgument},
			} {
				a := aes(0)
				a.ID, a.Lifetime = c.id, c.l
				k, err := create(a)
				want(t, err, c.want)
				if err != nil {
					if k.ID() != 0 {
						t.Errorf("identifier %v after an error", k.ID())
					}
					continue
				}
				if k.ID() != c.id {
					t.Errorf("identifier is %v, want %v", k.ID(), c.id)
				}
				_, err = create(a)
				want(t, err, psa.ErrAlreadyExists)
				want(t, k.Destroy(bg), psa.Success)
			}
		})
	}
}

func TestInvalidAttributes(t *testing.T) {
	b := newBench(t)
	for name, create := range creators(b) {
		t.Run(name, func(t *testing.T) {
			before := b.keys()
			for _, change := range []func(*psa.Attributes){
				func(a *psa.Attributes) { a.Policy.Usage |= 0x40000000 },
				func(a *psa.Attributes) { a.Policy.Alg = 0x02000006 },
				func(a *psa.Attributes) { a.Label = "\xff\xfe" },
				func(a *psa.Attributes) { a.Owner = 5 },
			} {
				a := aes(0)
				a.SetID(1000)
				change(&a)
				if name == "agree" && a.Owner == 0 && a.Label == "" {
					continue // it is made with a policy of its own
				}
				k, err := create(a)
				want(t, err, psa.ErrInvalidArgument)
				if k.ID() != 0 {
					t.Error("identifier after an error")
				}
			}
			if got := b.keys(); !slices.Equal(got, before) {
				t.Errorf("keys are %v, want %v as before", got, before)
			}
		})
	}
}

// keys returns the identifiers of all keys.
func (b *bench) keys() []psa.KeyID {
	b.t.Helper()
	var ids []psa.KeyID
	for e, err := range b.List(bg, Filter{}) {
		if err != nil {
			b.t.Fatal(err)
		}
		ids = append(ids, e.ID)
	}
	return ids
}

func TestZeroLengthKeysAreRefused(t *testing.T) {
	b := newBench(t)
	for _, kt := range []keytype.Type{keytype.RawData, keytype.HMAC, keytype.Derive, keytype.AES, keytype.Password} {
		_, err := b.Import(bg, psa.Attributes{Type: kt}, nil)
		want(t, err, psa.ErrInvalidArgument)
		_, err = b.Generate(bg, psa.Attributes{Type: kt})
		want(t, err, psa.ErrInvalidArgument)
	}
}

func TestGeneratingAPublicKey(t *testing.T) {
	b := newBench(t)
	for _, kt := range []keytype.Type{keytype.RSAPublicKey, keytype.ECCPublicKey(keytype.SECPR1), keytype.LMSPublicKey} {
		_, err := b.Generate(bg, psa.Attributes{Type: kt, Bits: 256})
		want(t, err, psa.ErrInvalidArgument)
	}
}

func TestSizesMustAgree(t *testing.T) {
	b := newBench(t)
	a := aes(0)
	a.Bits = 256
	_, err := b.Import(bg, a, make([]byte, 16))
	want(t, err, psa.ErrInvalidArgument)
	a.Bits = 0
	_, err = b.Import(bg, a, make([]byte, 15))
	want(t, err, psa.ErrInvalidArgument)
	a.Bits = 100
	_, err = b.Generate(bg, a)
	want(t, err, psa.ErrInvalidArgument)
	a.Bits = -8
	_, err = b.Generate(bg, a)
	want(t, err, psa.ErrInvalidArgument)
	k, err := b.Import(bg, aes(0), make([]byte, 16))
	want(t, err, psa.Success)
	if got, _ := k.Attributes(bg); got.Bits != 128 {
		t.Errorf("size is %d bits", got.Bits)
	}
}

func TestCustomParameters(t *testing.T) {
	b := newBench(t)
	_, err := b.GenerateCustom(bg, aes(0), driver.Parameters{Data: []byte{3}})
	want(t, err, psa.ErrInvalidArgument)
	_, err = b.GenerateCustom(bg, aes(0), driver.Parameters{Flags: 1})
	want(t, err, psa.ErrInvalidArgument)
	rsa := psa.Attributes{Type: keytype.RSAKeyPair, Bits: 1024, Policy: psa.Policy{Usage: psa.SignHash | psa.VerifyHash, Alg: alg.RSAPSS(alg.SHA256)}}
	k, err := b.GenerateCustom(bg, rsa, driver.Parameters{Data: []byte{3}})
	want(t, err, psa.Success)
	pub, err := k.ExportPublic(bg, nil)
	want(t, err, psa.Success)
	if !bytes.HasSuffix(pub, []byte{2, 1, 3}) {
		t.Errorf("the public exponent is not 3: %x", pub)
	}
	_, err = b.GenerateCustom(bg, rsa, driver.Parameters{Data: []byte{4}})
	want(t, err, psa.ErrInvalidArgument)
}

func TestSetIDAndSetLifetime(t *testing.T) {
	var a psa.Attributes
	a.Lifetime = psa.MakeLifetime(0, element)
	a.SetID(5)
	if a.Lifetime != psa.MakeLifetime(psa.PersistenceDefault, element) {
		t.Errorf("set_key_id: lifetime is %v", a.Lifetime)
	}
	a.Lifetime = psa.MakeLifetime(psa.PersistenceReadOnly, element)
	a.SetID(6)
	if a.Lifetime.Persistence() != psa.PersistenceReadOnly {
		t.Errorf("set_key_id changes a persistent lifetime: %v", a.Lifetime)
	}
	a.SetLifetime(psa.MakeLifetime(0, 9))
	if a.ID != 0 || !a.Lifetime.IsVolatile() {
		t.Errorf("set_key_lifetime: %+v", a)
	}
}

func TestPolicyThatCanNeverBeUsed(t *testing.T) {
	never := psa.Attributes{Type: keytype.ECCPublicKey(keytype.SECPR1), Policy: psa.Policy{Usage: psa.Decrypt, Alg: alg.RSAPSS(alg.SHA256)}}
	b := newBench(t)
	pub, err := b.generate(p256(0, psa.SignHash, alg.ECDSA(alg.SHA256))).ExportPublic(bg, nil)
	want(t, err, psa.Success)
	_, err = b.Import(bg, never, pub)
	want(t, err, psa.Success)
	strict := newBench(t, func(c *Config) { c.Strict = true })
	_, err = strict.Import(bg, never, pub)
	want(t, err, psa.ErrInvalidArgument)
	if n := len(strict.keys()); n != 0 {
		t.Errorf("%d keys are left", n)
	}
}

// A source of randomness that ends.
type ending struct{ left int }

func (r *ending) Read(p []byte) (int, error) {
	if len(p) > r.left {
		return 0, io.ErrUnexpectedEOF
	}
	r.left -= len(p)
	return rand.Read(p)
}

func TestRandomnessFails(t *testing.T) {
	source := &ending{1 << 20}
	b := newBench(t, func(c *Config) { c.Rand = source })
	k := b.generate(aes(0))
	ctr := aes(0)
	ctr.Policy.Alg = alg.CTR
	c := b.generate(ctr)
	source.left = 0
	for _, a := range []psa.Attributes{aes(0), aes(5), hmacKey(0), p256(0, psa.Derive, alg.ECDH),
		{Type: keytype.ECCKeyPair(keytype.TwistedEdwards), Bits: 255}, {Type: keytype.ECCKeyPair(keytype.Montgomery), Bits: 255}} {
		k, err := b.Generate(bg, a)
		want(t, err, psa.ErrInsufficientEntropy)
		if k.ID() != 0 {
			t.Error("identifier after an error")
		}
	}
	out := []byte{1, 2, 3}
	want(t, b.Random(out), psa.ErrInsufficientEntropy)
	_, err := c.Encrypt(bg, alg.CTR, nil, []byte("text"))
	want(t, err, psa.ErrInsufficientEntropy)
	m, err := k.NewSeal(bg, alg.GCM)
	want(t, err, psa.Success)
	_, err = m.GenerateNonce(nil)
	want(t, err, psa.ErrInsufficientEntropy)
	want(t, m.SetNonce(make([]byte, 12)), psa.ErrBadState)
	source.left = 1 << 20
	b.generate(aes(5))
}

func TestFullStorage(t *testing.T) {
	b := newBench(t)
	var made []Key
	b.generate(aes(1))
	creates := 0
	b.records.Fail(func(op string) error {
		if op == "create" {
			if creates++; creates > 5 {
				return storage.ErrFull
			}
		}
		return nil
	})
	for id := psa.KeyID(2); ; id++ {
		k, err := b.Generate(bg, aes(id))
		if err != nil {
			want(t, err, psa.ErrInsufficientStorage)
			break
		}
		made = append(made, k)
	}
	if len(made) < 3 {
		t.Fatalf("only %d keys fitted", len(made))
	}
	works(t, made[0])
	want(t, made[0].Destroy(bg), psa.Success)
	b.records.Fail(nil)
	b.generate(aes(1000))
	b.restart()
	works(t, b.Key(1000))
	want(t, try(b.Key(made[0].ID())), psa.ErrInvalidHandle)
}

func TestStorageFailsAtEveryStep(t *testing.T) {
	for _, call := range []string{"get", "create", "put", "commit", "scan"} {
		b := newBench(t)
		b.generate(aes(1))
		b.records.Fail(func(op string) error {
			if op == call {
				return errors.New("input/output error")
			}
			return nil
		})
		labelled := aes(2)
		labelled.Label = "second"
		_, err := b.Generate(bg, labelled)
		if err != nil {
			want(t, err, psa.ErrStorageFailure)
		}
		b.records.Fail(nil)
		left := b.keys()
		if err != nil && !slices.Equal(left, []psa.KeyID{1}) {
			t.Errorf("%s fails and leaves %v", call, left)
		}
		b.restart()
		works(t, b.Key(1))
	}
}

func TestDriverFailures(t *testing.T) {
	b := newBench(t)
	k := b.generate(inElement(hmacKey(3)))
	for _, s := range []psa.Status{psa.ErrCommunicationFailure, psa.ErrHardwareFailure, psa.ErrCorruptionDetected, psa.ErrInsufficientMemory} {
		b.token.Fail(func(string) error { return psa.Errorf(s, "so says the token") })
		_, err := b.Generate(bg, inElement(hmacKey(4)))
		want(t, err, s)
		_, err = b.Import(bg, inElement(hmacKey(4)), make([]byte, 32))
		want(t, err, s)
		want(t, try(k), s)
		_, err = k.Export(bg, nil)
		want(t, err, s)
		_, err = k.NewMAC(bg, alg.HMAC(alg.SHA256))
		want(t, err, s)
		b.token.Fail(nil)
		m, err := k.NewMAC(bg, alg.HMAC(alg.SHA256))
		want(t, err, psa.Success)
		b.token.Fail(func(string) error { return psa.Errorf(s, "so says the token") })
		_, err = m.Write([]byte("part"))
		want(t, err, s)
		b.token.Fail(nil)
		_, err = m.Write([]byte("part"))
		want(t, err, psa.ErrBadState)
		want(t, m.Close(), psa.Success)
		works(t, k)
	}
	if got := b.keys(); !slices.Equal(got, []psa.KeyID{3}) {
		t.Errorf("keys are %v", got)
	}
}

func TestConcurrentCreationOfOneIdentifier(t *testing.T) {
	b := newBench(t)
	for range 20 {
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = b.Generate(bg, aes(5)) })
		}
		wg.Wait()
		ok := 0
		for _, err := range errs {
			if err == nil {
				ok++
				continue
			}
			want(t, err, psa.ErrAlreadyExists)
		}
		if ok != 1 {
			t.Fatalf("%d creations succeeded", ok)
		}
		want(t, b.Key(5).Destroy(bg), psa.Success)
	}
}

func TestOwnersDoNotSeeEachOther(t *testing.T) {
	b := newBench(t)
	mine, yours := b.As(1), b.As(2)
	a := aes(5)
	a.Label = "shared name"
	k1, err := mine.Generate(bg, a)
	want(t, err, psa.Success)
	missing := try(yours.Key(5))
	want(t, missing, psa.ErrInvalidHandle)
	never := try(yours.Key(6))
	if a, b := missing.Error(), strings.Replace(never.Error(), "0x00000006", "0x00000005", 1); a != b {
		t.Errorf("the errors tell a foreign key from none: %q and %q", a, b)
	}
	_, err = yours.Open(bg, 5)
	want(t, err, psa.ErrDoesNotExist)
	_, err = yours.ByLabel(bg, "shared name")
	want(t, err, psa.ErrDoesNotExist)
	k2, err := yours.Generate(bg, a)
	want(t, err, psa.Success)
	x1, _ := k1.Export(bg, nil)
	x2, _ := k2.Export(bg, nil)
	if bytes.Equal(x1, x2) {
		t.Error("both owners have one key")
	}
	v, err := mine.Generate(bg, aes(0))
	want(t, err, psa.Success)
	want(t, try(yours.Key(v.ID())), psa.ErrInvalidHandle)
	h, err := mine.Open(bg, 5)
	want(t, err, psa.Success)
	want(t, try(yours.Key(h.ID())), psa.ErrInvalidHandle)
	want(t, yours.Key(h.ID()).Close(), psa.ErrInvalidHandle)
	for e, err := range yours.List(bg, Filter{}) {
		want(t, err, psa.Success)
		if e.ID != 5 || e.Attributes.Owner != 2 {
			t.Errorf("owner 2 sees %+v", e)
		}
	}
	want(t, k2.Destroy(bg), psa.Success)
	works(t, k1)
}

func TestLabels(t *testing.T) {
	b := newBench(t)
	labelled := func(id psa.KeyID, l string) psa.Attributes { a := aes(id); a.Label = l; return a }
	b.generate(labelled(1, "größe"))
	v := b.generate(labelled(0, "volatile"))
	for _, a := range []psa.Attributes{labelled(2, "größe"), labelled(0, "größe"), labelled(2, "volatile"), labelled(0, "volatile")} {
		_, err := b.Generate(bg, a)
		want(t, err, psa.ErrAlreadyExists)
	}
	k, err := b.ByLabel(bg, "größe")
	want(t, err, psa.Success)
	if k.ID() != 1 {
		t.Errorf("identifier is %v", k.ID())
	}
	k, err = b.ByLabel(bg, "volatile")
	want(t, err, psa.Success)
	if k.ID() != v.ID() {
		t.Errorf("identifier is %v", k.ID())
	}
	for _, l := range []string{"gross", "", "gröẞe"} {
		if _, err := b.ByLabel(bg, l); err == nil {
			t.Errorf("label %q is found", l)
		}
	}
	want(t, v.Destroy(bg), psa.Success)
	b.generate(labelled(0, "volatile"))
	b.restart()
	k, err = b.ByLabel(bg, "größe")
	want(t, err, psa.Success)
	a, err := k.Attributes(bg)
	want(t, err, psa.Success)
	if a.Label != "größe" || a.Created.IsZero() {
		t.Errorf("attributes are %+v", a)
	}
	want(t, k.Destroy(bg), psa.Success)
	_, err = b.ByLabel(bg, "größe")
	want(t, err, psa.ErrDoesNotExist)
	b.generate(labelled(9, "größe"))
}

func TestList(t *testing.T) {
	b := newBench(t)
	for id := psa.KeyID(1); id <= 20; id++ {
		a := aes(id * 3)
		if id%2 == 0 {
			a = hmacKey(id * 3)
			a.Label = "hmac"[:id%4+1] + string(rune('a'+id))
		}
		b.generate(a)
	}
	v1, v2 := b.generate(aes(0)), b.generate(aes(0))
	ids := func(f Filter) []psa.KeyID {
		var got []psa.KeyID
		for e, err := range b.List(bg, f) {
			want(t, err, psa.Success)
			got = append(got, e.ID)
		}
		return got
	}
	if got := ids(Filter{}); len(got) != 22 || !slices.IsSorted(got) || got[20] != v1.ID() || got[21] != v2.ID() {
		t.Errorf("all: %v", got)
	}
	if got := ids(Filter{From: 6, To: 12}); !slices.Equal(got, []psa.KeyID{6, 9, 12}) {
		t.Errorf("range: %v", got)
	}
	if got := ids(Filter{Type: keytype.HMAC}); len(got) != 10 {
		t.Errorf("type: %v", got)
	}
	if got := ids(Filter{Usage: psa.VerifyMessage}); len(got) != 10 {
		t.Errorf("usage: %v", got)
	}
	if got := ids(Filter{Alg: alg.GCM}); len(got) != 12 {
		t.Errorf("algorithm: %v", got)
	}
	if got := ids(Filter{Label: "c"}); len(got) != 1 {
		t.Errorf("label: %v", got)
	}
	var paged []psa.KeyID
	for after := psa.KeyID(0); ; {
		page, next, err := b.ListPage(bg, Filter{}, after, 5)
		want(t, err, psa.Success)
		for _, e := range page {
			paged = append(paged, e.ID)
		}
		if next == 0 {
			break
		}
		after = next
	}
	if !slices.Equal(paged, ids(Filter{})) {
		t.Errorf("pages: %v", paged)
	}
}

// A label that a creation has only reserved is not taken before that has succeeded.
func TestLabelOfAFailedCreationIsFree(t *testing.T) {
	for _, volatile := range []bool{false, true} {
		b := newBench(t)
		b.generate(aes(1))
		labelled := func(id psa.KeyID) psa.Attributes {
			a := aes(id)
			a.Label = "label"
			return a
		}
		reached, goOn := make(chan struct{}), make(chan struct{})
		var first sync.Once
		b.records.Fail(func(op string) error {
			if op == "update" {
				first.Do(func() { close(reached); <-goOn })
			}
			return nil
		})
		fails, succeeds := make(chan error), make(chan error)
		go func() { _, err := b.Generate(bg, labelled(1)); fails <- err }()
		<-reached
		a := labelled(2)
		if volatile {
			a.SetLifetime(psa.Volatile)
		}
		go func() { _, err := b.Generate(bg, a); succeeds <- err }()
		stopped, cancel := context.WithTimeout(bg, 10*time.Millisecond)
		if _, err := b.Generate(stopped, labelled(3)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a creation that waits for a label is not stopped with its context: %v", err)
		}
		cancel()
		close(goOn)
		want(t, <-fails, psa.ErrAlreadyExists)
		want(t, <-succeeds, psa.Success)
		_, err := b.Generate(bg, labelled(4))
		want(t, err, psa.ErrAlreadyExists)
	}
}
