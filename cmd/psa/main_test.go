package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/sqlite"
)

// withTerminal lets a test's process ask at its controlling terminal. Elsewhere a test must not wait for the person who runs it.
const withTerminal = "PSA_TEST_TERMINAL"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"psa": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, openTerminal: func() (*os.File, error) { return nil, errors.New("none in tests") }}
		if os.Getenv(withTerminal) != "" {
			a.openTerminal = controllingTerminal
		}
		code := a.run(ctx, os.Args[1:])
		stop()
		os.Exit(code)
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PSA_CRYPTO_STORE", filepath.Join(e.WorkDir, "store"))
			e.Setenv("PSA_CRYPTO_ROOT_KEY", "")
			e.Setenv("XDG_DATA_HOME", "")
			e.Setenv("TZ", "UTC")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":       exits,
			"json":        jsonValue,
			"mode":        fileMode,
			"damage":      damage,
			"damaged":     destroyDamaged,
			"damage-roll": damageRoll,
			"chomp":       withoutLineEnd,
			"big":         bigFile,
			"entries":     entries,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "openssl" {
				_, err := exec.LookPath("openssl")
				return err == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

// exits CODE ARG... runs psa and wants that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits code arg...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec("psa", args[1:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("psa: %v", err)
	}
	if got != want {
		ts.Fatalf("psa %q: exit code %d, want %d", args[1:], got, want)
	}
}

// json FILE PATH [VALUE] parses a file, or stdout or stderr, as one JSON value and compares what is at a path as .error.status or .0.id; len is a length.
func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: json file path [value]")
	}
	var v any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	if d.More() {
		ts.Fatalf("%s has more than one JSON value", args[0])
	}
	for _, step := range strings.Split(strings.Trim(args[1], "."), ".") {
		switch at := v.(type) {
		case map[string]any:
			if step == "len" {
				v = len(at)
			} else {
				v = at[step]
			}
		case []any:
			if step == "len" {
				v = len(at)
				break
			}
			i, err := strconv.Atoi(step)
			ts.Check(err)
			if v = nil; i < len(at) {
				v = at[i]
			}
		default:
			if step != "" {
				v = nil
			}
		}
	}
	switch {
	case len(args) == 2 && (v == nil) != neg:
		ts.Fatalf("%s: %s is %v", args[0], args[1], v)
	case len(args) == 3 && (fmt.Sprint(v) != args[2]) != neg:
		ts.Fatalf("%s: %s is %q, not %q", args[0], args[1], fmt.Sprint(v), args[2])
	}
}

// mode PERM FILE wants a file to have the rights, in octal.
func fileMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode perm file")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// entries N DIR wants a directory to have so many entries, so that nothing half-made is left behind.
func entries(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: entries n dir")
	}
	list, err := os.ReadDir(ts.MkAbs(args[1]))
	ts.Check(err)
	if strconv.Itoa(len(list)) != args[0] {
		ts.Fatalf("%s has %d entries, want %s: %v", args[1], len(list), args[0], list)
	}
}

// big FILE MIB makes a file of so many MiB.
func bigFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: big file mib")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	block := []byte(strings.Repeat("0123456789abcdef", 1<<16))
	for range n {
		_, err := f.Write(block)
		ts.Check(err)
	}
	ts.Check(f.Close())
}

// damage STORE flips one byte of the database, one at which exactly one key becomes unreadable and the others stay well.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage store")
	}
	dir := ts.MkAbs(args[0])
	path := filepath.Join(dir, "keys.db")
	data, err := os.ReadFile(path)
	ts.Check(err)
	for at := len(data) - 1; at >= 0; at -= 257 {
		data[at] ^= 0x40
		ts.Check(os.WriteFile(path, data, 0o600))
		if damagedKeys(dir) == 1 {
			return
		}
		data[at] ^= 0x40
	}
	ts.Fatalf("no byte of %s damages exactly one key", path)
}

// damage-roll STORE alters the list of all keys.
func damageRoll(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage-roll store")
	}
	st, err := sqlite.Open(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	defer st.Close()
	roll := []byte{4} // its name, as docs/storage-format.md says
	ts.Check(st.Update(context.Background(), func(tx storage.Tx) error {
		b, err := tx.Get(roll)
		if err != nil {
			return err
		}
		b[len(b)-1] ^= 1
		return tx.Put(roll, b)
	}))
}

// damaged STORE destroys the keys that are listed with a status.
func destroyDamaged(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damaged store")
	}
	dir := ts.MkAbs(args[0])
	for _, k := range listed(dir) {
		if k.Status == "" {
			continue
		}
		var out, diagnostics strings.Builder
		if code := Main(context.Background(), []string{"destroy", k.ID, "--store", dir}, strings.NewReader(""), &out, &diagnostics); code != exitOK {
			ts.Fatalf("destroying the damaged key %s: exit code %d, %s", k.ID, code, diagnostics.String())
		}
		return
	}
	ts.Fatalf("no key of %s is damaged", dir)
}

// chomp FILE removes the line end from the end of a file.
func withoutLineEnd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: chomp file")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.TrimSuffix(ts.ReadFile(args[0]), "\n")), 0o600))
}

// damagedKeys counts the keys of a store that are listed with a status, -1 where the list fails.
func damagedKeys(dir string) int {
	keys := listed(dir)
	if len(keys) == 0 {
		return -1
	}
	n := 0
	for _, k := range keys {
		if k.Status != "" {
			n++
		}
	}
	return n
}

// listed returns the keys of a store, nil where the list fails.
func listed(dir string) []keyObject {
	var out, diagnostics strings.Builder
	if Main(context.Background(), []string{"list", "--json", "--store", dir}, strings.NewReader(""), &out, &diagnostics) != exitOK {
		return nil
	}
	var keys []keyObject
	if json.Unmarshal([]byte(out.String()), &keys) != nil {
		return nil
	}
	return keys
}
