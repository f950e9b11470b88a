package soft

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/hkdf"
	"github.com/psacrypto/psa/internal/primitive/prf"
)

// beginHKDF: PSA Crypto 1.5, PSA_ALG_HKDF.
func beginHKDF(in *derivationInputs) (*prf.Stream, error) {
	prk := hkdf.Extract(in.newHash, in.bytes(psa.InputSalt), in.bytes(psa.InputSecret))
	defer clear(prk)
	return hkdf.Expand(in.newHash, prk, in.bytes(psa.InputInfo)), nil
}

// beginHKDFExtract: PSA Crypto 1.5, PSA_ALG_HKDF_EXTRACT. The pseudorandom key is the whole output.
func beginHKDFExtract(in *derivationInputs) (*prf.Stream, error) {
	return whole(hkdf.Extract(in.newHash, in.bytes(psa.InputSalt), in.bytes(psa.InputSecret))), nil
}

// beginHKDFExpand: PSA Crypto 1.5, PSA_ALG_HKDF_EXPAND.
func beginHKDFExpand(in *derivationInputs) (*prf.Stream, error) {
	return hkdf.Expand(in.newHash, in.bytes(psa.InputSecret), in.bytes(psa.InputInfo)), nil
}

// whole is the stream of the bytes b, which belong to it from then on.
func whole(b []byte) *prf.Stream {
	done := false
	next := func(_ context.Context, block []byte) error {
		if done {
			return prf.ErrExhausted
		}
		done = true
		copy(block, b)
		clear(b)
		return nil
	}
	return prf.NewStream(len(b), next, func() { clear(b) })
}
