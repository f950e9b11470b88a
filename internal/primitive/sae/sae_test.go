package sae

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
)

// The example of IEEE 802.11-2020, annex J.10, as hostap has it (src/common/common_module_tests.c); of hash-to-element iwd has the numbers on the way too
// (unit/test-sae.c).
const (
	j10Password   = "mekmitasdigoat"
	j10SSID       = "byteme"
	j10Identifier = "psk4internet"
	j10PWE        = "c93049b9e64000f848201649e999f2b5c22dea69b5632c9df4d633b8aa1f6c1e" + "73634e94b53d82e7383a8d258199d9dc1a5ee8269d060382ccbf33e614ff59a0"
	j10PT         = "b6e38c98750c684b5d17c3d8c9a4100b39931279187ca6cced5f37ef46ddfa97" + "5687e972e50f73e3898861e7edad21bea7d5f622df88243bb804920ae8e647fa"
	j10AddressA   = "00095b66ec1e"
	j10AddressB   = "000b6bd90246"
)

// j10PWE15 is the PWE of the group of 3072 bits.
const j10PWE15 = `
	696873658f6531429f97396fb85f89e1fcd2f69219a90e822ff7f4bc0bd8a79ff08035316fcae1a53977dc112b0bfe2e6f656dc7d4a45b081fd9bbe222853181
	7970bea166584a093c57343c9d578f4258d03981db8f79a21b01cd27c9aecfcb9cdb1f84b8884e8f5066b429831eb9890ca54721ba10d5aa1a80cef14cad16da
	57b2418abe4b8cb0b2ebf7a80e3ecf228fd8b6db799c9b80afd714ad5182f464b63f4c6ce53faa6fbf3dc23f77fdcbe19ce31e8a0e97e22be2dd373988c28ebe
	faac3d5b622e1e74a09af8edfae1ce9cabbbdc36b128463c7ea8bdb9364c2675e017731fe0fef649faa045f44405202725c299de278b70dc546090021e29979a
	c4e7b6f58bae7c34aaef9bc630f2808d8078c25563a0a13870fbf4748dcd8790b454c375df10c5b6b2085961e668a582f88f473043b4dc31fcbc69e7b494b06a
	6059802ed3a4e897a2a3c9084b276cc137e8fc5ce254303ef8fea2fcbbbd886c92a32a407a2c22388c8686feb9d46bd64788a7f68e0f14ad1eaccf330199c162`

// The groups of RFC 3526, sections 3 and 4.
const (
	modp2048 = `
	ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437
	4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05
	98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b
	e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff`
	modp3072 = `
	ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437
	4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05
	98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b
	e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33
	a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864
	d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff`
)

func ffc(t testing.TB, p string) *Group {
	g, err := NewFFC(vectors.Hex(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestHashToElement(t *testing.T) {
	g := P256()
	pt, ok := g.Token(sha256.New, Seed(sha256.New, []byte(j10SSID), []byte(j10Password), []byte(j10Identifier)))
	if !ok || !bytes.Equal(pt, vectors.Hex(t, j10PT)) {
		t.Errorf("PT is %x", pt)
	}
	for value, point := range map[string]string{
		"a5044469ab16f25b6abf1e0e37a36b56f50be73369053df8db87989a6b66fd1a491f1cdacbd07931620f83008ffc0ecc": "a07c260764a13445ff8cd97c5acc644e7119bde51bad42583eed6f4109639e6b" +
			"3bdc8df0d32337936c74df604933a454142251c53c576c0351b28deaf9428d7e",
		"9b4e0d5b1879f253c5319615099b05aec5b06fa5e788bcfd1e9ea60d33436927190814c322a62585c93c577bbaa3d307": "72cd2a967a837fea5051f0133db46227775ba09f7b6dfb99ae7a8ef22c7d34a0" +
			"864390d797d352b368d311af515bde116fe54459fec867ee18a8a1619ca3ff59",
	} {
		if got := g.encode(g.sswu(vectors.Hex(t, value))); !bytes.Equal(got, vectors.Hex(t, point)) {
			t.Errorf("SSWU gives %x", got)
		}
	}
	for _, a := range [][2]string{{j10AddressA, j10AddressB}, {j10AddressB, j10AddressA}} {
		pwe := g.ElementOfToken(sha256.New, pt, vectors.Hex(t, a[0]), vectors.Hex(t, a[1]))
		if got := g.encode(pwe); !bytes.Equal(got, vectors.Hex(t, j10PWE)) {
			t.Errorf("the PWE is %x", got)
		}
	}
	g = ffc(t, modp3072)
	pt, ok = g.Token(sha512.New384, Seed(sha512.New384, []byte(j10SSID), []byte(j10Password), []byte(j10Identifier)))
	if !ok || !g.ValidToken(pt) {
		t.Error("no PT, or one that is not valid")
	}
	pwe := g.ElementOfToken(sha512.New384, pt, vectors.Hex(t, j10AddressA), vectors.Hex(t, j10AddressB))
	if got := g.encode(pwe); !bytes.Equal(got, vectors.Hex(t, j10PWE15)) {
		t.Errorf("the PWE of the group 15 is %x", got)
	}
}

// The exchange of annex J.10 with looping over P-256.
const (
	j10Rand   = "992465fd3daa3c60aa6565b7f62a2a7f2e12dd12f198faf4fbed89d7ff1ace94"
	j10Mask   = "9507a90f777a044d6a0830b91ea3d5dd70bece44e1acffb86983b5e1bf9fb322"
	j10Commit = `2e2c0f0db52440ad146d967114ce005ce1eab0aa2c2e5c2871b774f6c2575c65
		d5ad9e00829707aa36ba8b859738fc961d08243505f47c035376d7ac4bc8d7b9 5083bf43827d0fc31ed778dd3671fd21a46d1091d64b6f9a1e1272621325dbe1`
	j10PeerCommit = `591b96f3397fb945100848e7b550543b6720d88337ee93fc49fd6df7e08b5223
		e71b9bb048d3873f20556953a96c91536fd8ee6ca9b4a68a148b056a909be03e 83ae208f60f8ef5537858074db06687032399862999b511e0a1552a5fea317c2`
	j10KCK   = "1e733f6d9bd53256287304338831b09a39406d121017073a5c30db36f36cb81a"
	j10PMK   = "4e4dfab1a2dd8ac1a91790f953faaa452ae5c6873ab75b63605ba663f8a7fe59"
	j10PMKID = "8747a600eea3f9f22475df58ca1e5498"
)

func TestLooping(t *testing.T) {
	g := P256()
	pwe, ok := g.ElementByLooping(sha256.New, []byte(j10Password), vectors.Hex(t, "4d3f2fffe387"), vectors.Hex(t, "a5d8aa958e3c"))
	if !ok {
		t.Fatal("no element")
	}
	p := New(g, pwe, sha256.New, 32)
	commit, err := p.Commit(bytes.NewReader(vectors.Hex(t, j10Rand+j10Mask)))
	if err != nil || !bytes.Equal(commit, vectors.Hex(t, j10Commit)) {
		t.Errorf("the commit is %x, %v", commit, err)
	}
	if err := p.PeerCommit(vectors.Hex(t, j10PeerCommit)); err != nil {
		t.Fatal(err)
	}
	// The standard's salt of zeros is as good as none.
	if err := p.Salt(make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	if pmk, err := p.PMK(); err != nil || !bytes.Equal(pmk, vectors.Hex(t, j10PMK)) || !bytes.Equal(p.kck, vectors.Hex(t, j10KCK)) {
		t.Errorf("PMK %x, KCK %x, %v", pmk, p.kck, err)
	}
	if id, err := p.PMKID(); err != nil || !bytes.Equal(id, vectors.Hex(t, j10PMKID)) {
		t.Errorf("the PMKID is %x, %v", id, err)
	}
	// Section 12.4.5.5: HMAC over the counter, least significant byte first, and what both have committed, one's own first.
	h := hmac.New(sha256.New, vectors.Hex(t, j10KCK))
	h.Write([]byte{0x34, 0x12})
	h.Write(vectors.Hex(t, j10Commit+j10PeerCommit))
	if c, err := p.Confirm([]byte{0x34, 0x12}); err != nil || !bytes.Equal(c, h.Sum([]byte{0x34, 0x12})) {
		t.Errorf("the confirmation is %x, %v", c, err)
	}
	h.Reset()
	h.Write([]byte{7, 0})
	h.Write(vectors.Hex(t, j10PeerCommit+j10Commit))
	if !p.PeerConfirms(h.Sum([]byte{7, 0})) {
		t.Error("the peer's confirmation is not taken")
	}
}
