package vectors_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

func TestEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PSA_VECTORS", dir)
	t.Setenv("PSA_SPEC", dir)
	if err := os.Mkdir(filepath.Join(dir, "aes"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "aes", "x.txt"), []byte("name\tvalue\r\na\t1\nb\t\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const want = "name\tvalue\r\na\t1\nb\t\n"
	if got := string(vectors.Read(t, "aes/x.txt")); got != want {
		t.Errorf("Read gives %q, want %q", got, want)
	}
	got, err := io.ReadAll(vectors.Open(t, "aes/x.txt"))
	if string(got) != want || err != nil {
		t.Errorf("Open gives %q and %v, want %q", got, err, want)
	}
	rows := vectors.Spec(t, "aes/x.txt")
	if len(rows) != 2 || strings.Join(rows[0], "|") != "a|1" || strings.Join(rows[1], "|") != "b|" {
		t.Errorf("Spec gives %q", rows)
	}
}

// TestBesideModule finds a file that the folder next to the module is known to have, and is skipped where that folder is missing.
func TestBesideModule(t *testing.T) {
	if len(vectors.Read(t, "README.md")) == 0 {
		t.Error("README.md is empty")
	}
}

// recorder is a test that is under test: it notes how it ended.
type recorder struct {
	testing.TB
	skipped, failed bool
}

func (*recorder) Helper() {}

func (r *recorder) Skipf(string, ...any) { r.skipped = true; panic(r) }

func (r *recorder) Fatal(...any) { r.failed = true; panic(r) }

// end runs what ends the test under test, and tells how.
func end(t *testing.T, f func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != any(r) {
				t.Errorf("the test under test did not end, or panicked: %v", p)
			}
		}()
		f(r)
	}()
	return r
}

func TestMissing(t *testing.T) {
	module := filepath.Join(t.TempDir(), "module")
	if err := os.Mkdir(module, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(module, "go.mod"), []byte("module m\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(module)
	t.Setenv("PSA_VECTORS", "")
	if r := end(t, func(t testing.TB) { vectors.Read(t, "README.md") }); !r.skipped || r.failed {
		t.Error("without the folder the test is not skipped")
	}
	t.Setenv("PSA_VECTORS", module)
	if r := end(t, func(t testing.TB) { vectors.Read(t, "no-such-file") }); r.skipped || !r.failed {
		t.Error("without the file the test does not fail")
	}
	if r := end(t, func(t testing.TB) { vectors.Open(t, "no-such-file") }); r.skipped || !r.failed {
		t.Error("without the file the test does not fail")
	}
}
