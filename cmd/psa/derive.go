package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// deriveInput is an input of a derivation as a flag. The rows stand in an order that every algorithm of the specification takes; the key that the derivation is of
// comes where the row of its step is.
type deriveInput struct {
	step       psa.DerivationStep
	flag, help string
}

var deriveInputs = []deriveInput{
	{psa.InputCost, "cost", "`number` of iterations of PBKDF2, as 600000"},
	{psa.InputSeed, "seed", "seed of the TLS 1.2 derivations"},
	{psa.InputSalt, "salt", "salt"},
	{psa.InputOtherSecret, "other-secret", "further secret of TLS12-PSK-to-MS"},
	{psa.InputSecret, "", ""},
	{psa.InputPassword, "", ""},
	{psa.InputInfo, "info", "what the output is for"},
	{psa.InputLabel, "kdf-label", "label of TLS 1.2 and SP 800-108 derivations"},
	{psa.InputContext, "kdf-context", "context of SP 800-108 derivations"},
}

// derivation tells which inputs an algorithm has beside its key (PSA Crypto 1.5, "Key-derivation algorithms").
type derivation struct {
	is func(alg.Algorithm) bool
	// key is the step that the key is for.
	key psa.DerivationStep
	// needs are inputs that must be given, takes those that may be left out, and empty those that have to be there and are empty when left out.
	needs, takes, empty []psa.DerivationStep
}

var derivations = []derivation{
	{alg.Algorithm.IsHKDF, psa.InputSecret, nil, []psa.DerivationStep{psa.InputSalt, psa.InputInfo}, []psa.DerivationStep{psa.InputInfo}},
	{alg.Algorithm.IsHKDFExtract, psa.InputSecret, nil, []psa.DerivationStep{psa.InputSalt}, []psa.DerivationStep{psa.InputSalt}},
	{alg.Algorithm.IsHKDFExpand, psa.InputSecret, nil, []psa.DerivationStep{psa.InputInfo}, []psa.DerivationStep{psa.InputInfo}},
	{isCounter, psa.InputSecret, nil, []psa.DerivationStep{psa.InputLabel, psa.InputContext}, nil},
	{alg.Algorithm.IsTLS12PRF, psa.InputSecret, []psa.DerivationStep{psa.InputSeed, psa.InputLabel}, nil, nil},
	{alg.Algorithm.IsTLS12PSKToMS, psa.InputSecret, []psa.DerivationStep{psa.InputSeed, psa.InputLabel}, []psa.DerivationStep{psa.InputOtherSecret}, nil},
	{func(a alg.Algorithm) bool { return a == alg.TLS12ECJPAKEToPMS }, psa.InputSecret, nil, nil, nil},
	{alg.Algorithm.IsWPA3SAEH2E, psa.InputPassword, []psa.DerivationStep{psa.InputSalt}, []psa.DerivationStep{psa.InputInfo}, nil},
	{alg.Algorithm.IsKeyDerivationStretching, psa.InputPassword, []psa.DerivationStep{psa.InputCost, psa.InputSalt}, nil, nil},
}

func isCounter(a alg.Algorithm) bool {
	return a.IsSP800108CounterHMAC() || a == alg.SP800108CounterCMAC
}

// deriveFlags are what is derived from what.
type deriveFlags struct {
	key                     keyFlags
	out                     outFlags
	kdf, peer               string
	inputs                  map[psa.DerivationStep]*string
	given                   map[psa.DerivationStep]bool
	bytes, expect, expectID string
}

func newDerive(a *app) *cobra.Command {
	f := deriveFlags{inputs: map[psa.DerivationStep]*string{}, given: map[psa.DerivationStep]bool{}}
	c := &cobra.Command{
		Use:   "derive KEY",
		Short: "Derive a key, or bytes, from a key",
		Long: `derive makes a key of the output of a key derivation, or with --bytes writes the output. KEY is the secret, or for PBKDF2 the password; with an algorithm as
ECDH+HKDF(SHA-256) it is the private key of an agreement with --peer. What other inputs there are, the algorithm says; each is bytes (psa help names), or key:NAME for
a key of the store.

With --verify or --verify-key the output is compared instead, and psa ends with 6 if it is another.`,
		Example: `  psa derive @master --kdf 'hkdf(sha-256)' --info session-7 --type aes-256 --label session-7
  psa derive @pin --salt hex:a1b2c3d4e5f60718 --cost 600000 --type aes-128
  psa derive @mine --kdf 'ecdh+hkdf(sha-256)' --peer theirs.pem --info chat --type chacha20
  psa derive @master --info export --bytes 32 --out secret.bin`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, in := range deriveInputs {
				if in.flag != "" {
					f.given[in.step] = cmd.Flags().Changed(in.flag)
				}
			}
			return a.derive(cmd.Context(), args[0], &f)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.kdf, "kdf", "", "the derivation `algorithm` (default the one that KEY permits)")
	fs.StringVar(&f.peer, "peer", "", "public key of the other side of an agreement: a `file`, or key:NAME")
	for _, in := range deriveInputs {
		if in.flag != "" {
			f.inputs[in.step] = fs.String(in.flag, "", in.help)
		}
	}
	fs.StringVar(&f.bytes, "bytes", "", "write this `number` of bytes of output instead of making a key")
	fs.StringVar(&f.expect, "verify", "", "compare the output with these `bytes`, in hexadecimal or as base64:… or file:…")
	fs.StringVar(&f.expectID, "verify-key", "", "compare the output with a `key` of type password-hash")
	_ = c.RegisterFlagCompletionFunc("kdf", completeNames(algNames))
	f.key.register(c, true)
	f.out.register(c, "the bytes")
	f.out.registerEncoding(c, "raw, on a terminal hex")
	return c
}

// derived is a derivation whose arguments have been read.
type derived struct {
	*use
	kind *derivation
	// bytes, numbers and keys are the inputs by step.
	bytes map[psa.DerivationStep][]byte
	cost  uint64
	keys  map[psa.DerivationStep]keystore.Key
	peer  []byte
}

func (a *app) derive(ctx context.Context, ref string, f *deriveFlags) error {
	ways := 0
	for _, set := range []bool{f.bytes != "", f.expect != "", f.expectID != "", f.key.kind != ""} {
		if set {
			ways++
		}
	}
	switch {
	case ways != 1:
		return usagef("give exactly one of --type for a new key, --bytes for bytes, and --verify or --verify-key to compare")
	case f.key.kind == "" && f.key.has:
		return usagef("--id, --label, --bits, --alg, --usage, --persistence and --location are for a new key, which needs --type")
	case f.key.kind != "" && f.out.path != "":
		return usagef("--out is for --bytes; a new key goes into the store")
	}
	attrs, err := f.attributes()
	if err != nil {
		return err
	}
	d, err := a.readDerivation(ctx, ref, f)
	if err != nil {
		return err
	}
	defer d.store.Close()
	switch {
	case f.key.kind != "":
		return a.makeKey(ctx, d.store, "derived", attrs, func(attrs psa.Attributes) (keystore.Key, error) {
			op, err := d.start(ctx)
			if err != nil {
				return keystore.Key{}, err
			}
			defer op.Close()
			return op.Key(attrs)
		})
	case f.bytes != "":
		return a.deriveBytes(ctx, d, f)
	}
	return a.deriveVerify(ctx, d, f)
}

// attributes reads those of the new key, if there is to be one.
func (f *deriveFlags) attributes() (psa.Attributes, error) {
	if f.key.kind == "" {
		return psa.Attributes{}, nil
	}
	t, bits, err := parseType(f.key.kind, f.key.bits)
	switch {
	case err != nil:
		return psa.Attributes{}, err
	case t.IsPublicKey():
		return psa.Attributes{}, usagef("--type: a public key can't be derived; derive the pair, --type %s", keytype.Name(t.KeyPairOf(), bits))
	case bits == 0:
		return psa.Attributes{}, usagef("--type %s needs a size in bits, as --bits; keys of type %v have %s", f.key.kind, t, t.LegalBits())
	}
	attrs, err := f.key.named()
	if err != nil {
		return attrs, err
	}
	attrs.Type, attrs.Bits = t, bits
	attrs.Policy, err = f.key.policy(t, bits)
	return attrs, err
}

// readDerivation reads all inputs before the first is used. The caller closes the store.
func (a *app) readDerivation(ctx context.Context, ref string, f *deriveFlags) (*derived, error) {
	name := f.kdf
	if name != "" {
		if _, err := parseSpecificAlg("--kdf", name); err != nil {
			return nil, err
		}
	}
	u, err := a.use(ctx, ref, name)
	if err != nil {
		return nil, err
	}
	d := &derived{use: u, bytes: map[psa.DerivationStep][]byte{}, keys: map[psa.DerivationStep]keystore.Key{}}
	if err := d.read(ctx, a, f); err != nil {
		u.store.Close()
		return nil, err
	}
	return d, nil
}

func (d *derived) read(ctx context.Context, a *app, f *deriveFlags) error {
	kdf := d.alg
	combined := kdf.IsKeyAgreement() && !kdf.IsStandaloneKeyAgreement()
	switch {
	case combined:
		kdf = kdf.KeyAgreementKDF()
	case d.alg.IsStandaloneKeyAgreement():
		return usagef("%v makes a shared secret and derives nothing; give --kdf %v+hkdf(sha-256), or see psa agree", d.alg, d.alg)
	}
	if !kdf.IsKeyDerivation() {
		return usagef("%v is %s and can't derive%s", d.alg, classOf(d.alg), hintFor(d.alg))
	}
	for i := range derivations {
		if derivations[i].is(kdf) {
			d.kind = &derivations[i]
			break
		}
	}
	if d.kind == nil {
		return psa.Errorf(psa.ErrNotSupported, "the inputs of %v are not known here", kdf)
	}
	if combined != (f.peer != "") {
		if combined {
			return usagef("%v needs the public key of the other side, as --peer FILE", d.alg)
		}
		return usagef("--peer is for a key agreement; the algorithm is %v", d.alg)
	}
	if combined {
		var err error
		if d.peer, err = a.readPeer(ctx, d.store, f.peer, d.attrs.Type.PublicKeyOf(), d.attrs.Bits); err != nil {
			return err
		}
	}
	for _, in := range deriveInputs {
		if in.flag != "" {
			if err := d.readInput(ctx, a, in, f, kdf); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *derived) readInput(ctx context.Context, a *app, in deriveInput, f *deriveFlags, kdf alg.Algorithm) error {
	value, given := *f.inputs[in.step], f.given[in.step]
	switch {
	case given && !has(d.kind.needs, in.step) && !has(d.kind.takes, in.step):
		return usagef("--%s: %v has no such input; it takes %s", in.flag, kdf, d.kind.flags())
	case !given && has(d.kind.needs, in.step):
		return usagef("--%s is needed for %v, which takes %s", in.flag, kdf, d.kind.flags())
	case !given && has(d.kind.empty, in.step):
		d.bytes[in.step] = []byte{}
		return nil
	case !given:
		return nil
	}
	if in.step == psa.InputCost {
		n, err := strconv.ParseUint(value, 10, 32)
		if err != nil || n == 0 {
			return usagef("--cost: %q is not a number of iterations from 1 to 4294967295; 600000 is usual for passwords", value)
		}
		d.cost = n
		return nil
	}
	if ref, isKey := strings.CutPrefix(value, "key:"); isKey {
		k, err := a.key(ctx, d.store, ref)
		if err != nil {
			return err
		}
		d.keys[in.step] = k
		return nil
	}
	b, err := parseBytes("--"+in.flag, value)
	d.bytes[in.step] = b
	return err
}

// flags lists the inputs of an algorithm for people.
func (k *derivation) flags() string {
	var words []string
	for _, in := range deriveInputs {
		switch {
		case in.flag == "":
		case has(k.needs, in.step):
			words = append(words, "--"+in.flag)
		case has(k.takes, in.step):
			words = append(words, "[--"+in.flag+"]")
		}
	}
	if words == nil {
		return "nothing but the key"
	}
	return strings.Join(words, " ")
}

func has(steps []psa.DerivationStep, step psa.DerivationStep) bool {
	for _, s := range steps {
		if s == step {
			return true
		}
	}
	return false
}

// start sets a derivation up and gives it all inputs. The caller closes it.
func (d *derived) start(ctx context.Context) (*keystore.Derivation, error) {
	op, err := d.store.NewDerivation(ctx, d.alg)
	if err != nil {
		return nil, err
	}
	for _, in := range deriveInputs {
		if err = d.give(op, in.step); err != nil {
			op.Close()
			return nil, err
		}
	}
	return op, nil
}

func (d *derived) give(op *keystore.Derivation, step psa.DerivationStep) error {
	if step == d.kind.key {
		if d.peer != nil {
			return op.InputAgreement(step, d.key, d.peer)
		}
		return op.InputKey(step, d.key)
	}
	if k, ok := d.keys[step]; ok {
		return op.InputKey(step, k)
	}
	if b, ok := d.bytes[step]; ok {
		return op.InputBytes(step, b)
	}
	if step == psa.InputCost && d.cost != 0 {
		return op.InputInteger(step, d.cost)
	}
	return nil
}

func (a *app) deriveBytes(ctx context.Context, d *derived, f *deriveFlags) error {
	n, err := parseSize("--bytes", f.bytes, maxInMemory)
	if err != nil {
		return err
	}
	encoding, err := a.chooseEncoding(&f.out, encodingHex, encodingRaw)
	if err != nil {
		return err
	}
	if err := a.mayShow(&f.out, "derived secret bytes"); err != nil {
		return err
	}
	op, err := d.start(ctx)
	if err != nil {
		return err
	}
	defer op.Close()
	// Some derivations depend on how much is asked for in all (NIST SP 800-108).
	if err := op.SetCapacity(uint64(n)); err != nil {
		return err
	}
	b := make([]byte, n)
	defer clear(b)
	if _, err := op.Read(b); err != nil {
		return err
	}
	return a.result(&f.out, secretFile, encoding, "data", b, map[string]any{"algorithm": d.alg.String(), "key": d.key.ID().String()})
}

func (a *app) deriveVerify(ctx context.Context, d *derived, f *deriveFlags) error {
	var want []byte
	var expected keystore.Key
	var err error
	if f.expect != "" {
		want, err = parseExpected("--verify", f.expect)
	} else {
		expected, err = a.key(ctx, d.store, f.expectID)
	}
	if err != nil {
		return err
	}
	op, err := d.start(ctx)
	if err != nil {
		return err
	}
	defer op.Close()
	if want != nil {
		if err = op.SetCapacity(uint64(len(want))); err == nil {
			err = op.VerifyBytes(want)
		}
	} else {
		err = op.VerifyKey(expected)
	}
	if err != nil {
		return err
	}
	return a.emit(map[string]any{"valid": true, "algorithm": d.alg.String(), "key": d.key.ID().String()}, func(w io.Writer) {
		fmt.Fprintf(w, "the output of %s is the expected one\n", nameOf(d.attrs))
	})
}
