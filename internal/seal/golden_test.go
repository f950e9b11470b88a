package seal

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// golden is a store in a file of testdata, written by another program (its first lines say how).
type golden struct {
	keyFile, passphrase []byte
	names, values       [][]byte
}

func readGolden(t *testing.T, path string) (g golden) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		switch {
		case f[0] == "keyfile":
			g.keyFile = vectors.Hex(t, f[1])
		case f[0] == "passphrase":
			g.passphrase = vectors.Hex(t, f[1])
		case f[0] == "record":
			g.names, g.values = append(g.names, vectors.Hex(t, f[1])), append(g.values, vectors.Hex(t, f[2]))
		}
	}
	if len(g.names) != 3 {
		t.Fatalf("%s has %d records", path, len(g.names))
	}
	return g
}

var goldenRecord = record.Record{
	Attributes: psa.Attributes{
		Owner: -2, ID: 0x1001, Lifetime: psa.Persistent, Type: keytype.AES, Bits: 128,
		Policy:  psa.Policy{Usage: psa.Export | psa.Encrypt | psa.Decrypt, Alg: alg.GCM},
		Label:   "zähle",
		Created: time.Unix(1_700_000_000, 0).UTC(),
	},
	Material: []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
}

func goldens(t *testing.T, run func(t *testing.T, b *bench, g golden, root Root)) {
	t.Run("key file", func(t *testing.T) {
		b := newBench(t)
		run(t, b, readGolden(t, "testdata/v1-keyfile.txt"), KeyFile(b.path))
	})
	t.Run("passphrase", func(t *testing.T) {
		g := readGolden(t, "testdata/v1-passphrase.txt")
		run(t, newBench(t), g, said(string(g.passphrase)))
	})
}

// With the same randomness, today's code writes the same bytes.
func TestWritesTheGoldenStore(t *testing.T) {
	goldens(t, func(t *testing.T, b *bench, g golden, root Root) {
		v, err := Open(t.Context(), b.storage(), Options{Root: root, Create: true, Rand: &counting{}})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		create(t, v, Name{-2, 0x1001}, string(goldenRecord.Append(nil)), goldenRecord.Attributes.Label)
		for i, name := range g.names {
			if got := b.get(name); !bytes.Equal(got, g.values[i]) {
				t.Errorf("record %x is\n%x, want\n%x", name, got, g.values[i])
			}
		}
		if g.keyFile != nil {
			if got, err := os.ReadFile(b.path); err != nil || !bytes.Equal(got, g.keyFile) {
				t.Errorf("the key file is %x, %v, want %x", got, err, g.keyFile)
			}
		}
	})
}

// Today's code opens the stores of format version 1, reads them, and changes their keys.
func TestOpensTheGoldenStore(t *testing.T) {
	goldens(t, func(t *testing.T, b *bench, g golden, root Root) {
		for i := range g.names {
			b.put(g.names[i], g.values[i])
		}
		if g.keyFile != nil {
			if err := os.WriteFile(b.path, g.keyFile, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		v, err := Open(t.Context(), b.storage(), Options{Root: root})
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		check := func() {
			t.Helper()
			mustRead(t, v, Name{-2, 0x1001}, string(goldenRecord.Append(nil)))
			if id, err := v.ByLabel(t.Context(), -2, "zähle"); err != nil || id != 0x1001 {
				t.Errorf("the label leads to %v, %v", id, err)
			}
			wantSound(t, v)
		}
		check()
		if err := v.RotateMaster(t.Context()); err != nil {
			t.Fatal(err)
		}
		check()
	})
}
