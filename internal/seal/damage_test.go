package seal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
)

// Every bit of a stored record counts, and a damaged record harms no other and can be destroyed, with its label.
func TestEveryBitOfARecord(t *testing.T) {
	b := newBench(t)
	v := b.open()
	n, other := Name{7, 0x1001}, Name{7, 0x1002}
	create(t, v, other, "other", "other label")
	s := create(t, v, n, "the material of a key", "the label")
	for i := range len(s) * 8 {
		bad := bytes.Clone(s)
		bad[i/8] ^= 1 << (i % 8)
		b.put(storageName(n), bad)
		if got, err := read(v, n); err == nil || got != "" || psa.StatusOf(err) != psa.ErrDataCorrupt {
			t.Fatalf("bit %d: %q, %v", i, got, err)
		}
	}
	mustRead(t, v, other, "other")
	b.put(storageName(n), s)
	mustRead(t, v, n, "the material of a key")
}

func TestEveryLengthOfARecord(t *testing.T) {
	b := newBench(t)
	v := b.open()
	n := Name{0, 1}
	for _, label := range []string{"", "l"} {
		s := create(t, v, n, "text", label)
		for i := range s {
			b.put(storageName(n), s[:i])
			_, err := read(v, n)
			wantStatus(t, "a shortened record", err, psa.ErrDataCorrupt, "0x00000001", "destroyed")
		}
		b.put(storageName(n), append(bytes.Clone(s), 0))
		_, err := read(v, n)
		wantStatus(t, "a lengthened record", err, psa.ErrDataCorrupt)
		if err := destroy(v, n); err != nil {
			t.Fatal(err)
		}
	}
}

// A genuine record is worth nothing under another identifier, owner or kind, or in another store.
func TestRecordsAreBoundToTheirPlace(t *testing.T) {
	b := newBench(t)
	v := b.open()
	s := create(t, v, Name{1, 2}, "text", "")
	for _, n := range []Name{{1, 3}, {2, 2}, {-1, 2}, {2, 1}} {
		b.put(storageName(n), s)
		_, err := read(v, n)
		wantStatus(t, n.String(), err, psa.ErrDataCorrupt)
	}
	r, err := v.acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer r.release()
	// What is sealed for an entry of the index is no key, whatever its name.
	label := labelName(1, bytes.Repeat([]byte{9}, labelHashLen))
	entry, err := r.sealLabel(v, label[:], 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, verdict := r.open(storageName(Name{1, 2}), entry); verdict == authentic {
		t.Error("an entry of the index opens as a key")
	}

	// Another store with the same root key.
	c := newBench(t)
	c.path = b.path
	w := c.open()
	c.put(storageName(Name{1, 2}), s)
	_, err = read(w, Name{1, 2})
	wantStatus(t, "another store's record", err, psa.ErrDataCorrupt)
}

func TestUnknownVersionOfARecord(t *testing.T) {
	b := newBench(t)
	v := b.open()
	n := Name{0, 1}
	create(t, v, n, "text", "label")
	b.put(storageName(n), append([]byte{2}, strings.Repeat("later ", 20)...))
	_, err := read(v, n)
	wantStatus(t, "Unseal", err, psa.ErrDataInvalid, "version 2", "version 1")
	err = v.RotateMaster(t.Context())
	wantStatus(t, "RotateMaster", err, psa.ErrDataInvalid, "version 2")
	if f := findings(t, v); len(f) == 0 || f[0].Status != psa.ErrDataInvalid || f[0].Key != n {
		t.Errorf("Verify finds %+v", f)
	}
	if err := destroy(v, n); err != nil {
		t.Fatal(err)
	}
	if left := len(b.names(kindLabel)); left != 0 {
		t.Errorf("%d labels are left of a destroyed record of an unknown version", left)
	}
	create(t, v, n, "again", "label")
	mustRead(t, v, n, "again")
}

// However a record is damaged, destroying it frees its identifier and its label.
func TestDestroyOfTheDamaged(t *testing.T) {
	n, other := Name{3, 1}, Name{3, 2}
	for what, spoil := range map[string]func(b *bench){
		"ciphertext":       func(b *bench) { b.flip(storageName(n), -1) },
		"hash of label":    func(b *bench) { b.flip(storageName(n), envelopeFixed) },
		"length of hash":   func(b *bench) { b.flip(storageName(n), envelopeFixed-1) },
		"generation":       func(b *bench) { b.flip(storageName(n), 4) },
		"empty":            func(b *bench) { b.put(storageName(n), nil) },
		"index too":        func(b *bench) { b.flip(storageName(n), -1); b.flipIndexOf(n) },
		"index only":       func(b *bench) { b.flipIndexOf(n) },
		"index gone":       func(b *bench) { b.remove(b.indexOf(n)) },
		"record, no index": func(b *bench) { b.flip(storageName(n), -1); b.remove(b.indexOf(n)) },
	} {
		t.Run(what, func(t *testing.T) {
			b := newBench(t)
			v := b.open()
			create(t, v, other, "other", "other label")
			create(t, v, n, "text", "label")
			spoil(b)
			if err := destroy(v, n); err != nil {
				t.Fatal(err)
			}
			if left := len(b.names(kindLabel)); left != 1 {
				t.Errorf("%d labels are left, want that of the other key", left)
			}
			create(t, v, n, "again", "label")
			if id, err := v.ByLabel(t.Context(), 3, "label"); err != nil || id != n.ID {
				t.Errorf("the label leads to %v, %v", id, err)
			}
			if id, err := v.ByLabel(t.Context(), 3, "other label"); err != nil || id != other.ID {
				t.Errorf("the other label leads to %v, %v", id, err)
			}
			wantSound(t, v)
		})
	}
}

// flip changes a bit of the byte at an index of a stored value, counted from the end if it is negative.
func (b *bench) flip(name []byte, at int) {
	data := b.get(name)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 0x04
	b.put(name, data)
}

// indexOf finds the entry of a key's label by opening all of them.
func (b *bench) indexOf(n Name) []byte {
	b.t.Helper()
	v := b.open()
	defer v.Close()
	r, err := v.acquire()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.release()
	for _, name := range b.names(kindLabel) {
		if id, ok := r.openLabel(name, b.get(name)); ok && id == n.ID {
			return name
		}
	}
	b.t.Fatal("no entry of the index leads to ", n)
	return nil
}

// orphan destroys a key and leaves the entry of its label.
func (b *bench) orphan(v *Vault, n Name) {
	b.t.Helper()
	name := b.indexOf(n)
	entry := b.get(name)
	if err := destroy(v, n); err != nil {
		b.t.Fatal(err)
	}
	b.put(name, entry)
}

func (b *bench) flipIndexOf(n Name) { b.flip(b.indexOf(n), -1) }

// The index mends itself where it is used.
func TestIndexOfLabelsMends(t *testing.T) {
	n := Name{0, 1}
	setup := func(t *testing.T) (*bench, *Vault) {
		b := newBench(t)
		v := b.open()
		create(t, v, Name{0, 2}, "other", "")
		create(t, v, n, "text", "label")
		return b, v
	}
	t.Run("damaged entry, lookup", func(t *testing.T) {
		b, v := setup(t)
		b.flipIndexOf(n)
		if f := findings(t, v); len(f) != 1 || f[0].Part != PartLabel || f[0].Status != psa.ErrDataCorrupt {
			t.Errorf("Verify finds %+v", f)
		}
		if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != 1 {
			t.Errorf("%v, %v", id, err)
		}
		wantSound(t, v)
	})
	t.Run("damaged entry, label asked for again", func(t *testing.T) {
		b, v := setup(t)
		b.flipIndexOf(n)
		err := v.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Create(Name{0, 3}, nil, "label")
			return err
		})
		wantStatus(t, "Create", err, psa.ErrAlreadyExists, "label", "0x00000001")
	})
	t.Run("orphan, lookup", func(t *testing.T) {
		b, v := setup(t)
		b.orphan(v, n)
		if f := findings(t, v); len(f) != 1 || f[0].Part != PartLabel || f[0].Key != n {
			t.Errorf("Verify finds %+v", f)
		}
		_, err := v.ByLabel(t.Context(), 0, "label")
		wantStatus(t, "ByLabel", err, psa.ErrDoesNotExist)
		wantSound(t, v)
		if left := len(b.names(kindLabel)); left != 0 {
			t.Errorf("%d entries left", left)
		}
	})
	t.Run("orphan, label used again", func(t *testing.T) {
		b, v := setup(t)
		b.orphan(v, n)
		create(t, v, Name{0, 3}, "new", "label")
		if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != 3 {
			t.Errorf("%v, %v", id, err)
		}
		wantSound(t, v)
	})
	t.Run("entry of another key's", func(t *testing.T) {
		b, v := setup(t)
		r, err := v.acquire()
		if err != nil {
			t.Fatal(err)
		}
		defer r.release()
		name := b.indexOf(n)
		wrong, err := r.sealLabel(v, name, 2)
		if err != nil {
			t.Fatal(err)
		}
		b.put(name, wrong)
		if f := findings(t, v); len(f) != 2 {
			t.Errorf("Verify finds %+v", f)
		}
		if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != 1 {
			t.Errorf("%v, %v", id, err)
		}
		wantSound(t, v)
	})
	t.Run("missing entry", func(t *testing.T) {
		b, v := setup(t)
		b.remove(b.indexOf(n))
		if f := findings(t, v); len(f) != 1 || f[0].Part != PartLabel || f[0].Key != n {
			t.Errorf("Verify finds %+v", f)
		}
		if err := v.RotateMaster(t.Context()); err != nil {
			t.Fatal(err)
		}
		if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != 1 {
			t.Errorf("after the index was built anew: %v, %v", id, err)
		}
	})
	t.Run("damaged key, sound entry", func(t *testing.T) {
		b, v := setup(t)
		b.flip(storageName(n), -1)
		if id, err := v.ByLabel(t.Context(), 0, "label"); err != nil || id != 1 {
			t.Errorf("%v, %v", id, err)
		}
		f := findings(t, v)
		if len(f) != 1 || f[0].Part != PartKey || f[0].Key != n || f[0].Status != psa.ErrDataCorrupt {
			t.Errorf("Verify finds %+v", f)
		}
	})
}

// Verify names each damaged key and goes on; the hook sees the plaintexts of the others.
func TestVerify(t *testing.T) {
	b := newBench(t)
	seen := map[Name]string{}
	o := b.options()
	o.Inspect = func(n Name, plain []byte) error {
		seen[n] = string(plain)
		if n.ID == 5 {
			return psa.Errorf(psa.ErrDataInvalid, "a five")
		}
		return nil
	}
	v, err := Open(t.Context(), b.storage(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	const count = 2*batchLen + 3
	for id := range psa.KeyID(count) {
		create(t, v, Name{0, id}, "text", "")
	}
	b.flip(storageName(Name{0, 3}), -1)
	b.flip(storageName(Name{0, batchLen}), -1)
	b.put([]byte{kindKey, 1}, []byte("not a key's name"))
	b.put([]byte{0xfe, 0xdc}, []byte("unknown"))
	b.put([]byte{0}, []byte("before everything"))
	f := findings(t, v)
	var keys []psa.KeyID
	others := 0
	for _, x := range f {
		switch x.Part {
		case PartKey:
			keys = append(keys, x.Key.ID)
			if x.Key.ID == 5 && (x.Status != psa.ErrDataInvalid || x.Text != "a five") {
				t.Errorf("the hook's finding is %+v", x)
			}
		case PartOther:
			others++
		}
	}
	if len(f) != 6 || others != 3 || len(keys) != 3 || keys[0] != 3 || keys[1] != 5 || keys[2] != batchLen {
		t.Errorf("Verify finds %+v", f)
	}
	if len(seen) != count-2 {
		t.Errorf("the hook saw %d records", len(seen))
	}
}

func TestVerifyReportsTheHeader(t *testing.T) {
	b := newBench(t)
	v := b.open()
	create(t, v, Name{0, 1}, "one", "")
	create(t, v, Name{0, 2}, "two", "")
	b.flip(storageName(Name{0, 2}), -1)
	b.flip(headerName(), 10)
	f := findings(t, v)
	if len(f) != 2 || f[0].Part != PartHeader || f[0].Status != psa.ErrCorruptionDetected || f[1].Key.ID != 2 {
		t.Errorf("Verify finds %+v", f)
	}
	// What is open goes on reading.
	mustRead(t, v, Name{0, 1}, "one")
	err := v.Update(t.Context(), func(*Tx) error { return nil })
	wantStatus(t, "Update", err, psa.ErrCorruptionDetected)
}
