package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/keystore"
)

func newBackup(a *app) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a copy of the store, while it is in use",
		Long: `backup writes a consistent copy of the whole store, the keys of all owners included, to a file, or with - to standard output. The copy is sealed as the store is. It does not have the
root key: without that, as it is now, nobody can read the copy, so keep a copy of the root key too, in another place.`,
		Example: `  psa backup keys-2026-11.backup
  psa backup - | ssh vault 'cat > keys.backup'`,
		Args: arguments(1, 1, "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.backup(cmd.Context(), &outFlags{path: args[0], force: force})
		},
	}
	c.Flags().BoolVarP(&force, "force", "f", false, "replace the file if it exists")
	return c
}

func (a *app) backup(ctx context.Context, out *outFlags) error {
	switch {
	case out.path == "":
		return usagef("the name of the backup file is empty")
	case out.toStdout() && a.json:
		return usagef("with --json a backup can't go to standard output; name a file")
	case out.toStdout() && isTerminal(a.stdout):
		return usagef("a backup is binary, which a terminal can't show; name a file")
	}
	st, dir, info, err := a.openInspected(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	s, err := a.openSink(out, secretFile)
	if err != nil {
		return err
	}
	defer s.abort()
	if err := st.Backup(ctx, s); err != nil {
		return err
	}
	if err := s.commit(); err != nil {
		return err
	}
	file := presentKeyFile(st, a.rootKeyFile(dir, info))
	root := "it takes the passphrase of the store to open it"
	if info.Root != rootIsPassphrase {
		root = fmt.Sprintf("it takes the key file %s to open it: keep a copy of that too, in another place", file)
	}
	if out.toStdout() {
		a.remark("wrote a backup of %s; %s", size(s.n), root)
		return nil
	}
	o := map[string]any{"file": out.path, "bytes": s.n, "root": info.Root}
	if info.Root != rootIsPassphrase {
		o["root_file"] = file
	}
	return a.emit(o, func(w io.Writer) { fmt.Fprintf(w, "wrote a backup of %s to %s; %s\n", size(s.n), out.path, root) })
}

func newRestore(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a store of a backup",
		Long: `restore brings back what psa backup wrote, from a file, or with - from standard input, into a directory that has no store. The root key is not part of a backup: the key
file has to be put into its place beside the store (or named with --root-key), or the passphrase known.`,
		Example: `  psa restore keys-2026-11.backup --store /srv/keys
  cp /media/stick/root.key /srv/keys/`,
		Args: arguments(1, 1, "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.restore(cmd.Context(), args[0]) },
	}
}

func (a *app) restore(ctx context.Context, path string) error {
	in, err := a.openInput(ctx, path, "restoring")
	if err != nil {
		return err
	}
	defer in.Close()
	dir, err := a.directory()
	if err != nil {
		return err
	}
	_, err = os.Stat(dir)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err := makeDirectory(dir, ""); err != nil {
		return err
	}
	if err := keystore.RestoreDir(ctx, dir, in); err != nil {
		if fresh {
			// Only what is empty goes.
			_ = os.Remove(dir)
		}
		return err
	}
	in.Close()
	info, err := keystore.InspectDir(ctx, dir)
	if err != nil {
		return err
	}
	o := storeObject{Store: dir, Root: info.Root}
	note := "its passphrase opens it"
	if info.Root != rootIsPassphrase {
		o.RootFile = a.rootKeyFile(dir, info)
		note = fmt.Sprintf("put its key file to %s, or name it with --root-key", o.RootFile)
		if _, err := os.Stat(o.RootFile); err == nil {
			note = fmt.Sprintf("the key file %s is there", o.RootFile)
		}
	}
	return a.emit(o, func(w io.Writer) { fmt.Fprintf(w, "restored a store in %s; %s\n", dir, note) })
}
