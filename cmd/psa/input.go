package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// chunk is how many bytes of a message are read and processed at a time.
const chunk = 256 << 10

// input is a message to read: a file, or standard input.
type input struct {
	io.Reader
	name string
	// size is the length in bytes where it is known, and else -1.
	size  int64
	close func() error
	bar   *progress
}

// openInput opens the file of that name, or standard input for "" and "-". doing is shown before the progress bar, as "signing".
func (a *app) openInput(ctx context.Context, path, doing string) (*input, error) {
	in := &input{name: path, size: -1, close: func() error { return nil }}
	file, _ := a.stdin.(*os.File)
	source := a.stdin
	if path == "" || path == "-" {
		in.name = "standard input"
		if isTerminal(a.stdin) {
			a.remark("reading standard input; end it with Ctrl-D")
		}
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		file, source, in.close = f, f, f.Close
	}
	if file != nil {
		info, err := file.Stat()
		switch {
		case err != nil:
			in.close()
			return nil, err
		case info.IsDir():
			in.close()
			return nil, usagef("%s is a directory; a file is wanted", in.name)
		case info.Mode().IsRegular():
			in.size = info.Size()
			// Standard input may be a file that somebody has read a part of.
			if at, err := file.Seek(0, io.SeekCurrent); err == nil && at > 0 {
				in.size = max(0, in.size-at)
			}
		}
	}
	if in.size < 0 {
		source = &interruptible{ctx: ctx, from: source}
	}
	in.bar = a.newProgress(doing, in.size)
	in.Reader = io.TeeReader(source, in.bar)
	return in, nil
}

// Close ends the reading and the progress bar.
func (in *input) Close() error {
	in.bar.end()
	return in.close()
}

// each gives f the message in parts, which are valid until the next one.
func (in *input) each(ctx context.Context, f func(part []byte) error) error {
	buf := make([]byte, chunk)
	defer clear(buf)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(in, buf)
		if n > 0 {
			if err := f(buf[:n]); err != nil {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return fmt.Errorf("reading %s: %w", in.name, err)
		}
	}
}

// all reads the whole message, which may have up to limit bytes.
func (in *input) all(limit int64) ([]byte, error) { return readUpTo(in, in.name, limit) }

func readUpTo(r io.Reader, name string, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		clear(b)
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if int64(len(b)) > limit {
		clear(b)
		return nil, usagef("%s has more than %d bytes, which is too long here", name, limit)
	}
	return b, nil
}

// interruptible is a reader that may wait for ever, as a pipe or a terminal, but not longer than its context lasts.
type interruptible struct {
	ctx  context.Context
	from io.Reader
	// pending is a read that goes on; its result is given out by the next Read.
	pending chan result
	rest    []byte
	err     error
}

type result struct {
	data []byte
	err  error
}

func (r *interruptible) Read(p []byte) (int, error) {
	for len(r.rest) == 0 && r.err == nil {
		if r.pending == nil {
			r.pending = make(chan result, 1)
			go func(done chan<- result) {
				buf := make([]byte, chunk)
				n, err := r.from.Read(buf)
				done <- result{buf[:n], err}
			}(r.pending)
		}
		select {
		case got := <-r.pending:
			r.rest, r.err, r.pending = got.data, got.err, nil
		case <-r.ctx.Done():
			return 0, context.Cause(r.ctx)
		}
	}
	n := copy(p, r.rest)
	clear(r.rest[:n])
	r.rest = r.rest[n:]
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}
