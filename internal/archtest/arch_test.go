// Package archtest holds the import rules of the repository: one way, from the vocabulary to the doors.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/psacrypto/psa"

// allowed has, for each package of the module, which others of it the package may import. A folder with a trailing slash stands for all
// packages below it. A package that has no line may not exist.
var allowed = map[string][]string{
	"keytype": {},
	"alg":     {"keytype"},
	"":        {"alg", "keytype"},
	"driver":  {"", "alg", "keytype", "internal/grant"},
	"storage": {},

	"internal/grant":      {"", "alg"},
	"internal/op":         {"", "alg", "keytype"},
	"internal/policy":     {"", "alg", "keytype", "internal/op"},
	"internal/derivation": {"", "alg", "keytype"},
	"internal/pake":       {"", "alg", "keytype"},
	"internal/record":     {"", "alg", "keytype"},
	"internal/arena":      {},
	"internal/filelock":   {},
	"internal/primitive/": {"internal/primitive/"},
	"internal/vectors":    {},
	"internal/archtest":   {},
	"keyformat":           {"", "alg", "keytype", "internal/primitive/"},

	"driver/soft":       {"", "alg", "keytype", "driver", "internal/primitive/", "internal/derivation"},
	"driver/drivertest": {"", "alg", "keytype", "driver", "driver/soft", "internal/grant"},

	"storage/mem":         {"storage"},
	"storage/sqlite":      {"storage", "internal/filelock"},
	"storage/mirror":      {"storage"},
	"storage/storagetest": {"storage"},

	"internal/seal": {"", "storage", "internal/primitive/", "internal/arena", "internal/filelock", "internal/record", "alg", "keytype"},
	"internal/core": {"", "alg", "keytype", "driver", "internal/grant", "internal/op", "internal/policy", "internal/derivation", "internal/pake",
		"internal/record", "internal/seal", "internal/arena"},
	"keystore": {"", "alg", "keytype", "driver", "driver/soft", "keyformat", "storage", "storage/sqlite", "storage/mirror", "internal/core",
		"internal/op", "internal/policy", "internal/seal", "internal/record"},

	"internal/cheader":     {"", "alg", "keytype"},
	"internal/cheader/gen": {"internal/cheader", "keystore"},

	// For tests alone.
	"internal/specmodel": {"", "alg", "keytype", "driver", "driver/drivertest", "keystore", "storage", "storage/mem"},

	"capi":               {"", "alg", "keytype", "driver", "keystore"},
	"capi/bench/gocalls": {"", "alg", "keytype", "keystore"},

	"torture": {"", "alg", "keytype", "keystore"},

	"examples/": {"", "alg", "keytype", "keystore"},
	"cmd/psa":   {"", "alg", "keytype", "keystore", "keyformat", "driver", "storage", "cmd/psa/"},
	"cmd/psa/":  {"", "alg", "keytype", "keystore", "keyformat", "driver", "cmd/psa/"},
}

// mayUseUnsafe are the packages that may import unsafe: the counter that processes share lies in mapped memory (docs/adr/0003-unsafe.md), and
// the C library has the memory of C programs before it.
var mayUseUnsafe = []string{"storage/sqlite", "capi"}

// mayUseCgo is the C library alone; all else builds without a C compiler.
var mayUseCgo = []string{"capi"}

// issuers are the only files outside tests that may make a grant.
var issuers = []string{"internal/core/acquire.go", "driver/drivertest/token.go", "driver/drivertest/drivertest.go", "internal/grant/grant.go"}

type source struct {
	name string // path from the root, with slashes
	pkg  string // folder
	file *ast.File
	set  *token.FileSet
	test bool
}

func sources(t *testing.T) []source {
	root := filepath.Join("..", "..")
	var all []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			base := d.Name()
			if rel != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "build" || hasFile(p, "go.mod")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(rel)
		if dir == "." {
			dir = ""
		}
		all = append(all, source{rel, dir, f, set, strings.HasSuffix(rel, "_test.go")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d source files found below %s", len(all), root)
	}
	return all
}

func hasFile(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

func matches(rules []string, pkg string) bool {
	for _, r := range rules {
		if r == pkg || strings.HasSuffix(r, "/") && strings.HasPrefix(pkg, r) {
			return true
		}
	}
	return false
}

func rulesFor(pkg string) ([]string, bool) {
	if r, ok := allowed[pkg]; ok {
		return r, true
	}
	for p, r := range allowed {
		if strings.HasSuffix(p, "/") && strings.HasPrefix(pkg, p) {
			return r, true
		}
	}
	return nil, false
}

func imports(t *testing.T, s source) []string {
	var list []string
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		rules, known := rulesFor(s.pkg)
		if !known {
			t.Errorf("%s: package %q has no line in the import rules", s.name, s.pkg)
			continue
		}
		if s.test {
			continue
		}
		for _, p := range imports(t, s) {
			if p == "C" && !slices.Contains(mayUseCgo, s.pkg) {
				t.Errorf("%s uses cgo", s.name)
			}
			if p == "unsafe" && !slices.Contains(mayUseUnsafe, s.pkg) {
				t.Errorf("%s imports unsafe", s.name)
			}
			if p == "log" || p == "log/slog" {
				t.Errorf("%s imports %s: nothing below the doors logs", s.name, p)
			}
			if p != module && !strings.HasPrefix(p, module+"/") {
				continue
			}
			if to := strings.TrimPrefix(strings.TrimPrefix(p, module), "/"); !matches(rules, to) {
				t.Errorf("%s: package %q may not import %q", s.name, s.pkg, to)
			}
		}
	}
}

// A registry that fills itself when a package is imported makes what a program can do depend on its imports.
func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.name)
			}
		}
	}
}

// The acquire step is the only one that makes grants, so every driver call has had its policy check.
func TestGrantsAreIssuedOnce(t *testing.T) {
	found := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Issue" {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "grant" {
					found++
					if !slices.Contains(issuers, s.name) {
						t.Errorf("%s makes a grant", s.set.Position(n.Pos()))
					}
				}
			}
			return true
		})
	}
	if found == 0 {
		t.Error("no grant is made anywhere: this test looks for the wrong thing")
	}
}
