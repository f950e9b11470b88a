package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/psacrypto/psa"
)

// A key file has 48 bytes: the magic with the version as its last byte, the root key, and a checksum of both.
const (
	keyFileMagic   = "PSAROOT"
	keyFileVersion = 1
	keyFileLen     = len(keyFileMagic) + 1 + keyLen + checksumLen
)

// encodeKeyFile returns the content of a key file, which is secret.
func encodeKeyFile(key []byte) []byte {
	b := make([]byte, 0, keyFileLen)
	b = append(b, keyFileMagic...)
	b = append(b, keyFileVersion)
	b = append(b, key...)
	return append(b, checksum(b)...)
}

// parseKeyFile returns the root key in the content of a key file, as a part of it.
// Errors: DATA_INVALID for what is no key file or of another version, DATA_CORRUPT for a damaged one.
func parseKeyFile(b []byte) ([]byte, error) {
	if len(b) < len(keyFileMagic)+1 || string(b[:len(keyFileMagic)]) != keyFileMagic {
		return nil, psa.Errorf(psa.ErrDataInvalid, "it is not a key file")
	}
	if v := b[len(keyFileMagic)]; v != keyFileVersion {
		return nil, psa.Errorf(psa.ErrDataInvalid, "it has version %d; this program knows version %d", v, keyFileVersion)
	}
	if len(b) != keyFileLen {
		return nil, psa.Errorf(psa.ErrDataCorrupt, "it has not the %d bytes of a key file", keyFileLen)
	}
	body := b[:keyFileLen-checksumLen]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:checksumLen], b[len(body):]) {
		return nil, psa.Errorf(psa.ErrDataCorrupt, "its checksum is wrong")
	}
	return body[len(keyFileMagic)+1:], nil
}

// readKeyFile reads the root key of a key file into key. Errors: fs.ErrNotExist where there is no such file; NOT_PERMITTED where
// others could read it or this process can't; those of parseKeyFile; STORAGE_FAILURE.
func readKeyFile(path string, key []byte) error {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return err
	case errors.Is(err, fs.ErrPermission):
		return psa.Errorf(psa.ErrNotPermitted, "the key file can't be read: %w", err)
	case err != nil:
		return psa.Errorf(psa.ErrStorageFailure, "the key file can't be read: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return psa.Errorf(psa.ErrStorageFailure, "the key file can't be read: %w", err)
	}
	if why := exposed(info); why != "" {
		return psa.Errorf(psa.ErrNotPermitted, "the key file %s is not safe: %s", path, why)
	}
	var buf [keyFileLen + 1]byte
	defer clear(buf[:])
	n, err := io.ReadFull(f, buf[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return psa.Errorf(psa.ErrStorageFailure, "the key file can't be read: %w", err)
	}
	k, err := parseKeyFile(buf[:n])
	if err != nil {
		return psa.Errorf(psa.StatusOf(err), "the key file %s can't be used: %s", path, err.(*psa.Error).Reason)
	}
	copy(key, k)
	return nil
}
