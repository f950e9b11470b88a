package drivertest

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// sample is a key of the driver, loaded.
type sample struct {
	attrs    psa.Attributes
	material []byte
	key      driver.Key
	// data is what it was imported from, nil where it was generated.
	data []byte
}

func (s *sample) String() string { return keytype.Name(s.attrs.Type, s.attrs.Bits) }

// attributes permit everything: a driver checks no policy.
func attributes(t keytype.Type, bits int) psa.Attributes {
	return psa.Attributes{Type: t, Bits: bits, Policy: psa.Policy{Usage: psa.AllUsage()}}
}

// sizes are the sizes in bits of a type to examine: of RSA only those whose keys are soon made, and of SLH-DSA those whose signatures are.
func sizes(t keytype.Type) []int {
	switch {
	case t.IsRSA():
		return []int{1024, 2048}
	case t.IsSLHDSA() && t.Family() == keytype.SLHDSASHA2F:
		return []int{128}
	case t.IsSLHDSA():
		return nil
	}
	return slices.DeleteFunc(t.AllBits(), func(bits int) bool { return (t.IsDH() || t.IsWPA3SAEDH()) && bits > 2048 })
}

// makeKeys makes a key of each type and size that the driver holds, and of each key pair its public key.
func (x *exam) makeKeys() {
	x.Helper()
	for _, t := range keytype.All() {
		for _, bits := range sizes(t) {
			if t.IsPublicKey() || !x.d.Supports(t, bits, alg.None, 0) {
				continue
			}
			s, err := x.make(t, bits)
			if err != nil && t.IsWPA3SAEECC() && psa.StatusOf(err) == psa.ErrNotSupported {
				continue // tokens come from passwords, and this package has some of the NIST curves only
			}
			if err != nil {
				x.Errorf("Supports says that the driver can hold %s, but: %v", keytype.Name(t, bits), err)
				continue
			}
			x.keys = append(x.keys, s)
			if p := t.PublicKeyOf(); t.IsKeyPair() && x.d.Supports(p, bits, alg.None, 0) {
				data, err := x.d.ExportPublic(bg, s.grant(alg.None, 0), nil)
				if err == nil {
					s, err = x.imported(attributes(p, bits), data)
				}
				if err != nil {
					x.Errorf("Supports says that the driver can hold %s, but: %v", keytype.Name(p, bits), err)
					continue
				}
				x.keys = append(x.keys, s)
			}
		}
	}
}

// make imports a key that was made elsewhere, where this package knows how, else has the driver make one.
func (x *exam) make(t keytype.Type, bits int) (*sample, error) {
	if data := made(t, bits); data != nil {
		s, err := x.imported(attributes(t, bits), data)
		if psa.StatusOf(err) != psa.ErrNotSupported {
			return s, err
		}
	}
	return x.generated(t, bits)
}

func (x *exam) generated(t keytype.Type, bits int) (*sample, error) {
	attrs := attributes(t, bits)
	m, err := x.d.Generate(bg, &attrs, driver.Parameters{})
	if err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	return x.loaded(attrs, m)
}

func (x *exam) imported(attrs psa.Attributes, data []byte) (*sample, error) {
	before := bytes.Clone(data)
	m, err := x.d.Import(bg, &attrs, data)
	if !bytes.Equal(data, before) {
		return nil, fmt.Errorf("import changed its input")
	}
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	s, err := x.loaded(attrs, m)
	if err == nil {
		s.data = before
	}
	return s, err
}

func (x *exam) loaded(attrs psa.Attributes, m driver.Material) (*sample, error) {
	if attrs.Bits != 0 && m.Bits != attrs.Bits {
		return nil, fmt.Errorf("the material is of a key of %d bits, not %d", m.Bits, attrs.Bits)
	}
	s := &sample{attrs: attrs, material: m.Data}
	s.attrs.Bits = m.Bits
	var err error
	if s.key, err = x.d.Load(bg, &s.attrs, s.material); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	return s, nil
}

// made makes a key in the specification's format without the driver, nil for types that the standard library has no keys of.
func made(t keytype.Type, bits int) []byte {
	curves := map[int]ecdh.Curve{256: ecdh.P256(), 384: ecdh.P384(), 521: ecdh.P521()}
	switch {
	case t == keytype.RSAKeyPair:
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			return nil
		}
		return x509.MarshalPKCS1PrivateKey(k)
	case t == keytype.ECCKeyPair(keytype.SECPR1) && curves[bits] != nil:
		k, err := curves[bits].GenerateKey(rand.Reader)
		if err != nil {
			return nil
		}
		return k.Bytes()
	case t == keytype.WPA3SAEECC(keytype.SECPR1) && curves[bits] != nil:
		k, err := curves[bits].GenerateKey(rand.Reader)
		if err != nil {
			return nil
		}
		return k.PublicKey().Bytes()[1:]
	case t.IsWPA3SAEDH():
		// 4 is a square modulo every prime.
		return append(make([]byte, bits/8-1), 4)
	case t.IsSPAKE2PKeyPair():
		return append(small(t.ExportSize(bits)/2), small(t.ExportSize(bits)/2)...)
	case bits == 255 && (t == keytype.ECCKeyPair(keytype.TwistedEdwards) || t == keytype.ECCKeyPair(keytype.Montgomery)):
		return random(32)
	case t.IsUnstructured() && t != keytype.DES:
		return random(bits / 8)
	}
	return nil
}

// small makes a random number of n bytes that is less than the order of a curve of that size, whichever byte comes first.
func small(n int) []byte {
	b := random(n)
	b[0], b[n-2], b[n-1] = 0, 0, 0
	return b
}

var keyRules = []rule{
	{"Import makes a key from data in the specification's format, and Export appends the key in it", checkRoundTrip},
	{"Generate makes a new random key of attrs.Type and attrs.Bits", checkGenerate},
	{"Generate refuses parameters that are wrong for the type with INVALID_ARGUMENT", checkParameters},
	{"Import refuses data that is not exactly in the format with INVALID_ARGUMENT", checkBadData},
	{"ExportPublic appends the public part of a key pair, or a public key", checkPublic},
	{"Load refuses material that the driver can't have made", checkBadMaterial},
}

// export returns the key in the specification's format; false where the location never gives keys out.
func (x *exam) export(s *sample) ([]byte, bool) {
	x.Helper()
	out, err := x.d.Export(bg, s.grant(alg.None, psa.Export), nil)
	if err != nil {
		x.status(fmt.Sprintf("export %v", s), err, psa.ErrNotSupported)
		return nil, false
	}
	return out, true
}

func checkRoundTrip(x *exam) {
	for _, s := range x.keys {
		out, ok := x.export(s)
		if !ok {
			continue
		}
		// Some formats let the same key be written in more than one way; what was exported once is the driver's own.
		if s.data != nil && !s.attrs.Type.IsRSA() && s.attrs.Type != keytype.ECCKeyPair(keytype.Montgomery) {
			if err := same(out, s.data); err != nil {
				x.Errorf("%v is not exported as it was imported: %v", s, err)
			}
		}
		for _, bits := range []int{s.attrs.Bits, 0} {
			if bits == 0 && !sizeTold(s.attrs) {
				continue
			}
			again, err := x.imported(attributes(s.attrs.Type, bits), out)
			if psa.StatusOf(err) == psa.ErrNotSupported || bits == 0 && !tellsSize(s.attrs.Type, len(out)) {
				continue
			}
			if err != nil {
				x.Errorf("%v: what was exported can't be imported: %v", s, err)
				continue
			}
			if again.attrs.Bits != s.attrs.Bits {
				x.Errorf("%v: imported again it has %d bits", s, again.attrs.Bits)
			}
			if out2, ok := x.export(again); ok && !bytes.Equal(out2, out) {
				x.Errorf("%v: imported again, it is exported otherwise", s)
			}
			again.key.Wipe()
		}
	}
}

// sizeTold tells whether the length of a key's data tells its size, as it does of nearly all: sect233k1 and sect239k1 have keys of one length.
func sizeTold(attrs psa.Attributes) bool {
	return !slices.ContainsFunc(attrs.Type.AllBits(), func(bits int) bool {
		return bits != attrs.Bits && attrs.Type.ExportSize(bits) == attrs.Type.ExportSize(attrs.Bits)
	})
}

func checkGenerate(x *exam) {
	for _, s := range x.keys {
		if s.attrs.Type.IsPublicKey() || s.attrs.Bits < 64 {
			continue
		}
		one, err := x.generated(s.attrs.Type, s.attrs.Bits)
		if psa.StatusOf(err) == psa.ErrNotSupported {
			continue
		}
		if err != nil {
			x.Errorf("%v: %v", s, err)
			continue
		}
		a, ok := x.export(one)
		b, ok2 := x.export(s)
		if ok && ok2 && bytes.Equal(a, b) {
			x.Errorf("%v: a new key is one that was there", s)
		}
		one.key.Wipe()
	}
}

func checkParameters(x *exam) {
	for _, s := range x.keys {
		if s.attrs.Type.IsPublicKey() {
			continue
		}
		p := driver.Parameters{Data: []byte{2}} // no public exponent either
		m, err := x.d.Generate(bg, &s.attrs, p)
		x.status(fmt.Sprintf("generate %v with parameters", s), err, psa.ErrInvalidArgument, psa.ErrNotSupported)
		if err != nil && m.Data != nil {
			x.Errorf("%v: material beside the error %v", s, err)
		}
	}
}

func checkBadData(x *exam) {
	for _, s := range x.keys {
		good, ok := s.data, s.data != nil
		if !ok {
			if good, ok = x.export(s); !ok {
				continue
			}
		}
		bad := map[string][]byte{
			"no data":                {},
			"data without its end":   good[:len(good)-1],
			"data with a byte after": append(bytes.Clone(good), 0),
		}
		switch t := s.attrs.Type; {
		case t.IsRSA():
			bad["data of another type"] = append([]byte{0x31}, good[1:]...)
			bad["zeros"] = make([]byte, len(good))
		case t.IsECC() && t.Family().IsWeierstrass() && t.IsPublicKey():
			off := bytes.Clone(good)
			off[len(off)-1] ^= 1
			bad["a point off the curve"] = off
			bad["a point in another form"] = append([]byte{5}, good[1:]...)
		case t.IsECC() && t.Family().IsWeierstrass():
			bad["the number 0"] = make([]byte, len(good))
			bad["a number beyond the order"] = bytes.Repeat([]byte{0xff}, len(good))
		}
		for name, data := range bad {
			attrs := attributes(s.attrs.Type, s.attrs.Bits)
			m, err := x.d.Import(bg, &attrs, data)
			x.status(fmt.Sprintf("import of %s as %v", name, s), err, psa.ErrInvalidArgument)
			if err != nil && m.Data != nil {
				x.Errorf("import of %s as %v: material beside the error", name, s)
			}
		}
		if other := otherSize(s); other != 0 {
			attrs := attributes(s.attrs.Type, other)
			_, err := x.d.Import(bg, &attrs, good)
			x.status(fmt.Sprintf("import of %v as a key of %d bits", s, other), err, psa.ErrInvalidArgument, psa.ErrNotSupported)
		}
	}
}

// tellsSize tells whether the length of data in a type's format tells the size: seeds of ML-DSA and ML-KEM are as long for all sizes.
func tellsSize(t keytype.Type, length int) bool {
	n := 0
	for _, bits := range t.AllBits() {
		if t.ExportSize(bits) == length {
			n++
		}
	}
	return n < 2
}

// otherSize is a legal size that the key can't have, 0 where there is none.
func otherSize(s *sample) int {
	t := s.attrs.Type
	for _, bits := range t.AllBits() {
		if bits != s.attrs.Bits && t.ExportSize(bits) != t.ExportSize(s.attrs.Bits) {
			return bits
		}
	}
	return 0
}

func checkPublic(x *exam) {
	for _, s := range x.keys {
		out, err := x.d.ExportPublic(bg, s.grant(alg.None, 0), nil)
		switch {
		case s.attrs.Type.IsKeyPair() && err != nil:
			x.Errorf("%v: %v", s, err)
		case s.attrs.Type.IsPublicKey():
			if err == nil {
				err = same(out, s.data)
			}
			if err != nil {
				x.Errorf("%v: %v", s, err)
			}
		case !s.attrs.Type.IsAsymmetric():
			x.status(fmt.Sprintf("export the public part of %v", s), err, psa.ErrInvalidArgument, psa.ErrNotSupported)
		}
	}
}

func checkBadMaterial(x *exam) {
	for _, s := range x.keys {
		bad := map[string][]byte{
			"no material":                {},
			"material without its end":   s.material[:len(s.material)-1],
			"material with a byte after": append(bytes.Clone(s.material), 0),
		}
		for name, m := range bad {
			k, err := x.d.Load(bg, &s.attrs, m)
			x.status(fmt.Sprintf("load of %s as %v", name, s), err, psa.ErrDataInvalid, psa.ErrDataCorrupt, psa.ErrCommunicationFailure, psa.ErrHardwareFailure)
			if err != nil && k != nil {
				x.Errorf("load of %s as %v: a key beside the error", name, s)
			}
		}
		// Any other bytes may be a key; they must not be a disaster.
		for range 10 {
			m := random(len(s.material))
			if k, err := x.d.Load(bg, &s.attrs, m); err == nil {
				k.Wipe()
			} else {
				x.status(fmt.Sprintf("load of random bytes as %v", s), err, psa.ErrDataInvalid, psa.ErrDataCorrupt, psa.ErrCommunicationFailure, psa.ErrHardwareFailure)
			}
		}
		for _, o := range x.keys {
			if len(o.material) == len(s.material) && o.attrs.Type == s.attrs.Type {
				continue
			}
			if k, err := x.d.Load(bg, &s.attrs, o.material); err == nil {
				k.Wipe()
			} else {
				x.status(fmt.Sprintf("load of the material of %v as %v", o, s), err)
			}
		}
	}
}
