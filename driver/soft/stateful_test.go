package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ verifyKey = (*statefulKey)(nil)
	_ publicKey = (*statefulKey)(nil)
)

// statefulExample is a public key with a signature.
type statefulExample struct {
	t             keytype.Type
	alg           alg.Algorithm
	bits          int
	key, msg, sig []byte
}

// fields reads the first "name = value" of each name after the line that begins with start, which may be empty.
func fields(t testing.TB, file, start string) map[string]string {
	t.Helper()
	_, text, ok := strings.Cut("\n"+string(vectors.Read(t, file)), "\n"+start)
	if !ok {
		t.Fatalf("%s has no line %q", file, start)
	}
	all := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if _, seen := all[name]; ok && !seen {
			all[name] = value
		}
	}
	return all
}

// statefulExamples have each scheme with each size.
func statefulExamples(t testing.TB) []statefulExample {
	one := func(typ keytype.Type, a alg.Algorithm, bits int, key, msg, sig string) statefulExample {
		return statefulExample{typ, a, bits, vectors.Hex(t, key), vectors.Hex(t, msg), vectors.Hex(t, sig)}
	}
	rawKey := func(f map[string]string) string {
		return f["PublicKeyRaw"][strings.LastIndex(f["PublicKeyRaw"], ":")+1:]
	}
	lms192 := fields(t, "lms/evppkey_lms_sigver.txt", "Title = LMS_SHA256_M24_H5 LMOTS_SHA256_N24_W8")
	lms256 := fields(t, "lms/evppkey_lms_sigver.txt", "Title = LMS_SHA256_M32_H10 LMOTS_SHA256_N32_W4")
	shake := fields(t, "lms/evppkey_lms_sigver.txt", "Title = LMS_SHAKE_M32_H5 LMOTS_SHAKE_N32_W8")
	hss := fields(t, "lms/LMS_SHA256_H10_W4_H5_W8.rsp", "")
	xmss192 := fields(t, "xmss/xmss_verify.vec", "Params = SHAKE256_10_192")
	xmss256 := fields(t, "xmss/xmss_verify.vec", "Params = SHAKE_16_256")
	mt := fields(t, "xmss/xmssmt.rsp", "# XMSSMT-SHA2_40-4_256")
	return []statefulExample{
		one(keytype.LMSPublicKey, alg.LMS, 192, rawKey(lms192), lms192["Input"], lms192["Output"]),
		one(keytype.LMSPublicKey, alg.LMS, 256, rawKey(lms256), lms256["Input"], lms256["Output"]),
		one(keytype.LMSPublicKey, alg.LMS, 256, rawKey(shake), shake["Input"], shake["Output"]),
		one(keytype.HSSPublicKey, alg.HSS, 256, hss["pk"], hss["msg"], hss["sm"]),
		one(keytype.XMSSPublicKey, alg.XMSS, 192, xmss192["PublicKey"], xmss192["Msg"], xmss192["Signature"]),
		one(keytype.XMSSPublicKey, alg.XMSS, 256, xmss256["PublicKey"], xmss256["Msg"], xmss256["Signature"]),
		one(keytype.XMSSMTPublicKey, alg.XMSSMT, 256, mt["pk"], mt["msg"], mt["sm"]),
	}
}

func TestStateful(t *testing.T) {
	for _, c := range statefulExamples(t) {
		what := c.t.String()
		k := importAsym(t, c.t, c.key)
		if k.attrs.Bits != c.bits {
			t.Errorf("%s: %d bits, want %d", what, k.attrs.Bits, c.bits)
		}
		if !bytes.Equal(k.export(t), c.key) || !bytes.Equal(k.exportPublic(t), c.key) {
			t.Errorf("%s is exported otherwise", what)
		}
		checkVerdicts(t, what, k, c.alg, c.msg, c.sig, nil, psa.Success)
		checkVerdicts(t, what+", another message", k, c.alg, append([]byte{1}, c.msg...), c.sig, nil, psa.ErrInvalidSignature)
		for _, bad := range [][]byte{nil, c.sig[1:], append(bytes.Clone(c.sig), 0)} {
			checkVerdicts(t, what+", another length", k, c.alg, c.msg, bad, nil, psa.ErrInvalidSignature)
		}
		bad := bytes.Clone(c.sig)
		bad[len(bad)/2] ^= 1
		checkVerdicts(t, what+", a bit changed", k, c.alg, c.msg, bad, nil, psa.ErrInvalidSignature)

		for _, bits := range []int{0, c.bits} {
			importStatus(t, what, psa.Attributes{Type: c.t, Bits: bits}, c.key, psa.Success)
		}
		importStatus(t, what+" of another size", psa.Attributes{Type: c.t, Bits: 448 - c.bits}, c.key, psa.ErrInvalidArgument)
		importStatus(t, what+" with a byte less", psa.Attributes{Type: c.t}, c.key[:len(c.key)-1], psa.ErrInvalidArgument)
		importStatus(t, what+" with a byte more", psa.Attributes{Type: c.t}, append(bytes.Clone(c.key), 0), psa.ErrInvalidArgument)
		importStatus(t, what+" of no set", psa.Attributes{Type: c.t}, append([]byte{0x7f}, c.key[1:]...), psa.ErrInvalidArgument)
	}
}

// TestStatefulOnlyVerifies: "LMS signature calculation is not supported", and so for the others (PSA Crypto 1.5).
func TestStatefulOnlyVerifies(t *testing.T) {
	ctx := context.Background()
	d := New(rand.Reader)
	for _, c := range statefulExamples(t) {
		for u, want := range map[psa.Usage]bool{psa.VerifyMessage: true, psa.SignMessage: false, psa.VerifyHash: false, psa.SignHash: false} {
			if got := d.Supports(c.t, c.bits, c.alg, u); got != want {
				t.Errorf("Supports %v with %v: %v", c.alg, u, got)
			}
		}
		if d.Supports(c.t, c.bits, alg.MLDSA, psa.VerifyMessage) {
			t.Errorf("Supports ML-DSA with a key of type %v", c.t)
		}
		_, err := d.Generate(ctx, &psa.Attributes{Type: c.t, Bits: c.bits}, driver.Parameters{})
		wantStatus(t, "generation", err, psa.ErrInvalidArgument)
		k := importAsym(t, c.t, c.key)
		_, err = d.SignMessage(ctx, k.grant(c.alg), nil, c.msg, nil)
		wantStatus(t, "signing", err, psa.ErrNotSupported)
		wantStatus(t, "a hash", d.VerifyHash(ctx, k.grant(c.alg), c.msg, c.sig, nil), psa.ErrNotSupported)
		wantStatus(t, "a context", d.VerifyMessage(ctx, k.grant(c.alg), c.msg, c.sig, []byte{1}), psa.ErrInvalidArgument)
		_, err = d.NewVerify(ctx, k.grant(c.alg), c.sig, []byte{1})
		wantStatus(t, "a context, in parts", err, psa.ErrInvalidArgument)
		if _, err := d.Load(ctx, &psa.Attributes{Type: c.t, Bits: 448 - c.bits}, c.key); psa.StatusOf(err) != psa.ErrDataInvalid {
			t.Errorf("material of another size: %v", err)
		}
	}
}

// TestXMSS512: RFC 8391 has sets with 512 bits, for which the specification has no size.
func TestXMSS512(t *testing.T) {
	for typ, code := range map[keytype.Type]uint32{keytype.XMSSPublicKey: 4, keytype.XMSSMTPublicKey: 9} {
		importStatus(t, typ.String(), psa.Attributes{Type: typ}, append(binary.BigEndian.AppendUint32(nil, code), make([]byte, 128)...), psa.ErrNotSupported)
	}
}

// FuzzStatefulImport holds the driver to one format of a key.
func FuzzStatefulImport(f *testing.F) {
	f.Add(0, append(binary.BigEndian.AppendUint64(nil, 5<<32|4), make([]byte, 48)...))
	f.Add(1, append(binary.BigEndian.AppendUint32(nil, 2), append(binary.BigEndian.AppendUint64(nil, 10<<32|8), make([]byte, 40)...)...))
	f.Add(2, append(binary.BigEndian.AppendUint32(nil, 1), make([]byte, 64)...))
	f.Add(3, append(binary.BigEndian.AppendUint32(nil, 0x31), make([]byte, 48)...))
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		typ := statefulSchemes[uint(which)%uint(len(statefulSchemes))].t
		m, err := New(rand.Reader).Import(context.Background(), &psa.Attributes{Type: typ}, data)
		if err != nil {
			return
		}
		if !bytes.Equal(m.Data, data) || typ.ExportSize(m.Bits) != len(data) {
			t.Errorf("%v: %d bytes are taken for a key of %d bits", typ, len(data), m.Bits)
		}
		loadAsym(t, New(rand.Reader), typ, m)
	})
}
