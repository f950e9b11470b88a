//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// patience is how long a test waits for what a program has to print; it only ends tests that hang.
const patience = 30 * time.Second

// session is psa at a pseudo-terminal.
type session struct {
	t     *testing.T
	cmd   *exec.Cmd
	tty   *os.File
	mu    sync.Mutex
	shown strings.Builder
	// from is how much of what is shown has been expected already.
	from int
}

// atTerminal starts psa with standard input, output and error at a pseudo-terminal.
func atTerminal(t *testing.T, args ...string) *session {
	t.Helper()
	s := &session{t: t, cmd: command(t, args...)}
	tty, err := pty.Start(s.cmd)
	if err != nil {
		t.Fatal(err)
	}
	s.watch(tty)
	return s
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("psa")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), "PSA_CRYPTO_ROOT_KEY=", "TERM=xterm")
	return c
}

func (s *session) watch(tty *os.File) {
	s.tty = tty
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := tty.Read(buf)
			s.mu.Lock()
			s.shown.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	s.t.Cleanup(func() {
		s.cmd.Process.Kill()
		tty.Close()
	})
}

func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

// expect waits until text is shown, after what was expected before.
func (s *session) expect(text string) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		all := s.text()
		if i := strings.Index(all[s.from:], text); i >= 0 {
			s.from += i + len(text)
			return
		}
	}
	s.t.Fatalf("%q was not shown; the terminal has %q", text, s.text())
}

func (s *session) send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, text); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the program and wants its exit code.
func (s *session) ends(want int) {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else if err != nil {
			s.t.Fatal(err)
		}
		if code != want {
			s.t.Fatalf("exit code %d, want %d; the terminal has %q", code, want, s.text())
		}
	case <-time.After(patience):
		s.t.Fatalf("psa does not end; the terminal has %q", s.text())
	}
}

const secret = "correct horse battery staple"

// typedStore makes a store that a typed passphrase opens.
func typedStore(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	s := atTerminal(t, "init", "--passphrase", "--store", dir)
	s.expect("passphrase: ")
	s.send(secret + "\n")
	s.expect("the same again: ")
	s.send(secret + "\n")
	s.expect("made a store")
	s.ends(exitOK)
	if strings.Contains(s.text(), "correct horse") {
		t.Fatalf("the passphrase was echoed: %q", s.text())
	}
	return dir
}

func TestPassphraseIsAskedFor(t *testing.T) {
	dir := typedStore(t)
	s := atTerminal(t, "generate", "--type", "aes-128", "--store", dir)
	s.expect("passphrase: ")
	s.send(secret + "\n")
	s.expect("generated 0x00000001")
	s.ends(exitOK)

	s = atTerminal(t, "list", "--store", dir)
	s.expect("passphrase: ")
	s.send("something else\n")
	s.expect("NOT_PERMITTED")
	s.ends(exitNotPermitted)

	s = atTerminal(t, "list", "--store", dir)
	s.expect("passphrase: ")
	s.send("\n")
	s.expect("empty")
	s.ends(exitUsage)
}

func TestPassphraseOfRotation(t *testing.T) {
	dir := typedStore(t)
	s := atTerminal(t, "rotate", "--root", "--passphrase", "--store", dir)
	s.expect("passphrase: ")
	s.send(secret + "\n")
	s.expect("new passphrase: ")
	s.send("another one\n")
	s.expect("the same again: ")
	s.send("another one\n")
	s.expect("new passphrase opens")
	s.ends(exitOK)
	s = atTerminal(t, "list", "--store", dir)
	s.expect("passphrase: ")
	s.send("another one\n")
	s.expect("no keys")
	s.ends(exitOK)
}

func TestPassphraseTypedTwiceDiffers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := atTerminal(t, "init", "--passphrase", "--store", dir)
	s.expect("passphrase: ")
	s.send("one\n")
	s.expect("the same again: ")
	s.send("two\n")
	s.expect("differ")
	s.ends(exitUsage)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a store was half-made: %v", err)
	}
}

// Where standard input is the message, the terminal that the program was started from is asked.
func TestPassphraseBesidePipe(t *testing.T) {
	dir := typedStore(t)
	s := atTerminal(t, "generate", "--type", "hmac-256", "--alg", "hmac-sha256", "--store", dir)
	s.expect("passphrase: ")
	s.send(secret + "\n")
	s.ends(exitOK)

	tty, child, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer child.Close()
	s = &session{t: t, cmd: command(t, "mac", "1", "-", "--store", dir)}
	s.cmd.Env = append(s.cmd.Env, withTerminal+"=1")
	s.cmd.Stdin = strings.NewReader("message")
	s.cmd.Stdout, s.cmd.Stderr = child, child
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.watch(tty)
	s.expect("passphrase: ")
	s.send(secret + "\n")
	s.ends(exitOK)
	s.expect("\r\n")
	if mac := strings.TrimSpace(s.text()[s.from:]); len(mac) != 64 {
		t.Fatalf("no MAC was shown: %q", s.text())
	}
}

func TestInterruptAtPrompt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	tty, child, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer child.Close()
	s := &session{t: t, cmd: command(t, "init", "--passphrase", "--store", dir)}
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = child, child, child
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.watch(tty)
	s.expect("passphrase: ")
	s.send("half a pass")
	s.send("\x03")
	s.expect("interrupted")
	s.ends(exitInterrupted)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a store was half-made: %v", err)
	}
	// The terminal echoes again.
	s.send("echo\n")
	s.expect("echo\r\n")
}

func TestInterruptWhileReading(t *testing.T) {
	c := command(t, "hash", "sha256", "-")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	s := &session{t: t, cmd: c}
	var shown strings.Builder
	c.Stderr = &shown
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	// What is in the pipe fits in it, but for the last byte, which the program has to have read room for: then it is running.
	if _, err := in.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	s.ends(exitInterrupted)
	if shown.String() != "psa: interrupted\n" {
		t.Fatalf("standard error: %q", shown.String())
	}
}

func TestProgressBar(t *testing.T) {
	file := filepath.Join(t.TempDir(), "big")
	if err := os.WriteFile(file, make([]byte, 16<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := atTerminal(t, "hash", "sha256", file)
	s.expect("hashing [")
	s.expect("100%  16.0 MiB of 16.0 MiB")
	// 16 MiB of zeros, by sha256sum.
	s.expect("080acf35a507ac9849cfcba47dc2ad83e01b75663a516279c8b9d243b719643e")
	s.ends(exitOK)

	for _, flag := range []string{"--quiet", "--json"} {
		s = atTerminal(t, "hash", "sha256", file, flag)
		s.expect("080acf35")
		s.ends(exitOK)
		if strings.Contains(s.text(), "hashing") {
			t.Fatalf("%s: there is a progress bar: %q", flag, s.text())
		}
	}
	// Not where standard error is no terminal.
	c := command(t, "hash", "sha256", file)
	out, err := c.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "080acf35a507ac9849cfcba47dc2ad83e01b75663a516279c8b9d243b719643e" {
		t.Fatalf("%v: %q", err, out)
	}
}

func TestSecretsAndTerminals(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := atTerminal(t, "generate", "--type", "aes-128", "--usage", "encrypt,decrypt,export", "--store", dir)
	s.expect("made a store")
	s.expect("generated")
	s.ends(exitOK)
	for _, args := range [][]string{{"export", "1"}, {"export", "1", "--encoding", "hex"}, {"export", "1", "--json"}} {
		s = atTerminal(t, append(args, "--store", dir)...)
		s.expect("--force")
		s.ends(exitNotPermitted)
	}
	s = atTerminal(t, "export", "1", "--encoding", "hex", "--force", "--store", dir)
	s.ends(exitOK)
	s.expect("\r\n")
	if shown := strings.TrimSpace(s.text()); len(shown) != 32 {
		t.Fatalf("the key is %q", shown)
	}
	s = atTerminal(t, "random", "16")
	s.ends(exitOK)
	s.expect("\r\n")
	if shown := strings.TrimSpace(s.text()); len(shown) != 32 {
		t.Fatalf("the random bytes are %q", shown)
	}
	s = atTerminal(t, "encrypt", "1", "/dev/null", "--store", dir)
	s.expect("binary")
	s.ends(exitUsage)
	s = atTerminal(t, "backup", "-", "--store", dir)
	s.expect("binary")
	s.ends(exitUsage)
	// A typed message ends with Ctrl-D.
	s = atTerminal(t, "hash", "sha256")
	s.expect("Ctrl-D")
	s.send("abc\n\x04")
	s.expect("edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb") // of "abc\n", by sha256sum
	s.ends(exitOK)
}
