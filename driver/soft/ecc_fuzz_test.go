package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// FuzzImportECC imports keys of each elliptic-curve type. What is accepted comes back as it was, but that private Montgomery keys get their forced bits.
func FuzzImportECC(f *testing.F) {
	types := []keytype.Type{secpPair, secpPublic, edwardsPair, edwardsPublic, montgomeryPair, montgomeryPub,
		keytype.ECCKeyPair(keytype.SECTK1), keytype.ECCPublicKey(keytype.SECTK1), keytype.ECCKeyPair(keytype.SECPR2), keytype.ECCPublicKey(keytype.SECPR2),
		keytype.ECCKeyPair(keytype.BrainpoolPR1), keytype.ECCPublicKey(keytype.BrainpoolPR1)}
	for i, typ := range types {
		bits := typ.AllBits()[0]
		k := generateAsym(f, typ.KeyPairOf(), bits)
		data := k.exportPublic(f)
		if typ.IsKeyPair() {
			data = k.export(f)
		}
		f.Add(byte(i), uint16(0), data)
		f.Add(byte(i), uint16(bits), data)
	}
	f.Add(byte(2), uint16(448), make([]byte, 57))
	f.Add(byte(3), uint16(448), generateAsym(f, edwardsPair, 448).exportPublic(f))
	f.Add(byte(4), uint16(448), make([]byte, 56))
	f.Add(byte(1), uint16(521), generateAsym(f, secpPair, 521).exportPublic(f))
	f.Fuzz(func(t *testing.T, kind byte, bits uint16, data []byte) {
		typ := types[int(kind)%len(types)]
		d := New(rand.Reader)
		m, err := d.Import(context.Background(), &psa.Attributes{Type: typ, Bits: int(bits)}, data)
		if err != nil {
			if s := psa.StatusOf(err); s != psa.ErrInvalidArgument && s != psa.ErrNotSupported {
				t.Fatalf("%v", err)
			}
			return
		}
		if bits != 0 && m.Bits != int(bits) {
			t.Fatalf("%d bits instead of %d", m.Bits, bits)
		}
		want := slices.Clone(data)
		if typ == montgomeryPair {
			montgomeryCurveOf(m.Bits).force(want)
		}
		k := loadAsym(t, d, typ, m)
		if got := k.export(t); !bytes.Equal(got, want) {
			t.Fatalf("%x comes back as %x", data, got)
		}
		public := k.exportPublic(t)
		if again, err := d.Import(context.Background(), &psa.Attributes{Type: typ.PublicKeyOf(), Bits: m.Bits}, public); err != nil || !bytes.Equal(again.Data, public) {
			t.Fatalf("the public key %x of %x is refused: %v", public, data, err)
		}
	})
}
