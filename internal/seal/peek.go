package seal

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// Peek tells what kind of root key opens the store in st, without opening it; ok is false where st has no store yet. What it says is not authenticated: it
// serves to ask for the right thing. Errors: as [Open]'s for a header that can't be read.
func Peek(ctx context.Context, st storage.Store) (kind RootKind, ok bool, err error) {
	err = st.View(ctx, func(rd storage.Reader) error {
		raw, err := getHeader(rd)
		if psa.StatusOf(err) == psa.ErrDoesNotExist {
			return nil
		}
		if err != nil {
			return err
		}
		h, err := parseHeader(raw)
		if err != nil {
			return err
		}
		kind, ok = h.root.kind, true
		return nil
	})
	return kind, ok, failed(err, "reading the store's header")
}
