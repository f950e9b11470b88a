package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// TestBLAKE2MACKnownAnswers has the keyed cases of the authors' file, with every length of MAC.
func TestBLAKE2MACKnownAnswers(t *testing.T) {
	ctx := context.Background()
	names := map[string]alg.Algorithm{"blake2s": alg.BLAKE2sHash256, "blake2sp": alg.BLAKE2spHash256, "blake2b": alg.BLAKE2bHash512, "blake2bp": alg.BLAKE2bpHash512}
	var cases []struct{ Hash, In, Key, Out string }
	if err := json.Unmarshal(vectors.Read(t, "blake2/blake2-kat.json"), &cases); err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, c := range cases {
		if c.Key == "" {
			continue
		}
		n[c.Hash]++
		full, msg, want := alg.BLAKE2MAC(names[c.Hash]), vectors.Hex(t, c.In), vectors.Hex(t, c.Out)
		k := importSym(t, keytype.BLAKE2, vectors.Hex(t, c.Key))
		for n := 1; n <= len(want); n++ {
			g := k.grant(alg.TruncatedMAC(full, n))
			got, err := k.d.MAC(ctx, g, []byte("head"), msg)
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], want[:n]) {
				t.Errorf("%s of %s, %d bytes: %x, %v, want %x", c.Hash, c.In, n, got, err, want[:n])
			}
			if err := k.d.VerifyMAC(ctx, g, msg, want[:n]); err != nil {
				t.Errorf("%s of %s, %d bytes: %v", c.Hash, c.In, n, err)
			}
		}
	}
	for name := range names {
		if n[name] < 40 {
			t.Errorf("the file has only %d cases for %s", n[name], name)
		}
	}
}

// TestBLAKE2MACsInChunks has random keys and messages of all lengths.
func TestBLAKE2MACsInChunks(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(41, 41))
	for _, row := range blake2MACs {
		for range 100 {
			k := importSym(t, keytype.BLAKE2, randomBytes(r, 1+r.IntN(row.size)))
			msg, g := randomBytes(r, r.IntN(1500)), k.grant(alg.TruncatedMAC(alg.BLAKE2MAC(row.hash), 4+r.IntN(row.size-3)))
			want, err := k.d.MAC(ctx, g, nil, msg)
			if err != nil {
				t.Fatal(err)
			}
			if got := macInChunks(t, r, k, g, msg); !bytes.Equal(got, want) {
				t.Fatalf("%v of %d bytes in parts: %x, want %x", g.Alg(), len(msg), got, want)
			}
		}
	}
}

func TestBLAKE2MACsAgainstOpenSSL(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(42, 42))
	for name, h := range map[string]alg.Algorithm{"BLAKE2SMAC": alg.BLAKE2sHash256, "BLAKE2BMAC": alg.BLAKE2bHash512} {
		for range 20 {
			data, msg := randomBytes(r, 1+r.IntN(h.HashLength())), randomBytes(r, r.IntN(301))
			out := openssl(t, msg, "mac", "-macopt", "hexkey:"+hex.EncodeToString(data), "-in", "-", name)
			k := importSym(t, keytype.BLAKE2, data)
			got, err := k.d.MAC(context.Background(), k.grant(alg.BLAKE2MAC(h)), nil, msg)
			if want := strings.ToLower(strings.TrimSpace(string(out))); err != nil || hex.EncodeToString(got) != want {
				t.Errorf("%s of %d bytes, key of %d: %x, %v, OpenSSL says %s", name, len(msg), len(data), got, err, want)
			}
		}
	}
}

func TestBLAKE2MACsRefused(t *testing.T) {
	ctx := context.Background()
	short, long := importSym(t, keytype.BLAKE2, make([]byte, 32)), importSym(t, keytype.BLAKE2, make([]byte, 33))
	for _, c := range []struct {
		k    symKey
		a    alg.Algorithm
		want psa.Status
	}{
		{short, alg.TruncatedMAC(alg.BLAKE2MAC(alg.BLAKE2sHash256), 33), psa.ErrInvalidArgument},
		{short, alg.BLAKE2MAC(alg.SHA256), psa.ErrNotSupported},
		{short, alg.HMAC(alg.BLAKE2sHash256), psa.ErrNotSupported},
		{short, alg.CMAC, psa.ErrNotSupported},
		{long, alg.BLAKE2MAC(alg.BLAKE2sHash256), psa.ErrInvalidArgument},
		{long, alg.BLAKE2MAC(alg.BLAKE2spHash256), psa.ErrInvalidArgument},
		{long, alg.BLAKE2MAC(alg.BLAKE2bHash512), psa.Success},
		{long, alg.BLAKE2MAC(alg.BLAKE2bpHash512), psa.Success},
	} {
		g := c.k.grant(c.a)
		mac, err := c.k.d.MAC(ctx, g, nil, nil)
		wantStatus(t, "MAC with "+c.a.String(), err, c.want)
		wantStatus(t, "VerifyMAC with "+c.a.String(), c.k.d.VerifyMAC(ctx, g, nil, mac), c.want)
		_, err = c.k.d.NewMAC(ctx, g)
		wantStatus(t, "NewMAC with "+c.a.String(), err, c.want)
		if got := c.k.d.Supports(keytype.BLAKE2, c.k.attrs.Bits, c.a, psa.SignMessage); got != (c.want == psa.Success) {
			t.Errorf("Supports %v with %d bits: %t", c.a, c.k.attrs.Bits, got)
		}
	}
}

func FuzzBLAKE2MACChunks(f *testing.F) {
	f.Add(uint8(1), []byte("key"), bytes.Repeat([]byte("m"), 700), uint64(1))
	f.Fuzz(func(t *testing.T, which uint8, data, msg []byte, seed uint64) {
		row := blake2MACs[int(which)%len(blake2MACs)]
		if len(data) == 0 || len(data) > row.size {
			return
		}
		k := importSym(t, keytype.BLAKE2, data)
		g := k.grant(alg.BLAKE2MAC(row.hash))
		want, err := k.d.MAC(context.Background(), g, nil, msg)
		if err != nil {
			t.Fatal(err)
		}
		if got := macInChunks(t, mathrand.New(mathrand.NewPCG(seed, 0)), k, g, msg); !bytes.Equal(got, want) {
			t.Fatalf("%v in parts: %x, want %x", g.Alg(), got, want)
		}
	})
}
