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
	if len(g.names) != 3 && len(g.names) != 4 {
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

// The stores that this program writes, and those from before there was a roll.
const (
	presentGolden = "roll"
	firstGolden   = "v1"
)

func goldens(t *testing.T, kind string, run func(t *testing.T, b *bench, g golden, root Root)) {
	t.Run(kind+" key file", func(t *testing.T) {
		b := newBench(t)
		run(t, b, readGolden(t, "testdata/"+kind+"-keyfile.txt"), KeyFile(b.path))
	})
	t.Run(kind+" passphrase", func(t *testing.T) {
		g := readGolden(t, "testdata/"+kind+"-passphrase.txt")
		run(t, newBench(t), g, said(string(g.passphrase)))
	})
}

// With the same randomness, today's code writes the same bytes.
func TestWritesTheGoldenStore(t *testing.T) {
	goldens(t, presentGolden, func(t *testing.T, b *bench, g golden, root Root) {
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

// Today's code opens the stores of format version 1, with and without a roll, reads them, and changes them. With its first change a store gets a roll.
func TestOpensTheGoldenStore(t *testing.T) {
	for _, kind := range []string{firstGolden, presentGolden} {
		goldens(t, kind, func(t *testing.T, b *bench, g golden, root Root) {
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
			check := func(rolls int) {
				t.Helper()
				mustRead(t, v, Name{-2, 0x1001}, string(goldenRecord.Append(nil)))
				if id, err := v.ByLabel(t.Context(), -2, "zähle"); err != nil || id != 0x1001 {
					t.Errorf("the label leads to %v, %v", id, err)
				}
				wantSound(t, v)
				if n := len(b.names(kindRoll)); n != rolls {
					t.Errorf("%d rolls, want %d", n, rolls)
				}
			}
			check(len(g.names) - 3)
			other, err := Open(t.Context(), b.storage(), Options{Root: root})
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			create(t, v, Name{0, 1}, "new", "")
			mustRead(t, other, Name{0, 1}, "new")
			create(t, other, Name{0, 2}, "newer", "")
			check(1)
			if err := v.RotateMaster(t.Context()); err != nil {
				t.Fatal(err)
			}
			check(1)
		})
	}
}

// A store of an earlier program gets its roll with the first change also where a record is damaged, and that record can be destroyed.
func TestDamagedRecordBeforeTheRoll(t *testing.T) {
	g := readGolden(t, "testdata/v1-keyfile.txt")
	for _, damage := range []func(b []byte) []byte{
		func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		func(b []byte) []byte { b[0] = 9; return b },
		func(b []byte) []byte { return b[:7] },
		func([]byte) []byte { return nil },
	} {
		b := newBench(t)
		for i := range g.names {
			b.put(g.names[i], g.values[i])
		}
		if err := os.WriteFile(b.path, g.keyFile, 0o600); err != nil {
			t.Fatal(err)
		}
		n := Name{-2, 0x1001}
		b.put(storageName(n), damage(b.get(storageName(n))))
		v := b.open()
		create(t, v, Name{0, 1}, "new", "")
		if _, err := read(v, n); psa.StatusOf(err) != psa.ErrDataCorrupt && psa.StatusOf(err) != psa.ErrDataInvalid {
			t.Errorf("a damaged record gives %v", err)
		}
		if err := destroy(v, n); err != nil {
			t.Error(err)
		}
		mustRead(t, v, Name{0, 1}, "new")
		wantSound(t, v)
	}
}
