package keyformat

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// Examples of RFC 9881, appendix C.1.1.1, RFC 9935, appendix C.1.1.1, and RFC 9909, appendix C.
const (
	rfcMLDSASeed = "-----BEGIN PRIVATE KEY-----\nMDQCAQAwCwYJYIZIAWUDBAMRBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ\nGhscHR4f\n-----END PRIVATE KEY-----\n"
	rfcMLKEMSeed = "-----BEGIN PRIVATE KEY-----\nMFQCAQAwCwYJYIZIAWUDBAQBBEKAQAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ\nGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=\n-----END PRIVATE KEY-----\n"

	rfcSLHDSAPrivate = "-----BEGIN PRIVATE KEY-----\nMFICAQAwCwYJYIZIAWUDBAMUBECiJjvKRYYINlIxYASVI9YhZ3+tkNUetgZ6Mn4N\nHmSlASuBCex3fKpOHwJMz8+Ul9mRgFCSgPQlavKwevgCibSU\n-----END PRIVATE KEY-----\n"
	rfcSLHDSAPublic  = "-----BEGIN PUBLIC KEY-----\nMDAwCwYJYIZIAWUDBAMUAyEAK4EJ7Hd8qk4fAkzPz5SX2ZGAUJKA9CVq8rB6+AKJ\ntJQ=\n-----END PUBLIC KEY-----\n"
)

// The public keys in the certificates of RFC 9802, appendices B and C.
var (
	rfcHSS  = hexOf("304e300d060b2a864886f70d0109100311033d00 00000001 0000000500000004 74e473a823a66a7e9fa545a8fa63c6fb 178faffe28d182d395923ef9e25f9220560009e436f939a8ea8de7790261a842")
	rfcXMSS = hexOf("3053300a06082b06010505070622034500 00000001 7fc36be52722edce8886015d52700e5017044d6f8d0dc388844619ecdd76f194 fdbc756cafedfd2c6501beceba" +
		"be49e10de33b87706a9a60f4daf86c1578fcd9")
)

func hexOf(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func block2der(text string) []byte {
	b, _ := pem.Decode([]byte(text))
	return b.Bytes
}

// counting is 00 01 02 ..., from which the examples of RFC 9881 and RFC 9935 are made.
func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// TestLatticeExamples compares with the examples of RFC 9881 and RFC 9935, by the SHA-256 of their DER: the private key as a seed, and with the expanded key,
// and the public key.
func TestLatticeExamples(t *testing.T) {
	for _, c := range []struct {
		t                  keytype.Type
		bits               int
		seed, both, public string
	}{
		{keytype.MLDSAKeyPair, 128, "c823cb6a31172daa8af670a22c0f049af972bf1cb39a4a95971aa8c0c659dff4", "e355e29f28e537fcf3aff28354016415146d7f801a57136c241bb6e9addfaa30",
			"837832708c5236d951581f1fddf2b79991b3424a0486d16da1ddad0fd69701be"},
		{keytype.MLDSAKeyPair, 192, "af965903772933b6acc59764f335fcad9b5c61cdab2b368eabf224e7c29e31ac", "5259463f8ec68e21b8c179a7e49dba184fd24280080bd5bb78af94d7a2a0ac81",
			"b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d"},
		{keytype.MLDSAKeyPair, 256, "72cc4260a8d3d7622801ea98636123866d00e236d5f77221039c862325e02754", "c71913419ea426e99da06330e3b06b2ab47448f1aff520479358e3cb71f5c1d6",
			"07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642"},
		{keytype.MLKEMKeyPair, 512, "0fc934e3fb800359c219f4ede9fe4a1ae14018a20db779dcbaf2c8aba4fd6156", "8426d7497a2ff1a4854b7d1ece4e8f976c721f314c3f653189f8e4b2a2bc5b0d",
			"0e3c8b89b54202d2545f7aba2e2aaa3cffa7b6191919ad738fab35b4f313cf71"},
		{keytype.MLKEMKeyPair, 768, "67d4dc57d8f9e28816f4a3495abc48dd416b0da9bd1e1de4716ad0883b9ad6b8", "95738d2a0b7252a16b1474b9fb4e0c8ddaa6fe70db7903ade4a385909ee0d165",
			"c23e23dd3d485a9256cda09358a4a286e00b373db10761eadf99f710649ca31c"},
		{keytype.MLKEMKeyPair, 1024, "2c19d9d89d8c36ffb9eab0f3bb18dd90a47aaca3653bede67953173514d61234", "91004b1817d798dd3972439b8332a3a1b862f89c4e98b4ca2accd4f21afb9abb",
			"d2b7480ae006a14b37c1e8a8e45ea39022e32a9b1a7b90d594c84d869c6ac420"},
	} {
		name := keytype.Name(c.t, c.bits)
		r := rowOf(c.t, c.bits)
		pair := Key{c.t, c.bits, counting(r.size)}
		der, err := MarshalPKCS8(pair)
		if err != nil || sum(der) != c.seed {
			t.Errorf("%s: %x, %v", name, der, err)
		}
		data, expanded := r.lattice.expand(pair.Data)
		public := Key{c.t.PublicKeyOf(), c.bits, data}
		spki, err := MarshalSPKI(public)
		if err != nil || sum(spki) != c.public {
			t.Errorf("%s: the public key is written otherwise, %v", name, err)
		}
		private := func(content []byte) []byte {
			return fieldOf(tagSequence, integerOf(nil), r.algorithm(), fieldOf(tagOctetString, content))
		}
		both := private(fieldOf(tagSequence, fieldOf(tagOctetString, pair.Data), fieldOf(tagOctetString, expanded)))
		if sum(both) != c.both {
			t.Errorf("%s: the seed with the expanded key is another one", name)
		}
		for _, in := range [][]byte{der, both} {
			if k, err := ParsePKCS8(in); err != nil || !sameKey(k, pair) {
				t.Errorf("%s: read as %v, %v", name, k, err)
			}
		}
		if k, err := ParseSPKI(spki); err != nil || !sameKey(k, public) {
			t.Errorf("%s: the public key is read as %v, %v", name, k, err)
		}
		another := bytes.Clone(expanded)
		another[len(another)-1] ^= 1
		octets := func(b []byte) []byte { return fieldOf(tagOctetString, b) }
		for what, c := range map[string]struct {
			content []byte
			want    psa.Status
		}{
			"an expanded key alone":        {octets(expanded), psa.ErrNotSupported},
			"another expanded key":         {fieldOf(tagSequence, octets(pair.Data), octets(another)), psa.ErrInvalidArgument},
			"half an expanded key":         {fieldOf(tagSequence, octets(pair.Data), octets(expanded[:100])), psa.ErrInvalidArgument},
			"both, with something behind":  {append(fieldOf(tagSequence, octets(pair.Data), octets(expanded)), 0), psa.ErrInvalidArgument},
			"both, with something between": {fieldOf(tagSequence, octets(pair.Data), integerOf(nil), octets(expanded)), psa.ErrInvalidArgument},
			"a seed without the tag":       {pair.Data, psa.ErrInvalidArgument},
			"a seed with a byte less":      {fieldOf(tagPrimitive0, pair.Data[1:]), psa.ErrInvalidArgument},
			"a seed with a byte more":      {fieldOf(tagPrimitive0, append(counting(r.size), 0)), psa.ErrInvalidArgument},
			"a seed with another tag":      {fieldOf(tagPrimitive1, pair.Data), psa.ErrInvalidArgument},
			"nothing":                      {nil, psa.ErrInvalidArgument},
			"an empty seed":                {fieldOf(tagPrimitive0), psa.ErrInvalidArgument},
		} {
			k, err := ParsePKCS8(private(c.content))
			wantStatus(t, err, c.want, name+": "+what)
			if k.Data != nil {
				t.Errorf("%s: %s: a key with an error", name, what)
			}
		}
		_, err = ParseSPKI(fieldOf(tagSequence, r.algorithm(), bitStringOf(public.Data[1:])))
		wantStatus(t, err, psa.ErrInvalidArgument, name+": a public key with a byte less")
		_, err = ParseSPKI(fieldOf(tagSequence, fieldOf(tagSequence, oidOf(r.oid), fieldOf(tagNull)), bitStringOf(public.Data)))
		wantStatus(t, err, psa.ErrInvalidArgument, name+": parameters of NULL")
	}
	_, err := ParseSPKI(fieldOf(tagSequence, rowOf(keytype.MLKEMKeyPair, 512).algorithm(), bitStringOf(bytes.Repeat([]byte{0xff}, 800))))
	wantStatus(t, err, psa.ErrInvalidArgument, "coefficients beyond the modulus")
	for text, want := range map[string]Key{rfcMLDSASeed: {keytype.MLDSAKeyPair, 128, counting(32)}, rfcMLKEMSeed: {keytype.MLKEMKeyPair, 512, counting(64)}} {
		if k, format, err := Detect([]byte(text)); err != nil || !sameKey(k, want) || format != FormatPEM {
			t.Errorf("%v, %s, %v", k, format, err)
		}
		if out, err := MarshalPEM(want); err != nil || string(out) != text {
			t.Errorf("%s, %v", out, err)
		}
	}
}

// TestSLHDSAExamples compares with RFC 9909, and holds all parameter sets to their identifiers.
func TestSLHDSAExamples(t *testing.T) {
	pair, err := ParsePEM([]byte(rfcSLHDSAPrivate))
	if err != nil || pair.Type != keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S) || pair.Bits != 128 {
		t.Fatalf("%v, %v", pair, err)
	}
	public, err := ParsePEM([]byte(rfcSLHDSAPublic))
	if err != nil || !sameKey(public, Key{pair.Type.PublicKeyOf(), 128, pair.Data[32:]}) {
		t.Errorf("%v, %v", public, err)
	}
	for k, want := range map[*Key]string{&pair: rfcSLHDSAPrivate, &public: rfcSLHDSAPublic} {
		if out, err := MarshalPEM(*k); err != nil || string(out) != want {
			t.Errorf("%s, %v", out, err)
		}
		_, err := MarshalJWK(*k, nil)
		wantStatus(t, err, psa.ErrNotSupported, "JWK")
	}
	bad := bytes.Clone(pair.Data)
	bad[63] ^= 1
	_, err = MarshalPKCS8(Key{pair.Type, 128, bad})
	wantStatus(t, err, psa.ErrInvalidArgument, "another PK.root")
	_, err = MarshalPKCS8(Key{pair.Type, 128, pair.Data[:48]})
	wantStatus(t, err, psa.ErrInvalidArgument, "no PK.root")

	// RFC 9909, section 3: 20 to 31, the SHA2 sets before the SHAKE sets, and the s form before the f form of each size.
	number := 20
	for _, families := range [][2]keytype.Family{{keytype.SLHDSASHA2S, keytype.SLHDSASHA2F}, {keytype.SLHDSASHAKES, keytype.SLHDSASHAKEF}} {
		for _, bits := range []int{128, 192, 256} {
			for _, f := range families {
				data := make([]byte, bits/4)
				rand.Read(data)
				k := Key{keytype.SLHDSAPublicKey(f), bits, data}
				want := append([]byte{0x30, byte(len(data) + 16), 0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, byte(number), 3, byte(len(data) + 1), 0}, data...)
				if der, err := MarshalSPKI(k); err != nil || !bytes.Equal(der, want) {
					t.Errorf("%v: %x, want %x, %v", k, der, want, err)
				}
				if again, err := ParseSPKI(want); err != nil || !sameKey(again, k) {
					t.Errorf("%v is read as %v, %v", k, again, err)
				}
				number++
			}
		}
	}
}

// TestStatefulExamples compares with RFC 9802.
func TestStatefulExamples(t *testing.T) {
	for name, c := range map[string]struct {
		der []byte
		t   keytype.Type
	}{"HSS": {rfcHSS, keytype.HSSPublicKey}, "XMSS": {rfcXMSS, keytype.XMSSPublicKey}} {
		k, format, err := Detect(c.der)
		if err != nil || k.Type != c.t || k.Bits != 256 || format != FormatSPKI || !bytes.HasSuffix(c.der, k.Data) {
			t.Errorf("%s: %v, %s, %v", name, k, format, err)
		}
		if out, err := MarshalSPKI(k); err != nil || !bytes.Equal(out, c.der) {
			t.Errorf("%s: %x, %v", name, out, err)
		}
		_, err = MarshalJWK(k, nil)
		wantStatus(t, err, psa.ErrNotSupported, name+" as JWK")
		_, err = MarshalPKCS8(k)
		wantStatus(t, err, psa.ErrInvalidArgument, name+" as PKCS#8")
		r := rowOf(k.Type, k.Bits)
		_, err = ParsePKCS8(fieldOf(tagSequence, integerOf(nil), r.algorithm(), fieldOf(tagOctetString, k.Data)))
		wantStatus(t, err, psa.ErrNotSupported, name+", a private key")
		_, err = ParseSPKI(fieldOf(tagSequence, r.algorithm(), bitStringOf(k.Data[1:])))
		wantStatus(t, err, psa.ErrInvalidArgument, name+" with a byte less")
	}
	mt := Key{keytype.XMSSMTPublicKey, 256, append([]byte{0, 0, 0, 1}, make([]byte, 64)...)}
	want := append(hexOf("3053300a06082b06010505070623034500"), mt.Data...)
	if der, err := MarshalSPKI(mt); err != nil || !bytes.Equal(der, want) {
		t.Errorf("XMSS^MT: %x, %v", der, err)
	}
	if k, err := ParseSPKI(want); err != nil || !sameKey(k, mt) {
		t.Errorf("XMSS^MT: %v, %v", k, err)
	}
	hss := rowOf(keytype.HSSPublicKey, 256)
	_, err := ParseSPKI(fieldOf(tagSequence, hss.algorithm(), bitStringOf(fieldOf(tagOctetString, rfcHSS[len(rfcHSS)-60:]))))
	wantStatus(t, err, psa.ErrNotSupported, "HSS in an OCTET STRING")
	_, err = ParseSPKI(fieldOf(tagSequence, rowOf(keytype.XMSSPublicKey, 256).algorithm(), bitStringOf(append([]byte{0, 0, 0, 4}, make([]byte, 128)...))))
	wantStatus(t, err, psa.ErrNotSupported, "XMSS with 512 bits")
	_, err = MarshalSPKI(Key{keytype.HSSPublicKey, 192, rfcHSS[len(rfcHSS)-60:]})
	wantStatus(t, err, psa.ErrInvalidArgument, "HSS of another size")
	_, err = MarshalSPKI(Key{keytype.LMSPublicKey, 256, rfcHSS[len(rfcHSS)-56:]})
	wantStatus(t, err, psa.ErrNotSupported, "LMS alone has no identifier")
}

// TestAKP compares with the JSON Web Keys of RFC 9964, appendix A.1, by the SHA-256 of their public keys; the seed is of zeros.
func TestAKP(t *testing.T) {
	seed := strings.Repeat("A", 43)
	for bits, c := range map[int][2]string{
		128: {"ML-DSA-44", "eb4e7302842153b0fa19e8620739ad258af4929c26dd89079a7ec7d4282208e1"},
		192: {"ML-DSA-65", "085ba380ff386dd52e42349c6eb88489d6058ea541a4e3fb0dce9a3fd1f7a911"},
		256: {"ML-DSA-87", "1d4a461707fc50a7ec93a9c02454778a8b82321ca460eea345e7bbfaff38a3aa"},
	} {
		pair := Key{keytype.MLDSAKeyPair, bits, make([]byte, 32)}
		out, err := MarshalJWK(pair, map[string]any{"kid": "x"})
		if err != nil {
			t.Fatal(err)
		}
		text := string(out)
		_, rest, _ := strings.Cut(text, `"pub":"`)
		encoded, _, _ := strings.Cut(rest, `"`)
		pub, err := base64.RawURLEncoding.DecodeString(encoded)
		if err != nil || sum(pub) != c[1] {
			t.Errorf("%s: another public key, %v", c[0], err)
		}
		if want := fmt.Sprintf(`{"kty":"AKP","alg":%q,"pub":%q,"priv":%q,"kid":"x"}`, c[0], encoded, seed); text != want {
			t.Errorf("%.60s..., want %.60s...", text, want)
		}
		public := Key{keytype.MLDSAPublicKey, bits, pub}
		publicText, err := MarshalJWK(public, nil)
		if want := fmt.Sprintf(`{"kty":"AKP","alg":%q,"pub":%q}`, c[0], encoded); err != nil || string(publicText) != want {
			t.Errorf("%.60s..., %v", publicText, err)
		}
		for in, want := range map[string]Key{text: pair, string(publicText): public} {
			k, extra, err := ParseJWK([]byte(in))
			if err != nil || !sameKey(k, want) || extra["alg"] != nil {
				t.Errorf("%v, %v, %v", k, extra, err)
			}
		}
		for what, c := range map[string]struct {
			in   string
			want psa.Status
		}{
			"no alg":              {strings.Replace(text, `"alg":"`+c[0]+`",`, "", 1), psa.ErrInvalidArgument},
			"a number for an alg": {strings.Replace(text, `"`+c[0]+`"`, "1", 1), psa.ErrInvalidArgument},
			"another alg":         {strings.Replace(text, c[0], "SLH-DSA-SHA2-128s", 1), psa.ErrNotSupported},
			"a crv":               {strings.Replace(text, "{", `{"crv":"Ed25519",`, 1), psa.ErrNotSupported},
			"an x":                {strings.Replace(text, "{", `{"x":"AA",`, 1), psa.ErrInvalidArgument},
			"no pub":              {strings.Replace(text, `"pub"`, `"pab"`, 1), psa.ErrInvalidArgument},
			"a priv of 31 bytes":  {strings.Replace(text, seed, seed[:42], 1), psa.ErrInvalidArgument},
			"another priv":        {strings.Replace(text, seed, "B"+seed[1:], 1), psa.ErrInvalidArgument},
			"a pub too short":     {strings.Replace(text, encoded, encoded[4:], 1), psa.ErrInvalidArgument},
		} {
			k, _, err := ParseJWK([]byte(c.in))
			wantStatus(t, err, c.want, what)
			if k.Data != nil {
				t.Errorf("%s: a key with an error", what)
			}
		}
		_, err = MarshalJWK(pair, map[string]any{"alg": "x"})
		wantStatus(t, err, psa.ErrInvalidArgument, "an alg beside the key")
	}
	_, err := MarshalJWK(Key{keytype.MLKEMKeyPair, 768, make([]byte, 64)}, nil)
	wantStatus(t, err, psa.ErrNotSupported, "ML-KEM as JWK")
}
