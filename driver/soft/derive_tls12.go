package soft

import (
	"crypto/sha256"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/prf"
	"github.com/psacrypto/psa/internal/primitive/tls12prf"
)

// beginTLS12PRF: PSA Crypto 1.5, PSA_ALG_TLS12_PRF.
func beginTLS12PRF(in *derivationInputs) (*prf.Stream, error) {
	f := prf.NewHMAC(in.newHash, in.bytes(psa.InputSecret))
	return tls12prf.New(f, in.bytes(psa.InputLabel), in.bytes(psa.InputSeed)), nil
}

// beginTLS12PSKToMS: PSA Crypto 1.5, PSA_ALG_TLS12_PSK_TO_MS. An other secret that was left out is as many zeros as the PSK has bytes; one of no
// bytes is something else.
func beginTLS12PSKToMS(in *derivationInputs) (*prf.Stream, error) {
	psk := in.bytes(psa.InputSecret)
	other := in.bytes(psa.InputOtherSecret)
	if !in.has(psa.InputOtherSecret) {
		other = make([]byte, len(psk))
	}
	pms := tls12prf.PremasterSecret(other, psk)
	defer clear(pms)
	return tls12prf.New(prf.NewHMAC(in.newHash, pms), in.bytes(psa.InputLabel), in.bytes(psa.InputSeed)), nil
}

// beginTLS12ECJPAKEToPMS: PSA Crypto 1.5, PSA_ALG_TLS12_ECJPAKE_TO_PMS. The premaster secret is the SHA-256 of the x coordinate of the point.
func beginTLS12ECJPAKEToPMS(in *derivationInputs) (*prf.Stream, error) {
	point := in.bytes(psa.InputSecret)
	if len(point) != 65 {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the SECRET of %v is missing", in.alg)
	}
	pms := sha256.Sum256(point[1:33])
	defer clear(pms[:])
	return whole(append([]byte(nil), pms[:]...)), nil
}
