package mirror_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
	"github.com/psacrypto/psa/storage/mirror"
)

// The record is as docs/storage-format.md says, which is all that this test goes by.
func TestRecord(t *testing.T) {
	first, second := mem.New(), mem.New()
	s := pair(t, first, second, nil)
	must(t, put(s, "old", "x"))
	must(t, s.Update(bg, func(tx storage.Tx) error {
		if err := tx.Put([]byte("b"), []byte("data")); err != nil {
			return err
		}
		if err := tx.Create([]byte("a"), nil); err != nil {
			return err
		}
		return tx.Delete([]byte("old"))
	}))
	record := func(s storage.Store) (b []byte) {
		must(t, s.View(bg, func(r storage.Reader) (err error) { b, err = r.Get([]byte("\x00psa mirror")); return err }))
		if len(b) != 512 {
			t.Fatalf("it has %d bytes", len(b))
		}
		sum := sha256.Sum256(b[:504])
		if string(b[504:]) != string(sum[:8]) {
			t.Error("the checksum is another")
		}
		return b
	}
	p, q := record(first), record(second)
	names := "\x01a\x01b\x03old"
	sum := sha256.Sum256([]byte("\x01a\x00\x00\x00\x00\x00\x00\x00\x01" + "\x01b\x00\x00\x00\x00\x00\x00\x00\x05data" + "\x03old\x00\x00\x00\x00\x00\x00\x00\x00"))
	for part, b := range map[byte][]byte{1: p, 2: q} {
		want := fmt.Sprintf("PSAMIR\x01%c\x00%s%s", part, p[9:25], p[25:49])
		if got := string(b[:49]); got != want {
			t.Errorf("part %d begins with %x, want %x", part, got, want)
		}
		if string(b[73:105]) != string(sum[:]) {
			t.Errorf("part %d: another digest", part)
		}
		if n := binary.BigEndian.Uint16(b[105:]); string(b[107:107+n]) != names {
			t.Errorf("part %d: the names are %q", part, b[107:107+n])
		}
	}
	if string(p[49:73]) != string(p[25:49]) || binary.BigEndian.Uint64(q[49:]) != binary.BigEndian.Uint64(p[25:])-1 {
		t.Error("the bases are others")
	}

	must(t, put(mirror.Alone(first), "alone", ""))
	b := record(first)
	if b[8] != 3 || string(b[49:73]) != string(p[25:49]) || binary.BigEndian.Uint64(b[25:]) != binary.BigEndian.Uint64(p[25:])+1 {
		t.Errorf("alone it is %x", b[:73])
	}
}

// BenchmarkCreate is one durable create after the other, of about what a sealed key takes: in one store, in one that counts alone, and in two. The folder is on the disk of the module.
func BenchmarkCreate(b *testing.B) {
	run := func(name string, open func(dir string) storage.Store) {
		b.Run(name, func(b *testing.B) {
			dir, err := os.MkdirTemp(".", "bench-")
			must(b, err)
			b.Cleanup(func() { os.RemoveAll(dir) })
			s := open(dir)
			defer s.Close()
			data := string(make([]byte, 600))
			n := 0
			for b.Loop() {
				n++
				must(b, put(s, fmt.Sprintf("%032d", n), data))
			}
		})
	}
	run("plain", func(dir string) storage.Store { return lite(b, filepath.Join(dir, "one")) })
	run("alone", func(dir string) storage.Store { return mirror.Alone(lite(b, filepath.Join(dir, "one"))) })
	run("mirrored", func(dir string) storage.Store {
		return pair(b, lite(b, filepath.Join(dir, "one")), lite(b, filepath.Join(dir, "two")), nil)
	})
}
