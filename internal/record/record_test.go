package record

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// unhex reads hexadecimal with comments from "#" to the end of a line.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	var digits strings.Builder
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "#")
		for f := range strings.FieldsSeq(line) {
			digits.WriteString(f)
		}
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Written by hand after docs/storage-format.md.
const goldenHex = `
	01           # version
	01           # kind: key
	fffffffe     # owner -2
	00001001     # identifier
	00000001     # lifetime: persistent, local storage
	2400         # type: AES (PSA_KEY_TYPE_AES)
	00000080     # 128 bits
	00000301     # usage: EXPORT 0x1, ENCRYPT 0x100, DECRYPT 0x200
	05500200     # algorithm: GCM (PSA_ALG_GCM)
	000000006553f100 # created 2023-11-14 22:13:20 UTC, second 1,700,000,000 of Unix time
	06 7a c3 a4 68 6c 65  # label "zähle" of 6 bytes
	00000010     # 16 bytes of material
	000102030405060708090a0b0c0d0e0f
`

func golden() Record {
	return Record{
		Attributes: psa.Attributes{
			Owner: -2, ID: 0x1001, Lifetime: psa.Persistent, Type: keytype.AES, Bits: 128,
			Policy:  psa.Policy{Usage: psa.Export | psa.Encrypt | psa.Decrypt, Alg: alg.GCM},
			Label:   "zähle",
			Created: time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC),
		},
		Material: []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	}
}

func TestGolden(t *testing.T) {
	want, r := unhex(t, goldenHex), golden()
	if got := r.Append([]byte("before")); string(got) != "before"+string(want) {
		t.Errorf("Append gives %x, want %x after what was there", got, want)
	}
	if r.Size() != len(want) {
		t.Errorf("Size %d, want %d", r.Size(), len(want))
	}
	got, err := Parse(want)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("Parse gives %+v, %v", got.Attributes, err)
	}
	if len(got.Material) > 0 && &got.Material[0] != &want[len(want)-16] {
		t.Error("Parse copied the material")
	}
	if cap(got.Material) != 16 {
		t.Errorf("the material has capacity %d", cap(got.Material))
	}
}

// The extremes of every attribute survive, and nothing is mixed up with anything else.
func TestRoundTrip(t *testing.T) {
	for _, r := range []Record{
		{Material: []byte{}},
		{Attributes: psa.Attributes{
			ID: math.MaxUint32, Owner: math.MinInt32, Lifetime: math.MaxUint32, Type: math.MaxUint16, Bits: math.MaxInt32,
			Policy: psa.Policy{Usage: math.MaxUint32, Alg: math.MaxUint32}, Label: strings.Repeat("x", 255),
			Created: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}, Material: bytes.Repeat([]byte{7}, 70000)},
		{Attributes: psa.Attributes{
			ID: 1, Owner: math.MaxInt32, Lifetime: 2, Type: 3, Bits: 4, Policy: psa.Policy{Usage: 5, Alg: 6}, Label: "7",
			Created: time.Unix(-8, 0).UTC()}, Material: []byte{9}},
	} {
		got, err := Parse(r.Append(nil))
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%+v comes back as %+v, %v", r.Attributes, got.Attributes, err)
		}
	}
}

func TestCreatedIsInSecondsUTC(t *testing.T) {
	r := golden()
	r.Attributes.Created = r.Attributes.Created.Add(999 * time.Millisecond).In(time.FixedZone("", 3600))
	if got := r.Append(nil); !bytes.Equal(got, unhex(t, goldenHex)) {
		t.Errorf("a fraction of a second or a time zone changed the record: %x", got)
	}
}

// A new attribute needs a place in the record, and a new version of it.
func TestEveryAttributeIsKept(t *testing.T) {
	if n := reflect.TypeFor[psa.Attributes]().NumField(); n != 8 {
		t.Errorf("psa.Attributes has %d fields; the record keeps 8", n)
	}
	if n := reflect.TypeFor[psa.Policy]().NumField(); n != 2 {
		t.Errorf("psa.Policy has %d fields; the record keeps 2", n)
	}
}

func TestParseRefuses(t *testing.T) {
	good := unhex(t, goldenHex)
	edit := func(f func(b []byte) []byte) []byte { return f(bytes.Clone(good)) }
	set := func(at int, v ...byte) []byte {
		return edit(func(b []byte) []byte { copy(b[at:], v); return b })
	}
	for _, c := range []struct {
		what, words string
		b           []byte
	}{
		{"nothing", "empty", nil},
		{"version 0", "version 0", set(0, 0)},
		{"version 2", "version 2", set(0, 2)},
		{"version 2, short", "version 2", []byte{2}},
		{"kind 2", "kind 2", set(1, 2)},
		{"bits over 2³¹-1", "bits", set(16, 0x80)},
		{"a year 0", "years 1 to 9999", set(28, 0xff, 0xff, 0xff, 0xf1, 0x88, 0x6e, 0x08, 0xff)},
		{"a year 10000", "years 1 to 9999", set(28, 0, 0, 0, 0x3a, 0xff, 0xf4, 0x41, 0x80)},
		{"a label not in UTF-8", "UTF-8", set(38, 0xff)},
		{"a label beyond the end", "ends after", set(36, 0xff)},
		{"more material announced", "announces 17 bytes of material and has 16", set(46, 17)},
		{"less material announced", "announces 15", set(46, 15)},
		{"a byte too many", "has 17", edit(func(b []byte) []byte { return append(b, 0) })},
	} {
		_, err := Parse(c.b)
		if !errors.Is(err, psa.ErrDataInvalid) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v, want DATA_INVALID about %q", c.what, err, c.words)
		}
	}
	for n := range good {
		if _, err := Parse(good[:n]); !errors.Is(err, psa.ErrDataInvalid) {
			t.Errorf("the first %d bytes: %v, want DATA_INVALID", n, err)
		}
	}
	// One second before and after those years, by other means than the constants of the package.
	for _, at := range []time.Time{time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		var sec [8]byte
		for i := range sec {
			sec[i] = byte(uint64(at.Unix()) >> (56 - 8*i))
		}
		if _, err := Parse(set(28, sec[:]...)); !errors.Is(err, psa.ErrDataInvalid) {
			t.Errorf("%v: %v", at, err)
		}
	}
}

func TestAppendPanicsForTheImpossible(t *testing.T) {
	for what, f := range map[string]func(*psa.Attributes){
		"bits":  func(a *psa.Attributes) { a.Bits = -1 },
		"255":   func(a *psa.Attributes) { a.Label = strings.Repeat("x", 256) },
		"UTF-8": func(a *psa.Attributes) { a.Label = "\xff" },
		"years": func(a *psa.Attributes) { a.Created = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, what) {
					t.Errorf("panic %q, want one about %q", got, what)
				}
			}()
			r := golden()
			f(&r.Attributes)
			r.Append(nil)
		}()
	}
}

// Whatever prints or encodes a record, the material is not in it, in any notation.
func TestMaterialIsNeverShown(t *testing.T) {
	r := Record{Material: []byte("hush-hush-secret")}
	var outs []string
	for _, v := range []any{r, &r, []Record{r}, struct{ R Record }{r}, map[string]any{"r": &r}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %v"} {
			args := []any{v, v}
			outs = append(outs, fmt.Sprintf(verb, args[:strings.Count(verb, "%")]...))
		}
		j, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		outs = append(outs, string(j))
	}
	type document struct{ R Record }
	x, err := xml.Marshal(document{r})
	if err != nil {
		t.Error(err)
	}
	var g, text, js bytes.Buffer
	if err := gob.NewEncoder(&g).Encode(r); err != nil {
		t.Error(err)
	}
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "r", r)
	slog.New(slog.NewJSONHandler(&js, nil)).Info("m", "r", r)
	outs = append(outs, string(x), g.String(), text.String(), js.String())
	for _, out := range outs {
		low := strings.ToLower(out)
		if !strings.Contains(out, "REDACTED") {
			t.Errorf("no REDACTED in %q", out)
		}
		for _, secret := range []string{"hush", hex.EncodeToString([]byte("hush")), "104 117 115 104", "ahvzac1", "0x68"} {
			if strings.Contains(low, secret) {
				t.Errorf("the material shows in %q", out)
			}
		}
	}
}

// A persistent AES-256 key without a label.
func TestRecordIsCompact(t *testing.T) {
	r := Record{Material: make([]byte, 32)}
	if n := len(r.Append(nil)); n > 80 {
		t.Errorf("the record has %d bytes", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(unhex(f, goldenHex))
	f.Add((&Record{}).Append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Parse(b)
		if err != nil {
			if psa.StatusOf(err) != psa.ErrDataInvalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if again := r.Append(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x is accepted, but would be written as %x", b, again)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data := unhex(b, goldenHex)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}
