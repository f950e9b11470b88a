package soft

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// The names say derive because the tests of the package share them.

// deriveData is an input that is given as bytes, and deriveCost one that is a number.
func deriveData(step psa.DerivationStep, b []byte) driver.Input {
	return driver.Input{Step: step, Data: b}
}

func deriveCost(v uint64) driver.Input { return driver.Input{Step: psa.InputCost, Value: v} }

// deriveKey is an input that is a key, imported and loaded as a store does it.
func deriveKey(t testing.TB, step psa.DerivationStep, typ keytype.Type, a alg.Algorithm, data []byte) driver.Input {
	t.Helper()
	d := New(rand.Reader)
	attrs := &psa.Attributes{Type: typ, Policy: psa.Policy{Usage: psa.Derive, Alg: a}}
	m, err := d.Import(t.Context(), attrs, data)
	if err != nil {
		t.Fatal(err)
	}
	attrs.Bits = m.Bits
	if !d.Supports(typ, m.Bits, a, psa.Derive) {
		t.Fatalf("a key of type %v with %d bits can't be used with %v", typ, m.Bits, a)
	}
	k, err := d.Load(t.Context(), attrs, m.Data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Wipe)
	return driver.Input{Step: step, Key: grant.Issue(k, attrs, a, psa.Derive)}
}

// derive reads n bytes, which are the capacity, of a derivation in pieces of the given length.
func derive(t testing.TB, a alg.Algorithm, inputs []driver.Input, n, piece int) []byte {
	t.Helper()
	o, err := New(rand.Reader).NewDerivation(t.Context(), a, inputs, uint64(n))
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	defer o.Close()
	out := make([]byte, n)
	for at := 0; at < n; at += piece {
		if err := o.Read(t.Context(), out[at:min(at+piece, n)]); err != nil {
			t.Fatalf("%v: byte %d: %v", a, at, err)
		}
	}
	return out
}

// deriveCase is an output that another implementation gives.
type deriveCase struct {
	name   string
	alg    alg.Algorithm
	inputs []driver.Input
	want   string
}

func deriveCases(t testing.TB) []deriveCase {
	// RFC 5869, appendix A.1.
	ikm, salt, info := bytes.Repeat([]byte{0x0b}, 22), vectors.Hex(t, "000102030405060708090a0b0c"), vectors.Hex(t, "f0f1f2f3f4f5f6f7f8f9")
	prk := "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
	okm := "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
	hkdf, extract, expand := alg.HKDF(alg.SHA256), alg.HKDFExtract(alg.SHA256), alg.HKDFExpand(alg.SHA256)
	pbkdf2, pbkdf2CMAC := alg.PBKDF2HMAC(alg.SHA256), alg.PBKDF2AESCMACPRF128
	// TF-PSA-Crypto, test_suite_psa_crypto.data.
	pskSeed := vectors.Hex(t, "5bc0b19b4a8b24b07afe7ec65c471e94a7d518fcef06c3574315255c52afe21b5bc0b19b872b9b26508458f03603744d575f463a11ae7f1b090c012606fd3e9f")
	pskSeed2 := vectors.Hex(t, "5bed47716a11a49a6268a8350b085929116ad9ccc8181f09a05b07a7741576d65bed47718dfd82f2d3f57544afe52decae6819b970dc716ada72ae0dd3072e9a")
	psk, master := []byte{1, 2, 3, 4}, []byte("master secret")
	// Oberon microsystems' PSA Crypto, tests of the counter derivations.
	counterKey := vectors.Hex(t, "0102030405060708090a0b0c0d0e0d0f0102030405060708090a0b0c0d0e0d0f")
	label, sample := []byte("PSA_ALG_SP800_108_COUNTER Sample"), []byte("Sample key creation via SP 800-108r1 Counter mode")
	ascending := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i + 1)
		}
		return b
	}
	counterHMAC, counterCMAC := alg.SP800108CounterHMAC(alg.SHA256), alg.SP800108CounterCMAC
	return []deriveCase{
		{"HKDF", hkdf, []driver.Input{deriveData(psa.InputSalt, salt), deriveData(psa.InputSecret, ikm), deriveData(psa.InputInfo, info)}, okm},
		{"HKDF, info first", hkdf, []driver.Input{deriveData(psa.InputInfo, info), deriveData(psa.InputSalt, salt), deriveData(psa.InputSecret, ikm)}, okm},
		{"HKDF, keys", hkdf, []driver.Input{deriveKey(t, psa.InputSalt, keytype.RawData, hkdf, salt), deriveKey(t, psa.InputSecret, keytype.Derive, hkdf, ikm),
			deriveKey(t, psa.InputInfo, keytype.RawData, hkdf, info)}, okm},
		{"HKDF, after a key agreement", alg.KeyAgreement(alg.ECDH, hkdf),
			[]driver.Input{deriveData(psa.InputSalt, salt), deriveData(psa.InputSecret, ikm), deriveData(psa.InputInfo, info)}, okm},
		{"HKDF, no salt", hkdf, []driver.Input{deriveData(psa.InputSecret, ikm), deriveData(psa.InputInfo, nil)}, // RFC 5869, appendix A.3
			"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
		{"HKDF-Extract", extract, []driver.Input{deriveData(psa.InputSalt, salt), deriveData(psa.InputSecret, ikm)}, prk},
		{"HKDF-Expand", expand, []driver.Input{deriveData(psa.InputSecret, vectors.Hex(t, prk)), deriveData(psa.InputInfo, info)}, okm},

		// RFC 7914, section 11.
		{"PBKDF2", pbkdf2, []driver.Input{deriveCost(1), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("passwd"))},
			"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{"PBKDF2, salt in pieces", pbkdf2, []driver.Input{deriveCost(1), deriveData(psa.InputSalt, []byte("s")), deriveKey(t, psa.InputSalt, keytype.Pepper, pbkdf2, []byte("al")),
			deriveData(psa.InputSalt, nil), deriveData(psa.InputSalt, []byte("t")), deriveKey(t, psa.InputPassword, keytype.Password, pbkdf2, []byte("passwd"))},
			"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
		{"PBKDF2, cost 4096", alg.PBKDF2HMAC(alg.SHA1), // RFC 6070
			[]driver.Input{deriveCost(4096), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("password"))},
			"4b007901b765489abead49d926f721d065a429c1"},

		// TF-PSA-Crypto, test_suite_psa_crypto.data; the last from Oberon's tests, with a salt as Thread makes it.
		{"PBKDF2-AES-CMAC", pbkdf2CMAC, []driver.Input{deriveCost(1), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("password"))},
			"1b72f6419173a06e27777606a315876ec71227de"},
		{"PBKDF2-AES-CMAC, cost 4096", pbkdf2CMAC, []driver.Input{deriveCost(4096), deriveData(psa.InputSalt, []byte("saltSALTsaltSALTsaltSALTsaltSALTsalt")),
			deriveKey(t, psa.InputPassword, keytype.Password, pbkdf2CMAC, []byte("passwordPASSWORDpassword"))},
			"25e7c43283d2e98cb6d9537a783e93153a45595a876779e00d"},
		{"PBKDF2-AES-CMAC, null bytes", pbkdf2CMAC, []driver.Input{deriveCost(4096), deriveData(psa.InputSalt, []byte("sa\x00lt")), deriveData(psa.InputPassword, []byte("pass\x00word"))},
			"3d2828c5a437d781e7733ca353c40579"},
		{"PBKDF2-AES-CMAC, four blocks", pbkdf2CMAC, []driver.Input{deriveCost(1), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("passwd"))},
			"28e288c6345bb5ecf7ca70274208a3ba0f1148b5868537d5e09d3ee6813b1f524d9ecbf864eb814a46cda50ad5ec4c0dc03578c6c5fb4a3f9880deb5cab537e4"},
		{"PBKDF2-AES-CMAC, empty password", pbkdf2CMAC, []driver.Input{deriveCost(4096), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, nil)},
			"db00f3996d041b415eb273362d8c8c83"},
		{"PBKDF2-AES-CMAC, password of 16 bytes", pbkdf2CMAC, []driver.Input{deriveCost(4096), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("passwordpassword"))},
			"c4c112c6e1e3b8757640603dec78825f"},
		{"PBKDF2-AES-CMAC, Thread", pbkdf2CMAC, []driver.Input{deriveCost(16384), deriveData(psa.InputSalt, []byte("Thread\x00\x01\x02\x03\x04\x05\x06\x07Test Network")),
			deriveData(psa.InputPassword, []byte("12SECRETPASSWORD34"))}, "c3f59368445a1b6106be420a706d4cc9"},

		// https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/
		{"TLS 1.2 PRF", alg.TLS12PRF(alg.SHA256), []driver.Input{deriveData(psa.InputSeed, vectors.Hex(t, "a0ba9f936cda311827a6f796ffd5198c")),
			deriveKey(t, psa.InputSecret, keytype.Derive, alg.TLS12PRF(alg.SHA256), vectors.Hex(t, "9bbe436ba940f017b17652849a71db35")), deriveData(psa.InputLabel, []byte("test label"))},
			"e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789" +
				"baa48082d122ee42c5a72e5a5110fff70187347b66"},
		{"TLS 1.2 PSK", alg.TLS12PSKToMS(alg.SHA256), []driver.Input{deriveData(psa.InputSeed, pskSeed), deriveData(psa.InputSecret, psk), deriveData(psa.InputLabel, master)},
			"5a9dd5ffa78b4d1f28f40d91b4e6e6ed37849042d61ba32ca43d866e744cee7cd1baaa497e1ecd5c2e60f9f13030a710"},
		{"TLS 1.2 PSK, SHA-384", alg.TLS12PSKToMS(alg.SHA384), []driver.Input{deriveData(psa.InputSeed, pskSeed2), deriveData(psa.InputSecret, psk), deriveData(psa.InputLabel, master)},
			"f5a61fbdd2ec415762abb8042a6c16645a53d2edb6dec8c85ca71689301f9f4d875128c87608b75250b20a9550e4fe18"},
		{"TLS 1.2 PSK, empty other secret", alg.TLS12PSKToMS(alg.SHA256), []driver.Input{deriveData(psa.InputSeed, pskSeed), deriveData(psa.InputOtherSecret, nil),
			deriveKey(t, psa.InputSecret, keytype.Derive, alg.TLS12PSKToMS(alg.SHA256), psk), deriveData(psa.InputLabel, master)},
			"034e4741bd6170120a8b8e8362d13575c6b857242f98021d7d7cd1221a1f8dedea66737c46daaf5458cafa51b00c92eb"},
		{"TLS 1.2 PSK, other secret of 20 bytes", alg.TLS12PSKToMS(alg.SHA384), []driver.Input{deriveData(psa.InputSeed, pskSeed),
			deriveData(psa.InputOtherSecret, vectors.Hex(t, "c4eb02cb10175ab8a33aeeb068ba23df08206b0e")), deriveData(psa.InputSecret, psk), deriveData(psa.InputLabel, master)},
			"0638ce4a3b9836d98be8a455860cdc4af3baa26d3db6962a228ee5bb992f3e33a6ed1dd91138380d348664067b360618"},
		{"TLS 1.2 PSK, other secret of 48 bytes", alg.TLS12PSKToMS(alg.SHA256), []driver.Input{deriveData(psa.InputSeed, pskSeed),
			deriveData(psa.InputOtherSecret, vectors.Hex(t, "ce2fa604b6a3e08fc42eda74ab647adace1168b199ed178dbaae12521d68271d7df56eb56c55878034cf01bd887ba4d7")),
			deriveData(psa.InputSecret, psk), deriveData(psa.InputLabel, master)},
			"168fecea35190f9df34c042f24ecaa5e7825337f2cd82719464df5462f16aae84cb38a65c0d612ca9273f998ad32c05b"},

		{"counter, HMAC", counterHMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.HMAC, counterHMAC, counterKey), deriveData(psa.InputLabel, label),
			deriveData(psa.InputContext, sample)},
			"8158cd6ae750690c2054be1066d2d8f34ab014d07f814cbc7d3e3dca78a93f5d6629b114b42a0464a489"},
		{"counter, HMAC, no context", counterHMAC, []driver.Input{deriveData(psa.InputSecret, counterKey), deriveData(psa.InputLabel, label)},
			"2fe05bd422004fa19a48cd8c9bd2ca8d3987ea6c5abcd5543aedeb04e2b7000cb6eb18c33a3d8967a7d6"},
		{"counter, HMAC, label and context", counterHMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.Derive, counterHMAC, ascending(32)), deriveData(psa.InputLabel, []byte("label")),
			deriveData(psa.InputContext, []byte("context"))},
			"86f3aa9a5a7602713f37996c288bc27ba197d5a78957ddc9640443692fb04134"},
		{"counter, HMAC, neither", counterHMAC, []driver.Input{deriveData(psa.InputSecret, ascending(32))},
			"f8b724820df0efea81c252b67a8860b644d3c37b9fce782458214f14c661c00a"},
		{"counter, CMAC", counterCMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.AES, counterCMAC, counterKey[:16]), deriveData(psa.InputLabel, label),
			deriveData(psa.InputContext, sample)},
			"3c50b55a13b949ad25b4b40fc37f553836b59fa0d074b73c83176d4c105fc217838ec4a1b07b8abea8f1"},
		{"counter, CMAC, no context", counterCMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.AES, counterCMAC, counterKey[:16]), deriveData(psa.InputLabel, label)},
			"e1ecfc001e2e9adbd016b3b4f323ce00c10582ec81e1fc1940474ca684f9e507b58abd03bce523820511"},
		{"counter, CMAC, AES-256", counterCMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.AES, counterCMAC, ascending(32)), deriveData(psa.InputLabel, []byte("label")),
			deriveData(psa.InputContext, []byte("context"))},
			"7fff109ee2b90817bcfa9c280794458eae43c02a3f4dd99d5c6670907ff66650"},
		{"counter, CMAC, AES-256, neither", counterCMAC, []driver.Input{deriveKey(t, psa.InputSecret, keytype.AES, counterCMAC, ascending(32))},
			"4388c2b6fba7d59862b4d883bb55aea38f36289f76727c9ddfce6ccaff6d20f0"},

		// The x coordinate is 00 01 … 1f, whose SHA-256 is OpenSSL's.
		{"EC J-PAKE", alg.TLS12ECJPAKEToPMS, []driver.Input{deriveKey(t, psa.InputSecret, keytype.Derive, alg.TLS12ECJPAKEToPMS,
			slices.Concat([]byte{4, 0}, ascending(31), bytes.Repeat([]byte{0xaa}, 32)))},
			"630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"},
	}
}

// TestDerivations reads every known output in pieces of all kinds of lengths.
func TestDerivations(t *testing.T) {
	for _, c := range deriveCases(t) {
		n := len(c.want) / 2
		for _, piece := range []int{n, 1, 2, 3, 15, 16, 17, 31, 32, 33, 47, 48} {
			if got := derive(t, c.alg, c.inputs, n, piece); hex.EncodeToString(got) != c.want {
				t.Errorf("%s, pieces of %d: %x, want %s", c.name, piece, got, c.want)
				break
			}
			if strings.Contains(c.name, "Thread") || strings.Contains(c.name, "4096") {
				break
			}
		}
	}
}

// TestDerivationsCover: every row of the table has a known answer, and the table has no algorithm that the rules of the specification haven't.
func TestDerivationsCover(t *testing.T) {
	cases := deriveCases(t)
	for i := range derivations {
		if !derivations[i].tokens && !slices.ContainsFunc(cases, func(c deriveCase) bool { return derivationOf(c.alg) == &derivations[i] }) {
			t.Errorf("row %d has no known answer", i)
		}
	}
	for _, h := range []alg.Algorithm{alg.SHA1, alg.SHA224, alg.SHA256, alg.SHA384, alg.SHA512, alg.SHA512_224, alg.SHA512_256, alg.SHA3_224, alg.SHA3_256, alg.SHA3_384, alg.SHA3_512,
		alg.MD2, alg.MD4, alg.MD5, alg.RIPEMD160, alg.AESMMOZigbee, alg.SM3, alg.BLAKE2sHash256, alg.BLAKE2bHash512} {
		for _, a := range []alg.Algorithm{alg.HKDF(h), alg.HKDFExtract(h), alg.HKDFExpand(h), alg.PBKDF2HMAC(h), alg.SP800108CounterHMAC(h),
			alg.KeyAgreement(alg.ECDH, alg.HKDF(h))} {
			if !supportsDerivation(a) || !New(rand.Reader).Supports(keytype.None, 0, a, psa.Derive) {
				t.Errorf("%v is not supported", a)
			}
		}
	}
	for _, a := range []alg.Algorithm{alg.None, alg.SHA256, alg.HMAC(alg.SHA256), alg.ECDH, alg.HKDF(alg.AnyHash), alg.HKDF(alg.None), alg.TLS12PRF(alg.SHA512),
		alg.TLS12PSKToMS(alg.SHA1), alg.WPA3SAEH2E(alg.SHA1), alg.HKDF(alg.SHAKE256_512), alg.HKDF(alg.AsconHash256), alg.PBKDF2HMAC(alg.BLAKE2spHash256), alg.HKDFExpand(alg.SHA256_192)} {
		if supportsDerivation(a) {
			t.Errorf("%v is supported", a)
		}
		_, err := New(rand.Reader).NewDerivation(t.Context(), a, nil, 1)
		if psa.StatusOf(err) != psa.ErrNotSupported {
			t.Errorf("%v: %v", a, err)
		}
	}
}

// TestDerivationInputsAreNotKept changes every input, and wipes every key, once the output has begun.
func TestDerivationInputsAreNotKept(t *testing.T) {
	for _, c := range deriveCases(t) {
		inputs := slices.Clone(c.inputs)
		for i := range inputs {
			inputs[i].Data = slices.Clone(inputs[i].Data)
		}
		o, err := New(rand.Reader).NewDerivation(t.Context(), c.alg, inputs, uint64(len(c.want)/2))
		if err != nil {
			t.Fatal(err)
		}
		for i := range inputs {
			clear(inputs[i].Data)
			if inputs[i].Key.Key() != nil {
				b, err := inputBytes(&inputs[i])
				if err != nil {
					t.Fatal(err)
				}
				clear(b)
				inputs[i].Key.Key().Wipe()
			}
		}
		got := make([]byte, len(c.want)/2)
		if err := o.Read(t.Context(), got); err != nil || hex.EncodeToString(got) != c.want {
			t.Errorf("%s: %x (%v), want %s", c.name, got, err, c.want)
		}
		o.Close()
		o.Close()
		if err := o.Read(t.Context(), got); psa.StatusOf(err) != psa.ErrInsufficientData || !bytes.Equal(got, make([]byte, len(got))) {
			t.Errorf("%s: %x (%v) after Close", c.name, got, err)
		}
	}
}

// TestDerivationEnds: the streams that are short enough for a test end where the specification has them end.
func TestDerivationEnds(t *testing.T) {
	for a, n := range map[alg.Algorithm]int{
		alg.HKDF(alg.SHA256): 255 * 32, alg.HKDF(alg.SHA512): 255 * 64, alg.HKDFExpand(alg.SHA1): 255 * 20, alg.HKDFExtract(alg.SHA384): 48, alg.TLS12ECJPAKEToPMS: 32,
	} {
		inputs := []driver.Input{deriveData(psa.InputSecret, append([]byte{4}, make([]byte, 64)...))}
		if a.IsHKDF() || a.IsHKDFExpand() {
			inputs = append(inputs, deriveData(psa.InputInfo, nil))
		}
		o, err := New(rand.Reader).NewDerivation(t.Context(), a, inputs, psa.UnlimitedCapacity)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]byte, n)
		if err := o.Read(t.Context(), out); err != nil {
			t.Errorf("%v: %v", a, err)
		}
		if err := o.Read(t.Context(), out[:1]); psa.StatusOf(err) != psa.ErrInsufficientData {
			t.Errorf("%v: byte %d: %v", a, n+1, err)
		}
		o.Close()
	}
}

func TestDerivationRefuses(t *testing.T) {
	aesKey := deriveKey(t, psa.InputSecret, keytype.AES, alg.SP800108CounterCMAC, make([]byte, 16))
	for _, c := range []struct {
		name   string
		alg    alg.Algorithm
		inputs []driver.Input
	}{
		{"a label with a null byte", alg.SP800108CounterHMAC(alg.SHA256),
			[]driver.Input{deriveData(psa.InputSecret, []byte("secret")), deriveData(psa.InputLabel, []byte("la\x00bel"))}},
		{"a label key with a null byte", alg.SP800108CounterCMAC,
			[]driver.Input{aesKey, deriveKey(t, psa.InputLabel, keytype.RawData, alg.SP800108CounterCMAC, []byte("la\x00bel"))}},
		{"bytes for a cipher key", alg.SP800108CounterCMAC, []driver.Input{deriveData(psa.InputSecret, make([]byte, 16))}},
		{"a compressed point", alg.TLS12ECJPAKEToPMS, []driver.Input{deriveData(psa.InputSecret, append([]byte{2}, make([]byte, 64)...))}},
		{"a short point", alg.TLS12ECJPAKEToPMS, []driver.Input{deriveData(psa.InputSecret, append([]byte{4}, make([]byte, 32)...))}},
		{"no point", alg.TLS12ECJPAKEToPMS, nil},
		{"a long PSK", alg.TLS12PSKToMS(alg.SHA256), []driver.Input{deriveData(psa.InputSecret, make([]byte, 129))}},
		{"a long PSK key", alg.TLS12PSKToMS(alg.SHA256),
			[]driver.Input{deriveKey(t, psa.InputSecret, keytype.Derive, alg.TLS12PSKToMS(alg.SHA256), make([]byte, 129))}},
		{"no cost", alg.PBKDF2HMAC(alg.SHA256), []driver.Input{deriveData(psa.InputPassword, nil)}},
		{"a step of another algorithm", alg.HKDF(alg.SHA256), []driver.Input{deriveData(psa.InputSeed, nil)}},
	} {
		_, err := New(rand.Reader).NewDerivation(t.Context(), c.alg, c.inputs, 1)
		var e *psa.Error
		if psa.StatusOf(err) != psa.ErrInvalidArgument || !errors.As(err, &e) || e.Reason == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestCounterCapacity: 2^29-1 bytes are the most, and the output depends on how many there are.
func TestCounterCapacity(t *testing.T) {
	for a, secret := range map[alg.Algorithm]driver.Input{
		alg.SP800108CounterHMAC(alg.SHA256): deriveData(psa.InputSecret, []byte("secret")),
		alg.SP800108CounterCMAC:             deriveKey(t, psa.InputSecret, keytype.AES, alg.SP800108CounterCMAC, make([]byte, 16)),
	} {
		outputs := map[string]bool{}
		for _, capacity := range []uint64{16, 17, 1<<29 - 1} {
			o, err := New(rand.Reader).NewDerivation(t.Context(), a, []driver.Input{secret}, capacity)
			if err != nil {
				t.Fatal(err)
			}
			out := make([]byte, 16)
			if err := o.Read(t.Context(), out); err != nil {
				t.Fatal(err)
			}
			o.Close()
			outputs[string(out)] = true
		}
		if len(outputs) != 3 {
			t.Errorf("%v: %d outputs of 3 capacities", a, len(outputs))
		}
		if _, err := New(rand.Reader).NewDerivation(t.Context(), a, []driver.Input{secret}, 1<<29); psa.StatusOf(err) != psa.ErrInvalidArgument {
			t.Errorf("%v with 2^29 bytes: %v", a, err)
		}
	}
}

// TestDerivationCancelled: a slow derivation ends with its context.
func TestDerivationCancelled(t *testing.T) {
	for _, a := range []alg.Algorithm{alg.PBKDF2HMAC(alg.SHA256), alg.PBKDF2AESCMACPRF128} {
		o, err := New(rand.Reader).NewDerivation(t.Context(), a,
			[]driver.Input{deriveCost(1<<32 - 1), deriveData(psa.InputSalt, []byte("salt")), deriveData(psa.InputPassword, []byte("password"))}, 32)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := o.Read(ctx, make([]byte, 1)); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: %v", a, err)
		}
		o.Close()
	}
}

func BenchmarkDerivation(b *testing.B) {
	d := New(rand.Reader)
	a := alg.HKDF(alg.SHA256)
	inputs := []driver.Input{deriveData(psa.InputSalt, []byte("salt")), deriveKey(b, psa.InputSecret, keytype.Derive, a, make([]byte, 32)), deriveData(psa.InputInfo, []byte("info"))}
	out := make([]byte, 32)
	b.ReportAllocs()
	for b.Loop() {
		o, err := d.NewDerivation(b.Context(), a, inputs, 32)
		if err != nil {
			b.Fatal(err)
		}
		if err := o.Read(b.Context(), out); err != nil {
			b.Fatal(err)
		}
		o.Close()
	}
}
