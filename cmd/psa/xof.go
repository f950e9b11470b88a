package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func newXOF(a *app) *cobra.Command {
	var out outFlags
	var length, xofctx string
	c := &cobra.Command{
		Use:   "xof ALGORITHM [FILE]",
		Short: "Compute output of any length from a file",
		Long: `xof runs an extendable-output function over a file, or standard input, and prints as many bytes of its output as are asked for. It needs no
store.`,
		Example: `  psa xof shake256 --bytes 64 message.txt
  psa xof ascon-cxof128 --context 'my protocol' --bytes 32 message.txt`,
		Args: arguments(1, 2, "ALGORITHM [FILE]"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return completeNames(xofNames)(cmd, args, word)
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.xof(cmd.Context(), args[0], first(args[1:]), length, xofctx, cmd.Flags().Changed("context"), &out)
		},
	}
	c.Flags().StringVar(&length, "bytes", "32", "`number` of bytes of output")
	c.Flags().StringVar(&xofctx, "context", "", "context, `bytes`, for algorithms that have one (default the empty one)")
	out.register(c, "the output")
	out.registerEncoding(c, "hex")
	return c
}

func (a *app) xof(ctx context.Context, name, path, length, xofctx string, hasContext bool, out *outFlags) error {
	x, err := alg.Parse(name)
	if err != nil {
		return usagef("%v", err)
	}
	if !x.IsXOF() {
		return usagef("%v is not an extendable-output function%s (psa algorithms --class xof lists them)", x, keytype.DidYouMean(name, xofNames()))
	}
	n, err := parseSize("--bytes", length, maxInMemory)
	if err != nil {
		return err
	}
	encoding, err := a.chooseEncoding(out, encodingHex, encodingHex)
	if err != nil {
		return err
	}
	if hasContext && !x.XOFHasContext() {
		return usagef("--context: %v has no context", x)
	}
	context, err := parseBytes("--context", xofctx)
	if err != nil {
		return err
	}
	st, err := openNone(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	op, err := st.NewXOF(ctx, x)
	if err != nil {
		return err
	}
	defer op.Close()
	if x.XOFHasContext() {
		if err := op.SetContext(context); err != nil {
			return err
		}
	}
	in, err := a.openInput(ctx, path, "reading")
	if err != nil {
		return err
	}
	defer in.Close()
	if err := in.each(ctx, func(part []byte) error { _, err := op.Write(part); return err }); err != nil {
		return err
	}
	in.Close()
	data := make([]byte, n)
	if _, err := op.Read(data); err != nil {
		return err
	}
	return a.result(out, publicFile, encoding, "data", data, map[string]any{"algorithm": x.String()})
}
