package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
)

// hashInParts hashes in random pieces.
func hashInParts(t testing.TB, r *mathrand.Rand, a alg.Algorithm, msg []byte) []byte {
	t.Helper()
	ctx := context.Background()
	h, err := New(nil).NewHash(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range cut(r, msg) {
		if err := h.Update(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	return finish(t, h)
}

// TestHashFiles has the files of OpenSSL and Botan for single hashes.
func TestHashFiles(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(51, 51))
	names := map[string]alg.Algorithm{"MD2": alg.MD2, "MD4": alg.MD4, "MD5": alg.MD5, "RIPEMD160": alg.RIPEMD160, "RIPEMD-160": alg.RIPEMD160, "SM3": alg.SM3}
	n := map[alg.Algorithm]int{}
	for _, file := range []string{"evpmd_md.txt", "evpmd_ripemd.txt", "evpmd_sm3.txt", "md4.vec", "md5.vec", "ripemd160.vec", "sm3.vec"} {
		var a alg.Algorithm
		var msg []byte
		for line := range strings.Lines(string(vectors.Read(t, "hash/"+file))) {
			line = strings.TrimSpace(line)
			if section, ok := strings.CutPrefix(line, "["); ok {
				a = names[strings.TrimSuffix(section, "]")]
			}
			name, value, _ := strings.Cut(line, "=")
			value = strings.TrimSpace(value)
			switch strings.TrimSpace(name) {
			case "Digest":
				a = names[value]
			case "Input", "In":
				if text, ok := strings.CutPrefix(value, `"`); ok {
					msg = []byte(strings.TrimSuffix(text, `"`))
				} else {
					msg = vectors.Hex(t, value)
				}
			case "Output", "Out":
				if a == 0 {
					continue
				}
				n[a]++
				got, err := New(nil).Hash(context.Background(), a, nil, msg)
				if parts := hashInParts(t, r, a, msg); err != nil || !bytes.Equal(got, vectors.Hex(t, value)) || !bytes.Equal(parts, got) {
					t.Errorf("%s: %v of %x: %x, in parts %x, %v, want %s", file, a, msg, got, parts, err, value)
				}
			}
		}
	}
	for name, a := range names {
		if n[a] < 6 {
			t.Errorf("the files have only %d cases for %s", n[a], name)
		}
	}
}

// opensslNames are OpenSSL's names of hashes, with the length in bytes where it needs it.
var opensslNames = map[alg.Algorithm][]string{
	alg.MD2: {"-provider", "legacy", "-md2"}, alg.MD4: {"-provider", "legacy", "-md4"}, alg.MD5: {"-md5"}, alg.RIPEMD160: {"-provider", "default", "-provider", "legacy", "-ripemd160"},
	alg.SHA1: {"-sha1"}, alg.SHA224: {"-sha224"}, alg.SHA256: {"-sha256"}, alg.SHA384: {"-sha384"}, alg.SHA512: {"-sha512"},
	alg.SHA512_224: {"-sha512-224"}, alg.SHA512_256: {"-sha512-256"}, alg.SHA256_192: {"-sha256"},
	alg.SHA3_224: {"-sha3-224"}, alg.SHA3_256: {"-sha3-256"}, alg.SHA3_384: {"-sha3-384"}, alg.SHA3_512: {"-sha3-512"},
	alg.SHAKE128_256: {"-shake128", "-xoflen", "32"}, alg.SHAKE256_192: {"-shake256", "-xoflen", "24"}, alg.SHAKE256_256: {"-shake256", "-xoflen", "32"},
	alg.SHAKE256_512: {"-shake256", "-xoflen", "64"}, alg.SM3: {"-sm3"}, alg.BLAKE2sHash256: {"-blake2s256"}, alg.BLAKE2bHash512: {"-blake2b512"},
	alg.SHAKE128: {"-shake128", "-xoflen", "500"}, alg.SHAKE256: {"-shake256", "-xoflen", "500"},
}

// TestHashesAgainstOpenSSL compares every length from 0 to 300 bytes, in one piece and in random ones.
func TestHashesAgainstOpenSSL(t *testing.T) {
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("the openssl command is not installed, with which this test compares")
	}
	r := mathrand.New(mathrand.NewPCG(52, 52))
	dir := t.TempDir()
	var files []string
	var msgs [][]byte
	for n := range 301 {
		msg := randomBytes(r, n)
		name := fmt.Sprintf("m%d", n)
		if err := os.WriteFile(filepath.Join(dir, name), msg, 0o600); err != nil {
			t.Fatal(err)
		}
		files, msgs = append(files, name), append(msgs, msg)
	}
	for a, args := range opensslNames {
		t.Run(strings.ReplaceAll(a.String(), "/", "-"), func(t *testing.T) {
			cmd := exec.Command(path, append(append([]string{"dgst", "-r"}, args...), files...)...)
			cmd.Dir = dir
			out, err := cmd.Output()
			if err != nil {
				t.Skipf("this openssl does not have %v: %v", a, err)
			}
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			if len(lines) != len(msgs) {
				t.Fatalf("%d lines for %d files", len(lines), len(msgs))
			}
			for i, msg := range msgs {
				want, _, _ := strings.Cut(lines[i], " ")
				if a.IsXOF() {
					if got := xof(t, a, nil, msg, 500); hex.EncodeToString(got) != want {
						t.Fatalf("of %d bytes: %x, OpenSSL says %s", len(msg), got, want)
					}
					continue
				}
				want = want[:2*a.HashLength()]
				got, err := New(nil).Hash(context.Background(), a, nil, msg)
				if err != nil || hex.EncodeToString(got) != want {
					t.Fatalf("of %d bytes: %x, %v, OpenSSL says %s", len(msg), got, err, want)
				}
				if got := hashInParts(t, r, a, msg); hex.EncodeToString(got) != want {
					t.Fatalf("of %d bytes in parts: %x, OpenSSL says %s", len(msg), got, want)
				}
			}
		})
	}
}

// TestFIPSMode runs itself in the mode in which the standard library panics at what is not approved.
func TestFIPSMode(t *testing.T) {
	if os.Getenv("GODEBUG") != "fips140=only" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFIPSMode$", "-test.v")
		cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
		if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS")) {
			t.Errorf("in FIPS 140-3 mode: %v\n%s", err, out)
		}
		return
	}
	for _, r := range rows(t) {
		h, ok := newHash(r.alg)
		if got, want := ok, r.alg != alg.MD5 && r.alg != alg.SHA1; got != want {
			t.Errorf("%v: %t", r.alg, got)
		}
		if !ok {
			continue
		}
		h.Write([]byte("abc"))
		if got, _ := hashSum(r.alg, nil, []byte("abc")); !bytes.Equal(got, h.Sum(nil)) {
			t.Errorf("%v: %x and %x", r.alg, got, h.Sum(nil))
		}
		if _, ok := cryptoHash(r.alg); ok != (r.std != 0) {
			t.Errorf("the name of %v in package crypto: %t", r.alg, ok)
		}
	}
}
