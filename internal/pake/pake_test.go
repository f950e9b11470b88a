package pake

import (
	"regexp"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

var (
	p256     = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256)
	jpake    = psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), Primitive: p256, KeyConfirmation: psa.PAKEUnconfirmedKey}
	spake2p  = psa.PAKECipherSuite{Alg: alg.SPAKE2PHMAC(alg.SHA256), Primitive: p256}
	wpa3     = psa.PAKECipherSuite{Alg: alg.WPA3SAEFixed(alg.SHA256), Primitive: p256}
	pair     = keytype.SPAKE2PKeyPair(keytype.SECPR1)
	public   = keytype.SPAKE2PPublicKey(keytype.SECPR1)
	macA     = []byte{2, 0, 0, 0, 0, 1}
	macB     = []byte{2, 0, 0, 0, 0, 2}
	allSteps = []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof, psa.PAKEStepConfirm, psa.PAKEStepSalt, psa.PAKEStepCommit,
		psa.PAKEStepConfirmCount, psa.PAKEStepKeyID}
)

// letters has one for each step; capitals are outputs.
const letters = "kvpfscni"

func letterOf(i int, out bool) string {
	if out {
		return strings.ToUpper(letters[i : i+1])
	}
	return letters[i : i+1]
}

func newState(t *testing.T, s psa.PAKECipherSuite, kt keytype.Type, role psa.PAKERole) *State {
	t.Helper()
	bits := 256
	if kt == keytype.Password {
		bits = 64
	}
	st, err := New(s, kt, bits)
	if err != nil {
		t.Fatal(err)
	}
	if role != psa.PAKERoleNone {
		if err := st.SetRole(role); err != nil {
			t.Fatal(err)
		}
	}
	if !s.Alg.IsSPAKE2P() {
		if err := st.SetUser(macA); err != nil {
			t.Fatal(err)
		}
		if err := st.SetPeer(macB); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

// TestOrders tries every call after every permitted sequence of calls, and compares with the specification's orders, written as words here.
func TestOrders(t *testing.T) {
	for _, c := range []struct {
		name  string
		suite psa.PAKECipherSuite
		kt    keytype.Type
		role  psa.PAKERole
		// steps are the steps of the algorithm, and whole the words after which there is a shared key; prefix tells whether a word can be gone on with.
		steps  string
		whole  string
		prefix func(w string) bool
		depth  int
	}{
		{"J-PAKE", jpake, keytype.Password, psa.PAKERoleNone, "kvpKVP", "^(KVPKVPkvpkvp|kvpkvpKVPKVP)(KVPkvp|kvpKVP)$",
			prefixesOf("KVPKVPkvpkvpKVPkvp", "KVPKVPkvpkvpkvpKVP", "kvpkvpKVPKVPKVPkvp", "kvpkvpKVPKVPkvpKVP"), 19},
		{"SPAKE2+ client", spake2p, pair, psa.PAKERoleClient, "kKfF", "^KkfF$", prefixesOf("KkfF"), 5},
		{"SPAKE2+ server", spake2p, public, psa.PAKERoleServer, "kKfF", "^kKFf$", prefixesOf("kKFf"), 5},
		// After the salt: a CONFIRM goes out only when a counter has come since the last; the key identifier needs a CONFIRM out and one in.
		{"WPA3-SAE", wpa3, keytype.Password, psa.PAKERoleNone, "cCsnfFI", "^(cC|Cc)s([nfFI]*F[nfFI]*f|[nfFI]*f[nfFI]*F)[nfFI]*$", func(w string) bool {
			if !prefixesOf("cCs", "Ccs")(w[:min(3, len(w))]) {
				return false
			}
			counter, out, in := false, false, false
			for _, x := range w[min(3, len(w)):] {
				switch x {
				case 'n':
					counter = true
				case 'F':
					if !counter {
						return false
					}
					counter, out = false, true
				case 'f':
					in = true
				case 'I':
					if !out || !in {
						return false
					}
				default:
					return false
				}
			}
			return true
		}, 9},
	} {
		whole := regexp.MustCompile(c.whole)
		visited := 0
		var walk func(st State, w string)
		walk = func(st State, w string) {
			visited++
			if ready := st.SharedKey() == nil; ready != whole.MatchString(w) {
				t.Fatalf("%s: after %q a shared key: %v", c.name, w, ready)
			} else if err := st.SharedKey(); !ready && psa.StatusOf(err) != psa.ErrBadState {
				t.Fatalf("%s: after %q a shared key: %v", c.name, w, err)
			}
			if len(w) >= c.depth {
				return
			}
			for i, step := range allSteps {
				for _, out := range []bool{false, true} {
					next, l := st, letterOf(i, out)
					var err error
					if out {
						err = next.Output(step)
					} else {
						err = next.Input(step, 1)
					}
					want := psa.Success
					switch {
					case !strings.Contains(c.steps, l):
						want = psa.ErrInvalidArgument
					case !c.prefix(w + l):
						want = psa.ErrBadState
					}
					if psa.StatusOf(err) != want {
						t.Fatalf("%s: %q after %q: got %v, want %v", c.name, l, w, err, want)
					}
					if err == nil {
						walk(next, w+l)
					} else if next.round != st.round || next.at != st.at || next.begun != st.begun {
						t.Fatalf("%s: the error of %q after %q changed the state", c.name, l, w)
					}
				}
			}
		}
		walk(*newState(t, c.suite, c.kt, c.role), "")
		if visited <= c.depth/2 {
			t.Errorf("%s: only %d sequences", c.name, visited)
		}
	}
}

func prefixesOf(words ...string) func(string) bool {
	return func(w string) bool {
		for _, x := range words {
			if strings.HasPrefix(x, w) {
				return true
			}
		}
		return false
	}
}

func want(t *testing.T, what string, err error, s psa.Status) {
	t.Helper()
	if psa.StatusOf(err) != s {
		t.Errorf("%s: got %v, want %v", what, err, s)
	}
}

func TestSetup(t *testing.T) {
	const bad, invalid = psa.ErrBadState, psa.ErrInvalidArgument
	must := func(s psa.PAKECipherSuite, kt keytype.Type, bits int) *State {
		st, err := New(s, kt, bits)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	_, err := New(psa.PAKECipherSuite{}, keytype.Password, 64)
	want(t, "a suite of nothing", err, invalid)
	_, err = New(spake2p, keytype.Password, 64)
	want(t, "SPAKE2+ with a password", err, invalid)

	st := must(jpake, keytype.Password, 64)
	want(t, "a role of J-PAKE", st.SetRole(psa.PAKERoleFirst), invalid)
	want(t, "no role", st.SetRole(psa.PAKERoleNone), psa.Success)
	want(t, "no role again", st.SetRole(psa.PAKERoleNone), bad)
	want(t, "a message before the identities", st.Output(psa.PAKEStepKeyShare), bad)
	want(t, "an empty user", st.SetUser(nil), invalid)
	want(t, "user", st.SetUser([]byte("Alice")), psa.Success)
	want(t, "user again", st.SetUser([]byte("Alice")), bad)
	want(t, "a message before the peer", st.Input(psa.PAKEStepKeyShare, 65), bad)
	want(t, "the shared key before the peer", st.SharedKey(), bad)
	want(t, "the peer is the user", st.SetPeer([]byte("Alice")), invalid)
	want(t, "peer", st.SetPeer([]byte("Bob")), psa.Success)
	want(t, "a context of J-PAKE", st.SetContext(nil), bad)
	want(t, "a message too long", st.Input(psa.PAKEStepKeyShare, 66), invalid)
	want(t, "a message", st.Input(psa.PAKEStepKeyShare, 65), psa.Success)
	want(t, "a user too late", st.SetUser([]byte("Alice")), bad)
	if string(st.User()) != "Alice" || string(st.Peer()) != "Bob" || st.Context() != nil || st.Suite() != jpake || st.Role() != psa.PAKERoleNone {
		t.Error("the state forgot what was set")
	}

	st = must(spake2p, public, 256)
	want(t, "a message before the role", st.Input(psa.PAKEStepKeyShare, 65), bad)
	want(t, "the client with a public key", st.SetRole(psa.PAKERoleClient), invalid)
	want(t, "no role", st.SetRole(psa.PAKERoleNone), invalid)
	want(t, "the server", st.SetRole(psa.PAKERoleServer), psa.Success)
	want(t, "an empty context", st.SetContext(nil), psa.Success)
	want(t, "a second context", st.SetContext([]byte("x")), bad)
	want(t, "an empty user", st.SetUser(nil), psa.Success)
	want(t, "a second user", st.SetUser([]byte("x")), bad)
	want(t, "an empty peer", st.SetPeer(nil), psa.Success)
	want(t, "a message", st.Input(psa.PAKEStepKeyShare, 65), psa.Success)
	want(t, "a role too late", st.SetRole(psa.PAKERoleServer), bad)
	if st.Context() == nil || st.User() == nil || st.Peer() == nil || st.Role() != psa.PAKERoleServer {
		t.Error("what is empty is not the same as what was not set")
	}

	st = must(wpa3, keytype.Password, 64)
	want(t, "a context of WPA3-SAE", st.SetContext([]byte("x")), bad)
	want(t, "a user that is no address", st.SetUser([]byte("Alice")), invalid)
	want(t, "user", st.SetUser(macA), psa.Success)
	want(t, "a message before the peer", st.Output(psa.PAKEStepCommit), bad)
	want(t, "peer", st.SetPeer(macA), psa.Success)
	want(t, "a message", st.Output(psa.PAKEStepCommit), psa.Success)
}

func TestCheckKey(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		t    keytype.Type
		want psa.Status
	}{
		{jpake.Alg, keytype.Derive, psa.Success}, {jpake.Alg, keytype.HMAC, psa.Success}, {jpake.Alg, keytype.AES, psa.ErrInvalidArgument},
		{spake2p.Alg, keytype.AES, psa.Success}, {alg.SPAKE2PMatter, keytype.AES, psa.Success}, {wpa3.Alg, keytype.SM4, psa.Success},
		{wpa3.Alg, keytype.Derive, psa.Success}, {wpa3.Alg, keytype.ChaCha20, psa.ErrInvalidArgument}, {spake2p.Alg, keytype.RawData, psa.ErrInvalidArgument},
		{spake2p.Alg, keytype.Password, psa.ErrInvalidArgument}, {spake2p.Alg, pair, psa.ErrInvalidArgument}, {alg.ECDH, keytype.Derive, psa.ErrInvalidArgument},
	} {
		want(t, c.a.String()+" to "+c.t.String(), CheckKey(c.a, c.t), c.want)
	}
}

// TestTable: every PAKE has rules, and nothing else has.
func TestTable(t *testing.T) {
	for a := range alg.All() {
		if r := rulesOf(a); (r != nil) != (a.IsPAKE() && a != alg.WPA3SAEAny) {
			t.Errorf("%v has rules: %v", a, r != nil)
		}
	}
}
