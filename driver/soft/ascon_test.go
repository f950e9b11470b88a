package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

func asconWithTag(n int) alg.Algorithm { return alg.AEADWithShortenedTag(alg.AsconAEAD128, n) }

// randomAscon is a random use of Ascon-AEAD128, of both sizes of keys and all of tags.
func randomAscon(t testing.TB, r *mathrand.Rand) aeadCase {
	c := aeadCase{tag: 4 + r.IntN(13), nonce: randomBytes(r, 16), text: randomBytes(r, r.IntN(700)), ad: randomBytes(r, r.IntN(100))}
	c.a = asconWithTag(c.tag)
	c.k = importSym(t, keytype.Ascon, randomBytes(r, 16*(1+r.IntN(2))))
	return c
}

// TestAsconKnownAnswers has the designers' file, with all tags that the specification permits.
func TestAsconKnownAnswers(t *testing.T) {
	ctx := context.Background()
	n := 0
	for stanza := range strings.SplitSeq(string(vectors.Read(t, "ascon/LWC_AEAD_KAT_128_128.txt")), "\n\n") {
		m := map[string][]byte{}
		for line := range strings.Lines(stanza) {
			if k, v, ok := strings.Cut(line, " ="); ok && k != "Count" {
				m[k] = vectors.Hex(t, v)
			}
		}
		if m["Key"] == nil {
			continue
		}
		n++
		k := importSym(t, keytype.Ascon, m["Key"])
		for tag := 4; tag <= 16; tag++ {
			want := m["CT"][:len(m["PT"])+tag]
			got, err := k.d.Seal(ctx, k.grant(asconWithTag(tag)), nil, m["Nonce"], m["PT"], m["AD"])
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("Seal %x with %x, tag of %d bytes: %x, %v, want %x", m["PT"], m["AD"], tag, got, err, want)
			}
			got, err = k.d.Open(ctx, k.grant(asconWithTag(tag)), nil, m["Nonce"], want, m["AD"])
			if err != nil || !bytes.Equal(got, m["PT"]) {
				t.Errorf("Open %x with %x: %x, %v", want, m["AD"], got, err)
			}
		}
	}
	if n < 100 {
		t.Errorf("the file has only %d cases", n)
	}
	// Nonce masking: case 4 of Ascon-AEAD128-SP800-232 of NIST's ACVP server, v1.1.0.43, with the whole bytes of its tag of 83 bits.
	k := importSym(t, keytype.Ascon, vectors.Hex(t, "A5F07783880899A92B679F65E294A44012790C59CEDACB0520B22438983A833C"))
	got, err := k.d.Seal(ctx, k.grant(asconWithTag(10)), nil, vectors.Hex(t, "A2C174F5EA0C641983EB3F2C8AE16649"), vectors.Hex(t, "93A7"), vectors.Hex(t, "E35A3A2F"))
	if err != nil || hex.EncodeToString(got) != "8ac79f6965f2b6e743f55218" {
		t.Errorf("with nonce masking: %x, %v", got, err)
	}
}

func TestAsconRefused(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.Ascon, make([]byte, 16))
	for _, c := range []struct {
		what  string
		a     alg.Algorithm
		nonce int
		want  psa.Status
	}{
		{"an empty nonce", alg.AsconAEAD128, 0, psa.ErrInvalidArgument},
		{"a nonce of 12 bytes", alg.AsconAEAD128, 12, psa.ErrInvalidArgument},
		{"a nonce of 17 bytes", alg.AsconAEAD128, 17, psa.ErrInvalidArgument},
		{"a tag of 3 bytes", asconWithTag(3), 16, psa.ErrInvalidArgument},
		{"a tag of 17 bytes", asconWithTag(17), 16, psa.ErrInvalidArgument},
		{"an algorithm of other keys", alg.GCM, 16, psa.ErrNotSupported},
	} {
		g, nonce := k.grant(c.a), make([]byte, c.nonce)
		_, err := k.d.Seal(ctx, g, nil, nonce, nil, nil)
		wantStatus(t, "Seal with "+c.what, err, c.want)
		_, err = k.d.Open(ctx, g, nil, nonce, make([]byte, 32), nil)
		wantStatus(t, "Open with "+c.what, err, c.want)
		_, err = k.d.NewAEAD(ctx, g, driver.AEADSetup{Encrypt: true, Nonce: nonce})
		wantStatus(t, "NewAEAD with "+c.what, err, c.want)
	}
	op, err := k.d.NewAEAD(ctx, k.grant(alg.AsconAEAD128), driver.AEADSetup{Encrypt: true, Nonce: make([]byte, 16)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := op.Update(ctx, nil, nil); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "additional data after text", op.UpdateAD(ctx, []byte("late")), psa.ErrBadState)
}

func TestAsconAllocatesNothing(t *testing.T) {
	ctx := context.Background()
	dst, nonce, text := make([]byte, 0, 300), make([]byte, 16), make([]byte, 256)
	k := importSym(t, keytype.Ascon, make([]byte, 16))
	g := k.grant(asconWithTag(12))
	sealed, err := k.d.Seal(ctx, g, nil, nonce, text, text)
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { k.d.Seal(ctx, g, dst, nonce, text, text) }); n != 0 {
		t.Errorf("Seal allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { k.d.Open(ctx, g, dst, nonce, sealed, text) }); n != 0 {
		t.Errorf("Open allocates %v times", n)
	}
}

func FuzzAsconChunks(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte("additional"), []byte("the text"), uint8(6), uint64(1))
	f.Add(bytes.Repeat([]byte("k"), 32), bytes.Repeat([]byte("a"), 300), bytes.Repeat([]byte("t"), 2000), uint8(0), uint64(2))
	f.Fuzz(func(t *testing.T, data, ad, text []byte, tag uint8, seed uint64) {
		if len(data) != 16 && len(data) != 32 {
			return
		}
		k, r, nonce := importSym(t, keytype.Ascon, data), mathrand.New(mathrand.NewPCG(seed, 0)), make([]byte, 16)
		a := asconWithTag(4 + int(tag)%13)
		sealed, err := k.d.Seal(context.Background(), k.grant(a), nil, nonce, text, ad)
		if err != nil {
			t.Fatal(err)
		}
		if got := sealInChunks(t, r, k, a, nonce, text, ad); !bytes.Equal(got, sealed) {
			t.Fatalf("in parts %x, in one piece %x", got, sealed)
		}
		got, err := openInChunks(t, r, k, a, nonce, sealed[:len(text)], sealed[len(text):], ad)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("decryption in parts: %x, %v", got, err)
		}
	})
}

// BenchmarkAscon has no bare side: what is measured is our own primitive.
func BenchmarkAscon(b *testing.B) {
	ctx := context.Background()
	k := importSym(b, keytype.Ascon, make([]byte, 16))
	g, nonce, ad := k.grant(alg.AsconAEAD128), make([]byte, 16), make([]byte, 13)
	compare(b, map[string]func(dst, text []byte) func(){
		"ours": func(dst, text []byte) func() {
			return func() {
				_, err := k.d.Seal(ctx, g, dst, nonce, text, ad)
				must(b, err)
			}
		},
		"parts": func(dst, text []byte) func() {
			tag := make([]byte, 0, 16)
			return func() {
				op, err := k.d.NewAEAD(ctx, g, driver.AEADSetup{Encrypt: true, Nonce: nonce})
				must(b, err)
				must(b, op.UpdateAD(ctx, ad))
				_, err = op.Update(ctx, dst, text)
				must(b, err)
				_, _, err = op.Finish(ctx, dst, tag)
				must(b, err)
			}
		},
	})
}

// BenchmarkHashes has every hash, to be compared with the figures of openssl speed -evp.
func BenchmarkHashes(b *testing.B) {
	ctx, d := context.Background(), New(nil)
	for _, r := range rows(b) {
		for _, size := range benchSizes {
			b.Run(fmt.Sprintf("%v/%s", strings.ReplaceAll(r.alg.String(), "/", "-"), size.name), func(b *testing.B) {
				dst, msg := make([]byte, 0, 64), make([]byte, size.n)
				b.SetBytes(int64(size.n))
				for b.Loop() {
					_, err := d.Hash(ctx, r.alg, dst, msg)
					must(b, err)
				}
			})
		}
	}
}
