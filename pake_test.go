package psa_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var pakeConstants = map[string]uint64{
	"PSA_PAKE_PRIMITIVE_TYPE_ECC": uint64(psa.PAKEPrimitiveTypeECC),
	"PSA_PAKE_PRIMITIVE_TYPE_DH":  uint64(psa.PAKEPrimitiveTypeDH),
	"PSA_PAKE_CONFIRMED_KEY":      uint64(psa.PAKEConfirmedKey),
	"PSA_PAKE_UNCONFIRMED_KEY":    uint64(psa.PAKEUnconfirmedKey),
	"PSA_PAKE_ROLE_NONE":          uint64(psa.PAKERoleNone),
	"PSA_PAKE_ROLE_FIRST":         uint64(psa.PAKERoleFirst),
	"PSA_PAKE_ROLE_SECOND":        uint64(psa.PAKERoleSecond),
	"PSA_PAKE_ROLE_CLIENT":        uint64(psa.PAKERoleClient),
	"PSA_PAKE_ROLE_SERVER":        uint64(psa.PAKERoleServer),
	"PSA_PAKE_STEP_KEY_SHARE":     uint64(psa.PAKEStepKeyShare),
	"PSA_PAKE_STEP_ZK_PUBLIC":     uint64(psa.PAKEStepZKPublic),
	"PSA_PAKE_STEP_ZK_PROOF":      uint64(psa.PAKEStepZKProof),
	"PSA_PAKE_STEP_CONFIRM":       uint64(psa.PAKEStepConfirm),
	"PSA_PAKE_STEP_SALT":          uint64(psa.PAKEStepSalt),
	"PSA_PAKE_STEP_COMMIT":        uint64(psa.PAKEStepCommit),
	"PSA_PAKE_STEP_CONFIRM_COUNT": uint64(psa.PAKEStepConfirmCount),
	"PSA_PAKE_STEP_KEY_ID":        uint64(psa.PAKEStepKeyID),
}

// pakeMacros are the Go counterparts of the specification's function-like macros about PAKE. The initialisers are zero values in Go.
var pakeMacros = map[string]any{
	"PSA_PAKE_PRIMITIVE":            psa.MakePAKEPrimitive,
	"PSA_PAKE_PRIMITIVE_GET_TYPE":   psa.PAKEPrimitive.Type,
	"PSA_PAKE_PRIMITIVE_GET_FAMILY": psa.PAKEPrimitive.Family,
	"PSA_PAKE_PRIMITIVE_GET_BITS":   psa.PAKEPrimitive.Bits,
	"PSA_PAKE_CIPHER_SUITE_INIT":    psa.PAKECipherSuite{},
	"PSA_PAKE_OUTPUT_SIZE":          psa.PAKEOutputSize,
	"PSA_PAKE_OUTPUT_MAX_SIZE":      psa.PAKEOutputMaxSize,
	"PSA_PAKE_INPUT_SIZE":           psa.PAKEInputSize,
	"PSA_PAKE_INPUT_MAX_SIZE":       psa.PAKEInputMaxSize,
}

func TestPAKESpec(t *testing.T) {
	seen := 0
	for _, row := range vectors.Spec(t, "constants.tsv") {
		if !strings.HasPrefix(row[0], "PSA_PAKE_") {
			continue
		}
		seen++
		want, err := strconv.ParseUint(row[1], 0, 32)
		if got, ok := pakeConstants[row[0]]; err != nil || !ok || got != want {
			t.Errorf("%s is %d here (known: %v), and %s in the specification", row[0], got, ok, row[1])
		}
	}
	if seen != len(pakeConstants) {
		t.Errorf("the specification has %d constants, this test %d", seen, len(pakeConstants))
	}
	seen = 0
	for _, row := range vectors.Spec(t, "macros.tsv") {
		if strings.HasPrefix(row[0], "PSA_PAKE_") && row[0] != "PSA_PAKE_OPERATION_INIT" {
			seen++
			if pakeMacros[row[0]] == nil {
				t.Errorf("%s has no counterpart", row[0])
			}
		}
	}
	if seen != len(pakeMacros) {
		t.Errorf("the specification has %d macros, this test %d", seen, len(pakeMacros))
	}
}

func TestPAKEPrimitive(t *testing.T) {
	spec := vectors.SpecMacros(t)
	for _, pt := range []psa.PAKEPrimitiveType{0, psa.PAKEPrimitiveTypeECC, psa.PAKEPrimitiveTypeDH, 0xff} {
		for f := range 256 {
			for _, bits := range []int{0, 256, 521, 65535, 65536, 1 << 20} {
				p := psa.MakePAKEPrimitive(pt, keytype.Family(f), bits)
				if want := spec.Eval("PSA_PAKE_PRIMITIVE", uint64(pt), uint64(f), uint64(bits)); uint64(p) != want {
					t.Fatalf("primitive(%d, %d, %d) = 0x%08x, want 0x%08x", pt, f, bits, uint32(p), want)
				}
				v := uint64(p)
				if uint64(p.Type()) != spec.Eval("PSA_PAKE_PRIMITIVE_GET_TYPE", v) || uint64(p.Family()) != spec.Eval("PSA_PAKE_PRIMITIVE_GET_FAMILY", v) ||
					uint64(p.Bits()) != spec.Eval("PSA_PAKE_PRIMITIVE_GET_BITS", v) {
					t.Fatalf("0x%08x comes apart into %v, %v, %d", v, p.Type(), p.Family(), p.Bits())
				}
			}
		}
	}
	if p := psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, -1); p != 0 {
		t.Errorf("a size below 0 gives 0x%08x", uint32(p))
	}
}

var (
	overP256     = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256)
	overP384     = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 384)
	overP521     = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 521)
	overEd25519  = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.TwistedEdwards, 255)
	overMODP3072 = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, keytype.RFC3526, 3072)
	overMODP8192 = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, keytype.RFC3526, 8192)
	overFFDHE    = psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeDH, keytype.RFC7919, 2048)
)

// wantInvalid holds an error to be nil, where want is "", or else to be INVALID_ARGUMENT with want in its reason.
func wantInvalid(t *testing.T, what any, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("%v: %v", what, err)
	case want != "" && (!errors.Is(err, psa.ErrInvalidArgument) || !strings.Contains(err.Error(), want)):
		t.Errorf("%v: %v; want an invalid argument with %q", what, err, want)
	}
}

func TestPAKECipherSuite(t *testing.T) {
	const confirmed, unconfirmed = psa.PAKEConfirmedKey, psa.PAKEUnconfirmedKey
	for _, c := range []struct {
		a       alg.Algorithm
		p       psa.PAKEPrimitive
		confirm psa.PAKEKeyConfirmation
		want    string
	}{
		// The examples of the specification.
		{alg.JPAKE(alg.SHA256), overP256, unconfirmed, ""}, {alg.SPAKE2PHMAC(alg.SHA256), overEd25519, confirmed, ""},
		{alg.SPAKE2PMatter, overP256, confirmed, ""}, {alg.WPA3SAEFixed(alg.SHA256), overP256, confirmed, ""},

		{alg.JPAKE(alg.SHA256), overFFDHE, unconfirmed, ""}, {alg.JPAKE(alg.SHA256), overP256, confirmed, "unconfirmed key"},
		{alg.SPAKE2PHMAC(alg.SHA256), overP256, unconfirmed, "confirmed key"}, {alg.WPA3SAEGDH(alg.SHA256), overP256, unconfirmed, "confirmed key"},
		{alg.SPAKE2PHMAC(alg.SHA256), overP256, 2, "key confirmation 2"},
		{alg.SPAKE2PHMAC(alg.SHA256), overP521, confirmed, "no cipher suite"}, {alg.SPAKE2PHMAC(alg.SHA512), overP521, confirmed, ""},
		{alg.SPAKE2PCMAC(alg.SHA256), overP384, confirmed, "P-256"}, {alg.SPAKE2PMatter, overP384, confirmed, "P-256"}, {alg.SPAKE2PHMAC(alg.SHA256), overFFDHE, confirmed, "does not go with"},
		{alg.SPAKE2PHMAC(alg.SHA1), overP256, confirmed, "SHA-256 or SHA-512"},
		{alg.SPAKE2PHMAC(alg.SHA256), psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 224), confirmed, "does not go with"},
		{alg.WPA3SAEGDH(alg.SHA384), overP384, confirmed, ""}, {alg.WPA3SAEGDH(alg.SHA256), overP384, confirmed, "SHA-384"},
		{alg.WPA3SAEFixed(alg.SHA256), overP384, confirmed, ""}, // the looping variant
		{alg.WPA3SAEFixed(alg.SHA384), overMODP3072, confirmed, ""}, {alg.WPA3SAEFixed(alg.SHA512), overMODP3072, confirmed, "SHA-384"},
		{alg.WPA3SAEFixed(alg.SHA256), overFFDHE, confirmed, "does not go with"}, {alg.WPA3SAEFixed(alg.SHA256), overEd25519, confirmed, "does not go with"},
		{alg.WPA3SAEAny, overP256, confirmed, "password-authenticated"}, {alg.ECDH, overP256, confirmed, "password-authenticated"}, {alg.None, overP256, confirmed, "no algorithm"},
		{alg.JPAKE(alg.SHA256), 0, unconfirmed, "not a group"}, {alg.JPAKE(alg.SHA256), 0x01120101, unconfirmed, "192, 224, 256, 384 or 521"},
		{alg.JPAKE(alg.SHA256), 0x03120100, unconfirmed, "not a group"}, {alg.JPAKE(alg.SHA256), 0x01030800, unconfirmed, "not a group"},
	} {
		s := psa.PAKECipherSuite{Alg: c.a, Primitive: c.p, KeyConfirmation: c.confirm}
		wantInvalid(t, s, s.Check(), c.want)
	}
	wantInvalid(t, "the zero value", psa.PAKECipherSuite{}.Check(), "no valid algorithm")
}

func TestPAKECheckKey(t *testing.T) {
	for _, c := range []struct {
		a    alg.Algorithm
		p    psa.PAKEPrimitive
		t    keytype.Type
		bits int
		want string
	}{
		{alg.JPAKE(alg.SHA256), overP256, keytype.Password, 64, ""}, {alg.JPAKE(alg.SHA256), overFFDHE, keytype.PasswordHash, 256, ""},
		{alg.JPAKE(alg.SHA256), overP256, keytype.Derive, 256, "password"},
		{alg.SPAKE2PHMAC(alg.SHA256), overP256, keytype.SPAKE2PKeyPair(keytype.SECPR1), 256, ""}, {alg.SPAKE2PHMAC(alg.SHA256), overP256, keytype.SPAKE2PPublicKey(keytype.SECPR1), 256, ""},
		{alg.SPAKE2PHMAC(alg.SHA256), overP256, keytype.SPAKE2PKeyPair(keytype.SECPR1), 384, "spake2p-p-384"},
		{alg.SPAKE2PHMAC(alg.SHA256), overP256, keytype.SPAKE2PKeyPair(keytype.TwistedEdwards), 255, "spake2p-ed25519"}, {alg.SPAKE2PHMAC(alg.SHA256), overP256, keytype.Password, 64, "SPAKE2+"},
		{alg.WPA3SAEFixed(alg.SHA256), overP384, keytype.Password, 64, ""}, {alg.WPA3SAEFixed(alg.SHA384), overP384, keytype.Password, 64, "SHA-256"},
		{alg.WPA3SAEFixed(alg.SHA256), overP256, keytype.WPA3SAEECC(keytype.SECPR1), 256, ""}, {alg.WPA3SAEGDH(alg.SHA384), overMODP3072, keytype.WPA3SAEDH(keytype.RFC3526), 3072, ""},
		{alg.WPA3SAEGDH(alg.SHA384), overP384, keytype.WPA3SAEDH(keytype.RFC3526), 3072, "modp3072"}, {alg.WPA3SAEFixed(alg.SHA256), overP384, keytype.WPA3SAEECC(keytype.SECPR1), 256, "p-256"},
		{alg.WPA3SAEGDH(alg.SHA256), overP256, keytype.Password, 64, "WPA3-SAE token"},
	} {
		s := psa.PAKECipherSuite{Alg: c.a, Primitive: c.p}
		wantInvalid(t, s, s.CheckKey(c.t, c.bits), c.want)
	}
}

func TestPAKERoles(t *testing.T) {
	pair, public := keytype.SPAKE2PKeyPair(keytype.SECPR1), keytype.SPAKE2PPublicKey(keytype.SECPR1)
	for _, c := range []struct {
		r    psa.PAKERole
		a    alg.Algorithm
		t    keytype.Type
		want string
	}{
		{psa.PAKERoleClient, alg.SPAKE2PMatter, pair, ""}, {psa.PAKERoleServer, alg.SPAKE2PHMAC(alg.SHA256), pair, ""}, {psa.PAKERoleServer, alg.SPAKE2PCMAC(alg.SHA256), public, ""},
		{psa.PAKERoleClient, alg.SPAKE2PMatter, public, "key pair"}, {psa.PAKERoleNone, alg.SPAKE2PMatter, pair, "CLIENT and SERVER"}, {psa.PAKERoleFirst, alg.SPAKE2PMatter, pair, "not FIRST"},
		{psa.PAKERoleNone, alg.JPAKE(alg.SHA256), keytype.Password, ""}, {psa.PAKERoleClient, alg.JPAKE(alg.SHA256), keytype.Password, "no roles"},
		{psa.PAKERoleSecond, alg.WPA3SAEFixed(alg.SHA256), keytype.Password, "no roles"}, {0x77, alg.WPA3SAEFixed(alg.SHA256), keytype.Password, "role 0x77"},
	} {
		wantInvalid(t, c.r, c.r.CheckRole(c.a, c.t), c.want)
	}
}

// TestPAKESizes has the formats of "PAKE step types", with the elements and scalars of the groups, RFC 9383 for the MACs, and IEEE 802.11 for WPA3-SAE.
func TestPAKESizes(t *testing.T) {
	jpake, sae := alg.JPAKE(alg.SHA256), alg.WPA3SAEFixed(alg.SHA256)
	for _, c := range []struct {
		a             alg.Algorithm
		p             psa.PAKEPrimitive
		step          psa.PAKEStep
		output, input int
	}{
		{jpake, overP256, psa.PAKEStepKeyShare, 65, 65}, {jpake, overP256, psa.PAKEStepZKPublic, 65, 65}, {jpake, overP256, psa.PAKEStepZKProof, 32, 32},
		{jpake, overFFDHE, psa.PAKEStepKeyShare, 256, 256}, {jpake, overFFDHE, psa.PAKEStepZKProof, 256, 256}, {jpake, overP256, psa.PAKEStepConfirm, 0, 0},
		{alg.SPAKE2PHMAC(alg.SHA512), overP521, psa.PAKEStepKeyShare, 133, 133}, {alg.SPAKE2PHMAC(alg.SHA512), overP521, psa.PAKEStepConfirm, 64, 64},
		{alg.SPAKE2PHMAC(alg.SHA256), overEd25519, psa.PAKEStepKeyShare, 32, 32}, {alg.SPAKE2PCMAC(alg.SHA512), overP256, psa.PAKEStepConfirm, 16, 16},
		{alg.SPAKE2PMatter, overP256, psa.PAKEStepConfirm, 32, 32}, {alg.SPAKE2PMatter, overP256, psa.PAKEStepZKProof, 0, 0},
		{sae, overP256, psa.PAKEStepCommit, 96, 96}, {sae, overP521, psa.PAKEStepCommit, 198, 198}, {sae, overMODP3072, psa.PAKEStepCommit, 768, 768},
		{sae, overMODP8192, psa.PAKEStepCommit, psa.PAKEOutputMaxSize, psa.PAKEInputMaxSize}, {sae, overP256, psa.PAKEStepConfirm, 34, 34},
		{alg.WPA3SAEGDH(alg.SHA384), overP384, psa.PAKEStepConfirm, 50, 50}, {sae, overP256, psa.PAKEStepConfirmCount, 0, 2}, {sae, overP256, psa.PAKEStepKeyID, 16, 0},
		{sae, overP256, psa.PAKEStepSalt, 0, 128}, {sae, overP256, psa.PAKEStepKeyShare, 0, 0}, {alg.ECDH, overP256, psa.PAKEStepKeyShare, 0, 0}, {jpake, 0, psa.PAKEStepKeyShare, 0, 0},
	} {
		if out, in := psa.PAKEOutputSize(c.a, c.p, c.step), psa.PAKEInputSize(c.a, c.p, c.step); out != c.output || in != c.input {
			t.Errorf("%v over %v, %v: %d out and %d in, want %d and %d", c.a, c.p, c.step, out, in, c.output, c.input)
		}
	}
	for _, g := range keytype.Groups() {
		for _, pt := range []psa.PAKEPrimitiveType{psa.PAKEPrimitiveTypeECC, psa.PAKEPrimitiveTypeDH} {
			for a := range alg.All() {
				for step := range psa.PAKEStepKeyID + 1 {
					p := psa.MakePAKEPrimitive(pt, g.Family, g.Bits)
					if a.IsPAKE() && (psa.PAKEOutputSize(a, p, step) > psa.PAKEOutputMaxSize || psa.PAKEInputSize(a, p, step) > psa.PAKEInputMaxSize) {
						t.Errorf("%v over %v, %v is larger than the maximum", a, p, step)
					}
				}
			}
		}
	}
}

func TestPAKENames(t *testing.T) {
	for _, c := range []struct {
		got  interface{ String() string }
		want string
	}{
		{overP256, "p-256"}, {overMODP3072, "modp3072"}, {psa.PAKEPrimitive(0x01120101), "primitive 0x01120101"}, {psa.PAKEPrimitiveTypeDH, "DH"}, {psa.PAKEPrimitiveType(9), "primitive type 0x09"},
		{psa.PAKERoleServer, "SERVER"}, {psa.PAKERole(3), "role 0x03"}, {psa.PAKEStepConfirmCount, "CONFIRM_COUNT"}, {psa.PAKEStep(9), "step 0x09"},
		{psa.PAKEUnconfirmedKey, "unconfirmed key"}, {psa.PAKEKeyConfirmation(7), "key confirmation 7"},
		{psa.PAKECipherSuite{Alg: alg.JPAKE(alg.SHA256), Primitive: overP256, KeyConfirmation: psa.PAKEUnconfirmedKey}, "J-PAKE(SHA-256) over p-256 with unconfirmed key"},
	} {
		if got := c.got.String(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
