package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

func newCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Aliases: []string{"verify-store"},
		Short:   "Read everything in the store and report what is damaged",
		Long: `check reads every record of every owner and the structure of the storage, and reports what is damaged. It changes nothing. It ends with 5 if it found something.

A damaged key can be destroyed by its identifier, or brought back from a backup. So can one whose record has vanished, or has been replaced by an older one. For the roll, the sealed list of all
keys that tells so, there is psa repair.

With --mirror both directories are read and compared. What was lost in one is made anew from the other when they are opened, and told; records that differ are findings, and psa repair
makes them alike.`,
		Example: `  psa check
  psa check --json`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context()) },
	}
}

// finding is what is wrong, in JSON.
type finding struct {
	Part   string `json:"part"`
	Owner  int32  `json:"owner"`
	Key    string `json:"key,omitempty"`
	Status string `json:"status"`
	Reason string `json:"reason"`
}

func (a *app) check(ctx context.Context) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	findings := []finding{}
	err = st.Verify(ctx, func(f keystore.Finding) {
		found := finding{Part: f.Part, Owner: int32(f.Owner), Status: f.Status.String(), Reason: f.Reason}
		if f.ID != psa.KeyIDNull {
			found.Key = f.ID.String()
		}
		findings = append(findings, found)
	})
	if err != nil {
		return err
	}
	keys := 0
	for _, err := range st.List(ctx, keystore.Filter{}) {
		if err != nil {
			return err
		}
		keys++
	}
	err = a.emit(map[string]any{"ok": len(findings) == 0, "findings": findings, "keys": keys, "owner": a.owner, "mirror": a.mirrored.list()}, func(w io.Writer) {
		if len(findings) == 0 && a.mirrorDirectory() != "" {
			fmt.Fprintf(w, "the store and its mirror are whole and alike; owner %d has %s\n", a.owner, count(keys, "key"))
			return
		}
		if len(findings) == 0 {
			fmt.Fprintf(w, "the store is whole; owner %d has %s\n", a.owner, count(keys, "key"))
			return
		}
		rows := [][]string{{"WHAT", "OWNER", "KEY", "STATUS", "REASON"}}
		for _, f := range findings {
			rows = append(rows, []string{f.Part, fmt.Sprint(f.Owner), f.Key, f.Status, f.Reason})
		}
		table(w, rows)
	})
	if err == nil && len(findings) > 0 {
		err = answered{exitCorrupt}
	}
	return err
}

// count is a number with its noun.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
