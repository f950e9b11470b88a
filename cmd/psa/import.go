package main

import (
	"bytes"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// importFormats are the formats that import reads.
var importFormats = []string{"auto", "raw", "hex", "base64", "pem", "pkcs8", "spki", "pkcs1", "sec1", "jwk"}

func newImport(a *app) *cobra.Command {
	var f keyFlags
	var format string
	c := &cobra.Command{
		Use:   "import [FILE]",
		Short: "Bring a key into the store",
		Long: `import makes a key of a file, or of standard input.

The formats pem, pkcs8, spki, pkcs1, sec1 and jwk say what key they hold; --type may be left out then, and has to agree where it is given. The format raw, and hex and
base64 of it, is the specification's for the type: the bytes of a symmetric key, the private value of a curve, an RSAPrivateKey; it needs --type.
With auto, the default, files that are PEM, DER or JWK are taken for that, and others for raw.

Where --alg and --usage are left out they are chosen as by psa generate.`,
		Example: `  psa import server.pem --alg ecdsa-sha256 --label web
  openssl genpkey -algorithm ed25519 | psa import --label release
  psa import --type aes-128 --format hex key.txt --usage encrypt,decrypt,export
  psa import peer-public.pem --alg 'rsa-oaep(sha-256)'`,
		Args: arguments(0, 1, "[FILE]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importKey(cmd.Context(), &f, format, first(args))
		},
	}
	f.register(c, true)
	c.Flags().StringVar(&format, "format", "auto", "`format` of the file: "+strings.Join(importFormats, ", "))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(importFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func (a *app) importKey(ctx context.Context, f *keyFlags, format, path string) error {
	format, err := oneOf("--format", format, importFormats)
	if err != nil {
		return err
	}
	var t keytype.Type
	var bits int
	if f.kind != "" {
		if t, bits, err = parseType(f.kind, f.bits); err != nil {
			return err
		}
	} else if f.bits != 0 {
		return usagef("--bits says nothing without --type")
	}
	attrs, err := f.named()
	if err != nil {
		return err
	}
	data, name, err := a.small(ctx, path)
	if err != nil {
		return err
	}
	defer clear(data)
	k, err := readKey(data, name, format, t, bits)
	if err != nil {
		return err
	}
	defer k.Wipe()
	attrs.Type, attrs.Bits = k.Type, k.Bits
	if attrs.Policy, err = f.policy(k.Type, k.Bits); err != nil {
		return err
	}
	st, err := a.openOrBegin(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	return a.makeKey(ctx, st, "imported", attrs, func(attrs psa.Attributes) (keystore.Key, error) { return st.Import(ctx, attrs, k.Data) })
}

// small reads a whole small file, or standard input, and returns what to call it.
func (a *app) small(ctx context.Context, path string) ([]byte, string, error) {
	in, err := a.openInput(ctx, path, "reading")
	if err != nil {
		return nil, "", err
	}
	defer in.Close()
	data, err := in.all(smallFile)
	if err == nil && len(data) == 0 {
		err = usagef("%s is empty", in.name)
	}
	return data, in.name, err
}

// oneOf reads a value that is one of a list.
func oneOf(flag, s string, list []string) (string, error) {
	names := func(yield func(string) bool) {
		for _, n := range list {
			if !yield(n) {
				return
			}
		}
	}
	for _, n := range list {
		if strings.EqualFold(n, s) {
			return n, nil
		}
	}
	return "", usagef("%s: %q is not one of %s%s", flag, s, strings.Join(list, ", "), keytype.DidYouMean(s, names))
}

// readKey reads a key file. t and bits are what the user says that it holds, or 0. The data of the key are its own.
func readKey(data []byte, name, format string, t keytype.Type, bits int) (keyformat.Key, error) {
	switch format {
	case "hex", "base64":
		raw, err := decodeText(format, name, data)
		if err != nil {
			return keyformat.Key{}, err
		}
		return rawKey(raw, name, t, bits)
	case "raw":
		return rawKey(bytes.Clone(data), name, t, bits)
	case "auto":
		if !selfDescribing(data, t) {
			return rawKey(bytes.Clone(data), name, t, bits)
		}
	}
	k, found, err := keyformat.Detect(data)
	if err != nil {
		if format == "auto" && found == "" && t != keytype.None {
			return rawKey(bytes.Clone(data), name, t, bits)
		}
		return keyformat.Key{}, psa.Errorf(psa.StatusOf(err), "%s: %s", name, reasonOf(err))
	}
	if format != "auto" && !strings.EqualFold(strings.NewReplacer("#", "", " ", "").Replace(found), format) {
		k.Wipe()
		return keyformat.Key{}, usagef("%s is in the format %s, not in %s; give --format auto, or the right one", name, found, format)
	}
	return agree(k, name, t, bits)
}

// selfDescribing tells whether a file is to be read as one of the formats that say what they hold. The bytes of a symmetric key may be any, so for one
// only JSON and PEM count.
func selfDescribing(data []byte, t keytype.Type) bool {
	text := bytes.TrimSpace(data)
	marked := bytes.HasPrefix(text, []byte("-----BEGIN ")) || bytes.HasPrefix(text, []byte("{")) && bytes.Contains(text, []byte(`"kty"`))
	return marked || t == keytype.None || t.IsAsymmetric() && len(data) > 0 && data[0] == 0x30
}

func rawKey(data []byte, name string, t keytype.Type, bits int) (keyformat.Key, error) {
	if t == keytype.None {
		clear(data)
		return keyformat.Key{}, usagef("%s does not say what key it is; give --type, as --type aes-256", name)
	}
	if t.IsUnstructured() {
		n := 8 * len(data)
		if why := t.BitsRule(n); why != "" {
			clear(data)
			return keyformat.Key{}, usagef("%s has %d bytes, which is %d bits: %s", name, len(data), n, why)
		}
		if bits != 0 && bits != n {
			clear(data)
			return keyformat.Key{}, usagef("%s has %d bytes, which is %d bits, but --type says %d", name, len(data), n, bits)
		}
	}
	return keyformat.Key{Type: t, Bits: bits, Data: data}, nil
}

// agree holds what a file says of its key against what the user says of it. The bytes of a JWK of kty oct may be a key of any unstructured type.
func agree(k keyformat.Key, name string, t keytype.Type, bits int) (keyformat.Key, error) {
	if t != keytype.None && t.IsUnstructured() && k.Type.IsUnstructured() {
		return rawKey(k.Data, name, t, bits)
	}
	if t != keytype.None && t != k.Type || bits != 0 && bits != k.Bits {
		said := keytype.Name(t, bits)
		found := keytype.Name(k.Type, k.Bits)
		k.Wipe()
		return keyformat.Key{}, usagef("%s holds a key of type %s, but --type says %s; leave --type out or correct it", name, found, said)
	}
	return k, nil
}

// reasonOf is the words of an error, without its status.
func reasonOf(err error) string { return describe(err).Reason }
