package soft

import (
	"crypto/cipher"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/prf"
	"github.com/psacrypto/psa/internal/primitive/sp800108"
)

// beginCounterHMAC: PSA Crypto 1.5, PSA_ALG_SP800_108_COUNTER_HMAC.
func beginCounterHMAC(in *derivationInputs) (*prf.Stream, error) {
	fixed, err := in.fixedInput()
	if err != nil {
		return nil, err
	}
	return sp800108.Counter(prf.NewHMAC(in.newHash, in.bytes(psa.InputSecret)), fixed), nil
}

// beginCounterCMAC: PSA Crypto 1.5, PSA_ALG_SP800_108_COUNTER_CMAC, which appends K(0) to the fixed input.
func beginCounterCMAC(in *derivationInputs) (*prf.Stream, error) {
	fixed, err := in.fixedInput()
	if err != nil {
		return nil, err
	}
	block, err := in.cipher()
	if err != nil {
		return nil, err
	}
	f, err := prf.NewCMAC(block)
	if err != nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "CMAC can't be made with the block cipher of the key: %w", err)
	}
	return sp800108.Counter(f, sp800108.RobustInput(f, fixed)), nil
}

// fixedInput is Label || 0x00 || Context || [L], where L is the capacity.
func (in *derivationInputs) fixedInput() ([]byte, error) {
	if in.capacity > sp800108.MaxBytes {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "%v has at most %d bytes of output, not %d", in.alg, uint64(sp800108.MaxBytes), in.capacity)
	}
	return sp800108.FixedInput(in.bytes(psa.InputLabel), in.bytes(psa.InputContext), uint32(in.capacity)), nil
}

// cipher returns the block cipher of the SECRET, which the rules want to be a key.
func (in *derivationInputs) cipher() (cipher.Block, error) {
	for i := range in.inputs {
		if in.inputs[i].Step == psa.InputSecret && in.inputs[i].Key.Key() != nil {
			k, err := use[*blockKey](in.inputs[i].Key)
			if err != nil {
				return nil, err
			}
			return k.single()
		}
	}
	return nil, psa.Errorf(psa.ErrInvalidArgument, "the SECRET of %v has to be a key", in.alg)
}
