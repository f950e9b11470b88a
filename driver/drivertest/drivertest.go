// Package drivertest examines implementations of driver.Driver, and has a secure element for tests, [Token].
//
// An implementation calls [Run] from a test of its own. Each case is named with the sentence of the contract that it checks, so that a failure says which
// rule was broken:
//
//	func TestContract(t *testing.T) {
//		drivertest.Run(t, func(t *testing.T) driver.Driver { return open(t) })
//	}
//
// What the driver says in Supports decides what is tried: every key that it can hold, with every algorithm that it can use it with. Run it with the
// race detector too. What it can't see is left to the implementation's own tests: whether results are the right ones (it sees
// whether the driver agrees with itself, in one call and in parts, with key pair and public key), whether times tell secrets, and how hardware fails.
package drivertest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
)

var bg = context.Background()

// exam is an examination under way.
type exam struct {
	*testing.T
	d    driver.Driver
	keys []*sample
}

type rule struct {
	sentence string
	check    func(x *exam)
}

// Run examines a driver, which new makes without any keys, but what it has to be attached. It takes some seconds, most of them to make RSA keys.
func Run(t *testing.T, new func(t *testing.T) driver.Driver) {
	d := new(t)
	x := &exam{T: t, d: d}
	x.makeKeys()
	if len(x.keys) == 0 {
		if _, ok := d.(driver.Hashes); !ok {
			t.Fatalf("the driver %q holds no keys of any type, and computes no hashes", d.Name())
		}
	}
	for _, rules := range [][]rule{keyRules, useRules, partRules, lifeRules} {
		for _, r := range rules {
			t.Run(r.sentence, func(t *testing.T) { r.check(&exam{T: t, d: d, keys: x.keys}) })
		}
	}
	for _, s := range x.keys {
		s.key.Wipe()
		if e, ok := d.(driver.Destroyer); ok {
			if err := e.Destroy(bg, &s.attrs, s.material); err != nil {
				t.Errorf("destroy %v: %v", s, err)
			}
		}
	}
}

// grant permits a use as the core of a store would.
func (s *sample) grant(a alg.Algorithm, u psa.Usage) driver.Grant {
	return grant.Issue(s.key, &s.attrs, a, u)
}

// status holds an error to one of the statuses, and to having one: "Its errors carry a status of package psa".
func (x *exam) status(name string, err error, want ...psa.Status) {
	x.Helper()
	if err == nil {
		x.Errorf("%s: no error, want %v", name, want)
		return
	}
	var e *psa.Error
	var s psa.Status
	if !errors.As(err, &e) && !errors.As(err, &s) {
		x.Errorf("%s: the error %q carries no status", name, err)
		return
	}
	for _, w := range want {
		if psa.StatusOf(err) == w {
			return
		}
	}
	if len(want) != 0 {
		x.Errorf("%s: %v, want %v", name, err, want)
	}
}

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// same is the answer of a check whether a result is what it must be.
func same(got, want []byte) error {
	if !bytes.Equal(got, want) {
		return fmt.Errorf("the result has %d bytes and is %x, not %x", len(got), got, want)
	}
	return nil
}
