package cheader_test

import (
	"os"
	"testing"
)

// TestPrograms runs the programs of testdata, with all warnings as errors, at two levels of optimisation.
func TestPrograms(t *testing.T) {
	for _, name := range []string{"testdata/inline.c", "testdata/mbedtls.c"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range compilers(t) {
			t.Run(name+" with "+c.String(), func(t *testing.T) {
				for _, level := range []string{"-O0", "-O2"} {
					output(t, c, string(source), append([]string{level}, strict...)...)
				}
			})
		}
	}
}
