package keytype_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// constants are the specification's names of the constants of this package.
var constants = map[string]uint64{
	"PSA_KEY_TYPE_NONE":               uint64(keytype.None),
	"PSA_KEY_TYPE_RAW_DATA":           uint64(keytype.RawData),
	"PSA_KEY_TYPE_DERIVE":             uint64(keytype.Derive),
	"PSA_KEY_TYPE_PASSWORD":           uint64(keytype.Password),
	"PSA_KEY_TYPE_PASSWORD_HASH":      uint64(keytype.PasswordHash),
	"PSA_KEY_TYPE_PEPPER":             uint64(keytype.Pepper),
	"PSA_KEY_TYPE_HMAC":               uint64(keytype.HMAC),
	"PSA_KEY_TYPE_AES":                uint64(keytype.AES),
	"PSA_KEY_TYPE_ARIA":               uint64(keytype.ARIA),
	"PSA_KEY_TYPE_DES":                uint64(keytype.DES),
	"PSA_KEY_TYPE_CAMELLIA":           uint64(keytype.Camellia),
	"PSA_KEY_TYPE_SM4":                uint64(keytype.SM4),
	"PSA_KEY_TYPE_ARC4":               uint64(keytype.ARC4),
	"PSA_KEY_TYPE_CHACHA20":           uint64(keytype.ChaCha20),
	"PSA_KEY_TYPE_XCHACHA20":          uint64(keytype.XChaCha20),
	"PSA_KEY_TYPE_ASCON":              uint64(keytype.Ascon),
	"PSA_KEY_TYPE_BLAKE2":             uint64(keytype.BLAKE2),
	"PSA_KEY_TYPE_RSA_KEY_PAIR":       uint64(keytype.RSAKeyPair),
	"PSA_KEY_TYPE_RSA_PUBLIC_KEY":     uint64(keytype.RSAPublicKey),
	"PSA_KEY_TYPE_LMS_PUBLIC_KEY":     uint64(keytype.LMSPublicKey),
	"PSA_KEY_TYPE_HSS_PUBLIC_KEY":     uint64(keytype.HSSPublicKey),
	"PSA_KEY_TYPE_XMSS_PUBLIC_KEY":    uint64(keytype.XMSSPublicKey),
	"PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY": uint64(keytype.XMSSMTPublicKey),
	"PSA_KEY_TYPE_ML_DSA_KEY_PAIR":    uint64(keytype.MLDSAKeyPair),
	"PSA_KEY_TYPE_ML_DSA_PUBLIC_KEY":  uint64(keytype.MLDSAPublicKey),
	"PSA_KEY_TYPE_ML_KEM_KEY_PAIR":    uint64(keytype.MLKEMKeyPair),
	"PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY":  uint64(keytype.MLKEMPublicKey),
	"PSA_ECC_FAMILY_SECP_K1":          uint64(keytype.SECPK1),
	"PSA_ECC_FAMILY_SECP_R1":          uint64(keytype.SECPR1),
	"PSA_ECC_FAMILY_SECP_R2":          uint64(keytype.SECPR2),
	"PSA_ECC_FAMILY_SECT_K1":          uint64(keytype.SECTK1),
	"PSA_ECC_FAMILY_SECT_R1":          uint64(keytype.SECTR1),
	"PSA_ECC_FAMILY_SECT_R2":          uint64(keytype.SECTR2),
	"PSA_ECC_FAMILY_BRAINPOOL_P_R1":   uint64(keytype.BrainpoolPR1),
	"PSA_ECC_FAMILY_FRP":              uint64(keytype.FRP),
	"PSA_ECC_FAMILY_MONTGOMERY":       uint64(keytype.Montgomery),
	"PSA_ECC_FAMILY_TWISTED_EDWARDS":  uint64(keytype.TwistedEdwards),
	"PSA_DH_FAMILY_RFC7919":           uint64(keytype.RFC7919),
	"PSA_DH_FAMILY_RFC3526":           uint64(keytype.RFC3526),
	"PSA_SLH_DSA_FAMILY_SHA2_S":       uint64(keytype.SLHDSASHA2S),
	"PSA_SLH_DSA_FAMILY_SHA2_F":       uint64(keytype.SLHDSASHA2F),
	"PSA_SLH_DSA_FAMILY_SHAKE_S":      uint64(keytype.SLHDSASHAKES),
	"PSA_SLH_DSA_FAMILY_SHAKE_F":      uint64(keytype.SLHDSASHAKEF),
}

func TestSpecConstants(t *testing.T) {
	const typesPage = "doc/crypto/api/keys/types.rst"
	seen := 0
	since := map[string]string{}
	for _, row := range vectors.Spec(t, "constants.tsv") {
		if row[3] != typesPage {
			continue
		}
		seen++
		since[row[0]] = row[2]
		want, err := strconv.ParseUint(row[1], 0, 16)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := constants[row[0]]; !ok || got != want {
			t.Errorf("%s is 0x%04x here (known: %v), and %s in the specification", row[0], got, ok, row[1])
		}
	}
	if seen != len(constants) {
		t.Errorf("the specification has %d constants, this test %d", seen, len(constants))
	}
	for _, row := range vectors.Spec(t, "macros.tsv") {
		since[row[0]] = row[1]
	}
	for _, r := range keytype.Rows() {
		if since[r.CName] != r.Since {
			t.Errorf("%s is of version %q here, and of %q in the specification", r.CName, r.Since, since[r.CName])
		}
		if r.Section != typesPage+", "+r.CName {
			t.Errorf("%s has the section %q", r.CName, r.Section)
		}
	}
	for _, r := range keytype.Families() {
		if since[r.CName] != r.Since || constants[r.CName] != uint64(r.Value) {
			t.Errorf("%s is 0x%02x of version %q here, and of %q in the specification", r.CName, r.Value, r.Since, since[r.CName])
		}
	}
}

// TestGoNames: what the tables call the Go name is a constant or a constructor of this package.
func TestGoNames(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "keytype.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			declared[d.Name.Name] = true
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					for _, n := range v.Names {
						declared[n.Name] = true
					}
				}
			}
		}
	}
	for _, r := range keytype.Rows() {
		if !declared[r.GoName] || !token.IsExported(r.GoName) {
			t.Errorf("this package has no %s", r.GoName)
		}
	}
	for _, r := range keytype.Families() {
		if !declared[r.GoName] || !token.IsExported(r.GoName) {
			t.Errorf("this package has no %s", r.GoName)
		}
	}
}

// macros are the Go counterparts of the specification's function-like macros about key types.
var macros = map[string]any{
	"PSA_EXPORT_KEY_OUTPUT_SIZE":           keytype.Type.ExportSize,
	"PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE":    keytype.Type.ExportPublicSize,
	"PSA_EXPORT_KEY_PAIR_MAX_SIZE":         keytype.ExportKeyPairMaxSize,
	"PSA_EXPORT_PUBLIC_KEY_MAX_SIZE":       keytype.ExportPublicMaxSize,
	"PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE":   keytype.ExportAsymmetricMaxSize,
	"PSA_KEY_TYPE_IS_UNSTRUCTURED":         keytype.Type.IsUnstructured,
	"PSA_KEY_TYPE_IS_ASYMMETRIC":           keytype.Type.IsAsymmetric,
	"PSA_KEY_TYPE_IS_PUBLIC_KEY":           keytype.Type.IsPublicKey,
	"PSA_KEY_TYPE_IS_KEY_PAIR":             keytype.Type.IsKeyPair,
	"PSA_KEY_TYPE_WPA3_SAE_ECC":            keytype.WPA3SAEECC,
	"PSA_KEY_TYPE_WPA3_SAE_DH":             keytype.WPA3SAEDH,
	"PSA_KEY_TYPE_IS_WPA3_SAE_ECC":         keytype.Type.IsWPA3SAEECC,
	"PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY": keytype.Type.Family,
	"PSA_KEY_TYPE_IS_WPA3_SAE_DH":          keytype.Type.IsWPA3SAEDH,
	"PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY":  keytype.Type.Family,
	"PSA_KEY_TYPE_IS_RSA":                  keytype.Type.IsRSA,
	"PSA_KEY_TYPE_ECC_KEY_PAIR":            keytype.ECCKeyPair,
	"PSA_KEY_TYPE_ECC_PUBLIC_KEY":          keytype.ECCPublicKey,
	"PSA_KEY_TYPE_IS_ECC":                  keytype.Type.IsECC,
	"PSA_KEY_TYPE_IS_ECC_KEY_PAIR":         keytype.Type.IsECCKeyPair,
	"PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY":       keytype.Type.IsECCPublicKey,
	"PSA_KEY_TYPE_ECC_GET_FAMILY":          keytype.Type.Family,
	"PSA_KEY_TYPE_DH_KEY_PAIR":             keytype.DHKeyPair,
	"PSA_KEY_TYPE_DH_PUBLIC_KEY":           keytype.DHPublicKey,
	"PSA_KEY_TYPE_IS_DH":                   keytype.Type.IsDH,
	"PSA_KEY_TYPE_IS_DH_KEY_PAIR":          keytype.Type.IsDHKeyPair,
	"PSA_KEY_TYPE_IS_DH_PUBLIC_KEY":        keytype.Type.IsDHPublicKey,
	"PSA_KEY_TYPE_DH_GET_FAMILY":           keytype.Type.Family,
	"PSA_KEY_TYPE_IS_ML_DSA":               keytype.Type.IsMLDSA,
	"PSA_KEY_TYPE_SLH_DSA_KEY_PAIR":        keytype.SLHDSAKeyPair,
	"PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY":      keytype.SLHDSAPublicKey,
	"PSA_KEY_TYPE_IS_SLH_DSA":              keytype.Type.IsSLHDSA,
	"PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR":     keytype.Type.IsSLHDSAKeyPair,
	"PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY":   keytype.Type.IsSLHDSAPublicKey,
	"PSA_KEY_TYPE_SLH_DSA_GET_FAMILY":      keytype.Type.Family,
	"PSA_KEY_TYPE_IS_ML_KEM":               keytype.Type.IsMLKEM,
	"PSA_KEY_TYPE_SPAKE2P_KEY_PAIR":        keytype.SPAKE2PKeyPair,
	"PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY":      keytype.SPAKE2PPublicKey,
	"PSA_KEY_TYPE_IS_SPAKE2P":              keytype.Type.IsSPAKE2P,
	"PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR":     keytype.Type.IsSPAKE2PKeyPair,
	"PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY":   keytype.Type.IsSPAKE2PPublicKey,
	"PSA_KEY_TYPE_SPAKE2P_GET_FAMILY":      keytype.Type.Family,
	"PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY":  keytype.Type.KeyPairOf,
	"PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR":  keytype.Type.PublicKeyOf,
	"PSA_BLOCK_CIPHER_BLOCK_LENGTH":        keytype.Type.BlockCipherBlockLength,
	"PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE":      keytype.BlockCipherBlockMaxSize,
}

func TestSpecMacrosComplete(t *testing.T) {
	known := map[string]bool{}
	for _, row := range vectors.Spec(t, "macros.tsv") {
		name := row[0]
		if !strings.HasPrefix(name, "PSA_KEY_TYPE_") && !strings.HasPrefix(name, "PSA_EXPORT_") && !strings.HasPrefix(name, "PSA_BLOCK_CIPHER_") {
			continue
		}
		known[name] = true
		if _, ok := macros[name]; !ok {
			t.Errorf("%s has no counterpart", name)
		}
	}
	for name := range macros {
		if !known[name] {
			t.Errorf("%s is not in the specification", name)
		}
	}
}

// TestSpecMacroValues compares the predicates with the macros for every value there is, and the constructors for every family.
func TestSpecMacroValues(t *testing.T) {
	spec := vectors.SpecMacros(t)
	for name, f := range macros {
		if !spec.Has(name) {
			if strings.HasPrefix(name, "PSA_KEY_TYPE_") {
				t.Errorf("%s has no definition to compare with", name)
			}
			continue
		}
		t.Run(name, func(t *testing.T) {
			switch f := f.(type) {
			case func(keytype.Type) bool:
				for v := range 1 << 16 {
					if got, want := f(keytype.Type(v)), spec.Eval(name, uint64(v)) != 0; got != want {
						t.Fatalf("0x%04x: %v, want %v", v, got, want)
					}
				}
			case func(keytype.Type) keytype.Type:
				for v := range 1 << 16 {
					if got, want := f(keytype.Type(v)), keytype.Type(spec.Eval(name, uint64(v))); got != want {
						t.Fatalf("0x%04x: %v, want %v", v, got, want)
					}
				}
			case func(keytype.Type) int:
				for v := range 1 << 16 {
					if got, want := f(keytype.Type(v)), int(spec.Eval(name, uint64(v))); got != want {
						t.Fatalf("0x%04x: %v, want %v", v, got, want)
					}
				}
			case func(keytype.Family) keytype.Type:
				for v := range 1 << 8 {
					if got, want := f(keytype.Family(v)), keytype.Type(spec.Eval(name, uint64(v))); got != want {
						t.Fatalf("0x%02x: %v, want %v", v, got, want)
					}
				}
			case func(keytype.Type) keytype.Family:
				is := strings.Replace(strings.TrimSuffix(name, "_GET_FAMILY"), "PSA_KEY_TYPE_", "PSA_KEY_TYPE_IS_", 1)
				for _, v := range keytype.All() {
					if spec.Eval(is, uint64(v)) == 0 {
						continue
					}
					if got, want := f(v), keytype.Family(spec.Eval(name, uint64(v))); got != want {
						t.Fatalf("%v: %v, want %v", v, got, want)
					}
				}
			default:
				t.Fatalf("no comparison for %T", f)
			}
		})
	}
}

// TestEncodings holds the constructors to the tables of the appendix "Key type encoding".
func TestEncodings(t *testing.T) {
	for _, c := range []struct {
		got  keytype.Type
		want uint16
	}{
		{keytype.WPA3SAEECC(keytype.SECPR1), 0x3292},
		{keytype.WPA3SAEECC(keytype.BrainpoolPR1), 0x32b0},
		{keytype.WPA3SAEDH(keytype.RFC3526), 0x3305},
		{keytype.ECCPublicKey(keytype.SECPK1), 0x4117}, {keytype.ECCKeyPair(keytype.SECPK1), 0x7117},
		{keytype.ECCPublicKey(keytype.SECPR1), 0x4112}, {keytype.ECCKeyPair(keytype.SECPR1), 0x7112},
		{keytype.ECCPublicKey(keytype.SECPR2), 0x411b}, {keytype.ECCKeyPair(keytype.SECPR2), 0x711b},
		{keytype.ECCPublicKey(keytype.SECTK1), 0x4127}, {keytype.ECCKeyPair(keytype.SECTK1), 0x7127},
		{keytype.ECCPublicKey(keytype.SECTR1), 0x4122}, {keytype.ECCKeyPair(keytype.SECTR1), 0x7122},
		{keytype.ECCPublicKey(keytype.SECTR2), 0x412b}, {keytype.ECCKeyPair(keytype.SECTR2), 0x712b},
		{keytype.ECCPublicKey(keytype.BrainpoolPR1), 0x4130}, {keytype.ECCKeyPair(keytype.BrainpoolPR1), 0x7130},
		{keytype.ECCPublicKey(keytype.FRP), 0x4133}, {keytype.ECCKeyPair(keytype.FRP), 0x7133},
		{keytype.ECCPublicKey(keytype.Montgomery), 0x4141}, {keytype.ECCKeyPair(keytype.Montgomery), 0x7141},
		{keytype.ECCPublicKey(keytype.TwistedEdwards), 0x4142}, {keytype.ECCKeyPair(keytype.TwistedEdwards), 0x7142},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHA2S), 0x4182}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHA2S), 0x7182},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHA2F), 0x4184}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHA2F), 0x7184},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHAKES), 0x418b}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHAKES), 0x718b},
		{keytype.SLHDSAPublicKey(keytype.SLHDSASHAKEF), 0x418d}, {keytype.SLHDSAKeyPair(keytype.SLHDSASHAKEF), 0x718d},
		{keytype.DHPublicKey(keytype.RFC7919), 0x4203}, {keytype.DHKeyPair(keytype.RFC7919), 0x7203},
		{keytype.SPAKE2PPublicKey(keytype.SECPR1), 0x4412}, {keytype.SPAKE2PKeyPair(keytype.SECPR1), 0x7412},
		{keytype.SPAKE2PPublicKey(keytype.TwistedEdwards), 0x4442}, {keytype.SPAKE2PKeyPair(keytype.TwistedEdwards), 0x7442},
	} {
		if uint16(c.got) != c.want || !c.got.Valid() {
			t.Errorf("0x%04x (valid: %v), want 0x%04x", uint16(c.got), c.got.Valid(), c.want)
		}
	}
}

// TestParity: "Valid key type values have even parity" (appendix "Key type encoding").
func TestParity(t *testing.T) {
	for _, v := range keytype.All() {
		ones := strings.Count(strconv.FormatUint(uint64(v), 2), "1")
		if ones%2 != 0 {
			t.Errorf("%v = 0x%04x has odd parity", v, uint16(v))
		}
	}
}
