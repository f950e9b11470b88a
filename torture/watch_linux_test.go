//go:build amd64 || arm64

package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The watcher sees every call that a process makes of the operating system to write, sync, open, rename or remove a file, before it is made, and may answer it
// with an error in the system's place. It needs no rights and no other program: the process under test installs a filter (seccomp, user notification) and hands it
// over. Calls are seen one after the other, whatever thread they come from. What is written to mapped memory is not seen: in a store that is keys.version and the
// index of SQLite's log, which say nothing that outlives the processes.

type callKind string

const (
	callWrite    callKind = "write"
	callSync     callKind = "sync"
	callOpen     callKind = "open"
	callRead     callKind = "read"
	callTruncate callKind = "truncate"
	callUnlink   callKind = "unlink"
	callRename   callKind = "rename"
	callLink     callKind = "link"
	callMkdir    callKind = "mkdir"
	callLine     callKind = "line" // the process tells something
)

// watched are the calls that are seen on every processor; moreWatched has those of old processors.
var watched = map[int]callKind{
	unix.SYS_WRITE: callWrite, unix.SYS_PWRITE64: callWrite,
	unix.SYS_FSYNC: callSync, unix.SYS_FDATASYNC: callSync,
	unix.SYS_OPENAT: callOpen,
	unix.SYS_READ:   callRead, unix.SYS_PREAD64: callRead,
	unix.SYS_TRUNCATE: callTruncate, unix.SYS_FTRUNCATE: callTruncate, unix.SYS_FALLOCATE: callTruncate,
	unix.SYS_UNLINKAT: callUnlink,
	unix.SYS_RENAMEAT: callRename, unix.SYS_RENAMEAT2: callRename,
	unix.SYS_LINKAT:  callLink,
	unix.SYS_MKDIRAT: callMkdir,
}

func kindOf(nr int) callKind {
	if k := watched[nr]; k != "" {
		return k
	}
	return moreWatched[nr]
}

// fileCall is a call on a file, or a line that the process tells.
type fileCall struct {
	kind     callKind
	path, to string
	off      int64
	data     []byte
	size     int64
	flags    int
}

func (c fileCall) String() string {
	s := fmt.Sprintf("%s %s", c.kind, filepath.Base(c.path))
	switch c.kind {
	case callWrite:
		s += fmt.Sprintf(" at %d, %d bytes", c.off, len(c.data))
	case callRename, callLink:
		s += " to " + filepath.Base(c.to)
	case callTruncate:
		s += fmt.Sprintf(" to %d", c.size)
	}
	return s
}

// The kernel's structures (linux/seccomp.h).
type notification struct {
	id         uint64
	pid, flags uint32
	nr         int32
	arch       uint32
	ip         uint64
	args       [6]uint64
}

type answer struct {
	id    uint64
	val   int64
	err   int32
	flags uint32
}

// handOver is the descriptor over which a watched process hands its filter to the watcher.
const handOver = 3

// beWatched installs the filter in all threads of this process.
func beWatched() error {
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // the number of the call
	for _, table := range []map[int]callKind{watched, moreWatched} {
		for nr := range table {
			filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: uint32(nr)},
				unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
		}
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// Without a way back for signals, by which the runtime interrupts threads: a call that is interrupted would be seen twice.
	const flags = unix.SECCOMP_FILTER_FLAG_TSYNC | unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH | unix.SECCOMP_FILTER_FLAG_NEW_LISTENER |
		unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	// The filter takes this along to all threads. (syscall.AllThreadsSyscall is not there in a program with cgo.)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	fd, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	if e != 0 {
		return e
	}
	return unix.Sendmsg(handOver, []byte{0}, unix.UnixRights(int(fd)), nil, 0)
}

// watch runs a process whose role calls beWatched, and has see asked before each call on a file below dir, and for each line that it tells. What see
// returns is the call's error, 0 to let it be made. It returns when the process has ended.
func watch(t *testing.T, cmd *exec.Cmd, dir string, see func(fileCall) unix.Errno) {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	theirs := os.NewFile(uintptr(pair[1]), "filter")
	defer unix.Close(pair[0])
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.Stdout = nil
	// /dev/null takes the lines: see has them from the calls.
	must(t, cmd.Start())
	theirs.Close()
	defer func() { _ = cmd.Wait() }()
	oob := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unix.Recvmsg(pair[0], make([]byte, 1), oob, 0)
	must(t, err)
	messages, err := unix.ParseSocketControlMessage(oob[:n])
	if err != nil || len(messages) == 0 {
		_ = cmd.Process.Kill()
		t.Skip("a process can't be watched here (seccomp with user notification, Linux 5.19)")
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	must(t, err)
	listener := fds[0]
	defer unix.Close(listener)
	w := &watcher{t: t, dir: dir}
	for {
		p := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(p, -1); errors.Is(err, unix.EINTR) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		if p[0].Revents&unix.POLLIN == 0 {
			return // nobody has the filter any more
		}
		var q notification
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&q))); e != 0 {
			continue // it has died meanwhile
		}
		a := answer{id: q.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if c, ok := w.understand(&q); ok {
			if e := see(c); e != 0 {
				a.flags, a.err = 0, -int32(e)
			}
		}
		unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&a)))
	}
}

type watcher struct {
	t   *testing.T
	dir string
}

// understand reads from the process what the call is about. It isn't ok for calls that are none of the test's business.
func (w *watcher) understand(q *notification) (c fileCall, ok bool) {
	c.kind = kindOf(int(q.nr))
	byName := func(dirfd, name uint64) string {
		path := w.text(q, name)
		if !filepath.IsAbs(path) && int32(dirfd) != unix.AT_FDCWD {
			path = filepath.Join(w.file(q, dirfd), path)
		}
		return path
	}
	const here = 1<<64 - 100 // AT_FDCWD
	switch int(q.nr) {
	case unix.SYS_WRITE, unix.SYS_PWRITE64:
		if q.args[0] == 1 {
			return fileCall{kind: callLine, path: strings.TrimSpace(string(w.memory(q, q.args[1], q.args[2])))}, true
		}
		c.path = w.file(q, q.args[0])
		c.off = int64(q.args[3])
		if w.mine(c.path) {
			c.data = w.memory(q, q.args[1], q.args[2])
			if int(q.nr) == unix.SYS_WRITE {
				c.off = w.position(q, q.args[0])
			}
		}
	case unix.SYS_READ, unix.SYS_PREAD64, unix.SYS_FSYNC, unix.SYS_FDATASYNC:
		c.path = w.file(q, q.args[0])
	case unix.SYS_OPENAT:
		c.path, c.flags = byName(q.args[0], q.args[1]), int(q.args[2])
	case unix.SYS_FTRUNCATE:
		c.path, c.size = w.file(q, q.args[0]), int64(q.args[1])
	case unix.SYS_FALLOCATE:
		c.path, c.size = w.file(q, q.args[0]), int64(q.args[2]+q.args[3])
	case unix.SYS_TRUNCATE:
		c.path, c.size = w.text(q, q.args[0]), int64(q.args[1])
	case unix.SYS_UNLINKAT, unix.SYS_MKDIRAT:
		c.path = byName(q.args[0], q.args[1])
	case unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINKAT:
		c.path, c.to = byName(q.args[0], q.args[1]), byName(q.args[2], q.args[3])
	default: // of old processors: without a folder
		c.path = byName(here, q.args[0])
		switch c.kind {
		case callOpen:
			c.flags = int(q.args[1])
		case callRename, callLink:
			c.to = byName(here, q.args[1])
		}
	}
	return c, w.mine(c.path)
}

func (w *watcher) mine(path string) bool {
	return path == w.dir || strings.HasPrefix(path, w.dir+"/") && !strings.HasSuffix(path, " (deleted)")
}

func (w *watcher) file(q *notification, fd uint64) string {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", q.pid, int32(fd)))
	if err != nil {
		return ""
	}
	return path
}

func (w *watcher) position(q *notification, fd uint64) (at int64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", q.pid, int32(fd)))
	if err == nil {
		_, err = fmt.Sscanf(string(b), "pos: %d", &at)
	}
	if err != nil {
		w.t.Errorf("the position in a file: %v", err)
	}
	return at
}

func (w *watcher) memory(q *notification, at, n uint64) []byte {
	b := make([]byte, n)
	if n == 0 {
		return b
	}
	got, err := unix.ProcessVMReadv(int(q.pid), []unix.Iovec{{Base: &b[0], Len: n}}, []unix.RemoteIovec{{Base: uintptr(at), Len: int(n)}}, 0)
	if err != nil || uint64(got) != n {
		w.t.Errorf("%d bytes of the process could not be read: %d, %v", n, got, err)
	}
	return b
}

// text reads a string that ends with a zero byte, and may end at the end of a page.
func (w *watcher) text(q *notification, at uint64) string {
	var s []byte
	for len(s) < 1<<13 {
		n := 4096 - at%4096
		b := w.memory(q, at, n)
		if i := strings.IndexByte(string(b), 0); i >= 0 {
			return string(append(s, b[:i]...))
		}
		s = append(s, b...)
		at += n
	}
	return ""
}
