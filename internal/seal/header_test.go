package seal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"testing"

	"github.com/psacrypto/psa"
)

// resum puts the checksum of an altered header right, as one would who alters it on purpose.
func resum(b []byte) []byte {
	b = bytes.Clone(b)
	sum := sha256.Sum256(b[:len(b)-checksumLen])
	copy(b[len(b)-checksumLen:], sum[:])
	return b
}

// Every bit of the header counts: as damage, and, where someone put the checksum right, as a wrong root key or as damage.
func TestEveryBitOfTheHeader(t *testing.T) {
	b := newBench(t)
	create(t, b.open(), Name{0, 1}, "one", "")
	good := b.get(headerName())
	for i := range len(good) * 8 {
		bad := bytes.Clone(good)
		bad[i/8] ^= 1 << (i % 8)
		b.put(headerName(), bad)
		if err := b.openError(b.options()); psa.StatusOf(err) != psa.ErrCorruptionDetected {
			t.Fatalf("bit %d: %v", i, err)
		}
		if i/8 >= len(good)-checksumLen {
			continue
		}
		b.put(headerName(), resum(bad))
		switch err := b.openError(b.options()); psa.StatusOf(err) {
		case psa.ErrCorruptionDetected, psa.ErrDataInvalid, psa.ErrNotPermitted:
		default:
			t.Fatalf("bit %d with the checksum put right: %v", i, err)
		}
	}
	for n := range good {
		b.put(headerName(), good[:n])
		wantStatus(t, "a shortened header", b.openError(b.options()), psa.ErrCorruptionDetected, "header")
	}
	b.put(headerName(), good)
	mustRead(t, b.open(), Name{0, 1}, "one")
}

func TestUnknownHeaders(t *testing.T) {
	b := newBench(t)
	b.open()
	good := b.get(headerName())
	later := bytes.Clone(good)
	later[4] = 2
	b.put(headerName(), resum(later))
	wantStatus(t, "a later version", b.openError(b.options()), psa.ErrDataInvalid, "version 2")

	// A field that must be known, where fields rise: after the roll (0x04), before the keys (0xff).
	at := bytes.Index(good, []byte{tagKeys, 0x00, nonceLen + keysLen + tagLen})
	field := bytes.Join([][]byte{good[:at], {0x05, 0, 1, 0xaa}, good[at:]}, nil)
	b.put(headerName(), resum(field))
	wantStatus(t, "an unknown field", b.openError(b.options()), psa.ErrDataInvalid, "0x05")

	// An optional field that nobody authenticated is no better.
	field[at] = 0x80
	b.put(headerName(), resum(field))
	wantStatus(t, "an optional field put in", b.openError(b.options()), psa.ErrCorruptionDetected, "not authentic")

	for what, bad := range map[string][]byte{
		"a field twice":        bytes.Join([][]byte{good[:at], good[at-4 : at], good[at:]}, nil),
		"something behind it":  append(bytes.Clone(good), 0, 0, 0, 0),
		"a generation of zero": bytes.Replace(bytes.Clone(good), []byte{tagGeneration, 0, 4, 0, 0, 0, 1}, []byte{tagGeneration, 0, 4, 0, 0, 0, 0}, 1),
		"no generation":        bytes.Replace(bytes.Clone(good), []byte{tagGeneration, 0, 4, 0, 0, 0, 1}, nil, 1),
		"a short store id":     bytes.Replace(bytes.Clone(good), []byte{tagStore, 0, 16}, []byte{tagStore, 0, 15}, 1),
	} {
		b.put(headerName(), resum(bad))
		wantStatus(t, what, b.openError(b.options()), psa.ErrCorruptionDetected)
	}
}

// A later program's optional field survives what this one does to the header, and stays authentic.
func TestOptionalFieldsAreKept(t *testing.T) {
	b := newBench(t)
	v := b.open()
	create(t, v, Name{0, 1}, "one", "")
	r, err := v.acquire()
	if err != nil {
		t.Fatal(err)
	}
	h := *r.head
	h.optional = []field{{0x80, []byte("eighty")}, {0xfe, nil}}
	raw, err := h.encode(r.headerKey.Bytes(), r.master.Bytes(), r.index.Bytes(), &counting{})
	r.release()
	if err != nil {
		t.Fatal(err)
	}
	b.put(headerName(), raw)
	if err := v.RotateMaster(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := v.RotateRoot(t.Context(), said("words")); err != nil {
		t.Fatal(err)
	}
	if now := b.get(headerName()); !bytes.Contains(now, []byte("\x80\x00\x06eighty\xfe\x00\x00\xff")) {
		t.Errorf("the header is now %x", now)
	}
	w, err := Open(t.Context(), b.storage(), Options{Root: said("words")})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	mustRead(t, w, Name{0, 1}, "one")
}

// The keys of a later program, sealed in the header, would be lost on rotation: such a store is not opened.
func TestUnknownKeysInTheHeader(t *testing.T) {
	b := newBench(t)
	v := b.open()
	r, err := v.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer r.release()
	master, index := r.master.Bytes(), r.index.Bytes()
	for what, plain := range map[string][]byte{
		"a third key": appendField(appendField(appendField(nil, tagMaster, master), tagIndex, index), 3, index),
		"one key":     appendField(nil, tagMaster, master),
		"a short key": appendField(appendField(nil, tagMaster, master[:31]), tagIndex, index),
		"no key":      nil,
	} {
		h := *r.head
		h.nonce = make([]byte, nonceLen)
		raw := append(h.appendClear(nil), tagKeys, 0, byte(nonceLen+len(plain)+tagLen))
		h.sealed = sealX(nil, r.headerKey.Bytes(), h.nonce, plain, raw)
		b.put(headerName(), h.finish(raw))
		if err := b.openError(b.options()); err == nil {
			t.Errorf("%s: the store opens", what)
		} else if s := psa.StatusOf(err); s != psa.ErrDataInvalid && (s != psa.ErrCorruptionDetected || len(plain) != 0) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWrongRootKey(t *testing.T) {
	b := newBench(t)
	b.open()
	other := newBench(t)
	other.open()
	wantStatus(t, "another store's key file", b.openError(Options{Root: KeyFile(other.path)}), psa.ErrNotPermitted,
		"does not open this store", other.path)
	wantStatus(t, "a passphrase", b.openError(Options{Root: said("x")}), psa.ErrNotPermitted, "key file", "passphrase")

	if err := os.Remove(b.path); err != nil {
		t.Fatal(err)
	}
	// With Create as well: a new key file would be of no use.
	wantStatus(t, "no key file", b.openError(b.options()), psa.ErrNotPermitted, b.path, "that opens this store is missing")
	if _, err := os.Stat(b.path); err == nil {
		t.Error("a key file was made for an existing store")
	}
}

func TestPassphrase(t *testing.T) {
	b := newBench(t)
	var asked int
	var last []byte
	ask := func(words string) Root {
		return PassphraseCost(func(context.Context) ([]byte, error) {
			asked++
			last = []byte(words)
			return last, nil
		}, cheap)
	}
	v, err := Open(t.Context(), b.storage(), Options{Root: ask("open sesame"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if asked != 1 || !bytes.Equal(last, make([]byte, len(last))) {
		t.Errorf("asked %d times, and %q is left of the answer", asked, last)
	}
	create(t, v, Name{0, 1}, "one", "")
	asked = 0
	// The cost is the store's, not the one that it is opened with.
	w, err := Open(t.Context(), b.storage(), Options{Root: Passphrase(ask("open sesame").(*passphrase).ask)})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	mustRead(t, w, Name{0, 1}, "one")
	if i, err := w.Info(); err != nil || i.Root != RootPassphrase || i.Generation != 1 || i.FormatVersion != 1 || i.StoreID != v.StoreID() {
		t.Errorf("Info %+v, %v", i, err)
	}
	// Rotation of the master key by another process asks nobody again.
	if err := v.RotateMaster(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustRead(t, w, Name{0, 1}, "one")
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}

	wantStatus(t, "a wrong passphrase", b.openError(Options{Root: ask("open, sesame")}), psa.ErrNotPermitted, "passphrase")
	if !bytes.Equal(last, make([]byte, len(last))) {
		t.Errorf("%q is left of a wrong passphrase", last)
	}
	wantStatus(t, "an empty passphrase", b.openError(Options{Root: ask("")}), psa.ErrInvalidArgument, "empty")
	err = b.openError(Options{Root: Passphrase(func(context.Context) ([]byte, error) { return nil, errInjected })})
	if err != errInjected {
		t.Errorf("the error of asking became %v", err)
	}
}

func TestDefaultCost(t *testing.T) {
	// RFC 9106, section 4, the second recommended option: t=3 iterations, p=4 lanes, m=2^16 (64 MiB of RAM).
	if c := Passphrase(nil).(*passphrase).cost; c != (Cost{Memory: 1 << 16, Passes: 3, Threads: 4}) {
		t.Errorf("the default is %+v", c)
	}
}

func TestCostIsBounded(t *testing.T) {
	b := newBench(t)
	for _, c := range []Cost{
		{Memory: 64, Passes: 1}, {Memory: 64, Threads: 1}, {Memory: 7, Passes: 1, Threads: 1}, {Memory: 2<<20 + 1, Passes: 1, Threads: 1},
		{Memory: 64 << 10, Passes: 1000, Threads: 1}, {Memory: 1<<32 - 1, Passes: 1<<32 - 1, Threads: 255},
	} {
		root := PassphraseCost(func(context.Context) ([]byte, error) { return []byte("x"), nil }, c)
		wantStatus(t, "making a store", b.openError(Options{Root: root, Create: true}), psa.ErrInvalidArgument, "cost")
	}
	if !(Cost{Memory: 2 << 20, Passes: 1, Threads: 4}).valid() {
		t.Error("the first recommendation of RFC 9106 is out of range")
	}
	// A header that asks for 4 TiB must be refused before that is tried.
	v, err := Open(t.Context(), b.storage(), Options{Root: said("x"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	good := b.get(headerName())
	params := []byte{0, 0, 0, 64, 0, 0, 0, 1, 2}
	if !bytes.Contains(good, params) {
		t.Fatalf("the header %x has no parameters %x", good, params)
	}
	for _, bad := range [][]byte{
		{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 2}, {0, 0, 0, 64, 0xff, 0xff, 0xff, 0xff, 2}, {0, 0, 0, 64, 0, 0, 0, 1, 0},
		{0, 0, 0, 64, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 1, 1},
	} {
		b.put(headerName(), resum(bytes.Replace(bytes.Clone(good), params, bad, 1)))
		wantStatus(t, "opening", b.openError(Options{Root: said("x")}), psa.ErrCorruptionDetected, "out of range")
	}
}
