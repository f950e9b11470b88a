package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/psacrypto/psa/storage"
)

var bg = context.Background()

var recordRules = []rule{
	{"Get returns the record of that name in a slice that belongs to the caller", func(e *exam) {
		s := e.one()
		name, data := []byte("name"), []byte("data")
		e.update(s, func(tx storage.Tx) error { return tx.Create(name, data) })
		name[0], data[0] = 'X', 'X' // a store keeps copies
		e.holds(s, "name", "data")
		e.ok(s.View(bg, func(r storage.Reader) error {
			b, err := r.Get([]byte("name"))
			e.ok(err)
			clear(b)
			_ = append(b, "more"...)
			return nil
		}))
		e.holds(s, "name", "data")
	}},
	{"Get: fs.ErrNotExist where there is none", func(e *exam) {
		s := e.one()
		e.lacks(s, "name")
		e.ok(create(s, "nam", ""))
		e.ok(create(s, "name2", ""))
		e.lacks(s, "name")
		e.update(s, func(tx storage.Tx) error {
			_, err := tx.Get([]byte("name"))
			e.is(err, fs.ErrNotExist)
			return nil
		})
	}},
	{"The shortest name has one byte, the longest 255, and any byte may be in them", func(e *exam) {
		s := e.one()
		want := map[string]string{}
		for n := 1; n <= storage.MaxNameLen; n++ {
			want[strings.Repeat("n", n)] = fmt.Sprint(n)
		}
		for b := range 256 {
			want[string([]byte{byte(b)})] = fmt.Sprint("byte ", b)
			want[string([]byte{'x', 0, byte(b)})] = fmt.Sprint("byte ", b)
		}
		e.update(s, func(tx storage.Tx) error {
			for name, data := range want {
				e.ok(tx.Create([]byte(name), []byte(data)))
			}
			return nil
		})
		if got := e.all(s); !slices.Equal(got, listed(want)) {
			e.Fatalf("the store lists\n%v\nwant\n%v", got, listed(want))
		}
		for name, data := range want {
			e.holds(s, name, data)
		}
		e.update(s, func(tx storage.Tx) error {
			for name := range want {
				e.ok(tx.Delete([]byte(name)))
			}
			return nil
		})
		if got := e.all(s); len(got) != 0 {
			e.Fatalf("the store lists %v after all has been deleted", got)
		}
	}},
	{"A Get, Create, Put, Renew or Delete of any other name gives fs.ErrInvalid", func(e *exam) {
		s := e.one()
		for _, name := range [][]byte{nil, {}, bytes.Repeat([]byte("n"), 256), bytes.Repeat([]byte("n"), 1000)} {
			e.is(s.View(bg, func(r storage.Reader) error { _, err := r.Get(name); return err }), fs.ErrInvalid)
			e.is(s.Update(bg, func(tx storage.Tx) error { _, err := tx.Get(name); return err }), fs.ErrInvalid)
			e.is(s.Update(bg, func(tx storage.Tx) error { return tx.Create(name, nil) }), fs.ErrInvalid)
			e.is(s.Update(bg, func(tx storage.Tx) error { return tx.Put(name, nil) }), fs.ErrInvalid)
			e.is(s.Update(bg, func(tx storage.Tx) error { return tx.Renew(name, nil) }), fs.ErrInvalid)
			e.is(s.Update(bg, func(tx storage.Tx) error { return tx.Delete(name) }), fs.ErrInvalid)
		}
		if got := e.all(s); len(got) != 0 {
			e.Fatalf("the store lists %v, want nothing", got)
		}
	}},
	{"Data may be empty", func(e *exam) {
		s := e.one()
		for i, data := range [][]byte{nil, {}} {
			name := fmt.Sprint("name", i)
			e.update(s, func(tx storage.Tx) error { return tx.Create([]byte(name), data) })
			e.holds(s, name, "")
			e.is(create(s, name, "other"), fs.ErrExist)
			e.ok(put(s, name, "full"))
			e.holds(s, name, "full")
			e.update(s, func(tx storage.Tx) error { return tx.Put([]byte(name), data) })
			e.holds(s, name, "")
		}
		if got, want := e.all(s), []string{`"name0"=""`, `"name1"=""`}; !slices.Equal(got, want) {
			e.Fatalf("the store lists %v, want %v", got, want)
		}
		e.ok(remove(s, "name0"))
		e.lacks(s, "name0")
	}},
	{"A record may have any length up to a megabyte and comes back as it was", func(e *exam) {
		s := e.one()
		rng := rand.NewChaCha8([32]byte{1})
		want := map[string][]byte{}
		for _, n := range []int{1, 31, 32, 33, 100, 489, 490, 1000, 1002, 1003, 4000, 4060, 4096, 4097, 8192, 65535, 65536, 65537, 1 << 20} {
			data := make([]byte, n)
			rng.Read(data)
			want[fmt.Sprint(n)] = data
		}
		same := func() {
			e.Helper()
			for name, data := range want {
				e.holds(s, name, string(data))
			}
			n := 0
			e.ok(s.View(bg, func(r storage.Reader) error {
				for rec, err := range r.Scan(nil, nil) {
					e.ok(err)
					if !bytes.Equal(rec.Data, want[string(rec.Name)]) {
						e.Fatalf("a scan gives another record for %q", rec.Name)
					}
					n++
				}
				return nil
			}))
			if n != len(want) {
				e.Fatalf("a scan gives %d records, want %d", n, len(want))
			}
		}
		for name, data := range want {
			e.ok(create(s, name, string(data)))
		}
		same()
		for name := range want { // each takes the length of another
			data := make([]byte, 1+rand.IntN(1<<16))
			rng.Read(data)
			want[name] = data
			e.ok(put(s, name, string(data)))
		}
		same()
	}},
	{"Scan yields the names that are >= from and < to in ascending byte order, with their records", func(e *exam) {
		s := e.one()
		m := map[string]string{}
		for _, name := range []string{"\x00", "\x00\x00", "\x01", "a", "a\x00", "aa", "ab", "b", "ba", "\x7f", "\x80", "\xff", "\xff\xff"} {
			m[name] = "data of " + name
			e.ok(create(s, name, m[name]))
		}
		all := listed(m)
		bounds := [][]byte{nil, {}, {0}, {0, 0}, {1}, []byte("a"), []byte("a\x00"), []byte("aa"), []byte("aaa"), []byte("b"), {0x80}, {0xff},
			{0xff, 0xff}, {0xff, 0xff, 0}, bytes.Repeat([]byte("a"), 1000)}
		for _, from := range bounds {
			for _, to := range bounds {
				within := map[string]string{}
				for name, data := range m {
					if name >= string(from) && (to == nil || name < string(to)) {
						within[name] = data
					}
				}
				check := func(r storage.Reader) error {
					got, err := content(r, from, to)
					e.ok(err)
					if want := listed(within); !slices.Equal(got, want) {
						e.Fatalf("Scan(%q, %q; bounded %v) gives %v, want %v of %v", from, to, to != nil, got, want, all)
					}
					return nil
				}
				e.ok(s.View(bg, check))
				e.ok(s.Update(bg, func(tx storage.Tx) error { return check(tx) }))
			}
		}
	}},
	{"A scan that is left early, and scans within scans, leave the reader usable", func(e *exam) {
		s := e.one()
		for i := range 20 {
			e.ok(create(s, fmt.Sprintf("%02d", i), fmt.Sprint(i)))
		}
		check := func(r storage.Reader) error {
			for round := range 3 {
				n := 0
				for rec, err := range r.Scan([]byte("05"), nil) {
					e.ok(err)
					if string(rec.Name) != fmt.Sprintf("%02d", 5+n) {
						e.Fatalf("round %d: step %d gives %q", round, n, rec.Name)
					}
					outer := string(rec.Name)
					inner, err := content(r, []byte(outer), nil)
					e.ok(err)
					if len(inner) != 20-5-n || !strings.HasPrefix(inner[0], `"`+outer+`"`) {
						e.Fatalf("a scan within a scan gives %v at %q", inner, outer)
					}
					if data, err := r.Get([]byte(outer)); err != nil || string(data) != fmt.Sprint(5+n) {
						e.Fatalf("Get within a scan gives %q, %v", data, err)
					}
					if n++; n == 5 {
						break
					}
				}
				if n != 5 {
					e.Fatalf("round %d: %d steps, want 5", round, n)
				}
			}
			return nil
		}
		e.ok(s.View(bg, check))
		e.ok(s.Update(bg, func(tx storage.Tx) error { return check(tx) }))
	}},
	{"A scan that has been made can be walked more than once", func(e *exam) {
		s := e.one()
		e.ok(create(s, "a", "1"))
		e.ok(create(s, "b", "2"))
		e.ok(s.View(bg, func(r storage.Reader) error {
			seq := r.Scan(nil, nil)
			for range 2 {
				n := 0
				for _, err := range seq {
					e.ok(err)
					n++
				}
				if n != 2 {
					e.Fatalf("a walk has %d steps, want 2", n)
				}
			}
			return nil
		}))
	}},
	{"The body of a loop over a Tx may write to it: what it deletes ahead of the step isn't met any more", func(e *exam) {
		s := e.one()
		for i := range 100 {
			e.ok(create(s, fmt.Sprintf("%03d", i), strings.Repeat("x", 20*i)))
		}
		var met []string
		e.update(s, func(tx storage.Tx) error {
			met = nil // the function may run again
			for rec, err := range tx.Scan([]byte("010"), []byte("090")) {
				e.ok(err)
				name := string(rec.Name)
				met = append(met, name)
				e.ok(tx.Delete([]byte(name))) // the very record of the step
				var i int
				fmt.Sscan(strings.TrimLeft(name, "0"), &i)
				if err := tx.Delete(fmt.Appendf(nil, "%03d", i+1)); err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
				e.ok(tx.Put(fmt.Appendf(nil, "%03d", i-1), []byte("behind")))
			}
			return nil
		})
		var want []string
		for i := 10; i < 90; i += 2 {
			want = append(want, fmt.Sprintf("%03d", i))
		}
		if !slices.Equal(met, want) {
			e.Fatalf("the scan met %v, want %v", met, want)
		}
	}},
}
