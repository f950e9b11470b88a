package mem

import (
	"context"
	"fmt"
	"io"

	"github.com/psacrypto/psa/storage"
)

// Backup implements storage.Store, with storage.WriteBackup.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.View(ctx, func(r storage.Reader) error { return storage.WriteBackup(r, w) })
}

// Restore makes a store of what the Backup of this or another implementation with storage.WriteBackup wrote. A stream that is cut short or has been changed
// gives storage.ErrDamaged.
func Restore(ctx context.Context, r io.Reader, options ...Option) (*Store, error) {
	s := New(options...)
	err := s.Update(ctx, func(tx storage.Tx) error { return storage.ReadBackup(ctx, r, tx.Create) })
	if err != nil {
		return nil, fmt.Errorf("mem: restore: %w", err)
	}
	return s, nil
}
