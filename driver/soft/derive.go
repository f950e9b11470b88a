package soft

import (
	"context"
	"errors"
	"hash"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/primitive/prf"
)

// derivations has a row for each kind of key derivation; a new one is a row and what begins it.
//
// All of them take time that depends on the lengths of the inputs and of the output, and on the cost, alone.
var derivations = [...]derivationRow{
	{is: alg.Algorithm.IsHKDF, hash: hasHMAC, begin: beginHKDF},
	{is: alg.Algorithm.IsHKDFExtract, hash: hasHMAC, begin: beginHKDFExtract},
	{is: alg.Algorithm.IsHKDFExpand, hash: hasHMAC, begin: beginHKDFExpand},
	{is: alg.Algorithm.IsSP800108CounterHMAC, hash: hasHMAC, begin: beginCounterHMAC},
	{is: isAlg(alg.SP800108CounterCMAC), begin: beginCounterCMAC},
	{is: alg.Algorithm.IsTLS12PRF, hash: hasHMAC, begin: beginTLS12PRF},
	{is: alg.Algorithm.IsTLS12PSKToMS, hash: hasHMAC, begin: beginTLS12PSKToMS},
	{is: isAlg(alg.TLS12ECJPAKEToPMS), begin: beginTLS12ECJPAKEToPMS},
	{is: alg.Algorithm.IsWPA3SAEH2E, hash: hasHMAC, tokens: true},
	{is: alg.Algorithm.IsPBKDF2HMAC, hash: hasHMAC, begin: beginPBKDF2HMAC},
	{is: isAlg(alg.PBKDF2AESCMACPRF128), begin: beginPBKDF2CMAC},
}

// derivationRow tells how one kind of derivation begins.
type derivationRow struct {
	is func(alg.Algorithm) bool
	// hash tells whether the driver can do it with the hash of the algorithm; nil where none is named.
	hash func(h alg.Algorithm) bool
	// begin makes the output from all inputs, none of which it keeps.
	begin func(in *derivationInputs) (*prf.Stream, error)
	// tokens marks the one whose output is a password token, which begin does not make.
	tokens bool
}

func isAlg(one alg.Algorithm) func(alg.Algorithm) bool {
	return func(a alg.Algorithm) bool { return a == one }
}

// hasHMAC tells whether the driver has a hash for which HMAC is specified.
func hasHMAC(h alg.Algorithm) bool {
	r := hashOf(h)
	return r != nil && r.hmacBlock != 0
}

// derivationOf finds the row of a derivation, or of the one in a key agreement with derivation; nil for one that the driver hasn't.
func derivationOf(a alg.Algorithm) *derivationRow {
	// The rules of the specification know which hashes each derivation works with.
	if derivation.MaxCapacity(a) == 0 {
		return nil
	}
	a = derivation.KDF(a)
	for i := range derivations {
		r := &derivations[i]
		if r.is(a) && (r.hash == nil || r.hash(a.Hash())) {
			return r
		}
	}
	return nil
}

// supportsDerivation tells whether the driver has a key derivation, or the derivation of a key agreement with one.
func supportsDerivation(a alg.Algorithm) bool { return derivationOf(a) != nil }

// NewDerivation implements driver.Derivations.
func (*Driver) NewDerivation(_ context.Context, a alg.Algorithm, inputs []driver.Input, capacity uint64) (driver.Derivation, error) {
	r := derivationOf(a)
	if r == nil {
		return nil, psa.Errorf(psa.ErrNotSupported, "the software driver has no key derivation %v", a)
	}
	in := &derivationInputs{alg: derivation.KDF(a), inputs: inputs, capacity: capacity}
	if err := in.check(); err != nil {
		return nil, err
	}
	if r.tokens {
		return beginTokens(in), nil
	}
	s, err := r.begin(in)
	if err != nil {
		return nil, err
	}
	return &derivationOutput{s}, nil
}

// derivationInputs are the inputs of one derivation.
type derivationInputs struct {
	alg    alg.Algorithm
	inputs []driver.Input
	// capacity is how many bytes may be read.
	capacity uint64
}

// newHash begins the hash of the algorithm, which the row has found to exist.
func (in *derivationInputs) newHash() hash.Hash { return hashOf(in.alg.Hash()).start() }

// inputBytes returns the bytes of an input, which belong to the input.
func inputBytes(i *driver.Input) ([]byte, error) {
	if i.Key.Key() == nil {
		return i.Data, nil
	}
	k, err := use[secretKey](i.Key)
	if err != nil {
		return nil, err
	}
	return k.secret(), nil
}

// check holds the bytes of all inputs to the rules of the algorithm. That none is missing and the order is right is the core's concern.
func (in *derivationInputs) check() error {
	for i := range in.inputs {
		step := in.inputs[i].Step
		if step == psa.InputCost {
			continue
		}
		b, err := inputBytes(&in.inputs[i])
		if err != nil {
			return err
		}
		if err := derivation.CheckData(in.alg, step, b); err != nil {
			return err
		}
	}
	return nil
}

// bytes returns the bytes of a step, nil when it was left out.
func (in *derivationInputs) bytes(step psa.DerivationStep) []byte {
	for i := range in.inputs {
		if in.inputs[i].Step == step {
			// check has met the error already.
			b, _ := inputBytes(&in.inputs[i])
			return b
		}
	}
	return nil
}

// has tells whether a step was given.
func (in *derivationInputs) has(step psa.DerivationStep) bool {
	for i := range in.inputs {
		if in.inputs[i].Step == step {
			return true
		}
	}
	return false
}

// cost returns the number of the cost step, 0 when it was left out.
func (in *derivationInputs) cost() uint64 {
	for i := range in.inputs {
		if in.inputs[i].Step == psa.InputCost {
			return in.inputs[i].Value
		}
	}
	return 0
}

// derivationOutput is the output of a derivation.
type derivationOutput struct{ stream *prf.Stream }

// Read implements driver.Derivation. An end of ctx ends a read of PBKDF2 with the error of ctx.
func (o *derivationOutput) Read(ctx context.Context, out []byte) error {
	err := o.stream.Read(ctx, out)
	if errors.Is(err, prf.ErrExhausted) {
		return psa.Errorf(psa.ErrInsufficientData, "the derivation has no more output")
	}
	return err
}

// Close implements driver.Derivation.
func (o *derivationOutput) Close() { o.stream.Close() }
