package derivation

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// script is a stream that has been written beforehand.
type script struct{ rest []byte }

var errScript = errors.New("the stream is at its end")

func (s *script) read(p []byte) error {
	if len(s.rest) < len(p) {
		return errScript
	}
	copy(p, s.rest)
	s.rest = s.rest[len(p):]
	return nil
}

// derived makes a key of a stream, and tells how much of it was used.
func derived(t *testing.T, typ keytype.Type, size int, stream []byte) (data []byte, used int) {
	t.Helper()
	s := &script{stream}
	data, err := KeyFromStream(typ, size, s.read)
	if err != nil {
		t.Fatalf("%v, %d bits: %v", typ, size, err)
	}
	return data, len(stream) - len(s.rest)
}

func noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8(sha256.Sum256(binary.BigEndian.AppendUint64(nil, seed)))
	r.Read(b)
	return b
}

// TestBytesAsTheyAre: "will draw m/8 bytes of output and use these as the key data", and the other types whose data are drawn as they are.
func TestBytesAsTheyAre(t *testing.T) {
	for typ, sizes := range map[keytype.Type]map[int]int{
		keytype.RawData: {8: 1, 8000: 1000}, keytype.Derive: {256: 32}, keytype.Password: {64: 8}, keytype.PasswordHash: {512: 64}, keytype.Pepper: {16: 2},
		keytype.HMAC: {160: 20, 8: 1}, keytype.BLAKE2: {512: 64}, keytype.AES: {128: 16, 192: 24, 256: 32, 512: 64}, keytype.ARIA: {128: 16},
		keytype.Camellia: {256: 32}, keytype.SM4: {128: 16}, keytype.ARC4: {40: 5, 2048: 256}, keytype.ChaCha20: {256: 32}, keytype.XChaCha20: {256: 32},
		keytype.Ascon: {128: 16, 256: 32},
		keytype.ECCKeyPair(keytype.TwistedEdwards): {255: 32, 448: 57},
		keytype.MLDSAKeyPair:                       {128: 32, 192: 32, 256: 32},
		keytype.MLKEMKeyPair:                       {512: 64, 768: 64, 1024: 64},
		// SK.seed, SK.prf and PK.seed of n bytes each.
		keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S):  {128: 48, 192: 72, 256: 96},
		keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF): {256: 96},
	} {
		for size, n := range sizes {
			stream := noise(uint64(size), 2000)
			data, used := derived(t, typ, size, stream)
			if !bytes.Equal(data, stream[:n]) || used != n {
				t.Errorf("%v, %d bits: %x from %d bytes, want %x", typ, size, data, used, stream[:n])
			}
		}
	}
}

// TestMontgomery has the bits of RFC 7748, section 5: of 32 bytes, the three least significant bits of the first and the most significant one of the last
// are zero, and the second most significant one of the last is set; of 56 bytes, the two least significant ones of the first are zero and the
// most significant one of the last is set.
func TestMontgomery(t *testing.T) {
	for _, c := range []struct {
		size, n             int
		fill                byte
		first, middle, last byte
	}{
		{255, 32, 0x00, 0x00, 0x00, 0x40}, {255, 32, 0xff, 0xf8, 0xff, 0x7f}, {255, 32, 0xa5, 0xa0, 0xa5, 0x65},
		{448, 56, 0x00, 0x00, 0x00, 0x80}, {448, 56, 0xff, 0xfc, 0xff, 0xff}, {448, 56, 0x5a, 0x58, 0x5a, 0xda},
	} {
		data, used := derived(t, keytype.ECCKeyPair(keytype.Montgomery), c.size, bytes.Repeat([]byte{c.fill}, 100))
		want := bytes.Repeat([]byte{c.middle}, c.n)
		want[0], want[c.n-1] = c.first, c.last
		if !bytes.Equal(data, want) || used != c.n {
			t.Errorf("%d bits of %02x: %x from %d bytes, want %x", c.size, c.fill, data, used, want)
		}
	}
}

// pick is the procedure for Weierstrass curves and Diffie-Hellman groups once more, in numbers: n is the order or the prime.
func pick(n *big.Int, stream []byte) (d *big.Int, used int) {
	m := n.BitLen()
	mask := new(big.Int).Lsh(big.NewInt(1), uint(m))
	mask.Sub(mask, big.NewInt(1))
	limit := new(big.Int).Sub(n, big.NewInt(2))
	for {
		size := (m + 7) / 8
		k := new(big.Int).SetBytes(stream[used : used+size])
		used += size
		k.And(k, mask)
		if k.Cmp(limit) <= 0 {
			return k.Add(k, big.NewInt(1)), used
		}
	}
}

// TestNumbers makes keys on every Weierstrass curve and in every Diffie-Hellman group, from noise and from candidates at the edges.
func TestNumbers(t *testing.T) {
	for _, g := range keytype.Groups() {
		var typ keytype.Type
		var n *big.Int
		size := (g.Bits + 7) / 8
		switch {
		case g.Family.IsWeierstrass():
			typ, n = keytype.ECCKeyPair(g.Family), new(big.Int).SetBytes(CurveOrder(g.Family, g.Bits))
			if g.Name == "secp160r2" {
				size = 21
			}
		case g.Family == keytype.RFC7919 || g.Family == keytype.RFC3526:
			typ, n = keytype.DHKeyPair(g.Family), new(big.Int).SetBytes(GroupPrime(g.Family, g.Bits))
		default:
			continue
		}
		draw := (n.BitLen() + 7) / 8
		candidate := func(minus int64) []byte { return new(big.Int).Sub(n, big.NewInt(minus)).FillBytes(make([]byte, draw)) }
		zero, ones := make([]byte, draw), bytes.Repeat([]byte{0xff}, draw)
		for name, stream := range map[string][]byte{
			"0": zero, "n-2": candidate(2), "n-1, 0": slices.Concat(candidate(1), zero), "n, n-2": slices.Concat(candidate(0), candidate(2)),
			"n-1, n, ones, n-3": slices.Concat(candidate(1), candidate(0), ones, candidate(3)),
			"n+1, 0":            slices.Concat(candidate(-1), zero),
			"noise 1":           noise(1, 100*draw), "noise 2": noise(2, 100*draw), "noise 3": noise(3, 100*draw),
		} {
			data, used := derived(t, typ, g.Bits, stream)
			d, wantUsed := pick(n, stream)
			if want := d.FillBytes(make([]byte, size)); !bytes.Equal(data, want) || used != wantUsed {
				t.Errorf("%s, stream %s: %x from %d bytes, want %x from %d", g.Name, name, data, used, want, wantUsed)
			}
		}
	}
	// By hand, on P-256: n-2 gives the greatest key, and n-1 none.
	data, used := derived(t, keytype.ECCKeyPair(keytype.SECPR1), 256,
		unhex(t, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"+"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f"))
	if hex.EncodeToString(data) != "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550" || used != 64 {
		t.Errorf("%x from %d bytes", data, used)
	}
	// And on P-521: the seven upper bits of the first byte are cleared.
	data, used = derived(t, keytype.ECCKeyPair(keytype.SECPR1), 521, append([]byte{0xfe}, make([]byte, 65)...))
	if hex.EncodeToString(data) != strings.Repeat("00", 65)+"01" || used != 66 {
		t.Errorf("%x from %d bytes", data, used)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// permutedChoice1 has the bits of a DES key, the most significant one of the first byte being 1, that fill the halves C and D (FIPS 46-3, PC-1).
var permutedChoice1 = [2][28]int{
	{57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36},
	{63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4},
}

// weakKeys makes the weak and semi-weak keys, without parity, from what makes them so: each half is all zeros, all ones, or alternating.
func weakKeys() [][]byte {
	var keys [][]byte
	for c := range 4 {
		for d := range 4 {
			key := make([]byte, 8)
			for half, pattern := range []int{c, d} {
				for i, bit := range permutedChoice1[half] {
					if [][2]int{{0, 0}, {1, 1}, {0, 1}, {1, 0}}[pattern][i%2] == 1 {
						key[(bit-1)/8] |= 0x80 >> ((bit - 1) % 8)
					}
				}
			}
			keys = append(keys, key)
		}
	}
	return keys
}

func TestDES(t *testing.T) {
	good := noise(7, 24)
	withParity := func(b []byte) []byte {
		out := slices.Clone(b)
		for i := range out {
			if out[i] &= 0xfe; bits.OnesCount8(out[i])%2 == 0 {
				out[i] |= 1
			}
		}
		return out
	}
	for _, size := range []int{64, 128, 192} {
		data, used := derived(t, keytype.DES, size, good)
		if want := withParity(good[:size/8]); !bytes.Equal(data, want) || used != size/8 {
			t.Errorf("%d bits: %x, want %x", size, data, want)
		}
	}
	weak := weakKeys()
	for i, w := range weak {
		for _, parity := range []byte{0, 1} {
			key := slices.Clone(w)
			for j := range key {
				key[j] |= parity
			}
			// The weak key is passed over as the first, the second and the third of three.
			for place := range 3 {
				stream := slices.Concat(good[:8*place], key, good[8*place:])
				data, used := derived(t, keytype.DES, 192, stream)
				if want := withParity(good); !bytes.Equal(data, want) || used != 32 {
					t.Errorf("weak key %d at place %d: %x from %d bytes, want %x", i, place, data, used, want)
				}
			}
		}
	}
	data, used := derived(t, keytype.DES, 64, slices.Concat(append(weak, good)...))
	if want := withParity(good[:8]); !bytes.Equal(data, want) || used != 17*8 {
		t.Errorf("all weak keys one after the other: %x from %d bytes", data, used)
	}
	// By hand: 0x00 becomes 0x01, 0x03 becomes 0x02, 0x07 stays.
	data, _ = derived(t, keytype.DES, 64, unhex(t, "0003077f80fe1011"))
	if hex.EncodeToString(data) != "0102077f80fe1010" {
		t.Errorf("%x", data)
	}
}

// TestSPAKE2P: w0 and w1 are what is left of numbers of the lengths that PSA_KEY_TYPE_SPAKE2P_KEY_PAIR lists.
func TestSPAKE2P(t *testing.T) {
	for _, c := range []struct {
		f               keytype.Family
		size, draw, out int
		little          bool
	}{
		{keytype.SECPR1, 256, 40, 32, false}, {keytype.SECPR1, 384, 56, 48, false}, {keytype.SECPR1, 521, 74, 66, false},
		{keytype.TwistedEdwards, 255, 40, 32, true}, {keytype.TwistedEdwards, 448, 64, 57, true},
	} {
		n := new(big.Int).SetBytes(CurveOrder(c.f, c.size))
		for _, stream := range [][]byte{noise(1, 200), noise(2, 200), make([]byte, 200), bytes.Repeat([]byte{0xff}, 200)} {
			data, used := derived(t, keytype.SPAKE2PKeyPair(c.f), c.size, stream)
			if used != 2*c.draw || len(data) != 2*c.out {
				t.Fatalf("%d bits: %d bytes from %d", c.size, len(data), used)
			}
			for i := range 2 {
				w := new(big.Int).SetBytes(stream[i*c.draw : (i+1)*c.draw])
				want := w.Mod(w, n).FillBytes(make([]byte, c.out))
				if c.little {
					slices.Reverse(want)
				}
				if got := data[i*c.out : (i+1)*c.out]; !bytes.Equal(got, want) {
					t.Errorf("%d bits: w%d is %x, want %x", c.size, i, got, want)
				}
			}
		}
	}
}

// TestSPAKE2PMatter has the numbers that Matter's tools and devices have for the passcode 20202021, the salt "SPAKE2P Key Salt" and 1000 iterations of
// PBKDF2-HMAC-SHA-256 (connectedhomeip, and Tasmota's Matter_Crypto for w1).
func TestSPAKE2PMatter(t *testing.T) {
	passcode := string(binary.LittleEndian.AppendUint32(nil, 20202021))
	stream, err := pbkdf2.Key(sha256.New, passcode, []byte("SPAKE2P Key Salt"), 1000, 80)
	if err != nil {
		t.Fatal(err)
	}
	data, _ := derived(t, keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, stream)
	if hex.EncodeToString(data) != "b96170aae803346884724fe9a3b287c30330c2a660375d17bb205a8cf1aecb35"+
		"823d264225e36f4923b43ad64f8c862a30f4a129bbf9ee8074a32d6d67586a90" {
		t.Errorf("%x", data)
	}
}

func TestKeyFromStreamRefuses(t *testing.T) {
	for _, c := range []struct {
		t    keytype.Type
		size int
		want psa.Status
	}{
		{keytype.None, 128, psa.ErrInvalidArgument},
		{keytype.Type(0x1234), 128, psa.ErrInvalidArgument},
		{keytype.RSAPublicKey, 2048, psa.ErrInvalidArgument},
		{keytype.ECCPublicKey(keytype.SECPR1), 256, psa.ErrInvalidArgument},
		{keytype.DHPublicKey(keytype.RFC7919), 2048, psa.ErrInvalidArgument},
		{keytype.MLDSAPublicKey, 128, psa.ErrInvalidArgument},
		{keytype.MLKEMPublicKey, 512, psa.ErrInvalidArgument},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHA2S), 128, psa.ErrInvalidArgument},
		{keytype.SPAKE2PPublicKey(keytype.SECPR1), 256, psa.ErrInvalidArgument},
		{keytype.LMSPublicKey, 256, psa.ErrInvalidArgument},
		{keytype.HSSPublicKey, 256, psa.ErrInvalidArgument},
		{keytype.XMSSPublicKey, 256, psa.ErrInvalidArgument},
		{keytype.XMSSMTPublicKey, 256, psa.ErrInvalidArgument},
		{keytype.RSAKeyPair, 2048, psa.ErrNotSupported},
		{keytype.WPA3SAEECC(keytype.SECPR1), 256, psa.ErrInvalidArgument},
		{keytype.WPA3SAEDH(keytype.RFC3526), 2048, psa.ErrInvalidArgument},
		// "Implementations must reject an attempt to derive a key of size 0."
		{keytype.Derive, 0, psa.ErrInvalidArgument},
		{keytype.AES, 0, psa.ErrInvalidArgument},
		{keytype.ECCKeyPair(keytype.SECPR1), 0, psa.ErrInvalidArgument},
		{keytype.AES, 136, psa.ErrInvalidArgument},
		{keytype.Derive, 12, psa.ErrInvalidArgument},
		{keytype.Derive, -8, psa.ErrInvalidArgument},
		{keytype.DES, 56, psa.ErrInvalidArgument},
		{keytype.ECCKeyPair(keytype.SECPR1), 255, psa.ErrInvalidArgument},
		{keytype.ECCKeyPair(keytype.Montgomery), 256, psa.ErrInvalidArgument},
		{keytype.DHKeyPair(keytype.RFC7919), 1024, psa.ErrInvalidArgument},
		{keytype.MLDSAKeyPair, 512, psa.ErrInvalidArgument},
	} {
		data, err := KeyFromStream(c.t, c.size, func([]byte) error {
			t.Errorf("%v, %d bits: the stream was read", c.t, c.size)
			return errScript
		})
		wantStatus(t, err, c.want, "%v, %d bits", c.t, c.size)
		if data != nil {
			t.Errorf("%v, %d bits: %x", c.t, c.size, data)
		}
	}
}

// TestStreamErrors: the stream's error comes back as it is, and no data.
func TestStreamErrors(t *testing.T) {
	for typ, size := range map[keytype.Type]int{
		keytype.AES: 128, keytype.DES: 192, keytype.ECCKeyPair(keytype.SECPR1): 256, keytype.ECCKeyPair(keytype.Montgomery): 255,
		keytype.ECCKeyPair(keytype.TwistedEdwards): 448, keytype.DHKeyPair(keytype.RFC3526): 2048, keytype.SPAKE2PKeyPair(keytype.SECPR1): 256,
		keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F): 128, keytype.MLKEMKeyPair: 768,
	} {
		enough := &script{make([]byte, 1000)}
		if _, err := KeyFromStream(typ, size, enough.read); typ != keytype.DES && err != nil {
			t.Fatal(err)
		}
		short := &script{noise(1, min(1000-len(enough.rest), 24)-1)}
		if data, err := KeyFromStream(typ, size, short.read); err != errScript || data != nil {
			t.Errorf("%v: %x, error %v", typ, data, err)
		}
	}
}

func FuzzKeyFromStream(f *testing.F) {
	f.Add(uint16(keytype.ECCKeyPair(keytype.SECPR1)), 521, []byte("stream"))
	f.Add(uint16(keytype.SPAKE2PKeyPair(keytype.TwistedEdwards)), 448, bytes.Repeat([]byte{0xff}, 128))
	f.Fuzz(func(t *testing.T, typ uint16, size int, stream []byte) {
		if size > 1<<20 {
			t.Skip("the key would be too large for a test")
		}
		data, err := KeyFromStream(keytype.Type(typ), size, (&script{stream}).read)
		if err != nil {
			return
		}
		want := keytype.Type(typ).ExportSize(size)
		if keytype.Type(typ).IsSLHDSA() {
			want = want / 4 * 3
		}
		if len(data) != want {
			t.Errorf("%v, %d bits: %d bytes, want %d", keytype.Type(typ), size, len(data), want)
		}
	})
}

func BenchmarkKeyFromStream(b *testing.B) {
	stream := noise(1, 2048)
	for name, c := range map[string]struct {
		t    keytype.Type
		size int
	}{
		"AES-256": {keytype.AES, 256}, "P-256": {keytype.ECCKeyPair(keytype.SECPR1), 256}, "SPAKE2+ P-521": {keytype.SPAKE2PKeyPair(keytype.SECPR1), 521},
		"ffdhe8192": {keytype.DHKeyPair(keytype.RFC7919), 8192},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := KeyFromStream(c.t, c.size, (&script{stream}).read); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
