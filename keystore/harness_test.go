package keystore

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

var bg = context.Background()

// element is the location of the secure element of these tests.
const element = psa.LocationPrimarySecureElement

// records are those of a store in memory, which stay when the store is closed, and which can be made to fail.
type records struct {
	storage.Store
	mu sync.Mutex
	f  func(op string) error
}

func newRecords() *records {
	r := &records{}
	r.Store = mem.Faulty(mem.New(), func(op string, _ int) error {
		r.mu.Lock()
		f := r.f
		r.mu.Unlock()
		if f == nil {
			return nil
		}
		return f(op)
	})
	return r
}

func (*records) Close() error { return nil }

// Fail has f asked before each operation, by its name; what it returns is the operation's error. nil ends that.
func (r *records) Fail(f func(op string) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.f = f
}

// bench is a store with what the tests turn and break: its records, its secure element, its root.
type bench struct {
	*Store
	t       testing.TB
	records *records
	token   *drivertest.Token
	config  Config
}

func newBench(t testing.TB, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, records: newRecords(), token: drivertest.NewToken(rand.Reader, true)}
	b.config = Config{
		Root:    KeyFile(filepath.Join(t.TempDir(), "root.key")),
		Drivers: map[psa.Location]driver.Driver{element: b.token},
	}
	for _, f := range change {
		f(&b.config)
	}
	b.open()
	t.Cleanup(func() { b.Close() })
	return b
}

func (b *bench) open() {
	b.t.Helper()
	c := b.config
	c.Storage = b.records
	st, err := Open(bg, c)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Store = st
}

// restart ends the store as a process does, and opens it again.
func (b *bench) restart() {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open()
}

// aes returns attributes of an AES key that may do all that such keys can.
func aes(id psa.KeyID) psa.Attributes {
	a := psa.Attributes{Type: keytype.AES, Bits: 128, Policy: psa.Policy{
		Usage: psa.Encrypt | psa.Decrypt | psa.Copy | psa.Export, Alg: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 4)}}
	if id != 0 {
		a.SetID(id)
	}
	return a
}

func hmacKey(id psa.KeyID) psa.Attributes {
	a := psa.Attributes{Type: keytype.HMAC, Bits: 256, Policy: psa.Policy{
		Usage: psa.SignMessage | psa.VerifyMessage | psa.Copy | psa.Export, Alg: alg.AtLeastThisLengthMAC(alg.HMAC(alg.SHA256), 4)}}
	if id != 0 {
		a.SetID(id)
	}
	return a
}

func p256(id psa.KeyID, usage psa.Usage, a alg.Algorithm) psa.Attributes {
	attrs := psa.Attributes{Type: keytype.ECCKeyPair(keytype.SECPR1), Bits: 256, Policy: psa.Policy{Usage: usage, Alg: a}}
	if id != 0 {
		attrs.SetID(id)
	}
	return attrs
}

func (b *bench) generate(a psa.Attributes) Key {
	b.t.Helper()
	k, err := b.Generate(bg, a)
	if err != nil {
		b.t.Fatalf("generate %+v: %v", a, err)
	}
	return k
}

// want fails the test unless err has the status; and every error must be a *psa.Error with a reason.
func want(t testing.TB, err error, s psa.Status) {
	t.Helper()
	if psa.StatusOf(err) != s {
		t.Fatalf("got %v, want %v", err, s)
	}
	if err == nil {
		return
	}
	var e *psa.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *psa.Error", err)
	}
	// A failed check says nothing but its status: a reason could be an oracle.
	if e.Reason == "" && s != psa.ErrInvalidSignature && s != psa.ErrInvalidPadding {
		t.Fatalf("%v gives no reason", err)
	}
}

// works uses an AES or HMAC key once.
func works(t testing.TB, k Key) {
	t.Helper()
	want(t, try(k), psa.Success)
}

// try uses an AES or HMAC key once and returns how that went.
func try(k Key) error {
	a, err := k.Attributes(bg)
	if err != nil {
		return err
	}
	if a.Type == keytype.HMAC {
		_, err = k.MAC(bg, alg.HMAC(alg.SHA256), nil, []byte("message"))
	} else {
		_, err = k.Seal(bg, alg.GCM, nil, make([]byte, 12), []byte("message"), nil)
	}
	return err
}

func (b *bench) bytesOf(k Key) []byte {
	b.t.Helper()
	d, err := k.Export(bg, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}
