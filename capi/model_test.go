package main_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/specmodel"
)

// cStore is the C library as a world of the model: a C program makes the calls that it reads.
type cStore struct {
	dir    string
	rounds int
	in     io.WriteCloser
	out    *bufio.Reader
}

// What the program is asked for besides calls.
const (
	startStore specmodel.Op = 1000
	flush      specmodel.Op = 1001
	noSuchCall psa.Status   = 1
)

func (w *cStore) Name() string { return "C" }

func (w *cStore) place() string { return filepath.Join(w.dir, fmt.Sprint("c", w.rounds)) }

func (w *cStore) Start() error {
	last := w.place()
	w.rounds++
	o, err := w.Run([]specmodel.Call{{Op: startStore, A: []byte(w.place()), Room: specmodel.Unlimited}})
	if err == nil && o[0].Status != psa.Success {
		err = fmt.Errorf("psa_crypto_init: %w", o[0].Status)
	}
	os.RemoveAll(last)
	return err
}

func (w *cStore) Run(calls []specmodel.Call) ([]specmodel.Outcome, error) {
	var b []byte
	for i := range calls {
		b = calls[i].AppendBinary(b)
	}
	end := specmodel.Call{Op: flush}
	sent := make(chan error, 1)
	go func() {
		_, err := w.in.Write(end.AppendBinary(b))
		sent <- err
	}()
	all := make([]specmodel.Outcome, len(calls))
	for i := range all {
		var head [12]byte
		if _, err := io.ReadFull(w.out, head[:]); err != nil {
			return nil, fmt.Errorf("call %d of %d, %v: %w", i+1, len(calls), calls[i], err)
		}
		o := specmodel.Outcome{Status: psa.Status(int32(binary.LittleEndian.Uint32(head[:]))), ID: psa.KeyID(binary.LittleEndian.Uint32(head[4:]))}
		o.Skipped = o.Status == noSuchCall
		if n := binary.LittleEndian.Uint32(head[8:]); n > 0 {
			o.Out = make([]byte, n)
			if _, err := io.ReadFull(w.out, o.Out); err != nil {
				return nil, err
			}
		}
		all[i] = o
	}
	return all, <-sent
}

// startModelled compiles the program and lets it run to the end of the test.
func startModelled(t *testing.T, dir string) *cStore {
	t.Helper()
	headers := t.TempDir()
	if err := os.WriteFile(filepath.Join(headers, "model_calls.h"), []byte(specmodel.Header()), 0o600); err != nil {
		t.Fatal(err)
	}
	program := compile(t, "ctest/model/model.c", "-O1", "-D_POSIX_C_SOURCE=200809L", "-I", headers)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "PSA_CRYPTO_STORE=", "PSA_CRYPTO_ROOT_KEY=")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the program: %v", err)
		}
	})
	return &cStore{dir: dir, in: in, out: bufio.NewReaderSize(out, 1<<20)}
}

// Random calls have the same statuses and outputs in C and in Go, and those that the specification says. PSA_TORTURE=all makes ten million of them, and
// PSA_TORTURE_SEED repeats those of a failure.
func TestModel(t *testing.T) {
	calls, seed := 100_000, uint64(time.Now().UnixNano())%1_000_000_000
	if os.Getenv("PSA_TORTURE") == "all" {
		calls = 10_000_000
	}
	if s := os.Getenv("PSA_TORTURE_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	t.Logf("repeat with PSA_TORTURE_SEED=%d", seed)
	gcc(t)
	dir, err := os.MkdirTemp("/dev/shm", "psa") // in memory, so that a call is not a sync of a disk
	if err != nil {
		dir = t.TempDir()
	} else {
		t.Cleanup(func() { os.RemoveAll(dir) })
	}
	inGo := &specmodel.GoStore{Dir: dir}
	defer inGo.Close()
	d := &specmodel.Drawer{Rand: rand.New(rand.NewPCG(seed, 1))}
	inC := startModelled(t, dir)
	begin := time.Now()
	n, err := specmodel.Run([]specmodel.World{inGo, inC}, specmodel.NewModel, d.Draw, calls, 2000)
	if err != nil {
		t.Fatalf("after %d calls: %v", n, err)
	}
	t.Logf("%d calls, %.0f a second", n, float64(n)/time.Since(begin).Seconds())
}
