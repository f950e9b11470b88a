package conformance

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

func mldsaVerifyRun(t *testing.T, s *session, _ string, g *group) {
	var pk hexBytes
	if err := json.Unmarshal(g.PublicKey, &pk); err != nil {
		t.Fatal(err)
	}
	k, err := s.key(alg.MLDSA, keytype.MLDSAPublicKey, pk)
	for i := range g.Tests {
		c := &g.Tests[i]
		if err != nil {
			s.check(t, c, err)
			continue
		}
		s.check(t, c, k.VerifyMessage(bg, alg.MLDSA, c.Msg, c.Sig, c.Ctx))
	}
}

// strengths are the sizes of keys by the names of parameter sets.
var strengths = map[string]int{
	"mldsa_44": 128, "mldsa_65": 192, "mldsa_87": 256, "ML-DSA-44": 128, "ML-DSA-65": 192, "ML-DSA-87": 256,
	"ML-KEM-512": 512, "ML-KEM-768": 768, "ML-KEM-1024": 1024,
}

func mldsaSignRun(t *testing.T, s *session, name string, g *group) {
	k, err := s.sized(alg.DeterministicMLDSA, keytype.MLDSAKeyPair, strengths[name[:len("mldsa_44")]], g.PrivateSeed)
	for i := range g.Tests {
		c := &g.Tests[i]
		if c.flagged("Internal", "Randomized") {
			continue // the specification has neither an external mu nor a given random number
		}
		if err != nil {
			s.check(t, c, err)
			continue
		}
		sig, err := k.SignMessage(bg, alg.DeterministicMLDSA, nil, c.Msg, c.Ctx)
		s.check(t, c, same(sig, c.Sig, err))
	}
}

func mlkemRun(t *testing.T, s *session, name string, g *group) {
	exported := psa.Attributes{Type: keytype.HMAC, Policy: psa.Policy{Usage: psa.Export}}
	for i := range g.Tests {
		c := &g.Tests[i]
		if strings.HasSuffix(name, "_encaps") {
			// The random number of an encapsulation can't be given, so that only the check of the key is tested.
			_, err := s.key(alg.MLKEM, keytype.MLKEMPublicKey, c.Ek)
			s.check(t, c, err)
			continue
		}
		s.check(t, c, func() error {
			k, err := s.sized(alg.MLKEM, keytype.MLKEMKeyPair, strengths[g.ParameterSet], c.Seed)
			if err != nil {
				return err
			}
			defer k.Destroy(bg)
			if len(c.Ek) > 0 {
				ek, err := k.ExportPublic(bg, nil)
				if err := same(ek, c.Ek, err); err != nil {
					return err
				}
			}
			if strings.HasSuffix(name, "_keygen_seed") {
				return nil
			}
			shared, err := k.Decapsulate(bg, alg.MLKEM, c.C, exported)
			if err != nil {
				return err
			}
			defer shared.Destroy(bg)
			secret, err := shared.Export(bg, nil)
			return same(secret, c.K, err)
		}())
	}
}
