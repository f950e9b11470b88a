package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keystore"
)

func newInit(a *app) *cobra.Command {
	var passphrase bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Make a store",
		Long: `init makes a store in the directory (psa help store). Its root key is a file in that directory, a key file elsewhere (--root-key), or made from a passphrase
(--passphrase), which is asked for twice, or read from --passphrase-file or --passphrase-fd.`,
		Example: `  psa init
  psa init --store /srv/keys --root-key /media/stick/root.key
  psa init --passphrase`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.initStore(cmd.Context(), passphrase) },
	}
	c.Flags().BoolVar(&passphrase, "passphrase", false, "a passphrase opens the store (Argon2id)")
	return c
}

func (a *app) initStore(ctx context.Context, passphrase bool) error {
	passphrase = passphrase || a.passphrase.given()
	if passphrase && a.rootKey != "" {
		return usagef("a store is opened by a passphrase or by a key file, not by both; give --passphrase or --root-key")
	}
	dir, info, err := a.inspect(ctx)
	if err != nil {
		return err
	}
	if info.Exists {
		return psa.Errorf(psa.ErrAlreadyExists, "there is a store in %s already; nothing was changed", dir)
	}
	file := a.rootKeyFile(dir, info)
	root, kind := a.keyFile(dir, file), "keyfile"
	if passphrase {
		// Asked before anything is made, so that a typo leaves nothing behind.
		first, err := a.passphrase.get(ctx, a, presentPassphrase, true)
		if err != nil {
			return err
		}
		clear(first)
		root, kind, file = keystore.Passphrase(func(ctx context.Context) ([]byte, error) { return a.passphrase.get(ctx, a, presentPassphrase, false) }), rootIsPassphrase, ""
	}
	if err := makeDirectory(dir, file); err != nil {
		return err
	}
	st, err := keystore.OpenDir(ctx, dir, a.config(root))
	if err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	return a.emit(storeObject{Store: dir, Root: kind, RootFile: file}, func(w io.Writer) {
		fmt.Fprintf(w, "made a store in %s\n", dir)
		if passphrase {
			fmt.Fprintln(w, "a passphrase opens it; nothing replaces a forgotten one")
		} else {
			fmt.Fprintf(w, "the key file %s opens it; keep a copy in a safe place\n", file)
		}
	})
}

// storeObject is a store in JSON.
type storeObject struct {
	Store    string `json:"store"`
	Root     string `json:"root"`
	RootFile string `json:"root_file,omitempty"`
}
