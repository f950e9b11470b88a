package soft

import (
	"bytes"
	"context"
	"crypto/sha3"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
)

var (
	_ signKey      = (*ed448KeyPair)(nil)
	_ verifyKey    = (*ed448PublicKey)(nil)
	_ publicKey    = (*ed448KeyPair)(nil)
	_ agreementKey = (*x448KeyPair)(nil)
	_ publicKey    = (*x448KeyPair)(nil)
)

// eddsaCase is a signature with an algorithm of EdDSA.
type eddsaCase struct {
	name                               string
	alg                                alg.Algorithm
	private, public, msg, context, sig []byte
}

func readEdDSA(t testing.TB, file string, a alg.Algorithm) []eddsaCase {
	t.Helper()
	var examples []ed25519Example
	if err := json.Unmarshal(vectors.Read(t, file), &examples); err != nil {
		t.Fatal(err)
	}
	var cases []eddsaCase
	for _, c := range examples {
		cases = append(cases, eddsaCase{file + " " + c.Name, a, vectors.Hex(t, c.SecretKey), vectors.Hex(t, c.PublicKey), vectors.Hex(t, c.Message),
			vectors.Hex(t, c.Context), vectors.Hex(t, c.Signature)})
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no examples", file)
	}
	return cases
}

// eddsaCases are the examples of RFC 8032, section 7, with contexts or on edwards448, and NIST's sample for Ed448.
func eddsaCases(t testing.TB) []eddsaCase {
	t.Helper()
	cases := readEdDSA(t, "ecc/rfc8032-ed25519ctx.json", alg.EdDSACtx)
	for _, c := range readEdDSA(t, "ecc/rfc8032-ed448.json", alg.EdDSACtx) {
		cases = append(cases, c)
		if len(c.context) == 0 {
			c.alg = alg.PureEdDSA
			cases = append(cases, c)
		}
	}
	cases = append(cases, readEdDSA(t, "ecc/rfc8032-ed448ph.json", alg.Ed448ph)...)
	var file struct {
		TestGroups []struct {
			D, Q    string
			PreHash bool
			Tests   []struct{ Message, Context, Signature string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "ecc/EDDSA-SigGen-1.0-ed448.json"), &file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.TestGroups {
		a := alg.EdDSACtx
		if g.PreHash {
			a = alg.Ed448ph
		}
		for _, c := range g.Tests {
			cases = append(cases, eddsaCase{"ACVP", a, vectors.Hex(t, g.D), vectors.Hex(t, g.Q), vectors.Hex(t, c.Message), vectors.Hex(t, c.Context),
				vectors.Hex(t, c.Signature)})
		}
	}
	return cases
}

// TestEdDSA compares signatures of messages, of hashes and in parts.
func TestEdDSA(t *testing.T) {
	ctx := context.Background()
	for _, c := range eddsaCases(t) {
		k := importAsym(t, edwardsPair, c.private)
		if !k.d.Supports(edwardsPair, k.attrs.Bits, c.alg, psa.SignMessage) {
			if c.alg == alg.Ed448ph && hashOf(alg.SHAKE256_512) == nil {
				continue
			}
			t.Fatalf("%v is not supported with %d bits", c.alg, k.attrs.Bits)
		}
		if got := k.exportPublic(t); !bytes.Equal(got, c.public) {
			t.Errorf("%s: public key %x, want %x", c.name, got, c.public)
		}
		g, pub := k.grant(c.alg), importAsym(t, edwardsPublic, c.public)
		pg := pub.grant(c.alg)
		got, err := k.d.SignMessage(ctx, g, nil, c.msg, c.context)
		if err != nil || !bytes.Equal(got, c.sig) {
			t.Errorf("%s, %v: %x, %v; want %x", c.name, c.alg, got, err, c.sig)
		}
		if err := pub.d.VerifyMessage(ctx, pg, c.msg, c.sig, c.context); err != nil {
			t.Errorf("%s, %v: %v", c.name, c.alg, err)
		}
		for name, bad := range map[string][3][]byte{
			"another context": {c.msg, c.sig, append([]byte{1}, c.context...)}, "another message": {append([]byte{1}, c.msg...), c.sig, c.context},
			"a short signature": {c.msg, c.sig[1:], c.context}, "a long signature": {c.msg, append([]byte{0}, c.sig...), c.context}, "no signature": {c.msg, nil, c.context},
		} {
			wantStatus(t, name, pub.d.VerifyMessage(ctx, pg, bad[0], bad[1], bad[2]), psa.ErrInvalidSignature)
		}
		checkEdDSAParts(t, k, pub, c)
		checkEdDSAHash(t, k, pub, c)
	}
}

func checkEdDSAParts(t *testing.T, k, pub asymKey, c eddsaCase) {
	t.Helper()
	ctx := context.Background()
	for _, sig := range [][]byte{c.sig, c.sig[1:], append([]byte{c.sig[0] ^ 1}, c.sig[1:]...)} {
		v, err := pub.d.NewVerify(ctx, pub.grant(c.alg), sig, c.context)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range [][]byte{c.msg[:len(c.msg)/2], nil, c.msg[len(c.msg)/2:]} {
			if err := v.Update(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		want := psa.Success
		if !bytes.Equal(sig, c.sig) {
			want = psa.ErrInvalidSignature
		}
		wantStatus(t, c.name+" in parts", v.Finish(ctx), want)
		v.Close()
		wantStatus(t, "after the end", v.Finish(ctx), psa.ErrBadState)
		wantStatus(t, "after the end", v.Update(ctx, nil), psa.ErrBadState)
	}
	s, err := k.d.NewSign(ctx, k.grant(c.alg), c.context)
	if !c.alg.IsHashEdDSA() {
		wantStatus(t, "signing in parts", err, psa.ErrNotSupported)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Update(ctx, c.msg)
	if got, err := s.Finish(ctx, nil); err != nil || !bytes.Equal(got, c.sig) {
		t.Errorf("%s in parts: %x, %v; want %x", c.name, got, err, c.sig)
	}
}

func checkEdDSAHash(t *testing.T, k, pub asymKey, c eddsaCase) {
	t.Helper()
	ctx := context.Background()
	if !c.alg.IsHashEdDSA() {
		_, err := k.d.SignHash(ctx, k.grant(c.alg), nil, make([]byte, 64), c.context)
		wantStatus(t, "a hash with "+c.alg.String(), err, psa.ErrNotSupported)
		wantStatus(t, "a hash with "+c.alg.String(), pub.d.VerifyHash(ctx, pub.grant(c.alg), make([]byte, 64), c.sig, c.context), psa.ErrNotSupported)
		return
	}
	h := sha3.SumSHAKE256(c.msg, 64)
	if got, err := k.d.SignHash(ctx, k.grant(c.alg), nil, h, c.context); err != nil || !bytes.Equal(got, c.sig) {
		t.Errorf("%s of the hash: %x, %v; want %x", c.name, got, err, c.sig)
	}
	if err := pub.d.VerifyHash(ctx, pub.grant(c.alg), h, c.sig, c.context); err != nil {
		t.Errorf("%s of the hash: %v", c.name, err)
	}
	for _, bad := range [][]byte{nil, h[:63], append(h, 0)} {
		_, err := k.d.SignHash(ctx, k.grant(c.alg), nil, bad, c.context)
		wantStatus(t, "a hash of another length", err, psa.ErrInvalidArgument)
		wantStatus(t, "a hash of another length", pub.d.VerifyHash(ctx, pub.grant(c.alg), bad, c.sig, c.context), psa.ErrInvalidArgument)
	}
	wantStatus(t, "a short signature", pub.d.VerifyHash(ctx, pub.grant(c.alg), h, c.sig[1:], c.context), psa.ErrInvalidSignature)
}

// TestEd25519ctxEmpty: Ed25519 and Ed25519ctx with an empty context are two schemes, and Ed448 with and without a context of no bytes is one
// (PSA Crypto 1.5, PSA_ALG_EDDSA_CTX).
func TestEd25519ctxEmpty(t *testing.T) {
	// See emptyContext in package edwards25519.
	k := importAsym(t, edwardsPair, vectors.Hex(t, "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6"))
	msg := vectors.Hex(t, "f726936d19c800494e3fdaff20b276a8")
	want := "cc5e63a27e94afd3418338d2486fa92af9917c2d989e06e50277721c343818b42196bc292e68f34d859bbead179f54542d4b04dcfbfa4a684e3950fb1ccd8d0d"
	sig := k.sign(t, alg.EdDSACtx, msg)
	if !bytes.Equal(sig, vectors.Hex(t, want)) {
		t.Errorf("%x, want %s", sig, want)
	}
	if err := k.verify(alg.EdDSACtx, msg, sig); err != nil {
		t.Error(err)
	}
	wantStatus(t, "Ed25519ctx as Ed25519", k.verify(alg.PureEdDSA, msg, sig), psa.ErrInvalidSignature)
	wantStatus(t, "Ed25519 as Ed25519ctx", k.verify(alg.EdDSACtx, msg, k.sign(t, alg.PureEdDSA, msg)), psa.ErrInvalidSignature)

	k = generateAsym(t, edwardsPair, 448)
	if !bytes.Equal(k.sign(t, alg.PureEdDSA, msg), k.sign(t, alg.EdDSACtx, msg)) {
		t.Error("Ed448 differs with an empty context")
	}
}

func TestEd448Import(t *testing.T) {
	c := readEdDSA(t, "ecc/rfc8032-ed448.json", alg.PureEdDSA)[0]
	for _, bits := range []int{0, 448} {
		importStatus(t, "a point", psa.Attributes{Type: edwardsPublic, Bits: bits}, c.public, psa.Success)
		for name, bad := range map[string][]byte{
			"a missing byte": c.public[1:], "a trailing byte": append(c.public[:57:57], 0), "a point twice": append(c.public[:57:57], c.public...),
			"y not reduced":     bytes.Repeat([]byte{0xff}, 57),
			"a bit at the end":  append(c.public[:56:56], c.public[56]|0x40),
			"no point":          append([]byte{2}, make([]byte, 56)...),
			"the sign of x = 0": append(append([]byte{1}, make([]byte, 55)...), 0x80),
		} {
			importStatus(t, name, psa.Attributes{Type: edwardsPublic, Bits: bits}, bad, psa.ErrInvalidArgument)
		}
		importStatus(t, "a seed", psa.Attributes{Type: edwardsPair, Bits: bits}, c.private, psa.Success)
		for _, n := range []int{0, 31, 56, 58, 114} {
			importStatus(t, "a seed of another length", psa.Attributes{Type: edwardsPair, Bits: bits}, make([]byte, n), psa.ErrInvalidArgument)
		}
	}
	importStatus(t, "Ed448 as Ed25519", psa.Attributes{Type: edwardsPair, Bits: 255}, c.private, psa.ErrInvalidArgument)
	k := importAsym(t, edwardsPair, c.private)
	if !bytes.Equal(k.export(t), c.private) || !bytes.Equal(k.public(t).export(t), c.public) {
		t.Error("the key comes back as another")
	}
	m, err := New(fixedReader(c.private)).Generate(context.Background(), &psa.Attributes{Type: edwardsPair, Bits: 448}, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, c.private) || m.Bits != 448 {
		t.Errorf("%x, %v; want the random bytes themselves", m.Data, err)
	}
	_, err = New(fixedReader(c.private[:56])).Generate(context.Background(), &psa.Attributes{Type: edwardsPair, Bits: 448}, driver.Parameters{})
	wantStatus(t, "randomness that ends", err, psa.ErrInsufficientEntropy)
}

// TestEdwardsAlgorithms: each of the prehashed algorithms has its own curve.
func TestEdwardsAlgorithms(t *testing.T) {
	d := New(nil)
	for _, c := range []struct {
		bits int
		a    alg.Algorithm
		want bool
	}{
		{255, alg.PureEdDSA, true}, {255, alg.EdDSACtx, true}, {255, alg.Ed25519ph, true}, {255, alg.Ed448ph, false}, {255, alg.ECDSA(alg.SHA512), false},
		{448, alg.PureEdDSA, true}, {448, alg.EdDSACtx, true}, {448, alg.Ed25519ph, false}, {448, alg.Ed448ph, hashOf(alg.SHAKE256_512) != nil},
	} {
		for _, typ := range []struct {
			public bool
			u      psa.Usage
		}{{false, psa.SignMessage}, {false, psa.VerifyMessage}, {true, psa.VerifyMessage}} {
			k := edwardsPair
			if typ.public {
				k = edwardsPublic
			}
			if got := d.Supports(k, c.bits, c.a, typ.u); got != c.want {
				t.Errorf("%v with %d bits: %t", c.a, c.bits, got)
			}
		}
		if d.Supports(edwardsPublic, c.bits, c.a, psa.SignMessage) || d.Supports(edwardsPair, c.bits, c.a, psa.Derive) {
			t.Errorf("%v with %d bits: a public key that signs, or a key that agrees", c.a, c.bits)
		}
		if d.Supports(edwardsPair, c.bits, c.a, psa.SignHash) != (c.want && c.a.IsHashEdDSA()) {
			t.Errorf("%v with %d bits: signing hashes", c.a, c.bits)
		}
	}
}

func TestEd448Wipe(t *testing.T) {
	k := generateAsym(t, edwardsPair, 448)
	before := k.sign(t, alg.PureEdDSA, nil)
	k.key.Wipe()
	if bytes.Equal(k.sign(t, alg.PureEdDSA, nil), before) {
		t.Error("the key signs as before")
	}
	x := generateAsym(t, montgomeryPair, 448)
	private := x.key.(*montgomeryKeyPair).montgomeryPrivate.(*x448KeyPair)
	x.key.Wipe()
	if private.private != [56]byte{} {
		t.Error("the private key of X448 is not cleared")
	}
}

func TestEd448AgainstOpenSSL(t *testing.T) {
	for _, msg := range []string{"x", "a message for two", strings.Repeat("long ", 1000)} {
		f := opensslFiles{t, t.TempDir()}
		k := f.rawKey("key.der", "ed448", edwardsPair)
		args := []string{"-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER", "-rawin"}
		f.verify([]byte(msg), k.sign(t, alg.PureEdDSA, []byte(msg)), args...)
		f.verify([]byte(msg), k.sign(t, alg.EdDSACtx, []byte(msg)), args...)
		sig := openssl(t, nil, append([]string{"pkeyutl", "-sign", "-in", f.put("msg", []byte(msg))}, args...)...)
		if err := k.verify(alg.PureEdDSA, []byte(msg), sig); err != nil {
			t.Errorf("signed by OpenSSL: %v", err)
		}
		if err := verifyParts(t, k.public(t), alg.PureEdDSA, sig, []byte(msg[:1]), []byte(msg[1:])); err != nil {
			t.Errorf("signed by OpenSSL, in parts: %v", err)
		}
	}
}

func TestX448AgainstOpenSSL(t *testing.T) {
	for range 4 {
		f := opensslFiles{t, t.TempDir()}
		k, peer := f.rawKey("key.der", "x448", montgomeryPair), f.rawKey("peer.der", "x448", montgomeryPair)
		f.derive(k, peer.exportPublic(t))
	}
}
