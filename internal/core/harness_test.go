package core

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

var bg = context.Background()

var hmac256 = alg.HMAC(alg.SHA256)

// shared is storage that outlives the engines on it, each of which is one process to the others.
type shared struct {
	storage.Store
	key string
}

func (shared) Close() error { return nil }

func newShared(t testing.TB) shared {
	return shared{mem.New(), filepath.Join(t.TempDir(), "root.key")}
}

func (s shared) engine(t testing.TB, change ...func(*Config)) *Engine {
	t.Helper()
	v, err := seal.Open(bg, s, seal.Options{Root: seal.KeyFile(s.key), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Vault: v, Rand: rand.Reader, Drivers: map[psa.Location]driver.Driver{psa.LocationLocalStorage: soft.New(rand.Reader)}}
	for _, f := range change {
		f(&c)
	}
	e, err := New(bg, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func macKey(id psa.KeyID, more psa.Usage) psa.Attributes {
	a := psa.Attributes{Type: keytype.HMAC, Bits: 256, Policy: psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage | more, Alg: hmac256}}
	if id != 0 {
		a.SetID(id)
	}
	return a
}

func (e *Engine) mustGenerate(t testing.TB, a psa.Attributes) Ref {
	t.Helper()
	id, err := e.Generate(bg, 0, a, driver.Parameters{})
	if err != nil {
		t.Fatal(err)
	}
	return Ref{ID: id}
}

func (e *Engine) try(r Ref) error {
	_, err := e.MACCompute(bg, r, hmac256, nil, []byte("message"))
	return err
}

func status(t testing.TB, err error, want psa.Status) {
	t.Helper()
	if psa.StatusOf(err) != want {
		t.Fatalf("got %v, want %v", err, want)
	}
}
