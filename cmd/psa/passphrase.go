package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/psacrypto/psa"
)

// maxPassphrase is the length in bytes of the longest passphrase that is read.
const maxPassphrase = 1024

// passphraseFlags say where a passphrase comes from: a file, a descriptor, or else a prompt. There is none that holds the passphrase itself, because arguments and
// environments can be seen by others.
type passphraseFlags struct {
	file string
	fd   int
	// asked is what was read, so that a descriptor is read only once and a person asked only once.
	asked []byte
}

func (p *passphraseFlags) register(f *pflag.FlagSet) {
	f.StringVar(&p.file, "passphrase-file", "", "read the passphrase of the store from the first line of a `file`")
	f.IntVar(&p.fd, "passphrase-fd", -1, "read the passphrase of the store from the first line of the open descriptor `number`")
}

func (p *passphraseFlags) given() bool { return p.file != "" || p.fd >= 0 }

func (p *passphraseFlags) wipe() {
	clear(p.asked)
	p.asked = nil
}

// get returns a copy of the passphrase, which the caller wipes. twice asks a person to repeat a new one. what names the passphrase, as "passphrase".
func (p *passphraseFlags) get(ctx context.Context, a *app, what string, twice bool) ([]byte, error) {
	if p.asked == nil {
		got, err := p.read(ctx, a, what, twice)
		if err != nil {
			return nil, err
		}
		if len(got) == 0 {
			return nil, usagef("the %s is empty; one of 1 to %d bytes is wanted", what, maxPassphrase)
		}
		p.asked = got
	}
	return bytes.Clone(p.asked), nil
}

func (p *passphraseFlags) read(ctx context.Context, a *app, what string, twice bool) ([]byte, error) {
	switch {
	case p.file != "" && p.fd >= 0:
		return nil, usagef("the %s can come from a file or from a descriptor, not from both", what)
	case p.file != "":
		f, err := os.Open(p.file)
		if err != nil {
			return nil, fmt.Errorf("reading the %s: %w", what, err)
		}
		defer f.Close()
		return firstLine(ctx, f, what)
	case p.fd == 0:
		return firstLine(ctx, a.stdin, what)
	case p.fd > 0:
		f := os.NewFile(uintptr(p.fd), fmt.Sprintf("descriptor %d", p.fd))
		if f == nil {
			return nil, usagef("descriptor %d is not open", p.fd)
		}
		return firstLine(ctx, f, what)
	}
	return a.promptFor(ctx, what, twice)
}

// firstLine reads up to the first line's end and no byte further, so that what follows on a shared descriptor is left to its reader.
func firstLine(ctx context.Context, r io.Reader, what string) ([]byte, error) {
	line := make([]byte, 0, maxPassphrase+2)
	one := make([]byte, 1)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := r.Read(one)
		if n == 1 {
			if one[0] == '\n' {
				break
			}
			line = append(line, one[0])
			if len(line) > maxPassphrase+1 {
				clear(line)
				return nil, usagef("the %s has more than %d bytes in its first line", what, maxPassphrase)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			clear(line)
			return nil, fmt.Errorf("reading the %s: %w", what, err)
		}
	}
	return bytes.TrimSuffix(line, []byte{'\r'}), nil
}

// promptFor asks the person at the terminal.
func (a *app) promptFor(ctx context.Context, what string, twice bool) ([]byte, error) {
	tty, out, err := a.terminal(what)
	if err != nil {
		return nil, err
	}
	if tty != a.stdin {
		defer tty.Close()
	}
	first, err := a.promptOnce(ctx, tty, out, what+": ")
	if err != nil || !twice {
		return first, err
	}
	second, err := a.promptOnce(ctx, tty, out, "the same again: ")
	if err != nil {
		clear(first)
		return nil, err
	}
	defer clear(second)
	if !bytes.Equal(first, second) {
		clear(first)
		return nil, usagef("the two entries of the %s differ; nothing was changed", what)
	}
	return first, nil
}

// terminal finds where to ask and where to write the question.
func (a *app) terminal(what string) (*os.File, io.Writer, error) {
	if f, ok := a.stdin.(*os.File); ok && isTerminal(f) {
		return f, a.stderr, nil
	}
	tty, err := a.openTerminal()
	if err != nil {
		return nil, nil, psa.Errorf(psa.ErrInvalidArgument, "the %s is needed, and there is no terminal to ask for it; give --%s or --%s",
			what, passphraseFlag(what, "file"), passphraseFlag(what, "fd"))
	}
	return tty, tty, nil
}

const (
	presentPassphrase = "passphrase"
	nextPassphrase    = "new passphrase"
)

func passphraseFlag(what, source string) string {
	if what == nextPassphrase {
		return "new-passphrase-" + source
	}
	return "passphrase-" + source
}

// promptOnce asks one question without echo. The terminal is silent before the question is shown, and is put back as it was whatever ends the answer: a terminal that
// golang.org/x/term silences in ReadPassword may be silenced just after it has been put back.
func (a *app) promptOnce(ctx context.Context, tty *os.File, out io.Writer, question string) ([]byte, error) {
	before, err := term.MakeRaw(int(tty.Fd()))
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = term.Restore(int(tty.Fd()), before)
		fmt.Fprintln(out)
	}()
	fmt.Fprint(out, question)
	type answer struct {
		line []byte
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		line, err := typedLine(tty)
		answered <- answer{line, err}
	}()
	select {
	case got := <-answered:
		return got.line, got.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// The keys that a raw terminal gives to its reader.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	ctrlU     = 0x15
	backspace = 0x08
	del       = 0x7f
)

// typedLine reads a line from a raw terminal, with the usual keys to correct it.
func typedLine(tty io.Reader) ([]byte, error) {
	line := make([]byte, 0, maxPassphrase+1)
	one := make([]byte, 1)
	fail := func(err error) ([]byte, error) {
		clear(line[:cap(line)])
		return nil, err
	}
	for {
		n, err := tty.Read(one)
		if n == 0 && err == nil {
			continue
		}
		if err != nil && err != io.EOF {
			return fail(err)
		}
		switch c := one[0]; {
		case err == io.EOF || c == ctrlD && len(line) == 0:
			return fail(usagef("the input ended at the question for the passphrase"))
		case c == ctrlC:
			return fail(context.Canceled)
		case c == '\r' || c == '\n':
			return line, nil
		case c == del || c == backspace:
			_, size := utf8.DecodeLastRune(line)
			line = line[:len(line)-size]
		case c == ctrlU:
			line = line[:0]
		case c < 0x20:
		case len(line) == maxPassphrase:
			return fail(usagef("the passphrase has more than %d bytes", maxPassphrase))
		default:
			line = append(line, c)
		}
	}
}
