package cheader_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// compiler is a C or C++ compiler with the language it is to take.
type compiler struct {
	command  string
	standard string
}

func (c compiler) String() string { return c.command + " -std=" + c.standard }

func (c compiler) cxx() bool { return strings.Contains(c.standard, "++") }

// strict are the warnings that programs may turn on and make errors.
var strict = []string{"-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Wundef", "-Wmissing-field-initializers",
	"-Wmissing-braces", "-Wcast-qual", "-Wwrite-strings"}

// compilers are those of the promised ones that this machine has, and one for each language in short tests. The test is skipped where it has none.
func compilers(t *testing.T) []compiler {
	t.Helper()
	var found []compiler
	for _, c := range []compiler{{"gcc", "c99"}, {"gcc", "c11"}, {"g++", "c++11"}, {"g++", "c++17"}, {"clang", "c99"}, {"clang", "c17"}, {"clang++", "c++11"}} {
		if _, err := exec.LookPath(c.command); err != nil {
			t.Logf("no %s", c.command)
			continue
		}
		if testing.Short() && slices.ContainsFunc(found, func(f compiler) bool { return f.cxx() == c.cxx() }) {
			continue
		}
		found = append(found, c)
	}
	if len(found) == 0 {
		t.Skip("no C compiler: neither gcc nor clang")
	}
	return found
}

// cCompiler is the first compiler for C99.
func cCompiler(t *testing.T) compiler {
	t.Helper()
	for _, c := range compilers(t) {
		if c.standard == "c99" {
			return c
		}
	}
	t.Skip("no C compiler: neither gcc nor clang")
	return compiler{}
}

// compile compiles a source to an object file.
func compile(t *testing.T, c compiler, source string, more ...string) (object string) {
	t.Helper()
	object = filepath.Join(t.TempDir(), "test.o")
	run(t, c, source, append([]string{"-c", "-o", object}, more...))
	return object
}

// build compiles and links a source to a program, without the library: only what is inline can be called.
func build(t *testing.T, c compiler, source string, more ...string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "test.exe")
	run(t, c, source, append([]string{"-o", program}, more...))
	return program
}

func run(t *testing.T, c compiler, source string, args []string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "test.c")
	if c.cxx() {
		name += "pp"
	}
	if err := os.WriteFile(name, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-std=" + c.standard, "-I", filepath.Join(root, "include")}, append(args, name)...)
	if out, err := exec.Command(c.command, args...).CombinedOutput(); err != nil {
		if len(out) > 4000 {
			out = out[:4000]
		}
		t.Fatalf("%v: %v\n%s", c, err, out)
	}
}

// output builds a program, runs it and gives what it wrote.
func output(t *testing.T, c compiler, source string, more ...string) []byte {
	t.Helper()
	var out, failure bytes.Buffer
	cmd := exec.Command(build(t, c, source, more...))
	cmd.Stdout, cmd.Stderr = &out, &failure
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, failure.Bytes())
	}
	return out.Bytes()
}
