package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/asn1"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// opensslFiles is a folder for files that the command reads and writes.
type opensslFiles struct {
	t   testing.TB
	dir string
}

// put writes a file and returns its path.
func (f opensslFiles) put(name string, data []byte) string {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

// verify has OpenSSL verify a signature.
func (f opensslFiles) verify(msg, sig []byte, args ...string) {
	f.t.Helper()
	args = append([]string{"pkeyutl", "-verify", "-in", f.put("msg", msg), "-sigfile", f.put("sig", sig)}, args...)
	if out := openssl(f.t, nil, args...); !bytes.Contains(out, []byte("Verified Successfully")) {
		f.t.Errorf("%v: %s", args, out)
	}
}

// opensslDigests are OpenSSL's names of hashes.
var opensslDigests = map[alg.Algorithm]string{
	alg.SHA1: "sha1", alg.SHA224: "sha224", alg.SHA256: "sha256", alg.SHA384: "sha384", alg.SHA512: "sha512", alg.SHA512_224: "sha512-224",
	alg.MD5: "md5", alg.RIPEMD160: "ripemd160", alg.SHA512_256: "sha512-256", alg.SHA3_224: "sha3-224", alg.SHA3_256: "sha3-256", alg.SHA3_384: "sha3-384", alg.SHA3_512: "sha3-512",
}

// TestRSAAgainstOpenSSL lets OpenSSL make keys, and each side verify what the other signs, and decrypt what it encrypts.
func TestRSAAgainstOpenSSL(t *testing.T) {
	for _, c := range []struct {
		bits     int
		exponent string
		hashes   []alg.Algorithm
	}{
		{1024, "3", everyHash()},
		// What crypto/rsa refuses.
		{512, "65537", []alg.Algorithm{alg.SHA1, alg.SHA256, alg.SHA384}},
		{768, "3", []alg.Algorithm{alg.SHA256, alg.SHA3_256}},
		{1001, "65537", []alg.Algorithm{alg.SHA256, alg.SHA512}},
		{1023, "65537", []alg.Algorithm{alg.SHA224}},
		{1024, "4294967297", []alg.Algorithm{alg.SHA256, alg.SHA3_512}},
		{1025, "2147483649", []alg.Algorithm{alg.SHA256}},
		{1028, "3", []alg.Algorithm{alg.SHA256}},
	} {
		t.Run(strconv.Itoa(c.bits)+"/"+c.exponent, func(t *testing.T) { checkOpenSSLRSA(t, c.bits, c.exponent, c.hashes) })
	}
}

func checkOpenSSLRSA(t *testing.T, bits int, exponent string, hashes []alg.Algorithm) {
	f := opensslFiles{t, t.TempDir()}
	size := rsaSize(bits)
	pkcs8 := openssl(t, nil, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:"+strconv.Itoa(bits), "-pkeyopt", "rsa_keygen_pubexp:"+exponent, "-outform", "DER")
	key := f.put("key.der", pkcs8)
	der := openssl(t, nil, "rsa", "-inform", "DER", "-in", key, "-outform", "DER", "-traditional")
	k := importAsym(t, keytype.RSAKeyPair, der)
	if want := openssl(t, nil, "rsa", "-inform", "DER", "-in", key, "-RSAPublicKey_out", "-outform", "DER"); !bytes.Equal(k.exportPublic(t), want) {
		t.Errorf("the public key is %x, OpenSSL says %x", k.exportPublic(t), want)
	}
	if got := k.export(t); !bytes.Equal(got, der) {
		t.Error("the key pair comes back in another way")
	}
	msg := []byte("a message for two")
	for _, h := range hashes {
		digest := opensslDigests[h]
		if digest == "" {
			continue
		}
		n, _ := hashSize(h)
		common := []string{"-inkey", key, "-keyform", "DER", "-rawin", "-digest", digest}
		salt := strconv.Itoa(min(n, pssRoom(bits, n)))
		for _, c := range []struct {
			a    alg.Algorithm
			opts []string
		}{
			{alg.RSAPKCS1V15Sign(h), []string{"-pkeyopt", "rsa_padding_mode:pkcs1"}},
			{alg.RSAPSS(h), []string{"-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:" + salt}},
			{alg.RSAPSSAnySalt(h), []string{"-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:" + salt}},
		} {
			if !rsaRuns(keytype.RSAKeyPair, bits, c.a, psa.SignMessage) {
				continue
			}
			args := append(slices.Clone(common), c.opts...)
			f.verify(msg, k.sign(t, c.a, msg), args...)
			sig := openssl(t, nil, append([]string{"pkeyutl", "-sign", "-in", f.put("msg", msg)}, args...)...)
			if err := k.verify(c.a, msg, sig); err != nil {
				t.Errorf("%v, signed by OpenSSL: %v", c.a, err)
			}
		}
		if !rsaRuns(keytype.RSAKeyPair, bits, alg.RSAOAEP(h), psa.Encrypt) {
			continue
		}
		checkOpenSSLDecryption(t, f, k, size, alg.RSAOAEP(h), []byte("label"),
			"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:"+digest, "-pkeyopt", "rsa_mgf1_md:"+digest, "-pkeyopt", "rsa_oaep_label:6c6162656c")
	}
	checkOpenSSLDecryption(t, f, k, size, alg.RSAPKCS1V15Crypt, nil, "-pkeyopt", "rsa_padding_mode:pkcs1")
}

func checkOpenSSLDecryption(t *testing.T, f opensslFiles, k asymKey, size int, a alg.Algorithm, label []byte, opts ...string) {
	t.Helper()
	msg := []byte("secret")
	if n, _ := hashSize(a.Hash()); a.IsRSAOAEP() {
		msg = msg[:min(len(msg), oaepRoom(size, n))]
	}
	args := append([]string{"-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER"}, opts...)
	ct := k.encrypt(t, a, msg, label)
	if got := openssl(t, nil, append([]string{"pkeyutl", "-decrypt", "-in", f.put("ct", ct)}, args...)...); !bytes.Equal(got, msg) {
		t.Errorf("%v: OpenSSL decrypts to %q", a, got)
	}
	ct = openssl(t, nil, append([]string{"pkeyutl", "-encrypt", "-in", f.put("pt", msg)}, args...)...)
	if got, err := k.decrypt(a, ct, label); err != nil || !bytes.Equal(got, msg) {
		t.Errorf("%v, encrypted by OpenSSL: %q, %v", a, got, err)
	}
}

// TestRSAGeneratedAgainstOpenSSL lets OpenSSL check keys that we generate, of which it also tests that the factors are prime.
func TestRSAGeneratedAgainstOpenSSL(t *testing.T) {
	for _, c := range []struct {
		bits int
		e    string
	}{{1024, "3"}, {1024, "11"}, {1025, "10001"}, {1026, "80000001"}, {1024, "100000001"}, {1031, strings.Repeat("f", 64)}} {
		parts, err := generateRSAWithExponent(rand.Reader, c.bits, mustInt(t, c.e))
		if err != nil {
			t.Fatal(err)
		}
		out := openssl(t, appendRSAPair(nil, parts), "rsa", "-inform", "DER", "-check", "-noout", "-text")
		if !bytes.Contains(out, []byte("RSA key ok")) || !bytes.Contains(out, []byte(strconv.Itoa(c.bits)+" bit")) {
			t.Errorf("%d bits, exponent %s: %s", c.bits, c.e, out)
		}
	}
}

// opensslCurves are the names of curves where they are others than those of SEC 2 and RFC 5639.
var opensslCurves = map[string]string{"secp192r1": "prime192v1", "secp256r1": "prime256v1"}

// TestECAgainstOpenSSL does ECDSA in both directions, and ECDH, on every curve that OpenSSL has.
func TestECAgainstOpenSSL(t *testing.T) {
	msg := []byte("a message for two")
	hashes := []alg.Algorithm{alg.SHA256, alg.SHA512, alg.SHA384, alg.SHA3_224, alg.SHA1, alg.SHA224}
	i := 0
	for name := range curveNames {
		c := namedCurve(name)
		if len(name) < 8 || name == "frp256v1" || strings.HasPrefix(name, "brainpool") && !strings.HasPrefix(name, "brainpoolP") {
			continue
		}
		if other := opensslCurves[name]; other != "" {
			name = other
		}
		if i++; i > 9 && testing.Short() {
			break
		}
		h := hashes[i%len(hashes)]
		f := opensslFiles{t, t.TempDir()}
		half := c.signatureSize() / 2
		k := f.ecKey("key.der", name, c)
		args := []string{"-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER", "-rawin", "-digest", opensslDigests[h]}
		for _, a := range []alg.Algorithm{alg.ECDSA(h), alg.DeterministicECDSA(h)} {
			raw := k.sign(t, a, msg)
			der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:])})
			if err != nil {
				t.Fatal(err)
			}
			f.verify(msg, der, args...)
			var sig struct{ R, S *big.Int }
			if _, err := asn1.Unmarshal(openssl(t, nil, append([]string{"pkeyutl", "-sign", "-in", f.put("msg", msg)}, args...)...), &sig); err != nil {
				t.Fatal(err)
			}
			if err := k.verify(a, msg, slices.Concat(sig.R.FillBytes(make([]byte, half)), sig.S.FillBytes(make([]byte, half)))); err != nil {
				t.Errorf("%s, %v, signed by OpenSSL: %v", name, a, err)
			}
		}
		peer := f.ecKey("peer.der", name, c)
		f.derive(k, peer.exportPublic(t), "-pkeyopt", "ecdh_cofactor_mode:1")
		// A ciphertext of ECIES is the key of a peer.
		secret, ct, err := k.d.Encapsulate(context.Background(), k.grant(alg.ECIESSEC1), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		spki := openssl(t, nil, "pkey", "-inform", "DER", "-in", filepath.Join(f.dir, "key.der"), "-pubout", "-outform", "DER")
		spki = append(spki[:len(spki)-len(ct)], ct...)
		want := openssl(t, nil, "pkeyutl", "-derive", "-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER",
			"-peerkey", f.put("ephemeral.pub", spki), "-peerform", "DER", "-pkeyopt", "ecdh_cofactor_mode:1")
		if !bytes.Equal(secret, want) {
			t.Errorf("%s: the encapsulated secret is %x, OpenSSL says %x", name, secret, want)
		}
	}
	if i < 9 {
		t.Errorf("only %d curves were compared", i)
	}
}

// ecKey lets OpenSSL generate a key.
func (f opensslFiles) ecKey(file, name string, c *weierstrassCurve) asymKey {
	f.t.Helper()
	der := openssl(f.t, nil, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:"+name, "-outform", "DER")
	f.put(file, der)
	k := c.fromECPrivateKey(f.t, der)
	spki := openssl(f.t, nil, "pkey", "-inform", "DER", "-in", filepath.Join(f.dir, file), "-pubout", "-outform", "DER")
	if !bytes.HasSuffix(spki, k.exportPublic(f.t)) {
		f.t.Errorf("%s: the public key is %x, OpenSSL says %x", name, k.exportPublic(f.t), spki)
	}
	return k
}

// derive compares an agreement of key.der with peer.der.
func (f opensslFiles) derive(k asymKey, peer []byte, opts ...string) {
	f.t.Helper()
	dir := f.dir
	spki := openssl(f.t, nil, "pkey", "-inform", "DER", "-in", filepath.Join(dir, "peer.der"), "-pubout", "-outform", "DER")
	want := openssl(f.t, nil, append([]string{"pkeyutl", "-derive", "-inkey", filepath.Join(dir, "key.der"), "-keyform", "DER",
		"-peerkey", f.put("peer.pub", spki), "-peerform", "DER"}, opts...)...)
	got, err := k.agree(peer)
	if err != nil || !bytes.Equal(got, want) {
		f.t.Errorf("%x, %v; OpenSSL says %x", got, err, want)
	}
}

// rawKey lets OpenSSL generate a key whose bytes end its PKCS #8 encoding.
func (f opensslFiles) rawKey(name, algorithm string, typ keytype.Type) asymKey {
	f.t.Helper()
	der := openssl(f.t, nil, "genpkey", "-algorithm", algorithm, "-outform", "DER")
	f.put(name, der)
	size := map[string]int{"ed25519": 32, "x25519": 32, "ed448": 57, "x448": 56}[algorithm]
	k := importAsym(f.t, typ, der[len(der)-size:])
	spki := openssl(f.t, nil, "pkey", "-inform", "DER", "-in", filepath.Join(f.dir, name), "-pubout", "-outform", "DER")
	if !bytes.HasSuffix(spki, k.exportPublic(f.t)) {
		f.t.Errorf("%s: the public key is %x, OpenSSL says %x", algorithm, k.exportPublic(f.t), spki)
	}
	return k
}

func TestEd25519AgainstOpenSSL(t *testing.T) {
	for _, msg := range []string{"x", "a message for two", strings.Repeat("long ", 1000)} {
		f := opensslFiles{t, t.TempDir()}
		k := f.rawKey("key.der", "ed25519", edwardsPair)
		args := []string{"-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER", "-rawin"}
		f.verify([]byte(msg), k.sign(t, alg.PureEdDSA, []byte(msg)), args...)
		sig := openssl(t, nil, append([]string{"pkeyutl", "-sign", "-in", f.put("msg", []byte(msg))}, args...)...)
		if err := k.verify(alg.PureEdDSA, []byte(msg), sig); err != nil {
			t.Errorf("signed by OpenSSL: %v", err)
		}
		if err := verifyParts(t, k.public(t), alg.PureEdDSA, sig, []byte(msg[:1]), []byte(msg[1:])); err != nil {
			t.Errorf("signed by OpenSSL, in parts: %v", err)
		}
	}
}

func TestX25519AgainstOpenSSL(t *testing.T) {
	f := opensslFiles{t, t.TempDir()}
	k, peer := f.rawKey("key.der", "x25519", montgomeryPair), f.rawKey("peer.der", "x25519", montgomeryPair)
	f.derive(k, peer.exportPublic(t))
}
