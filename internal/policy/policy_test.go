package policy

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/keytype"
	"pgregory.net/rapid"
)

var specifics = func() []alg.Algorithm {
	var s []alg.Algorithm
	for a := range alg.All() {
		if a.IsSpecific() {
			s = append(s, a)
		}
	}
	return s
}()

var everything = slices.Collect(alg.All())

func drawPolicy(t *rapid.T, name string) psa.Policy {
	return psa.Policy{
		Usage: psa.Usage(rapid.Uint32().Draw(t, name+" usage")) & psa.AllUsage(),
		Alg:   rapid.SampledFrom(everything).Draw(t, name+" algorithm"),
	}
}

// What a copy permits, both the source and the attributes permitted; and whatever specific algorithm both permit, the copy permits.
func TestIntersectionIsWhatBothPermit(t *testing.T) {
	types := []keytype.Type{keytype.AES, keytype.DES, keytype.HMAC, keytype.RSAKeyPair, keytype.ECCKeyPair(keytype.SECPR1), keytype.Derive}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPolicy(t, "source"), drawPolicy(t, "target")
		kt := rapid.SampledFrom(types).Draw(t, "type")
		r := rapid.SampledFrom(op.All()).Draw(t, "operation")
		x := rapid.SampledFrom(specifics).Draw(t, "algorithm")
		if r.Class != 0 && !r.Takes(x) {
			t.Skip("the operation is not one of the algorithm")
		}
		both := Permits(a, &r, x, kt) == nil && Permits(b, &r, x, kt) == nil
		got, err := Intersect(a, b, kt)
		if err != nil {
			if psa.StatusOf(err) != psa.ErrInvalidArgument {
				t.Fatalf("Intersect: %v", err)
			}
			// Verification takes the two forms of a signature for one, which a copy does not.
			if both && r.Class != 0 && alg.Includes(a.Alg, x, kt) && alg.Includes(b.Alg, x, kt) {
				t.Fatalf("%v and %v both permit %v of %v but have no intersection: %v", a, b, r.Op, x, err)
			}
			return
		}
		if Permits(got, &r, x, kt) == nil && !both {
			t.Fatalf("the intersection %v of %v and %v permits %v of %v, which they don't both", got, a, b, r.Op, x)
		}
	})
}

// SEMANTICS of copy: each line as the specification and the design have it.
func TestIntersectExamples(t *testing.T) {
	h := alg.HMAC(alg.SHA256)
	ecdh := alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
	for _, c := range []struct {
		name            string
		source, target  alg.Algorithm
		want            alg.Algorithm
		nothingInCommon bool
		t               keytype.Type
	}{
		{name: "equal ones stay", source: alg.GCM, target: alg.GCM, want: alg.GCM, t: keytype.AES},
		{name: "equal wildcards stay", source: alg.ECDSA(alg.AnyHash), target: alg.ECDSA(alg.AnyHash), want: alg.ECDSA(alg.AnyHash), t: keytype.ECCKeyPair(keytype.SECPR1)},
		{name: "specific against a wildcard gives the specific one", source: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8), target: alg.GCM, want: alg.GCM, t: keytype.AES},
		{name: "and the other way round", source: alg.GCM, target: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8), want: alg.GCM, t: keytype.AES},
		{name: "at least 4 with at least 8 gives at least 8", source: alg.AtLeastThisLengthMAC(h, 4), target: alg.AtLeastThisLengthMAC(h, 8), want: alg.AtLeastThisLengthMAC(h, 8), t: keytype.HMAC},
		{name: "fixed 8 with at least 12 fails", source: alg.TruncatedMAC(h, 8), target: alg.AtLeastThisLengthMAC(h, 12), nothingInCommon: true, t: keytype.HMAC},
		{name: "ANY_HASH narrows", source: alg.RSAPSS(alg.AnyHash), target: alg.RSAPSS(alg.SHA384), want: alg.RSAPSS(alg.SHA384), t: keytype.RSAKeyPair},
		{name: "ECDSA and deterministic ECDSA are not one for a copy", source: alg.ECDSA(alg.SHA256), target: alg.DeterministicECDSA(alg.SHA256), nothingInCommon: true, t: keytype.ECCKeyPair(keytype.SECPR1)},
		{name: "PKCS1V15_SIGN(ANY_HASH) and RAW give RAW", source: alg.RSAPKCS1V15Sign(alg.AnyHash), target: alg.RSAPKCS1V15SignRaw, want: alg.RSAPKCS1V15SignRaw, t: keytype.RSAKeyPair},
		{name: "ECDSA(ANY_HASH) and ECDSA_ANY have nothing in common", source: alg.ECDSA(alg.AnyHash), target: alg.ECDSAAny, nothingInCommon: true, t: keytype.ECCKeyPair(keytype.SECPR1)},
		{name: "X with NONE", source: alg.GCM, target: alg.None, nothingInCommon: true, t: keytype.AES},
		{name: "NONE with X", source: alg.None, target: alg.GCM, nothingInCommon: true, t: keytype.AES},
		{name: "NONE with NONE is NONE", source: alg.None, target: alg.None, want: alg.None, t: keytype.AES},
		{name: "ECDH with ECDH+KDF gives ECDH+KDF", source: alg.ECDH, target: ecdh, want: ecdh, t: keytype.ECCKeyPair(keytype.SECPR1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Intersect(psa.Policy{Alg: c.source}, psa.Policy{Alg: c.target}, c.t)
			if c.nothingInCommon {
				if !errors.Is(err, psa.ErrInvalidArgument) {
					t.Fatalf("got %v, %v, want INVALID_ARGUMENT", got.Alg, err)
				}
				return
			}
			if err != nil || got.Alg != c.want {
				t.Fatalf("got %v, %v, want %v", got.Alg, err, c.want)
			}
		})
	}
}

func TestIntersectUsageAfterImplication(t *testing.T) {
	got, err := Intersect(psa.Policy{Usage: psa.SignHash | psa.Copy, Alg: alg.GCM}, psa.Policy{Usage: psa.SignMessage | psa.VerifyHash | psa.Copy, Alg: alg.GCM}, keytype.AES)
	if err != nil {
		t.Fatal(err)
	}
	if want := psa.SignMessage | psa.Copy; got.Usage != want {
		t.Errorf("usage is %v, want %v", got.Usage, want)
	}
}

func TestEcdsaFormsAreOneForVerificationOnly(t *testing.T) {
	p := psa.Policy{Usage: psa.SignHash | psa.VerifyHash, Alg: alg.ECDSA(alg.SHA256)}
	kt := keytype.ECCKeyPair(keytype.SECPR1)
	if err := Permits(p, op.VerifyHash.Row(), alg.DeterministicECDSA(alg.SHA256), kt); err != nil {
		t.Errorf("verify: %v", err)
	}
	if err := Permits(p, op.SignHash.Row(), alg.DeterministicECDSA(alg.SHA256), kt); !errors.Is(err, psa.ErrNotPermitted) {
		t.Errorf("sign: %v, want NOT_PERMITTED", err)
	}
	any := psa.Policy{Usage: psa.VerifyHash, Alg: alg.DeterministicECDSA(alg.AnyHash)}
	if err := Permits(any, op.VerifyHash.Row(), alg.ECDSA(alg.SHA384), kt); err != nil {
		t.Errorf("wildcard: %v", err)
	}
}

// Every refusal says which flag or algorithm it was, and what there is.
func TestRefusalsSayWhy(t *testing.T) {
	attrs := psa.Attributes{Type: keytype.AES, Bits: 256, Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM}}
	for _, c := range []struct {
		o      op.Op
		a      alg.Algorithm
		status psa.Status
		words  []string
	}{
		{op.AEADDecrypt, alg.GCM, psa.ErrNotPermitted, []string{"DECRYPT", "ENCRYPT"}},
		{op.AEADEncrypt, alg.CCM, psa.ErrNotPermitted, []string{"GCM", "CCM"}},
		{op.AEADEncrypt, alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8), psa.ErrInvalidArgument, []string{"wildcard"}},
		{op.AEADEncrypt, alg.None, psa.ErrInvalidArgument, []string{"NONE", "AEAD"}},
		{op.AEADEncrypt, alg.CTR, psa.ErrInvalidArgument, []string{"CTR", "AEAD"}},
		{op.AEADEncrypt, alg.AEADWithShortenedTag(alg.GCM, 9), psa.ErrInvalidArgument, []string{"9"}},
		{op.ExportKey, alg.None, psa.ErrNotPermitted, []string{"EXPORT", "ENCRYPT"}},
		{op.ExportPublicKey, alg.None, psa.ErrInvalidArgument, []string{"no public part"}},
	} {
		err := Use(&attrs, c.o.Row(), c.a)
		if psa.StatusOf(err) != c.status {
			t.Errorf("%v with %v: %v, want %v", c.o, c.a, err, c.status)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%v with %v: %q does not say %q", c.o, c.a, err, w)
			}
		}
	}
}

func TestValidate(t *testing.T) {
	id := func(id psa.KeyID, l psa.Lifetime) psa.Attributes { return psa.Attributes{ID: id, Lifetime: l} }
	for _, c := range []struct {
		name string
		a    psa.Attributes
		want psa.Status
	}{
		{"volatile", id(0, psa.Volatile), psa.Success},
		{"volatile with an identifier", id(1, psa.Volatile), psa.ErrInvalidArgument},
		{"volatile in another location with an identifier", id(1, psa.MakeLifetime(0, 5)), psa.ErrInvalidArgument},
		{"persistent", id(1, psa.Persistent), psa.Success},
		{"greatest identifier", id(0x3fffffff, psa.Persistent), psa.Success},
		{"persistent without identifier", id(0, psa.Persistent), psa.ErrInvalidArgument},
		{"vendor identifier", id(0x40000000, psa.Persistent), psa.ErrInvalidArgument},
		{"identifier beyond all ranges", id(0x80000000, psa.Persistent), psa.ErrInvalidArgument},
		{"read-only", id(7, psa.MakeLifetime(psa.PersistenceReadOnly, 0)), psa.Success},
		{"unknown persistence", id(7, psa.MakeLifetime(2, 0)), psa.ErrNotSupported},
		{"label of 255 bytes", psa.Attributes{Label: strings.Repeat("x", 255)}, psa.Success},
		{"label of 256 bytes", psa.Attributes{Label: strings.Repeat("x", 256)}, psa.ErrInvalidArgument},
		{"label not UTF-8", psa.Attributes{Label: "\xff"}, psa.ErrInvalidArgument},
		{"label with a newline", psa.Attributes{Label: "a\nb"}, psa.ErrInvalidArgument},
	} {
		if err := ValidateName(&c.a); psa.StatusOf(err) != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := ValidatePolicy(psa.Policy{Usage: 1 << 30}); psa.StatusOf(err) != psa.ErrInvalidArgument {
		t.Errorf("unknown usage bit: %v", err)
	}
	if err := ValidatePolicy(psa.Policy{Alg: 0x02000006}); psa.StatusOf(err) != psa.ErrInvalidArgument {
		t.Errorf("unknown algorithm: %v", err)
	}
}

func TestStrict(t *testing.T) {
	never := psa.Attributes{Type: keytype.ECCPublicKey(keytype.SECPR1), Bits: 256, Policy: psa.Policy{Usage: psa.Decrypt, Alg: alg.RSAPSS(alg.SHA256)}}
	if err := Strict(&never); psa.StatusOf(err) != psa.ErrInvalidArgument {
		t.Errorf("an ECC public key with DECRYPT and RSA-PSS: %v, want INVALID_ARGUMENT", err)
	}
	for _, a := range []psa.Attributes{
		{Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt | psa.Export, Alg: alg.GCM}},
		{Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.AtLeastThisLengthMAC(alg.CMAC, 8)}},
		{Type: keytype.ECCKeyPair(keytype.SECPR1), Bits: 256, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.ECDH}},
		{Type: keytype.Derive, Bits: 128, Policy: psa.Policy{Usage: psa.Derive | psa.VerifyDerivation, Alg: alg.HKDF(alg.SHA256)}},
		{Type: keytype.RSAKeyPair, Bits: 2048, Policy: psa.Policy{Usage: psa.SignHash | psa.VerifyHash, Alg: alg.RSAPKCS1V15Sign(alg.AnyHash)}},
	} {
		if err := Strict(&a); err != nil {
			t.Errorf("%v: %v", a, err)
		}
	}
}
