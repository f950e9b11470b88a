package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

func newWrap(a *app) *cobra.Command {
	var out outFlags
	var name string
	c := &cobra.Command{
		Use:   "wrap KEY OTHER",
		Short: "Take a key out of the store, encrypted with another",
		Long: `wrap writes the key OTHER, encrypted and authenticated with the key KEY, so that only a store that has KEY too can take it in, with psa unwrap.
KEY must have the usage wrap, OTHER the usage export.`,
		Example: `  psa generate --type aes-256 --alg kwp --label transport
  psa wrap @transport @session --out session.wrapped`,
		Args:              arguments(2, 2, "KEY OTHER"),
		ValidArgsFunction: a.completeKeys(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.wrap(cmd.Context(), args[0], args[1], name, &out)
		},
	}
	registerAlg(c, &name)
	out.register(c, "the wrapped key")
	out.registerEncoding(c, "raw, on a terminal hex")
	return c
}

func (a *app) wrap(ctx context.Context, ref, other, name string, out *outFlags) error {
	encoding, err := a.chooseEncoding(out, encodingHex, encodingRaw)
	if err != nil {
		return err
	}
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("wrap keys", hintFor(u.alg), alg.ClassKeyWrap); err != nil {
		return err
	}
	k, err := a.key(ctx, u.store, other)
	if err != nil {
		return err
	}
	data, err := u.key.Wrap(ctx, u.alg, nil, k)
	if err != nil {
		return err
	}
	return a.result(out, publicFile, encoding, "data", data, map[string]any{"algorithm": u.alg.String(), "key": k.ID().String(), "wrapped_with": u.key.ID().String()})
}

func newUnwrap(a *app) *cobra.Command {
	var f keyFlags
	var name, format string
	c := &cobra.Command{
		Use:   "unwrap KEY [FILE]",
		Short: "Bring a wrapped key into the store",
		Long: `unwrap makes a key of a file that psa wrap wrote, or another implementation of the same algorithm. KEY must have the usage unwrap. --type says what the
new key is; where --usage is left out it is chosen as by psa generate. The algorithm to unwrap with is the one that KEY permits, or that of --with.`,
		Example:           `  psa unwrap @transport session.wrapped --type aes-128 --alg gcm --label session`,
		Args:              arguments(1, 2, "KEY [FILE]"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.unwrap(cmd.Context(), args[0], first(args[1:]), name, format, &f)
		},
	}
	c.Flags().StringVar(&name, "with", "", "`algorithm` to unwrap with (default the one that KEY permits)")
	registerBinary(c, &format)
	f.register(c, true)
	return c
}

// binaryFormats are the forms in which a file holds bytes.
var binaryFormats = []string{encodingRaw, encodingHex, encodingBase64}

func registerBinary(c *cobra.Command, format *string) {
	c.Flags().StringVar(format, "format", encodingRaw, "`format` of the file: raw, hex or base64")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(binaryFormats, cobra.ShellCompDirectiveNoFileComp))
}

// smallBinary reads a small file of bytes in one of the binary formats.
func (a *app) smallBinary(ctx context.Context, path, format string) ([]byte, error) {
	format, err := oneOf("--format", format, binaryFormats)
	if err != nil {
		return nil, err
	}
	data, name, err := a.small(ctx, path)
	if err != nil {
		return nil, err
	}
	return decodeText(format, name, data)
}

func (a *app) unwrap(ctx context.Context, ref, path, name, format string, f *keyFlags) error {
	if f.kind == "" {
		return usagef("--type is needed: wrapped data does not say what key it is; give it as --type aes-256")
	}
	attrs, err := f.named()
	if err != nil {
		return err
	}
	if attrs.Type, attrs.Bits, err = parseType(f.kind, f.bits); err != nil {
		return err
	}
	if attrs.Policy, err = f.policy(attrs.Type, attrs.Bits); err != nil {
		return err
	}
	data, err := a.smallBinary(ctx, path, format)
	if err != nil {
		return err
	}
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("unwrap keys", hintFor(u.alg), alg.ClassKeyWrap); err != nil {
		return err
	}
	return a.makeKey(ctx, u.store, "unwrapped", attrs, func(attrs psa.Attributes) (keystore.Key, error) { return u.key.Unwrap(ctx, u.alg, data, attrs) })
}
