package soft

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"hash"
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
// others of its kind; SHAKE128_Msg0.pdf and SHAKE256_Msg0.pdf for the hashes of SHAKE, and SHA256.pdf for SHA-256/192), of RFC 6234, section 8.5, of RFC 1319, RFC 1320
// and RFC 1321, appendix A.5, of RIPEMD-160, appendix B, of GB/T 32905-2016, appendix A, of the Zigbee specification, section C.5, of RFC 7693, appendices A and B, and of
// the designers' files of Ascon and of BLAKE2.
var hashAnswers = []struct {
	a         alg.Algorithm
	msg, hash string
}{
	{alg.MD2, "", "8350e5a3e24c153df2275c9f80692773"},
	{alg.MD2, "abc", "da853b0d3f88d99b30283a69e6ded6bb"},
	{alg.MD4, "abc", "a448017aaf21d8525fc10ae87aa6729d"},
	{alg.MD5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
	{alg.RIPEMD160, "abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
	{alg.AESMMOZigbee, "\xc0", "ae3a102a28d43ee0d4a09e22788b206c"},
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
	{alg.SHA256_192, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"},
	{alg.SHAKE128_256, "", "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"},
	{alg.SHAKE256_192, "", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82"},
	{alg.SHAKE256_256, "", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"},
	{alg.SHAKE256_512, "", "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"},
	{alg.SM3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
	{alg.AsconHash256, "", "0b3be5850f2f6b98caf29f8fdea89b64a1fa70aa249b8f839bd53baa304d92b2"},
	{alg.BLAKE2sHash256, "abc", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"},
	{alg.BLAKE2spHash256, "", "dd0e891776933f43c7d032b08a917e25741f8aa9a12c12e1cac8801500f2ca4f"},
	{alg.BLAKE2bHash512, "abc", "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"},
	{alg.BLAKE2bpHash512, "", "b5ef811a8038f70b628fa8b294daae7492b1ebe343a80eaabbf1f6ae664dd67b9d90b0120791eab81dc96985f28849f6a305186a85501b405114bfa678df9380"},
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
		if _, ok := h.(hash.Cloner); !ok {
			t.Errorf("%v can't be cloned", r.alg)
		}
		if _, ok := h.(stdHash); !ok && (r.hmacBlock != 0 || r.suspended != nil) {
			t.Errorf("the state of %v can't be written and read", r.alg)
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
		if h, ok := h.(stdHash); ok {
			if s, err := h.AppendBinary(nil); err != nil || len(s) > maxHashState {
				t.Errorf("the state of %v has %d bytes, %v", r.alg, len(s), err)
			}
		}
		if r.std != 0 {
			if !r.std.Available() || r.std.Size() != r.size {
				t.Errorf("%v is %v in package crypto, with %d bytes", r.alg, r.std, r.std.Size())
			} else if std := r.std.New(); std.BlockSize() != h.BlockSize() || !bytes.Equal(std.Sum(nil), h.Sum(nil)) {
				t.Errorf("%v is not %v", r.alg, r.std)
			}
		}
		if _, fits := alg.KeyFits(alg.HMAC(r.alg), keytype.HMAC, 256); fits != (r.hmacBlock != 0) {
			t.Errorf("HMAC with %v: the row says %t, package alg %t", r.alg, r.hmacBlock != 0, fits)
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

// TestEveryHash: the driver has all hashes of the specification.
func TestEveryHash(t *testing.T) {
	n := 0
	for a := range alg.All() {
		if a.IsHash() && a.IsSpecific() {
			n++
			if hashOf(a) == nil {
				t.Errorf("the driver does not have %v", a)
			}
		}
	}
	if n != 27 {
		t.Errorf("package alg has %d hashes", n)
	}
}

func TestHashInChunksAndClones(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for _, row := range rows(t) {
		for range 50 {
			msg := randomBytes(r, r.IntN(1500))
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
	for _, a := range []alg.Algorithm{alg.None, alg.AnyHash, alg.HMAC(alg.SHA256), alg.GCM, alg.SHAKE256, 0x020000fe, 0x0200001a, 0x82000009} {
		_, err := d.Hash(ctx, a, nil, nil)
		wantStatus(t, fmt.Sprintf("Hash with %v", a), err, psa.ErrNotSupported)
		_, err = d.NewHash(ctx, a)
		wantStatus(t, fmt.Sprintf("NewHash with %v", a), err, psa.ErrNotSupported)
		_, err = d.ResumeHash(ctx, a, make([]byte, 100))
		wantStatus(t, fmt.Sprintf("ResumeHash with %v", a), err, psa.ErrNotSupported)
		if d.Supports(keytype.None, 0, a, 0) && !a.IsXOF() {
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
	if err != nil || hex.EncodeToString(got) != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("SHA-256 in place = %x, %v", got, err)
	}
}

func TestHashAllocatesNothing(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	dst, msg := make([]byte, 0, 64), []byte(strings.Repeat("message ", 20))
	for _, r := range rows(t) {
		if r.alg == alg.AESMMOZigbee {
			continue // crypto/aes allocates for the key of each block
		}
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

// A hash that is written into the middle of something changes nothing behind it.
func TestSumStaysInside(t *testing.T) {
	for _, r := range alg.Rows() {
		if r.Class != alg.ClassHash {
			continue
		}
		h, ok := newHash(r.Base)
		if !ok {
			t.Errorf("no hash %v", r.Base)
			continue
		}
		room := bytes.Repeat([]byte{0xa5}, 200)
		if got := h.Sum(room[:10]); len(got) != 10+r.Base.HashLength() || !bytes.Equal(room[len(got):], bytes.Repeat([]byte{0xa5}, 200-len(got))) {
			t.Errorf("%v writes behind its end", r.Base)
		}
	}
}
