package seal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

// counting is a stream of bytes that are the same in each run: SHA-256 of a counter of eight bytes, big endian, from 0.
type counting struct {
	sync.Mutex
	n    uint64
	rest []byte
}

func (c *counting) Read(p []byte) (int, error) {
	c.Lock()
	defer c.Unlock()
	for n := range p {
		if len(c.rest) == 0 {
			sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, c.n))
			c.rest = sum[:]
			c.n++
		}
		p[n], c.rest = c.rest[0], c.rest[1:]
	}
	return len(p), nil
}

// shared lets several vaults have one store in memory, as several processes have one file.
type shared struct{ storage.Store }

func (shared) Close() error { return nil }

// bench is a store with the means to open it as often as a test likes.
type bench struct {
	t testing.TB
	// st is what lies under the vaults, without faults.
	st    *mem.Store
	path  string
	fault atomic.Pointer[func(op string) error]
}

func newBench(t testing.TB, options ...mem.Option) *bench {
	return &bench{t: t, st: mem.New(options...), path: filepath.Join(t.TempDir(), "root.key")}
}

// storage is what a process opens a vault over.
func (b *bench) storage() storage.Store {
	return shared{mem.Faulty(b.st, func(op string, _ int) error {
		if f := b.fault.Load(); f != nil {
			return (*f)(op)
		}
		return nil
	})}
}

// fail has f decide which operations of the storage fail; nil ends that.
func (b *bench) fail(f func(op string) error) {
	if f == nil {
		b.fault.Store(nil)
		return
	}
	b.fault.Store(&f)
}

func (b *bench) options() Options { return Options{Root: KeyFile(b.path), Create: true} }

// open opens the store as another process would.
func (b *bench) open() *Vault {
	b.t.Helper()
	v, err := Open(b.t.Context(), b.storage(), b.options())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = v.Close() })
	return v
}

func (b *bench) openError(o Options) error {
	b.t.Helper()
	v, err := Open(b.t.Context(), b.storage(), o)
	if err == nil {
		_ = v.Close()
	}
	return err
}

// get and put reach under the vault.
func (b *bench) get(name []byte) []byte {
	b.t.Helper()
	var data []byte
	err := b.st.View(b.t.Context(), func(rd storage.Reader) (err error) {
		data, err = rd.Get(name)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}

func (b *bench) put(name, data []byte) {
	b.t.Helper()
	if err := b.st.Update(b.t.Context(), func(tx storage.Tx) error { return tx.Put(name, data) }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) remove(name []byte) {
	b.t.Helper()
	if err := b.st.Update(b.t.Context(), func(tx storage.Tx) error { return tx.Delete(name) }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) names(kind byte) (names [][]byte) {
	b.t.Helper()
	err := b.st.View(b.t.Context(), func(rd storage.Reader) error {
		for rec, err := range rd.Scan([]byte{kind}, []byte{kind + 1}) {
			if err != nil {
				return err
			}
			names = append(names, bytes.Clone(rec.Name))
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return names
}

func storageName(n Name) []byte {
	name := n.storage()
	return name[:]
}

// create makes a key, whose record is the text.
func create(t testing.TB, v *Vault, n Name, text, label string) Sealed {
	t.Helper()
	var s Sealed
	err := v.Update(t.Context(), func(tx *Tx) (err error) {
		s, err = tx.Create(n, []byte(text), label)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func destroy(v *Vault, n Name) error {
	return v.Update(context.Background(), func(tx *Tx) error { return tx.Destroy(n) })
}

// read loads and unseals.
func read(v *Vault, n Name) (string, error) {
	s, err := v.Load(context.Background(), n)
	if err != nil {
		return "", err
	}
	p, err := v.Unseal(n, s)
	return string(p), err
}

func mustRead(t testing.TB, v *Vault, n Name, want string) {
	t.Helper()
	if got, err := read(v, n); err != nil || got != want {
		t.Errorf("%v is %q, %v; want %q", n, got, err, want)
	}
}

// wantStatus checks a status and words of the reason.
func wantStatus(t testing.TB, what string, err error, s psa.Status, text ...string) {
	t.Helper()
	if psa.StatusOf(err) != s {
		t.Errorf("%s: %v; want %v", what, err, s)
		return
	}
	for _, w := range text {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s: %v; the words %q are missing", what, err, w)
		}
	}
}

func findings(t testing.TB, v *Vault) []Finding {
	t.Helper()
	var all []Finding
	if err := v.Verify(t.Context(), func(f Finding) { all = append(all, f) }); err != nil {
		t.Fatal(err)
	}
	return all
}

func wantSound(t testing.TB, v *Vault) {
	t.Helper()
	if f := findings(t, v); len(f) != 0 {
		t.Errorf("Verify finds %+v", f)
	}
}

// cheap is a cost of a passphrase that tests can pay.
var cheap = Cost{Memory: 64, Passes: 1, Threads: 2}

// said is a passphrase that is typed at once.
func said(p string) Root {
	return PassphraseCost(func(context.Context) ([]byte, error) { return []byte(p), nil }, cheap)
}

var errInjected = errors.New("the disk is on fire")
