package torture

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/psacrypto/psa"
)

// Nothing acknowledged is lost when the power goes: what a file system has not written to its disk and what is in its log but not committed is gone, and every
// acknowledged key, destroy and backup is there.
//
// The file system is shut down as by a power cut, under processes at work, and mounted again. What the disk itself has taken stays taken: one that
// loses sectors which were not synced is made up in replay_linux_test.go.
//
// An fsync that is under way while the file system is shut down may return success though nothing is on the disk (seen with Linux 6.18, and a program that does nothing
// but write and fsync); with a real cut nobody would hear of that success. So there are two kinds of cuts: half of them come between two calls of the operating system, with the
// processes halted for that moment, and then what succeeds counts whenever it is told; the others come at any moment, and then what is told after the cut's
// beginning may be so or not.
func TestPower(t *testing.T) {
	if !apart(t) {
		return
	}
	for _, c := range []struct {
		processes, cuts int
		mkfs, mount     string
	}{
		{1, form(1, 4, 60), "", "data=ordered"},
		{2, form(1, 2, 50), "", "data=ordered"},
		{4, form(1, 3, 50), "", "data=ordered"},
		{2, form(0, 1, 10), "", "data=writeback"},
		{2, form(0, 1, 10), "", "data=journal"},
		{2, form(0, 1, 10), "-b 1024", "data=ordered"},
		{2, form(0, 1, 10), "-O fast_commit", "data=ordered"},
	} {
		if c.cuts > 0 {
			t.Run(strings.Join(strings.Fields(fmt.Sprint(c.processes, " ", c.mount, " ", c.mkfs)), " "), func(t *testing.T) {
				cuts(t, newDisk(t, c.mkfs, c.mount), c.processes, c.cuts)
			})
		}
	}
}

func cuts(t *testing.T, d *disk, processes, cuts int) {
	r, seed := seeded(t)
	var halted, recovered, acknowledged, keys, backups, late int
	var c *crew
	var dir string
	for cut := range cuts {
		if cut%10 == 0 { // a store begins under the cuts, too
			c = &crew{t: t, ledger: newLedger(), stderr: io.Discard} // an error of mapped memory ends a process with many words
			dir = filepath.Join(d.at, fmt.Sprint("store", cut))
		}
		what := fmt.Sprintf("seed %d, cut %d", seed, cut)
		spec := workSpec{Dir: dir, Seed: r.Uint64(), Calls: 1_000_000}
		if cut%2 == 0 {
			spec.Backups = filepath.Join(d.at, fmt.Sprint("backups", cut))
			must(t, os.Mkdir(spec.Backups, 0o700))
		} else {
			spec.Roots = true // a backup does not open with a later root
		}
		c.ledger.backups = map[string]map[psa.KeyID]*held{}
		life := time.Duration(r.Int64N(int64(200 * time.Millisecond)))
		if cuts > 1 && r.IntN(4) == 0 {
			life /= 30 // while the store is opened
		}
		afterlife := time.Duration(r.Int64N(int64(30 * time.Millisecond)))
		var cmds []*exec.Cmd
		for p := range processes {
			spec.Process = p
			cmd, begun := c.start(spec)
			defer cmd.Process.Kill() // where the test fails between
			cmds = append(cmds, cmd)
			if p == 0 {
				<-begun
			}
		}
		time.Sleep(life)
		halting := r.IntN(2) == 0
		if halting {
			halt(t, cmds)
			halted++
		}
		c.mu.Lock()
		c.ledger.failing, c.ledger.doubtful = true, !halting
		before := c.ledger.calls
		c.mu.Unlock()
		d.cut()
		if halting {
			for _, cmd := range cmds {
				must(t, cmd.Process.Signal(unix.SIGCONT))
			}
		}
		// Those who live on meet errors, and must not take them for success.
		time.Sleep(afterlife)
		for _, cmd := range cmds {
			_ = cmd.Process.Kill()
		}
		c.end(cmds...)
		late += c.ledger.calls - before
		d.unmount()
		if d.needsRecovery() {
			recovered++
		}
		d.mount()
		c.ledger.failing, c.ledger.doubtful = false, false
		c.settle(dir, what)
		for path, keys := range c.ledger.backups {
			restore(t, path, keys, dir, what)
			backups++
		}
		acknowledged += c.ledger.calls
		c.ledger.calls = 0
		keys += len(c.ledger.keys)
	}
	t.Logf("%d cuts, %d of them between calls, %d with a log to be recovered; %d calls ended, %d of these after a cut; keys looked at: %d; backups restored: %d",
		cuts, halted, recovered, acknowledged, late, keys, backups)
	if recovered == 0 {
		t.Fatal("the file system was never found as after a cut: the test tests nothing")
	}
}

// halt stops processes, and returns when none of their threads is in the system any more.
func halt(t *testing.T, cmds []*exec.Cmd) {
	t.Helper()
	for _, cmd := range cmds {
		must(t, cmd.Process.Signal(unix.SIGSTOP))
	}
	for _, cmd := range cmds {
		for running := true; running; {
			running = false
			tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", cmd.Process.Pid))
			must(t, err)
			for _, task := range tasks {
				b, err := os.ReadFile(task)
				// The state stands behind the name, which is in brackets: stopped, or dead.
				if _, state, ok := strings.Cut(string(b), ") "); err == nil && ok && !strings.ContainsAny(state[:1], "TZX") {
					running = true
				}
			}
			if running {
				time.Sleep(100 * time.Microsecond)
			}
		}
	}
}

// disk is an ext4 file system in a file in memory.
type disk struct {
	t         *testing.T
	image, at string
	options   string
	mounted   bool
}

func newDisk(t *testing.T, mkfs, options string) *disk {
	t.Helper()
	d := &disk{t: t, image: filepath.Join(private(t), "image"), at: private(t), options: options}
	memory := filepath.Dir(d.image)
	if err := unix.Mount("none", memory, "tmpfs", 0, "size=128m"); err != nil {
		t.Skip("nothing can be mounted: ", err)
	}
	t.Cleanup(func() { must(t, unix.Unmount(memory, unix.MNT_DETACH)) })
	must(t, os.WriteFile(d.image, nil, 0o600))
	must(t, os.Truncate(d.image, 64<<20))
	args := append([]string{"-q", "-F"}, strings.Fields(mkfs)...)
	if out, err := exec.Command("mkfs.ext4", append(args, d.image)...).CombinedOutput(); err != nil {
		t.Skipf("no file system can be made: mkfs.ext4 %s: %v: %s", mkfs, err, out)
	}
	d.mount()
	t.Cleanup(d.unmount)
	must(t, os.Chmod(d.at, 0o700))
	return d
}

func (d *disk) mount() {
	d.t.Helper()
	out, err := exec.Command("mount", "-t", "ext4", "-o", "loop,"+d.options, d.image, d.at).CombinedOutput()
	if err != nil {
		d.t.Skipf("a file can't be mounted as an ext4 file system here: %v: %s", err, out)
	}
	d.mounted = true
}

// unmount gives the loop device free, too.
func (d *disk) unmount() {
	d.t.Helper()
	if !d.mounted {
		return
	}
	var err error
	for range 500 {
		runtime.GC() // a store that this process has closed still maps its file keys.version until it is collected
		if err = unix.Unmount(d.at, 0); err == nil {
			d.mounted = false
			return
		}
		time.Sleep(10 * time.Millisecond) // a killed process lets its files go in its own time
	}
	_ = unix.Unmount(d.at, unix.MNT_DETACH) // and the end of the process does the rest
	d.mounted = false
	d.t.Fatalf("unmount: %v", err)
}

// cut shuts the file system down. Its log is not flushed.
func (d *disk) cut() {
	d.t.Helper()
	const (
		shutdown   = 0x8004587d // EXT4_IOC_SHUTDOWN
		noLogFlush = 2          // EXT4_GOING_FLAGS_NOLOGFLUSH
	)
	f, err := os.Open(d.at)
	must(d.t, err)
	defer f.Close()
	if err := unix.IoctlSetPointerInt(int(f.Fd()), shutdown, noLogFlush); err != nil {
		d.t.Fatalf("the file system can't be shut down: %v", err)
	}
}

// needsRecovery tells whether the file system was not unmounted in order.
func (d *disk) needsRecovery() bool {
	d.t.Helper()
	const (
		incompatible = 1024 + 0x60 // s_feature_incompat in the superblock
		recover      = 4           // EXT4_FEATURE_INCOMPAT_RECOVER
	)
	f, err := os.Open(d.image)
	must(d.t, err)
	defer f.Close()
	b := make([]byte, 4)
	_, err = f.ReadAt(b, incompatible)
	must(d.t, err)
	return binary.LittleEndian.Uint32(b)&recover != 0
}

// apartVariable is set in a process that sees file systems mounted that no other does.
const apartVariable = "PSA_TORTURE_APART"

// apart runs the test again in a process with mounts of its own, and returns false: however that process ends, the system takes them back. In that process it returns true.
func apart(t *testing.T) bool {
	t.Helper()
	if os.Getenv(apartVariable) != "" {
		return true
	}
	if os.Geteuid() != 0 {
		t.Skip("mounting takes root")
	}
	for _, program := range []string{"mkfs.ext4", "mount"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	if _, err := os.Stat("/dev/loop-control"); err != nil {
		t.Skip("no loop devices: ", err)
	}
	run := "^" + t.Name() + "$"
	if _, sub, ok := strings.Cut(flag.Lookup("test.run").Value.String(), "/"); ok {
		run += "/" + sub
	}
	args := []string{"-test.run=" + run, "-test.v", "-test.timeout=0"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), apartVariable+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // it is with this thread's end that the process dies
	defer runtime.UnlockOSThread()
	out, err := cmd.CombinedOutput()
	text := string(out)
	switch {
	case errors.Is(err, syscall.EPERM):
		t.Skip("no mounts of its own: ", err)
	case err != nil:
		t.Fatalf("%v\n%s", err, text)
	case strings.Contains(text, "--- SKIP"):
		t.Skip(text)
	}
	t.Log("\n" + text)
	return false
}
