package seal

import (
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

func TestPeek(t *testing.T) {
	b := newBench(t)
	peek := func(want RootKind) {
		t.Helper()
		if kind, ok, err := Peek(t.Context(), b.st); err != nil || kind != want || ok != (want != 0) {
			t.Errorf("Peek gives %v, %v, %v; want %v", kind, ok, err, want)
		}
	}
	peek(0)
	v := b.open()
	peek(RootKeyFile)
	mustNot(t, v.RotateRoot(t.Context(), said("words")))
	peek(RootPassphrase)
	b.flip(headerName(), 20)
	_, _, err := Peek(t.Context(), b.st)
	wantStatus(t, "Peek at a damaged header", err, psa.ErrCorruptionDetected)
}

func TestStorageError(t *testing.T) {
	wantStatus(t, "a full disk", StorageError(storage.ErrFull, "opening the storage"), psa.ErrInsufficientStorage, "opening the storage")
	if err := StorageError(nil, "x"); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestWordsForPeople(t *testing.T) {
	for got, want := range map[string]string{
		PartStorage.String(): "storage", PartHeader.String(): "header", PartKey.String(): "key", PartLabel.String(): "label",
		PartOther.String(): "other", Part(9).String(): "part 9",
		RootKeyFile.String(): "key file", RootPassphrase.String(): "passphrase", RootKind(7).String(): "root key of kind 7",
		Name{0, 0x1001}.String(): "key 0x00001001", Name{-3, 1}.String(): "key 0x00000001 of owner -3",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
