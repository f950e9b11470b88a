package keystore_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// A whole store that is put back to what it was yesterday has keys that were destroyed since. With a counter outside it, on another medium, it does not open.
func ExampleCounterFile() {
	ctx := context.Background()
	medium, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(medium)
	c := keystore.Config{Counter: keystore.CounterFile(filepath.Join(medium, "counter"))}
	st, err := keystore.OpenDir(ctx, filepath.Join(medium, "store"), c)
	if err != nil {
		log.Fatal(err)
	}
	k, err := st.Generate(ctx, psa.Attributes{ID: 0x1001, Lifetime: psa.Persistent, Type: keytype.AES, Bits: 256,
		Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM}})
	if err != nil {
		log.Fatal(err)
	}
	yesterday, err := os.Create(filepath.Join(medium, "backup"))
	if err != nil {
		log.Fatal(err)
	}
	defer yesterday.Close()
	if err := st.Backup(ctx, yesterday); err != nil {
		log.Fatal(err)
	}
	if err := k.Destroy(ctx); err != nil {
		log.Fatal(err)
	}
	if err := st.Close(); err != nil {
		log.Fatal(err)
	}

	if _, err := yesterday.Seek(0, 0); err != nil {
		log.Fatal(err)
	}
	older := filepath.Join(medium, "older")
	if err := keystore.RestoreDir(ctx, older, yesterday); err != nil {
		log.Fatal(err)
	}
	if err := os.Rename(filepath.Join(medium, "store", "root.key"), filepath.Join(older, "root.key")); err != nil {
		log.Fatal(err)
	}
	_, err = keystore.OpenDir(ctx, older, c)
	fmt.Println(errors.Is(err, psa.ErrCorruptionDetected))
	// Output: true
}
