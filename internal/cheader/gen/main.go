// Command gen writes the C headers that are made from the tables. Run it in the root of the module:
//
//	go run ./internal/cheader/gen
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa/internal/cheader"
	"github.com/psacrypto/psa/keystore"
)

func main() {
	for _, h := range cheader.Headers(keystore.Supported) {
		if err := os.WriteFile(filepath.Join(filepath.FromSlash(cheader.Folder), h.Name), h.Text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
