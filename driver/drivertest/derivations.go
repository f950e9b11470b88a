package drivertest

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// inputsOf are complete inputs of a derivation in an order that the specification allows, nil for those that this package does not know.
func inputsOf(a alg.Algorithm) []driver.Input {
	data := func(step psa.DerivationStep, n int) driver.Input { return driver.Input{Step: step, Data: random(n)} }
	hash := a.Hash().HashLength()
	switch {
	case a.IsHKDF():
		return []driver.Input{data(psa.InputSalt, 13), data(psa.InputSecret, 22), data(psa.InputInfo, 10)}
	case a.IsHKDFExtract():
		return []driver.Input{data(psa.InputSalt, 13), data(psa.InputSecret, 22)}
	case a.IsHKDFExpand():
		return []driver.Input{data(psa.InputSecret, hash), data(psa.InputInfo, 10)}
	case a.IsTLS12PRF(), a.IsTLS12PSKToMS():
		return []driver.Input{data(psa.InputSeed, 64), data(psa.InputSecret, 48), data(psa.InputLabel, 13)}
	case a.IsPBKDF2HMAC(), a == alg.PBKDF2AESCMACPRF128:
		return []driver.Input{{Step: psa.InputCost, Value: 2}, data(psa.InputSalt, 16), data(psa.InputPassword, 12)}
	}
	return nil
}

func checkDerivations(x *exam) {
	d, ok := x.d.(driver.Derivations)
	if !ok {
		x.Skip("the driver derives no keys")
	}
	n := 0
	for a := range alg.All() {
		inputs := inputsOf(a)
		if inputs == nil || !a.IsSpecific() || a.IsKeyAgreement() || !x.d.Supports(keytype.None, 0, a, 0) {
			continue
		}
		n++
		size := 40
		if a.IsHKDFExtract() {
			size = a.Hash().HashLength()
		}
		before := make([][]byte, len(inputs))
		for i := range inputs {
			before[i] = bytes.Clone(inputs[i].Data)
		}
		whole, err := x.derive(d, a, inputs, size, func() int { return size })
		if err != nil {
			x.Errorf("%v: %v", a, err)
			continue
		}
		chunks, err := x.derive(d, a, inputs, size, func() int { return rand.IntN(9) })
		if err != nil {
			x.Errorf("%v: %v", a, err)
		} else if err := same(chunks, whole); err != nil {
			x.Errorf("%v: read in chunks, %v", a, err)
		}
		if bytes.Equal(whole, make([]byte, size)) {
			x.Errorf("%v: nothing was filled in", a)
		}
		for i := range inputs {
			if !bytes.Equal(before[i], inputs[i].Data) {
				x.Errorf("%v: the input %v has been changed", a, inputs[i].Step)
			}
		}
	}
	if n == 0 {
		x.Error("the driver implements Derivations and supports no derivation")
	}
	x.derivationOfKeys(d)
}

// derive reads n bytes in chunks of next lengths.
func (x *exam) derive(d driver.Derivations, a alg.Algorithm, inputs []driver.Input, n int, next func() int) ([]byte, error) {
	o, err := d.NewDerivation(bg, a, inputs, uint64(n))
	if err != nil {
		return nil, err
	}
	defer o.Close()
	defer o.Close() // it may be called more than once
	out := make([]byte, 0, n)
	for len(out) < n {
		c := min(next(), n-len(out))
		if err := o.Read(bg, out[len(out):len(out)+c]); err != nil {
			return nil, fmt.Errorf("after %d bytes: %w", len(out), err)
		}
		out = out[:len(out)+c]
	}
	return out, nil
}

// derivationOfKeys compares the output from a key with that from its bytes.
func (x *exam) derivationOfKeys(d driver.Derivations) {
	for _, s := range x.keys {
		for _, a := range []alg.Algorithm{alg.HKDF(alg.SHA256), alg.PBKDF2HMAC(alg.SHA256)} {
			step := psa.InputSecret
			if a.IsPBKDF2HMAC() {
				step = psa.InputPassword
			}
			data, ok := x.export(s)
			if _, fits := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !fits || !ok || !x.can(s, a, psa.Derive) {
				continue
			}
			inputs := inputsOf(a)
			for i := range inputs {
				if inputs[i].Step == step {
					inputs[i].Data = data
				}
			}
			bare, err := x.derive(d, a, inputs, 32, func() int { return 32 })
			if err != nil {
				x.Errorf("%s: %v", named("NewDerivation", s, a), err)
				continue
			}
			for i := range inputs {
				if inputs[i].Step == step {
					inputs[i].Data, inputs[i].Key = nil, s.grant(a, psa.Derive)
				}
			}
			keyed, err := x.derive(d, a, inputs, 32, func() int { return 32 })
			if err == nil {
				err = same(keyed, bare)
			}
			if err != nil {
				x.Errorf("%s: %v", named("NewDerivation", s, a), err)
			}
		}
	}
}
