package seal

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

var errClosed = psa.Errorf(psa.ErrBadState, "the store is closed")

// failed turns an error of storage into one with a status; doing says what was being done, as "reading the header". Errors with a status, and the
// context's, stay as they are.
func failed(err error, doing string) error {
	var e *psa.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	status := psa.ErrStorageFailure
	switch {
	case errors.Is(err, fs.ErrExist):
		status = psa.ErrAlreadyExists
	case errors.Is(err, fs.ErrNotExist):
		status = psa.ErrDoesNotExist
	case errors.Is(err, storage.ErrFull):
		status = psa.ErrInsufficientStorage
	case errors.Is(err, storage.ErrUnsafe):
		status = psa.ErrNotPermitted
	case errors.Is(err, storage.ErrClosed):
		status = psa.ErrBadState
	}
	return psa.Errorf(status, "%s: %w", doing, err)
}

func noKey(n Name) error { return psa.Errorf(psa.ErrDoesNotExist, "there is no %v", n) }

func corruptHeader(why string) error {
	return psa.Errorf(psa.ErrCorruptionDetected, "the store's header is damaged or has been altered: %s", why)
}

// random fills p. Error: INSUFFICIENT_ENTROPY.
func random(r io.Reader, p []byte) error {
	if _, err := io.ReadFull(r, p); err != nil {
		clear(p)
		return psa.Errorf(psa.ErrInsufficientEntropy, "the source of randomness failed: %w", err)
	}
	return nil
}
