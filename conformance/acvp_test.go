package conformance

import (
	"bytes"
	"compress/bzip2"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// acvpDir is where the vectors are. Their module has no Go package that they could be embedded by; it is a tool of this module, so that go.mod and go.sum
// hold its version.
var acvpDir = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/geomys/acvp-testdata").Output()
	if err == nil && len(bytes.TrimSpace(out)) == 0 {
		// Known, but not downloaded: go list only looks at what is there.
		if err = exec.Command("go", "mod", "download", "github.com/geomys/acvp-testdata").Run(); err == nil {
			out, err = exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/geomys/acvp-testdata").Output()
		}
	}
	return strings.TrimSpace(string(out)), err
})

// acvpCase is a test case, with the parameters of its group and the answer that is expected.
type acvpCase struct {
	acvpGroup
	acvpTest
	// Want has the fields of the answer.
	Want acvpTest
}

type acvpGroup struct {
	Direction, TestType, HashAlg, HmacAlg, Curve, SigType, MaskFunction string
	Scheme, DomainParameterGenerationMode                               string
	ParameterSet, SignatureInterface, Function                          string
	PreHash                                                             any
	MacLen, TagLen, SaltLen, Modulo                                     int
	N, E                                                                hexBytes
}

type acvpTest struct {
	TcID                                        int
	Key, IV, Pt, Ct, Aad, Tag                   hexBytes
	Msg, Message, Mac, Md                       hexBytes
	Len, OutLen, KeyLen, PayloadLen             int
	Qx, Qy, R, S, Q, Signature                  hexBytes
	EphemeralPrivateIut, EphemeralPublicServerX hexBytes
	EphemeralPublicServerY, StaticPrivateIut    hexBytes
	StaticPublicServerX, StaticPublicServerY, Z hexBytes
	Seed, Pk, D, Ek, Context                    hexBytes
	IterationCount                              int
	Password                                    string
	Salt, DerivedKey                            hexBytes
	TestPassed                                  *bool
}

// acvp reads a file of vectors and its answers, and calls f for each case.
func acvp(t *testing.T, name string, f func(s *session, algorithm, mode string, c *acvpCase)) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		dir, err := acvpDir()
		if err != nil {
			t.Fatalf("the module of the vectors can't be found: %v", err)
		}
		type set struct {
			Algorithm, Mode string
			TestGroups      []struct {
				acvpGroup
				TgID  int
				Tests []json.RawMessage
			}
		}
		read := func(sub string) (sets []set) {
			file, err := os.Open(filepath.Join(dir, sub, name+".bz2"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if err := json.NewDecoder(bzip2.NewReader(file)).Decode(&sets); err != nil {
				t.Fatal(err)
			}
			return sets
		}
		answers := map[string]acvpTest{}
		for i, s := range read("expected") {
			for _, g := range s.TestGroups {
				for _, raw := range g.Tests {
					var a acvpTest
					if json.Unmarshal(raw, &a) == nil {
						answers[fmt.Sprint(i, g.TgID, a.TcID)] = a
					}
				}
			}
		}
		st, err := keystore.Open(bg, keystore.Config{})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		s := &session{Store: st}
		for i, v := range read("vectors") {
			for _, g := range v.TestGroups {
				if g.TestType == "MCT" || g.TestType == "CTR" || g.TestType == "LDT" {
					continue // long runs of the same operation
				}
				for _, raw := range g.Tests {
					c := acvpCase{acvpGroup: g.acvpGroup}
					if err := json.Unmarshal(raw, &c.acvpTest); err != nil {
						t.Fatalf("%s: %v", raw, err)
					}
					var ok bool
					if c.Want, ok = answers[fmt.Sprint(i, g.TgID, c.TcID)]; ok {
						f(s, v.Algorithm, v.Mode, &c)
					}
				}
			}
		}
		if s.n == 0 {
			t.Error("nothing was tested")
		}
		t.Logf("%d tests", s.n)
	})
}

// outcome holds an error against the answer of a case.
func (s *session) outcome(t *testing.T, c *acvpCase, err error) {
	t.Helper()
	s.n++
	pass := c.Want.TestPassed == nil || *c.Want.TestPassed
	if pass != (err == nil) || psa.StatusOf(err) == psa.ErrNotSupported {
		t.Errorf("case %d: %v, want passed: %v", c.TcID, err, pass)
	}
}

func acvpHash(t *testing.T, name string) alg.Algorithm {
	t.Helper()
	h, ok := map[string]alg.Algorithm{
		"SHA2-224": alg.SHA224, "SHA2-256": alg.SHA256, "SHA2-384": alg.SHA384, "SHA2-512": alg.SHA512, "SHA2-512/224": alg.SHA512_224, "SHA2-512/256": alg.SHA512_256,
		"SHA3-224": alg.SHA3_224, "SHA3-256": alg.SHA3_256, "SHA3-384": alg.SHA3_384, "SHA3-512": alg.SHA3_512, "SHAKE-128": alg.SHAKE128_256, "SHAKE-256": alg.SHAKE256_512,
	}[name]
	if !ok {
		t.Fatalf("no hash %q", name)
	}
	return h
}

func TestACVPHashes(t *testing.T) {
	for _, name := range []string{"SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA2-512-224", "SHA2-512-256", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"} {
		acvp(t, name, func(s *session, algorithm, _ string, c *acvpCase) {
			if c.Len%8 != 0 {
				return
			}
			got, err := s.HashCompute(bg, acvpHash(t, algorithm), nil, c.Msg[:c.Len/8])
			s.outcome(t, c, same(got, c.Want.Md, err))
		})
	}
	for name, a := range map[string]alg.Algorithm{"SHAKE-128": alg.SHAKE128, "SHAKE-256": alg.SHAKE256} {
		acvp(t, name, func(s *session, _, _ string, c *acvpCase) {
			if c.Len%8 != 0 || c.OutLen%8 != 0 {
				return
			}
			out := make([]byte, c.OutLen/8)
			x, err := s.NewXOF(bg, a)
			if err == nil {
				x.Write(c.Msg[:c.Len/8])
				_, err = x.Read(out)
				x.Close()
			}
			s.outcome(t, c, same(out, c.Want.Md, err))
		})
	}
}

func TestACVPMACs(t *testing.T) {
	mac := func(t *testing.T, s *session, kind keytype.Type, a alg.Algorithm, c *acvpCase, msg []byte) {
		a = alg.TruncatedMAC(a, c.MacLen/8)
		k, err := s.key(a, kind, c.Key)
		if err != nil {
			s.outcome(t, c, err)
			return
		}
		defer k.Destroy(bg)
		if c.Want.TestPassed != nil {
			s.outcome(t, c, k.VerifyMAC(bg, a, msg, c.Mac))
			return
		}
		got, err := k.MAC(bg, a, nil, msg)
		s.outcome(t, c, same(got, c.Want.Mac, err))
	}
	for _, name := range []string{"SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA2-512-224", "SHA2-512-256", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"} {
		acvp(t, "HMAC-"+name, func(s *session, algorithm, _ string, c *acvpCase) {
			mac(t, s, keytype.HMAC, alg.HMAC(acvpHash(t, strings.TrimPrefix(algorithm, "HMAC-"))), c, c.Msg)
		})
	}
	acvp(t, "CMAC-AES", func(s *session, _, _ string, c *acvpCase) { mac(t, s, keytype.AES, alg.CMAC, c, c.Message) })
}

func TestACVPCiphers(t *testing.T) {
	for name, a := range map[string]alg.Algorithm{"ACVP-AES-CBC": alg.CBCNoPadding, "ACVP-AES-CTR": alg.CTR, "ACVP-AES-ECB": alg.ECBNoPadding} {
		acvp(t, name, func(s *session, _, _ string, c *acvpCase) {
			if c.PayloadLen%8 != 0 {
				return
			}
			k, err := s.key(a, keytype.AES, c.Key)
			if err != nil {
				s.outcome(t, c, err)
				return
			}
			defer k.Destroy(bg)
			in, want, begin := c.Pt, c.Want.Ct, k.NewEncrypt
			if c.Direction == "decrypt" {
				in, want, begin = c.Ct, c.Want.Pt, k.NewDecrypt
			}
			op, err := begin(bg, a)
			if err == nil && len(c.IV) > 0 {
				err = op.SetIV(c.IV)
			}
			var out []byte
			if err == nil {
				out, err = op.Update(nil, in)
			}
			if err == nil {
				out, err = op.Finish(out)
			}
			s.outcome(t, c, same(out, want, err))
		})
	}
	acvp(t, "ACVP-AES-GCM", func(s *session, _, _ string, c *acvpCase) {
		a := alg.AEADWithShortenedTag(alg.GCM, c.TagLen/8)
		if !a.Valid() {
			return
		}
		k, err := s.key(a, keytype.AES, c.Key)
		if err != nil {
			s.outcome(t, c, err)
			return
		}
		defer k.Destroy(bg)
		if c.Direction == "decrypt" {
			pt, err := k.Unseal(bg, a, nil, c.IV, append(c.Ct, c.Tag...), c.Aad)
			s.outcome(t, c, same(pt, c.Want.Pt, err))
			return
		}
		ct, err := k.Seal(bg, a, nil, c.IV, c.Pt, c.Aad)
		s.outcome(t, c, same(ct, append(c.Want.Ct, c.Want.Tag...), err))
	})
	acvp(t, "PBKDF", func(s *session, _, _ string, c *acvpCase) {
		s.outcome(t, c, func() error {
			d, err := s.NewDerivation(bg, alg.PBKDF2HMAC(acvpHash(t, c.HmacAlg)))
			if err != nil {
				return err
			}
			defer d.Close()
			d.InputInteger(psa.InputCost, uint64(c.IterationCount))
			d.InputBytes(psa.InputSalt, c.Salt)
			if err := d.InputBytes(psa.InputPassword, []byte(c.Password)); err != nil {
				return err
			}
			out := make([]byte, c.KeyLen/8)
			_, err = d.Read(out)
			return same(out, c.Want.DerivedKey, err)
		}())
	})
}

// nist names the curves as the vectors do.
var nist = map[string]int{"P-224": 224, "P-256": 256, "P-384": 384, "P-521": 521}

// point writes coordinates as the specification does; nil where they don't fit.
func point(x, y []byte, bits int) []byte {
	a, ok := fixed(x, (bits+7)/8)
	b, fits := fixed(y, (bits+7)/8)
	if !ok || !fits {
		return nil
	}
	return append(append([]byte{4}, a...), b...)
}

func TestACVPCurves(t *testing.T) {
	public, pair := keytype.ECCPublicKey(keytype.SECPR1), keytype.ECCKeyPair(keytype.SECPR1)
	acvp(t, "ECDSA", func(s *session, _, mode string, c *acvpCase) {
		bits := nist[c.Curve]
		a := alg.ECDSA(alg.SHA256)
		if mode == "sigVer" {
			a = alg.ECDSA(acvpHash(t, c.HashAlg))
		}
		k, err := s.key(a, public, point(c.Qx, c.Qy, bits))
		if err == nil && mode == "sigVer" {
			r, ok := fixed(c.R, (bits+7)/8)
			v, fits := fixed(c.S, (bits+7)/8)
			if err = errForm; ok && fits {
				err = k.VerifyMessage(bg, a, c.Message, append(r, v...), nil)
			}
		}
		s.outcome(t, c, err)
		k.Destroy(bg)
	})
	acvp(t, "EDDSA", func(s *session, _, mode string, c *acvpCase) {
		a := alg.PureEdDSA
		if c.PreHash == true {
			a = alg.Ed25519ph
		}
		k, err := s.key(a, keytype.ECCPublicKey(keytype.TwistedEdwards), c.Q)
		if err == nil && mode == "sigVer" {
			err = k.VerifyMessage(bg, a, c.Message, c.Signature, nil)
		}
		s.outcome(t, c, err)
		k.Destroy(bg)
	})
	acvp(t, "KAS-ECC-SSC", func(s *session, _, _ string, c *acvpCase) {
		if c.TestType != "VAL" {
			return // the key is the tester's own
		}
		bits := nist[c.DomainParameterGenerationMode]
		d, x, y := c.EphemeralPrivateIut, c.EphemeralPublicServerX, c.EphemeralPublicServerY
		if len(d) == 0 {
			d, x, y = c.StaticPrivateIut, c.StaticPublicServerX, c.StaticPublicServerY
		}
		private, _ := fixed(d, (bits+7)/8)
		k, err := s.key(alg.ECDH, pair, private)
		var z []byte
		if err == nil {
			z, err = k.AgreeRaw(bg, alg.ECDH, nil, point(x, y, bits))
			k.Destroy(bg)
		}
		s.outcome(t, c, same(z, c.Z, err))
	})
}

func TestACVPRSA(t *testing.T) {
	acvp(t, "RSA", func(s *session, _, _ string, c *acvpCase) {
		h := acvpHash(t, c.HashAlg)
		a := alg.RSAPKCS1V15Sign(h)
		switch {
		case c.SigType == "pss" && c.MaskFunction != "mgf1":
			return // the specification has MGF1 only
		case strings.HasPrefix(c.HashAlg, "SHAKE") && c.SigType != "pss":
			return // PKCS #1 v1.5 has no identifiers for them
		case c.SigType == "pss" && c.SaltLen != h.HashLength():
			a = alg.RSAPSSAnySalt(h)
		case c.SigType == "pss":
			a = alg.RSAPSS(h)
		}
		k, err := s.key(a, keytype.RSAPublicKey, rsaPublicKey(c.N, c.E))
		if err == nil {
			err = k.VerifyMessage(bg, a, c.Message, c.Signature, nil)
			k.Destroy(bg)
		}
		s.outcome(t, c, err)
	})
}

func TestACVPPostQuantum(t *testing.T) {
	acvp(t, "ML-DSA", func(s *session, _, mode string, c *acvpCase) {
		switch {
		case mode == "keyGen":
			k, err := s.sized(alg.MLDSA, keytype.MLDSAKeyPair, strengths[c.ParameterSet], c.Seed)
			var pk []byte
			if err == nil {
				pk, err = k.ExportPublic(bg, nil)
				k.Destroy(bg)
			}
			s.outcome(t, c, same(pk, c.Want.Pk, err))
		case mode == "sigVer" && c.SignatureInterface == "external" && c.PreHash == "pure":
			k, err := s.key(alg.MLDSA, keytype.MLDSAPublicKey, c.Pk)
			if err == nil {
				err = k.VerifyMessage(bg, alg.MLDSA, c.Message, c.Signature, c.Context)
				k.Destroy(bg)
			}
			s.outcome(t, c, err)
		}
	})
	acvp(t, "ML-KEM", func(s *session, _, mode string, c *acvpCase) {
		if mode != "keyGen" {
			return // expanded keys and given random numbers are not in the specification
		}
		k, err := s.sized(alg.MLKEM, keytype.MLKEMKeyPair, strengths[c.ParameterSet], append(c.D[:len(c.D):len(c.D)], c.Z...))
		var ek []byte
		if err == nil {
			ek, err = k.ExportPublic(bg, nil)
			k.Destroy(bg)
		}
		s.outcome(t, c, same(ek, c.Want.Ek, err))
	})
}
