package main

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"

	"github.com/psacrypto/psa"
)

// run calls Main and wants an exit code.
func run(t *testing.T, want int, stdin string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, diagnostics bytes.Buffer
	if got := Main(t.Context(), args, strings.NewReader(stdin), &out, &diagnostics); got != want {
		t.Fatalf("psa %q: exit code %d, want %d: %s", args, got, want, diagnostics.String())
	}
	return out.String(), diagnostics.String()
}

// The containers are what psa help containers says: the standard library reads them, and what it makes psa reads.
func TestContainersAgainstStandardLibrary(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "store")
	key, _ := hex.DecodeString("000102030405060708090a0b0c0d0e0f")
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct{ label, alg string }{{"gcm", "gcm"}, {"cbc", "cbc-no-padding"}, {"ctr", "ctr"}} {
		run(t, 0, hex.EncodeToString(key), "import", "--store", store, "--type", "aes-128", "--format", "hex", "--alg", k.alg, "--label", k.label)
	}
	msg := strings.Repeat("sixteen bytes...", 40000) // more than two chunks
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}

	ct, _ := run(t, 0, msg, "encrypt", "@gcm", "--store", store, "--ad", "header")
	if got, err := gcm.Open(nil, []byte(ct[:12]), []byte(ct[12:]), []byte("header")); err != nil || string(got) != msg {
		t.Fatalf("the standard library can't open a container: %v", err)
	}
	nonce := make([]byte, 12)
	theirs := gcm.Seal(nonce, nonce, []byte(msg), nil)
	if got, _ := run(t, 0, string(theirs), "decrypt", "@gcm", "--store", store); got != msg {
		t.Fatal("another plaintext")
	}
	theirs[len(theirs)-1] ^= 1
	if got, _ := run(t, exitNotVerified, string(theirs), "decrypt", "@gcm", "--store", store); got != "" {
		t.Fatalf("%d bytes of unverified plaintext got out", len(got))
	}

	ct, _ = run(t, 0, msg, "encrypt", "@cbc", "--store", store)
	got := make([]byte, len(ct)-16)
	cipher.NewCBCDecrypter(block, []byte(ct[:16])).CryptBlocks(got, []byte(ct[16:]))
	if string(got) != msg {
		t.Fatal("CBC: another plaintext")
	}
	ct, _ = run(t, 0, msg, "encrypt", "@ctr", "--store", store)
	cipher.NewCTR(block, []byte(ct[:16])).XORKeyStream(got, []byte(ct[16:]))
	if string(got) != msg {
		t.Fatal("CTR: another plaintext")
	}
}

func TestDERSignatureAgainstStandardLibrary(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	run(t, 0, "", "generate", "--store", store, "--type", "p-256", "--alg", "ecdsa-sha256")
	text, _ := run(t, 0, "", "export", "1", "--store", store, "--public", "--format", "pem")
	block, _ := pem.Decode([]byte(text))
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sig, _ := run(t, 0, "message", "sign", "1", "--store", store, "--der")
	digest := sha256.Sum256([]byte("message"))
	if !ecdsa.VerifyASN1(public.(*ecdsa.PublicKey), digest[:], []byte(sig)) {
		t.Fatal("the standard library does not verify the signature")
	}
}

func TestECDSAFromDER(t *testing.T) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("message"))
	der, err := ecdsa.SignASN1(rand.Reader, k, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	raw, err := ecdsaFromDER(der, 64)
	if err != nil || len(raw) != 64 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	if back := ecdsaToDER(raw); !bytes.Equal(back, der) {
		t.Fatalf("%x comes back as %x", der, back)
	}
	for name, bad := range map[string][]byte{
		"nothing":         {},
		"trailing bytes":  append(bytes.Clone(der), 0),
		"cut":             der[:len(der)-1],
		"negative number": {0x30, 6, 2, 1, 0xff, 2, 1, 1},
		"zero":            {0x30, 6, 2, 1, 0, 2, 1, 1},
		"too long for 2":  {0x30, 8, 2, 2, 1, 1, 2, 2, 1, 1},
	} {
		n := 64
		if name == "too long for 2" {
			n = 2
		}
		if _, err := ecdsaFromDER(bad, n); psa.StatusOf(err) != psa.ErrInvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseID(t *testing.T) {
	for s, want := range map[string]psa.KeyID{"1": 1, "4097": 0x1001, "0x1001": 0x1001, "0X3fffffff": 0x3fffffff, "010": 10} {
		if id, number, err := parseID(s); id != want || !number || err != nil {
			t.Errorf("%s: %v, %v, %v", s, id, number, err)
		}
	}
	for _, s := range []string{"web", "", "2026-keys", "x1", "-1", "1_000", "1e3"} {
		if _, number, err := parseID(s); number || err != nil {
			t.Errorf("%q is not a label: %v", s, err)
		}
	}
	for _, s := range []string{"0", "0x0", "0xzz", "0x", "99999999999999999999", "4294967296", "0x80000000"} {
		if _, number, err := parseID(s); !number || err == nil {
			t.Errorf("%q is taken for an identifier or label", s)
		}
	}
}

// promised are the commands that there have to be.
const promised = `init generate import export list show copy destroy purge sign verify encrypt decrypt mac hash derive agree random explain algorithms
	check backup restore rotate completion version`

// Every command has an example, and what the examples name exists.
func TestExamples(t *testing.T) {
	root := (&app{openTerminal: controllingTerminal}).command()
	names := map[string]bool{}
	for _, c := range root.Commands() {
		names[c.Name()] = true
		if c.Name() == "help" || c.IsAdditionalHelpTopicCommand() {
			continue
		}
		if c.Example == "" || c.Short == "" {
			t.Errorf("psa %s has no example or no short help", c.Name())
		}
		for line := range strings.Lines(c.Example) {
			checkExample(t, root, line)
		}
	}
	for _, name := range strings.Fields(promised) {
		if !names[name] {
			t.Errorf("there is no psa %s", name)
		}
	}
}

func checkExample(t *testing.T, root *cobra.Command, line string) {
	t.Helper()
	_, call, ok := strings.Cut(line, "psa ")
	if !ok {
		return
	}
	call, _, _ = strings.Cut(call, "|")
	words := strings.Fields(call)
	c, _, err := root.Find(words[:1])
	if err != nil || c == root {
		t.Errorf("%q: no such command", line)
		return
	}
	for _, w := range words[1:] {
		name, isFlag := strings.CutPrefix(w, "--")
		if isFlag && name != "" && c.Flags().Lookup(name) == nil && root.PersistentFlags().Lookup(name) == nil {
			t.Errorf("%q: psa %s has no flag %s", strings.TrimSpace(line), c.Name(), w)
		}
	}
}

// Whatever goes wrong, with --json there is one object on standard error, and nothing on standard output.
func TestErrorsInJSON(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	for _, args := range [][]string{
		{"show", "1"}, {"generate", "--type", "x"}, {"fly"}, {"list", "--fly"}, {"sign"}, {"hash", "sha256", "/does/not/exist"}, {"list", "--limit", "x"},
	} {
		out, diagnostics := run(t, codeIn(t, store, args), "", append(args, "--json", "--store", store)...)
		var o struct{ Error errorObject }
		d := json.NewDecoder(strings.NewReader(diagnostics))
		if err := d.Decode(&o); err != nil || o.Error.Status == "" || o.Error.Reason == "" || o.Error.Exit == 0 {
			t.Errorf("%q: %v: %s", args, err, diagnostics)
		}
		if _, err := d.Token(); err != io.EOF {
			t.Errorf("%q: more than one value: %s", args, diagnostics)
		}
		if out != "" {
			t.Errorf("%q: standard output has %q", args, out)
		}
	}
}

// codeIn is the exit code of a command without --json, which is the same.
func codeIn(t *testing.T, store string, args []string) int {
	t.Helper()
	code := Main(t.Context(), append(args[:len(args):len(args)], "--store", store), strings.NewReader(""), io.Discard, io.Discard)
	if code == exitOK {
		t.Fatalf("psa %q succeeded", args)
	}
	return code
}

// Every status of the specification has the exit code that psa help exit-codes tells.
func TestExitCodes(t *testing.T) {
	for _, row := range psa.Statuses() {
		code := exitCodeOf(row.Status)
		switch code {
		case exitOK:
			if row.Status != psa.Success {
				t.Errorf("%s ends with 0", row.Name)
			}
		case exitOther:
		default:
			if !strings.Contains(exitCodesHelp, row.Name) {
				t.Errorf("%s ends with %d, which the help does not tell", row.Name, code)
			}
		}
	}
	if exitCode(psa.ErrNotPermitted) != 3 || exitCode(os.ErrNotExist) != 4 || exitCode(errors.New("x")) != 1 || exitCode(context.Canceled) != 130 {
		t.Error("an error has another exit code than documented")
	}
}

// Several at once get different identifiers.
func TestConcurrentGenerate(t *testing.T) {
	store := filepath.Join(t.TempDir(), "store")
	run(t, 0, "", "init", "--store", store)
	var wg sync.WaitGroup
	ids := make([]string, 6)
	for i := range ids {
		wg.Go(func() {
			var out, diagnostics bytes.Buffer
			if code := Main(t.Context(), []string{"generate", "--store", store, "--type", "aes-128", "--json"}, strings.NewReader(""), &out, &diagnostics); code != 0 {
				t.Errorf("exit code %d: %s", code, diagnostics.String())
				return
			}
			var o keyObject
			if err := json.Unmarshal(out.Bytes(), &o); err != nil {
				t.Error(err)
			}
			ids[i] = o.ID
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, id := range ids {
		if id == "" || seen[id] {
			t.Fatalf("identifiers: %v", ids)
		}
		seen[id] = true
	}
}

// stopping is a message that ends the context when it has been read in part.
type stopping struct {
	stop context.CancelFunc
	n    int
}

func (s *stopping) Read(p []byte) (int, error) {
	if s.n++; s.n > 8 {
		s.stop()
	}
	return len(p), nil
}

func TestInterruptedEncryptionLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	store, out := filepath.Join(dir, "store"), filepath.Join(dir, "out")
	run(t, 0, "", "generate", "--store", store, "--type", "aes-128")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	code := Main(ctx, []string{"encrypt", "1", "--store", store, "--out", filepath.Join(out, "file")}, &stopping{stop: cancel}, io.Discard, io.Discard)
	if code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A file that comes to be while the result is made is not replaced.
func TestPlaceNeverReplaces(t *testing.T) {
	dir := t.TempDir()
	a := &app{stdout: io.Discard}
	f := &outFlags{path: filepath.Join(dir, "file")}
	s, err := a.openSink(f, publicFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write([]byte("mine")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.commit(); psa.StatusOf(err) != psa.ErrAlreadyExists {
		t.Errorf("commit: %v", err)
	}
	if b, _ := os.ReadFile(f.path); string(b) != "theirs" {
		t.Errorf("the file has %q", b)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 16 << 20: "16.0 MiB", 3 << 29: "1.5 GiB"} {
		if got := size(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for s, want := range map[string]int64{"1": 1, "32": 32, "1K": 1024, "2m": 2 << 20} {
		if n, err := parseSize("n", s, 1<<30); n != want || err != nil {
			t.Errorf("%s: %d, %v", s, n, err)
		}
	}
	for _, s := range []string{"", "0", "-1", "K", "1T", "2G", "1.5K"} {
		if _, err := parseSize("n", s, 1<<30); err == nil {
			t.Errorf("%q is taken for a size", s)
		}
	}
}

func TestTypedLine(t *testing.T) {
	for typed, want := range map[string]string{
		"secret\n": "secret", "secret\r": "secret", "secre\x08et\x7f\x7fret\r": "secrret", "wrong\x15right\r": "right", "kä\x7fase\r": "kase", "\x7f\x7fa\r": "a",
		"a\x1bb\x04\r": "ab", "\r": "", "two words\rmore": "two words",
	} {
		if got, err := typedLine(strings.NewReader(typed)); string(got) != want || err != nil {
			t.Errorf("%q gives %q, %v; want %q", typed, got, err, want)
		}
	}
	for typed, want := range map[string]int{"ab\x03": exitInterrupted, "\x04": exitUsage, "no end": exitUsage, strings.Repeat("x", maxPassphrase+1) + "\r": exitUsage} {
		if got, err := typedLine(strings.NewReader(typed)); err == nil || got != nil || exitCode(err) != want {
			t.Errorf("%q gives %q, %v", typed, got, err)
		}
	}
}

// A label can't steer the terminal that it is listed on.
func TestPrintable(t *testing.T) {
	if got := printable("käse 2026"); got != "käse 2026" {
		t.Errorf("an ordinary label is shown as %s", got)
	}
	for _, label := range []string{"a\u009b31mb", "a\u202eb", "\u200b"} {
		if got := printable(label); got == label || strings.ContainsAny(got, "\u009b\u202e\u200b") {
			t.Errorf("%+q is shown as %s", label, got)
		}
	}
}
