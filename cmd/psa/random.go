package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// maxRandom is the most random bytes that one command makes.
const maxRandom = 1 << 34

func newRandom(a *app) *cobra.Command {
	var out outFlags
	c := &cobra.Command{
		Use:   "random BYTES",
		Short: "Make random bytes",
		Long:  `random writes random bytes, to a terminal in hexadecimal. The number may end in K, M or G for 1024, 1024² or 1024³. It needs no store.`,
		Example: `  psa random 32 --encoding hex
  psa random 1M --out noise.bin`,
		Args: arguments(1, 1, "BYTES"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.random(cmd.Context(), args[0], &out) },
	}
	out.register(c, "the bytes")
	out.registerEncoding(c, "raw, on a terminal hex")
	return c
}

// parseSize reads a number of bytes.
func parseSize(what, s string, most int64) (int64, error) {
	digits, unit := s, int64(1)
	for i, suffix := range []string{"K", "M", "G"} {
		if d, ok := strings.CutSuffix(strings.ToUpper(s), suffix); ok {
			digits, unit = d, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > most/unit {
		return 0, usagef("%s: %q is not a number of bytes from 1 to %d; it may end in K, M or G", what, s, most)
	}
	return n * unit, nil
}

func (a *app) random(ctx context.Context, number string, out *outFlags) error {
	n, err := parseSize("BYTES", number, maxRandom)
	if err != nil {
		return err
	}
	encoding, err := a.chooseEncoding(out, encodingHex, encodingRaw)
	if err != nil {
		return err
	}
	if n > maxInMemory && (encoding != encodingRaw || a.json) {
		return usagef("BYTES: more than %d bytes can only be had with --encoding raw and without --json", maxInMemory)
	}
	st, err := openNone(ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if n <= maxInMemory {
		b := make([]byte, n)
		defer clear(b)
		if err := st.Random(b); err != nil {
			return err
		}
		return a.result(out, secretFile, encoding, "data", b, nil)
	}
	s, err := a.openSink(out, secretFile)
	if err != nil {
		return err
	}
	defer s.abort()
	bar := a.newProgress("making random bytes", n)
	defer bar.end()
	buf := make([]byte, chunk)
	defer clear(buf)
	for left := n; left > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := buf[:min(left, chunk)]
		if err := st.Random(part); err != nil {
			return err
		}
		if _, err := s.Write(part); err != nil {
			return err
		}
		_, _ = bar.Write(part)
		left -= int64(len(part))
	}
	return s.commit()
}
