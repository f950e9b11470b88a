package seal

import (
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// StorageError turns an error of a storage as a whole, before it is a vault's, into one with a status: that of later errors, but CORRUPTION_DETECTED for a
// structure that can't be read at all. doing says what was being done, as "opening the storage".
func StorageError(err error, doing string) error {
	if errors.Is(err, storage.ErrDamaged) {
		return psa.Errorf(psa.ErrCorruptionDetected, "%s: %w", doing, err)
	}
	return failed(err, doing)
}
