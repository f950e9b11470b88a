package keyformat

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

func wantStatus(t *testing.T, err error, want psa.Status, what string) {
	t.Helper()
	if got := psa.StatusOf(err); got != want {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
	var e *psa.Error
	if want != psa.Success && (!errors.As(err, &e) || e.Reason == "") {
		t.Errorf("%s: no reason in %v", what, err)
	}
}

func sameKey(a, b Key) bool {
	return a.Type == b.Type && a.Bits == b.Bits && bytes.Equal(a.Data, b.Data)
}

// sample is a key pair that the standard library made, with what the standard library writes for it.
type sample struct {
	name         string
	pair, public Key
	pkcs8, spki  []byte
}

// samples has two key pairs of each row, made by the standard library.
var samples = sync.OnceValue(func() []sample {
	must := func(b []byte, err error) []byte {
		if err != nil {
			panic(err)
		}
		return b
	}
	var all []sample
	add := func(name string, t keytype.Type, bits int, private, public any, data, publicData []byte) {
		all = append(all, sample{name, Key{t, bits, data}, Key{t.PublicKeyOf(), bits, publicData},
			must(x509.MarshalPKCS8PrivateKey(private)), must(x509.MarshalPKIXPublicKey(public))})
	}
	for i := range 2 {
		bits := []int{1024, 2048}[i]
		r, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			panic(err)
		}
		add("RSA", keytype.RSAKeyPair, bits, r, &r.PublicKey, x509.MarshalPKCS1PrivateKey(r), x509.MarshalPKCS1PublicKey(&r.PublicKey))
		for _, c := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
			k, err := ecdsa.GenerateKey(c, rand.Reader)
			if err != nil {
				panic(err)
			}
			add(c.Params().Name, keytype.ECCKeyPair(keytype.SECPR1), c.Params().BitSize, k, &k.PublicKey, must(k.Bytes()), must(k.PublicKey.Bytes()))
		}
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			panic(err)
		}
		add("Ed25519", keytype.ECCKeyPair(keytype.TwistedEdwards), 255, private, public, private.Seed(), public)
		// The standard library does not set the bits in private keys of X25519 that RFC 7748 forces.
		scalar := must(io32())
		scalar[0], scalar[31] = scalar[0]&248, scalar[31]&127|64
		x, err := ecdh.X25519().NewPrivateKey(scalar)
		if err != nil {
			panic(err)
		}
		add("X25519", keytype.ECCKeyPair(keytype.Montgomery), 255, x, x.PublicKey(), scalar, x.PublicKey().Bytes())
	}
	return all
})

func io32() ([]byte, error) {
	b := make([]byte, 32)
	_, err := rand.Read(b)
	return b, err
}

// TestAgainstStandardLibrary: crypto/x509 writes the same bytes, and reads them.
func TestAgainstStandardLibrary(t *testing.T) {
	for _, s := range samples() {
		if k, err := ParsePKCS8(s.pkcs8); err != nil || !sameKey(k, s.pair) {
			t.Errorf("%s: ParsePKCS8: %v, %v", s.name, k, err)
		}
		if k, err := ParseSPKI(s.spki); err != nil || !sameKey(k, s.public) {
			t.Errorf("%s: ParseSPKI: %v, %v", s.name, k, err)
		}
		if der, err := MarshalPKCS8(s.pair); err != nil || !bytes.Equal(der, s.pkcs8) {
			t.Errorf("%s: MarshalPKCS8: %v, %d bytes, want %d", s.name, err, len(der), len(s.pkcs8))
		}
		if der, err := MarshalSPKI(s.public); err != nil || !bytes.Equal(der, s.spki) {
			t.Errorf("%s: MarshalSPKI: %v, %x, want %x", s.name, err, der, s.spki)
		}
	}
}

// TestRoundTrips: what is written is read as the same key in every format, and by Detect too.
func TestRoundTrips(t *testing.T) {
	for _, s := range samples() {
		for _, k := range []Key{s.pair, s.public} {
			der, format := s.pkcs8, FormatPKCS8
			if k.Type.IsPublicKey() {
				der, format = s.spki, FormatSPKI
			}
			pem, err := MarshalPEM(k)
			if err != nil {
				t.Fatal(err)
			}
			jwk, err := MarshalJWK(k, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := ParsePEM(pem); err != nil || !sameKey(got, k) {
				t.Errorf("%s: ParsePEM: %v, %v", s.name, got, err)
			}
			if got, extra, err := ParseJWK(jwk); err != nil || !sameKey(got, k) || len(extra) != 0 {
				t.Errorf("%s: ParseJWK: %v, %v, %v", s.name, got, extra, err)
			}
			for want, data := range map[string][]byte{format: der, FormatPEM: pem, FormatJWK: jwk} {
				if got, f, err := Detect(data); err != nil || !sameKey(got, k) || f != want {
					t.Errorf("%s: Detect: %v, %s, %v", s.name, got, f, err)
				}
			}
		}
	}
}

// TestDataAreNew: a Key shares no memory with what it was read from.
func TestDataAreNew(t *testing.T) {
	for _, s := range samples() {
		for _, data := range [][]byte{s.pkcs8, s.spki} {
			in := slices.Clone(data)
			k, _, err := Detect(in)
			if err != nil {
				t.Fatal(err)
			}
			clear(in)
			if !sameKey(k, s.pair) && !sameKey(k, s.public) {
				t.Errorf("%s changed with its encoding", s.name)
			}
		}
	}
}

// TestMarshalRefuses what is no key of the formats.
func TestMarshalRefuses(t *testing.T) {
	ec := keytype.ECCKeyPair(keytype.SECPR1)
	one := append(make([]byte, 31), 1)
	order := vectors.Hex(t, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
	rsaPair := samples()[0].pair
	for _, c := range []struct {
		name string
		k    Key
		want psa.Status
	}{
		{"no key", Key{}, psa.ErrNotSupported},
		{"0 on P-256", Key{ec, 256, make([]byte, 32)}, psa.ErrInvalidArgument},
		{"the order of P-256", Key{ec, 256, order}, psa.ErrInvalidArgument},
		{"31 bytes on P-256", Key{ec, 256, one[1:]}, psa.ErrInvalidArgument},
		{"33 bytes on P-256", Key{ec, 256, append(make([]byte, 1), one...)}, psa.ErrInvalidArgument},
		{"no data", Key{ec, 256, nil}, psa.ErrInvalidArgument},
		{"the size left out", Key{ec, 0, one}, psa.ErrNotSupported},
		{"Diffie-Hellman", Key{keytype.DHKeyPair(keytype.RFC7919), 2048, one}, psa.ErrNotSupported},
		{"P-224 of zeros", Key{ec, 224, make([]byte, 28)}, psa.ErrInvalidArgument},
		{"brainpoolP256r1, too large", Key{keytype.ECCKeyPair(keytype.BrainpoolPR1), 256, bytes.Repeat([]byte{0xff}, 32)}, psa.ErrInvalidArgument},
		{"sect233k1, too large", Key{keytype.ECCKeyPair(keytype.SECTK1), 233, bytes.Repeat([]byte{0xff}, 30)}, psa.ErrInvalidArgument},
		{"no point of sect163r2", Key{keytype.ECCPublicKey(keytype.SECTR2), 163, append([]byte{4}, make([]byte, 41)...)}, psa.ErrInvalidArgument},
		{"no point", Key{ec.PublicKeyOf(), 256, append([]byte{4}, make([]byte, 64)...)}, psa.ErrInvalidArgument},
		{"the point at infinity", Key{ec.PublicKeyOf(), 256, []byte{0}}, psa.ErrInvalidArgument},
		{"X25519 without the forced bits", Key{keytype.ECCKeyPair(keytype.Montgomery), 255, bytes.Repeat([]byte{0xff}, 32)}, psa.ErrInvalidArgument},
		{"X25519 of 31 bytes", Key{keytype.ECCPublicKey(keytype.Montgomery), 255, one[1:]}, psa.ErrInvalidArgument},
		{"Ed25519 of 33 bytes", Key{keytype.ECCKeyPair(keytype.TwistedEdwards), 255, append(make([]byte, 1), one...)}, psa.ErrInvalidArgument},
		{"Ed448 of 56 bytes", Key{keytype.ECCKeyPair(keytype.TwistedEdwards), 448, make([]byte, 56)}, psa.ErrInvalidArgument},
		{"Ed448 of 58 bytes", Key{keytype.ECCPublicKey(keytype.TwistedEdwards), 448, make([]byte, 58)}, psa.ErrInvalidArgument},
		{"X448 without the forced bits", Key{keytype.ECCKeyPair(keytype.Montgomery), 448, make([]byte, 56)}, psa.ErrInvalidArgument},
		{"X448 of 57 bytes", Key{keytype.ECCKeyPair(keytype.Montgomery), 448, make([]byte, 57)}, psa.ErrInvalidArgument},
		{"RSA of another size", Key{keytype.RSAKeyPair, 2048, rsaPair.Data}, psa.ErrInvalidArgument},
		{"RSA with something behind it", Key{keytype.RSAKeyPair, 1024, append(slices.Clone(rsaPair.Data), 0)}, psa.ErrInvalidArgument},
		{"ML-KEM of 63 bytes", Key{keytype.MLKEMKeyPair, 768, make([]byte, 63)}, psa.ErrInvalidArgument},
	} {
		marshal := MarshalPKCS8
		if c.k.Type.IsPublicKey() {
			marshal = MarshalSPKI
		}
		for name, marshal := range map[string]func(Key) ([]byte, error){
			"DER": marshal, "PEM": MarshalPEM, "JWK": func(k Key) ([]byte, error) { return MarshalJWK(k, nil) },
		} {
			out, err := marshal(c.k)
			wantStatus(t, err, c.want, c.name+" in "+name)
			if out != nil {
				t.Errorf("%s in %s: output with an error", c.name, name)
			}
		}
	}
	_, err := MarshalPKCS8(samples()[1].public)
	wantStatus(t, err, psa.ErrInvalidArgument, "a public key as PKCS#8")
	_, err = MarshalSPKI(samples()[1].pair)
	wantStatus(t, err, psa.ErrInvalidArgument, "a key pair as SPKI")
	_, err = MarshalSPKI(Key{keytype.AES, 128, make([]byte, 16)})
	wantStatus(t, err, psa.ErrInvalidArgument, "AES as SPKI")
	_, err = MarshalPKCS8(Key{keytype.AES, 128, make([]byte, 16)})
	wantStatus(t, err, psa.ErrNotSupported, "AES as PKCS#8")
}
