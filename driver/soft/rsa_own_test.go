package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// rsaOwnKey makes a key that crypto/rsa refuses for its size or its exponent.
func rsaOwnKey(t testing.TB, bits int, e string) asymKey {
	t.Helper()
	parts, err := generateRSAWithExponent(rand.Reader, bits, mustInt(t, e))
	if err != nil {
		t.Fatal(err)
	}
	k := importAsym(t, keytype.RSAKeyPair, appendRSAPair(nil, parts))
	if k.key.(*rsaKeyPair).priv != nil {
		t.Fatal("crypto/rsa takes the key")
	}
	return k
}

// withoutStandard is the same key, used as if crypto/rsa refused it.
func (k asymKey) withoutStandard() asymKey {
	pair := k.key.(*rsaKeyPair)
	public := *pair.rsaPublicKey
	public.pub = nil
	return asymKey{k.d, k.attrs, &rsaKeyPair{rsaPublicKey: &public, material: pair.material}}
}

// TestRSAOwnKnownAnswers has the examples of RSA Laboratories and CAVS without crypto/rsa.
func TestRSAOwnKnownAnswers(t *testing.T) {
	pss := importAsym(t, keytype.RSAKeyPair, rsaPSSExample.key.der(t)).withoutStandard()
	if err := pss.verify(alg.RSAPSS(alg.SHA1), vectors.Hex(t, rsaPSSExample.msg), vectors.Hex(t, rsaPSSExample.sig)); err != nil {
		t.Error(err)
	}
	oaep := importAsym(t, keytype.RSAKeyPair, rsaOAEPExample.key.der(t)).withoutStandard()
	got, err := oaep.decrypt(alg.RSAOAEP(alg.SHA1), vectors.Hex(t, rsaOAEPExample.ciphertext), nil)
	if want := vectors.Hex(t, rsaOAEPExample.msg); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v; want %x", got, err, want)
	}
	for _, c := range rsaCAVS {
		k := importAsym(t, keytype.RSAPublicKey, appendRSAPublic(nil, rsaParts{n: vectors.Hex(t, c.n), e: mustInt(t, c.e).Bytes()}))
		public := *k.key.(*rsaPublicKey)
		public.pub = nil
		k.key = &public
		if err := k.verify(c.alg, vectors.Hex(t, c.msg), vectors.Hex(t, c.sig)); err != nil {
			t.Errorf("%v: %v", c.alg, err)
		}
		wantStatus(t, c.other.String(), k.verify(c.other, vectors.Hex(t, c.msg), vectors.Hex(t, c.sig)), psa.ErrInvalidSignature)
	}
}

// TestRSAOwnAgrees lets each way verify what the other signs, and decrypt what it encrypts, with every hash that the driver has.
func TestRSAOwnAgrees(t *testing.T) {
	std := rsaTestKey(t)
	own := std.withoutStandard()
	msg := []byte("message")
	for _, h := range everyHash() {
		for _, a := range []alg.Algorithm{alg.RSAPKCS1V15Sign(h), alg.RSAPSS(h), alg.RSAPSSAnySalt(h)} {
			if !rsaRuns(keytype.RSAKeyPair, 2048, a, psa.SignMessage) {
				if oid, _ := rsaOID(h); !a.IsRSAPKCS1V15Sign() || oid != "" {
					t.Errorf("%v is not supported", a)
				}
				continue
			}
			for _, k := range [][2]asymKey{{std, own}, {own, std}} {
				sig := k[0].sign(t, a, msg)
				if err := k[1].verify(a, msg, sig); err != nil {
					t.Errorf("%v: %v", a, err)
				}
				bad := slices.Clone(sig)
				bad[200] ^= 1
				wantStatus(t, "a signature changed", k[1].verify(a, msg, bad), psa.ErrInvalidSignature)
				wantStatus(t, "another message", k[1].verify(a, msg[1:], sig), psa.ErrInvalidSignature)
			}
			if a.IsRSAPKCS1V15Sign() && !bytes.Equal(std.sign(t, a, msg), own.sign(t, a, msg)) {
				t.Errorf("%v: different signatures", a)
			}
		}
		for _, k := range [][2]asymKey{{std, own}, {own, std}} {
			got, err := k[1].decrypt(alg.RSAOAEP(h), k[0].encrypt(t, alg.RSAOAEP(h), msg, []byte("label")), []byte("label"))
			if err != nil || !bytes.Equal(got, msg) {
				t.Errorf("OAEP with %v: %q, %v", h, got, err)
			}
		}
	}
	for _, k := range [][2]asymKey{{std, own}, {own, std}} {
		got, err := k[1].decrypt(alg.RSAPKCS1V15Crypt, k[0].encrypt(t, alg.RSAPKCS1V15Crypt, msg, nil), nil)
		if err != nil || !bytes.Equal(got, msg) {
			t.Errorf("PKCS #1 v1.5: %q, %v", got, err)
		}
	}
}

// TestRSAOwnUses has the limits and the statuses of keys that crypto/rsa refuses.
func TestRSAOwnUses(t *testing.T) {
	ctx := context.Background()
	for _, k := range []asymKey{rsaOwnKey(t, 768, "3"), rsaOwnKey(t, 521, "10001"), rsaOwnKey(t, 1024, "100000001")} {
		size, bits := rsaSize(k.attrs.Bits), k.attrs.Bits
		pub := k.public(t)
		for _, a := range []alg.Algorithm{alg.RSAPKCS1V15Sign(alg.SHA256), alg.RSAPSS(alg.SHA256), alg.RSAPSSAnySalt(alg.SHA384)} {
			h, _ := hashSum(a.Hash(), nil, []byte("message"))
			sig, err := k.d.SignHash(ctx, k.grant(a), nil, h, nil)
			if err != nil || len(sig) != size {
				t.Fatalf("%v with %d bits: %x, %v", a, bits, sig, err)
			}
			for _, by := range []asymKey{k, pub} {
				if err := by.verify(a, []byte("message"), sig); err != nil {
					t.Errorf("%v with %d bits: %v", a, bits, err)
				}
				if err := verifyParts(t, by, a, sig, []byte("mess"), []byte("age")); err != nil {
					t.Errorf("%v with %d bits, in parts: %v", a, bits, err)
				}
				modulus := k.key.(*rsaKeyPair).modulus
				for name, bad := range map[string][]byte{"a short one": sig[1:], "a long one": append([]byte{0}, sig...), "none": nil, "the modulus": modulus} {
					wantStatus(t, name, by.verify(a, []byte("message"), bad), psa.ErrInvalidSignature)
				}
				wantStatus(t, "a short hash", by.verifyHash(a, h[1:], sig), psa.ErrInvalidArgument)
			}
			_, err = k.d.SignHash(ctx, k.grant(a), nil, h[1:], nil)
			wantStatus(t, "a short hash", err, psa.ErrInvalidArgument)
			_, err = pub.d.SignHash(ctx, pub.grant(a), nil, h, nil)
			wantStatus(t, "a public key", err, psa.ErrNotSupported)
		}
		for _, n := range []int{0, 1, size - 11} {
			raw := bytes.Repeat([]byte{0xa5}, n)
			sig, err := k.d.SignHash(ctx, k.grant(alg.RSAPKCS1V15SignRaw), nil, raw, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := pub.verifyHash(alg.RSAPKCS1V15SignRaw, raw, sig); err != nil {
				t.Errorf("RAW of %d bytes with %d bits: %v", n, bits, err)
			}
			wantStatus(t, "another text", pub.verifyHash(alg.RSAPKCS1V15SignRaw, append(slices.Clone(raw[:max(n-1, 0)]), 1), sig), psa.ErrInvalidSignature)
		}
		_, err := k.d.SignHash(ctx, k.grant(alg.RSAPKCS1V15SignRaw), nil, make([]byte, size-10), nil)
		wantStatus(t, "a text that is too long", err, psa.ErrInvalidArgument)
		for _, a := range []alg.Algorithm{alg.RSAPKCS1V15Crypt, alg.RSAOAEP(alg.SHA1)} {
			checkOwnEncryption(t, k, a)
		}
	}
}

func checkOwnEncryption(t *testing.T, k asymKey, a alg.Algorithm) {
	t.Helper()
	ctx := context.Background()
	size, pub := rsaSize(k.attrs.Bits), k.public(t)
	most := pkcs1Room(size)
	var label []byte
	if a.IsRSAOAEP() {
		most, label = oaepRoom(size, 20), []byte("label")
	}
	for _, n := range []int{0, 1, most} {
		msg := bytes.Repeat([]byte{7}, n)
		ct := pub.encrypt(t, a, msg, label)
		if got, err := k.decrypt(a, ct, label); err != nil || !bytes.Equal(got, msg) {
			t.Errorf("%v, %d bytes: %x, %v", a, n, got, err)
		}
		if bytes.Equal(ct, pub.encrypt(t, a, msg, label)) {
			t.Errorf("%v: twice the same ciphertext", a)
		}
		if a.IsRSAOAEP() {
			_, err := k.decrypt(a, ct, nil)
			wantStatus(t, "another label", err, psa.ErrInvalidPadding)
		}
	}
	_, err := pub.d.EncryptAsymmetric(ctx, pub.grant(a), nil, make([]byte, most+1), label)
	wantStatus(t, "a message that is too long", err, psa.ErrInvalidArgument)
	ct := pub.encrypt(t, a, []byte("x"), label)
	for name, bad := range map[string][]byte{
		"empty": {}, "short": ct[1:], "long": append([]byte{0}, ct...), "the modulus": k.key.(*rsaKeyPair).modulus, "all ones": bytes.Repeat([]byte{0xff}, size),
	} {
		out, err := k.decrypt(a, bad, label)
		wantStatus(t, name, err, psa.ErrInvalidArgument)
		if out != nil {
			t.Errorf("%s: output", name)
		}
	}
	for _, small := range []int64{0, 1, 2} {
		out, err := k.decrypt(a, big.NewInt(small).FillBytes(make([]byte, size)), label)
		if err != error(psa.ErrInvalidPadding) || out != nil {
			t.Errorf("%v: wrong padding gives more than its status: %v", a, err)
		}
	}
	if !a.IsRSAOAEP() {
		_, err := k.decrypt(a, ct, []byte("salt"))
		wantStatus(t, "a salt", err, psa.ErrInvalidArgument)
	}
	buf := append(make([]byte, 0, 1024), "headmessage"...)
	out, err := pub.d.EncryptAsymmetric(ctx, pub.grant(a), buf[:4], buf[4:], label)
	if err != nil || string(out[:4]) != "head" || &out[0] != &buf[0] {
		t.Fatalf("%v in place: %v", a, err)
	}
	out, err = k.d.DecryptAsymmetric(ctx, k.grant(a), out[:4], out[4:], label)
	if err != nil || string(out) != "headmessage" || &out[0] != &buf[0] {
		t.Errorf("%v in place: %q, %v", a, out, err)
	}
}

func TestRSAOwnRandomnessFails(t *testing.T) {
	ctx := context.Background()
	data := rsaOwnKey(t, 768, "3").export(t)
	for _, n := range []int{0, 3} {
		use := func() asymKey {
			return loadAsym(t, New(&failingReader{n: n, fill: 1}), keytype.RSAKeyPair, driver.Material{Data: data, Bits: 768})
		}
		k := use()
		_, err := k.d.SignMessage(ctx, k.grant(alg.RSAPSS(alg.SHA256)), nil, nil, nil)
		wantStatus(t, "PSS", err, psa.ErrInsufficientEntropy)
		for _, a := range []alg.Algorithm{alg.RSAOAEP(alg.SHA1), alg.RSAPKCS1V15Crypt} {
			k = use()
			out, err := k.d.EncryptAsymmetric(ctx, k.grant(a), nil, []byte("message"), nil)
			wantStatus(t, a.String(), err, psa.ErrInsufficientEntropy)
			if out != nil {
				t.Errorf("%v: output", a)
			}
		}
	}
}

// TestRSAOwnImport has wrong parts in a key that crypto/rsa refuses, and a factor that is not prime.
func TestRSAOwnImport(t *testing.T) {
	pair := psa.Attributes{Type: keytype.RSAKeyPair}
	der := rsaOwnKey(t, 768, "10001").export(t)
	importStatus(t, "the key itself", pair, der, psa.Success)
	for i := rsaN; i <= rsaQInv; i++ {
		importStatus(t, "a number changed", pair, rsaWith(t, der, func(p *[9]*big.Int) { p[i].Add(p[i], big.NewInt(2)) }), psa.ErrInvalidArgument)
		importStatus(t, "no number", pair, rsaWith(t, der, func(p *[9]*big.Int) { p[i] = new(big.Int) }), map[bool]psa.Status{true: psa.ErrNotSupported, false: psa.ErrInvalidArgument}[i == rsaN])
	}
	importStatus(t, "an even factor", pair, rsaWith(t, der, evenFactor), psa.ErrInvalidArgument)
	composite := rsaWith(t, der, func(k *[9]*big.Int) {
		one, e := big.NewInt(1), big.NewInt(1<<32+1)
		compositeFactor(t)(k)
		for {
			p1, q1 := new(big.Int).Sub(k[rsaP], one), new(big.Int).Sub(k[rsaQ], one)
			if d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, q1)); d != nil {
				k[rsaE], k[rsaD], k[rsaDP], k[rsaDQ] = e, d, new(big.Int).Mod(d, p1), new(big.Int).Mod(d, q1)
				return
			}
			e = new(big.Int).Add(e, big.NewInt(2))
		}
	})
	importStatus(t, "a factor that isn't prime", pair, composite, psa.ErrInvalidArgument)
	k := importAsym(t, keytype.RSAKeyPair, der)
	if !bytes.Equal(k.export(t), der) {
		t.Error("the key comes back in another way")
	}
	k.key.Wipe()
	_, err := k.d.SignMessage(context.Background(), k.grant(alg.RSAPKCS1V15Sign(alg.SHA256)), nil, nil, nil)
	wantStatus(t, "a key that was wiped", err, psa.ErrCorruptionDetected)
}

func TestRSAGenerateLargeExponents(t *testing.T) {
	for _, e := range []string{"80000001", "100000001", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"} {
		little := mustInt(t, e).Bytes()
		slices.Reverse(little)
		m, err := New(rand.Reader).Generate(context.Background(), &psa.Attributes{Type: keytype.RSAKeyPair, Bits: 1024},
			driver.Parameters{Data: append(little, 0, 0)})
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		if parts, ok := decodeRSAPair(m.Data); !ok || mustInt(t, e).Cmp(new(big.Int).SetBytes(parts.e)) != 0 || m.Bits != 1024 {
			t.Errorf("%s: the exponent is %x", e, parts.e)
		}
		if most := keytype.RSAKeyPair.ExportSize(1024); len(m.Data) > most {
			t.Errorf("%s: the key has %d bytes, PSA_EXPORT_KEY_OUTPUT_SIZE says %d", e, len(m.Data), most)
		}
	}
}
