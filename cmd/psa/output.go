package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// outFlags say where results go.
type outFlags struct {
	path     string
	force    bool
	encoding string
}

func (f *outFlags) register(cmd *cobra.Command, what string) {
	cmd.Flags().StringVarP(&f.path, "out", "o", "", "write "+what+" to a `file` (default standard output)")
	cmd.Flags().BoolVarP(&f.force, "force", "f", false, "replace the file if it exists; let a terminal have what is secret or binary")
}

func (f *outFlags) registerEncoding(cmd *cobra.Command, usual string) {
	cmd.Flags().StringVar(&f.encoding, "encoding", "", "`encoding` of the output: raw, hex or base64 (default "+usual+")")
	_ = cmd.RegisterFlagCompletionFunc("encoding", cobra.FixedCompletions([]cobra.Completion{"raw", "hex", "base64"}, cobra.ShellCompDirectiveNoFileComp))
}

func (f *outFlags) toStdout() bool { return f.path == "" || f.path == "-" }

// The encodings of binary results.
const (
	encodingRaw    = "raw"
	encodingHex    = "hex"
	encodingBase64 = "base64"
)

// chooseEncoding checks the encoding that the user named; where none is, it is onTerminal for a terminal and elsewhere for anything else.
func (a *app) chooseEncoding(f *outFlags, onTerminal, elsewhere string) (string, error) {
	switch e := strings.ToLower(f.encoding); e {
	case encodingRaw, encodingHex, encodingBase64:
		return e, nil
	case "":
		if f.toStdout() && isTerminal(a.stdout) {
			return onTerminal, nil
		}
		return elsewhere, nil
	}
	names := func(yield func(string) bool) {
		_ = yield(encodingRaw) && yield(encodingHex) && yield(encodingBase64)
	}
	return "", usagef("--encoding: %q is not an encoding%s (the encodings are raw, hex and base64)", f.encoding, keytype.DidYouMean(f.encoding, names))
}

// encode returns data in an encoding; text ends with a new line.
func encode(encoding string, data []byte) []byte {
	switch encoding {
	case encodingHex:
		return append(hex.AppendEncode(nil, data), '\n')
	case encodingBase64:
		return append(base64.StdEncoding.AppendEncode(nil, data), '\n')
	}
	return data
}

// decodeText reads data in an encoding that a person or program wrote as text.
func decodeText(encoding, name string, data []byte) ([]byte, error) {
	text := strings.Join(strings.Fields(string(data)), "")
	switch encoding {
	case encodingHex:
		b, err := hex.DecodeString(text)
		if err != nil {
			return nil, usagef("%s is not hexadecimal: an even number of the digits 0-9 and a-f is wanted", name)
		}
		return b, nil
	case encodingBase64:
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, usagef("%s is not base64 (the standard alphabet, with padding)", name)
		}
		return b, nil
	}
	return data, nil
}

// sink is where a result goes: standard output, or a file that is not there before it is whole.
type sink struct {
	w io.Writer
	// file is the temporary file beside target; nil where there is none.
	file   *os.File
	target string
	force  bool
	// direct is a pipe or device, which can't be replaced by a file.
	direct *os.File
	n      int64
}

// openSink prepares the output, so that what is wrong with it shows before anything is done. mode are the rights of a new file.
func (a *app) openSink(f *outFlags, mode fs.FileMode) (*sink, error) {
	if f.toStdout() {
		return &sink{w: a.stdout}, nil
	}
	s := &sink{target: f.path, force: f.force}
	switch info, err := os.Stat(f.path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, usagef("--out: %s is a directory; the name of a file is wanted", f.path)
	case !info.Mode().IsRegular():
		if s.direct, err = os.OpenFile(f.path, os.O_WRONLY, 0); err != nil {
			return nil, err
		}
		s.w = s.direct
		return s, nil
	case !f.force:
		return nil, fileExists(f.path)
	default:
		if s.target, err = filepath.EvalSymlinks(f.path); err != nil {
			return nil, err
		}
	}
	file, err := os.CreateTemp(filepath.Dir(s.target), ".psa-*.part")
	if err != nil {
		return nil, fmt.Errorf("--out: %w", err)
	}
	s.file, s.w = file, file
	if err := file.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		s.abort()
		return nil, err
	}
	return s, nil
}

func fileExists(path string) error {
	return psa.Errorf(psa.ErrAlreadyExists, "%s exists; nothing was written (--force replaces it)", path)
}

// gone tells whether what is written can't be taken back: it has gone to a pipe or terminal.
func (s *sink) gone() bool { return s.file == nil }

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.n += int64(n)
	return n, err
}

// commit puts the file in its place. Without force it never replaces one that came to be meanwhile.
func (s *sink) commit() error {
	if s.direct != nil {
		return s.direct.Close()
	}
	if s.file == nil {
		return nil
	}
	name := s.file.Name()
	err := errors.Join(s.file.Sync(), s.file.Close())
	s.file = nil
	if err == nil && s.force {
		err = os.Rename(name, s.target)
	} else if err == nil {
		err = place(name, s.target)
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}

// place gives a file its name if that is free.
func place(name, target string) error {
	err := os.Link(name, target)
	switch {
	case err == nil:
		return os.Remove(name)
	case errors.Is(err, fs.ErrExist):
		return fileExists(target)
	}
	// The file system has no links.
	if _, err := os.Lstat(target); err == nil {
		return fileExists(target)
	}
	return os.Rename(name, target)
}

// abort leaves nothing behind. After commit it does nothing.
func (s *sink) abort() {
	if s.direct != nil {
		s.direct.Close()
	}
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
		s.file = nil
	}
}

// whole writes a result that is there as a whole.
func (a *app) whole(f *outFlags, mode fs.FileMode, data []byte) error {
	s, err := a.openSink(f, mode)
	if err != nil {
		return err
	}
	defer s.abort()
	if _, err := s.Write(data); err != nil {
		return err
	}
	return s.commit()
}

// The rights of files that are made.
const (
	secretFile fs.FileMode = 0o600
	publicFile fs.FileMode = 0o644
)

// result prints a binary result: to the file of f, or to standard output in an encoding, or inside JSON as name.
func (a *app) result(f *outFlags, mode fs.FileMode, encoding, name string, data []byte, more map[string]any) error {
	if !a.json {
		return a.whole(f, mode, encode(encoding, data))
	}
	o := map[string]any{"bytes": len(data)}
	for k, v := range more {
		o[k] = v
	}
	if f.toStdout() {
		shown := encoding
		if shown == encodingRaw {
			shown = encodingBase64
		}
		o[name], o["encoding"] = string(bytes.TrimSpace(encode(shown, data))), shown
	} else {
		if err := a.whole(f, mode, encode(encoding, data)); err != nil {
			return err
		}
		o["file"] = f.path
	}
	return a.emit(o, nil)
}

// mayShow refuses to let a terminal have what is secret, unless the user insists.
func (a *app) mayShow(f *outFlags, what string) error {
	if f.toStdout() && isTerminal(a.stdout) && !f.force {
		return psa.Errorf(psa.ErrNotPermitted, "%s would be shown on the terminal; give --out FILE, or --force if that is what you want", what)
	}
	return nil
}
