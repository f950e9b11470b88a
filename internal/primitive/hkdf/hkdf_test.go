package hkdf

import (
	"bytes"
	stdhkdf "crypto/hkdf"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/prf"
	"github.com/psacrypto/psa/internal/vectors"
)

func ascending(from, to byte) []byte {
	var b []byte
	for i := int(from); i <= int(to); i++ {
		b = append(b, byte(i))
	}
	return b
}

// TestRFC5869 has the test cases of RFC 5869, appendix A.
func TestRFC5869(t *testing.T) {
	for i, c := range []struct {
		hash            func() hash.Hash
		ikm, salt, info []byte
		prk, okm        string
	}{
		{sha256.New, bytes.Repeat([]byte{0x0b}, 22), ascending(0, 0x0c), ascending(0xf0, 0xf9),
			"077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
			"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
		{sha256.New, ascending(0, 0x4f), ascending(0x60, 0xaf), ascending(0xb0, 0xff),
			"06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
			"b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71" +
				"cc30c58179ec3e87c14c01d5c1f3434f1d87"},
		{sha256.New, bytes.Repeat([]byte{0x0b}, 22), nil, nil,
			"19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
			"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
		{sha1.New, bytes.Repeat([]byte{0x0b}, 11), ascending(0, 0x0c), ascending(0xf0, 0xf9),
			"9b6c18c432a7bf8f0e71c8eb88f4b30baa2ba243",
			"085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896"},
		{sha1.New, ascending(0, 0x4f), ascending(0x60, 0xaf), ascending(0xb0, 0xff),
			"8adae09a2a307059478d309b26c4115a224cfaf6",
			"0bd770a74d1160f7c9f12cd5912a06ebff6adcae899d92191fe4305673ba2ffe8fa3f1a4e5ad79f3f334b3b202b2173c486ea37ce3d397ed034c7f9dfeb15c5e" +
				"927336d0441f4c4300e2cff0d0900b52d3b4"},
		{sha1.New, bytes.Repeat([]byte{0x0b}, 22), nil, nil,
			"da8c8a73c7fa77288ec6f5e7c297786aa0d32d01",
			"0ac1af7002b3d761d1e55298da9d0506b9ae52057220a306e07b6b87e8df21d0ea00033de03984d34918"},
		{sha1.New, bytes.Repeat([]byte{0x0c}, 22), nil, nil,
			"2adccada18779e7c2077ad2eb19d3f3e731385dd",
			"2c91117204d745f3500d636a62f64f0ab3bae548aa53d423b0d1f27ebba6f5e5673a081d70cce7acfc48"},
	} {
		prk := Extract(c.hash, c.salt, c.ikm)
		if hex.EncodeToString(prk) != c.prk {
			t.Errorf("case %d: PRK %x, want %s", i+1, prk, c.prk)
		}
		okm := make([]byte, len(c.okm)/2)
		s := Expand(c.hash, vectors.Hex(t, c.prk), c.info)
		if err := s.Read(t.Context(), okm); err != nil || hex.EncodeToString(okm) != c.okm {
			t.Errorf("case %d: OKM %x (%v), want %s", i+1, okm, err, c.okm)
		}
	}
}

// TestWholeOutput reads all that there is, in pieces that fit no block, and takes crypto/hkdf as the second implementation.
func TestWholeOutput(t *testing.T) {
	for _, newHash := range []func() hash.Hash{sha1.New, sha256.New, sha512.New} {
		size := newHash().Size()
		prk, info := ascending(0, byte(size)), []byte("info")
		want, err := stdhkdf.Expand(newHash, prk, string(info), MaxBlocks*size)
		if err != nil {
			t.Fatal(err)
		}
		s := Expand(newHash, prk, info)
		clear(info)
		var got []byte
		for piece := 1; len(got) < len(want); piece++ {
			p := make([]byte, min(piece, len(want)-len(got)))
			if err := s.Read(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			got = append(got, p...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("the output with a hash of %d bytes differs", size)
		}
		if err := s.Read(t.Context(), make([]byte, 1)); !errors.Is(err, prf.ErrExhausted) {
			t.Errorf("byte %d: %v", len(want)+1, err)
		}
		s.Close()
	}
}

func FuzzHKDF(f *testing.F) {
	f.Add([]byte("salt"), []byte("secret"), []byte("info"), uint16(100))
	f.Fuzz(func(t *testing.T, salt, secret, info []byte, n uint16) {
		n %= MaxBlocks * 32
		want, err := stdhkdf.Key(sha256.New, secret, salt, string(info), int(n))
		if err != nil {
			t.Skip("the standard library refuses the case: " + err.Error())
		}
		got := make([]byte, n)
		s := Expand(sha256.New, Extract(sha256.New, salt, secret), info)
		defer s.Close()
		if err := s.Read(t.Context(), got[:n/3]); err != nil {
			t.Fatal(err)
		}
		if err := s.Read(t.Context(), got[n/3:]); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%x (%v), want %x", got, err, want)
		}
	})
}
