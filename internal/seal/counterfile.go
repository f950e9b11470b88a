package seal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/filelock"
)

// CounterFile keeps the number in a file, which is made when it is first raised. It belongs on another medium than the store: one that isn't restored, rolled
// back or copied together with it. A file is for one store. To accept an older copy of the store, as after bringing back a backup, remove the file.
//
// Errors: NOT_PERMITTED where others than the owner can use the file; CORRUPTION_DETECTED where it is damaged, or of another store; STORAGE_FAILURE.
func CounterFile(path string) Counter {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return counterFile(path)
}

type counterFile string

// The file has two slots, of which the one with the lower number is written next: whenever the power goes, the other one is whole.
const (
	counterMagic   = "PSACOUNT"
	counterVersion = 1
	// A slot: magic, version, store, number, and the SHA-256 of these, each in a sector of its own.
	counterBody = 8 + 1 + 16 + 8
	counterSlot = 512
	counterLen  = 2 * counterSlot
	// lockedByte is where Windows locks the file, beyond what is in it.
	lockedByte = 1 << 20
)

// slot is what a slot says.
type slot struct {
	store storeID
	n     uint64
	whole bool
}

func parseSlot(b []byte) (s slot) {
	sum := sha256.Sum256(b[:counterBody])
	if !bytes.Equal(b[counterBody:counterBody+len(sum)], sum[:]) || string(b[:8]) != counterMagic || b[8] != counterVersion {
		return s
	}
	copy(s.store[:], b[9:])
	s.n, s.whole = binary.BigEndian.Uint64(b[25:]), true
	return s
}

func (s slot) encode() []byte {
	b := append(make([]byte, 0, counterSlot), counterMagic...)
	b = append(b, counterVersion)
	b = append(b, s.store[:]...)
	b = binary.BigEndian.AppendUint64(b, s.n)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)[:counterSlot]
}

func (c counterFile) Read(_ context.Context, store [16]byte) (uint64, error) {
	f, err := os.Open(string(c))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, c.failed(err)
	}
	defer f.Close()
	n, _, err := c.look(f, store)
	return n, err
}

// look returns the number, and which slot is to be written next.
func (c counterFile) look(f *os.File, store storeID) (n uint64, next int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, 0, c.failed(err)
	}
	if why := exposed(info); why != "" {
		return 0, 0, psa.Errorf(psa.ErrNotPermitted, "the counter in %s can't be trusted: %s", string(c), why)
	}
	b := make([]byte, counterLen)
	if n, err := f.ReadAt(b, 0); n == 0 && err == io.EOF {
		return 0, 0, nil
	} else if err != nil && err != io.EOF {
		return 0, 0, c.failed(err)
	}
	found := false
	for i := range int64(2) {
		s := parseSlot(b[i*counterSlot:])
		switch {
		case !s.whole:
			continue
		case s.store != store:
			return 0, 0, psa.Errorf(psa.ErrCorruptionDetected, "the counter in %s is of another store: the store has been replaced, or the file is not its own", string(c))
		case !found || s.n > n:
			n, next = s.n, 1-i
		}
		found = true
	}
	if !found {
		return 0, 0, psa.Errorf(psa.ErrCorruptionDetected, "the counter in %s is damaged; remove it if you trust the store as it is, and it begins anew", string(c))
	}
	return n, next, nil
}

func (c counterFile) Raise(_ context.Context, store [16]byte, n uint64) error {
	f, err := c.open()
	if err != nil {
		return c.failed(err)
	}
	l := filelock.New(f, lockedByte)
	defer l.Close()
	if err := l.Wait(); err != nil {
		return c.failed(err)
	}
	old, next, err := c.look(f, store)
	if err != nil || old >= n {
		return err
	}
	_, err = f.WriteAt(slot{store: store, n: n}.encode(), next*counterSlot)
	if err == nil {
		err = f.Sync()
	}
	return c.failed(err)
}

// open opens the file, and makes it where there is none.
func (c counterFile) open() (*os.File, error) {
	f, err := os.OpenFile(string(c), os.O_RDWR, 0)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err = os.OpenFile(string(c), os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		if err = syncDir(filepath.Dir(string(c))); err != nil {
			f.Close()
		}
	}
	return f, err
}

func (c counterFile) failed(err error) error {
	if err == nil {
		return nil
	}
	return psa.Errorf(psa.ErrStorageFailure, "the counter in %s: %w", string(c), err)
}
