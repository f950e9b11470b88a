//go:build unix

package sqlite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa/storage"
)

// Each single rule of Check is broken once.
func TestCheckFindsWhatIsAmiss(t *testing.T) {
	for query, want := range map[string]string{
		"INSERT INTO records VALUES (x'', 1, x'00')":                              "the length of its name",
		"INSERT INTO records VALUES (zeroblob(256), 1, x'00')":                    "the length of its name",
		"DELETE FROM seeds WHERE slot = 7":                                        "lost its seed",
		"UPDATE seeds SET seed = zeroblob(32) WHERE slot = 7":                     "has been wiped",
		"UPDATE seeds SET seed = x'01' WHERE slot = 7":                            "length of seed 7",
		"UPDATE records SET slot = 7 WHERE name = CAST('name10' AS BLOB)":         "several records have the seed 7",
		"INSERT INTO free VALUES (7)":                                             "seed 7 is free but not wiped",
		"CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM records; END": "tables",
		"CREATE TABLE more(x)":                                                    "tables",
	} {
		dir := filled(t)
		alter(t, filepath.Join(dir, DatabaseFile), query)
		s, err := Open(bg, dir)
		if err == nil {
			err = s.Check(bg)
			must(t, s.Close())
		}
		if !errors.Is(err, storage.ErrDamaged) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want ErrDamaged with %q", query, err, want)
		}
	}
}
