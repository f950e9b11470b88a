package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

var _ driver.XOFs = (*Driver)(nil)

func newXOF(t testing.TB, a alg.Algorithm, context_ []byte) driver.XOF {
	t.Helper()
	x, err := New(nil).NewXOF(context.Background(), a, context_)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return x
}

// xof is the beginning of the output for an input in one piece.
func xof(t testing.TB, a alg.Algorithm, context_, input []byte, n int) []byte {
	t.Helper()
	ctx, x := context.Background(), newXOF(t, a, context_)
	defer x.Close()
	out := make([]byte, n)
	if err := x.Update(ctx, input); err != nil {
		t.Fatal(err)
	}
	if err := x.Read(ctx, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestXOFKnownAnswers has NIST's examples SHAKE128_Msg0.pdf and SHAKE256_Msg0.pdf, and the beginnings of the designers' files of Ascon, LWC_XOF_KAT_128_512.txt and
// LWC_CXOF_KAT_128_512.txt.
func TestXOFKnownAnswers(t *testing.T) {
	seen := map[alg.Algorithm]bool{}
	for _, c := range []struct {
		a              alg.Algorithm
		context, input string
		want           string
	}{
		{alg.SHAKE128, "", "", "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef263cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"},
		{alg.SHAKE256, "", "", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"},
		{alg.AsconXOF128, "", "", "473d5e6164f58b39dfd84aacdb8ae42ec2d91fed33388ee0d960d9b3993295c6ad77855a5d3b13fe6ad9e6098988373af7d0956d05a8f1665d2c67d1a3ad10ff"},
		{alg.AsconXOF128, "", "\x00", "51430e0438ecdf642b393630d977625f5f337656ba58ab1e960784ac32a16e0d446405551f5469384f8ea283cf12e64fa72c426bfebaea3aa1529e2c4ab23a2f"},
		{alg.AsconCXOF128, "", "", "4f50159ef70bb3dad8807e034eaebd44c4fa2cbbc8cf1f05511ab66cdcc529905ca12083fc186ad899b270b1473dc5f7ec88d1052082dcdfe69fb75d269e7b74"},
		{alg.AsconCXOF128, "\x10", "", "0c93a483e7d574d49fe52cce03ee646117977d57a8aa57704ab4daf44b501430ff6ac11a5d1fd6f2154b5c65728268270c8bb578508487b8965718ada6272fd6"},
	} {
		seen[c.a] = true
		if got := hex.EncodeToString(xof(t, c.a, []byte(c.context), []byte(c.input), 64)); got != c.want {
			t.Errorf("%v of %q with %q: %s, want %s", c.a, c.input, c.context, got, c.want)
		}
	}
	d := New(nil)
	for a := range alg.All() {
		if a.IsXOF() && (!seen[a] || !d.Supports(keytype.None, 0, a, 0)) {
			t.Errorf("%v is not supported, or has no known answer", a)
		}
	}
}

// TestXOFsInParts takes input and output in random pieces.
func TestXOFsInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(31, 31))
	for _, row := range xofs {
		for range 100 {
			xofInParts(t, r, row.alg, randomBytes(r, r.IntN(257)), randomBytes(r, r.IntN(700)), r.IntN(700))
		}
	}
}

func xofInParts(t testing.TB, r *mathrand.Rand, a alg.Algorithm, context_, input []byte, n int) {
	t.Helper()
	if !a.XOFHasContext() {
		context_ = nil
	}
	want := xof(t, a, context_, input, n)
	ctx, x := context.Background(), newXOF(t, a, context_)
	defer x.Close()
	for _, part := range cut(r, input) {
		if err := x.Update(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]byte, n)
	for _, part := range cut(r, got) {
		if err := x.Read(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%v of %d bytes in parts: %x, want %x", a, len(input), got, want)
	}
}

func TestXOFsRefused(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	for _, c := range []struct {
		a       alg.Algorithm
		context int
		want    psa.Status
	}{
		{alg.SHAKE128, 1, psa.ErrInvalidArgument},
		{alg.SHAKE256, 1, psa.ErrInvalidArgument},
		{alg.AsconXOF128, 1, psa.ErrInvalidArgument},
		{alg.AsconCXOF128, 257, psa.ErrInvalidArgument},
		{alg.AsconCXOF128, 256, psa.Success},
		{alg.SHA256, 0, psa.ErrNotSupported},
		{alg.SHAKE256_512, 0, psa.ErrNotSupported},
		{alg.None, 0, psa.ErrNotSupported},
		{0x0d000400, 0, psa.ErrNotSupported},
	} {
		_, err := d.NewXOF(ctx, c.a, make([]byte, c.context))
		wantStatus(t, fmt.Sprintf("%v with a context of %d bytes", c.a, c.context), err, c.want)
	}
	if d.Supports(keytype.None, 0, 0x0d000400, 0) {
		t.Error("the driver says that it supports an XOF that there is not")
	}
	for _, row := range xofs {
		x := newXOF(t, row.alg, nil)
		if err := x.Read(ctx, make([]byte, 3)); err != nil {
			t.Fatal(err)
		}
		wantStatus(t, row.alg.String()+": input after output", x.Update(ctx, []byte("late")), psa.ErrBadState)
		x.Close()
		x.Close()
		wantStatus(t, row.alg.String()+": input after the end", x.Update(ctx, nil), psa.ErrBadState)
		wantStatus(t, row.alg.String()+": output after the end", x.Read(ctx, nil), psa.ErrBadState)
	}
}

func FuzzXOFChunks(f *testing.F) {
	f.Add(uint8(3), []byte("context"), bytes.Repeat([]byte("i"), 200), uint16(300), uint64(1))
	f.Fuzz(func(t *testing.T, which uint8, context_, input []byte, n uint16, seed uint64) {
		if len(context_) > 256 {
			return
		}
		xofInParts(t, mathrand.New(mathrand.NewPCG(seed, 0)), xofs[int(which)%len(xofs)].alg, context_, input, int(n))
	})
}
