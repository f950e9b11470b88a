package spake2plus

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
	"github.com/psacrypto/psa/internal/vectors"
)

// known is a run of the protocol with its ephemeral keys; fields that a source does not have are "".
type known struct {
	context, prover, verifier                   string
	w0, w1, l, x, shareP, y, shareV             string
	tt, main, keyP, keyV, macP, macV, z, v, out string
}

func (k known) run(t *testing.T, name string, s *Suite) {
	hex := func(x string) []byte { return vectors.Hex(t, x) }
	ids := Identities{[]byte(k.prover), []byte(k.verifier), []byte(k.context), true}
	w0, w1 := hex(k.w0), hex(k.w1)
	l, ok := s.Group().Decode(hex(k.l))
	if !ok || !s.L(w1).Equal(l) {
		t.Errorf("%s: L is %x", name, s.L(w1).Append(nil))
	}
	p, v := s.Prover(w0, w1, ids), s.Verifier(w0, l, ids)
	shareP, err := p.Share(bytes.NewReader(hex(k.x)))
	if err != nil || !bytes.Equal(shareP, hex(k.shareP)) {
		t.Errorf("%s: shareP is %x, %v", name, shareP, err)
	}
	if err := v.PeerShare(shareP); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	shareV, err := v.Share(bytes.NewReader(hex(k.y)))
	if err != nil || !bytes.Equal(shareV, hex(k.shareV)) {
		t.Errorf("%s: shareV is %x, %v", name, shareV, err)
	}
	if err := p.PeerShare(shareV); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for side, party := range map[string]*Party{"prover": p, "verifier": v} {
		secret, err := party.Secret()
		if err != nil || !bytes.Equal(secret, hex(k.out)) {
			t.Errorf("%s: the %s's secret is %x, %v", name, side, secret, err)
		}
		own, peer := hex(k.macP), hex(k.macV)
		if party == v {
			own, peer = peer, own
		}
		if mac, err := party.Confirmation(); err != nil || !bytes.Equal(mac, own) {
			t.Errorf("%s: the %s confirms with %x, %v", name, side, mac, err)
		}
		if !party.Confirms(peer) {
			t.Errorf("%s: the %s does not take the confirmation", name, side)
		}
		if k.keyP != "" && (!bytes.Equal(party.keys.confirmP, hex(k.keyP)) || !bytes.Equal(party.keys.confirmV, hex(k.keyV))) {
			t.Errorf("%s: the %s's keys are %x and %x", name, side, party.keys.confirmP, party.keys.confirmV)
		}
	}
	if k.tt != "" {
		z, okZ := s.Group().Decode(hex(k.z))
		e, okV := s.Group().Decode(hex(k.v))
		if !okZ || !okV {
			t.Fatalf("%s: Z or V is no element", name)
		}
		if tt := s.transcript(p, z, e); !bytes.Equal(tt, hex(k.tt)) {
			t.Errorf("%s: TT is %x", name, tt)
		}
	}
}

// TestRFC9383 has the vectors of RFC 9383, appendix C, for P-256.
func TestRFC9383(t *testing.T) {
	var all map[string]map[string]string
	if err := json.Unmarshal(vectors.Read(t, "pake/spake2plus_rfc9383.json"), &all); err != nil {
		t.Fatal(err)
	}
	for name, f := range all {
		mac := HMAC
		macP, macV := f["HMAC_K_confirmP_shareV"], f["HMAC_K_confirmV_shareP"]
		if strings.Contains(name, "CMAC") {
			mac, macP, macV = CMAC, f["CMAC_K_confirmP_shareV"], f["CMAC_K_confirmV_shareP"]
		}
		h := sha256.New
		if strings.Contains(name, "SHA512") {
			h = sha512.New
		}
		known{context: name + " Test Vectors", prover: "client", verifier: "server", w0: f["w0"], w1: f["w1"], l: f["L"], x: f["x"], shareP: f["shareP"],
			y: f["y"], shareV: f["shareV"], tt: f["TT"], main: f["K_main"], keyP: f["K_confirmP"], keyV: f["K_confirmV"], macP: macP, macV: macV,
			z: f["Z"], v: f["V"], out: f["K_shared"]}.run(t, name, P256(h, mac))
	}
	if len(all) != 4 {
		t.Errorf("%d suites", len(all))
	}
}

// TestRFC9383HMAC has the suites of RFC 9383, appendix C, with HMAC, those over P-384 and P-521 too, as Botan keeps them.
func TestRFC9383HMAC(t *testing.T) {
	suites := map[string]*Suite{
		"secp256r1 SHA-256": P256(sha256.New, HMAC), "secp256r1 SHA-512": P256(sha512.New, HMAC), "secp384r1 SHA-256": P384(sha256.New),
		"secp384r1 SHA-512": P384(sha512.New), "secp521r1 SHA-512": P521(sha512.New),
	}
	f := map[string]string{}
	n := 0
	done := func() {
		if f["Shared"] == "" {
			return
		}
		name := f["Group"] + " " + f["Hash"]
		s := suites[name]
		if s == nil {
			t.Fatalf("no suite %s", name)
		}
		text := func(x string) string { return string(vectors.Hex(t, x)) }
		known{context: text(f["Context"]), prover: text(f["ProverId"]), verifier: text(f["VerifierId"]), w0: f["W0"], w1: f["W1"], l: f["L"], x: f["X"],
			shareP: f["ShareP"], y: f["Y"], shareV: f["ShareV"], macP: f["ConfirmP"], macV: f["ConfirmV"], out: f["Shared"]}.run(t, name, s)
		delete(suites, name)
		delete(f, "Shared")
		n++
	}
	for line := range strings.Lines(string(vectors.Read(t, "pake/spake2p.vec"))) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), " = "); ok {
			f[k] = v
			if k == "Shared" {
				done()
			}
		}
	}
	if len(suites) != 0 || n < 5 {
		t.Errorf("no vectors for %v", suites)
	}
}

// TestMatter has the vectors of draft-bar-cfrg-spake2plus-02, appendix B, with which Matter's implementations are tested (connectedhomeip,
// src/crypto/tests/SPAKE2P_RFC_test_vectors.h): all combinations of empty identities.
func TestMatter(t *testing.T) {
	const w0, w1 = "e6887cf9bdfb7579c69bf47928a84514b5e355ac034863f7ffaf4390e67d798c", "24b5ae4abda868ec9336ffc3b78ee31c5755bef1759227ef5372ca139b94e512"
	const l = "0495645cfb74df6e58f9748bb83a86620bab7c82e107f57d6870da8cbcb2ff9f7063a14b6402c62f99afcb9706a4d1a143273259fe76f1c605a3639745a92154b9"
	for _, k := range []known{
		{prover: "client", verifier: "server",
			x:      "8b0f3f383905cf3a3bb955ef8fb62e24849dd349a05ca79aafb18041d30cbdb6",
			shareP: "04af09987a593d3bac8694b123839422c3cc87e37d6b41c1d630f000dd64980e537ae704bcede04ea3bec9b7475b32fa2ca3b684be14d11645e38ea6609eb39e7e",
			y:      "2e0895b0e763d6d5a9564433e64ac3cac74ff897f6c3445247ba1bab40082a91",
			shareV: "04417592620aebf9fd203616bbb9f121b730c258b286f890c5f19fea833a9c900cbe9057bc549a3e19975be9927f0e7614f08d1f0a108eede5fd7eb5624584a4f4",
			keyP:   "0d248d7d19234f1486b2efba5179c52d", keyV: "556291df26d705a2caedd6474dd0079b",
			out:  "801db297654816eb4f02868129b9dc89",
			macP: "d4376f2da9c72226dd151b77c2919071155fc22a2068d90b5faa6c78c11e77dd",
			macV: "0660a680663e8c5695956fb22dff298b1d07a526cf3cc591adfecd1f6ef6e02e"},
		{prover: "client",
			x:      "ec82d9258337f61239c9cd68e8e532a3a6b83d12d2b1ca5d543f44def17dfb8d",
			shareP: "04230779960824076d3666a7418e4d433e2fa15b06176eabdd572f43a32ecc79a192b243d2624310a7356273b86e5fd9bd627d3ade762baeff1a320d4ad7a4e47f",
			y:      "eac3f7de4b198d5fe25c443c0cd4963807add767815dd02a6f0133b4bc2c9eb0",
			shareV: "044558642e71b616b248c9583bd6d7aa1b3952c6df6a9f7492a06035ca5d92522d84443de7aa20a59380fa4de6b7438d925dbfb7f1cfe60d79acf961ee33988c7d",
			out:    "6989d8f9177ef7df67da437987f07255",
			macP:   "e1b9258807ba4750dae1d7f3c3c294f13dc4fa60cde346d5de7d200e2f8fd3fc",
			macV:   "b9c39dfa49c47757de778d9bedeaca2448b905be19a43b94ee24b770208135e3"},
		{verifier: "server",
			x:      "ba0f0f5b78ef23fd07868e46aeca63b51fda519a3420501acbe23d53c2918748",
			shareP: "04c14d28f4370fea20745106cea58bcfb60f2949fa4e131b9aff5ea13fd5aa79d507ae1d229e447e000f15eb78a9a32c2b88652e3411642043c1b2b7992cf2d4de",
			y:      "39397fbe6db47e9fbd1a263d79f5d0aaa44df26ce755f78e092644b434533a42",
			shareV: "04d1bee3120fd87e86fe189cb952dc688823080e62524dd2c08dffe3d22a0a8986aa64c9fe0191033cafbc9bcaefc8e2ba8ba860cd127af9efdd7f1c3a41920fe8",
			out:    "2ea40e4badfa5452b5744dc5983e99ba",
			macP:   "e564c93b3015efb946dc16d642bbe7d1c8da5be164ed9fc3bae4e0ff86e1bd3c",
			macV:   "072a94d9a54edc201d8891534c2317cadf3ea3792827f479e873f93e90f21552"},
		{
			x:      "5b478619804f4938d361fbba3a20648725222f0a54cc4c876139efe7d9a21786",
			shareP: "04a6db23d001723fb01fcfc9d08746c3c2a0a3feff8635d29cad2853e7358623425cf39712e928054561ba71e2dc11f300f1760e71eb177021a8f85e78689071cd",
			y:      "766770dad8c8eecba936823c0aed044b8c3c4f7655e8beec44a15dcbcaf78e5e",
			shareV: "04390d29bf185c3abf99f150ae7c13388c82b6be0c07b1b8d90d26853e84374bbdc82becdb978ca3792f472424106a2578012752c11938fcf60a41df75ff7cf947",
			out:    "ea3276d68334576097e04b19ee5a3a8b",
			macP:   "71d9412779b6c45a2c615c9df3f1fd93dc0aaf63104da8ece4aa1b5a3a415fea",
			macV:   "095dc0400355cc233fde7437811815b3c1524aae80fd4e6810cf531cf11d20e3"},
	} {
		k.context, k.w0, k.w1, k.l = "SPAKE2+-P256-SHA256-HKDF draft-01", w0, w1, l
		k.run(t, "Matter with "+k.prover+"/"+k.verifier, Matter(sha256.New))
	}
}

// TestPoints generates M and N from their texts (RFC 9383, appendix B).
func TestPoints(t *testing.T) {
	for _, c := range []struct {
		seed   string
		s      *Suite
		size   int
		format func(b []byte)
	}{
		{"1.2.840.10045.3.1.7", P256(sha256.New, HMAC), 33, weierstrass}, {"1.3.132.0.34", P384(sha256.New), 49, weierstrass},
		{"1.3.132.0.35", P521(sha512.New), 67, weierstrass},
		{"edwards25519", Edwards25519(sha256.New), 32, func([]byte) {}},
		{"edwards448", Edwards448(sha512.New), 57, func(b []byte) { b[56] &= 0x80 }},
	} {
		for letter, want := range map[string][]byte{"M": c.s.mBytes, "N": c.s.nBytes} {
			got := generated(c.seed+" point generation seed ("+letter+")", c.size, c.format, func(b []byte) bool { return decodes(c.s.Group(), b) })
			// Weierstrass points are compressed there, which have the x of the constants and the last bit of their y.
			if len(want) != c.size {
				want = append([]byte{2 | want[len(want)-1]&1}, want[1:c.size]...)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s: %s is %x, not %x", c.seed, letter, got, want)
			}
		}
	}
}

func weierstrass(b []byte) { b[0] = b[0]&1 | 2 }

func generated(seed string, size int, format func([]byte), valid func([]byte) bool) []byte {
	first := sha256.Sum256([]byte(seed))
	for range 1000 {
		var b []byte
		for block := first; len(b) < size; block = sha256.Sum256(block[:]) {
			b = append(b, block[:]...)
		}
		b = b[:size]
		format(b)
		if valid(b) {
			return b
		}
		first = sha256.Sum256(first[:])
	}
	return nil
}

type suiteCase struct {
	name string
	s    *Suite
}

func suites() []suiteCase {
	return []suiteCase{
		{"P-256 SHA-256", P256(sha256.New, HMAC)}, {"P-256 SHA-512", P256(sha512.New, HMAC)}, {"P-256 SHA-256 CMAC", P256(sha256.New, CMAC)},
		{"P-256 SHA-512 CMAC", P256(sha512.New, CMAC)}, {"P-384 SHA-256", P384(sha256.New)}, {"P-384 SHA-512", P384(sha512.New)},
		{"P-521 SHA-512", P521(sha512.New)}, {"edwards25519 SHA-256", Edwards25519(sha256.New)}, {"edwards448 SHA-512", Edwards448(sha512.New)},
		{"Matter", Matter(sha256.New)},
	}
}

func random(t testing.TB, s *Suite) []byte {
	k, err := s.Group().Order().Random(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// exchange sends shares, which alter may change: shareP is 0, shareV 1.
func exchange(p, v *Party, alter func(i int, share []byte)) error {
	share, err := p.Share(rand.Reader)
	if err != nil {
		return err
	}
	share = bytes.Clone(share)
	alter(0, share)
	if err := v.PeerShare(share); err != nil {
		return err
	}
	if share, err = v.Share(rand.Reader); err != nil {
		return err
	}
	share = bytes.Clone(share)
	alter(1, share)
	return p.PeerShare(share)
}

func unaltered(int, []byte) {}

// agree tells whether each side takes the other's confirmation.
func agree(t *testing.T, p, v *Party) bool {
	a, err := p.Confirmation()
	b, other := v.Confirmation()
	if err != nil || other != nil {
		t.Fatal(err, other)
	}
	if p.Confirms(b) != v.Confirms(a) {
		t.Error("one side alone is satisfied")
	}
	return p.Confirms(b)
}

func TestExchange(t *testing.T) {
	for _, c := range suites() {
		w0, w1 := random(t, c.s), random(t, c.s)
		ids := Identities{Prover: []byte("client"), Verifier: []byte("server")}
		p, v := c.s.Prover(w0, w1, ids), c.s.Verifier(w0, c.s.L(w1), ids)
		if err := exchange(p, v, unaltered); err != nil || !agree(t, p, v) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		k, err := p.Secret()
		l, other := v.Secret()
		if err != nil || other != nil || !bytes.Equal(k, l) {
			t.Errorf("%s: the secrets are %x and %x", c.name, k, l)
		}
		// A confirmation is no confirmation of the other side.
		own, _ := p.Confirmation()
		if p.Confirms(own) {
			t.Errorf("%s: the prover takes its own confirmation", c.name)
		}
		own[0] ^= 1
		if v.Confirms(own) || v.Confirms(own[:len(own)-1]) || v.Confirms(nil) {
			t.Errorf("%s: a wrong confirmation is taken", c.name)
		}
		p.Wipe()
		if _, err := p.Secret(); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: after Wipe: %v", c.name, err)
		}

		for name, q := range map[string]*Party{
			"w0":               c.s.Prover(random(t, c.s), w1, ids),
			"w1":               c.s.Prover(w0, random(t, c.s), ids),
			"prover":           c.s.Prover(w0, w1, Identities{Prover: []byte("Client"), Verifier: []byte("server")}),
			"verifier":         c.s.Prover(w0, w1, Identities{Prover: []byte("client"), Verifier: []byte("Server")}),
			"moved":            c.s.Prover(w0, w1, Identities{Prover: []byte("clients"), Verifier: []byte("erver")}),
			"exchanged":        c.s.Prover(w0, w1, Identities{Prover: []byte("server"), Verifier: []byte("client")}),
			"an empty context": c.s.Prover(w0, w1, Identities{Prover: []byte("client"), Verifier: []byte("server"), HasContext: true}),
		} {
			v := c.s.Verifier(w0, c.s.L(w1), ids)
			if err := exchange(q, v, unaltered); err != nil {
				t.Errorf("%s: another %s: %v", c.name, name, err)
			} else if agree(t, q, v) {
				t.Errorf("%s: another %s is not noticed", c.name, name)
			}
		}
	}
}

// TestAltered: a share in which a bit is changed is refused, or makes the confirmations wrong; so does one that is sent back.
func TestAltered(t *testing.T) {
	for _, c := range suites() {
		w0, w1 := random(t, c.s), random(t, c.s)
		for i := range 2 {
			for _, change := range []func(b []byte){
				func(b []byte) { b[len(b)-1] ^= 1 }, func(b []byte) { b[0] ^= 1 }, func(b []byte) { b[len(b)/2] ^= 4 },
				func(b []byte) { copy(b, c.s.Group().Generator().Append(nil)) },
			} {
				p, v := c.s.Prover(w0, w1, Identities{}), c.s.Verifier(w0, c.s.L(w1), Identities{})
				err := exchange(p, v, func(j int, share []byte) {
					if i == j {
						change(share)
					}
				})
				if err != nil && !errors.Is(err, ErrShare) || err == nil && agree(t, p, v) {
					t.Errorf("%s: share %d altered: %v", c.name, i, err)
				}
			}
		}
		p := c.s.Prover(w0, w1, Identities{})
		share, err := p.Share(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.PeerShare(share); err == nil {
			own, _ := p.Confirmation()
			if p.Confirms(own) {
				t.Errorf("%s: the prover talks to itself", c.name)
			}
		}
		// The mask alone makes Z the identity.
		p = c.s.Prover(w0, w1, Identities{})
		if _, err := p.Share(rand.Reader); err != nil {
			t.Fatal(err)
		}
		if err := p.PeerShare(c.s.n.ScalarMult(w0).Append(nil)); !errors.Is(err, ErrShare) {
			t.Errorf("%s: w0*N: %v", c.name, err)
		}
	}
}

func TestOrder(t *testing.T) {
	s := suites()[0].s
	w0, w1 := random(t, s), random(t, s)
	p, v := s.Prover(w0, w1, Identities{}), s.Verifier(w0, s.L(w1), Identities{})
	if _, err := v.Share(rand.Reader); !errors.Is(err, ErrOrder) {
		t.Errorf("the verifier begins: %v", err)
	}
	if err := p.PeerShare(make([]byte, 65)); !errors.Is(err, ErrOrder) {
		t.Errorf("the prover receives first: %v", err)
	}
	if _, err := p.Confirmation(); !errors.Is(err, ErrOrder) {
		t.Errorf("a confirmation of nothing: %v", err)
	}
	if p.Confirms(nil) {
		t.Error("nothing confirms")
	}
	if _, err := p.Share(io.LimitReader(rand.Reader, 31)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("no randomness: %v", err)
	}
	if err := exchange(p, v, unaltered); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Share(rand.Reader); !errors.Is(err, ErrOrder) {
		t.Errorf("a second share: %v", err)
	}
	if err := v.PeerShare(make([]byte, 65)); !errors.Is(err, ErrOrder) {
		t.Errorf("a second share: %v", err)
	}
}

// BenchmarkExchange is one side of an exchange; bare are the multiplications that it can't do without: one of the generator, and one each for the mask of
// the own share, that of the peer's, Z and V; where the group is not the whole curve, one more to see that the peer's share is in it.
func BenchmarkExchange(b *testing.B) {
	for _, c := range suites() {
		w0, w1 := random(b, c.s), random(b, c.s)
		e := c.s.L(w1)
		others := 4
		if c.s.Group().Cofactor() != 1 {
			others++
		}
		b.Run(c.name+"/bare", func(b *testing.B) {
			for b.Loop() {
				c.s.Group().ScalarBaseMult(w1)
				for range others {
					e.ScalarMult(w1)
				}
			}
		})
		b.Run(c.name+"/exchange", func(b *testing.B) {
			for b.Loop() {
				p, v := c.s.Prover(w0, w1, Identities{}), c.s.Verifier(w0, e, Identities{})
				if err := exchange(p, v, unaltered); err != nil {
					b.Fatal(err)
				}
				for _, x := range [][2]*Party{{p, v}, {v, p}} {
					mac, err := x[0].Confirmation()
					if err != nil || !x[1].Confirms(mac) {
						b.Fatal("no confirmation")
					}
				}
			}
			// Both sides have run.
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2, "ns/side")
		})
	}
}

// decodes tells whether b is an element, or a compressed point of the curve.
func decodes(g primegroup.Group, b []byte) bool {
	if len(b) == g.ElementSize() {
		_, ok := g.Decode(b)
		return ok
	}
	return compressed(len(b), b)
}
