package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// TestCMACKnownAnswers: RFC 4493, section 4. Package cmac has the rest of the published examples.
func TestCMACKnownAnswers(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(5, 5))
	k := importSym(t, keytype.AES, vectors.Hex(t, sp80038aKeys[0]))
	for n, want := range map[int]string{
		0: "bb1d6929e95937287fa37d129b756746", 16: "070a16b46b4d4144f79bdd9dd04a287c",
		40: "dfa66747de9ae63030ca32611497c827", 64: "51f0bebf7e3b9d92fc49741779363cfe",
	} {
		msg := vectors.Hex(t, sp80038aText)[:n]
		for _, size := range []int{4, 8, 15, 16} {
			a := alg.TruncatedMAC(alg.CMAC, size)
			if size == 16 {
				a = alg.CMAC
			}
			got, err := k.d.MAC(ctx, k.grant(a), []byte("head"), msg)
			if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != want[:2*size] {
				t.Errorf("CMAC of %d bytes with %v = %x, %v, want %s", n, a, got, err, want[:2*size])
			}
			if got := macInChunks(t, r, k, k.grant(a), msg); hex.EncodeToString(got) != want[:2*size] {
				t.Errorf("CMAC of %d bytes in parts with %v = %x, want %s", n, a, got, want[:2*size])
			}
		}
	}
}

func TestCMACAgainstOpenSSL(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(6, 6))
	for _, size := range []int{16, 24, 32} {
		data, msg := randomBytes(r, size), randomBytes(r, r.IntN(100))
		name := map[int]string{16: "AES-128-CBC", 24: "AES-192-CBC", 32: "AES-256-CBC"}[size]
		out := openssl(t, msg, "mac", "-cipher", name, "-macopt", "hexkey:"+hex.EncodeToString(data), "-in", "-", "CMAC")
		k := importSym(t, keytype.AES, data)
		got, err := k.d.MAC(context.Background(), k.grant(alg.CMAC), nil, msg)
		if err != nil || hex.EncodeToString(got) != strings.ToLower(strings.TrimSpace(string(out))) {
			t.Errorf("CMAC with %s = %x, %v, OpenSSL says %s", name, got, err, out)
		}
	}
}

func TestCMACClose(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.AES, make([]byte, 16))
	m, err := k.d.NewMAC(ctx, k.grant(alg.CMAC))
	if err != nil {
		t.Fatal(err)
	}
	m.Update(ctx, []byte("secret"))
	m.Close()
	m.Close()
	wantStatus(t, "Update after Close", m.Update(ctx, nil), psa.ErrBadState)
	_, err = m.Finish(ctx, nil)
	wantStatus(t, "Finish after Close", err, psa.ErrBadState)
}

// TestBlockKeyWipe checks that the key is of no use afterwards, and that the material, which the caller owns, is untouched.
func TestBlockKeyWipe(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.AES, bytes.Repeat([]byte{7}, 16))
	if _, err := k.d.MAC(ctx, k.grant(alg.CMAC), nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := k.d.Seal(ctx, k.grant(alg.GCM), nil, make([]byte, 12), nil, nil); err != nil {
		t.Fatal(err)
	}
	b := k.key.(*blockKey)
	material := b.bytes
	k.key.Wipe()
	if b.cmac.Load() != nil || b.gcm.Load() != nil || b.block != nil || b.bytes != nil {
		t.Error("a wiped key still has something")
	}
	if !bytes.Equal(material, bytes.Repeat([]byte{7}, 16)) {
		t.Error("Wipe overwrote the material, which is the caller's")
	}
}
