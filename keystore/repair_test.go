package keystore

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// The roll's storage name (docs/storage-format.md).
var rollRecord = []byte{4}

func TestDamagedRoll(t *testing.T) {
	records := newRecords()
	c := Config{Storage: records, Root: KeyFile(filepath.Join(t.TempDir(), "root.key"))}
	st, err := Open(bg, c)
	want(t, err, psa.Success)
	data := make([]byte, 32)
	for id := psa.KeyID(1); id <= 3; id++ {
		_, err := st.Import(bg, hmacKey(id), data)
		want(t, err, psa.Success)
	}
	want(t, st.Close(), psa.Success)
	want(t, records.Update(bg, func(tx storage.Tx) error {
		b, err := tx.Get(rollRecord)
		if err != nil {
			return err
		}
		b[len(b)/2] ^= 1
		return tx.Put(rollRecord, b)
	}), psa.Success)

	st, err = Open(bg, c)
	want(t, err, psa.Success)
	defer st.Close()
	_, err = st.Key(1).Attributes(bg)
	want(t, err, psa.ErrDataCorrupt)
	_, err = st.Import(bg, hmacKey(4), data)
	want(t, err, psa.ErrDataCorrupt)
	want(t, st.Key(2).Destroy(bg), psa.Success)
	volatile := hmacKey(0)
	volatile.Lifetime = psa.Volatile
	v, err := st.Import(bg, volatile, data)
	want(t, err, psa.Success)
	_, err = v.Attributes(bg)
	want(t, err, psa.Success)

	var parts []string
	want(t, st.Verify(bg, func(f Finding) { parts = append(parts, f.Part) }), psa.Success)
	if !slices.Equal(parts, []string{"roll", "key", "key"}) {
		t.Errorf("Verify finds %q", parts)
	}
	want(t, st.Repair(bg), psa.Success)
	want(t, st.Verify(bg, func(f Finding) { t.Errorf("Verify finds %+v", f) }), psa.Success)
	for id, status := range map[psa.KeyID]psa.Status{1: psa.Success, 2: psa.ErrInvalidHandle, 3: psa.Success} {
		_, err = st.Key(id).Attributes(bg)
		want(t, err, status)
	}
	want(t, st.Key(1).Destroy(bg), psa.Success)
	want(t, (&Store{engine: st.engine}).Repair(bg), psa.Success)
}

func TestRepairWithoutStorage(t *testing.T) {
	st, err := Open(bg, Config{})
	want(t, err, psa.Success)
	defer st.Close()
	want(t, st.Repair(bg), psa.ErrNotSupported)
}

// The key's record goes, in storage, while the key is loaded, or before: it is DATA_CORRUPT, and not as if it had never been there.
func TestVanishedRecord(t *testing.T) {
	records := newRecords()
	st, err := Open(bg, Config{Storage: records, Root: KeyFile(filepath.Join(t.TempDir(), "root.key"))})
	want(t, err, psa.Success)
	defer st.Close()
	a := hmacKey(1)
	a.Label = "label"
	_, err = st.Import(bg, a, make([]byte, 32))
	want(t, err, psa.Success)
	want(t, records.Update(bg, func(tx storage.Tx) error { return tx.Delete([]byte{2, 0x80, 0, 0, 0, 0, 0, 0, 1}) }), psa.Success)
	_, err = st.Key(1).Attributes(bg)
	want(t, err, psa.ErrDataCorrupt)
	_, err = st.Open(bg, 1)
	if s := psa.StatusOf(err); s != psa.ErrDataCorrupt {
		t.Errorf("Open: %v", err)
	}
	_, err = st.Import(bg, hmacKey(1), make([]byte, 32))
	want(t, err, psa.ErrAlreadyExists)
	listed := 0
	for e, err := range st.List(bg, Filter{}) {
		want(t, err, psa.Success)
		if listed++; e.ID != 1 || !errors.Is(e.Err, psa.ErrDataCorrupt) {
			t.Errorf("listed is %+v", e)
		}
	}
	if listed != 1 {
		t.Errorf("%d keys are listed", listed)
	}
	told := 0
	want(t, st.Verify(bg, func(f Finding) {
		if f.ID == 1 && f.Part == "key" {
			told++
		}
	}), psa.Success)
	if told != 1 {
		t.Errorf("Verify tells %d times of the key", told)
	}
	want(t, st.Key(1).Destroy(bg), psa.Success)
	want(t, st.Verify(bg, func(f Finding) { t.Errorf("Verify finds %+v", f) }), psa.Success)
	_, err = st.Import(bg, a, make([]byte, 32))
	want(t, err, psa.Success)
}
