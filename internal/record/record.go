// Package record turns a key, with all that is known of it, to bytes and back.
//
// A record is what package seal encrypts and storage keeps. There is exactly one way to write a record, and [Parse] accepts nothing else, so that
// two programs never read the same bytes differently. docs/storage-format.md has the layout for other readers.
package record

import (
	"encoding/binary"
	"math"
	"time"
	"unicode/utf8"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Record is a key: its attributes, and what the driver of its location needs to make it usable again.
// Of what it prints and encodes, Material is REDACTED.
type Record struct {
	Attributes psa.Attributes
	// Material is secret.
	Material []byte
}

const (
	version = 1
	// kindKey is the only kind of record there is yet.
	kindKey = 1

	// fixedLen counts the bytes from the version to the label's length.
	fixedLen = 1 + 1 + 4 + 4 + 4 + 2 + 4 + 4 + 4 + 8 + 1
	maxLabel = math.MaxUint8
)

// The first and the last second that a record can hold, in Unix time: the years 1 to 9999, which every common notation of time can express.
const (
	minCreated = -62135596800
	maxCreated = 253402300799
)

// Size returns how many bytes [Record.Append] adds.
func (r *Record) Size() int { return fixedLen + len(r.Attributes.Label) + 4 + len(r.Material) }

// Append adds the record's bytes to dst. They are secret: the caller wipes them when they are sealed, and gives dst the room of [Record.Size] if
// no unwiped copy is to be left behind where it grew.
//
// Created is kept to the second and without its time zone. Append panics for what no checked attributes can be: a negative number of bits or one
// over 2³¹-1, a label of more than 255 bytes or not in UTF-8, a time of creation outside of the years 1 to 9999, material of 4 GiB or more.
func (r *Record) Append(dst []byte) []byte {
	a := &r.Attributes
	created := a.Created.Unix()
	if why := unfit(int64(a.Bits), created, a.Label); why != "" {
		panic("record: " + why)
	}
	if uint64(len(r.Material)) > math.MaxUint32 {
		panic("record: the material is too long")
	}
	dst = append(dst, version, kindKey)
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.Owner))
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.ID))
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.Lifetime))
	dst = binary.BigEndian.AppendUint16(dst, uint16(a.Type))
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.Bits))
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.Policy.Usage))
	dst = binary.BigEndian.AppendUint32(dst, uint32(a.Policy.Alg))
	dst = binary.BigEndian.AppendUint64(dst, uint64(created))
	dst = append(dst, byte(len(a.Label)))
	dst = append(dst, a.Label...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(r.Material)))
	return append(dst, r.Material...)
}

// Parse reads what [Record.Append] wrote. Material shares memory with b; everything else is copied. Error: DATA_INVALID for everything else, with
// the version or kind where that is what is not known. (Damage is noticed before, by the seal.)
func Parse(b []byte) (Record, error) {
	if len(b) == 0 {
		return Record{}, psa.Errorf(psa.ErrDataInvalid, "the key record is empty")
	}
	if b[0] != version {
		return Record{}, psa.Errorf(psa.ErrDataInvalid, "the key record has version %d; this program knows version %d", b[0], version)
	}
	if len(b) < fixedLen {
		return Record{}, tooShort(len(b))
	}
	if b[1] != kindKey {
		return Record{}, psa.Errorf(psa.ErrDataInvalid, "the key record is of kind %d; this program knows kind %d, a key", b[1], kindKey)
	}
	bits := binary.BigEndian.Uint32(b[16:])
	created := int64(binary.BigEndian.Uint64(b[28:]))
	label, rest, ok := cut(b[fixedLen:], int(b[fixedLen-1]))
	if !ok || len(rest) < 4 {
		return Record{}, tooShort(len(b))
	}
	if why := unfit(int64(bits), created, string(label)); why != "" {
		return Record{}, psa.Errorf(psa.ErrDataInvalid, "the key record is malformed: %s", why)
	}
	material := rest[4:]
	if n := binary.BigEndian.Uint32(rest); uint64(n) != uint64(len(material)) {
		return Record{}, psa.Errorf(psa.ErrDataInvalid, "the key record is malformed: it announces %d bytes of material and has %d", n, len(material))
	}
	return Record{
		Attributes: psa.Attributes{
			Owner:    psa.Owner(int32(binary.BigEndian.Uint32(b[2:]))),
			ID:       psa.KeyID(binary.BigEndian.Uint32(b[6:])),
			Lifetime: psa.Lifetime(binary.BigEndian.Uint32(b[10:])),
			Type:     keytype.Type(binary.BigEndian.Uint16(b[14:])),
			Bits:     int(bits),
			Policy: psa.Policy{
				Usage: psa.Usage(binary.BigEndian.Uint32(b[20:])),
				Alg:   alg.Algorithm(binary.BigEndian.Uint32(b[24:])),
			},
			Label:   string(label),
			Created: time.Unix(created, 0).UTC(),
		},
		Material: material[:len(material):len(material)],
	}, nil
}

// unfit says which attribute can't be in a record, "" if all can.
func unfit(bits, created int64, label string) string {
	switch {
	case bits < 0 || bits > math.MaxInt32:
		return "the number of bits is out of range"
	case created < minCreated || created > maxCreated:
		return "the time of creation is not in the years 1 to 9999"
	case len(label) > maxLabel:
		return "the label has more than 255 bytes"
	case !utf8.ValidString(label):
		return "the label is not in UTF-8"
	}
	return ""
}

func cut(b []byte, n int) (head, tail []byte, ok bool) {
	if len(b) < n {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

func tooShort(n int) error {
	return psa.Errorf(psa.ErrDataInvalid, "the key record is malformed: it ends after %d bytes", n)
}
