package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"math/big"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// der encodes a key pair with the standard library.
func (n rsaNumbers) der(t testing.TB) []byte {
	t.Helper()
	priv := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: mustInt(t, n.n), E: int(mustInt(t, n.e).Int64())},
		D:         mustInt(t, n.d), Primes: []*big.Int{mustInt(t, n.p), mustInt(t, n.q)},
	}
	priv.Precompute()
	for _, c := range []struct {
		got  *big.Int
		want string
	}{{priv.Precomputed.Dp, n.dp}, {priv.Precomputed.Dq, n.dq}, {priv.Precomputed.Qinv, n.qinv}} {
		if c.got.Cmp(mustInt(t, c.want)) != 0 {
			t.Fatal("the example's numbers do not belong together")
		}
	}
	return x509.MarshalPKCS1PrivateKey(priv)
}

func TestRSAKnownSignatures(t *testing.T) {
	pss := importAsym(t, keytype.RSAKeyPair, rsaPSSExample.key.der(t))
	msg, sig := vectors.Hex(t, rsaPSSExample.msg), vectors.Hex(t, rsaPSSExample.sig)
	for _, a := range []alg.Algorithm{alg.RSAPSS(alg.SHA1), alg.RSAPSSAnySalt(alg.SHA1)} {
		if err := pss.verify(a, msg, sig); err != nil {
			t.Errorf("%v: %v", a, err)
		}
	}
	wantStatus(t, "PSS with another hash", pss.verify(alg.RSAPSSAnySalt(alg.SHA256), msg, sig), psa.ErrInvalidSignature)
	for _, c := range rsaCAVS {
		pub := x509.MarshalPKCS1PublicKey(&rsa.PublicKey{N: mustInt(t, c.n), E: int(mustInt(t, c.e).Int64())})
		k := importAsym(t, keytype.RSAPublicKey, pub)
		if err := k.verify(c.alg, vectors.Hex(t, c.msg), vectors.Hex(t, c.sig)); err != nil {
			t.Errorf("%v: %v", c.alg, err)
		}
		wantStatus(t, c.other.String(), k.verify(c.other, vectors.Hex(t, c.msg), vectors.Hex(t, c.sig)), psa.ErrInvalidSignature)
	}
}

func TestRSAKnownCiphertext(t *testing.T) {
	k := importAsym(t, keytype.RSAKeyPair, rsaOAEPExample.key.der(t))
	got, err := k.decrypt(alg.RSAOAEP(alg.SHA1), vectors.Hex(t, rsaOAEPExample.ciphertext), nil)
	if want := vectors.Hex(t, rsaOAEPExample.msg); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v; want %x", got, err, want)
	}
}

// TestRSARaw signs a DigestInfo of ours, which must be what crypto/rsa makes of the hash.
func TestRSARaw(t *testing.T) {
	ctx := context.Background()
	k := rsaTestKey(t)
	g := k.grant(alg.RSAPKCS1V15SignRaw)
	msg := []byte("message")
	for _, row := range rsaHashes {
		h, ok := hashSum(row.hash, nil, msg)
		if !ok || !row.std {
			continue
		}
		sig, err := k.d.SignHash(ctx, g, nil, appendDigestInfo(nil, row.oid, h), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := k.sign(t, alg.RSAPKCS1V15Sign(row.hash), msg); !bytes.Equal(sig, want) {
			t.Errorf("%v: the DigestInfo differs from that of crypto/rsa", row.hash)
		}
	}
	for _, n := range []int{0, 1, 36, 256 - 11} {
		raw := bytes.Repeat([]byte{0xa5}, n)
		sig, err := k.d.SignHash(ctx, g, nil, raw, nil)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		// RFC 8017, 9.2: 00 01 ff .. ff 00 T, at least 8 times ff.
		em := new(big.Int).Exp(new(big.Int).SetBytes(sig), big.NewInt(65537), new(big.Int).SetBytes(k.key.(*rsaKeyPair).modulus))
		want := slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 256-3-n), []byte{0}, raw)
		if got := em.FillBytes(make([]byte, 256)); !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %x", n, got)
		}
		if err := k.public(t).verifyHash(alg.RSAPKCS1V15SignRaw, raw, sig); err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
		wantStatus(t, "another hash", k.verifyHash(alg.RSAPKCS1V15SignRaw, append(slices.Clone(raw[:max(n-1, 0)]), 1), sig), psa.ErrInvalidSignature)
	}
	_, err := k.d.SignHash(ctx, g, nil, make([]byte, 256-10), nil)
	wantStatus(t, "a hash that is too long", err, psa.ErrInvalidArgument)
	wantStatus(t, "a hash that is too long", k.verifyHash(alg.RSAPKCS1V15SignRaw, make([]byte, 256-10), make([]byte, 256)), psa.ErrInvalidArgument)
}

// TestPSSSalts has the salt lengths of PSA_ALG_RSA_PSS, which crypto/rsa tells when it verifies with exactly one.
func TestPSSSalts(t *testing.T) {
	for _, c := range []struct {
		key  asymKey
		hash alg.Algorithm
		salt int
	}{
		{rsaTestKey(t), alg.SHA256, 32},
		{rsaTestKey(t), alg.SHA512, 64},
		{rsaSmallKey(t), alg.SHA384, 48},
		{rsaSmallKey(t), alg.SHA512, 62}, // 128 - 64 - 2
		{rsaSmallKey(t), alg.SHA3_512, 62},
	} {
		std, _ := cryptoHash(c.hash)
		priv := c.key.key.(*rsaKeyPair).priv
		msg := []byte("message")
		h, _ := hashSum(c.hash, nil, msg)
		for _, a := range []alg.Algorithm{alg.RSAPSS(c.hash), alg.RSAPSSAnySalt(c.hash)} {
			sig := c.key.sign(t, a, msg)
			if err := rsa.VerifyPSS(&priv.PublicKey, std, h, sig, &rsa.PSSOptions{SaltLength: c.salt}); err != nil {
				t.Errorf("%v: the salt hasn't %d bytes", a, c.salt)
			}
			if bytes.Equal(sig, c.key.sign(t, a, msg)) {
				t.Errorf("%v: twice the same signature", a)
			}
		}
		for _, n := range []int{1, c.salt - 1, c.salt, c.salt + 1} {
			sig, err := rsa.SignPSS(rand.Reader, priv, std, h, &rsa.PSSOptions{SaltLength: n})
			if err != nil {
				continue // longer than fits
			}
			want := psa.ErrInvalidSignature
			if n == c.salt {
				want = psa.Success
			}
			wantStatus(t, "a salt of another length", c.key.verify(alg.RSAPSS(c.hash), msg, sig), want)
			wantStatus(t, "any salt", c.key.verify(alg.RSAPSSAnySalt(c.hash), msg, sig), psa.Success)
		}
	}
}

func TestRSAEncryption(t *testing.T) {
	ctx := context.Background()
	k := rsaTestKey(t)
	pub := k.public(t)
	algs := []alg.Algorithm{alg.RSAPKCS1V15Crypt}
	for _, h := range everyHash() {
		algs = append(algs, alg.RSAOAEP(h))
	}
	for _, a := range algs {
		most := 256 - 11
		var label []byte
		if a.IsRSAOAEP() {
			n, _ := hashSize(a.Hash())
			most = 256 - 2*n - 2
			label = []byte("label")
		}
		for _, n := range []int{0, 1, most} {
			msg := bytes.Repeat([]byte{7}, n)
			for _, by := range []asymKey{k, pub} {
				ct := by.encrypt(t, a, msg, label)
				got, err := k.decrypt(a, ct, label)
				if err != nil || !bytes.Equal(got, msg) {
					t.Errorf("%v, %d bytes: %x, %v", a, n, got, err)
				}
				if bytes.Equal(ct, by.encrypt(t, a, msg, label)) {
					t.Errorf("%v: twice the same ciphertext", a)
				}
				if a.IsRSAOAEP() {
					_, err = k.decrypt(a, ct, nil)
					wantStatus(t, "another label", err, psa.ErrInvalidPadding)
				}
			}
		}
		_, err := pub.d.EncryptAsymmetric(ctx, pub.grant(a), nil, make([]byte, most+1), label)
		wantStatus(t, "a message that is too long", err, psa.ErrInvalidArgument)
		ct := pub.encrypt(t, a, []byte("x"), label)
		for name, bad := range map[string][]byte{
			"empty": {}, "short": ct[1:], "long": append([]byte{0}, ct...), "the modulus": k.key.(*rsaKeyPair).modulus, "all ones": bytes.Repeat([]byte{0xff}, 256),
		} {
			out, err := k.decrypt(a, bad, label)
			wantStatus(t, name, err, psa.ErrInvalidArgument)
			if out != nil {
				t.Errorf("%s: output", name)
			}
		}
		for _, small := range []int64{0, 1, 2} {
			out, err := k.decrypt(a, big.NewInt(small).FillBytes(make([]byte, 256)), label)
			wantStatus(t, "no padding", err, psa.ErrInvalidPadding)
			if err != error(psa.ErrInvalidPadding) || out != nil {
				t.Errorf("%v: wrong padding gives more than its status: %v", a, err)
			}
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
	_, err := pub.d.EncryptAsymmetric(ctx, pub.grant(alg.RSAPKCS1V15Crypt), nil, []byte("x"), []byte("salt"))
	wantStatus(t, "a salt for PKCS #1 v1.5", err, psa.ErrInvalidArgument)
	_, err = k.decrypt(alg.RSAPKCS1V15Crypt, pub.encrypt(t, alg.RSAPKCS1V15Crypt, []byte("x"), nil), []byte("salt"))
	wantStatus(t, "a salt for PKCS #1 v1.5", err, psa.ErrInvalidArgument)
	_, err = k.decrypt(alg.RSAOAEP(alg.SHA256), pub.encrypt(t, alg.RSAOAEP(alg.SHA1), []byte("x"), nil), nil)
	wantStatus(t, "another hash", err, psa.ErrInvalidPadding)
}

// TestPKCS1Padding decrypts encodings that differ from RFC 8017, 7.2.1, in one place.
func TestPKCS1Padding(t *testing.T) {
	k := rsaTestKey(t)
	n := new(big.Int).SetBytes(k.key.(*rsaKeyPair).modulus)
	good := slices.Concat([]byte{0, 2}, bytes.Repeat([]byte{0x55}, 8), []byte{0}, bytes.Repeat([]byte{9}, 256-11))
	for _, c := range []struct {
		name string
		em   func(em []byte)
		want psa.Status
	}{
		{"right", func([]byte) {}, psa.Success},
		{"first byte 1", func(em []byte) { em[0] = 1 }, psa.ErrInvalidPadding},
		{"type 1", func(em []byte) { em[1] = 1 }, psa.ErrInvalidPadding},
		{"padding of 7 bytes", func(em []byte) { em[9] = 0 }, psa.ErrInvalidPadding},
		{"no end", func(em []byte) { em[10] = 1 }, psa.ErrInvalidPadding},
	} {
		em := slices.Clone(good)
		c.em(em)
		ct := new(big.Int).Exp(new(big.Int).SetBytes(em), big.NewInt(65537), n)
		got, err := k.decrypt(alg.RSAPKCS1V15Crypt, ct.FillBytes(make([]byte, 256)), nil)
		if c.em(em); psa.StatusOf(err) != c.want || c.want == psa.Success && !bytes.Equal(got, em[11:]) {
			t.Errorf("%s: %x, %v", c.name, got, err)
		}
	}
}

func TestRSAExport(t *testing.T) {
	k := rsaTestKey(t)
	data := k.export(t)
	priv, err := x509.ParsePKCS1PrivateKey(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x509.MarshalPKCS1PrivateKey(priv), data) {
		t.Error("crypto/x509 encodes the key pair in another way")
	}
	if want := x509.MarshalPKCS1PublicKey(&priv.PublicKey); !bytes.Equal(k.exportPublic(t), want) {
		t.Errorf("the public key is %x, want %x", k.exportPublic(t), want)
	}
	if got := k.public(t).export(t); !bytes.Equal(got, k.exportPublic(t)) {
		t.Errorf("the public key comes back as %x", got)
	}
	if got := importAsym(t, keytype.RSAKeyPair, data).export(t); !bytes.Equal(got, data) {
		t.Error("the key pair comes back in another way")
	}
}

// TestRSARandomnessFails has the uses that take their randomness from the driver's source.
func TestRSARandomnessFails(t *testing.T) {
	ctx := context.Background()
	d := New(&failingReader{n: 3})
	k := loadAsym(t, d, keytype.RSAKeyPair, driver.Material{Data: rsaPSSExample.key.der(t), Bits: 1024})
	out, err := d.SignMessage(ctx, k.grant(alg.RSAPSS(alg.SHA256)), nil, []byte("message"), nil)
	wantStatus(t, "PSS", err, psa.ErrInsufficientEntropy)
	if out != nil {
		t.Error("PSS: output")
	}
	out, err = d.EncryptAsymmetric(ctx, k.grant(alg.RSAOAEP(alg.SHA256)), nil, []byte("message"), nil)
	wantStatus(t, "OAEP", err, psa.ErrInsufficientEntropy)
	if out != nil {
		t.Error("OAEP: output")
	}
}

// TestRSAWipe looks at what can be cleared.
func TestRSAWipe(t *testing.T) {
	k := rsaSmallKey(t)
	priv := k.key.(*rsaKeyPair).priv
	k.key.Wipe()
	for i, n := range append(slices.Clone(priv.Primes), priv.D, priv.Precomputed.Dp, priv.Precomputed.Dq, priv.Precomputed.Qinv) {
		for _, w := range n.Bits() {
			if w != 0 {
				t.Errorf("number %d is not cleared", i)
				break
			}
		}
	}
}

// TestRSAFault flips a bit of a CRT exponent in a loaded key: no signature may get out (Boneh, DeMillo, Lipton 1997).
func TestRSAFault(t *testing.T) {
	k := rsaSmallKey(t).key.(*rsaKeyPair)
	bad := *k.priv
	bad.Precomputed = rsa.PrecomputedValues{Dp: new(big.Int).Xor(k.priv.Precomputed.Dp, big.NewInt(2)), Dq: k.priv.Precomputed.Dq, Qinv: k.priv.Precomputed.Qinv}
	k.priv = &bad
	h := sha256.Sum256(nil)
	sig, err := k.signHash(alg.RSAPKCS1V15Sign(alg.SHA256), nil, h[:], nil)
	wantStatus(t, "a signature with a wrong key", err, psa.ErrCorruptionDetected)
	if sig != nil {
		t.Error("output")
	}
	wantStatus(t, "a wrong result with randomness", rsaRandomFailure(rsa.ErrDecryption), psa.ErrCorruptionDetected)
}
