package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
)

// ed25519Example is one of RFC 8032, section 7.
type ed25519Example struct {
	Name, SecretKey, PublicKey, Message, Context, Signature string
}

// ed25519Examples are the examples TEST 1 to 3 of RFC 8032, section 7.1.
var ed25519Examples = []ed25519Example{
	{"TEST 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
	{"TEST 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	{"TEST 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "",
		"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
}

// TestEd25519 compares keys and signatures with RFC 8032.
func TestEd25519(t *testing.T) {
	for _, c := range ed25519Examples {
		k := importAsym(t, edwardsPair, vectors.Hex(t, c.SecretKey))
		msg, sig := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature)
		if got := k.exportPublic(t); !bytes.Equal(got, vectors.Hex(t, c.PublicKey)) {
			t.Errorf("%s: public key %x, want %s", c.Name, got, c.PublicKey)
		}
		if got := k.sign(t, alg.PureEdDSA, msg); !bytes.Equal(got, sig) {
			t.Errorf("%s: %x, want %s", c.Name, got, c.Signature)
		}
		pub := importAsym(t, edwardsPublic, vectors.Hex(t, c.PublicKey))
		if err := pub.verify(alg.PureEdDSA, msg, sig); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		if err := verifyParts(t, pub, alg.PureEdDSA, sig, msg[:len(msg)/2], nil, msg[len(msg)/2:]); err != nil {
			t.Errorf("%s, in parts: %v", c.Name, err)
		}
		wantStatus(t, c.Name+" as Ed25519ph", pub.verify(alg.Ed25519ph, msg, sig), psa.ErrInvalidSignature)
	}
}

// ed25519phACVP are cases with contexts of NIST's ACVP sample for EdDSA (ACVP-Server, gen-val/json-files/EDDSA-SigGen-1.0, group 2, cases 14 and 18).
var ed25519phACVP = []ed25519Example{
	{"ACVP 14", "58a46bac507fa23cce47a0085a061158be5857bb05f838acb7c3e5c621ba4c6d", "19016f915f3472055c82bb1b4c27851fe6e1aecafc1feff709a3bc540d28394c",
		"1051d3704100ff0c53718cc6a9fc55b0a30727acd00a0574f20ef0724d0f28cf75086282bf2aa37ac621ebbd033e7677592d406e1c40ef73d4939be47ac62d3e" +
			"2e8f051f73aedee37544edc07dd9088df26b387b4e575f7a28d6319d0e18beb3e169970bcc69e291a88fc57bba18490630aafc397a0ea8c69ad189564087733b",
		"d172c1dae1eaf9b3a181cdf07241bbb743ae5f662d0e879c531950e0b88e4c6786e7df31454dcbe6",
		"dd86cbdf1fff14f3ffeb3eb28adb36a7f777fafc4d3643b987b1c4ec90e117d16dd30f772698c3a97c73ed183c607670413b583689f54aa4bf9cbc73cdf80305"},
	{"ACVP 18", "58a46bac507fa23cce47a0085a061158be5857bb05f838acb7c3e5c621ba4c6d", "19016f915f3472055c82bb1b4c27851fe6e1aecafc1feff709a3bc540d28394c",
		"3f972578f3dbe0b5775dd1d4744ed1d04fc20a18a62de32411e54576f86c25f7673a4023bb98ba18a254015593fbf760b369b0888c3ef37fbbe011aef3830979" +
			"b264cf6cae843aff4b965799ad9e05229439f902e5d75c37a6efa8f59806aef9eeaff4991d8b99ac6b9660e975996e63d6a9b5a27cf829a6feedf84831a696ab",
		"1b3c71446395d6b8",
		"0240ac6822a38ba744d5eb14c7d4f6b3bc594d8cbacd4ffef0e5e846d89d4c1d0b3a365e76af79ea604189e5de2f5bc50a7a67be6366c1ae860e6aaae29e710e"},
}

// TestEd25519ph compares with RFC 8032, 7.3, and with ACVP.
func TestEd25519ph(t *testing.T) {
	ctx := context.Background()
	var examples []ed25519Example
	if err := json.Unmarshal(vectors.Read(t, "ecc/rfc8032-ed25519ph.json"), &examples); err != nil {
		t.Fatal(err)
	}
	examples = append(examples, ed25519phACVP...)
	for _, c := range examples {
		k := importAsym(t, edwardsPair, vectors.Hex(t, c.SecretKey))
		g := k.grant(alg.Ed25519ph)
		msg, sig, sigContext := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature), vectors.Hex(t, c.Context)
		got, err := k.d.SignMessage(ctx, g, nil, msg, sigContext)
		if err != nil || !bytes.Equal(got, sig) {
			t.Errorf("%s: %x, %v; want %s", c.Name, got, err, c.Signature)
		}
		h, _ := hashSum(alg.SHA512, nil, msg)
		got, err = k.d.SignHash(ctx, g, nil, h, sigContext)
		if err != nil || !bytes.Equal(got, sig) {
			t.Errorf("%s of the hash: %x, %v; want %s", c.Name, got, err, c.Signature)
		}
		op, err := k.d.NewSign(ctx, g, sigContext)
		if err != nil {
			t.Fatal(err)
		}
		op.Update(ctx, msg)
		if got, err = op.Finish(ctx, nil); err != nil || !bytes.Equal(got, sig) {
			t.Errorf("%s in parts: %x, %v; want %s", c.Name, got, err, c.Signature)
		}
		pub := k.public(t)
		pg := pub.grant(alg.Ed25519ph)
		for name, err := range map[string]error{
			"message": pub.d.VerifyMessage(ctx, pg, msg, sig, sigContext),
			"hash":    pub.d.VerifyHash(ctx, pg, h, sig, sigContext),
		} {
			if err != nil {
				t.Errorf("%s, %s: %v", c.Name, name, err)
			}
		}
		v, err := pub.d.NewVerify(ctx, pg, sig, sigContext)
		if err != nil {
			t.Fatal(err)
		}
		v.Update(ctx, msg)
		if err := v.Finish(ctx); err != nil {
			t.Errorf("%s, in parts: %v", c.Name, err)
		}
		wantStatus(t, "another context", pub.d.VerifyMessage(ctx, pg, msg, sig, append(sigContext, 'x')), psa.ErrInvalidSignature)
		wantStatus(t, "without the prehash", pub.verify(alg.PureEdDSA, msg, sig), psa.ErrInvalidSignature)
	}
	k := importAsym(t, edwardsPair, vectors.Hex(t, examples[0].SecretKey))
	long := bytes.Repeat([]byte{'c'}, 255)
	sig, err := k.d.SignMessage(ctx, k.grant(alg.Ed25519ph), nil, nil, long)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.d.VerifyMessage(ctx, k.grant(alg.Ed25519ph), nil, sig, long); err != nil {
		t.Error(err)
	}
}

func TestEdwardsImport(t *testing.T) {
	public := ed25519Examples[0].PublicKey
	for _, attrs := range []psa.Attributes{{Type: edwardsPublic}, {Type: edwardsPublic, Bits: 255}} {
		importStatus(t, "a point", attrs, vectors.Hex(t, public), psa.Success)
		for name, bad := range map[string]string{
			"nothing": "", "a missing byte": public[2:], "a trailing byte": public + "00",
			"no point":                          "0200000000000000000000000000000000000000000000000000000000000000",
			"y = p":                             "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"y = p + 1, the neutral point":      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"the neutral point with a sign bit": "0100000000000000000000000000000000000000000000000000000000000080",
		} {
			importStatus(t, name, attrs, vectors.Hex(t, bad), psa.ErrInvalidArgument)
		}
	}
	for _, attrs := range []psa.Attributes{{Type: edwardsPair}, {Type: edwardsPair, Bits: 255}} {
		importStatus(t, "a seed", attrs, make([]byte, 32), psa.Success)
		for _, n := range []int{0, 31, 33, 64} {
			importStatus(t, "a seed of another length", attrs, make([]byte, n), psa.ErrInvalidArgument)
		}
	}
	importStatus(t, "another size", psa.Attributes{Type: edwardsPair, Bits: 256}, make([]byte, 32), psa.ErrNotSupported)
	k := importAsym(t, edwardsPair, vectors.Hex(t, ed25519Examples[0].SecretKey))
	if got := hex.EncodeToString(k.export(t)); got != ed25519Examples[0].SecretKey {
		t.Errorf("the seed comes back as %s", got)
	}
	if got := hex.EncodeToString(k.public(t).export(t)); got != public {
		t.Errorf("the point comes back as %s", got)
	}
}

func TestEdwardsGenerate(t *testing.T) {
	seed := vectors.Hex(t, ed25519Examples[1].SecretKey)
	m, err := New(fixedReader(seed)).Generate(context.Background(), &psa.Attributes{Type: edwardsPair, Bits: 255}, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, seed) || m.Bits != 255 {
		t.Errorf("%x, %v; want the random bytes themselves", m.Data, err)
	}
}

// TestEdwardsRefuses has the uses that PSA_ALG_PURE_EDDSA has not.
func TestEdwardsRefuses(t *testing.T) {
	ctx := context.Background()
	k := generateAsym(t, edwardsPair, 255)
	_, err := k.d.NewSign(ctx, k.grant(alg.PureEdDSA), nil)
	wantStatus(t, "PureEdDSA in parts", err, psa.ErrNotSupported)
	_, err = k.d.SignHash(ctx, k.grant(alg.PureEdDSA), nil, make([]byte, 64), nil)
	wantStatus(t, "PureEdDSA of a hash", err, psa.ErrNotSupported)
	wantStatus(t, "PureEdDSA of a hash", k.verifyHash(alg.PureEdDSA, make([]byte, 64), make([]byte, 64)), psa.ErrNotSupported)
	_, err = k.d.SignMessage(ctx, k.public(t).grant(alg.PureEdDSA), nil, nil, nil)
	wantStatus(t, "signing with a public key", err, psa.ErrNotSupported)
}

func TestEdwardsWipe(t *testing.T) {
	k := generateAsym(t, edwardsPair, 255)
	private := k.key.(*ed25519KeyPair).private
	before := k.sign(t, alg.EdDSACtx, nil)
	k.key.Wipe()
	if bytes.Equal(k.sign(t, alg.EdDSACtx, nil), before) {
		t.Error("the key signs with Ed25519ctx as before")
	}
	if !bytes.Equal(private, make([]byte, 64)) {
		t.Error("the private key is not cleared")
	}
}
