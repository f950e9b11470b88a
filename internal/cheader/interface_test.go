package cheader_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/cheader"
	"github.com/psacrypto/psa/internal/vectors"
)

// function is a row of functions.tsv.
type function struct {
	name, returns string
	params        []string // with their names
}

func functions(t *testing.T) []function {
	var all []function
	for _, row := range vectors.Spec(t, "functions.tsv") {
		f := function{name: strings.TrimSpace(row[0]), returns: row[3]}
		for p := range strings.SplitSeq(row[4], ";") {
			if p = strings.TrimSpace(p); p != "" {
				f.params = append(f.params, p)
			}
		}
		all = append(all, f)
	}
	if len(all) != 135 {
		t.Fatalf("the specification has %d functions", len(all))
	}
	return all
}

func (f function) prototype() string {
	return fmt.Sprintf("%s %s(%s)", f.returns, f.name, f.list())
}

func (f function) list() string {
	if len(f.params) == 0 {
		return "void"
	}
	return strings.Join(f.params, ", ")
}

// inline tells whether the function is defined in the header: what sets and reads attributes and cipher suites, and gives initial values.
func (f function) inline() bool {
	return inlineName.MatchString(f.name) && f.name != "psa_get_key_attributes" && f.name != "psa_crypto_init"
}

var inlineName = regexp.MustCompile(`^psa_((get|set|reset)_key_|pake_cs_)|_init$`)

// beyond are the functions of the headers that the specification does not have.
var beyond = []string{"mbedtls_psa_crypto_free", "psa_close_key", "psa_open_key", "psacrypto_last_error"}

// TestPrototypes declares every function again as the specification has it, which a compiler takes only when both declarations are the same, and takes the
// address of each by a pointer of its type.
func TestPrototypes(t *testing.T) {
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n")
	for _, f := range functions(t) {
		storage := ""
		if f.inline() {
			storage = "static inline "
		}
		fmt.Fprintf(&b, "%s%s;\n", storage, f.prototype())
	}
	for i, f := range functions(t) {
		fmt.Fprintf(&b, "extern %s (*const pointer%d)(%s);\n%s (*const pointer%d)(%s) = %s;\n", f.returns, i, f.list(), f.returns, i, f.list(), f.name)
	}
	b.WriteString("#ifdef __cplusplus\n}\n#endif\n")
	for _, c := range compilers(t) {
		t.Run(c.String(), func(t *testing.T) { compile(t, c, b.String(), strict...) })
	}
}

// TestSymbols: a program that takes the address of every function needs from the library those that are not inline, and nothing else.
func TestSymbols(t *testing.T) {
	if _, err := exec.LookPath("nm"); err != nil {
		t.Skip("no nm")
	}
	want := slices.Clone(beyond)
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\ntypedef void (*any)(void);\nextern any all[];\nany all[] = {\n")
	for _, f := range functions(t) {
		if !f.inline() {
			want = append(want, f.name)
		}
		fmt.Fprintf(&b, "(any)%s,\n", f.name)
	}
	for _, name := range beyond {
		fmt.Fprintf(&b, "(any)%s,\n", name)
	}
	b.WriteString("};\n")
	out, err := exec.Command("nm", "-u", compile(t, cCompiler(t), b.String())).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Fields(string(out)) {
		if name := strings.TrimPrefix(line, "_"); strings.HasPrefix(name, "psa") || strings.HasPrefix(name, "mbedtls") {
			got = append(got, name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the program needs\n%v\nand should need\n%v", got, want)
	}
}

// TestNothingElse: the headers declare no function that neither the specification has nor this test knows.
func TestNothingElse(t *testing.T) {
	known := map[string]bool{}
	for _, f := range functions(t) {
		known[f.name] = true
	}
	for _, name := range beyond {
		known[name] = true
	}
	// What is inline for programs of Mbed TLS.
	for name := range strings.FieldsSeq(`mbedtls_svc_key_id_make mbedtls_svc_key_id_equal mbedtls_svc_key_id_is_null psa_key_id_is_builtin psa_key_handle_is_null
		psa_set_key_enrollment_algorithm psa_get_key_enrollment_algorithm psa_set_key_domain_parameters psa_get_key_domain_parameters`) {
		known[name] = true
	}
	declared := regexp.MustCompile(`(?m)^(?:static inline )?(?:const )?\w+ \*?(\w+)\(`)
	seen := 0
	for _, name := range headerNames(t) {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(cheader.Folder), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range declared.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !known[d[1]] {
				t.Errorf("psa/%s declares %s", name, d[1])
			}
		}
	}
	if seen < 135 {
		t.Errorf("only %d declarations found", seen)
	}
}

func headerNames(t *testing.T) []string {
	names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(cheader.Folder), "*.h"))
	if err != nil || len(names) < 8 {
		t.Fatalf("%v: %v", names, err)
	}
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

// TestSelfContained: every header can be included alone, and twice.
func TestSelfContained(t *testing.T) {
	for _, c := range compilers(t) {
		t.Run(c.String(), func(t *testing.T) {
			for _, name := range headerNames(t) {
				compile(t, c, fmt.Sprintf("#include <psa/%[1]s>\n#include <psa/%[1]s>\nextern int unit;\nint unit;\n", name), strict...)
			}
		})
	}
}

// typeSizes are the integer types in bytes, by the specification's pages, all without a sign but psa_status_t.
var typeSizes = map[string]int{
	"psa_key_id_t": 4, "psa_key_lifetime_t": 4, "psa_key_persistence_t": 1, "psa_key_location_t": 4, "psa_key_usage_t": 4, "psa_key_type_t": 2,
	"psa_ecc_family_t": 1, "psa_dh_family_t": 1, "psa_slh_dsa_family_t": 1, "psa_algorithm_t": 4, "psa_key_derivation_step_t": 2, "psa_pake_primitive_t": 4,
	"psa_pake_primitive_type_t": 1, "psa_pake_family_t": 1, "psa_pake_role_t": 1, "psa_pake_step_t": 1,
}

// TestTypes: every type of the specification is there. Integers have their width, and the narrow ones arrive as int where a function has variable arguments.
func TestTypes(t *testing.T) {
	var b strings.Builder
	b.WriteString("#include <psa/crypto.h>\n#include <stdarg.h>\n#include <stdio.h>\n" +
		"static int nth(int n, ...)\n{\n    va_list list;\n    int value = 0;\n    va_start(list, n);\n    while (n-- > 0) value = va_arg(list, int);\n    va_end(list);\n    return value;\n}\n" +
		"int main(void)\n{\n    int failed = 0;\n")
	check := func(format string, args ...any) {
		s := fmt.Sprintf(format, args...)
		fmt.Fprintf(&b, "    if (!(%s)) { fprintf(stderr, \"%%s\\n\", %q); failed = 1; }\n", s, s)
	}
	for _, row := range vectors.Spec(t, "types.tsv") {
		name := row[0]
		size, integer := typeSizes[name]
		if !integer {
			check("sizeof(%s) >= 4", name)
			continue
		}
		check("sizeof(%s) == %d", name, size)
		check("(%s)-1 > 0", name)
		if size < 4 {
			check("nth(3, (%[1]s)1, (%[1]s)2, (%[1]s)-1) == %[2]d", name, 1<<(8*size)-1)
		}
	}
	check("sizeof(psa_status_t) == 4 && (psa_status_t)-1 < 0")
	check("nth(2, PSA_KEY_TYPE_AES, PSA_ECC_FAMILY_SECP_R1) == 0x12 && nth(1, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)) == 0x7112")
	b.WriteString("    return failed;\n}\n")
	for _, c := range compilers(t) {
		t.Run(c.String(), func(t *testing.T) { output(t, c, b.String(), "-Wall", "-Wextra", "-Werror") })
	}
}
