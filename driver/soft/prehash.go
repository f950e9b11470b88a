package soft

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// prehashOIDs are the hashes that HashML-DSA and HashSLH-DSA name in the message, with their object identifiers in DER (PSA Crypto 1.5, tables "Hash algorithm
// OID to use in HashML-DSA" and "Hash algorithm OID to use in HashSLH-DSA", which are the same).
var prehashOIDs = [...]struct {
	hash alg.Algorithm
	der  []byte
}{
	{alg.SHA256, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01")},
	{alg.SHA512_256, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x06")},
	{alg.SHA384, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02")},
	{alg.SHA512, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03")},
	{alg.SHA3_256, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x08")},
	{alg.SHA3_384, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x09")},
	{alg.SHA3_512, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x0a")},
	{alg.SHAKE128_256, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x0b")},
	{alg.SHAKE256_512, []byte("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x0c")},
	{alg.SM3, []byte("\x06\x08\x2a\x81\x1c\xcf\x55\x01\x83\x78")},
}

// prehashOID is the identifier of a hash, nil for one that has none.
func prehashOID(h alg.Algorithm) []byte {
	for i := range prehashOIDs {
		if prehashOIDs[i].hash == h {
			return prehashOIDs[i].der
		}
	}
	return nil
}

// hasPrehash tells whether the driver can sign hashes of h.
func hasPrehash(h alg.Algorithm) bool { return hashOf(h) != nil && prehashOID(h) != nil }

// frame is what ML-DSA and SLH-DSA put before a message, or before its hash: the domain and the length of the context, the context, and for the hash of a message
// the identifier of the hash (FIPS 204, algorithms 2 to 5; FIPS 205, algorithms 22 to 25).
type frame struct {
	head    [2]byte
	context []byte
	oid     []byte
}

// newFrame makes the frame of an algorithm, which has no hash for messages as they are.
func newFrame(a alg.Algorithm, context []byte) (frame, error) {
	if len(context) > 255 {
		return frame{}, psa.Errorf(psa.ErrInvalidArgument, "the context has %d bytes; %v takes at most 255", len(context), a)
	}
	f := frame{head: [2]byte{0, byte(len(context))}, context: context}
	if h := a.Hash(); h != alg.None {
		f.head[0] = 1
		if f.oid = prehashOID(h); f.oid == nil {
			return frame{}, noSuchHash(h)
		}
	}
	return f, nil
}
