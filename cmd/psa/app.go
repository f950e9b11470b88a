package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// app is one run of the program: its streams and the flags that all commands have.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// openTerminal opens the terminal that a person sits at, also where standard input is a pipe.
	openTerminal func() (*os.File, error)

	json       bool
	quiet      bool
	dir        string
	owner      int32
	rootKey    string
	counter    string
	mirror     string
	mirrored   *mirrorNews
	passphrase passphraseFlags
}

func (a *app) run(ctx context.Context, args []string) int {
	root := a.command()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	defer a.passphrase.wipe()
	err := root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err == nil {
		return exitOK
	}
	// Where the flags could not be read, --json among them has not been either.
	a.json = a.json || slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
	a.report(err)
	return exitCode(err)
}

// command builds the tree of commands.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "psa",
		Short: "Keep and use keys in a PSA Crypto key store",
		Long: `psa keeps keys in a PSA Crypto key store and uses them.

Keys are named by their identifier, as 0x1001 or 4097, or by their label, as @web or web.`,
		Example: `  psa generate --type p-256 --alg ecdsa-sha256 --label web
  psa sign @web release.tar --out release.sig
  psa verify @web release.tar --signature release.sig`,
		Args:          subcommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	a.mirrored = &mirrorNews{}
	root.SetFlagErrorFunc(flagError)
	f := root.PersistentFlags()
	f.BoolVar(&a.json, "json", false, "print JSON, errors too")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "no progress bar and no remarks on standard error")
	f.StringVar(&a.dir, "store", "", "directory of the key `store` (default $PSA_CRYPTO_STORE, else the user's data directory)")
	f.Int32Var(&a.owner, "owner", 0, "whose keys: a `number`; keys of one owner do not exist for another")
	f.StringVar(&a.rootKey, "root-key", "", "key `file` that opens the store, where it is not in its usual place")
	f.StringVar(&a.counter, "counter", "", "`file` on another medium that tells when the whole store is replaced by an older copy")
	f.StringVar(&a.mirror, "mirror", "", "second `directory`, on another disk, in which all of the store is too (default $PSA_CRYPTO_MIRROR)")
	a.passphrase.register(f)
	_ = root.MarkPersistentFlagDirname("store")
	_ = root.MarkPersistentFlagFilename("root-key")
	_ = root.MarkPersistentFlagFilename("counter")
	_ = root.MarkPersistentFlagDirname("mirror")

	groups := []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"keys", "Keys:", []*cobra.Command{newGenerate(a), newImport(a), newExport(a), newList(a), newShow(a), newCopy(a), newWrap(a), newUnwrap(a), newDestroy(a), newPurge(a), newExplain(a)}},
		{"crypto", "Cryptography:", []*cobra.Command{newSign(a), newVerify(a), newEncrypt(a), newDecrypt(a), newMAC(a), newHash(a), newXOF(a), newDerive(a), newAgree(a), newPAKE(a), newEncapsulate(a), newDecapsulate(a), newRandom(a)}},
		{"store", "The store:", []*cobra.Command{newInit(a), newCheck(a), newRepair(a), newBackup(a), newRestore(a), newRotate(a)}},
		{"more", "More:", []*cobra.Command{newAlgorithms(a), newCompletion(a), newVersion(a)}},
	}
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommandGroupID("more")
	root.AddCommand(helpTopics()...)
	return root
}

// subcommand refuses what is no command, and names those that are near.
func subcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	names := func(yield func(string) bool) {
		for _, c := range cmd.Commands() {
			for _, name := range append([]string{c.Name()}, c.Aliases...) {
				if !yield(name) {
					return
				}
			}
		}
	}
	return usagef("%q is not a command%s (see psa help)", args[0], keytype.DidYouMean(args[0], names))
}

// flagError says which flags are near an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	hint := ""
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
		flags := func(yield func(string) bool) {
			more := true
			cmd.Flags().VisitAll(func(f *pflag.Flag) { more = more && yield("--"+f.Name) })
		}
		hint = keytype.DidYouMean("--"+unknown.GetSpecifiedName(), flags)
	}
	return usagef("%v%s (see %s --help)", err, hint, cmd.CommandPath())
}

// arguments checks how many arguments a command has, which wanted names, as "KEY [FILE]".
func arguments(least, most int, wanted string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("the arguments are %s, and %d of them given (see %s --help)", wanted, len(args), cmd.CommandPath())
		case most >= 0 && len(args) > most:
			given := wanted
			if given == "" {
				given = "none"
			}
			return usagef("there are %d arguments too many, from %q on; wanted: %s (see %s --help)", len(args)-most, args[most], given, cmd.CommandPath())
		}
		return nil
	}
}

// emit prints a result: v as JSON, or what human writes.
func (a *app) emit(v any, human func(w io.Writer)) error {
	if !a.json {
		var b strings.Builder
		human(&b)
		_, err := io.WriteString(a.stdout, b.String())
		return err
	}
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// remark tells a person something beside the result.
func (a *app) remark(format string, args ...any) {
	if !a.json && !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// isTerminal tells whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// usagef is an error in what the user typed.
func usagef(format string, args ...any) error {
	return psa.Errorf(psa.ErrInvalidArgument, format, args...)
}
