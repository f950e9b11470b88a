package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

var bg = context.Background()

// Variables of the environment.
const (
	allVariable  = "PSA_TORTURE"      // "all": the long forms
	seedVariable = "PSA_TORTURE_SEED" // a number: the seed of the first round

	roleVariable = "PSA_TORTURE_ROLE" // makes the test binary a process under test
	specVariable = "PSA_TORTURE_SPEC" // says what it is to do
)

func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	f := roles[role]
	if f == nil {
		fmt.Fprintln(os.Stderr, "no role", role)
		os.Exit(2)
	}
	f([]byte(os.Getenv(specVariable)))
}

// roles are what a process under test can be. Files for one system add theirs in a variable.
var roles = map[string]func(spec []byte){"worker": workerMain}

// child makes a process under test. The caller starts it.
func child(t *testing.T, role string, spec any) *exec.Cmd {
	t.Helper()
	b, err := json.Marshal(spec)
	must(t, err)
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), roleVariable+"="+role, specVariable+"="+string(b))
	c.Stderr = os.Stderr
	return c
}

// specOf reads what a process under test is to do.
func specOf[T any](b []byte) (spec T) {
	if err := json.Unmarshal(b, &spec); err != nil {
		panic(err)
	}
	return spec
}

// long tells whether the long forms are to run.
func long() bool { return os.Getenv(allVariable) == "all" }

// form chooses a number by the form that runs.
func form(short, plain, all int) int {
	switch {
	case long():
		return all
	case testing.Short():
		return short
	}
	return plain
}

// seeded gives a source of randomness whose seed is printed where the test fails, or given.
func seeded(t *testing.T) (*rand.Rand, uint64) {
	t.Helper()
	seed := uint64(time.Now().UnixNano()) % 1_000_000_000
	if s := os.Getenv(seedVariable); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("%s is %q, and not a number", seedVariable, s)
		}
		seed = n
	}
	t.Logf("repeat with %s=%d", seedVariable, seed)
	return rand.New(rand.NewPCG(seed, 0)), seed
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// private makes a folder that a store can be in.
func private(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o700))
	return dir
}

// inMemory is private, in memory where the system has a file system there: for tests that make very many folders.
func inMemory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "torture-")
	if err != nil {
		return private(t)
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}

// noise is so many random bytes.
func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
