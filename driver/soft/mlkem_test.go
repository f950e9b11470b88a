package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/hex"
	"testing"

	"github.com/cloudflare/circl/kem"
	"github.com/cloudflare/circl/kem/mlkem/mlkem1024"
	"github.com/cloudflare/circl/kem/mlkem/mlkem512"
	"github.com/cloudflare/circl/kem/mlkem/mlkem768"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ encapsulateKey = (*mlkemPublicKey)(nil)
	_ encapsulateKey = (*mlkemKeyPair)(nil)
	_ decapsulateKey = (*mlkemKeyPair)(nil)
	_ publicKey      = (*mlkemPublicKey)(nil)
	_ publicKey      = (*mlkemKeyPair)(nil)
)

// mlkemSchemes are the parameter sets in circl.
var mlkemSchemes = map[int]kem.Scheme{512: mlkem512.Scheme(), 768: mlkem768.Scheme(), 1024: mlkem1024.Scheme()}

func (k asymKey) encapsulate(t testing.TB) (secret, ciphertext []byte) {
	t.Helper()
	secret, ciphertext, err := k.d.Encapsulate(context.Background(), k.grant(alg.MLKEM), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return secret, ciphertext
}

func (k asymKey) decapsulate(ciphertext []byte) ([]byte, error) {
	return k.d.Decapsulate(context.Background(), k.grant(alg.MLKEM), nil, ciphertext)
}

// TestMLKEMKeys compares public keys with the examples of RFC 9935, appendix C.2, by the SHA-256 of their SubjectPublicKeyInfo.
func TestMLKEMKeys(t *testing.T) {
	for i, bits := range []int{512, 768, 1024} {
		want := []string{
			"0e3c8b89b54202d2545f7aba2e2aaa3cffa7b6191919ad738fab35b4f313cf71",
			"c23e23dd3d485a9256cda09358a4a286e00b373db10761eadf99f710649ca31c",
			"d2b7480ae006a14b37c1e8a8e45ea39022e32a9b1a7b90d594c84d869c6ac420",
		}[i]
		k := importSized(t, keytype.MLKEMKeyPair, bits, rfcSeed(64))
		if got := sha256.Sum256(spki(4, byte(i+1), k.exportPublic(t))); hex.EncodeToString(got[:]) != want {
			t.Errorf("%d bits: another public key", bits)
		}
		if !bytes.Equal(k.export(t), rfcSeed(64)) {
			t.Errorf("%d bits: the seed does not come back", bits)
		}
	}
}

// TestMLKEMExchange encapsulates here and decapsulates with circl, and the other way.
func TestMLKEMExchange(t *testing.T) {
	for bits, scheme := range mlkemSchemes {
		seed := make([]byte, 64)
		rand.Read(seed)
		k := importSized(t, keytype.MLKEMKeyPair, bits, seed)
		theirPublic, theirs := scheme.DeriveKeyPair(seed)
		if want, _ := theirPublic.MarshalBinary(); !bytes.Equal(k.exportPublic(t), want) {
			t.Errorf("%d bits: another public key than circl's", bits)
		}
		for _, from := range []asymKey{k, k.public(t)} {
			secret, ciphertext := from.encapsulate(t)
			if len(secret) != 32 || len(ciphertext) != alg.EncapsulateCiphertextSize(keytype.MLKEMPublicKey, bits, alg.MLKEM) {
				t.Errorf("%d bits: %d and %d bytes", bits, len(secret), len(ciphertext))
			}
			if want, err := scheme.Decapsulate(theirs, ciphertext); err != nil || !bytes.Equal(secret, want) {
				t.Errorf("%d bits: circl gets another secret, %v", bits, err)
			}
		}
		ciphertext, want, err := scheme.Encapsulate(theirPublic)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.decapsulate(ciphertext); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bits: another secret than circl's, %v", bits, err)
		}
		if again, _ := k.encapsulate(t); bytes.Equal(again, want) {
			t.Errorf("%d bits: the same secret twice", bits)
		}
	}
}

// TestMLKEMRejects has changed ciphertexts give the secret that FIPS 203, algorithm 18, line 7, gives: J(z || c), and those of another length an error.
func TestMLKEMRejects(t *testing.T) {
	for bits := range mlkemSchemes {
		k := generateAsym(t, keytype.MLKEMKeyPair, bits)
		_, good := k.encapsulate(t)
		for _, i := range []int{0, len(good) / 2, len(good) - 1} {
			bad := bytes.Clone(good)
			bad[i] ^= 1
			j := sha3.NewSHAKE256()
			j.Write(k.export(t)[32:])
			j.Write(bad)
			want := make([]byte, 32)
			j.Read(want)
			if got, err := k.decapsulate(bad); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bits: %x, %v; want %x", bits, got, err, want)
			}
		}
		for _, bad := range [][]byte{nil, good[1:], append(bytes.Clone(good), 0)} {
			_, err := k.decapsulate(bad)
			wantStatus(t, "a ciphertext of another length", err, psa.ErrInvalidArgument)
		}
		_, err := k.public(t).decapsulate(good)
		wantStatus(t, "decapsulation with a public key", err, psa.ErrNotSupported)
	}
}

// TestMLKEM512Randomness draws from the driver's source.
func TestMLKEM512Randomness(t *testing.T) {
	seed, m := rfcSeed(64), bytes.Repeat([]byte{7}, 32)
	attrs := &psa.Attributes{Type: keytype.MLKEMKeyPair, Bits: 512}
	d := New(fixedReader(m))
	key, err := d.Load(context.Background(), attrs, seed)
	if err != nil {
		t.Fatal(err)
	}
	k := asymKey{d, attrs, key}
	secret, ciphertext := k.encapsulate(t)
	public, _ := mlkem512.Scheme().DeriveKeyPair(seed)
	wantCiphertext, wantSecret, err := mlkem512.Scheme().EncapsulateDeterministically(public, m)
	if err != nil || !bytes.Equal(secret, wantSecret) || !bytes.Equal(ciphertext, wantCiphertext) {
		t.Error("the randomness is not that of the driver")
	}
	s, c, err := d.Encapsulate(context.Background(), k.grant(alg.MLKEM), nil, nil)
	wantStatus(t, "without randomness", err, psa.ErrInsufficientEntropy)
	if s != nil || c != nil {
		t.Error("a secret beside the error")
	}
}

func TestMLKEMImport(t *testing.T) {
	importStatus(t, "a seed without a size", psa.Attributes{Type: keytype.MLKEMKeyPair}, make([]byte, 64), psa.ErrInvalidArgument)
	for bits := range mlkemSchemes {
		pair, public := psa.Attributes{Type: keytype.MLKEMKeyPair, Bits: bits}, psa.Attributes{Type: keytype.MLKEMPublicKey, Bits: bits}
		importStatus(t, "a seed", pair, make([]byte, 64), psa.Success)
		for _, n := range []int{0, 32, 63, 65} {
			importStatus(t, "a seed of another length", pair, make([]byte, n), psa.ErrInvalidArgument)
		}
		good := generateAsym(t, keytype.MLKEMKeyPair, bits).exportPublic(t)
		importStatus(t, "a public key", public, good, psa.Success)
		importStatus(t, "a public key without a size", psa.Attributes{Type: keytype.MLKEMPublicKey}, good, psa.Success)
		importStatus(t, "a public key with a byte less", public, good[1:], psa.ErrInvalidArgument)
		importStatus(t, "a public key with a byte more", public, append(bytes.Clone(good), 0), psa.ErrInvalidArgument)
		for _, coefficient := range []int{3329, 4095} {
			bad := bytes.Clone(good)
			bad[0], bad[1] = byte(coefficient), bad[1]&0xf0|byte(coefficient>>8)
			importStatus(t, "a coefficient beyond q", public, bad, psa.ErrInvalidArgument)
			last := bytes.Clone(good)
			last[len(last)-34], last[len(last)-33] = last[len(last)-34]&0x0f|byte(coefficient<<4), byte(coefficient>>4)
			importStatus(t, "a last coefficient beyond q", public, last, psa.ErrInvalidArgument)
		}
	}
	importStatus(t, "another size", psa.Attributes{Type: keytype.MLKEMKeyPair, Bits: 256}, make([]byte, 64), psa.ErrNotSupported)
}
