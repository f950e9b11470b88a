package keyformat

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// The tags of DER (ITU-T X.690) that occur in keys.
const (
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctetString = 0x04
	tagNull        = 0x05
	tagOID         = 0x06
	tagSequence    = 0x30
	tagContext0    = 0xa0 // [0], constructed
	tagContext1    = 0xa1 // [1], constructed
	// tagPrimitive0 is [0] IMPLICIT OCTET STRING.
	tagPrimitive0 = 0x80
	// tagPrimitive1 is [1] IMPLICIT BIT STRING.
	tagPrimitive1 = 0x81
)

var (
	errTruncated = errors.New("it ends too early")
	errTag       = errors.New("it has a field of another kind")
	errLength    = errors.New("a length is not encoded in DER")
	errTrailing  = errors.New("something follows it")
	errInteger   = errors.New("an integer is not encoded in DER, or negative")
	errBitString = errors.New("a bit string has no whole bytes")
	errOID       = errors.New("an object identifier is not encoded in DER")
)

// reader reads DER from the front. Errors stick: after one, every field reads as empty, and done tells of the error.
//
// encoding/asn1 would accept fields behind the last one of a sequence.
type reader struct {
	rest []byte
	err  error
}

func (d *reader) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.rest = nil
}

// done returns the first error, or errTrailing when something is left.
func (d *reader) done() error {
	if d.err == nil && len(d.rest) > 0 {
		d.err = errTrailing
	}
	return d.err
}

// next tells whether the next field has the tag.
func (d *reader) next(tag byte) bool { return d.err == nil && len(d.rest) > 0 && d.rest[0] == tag }

// field reads the content of a field.
func (d *reader) field(tag byte) []byte {
	if d.err != nil {
		return nil
	}
	if len(d.rest) < 2 {
		d.fail(errTruncated)
		return nil
	}
	if d.rest[0] != tag {
		d.fail(errTag)
		return nil
	}
	n, header := int(d.rest[1]), 2
	if n >= 0x80 {
		// 3 bytes of length are more than any key needs, and fit an int.
		digits := n & 0x7f
		if digits == 0 || digits > 3 || len(d.rest) < 2+digits {
			d.fail(errLength)
			return nil
		}
		n = 0
		for _, b := range d.rest[2 : 2+digits] {
			n = n<<8 | int(b)
		}
		if n < 0x80 || digits > 1 && n>>(8*(digits-1)) == 0 {
			d.fail(errLength)
			return nil
		}
		header += digits
	}
	if len(d.rest)-header < n {
		d.fail(errTruncated)
		return nil
	}
	content := d.rest[header : header+n]
	d.rest = d.rest[header+n:]
	return content
}

// sequence enters a field of fields.
func (d *reader) sequence(tag byte) *reader {
	content := d.field(tag)
	return &reader{rest: content, err: d.err}
}

// unsigned reads an integer that is not negative, as a big-endian number without leading zeros.
func (d *reader) unsigned() []byte {
	b := d.field(tagInteger)
	if d.err != nil {
		return nil
	}
	if len(b) == 0 || b[0] >= 0x80 || len(b) > 1 && b[0] == 0 && b[1] < 0x80 {
		d.fail(errInteger)
		return nil
	}
	if b[0] == 0 {
		b = b[1:]
	}
	return b
}

// version reads a small number.
func (d *reader) version() int {
	b := d.unsigned()
	switch {
	case d.err != nil || len(b) == 0:
		return 0
	case len(b) > 1:
		return math.MaxInt
	}
	return int(b[0])
}

// bitString reads a bit string of whole bytes.
func (d *reader) bitString(tag byte) []byte {
	b := d.field(tag)
	if d.err != nil {
		return nil
	}
	if len(b) == 0 || b[0] != 0 {
		d.fail(errBitString)
		return nil
	}
	return b[1:]
}

// oid reads an object identifier as numbers with dots.
func (d *reader) oid() string {
	b := d.field(tagOID)
	if d.err != nil {
		return ""
	}
	var numbers []string
	n, begun := uint64(0), false
	for _, c := range b {
		if !begun && c == 0x80 || n > math.MaxUint64>>7 {
			d.fail(errOID)
			return ""
		}
		n, begun = n<<7|uint64(c&0x7f), true
		if c >= 0x80 {
			continue
		}
		if numbers == nil {
			first := min(n/40, 2)
			numbers = append(numbers, strconv.FormatUint(first, 10))
			n -= 40 * first
		}
		numbers = append(numbers, strconv.FormatUint(n, 10))
		n, begun = 0, false
	}
	if begun || numbers == nil {
		d.fail(errOID)
		return ""
	}
	return strings.Join(numbers, ".")
}

// appendField appends a field with the tag and the contents, one behind the other.
func appendField(dst []byte, tag byte, contents ...[]byte) []byte {
	n := 0
	for _, c := range contents {
		n += len(c)
	}
	dst = append(dst, tag)
	switch {
	case n < 0x80:
		dst = append(dst, byte(n))
	case n < 0x100:
		dst = append(dst, 0x81, byte(n))
	case n < 0x10000:
		dst = append(dst, 0x82, byte(n>>8), byte(n))
	default:
		dst = append(dst, 0x83, byte(n>>16), byte(n>>8), byte(n))
	}
	for _, c := range contents {
		dst = append(dst, c...)
	}
	return dst
}

// fieldOf is appendField to nothing.
func fieldOf(tag byte, contents ...[]byte) []byte {
	n := 5
	for _, c := range contents {
		n += len(c)
	}
	return appendField(make([]byte, 0, n), tag, contents...)
}

// integerOf encodes a big-endian number that is not negative.
func integerOf(n []byte) []byte {
	for len(n) > 0 && n[0] == 0 {
		n = n[1:]
	}
	if len(n) == 0 || n[0] >= 0x80 {
		return fieldOf(tagInteger, []byte{0}, n)
	}
	return fieldOf(tagInteger, n)
}

// bitStringOf encodes a bit string of whole bytes.
func bitStringOf(b []byte) []byte { return fieldOf(tagBitString, []byte{0}, b) }

// oidOf encodes an object identifier of this package's table.
func oidOf(dotted string) []byte {
	var content []byte
	var first uint64
	for i, s := range strings.Split(dotted, ".") {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			panic("keyformat: an object identifier is malformed: " + err.Error())
		}
		switch i {
		case 0:
			first = n
			continue
		case 1:
			n += 40 * first
		}
		digits := []byte{byte(n & 0x7f)}
		for n >>= 7; n > 0; n >>= 7 {
			digits = append([]byte{byte(n&0x7f) | 0x80}, digits...)
		}
		content = append(content, digits...)
	}
	return fieldOf(tagOID, content)
}
