package soft

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// everyHash has the hashes of the table.
func everyHash() []alg.Algorithm {
	var all []alg.Algorithm
	for _, r := range hashes {
		if r != nil {
			all = append(all, r.alg)
		}
	}
	return all
}

// signCase is a key with an algorithm that it signs with.
type signCase struct {
	key asymKey
	alg alg.Algorithm
}

// signCases has each signature algorithm with each hash that Supports tells, on each curve and a key of RSA.
func signCases(t testing.TB) []signCase {
	keys := []asymKey{rsaTestKey(t), generateAsym(t, secpPair, 256), generateAsym(t, secpPair, 384), generateAsym(t, secpPair, 521),
		generateAsym(t, edwardsPair, 255)}
	algs := []alg.Algorithm{alg.PureEdDSA, alg.Ed25519ph}
	for _, h := range everyHash() {
		algs = append(algs, alg.RSAPKCS1V15Sign(h), alg.RSAPSS(h), alg.RSAPSSAnySalt(h), alg.ECDSA(h), alg.DeterministicECDSA(h))
	}
	var cases []signCase
	for _, k := range keys {
		for _, a := range algs {
			if familyOf(k.attrs.Type).runs(k.attrs.Type, k.attrs.Bits, a, psa.SignMessage) {
				cases = append(cases, signCase{k, a})
			}
		}
	}
	return cases
}

// TestSignaturesAgree signs in each of the ways that an algorithm has, and verifies in each way, with the pair and with the public key.
func TestSignaturesAgree(t *testing.T) {
	ctx := context.Background()
	msg := []byte("the message that is signed, and long enough to be cut")
	cases := signCases(t)
	if len(cases) < 30 {
		t.Fatalf("only %d algorithms are supported", len(cases))
	}
	for _, c := range cases {
		k, g := c.key, c.key.grant(c.alg)
		sigs := map[string][]byte{"message": k.sign(t, c.alg, msg)}
		var h []byte
		if c.alg.IsSignHash() {
			h, _ = hashSum(c.alg.Hash(), nil, msg)
			sig, err := k.d.SignHash(ctx, g, nil, h, nil)
			if err != nil {
				t.Fatalf("%v: %v", c.alg, err)
			}
			sigs["hash"] = sig
			op, err := k.d.NewSign(ctx, g, nil)
			if err != nil {
				t.Fatalf("%v: %v", c.alg, err)
			}
			for part := range slices.Chunk(msg, 7) {
				if err := op.Update(ctx, part); err != nil {
					t.Fatal(err)
				}
			}
			sigs["parts"], err = op.Finish(ctx, []byte("kept"))
			if err != nil || string(sigs["parts"][:4]) != "kept" {
				t.Fatalf("%v: %v, %q", c.alg, err, sigs["parts"])
			}
			sigs["parts"] = sigs["parts"][4:]
			op.Close()
		}
		for how, sig := range sigs {
			for _, v := range []asymKey{k, k.public(t)} {
				if err := v.verify(c.alg, msg, sig); err != nil {
					t.Errorf("%v with %v, signed by %s: %v", c.alg, v.attrs.Type, how, err)
				}
				if h != nil {
					if err := v.verifyHash(c.alg, h, sig); err != nil {
						t.Errorf("%v with %v, signed by %s, hash: %v", c.alg, v.attrs.Type, how, err)
					}
				}
				if err := verifyParts(t, v, c.alg, sig, msg[:9], msg[9:]); err != nil {
					t.Errorf("%v with %v, signed by %s, in parts: %v", c.alg, v.attrs.Type, how, err)
				}
			}
		}
	}
}

func verifyParts(t testing.TB, k asymKey, a alg.Algorithm, sig []byte, parts ...[]byte) error {
	t.Helper()
	ctx := context.Background()
	kept := slices.Clone(sig)
	op, err := k.d.NewVerify(ctx, k.grant(a), kept, nil)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	clear(kept) // it is kept by copy
	defer op.Close()
	for _, p := range parts {
		if err := op.Update(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	return op.Finish(ctx)
}

// TestWrongSignatures holds every algorithm to one answer for signatures that are wrong in whatever way.
func TestWrongSignatures(t *testing.T) {
	msg := []byte("message")
	for _, c := range signCases(t) {
		sig := c.key.sign(t, c.alg, msg)
		wrong := map[string][]byte{
			"empty": {}, "short": sig[:len(sig)-1], "long": append(slices.Clone(sig), 0),
			"with a leading zero": append([]byte{0}, sig...), "all zero": make([]byte, len(sig)), "all ones": bytes.Repeat([]byte{0xff}, len(sig)),
		}
		for _, at := range []int{0, len(sig) / 2, len(sig) - 1} {
			bad := slices.Clone(sig)
			bad[at] ^= 1
			wrong["with byte "+string(rune('0'+at%10))+" changed"] = bad
		}
		for name, bad := range wrong {
			wantStatus(t, name, c.key.verify(c.alg, msg, bad), psa.ErrInvalidSignature)
			wantStatus(t, name+", in parts", verifyParts(t, c.key, c.alg, bad, msg), psa.ErrInvalidSignature)
		}
		wantStatus(t, "another message", c.key.verify(c.alg, []byte("massage"), sig), psa.ErrInvalidSignature)
		wantStatus(t, "another message, in parts", verifyParts(t, c.key, c.alg, sig, msg, msg), psa.ErrInvalidSignature)
		if !c.alg.IsSignHash() {
			continue
		}
		size, _ := hashSize(c.alg.Hash())
		for _, n := range []int{0, size - 1, size + 1} {
			_, err := c.key.d.SignHash(context.Background(), c.key.grant(c.alg), nil, make([]byte, n), nil)
			wantStatus(t, "a hash of the wrong length", err, psa.ErrInvalidArgument)
			wantStatus(t, "a hash of the wrong length", c.key.verifyHash(c.alg, make([]byte, n), sig), psa.ErrInvalidArgument)
		}
	}
}

// TestSignInPlace signs a message, and a hash, that lie in the free part of the output, as the contract of package driver allows.
func TestSignInPlace(t *testing.T) {
	ctx := context.Background()
	for _, c := range signCases(t) {
		g := c.key.grant(c.alg)
		msg := []byte("a message that the signature overwrites")
		buf := append(make([]byte, 0, 4096), "head"...)
		buf = append(buf, msg...)
		out, err := c.key.d.SignMessage(ctx, g, buf[:4], buf[4:], nil)
		if err != nil {
			t.Fatal(err)
		}
		if &out[0] != &buf[0] || string(out[:4]) != "head" {
			t.Errorf("%v: the output is elsewhere", c.alg)
		}
		if err := c.key.verify(c.alg, msg, out[4:]); err != nil {
			t.Errorf("%v: %v", c.alg, err)
		}
		if !c.alg.IsSignHash() {
			continue
		}
		h, _ := hashSum(c.alg.Hash(), make([]byte, 0, 1024), msg)
		out, err = c.key.d.SignHash(ctx, g, h[:0], h, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.key.verify(c.alg, msg, out); err != nil {
			t.Errorf("%v of a hash: %v", c.alg, err)
		}
	}
}

// TestSignaturesEnd uses multi-part signatures after their end.
func TestSignaturesEnd(t *testing.T) {
	ctx := context.Background()
	ec, ed := generateAsym(t, secpPair, 256), generateAsym(t, edwardsPair, 255)
	for name, end := range map[string]func(finish func(), close func()){
		"finished": func(finish, _ func()) { finish() },
		"closed":   func(_, close func()) { close(); close() },
	} {
		s, err := ec.d.NewSign(ctx, ec.grant(alg.ECDSA(alg.SHA256)), nil)
		if err != nil {
			t.Fatal(err)
		}
		end(func() { s.Finish(ctx, nil) }, s.Close)
		wantStatus(t, name, s.Update(ctx, nil), psa.ErrBadState)
		out, err := s.Finish(ctx, nil)
		wantStatus(t, name, err, psa.ErrBadState)
		if out != nil {
			t.Errorf("%s: output", name)
		}
		s.Close()
		for _, k := range []signCase{{ec, alg.ECDSA(alg.SHA256)}, {ed, alg.PureEdDSA}} {
			v, err := k.key.d.NewVerify(ctx, k.key.grant(k.alg), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			end(func() { v.Finish(ctx) }, v.Close)
			wantStatus(t, name, v.Update(ctx, nil), psa.ErrBadState)
			wantStatus(t, name, v.Finish(ctx), psa.ErrBadState)
			v.Close()
		}
	}
}

// TestSignatureRoles asks Supports about the roles of keys.
func TestSignatureRoles(t *testing.T) {
	d := New(nil)
	const (
		sm, sh, vm, vh = psa.SignMessage, psa.SignHash, psa.VerifyMessage, psa.VerifyHash
		der            = psa.Derive
		enc, dec       = psa.Encrypt, psa.Decrypt
	)
	hkdf := alg.HKDF(alg.SHA256)
	for _, c := range []struct {
		typ  keytype.Type
		bits int
		a    alg.Algorithm
		// yes are all the roles that there are.
		yes psa.Usage
	}{
		{keytype.RSAKeyPair, 2048, alg.RSAPKCS1V15Sign(alg.SHA256), sm | sh | vm | vh},
		{keytype.RSAPublicKey, 2048, alg.RSAPKCS1V15Sign(alg.SHA256), vm | vh},
		{keytype.RSAKeyPair, 2048, alg.RSAPKCS1V15SignRaw, sh | vh},
		{keytype.RSAPublicKey, 2048, alg.RSAPKCS1V15SignRaw, vh},
		{keytype.RSAKeyPair, 1024, alg.RSAPSS(alg.SHA3_512), sm | sh | vm | vh},
		{keytype.RSAPublicKey, 1024, alg.RSAPSSAnySalt(alg.SHA1), vm | vh},
		{keytype.RSAKeyPair, 2048, alg.RSAPKCS1V15Crypt, enc | dec},
		{keytype.RSAPublicKey, 2048, alg.RSAPKCS1V15Crypt, enc},
		{keytype.RSAKeyPair, 2048, alg.RSAOAEP(alg.SHA256), enc | dec},
		{keytype.RSAPublicKey, 2048, alg.RSAOAEP(alg.SHA256), enc},
		{keytype.RSAKeyPair, 1024, alg.RSAOAEP(alg.SHA512), 0}, // RFC 8017, 7.1.1: k < 2hLen + 2
		{keytype.RSAKeyPair, 1040, alg.RSAOAEP(alg.SHA512), enc | dec},
		{keytype.RSAKeyPair, 1016, alg.RSAOAEP(alg.SHA256), enc | dec},
		{keytype.RSAKeyPair, 1028, alg.RSAOAEP(alg.SHA256), enc | dec},
		{keytype.RSAKeyPair, 512, alg.RSAOAEP(alg.SHA256), 0},
		{keytype.RSAKeyPair, 512, alg.RSAPKCS1V15Sign(alg.SHA512), 0},
		{keytype.RSAKeyPair, 512, alg.RSAPSS(alg.SHA384), sm | sh | vm | vh},
		{keytype.RSAKeyPair, 512, alg.RSAPSS(alg.SHA512), 0},
		{keytype.RSAKeyPair, 8200, alg.RSAOAEP(alg.SHA256), 0},
		{keytype.RSAKeyPair, 2048, alg.ECDSA(alg.SHA256), 0},
		{secpPair, 256, alg.ECDSA(alg.SHA512), sm | sh | vm | vh},
		{secpPublic, 384, alg.ECDSA(alg.SHA256), vm | vh},
		{secpPair, 521, alg.DeterministicECDSA(alg.SHA3_256), sm | sh | vm | vh},
		{secpPublic, 521, alg.DeterministicECDSA(alg.SHA256), vm | vh},
		{secpPair, 256, alg.ECDSAAny, sh | vh},
		{secpPublic, 256, alg.ECDSAAny, vh},
		{secpPair, 256, alg.ECDH, der},
		{secpPair, 256, alg.KeyAgreement(alg.ECDH, hkdf), der},
		{secpPair, 256, alg.KeyAgreement(alg.FFDH, hkdf), 0},
		{secpPublic, 256, alg.ECDH, 0},
		{secpPair, 255, alg.ECDSA(alg.SHA256), 0},
		{secpPair, 256, alg.ECDSA(alg.AESMMOZigbee), sm | sh | vm | vh},
		{secpPair, 256, alg.DeterministicECDSA(alg.SHAKE256_512), 0}, // no HMAC
		{secpPair, 256, alg.PureEdDSA, 0},
		{edwardsPair, 255, alg.PureEdDSA, sm | vm},
		{edwardsPublic, 255, alg.PureEdDSA, vm},
		{edwardsPair, 255, alg.Ed25519ph, sm | sh | vm | vh},
		{edwardsPublic, 255, alg.Ed25519ph, vm | vh},
		{edwardsPair, 255, alg.EdDSACtx, sm | vm},
		{edwardsPublic, 448, alg.EdDSACtx, vm},
		{edwardsPair, 448, alg.Ed25519ph, 0},
		{edwardsPair, 255, alg.Ed448ph, 0},
		{edwardsPair, 255, alg.ECDH, 0},
		{edwardsPair, 256, alg.PureEdDSA, 0},
		{montgomeryPair, 255, alg.ECDH, der},
		{montgomeryPair, 255, alg.KeyAgreement(alg.ECDH, hkdf), der},
		{montgomeryPub, 255, alg.ECDH, 0},
		{montgomeryPair, 255, alg.PureEdDSA, 0},
	} {
		for _, u := range []psa.Usage{sm, sh, vm, vh, der, enc, dec, psa.VerifyDerivation, psa.Wrap, psa.Unwrap} {
			if got, want := d.Supports(c.typ, c.bits, c.a, u), c.yes&u != 0; got != want {
				t.Errorf("%v of %d bits with %v as %v: %t", c.typ, c.bits, c.a, u, got)
			}
		}
	}
	for _, c := range []struct {
		typ  keytype.Type
		bits int
		want bool
	}{
		{keytype.RSAKeyPair, 1024, true}, {keytype.RSAPublicKey, 8192, true}, {keytype.RSAKeyPair, 1016, true}, {keytype.RSAKeyPair, 511, false}, {keytype.RSAKeyPair, 2049, true}, {keytype.RSAKeyPair, 8193, false},
		{secpPair, 256, true}, {secpPublic, 521, true}, {secpPair, 160, false}, {keytype.ECCKeyPair(keytype.SECPK1), 225, true},
		{edwardsPair, 255, true}, {edwardsPair, 448, true}, {edwardsPair, 256, false}, {montgomeryPair, 255, true}, {montgomeryPub, 448, true}, {montgomeryPub, 256, false},
	} {
		if got := d.Supports(c.typ, c.bits, alg.None, 0); got != c.want {
			t.Errorf("%v of %d bits: %t", c.typ, c.bits, got)
		}
	}
}

// TestLoadRefusesForeignMaterial loads what no import gives.
func TestLoadRefusesForeignMaterial(t *testing.T) {
	p256 := generateAsym(t, secpPair, 256)
	for _, c := range []struct {
		name  string
		attrs psa.Attributes
		data  []byte
	}{
		{"an RSA key pair that is none", psa.Attributes{Type: keytype.RSAKeyPair, Bits: 2048}, []byte{0x30, 0}},
		{"an RSA public key that is none", psa.Attributes{Type: keytype.RSAPublicKey, Bits: 2048}, nil},
		{"a scalar of the wrong length", psa.Attributes{Type: secpPair, Bits: 384}, p256.export(t)},
		{"the scalar 0", psa.Attributes{Type: secpPair, Bits: 256}, make([]byte, 32)},
		{"a point that is none", psa.Attributes{Type: secpPublic, Bits: 256}, make([]byte, 65)},
		{"a short seed", psa.Attributes{Type: edwardsPair, Bits: 255}, make([]byte, 31)},
		{"a long Edwards point", psa.Attributes{Type: edwardsPublic, Bits: 255}, make([]byte, 33)},
		{"an Edwards point that is none", psa.Attributes{Type: edwardsPublic, Bits: 448}, append([]byte{2}, make([]byte, 56)...)},
		{"a short Montgomery key", psa.Attributes{Type: montgomeryPair, Bits: 255}, make([]byte, 31)},
		{"a long Montgomery point", psa.Attributes{Type: montgomeryPub, Bits: 255}, make([]byte, 33)},
	} {
		k, err := New(nil).Load(context.Background(), &c.attrs, c.data)
		wantStatus(t, c.name, err, psa.ErrDataInvalid)
		if k != nil {
			t.Errorf("%s: a key in spite of the error", c.name)
		}
	}
}
