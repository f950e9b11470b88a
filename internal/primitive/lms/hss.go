package lms

import "encoding/binary"

// maxLevels is the largest L (RFC 8554, section 6).
const maxLevels = 8

// HSSPublicKey is an HSS public key.
type HSSPublicKey struct {
	levels int
	top    *PublicKey
}

// ParseHSSPublicKey reads an hss_public_key (RFC 8554, section 6.1), of which the key keeps a copy.
func ParseHSSPublicKey(data []byte) (*HSSPublicKey, error) {
	if len(data) < sizeU32 {
		return nil, errLength
	}
	levels := binary.BigEndian.Uint32(data)
	if levels < 1 || levels > maxLevels {
		return nil, errLevels
	}
	top, err := ParsePublicKey(data[sizeU32:])
	if err != nil {
		return nil, err
	}
	return &HSSPublicKey{int(levels), top}, nil
}

// HashSize is the output length of the key's hash in bytes, 24 or 32.
func (k *HSSPublicKey) HashSize() int { return k.top.HashSize() }

// signedKey is a public key with its signature by the level above.
type signedKey struct {
	by   *PublicKey
	sig  treeSignature
	data []byte
}

// NewVerifier begins the verification of an hss_signature (RFC 8554, section 6.3), which it keeps; the caller does not change it.
func (k *HSSPublicKey) NewVerifier(sig []byte) *Verifier {
	if len(sig) < sizeU32 || binary.BigEndian.Uint32(sig) != uint32(k.levels-1) {
		return &Verifier{}
	}
	rest := sig[sizeU32:]
	key := k.top
	signed := make([]signedKey, k.levels-1)
	for i := range signed {
		s, after, ok := key.parseSignature(rest)
		if !ok {
			return &Verifier{}
		}
		next, behind, err := parseKey(after)
		if err != nil || next.tree.hash != k.top.tree.hash {
			return &Verifier{}
		}
		signed[i] = signedKey{key, s, after[:len(after)-len(behind)]}
		key, rest = next, behind
	}
	v := key.NewVerifier(rest)
	v.upper = func() bool {
		for i := range signed {
			if !signed[i].verify() {
				return false
			}
		}
		return true
	}
	return v
}

func (s *signedKey) verify() bool {
	h := s.by.begin(&s.sig)
	h.Write(s.data)
	return s.by.finish(&s.sig, h)
}

// Verify tells whether sig is a signature of message.
func (k *HSSPublicKey) Verify(sig, message []byte) bool {
	v := k.NewVerifier(sig)
	v.Write(message)
	return v.Verify()
}
