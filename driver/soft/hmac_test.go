package soft

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	mathrand "math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

func rep(b byte, n int) string { return strings.Repeat(string([]byte{b}), n) }

func upTo(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i + 1)
	}
	return string(b)
}

// hmacAnswers are RFC 4231, section 4, RFC 2202, sections 2 and 3, RFC 2286, section 2, GM/T 0042-2015, appendix D.3, and the keyed hash of the Zigbee specification (document
// 05-3474-21, section C.6). A short answer is a truncated one.
var hmacAnswers = []struct {
	name, key, msg string
	macs           map[alg.Algorithm]string
}{
	{"RFC 4231, 1", rep(0x0b, 20), "Hi There", map[alg.Algorithm]string{
		alg.SHA1:   "b617318655057264e28bc0b6fb378c8ef146be00",
		alg.SHA224: "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
		alg.SHA256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
		alg.SHA384: "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
		alg.SHA512: "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
	}},
	{"RFC 4231, 2", "Jefe", "what do ya want for nothing?", map[alg.Algorithm]string{
		alg.SHA1:   "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		alg.SHA224: "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
		alg.SHA256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		alg.SHA384: "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
		alg.SHA512: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	}},
	{"RFC 4231, 3", rep(0xaa, 20), rep(0xdd, 50), map[alg.Algorithm]string{
		alg.SHA1:   "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
		alg.SHA224: "7fb3cb3588c6c1f6ffa9694d7d6ad2649365b0c1f65d69d1ec8333ea",
		alg.SHA256: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
		alg.SHA384: "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
		alg.SHA512: "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
	}},
	{"RFC 4231, 4", upTo(25), rep(0xcd, 50), map[alg.Algorithm]string{
		alg.SHA1:   "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
		alg.SHA224: "6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a",
		alg.SHA256: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
		alg.SHA384: "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
		alg.SHA512: "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
	}},
	{"RFC 4231, 5", rep(0x0c, 20), "Test With Truncation", map[alg.Algorithm]string{
		alg.SHA224: "0e2aea68a90c8d37c988bcdb9fca6fa8",
		alg.SHA256: "a3b6167473100ee06e0c796c2955552b",
		alg.SHA384: "3abf34c3503b2a23a46efc619baef897",
		alg.SHA512: "415fad6271580a531d4179bc891d87a6",
	}},
	{"RFC 4231, 6", rep(0xaa, 131), "Test Using Larger Than Block-Size Key - Hash Key First", map[alg.Algorithm]string{
		alg.SHA224: "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e",
		alg.SHA256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
		alg.SHA384: "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
		alg.SHA512: "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
	}},
	{"RFC 4231, 7", rep(0xaa, 131), "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
		map[alg.Algorithm]string{
			alg.SHA224: "3a854166ac5d9f023f54d517d0b39dbd946770db9c2b95c9f6f565d1",
			alg.SHA256: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
			alg.SHA384: "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
			alg.SHA512: "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
		}},
	{"RFC 2202, 1", rep(0x0b, 16), "Hi There", map[alg.Algorithm]string{
		alg.MD5: "9294727a3638bb1c13f48ef8158bfc9d",
	}},
	{"RFC 2202 and others, 2", "Jefe", "what do ya want for nothing?", map[alg.Algorithm]string{
		alg.MD5:       "750c783e6ab0b503eaa86e310a5db738",
		alg.RIPEMD160: "dda6c0213a485a9e24f4742064a7f033b43c4069",
		alg.SM3:       "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882",
	}},
	{"RFC 2202, 6, with MD5", rep(0xaa, 80), "Test Using Larger Than Block-Size Key - Hash Key First", map[alg.Algorithm]string{
		alg.MD5:       "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
		alg.RIPEMD160: "6466ca07ac5eac29e1bd523e5ada7605b791fd8b",
	}},
	{"RFC 2286, 1", rep(0x0b, 20), "Hi There", map[alg.Algorithm]string{
		alg.RIPEMD160: "24cb4bd67d20fc1a5d2ed7732dcc39377f0a5668",
	}},
	{"GM/T 0042, D.3", upTo(32), strings.Repeat("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 2), map[alg.Algorithm]string{
		alg.SM3: "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
	}},
	{"Zigbee, C.6.1", "@ABCDEFGHIJKLMNO", "\xc0", map[alg.Algorithm]string{
		alg.AESMMOZigbee: "4512807bf94cb3400f0e2c25fb76e999",
	}},
	{"Zigbee, C.6.2", "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_", "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf", map[alg.Algorithm]string{
		alg.AESMMOZigbee: "a3b0079984bf1557f74a0d6387e0a11a",
	}},
	{"RFC 2202, 6", rep(0xaa, 80), "Test Using Larger Than Block-Size Key - Hash Key First", map[alg.Algorithm]string{
		alg.SHA1: "aa4ae5e15272d00e95705637ce8a3b55ed402112",
	}},
}

func TestHMACKnownAnswers(t *testing.T) {
	ctx := context.Background()
	for _, c := range hmacAnswers {
		k := importSym(t, keytype.HMAC, []byte(c.key))
		for h, want := range c.macs {
			a := alg.HMAC(h)
			if n := len(want) / 2; n < h.HashLength() {
				a = alg.TruncatedMAC(a, n)
			}
			got, err := k.d.MAC(ctx, k.grant(a), []byte("head"), []byte(c.msg))
			if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != want {
				t.Errorf("%s, %v: %x, %v, want %s", c.name, a, got, err, want)
			}
			if err := k.d.VerifyMAC(ctx, k.grant(a), []byte(c.msg), vectors.Hex(t, want)); err != nil {
				t.Errorf("%s, %v: %v", c.name, a, err)
			}
		}
	}
}

// TestHMACAgainstStandardLibrary covers all hashes, keys around the block size, truncation and messages in parts.
func TestHMACAgainstStandardLibrary(t *testing.T) {
	ctx := context.Background()
	r := mathrand.New(mathrand.NewPCG(3, 3))
	for _, row := range rows(t) {
		if row.hmacBlock == 0 {
			continue
		}
		for i := range 60 {
			size := 1 + r.IntN(300)
			if i < 3 {
				size = row.hmacBlock - 1 + i
			}
			data, msg := randomBytes(r, size), randomBytes(r, r.IntN(500))
			k := importSym(t, keytype.HMAC, data)
			std := hmac.New(row.start, data)
			std.Write(msg)
			n := 4 + r.IntN(row.size-3)
			want := std.Sum(nil)[:n]
			g := k.grant(alg.TruncatedMAC(alg.HMAC(row.alg), n))
			got, err := k.d.MAC(ctx, g, nil, msg)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("HMAC(%v), key of %d bytes: %x, %v, want %x", row.alg, size, got, err, want)
			}
			if got := macInChunks(t, r, k, g, msg); !bytes.Equal(got, want) {
				t.Fatalf("HMAC(%v) in parts, key of %d bytes: %x, want %x", row.alg, size, got, want)
			}
		}
	}
}

// macInChunks computes a MAC in parts, and checks that an operation in parts accepts it.
func macInChunks(t testing.TB, r *mathrand.Rand, k symKey, g driver.Grant, msg []byte) []byte {
	t.Helper()
	ctx := context.Background()
	run := func() driver.MAC {
		m, err := k.d.NewMAC(ctx, g)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range cut(r, msg) {
			if err := m.Update(ctx, part); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	m := run()
	mac, err := m.Finish(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "Update after Finish", m.Update(ctx, nil), psa.ErrBadState)
	_, err = m.Finish(ctx, nil)
	wantStatus(t, "Finish after Finish", err, psa.ErrBadState)
	m.Close()
	m.Close()
	m = run()
	if err := m.Verify(ctx, mac); err != nil {
		t.Errorf("Verify: %v", err)
	}
	wantStatus(t, "Verify after Verify", m.Verify(ctx, mac), psa.ErrBadState)
	bad := bytes.Clone(mac)
	bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
	for _, wrong := range [][]byte{bad, nil, mac[:len(mac)-1], append(bytes.Clone(mac), 0)} {
		wantStatus(t, "Verify of a wrong MAC", run().Verify(ctx, wrong), psa.ErrInvalidSignature)
		wantStatus(t, "VerifyMAC of a wrong MAC", k.d.VerifyMAC(ctx, g, msg, wrong), psa.ErrInvalidSignature)
	}
	return mac
}

func TestHMACAgainstOpenSSL(t *testing.T) {
	names := map[alg.Algorithm]string{alg.MD5: "MD5", alg.RIPEMD160: "RIPEMD160", alg.SM3: "SM3", alg.BLAKE2sHash256: "BLAKE2S256", alg.BLAKE2bHash512: "BLAKE2B512", alg.SHA1: "SHA1", alg.SHA224: "SHA224", alg.SHA256: "SHA256", alg.SHA384: "SHA384", alg.SHA512: "SHA512",
		alg.SHA512_224: "SHA512-224", alg.SHA512_256: "SHA512-256", alg.SHA3_224: "SHA3-224", alg.SHA3_256: "SHA3-256", alg.SHA3_384: "SHA3-384",
		alg.SHA3_512: "SHA3-512"}
	r := mathrand.New(mathrand.NewPCG(4, 4))
	for _, row := range rows(t) {
		name, ok := names[row.alg]
		if !ok {
			continue
		}
		for _, size := range []int{40, 64, 128, 200} {
			data, msg := randomBytes(r, size), randomBytes(r, 333)
			out := openssl(t, msg, "mac", "-digest", name, "-macopt", "hexkey:"+hex.EncodeToString(data), "-in", "-", "HMAC")
			want := strings.ToLower(strings.TrimSpace(string(out)))
			k := importSym(t, keytype.HMAC, data)
			got, err := k.d.MAC(context.Background(), k.grant(alg.HMAC(row.alg)), nil, msg)
			if err != nil || hex.EncodeToString(got) != want {
				t.Errorf("HMAC(%v), key of %d bytes = %x, %v, OpenSSL says %s", row.alg, size, got, err, want)
			}
		}
	}
}

func TestMACsRefused(t *testing.T) {
	ctx := context.Background()
	hm, aes := importSym(t, keytype.HMAC, make([]byte, 32)), importSym(t, keytype.AES, make([]byte, 16))
	for _, c := range []struct {
		k    symKey
		a    alg.Algorithm
		want psa.Status
	}{
		{hm, alg.TruncatedMAC(alg.HMAC(alg.SHA256), 33), psa.ErrInvalidArgument},
		{hm, alg.TruncatedMAC(alg.HMAC(alg.SHA1), 21), psa.ErrInvalidArgument},
		{hm, alg.CMAC, psa.ErrNotSupported},
		{hm, alg.HMAC(alg.AnyHash), psa.ErrNotSupported},
		{hm, alg.HMAC(alg.SHAKE256_512), psa.ErrNotSupported},
		{hm, alg.HMAC(alg.BLAKE2spHash256), psa.ErrNotSupported},
		{hm, alg.BLAKE2MAC(alg.BLAKE2sHash256), psa.ErrNotSupported},
		{aes, alg.TruncatedMAC(alg.CMAC, 17), psa.ErrInvalidArgument},
		{aes, alg.HMAC(alg.SHA256), psa.ErrNotSupported},
		{importSym(t, keytype.Derive, make([]byte, 16)), alg.HMAC(alg.SHA256), psa.ErrNotSupported},
	} {
		g := c.k.grant(c.a)
		_, err := c.k.d.MAC(ctx, g, nil, nil)
		wantStatus(t, "MAC with "+c.a.String(), err, c.want)
		wantStatus(t, "VerifyMAC with "+c.a.String(), c.k.d.VerifyMAC(ctx, g, nil, nil), c.want)
		_, err = c.k.d.NewMAC(ctx, g)
		wantStatus(t, "NewMAC with "+c.a.String(), err, c.want)
		if c.k.d.Supports(c.k.attrs.Type, c.k.attrs.Bits, c.a, psa.SignMessage) {
			t.Errorf("the driver says that it supports %v with a key of type %v", c.a, c.k.attrs.Type)
		}
	}
}

// TestHMACOfUse has many goroutines use one key with several hashes; the race detector watches.
func TestHMACOfUse(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.HMAC, []byte("Jefe"))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				for h, want := range hmacAnswers[1].macs {
					got, err := k.d.MAC(ctx, k.grant(alg.HMAC(h)), nil, []byte(hmacAnswers[1].msg))
					if err != nil || hex.EncodeToString(got) != want {
						t.Errorf("HMAC(%v) = %x, %v", h, got, err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestHMACWipe(t *testing.T) {
	ctx := context.Background()
	k := importSym(t, keytype.HMAC, []byte("Jefe"))
	if _, err := k.d.MAC(ctx, k.grant(alg.HMAC(alg.SHA256)), nil, nil); err != nil {
		t.Fatal(err)
	}
	m, err := k.d.NewMAC(ctx, k.grant(alg.HMAC(alg.SHA256)))
	if err != nil {
		t.Fatal(err)
	}
	outer := m.(*hmacing).outer
	s := k.key.(*hmacKey).states.Load()
	k.key.Wipe()
	if !bytes.Equal(s.inner, make([]byte, len(s.inner))) || !bytes.Equal(s.outer, make([]byte, len(s.outer))) {
		t.Error("Wipe left a prepared state")
	}
	m.Close()
	if !bytes.Equal(outer, make([]byte, len(outer))) {
		t.Error("Close left a prepared state")
	}
}

func TestMACAllocatesNothing(t *testing.T) {
	ctx := context.Background()
	dst, msg := make([]byte, 0, 64), make([]byte, 200)
	check := func(k symKey, a alg.Algorithm) {
		g := k.grant(a)
		mac, err := k.d.MAC(ctx, g, nil, msg)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { k.d.MAC(ctx, g, dst, msg) }); n != 0 {
			t.Errorf("MAC with %v allocates %v times", a, n)
		}
		if n := testing.AllocsPerRun(100, func() { k.d.VerifyMAC(ctx, g, msg, mac) }); n != 0 {
			t.Errorf("VerifyMAC with %v allocates %v times", a, n)
		}
	}
	hm := importSym(t, keytype.HMAC, make([]byte, 32))
	for _, r := range rows(t) {
		if r.hmacBlock != 0 && r.alg != alg.AESMMOZigbee { // crypto/aes allocates for the key of each of its blocks
			check(hm, alg.HMAC(r.alg))
			check(hm, alg.TruncatedMAC(alg.HMAC(r.alg), 10))
		}
	}
	b2 := importSym(t, keytype.BLAKE2, make([]byte, 32))
	for _, r := range blake2MACs {
		check(b2, alg.BLAKE2MAC(r.hash))
	}
	for _, typ := range []keytype.Type{keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4} {
		if raceEnabled && typ == keytype.SM4 {
			continue // every block takes something from a pool, which forgets at random under the race detector
		}
		k := importSym(t, typ, make([]byte, 16))
		check(k, alg.CMAC)
		check(k, alg.TruncatedMAC(alg.CMAC, 8))
		check(k, alg.CBCMAC)
	}
}

func FuzzHMACChunks(f *testing.F) {
	f.Add(uint8(9), []byte("key"), []byte("message"), uint64(1))
	f.Add(uint8(0x11), bytes.Repeat([]byte("k"), 200), bytes.Repeat([]byte("m"), 300), uint64(2))
	f.Fuzz(func(t *testing.T, number uint8, data, msg []byte, seed uint64) {
		row := hashOf(0x02000000 | alg.Algorithm(number))
		if row == nil || row.hmacBlock == 0 || len(data) == 0 {
			return
		}
		k := importSym(t, keytype.HMAC, data)
		std := hmac.New(row.start, data)
		std.Write(msg)
		r := mathrand.New(mathrand.NewPCG(seed, 0))
		if got := macInChunks(t, r, k, k.grant(alg.HMAC(row.alg)), msg); !bytes.Equal(got, std.Sum(nil)) {
			t.Fatalf("HMAC(%v) in parts = %x", row.alg, got)
		}
	})
}
