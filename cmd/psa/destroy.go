package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/keystore"
)

func newDestroy(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "destroy KEY...",
		Aliases: []string{"rm"},
		Short:   "Destroy keys, for ever",
		Long: `destroy ends keys in the store; nothing brings them back but a backup. All names are looked up before the first key is destroyed. A key whose record is damaged can
be destroyed by its identifier.`,
		Example: `  psa destroy @web
  psa destroy 0x1001 0x1002`,
		Args:              arguments(1, -1, "KEY..."),
		ValidArgsFunction: a.completeKeys(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.forEach(cmd.Context(), args, "destroyed", keystore.Key.Destroy)
		},
	}
}

func newPurge(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "purge KEY...",
		Short: "Remove copies of keys from memory",
		Long: `purge is psa_purge_key: it removes material of keys from the memory of the process that is not in use. The keys stay in the store. Each run of psa is a process of its own and
ends with empty hands, so that purge mostly tells whether there are such keys.`,
		Example:           `  psa purge @web`,
		Args:              arguments(1, -1, "KEY..."),
		ValidArgsFunction: a.completeKeys(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.forEach(cmd.Context(), args, "purged", keystore.Key.Purge)
		},
	}
}

// forEach does something to keys, after it has found all of them.
func (a *app) forEach(ctx context.Context, refs []string, done string, f func(keystore.Key, context.Context) error) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	keys := make([]keystore.Key, len(refs))
	seen := map[uint32]string{}
	for i, ref := range refs {
		if keys[i], err = a.key(ctx, st, ref); err != nil {
			return err
		}
		id := uint32(keys[i].ID())
		if before, ok := seen[id]; ok {
			return usagef("%s and %s are the same key; nothing was done", before, ref)
		}
		seen[id] = ref
		if _, err := keys[i].Attributes(ctx); err != nil && exitCode(err) == exitNotFound {
			return err
		}
	}
	ids := []string{}
	for _, k := range keys {
		if err := f(k, ctx); err != nil {
			if len(ids) > 0 {
				a.remark("%s before the error: %v", done, ids)
			}
			return err
		}
		ids = append(ids, k.ID().String())
	}
	return a.emit(map[string]any{done: ids}, func(w io.Writer) {
		for _, id := range ids {
			fmt.Fprintf(w, "%s %s\n", done, id)
		}
	})
}
