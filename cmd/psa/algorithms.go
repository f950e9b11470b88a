package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// algorithmObject is an algorithm in JSON.
type algorithmObject struct {
	Name       string         `json:"name"`
	CName      string         `json:"c_name"`
	Class      string         `json:"class"`
	Hashes     []string       `json:"hashes,omitempty"`
	TagLengths []int          `json:"tag_lengths,omitempty"`
	HashLength int            `json:"hash_length,omitempty"`
	Keys       []algorithmKey `json:"keys,omitempty"`
	Wildcard   bool           `json:"wildcard"`
	Deprecated bool           `json:"deprecated"`
	Note       string         `json:"note,omitempty"`
	Since      string         `json:"since"`
	Section    string         `json:"section"`
	Supported  bool           `json:"supported"`
}

// algorithmKey is a key type that an algorithm takes, with its sizes in bits, and those of them that the software driver can use with it.
type algorithmKey struct {
	Type      string `json:"type"`
	Bits      []int  `json:"bits"`
	Supported []int  `json:"supported"`
}

func newAlgorithms(a *app) *cobra.Command {
	var class string
	var keys, supported bool
	c := &cobra.Command{
		Use:     "algorithms [NAME]",
		Aliases: []string{"algs"},
		Short:   "List the algorithms, or with --keys the key types",
		Long: `algorithms lists the algorithms of the specification, with the keys they take, the version that brought them, and whether they are supported here. With a name it
shows all that is known of one, with the sizes of keys that it takes.`,
		Example: `  psa algorithms --class signature --supported
  psa algorithms gcm
  psa algorithms --keys --json`,
		Args:              arguments(0, 1, "[NAME]"),
		ValidArgsFunction: completeNames(algNames),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case keys && (class != "" || len(args) > 0):
				return usagef("--keys lists key types; it goes with neither --class nor a name")
			case keys:
				return a.keyTypes(supported)
			case len(args) > 0 && (class != "" || supported):
				return usagef("a name shows one algorithm; it does not go with --class and --supported")
			case len(args) > 0:
				return a.algorithm(args[0])
			}
			return a.algorithms(class, supported)
		},
	}
	c.Flags().StringVar(&class, "class", "", "only algorithms of a `class`: "+strings.Join(classNames(), ", "))
	c.Flags().BoolVar(&keys, "keys", false, "list the key types")
	c.Flags().BoolVar(&supported, "supported", false, "only what is supported")
	_ = c.RegisterFlagCompletionFunc("class", cobra.FixedCompletions(classNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func classNames() []string {
	var names []string
	for _, r := range alg.Rows() {
		if n := strings.ToLower(r.Class.String()); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func (a *app) algorithms(class string, supported bool) error {
	if class != "" {
		word := strings.ReplaceAll(class, "-", " ")
		if strings.EqualFold(word, "sign") || strings.EqualFold(word, "signatures") {
			word = "signature"
		}
		var err error
		if class, err = oneOf("--class", word, classNames()); err != nil {
			return err
		}
	}
	all := []algorithmObject{}
	rows := [][]string{{"NAME", "CLASS", "SUPPORTED", "SINCE", "DEPRECATED", "KEYS", "SECTION"}}
	for _, r := range alg.Rows() {
		if class != "" && !strings.EqualFold(r.Class.String(), class) {
			continue
		}
		o := describeRow(r)
		if supported && !o.Supported {
			continue
		}
		all = append(all, o)
		takes := ""
		if r.Keys != 0 {
			takes = r.Keys.String()
		}
		deprecated := ""
		if r.Legacy {
			deprecated = "yes"
		}
		rows = append(rows, []string{rowName(r), o.Class, yesNo(o.Supported), r.Since, deprecated, takes, r.Section})
	}
	return a.emit(all, func(w io.Writer) { table(w, rows) })
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// rowName shows where a parameter goes: HMAC(hash).
func rowName(r alg.Row) string {
	switch {
	case r.Params&alg.TakesHash != 0:
		return r.Name + "(hash)"
	case r.Params&alg.TakesKDF != 0:
		return r.Name + "[+derivation]"
	}
	return r.Name
}

func describeRow(r alg.Row) algorithmObject {
	o := algorithmObject{
		Name: r.Name, CName: r.CName, Class: strings.ToLower(r.Class.String()), TagLengths: slices.Collect(r.Tags.All()), HashLength: r.Digest.Length,
		Wildcard: r.Wildcard, Deprecated: r.Legacy, Note: r.Note, Since: r.Since, Section: r.Section,
	}
	for _, h := range r.Hashes.Hashes() {
		o.Hashes = append(o.Hashes, h.String())
	}
	o.Supported = (r.Class == alg.ClassHash || r.Class == alg.ClassXOF) && keystore.Supported(keytype.None, 0, r.Base, 0)
	for t := range r.Keys.Types() {
		k := algorithmKey{keytype.Name(t, 0), []int{}, []int{}}
		for _, bits := range t.AllBits() {
			fits, supported := supports(r, t, bits)
			if fits {
				k.Bits = append(k.Bits, bits)
			}
			if supported {
				k.Supported = append(k.Supported, bits)
			}
		}
		o.Keys = append(o.Keys, k)
		o.Supported = o.Supported || len(k.Supported) > 0
	}
	return o
}

// supports tells whether keys of a type and size go with an algorithm of the row, with any hash, and whether that is supported in any role.
func supports(r alg.Row, t keytype.Type, bits int) (fits, supported bool) {
	for x := range alg.Examples(r) {
		if x != x.Base() || x.IsKeyAgreement() && !x.IsStandaloneKeyAgreement() {
			continue
		}
		if _, ok := alg.KeyFits(x, t, bits); !ok {
			continue
		}
		fits = true
		for _, u := range psa.Usages() {
			if !x.IsWildcard() && usualUsage(x, t)&u.Usage != 0 && keystore.Supported(t, bits, x, u.Usage) {
				return true, true
			}
		}
	}
	return fits, false
}

// sizes is the type with the sizes behind it: "aes (128, 192, 256)".
func (k algorithmKey) sizes(bits []int) string {
	return k.Type + " (" + strings.Join(strings.Fields(strings.Trim(fmt.Sprint(bits), "[]")), ", ") + ")"
}

func (a *app) algorithm(name string) error {
	x, err := alg.Parse(name)
	if err != nil {
		// The name of a kind, as hmac, is none of an algorithm, but has a row all the same.
		for _, r := range alg.Rows() {
			if strings.EqualFold(r.Name, strings.TrimSpace(name)) {
				return a.printAlgorithm(describeRow(r))
			}
		}
		return usagef("%v", err)
	}
	r, ok := alg.RowOf(x)
	if !ok {
		return usagef("%v is not an algorithm that the specification defines", x)
	}
	return a.printAlgorithm(describeRow(r))
}

func (a *app) printAlgorithm(o algorithmObject) error {
	return a.emit(o, func(w io.Writer) {
		rows := [][]string{{"name", o.Name}, {"in C", o.CName}, {"class", o.Class}, {"since", o.Since}, {"section", o.Section}, {"supported", yesNo(o.Supported)}}
		add := func(what, text string) {
			if text != "" {
				rows = append(rows, []string{what, text})
			}
		}
		if o.HashLength != 0 {
			add("length", fmt.Sprintf("%d bytes", o.HashLength))
		}
		add("hashes", strings.Join(o.Hashes, ", "))
		if len(o.TagLengths) > 0 {
			add("tags", fmt.Sprintf("%v bytes", o.TagLengths))
		}
		var all, here []string
		for _, k := range o.Keys {
			all = append(all, k.sizes(k.Bits))
			if len(k.Supported) > 0 {
				here = append(here, k.sizes(k.Supported))
			}
		}
		add("keys", strings.Join(all, ", "))
		add("supported keys", strings.Join(here, ", "))
		if o.Deprecated {
			add("deprecated", "yes")
		}
		add("note", o.Note)
		table(w, rows)
	})
}

// keyTypeObject is a key type in JSON.
type keyTypeObject struct {
	Name       string `json:"name"`
	TypeName   string `json:"type_name"`
	CName      string `json:"c_name"`
	Sizes      string `json:"sizes"`
	Bits       []int  `json:"bits"`
	Since      string `json:"since"`
	Section    string `json:"section"`
	Deprecated bool   `json:"deprecated"`
	Note       string `json:"note,omitempty"`
	Supported  bool   `json:"supported"`
	// SupportedBits are those of Bits that the software driver can hold.
	SupportedBits []int `json:"supported_bits"`
}

func (a *app) keyTypes(supported bool) error {
	all := []keyTypeObject{}
	rows := [][]string{{"NAME", "TYPE", "SIZES IN BITS", "SUPPORTED", "SINCE", "NOTE"}}
	for _, r := range keytype.Rows() {
		for _, t := range r.Types() {
			o := keyTypeObject{
				Name: keytype.Name(t, 0), TypeName: t.String(), CName: t.CName(), Sizes: t.LegalBits(), Bits: t.AllBits(), Since: r.Since, Section: r.Section,
				Deprecated: r.Legacy, Note: r.Note, SupportedBits: []int{},
			}
			for _, bits := range o.Bits {
				if keystore.Supported(t, bits, alg.None, 0) {
					o.SupportedBits = append(o.SupportedBits, bits)
				}
			}
			o.Supported = len(o.SupportedBits) > 0
			if supported && !o.Supported {
				continue
			}
			here := yesNo(o.Supported)
			if o.Supported && len(o.SupportedBits) < len(o.Bits) {
				here = strings.Trim(strings.Join(strings.Fields(fmt.Sprint(o.SupportedBits)), ", "), "[]")
			}
			all = append(all, o)
			rows = append(rows, []string{o.Name, o.TypeName, o.Sizes, here, o.Since, o.Note})
		}
	}
	return a.emit(all, func(w io.Writer) { table(w, rows) })
}
