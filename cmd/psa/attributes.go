package main

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// keyFlags are the flags of a key to be made.
type keyFlags struct {
	id, label, kind              string
	bits                         int
	alg, usage                   string
	persistence, location        string
	hasAlg, hasUsage, hasID, has bool
}

func (f *keyFlags) register(cmd *cobra.Command, withType bool) {
	fs := cmd.Flags()
	fs.StringVar(&f.id, "id", "", "identifier of the new key, a `number` from 1 to 0x3fffffff (default the next free one)")
	fs.StringVar(&f.label, "label", "", "`label` of the new key, unique among the keys of an owner, up to 255 bytes")
	if withType {
		fs.StringVar(&f.kind, "type", "", "`type` of the key, as aes-256, p-256, rsa-3072, ed25519 (psa algorithms --keys)")
		fs.IntVar(&f.bits, "bits", 0, "`size` of the key in bits, where the type does not say it")
		_ = cmd.RegisterFlagCompletionFunc("type", completeNames(typeNames))
	}
	fs.StringVar(&f.alg, "alg", "", "the `algorithm` that the key permits, as gcm, hmac(sha-256), ecdsa(any); none (psa algorithms)")
	fs.StringVar(&f.usage, "usage", "", "what the key may be used for, a `list` as sign,verify,export (default what the algorithm is for)")
	fs.StringVar(&f.persistence, "persistence", "", "`level`: persistent, or read-only for a key that can't be destroyed (default persistent)")
	fs.StringVar(&f.location, "location", "", "`where` the key lives: local, primary-secure-element or a number (default local)")
	_ = cmd.RegisterFlagCompletionFunc("alg", completeNames(algNames))
	_ = cmd.RegisterFlagCompletionFunc("usage", completeNames(usageNames))
	cmd.PreRun = func(cmd *cobra.Command, _ []string) {
		f.hasAlg, f.hasUsage, f.hasID = cmd.Flags().Changed("alg"), cmd.Flags().Changed("usage"), cmd.Flags().Changed("id")
		for _, name := range []string{"id", "label", "type", "bits", "alg", "usage", "persistence", "location"} {
			f.has = f.has || cmd.Flags().Changed(name)
		}
	}
}

// named reads what the key is called and where it lives. It sets no type and policy.
func (f *keyFlags) named() (psa.Attributes, error) {
	var attrs psa.Attributes
	if f.hasID {
		id, number, err := parseID(f.id)
		switch {
		case err != nil:
			return attrs, fmt.Errorf("--id: %w", err)
		case !number || !id.IsUser():
			return attrs, usagef("--id: %q is not an identifier for a new key; choose a number from 1 to 0x3fffffff, as 4097 or 0x1001", f.id)
		}
		attrs.ID = id
	}
	if err := checkLabel(f.label); err != nil {
		return attrs, err
	}
	p, err := parsePersistence(f.persistence)
	if err != nil {
		return attrs, err
	}
	l, err := parseLocation(f.location)
	if err != nil {
		return attrs, err
	}
	attrs.Label, attrs.Lifetime = f.label, psa.MakeLifetime(p, l)
	return attrs, nil
}

func checkLabel(label string) error {
	switch {
	case len(label) > 255:
		return usagef("--label: the label has %d bytes; at most 255 are possible", len(label))
	case !utf8.ValidString(label):
		return usagef("--label: the label is not valid UTF-8")
	case strings.ContainsFunc(label, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return usagef("--label: the label %q has a control character", label)
	}
	return nil
}

// policy reads what a key of a type may be used for. What is left out is filled in where only one choice makes sense, and else asked for.
func (f *keyFlags) policy(t keytype.Type, bits int) (psa.Policy, error) {
	var p psa.Policy
	var err error
	if f.hasUsage {
		if p.Usage, err = parseUsage(f.usage); err != nil {
			return p, err
		}
	}
	switch {
	case f.hasAlg:
		if p.Alg, err = parseAlg("--alg", f.alg); err != nil {
			return p, err
		}
		if p.Alg != alg.None {
			if why, ok := alg.KeyFits(p.Alg, t, bits); !ok {
				return p, usagef("--alg: %s", why)
			}
		}
	case f.hasUsage && p.Usage&^psa.ManagementUsage == 0:
		// Management alone needs no algorithm.
	default:
		var choices string
		if p.Alg, choices = usualAlg(t); p.Alg == alg.None {
			return p, usagef("--alg is needed, because keys of type %v serve several purposes: give %s, or none for a key that nothing is computed with", t, choices)
		}
	}
	if !f.hasUsage {
		p.Usage = usualUsage(p.Alg, t)
	}
	if f.hasAlg && p.Alg == alg.None && p.Usage&^psa.ManagementUsage != 0 {
		return p, usagef("--alg none permits nothing, so --usage %s can't be used; give the algorithm", strings.Join(usageList(p.Usage&^psa.ManagementUsage), ","))
	}
	return p, nil
}

// usualAlg is the algorithm of keys of a type that have only one usual one, or else a few to choose from in words.
func usualAlg(t keytype.Type) (one alg.Algorithm, choices string) {
	switch t {
	case keytype.AES, keytype.ARIA, keytype.Camellia, keytype.SM4:
		return alg.GCM, ""
	case keytype.ChaCha20:
		return alg.ChaCha20Poly1305, ""
	case keytype.XChaCha20:
		return alg.XChaCha20Poly1305, ""
	case keytype.Ascon:
		return alg.AsconAEAD128, ""
	case keytype.ARC4:
		return alg.StreamCipher, ""
	case keytype.HMAC:
		return alg.None, "hmac(sha-256) or hmac(sha-512)"
	case keytype.BLAKE2:
		return alg.None, "blake2-mac(blake2b-512) or blake2-mac(blake2s-256)"
	case keytype.DES:
		return alg.None, "cbc-pkcs7 or cmac"
	case keytype.Derive:
		return alg.None, "hkdf(sha-256) or another key derivation"
	case keytype.Password, keytype.PasswordHash, keytype.Pepper:
		return alg.None, "pbkdf2-hmac(sha-256) or another key derivation"
	case keytype.RawData:
		return alg.None, "none, or a key derivation"
	case keytype.LMSPublicKey:
		return alg.LMS, ""
	case keytype.HSSPublicKey:
		return alg.HSS, ""
	case keytype.XMSSPublicKey:
		return alg.XMSS, ""
	case keytype.XMSSMTPublicKey:
		return alg.XMSSMT, ""
	}
	switch {
	case t.IsMLDSA():
		return alg.MLDSA, ""
	case t.IsSLHDSA():
		return alg.SLHDSA, ""
	case t.IsMLKEM():
		return alg.MLKEM, ""
	case t.IsECC() && t.Family() == keytype.TwistedEdwards:
		return alg.PureEdDSA, ""
	case t.IsECC() && t.Family() == keytype.Montgomery && t.IsKeyPair():
		return alg.ECDH, ""
	case t.IsDHKeyPair():
		return alg.FFDH, ""
	case t.IsECC():
		return alg.None, "ecdsa(sha-256), ecdsa(any) or ecdh"
	case t.IsRSA():
		return alg.None, "rsa-pss(sha-256), rsa-pkcs1v15(sha-256) or rsa-oaep(sha-256)"
	}
	return alg.None, "an algorithm of psa algorithms"
}

// usualUsage is what an algorithm is for, as far as a key of the type can do it.
func usualUsage(a alg.Algorithm, t keytype.Type) psa.Usage {
	public := t.IsPublicKey()
	private := func(u psa.Usage) psa.Usage {
		if public {
			return 0
		}
		return u
	}
	switch a.Class() {
	case alg.ClassMAC:
		return psa.SignMessage | psa.VerifyMessage
	case alg.ClassCipher, alg.ClassAEAD:
		return psa.Encrypt | psa.Decrypt
	case alg.ClassKeyWrap:
		return psa.Wrap | psa.Unwrap
	case alg.ClassAsymmetricEncryption, alg.ClassKeyEncapsulation:
		return psa.Encrypt | private(psa.Decrypt)
	case alg.ClassKeyDerivation, alg.ClassKeyAgreement, alg.ClassPAKE:
		return psa.Derive
	case alg.ClassSign:
		if a.IsSignHash() {
			return psa.VerifyHash | psa.VerifyMessage | private(psa.SignHash|psa.SignMessage)
		}
		return psa.VerifyMessage | private(psa.SignMessage)
	}
	return 0
}

// makeKey makes a key with f, whose attributes are complete but perhaps for the identifier, and prints what has been made. f is called again with another identifier where
// somebody else took the chosen one meanwhile.
func (a *app) makeKey(ctx context.Context, st *keystore.Store, done string, attrs psa.Attributes, f func(psa.Attributes) (keystore.Key, error)) error {
	k, err := a.firstFree(ctx, st, attrs, f)
	if err != nil {
		return err
	}
	made, err := k.Attributes(ctx)
	if err != nil {
		return err
	}
	return a.printKey(done, made)
}

func (a *app) firstFree(ctx context.Context, st *keystore.Store, attrs psa.Attributes, f func(psa.Attributes) (keystore.Key, error)) (keystore.Key, error) {
	if attrs.Label != "" {
		if k, err := st.ByLabel(ctx, attrs.Label); err == nil {
			return k, psa.Errorf(psa.ErrAlreadyExists, "the label %q is taken by the key %v; labels are unique among the keys of an owner", attrs.Label, k.ID())
		} else if psa.StatusOf(err) != psa.ErrDoesNotExist {
			return k, err
		}
	}
	if attrs.ID != 0 {
		return f(attrs)
	}
	for attempt := 0; ; attempt++ {
		var err error
		if attrs.ID, err = nextID(ctx, st); err != nil {
			return keystore.Key{}, err
		}
		k, err := f(attrs)
		if attempt == 20 || psa.StatusOf(err) != psa.ErrAlreadyExists {
			return k, err
		}
	}
}

// nextID is the identifier behind the greatest in use, so that those of destroyed keys come back late; at the end of the range, the first that is free.
func nextID(ctx context.Context, st *keystore.Store) (psa.KeyID, error) {
	above := func(id psa.KeyID) (bool, error) {
		page, _, err := st.ListPage(ctx, keystore.Filter{To: psa.KeyIDUserMax}, id, 1)
		return len(page) > 0, err
	}
	// The greatest identifier is the least one that no key is above.
	low, high := psa.KeyIDNull, psa.KeyIDUserMax
	for low < high {
		middle := low + (high-low)/2
		some, err := above(middle)
		if err != nil {
			return 0, err
		}
		if some {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < psa.KeyIDUserMax {
		return low + 1, nil
	}
	free := psa.KeyIDUserMin
	for e, err := range st.List(ctx, keystore.Filter{To: psa.KeyIDUserMax}) {
		if err != nil {
			return 0, err
		}
		if e.ID > free {
			break
		}
		free = e.ID + 1
	}
	if free > psa.KeyIDUserMax {
		return 0, psa.Errorf(psa.ErrInsufficientStorage, "all identifiers of this owner are in use")
	}
	return free, nil
}
