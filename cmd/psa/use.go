package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
)

// use is a key with the algorithm that it is used with.
type use struct {
	store *keystore.Store
	key   keystore.Key
	attrs psa.Attributes
	alg   alg.Algorithm
}

func registerAlg(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "alg", "", "`algorithm` to use (default the one that the key permits)")
	_ = cmd.RegisterFlagCompletionFunc("alg", completeNames(algNames))
}

// use opens the store for a use of a key. name is the algorithm that the user named, or "": then it is that of the key's policy, if it permits only one. The caller
// closes the store.
func (a *app) use(ctx context.Context, ref, name string) (*use, error) {
	var x alg.Algorithm
	var err error
	if name != "" {
		if x, err = parseSpecificAlg("--alg", name); err != nil {
			return nil, err
		}
	}
	st, k, attrs, err := a.openKey(ctx, ref)
	if err != nil {
		return nil, err
	}
	if x == alg.None {
		if x, err = policyAlg(attrs); err != nil {
			st.Close()
			return nil, err
		}
	}
	return &use{st, k, attrs, x}, nil
}

// policyAlg is the algorithm to take where none is named: the one of the policy; of an AEAD with a least length of tags, the one with the whole tag, and of a MAC
// alike.
func policyAlg(attrs psa.Attributes) (alg.Algorithm, error) {
	p := attrs.Policy.Alg
	switch {
	case p == alg.None:
		return p, psa.Errorf(psa.ErrNotPermitted, "the key %s permits no algorithm", nameOf(attrs))
	case !p.IsWildcard():
		return p, nil
	case p.IsAEAD() || p.IsMAC():
		return p.Base(), nil
	}
	examples, _ := permitted(attrs)
	hint := "one of them"
	if len(examples) > 0 {
		hint = examples[0].String()
	}
	return p, usagef("the key %s permits %v, which stands for several algorithms; name one with --alg, as %s", nameOf(attrs), p, hint)
}

// wants refuses algorithms that are not of a class.
func (u *use) wants(what string, hint string, classes ...alg.Class) error {
	for _, c := range classes {
		if u.alg.Class() == c {
			return nil
		}
	}
	return usagef("%v is %s and can't %s%s", u.alg, classOf(u.alg), what, hint)
}

// classOf says what kind of algorithm one is, as "an AEAD algorithm".
func classOf(x alg.Algorithm) string {
	class := x.Class().String()
	article := "a"
	// An X is spoken as "ex".
	if strings.ContainsRune("AEIOUXaeioux", rune(class[0])) {
		article = "an"
	}
	return article + " " + class + " algorithm"
}

// hintFor names the command that an algorithm belongs to.
func hintFor(x alg.Algorithm) string {
	switch x.Class() {
	case alg.ClassHash:
		return "; see psa hash"
	case alg.ClassMAC:
		return "; see psa mac"
	case alg.ClassCipher, alg.ClassAEAD, alg.ClassAsymmetricEncryption:
		return "; see psa encrypt and psa decrypt"
	case alg.ClassSign:
		return "; see psa sign and psa verify"
	case alg.ClassXOF:
		return "; see psa xof"
	case alg.ClassKeyWrap:
		return "; see psa wrap and psa unwrap"
	case alg.ClassKeyEncapsulation:
		return "; see psa encapsulate and psa decapsulate"
	case alg.ClassKeyDerivation:
		return "; see psa derive"
	case alg.ClassKeyAgreement:
		return "; see psa agree and psa derive"
	case alg.ClassPAKE:
		return "; see psa pake"
	}
	return ""
}

// maxInMemory is the size in bytes of the largest message that is held in memory, for algorithms that can't take it in parts and for plaintext that is not verified yet.
const maxInMemory = 64 << 20
