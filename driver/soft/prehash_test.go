package soft

import (
	"bytes"
	"encoding/asn1"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// TestPrehashOIDs holds the encoded identifiers to the dotted ones of the specification's tables.
func TestPrehashOIDs(t *testing.T) {
	nist := func(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n} }
	want := map[alg.Algorithm]asn1.ObjectIdentifier{
		alg.SHA256: nist(1), alg.SHA384: nist(2), alg.SHA512: nist(3), alg.SHA512_256: nist(6), alg.SHA3_256: nist(8), alg.SHA3_384: nist(9),
		alg.SHA3_512: nist(10), alg.SHAKE128_256: nist(11), alg.SHAKE256_512: nist(12), alg.SM3: {1, 2, 156, 10197, 1, 504},
	}
	for h, oid := range want {
		der, err := asn1.Marshal(oid)
		if err != nil {
			t.Fatal(err)
		}
		if got := prehashOID(h); !bytes.Equal(got, der) {
			t.Errorf("%v: %x, want %x", h, got, der)
		}
	}
	// The table is as long as the set of hashes that the algorithms take.
	for a := range alg.All() {
		if a.IsSpecific() && (a.IsHashMLDSA() || a.IsHashSLHDSA()) && want[a.Hash()] == nil {
			t.Errorf("%v has no identifier", a)
		}
	}
	if len(prehashOIDs) != len(want) {
		t.Errorf("%d identifiers, want %d", len(prehashOIDs), len(want))
	}
}

func TestFrame(t *testing.T) {
	if f, err := newFrame(alg.MLDSA, make([]byte, 255)); err != nil || f.head != [2]byte{0, 255} || f.oid != nil {
		t.Errorf("%v, %v", f.head, err)
	}
	if f, err := newFrame(alg.HashSLHDSA(alg.SHA256), nil); err != nil || f.head != [2]byte{1, 0} || len(f.oid) != 11 {
		t.Errorf("%v, %v", f.head, err)
	}
	_, err := newFrame(alg.MLDSA, make([]byte, 256))
	wantStatus(t, "a context of 256 bytes", err, psa.ErrInvalidArgument)
	_, err = newFrame(alg.HashMLDSA(alg.SHA1), nil)
	wantStatus(t, "SHA-1", err, psa.ErrNotSupported)
}

// acvpHash is the algorithm that ACVP calls by a name, alg.None for those that the specification has no identifier of.
func acvpHash(name string) alg.Algorithm {
	switch name {
	case "SHAKE-128":
		return alg.SHAKE128_256
	case "SHAKE-256":
		return alg.SHAKE256_512
	}
	name = strings.Replace(name, "SHA2-", "SHA-", 1)
	for _, o := range prehashOIDs {
		if o.hash.String() == name {
			return o.hash
		}
	}
	return alg.None
}
