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

// xofSize is how many bytes of output are looked at.
const xofSize = 300

func (x *exam) xofAlgorithms() []alg.Algorithm {
	var list []alg.Algorithm
	for a := range alg.All() {
		if a.IsXOF() && x.d.Supports(keytype.None, 0, a, 0) {
			list = append(list, a)
		}
	}
	return list
}

// xofContext is a context that an XOF takes: none where it has none.
func xofContext(a alg.Algorithm) []byte {
	if a.XOFHasContext() {
		return []byte("context")
	}
	return nil
}

// xofParts are those whose finish reads the beginning of the output.
func (x *exam) xofParts() []parts {
	var list []parts
	for _, a := range x.xofAlgorithms() {
		d, ok := implements[driver.XOFs](x, a)
		if !ok {
			continue
		}
		msg := random(300)
		list = append(list, parts{fmt.Sprintf("NewXOF %v", a), msg, func() (part, error) {
			o, err := borrowed(xofContext(a), func(context []byte) (driver.XOF, error) { return d.NewXOF(bg, a, context) })
			if err != nil {
				return part{}, err
			}
			return part{silent(func(p []byte) error { return o.Update(bg, p) }), nil, func(dst []byte) ([]byte, error) {
				out := make([]byte, xofSize)
				for rest := out; len(rest) > 0; {
					n := rand.IntN(len(rest) + 1)
					if err := o.Read(bg, rest[:n]); err != nil {
						return nil, err
					}
					rest = rest[n:]
				}
				return append(dst, out...), nil
			}, o.Close}, nil
		}, func(out []byte) error { return agrees(out)(xofOutput(d, a, xofContext(a), msg)) }})
	}
	return list
}

// xofOutput takes input and output in one piece each.
func xofOutput(d driver.XOFs, a alg.Algorithm, context, msg []byte) ([]byte, error) {
	o, err := d.NewXOF(bg, a, context)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	if err := o.Update(bg, msg); err != nil {
		return nil, err
	}
	out := make([]byte, xofSize)
	return out, o.Read(bg, out)
}

func checkContexts(x *exam) {
	for _, a := range x.xofAlgorithms() {
		d, ok := implements[driver.XOFs](x, a)
		if !ok {
			continue
		}
		if !a.XOFHasContext() {
			_, err := d.NewXOF(bg, a, []byte("context"))
			x.status(fmt.Sprintf("NewXOF %v with a context", a), err, psa.ErrInvalidArgument)
			continue
		}
		seen := map[string]string{}
		for _, context := range []string{"", "a", "b", "aa"} {
			out, err := xofOutput(d, a, []byte(context), []byte("input"))
			if err != nil {
				x.Errorf("NewXOF %v with the context %q: %v", a, context, err)
				continue
			}
			if before, ok := seen[string(out)]; ok {
				x.Errorf("%v has the same output with the contexts %q and %q", a, before, context)
			}
			if bytes.Equal(out, make([]byte, xofSize)) {
				x.Errorf("%v has an output of zeros", a)
			}
			seen[string(out)] = context
		}
		_, err := d.NewXOF(bg, a, make([]byte, 1<<16))
		x.status(fmt.Sprintf("NewXOF %v with a context of 65536 bytes", a), err, psa.ErrInvalidArgument, psa.ErrNotSupported)
	}
}
