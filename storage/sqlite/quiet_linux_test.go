package sqlite

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What the runtime itself may do on a thread at any moment: it wakes others, takes signals, asks for memory. Everything else ends the process.
var runtimesOwn = []uint32{unix.SYS_FUTEX, unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGPROCMASK, unix.SYS_SCHED_YIELD, unix.SYS_NANOSLEEP,
	unix.SYS_CLOCK_NANOSLEEP, unix.SYS_TGKILL, unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_MADVISE, unix.SYS_EPOLL_PWAIT, unix.SYS_MMAP, unix.SYS_MUNMAP,
	unix.SYS_CLONE, unix.SYS_CLOCK_GETTIME, unix.SYS_EXIT_GROUP, unix.SYS_EXIT, unix.SYS_WRITE, unix.SYS_EVENTFD2, unix.SYS_PRCTL}

// forbidSystemCalls forbids this thread all others.
func forbidSystemCalls() error {
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}} // the number of the call
	for _, nr := range runtimesOwn {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: nr},
			unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS})
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	return unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&prog)), 0, 0)
}

const quietVariable = "PSA_STORAGE_SQLITE_QUIET"

// TestQuietChild asks for the version a million times on a thread that may make no system call: in a process of its own, which another test
// starts. If it is to be loud it makes one after that.
func TestQuietChild(t *testing.T) {
	how := os.Getenv(quietVariable)
	if how == "" {
		t.Skip("this is a part of TestVersionMakesNoSystemCall")
	}
	s := open(t, filepath.Join(t.TempDir(), "store"))
	must(t, put(s, "name", nil))
	runtime.LockOSThread()
	if err := forbidSystemCalls(); err != nil {
		fmt.Println("can't:", err)
		os.Exit(0)
	}
	v := s.Version()
	for range 1000000 {
		if s.Version() != v {
			panic("the version has moved")
		}
		if _, _, all := s.Changed(v); all {
			panic("Changed")
		}
	}
	if how == "loud" {
		s.commits.Try(true)
	}
	fmt.Println("quiet")
	os.Exit(0)
}

func TestVersionMakesNoSystemCall(t *testing.T) {
	run := func(arg string) (string, syscall.WaitStatus) {
		c := exec.Command(os.Args[0], "-test.run=^TestQuietChild$")
		c.Env = append(os.Environ(), quietVariable+"="+arg)
		out, _ := c.Output()
		return string(out), c.ProcessState.Sys().(syscall.WaitStatus)
	}
	out, status := run("loud")
	if out != "" && out != "quiet\n" {
		t.Skipf("system calls can't be forbidden here: %s", out)
	}
	if !status.Signaled() || status.Signal() != syscall.SIGSYS {
		t.Fatalf("a system call wasn't noticed: %q, %v", out, status)
	}
	if out, status := run("quiet"); out != "quiet\n" || status != 0 {
		t.Fatalf("Version or Changed made a system call: %q, signal %v", out, status.Signal())
	}
	s := open(t, filepath.Join(t.TempDir(), "store"))
	if n := testing.AllocsPerRun(1000, func() { s.Version() }); n != 0 {
		t.Fatalf("Version allocates %v times", n)
	}
}
