// Package vectors finds the test vectors and the tables of the specification, which are not part of this repository: they stand beside it, in
// the folder shared next to the module, or where the environment says.
//
//	data := vectors.Read(t, "aes/ACVP-AES-KW-1.0.json")   // $PSA_VECTORS, or ../shared/vectors
//	rows := vectors.Spec(t, "constants.tsv")              // $PSA_SPEC, or ../shared/spec
//
// A test that needs what is not there is skipped with the reason; a file that is missing from a folder that is there fails it.
package vectors

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Read returns the bytes of the vector file of that name, with slashes, below the folder of the vectors.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	return read(t, folder(t, "PSA_VECTORS", "vectors"), name)
}

// Open opens the vector file of that name for reading. It is closed when the test ends.
func Open(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join(folder(t, "PSA_VECTORS", "vectors"), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Spec returns the rows of a table of the specification, split at tabs, without the line of headings.
func Spec(t testing.TB, name string) [][]string {
	t.Helper()
	var rows [][]string
	for line := range strings.Lines(string(read(t, folder(t, "PSA_SPEC", "spec"), name))) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	if len(rows) < 2 {
		t.Fatalf("the table %s is empty", name)
	}
	return rows[1:]
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// folder finds a folder by the environment, or beside the module that the test is in.
func folder(t testing.TB, variable, name string) string {
	t.Helper()
	if dir := os.Getenv(variable); dir != "" {
		return dir
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(filepath.Dir(root), "shared", name)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no folder %s, and %s is not set", dir, variable)
	}
	return dir
}

// moduleRoot is the folder with go.mod above the present one, in which go test runs a package's tests.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the present folder")
		}
		dir = parent
	}
}

// Hex returns the bytes that a string of hexadecimal digits stands for; white space between digits is passed over, as known answers are often set in groups.
func Hex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
