package derivation

import (
	"bytes"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// length checks the length in bytes of data for a step.
func (s *State) length(in *input, n int) error { return in.checkLength(s.alg, n) }

func (in *input) checkLength(a alg.Algorithm, n int) error {
	switch {
	case in.min == in.max && in.max > 0 && n != in.max:
		return psa.Errorf(psa.ErrInvalidArgument, "the %v of %v has %d bytes, not %d", in.step, a, in.max, n)
	case n < in.min:
		return psa.Errorf(psa.ErrInvalidArgument, "the %v of %v has at least %d bytes, not %d", in.step, a, in.min, n)
	case in.max > 0 && n > in.max:
		return psa.Errorf(psa.ErrInvalidArgument, "the %v of %v has at most %d bytes, not %d", in.step, a, in.max, n)
	}
	return nil
}

// CheckData checks the bytes for a step, which came directly, from a key or from a key agreement: their length, that a label of the counter
// derivations has no null bytes, and that the secret of TLS12_ECJPAKE_TO_PMS is an uncompressed point. Drivers do so before they
// compute; an operation may do it as soon as it has the bytes. It takes the same time for all secrets of one length.
// Errors: INVALID_ARGUMENT, also for a step that the algorithm hasn't.
func CheckData(a alg.Algorithm, step psa.DerivationStep, data []byte) error {
	r := rulesOf(a)
	if r == nil {
		return psa.Errorf(psa.ErrInvalidArgument, "%v is no key derivation", a)
	}
	_, in := r.input(step)
	if in == nil {
		return psa.Errorf(psa.ErrInvalidArgument, "%v has no input %v; its inputs are %s", a, step, r.steps())
	}
	if err := in.checkLength(a, len(data)); err != nil {
		return err
	}
	if in.noZeros && bytes.IndexByte(data, 0) >= 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "the %v of %v can't contain null bytes", step, a)
	}
	if in.prefix != 0 && data[0] != in.prefix {
		return psa.Errorf(psa.ErrInvalidArgument, "the %v of %v is an uncompressed point, which begins with the byte 0x%02x", step, a, in.prefix)
	}
	return nil
}
