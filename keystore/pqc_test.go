package keystore_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// TestPostQuantumDerived derives key pairs of the post-quantum types, twice alike: seeds for ML-DSA and ML-KEM, and for SLH-DSA three parts, to which the fourth is
// computed (PSA Crypto 1.5, PSA_KEY_TYPE_SLH_DSA_KEY_PAIR, "Key derivation").
func TestPostQuantumDerived(t *testing.T) {
	st := volatile()
	defer st.Close()
	kdf := alg.HKDF(alg.SHA256)
	secret := must(st.Import(ctx, psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Derive, Alg: kdf}}, []byte("a secret to derive from")))
	derive := func(typ keytype.Type, bits int, a alg.Algorithm) (keystore.Key, []byte) {
		d := must(st.NewDerivation(ctx, kdf))
		defer d.Close()
		if err := errors.Join(d.InputKey(psa.InputSecret, secret), d.InputBytes(psa.InputInfo, []byte("info"))); err != nil {
			t.Fatal(err)
		}
		k, err := d.Key(psa.Attributes{Type: typ, Bits: bits, Policy: psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage | psa.Encrypt | psa.Decrypt | psa.Export, Alg: a}})
		if err != nil {
			t.Fatal(err)
		}
		rest := make([]byte, 16)
		if _, err := d.Read(rest); err != nil {
			t.Fatal(err)
		}
		return k, rest
	}
	stream := make([]byte, 200)
	d := must(st.NewDerivation(ctx, kdf))
	defer d.Close()
	if err := errors.Join(d.InputKey(psa.InputSecret, secret), d.InputBytes(psa.InputInfo, []byte("info"))); err != nil {
		t.Fatal(err)
	}
	must(d.Read(stream))
	for _, c := range []struct {
		t           keytype.Type
		bits, drawn int
		a           alg.Algorithm
	}{
		{keytype.MLDSAKeyPair, 192, 32, alg.MLDSA},
		{keytype.MLKEMKeyPair, 512, 64, alg.MLKEM},
		{keytype.MLKEMKeyPair, 1024, 64, alg.MLKEM},
		{keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 128, 48, alg.SLHDSA},
		{keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), 192, 72, alg.SLHDSA},
	} {
		name := keytype.Name(c.t, c.bits)
		k, rest := derive(c.t, c.bits, c.a)
		again, _ := derive(c.t, c.bits, c.a)
		data := must(k.Export(ctx, nil))
		if !bytes.Equal(data, must(again.Export(ctx, nil))) || len(data) != c.t.ExportSize(c.bits) {
			t.Errorf("%s: derived twice, %d bytes", name, len(data))
		}
		if !bytes.Equal(data[:c.drawn], stream[:c.drawn]) || !bytes.Equal(rest, stream[c.drawn:c.drawn+16]) {
			t.Errorf("%s: not %d bytes were drawn", name, c.drawn)
		}
		// What comes back through import has been checked: PK.root too.
		if _, err := st.Import(ctx, psa.Attributes{Type: c.t, Bits: c.bits}, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.drawn < len(data) {
			_, err := st.Import(ctx, psa.Attributes{Type: c.t, Bits: c.bits}, data[:c.drawn])
			if psa.StatusOf(err) != psa.ErrInvalidArgument {
				t.Errorf("%s without PK.root: %v", name, err)
			}
		}
		if c.a != alg.MLKEM {
			sig := must(k.SignMessage(ctx, c.a, nil, []byte("message"), []byte("context")))
			if err := again.VerifyMessage(ctx, c.a, []byte("message"), sig, []byte("context")); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		attrs := psa.Attributes{Type: keytype.AES, Policy: psa.Policy{Usage: psa.Export, Alg: alg.GCM}}
		mine, ciphertext, err := again.Encapsulate(ctx, alg.MLKEM, attrs, nil)
		if err != nil {
			t.Fatal(err)
		}
		theirs := must(k.Decapsulate(ctx, alg.MLKEM, ciphertext, attrs))
		if secret := must(theirs.Export(ctx, nil)); len(secret) != 32 || !bytes.Equal(secret, must(mine.Export(ctx, nil))) {
			t.Errorf("%s: %d bytes of a secret", name, len(secret))
		}
		if _, err := k.Decapsulate(ctx, alg.MLKEM, ciphertext[1:], attrs); psa.StatusOf(err) != psa.ErrInvalidArgument {
			t.Errorf("%s, a short ciphertext: %v", name, err)
		}
	}
}
