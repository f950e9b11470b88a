package main

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"encoding/base64"
	"encoding/hex"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// parseAlg reads the value of a flag that names an algorithm.
func parseAlg(flag, s string) (alg.Algorithm, error) {
	a, err := alg.Parse(s)
	if err == nil && a != alg.None {
		if reason, ok := a.Check(); !ok {
			err = fmt.Errorf("%s", reason)
		}
	}
	if err != nil {
		return alg.None, usagef("%s: %v", flag, err)
	}
	return a, nil
}

// parseSpecificAlg reads an algorithm to compute with.
func parseSpecificAlg(flag, s string) (alg.Algorithm, error) {
	a, err := parseAlg(flag, s)
	if err != nil {
		return alg.None, err
	}
	if !a.IsSpecific() {
		return alg.None, usagef("%s: %v stands for several algorithms; name one of them to compute with", flag, a)
	}
	return a, nil
}

// parseType reads a key type with or without a size in bits, and the size that another flag gives.
func parseType(s string, bits int) (keytype.Type, int, error) {
	t, named, err := keytype.ParseWithBits(s)
	switch {
	case err != nil:
		return 0, 0, usagef("--type: %v", err)
	case t == keytype.None:
		return 0, 0, usagef("--type: no key has the type none; see psa algorithms --keys")
	case !t.Valid():
		return 0, 0, usagef("--type: %v is not a key type of the specification; see psa algorithms --keys", t)
	case bits < 0:
		return 0, 0, usagef("--bits: %d is not a size; %s", bits, t.BitsRule(bits))
	case bits != 0 && named != 0 && bits != named:
		return 0, 0, usagef("--type %s has %d bits, but --bits says %d; leave --bits out", s, named, bits)
	}
	if named != 0 {
		bits = named
	}
	if bits != 0 {
		if why := t.BitsRule(bits); why != "" {
			return 0, 0, usagef("--bits: %s", why)
		}
	}
	return t, bits, nil
}

// usageNames are the names of usage flags as people write them.
func usageNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, n := range []string{"sign", "verify", "none"} {
			if !yield(n) {
				return
			}
		}
		for _, r := range psa.Usages() {
			if !yield(usageName(r)) {
				return
			}
		}
	}
}

func usageName(r psa.UsageRow) string {
	return strings.ToLower(strings.ReplaceAll(r.Name, "_", "-"))
}

// usageList are the names of the flags of u, in the order of the specification.
func usageList(u psa.Usage) []string {
	list := []string{}
	for _, r := range psa.Usages() {
		if u&r.Usage != 0 {
			list = append(list, usageName(r))
		}
	}
	return list
}

func parseUsage(s string) (psa.Usage, error) {
	u, err := psa.ParseUsage(s)
	if err == nil {
		return u, nil
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == ',' || r == ' ' }) {
		if _, err := psa.ParseUsage(word); err != nil {
			return 0, usagef("--usage: unknown usage %q%s (the usages are %s)", word, keytype.DidYouMean(word, usageNames()), strings.Join(slices.Collect(usageNames()), ", "))
		}
	}
	return 0, err
}

func parsePersistence(s string) (psa.Persistence, error) {
	switch strings.ToLower(s) {
	case "", "default", "persistent":
		return psa.PersistenceDefault, nil
	case "read-only", "readonly":
		return psa.PersistenceReadOnly, nil
	case "volatile":
		return 0, usagef("--persistence: a volatile key would end with this command; keys made here are persistent or read-only")
	}
	if v, err := strconv.ParseUint(s, 0, 8); err == nil {
		if v == 0 {
			return parsePersistence("volatile")
		}
		return psa.Persistence(v), nil
	}
	return 0, usagef("--persistence: %q is not a persistence level; the levels are persistent and read-only", s)
}

func parseLocation(s string) (psa.Location, error) {
	switch strings.ToLower(s) {
	case "", "local", "local-storage":
		return psa.LocationLocalStorage, nil
	case "primary-secure-element", "secure-element":
		return psa.LocationPrimarySecureElement, nil
	}
	if v, err := strconv.ParseUint(s, 0, 32); err == nil && v <= uint64(psa.LocationMax) {
		return psa.Location(v), nil
	}
	return 0, usagef("--location: %q is not a location; the locations are local, primary-secure-element, and numbers up to 0x%06x", s, uint32(psa.LocationMax))
}

// parseBytes reads a value that is bytes: text, or hex:, base64: or file: with others.
func parseBytes(flag, s string) ([]byte, error) {
	kind, rest, found := strings.Cut(s, ":")
	if !found {
		return []byte(s), nil
	}
	switch kind {
	case "hex":
		b, err := hex.DecodeString(strings.Join(strings.Fields(rest), ""))
		if err != nil {
			return nil, usagef("%s: %q is not hexadecimal: an even number of the digits 0-9 and a-f is wanted behind hex:", flag, rest)
		}
		return b, nil
	case "base64":
		b, err := base64.StdEncoding.DecodeString(rest)
		if err != nil {
			return nil, usagef("%s: %q is not base64 (the standard alphabet, with padding)", flag, rest)
		}
		return b, nil
	case "file":
		b, err := readLimited(rest, smallFile)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		return b, nil
	case "text":
		return []byte(rest), nil
	}
	return []byte(s), nil
}

// smallFile is the size in bytes of the largest file that is read for a key, a signature or a parameter.
const smallFile = 1 << 20

func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readUpTo(f, path, limit)
}

// completeNames offers a fixed list of names.
func completeNames(names func() iter.Seq[string]) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return slices.Collect(names()), cobra.ShellCompDirectiveNoFileComp
	}
}

func typeNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range keytype.Rows() {
			for _, t := range r.Types() {
				for _, bits := range t.AllBits() {
					if !yield(keytype.Name(t, bits)) {
						return
					}
				}
			}
		}
	}
}

func algNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range alg.Rows() {
			if r.Params&alg.TakesHash == 0 {
				if !yield(strings.ToLower(r.Name)) {
					return
				}
				continue
			}
			for a := range alg.Examples(r) {
				if a == a.Base() && !yield(strings.ToLower(a.String())) {
					return
				}
			}
		}
	}
}

func hashNames() iter.Seq[string] { return namesOf(alg.ClassHash) }

func xofNames() iter.Seq[string] { return namesOf(alg.ClassXOF) }

func pakeNames() iter.Seq[string] { return namesOf(alg.ClassPAKE) }

// namesOf are the names of the algorithms of a class that have no parameters.
func namesOf(c alg.Class) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range alg.Rows() {
			if r.Class == c && !yield(strings.ToLower(r.Name)) {
				return
			}
		}
	}
}
