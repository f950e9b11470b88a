package storagetest

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/psacrypto/psa/storage"
	"pgregory.net/rapid"
)

var modelRules = []rule{
	{"A store behaves as a sorted map with transactions does, whatever is done to it", func(e *exam) {
		rapid.Check(e.T, func(t *rapid.T) {
			s, reopen := e.open(e.T)
			views := []storage.Store{s}
			if reopen != nil {
				views = append(views, reopen())
			}
			defer func() {
				for _, v := range views {
					v.Close()
				}
			}()
			model(t, views)
		})
	}},
}

// Few names, so that the steps meet each other; all kinds of lengths of data, so that records move about.
var (
	someName = rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b", "c", "\x00", "\xff", "a\x00"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("ab")), 1, 3, -1),
	)
	someSize = rapid.OneOf(rapid.IntRange(0, 40), rapid.SampledFrom([]int{480, 500, 1000, 1010, 4000, 4100, 9000}))
)

// model runs random transactions and compares everything that can be seen with a map.
func model(t *rapid.T, views []storage.Store) {
	want := map[string]string{}
	view := rapid.IntRange(0, len(views)-1)
	serial := 0
	for range rapid.IntRange(1, few(12)).Draw(t, "transactions") {
		s := views[view.Draw(t, "through view")]
		before := s.Version()
		next := maps.Clone(want)
		touched := map[string]bool{}
		type step struct {
			op, name string
			data     string
		}
		var steps []step
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			serial++
			data := fmt.Sprintf("%d:", serial)
			data += string(make([]byte, someSize.Draw(t, "size")))
			steps = append(steps, step{rapid.SampledFrom([]string{"create", "put", "put", "renew", "delete", "get", "scan"}).Draw(t, "op"),
				someName.Draw(t, "name"), data})
		}
		fails := rapid.IntRange(0, 4).Draw(t, "fails") == 0
		err := s.Update(bg, func(tx storage.Tx) error {
			for _, st := range steps {
				old, there := next[st.name]
				var err, wantErr error
				switch st.op {
				case "create":
					if there {
						wantErr = fs.ErrExist
					}
					if err = tx.Create([]byte(st.name), []byte(st.data)); !there {
						next[st.name], touched[st.name] = st.data, true
					}
				case "put":
					err = tx.Put([]byte(st.name), []byte(st.data))
					next[st.name], touched[st.name] = st.data, true
				case "renew":
					err = tx.Renew([]byte(st.name), []byte(st.data))
					next[st.name], touched[st.name] = st.data, true
				case "delete":
					if !there {
						wantErr = fs.ErrNotExist
					} else {
						touched[st.name] = true
					}
					err = tx.Delete([]byte(st.name))
					delete(next, st.name)
				case "get":
					if !there {
						wantErr = fs.ErrNotExist
					}
					var got []byte
					if got, err = tx.Get([]byte(st.name)); string(got) != old {
						t.Fatalf("Get(%q) gives %q, want %q", st.name, got, old)
					}
				case "scan":
					compare(t, tx, next)
				}
				if !errors.Is(err, wantErr) {
					t.Fatalf("%s %q: error %v, want %v", st.op, st.name, err, wantErr)
				}
			}
			if fails {
				return errMine
			}
			return nil
		})
		switch {
		case fails && err != errMine || !fails && err != nil:
			t.Fatalf("Update gives %v", err)
		case fails:
			touched = nil
		default:
			want = next
		}
		for _, s := range views {
			if moved := s.Version() != before; moved != (len(touched) > 0) {
				t.Fatalf("%d names changed, the version moved: %v", len(touched), moved)
			}
			got, _, all := s.Changed(before)
			slices.Sort(got)
			if names := sums(slices.Collect(maps.Keys(touched))...); all || !slices.Equal(got, names) {
				t.Fatalf("Changed gives %x, all %v; want %x", got, all, names)
			}
			if err := s.View(bg, func(r storage.Reader) error { compare(t, r, want); return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range views {
		if err := s.Check(bg); err != nil {
			t.Fatal(err)
		}
	}
}

func compare(t *rapid.T, r storage.Reader, want map[string]string) {
	got, err := content(r, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, listed(want)) {
		t.Fatalf("the store lists\n%v\nwant\n%v", got, listed(want))
	}
	for name, data := range want {
		if b, err := r.Get([]byte(name)); err != nil || string(b) != data {
			t.Fatalf("Get(%q) gives %q, %v; want %q", name, b, err, data)
		}
	}
}
