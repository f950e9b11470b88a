package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// pakeFlags say who exchanges what with whom.
type pakeFlags struct {
	key                       keyFlags
	with, group, role         string
	user, peer, context, salt string
	hasContext                bool
}

func newPAKE(a *app) *cobra.Command {
	var f pakeFlags
	c := &cobra.Command{
		Use:   "pake KEY",
		Short: "Make a key with a peer who knows the same password",
		Long: `pake runs one side of a password-authenticated key exchange. It writes its messages to standard output and reads those of the peer from standard input, so that two of
them talk through pipes; what it says about the new key goes to standard error. Each message is a line: the name of the step, and the message in hexadecimal.

KEY is a password for J-PAKE, and for WPA3-SAE by looping; a key pair or public key of SPAKE2+; or a token of WPA3-SAE. psa derive makes the last two of a password. With
J-PAKE a wrong password shows only when the new key is used; with the others psa ends with 6. The new key is of type derive, unless --type names hmac, or a block cipher,
which J-PAKE can't make.`,
		Example: `  psa import --type password --alg 'j-pake(sha-256)' --label secret password.txt
  coproc psa pake @secret --user bob --peer alice --alg 'hkdf(sha-256)' --label bobs
  psa pake @secret --user alice --peer bob --alg 'hkdf(sha-256)' --label alices <&${COPROC[0]} >&${COPROC[1]}

  psa derive @pin --salt hex:a1b2c3d4e5f60718 --cost 600000 --type spake2p-p-256 --alg 'spake2+-hmac(sha-256)' --label mine
  mkfifo there back
  psa pake @mine --role client --type aes-256 --label session >there <back
  psa pake @mine --role server --type aes-256 --label session <there >back   # elsewhere

  psa derive @wifi --kdf 'wpa3-sae-h2e(sha-256)' --salt MyNetwork --type wpa3-sae-p-256 --alg 'wpa3-sae-gdh(sha-256)' --label token
  psa pake @token --user 02:00:00:00:00:01 --peer 02:00:00:00:00:02 --alg 'hkdf(sha-256)' >there <back`,
		Args:              arguments(1, 1, "KEY"),
		ValidArgsFunction: a.completeKeys(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.hasContext = cmd.Flags().Changed("context")
			return a.pake(cmd.Context(), args[0], &f)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.with, "with", "", "`algorithm` of the exchange, as j-pake(sha-256) (default the one that KEY permits)")
	fs.StringVar(&f.group, "group", "", "`group` to compute in, as p-256, ed25519 or modp3072 (default that of KEY, for passwords p-256)")
	fs.StringVar(&f.role, "role", "", "with SPAKE2+, the `role`: client or server")
	fs.StringVar(&f.user, "user", "", "who this side is: `bytes`, with WPA3-SAE a MAC address")
	fs.StringVar(&f.peer, "peer", "", "who the other side is: `bytes`, with WPA3-SAE a MAC address")
	fs.StringVar(&f.context, "context", "", "with SPAKE2+, `bytes` that both sides know of the session")
	fs.StringVar(&f.salt, "salt", "", "with WPA3-SAE, the list of rejected groups, as `bytes` (default none)")
	_ = c.RegisterFlagCompletionFunc("role", cobra.FixedCompletions([]cobra.Completion{"client", "server"}, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("with", completeNames(pakeNames))
	f.key.register(c, true)
	return c
}

func (a *app) pake(ctx context.Context, ref string, f *pakeFlags) error {
	attrs, err := f.key.encapsulated()
	if err != nil {
		return err
	}
	u, err := a.use(ctx, ref, f.with)
	if err != nil {
		return err
	}
	defer u.store.Close()
	if err := u.wants("exchange keys by a password", hintFor(u.alg), alg.ClassPAKE); err != nil {
		return err
	}
	suite, err := f.suite(u)
	if err != nil {
		return err
	}
	p, err := u.key.NewPAKE(ctx, suite)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := f.setUp(p, u.alg); err != nil {
		return err
	}
	id, err := f.talk(p, &conversation{from: bufio.NewReader(&interruptible{ctx: ctx, from: a.stdin}), to: a.stdout, p: p})
	if err != nil {
		return err
	}
	// SharedKey ends the exchange even where the key can't be made, so that no other identifier could be tried after one that is taken.
	shared, err := p.SharedKey(psa.Attributes{Type: attrs.Type, Bits: attrs.Bits, Policy: psa.Policy{Usage: attrs.Policy.Usage | psa.Copy, Alg: attrs.Policy.Alg}})
	if err != nil {
		return err
	}
	defer shared.Destroy(context.WithoutCancel(ctx))
	if id != nil {
		a.remark("PMKID %x", id)
	}
	attrs.Type, attrs.Bits = keytype.None, 0
	aside := *a
	aside.stdout = a.stderr // the peer has standard output
	return aside.makeKey(ctx, u.store, "exchanged", attrs, func(attrs psa.Attributes) (keystore.Key, error) { return shared.Copy(ctx, attrs) })
}

// suite is the cipher suite for a key.
func (f *pakeFlags) suite(u *use) (psa.PAKECipherSuite, error) {
	s := psa.PAKECipherSuite{Alg: u.alg}
	if u.alg.IsJPAKE() {
		s.KeyConfirmation = psa.PAKEUnconfirmedKey
	}
	t, bits := u.attrs.Type, u.attrs.Bits
	if f.group != "" || t.Family() == 0 {
		name := f.group
		if name == "" {
			name = "p-256"
		}
		var err error
		if t, bits, err = parseType(name, 0); err != nil {
			return s, fmt.Errorf("--group: %w", err)
		}
		if !t.IsECC() && !t.IsDH() {
			return s, usagef("--group: %q is not a group; a curve, as p-256 or ed25519, or a field, as modp3072 or ffdhe3072, is wanted", name)
		}
	}
	kind := psa.PAKEPrimitiveTypeECC
	if t.IsDH() || t.IsWPA3SAEDH() {
		kind = psa.PAKEPrimitiveTypeDH
	}
	s.Primitive = psa.MakePAKEPrimitive(kind, t.Family(), bits)
	return s, nil
}

// setUp names both sides.
func (f *pakeFlags) setUp(p *keystore.PAKE, x alg.Algorithm) error {
	roles := map[string]psa.PAKERole{"": psa.PAKERoleNone, "client": psa.PAKERoleClient, "server": psa.PAKERoleServer}
	role, known := roles[strings.ToLower(f.role)]
	switch {
	case !known:
		return usagef("--role: %q is not a role; client or server is wanted", f.role)
	case x.IsSPAKE2P() && role == psa.PAKERoleNone:
		return usagef("--role is needed: client for the side that proves that it knows the password, server for the other")
	case !x.IsSPAKE2P() && (f.user == "" || f.peer == ""):
		return usagef("--user and --peer are needed: who this side is, and who the other")
	case f.salt != "" && !x.IsWPA3SAE():
		return usagef("--salt is for WPA3-SAE")
	}
	if role != psa.PAKERoleNone {
		if err := p.SetRole(role); err != nil {
			return err
		}
	}
	for _, s := range []struct {
		flag, value string
		set         func([]byte) error
		given       bool
	}{{"--user", f.user, p.SetUser, f.user != ""}, {"--peer", f.peer, p.SetPeer, f.peer != ""}, {"--context", f.context, p.SetContext, f.hasContext}} {
		if !s.given {
			continue
		}
		b, err := net.ParseMAC(s.value)
		if !x.IsWPA3SAE() || err != nil {
			var other error
			if b, other = parseBytes(s.flag, s.value); other != nil {
				return other
			}
		}
		if err := s.set(b); err != nil {
			return err
		}
	}
	return nil
}

// talk exchanges the messages (PSA Crypto 1.5, "J-PAKE operation", "SPAKE2+ operation", "WPA3-SAE operation"), and returns the PMKID of WPA3-SAE.
func (f *pakeFlags) talk(p *keystore.PAKE, c *conversation) (id []byte, err error) {
	proof := []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
	switch x := p.Suite().Alg; {
	case x.IsJPAKE():
		twice := append(proof[:3:3], proof...)
		c.send(twice...)
		c.receive(twice...)
		c.send(proof...)
		c.receive(proof...)
	case x.IsSPAKE2P() && strings.EqualFold(f.role, "client"):
		c.send(psa.PAKEStepKeyShare)
		c.receive(psa.PAKEStepKeyShare, psa.PAKEStepConfirm)
		c.send(psa.PAKEStepConfirm)
	case x.IsSPAKE2P():
		c.receive(psa.PAKEStepKeyShare)
		c.send(psa.PAKEStepKeyShare, psa.PAKEStepConfirm)
		c.receive(psa.PAKEStepConfirm)
	default:
		salt, err := parseBytes("--salt", f.salt)
		if err != nil {
			return nil, err
		}
		c.send(psa.PAKEStepCommit)
		c.receive(psa.PAKEStepCommit)
		c.give(psa.PAKEStepSalt, salt)
		c.give(psa.PAKEStepConfirmCount, []byte{1, 0})
		c.send(psa.PAKEStepConfirm)
		c.receive(psa.PAKEStepConfirm)
		if c.err == nil {
			id, c.err = p.Output(psa.PAKEStepKeyID, nil)
		}
	}
	return id, c.err
}

// conversation is the messages between an exchange and its peer. After an error nothing is said any more.
type conversation struct {
	p    *keystore.PAKE
	from *bufio.Reader
	to   io.Writer
	err  error
}

// send writes a line for each step.
func (c *conversation) send(steps ...psa.PAKEStep) {
	for _, s := range steps {
		if c.err != nil {
			return
		}
		var b []byte
		if b, c.err = c.p.Output(s, nil); c.err == nil {
			_, c.err = fmt.Fprintf(c.to, "%v %x\n", s, b)
		}
	}
}

// receive reads a line for each step.
func (c *conversation) receive(steps ...psa.PAKEStep) {
	for _, s := range steps {
		if c.err == nil {
			c.err = c.receiveOne(s)
		}
	}
}

func (c *conversation) receiveOne(s psa.PAKEStep) error {
	// Longer than any message.
	const longest = 2*psa.PAKEInputMaxSize + 64
	var line []byte
	for {
		part, err := c.from.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > longest:
			return usagef("the peer has sent a line that is too long for the message %v", s)
		case err == nil:
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return psa.Errorf(psa.ErrCommunicationFailure, "the peer has ended the exchange before its message %v", s)
		default:
			return err
		}
		break
	}
	name, digits, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
	if name != s.String() {
		return usagef("the peer has sent %.40q where its message %v was wanted: both sides need the same algorithm, and other roles", name, s)
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return usagef("the peer's message %v is not hexadecimal", s)
	}
	return c.p.Input(s, b)
}

// give has the exchange take what this side knows.
func (c *conversation) give(s psa.PAKEStep, b []byte) {
	if c.err == nil {
		c.err = c.p.Input(s, b)
	}
}
