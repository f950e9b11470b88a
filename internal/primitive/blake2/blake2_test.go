package blake2

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	mathrand "math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/blake2s"

	"github.com/psacrypto/psa/internal/vectors"
)

// keyed is what all the hashes have in common.
type keyed interface {
	hash.Cloner
	Init(key []byte) error
	Wipe()
}

var all = []struct {
	name string
	new  func() keyed
	sum  func(dst, key, msg []byte) ([]byte, error)
}{
	{"blake2b", func() keyed { return new(B) }, Sum[uint64]},
	{"blake2s", func() keyed { return new(S) }, Sum[uint32]},
	{"blake2bp", func() keyed { return new(BP) }, SumParallel[uint64]},
	{"blake2sp", func() keyed { return new(SP) }, SumParallel[uint32]},
}

func bytesOf(r *mathrand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestKnownAnswers: RFC 7693, appendices A and B, and the files of the authors, testvectors/blake2-kat.json.
func TestKnownAnswers(t *testing.T) {
	for name, want := range map[string]string{
		"blake2b": "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
		"blake2s": "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
	} {
		for _, f := range all {
			if got, err := f.sum(nil, nil, []byte("abc")); f.name == name && (err != nil || hex.EncodeToString(got) != want) {
				t.Errorf("%s of abc = %x, %v", name, got, err)
			}
		}
	}
	var cases []struct{ Hash, In, Key, Out string }
	if err := json.Unmarshal(vectors.Read(t, "blake2/blake2-kat.json"), &cases); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, c := range cases {
		for _, f := range all {
			if f.name != c.Hash {
				continue
			}
			seen[fmt.Sprint(c.Hash, c.Key != "")]++
			got, err := f.sum([]byte("head"), vectors.Hex(t, c.Key), vectors.Hex(t, c.In))
			if err != nil || string(got[:4]) != "head" || hex.EncodeToString(got[4:]) != c.Out {
				t.Errorf("%s of %s with key %q = %x, %v, want %s", c.Hash, c.In, c.Key, got, err, c.Out)
			}
		}
	}
	if len(seen) != 2*len(all) {
		t.Errorf("the file answers for %v only", seen)
	}
}

// TestAgainstExtendedLibrary compares the sequential hashes with golang.org/x/crypto for every length of message and key.
func TestAgainstExtendedLibrary(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(1, 1))
	for n := range 400 {
		msg := bytesOf(r, n)
		for _, c := range []struct {
			size  int
			other func(key []byte) (hash.Hash, error)
			sum   func(dst, key, msg []byte) ([]byte, error)
		}{{SizeB, blake2b.New512, Sum[uint64]}, {SizeS, blake2s.New256, Sum[uint32]}} {
			key := bytesOf(r, n%(c.size+1))
			h, err := c.other(key)
			if err != nil && len(key) > 0 {
				t.Fatal(err)
			}
			h.Write(msg)
			if got, err := c.sum(nil, key, msg); err != nil || !bytes.Equal(got, h.Sum(nil)) {
				t.Fatalf("%d bytes, key of %d: %x, %v, want %x", n, len(key), got, err, h.Sum(nil))
			}
		}
	}
}

// TestParallelAgainstPython builds the trees of Python's hashlib, which has all parameters, for random messages and keys.
func TestParallelAgainstPython(t *testing.T) {
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed, with which this test compares")
	}
	const program = `
import hashlib, sys
def tree(f, leaves, size, block, key, msg):
    common = dict(digest_size=size, fanout=leaves, depth=2, inner_size=size)
    root = f(node_depth=1, last_node=True, **common)
    parts = []
    for i in range(leaves):
        leaf = f(key=key, node_offset=i, last_node=i == leaves - 1, **common)
        for at in range(i * block, len(msg), leaves * block):
            leaf.update(msg[at:at+block])
        parts.append(leaf.digest())
    return root, parts
for line in sys.stdin:
    name, key, msg = line.split(",")
    key, msg = bytes.fromhex(key), bytes.fromhex(msg)
    f, leaves, size, block = (hashlib.blake2b, 4, 64, 128) if name == "blake2bp" else (hashlib.blake2s, 8, 32, 64)
    root, parts = tree(f, leaves, size, block, key, msg)
    for p in parts:
        root.update(p)
    print(root.hexdigest())
`
	r := mathrand.New(mathrand.NewPCG(2, 2))
	var in, want strings.Builder
	for range 200 {
		// hashlib puts a key before the input wherever the root has its length, so only hashes can be compared.
		for _, f := range all[2:] {
			msg := bytesOf(r, r.IntN(1400))
			sum, err := f.sum(nil, nil, msg)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&in, "%s,,%x\n", f.name, msg)
			fmt.Fprintf(&want, "%x\n", sum)
		}
	}
	cmd := exec.Command(path, "-c", program)
	cmd.Stdin = strings.NewReader(in.String())
	got, err := cmd.Output()
	if err != nil {
		t.Skipf("python3 does not compute the hashes: %v", err)
	}
	if string(got) != want.String() {
		t.Error("hashlib has other hashes")
	}
}

// TestInParts writes in random pieces, clones on the way, sums twice, and starts again with the same key.
func TestInParts(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(3, 3))
	for _, f := range all {
		for range 200 {
			h := f.new()
			key, msg := bytesOf(r, r.IntN(h.Size()+1)), bytesOf(r, r.IntN(2000))
			want, err := f.sum(nil, key, msg)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Init(key); err != nil {
				t.Fatal(err)
			}
			for round := range 2 {
				for rest := msg; len(rest) > 0; {
					n := 1 + r.IntN(len(rest))
					h.Write(rest[:n])
					rest = rest[n:]
					if r.IntN(3) == 0 {
						c, err := h.Clone()
						if err != nil {
							t.Fatal(err)
						}
						other := h
						h = c.(keyed)
						other.Write([]byte("something else"))
						other.Wipe()
					}
				}
				if got := h.Sum([]byte("head")); string(got[:4]) != "head" || !bytes.Equal(got[4:], want) || !bytes.Equal(h.Sum(nil), want) {
					t.Fatalf("%s, round %d, of %d bytes in parts: %x, want %x", f.name, round, len(msg), got, want)
				}
				h.Reset()
			}
		}
	}
}

func TestKeys(t *testing.T) {
	for _, f := range all {
		h := f.new()
		long := make([]byte, h.Size()+1)
		if _, err := f.sum(nil, long, nil); err != ErrKey {
			t.Errorf("%s, key of %d bytes: %v", f.name, len(long), err)
		}
		if err := h.Init(long); err != ErrKey {
			t.Errorf("%s, Init with a key of %d bytes: %v", f.name, len(long), err)
		}
		if err := h.Init(long[1:]); err != nil {
			t.Errorf("%s, Init with a key of %d bytes: %v", f.name, len(long)-1, err)
		}
		h.Write([]byte("secret"))
		h.Wipe()
		if s := fmt.Sprintf("%d", h); strings.ContainsAny(s, "123456789") {
			t.Errorf("%s: Wipe left %s", f.name, s)
		}
	}
}

// stated are the hashes whose state can be had.
type stated interface {
	keyed
	AppendBinary([]byte) ([]byte, error)
	MarshalBinary() ([]byte, error)
	UnmarshalBinary([]byte) error
}

func TestStates(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(4, 4))
	for _, f := range all[:2] {
		for n := range 300 {
			msg := bytesOf(r, n+150)
			h := f.new().(stated)
			h.Init(nil)
			h.Write(msg[:n])
			state, err := h.AppendBinary([]byte("head"))
			again, err2 := h.MarshalBinary()
			if err != nil || err2 != nil || string(state[:4]) != "head" || !bytes.Equal(state[4:], again) {
				t.Fatalf("%s: %v, %v", f.name, err, err2)
			}
			g := f.new().(stated)
			if err := g.UnmarshalBinary(state[4:]); err != nil {
				t.Fatal(err)
			}
			g.Write(msg[n:])
			if want, _ := f.sum(nil, nil, msg); !bytes.Equal(g.Sum(nil), want) {
				t.Fatalf("%s: another hash after the state of %d bytes", f.name, n)
			}
		}
		h := f.new().(stated)
		h.Init(nil)
		state, _ := h.MarshalBinary()
		full := bytes.Clone(state)
		full[len(full)-1] = byte(h.BlockSize()) + 1
		for what, b := range map[string][]byte{"nothing": nil, "a byte less": state[1:], "a byte more": append(state, 0), "another magic": append([]byte("x"), state[1:]...), "too full": full} {
			if err := h.UnmarshalBinary(b); err == nil {
				t.Errorf("%s takes %s for a state", f.name, what)
			}
		}
		h.Init([]byte("key"))
		if _, err := h.AppendBinary(nil); err == nil {
			t.Errorf("%s gives the state of a MAC out", f.name)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	dst, key, msg := make([]byte, 0, 64), make([]byte, 16), make([]byte, 500)
	for _, f := range all {
		if n := testing.AllocsPerRun(100, func() { f.sum(dst, key, msg) }); n != 0 {
			t.Errorf("%s allocates %v times", f.name, n)
		}
	}
}

func FuzzParts(f *testing.F) {
	f.Add(uint8(2), []byte("key"), bytes.Repeat([]byte("m"), 700), uint16(129))
	f.Fuzz(func(t *testing.T, which uint8, key, msg []byte, piece uint16) {
		v := all[int(which)%len(all)]
		h := v.new()
		want, err := v.sum(nil, key, msg)
		if (err == nil) != (h.Init(key) == nil) || (err == nil) != (len(key) <= h.Size()) {
			t.Fatalf("key of %d bytes: %v", len(key), err)
		}
		if err != nil {
			return
		}
		for rest := msg; len(rest) > 0; {
			n := min(int(piece)+1, len(rest))
			h.Write(rest[:n])
			rest = rest[n:]
		}
		if got := h.Sum(nil); !bytes.Equal(got, want) {
			t.Fatalf("%s in pieces of %d: %x, want %x", v.name, int(piece)+1, got, want)
		}
	})
}

// BenchmarkSum compares with golang.org/x/crypto; OpenSSL's figures are those of openssl speed -evp blake2b512 and blake2s256.
func BenchmarkSum(b *testing.B) {
	for _, size := range []int{64, 1024, 65536} {
		dst, msg := make([]byte, 0, 64), make([]byte, size)
		for _, f := range all {
			b.Run(fmt.Sprintf("%s/%d", f.name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					f.sum(dst, nil, msg)
				}
			})
		}
		b.Run(fmt.Sprintf("x-blake2b/%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				blake2b.Sum512(msg)
			}
		})
		b.Run(fmt.Sprintf("x-blake2s/%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				blake2s.Sum256(msg)
			}
		})
	}
}
