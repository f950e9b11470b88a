package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/keystore"
)

func newRepair(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "repair",
		Short: "Write the list of all keys anew, where psa check says that it is damaged",
		Long: `repair writes the roll anew: the sealed list of all keys, without which nothing proves that a key's record is the present one, so that no key is used while it is damaged.

What can be read of the roll is believed: a key that it has, and whose record has vanished or been replaced by an older one, stays DATA_CORRUPT until it is destroyed. For the rest, the records
that are there are taken for the present ones. So run psa check first, and look at what it says: somebody who could write to the store may have damaged the roll in order to
bring back a key that was destroyed. Then check tells what is still wrong.`,
		Example: `  psa check
  psa repair`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.repair(cmd.Context()) },
	}
}

func (a *app) repair(ctx context.Context) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Repair(ctx); err != nil {
		return err
	}
	left := 0
	if err := st.Verify(ctx, func(keystore.Finding) { left++ }); err != nil {
		return err
	}
	err = a.emit(map[string]any{"ok": left == 0, "left": left}, func(w io.Writer) {
		if left == 0 {
			fmt.Fprintln(w, "the roll is written anew; the store is whole")
			return
		}
		fmt.Fprintf(w, "the roll is written anew; psa check tells of %s that repairing doesn't mend\n", count(left, "thing"))
	})
	if err == nil && left > 0 {
		err = answered{exitCorrupt}
	}
	return err
}
