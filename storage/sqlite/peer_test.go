//go:build unix

package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/psacrypto/psa/storage"
)

var bg = context.Background()

// peerDir is the environment variable that makes the test binary a peer: another process that uses the store in that folder as its standard input says.
const peerDir = "PSA_STORAGE_SQLITE_PEER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(peerDir); dir != "" {
		serveTest(dir)
		return
	}
	os.Exit(m.Run())
}

// serveTest answers each line of standard input with one line, except flood, which writes one for each record.
func serveTest(dir string) {
	var s *Store
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		args := append(strings.Split(in.Text(), " "), "", "", "", "")
		name, data := []byte(args[1]), []byte(args[2])
		change := func(op string, name, data []byte) error {
			return s.Update(bg, func(tx storage.Tx) error {
				switch op {
				case "create":
					return tx.Create(name, data)
				case "put":
					return tx.Put(name, data)
				default:
					return tx.Delete(name)
				}
			})
		}
		switch op := args[0]; op {
		case "umask":
			n, _ := strconv.ParseInt(args[1], 8, 32)
			syscall.Umask(int(n))
			fmt.Println("ok")
		case "open":
			var err error
			s, err = Open(bg, dir)
			fmt.Println(word(err))
		case "close":
			fmt.Println(word(s.Close()))
		case "create", "put", "delete":
			fmt.Println(word(change(op, name, data)))
		case "get":
			err := s.View(bg, func(r storage.Reader) (err error) { data, err = r.Get(name); return err })
			fmt.Println(word(err), string(data))
		case "version":
			fmt.Println(s.Version())
		case "changed":
			since, _ := strconv.ParseUint(args[1], 10, 64)
			names, now, all := s.Changed(since)
			fmt.Println(now, all, names)
		case "die": // die STAGE OP NAME DATA
			s.hook = func(stage string) {
				if stage == args[1] {
					_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
					select {}
				}
			}
			fmt.Println("survived:", word(change(args[2], []byte(args[3]), []byte(args[4]))))
		case "flood": // flood PREFIX COUNT
			n, _ := strconv.Atoi(args[2])
			for i := range n {
				name := fmt.Sprintf("%s-%d", args[1], i)
				if err := change("create", []byte(name), []byte("of "+name)); err != nil {
					fmt.Println("error", err)
				}
				fmt.Println(name)
			}
			fmt.Println("done")
		case "find": // find HEX: the files that hold these bytes
			want, _ := hex.DecodeString(args[1])
			fmt.Println(strings.Join(holding(dir, want), " "))
		}
	}
}

// holding names the files of a folder in which some bytes are. It opens the files, and so, where a store is open, must run in another process than
// the store: a process that closes a file loses its POSIX locks on it, which SQLite needs.
func holding(dir string, want []byte) (names []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return []string{err.Error()}
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			names = append(names, err.Error())
		}
		if bytes.Contains(b, want) {
			names = append(names, e.Name())
		}
	}
	return names
}

// word is an error as one word of an answer.
func word(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, fs.ErrExist):
		return "exist"
	case errors.Is(err, fs.ErrNotExist):
		return "notexist"
	default:
		return strings.ReplaceAll(err.Error(), " ", "_")
	}
}

// peer is another process.
type peer struct {
	t   *testing.T
	cmd *exec.Cmd
	in  *os.File
	out *bufio.Scanner
}

func newPeer(t *testing.T, dir string) *peer {
	t.Helper()
	p := &peer{t: t, cmd: exec.Command(os.Args[0], "-test.run=^$")}
	p.cmd.Env = append(os.Environ(), peerDir+"="+dir)
	p.cmd.Stderr = os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdin, p.in = r, w
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() {
		p.in.Close()
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	return p
}

func openPeer(t *testing.T, dir string) *peer {
	t.Helper()
	p := newPeer(t, dir)
	p.want("ok", "open")
	return p
}

func (p *peer) say(words ...string) {
	p.t.Helper()
	if _, err := p.in.WriteString(strings.Join(words, " ") + "\n"); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) hear() string {
	p.t.Helper()
	if !p.out.Scan() {
		p.t.Fatalf("the peer has gone: %v", p.out.Err())
	}
	return p.out.Text()
}

func (p *peer) ask(words ...string) string {
	p.t.Helper()
	p.say(words...)
	return p.hear()
}

func (p *peer) want(answer string, words ...string) {
	p.t.Helper()
	if got := strings.TrimSpace(p.ask(words...)); got != answer {
		p.t.Fatalf("%v: the answer is %q, want %q", words, got, answer)
	}
}

// kill ends the process at whatever point it is, and returns when it is gone.
func (p *peer) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// dies asks for a change that the peer doesn't survive.
func (p *peer) dies(stage, op, name, data string) {
	p.t.Helper()
	p.say("die", stage, op, name, data)
	if p.out.Scan() {
		p.t.Fatalf("the peer lives past %q: %s", stage, p.out.Text())
	}
	_ = p.cmd.Wait()
}
