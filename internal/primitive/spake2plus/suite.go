package spake2plus

import (
	"encoding/hex"

	"github.com/psacrypto/psa/internal/primitive/primegroup"
)

// Suite is a cipher suite (RFC 9383, section 4). It is safe for concurrent use.
type Suite struct {
	group primegroup.Group
	hash  newHash
	// m and n mask the shares of prover and verifier; mBytes and nBytes are their encodings.
	m, n           primegroup.Element
	mBytes, nBytes []byte
	mac            func(key, msg []byte) []byte
	// macKey is the length of confirmation keys in bytes, 0 for that of the hash.
	macKey int
	// matter chooses the key schedule of draft-bar-cfrg-spake2plus-02.
	matter bool
}

// MAC is the MAC that confirms.
type MAC int

// The MACs of RFC 9383.
const (
	HMAC MAC = iota
	CMAC     // with AES-128
)

// points are M and N of a group. Those of Weierstrass curves are written uncompressed, as the shares are.
type points struct{ m, n string }

// RFC 9383, section 4: nobody knows their discrete logarithms, because they come from hashes of a text (appendix B).
var (
	pointsP256 = points{
		"04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f" + "5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d20",
		"04d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49" + "07d60aa6bfade45008a636337f5168c64d9bd36034808cd564490b1e656edbe7",
	}
	pointsP384 = points{
		"040ff0895ae5ebf6187080a82d82b42e2765e3b2f8749c7e05eba366434b363d3dc36f15314739074d2eb8613fceec2853" +
			"97592c55797cdd77c0715cb7df2150220a0119866486af4234f390aad1f6addde5930909adc67a1fc0c99ba3d52dc5dd",
		"04c72cf2e390853a1c1c4ad816a62fd15824f56078918f43f922ca21518f9c543bb252c5490214cf9aa3f0baab4b665c10" +
			"c38b7d7f4e7f320317cd717315a797c7e02933aef68b364cbf84ebc619bedbe21ff5c69ea0f1fed5d7e3200418073f40",
	}
	pointsP521 = points{
		"04003f06f38131b2ba2600791e82488e8d20ab889af753a41806c5db18d37d85608cfae06b82e4a72cd744c719193562a653ea1f119eef9356907edc9b56979962d7aa" +
			"01bdd179a3d547610892e9b96dea1eab10bdd7ac5ae0cf75aa0f853bfd185cf782f894301998b11d1898ede2701dca37a2bb50b4f519c3d89a7d054b51fb84912192",
		"0400c7924b9ec017f3094562894336a53c50167ba8c5963876880542bc669e494b2532d76c5b53dfb349fdf69154b9e0048c58a42e8ed04cef052a3bc349d95575cd25" +
			"01c62bee650c9287a651bb75c7f39a2006873347b769840d261d17760b107e29f091d556a82a2e4cde0c40b84b95b878db2489ef760206424b3fe7968aa8e0b1f334",
	}
	pointsEdwards25519 = points{
		"d048032c6ea0b6d697ddc2e86bda85a33adac920f1bf18e1b0c6d166a5cecdaf",
		"d3bfb518f44f3430f29d0c92af503865a1ed3281dc69b35dd868ba85f886c4ab",
	}
	pointsEdwards448 = points{
		"b6221038a775ecd007a4e4dde39fd76ae91d3cf0cc92be8f0c2fa6d6b66f9a12942f5a92646109152292464f3e63d354701c7848d9fc3b8880",
		"6034c65b66e4cd7a49b0edec3e3c9ccc4588afd8cf324e29f0a84a072531c4dbf97ff9af195ed714a689251f08f8e06e2d1f24a0ffc0146600",
	}
)

func newSuite(g primegroup.Group, p points, h newHash, mac MAC) *Suite {
	s := &Suite{group: g, hash: h}
	s.m, s.mBytes = decode(g, p.m)
	s.n, s.nBytes = decode(g, p.n)
	if mac == CMAC {
		s.mac, s.macKey = cmacAES, 16
	} else {
		s.mac = s.hmac
	}
	return s
}

func decode(g primegroup.Group, s string) (primegroup.Element, []byte) {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("spake2plus: " + err.Error())
	}
	e, ok := g.Decode(b)
	if !ok {
		panic("spake2plus: a constant is no element of its group")
	}
	return e, b
}

// P256 makes a suite over P-256, which has both MACs; in RFC 9383 the hash is SHA-256 or SHA-512.
func P256(h newHash, mac MAC) *Suite { return newSuite(primegroup.P256(), pointsP256, h, mac) }

// P384 makes a suite over P-384, with SHA-256 or SHA-512 and HMAC.
func P384(h newHash) *Suite { return newSuite(primegroup.P384(), pointsP384, h, HMAC) }

// P521 makes a suite over P-521, with SHA-512 and HMAC.
func P521(h newHash) *Suite { return newSuite(primegroup.P521(), pointsP521, h, HMAC) }

// Edwards25519 makes the suite over edwards25519, with SHA-256 and HMAC.
func Edwards25519(h newHash) *Suite {
	return newSuite(primegroup.Edwards25519(), pointsEdwards25519, h, HMAC)
}

// Edwards448 makes the suite over edwards448, with SHA-512 and HMAC.
func Edwards448(h newHash) *Suite {
	return newSuite(primegroup.Edwards448(), pointsEdwards448, h, HMAC)
}

// Matter makes the suite of Matter, P256-SHA256-HKDF-HMAC-SHA256 with the key schedule of draft-bar-cfrg-spake2plus-02.
func Matter(sha256 newHash) *Suite {
	s := P256(sha256, HMAC)
	s.matter = true
	return s
}

// Group returns the group that the suite computes in.
func (s *Suite) Group() primegroup.Group { return s.group }

// L returns what the verifier knows of w1: w1 times the generator (RFC 9383, section 3.2).
func (s *Suite) L(w1 []byte) primegroup.Element { return s.group.ScalarBaseMult(w1) }
