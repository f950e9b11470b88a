package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

func keyTypeName(k keyformat.Key) string { return keytype.Name(k.Type, k.Bits) }

// listFlags choose keys.
type listFlags struct {
	kind, usage, alg, label, from, to, after string
	limit                                    int
}

func newList(a *app) *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the keys of the store",
		Long: `list shows the keys of the owner in the order of their identifiers. Keys whose records can't be read are shown with their status.

With --limit a long list comes in pages; --after takes the last identifier of the page before.`,
		Example: `  psa list
  psa list --type p-256 --usage sign
  psa list --alg 'hmac(sha-256)' --json
  psa list --limit 100 --after 0x1064`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.list(cmd.Context(), &f) },
	}
	fs := c.Flags()
	fs.StringVar(&f.kind, "type", "", "only keys of this `type`, as aes or p-256")
	fs.StringVar(&f.usage, "usage", "", "only keys that have all of these `usages`")
	fs.StringVar(&f.alg, "alg", "", "only keys that permit this `algorithm`")
	fs.StringVar(&f.label, "label", "", "only keys with this `text` in their label")
	fs.StringVar(&f.from, "from", "", "only identifiers from this `id` on")
	fs.StringVar(&f.to, "to", "", "only identifiers up to this `id`")
	fs.StringVar(&f.after, "after", "", "only identifiers greater than this `id`")
	fs.IntVar(&f.limit, "limit", 0, "at most this `number` of keys (default all)")
	_ = c.RegisterFlagCompletionFunc("type", completeNames(typeNames))
	_ = c.RegisterFlagCompletionFunc("alg", completeNames(algNames))
	_ = c.RegisterFlagCompletionFunc("usage", completeNames(usageNames))
	return c
}

// chosen is a filter with what a Filter of the store can't say.
type chosen struct {
	filter keystore.Filter
	bits   int
	after  psa.KeyID
}

func (f *listFlags) read() (c chosen, err error) {
	if f.kind != "" {
		if c.filter.Type, c.bits, err = parseType(f.kind, 0); err != nil {
			return c, err
		}
		// Of a kind with sizes its name without one gives the usual one where there is only that.
		if t, err := keytype.Parse(f.kind); err == nil && keytype.Name(t, 0) == f.kind {
			c.bits = 0
		}
	}
	if f.usage != "" {
		if c.filter.Usage, err = parseUsage(f.usage); err != nil {
			return c, err
		}
	}
	if f.alg != "" {
		if c.filter.Alg, err = parseAlg("--alg", f.alg); err != nil {
			return c, err
		}
	}
	c.filter.Label = f.label
	for _, bound := range []struct {
		flag, text string
		id         *psa.KeyID
	}{{"--from", f.from, &c.filter.From}, {"--to", f.to, &c.filter.To}, {"--after", f.after, &c.after}} {
		if bound.text == "" {
			continue
		}
		id, number, err := parseID(bound.text)
		if err != nil || !number {
			return c, usagef("%s: %q is not a key identifier; one is a number from 1 to 0x3fffffff, as 4097 or 0x1001", bound.flag, bound.text)
		}
		*bound.id = id
	}
	if c.filter.To != 0 && c.filter.From > c.filter.To {
		return c, usagef("--from %v is greater than --to %v", c.filter.From, c.filter.To)
	}
	if f.limit < 0 {
		return c, usagef("--limit: %d is not a number of keys; give 1 or more, or leave it out", f.limit)
	}
	if c.after >= c.filter.From && c.after != 0 {
		c.filter.From = c.after + 1
	}
	return c, nil
}

func (a *app) list(ctx context.Context, f *listFlags) error {
	c, err := f.read()
	if err != nil {
		return err
	}
	keys := []keyObject{}
	rows := [][]string{{"ID", "LABEL", "TYPE", "BITS", "USAGE", "ALGORITHM", "LIFETIME", "CREATED"}}
	show := func(e keystore.Entry) {
		if e.Err != nil {
			d := describe(e.Err)
			keys = append(keys, keyObject{ID: e.ID.String(), Owner: a.owner, Usage: []string{}, Status: d.Status, Reason: d.Reason})
			rows = append(rows, []string{e.ID.String(), "", "damaged", "", d.Status, d.Reason})
			return
		}
		at := e.Attributes
		at.ID = e.ID
		keys = append(keys, objectOf(at))
		rows = append(rows, []string{at.ID.String(), printable(at.Label), keytype.Name(at.Type, at.Bits), strconv.Itoa(at.Bits), usageText(at.Policy.Usage),
			at.Policy.Alg.String(), at.Lifetime.String(), at.Created.Local().Format(time.DateTime)})
	}
	dir, info, err := a.inspect(ctx)
	if err != nil {
		return err
	}
	more := psa.KeyIDNull
	if info.Exists {
		st, err := a.openAt(ctx, dir, info)
		if err != nil {
			return err
		}
		defer st.Close()
		if more, err = each(ctx, st, c, f.limit, show); err != nil {
			return err
		}
	} else {
		a.remark("there is no store in %s yet", dir)
	}
	err = a.emit(keys, func(w io.Writer) {
		switch len(keys) {
		case 0:
			fmt.Fprintln(w, "no keys")
		default:
			table(w, rows)
		}
	})
	if err == nil && more != 0 {
		a.remark("there are more; go on with --after %v", more)
	}
	return err
}

// each shows up to limit keys, or all for 0, and returns the last one's identifier where there are more.
func each(ctx context.Context, st *keystore.Store, c chosen, limit int, show func(keystore.Entry)) (more psa.KeyID, err error) {
	n, last := 0, psa.KeyIDNull
	for e, err := range st.List(ctx, c.filter) {
		switch {
		case err != nil:
			return 0, err
		case e.Err == nil && c.bits != 0 && e.Attributes.Bits != c.bits:
			continue
		case limit > 0 && n == limit:
			return last, nil
		}
		show(e)
		n, last = n+1, e.ID
	}
	return 0, nil
}
