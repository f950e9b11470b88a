package soft

import (
	"context"
	"errors"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/primitive/ascon"
	"github.com/psacrypto/psa/keytype"
)

// asconFamily has the keys of Ascon-AEAD128 (NIST SP 800-232), of 128 bits, and of 256 bits with nonce masking. All that they do takes constant time.
var asconFamily = family{
	has:   func(t keytype.Type) bool { return t == keytype.Ascon },
	holds: func(_ keytype.Type, bits int) bool { return bits == 8*ascon.KeySize || bits == 8*ascon.MaskedKeySize },
	runs: func(_ keytype.Type, _ int, a alg.Algorithm, u psa.Usage) bool {
		_, err := asconTag(a)
		return err == nil && (u == psa.Encrypt || u == psa.Decrypt)
	},
	generate: generateBytes,
	parse:    parseBytes,
	load: func(_ *Driver, attrs *psa.Attributes, material []byte) (key, error) {
		if err := checkMaterial(attrs, material); err != nil {
			return nil, err
		}
		k, err := ascon.NewKey(material)
		if err != nil {
			return nil, psa.Errorf(psa.ErrDataInvalid, "the material is no Ascon key: %w", err)
		}
		return &asconKey{bytes: material, aead: k}, nil
	},
}

// asconKey is a loaded Ascon key.
type asconKey struct {
	// bytes belongs to whoever loaded the key.
	bytes []byte
	aead  *ascon.Key
}

func (k *asconKey) export(dst []byte) ([]byte, error) { return append(dst, k.bytes...), nil }

// Wipe implements driver.Key.
func (k *asconKey) Wipe() {
	k.aead.Wipe()
	k.bytes = nil
}

// asconTag is the length in bytes of the tags of an algorithm (PSA Crypto 1.5, PSA_ALG_ASCON_AEAD128: 4 to 16).
func asconTag(a alg.Algorithm) (int, error) {
	if alg.AEADWithDefaultLengthTag(a) != alg.AsconAEAD128 {
		return 0, psa.Errorf(psa.ErrNotSupported, "the software driver can't use an Ascon key with %v", a)
	}
	n := a.TagLength()
	if n < ascon.MinTagSize || n > ascon.TagSize {
		return 0, psa.Errorf(psa.ErrInvalidArgument, "Ascon-AEAD128 has tags of %d to %d bytes, not of %d", ascon.MinTagSize, ascon.TagSize, n)
	}
	return n, nil
}

// asconError gives an error of package ascon its status.
func asconError(err error) error {
	if errors.Is(err, ascon.ErrTag) {
		return psa.ErrInvalidSignature
	}
	return psa.Errorf(psa.ErrInvalidArgument, "%w", err)
}

func (k *asconKey) seal(a alg.Algorithm, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	n, err := asconTag(a)
	if err != nil {
		return nil, err
	}
	dst, err = k.aead.Seal(dst, nonce, plaintext, ad, n)
	if err != nil {
		return nil, asconError(err)
	}
	return dst, nil
}

func (k *asconKey) open(a alg.Algorithm, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	n, err := asconTag(a)
	if err != nil {
		return nil, err
	}
	dst, err = k.aead.Open(dst, nonce, ciphertext, ad, n)
	if err != nil {
		return nil, asconError(err)
	}
	return dst, nil
}

func (k *asconKey) newAEAD(a alg.Algorithm, s driver.AEADSetup) (driver.AEAD, error) {
	n, err := asconTag(a)
	if err != nil {
		return nil, err
	}
	stream, err := k.aead.Begin(s.Nonce)
	if err != nil {
		return nil, asconError(err)
	}
	return &asconing{stream: stream, encrypt: s.Encrypt, tag: n}, nil
}

// asconing is an Ascon-AEAD128 under way. Output comes byte for byte with input.
type asconing struct {
	// stream is nil once the operation has ended.
	stream  *ascon.Stream
	encrypt bool
	// inText tells that no more additional data can come.
	inText bool
	// tag is the length of the tag in bytes.
	tag int
}

// UpdateAD implements driver.AEAD.
func (c *asconing) UpdateAD(_ context.Context, p []byte) error {
	switch {
	case c.stream == nil:
		return ended("AEAD")
	case c.inText:
		return lateAD()
	}
	c.stream.AddAD(p)
	return nil
}

// Update implements driver.AEAD.
func (c *asconing) Update(_ context.Context, dst, p []byte) ([]byte, error) {
	if c.stream == nil {
		return nil, ended("AEAD")
	}
	c.inText = true
	dst, out := extend(dst, len(p))
	if c.encrypt {
		c.stream.Encrypt(out, p)
	} else {
		c.stream.Decrypt(out, p)
	}
	return dst, nil
}

// Pending implements driver.AEAD.
func (c *asconing) Pending(n int) int { return n }

// Finish implements driver.AEAD.
func (c *asconing) Finish(_ context.Context, dst, tag []byte) (text, fullTag []byte, err error) {
	if c.stream == nil {
		return nil, nil, ended("AEAD")
	}
	defer c.Close()
	full := c.stream.Tag()
	return dst, append(tag, full[:c.tag]...), nil
}

// Verify implements driver.AEAD.
func (c *asconing) Verify(_ context.Context, dst, tag []byte) ([]byte, error) {
	if c.stream == nil {
		return nil, ended("AEAD")
	}
	defer c.Close()
	if len(tag) != c.tag {
		return nil, psa.ErrInvalidSignature
	}
	if err := c.stream.Verify(tag); err != nil {
		return nil, asconError(err)
	}
	return dst, nil
}

// Close implements driver.AEAD.
func (c *asconing) Close() {
	if c.stream != nil {
		c.stream.Wipe()
		c.stream = nil
	}
}
