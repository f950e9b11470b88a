package keytype_test

import (
	"slices"
	"testing"

	"github.com/psacrypto/psa/keytype"
)

func TestValid(t *testing.T) {
	all := keytype.All()
	for v := range 1 << 16 {
		kt := keytype.Type(v)
		if got, want := kt.Valid(), slices.Contains(all, kt); got != want {
			t.Errorf("0x%04x: Valid is %v", v, got)
		}
	}
	if want := 7 + 9 + 2 + 1 + 2*10 + 2*2 + 2*4 + 2*2 + 2*3 + 4; len(all) != want {
		t.Errorf("%d types, want %d", len(all), want)
	}
	for _, kt := range []keytype.Type{
		keytype.None, keytype.ECCKeyPair(0), keytype.ECCKeyPair(keytype.RFC7919), keytype.DHKeyPair(keytype.SECPR1),
		keytype.SPAKE2PKeyPair(keytype.Montgomery), keytype.WPA3SAEDH(keytype.RFC7919), keytype.WPA3SAEECC(keytype.SECPK1), 0x8000, 0x7007,
	} {
		if kt.Valid() {
			t.Errorf("0x%04x is valid", uint16(kt))
		}
	}
}

func TestSecret(t *testing.T) {
	for _, kt := range keytype.All() {
		public := kt.IsPublicKey()
		if kt.IsSecret() == public {
			t.Errorf("%v: secret %v, public %v", kt, kt.IsSecret(), public)
		}
	}
	if keytype.None.IsSecret() {
		t.Error("no key is secret")
	}
}

func TestBits(t *testing.T) {
	secp, edwards := keytype.ECCKeyPair(keytype.SECPR1), keytype.ECCPublicKey(keytype.TwistedEdwards)
	for _, c := range []struct {
		t    keytype.Type
		bits int
		want bool
	}{
		{keytype.AES, 128, true}, {keytype.AES, 192, true}, {keytype.AES, 256, true}, {keytype.AES, 512, true}, {keytype.AES, 0, false},
		{keytype.AES, 129, false}, {keytype.SM4, 128, true}, {keytype.SM4, 192, false}, {keytype.DES, 64, true}, {keytype.DES, 56, false},
		{keytype.HMAC, 8, true}, {keytype.HMAC, 1 << 20, true}, {keytype.HMAC, 12, false}, {keytype.HMAC, 0, false}, {keytype.HMAC, -8, false},
		{keytype.ARC4, 40, true}, {keytype.ARC4, 2048, true}, {keytype.ARC4, 2056, false}, {keytype.ARC4, 32, false},
		{keytype.BLAKE2, 512, true}, {keytype.BLAKE2, 520, false}, {keytype.RSAKeyPair, 2048, true}, {keytype.RSAKeyPair, 1023, true},
		{keytype.RSAKeyPair, 511, false}, {keytype.RSAKeyPair, 8193, false}, {secp, 521, true}, {secp, 512, false}, {secp, 255, false},
		{keytype.ECCKeyPair(keytype.SECPK1), 225, true}, {keytype.ECCKeyPair(keytype.SECPK1), 224, false}, {edwards, 255, true},
		{edwards, 256, false}, {edwards, 448, true}, {keytype.SPAKE2PKeyPair(keytype.SECPR1), 224, false},
		{keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, true}, {keytype.SPAKE2PKeyPair(keytype.TwistedEdwards), 255, true},
		{keytype.DHKeyPair(keytype.RFC3526), 6144, true}, {keytype.DHKeyPair(keytype.RFC7919), 1536, false}, {keytype.MLDSAKeyPair, 192, true},
		{keytype.MLDSAKeyPair, 65, false}, {keytype.MLKEMPublicKey, 768, true}, {keytype.MLKEMPublicKey, 192, false},
		{keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 192, true}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 512, false},
		{keytype.ECCKeyPair(keytype.RFC7919), 2048, false}, {keytype.None, 8, false}, {0x8000, 8, false},
	} {
		if got := c.t.BitsValid(c.bits); got != c.want {
			t.Errorf("%v with %d bits: %v", c.t, c.bits, got)
		}
		if got := c.t.BitsRule(c.bits) == ""; got != c.want {
			t.Errorf("%v with %d bits: the rule says %q", c.t, c.bits, c.t.BitsRule(c.bits))
		}
	}
	for _, kt := range keytype.All() {
		bits := kt.AllBits()
		if len(bits) == 0 || !slices.IsSorted(bits) {
			t.Errorf("%v has the sizes %v", kt, bits)
		}
		for _, b := range bits {
			if !kt.BitsValid(b) {
				t.Errorf("%v has %d bits in AllBits, which are not valid", kt, b)
			}
		}
	}
}

func TestLegalBits(t *testing.T) {
	for _, c := range []struct {
		t    keytype.Type
		want string
	}{
		{keytype.AES, "128, 192 or 256 (for XTS 256, 384 or 512)"},
		{keytype.ChaCha20, "256"},
		{keytype.HMAC, "any multiple of 8 from 8"},
		{keytype.ARC4, "multiples of 8 from 40 to 2048"},
		{keytype.RSAKeyPair, "512 to 8192"},
		{keytype.ECCKeyPair(keytype.SECPR1), "192, 224, 256, 384 or 521"},
		{keytype.ECCKeyPair(keytype.Montgomery), "255 or 448"},
		{keytype.SPAKE2PPublicKey(keytype.SECPR1), "256, 384 or 521"},
		{keytype.LMSPublicKey, "192 or 256"},
		{keytype.None, "none"},
		{0x7007, "none"},
	} {
		if got := c.t.LegalBits(); got != c.want {
			t.Errorf("%v: %q, want %q", c.t, got, c.want)
		}
	}
}

func TestRowsAreCopies(t *testing.T) {
	rows, groups, families := keytype.Rows(), keytype.Groups(), keytype.Families()
	for i := range rows {
		rows[i].CName = "changed"
		for j := range rows[i].Families {
			rows[i].Families[j] = 0
		}
		for j := range rows[i].Sizes.List {
			rows[i].Sizes.List[j] = 1
		}
		for j := range rows[i].Sizes.Usual {
			rows[i].Sizes.Usual[j] = 1
		}
	}
	groups[0].Bits, families[0].CName = 1, "changed"
	bits := keytype.AES.AllBits()
	bits[0] = 1
	if !keytype.AES.BitsValid(128) || keytype.AES.CName() != "PSA_KEY_TYPE_AES" || !keytype.ECCKeyPair(keytype.SECPK1).BitsValid(192) ||
		keytype.SECPK1.CName() != "PSA_ECC_FAMILY_SECP_K1" || keytype.HMAC.AllBits()[0] != 8 {
		t.Error("a change of the copy changes the table")
	}
}

func TestBitsAllocatesNothing(t *testing.T) {
	secp := keytype.ECCKeyPair(keytype.SECPR1)
	if n := testing.AllocsPerRun(100, func() {
		if secp.BitsRule(256) != "" || !keytype.AES.BitsValid(256) || !secp.Valid() || secp.ExportPublicSize(256) != 65 {
			t.Error("a legal size is not legal")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
