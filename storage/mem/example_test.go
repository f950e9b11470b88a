package mem_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

// A change that fails leaves nothing behind.
func Example() {
	ctx := context.Background()
	s := mem.New()
	defer s.Close()
	create := func(names ...string) error {
		return s.Update(ctx, func(tx storage.Tx) error {
			for _, n := range names {
				if err := tx.Create([]byte(n), []byte("record of "+n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	fmt.Println(create("a", "b"))
	fmt.Println(errors.Is(create("c", "a"), fs.ErrExist))
	err := s.View(ctx, func(r storage.Reader) error {
		for rec, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			fmt.Printf("%s: %s\n", rec.Name, rec.Data)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// <nil>
	// true
	// a: record of a
	// b: record of b
}
