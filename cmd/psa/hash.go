package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func newHash(a *app) *cobra.Command {
	var out outFlags
	var expected string
	c := &cobra.Command{
		Use:   "hash ALGORITHM [FILE...]",
		Short: "Compute or compare hashes",
		Long: `hash prints the hash of files, or of standard input, in hexadecimal; of several files with their names behind. It needs no store. With --verify it compares, and ends with 6 if it is
another one.`,
		Example: `  psa hash sha-256 release.tar
  psa hash sha3-512 a.txt b.txt
  psa hash sha256 release.tar --verify 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
		Args: arguments(1, -1, "ALGORITHM [FILE...]"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return completeNames(hashNames)(cmd, args, word)
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.hash(cmd.Context(), args[0], args[1:], expected, cmd.Flags().Changed("verify"), &out)
		},
	}
	c.Flags().StringVar(&expected, "verify", "", "compare with this hash, `bytes` in hexadecimal or as base64:… or file:…")
	out.register(c, "the hash")
	out.registerEncoding(c, "hex")
	return c
}

func (a *app) hash(ctx context.Context, name string, paths []string, expected string, verify bool, out *outFlags) error {
	x, err := alg.Parse(name)
	if err != nil {
		return usagef("%v", err)
	}
	if !x.IsHash() || x == alg.AnyHash {
		return usagef("%v is not a hash%s (psa algorithms --class hash lists them)", x, keytype.DidYouMean(name, hashNames()))
	}
	encoding, err := a.chooseEncoding(out, encodingHex, encodingHex)
	if err != nil {
		return err
	}
	var want []byte
	if verify {
		if want, err = parseExpected("--verify", expected); err != nil {
			return err
		}
	}
	if len(paths) > 1 && (verify || !out.toStdout() || encoding == encodingRaw) {
		return usagef("with --verify, --out or --encoding raw only one file can be hashed, not %d", len(paths))
	}
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	st, err := openNone(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if verify {
		if _, err := a.hashFile(ctx, st, x, paths[0], want); err != nil {
			return err
		}
		return a.emit(map[string]any{"valid": true, "algorithm": x.String(), "file": paths[0]}, func(w io.Writer) { fmt.Fprintln(w, "good hash") })
	}
	hashes := make([][]byte, len(paths))
	for i, path := range paths {
		if hashes[i], err = a.hashFile(ctx, st, x, path, nil); err != nil {
			return err
		}
	}
	if len(paths) == 1 {
		return a.result(out, publicFile, encoding, "hash", hashes[0], map[string]any{"algorithm": x.String(), "input": paths[0]})
	}
	type hashed struct {
		Algorithm string `json:"algorithm"`
		Input     string `json:"input"`
		Hash      string `json:"hash"`
		Encoding  string `json:"encoding"`
	}
	var all []hashed
	for i, path := range paths {
		text := string(encode(encoding, hashes[i]))
		all = append(all, hashed{x.String(), path, text[:len(text)-1], encoding})
	}
	return a.emit(all, func(w io.Writer) {
		for _, h := range all {
			fmt.Fprintf(w, "%s  %s\n", h.Hash, h.Input)
		}
	})
}

// hashFile returns the hash of a file, or compares it with want where that is not nil.
func (a *app) hashFile(ctx context.Context, st *keystore.Store, x alg.Algorithm, path string, want []byte) ([]byte, error) {
	h, err := st.NewHash(ctx, x)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	in, err := a.openInput(ctx, path, "hashing")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if err := in.each(ctx, func(part []byte) error { _, err := h.Write(part); return err }); err != nil {
		return nil, err
	}
	if want != nil {
		return nil, h.Verify(want)
	}
	return h.Finish(nil)
}
