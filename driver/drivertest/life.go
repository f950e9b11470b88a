package drivertest

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

var lifeRules = []rule{
	{"A Driver and its keys are safe for concurrent use", checkConcurrent},
	{"Name names the driver", checkName},
	{"Copy makes another key of the same material", checkCopy},
	{"Destroy ends the key, and succeeds when the key is gone already", checkDestroy},
	{"Attach gives DOES_NOT_EXIST for an unknown label", checkAttach},
}

func checkName(x *exam) {
	if x.d.Name() == "" {
		x.Error("the driver has no name")
	}
}

// checkConcurrent uses all keys from several goroutines, while others make and load keys. The race detector sees what the results don't show.
func checkConcurrent(x *exam) {
	seen := map[string]bool{}
	var calls []call
	for _, c := range x.calls(false) {
		// One of each method and kind of key is enough.
		var method, key string
		fmt.Sscan(c.name, &method)
		if i := bytes.LastIndex([]byte(c.name), []byte(" with ")); i >= 0 {
			key = c.name[i:]
		}
		if k := method + key; !seen[k] {
			seen[k] = true
			calls = append(calls, c)
		}
	}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range calls {
				c := calls[(j+i*len(calls)/8)%len(calls)]
				out, err := c.do(nil, c.args)
				if err == nil {
					err = c.right(out)
				}
				if err != nil {
					x.Errorf("%s, together with others: %v", c.name, err)
				}
			}
		})
		wg.Go(func() {
			for _, s := range x.keys {
				if s.attrs.Type.IsRSA() {
					continue // they take long to make
				}
				if k, err := x.d.Load(bg, &s.attrs, bytes.Clone(s.material)); err != nil {
					x.Errorf("load %v, together with others: %v", s, err)
				} else {
					k.Wipe()
				}
				if s.attrs.Type.IsPublicKey() {
					continue
				}
				n, err := x.make(s.attrs.Type, s.attrs.Bits)
				if err != nil {
					x.Errorf("make %v, together with others: %v", s, err)
					continue
				}
				x.end(n)
			}
		})
	}
	wg.Wait()
}

// end wipes and destroys a key.
func (x *exam) end(s *sample) {
	s.key.Wipe()
	if d, ok := x.d.(driver.Destroyer); ok {
		if err := d.Destroy(bg, &s.attrs, s.material); err != nil {
			x.Errorf("destroy %v: %v", s, err)
		}
	}
}

// equal tells whether two keys are of the same material, as far as they show it.
func (x *exam) equal(a, b *sample) error {
	if a.attrs.Type.IsAsymmetric() {
		one, err := x.d.ExportPublic(bg, a.grant(0, 0), nil)
		if err != nil {
			return err
		}
		return agrees(one)(x.d.ExportPublic(bg, b.grant(0, 0), nil))
	}
	one, ok := x.export(a)
	two, ok2 := x.export(b)
	if ok && ok2 {
		return same(two, one)
	}
	return nil
}

func checkCopy(x *exam) {
	d, ok := x.d.(driver.Copier)
	if !ok {
		x.Skip("the driver does not copy keys itself")
	}
	for _, s := range x.keys {
		target := s.attrs
		target.Policy.Usage = psa.AllUsage() &^ psa.Copy
		m, err := d.Copy(bg, s.grant(0, psa.Copy), &target)
		if err != nil {
			x.Errorf("copy %v: %v", s, err)
			continue
		}
		c, err := x.loaded(target, m)
		if err == nil {
			err = x.equal(s, c)
		}
		if err != nil {
			x.Errorf("the copy of %v: %v", s, err)
			continue
		}
		// The one outlives the other.
		x.end(c)
		if err := x.equal(s, s); err != nil {
			x.Errorf("%v, after its copy has ended: %v", s, err)
		}
		k, err := x.d.Load(bg, &s.attrs, s.material)
		if err != nil {
			x.Errorf("load %v, after its copy has ended: %v", s, err)
			continue
		}
		k.Wipe()
	}
}

func checkDestroy(x *exam) {
	d, ok := x.d.(driver.Destroyer)
	if !ok {
		x.Skip("the driver keeps nothing of its own for a key")
	}
	for _, s := range x.keys {
		if s.attrs.Type.IsPublicKey() || s.attrs.Type.IsRSA() && s.attrs.Bits > 1024 {
			continue
		}
		k, err := x.make(s.attrs.Type, s.attrs.Bits)
		if err != nil {
			x.Errorf("%v: %v", s, err)
			continue
		}
		k.key.Wipe()
		for _, when := range []string{"", ", once it is gone"} {
			if err := d.Destroy(bg, &k.attrs, k.material); err != nil {
				x.Errorf("destroy %v%s: %v", k, when, err)
			}
		}
		if l, err := x.d.Load(bg, &k.attrs, k.material); err == nil {
			l.Wipe()
			x.Errorf("load %v: what was destroyed is still there", k)
		} else {
			x.status(fmt.Sprintf("load %v, once it is gone", k), err)
		}
		if err := x.equal(s, s); err != nil {
			x.Errorf("%v, after another has been destroyed: %v", s, err)
		}
	}
}

func checkAttach(x *exam) {
	d, ok := x.d.(driver.Attacher)
	if !ok {
		x.Skip("the driver has no keys to attach")
	}
	for _, l := range []string{"", "a label that no key has"} {
		m, _, err := d.Attach(bg, &psa.Attributes{}, []byte(l))
		x.status(fmt.Sprintf("attach %q", l), err, psa.ErrDoesNotExist)
		if m.Data != nil {
			x.Errorf("attach %q: material beside the error", l)
		}
	}
}
