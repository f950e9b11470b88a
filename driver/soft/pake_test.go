package soft

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var _ driver.PAKEs = (*Driver)(nil)

// side makes one side of an exchange with a key and randomness of its own.
func side(t testing.TB, random io.Reader, kt keytype.Type, bits int, data []byte, s driver.PAKESetup) driver.PAKE {
	t.Helper()
	d := New(random)
	attrs := &psa.Attributes{Type: kt, Bits: bits}
	m, err := d.Import(t.Context(), attrs, data)
	if err != nil {
		t.Fatal(err)
	}
	attrs.Bits = m.Bits
	k, err := d.Load(t.Context(), attrs, m.Data)
	if err != nil {
		t.Fatal(err)
	}
	g := grant.Issue(k, attrs, s.Suite.Alg, psa.Derive)
	if err := s.Suite.Check(); err != nil {
		t.Fatal(err)
	}
	if err := d.CheckPAKE(t.Context(), g, s.Suite); err != nil {
		t.Fatal(err)
	}
	p, err := d.NewPAKE(t.Context(), g, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func ecc(f keytype.Family, bits int) psa.PAKEPrimitive {
	return psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, f, bits)
}

var (
	jpakeRound = []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
	jpakeTwice = append(slices.Clone(jpakeRound), jpakeRound...)
)

// send moves the output of steps from one side to the other, and holds it to the sizes of package psa.
func send(t testing.TB, s psa.PAKECipherSuite, from, to driver.PAKE, steps []psa.PAKEStep, alter func(step psa.PAKEStep, b []byte) []byte) error {
	t.Helper()
	for _, step := range steps {
		b, err := from.Output(t.Context(), step, nil)
		if err != nil {
			return err
		}
		if n := psa.PAKEOutputSize(s.Alg, s.Primitive, step); len(b) != n || n != psa.PAKEInputSize(s.Alg, s.Primitive, step) && step != psa.PAKEStepKeyID {
			t.Errorf("%v: the output of %v has %d bytes, not %d", s, step, len(b), n)
		}
		if alter != nil {
			b = alter(step, b)
		}
		if err := to.Input(t.Context(), step, b); err != nil {
			return err
		}
	}
	return nil
}

func secrets(t testing.TB, what string, a, b driver.PAKE) []byte {
	t.Helper()
	x, err := a.SharedKey(t.Context(), nil)
	y, other := b.SharedKey(t.Context(), nil)
	if err != nil || other != nil || !bytes.Equal(x, y) {
		t.Errorf("%s: the secrets are %x and %x, %v, %v", what, x, y, err, other)
	}
	return x
}

// TestJPAKEGroups exchanges keys in every group, but for the largest, which take seconds, and with every hash over P-256.
func TestJPAKEGroups(t *testing.T) {
	run := func(s psa.PAKECipherSuite) {
		a := side(t, rand.Reader, keytype.Password, 0, []byte("secret"), driver.PAKESetup{Suite: s, User: []byte("Alice"), Peer: []byte("Bob")})
		b := side(t, rand.Reader, keytype.PasswordHash, 0, []byte("secret"), driver.PAKESetup{Suite: s, User: []byte("Bob"), Peer: []byte("Alice")})
		for _, err := range []error{send(t, s, a, b, jpakeTwice, nil), send(t, s, b, a, jpakeTwice, nil), send(t, s, b, a, jpakeRound, nil),
			send(t, s, a, b, jpakeRound, nil)} {
			if err != nil {
				t.Errorf("%v: %v", s, err)
				return
			}
		}
		if n := len(secrets(t, s.String(), a, b)); n != psa.PAKEOutputSize(s.Alg, s.Primitive, psa.PAKEStepKeyShare) {
			t.Errorf("%v: the secret has %d bytes", s, n)
		}
	}
	for _, g := range pakeGroups {
		s := psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), Primitive: g.primitive, KeyConfirmation: psa.PAKEUnconfirmedKey}
		if g.primitive.Bits() <= 2048 {
			run(s)
		}
		if n := psa.PAKEOutputSize(s.Alg, g.primitive, psa.PAKEStepKeyShare); g.group().ElementSize() != n {
			t.Errorf("%v: elements of %d bytes, not %d", g.primitive, g.group().ElementSize(), n)
		}
		if n := psa.PAKEOutputSize(s.Alg, g.primitive, psa.PAKEStepZKProof); g.group().Order().Size() != n {
			t.Errorf("%v: proofs of %d bytes, not %d", g.primitive, g.group().Order().Size(), n)
		}
		if order := derivation.CurveOrder(g.primitive.Family(), g.primitive.Bits()); order != nil && !bytes.Equal(order, g.group().Order().Bytes()) {
			t.Errorf("%v: another order", g.primitive)
		}
	}
	n := 0
	for a := range alg.All() {
		if a.IsJPAKE() && a.IsSpecific() && New(nil).Supports(keytype.Password, 64, a, psa.Derive) {
			run(psa.PAKECipherSuite{Alg: a, Primitive: ecc(keytype.SECPR1, 256), KeyConfirmation: psa.PAKEUnconfirmedKey})
			n++
		}
	}
	if n < 11 {
		t.Errorf("only %d hashes", n)
	}
}

// TestPAKESuites: what the driver has no group for is not supported, and a password that is 0 can't be used.
func TestPAKESuites(t *testing.T) {
	k := importSym(t, keytype.Password, []byte("secret"))
	check := func(k symKey, s psa.PAKECipherSuite) error {
		return k.d.CheckPAKE(t.Context(), k.grant(s.Alg), s)
	}
	jpake := func(p psa.PAKEPrimitive) psa.PAKECipherSuite {
		return psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), Primitive: p, KeyConfirmation: psa.PAKEUnconfirmedKey}
	}
	wantStatus(t, "P-256", check(k, jpake(ecc(keytype.SECPR1, 256))), psa.Success)
	for _, g := range keytype.Groups() {
		kind := psa.PAKEPrimitiveTypeECC
		if g.Family == keytype.RFC7919 || g.Family == keytype.RFC3526 {
			kind = psa.PAKEPrimitiveTypeDH
		}
		p := psa.MakePAKEPrimitive(kind, g.Family, g.Bits)
		if want := p.Valid() && g.Family != keytype.Montgomery; (pakeGroupOf(p) != nil) != want {
			t.Errorf("J-PAKE over %s: %v", g.Name, !want)
		}
	}
	wantStatus(t, "x25519", check(k, jpake(ecc(keytype.Montgomery, 255))), psa.ErrNotSupported)
	looping := psa.PAKECipherSuite{Alg: alg.WPA3SAEFixed(alg.SHA256), Primitive: ecc(keytype.SECPR1, 192)}
	wantStatus(t, "looping over P-192", check(k, looping), psa.ErrNotSupported)
	looping.Primitive = ecc(keytype.BrainpoolPR1, 384)
	wantStatus(t, "looping over brainpoolP384r1", check(k, looping), psa.Success)
	order := derivation.CurveOrder(keytype.SECPR1, 256)
	wantStatus(t, "a password that is the order", check(importSym(t, keytype.Password, order), jpake(ecc(keytype.SECPR1, 256))), psa.ErrInvalidArgument)
	wantStatus(t, "the same over P-384", check(importSym(t, keytype.Password, order), jpake(ecc(keytype.SECPR1, 384))), psa.Success)
	aes := importSym(t, keytype.AES, make([]byte, 16))
	wantStatus(t, "an AES key", check(aes, jpake(ecc(keytype.SECPR1, 256))), psa.ErrNotSupported)
}

// TestSPAKE2PKeys has the keys of RFC 9383, appendix C, and what is no key.
func TestSPAKE2PKeys(t *testing.T) {
	const w0, w1 = "bb8e1bbcf3c48f62c08db243652ae55d3e5586053fca77102994f23ad95491b3", "7e945f34d78785b8a3ef44d0df5a1a97d6b3b460409a345ca7830387a74b1dba"
	const l = "04eb7c9db3d9a9eb1f8adab81b5794c1f13ae3e225efbe91ea487425854c7fc00f00bfedcbd09b2400142d40a14f2064ef31dfaa903b91d1faea7093d835966efd"
	one255, one448 := "01"+strings.Repeat("00", 31), "01"+strings.Repeat("00", 56)
	for _, c := range []struct {
		name         string
		f            keytype.Family
		bits         int
		pair, public string
	}{
		{"P-256", keytype.SECPR1, 256, w0 + w1, w0 + l},
		// With w1 = 1, L is the base point (RFC 8032, sections 5.1 and 5.2).
		{"edwards25519", keytype.TwistedEdwards, 255, one255 + one255, one255 + "58" + strings.Repeat("66", 31)},
		{"edwards448", keytype.TwistedEdwards, 448, one448 + one448,
			one448 + "14fa30f25b790898adc8d74e2c13bdfdc4397ce61cffd33ad7c2a0051e9c78874098a36c7373ea4b62c7c9563720768824bcb66e71463f6900"},
	} {
		pair, public := keytype.SPAKE2PKeyPair(c.f), keytype.SPAKE2PPublicKey(c.f)
		k := importSym(t, pair, vectors.Hex(t, c.pair))
		if k.attrs.Bits != c.bits {
			t.Errorf("%s: %d bits", c.name, k.attrs.Bits)
		}
		out, err := k.d.Export(t.Context(), k.grant(alg.None), nil)
		if err != nil || hex.EncodeToString(out) != c.pair {
			t.Errorf("%s: exported as %x, %v", c.name, out, err)
		}
		out, err = k.d.ExportPublic(t.Context(), k.grant(alg.None), []byte{7})
		if err != nil || hex.EncodeToString(out) != "07"+c.public {
			t.Errorf("%s: the public part is %x, %v", c.name, out, err)
		}
		p := importSym(t, public, vectors.Hex(t, c.public))
		if out, err := p.d.ExportPublic(t.Context(), p.grant(alg.None), nil); err != nil || hex.EncodeToString(out) != c.public || p.attrs.Bits != c.bits {
			t.Errorf("%s: the public key is exported as %x, %v", c.name, out, err)
		}
		_, err = k.d.Generate(t.Context(), &psa.Attributes{Type: pair, Bits: c.bits}, driver.Parameters{})
		wantStatus(t, c.name+": generated", err, psa.ErrNotSupported)
		_, err = k.d.Generate(t.Context(), &psa.Attributes{Type: public, Bits: c.bits}, driver.Parameters{})
		wantStatus(t, c.name+": a public key generated", err, psa.ErrInvalidArgument)

		order := derivation.CurveOrder(c.f, c.bits)
		half := len(c.pair) / 4
		number := make([]byte, half)
		copy(number[half-len(order):], order)
		if c.f == keytype.TwistedEdwards {
			slices.Reverse(number)
		}
		good := vectors.Hex(t, c.pair)
		goodPublic := vectors.Hex(t, c.public)
		for name, bad := range map[string]struct {
			t    keytype.Type
			data []byte
		}{
			"w0 is 0":               {pair, append(make([]byte, half), good[half:]...)},
			"w1 is 0":               {pair, append(slices.Clone(good[:half]), make([]byte, half)...)},
			"w0 is the order":       {pair, append(slices.Clone(number), good[half:]...)},
			"w1 is the order":       {pair, append(slices.Clone(good[:half]), number...)},
			"w1 is all ones":        {pair, append(slices.Clone(good[:half]), bytes.Repeat([]byte{0xff}, half)...)},
			"a byte less":           {pair, good[1:]},
			"a byte more":           {pair, append(slices.Clone(good), 0)},
			"w0 of the public is 0": {public, append(make([]byte, half), goodPublic[half:]...)},
			"L is no point":         {public, append(slices.Clone(goodPublic[:half]), bytes.Repeat([]byte{2}, len(goodPublic)-half)...)},
			"L is missing":          {public, goodPublic[:half]},
		} {
			for _, bits := range []int{0, c.bits} {
				m, err := k.d.Import(t.Context(), &psa.Attributes{Type: bad.t, Bits: bits}, bad.data)
				if m.Data != nil {
					t.Errorf("%s: material beside an error", name)
				}
				wantStatus(t, c.name+": "+name, err, psa.ErrInvalidArgument)
			}
			_, err := k.d.Load(t.Context(), &psa.Attributes{Type: bad.t, Bits: c.bits}, bad.data)
			wantStatus(t, c.name+": material with "+name, err, psa.ErrDataInvalid)
		}
	}
	// The identity and a point of order 8 are points of the curve, and not of the group.
	for _, l := range []string{"01" + strings.Repeat("00", 31), "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"} {
		_, err := New(nil).Import(t.Context(), &psa.Attributes{Type: keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), Bits: 255}, vectors.Hex(t, one255+l))
		wantStatus(t, "L outside the group", err, psa.ErrInvalidArgument)
	}
}

// TestSPAKE2PKnown has the runs of RFC 9383, appendix C, over P-256, as the specification's steps.
func TestSPAKE2PKnown(t *testing.T) {
	var all map[string]map[string]string
	if err := json.Unmarshal(vectors.Read(t, "pake/spake2plus_rfc9383.json"), &all); err != nil {
		t.Fatal(err)
	}
	for name, f := range all {
		a, macP, macV := alg.SPAKE2PHMAC(alg.SHA256), f["HMAC_K_confirmP_shareV"], f["HMAC_K_confirmV_shareP"]
		h := alg.SHA256
		if strings.Contains(name, "SHA512") {
			h, a = alg.SHA512, alg.SPAKE2PHMAC(alg.SHA512)
		}
		if strings.Contains(name, "CMAC") {
			a, macP, macV = alg.SPAKE2PCMAC(h), f["CMAC_K_confirmP_shareV"], f["CMAC_K_confirmV_shareP"]
		}
		s := psa.PAKECipherSuite{Alg: a, Primitive: ecc(keytype.SECPR1, 256)}
		context := []byte(name + " Test Vectors")
		p := side(t, bytes.NewReader(vectors.Hex(t, f["x"])), keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, vectors.Hex(t, f["w0"]+f["w1"]),
			driver.PAKESetup{Suite: s, Role: psa.PAKERoleClient, User: []byte("client"), Peer: []byte("server"), Context: context})
		v := side(t, bytes.NewReader(vectors.Hex(t, f["y"])), keytype.SPAKE2PPublicKey(keytype.SECPR1), 256, vectors.Hex(t, f["w0"]+f["L"]),
			driver.PAKESetup{Suite: s, Role: psa.PAKERoleServer, User: []byte("server"), Peer: []byte("client"), Context: context})
		expect := func(from, to driver.PAKE, step psa.PAKEStep, want string) {
			if err := send(t, s, from, to, []psa.PAKEStep{step}, func(_ psa.PAKEStep, b []byte) []byte {
				if hex.EncodeToString(b) != want {
					t.Errorf("%s: %v is %x", name, step, b)
				}
				return b
			}); err != nil {
				t.Fatalf("%s: %v: %v", name, step, err)
			}
		}
		expect(p, v, psa.PAKEStepKeyShare, f["shareP"])
		expect(v, p, psa.PAKEStepKeyShare, f["shareV"])
		expect(v, p, psa.PAKEStepConfirm, macV)
		expect(p, v, psa.PAKEStepConfirm, macP)
		if k := secrets(t, name, p, v); hex.EncodeToString(k) != f["K_shared"] {
			t.Errorf("%s: the secret is %x", name, k)
		}
	}
}

// The example of IEEE 802.11-2020, annex J.10 (see internal/primitive/sae).
const (
	saePT = "b6e38c98750c684b5d17c3d8c9a4100b39931279187ca6cced5f37ef46ddfa97" + "5687e972e50f73e3898861e7edad21bea7d5f622df88243bb804920ae8e647fa"

	saeRand       = "992465fd3daa3c60aa6565b7f62a2a7f2e12dd12f198faf4fbed89d7ff1ace94"
	saeMask       = "9507a90f777a044d6a0830b91ea3d5dd70bece44e1acffb86983b5e1bf9fb322"
	saeCommit     = "2e2c0f0db52440ad146d967114ce005ce1eab0aa2c2e5c2871b774f6c2575c65" + "d5ad9e00829707aa36ba8b859738fc961d08243505f47c035376d7ac4bc8d7b9" + "5083bf43827d0fc31ed778dd3671fd21a46d1091d64b6f9a1e1272621325dbe1"
	saePeerCommit = "591b96f3397fb945100848e7b550543b6720d88337ee93fc49fd6df7e08b5223" + "e71b9bb048d3873f20556953a96c91536fd8ee6ca9b4a68a148b056a909be03e" + "83ae208f60f8ef5537858074db06687032399862999b511e0a1552a5fea317c2"
	saePMK        = "4e4dfab1a2dd8ac1a91790f953faaa452ae5c6873ab75b63605ba663f8a7fe59"
	saePMKID      = "8747a600eea3f9f22475df58ca1e5498"
)

func TestWPA3Known(t *testing.T) {
	inputs := []driver.Input{{Step: psa.InputSalt, Data: []byte("byteme")}, {Step: psa.InputPassword, Data: []byte("mekmitasdigoat")},
		{Step: psa.InputInfo, Data: []byte("psk4internet")}}
	d := New(rand.Reader)
	out, err := d.NewDerivation(t.Context(), alg.WPA3SAEH2E(alg.SHA256), inputs, 64)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inputs {
		clear(inputs[i].Data)
	}
	tokens := out.(driver.TokenDerivation)
	pt, err := tokens.Token(t.Context(), keytype.WPA3SAEECC(keytype.SECPR1), 256, []byte{7})
	if err != nil || hex.EncodeToString(pt) != "07"+saePT {
		t.Errorf("the token is %x, %v", pt, err)
	}
	_, err = tokens.Token(t.Context(), keytype.WPA3SAEECC(keytype.SECPR1), 192, nil)
	wantStatus(t, "a token of P-192", err, psa.ErrNotSupported)
	wantStatus(t, "bytes", out.Read(t.Context(), make([]byte, 4)), psa.ErrInvalidArgument)
	out.Close()
	out.Close()

	s := psa.PAKECipherSuite{Alg: alg.WPA3SAEFixed(alg.SHA256), Primitive: ecc(keytype.SECPR1, 256)}
	p := side(t, bytes.NewReader(vectors.Hex(t, saeRand+saeMask)), keytype.Password, 0, []byte("mekmitasdigoat"),
		driver.PAKESetup{Suite: s, User: vectors.Hex(t, "4d3f2fffe387"), Peer: vectors.Hex(t, "a5d8aa958e3c")})
	if b, err := p.Output(t.Context(), psa.PAKEStepCommit, nil); err != nil || hex.EncodeToString(b) != saeCommit {
		t.Errorf("the commit is %x, %v", b, err)
	}
	if err := p.Input(t.Context(), psa.PAKEStepCommit, vectors.Hex(t, saePeerCommit)); err != nil {
		t.Fatal(err)
	}
	if err := p.Input(t.Context(), psa.PAKEStepSalt, make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	if k, err := p.SharedKey(t.Context(), nil); err != nil || hex.EncodeToString(k) != saePMK {
		t.Errorf("the PMK is %x, %v", k, err)
	}
	if id, err := p.Output(t.Context(), psa.PAKEStepKeyID, nil); err != nil || hex.EncodeToString(id) != saePMKID {
		t.Errorf("the PMKID is %x, %v", id, err)
	}
	wantStatus(t, "a counter of one byte", p.Input(t.Context(), psa.PAKEStepConfirmCount, []byte{1}), psa.ErrInvalidArgument)
	wantStatus(t, "a short confirmation", p.Input(t.Context(), psa.PAKEStepConfirm, make([]byte, 33)), psa.ErrInvalidArgument)
	wantStatus(t, "a wrong confirmation", p.Input(t.Context(), psa.PAKEStepConfirm, make([]byte, 34)), psa.ErrInvalidSignature)
}

// TestWPA3Tokens: import and export, and what is no token.
func TestWPA3Tokens(t *testing.T) {
	kt := keytype.WPA3SAEECC(keytype.SECPR1)
	k := importSym(t, kt, vectors.Hex(t, saePT))
	if out, err := k.d.Export(t.Context(), k.grant(alg.None), nil); err != nil || hex.EncodeToString(out) != saePT || k.attrs.Bits != 256 {
		t.Errorf("exported as %x, %v", out, err)
	}
	_, err := k.d.ExportPublic(t.Context(), k.grant(alg.None), nil)
	wantStatus(t, "the public part", err, psa.ErrInvalidArgument)
	_, err = k.d.Generate(t.Context(), &psa.Attributes{Type: kt, Bits: 256}, driver.Parameters{})
	wantStatus(t, "generated", err, psa.ErrNotSupported)
	dh := keytype.WPA3SAEDH(keytype.RFC3526)
	prime := derivation.GroupPrime(keytype.RFC3526, 2048)
	for name, c := range map[string]struct {
		t    keytype.Type
		bits int
		data []byte
		want psa.Status
	}{
		"off the curve":    {kt, 256, bytes.Repeat([]byte{1}, 64), psa.ErrInvalidArgument},
		"too short":        {kt, 0, make([]byte, 63), psa.ErrInvalidArgument},
		"with its prefix":  {kt, 256, append([]byte{4}, vectors.Hex(t, saePT)...), psa.ErrInvalidArgument},
		"of P-192":         {kt, 192, make([]byte, 48), psa.ErrNotSupported},
		"the number 1":     {dh, 2048, append(make([]byte, 255), 1), psa.ErrInvalidArgument},
		"the number 0":     {dh, 2048, make([]byte, 256), psa.ErrInvalidArgument},
		"the prime":        {dh, 2048, prime, psa.ErrInvalidArgument},
		"no square":        {dh, 2048, append(slices.Clone(prime[:255]), prime[255]-1), psa.ErrInvalidArgument},
		"of another group": {kt, 384, vectors.Hex(t, saePT), psa.ErrInvalidArgument},
	} {
		_, err := k.d.Import(t.Context(), &psa.Attributes{Type: c.t, Bits: c.bits}, c.data)
		wantStatus(t, name, err, c.want)
	}
}

// TestPAKEEntropy: a source of randomness that fails gives INSUFFICIENT_ENTROPY.
func TestPAKEEntropy(t *testing.T) {
	none := bytes.NewReader(nil)
	for _, c := range []struct {
		s    psa.PAKECipherSuite
		step psa.PAKEStep
		t    keytype.Type
		data string
		role psa.PAKERole
	}{
		{psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), Primitive: ecc(keytype.SECPR1, 256), KeyConfirmation: psa.PAKEUnconfirmedKey}, psa.PAKEStepKeyShare,
			keytype.Password, "70", psa.PAKERoleNone},
		{psa.PAKECipherSuite{Alg: alg.SPAKE2PMatter, Primitive: ecc(keytype.SECPR1, 256)}, psa.PAKEStepKeyShare, keytype.SPAKE2PKeyPair(keytype.SECPR1),
			strings.Repeat("11", 64), psa.PAKERoleClient},
		{psa.PAKECipherSuite{Alg: alg.WPA3SAEGDH(alg.SHA256), Primitive: ecc(keytype.SECPR1, 256)}, psa.PAKEStepCommit, keytype.WPA3SAEECC(keytype.SECPR1),
			saePT, psa.PAKERoleNone},
	} {
		p := side(t, none, c.t, 0, vectors.Hex(t, c.data), driver.PAKESetup{Suite: c.s, Role: c.role, User: make([]byte, 6), Peer: []byte("\x02peer.")})
		_, err := p.Output(t.Context(), c.step, nil)
		wantStatus(t, c.s.String(), err, psa.ErrInsufficientEntropy)
	}
}
