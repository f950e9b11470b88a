package main_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/sqlite"
)

// The tests of this file compile the C programs of ctest with gcc against the library, and run them. The library is built by cgo whether or not the
// tests themselves are.

// gcc returns the compiler, or skips.
func gcc(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the library, which the full run does")
	}
	cc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("there is no gcc")
	}
	return cc
}

var built struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(status)
}

// library builds the shared library once and returns the directory that it is in.
func library(t *testing.T) string {
	t.Helper()
	gcc(t)
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "psacrypto"); built.err == nil {
			built.err = build(built.dir, "shared")
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

func build(dir string, kinds ...string) error {
	out, err := exec.Command("sh", append([]string{"build.sh", dir}, kinds...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("building the library: %w\n%s", err, out)
	}
	return nil
}

// run runs a command with more environment and fails the test with its output.
func run(t *testing.T, env []string, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return out
}

// compile makes a program of a C file against the shared library.
func compile(t *testing.T, source string, flags ...string) string {
	t.Helper()
	lib := library(t)
	program := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), ".c"))
	args := append([]string{"-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-I", "../include", "-o", program, source}, flags...)
	run(t, nil, gcc(t), append(args, "-L", lib, "-lpsacrypto", "-lpthread", "-Wl,-rpath,"+lib)...)
	return program
}

func programs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("ctest/*.c")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d C tests, %v", len(files), err)
	}
	return files
}

// store is the environment of a program with a store of its own.
func store(t *testing.T) []string {
	return []string{"PSA_CRYPTO_STORE=" + filepath.Join(t.TempDir(), "store"), "PSA_CRYPTO_ROOT_KEY="}
}

func TestC(t *testing.T) {
	for _, file := range programs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
			t.Parallel()
			run(t, store(t), compile(t, file))
		})
	}
}

// The same programs with the compiler's watch over memory and undefined behaviour.
func TestCSanitized(t *testing.T) {
	cc := gcc(t)
	empty := filepath.Join(t.TempDir(), "empty.c")
	if err := os.WriteFile(empty, []byte("int main(void) { return 0; }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(cc, "-fsanitize=address,undefined", "-o", filepath.Join(t.TempDir(), "empty"), empty).CombinedOutput(); err != nil {
		t.Skipf("gcc has no sanitizers here: %s", out)
	}
	for _, file := range programs(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
			t.Parallel()
			out := run(t, store(t), compile(t, file, "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"))
			if bytes.Contains(out, []byte("runtime error")) {
				t.Errorf("%s", out)
			}
		})
	}
}

// declared are the functions that the headers declare and do not define.
func declared(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../include/psa/*.h")
	if err != nil || len(files) == 0 {
		t.Fatal("no headers", err)
	}
	var names []string
	prototype := regexp.MustCompile(`(?m)^(?:const )?(?:psa_status_t|void|char) \*?((?:psa|mbedtls|psacrypto)_\w+)\(`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range prototype.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	slices.Sort(names)
	return names
}

// What the headers declare is what programs can link with, and nothing else is visible: neither Go's runtime nor what lies between it and the API.
func TestSymbols(t *testing.T) {
	lib := library(t)
	want := declared(t)
	for _, f := range []string{"psa_crypto_init", "psa_sign_finish", "psa_open_key", "psa_pake_get_shared_key", "mbedtls_psa_crypto_free", "psacrypto_last_error"} {
		if !slices.Contains(want, f) {
			t.Fatalf("%s is not among the %d declared functions", f, len(want))
		}
	}
	compareSymbols(t, want, run(t, nil, "nm", "-D", "--defined-only", filepath.Join(lib, "libpsacrypto.so")))
}

func compareSymbols(t *testing.T, want []string, nm []byte) {
	t.Helper()
	var got []string
	for line := range strings.Lines(string(nm)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[1] != "A" { // A is the name of the version itself
			name, _, _ := strings.Cut(fields[2], "@")
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		for _, n := range got {
			if !slices.Contains(want, n) {
				t.Errorf("%s is visible and not declared", n)
			}
		}
		for _, n := range want {
			if !slices.Contains(got, n) {
				t.Errorf("%s is declared and can't be linked with", n)
			}
		}
	}
}

func TestSharedLibrary(t *testing.T) {
	lib := library(t)
	dynamic := string(run(t, nil, "readelf", "-d", filepath.Join(lib, "libpsacrypto.so")))
	if !strings.Contains(dynamic, "soname: [libpsacrypto.so.1]") {
		t.Errorf("another soname than libpsacrypto.so.1:\n%s", dynamic)
	}
	for _, m := range regexp.MustCompile(`\(NEEDED\).*\[(.*)\]`).FindAllStringSubmatch(dynamic, -1) {
		// The dynamic linker is a part of the C library, and serves what is the thread's own.
		if !strings.HasPrefix(m[1], "libc.so.") && !strings.HasPrefix(m[1], "ld-linux") {
			t.Errorf("needs %s; it shall need nothing but the C library", m[1])
		}
	}
	info, err := os.Stat(filepath.Join(lib, "libpsacrypto.so"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 16<<20 {
		t.Errorf("the library has %d bytes; 16 MB are promised", info.Size())
	}
}

// Workers that are forked before the library is there may load it.
func TestLoadedLater(t *testing.T) {
	lib := library(t)
	program := filepath.Join(t.TempDir(), "late")
	run(t, nil, gcc(t), "-Wall", "-Wextra", "-Werror", "-I", "../include", "-o", program, "ctest/late/late.c", "-ldl")
	run(t, store(t), program, filepath.Join(lib, "libpsacrypto.so"))
}

// Records that have been altered, as a broken disk or another program alters them.
func TestDamagedKeys(t *testing.T) {
	program := compile(t, "ctest/damaged/damaged.c")
	dir := filepath.Join(t.TempDir(), "store")
	env := []string{"PSA_CRYPTO_STORE=" + dir, "PSA_CRYPTO_ROOT_KEY="}
	run(t, env, program, "make")
	st, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	err = st.Update(t.Context(), func(tx storage.Tx) error {
		// docs/storage-format.md: a key's record is named by 02, its owner and its identifier, and begins with the version of its format.
		for id, alter := range map[byte]func(record []byte){
			1: func(r []byte) { r[len(r)-1] ^= 1 },
			2: func(r []byte) { r[0], r[len(r)-1] = 200, r[len(r)-1]^1 }, // with the version alone altered it would be known for damage
		} {
			name := []byte{2, 0x80, 0, 0, 0, 0, 0, 0, id}
			record, err := tx.Get(name)
			if err != nil {
				return err
			}
			alter(record)
			if err := tx.Put(name, record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, env, program)
}

func TestStaticLibrary(t *testing.T) {
	cc := gcc(t)
	dir := t.TempDir()
	if err := build(dir, "static"); err != nil {
		t.Fatal(err)
	}
	archive, program := filepath.Join(dir, "libpsacrypto.a"), filepath.Join(dir, "hash")
	compareSymbols(t, declared(t), run(t, nil, "nm", "-g", "--defined-only", archive))
	run(t, nil, cc, "-I", "../include", "-o", program, "ctest/hash.c", archive, "-lpthread")
	run(t, store(t), program)
}

// examples/c is built as its reader would build it, by its own Makefile with pkg-config, against an installed library.
func TestExample(t *testing.T) {
	cc, lib := gcc(t), library(t)
	for _, tool := range []string{"make", "pkg-config"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s", tool)
		}
	}
	headers, err := filepath.Abs("../include")
	if err != nil {
		t.Fatal(err)
	}
	pc, err := os.ReadFile("psacrypto.pc.in")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := regexp.MustCompile(`(?m)^libdir=.*`).ReplaceAllString(string(pc), "libdir="+lib)
	text = regexp.MustCompile(`(?m)^includedir=.*`).ReplaceAllString(text, "includedir="+headers)
	if err := os.WriteFile(filepath.Join(dir, "psacrypto.pc"), []byte(strings.ReplaceAll(text, "@VERSION@", "1.5.0")), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(store(t), "PKG_CONFIG_PATH="+dir, "LD_LIBRARY_PATH="+lib, "CC="+cc, "MAKEFLAGS=")
	run(t, env, "make", "-C", "../examples/c", "-s", "BUILD="+dir)
	for _, want := range []string{"made", "found"} { // the first run makes the key, the second finds it
		out := run(t, env, filepath.Join(dir, "sign"), "a message")
		if !strings.Contains(string(out), want) || !strings.Contains(string(out), "verified") {
			t.Errorf("the example does not say that the key was %s and the signature verified:\n%s", want, out)
		}
	}
}

// A program that signs once with a stored key has its signature soon, and the library takes little of its memory.
func TestFootprint(t *testing.T) {
	program := compile(t, "bench/footprint.c", "-O2")
	empty := filepath.Join(t.TempDir(), "empty")
	run(t, nil, gcc(t), "-O2", "-DEMPTY", "-I", "../include", "-o", empty, "bench/footprint.c")
	var none float64
	var without int
	if out := run(t, nil, empty); !scan(out, "nothing after %f ms, %d kB", &none, &without) {
		t.Fatalf("%s", out)
	}
	env := store(t)
	run(t, env, program) // makes the key
	best := 1e9
	for range 10 {
		var ms float64
		var kb int
		if out := run(t, env, program); !scan(out, "first signature after %f ms, %d kB", &ms, &kb) {
			t.Fatalf("%s", out)
		}
		best = min(best, ms)
		if kb-without > 16<<10 {
			t.Errorf("a program that signs once has %d kB more than an empty one; at most 16 MB are promised", kb-without)
		}
	}
	if best > 30 {
		t.Errorf("the first signature after %.1f ms; 30 ms are promised", best)
	}
}

func scan(out []byte, format string, to ...any) bool {
	n, err := fmt.Sscanf(string(out), format, to...)
	return err == nil && n == len(to)
}

// Every function that C calls has the barrier before all else, or a panic would end the program that called it.
func TestEveryExportHasTheBarrier(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Doc == nil || !strings.Contains(commentText(f.Doc), "//export ") {
				continue
			}
			found++
			first, ok := f.Body.List[0].(*ast.DeferStmt)
			if !ok || fmt.Sprint(first.Call.Fun) != "barrier" {
				t.Errorf("%s does not begin with the barrier", f.Name.Name)
			}
		}
	}
	if found < 80 {
		t.Errorf("only %d exported functions found", found)
	}
}

func commentText(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}
