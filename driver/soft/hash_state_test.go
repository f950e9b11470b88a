package soft

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
)

// The initial values of FIPS 180-4, section 5.3, of RFC 1319, sections 3.2 and 3.3, RFC 1320 and RFC 1321, section 3.3, and of RIPEMD-160, appendix A.
var initialValues = map[alg.Algorithm]string{
	alg.MD2:       strings.Repeat("00", 64),
	alg.MD4:       "0123456789abcdeffedcba9876543210",
	alg.MD5:       "0123456789abcdeffedcba9876543210",
	alg.RIPEMD160: "0123456789abcdeffedcba9876543210f0e1d2c3",
	alg.SHA1:      "67452301efcdab8998badcfe10325476c3d2e1f0",
	alg.SHA224:    "c1059ed8367cd5073070dd17f70e5939ffc00b316858151164f98fa7befa4fa4",
	alg.SHA256:    "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19",
	alg.SHA384:    "cbbb9d5dc1059ed8629a292a367cd5079159015a3070dd17152fecd8f70e593967332667ffc00b318eb44a8768581511db0c2e0d64f98fa747b5481dbefa4fa4",
	alg.SHA512:    "6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f1f83d9abfb41bd6b5be0cd19137e2179",
	alg.SHA512_224: "8c3d37c819544da273e1996689dcd4d61dfab7ae32ff9c82679dd514582f9fcf" +
		"0f6d2b697bd44da877e36f7304c489423f9d85a86a1d36c81112e6ad91d692a1",
	alg.SHA512_256: "22312194fc2bf72c9f555fa3c84c64c22393b86b6f53b151963877195940eabd" +
		"96283ee2a88effe3be5e1e25538639922b0199fc2c85b8aa0eb72ddc81c52ca2",
}

func suspend(t testing.TB, a alg.Algorithm, input []byte) []byte {
	t.Helper()
	ctx := context.Background()
	h, err := New(nil).NewHash(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Update(ctx, input); err != nil {
		t.Fatal(err)
	}
	s, err := h.Suspend(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSuspendedStates compares with states that the standards give: the initial value, and the chaining value after the one padded block of "abc", which begins
// with the hash of "abc". MD2 hashes its checksum after that block, which the state tells.
func TestSuspendedStates(t *testing.T) {
	for _, r := range rows(t) {
		if r.suspended == nil {
			continue
		}
		lengthField := func(n int) string {
			return strings.Repeat("00", r.suspended.lengthField-1) + hex.EncodeToString([]byte{byte(n)})
		}
		initial := initialValues[r.alg]
		if got := hex.EncodeToString(suspend(t, r.alg, nil)); got != lengthField(0)+initial {
			t.Errorf("%v after nothing: %s, want %s", r.alg, got, lengthField(0)+initial)
		}
		if got := hex.EncodeToString(suspend(t, r.alg, []byte("abc"))); got != lengthField(3)+initial+"616263" {
			t.Errorf("%v after abc: %s", r.alg, got)
		}
		block := append([]byte("abc\x80"), make([]byte, r.suspended.block-4)...)
		block[len(block)-1] = 24 // bits
		input := r.suspended.block + 2
		var answer string
		for _, c := range hashAnswers {
			if c.a == r.alg && c.msg == "abc" {
				answer = c.hash
			}
		}
		switch r.alg {
		case alg.MD4, alg.MD5, alg.RIPEMD160:
			block[len(block)-8], block[len(block)-1] = 24, 0
		case alg.MD2:
			block = append([]byte("abc"), bytes.Repeat([]byte{13}, 13)...)
			checksum := suspend(t, r.alg, block)[1:17]
			block = append(block, checksum...)
			input = 2
			// The checksum of both blocks, before the digest, has no known answer.
			answer = hex.EncodeToString(suspend(t, r.alg, block)[1:17]) + answer
		}
		want := lengthField(input) + answer
		got := hex.EncodeToString(suspend(t, r.alg, append(block, "xy"...)))
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "7879") || len(got) != 2*(r.suspended.lengthField+r.suspended.stateField+2) {
			t.Errorf("%v after the padded abc and xy: %s, want it to begin with %s", r.alg, got, want)
		}
	}
}

func TestSuspendAndResume(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	r := mathrand.New(mathrand.NewPCG(2, 2))
	for _, row := range rows(t) {
		if row.suspended == nil {
			continue
		}
		for range 100 {
			msg := randomBytes(r, r.IntN(700))
			at := r.IntN(len(msg) + 1)
			h, err := d.NewHash(ctx, row.alg)
			if err != nil {
				t.Fatal(err)
			}
			h.Update(ctx, msg[:at])
			state, err := h.Suspend(ctx, []byte("head"))
			if err != nil || string(state[:4]) != "head" {
				t.Fatal(err)
			}
			state = state[4:]
			if 4+len(state) > alg.HashSuspendOutputSize(row.alg) {
				t.Errorf("%v: a suspended state of %d bytes, at most %d are promised", row.alg, len(state)+4, alg.HashSuspendOutputSize(row.alg))
			}
			h.Close()
			h, err = d.ResumeHash(ctx, row.alg, state)
			if err != nil {
				t.Fatalf("%v: resume: %v", row.alg, err)
			}
			h.Update(ctx, msg[at:])
			got, err := h.Finish(ctx, nil)
			want := row.sum(nil, msg)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%v of %d bytes, suspended after %d: %x, %v, want %x", row.alg, len(msg), at, got, err, want)
			}
		}
	}
}

func TestStatesRefused(t *testing.T) {
	ctx, d := context.Background(), New(nil)
	for _, row := range rows(t) {
		l := row.suspended
		if l == nil {
			_, err := d.ResumeHash(ctx, row.alg, make([]byte, 208))
			wantStatus(t, row.alg.String()+": resume", err, psa.ErrNotSupported)
			h, _ := d.NewHash(ctx, row.alg)
			_, err = h.Suspend(ctx, nil)
			wantStatus(t, row.alg.String()+": suspend", err, psa.ErrNotSupported)
			continue
		}
		state := func(high, low uint64, rest int) []byte {
			b := make([]byte, 16, 16+l.stateField+rest)
			binary.BigEndian.PutUint64(b, high)
			binary.BigEndian.PutUint64(b[8:], low)
			return append(b[16-l.lengthField:], make([]byte, l.stateField+rest)...)
		}
		resumes := func(what string, state []byte, want psa.Status) driver.Hash {
			h, err := d.ResumeHash(ctx, row.alg, state)
			wantStatus(t, row.alg.String()+": state: "+what, err, want)
			return h
		}
		// What 2^61 bytes are, how many are the most, and what more than that is.
		block, long, most, more := uint64(l.block), psa.Success, ^uint64(0), psa.ErrNotSupported
		switch row.alg {
		case alg.SHA1, alg.SHA224, alg.SHA256:
			long, most, more = psa.ErrInvalidArgument, 1<<61-1, psa.ErrInvalidArgument
		case alg.SHA384, alg.SHA512, alg.SHA512_224, alg.SHA512_256:
			long, most = psa.ErrNotSupported, 1<<61-1
		}
		resumes("empty", nil, psa.ErrInvalidArgument)
		resumes("a byte short", state(0, 0, 0)[1:], psa.ErrInvalidArgument)
		resumes("a byte too many", state(0, 0, 1), psa.ErrInvalidArgument)
		resumes("a byte missing", state(0, 5, 4), psa.ErrInvalidArgument)
		resumes("a byte more than its length tells", state(0, 5, 6), psa.ErrInvalidArgument)
		resumes("a whole block", state(0, block, l.block), psa.ErrInvalidArgument)
		resumes("after nothing", state(0, 0, 0), psa.Success)
		resumes("with nearly a block", state(0, block-1, l.block-1), psa.Success)
		if row.alg == alg.MD2 {
			for n := range 256 - l.block {
				resumes("a length of more than is there", state(0, uint64(l.block+n), n%l.block), psa.ErrInvalidArgument)
			}
			continue
		}
		resumes("a byte missing after a block", state(0, block+5, 4), psa.ErrInvalidArgument)
		resumes("after some blocks", state(0, 10*block+7, 7), psa.Success)
		resumes("2^61 bytes of input", state(0, 1<<61, 0), long)
		resumes("the most", state(0, most, l.block-1), psa.Success)
		if most != ^uint64(0) {
			resumes("more than the most", state(0, most+1, 0), more)
			resumes("the most that 64 bits hold", state(0, ^uint64(0), l.block-1), more)
		}
		if l.lengthField == 16 {
			resumes("2^64 bytes of input", state(1, 0, 0), psa.ErrNotSupported)
			resumes("2^125 bytes of input", state(1<<61, 0, 0), psa.ErrInvalidArgument)
		}
		h := resumes("nearly the most", state(0, most-block+1, 0), psa.Success)
		wantStatus(t, row.alg.String()+": update up to the end", h.Update(ctx, make([]byte, block-1)), psa.Success)
		wantStatus(t, row.alg.String()+": update beyond the end", h.Update(ctx, make([]byte, 1)), more)
	}
}

// FuzzHashSuspend resumes arbitrary states. What is accepted must come back from Suspend as it was, and go on like a hash.
func FuzzHashSuspend(f *testing.F) {
	for _, r := range rows(f) {
		if r.suspended != nil {
			f.Add(uint8(r.alg&0xff), suspend(f, r.alg, bytes.Repeat([]byte("x"), 200)), []byte("more"))
		}
	}
	f.Add(uint8(9), []byte{}, []byte{})
	f.Add(uint8(1), append([]byte{16}, make([]byte, 80)...), []byte{})
	f.Fuzz(func(t *testing.T, number uint8, state, more []byte) {
		ctx, d := context.Background(), New(nil)
		a := 0x02000000 | alg.Algorithm(number)
		h, err := d.ResumeHash(ctx, a, state)
		if err != nil {
			if s := psa.StatusOf(err); s != psa.ErrInvalidArgument && s != psa.ErrNotSupported {
				t.Fatalf("resume: %v", err)
			}
			return
		}
		back, err := h.Suspend(ctx, nil)
		if err != nil || !bytes.Equal(back, state) {
			t.Fatalf("state %x came back as %x, %v", state, back, err)
		}
		whole, err := h.Clone(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if h.Update(ctx, more) != nil {
			return // too long
		}
		for _, b := range more {
			if err := whole.Update(ctx, []byte{b}); err != nil {
				t.Fatal(err)
			}
		}
		x, y := finish(t, h), finish(t, whole)
		if !bytes.Equal(x, y) || len(x) != a.HashLength() {
			t.Fatalf("in one piece %x, byte by byte %x", x, y)
		}
	})
}

func finish(t testing.TB, h driver.Hash) []byte {
	t.Helper()
	b, err := h.Finish(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
