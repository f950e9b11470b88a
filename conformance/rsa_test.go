package conformance

import (
	"math/big"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keytype"
)

// verifyAll verifies a group's signatures with a public key.
func verifyAll(t *testing.T, s *session, g *group, a alg.Algorithm) {
	k, err := s.key(a, keytype.RSAPublicKey, g.PublicKeyAsn)
	if err != nil {
		t.Error(err)
		return
	}
	defer k.Destroy(bg)
	for i := range g.Tests {
		s.check(t, &g.Tests[i], k.VerifyMessage(bg, a, g.Tests[i].Msg, g.Tests[i].Sig, nil))
	}
}

func rsaVerifyRun(t *testing.T, s *session, _ string, g *group) {
	verifyAll(t, s, g, alg.RSAPKCS1V15Sign(hashNamed(t, g.Sha)))
}

func rsaPSSRun(t *testing.T, s *session, name string, g *group) {
	if g.Mgf != "MGF1" || g.MgfSha != g.Sha {
		return // the specification has MGF1 with the hash of the message
	}
	h := hashNamed(t, g.Sha)
	// The salt of PSA_ALG_RSA_PSS is as long as the hash, or as long as fits.
	a := alg.RSAPSS(h)
	if g.SLen != h.HashLength() {
		a = alg.RSAPSSAnySalt(h)
		for i := range g.Tests {
			// With another length of the salt a signature may be what the test calls invalid.
			if c := &g.Tests[i]; c.Result != "valid" {
				c.Result = "acceptable"
			}
		}
	}
	verifyAll(t, s, g, a)
}

func rsaSignRun(t *testing.T, s *session, _ string, g *group) {
	a := alg.RSAPKCS1V15Sign(hashNamed(t, g.Sha))
	p, err := keyformat.ParsePKCS8(g.PrivateKeyPkcs8)
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.key(a, keytype.RSAKeyPair, p.Data)
	if psa.StatusOf(err) == psa.ErrNotSupported && len(p.Data) > keytype.RSAKeyPair.ExportSize(g.KeySize) {
		return // a public exponent of more than 256 bits (NIST SP 800-56B, section 6.2)
	}
	if err != nil {
		t.Error(err)
		return
	}
	defer k.Destroy(bg)
	for i := range g.Tests {
		c := &g.Tests[i]
		// A weak hash makes a signature acceptable only; the specification has them all.
		if c.Result == "acceptable" {
			c.Result = "valid"
		}
		sig, err := k.SignMessage(bg, a, nil, c.Msg, nil)
		s.check(t, c, same(sig, c.Sig, err))
	}
}

// decryptAll decrypts a group's ciphertexts.
func decryptAll(t *testing.T, s *session, g *group, a alg.Algorithm) {
	p, err := keyformat.ParsePKCS8(g.PrivateKeyPkcs8)
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.key(a, keytype.RSAKeyPair, p.Data)
	if err != nil {
		t.Error(err)
		return
	}
	defer k.Destroy(bg)
	for i := range g.Tests {
		c := &g.Tests[i]
		msg, err := k.DecryptAsymmetric(bg, a, nil, c.Ct, c.Label)
		s.check(t, c, same(msg, c.Msg, err))
	}
}

func rsaDecryptRun(t *testing.T, s *session, _ string, g *group) {
	decryptAll(t, s, g, alg.RSAPKCS1V15Crypt)
}

func rsaOAEPRun(t *testing.T, s *session, name string, g *group) {
	if g.Mgf != "MGF1" || g.MgfSha != g.Sha || strings.HasPrefix(g.Sha, "SHAKE") {
		return // the specification has MGF1 with the hash of the label
	}
	decryptAll(t, s, g, alg.RSAOAEP(hashNamed(t, g.Sha)))
}

// rsaPublicKey writes an RSAPublicKey (RFC 8017, appendix A.1.1).
func rsaPublicKey(n, e []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(n))
		b.AddASN1BigInt(new(big.Int).SetBytes(e))
	})
	return b.BytesOrPanic()
}
