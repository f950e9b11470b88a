package torture

import (
	"bufio"
	"bytes"
	"crypto/sha512"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// heldKeys are the keys whose bytes are looked for.
func heldKeys() map[string]psa.Attributes {
	ec := func(f keytype.Family) keytype.Type { return keytype.ECCKeyPair(f) }
	all := map[string]psa.Attributes{}
	add := func(name string, t keytype.Type, bits int, a alg.Algorithm, u psa.Usage) {
		all[name] = psa.Attributes{Type: t, Bits: bits, Policy: psa.Policy{Usage: u | psa.Export | psa.Cache, Alg: a}}
	}
	const (
		seals   = psa.Encrypt | psa.Decrypt
		signs   = psa.SignMessage | psa.VerifyMessage
		derives = psa.Derive
	)
	add("AES-GCM", keytype.AES, 256, alg.GCM, seals)
	add("AES-CCM", keytype.AES, 256, alg.CCM, seals)
	add("AES-CTR", keytype.AES, 128, alg.CTR, seals)
	add("AES-CBC", keytype.AES, 192, alg.CBCPKCS7, seals)
	add("AES-XTS", keytype.AES, 512, alg.XTS, seals)
	add("AES-CMAC", keytype.AES, 256, alg.CMAC, signs)
	add("AES-KW", keytype.AES, 256, alg.KW, psa.Wrap|psa.Unwrap)
	add("ARIA-GCM", keytype.ARIA, 256, alg.GCM, seals)
	add("Camellia-CBC", keytype.Camellia, 256, alg.CBCPKCS7, seals)
	add("SM4-CTR", keytype.SM4, 128, alg.CTR, seals)
	add("3DES-CBC", keytype.DES, 192, alg.CBCPKCS7, seals)
	add("ChaCha20-Poly1305", keytype.ChaCha20, 256, alg.ChaCha20Poly1305, seals)
	add("XChaCha20-Poly1305", keytype.XChaCha20, 256, alg.XChaCha20Poly1305, seals)
	add("Ascon-AEAD128", keytype.Ascon, 128, alg.AsconAEAD128, seals)
	add("HMAC-SHA-256", keytype.HMAC, 256, alg.HMAC(alg.SHA256), signs)
	add("HMAC-SHA-512", keytype.HMAC, 512, alg.HMAC(alg.SHA512), signs)
	add("HMAC-SHA3-256", keytype.HMAC, 256, alg.HMAC(alg.SHA3_256), signs)
	add("raw data", keytype.RawData, 1024, alg.None, 0)
	add("HKDF", keytype.Derive, 256, alg.HKDF(alg.SHA256), derives)
	add("SP 800-108", keytype.Derive, 256, alg.SP800108CounterHMAC(alg.SHA256), derives)
	add("TLS 1.2 PRF", keytype.Derive, 384, alg.TLS12PRF(alg.SHA384), derives)
	add("PBKDF2", keytype.Password, 192, alg.PBKDF2HMAC(alg.SHA256), derives)
	add("RSA-PSS", keytype.RSAKeyPair, 2048, alg.RSAPSS(alg.SHA256), signs)
	add("RSA-OAEP", keytype.RSAKeyPair, 2048, alg.RSAOAEP(alg.SHA256), seals)
	add("ECDSA P-256", ec(keytype.SECPR1), 256, alg.ECDSA(alg.SHA256), signs)
	add("ECDSA P-384", ec(keytype.SECPR1), 384, alg.DeterministicECDSA(alg.SHA384), signs)
	add("ECDSA P-521", ec(keytype.SECPR1), 521, alg.ECDSA(alg.SHA512), signs)
	add("ECDSA secp256k1", ec(keytype.SECPK1), 256, alg.ECDSA(alg.SHA256), signs)
	add("ECDSA brainpoolP256r1", ec(keytype.BrainpoolPR1), 256, alg.ECDSA(alg.SHA256), signs)
	add("Ed25519", ec(keytype.TwistedEdwards), 255, alg.PureEdDSA, signs)
	add("Ed448", ec(keytype.TwistedEdwards), 448, alg.PureEdDSA, signs)
	add("ECDH P-256", ec(keytype.SECPR1), 256, alg.ECDH, derives)
	add("ECDH brainpoolP384r1", ec(keytype.BrainpoolPR1), 384, alg.ECDH, derives)
	add("X25519", ec(keytype.Montgomery), 255, alg.ECDH, derives)
	add("X448", ec(keytype.Montgomery), 448, alg.ECDH, derives)
	add("FFDH", keytype.DHKeyPair(keytype.RFC7919), 2048, alg.FFDH, derives)
	add("ML-KEM-768", keytype.MLKEMKeyPair, 768, alg.MLKEM, psa.Encrypt|psa.Decrypt)
	add("ML-DSA-65", keytype.MLDSAKeyPair, 192, alg.MLDSA, signs)
	add("SLH-DSA-SHA2-128f", keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 128, alg.SLHDSA, signs)
	add("J-PAKE", keytype.Password, 192, alg.JPAKE(alg.SHA256), derives)
	add("SPAKE2+", keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, alg.SPAKE2PHMAC(alg.SHA256), derives)
	return all
}

// secretParts are what of an exported key is secret, and what else is as good as the key.
func secretParts(t *testing.T, attrs psa.Attributes, key []byte) map[string][]byte {
	switch {
	case attrs.Type == keytype.RSAKeyPair:
		k, err := x509.ParsePKCS1PrivateKey(key)
		must(t, err)
		return map[string][]byte{"d": k.D.Bytes(), "p": k.Primes[0].Bytes(), "q": k.Primes[1].Bytes(),
			"dp": k.Precomputed.Dp.Bytes(), "dq": k.Precomputed.Dq.Bytes(), "qinv": k.Precomputed.Qinv.Bytes()}
	case attrs.Type == keytype.ECCKeyPair(keytype.TwistedEdwards) && attrs.Bits == 255:
		h := sha512.Sum512(key)
		return map[string][]byte{"seed": key, "scalar": h[1:31], "prefix": h[32:]}
	case attrs.Policy.Alg == alg.SLHDSA:
		return map[string][]byte{"SK": key[:len(key)/2]} // the rest is the public key
	}
	return map[string][]byte{"key": key}
}

const window = 16

// needle is what is looked for: every window of some secrets, in several orders of their bytes.
type needle struct {
	filter []uint64
	names  map[[window]byte]string
}

func sift(head uint64) (word, bit uint64) {
	h := head * 0x9e3779b97f4a7c15 >> 44
	return h / 64, h % 64
}

func needleOf(parts map[string][]byte) *needle {
	n := &needle{filter: make([]uint64, 1<<14), names: map[[window]byte]string{}}
	for name, b := range parts {
		n.add(name, b)
		r := bytes.Clone(b)
		slices.Reverse(r)
		n.add(name+" reversed", r) // a number in limbs
		for _, size := range []int{4, 8} {
			// Words as a block cipher or a hash reads them, which begin at the first byte; and limbs with the most significant first.
			for _, b := range [][]byte{b, b[len(b)%size:]} {
				w := bytes.Clone(b)
				for c := range slices.Chunk(w, size) {
					slices.Reverse(c)
				}
				n.add(fmt.Sprintf("%s in swapped words of %d", name, size), w)
			}
		}
	}
	return n
}

func (n *needle) add(name string, b []byte) {
	for i := 0; i+window <= len(b); i++ {
		w := [window]byte(b[i:])
		if bytes.Count(w[:], w[:1]) == window {
			continue // zeros say nothing
		}
		if _, there := n.names[w]; there {
			continue
		}
		n.names[w] = fmt.Sprintf("%s[%d:]", name, i)
		word, bit := sift(binary.LittleEndian.Uint64(w[:]))
		n.filter[word] |= 1 << bit
	}
}

func (n *needle) find(b []byte, found func(at int, name string)) {
	for i := 0; i+window <= len(b); i++ {
		head := binary.LittleEndian.Uint64(b[i:])
		if word, bit := sift(head); n.filter[word]>>bit&1 == 0 {
			continue
		}
		if name, ok := n.names[[window]byte(b[i:])]; ok {
			found(i, name)
		}
	}
}

// mapping is a line of /proc/PID/smaps.
type mapping struct {
	from, to    uint64
	modes, path string
	flags       []string
}

// kind says what is in a mapping.
func (m *mapping) kind() string {
	switch {
	case m.isArena():
		return "arena"
	case m.path != "":
		return m.path
	}
	return "Go's memory" // heap and stacks, wherever the runtime has put them
}

// isArena: no other mapping is left out of dumps and out of children.
func (m *mapping) isArena() bool {
	return m.path == "" && slices.Contains(m.flags, "dd") && slices.Contains(m.flags, "dc")
}

func mappings(t *testing.T, pid int) (all []mapping) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps", pid))
	must(t, err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		var m mapping
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &m.from, &m.to, &m.modes); n == 3 {
			if words := strings.Fields(line); len(words) > 5 {
				m.path = words[5]
			}
			all = append(all, m)
		}
		if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok {
			all[len(all)-1].flags = strings.Fields(flags)
		}
	}
	return all
}

// remain is where bytes were found.
type remain struct{ kind, what string }

// watchedProcess is a child whose memory is looked at.
type watchedProcess struct {
	t    *testing.T
	pid  int
	mem  *os.File
	maps *os.File
}

func watchMemory(t *testing.T, pid int) *watchedProcess {
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skipf("the memory of a child can't be read here: %v", err)
	}
	pages, err := os.Open(fmt.Sprintf("/proc/%d/pagemap", pid))
	if err != nil {
		t.Skipf("the pages of a child can't be seen here: %v", err)
	}
	t.Cleanup(func() { mem.Close(); pages.Close() })
	return &watchedProcess{t, pid, mem, pages}
}

// each reads all memory that the process can have written, a run of pages that are there at a time.
func (w *watchedProcess) each(see func(m *mapping, at uint64, b []byte)) {
	w.t.Helper()
	page := uint64(os.Getpagesize())
	seen := 0
	for _, m := range mappings(w.t, w.pid) {
		if !strings.HasPrefix(m.modes, "r") || strings.HasPrefix(m.path, "[v") || !strings.Contains(m.modes, "w") && m.path != "" {
			continue
		}
		entries := make([]byte, (m.to-m.from)/page*8)
		if _, err := w.maps.ReadAt(entries, int64(m.from/page*8)); err != nil {
			w.t.Fatalf("pages of %x: %v", m.from, err)
		}
		for i := uint64(0); i < uint64(len(entries))/8; i++ {
			run := i
			for run < uint64(len(entries))/8 && run-i < 256 && binary.LittleEndian.Uint64(entries[run*8:])>>62 != 0 {
				run++
			}
			if run == i {
				continue
			}
			// One page more than is new, so that nothing at the edge of two runs is missed.
			from := m.from + i*page
			if i > 0 {
				from -= page
			}
			b := make([]byte, m.from+run*page-from)
			if _, err := w.mem.ReadAt(b, int64(from)); err != nil {
				w.t.Fatalf("memory at %x (%s): %v", from, m.kind(), err)
			}
			seen += len(b)
			see(&m, from, b)
			i = run - 1
		}
	}
	if seen < 1<<20 {
		w.t.Fatalf("only %d bytes of the process were seen", seen)
	}
}

func (w *watchedProcess) search(n *needle) map[remain]int {
	found := map[remain]int{}
	w.each(func(m *mapping, _ uint64, b []byte) {
		n.find(b, func(_ int, name string) {
			what, _, _ := strings.Cut(name, "[")
			found[remain{m.kind(), what}]++
		})
	})
	return found
}

// arenaSecrets are what the arena holds now: the store's own keys, while no other is loaded.
func (w *watchedProcess) arenaSecrets() map[string][]byte {
	secrets := map[string][]byte{}
	w.each(func(m *mapping, at uint64, b []byte) {
		if !m.isArena() {
			return
		}
		for i := 0; i+32 <= len(b); i += 32 {
			if s := b[i : i+32]; !bytes.Equal(s, make([]byte, 32)) {
				secrets[fmt.Sprintf("arena secret %d", len(secrets))] = bytes.Clone(s)
			}
		}
	})
	return secrets
}

// hold starts a holder. next waits for its stages.
func hold(t *testing.T, spec holdSpec) (w *watchedProcess, next func(stage string)) {
	t.Helper()
	cmd := child(t, "holder", spec)
	out, err := cmd.StdoutPipe()
	must(t, err)
	in, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines, first := bufio.NewReader(out), true
	return watchMemory(t, cmd.Process.Pid), func(stage string) {
		t.Helper()
		if !first {
			_, err := io.WriteString(in, "\n")
			must(t, err)
		}
		first = false
		if line, err := lines.ReadString('\n'); err != nil || line != stage+"\n" {
			t.Fatalf("the process says %q (%v), want %s", line, err, stage)
		}
	}
}

// What leaves bytes behind, and why. It is code that we can't change, which keeps keys in Go's memory and has no call to wipe them; they are gone when the runtime puts
// something else there.
const (
	byAES     = "crypto/aes: the first round keys are the key"
	byChaCha  = "golang.org/x/crypto/chacha20poly1305: the key in the AEAD"
	byCurves  = "crypto/ecdsa and crypto/ecdh: the private key, and copies of it as numbers"
	byRSA     = "crypto/rsa: the primes, the exponents, and copies of them as numbers"
	byEd25519 = "crypto/ed25519: the private key's seed and its hash"
)

// remains are the families of keys that leave bytes. Where they are found in a run is the collector's choice.
var remains = map[string]string{
	"AES-GCM": byAES, "AES-CCM": byAES, "AES-CTR": byAES, "AES-CBC": byAES, "AES-XTS": byAES, "AES-CMAC": byAES, "AES-KW": byAES,
	"ChaCha20-Poly1305": byChaCha, "XChaCha20-Poly1305": byChaCha,
	"ECDSA P-256": byCurves, "ECDSA P-384": byCurves, "ECDSA P-521": byCurves, "ECDH P-256": byCurves, "X25519": byCurves,
	"RSA-PSS": byRSA, "RSA-OAEP": byRSA,
	"Ed25519": byEd25519,
}

// made makes a key, and its bytes.
func made(t *testing.T, st *keystore.Store, attrs psa.Attributes) []byte {
	t.Helper()
	if attrs.Policy.Alg.IsSPAKE2P() { // its keys are not generated
		b := make([]byte, 64)
		must(t, st.Random(b))
		b[0], b[32] = b[0]>>1, b[32]>>1 // below the order of P-256
		return b
	}
	k, err := st.Generate(bg, attrs)
	must(t, err)
	b, err := k.Export(bg, nil)
	must(t, err)
	return b
}

// After a key is purged, destroyed, or its store closed, its bytes are nowhere in the process, but for those of the families in remains, and but for what the runtime copies now and
// then. The root key is nowhere as soon as the store is open.
func TestMemory(t *testing.T) {
	keys := heldKeys()
	maker, err := keystore.Open(bg, keystore.Config{})
	must(t, err)
	defer maker.Close()
	for i, name := range slices.Sorted(maps.Keys(keys)) {
		if testing.Short() && i%4 != 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			attrs := keys[name]
			key := made(t, maker, attrs)
			attrs.SetID(7)
			runs := form(1, 1, 20)
			seldom := 0
			for run := 0; ; run++ {
				left := afterUse(t, attrs, key)
				switch reason := remains[name]; {
				case len(left) > 0 && reason == "":
					t.Logf("found after its last use: %v", left)
					// The runtime copies stacks that grow and saves registers, and overwrites neither afterwards: now and then that shows a key. What code leaves
					// shows each time.
					if seldom++; seldom > 2+runs/5 {
						t.Errorf("the key is found after its last use in %d of %d processes", seldom, run+1)
						return
					}
					runs = max(runs, min(run+2, 5))
				case len(left) > 0 && run+1 >= runs:
					t.Logf("%s: %v", reason, left)
					return
				case len(left) == 0 && reason == "" && run+1 >= runs:
					return
				case len(left) == 0 && run >= runs+5:
					t.Errorf("nothing of the key is found any more; the table says %s", reason)
					return
				}
			}
		})
	}
	for name := range remains {
		if _, ok := keys[name]; !ok {
			t.Errorf("the table has %s, which is not tested", name)
		}
	}
}

// The arena of a process is locked, left out of core dumps and out of children; where little may be locked, the store works all the same. gcore leaves out what the kernel is told to
// leave out; what a key has outside the arena while it is loaded is in the dump, so the key is one of those that have nothing there.
func TestMemoryArena(t *testing.T) {
	maker, err := keystore.Open(bg, keystore.Config{})
	must(t, err)
	defer maker.Close()
	attrs := heldKeys()["raw data"]
	key := made(t, maker, attrs)
	attrs.SetID(7)
	n := needleOf(map[string][]byte{"key": key})
	for _, lock := range []uint64{0, 1} {
		w, next := hold(t, holdSpec{Dir: filepath.Join(private(t), "store"), Attrs: attrs, Key: masked(key), Lock: lock})
		next("opened")
		next("loaded")
		arenas := 0
		for _, m := range mappings(t, w.pid) {
			if !m.isArena() {
				continue
			}
			arenas++
			if lock == 0 && !slices.Contains(m.flags, "lo") {
				t.Errorf("the arena at %x is not locked: %v", m.from, m.flags)
			}
		}
		if arenas == 0 {
			t.Error("the process has no arena")
		}
		if found := w.search(n); len(found) == 0 {
			t.Error("the loaded key is not found")
		}
		if lock == 0 {
			gcore(t, w.pid, n)
		}
	}
}

// gcore has a core dump of a process searched. It is as long as all that the Go runtime has mapped, so only the long form makes one.
func gcore(t *testing.T, pid int, n *needle) {
	if !long() {
		return
	}
	tool, err := exec.LookPath("gcore")
	if err != nil {
		t.Log("no core dump is searched: gcore is not installed")
		return
	}
	path := filepath.Join(t.TempDir(), "core")
	if out, err := exec.Command(tool, "-o", path, fmt.Sprint(pid)).CombinedOutput(); err != nil {
		t.Logf("no core dump is searched: gcore: %v: %s", err, out)
		return
	}
	f, err := os.Open(fmt.Sprintf("%s.%d", path, pid))
	must(t, err)
	defer f.Close()
	const step, overlap = 64 << 20, 1 << 12 // no key that is looked for is longer
	b, total := make([]byte, step+overlap), int64(0)
	for {
		got, err := f.ReadAt(b, total)
		n.find(b[:got], func(at int, name string) { t.Errorf("the core dump has %s at %d", name, total+int64(at)) })
		if err == io.EOF {
			total += int64(got)
			break
		}
		must(t, err)
		total += step
	}
	if total < 1<<20 {
		t.Fatalf("the core dump has %d bytes", total)
	}
	t.Logf("a core dump of %d bytes", total)
}

// afterUse has a process use a key, and tells where its bytes are found after that.
func afterUse(t *testing.T, attrs psa.Attributes, key []byte) (left []string) {
	t.Helper()
	dir := filepath.Join(private(t), "store")
	n := needleOf(secretParts(t, attrs, key))
	w, next := hold(t, holdSpec{Dir: dir, Attrs: attrs, Key: masked(key)})
	next("opened")
	own := w.arenaSecrets()
	root, err := os.ReadFile(filepath.Join(dir, rootFile))
	must(t, err)
	if len(own) < 2 {
		t.Errorf("the arena of an open store holds %d secrets", len(own))
	}
	ownNeedle := needleOf(own)
	if found := w.search(needleOf(map[string][]byte{"root": root})); len(found) > 0 {
		t.Errorf("the root key of an open store is still there: %v", found)
	}
	next("loaded")
	loaded := w.search(n)
	if !slices.ContainsFunc(slices.Collect(maps.Keys(loaded)), func(r remain) bool { return r.kind == "arena" }) {
		t.Errorf("a loaded key is not found in the arena, so that the search finds nothing: %v", loaded)
	}
	for _, stage := range []string{"purged", "destroyed", "closed"} {
		next(stage)
		for r, times := range w.search(n) {
			left = append(left, fmt.Sprintf("%s: %s in %s %d times", stage, r.what, r.kind, times))
			if r.kind == "arena" || stage == "closed" && r.kind != "Go's memory" {
				t.Errorf("%s: the key is in %s", stage, r.kind)
			}
		}
	}
	// Parts of the store's own keys are seen now and then, for whatever reason; a whole key would be 17 windows.
	for r, times := range w.search(ownNeedle) {
		if r.kind != "Go's memory" {
			t.Errorf("a key of the closed store is in %s", r.kind)
		}
		t.Logf("a part of a key of the closed store, %d windows of it, is in %s", times, r.kind)
	}
	slices.Sort(left)
	return left
}
