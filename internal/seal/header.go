package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/psacrypto/psa"
)

const (
	headerMagic   = "PSAS"
	headerVersion = 1
	checksumLen   = 8
	// maxHeader bounds what is read; headers of this version have about 180 bytes.
	maxHeader = 1 << 16

	// The fields of a header. A program that meets a tag up to 0x7f that it does not know must not open the store; what has a higher one it leaves
	// as it is.
	tagStore      = 0x01
	tagGeneration = 0x02
	tagRoot       = 0x03
	tagRoll       = 0x04
	tagOptional   = 0x80
	tagKeys       = 0xff

	// The fields of what the header keeps sealed.
	tagMaster = 0x01
	tagIndex  = 0x02

	storeIDLen = 16
	rootIDLen  = 16
	keysLen    = 2 * (3 + keyLen)
)

type (
	storeID [storeIDLen]byte
	rootID  [rootIDLen]byte
)

// header is the record that says how to open a store.
type header struct {
	store      storeID
	generation uint32
	root       rootField
	// roll tells that the store has a list of all keys. Earlier programs, which would not keep it up, do not open such a store.
	roll bool
	// optional are fields of later programs.
	optional []field
	// nonce and sealed have the master and index keys.
	nonce, sealed []byte
	// covered is what the seal authenticates beside them: all that stands before the nonce.
	covered []byte
}

// rootField says which root key opens a header.
type rootField struct {
	kind   RootKind
	id     rootID
	params []byte
}

// parseHeader reads a header, in memory of its own. It notices accidental damage by the checksum; that nobody altered it intentionally is known when
// openKeys has succeeded. Errors: CORRUPTION_DETECTED; DATA_INVALID for a version or field that is not known.
func parseHeader(b []byte) (*header, error) {
	b = bytes.Clone(b)
	n := len(b) - checksumLen
	if n < len(headerMagic)+1 || n > maxHeader || string(b[:len(headerMagic)]) != headerMagic {
		return nil, corruptHeader("it is not one")
	}
	if !bytes.Equal(checksum(b[:n]), b[n:]) {
		return nil, corruptHeader("its checksum is wrong")
	}
	b = b[:n]
	if v := b[len(headerMagic)]; v != headerVersion {
		return nil, psa.Errorf(psa.ErrDataInvalid, "the store's header has version %d; this program knows version %d", v, headerVersion)
	}
	h := &header{}
	have := make(map[byte]bool)
	for f, ok := range fields(b[len(headerMagic)+1:]) {
		if !ok {
			return nil, corruptHeader("its fields can't be read")
		}
		have[f.tag] = true
		switch v := f.value; {
		case f.tag == tagStore && len(v) == storeIDLen:
			h.store = storeID(v)
		case f.tag == tagGeneration && len(v) == 4:
			h.generation = binary.BigEndian.Uint32(v)
		case f.tag == tagRoot && len(v) >= 1+rootIDLen:
			h.root = rootField{RootKind(v[0]), rootID(v[1:]), v[1+rootIDLen:]}
		case f.tag == tagKeys && len(v) > nonceLen+tagLen:
			h.nonce, h.sealed = v[:nonceLen], v[nonceLen:]
			h.covered = b[:len(b)-len(v)]
		case f.tag == tagRoll && len(v) == 1 && v[0] == rollVersion:
			h.roll = true
		case f.tag == tagRoll && len(v) == 1:
			return nil, psa.Errorf(psa.ErrDataInvalid, "the store has a list of its keys of version %d; this program knows version %d", v[0], rollVersion)
		case f.tag >= tagOptional && f.tag != tagKeys:
			h.optional = append(h.optional, f)
		case f.tag <= tagRoll || f.tag == tagKeys:
			return nil, corruptHeader(fmt.Sprintf("its field 0x%02x has %d bytes", f.tag, len(v)))
		default:
			return nil, psa.Errorf(psa.ErrDataInvalid, "the store's header has a field 0x%02x, which this program does not know", f.tag)
		}
	}
	if !have[tagStore] || !have[tagGeneration] || !have[tagRoot] || !have[tagKeys] || h.generation == 0 {
		return nil, corruptHeader("a field is missing")
	}
	return h, nil
}

// openKeys unseals the master and index keys into the given slices of keyLen bytes.
// Errors: CORRUPTION_DETECTED where the header is not authentic, DATA_INVALID where it holds keys that are not known.
func (h *header) openKeys(headerKey, master, index []byte) error {
	plain := make([]byte, max(0, len(h.sealed)-tagLen))
	defer clear(plain)
	if !openX(plain, headerKey, h.nonce, h.sealed, h.covered) {
		return corruptHeader("the root key is right, but the header is not authentic")
	}
	for f, ok := range fields(plain) {
		switch {
		case ok && f.tag == tagMaster && len(f.value) == keyLen:
			copy(master, f.value)
		case ok && f.tag == tagIndex && len(f.value) == keyLen:
			copy(index, f.value)
		default:
			return psa.Errorf(psa.ErrDataInvalid, "the store's header holds keys that this program does not know")
		}
	}
	if len(plain) != keysLen {
		return psa.Errorf(psa.ErrDataInvalid, "the store's header does not hold the keys that this program needs")
	}
	return nil
}

// encode seals the keys and returns the header's bytes; nonce, sealed and covered become what was written.
func (h *header) encode(headerKey, master, index []byte, rand io.Reader) ([]byte, error) {
	nonce := make([]byte, nonceLen)
	if err := random(rand, nonce); err != nil {
		return nil, err
	}
	plain := make([]byte, 0, keysLen)
	plain = appendField(plain, tagMaster, master)
	plain = appendField(plain, tagIndex, index)
	defer clear(plain)

	b := h.appendClear(nil)
	b = append(b, tagKeys)
	b = binary.BigEndian.AppendUint16(b, uint16(nonceLen+len(plain)+tagLen))
	h.nonce, h.covered = nonce, slices.Clone(b)
	h.sealed = sealX(nil, headerKey, nonce, plain, h.covered)
	return h.finish(b), nil
}

// appendClear appends everything before the sealed keys.
func (h *header) appendClear(b []byte) []byte {
	b = append(b, headerMagic...)
	b = append(b, headerVersion)
	b = appendField(b, tagStore, h.store[:])
	b = appendField(b, tagGeneration, binary.BigEndian.AppendUint32(nil, h.generation))
	root := append([]byte{byte(h.root.kind)}, h.root.id[:]...)
	b = appendField(b, tagRoot, append(root, h.root.params...))
	if h.roll {
		b = appendField(b, tagRoll, []byte{rollVersion})
	}
	for _, f := range h.optional {
		b = appendField(b, f.tag, f.value)
	}
	return b
}

func (h *header) finish(b []byte) []byte {
	b = append(append(b, h.nonce...), h.sealed...)
	return append(b, checksum(b)...)
}

// checksum tells accidental damage from a wrong root key. It stands at the end of a header of any version.
func checksum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:checksumLen]
}

// idOf is what a header calls a root key by.
func idOf(rootKey []byte) rootID {
	sum := mac(rootKey, []byte("psa store root key id"))
	return rootID(sum[:rootIDLen])
}

// headerKeyOf derives the key of a store's header from a root key into dst.
func headerKeyOf(dst, rootKey []byte, store storeID) {
	k := mac(rootKey, []byte("psa store header key"), store[:])
	copy(dst, k[:])
	clear(k[:])
}
