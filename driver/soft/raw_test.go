package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"testing/iotest"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

var freeTypes = []keytype.Type{keytype.RawData, keytype.Derive, keytype.Password, keytype.PasswordHash, keytype.Pepper, keytype.HMAC}

// symSizes tells for each symmetric type, and sizes of data in bytes, what an import says.
func symSizes() map[keytype.Type]map[int]psa.Status {
	all := map[keytype.Type]map[int]psa.Status{
		keytype.AES: {0: psa.ErrInvalidArgument, 1: psa.ErrInvalidArgument, 15: psa.ErrInvalidArgument, 16: 0, 17: psa.ErrInvalidArgument, 24: 0, 32: 0,
			33: psa.ErrInvalidArgument, 48: 0, 64: 0, 128: psa.ErrInvalidArgument},
		keytype.Ascon: {0: psa.ErrInvalidArgument, 15: psa.ErrInvalidArgument, 16: 0, 17: psa.ErrInvalidArgument, 24: psa.ErrInvalidArgument, 32: 0,
			33: psa.ErrInvalidArgument},
		keytype.BLAKE2:    {0: psa.ErrInvalidArgument, 1: 0, 31: 0, 32: 0, 33: 0, 63: 0, 64: 0, 65: psa.ErrInvalidArgument},
		keytype.SM4:       {15: psa.ErrInvalidArgument, 16: 0, 24: psa.ErrInvalidArgument, 32: 0, 64: psa.ErrInvalidArgument},
		keytype.ARC4:      {4: psa.ErrInvalidArgument, 5: 0, 16: 0, 256: 0, 257: psa.ErrInvalidArgument},
		keytype.XChaCha20: {16: psa.ErrInvalidArgument, 32: 0, 33: psa.ErrInvalidArgument},
		keytype.ChaCha20:  {0: psa.ErrInvalidArgument, 16: psa.ErrInvalidArgument, 31: psa.ErrInvalidArgument, 32: 0, 33: psa.ErrInvalidArgument},
	}
	all[keytype.ARIA], all[keytype.Camellia] = all[keytype.AES], all[keytype.AES]
	for _, t := range freeTypes {
		all[t] = map[int]psa.Status{0: psa.ErrInvalidArgument, 1: 0, 100: 0, 8191: 0, 1 << 20: 0, 1<<20 + 1: psa.ErrNotSupported}
	}
	return all
}

func TestSymmetricImport(t *testing.T) {
	ctx, d := context.Background(), New(rand.Reader)
	for typ, sizes := range symSizes() {
		for n, want := range sizes {
			data := bytes.Repeat([]byte{0xa5}, n)
			what := fmt.Sprintf("import of %d bytes as %v", n, typ)
			m, err := d.Import(ctx, &psa.Attributes{Type: typ}, data)
			wantStatus(t, what, err, want)
			if (want == 0) != (d.Supports(typ, 8*n, alg.None, 0)) {
				t.Errorf("%s says %v, but Supports says %v", what, want, d.Supports(typ, 8*n, alg.None, 0))
			}
			if want != 0 {
				continue
			}
			if m.Bits != 8*n || !bytes.Equal(m.Data, data) {
				t.Fatalf("%s: %d bits", what, m.Bits)
			}
			if m.Data[0]++; data[0] != 0xa5 {
				t.Errorf("%s kept the caller's slice", what)
			}
			if _, err := d.Import(ctx, &psa.Attributes{Type: typ, Bits: 8 * n}, data); err != nil {
				t.Errorf("%s with its size in the attributes: %v", what, err)
			}
			other := 8 * (n + 1)
			switch typ {
			case keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4:
				if other = 128; n == 16 {
					other = 256
				}
			case keytype.Ascon:
				other = 128 + (8*n)%256 // 256 for 128, 128 for 256
			case keytype.ChaCha20, keytype.XChaCha20:
				other = 0 // there is no other size
			case keytype.ARC4:
				other = 64 // which no row has
			}
			if other != 0 && n < 1<<20 && !(typ == keytype.BLAKE2 && n == 64) {
				_, err = d.Import(ctx, &psa.Attributes{Type: typ, Bits: other}, data)
				wantStatus(t, fmt.Sprintf("%s with %d bits in the attributes", what, other), err, psa.ErrInvalidArgument)
			}
			attrs := &psa.Attributes{Type: typ, Bits: 8 * n}
			k, err := d.Load(ctx, attrs, data)
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Export(ctx, grant.Issue(k, attrs, alg.None, psa.Export), []byte("head"))
			if err != nil || string(got) != "head"+string(data) {
				t.Errorf("%s: the export differs: %v", what, err)
			}
			_, err = d.ExportPublic(ctx, grant.Issue(k, attrs, alg.None, 0), nil)
			wantStatus(t, what+": export of the public part", err, psa.ErrInvalidArgument)
			_, err = d.Load(ctx, attrs, data[1:])
			wantStatus(t, what+": load of too little", err, psa.ErrDataInvalid)
		}
	}
}

func TestSymmetricGenerate(t *testing.T) {
	ctx, d := context.Background(), New(rand.Reader)
	types := map[keytype.Type][]int{keytype.AES: {128, 192, 256, 384, 512}, keytype.ARIA: {128, 192, 256, 384, 512}, keytype.Camellia: {128, 512},
		keytype.SM4: {128, 256}, keytype.DES: {128, 192}, keytype.ARC4: {128, 2048}, keytype.ChaCha20: {256}, keytype.XChaCha20: {256},
		keytype.Ascon: {128, 256}, keytype.BLAKE2: {8, 256, 512}}
	for _, typ := range freeTypes {
		types[typ] = []int{8, 256, 2048}
	}
	for typ, sizes := range types {
		for _, bits := range sizes {
			attrs := &psa.Attributes{Type: typ, Bits: bits}
			m, err := d.Generate(ctx, attrs, driver.Parameters{})
			if err != nil || m.Bits != bits || len(m.Data) != bits/8 {
				t.Fatalf("generation of %d bits of %v: %d bits, %v", bits, typ, m.Bits, err)
			}
			if bits >= 128 {
				again, err := d.Generate(ctx, attrs, driver.Parameters{})
				if err != nil || bytes.Equal(again.Data, m.Data) || bytes.Equal(m.Data, make([]byte, len(m.Data))) {
					t.Errorf("%v: two keys of %d bits are equal, or one is zero: %v", typ, bits, err)
				}
			}
		}
		attrs := &psa.Attributes{Type: typ, Bits: sizes[0]}
		_, err := d.Generate(ctx, attrs, driver.Parameters{Flags: 1})
		wantStatus(t, typ.String()+" with parameters", err, psa.ErrInvalidArgument)
		_, err = d.Generate(ctx, attrs, driver.Parameters{Data: []byte{1, 0, 1}})
		wantStatus(t, typ.String()+" with parameters", err, psa.ErrInvalidArgument)
		_, err = d.Generate(ctx, &psa.Attributes{Type: typ}, driver.Parameters{})
		wantStatus(t, typ.String()+" without a size", err, psa.ErrInvalidArgument)
		for _, bits := range []int{1, 100, 131, -8, 8<<20 + 8} {
			if _, err := d.Generate(ctx, &psa.Attributes{Type: typ, Bits: bits}, driver.Parameters{}); err == nil {
				t.Errorf("a key of type %v with %d bits was generated", typ, bits)
			}
		}
		broken := New(iotest.ErrReader(errors.New("broken")))
		m, err := broken.Generate(ctx, attrs, driver.Parameters{})
		wantStatus(t, typ.String()+" without randomness", err, psa.ErrInsufficientEntropy)
		if m.Data != nil {
			t.Errorf("%v: something was made without randomness", typ)
		}
	}
}

// TestSymmetricRoles lists what keys can be used for.
func TestSymmetricRoles(t *testing.T) {
	d := New(rand.Reader)
	hmac256 := alg.HMAC(alg.SHA256)
	for _, c := range []struct {
		t    keytype.Type
		bits int
		a    alg.Algorithm
		yes  []psa.Usage
	}{
		{keytype.RawData, 128, hmac256, nil},
		{keytype.Derive, 256, alg.HKDF(alg.SHA256), []psa.Usage{psa.Derive, psa.VerifyDerivation}},
		{keytype.Password, 64, alg.PBKDF2HMAC(alg.SHA256), []psa.Usage{psa.Derive, psa.VerifyDerivation}},
		{keytype.HMAC, 256, hmac256, []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.HMAC, 256, alg.TruncatedMAC(hmac256, 10), []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.HMAC, 256, alg.CMAC, nil},
		{keytype.AES, 128, alg.CMAC, []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.AES, 192, alg.CTR, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 256, alg.CBCPKCS7, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 256, alg.GCM, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 256, gcmWithTag(4), []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 256, gcmWithTag(5), nil},
		{keytype.AES, 512, alg.CTR, nil},
		{keytype.AES, 512, alg.CMAC, nil},
		{keytype.AES, 512, alg.XTS, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 384, alg.XTS, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.AES, 128, alg.XTS, nil},
		{keytype.AES, 128, alg.KW, []psa.Usage{psa.Wrap, psa.Unwrap}},
		{keytype.SM4, 256, alg.KWP, nil},
		{keytype.SM4, 256, alg.XTS, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.SM4, 128, alg.CCM, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.ARIA, 192, alg.AEADWithShortenedTag(alg.CCM, 6), []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.ARIA, 192, alg.AEADWithShortenedTag(alg.CCM, 5), nil},
		{keytype.Camellia, 256, alg.CCMStarNoTag, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.Camellia, 128, alg.SP800108CounterCMAC, []psa.Usage{psa.Derive, psa.VerifyDerivation}},
		{keytype.DES, 192, alg.CFB, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.DES, 64, alg.CBCMAC, []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.DES, 64, alg.TruncatedMAC(alg.CMAC, 8), []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.DES, 64, alg.TruncatedMAC(alg.CMAC, 9), nil},
		{keytype.DES, 192, alg.GCM, nil},
		{keytype.DES, 192, alg.CCMStarNoTag, nil},
		{keytype.DES, 192, alg.XTS, nil},
		{keytype.DES, 192, alg.KW, nil},
		{keytype.DES, 192, alg.SP800108CounterCMAC, nil},
		{keytype.ARC4, 40, alg.StreamCipher, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.ARC4, 40, alg.CTR, nil},
		{keytype.XChaCha20, 256, alg.StreamCipher, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.XChaCha20, 256, alg.XChaCha20Poly1305, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.XChaCha20, 256, alg.ChaCha20Poly1305, nil},
		{keytype.ChaCha20, 256, alg.ChaCha20Poly1305, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.ChaCha20, 256, alg.StreamCipher, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.ChaCha20, 256, alg.AEADWithShortenedTag(alg.ChaCha20Poly1305, 8), nil},
		{keytype.ChaCha20, 256, alg.GCM, nil},
		{keytype.Ascon, 128, alg.AsconAEAD128, []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.Ascon, 256, alg.AEADWithShortenedTag(alg.AsconAEAD128, 4), []psa.Usage{psa.Encrypt, psa.Decrypt}},
		{keytype.Ascon, 128, alg.AEADWithShortenedTag(alg.AsconAEAD128, 3), nil},
		{keytype.Ascon, 128, alg.GCM, nil},
		{keytype.Ascon, 192, alg.AsconAEAD128, nil},
		{keytype.BLAKE2, 256, alg.BLAKE2MAC(alg.BLAKE2sHash256), []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.BLAKE2, 512, alg.TruncatedMAC(alg.BLAKE2MAC(alg.BLAKE2bpHash512), 1), []psa.Usage{psa.SignMessage, psa.VerifyMessage}},
		{keytype.BLAKE2, 264, alg.BLAKE2MAC(alg.BLAKE2spHash256), nil},
		{keytype.BLAKE2, 256, alg.HMAC(alg.BLAKE2sHash256), nil},
		{keytype.BLAKE2, 256, alg.TruncatedMAC(alg.BLAKE2MAC(alg.BLAKE2sHash256), 33), nil},
	} {
		for _, u := range psa.Usages() {
			want := false
			for _, y := range c.yes {
				want = want || y == u.Usage
			}
			if got := d.Supports(c.t, c.bits, c.a, u.Usage); got != want {
				t.Errorf("Supports(%v, %d, %v, %v) = %v", c.t, c.bits, c.a, u.Usage, got)
			}
		}
	}
}

// TestKeysOfOtherDrivers: the core never hands them out, so a grant with one is refused whatever it is used for.
func TestKeysOfOtherDrivers(t *testing.T) {
	ctx, d := context.Background(), New(rand.Reader)
	g := grant.Issue(strangeKey{}, &psa.Attributes{Type: keytype.AES, Bits: 128}, alg.GCM, psa.Encrypt)
	if _, err := d.Export(ctx, g, nil); psa.StatusOf(err) != psa.ErrCorruptionDetected {
		t.Errorf("Export: %v", err)
	}
	if _, err := d.Seal(ctx, g, nil, nil, nil, nil); err == nil {
		t.Error("Seal with a key of another driver succeeded")
	}
}

type strangeKey struct{}

func (strangeKey) Wipe() {}
