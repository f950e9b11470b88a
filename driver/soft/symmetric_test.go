package soft

import (
	"bytes"
	"context"
	"errors"
	mathrand "math/rand/v2"
	"os/exec"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ driver.Hashes  = (*Driver)(nil)
	_ driver.MACs    = (*Driver)(nil)
	_ driver.Ciphers = (*Driver)(nil)
	_ driver.AEADs   = (*Driver)(nil)
)

// symKey is a loaded symmetric key that a test uses.
type symKey struct {
	t     testing.TB
	d     *Driver
	attrs *psa.Attributes
	key   driver.Key
}

// importSym imports and loads a key.
func importSym(t testing.TB, typ keytype.Type, data []byte) symKey {
	t.Helper()
	k := importAsym(t, typ, data)
	return symKey{t, k.d, k.attrs, k.key}
}

// grant permits anything.
func (k symKey) grant(a alg.Algorithm) driver.Grant { return grant.Issue(k.key, k.attrs, a, 0) }

// wantStatus fails the test unless err carries a status.
func wantStatus(t testing.TB, what string, err error, want psa.Status) {
	t.Helper()
	if got := psa.StatusOf(err); got != want {
		t.Errorf("%s: %v (%v), want %v", what, got, err, want)
	}
}

func randomBytes(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// cut divides p at random, with some empty parts.
func cut(r *mathrand.Rand, p []byte) [][]byte {
	var parts [][]byte
	for len(p) > 0 {
		n := r.IntN(len(p) + 1)
		if r.IntN(2) == 0 {
			n = min(n, 20)
		}
		parts = append(parts, p[:n:n])
		p = p[n:]
	}
	return parts
}

// openssl runs the command, the second implementation of some tests.
func openssl(t testing.TB, stdin []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("the openssl command is not installed, with which this test compares")
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("openssl %v: %s", args, exit.Stderr)
		}
		t.Fatal(err)
	}
	return out
}

// crypting is what ciphers and AEADs in parts have in common.
type crypting interface {
	Update(ctx context.Context, dst, p []byte) ([]byte, error)
	Pending(n int) int
}

// updateInChunks passes text through an operation in random parts. Each part is output into fresh memory, into its own place, or after something that must
// stay. Pending must tell what comes.
func updateInChunks(t testing.TB, r *mathrand.Rand, c crypting, text []byte) []byte {
	t.Helper()
	var out []byte
	for _, part := range cut(r, text) {
		want := c.Pending(len(part))
		var dst []byte
		p := part
		head := 0
		switch r.IntN(3) {
		case 0:
			dst = make([]byte, 3, 3+len(p)+40)
			head = 3
		case 1:
			room := make([]byte, len(p)+40)
			copy(room, p)
			dst, p = room[:0], room[:len(p)]
		}
		got, err := c.Update(context.Background(), dst, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(got)-head != want {
			t.Fatalf("Update with %d bytes gave %d, but Pending said %d", len(p), len(got)-head, want)
		}
		if head > 0 && !bytes.Equal(got[:head], make([]byte, head)) {
			t.Fatal("Update changed what was in front of its output")
		}
		if cap(dst) > 0 && want > 0 && &got[:1][0] != &dst[:1][0] {
			t.Fatal("Update allocated though there was room")
		}
		out = append(out, got[head:]...)
	}
	return out
}
