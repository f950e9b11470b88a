package conformance

import (
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func cipherRun(kind keytype.Type, a alg.Algorithm) func(*testing.T, *session, string, *group) {
	return func(t *testing.T, s *session, _ string, g *group) {
		for i := range g.Tests {
			c := &g.Tests[i]
			iv := c.IV
			if a == alg.XTS && len(iv) < 16 {
				// The tweak of the vectors is a number, in little-endian order.
				iv = append(iv[:len(iv):len(iv)], make([]byte, 16-len(iv))...)
			}
			k, err := s.key(a, kind, c.Key)
			if err != nil {
				s.check(t, c, err)
				continue
			}
			msg, err := k.Decrypt(bg, a, nil, append(iv[:len(iv):len(iv)], c.Ct...))
			s.check(t, c, same(msg, c.Msg, err))
			if must, _ := c.valid(); must {
				e, err := k.NewEncrypt(bg, a)
				if err == nil {
					err = e.SetIV(iv)
				}
				var ct []byte
				if err == nil {
					ct, err = e.Update(nil, c.Msg)
				}
				if err == nil {
					ct, err = e.Finish(ct)
				}
				s.check(t, c, same(ct, c.Ct, err))
			}
			k.Destroy(bg)
		}
	}
}

func macRun(kind keytype.Type, a alg.Algorithm) func(*testing.T, *session, string, *group) {
	return func(t *testing.T, s *session, _ string, g *group) {
		a := alg.TruncatedMAC(a, g.TagSize/8)
		for i := range g.Tests {
			c := &g.Tests[i]
			k, err := s.key(a, kind, c.Key)
			if err == nil {
				err = k.VerifyMAC(bg, a, c.Msg, c.Tag)
				k.Destroy(bg)
			}
			s.check(t, c, err)
		}
	}
}

// hashes are Wycheproof's names of hashes, with those of the names of files.
func hashNamed(t *testing.T, name string) alg.Algorithm {
	t.Helper()
	n := strings.NewReplacer("_", "-", "/", "-").Replace(strings.ToUpper(name))
	n = strings.NewReplacer("SHA-", "SHA", "SHA3-", "SHA3-").Replace(n)
	h, ok := map[string]alg.Algorithm{
		"SHA1": alg.SHA1, "SHA224": alg.SHA224, "SHA256": alg.SHA256, "SHA384": alg.SHA384, "SHA512": alg.SHA512, "SHA512-224": alg.SHA512_224,
		"SHA512-256": alg.SHA512_256, "SHA3-224": alg.SHA3_224, "SHA3-256": alg.SHA3_256, "SHA3-384": alg.SHA3_384, "SHA3-512": alg.SHA3_512, "SM3": alg.SM3,
		"SHAKE128": alg.SHAKE128_256, "SHAKE256": alg.SHAKE256_512,
	}[n]
	if !ok {
		t.Fatalf("no hash %q", name)
	}
	return h
}

func hmacRun(t *testing.T, s *session, name string, g *group) {
	macRun(keytype.HMAC, alg.HMAC(hashNamed(t, strings.TrimPrefix(name, "hmac_"))))(t, s, name, g)
}

func aeadRun(kind keytype.Type, a alg.Algorithm) func(*testing.T, *session, string, *group) {
	return func(t *testing.T, s *session, _ string, g *group) {
		for i := range g.Tests {
			c := &g.Tests[i]
			a := alg.AEADWithShortenedTag(a, g.TagSize/8)
			if why, ok := a.Check(); !ok {
				if must, _ := c.valid(); must {
					t.Errorf("test %d: %s", c.ID, why)
				}
				continue
			}
			k, err := s.key(a, kind, c.Key)
			if err != nil {
				s.check(t, c, err)
				continue
			}
			msg, err := k.Unseal(bg, a, nil, c.IV, append(c.Ct[:len(c.Ct):len(c.Ct)], c.Tag...), c.Aad)
			s.check(t, c, same(msg, c.Msg, err))
			if must, _ := c.valid(); must {
				ct, err := k.Seal(bg, a, nil, c.IV, c.Msg, c.Aad)
				s.check(t, c, same(ct, append(c.Ct[:len(c.Ct):len(c.Ct)], c.Tag...), err))
			}
			k.Destroy(bg)
		}
	}
}

func wrapRun(kind keytype.Type, a alg.Algorithm) func(*testing.T, *session, string, *group) {
	exported := psa.Attributes{Type: keytype.RawData, Policy: psa.Policy{Usage: psa.Export}}
	return func(t *testing.T, s *session, _ string, g *group) {
		for i := range g.Tests {
			c := &g.Tests[i]
			if len(c.Msg) == 0 {
				continue // a key has one bit at least
			}
			k, err := s.key(a, kind, c.Key)
			if err != nil {
				s.check(t, c, err)
				continue
			}
			var data []byte
			inner, err := k.Unwrap(bg, a, c.Ct, exported)
			if err == nil {
				data, err = inner.Export(bg, nil)
				inner.Destroy(bg)
			}
			s.check(t, c, same(data, c.Msg, err))
			if must, _ := c.valid(); must {
				inner, err := s.Import(bg, exported, c.Msg)
				if err == nil {
					data, err = k.Wrap(bg, a, nil, inner)
					inner.Destroy(bg)
				}
				s.check(t, c, same(data, c.Ct, err))
			}
			k.Destroy(bg)
		}
	}
}

func hkdfRun(t *testing.T, s *session, name string, g *group) {
	a := alg.HKDF(hashNamed(t, strings.TrimPrefix(name, "hkdf_")))
	for i := range g.Tests {
		c := &g.Tests[i]
		s.check(t, c, func() error {
			k, err := s.key(a, keytype.Derive, c.Ikm)
			if err != nil {
				return err
			}
			defer k.Destroy(bg)
			d, err := s.NewDerivation(bg, a)
			if err != nil {
				return err
			}
			defer d.Close()
			if err := d.InputBytes(psa.InputSalt, c.Salt); err != nil {
				return err
			}
			if err := d.InputKey(psa.InputSecret, k); err != nil {
				return err
			}
			if err := d.InputBytes(psa.InputInfo, c.Info); err != nil {
				return err
			}
			out := make([]byte, c.Size)
			_, err = d.Read(out)
			return same(out, c.Okm, err)
		}())
	}
}

func pbkdf2Run(t *testing.T, s *session, name string, g *group) {
	a := alg.PBKDF2HMAC(hashNamed(t, strings.TrimPrefix(name, "pbkdf2_hmac")))
	for i := range g.Tests {
		c := &g.Tests[i]
		if testing.Short() && c.IterationCount > 10000 {
			continue
		}
		s.check(t, c, func() error {
			d, err := s.NewDerivation(bg, a)
			if err != nil {
				return err
			}
			defer d.Close()
			if err := d.InputInteger(psa.InputCost, uint64(c.IterationCount)); err != nil {
				return err
			}
			if err := d.InputBytes(psa.InputSalt, c.Salt); err != nil {
				return err
			}
			if err := d.InputBytes(psa.InputPassword, c.Password); err != nil {
				return err
			}
			out := make([]byte, c.DkLen)
			_, err = d.Read(out)
			return same(out, c.Dk, err)
		}())
	}
}
