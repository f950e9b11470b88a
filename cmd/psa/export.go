package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa/keyformat"
)

var exportFormats = []string{"raw", "pem", "pkcs8", "spki", "jwk"}

func newExport(a *app) *cobra.Command {
	var out outFlags
	var format string
	var public bool
	c := &cobra.Command{
		Use:   "export KEY",
		Short: "Write a key, or its public key, to a file",
		Long: `export writes a key to standard output or a file. A secret or private key needs the usage export, is written to files that only you may read, and is shown on a
terminal only with --force. With --public the public key of a pair is written, for which no usage is needed.

The format raw is the specification's; pkcs8 (private keys) and spki (public keys) are DER, pem is either of them as text, and jwk is a JSON Web Key.`,
		Example: `  psa export @web --public --format pem --out web.pem
  psa export 0x1001 --out key.bin
  psa export @backup --encoding hex --force`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.export(cmd.Context(), args[0], format, public, &out)
		},
	}
	c.Flags().StringVar(&format, "format", "raw", "`format`: raw, pem, pkcs8, spki or jwk")
	c.Flags().BoolVar(&public, "public", false, "the public key")
	out.register(c, "the key")
	out.registerEncoding(c, "raw")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(exportFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) export(ctx context.Context, ref, format string, public bool, out *outFlags) error {
	format, err := oneOf("--format", format, exportFormats)
	if err != nil {
		return err
	}
	if format == "pkcs8" && public {
		return usagef("pkcs8 is for private keys; the public key goes into --format spki, pem or jwk")
	}
	public = public || format == "spki"
	encoding, err := a.chooseEncoding(out, encodingRaw, encodingRaw)
	if err != nil {
		return err
	}
	st, k, attrs, err := a.openKey(ctx, ref)
	if err != nil {
		return err
	}
	defer st.Close()
	if public && !attrs.Type.IsAsymmetric() {
		return usagef("the key %s is of type %v, which has no public key", nameOf(attrs), attrs.Type)
	}
	secret := !public && attrs.Type.IsSecret()
	if secret {
		if err := a.mayShow(out, "a secret key"); err != nil {
			return err
		}
	}
	get, t := k.Export, attrs.Type
	if public {
		get, t = k.ExportPublic, attrs.Type.PublicKeyOf()
	}
	data, err := get(ctx, nil)
	if err != nil {
		return err
	}
	exported := keyformat.Key{Type: t, Bits: attrs.Bits, Data: data}
	defer exported.Wipe()
	file, err := marshal(format, exported)
	if err != nil {
		return err
	}
	defer clear(file)
	mode := publicFile
	if secret {
		mode = secretFile
	}
	if len(file) > 0 && encoding == encodingRaw && format == "raw" && !secret && isTerminal(a.stdout) && out.toStdout() && !out.force && !a.json {
		encoding = encodingHex
	}
	return a.result(out, mode, encoding, "data", file, map[string]any{"format": format, "type": keyTypeName(exported), "public": !secret})
}

func marshal(format string, k keyformat.Key) ([]byte, error) {
	switch format {
	case "pem":
		return keyformat.MarshalPEM(k)
	case "pkcs8":
		return keyformat.MarshalPKCS8(k)
	case "spki":
		return keyformat.MarshalSPKI(k)
	case "jwk":
		return keyformat.MarshalJWK(k, nil)
	}
	return append([]byte(nil), k.Data...), nil
}
