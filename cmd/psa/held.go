package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"io/fs"
)

// delivery is where the result of an encryption or decryption goes: a file that is not there before it is whole, a pipe, or memory until it may be given out.
type delivery struct {
	app  *app
	out  *outFlags
	sink *sink
	// held is what waits in memory; nil where nothing has to wait.
	held *bytes.Buffer
	n    int64
	// what says what may be done where too much would have to wait.
	tooMuch string
}

// deliver prepares the output. hold tells that nothing may get out before commit.
func (a *app) deliver(out *outFlags, mode fs.FileMode, hold bool, tooMuch string) (*delivery, error) {
	d := &delivery{app: a, out: out, tooMuch: tooMuch}
	if a.json && out.toStdout() {
		d.held, d.tooMuch = new(bytes.Buffer), "with --json, write to a file with --out"
		return d, nil
	}
	var err error
	if d.sink, err = a.openSink(out, mode); err != nil {
		return nil, err
	}
	if hold && d.sink.gone() {
		d.held = new(bytes.Buffer)
	}
	return d, nil
}

// expect refuses a result of n bytes that could not be held, before anything is computed.
func (d *delivery) expect(n int64) error {
	if d.held != nil && n > maxInMemory {
		return usagef("the result of %s is too large to be held in memory until it is whole, which is done up to %s; %s", size(n), size(maxInMemory), d.tooMuch)
	}
	return nil
}

func (d *delivery) Write(p []byte) (int, error) {
	d.n += int64(len(p))
	if d.held == nil {
		return d.sink.Write(p)
	}
	if err := d.expect(d.n); err != nil {
		return 0, err
	}
	return d.held.Write(p)
}

// commit gives the result out, and tells of it in JSON.
func (d *delivery) commit(more map[string]any) error {
	o := map[string]any{"bytes": d.n}
	for k, v := range more {
		o[k] = v
	}
	if d.sink == nil {
		o["data"], o["encoding"] = base64.StdEncoding.EncodeToString(d.held.Bytes()), encodingBase64
		return d.app.emit(o, nil)
	}
	if d.held != nil {
		if _, err := io.Copy(d.sink, d.held); err != nil {
			return err
		}
	}
	if err := d.sink.commit(); err != nil {
		return err
	}
	if d.app.json {
		o["file"] = d.out.path
		return d.app.emit(o, nil)
	}
	return nil
}

// abort leaves nothing behind. After commit it does nothing.
func (d *delivery) abort() {
	if d.sink != nil {
		d.sink.abort()
	}
	if d.held != nil {
		clear(d.held.Bytes())
		d.held.Reset()
	}
}
