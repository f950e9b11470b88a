package seal

import (
	"bytes"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
)

// What parses as a header is written again as the same bytes. The fuzzer is spared the checksum.
func FuzzHeader(f *testing.F) {
	b := newBench(f)
	b.open()
	good := b.get(headerName())
	f.Add(good[:len(good)-checksumLen])
	f.Fuzz(func(t *testing.T, body []byte) {
		raw := append(bytes.Clone(body), checksum(body)...)
		h, err := parseHeader(raw)
		if err != nil {
			if s := psa.StatusOf(err); s != psa.ErrCorruptionDetected && s != psa.ErrDataInvalid {
				t.Fatal(err)
			}
			return
		}
		n := nonceLen + len(h.sealed)
		again := h.finish(append(h.appendClear(nil), tagKeys, byte(n>>8), byte(n)))
		if !bytes.Equal(again, raw) {
			t.Fatalf("%x is accepted, but would be written as %x", raw, again)
		}
		if !bytes.Equal(h.covered, again[:len(h.covered)]) || len(h.covered)+n+checksumLen != len(raw) {
			t.Fatalf("of %x the seal covers %x", raw, h.covered)
		}
		var key [3][keyLen]byte
		if err := h.openKeys(key[0][:], key[1][:], key[2][:]); err == nil {
			t.Fatal("a header opens that nobody sealed")
		}
	})
}

// A sealed record that can be taken apart is put together again as the same bytes.
func FuzzEnvelope(f *testing.F) {
	b := newBench(f)
	v := b.open()
	f.Add([]byte(create(f, v, Name{0, 1}, "text", "")))
	f.Add([]byte(create(f, v, Name{0, 2}, "", "label")))
	f.Fuzz(func(t *testing.T, s []byte) {
		e, ok := Sealed(s).open()
		if ok && !bytes.Equal(slices.Concat(appendHead(nil, e.generation, e.label), e.nonce, e.sealed), s) {
			t.Fatalf("%x is taken apart as %+v", s, e)
		}
		if p, err := v.Unseal(Name{0, 3}, s); err == nil || p != nil {
			t.Fatalf("%x opens under a name that nobody sealed anything for", s)
		}
	})
}

func FuzzKeyFile(f *testing.F) {
	good := encodeKeyFile(make([]byte, keyLen))
	f.Add(good[:len(good)-checksumLen])
	f.Fuzz(func(t *testing.T, body []byte) {
		content := append(bytes.Clone(body), checksum(body)...)
		key, err := parseKeyFile(content)
		if err != nil {
			if s := psa.StatusOf(err); s != psa.ErrDataCorrupt && s != psa.ErrDataInvalid {
				t.Fatal(err)
			}
			return
		}
		if !bytes.Equal(encodeKeyFile(key), content) {
			t.Fatalf("%x is accepted, but would be written as %x", content, encodeKeyFile(key))
		}
	})
}
