package soft

import (
	"bytes"
	"context"
	"encoding"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

const twoBlocks = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

// hashAnswers are the examples of NIST's Cryptographic Toolkit for FIPS 180-4 and FIPS 202 (SHA1.pdf to SHA512_256.pdf, SHA3-224_Msg0.pdf and the
// others of its kind), and of RFC 6234, section 8.5.
var hashAnswers = []struct {
	a         alg.Algorithm
	msg, hash string
}{
	{alg.SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{alg.SHA1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
	{alg.SHA224, "abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
	{alg.SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{alg.SHA256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	{alg.SHA384, "abc", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
	{alg.SHA512, "abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
	{alg.SHA512, twoBlocks, "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
	{alg.SHA512_224, "abc", "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"},
	{alg.SHA512_256, "abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
	{alg.SHA3_224, "", "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7"},
	{alg.SHA3_224, "abc", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
	{alg.SHA3_256, "", "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"},
	{alg.SHA3_256, "abc", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
	{alg.SHA3_384, "", "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004"},
	{alg.SHA3_384, "abc", "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"},
	{alg.SHA3_512, "", "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26"},
	{alg.SHA3_512, "abc", "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
}

// rows has all hashes of the driver.
func rows(t testing.TB) []*hashRow {
	t.Helper()
	var all []*hashRow
	for _, r := range hashes {
		if r != nil {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		t.Fatal("the driver has no hashes")
	}
	return all
}

func TestHashKnownAnswers(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	answered := map[alg.Algorithm]bool{}
	for _, c := range hashAnswers {
		answered[c.a] = true
		got, err := d.Hash(ctx, c.a, []byte("head"), []byte(c.msg))
		if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != c.hash {
			t.Errorf("%v of %q = %x, %v, want %s", c.a, c.msg, got, err, c.hash)
		}
	}
	for _, r := range rows(t) {
		if !answered[r.alg] {
			t.Errorf("%v has no known answer", r.alg)
		}
	}
	million := bytes.Repeat([]byte("a"), 1000000)
	for a, want := range map[alg.Algorithm]string{ // FIPS 180-2, appendices A.3, B.3, C.3
		alg.SHA1:   "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
		alg.SHA256: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
		alg.SHA512: "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
	} {
		if got, err := d.Hash(ctx, a, nil, million); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%v of a million a = %x, %v", a, got, err)
		}
	}
}

// TestHashTable holds the rows to what they promise, and to package alg.
func TestHashTable(t *testing.T) {
	for i, r := range hashes {
		if r == nil {
			continue
		}
		h := r.start()
		if _, ok := h.(stdHash); !ok {
			t.Errorf("%v can't be cloned or its state not be written and read", r.alg)
		}
		if int(r.alg&0xff) != i {
			t.Errorf("%v stands at %#x", r.alg, i)
		}
		if h.Size() != r.size || r.size != r.alg.HashLength() || r.size > len(worker{}.sum) {
			t.Errorf("%v has %d bytes, its row says %d, package alg %d", r.alg, h.Size(), r.size, r.alg.HashLength())
		}
		if h.BlockSize() != r.alg.HashBlockLength() || r.hmacBlock != 0 && r.hmacBlock != h.BlockSize() || h.BlockSize() > len(zeros) {
			t.Errorf("%v has blocks of %d bytes, its row says %d, package alg %d", r.alg, h.BlockSize(), r.hmacBlock, r.alg.HashBlockLength())
		}
		if s, err := h.(encoding.BinaryAppender).AppendBinary(nil); err != nil || len(s) > maxHashState {
			t.Errorf("the state of %v has %d bytes, %v", r.alg, len(s), err)
		}
		if r.std != 0 {
			if !r.std.Available() || r.std.Size() != r.size {
				t.Errorf("%v is %v in package crypto, with %d bytes", r.alg, r.std, r.std.Size())
			} else if std := r.std.New(); std.BlockSize() != h.BlockSize() || !bytes.Equal(std.Sum(nil), h.Sum(nil)) {
				t.Errorf("%v is not %v", r.alg, r.std)
			}
		}
		length, state := 0, 0
		if l := r.suspended; l != nil {
			length, state = l.lengthField, l.stateField
			if l.block != h.BlockSize() || l.stdSize() > maxState {
				t.Errorf("%v: the layout of its state has blocks of %d bytes and %d in all", r.alg, l.block, l.stdSize())
			}
		}
		if length != alg.HashSuspendInputLengthFieldLength(r.alg) || state != alg.HashSuspendHashStateFieldLength(r.alg) {
			t.Errorf("%v: suspended fields of %d and %d bytes, package alg says %d and %d", r.alg, length, state,
				alg.HashSuspendInputLengthFieldLength(r.alg), alg.HashSuspendHashStateFieldLength(r.alg))
		}
	}
}

func TestHashInChunksAndClones(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for _, row := range rows(t) {
		for range 50 {
			msg := randomBytes(r, r.IntN(600))
			want, err := d.Hash(ctx, row.alg, nil, msg)
			if err != nil {
				t.Fatal(err)
			}
			h, err := d.NewHash(ctx, row.alg)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range cut(r, msg) {
				if r.IntN(3) == 0 {
					c, err := h.Clone(ctx)
					if err != nil {
						t.Fatal(err)
					}
					// Whichever goes on, the other must not notice.
					h, c = c, h
					c.Update(ctx, []byte("something else"))
					c.Close()
				}
				if err := h.Update(ctx, part); err != nil {
					t.Fatal(err)
				}
			}
			got, err := h.Finish(ctx, []byte("head"))
			if err != nil || string(got[:4]) != "head" || !bytes.Equal(got[4:], want) {
				t.Fatalf("%v of %d bytes in parts = %x, %v, want %x", row.alg, len(msg), got, err, want)
			}
			h.Close()
			h.Close()
		}
	}
}

func TestHashAfterItsEnd(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	ends := map[string]func(driver.Hash){
		"finish": func(h driver.Hash) { h.Finish(ctx, nil) },
		"close":  func(h driver.Hash) { h.Close() },
	}
	for name, end := range ends {
		h, err := d.NewHash(ctx, alg.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		end(h)
		wantStatus(t, "Update after "+name, h.Update(ctx, nil), psa.ErrBadState)
		_, err = h.Finish(ctx, nil)
		wantStatus(t, "Finish after "+name, err, psa.ErrBadState)
		_, err = h.Clone(ctx)
		wantStatus(t, "Clone after "+name, err, psa.ErrBadState)
		_, err = h.Suspend(ctx, nil)
		wantStatus(t, "Suspend after "+name, err, psa.ErrBadState)
	}
}

func TestNoSuchHash(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	for _, a := range []alg.Algorithm{alg.None, alg.AnyHash, alg.HMAC(alg.SHA256), alg.GCM, 0x020000fe, 0x82000009} {
		_, err := d.Hash(ctx, a, nil, nil)
		wantStatus(t, fmt.Sprintf("Hash with %v", a), err, psa.ErrNotSupported)
		_, err = d.NewHash(ctx, a)
		wantStatus(t, fmt.Sprintf("NewHash with %v", a), err, psa.ErrNotSupported)
		_, err = d.ResumeHash(ctx, a, make([]byte, 100))
		wantStatus(t, fmt.Sprintf("ResumeHash with %v", a), err, psa.ErrNotSupported)
		if d.Supports(keytype.None, 0, a, 0) {
			t.Errorf("the driver says that it supports the hash %v", a)
		}
		if _, ok := newHash(a); ok {
			t.Errorf("there is a hash %v", a)
		}
		if _, ok := hashSum(a, nil, nil); ok {
			t.Errorf("there is a sum of %v", a)
		}
		if _, ok := cryptoHash(a); ok {
			t.Errorf("package crypto has a hash %v", a)
		}
	}
	for _, r := range rows(t) {
		if !d.Supports(keytype.None, 0, r.alg, 0) {
			t.Errorf("the driver says that it does not support %v", r.alg)
		}
	}
}

// TestHashInPlace takes the message from the place of the output, as package driver allows.
func TestHashInPlace(t *testing.T) {
	room := append(make([]byte, 0, 100), "abc"...)
	got, err := New(nil).Hash(context.Background(), alg.SHA256, room[:0], room)
	if err != nil || hex.EncodeToString(got) != hashAnswers[3].hash {
		t.Errorf("SHA-256 in place = %x, %v", got, err)
	}
}

func TestHashAllocatesNothing(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	dst, msg := make([]byte, 0, 64), []byte(strings.Repeat("message ", 20))
	for _, r := range rows(t) {
		if n := testing.AllocsPerRun(100, func() { d.Hash(ctx, r.alg, dst, msg) }); n != 0 {
			t.Errorf("%v allocates %v times", r.alg, n)
		}
		h, err := d.NewHash(ctx, r.alg)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { h.Update(ctx, msg) }); n != 0 {
			t.Errorf("%v in parts allocates %v times", r.alg, n)
		}
	}
}
