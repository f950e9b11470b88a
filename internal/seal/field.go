package seal

import (
	"encoding/binary"
	"iter"
)

// field is one entry of the lists that the header is made of: a tag, a length of two bytes, and the value.
type field struct {
	tag   byte
	value []byte
}

func appendField(dst []byte, tag byte, value []byte) []byte {
	dst = append(dst, tag)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(value)))
	return append(dst, value...)
}

// fields reads a list. Tags must rise; what is malformed ends the sequence with ok false.
func fields(b []byte) iter.Seq2[field, bool] {
	return func(yield func(field, bool) bool) {
		last := -1
		for len(b) > 0 {
			if len(b) < 3 || int(b[0]) <= last {
				yield(field{}, false)
				return
			}
			last = int(b[0])
			n := int(binary.BigEndian.Uint16(b[1:]))
			if len(b) < 3+n {
				yield(field{}, false)
				return
			}
			if !yield(field{b[0], b[3 : 3+n : 3+n]}, true) {
				return
			}
			b = b[3+n:]
		}
	}
}
