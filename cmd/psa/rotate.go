package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/keystore"
)

// rotateFlags say which key of the store is made anew, and what shall open the store then.
type rotateFlags struct {
	master, root, passphrase bool
	keyFile                  string
	next                     passphraseFlags
}

func newRotate(a *app) *cobra.Command {
	var f rotateFlags
	c := &cobra.Command{
		Use:   "rotate --master | --root [--passphrase | --new-root-key FILE]",
		Short: "Seal the store again under a new master key, or change what opens it",
		Long: `rotate --master makes a new master key and seals every key again under it.

rotate --root changes what opens the store: to a new key file in the place of the present one or, for a store that a passphrase opens, in the store's directory; to a new key file elsewhere
(--new-root-key); or to a new passphrase (--passphrase), which is asked for twice, or read from --new-passphrase-file or --new-passphrase-fd. The present key file or passphrase opens the store
as for any other command. Backups made before open with the old root key only.`,
		Example: `  psa rotate --master
  psa rotate --root
  psa rotate --root --passphrase
  psa rotate --root --new-root-key /media/stick/root.key`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			defer f.next.wipe()
			return a.rotate(cmd.Context(), &f)
		},
	}
	fs := c.Flags()
	fs.BoolVar(&f.master, "master", false, "make a new master key")
	fs.BoolVar(&f.root, "root", false, "make a new root key")
	fs.BoolVar(&f.passphrase, "passphrase", false, "a new passphrase shall open the store")
	fs.StringVar(&f.keyFile, "new-root-key", "", "a new key `file` shall open the store, which is made there")
	fs.StringVar(&f.next.file, "new-passphrase-file", "", "read the new passphrase from the first line of a `file`")
	fs.IntVar(&f.next.fd, "new-passphrase-fd", -1, "read the new passphrase from the first line of the open descriptor `number`")
	_ = c.MarkFlagFilename("new-root-key")
	return c
}

func (a *app) rotate(ctx context.Context, f *rotateFlags) error {
	f.passphrase = f.passphrase || f.next.given()
	switch {
	case f.master == f.root:
		return usagef("give either --master for a new master key, or --root for another root key")
	case f.master && (f.passphrase || f.keyFile != ""):
		return usagef("--passphrase, --new-passphrase-file, --new-passphrase-fd and --new-root-key go with --root")
	case f.passphrase && f.keyFile != "":
		return usagef("a store is opened by a passphrase or by a key file, not by both; give --passphrase or --new-root-key")
	}
	st, dir, info, err := a.openInspected(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if f.master {
		if err := st.RotateMaster(ctx); err != nil {
			return err
		}
		return a.emit(map[string]any{"rotated": "master"}, func(w io.Writer) { fmt.Fprintln(w, "sealed the store again under a new master key") })
	}
	o := storeObject{Store: dir, Root: "keyfile", RootFile: f.keyFile}
	var root keystore.Root
	if f.passphrase {
		// Asked before the store is touched: a person may take long, and others use the store meanwhile.
		first, err := f.next.get(ctx, a, nextPassphrase, true)
		if err != nil {
			return err
		}
		clear(first)
		root, o.Root, o.RootFile = keystore.Passphrase(func(ctx context.Context) ([]byte, error) { return f.next.get(ctx, a, nextPassphrase, false) }), rootIsPassphrase, ""
	} else {
		if o.RootFile == "" {
			o.RootFile = a.rootKeyFile(dir, info)
		}
		root = a.keyFile(dir, o.RootFile)
	}
	if err := st.RotateRoot(ctx, root); err != nil {
		return err
	}
	o.RootFile = presentKeyFile(st, o.RootFile)
	return a.emit(struct {
		Rotated string `json:"rotated"`
		storeObject
	}{"root", o}, func(w io.Writer) {
		if f.passphrase {
			fmt.Fprintf(w, "the new passphrase opens the store in %s\n", dir)
		} else {
			fmt.Fprintf(w, "the new key file %s opens the store in %s; keep a copy in a safe place\n", o.RootFile, dir)
		}
	})
}
