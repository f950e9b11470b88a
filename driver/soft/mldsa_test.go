package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/cloudflare/circl/sign"
	"github.com/cloudflare/circl/sign/mldsa/mldsa44"
	"github.com/cloudflare/circl/sign/mldsa/mldsa65"
	"github.com/cloudflare/circl/sign/mldsa/mldsa87"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ signKey   = (*mldsaKeyPair)(nil)
	_ verifyKey = (*mldsaKeyPair)(nil)
	_ verifyKey = (*mldsaPublicKey)(nil)
	_ publicKey = (*mldsaPublicKey)(nil)
	_ publicKey = (*mldsaKeyPair)(nil)
)

// importSized imports and loads a key whose size its data doesn't tell.
func importSized(t testing.TB, typ keytype.Type, bits int, data []byte) asymKey {
	t.Helper()
	d := New(rand.Reader)
	m, err := d.Import(context.Background(), &psa.Attributes{Type: typ, Bits: bits}, data)
	if err != nil {
		t.Fatal(err)
	}
	return loadAsym(t, d, typ, m)
}

// rfcSeed is 00 01 02 ..., with n bytes, from which the examples of RFC 9881 and RFC 9935 are made.
func rfcSeed(n int) []byte {
	seed := make([]byte, n)
	for i := range seed {
		seed[i] = byte(i)
	}
	return seed
}

// spki puts a public key of an algorithm of NIST's arc 2.16.840.1.101.3.4 into SubjectPublicKeyInfo.
func spki(arc, number byte, public []byte) []byte {
	bitString := append([]byte{3, 0x82, byte((len(public) + 1) >> 8), byte(len(public) + 1), 0}, public...)
	body := append([]byte{0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, arc, number}, bitString...)
	return append([]byte{0x30, 0x82, byte(len(body) >> 8), byte(len(body))}, body...)
}

// TestMLDSAKeys compares public keys with the examples of RFC 9881, appendix C.1, by the SHA-256 of their SubjectPublicKeyInfo.
func TestMLDSAKeys(t *testing.T) {
	for bits, want := range map[int]string{
		128: "837832708c5236d951581f1fddf2b79991b3424a0486d16da1ddad0fd69701be",
		192: "b8b62131bfbe84433efb2273d7f5b87f7a22854a2cfd366fc2aead86d837c52d",
		256: "07e57c4f14dbad1267f621ec3777b4e2e6c4fbc4c22fbb87510ff8e0b3c6a642",
	} {
		k := importSized(t, keytype.MLDSAKeyPair, bits, rfcSeed(32))
		if got := sha256.Sum256(spki(3, byte(17+bits/64-2), k.exportPublic(t))); hex.EncodeToString(got[:]) != want {
			t.Errorf("%d bits: another public key", bits)
		}
		if !bytes.Equal(k.export(t), rfcSeed(32)) {
			t.Errorf("%d bits: the seed does not come back", bits)
		}
	}
}

// TestMLDSASignatures compares deterministic signatures with the JSON Web Signatures of RFC 9964, appendix A.1, by their SHA-256: the key is made of the seed of
// zeros, and the message is of the protected header and of a sentence.
func TestMLDSASignatures(t *testing.T) {
	for _, c := range []struct {
		bits          int
		kid, sum, pub string
	}{
		{128, "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o", "8651ad35f71a6e01bf62569ad21822c635f1b6cf3c35037bb689074dca560bfa",
			"eb4e7302842153b0fa19e8620739ad258af4929c26dd89079a7ec7d4282208e1"},
		{192, "Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM", "2d3d1ba6581e89392226d707e2fe24e3326f80b9f7c6865707be9bd6f89d6ec6",
			"085ba380ff386dd52e42349c6eb88489d6058ea541a4e3fb0dce9a3fd1f7a911"},
		{256, "tRn1JNIkgMsABVQBlXeDHxAIcclh-2IX0UdDEzPt5XU", "c521622a50722e369f511589f8405b7d3624b6fb39ae4045333f6485f4d9d42c",
			"1d4a461707fc50a7ec93a9c02454778a8b82321ca460eea345e7bbfaff38a3aa"},
	} {
		k := importSized(t, keytype.MLDSAKeyPair, c.bits, make([]byte, 32))
		if got := sha256.Sum256(k.exportPublic(t)); hex.EncodeToString(got[:]) != c.pub {
			t.Errorf("%d bits: another public key", c.bits)
		}
		b64 := base64.RawURLEncoding.EncodeToString
		name := map[int]string{128: "ML-DSA-44", 192: "ML-DSA-65", 256: "ML-DSA-87"}[c.bits]
		msg := []byte(b64([]byte(fmt.Sprintf(`{"alg":%q,"kid":%q}`, name, c.kid))) + "." + b64([]byte("It’s a dangerous business, Frodo, going out your door.")))
		sig := k.sign(t, alg.DeterministicMLDSA, msg)
		if got := sha256.Sum256(sig); hex.EncodeToString(got[:]) != c.sum {
			t.Errorf("%d bits: another signature", c.bits)
		}
		if got := signParts(t, k, alg.DeterministicMLDSA, nil, msg[:7], nil, msg[7:]); !bytes.Equal(got, sig) {
			t.Errorf("%d bits: another signature in parts", c.bits)
		}
	}
}

// signParts signs a message in fragments.
func signParts(t testing.TB, k asymKey, a alg.Algorithm, sigContext []byte, fragments ...[]byte) []byte {
	t.Helper()
	ctx := context.Background()
	s, err := k.d.NewSign(ctx, k.grant(a), sigContext)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, f := range fragments {
		if err := s.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	sig, err := s.Finish(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// verdicts are those on a signature of a message, whole and in parts, and, of the algorithms that sign hashes, of the hash.
func verdicts(t testing.TB, k asymKey, a alg.Algorithm, msg, sig, sigContext []byte) map[string]error {
	t.Helper()
	ctx := context.Background()
	v, err := k.d.NewVerify(ctx, k.grant(a), sig, sigContext)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for _, f := range [][]byte{msg[:len(msg)/3], nil, msg[len(msg)/3:]} {
		if err := v.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]error{
		"whole":    k.d.VerifyMessage(ctx, k.grant(a), msg, sig, sigContext),
		"in parts": v.Finish(ctx),
	}
	if a.IsSignHash() {
		h, ok := hashSum(a.Hash(), nil, msg)
		if !ok {
			t.Fatalf("no hash %v", a.Hash())
		}
		all["hash"] = k.d.VerifyHash(ctx, k.grant(a), h, sig, sigContext)
	}
	return all
}

// checkVerdicts wants all verdicts to have a status.
func checkVerdicts(t testing.TB, what string, k asymKey, a alg.Algorithm, msg, sig, sigContext []byte, want psa.Status) {
	t.Helper()
	for how, err := range verdicts(t, k, a, msg, sig, sigContext) {
		wantStatus(t, what+", "+how, err, want)
	}
}

// mldsaBits is the strength of a parameter set.
var mldsaBits = map[string]int{"ML-DSA-44": 128, "ML-DSA-65": 192, "ML-DSA-87": 256}

// TestMLDSAVerify compares with ACVP: the external interface, pure and with the pre-hashes that the specification has.
func TestMLDSAVerify(t *testing.T) {
	var file struct {
		TestGroups []struct {
			ParameterSet, SignatureInterface, PreHash string
			Tests                                     []struct {
				TcID                                             int
				TestPassed                                       bool
				PK, Message, Context, Signature, Reason, HashAlg string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "mldsa/ML-DSA-sigVer-FIPS204.json"), &file); err != nil {
		t.Fatal(err)
	}
	pure, hashed := 0, 0
	for _, g := range file.TestGroups {
		if g.SignatureInterface != "external" {
			continue
		}
		for _, c := range g.Tests {
			algs := []alg.Algorithm{alg.MLDSA, alg.DeterministicMLDSA}
			if g.PreHash == "preHash" {
				h := acvpHash(c.HashAlg)
				if !hasPrehash(h) {
					continue
				}
				algs = []alg.Algorithm{alg.HashMLDSA(h), alg.DeterministicHashMLDSA(h)}
				hashed++
			} else {
				pure++
			}
			k := importSized(t, keytype.MLDSAPublicKey, mldsaBits[g.ParameterSet], vectors.Hex(t, c.PK))
			msg, sig, sigContext := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature), vectors.Hex(t, c.Context)
			want := psa.ErrInvalidSignature
			if c.TestPassed {
				want = psa.Success
			}
			for _, a := range algs {
				what := fmt.Sprintf("%v, case %d (%s)", a, c.TcID, c.Reason)
				checkVerdicts(t, what, k, a, msg, sig, sigContext, want)
				checkVerdicts(t, what+", another context", k, a, msg, sig, append(sigContext[:len(sigContext):len(sigContext)], 1)[:min(255, len(sigContext)+1)],
					statusOfOther(c.TestPassed, len(sigContext)))
			}
		}
	}
	if pure < 15 || hashed < 4 {
		t.Errorf("%d pure cases and %d with a pre-hash", pure, hashed)
	}
}

// statusOfOther is the status that a context with a byte more has, or, where there is no room for one, the same context.
func statusOfOther(passed bool, length int) psa.Status {
	if passed && length == 255 {
		return psa.Success
	}
	return psa.ErrInvalidSignature
}

// mldsaSchemes are the parameter sets in circl.
var mldsaSchemes = map[int]sign.Scheme{128: mldsa44.Scheme(), 192: mldsa65.Scheme(), 256: mldsa87.Scheme()}

// TestMLDSASigGen verifies the signatures of ACVP's cases for signing with a pre-hash, whose public keys circl computes.
func TestMLDSASigGen(t *testing.T) {
	var file struct {
		TestGroups []struct {
			ParameterSet, PreHash string
			Tests                 []struct {
				TcID                                     int
				SK, Message, Context, Signature, HashAlg string
			}
		}
	}
	if err := json.Unmarshal(vectors.Read(t, "mldsa/ML-DSA-sigGen-FIPS204.json"), &file); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, g := range file.TestGroups {
		if g.PreHash != "preHash" {
			continue
		}
		bits := mldsaBits[g.ParameterSet]
		for _, c := range g.Tests {
			h := acvpHash(c.HashAlg)
			if !hasPrehash(h) {
				continue
			}
			sk, err := mldsaSchemes[bits].UnmarshalBinaryPrivateKey(vectors.Hex(t, c.SK))
			if err != nil {
				t.Fatal(err)
			}
			public, err := sk.Public().(sign.PublicKey).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			k := importSized(t, keytype.MLDSAPublicKey, bits, public)
			a := alg.HashMLDSA(h)
			msg, sig, sigContext := vectors.Hex(t, c.Message), vectors.Hex(t, c.Signature), vectors.Hex(t, c.Context)
			checkVerdicts(t, fmt.Sprintf("%v, case %d", a, c.TcID), k, a, msg, sig, sigContext, psa.Success)
			checkVerdicts(t, fmt.Sprintf("%v, case %d, another message", a, c.TcID), k, a, append(msg, 1), sig, sigContext, psa.ErrInvalidSignature)
			count++
		}
	}
	if count < 8 {
		t.Errorf("%d cases", count)
	}
}

// TestMLDSAAgainstCircl makes the same keys and deterministic signatures, with contexts, as circl.
func TestMLDSAAgainstCircl(t *testing.T) {
	for bits, scheme := range mldsaSchemes {
		for _, n := range []int{0, 1, 255} {
			seed, sigContext, msg := []byte(rand.Text() + rand.Text())[:32], bytes.Repeat([]byte{'c'}, n), []byte(rand.Text())
			k := importSized(t, keytype.MLDSAKeyPair, bits, seed)
			_, sk := scheme.DeriveKey(seed)
			want := scheme.Sign(sk, msg, &sign.SignatureOpts{Context: string(sigContext)})
			got, err := k.d.SignMessage(context.Background(), k.grant(alg.DeterministicMLDSA), nil, msg, sigContext)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bits, context of %d bytes: another signature than circl's, %v", bits, n, err)
			}
			checkVerdicts(t, "circl's signature", k.public(t), alg.MLDSA, msg, want, sigContext, psa.Success)
		}
	}
}

// TestMLDSAKinds has the hedged, deterministic and pre-hashed signatures kept apart, and those of hashes be those of messages.
func TestMLDSAKinds(t *testing.T) {
	ctx := context.Background()
	msg, sigContext := []byte("a message"), []byte("context")
	for _, bits := range []int{128, 192, 256} {
		k := generateAsym(t, keytype.MLDSAKeyPair, bits)
		checkKinds(t, k, alg.MLDSA, alg.DeterministicMLDSA, msg, sigContext)
		for _, h := range []alg.Algorithm{alg.SHA256, alg.SHA512, alg.SHA3_384, alg.SHA512_256} {
			checkKinds(t, k, alg.HashMLDSA(h), alg.DeterministicHashMLDSA(h), msg, sigContext)
			a := alg.DeterministicHashMLDSA(h)
			sum, _ := hashSum(h, nil, msg)
			want := signParts(t, k, a, sigContext, msg)
			if got, err := k.d.SignHash(ctx, k.grant(a), nil, sum, sigContext); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%v: the signature of the hash is another one, %v", a, err)
			}
			_, err := k.d.SignHash(ctx, k.grant(a), nil, sum[1:], nil)
			wantStatus(t, "a short hash", err, psa.ErrInvalidArgument)
			wantStatus(t, "a long hash", k.verifyHash(a, append(sum, 0), want), psa.ErrInvalidArgument)
			checkVerdicts(t, "as pure ML-DSA", k, alg.MLDSA, msg, want, sigContext, psa.ErrInvalidSignature)
			checkVerdicts(t, "with another hash", k, alg.HashMLDSA(alg.SHA384), msg, want, sigContext, psa.ErrInvalidSignature)
		}
		_, err := k.d.SignMessage(ctx, k.grant(alg.MLDSA), nil, msg, make([]byte, 256))
		wantStatus(t, "a context of 256 bytes", err, psa.ErrInvalidArgument)
		_, err = k.d.NewSign(ctx, k.grant(alg.MLDSA), make([]byte, 256))
		wantStatus(t, "a context of 256 bytes, in parts", err, psa.ErrInvalidArgument)
		_, err = k.d.SignHash(ctx, k.grant(alg.MLDSA), nil, make([]byte, 64), nil)
		wantStatus(t, "a hash for pure ML-DSA", err, psa.ErrNotSupported)
		_, err = k.d.SignMessage(ctx, k.public(t).grant(alg.MLDSA), nil, msg, nil)
		wantStatus(t, "signing with a public key", err, psa.ErrNotSupported)
	}
}

// checkKinds has two hedged signatures differ, two deterministic ones not, and all of them verify with both algorithms, but only with their context.
func checkKinds(t *testing.T, k asymKey, hedged, deterministic alg.Algorithm, msg, sigContext []byte) {
	t.Helper()
	signed := func(a alg.Algorithm) []byte {
		sig, err := k.d.SignMessage(context.Background(), k.grant(a), nil, msg, sigContext)
		if err != nil {
			t.Fatal(err)
		}
		return sig
	}
	first, second := signed(hedged), signed(deterministic)
	if bytes.Equal(first, signed(hedged)) {
		t.Errorf("%v signs twice alike", hedged)
	}
	if !bytes.Equal(second, signed(deterministic)) {
		t.Errorf("%v signs twice differently", deterministic)
	}
	for _, sig := range [][]byte{first, second} {
		for _, a := range []alg.Algorithm{hedged, deterministic} {
			checkVerdicts(t, a.String(), k, a, msg, sig, sigContext, psa.Success)
			checkVerdicts(t, a.String()+" without its context", k, a, msg, sig, nil, psa.ErrInvalidSignature)
		}
	}
}

func TestMLDSAImport(t *testing.T) {
	for _, bits := range []int{0, 127, 512} {
		want := psa.ErrInvalidArgument // the seeds of all sets are as long
		if bits != 0 {
			want = psa.ErrNotSupported
		}
		importStatus(t, fmt.Sprintf("a seed for %d bits", bits), psa.Attributes{Type: keytype.MLDSAKeyPair, Bits: bits}, make([]byte, 32), want)
	}
	for _, n := range []int{0, 31, 33, 64, 2560} {
		importStatus(t, fmt.Sprintf("a key pair of %d bytes", n), psa.Attributes{Type: keytype.MLDSAKeyPair, Bits: 128}, make([]byte, n), psa.ErrInvalidArgument)
	}
	for bits, n := range map[int]int{128: 1312, 192: 1952, 256: 2592} {
		for _, said := range []int{0, bits} {
			importStatus(t, "a public key", psa.Attributes{Type: keytype.MLDSAPublicKey, Bits: said}, make([]byte, n), psa.Success)
		}
		importStatus(t, "a public key with a byte more", psa.Attributes{Type: keytype.MLDSAPublicKey}, make([]byte, n+1), psa.ErrInvalidArgument)
	}
	importStatus(t, "a public key of another set", psa.Attributes{Type: keytype.MLDSAPublicKey, Bits: 192}, make([]byte, 1312), psa.ErrInvalidArgument)
}

func TestMLDSAGenerate(t *testing.T) {
	ctx := context.Background()
	seed := rfcSeed(32)
	m, err := New(fixedReader(seed)).Generate(ctx, &psa.Attributes{Type: keytype.MLDSAKeyPair, Bits: 192}, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, seed) || m.Bits != 192 {
		t.Errorf("%x, %v; want the random bytes themselves", m.Data, err)
	}
	_, err = New(&failingReader{n: 31}).Generate(ctx, &psa.Attributes{Type: keytype.MLDSAKeyPair, Bits: 192}, driver.Parameters{})
	wantStatus(t, "without randomness", err, psa.ErrInsufficientEntropy)
	_, err = New(rand.Reader).Generate(ctx, &psa.Attributes{Type: keytype.MLDSAPublicKey, Bits: 192}, driver.Parameters{})
	wantStatus(t, "a public key", err, psa.ErrInvalidArgument)
}
