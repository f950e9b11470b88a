package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ signKey              = (*slhdsaKeyPair)(nil)
	_ verifyKey            = (*slhdsaKeyPair)(nil)
	_ verifyKey            = (*slhdsaPublicKey)(nil)
	_ publicKey            = (*slhdsaPublicKey)(nil)
	_ publicKey            = (*slhdsaKeyPair)(nil)
	_ driver.DerivedImport = (*Driver)(nil)
)

// slhdsaType is the type and size of a parameter set, as "SLH-DSA-SHA2-128f".
func slhdsaType(t testing.TB, name string) (pair keytype.Type, bits int) {
	t.Helper()
	family := map[string]keytype.Family{
		"SHA2s": keytype.SLHDSASHA2S, "SHA2f": keytype.SLHDSASHA2F, "SHAKEs": keytype.SLHDSASHAKES, "SHAKEf": keytype.SLHDSASHAKEF,
	}
	parts := strings.Split(name, "-")
	var form string
	if _, err := fmt.Sscanf(parts[3], "%d%s", &bits, &form); err != nil {
		t.Fatal(err)
	}
	return keytype.SLHDSAKeyPair(family[parts[2]+form]), bits
}

// TestSLHDSASign compares with ACVP: the external interface with contexts, pure and with the pre-hashes that the specification has. Of the slow sets only one
// of each family signs.
func TestSLHDSASign(t *testing.T) {
	ctx := context.Background()
	var file struct {
		TestGroups []struct {
			ParameterSet, PreHash string
			Deterministic         bool
			Tests                 []struct {
				TcID                                                               int
				SK, PK, Message, Context, Signature, AdditionalRandomness, HashAlg string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "slhdsa/SLH-DSA-sigGen-FIPS205.json"), &file); err != nil {
		t.Fatal(err)
	}
	signed, verified := 0, 0
	for _, g := range file.TestGroups {
		typ, bits := slhdsaType(t, g.ParameterSet)
		for _, c := range g.Tests {
			hedged, deterministic := alg.SLHDSA, alg.DeterministicSLHDSA
			if g.PreHash == "preHash" {
				h := acvpHash(c.HashAlg)
				if !hasPrehash(h) {
					continue
				}
				hedged, deterministic = alg.HashSLHDSA(h), alg.DeterministicHashSLHDSA(h)
			}
			a := hedged
			if g.Deterministic {
				a = deterministic
			}
			what := fmt.Sprintf("%s, %v, case %d", g.ParameterSet, a, c.TcID)
			msg, sig, sigContext := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature), vectors.Hex(t, c.Context)
			slow := strings.HasSuffix(g.ParameterSet, "s")
			if !slow || bits == 128 && g.Deterministic && g.PreHash == "pure" && !testing.Short() {
				k := importSized(t, typ, bits, vectors.Hex(t, c.SK))
				k.d.rand = fixedReader(vectors.Hex(t, c.AdditionalRandomness))
				got, err := k.d.SignMessage(ctx, k.grant(a), nil, msg, sigContext)
				if err != nil || !bytes.Equal(got, sig) {
					t.Errorf("%s: another signature, %v", what, err)
				}
				if a.IsSignHash() {
					k.d.rand = fixedReader(vectors.Hex(t, c.AdditionalRandomness))
					if got := signParts(t, k, a, sigContext, msg[:1], msg[1:]); !bytes.Equal(got, sig) {
						t.Errorf("%s: another signature in parts", what)
					}
				}
				if !bytes.Equal(k.exportPublic(t), vectors.Hex(t, c.PK)) || !bytes.Equal(k.export(t), vectors.Hex(t, c.SK)) {
					t.Errorf("%s: the key is exported otherwise", what)
				}
				signed++
			}
			k := importSized(t, typ.PublicKeyOf(), bits, vectors.Hex(t, c.PK))
			checkVerdicts(t, what, k, deterministic, msg, sig, sigContext, psa.Success)
			checkVerdicts(t, what+", another message", k, hedged, append([]byte{1}, msg...), sig, sigContext, psa.ErrInvalidSignature)
			if len(sigContext) < 255 {
				checkVerdicts(t, what+", another context", k, a, msg, sig, append([]byte{1}, sigContext...), psa.ErrInvalidSignature)
			}
			checkVerdicts(t, what+", a byte less", k, a, msg, sig[1:], sigContext, psa.ErrInvalidSignature)
			verified++
		}
	}
	if signed < 15 || verified < 30 {
		t.Errorf("%d signatures made and %d verified", signed, verified)
	}
}

// TestSLHDSAVerifyHash compares with BoringSSL's cases, which have the hash of the message.
func TestSLHDSAVerifyHash(t *testing.T) {
	count := 0
	field := map[string]string{}
	for line := range strings.Lines(string(vectors.Read(t, "slhdsa/slhdsa_sha2_128s_prehash.txt")) + "\n") {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && !strings.HasPrefix(line, "#") {
			field[name] = strings.TrimSpace(value)
		}
		if strings.TrimSpace(line) != "" || field["sig"] == "" {
			continue
		}
		h := acvpHash(field["hash"])
		if !hasPrehash(h) {
			t.Fatalf("no hash %q", field["hash"])
		}
		k := importAsym(t, keytype.SLHDSAPublicKey(keytype.SLHDSASHA2S), vectors.Hex(t, field["pub"]))
		err := k.d.VerifyHash(context.Background(), k.grant(alg.HashSLHDSA(h)), vectors.Hex(t, field["msg"]), vectors.Hex(t, field["sig"]), vectors.Hex(t, field["context"]))
		if err != nil {
			t.Errorf("case %d: %v", count, err)
		}
		count++
		field = map[string]string{}
	}
	if count != 2 {
		t.Errorf("%d cases, want 2", count)
	}
}

// TestSLHDSAKinds has the hedged, deterministic and pre-hashed signatures kept apart.
func TestSLHDSAKinds(t *testing.T) {
	ctx := context.Background()
	msg := []byte("a message")
	k := generateAsym(t, keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 128)
	checkKinds(t, k, alg.SLHDSA, alg.DeterministicSLHDSA, msg, []byte("context"))
	checkKinds(t, k, alg.HashSLHDSA(alg.SHA256), alg.DeterministicHashSLHDSA(alg.SHA256), msg, []byte("context"))
	sig := k.sign(t, alg.SLHDSA, msg)
	checkVerdicts(t, "as HashSLH-DSA", k, alg.HashSLHDSA(alg.SHA256), msg, sig, nil, psa.ErrInvalidSignature)
	for _, a := range []alg.Algorithm{alg.SLHDSA, alg.DeterministicSLHDSA} {
		_, err := k.d.NewSign(ctx, k.grant(a), nil)
		wantStatus(t, "SLH-DSA in parts", err, psa.ErrNotSupported)
		_, err = k.d.SignHash(ctx, k.grant(a), nil, make([]byte, 32), nil)
		wantStatus(t, "a hash for pure SLH-DSA", err, psa.ErrNotSupported)
		_, err = k.d.SignMessage(ctx, k.grant(a), nil, msg, make([]byte, 256))
		wantStatus(t, "a context of 256 bytes", err, psa.ErrInvalidArgument)
	}
	_, err := k.d.SignHash(ctx, k.grant(alg.HashSLHDSA(alg.SHA256)), nil, make([]byte, 31), nil)
	wantStatus(t, "a short hash", err, psa.ErrInvalidArgument)
	_, err = k.d.SignMessage(ctx, k.public(t).grant(alg.SLHDSA), nil, msg, nil)
	wantStatus(t, "signing with a public key", err, psa.ErrNotSupported)
	k.d.rand = &failingReader{}
	_, err = k.d.SignMessage(ctx, k.grant(alg.SLHDSA), nil, msg, nil)
	wantStatus(t, "without randomness", err, psa.ErrInsufficientEntropy)
}

// TestSLHDSAKeys compares what becomes of drawn seeds with ACVP, in all parameter sets, and has no key pair taken whose PK.root is another.
func TestSLHDSAKeys(t *testing.T) {
	ctx := context.Background()
	var file struct {
		TestGroups []struct {
			ParameterSet string
			Tests        []struct{ SkSeed, SkPrf, PkSeed, SK string }
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "slhdsa/SLH-DSA-keyGen-FIPS205.json"), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.TestGroups) != 12 {
		t.Errorf("%d parameter sets", len(file.TestGroups))
	}
	for _, g := range file.TestGroups {
		typ, bits := slhdsaType(t, g.ParameterSet)
		if testing.Short() && strings.HasSuffix(g.ParameterSet, "s") {
			continue
		}
		attrs := &psa.Attributes{Type: typ, Bits: bits}
		c := g.Tests[0]
		seeds, want := vectors.Hex(t, c.SkSeed+c.SkPrf+c.PkSeed), vectors.Hex(t, c.SK)
		m, err := New(rand.Reader).ImportDerived(ctx, attrs, seeds)
		if err != nil || !bytes.Equal(m.Data, want) || m.Bits != bits {
			t.Errorf("%s: drawn seeds give %x, %v", g.ParameterSet, m.Data, err)
		}
		if strings.HasSuffix(g.ParameterSet, "s") {
			continue // each of the rest would take a tenth of a second
		}
		m, err = New(fixedReader(seeds)).Generate(ctx, attrs, driver.Parameters{})
		if err != nil || !bytes.Equal(m.Data, want) {
			t.Errorf("%s: generation gives %x, %v", g.ParameterSet, m.Data, err)
		}
		importStatus(t, g.ParameterSet, psa.Attributes{Type: typ}, want, psa.Success)
		importStatus(t, g.ParameterSet+" without PK.root", *attrs, seeds, psa.ErrInvalidArgument)
		bad := bytes.Clone(want)
		bad[len(bad)-1] ^= 1
		importStatus(t, g.ParameterSet+" with another PK.root", *attrs, bad, psa.ErrInvalidArgument)
		bad = bytes.Clone(want)
		bad[0] ^= 1
		importStatus(t, g.ParameterSet+" with another SK.seed", *attrs, bad, psa.ErrInvalidArgument)
		importStatus(t, g.ParameterSet+" with a byte less", *attrs, want[1:], psa.ErrInvalidArgument)
		importStatus(t, g.ParameterSet+", public", psa.Attributes{Type: typ.PublicKeyOf()}, want[bits/4:], psa.Success)
		importStatus(t, g.ParameterSet+", public, with a byte more", psa.Attributes{Type: typ.PublicKeyOf()}, want[bits/4-1:], psa.ErrInvalidArgument)
		_, err = New(rand.Reader).ImportDerived(ctx, attrs, want)
		wantStatus(t, "four parts drawn", err, psa.ErrInvalidArgument)
	}
	_, err := New(rand.Reader).ImportDerived(ctx, &psa.Attributes{Type: keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), Bits: 129}, make([]byte, 48))
	wantStatus(t, "129 bits", err, psa.ErrInvalidArgument)
	m, err := New(rand.Reader).ImportDerived(ctx, &psa.Attributes{Type: keytype.AES, Bits: 128}, make([]byte, 16))
	if err != nil || m.Bits != 128 {
		t.Errorf("a derived AES key: %v", err)
	}
}
