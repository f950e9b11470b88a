package arena

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// The kernel says of the pages: locked (lo), not in core dumps (dd), not in children (dc).
func TestKernelKeepsPagesInside(t *testing.T) {
	a := New()
	defer a.Close()
	s := a.Alloc(32)
	s.Bytes()[0] = 1
	addr, err := strconv.ParseUint(fmt.Sprintf("%p", s.Bytes())[2:], 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	flags, err := vmFlags(addr)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"dd", "dc"}
	if a.Locked() {
		want = append(want, "lo")
	}
	for _, f := range want {
		if !strings.Contains(" "+flags+" ", " "+f+" ") {
			t.Errorf("the kernel's flags are %q, without %s", flags, f)
		}
	}
}

// vmFlags finds the flags of the mapping around an address.
func vmFlags(addr uint64) (string, error) {
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return "", err
	}
	inside := false
	for line := range strings.Lines(string(smaps)) {
		var from, to uint64
		if n, _ := fmt.Sscanf(line, "%x-%x ", &from, &to); n == 2 {
			inside = from <= addr && addr < to
		}
		if f, ok := strings.CutPrefix(line, "VmFlags:"); ok && inside {
			return strings.TrimSpace(f), nil
		}
	}
	return "", fmt.Errorf("no mapping has the address %x", addr)
}
