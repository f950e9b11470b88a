package keystore

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// The tests of this file are the lines on output buffers (PSA Crypto 1.5, "Overlap between parameters", "Output buffer sizes").

// overlapping runs f with input and output in one buffer at several distances and compares with what it gives when they are apart.
func overlapping(t *testing.T, name string, in []byte, f func(dst, in []byte) ([]byte, error)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		expect, err := f(nil, bytes.Clone(in))
		want(t, err, psa.Success)
		const at = 200
		for _, d := range []int{0, 1, -1, 2, -2, 8, -8, 15, -15, 16, -16, 17, -17, 31, -31, len(in), -len(in), 150, -150} {
			buf := make([]byte, 2048)
			copy(buf[at:], in)
			got, err := f(buf[at+d:at+d], buf[at:at+len(in)])
			want(t, err, psa.Success)
			if !bytes.Equal(got, expect) {
				t.Fatalf("with the output %d bytes from the input: got %x, want %x", d, got, expect)
			}
			if &got[:1][0] != &buf[at+d] {
				t.Errorf("with the output %d bytes from the input it is not in the buffer that was given", d)
			}
		}
	})
}

func TestOutputsMayOverlapInputs(t *testing.T) {
	b := newBench(t)
	text := make([]byte, 160)
	_, err := rand.Read(text)
	want(t, err, psa.Success)
	nonce := make([]byte, 12)
	key := func(kt keytype.Type, bits int, a alg.Algorithm) Key {
		return b.generate(psa.Attributes{Type: kt, Bits: bits, Policy: psa.Policy{Usage: psa.AllUsage(), Alg: a}})
	}

	overlapping(t, "hash", text, func(dst, in []byte) ([]byte, error) { return b.HashCompute(bg, alg.SHA256, dst, in) })
	mac := key(keytype.HMAC, 256, alg.HMAC(alg.SHA256))
	overlapping(t, "HMAC", text, func(dst, in []byte) ([]byte, error) { return mac.MAC(bg, alg.HMAC(alg.SHA256), dst, in) })
	cmac := key(keytype.AES, 128, alg.CMAC)
	overlapping(t, "CMAC", text, func(dst, in []byte) ([]byte, error) { return cmac.MAC(bg, alg.CMAC, dst, in) })

	for _, c := range []struct {
		kt   keytype.Type
		bits int
		alg  alg.Algorithm
	}{{keytype.AES, 128, alg.CTR}, {keytype.AES, 128, alg.CBCNoPadding}, {keytype.AES, 128, alg.CBCPKCS7}, {keytype.AES, 128, alg.ECBNoPadding},
		{keytype.AES, 128, alg.CFB}, {keytype.AES, 128, alg.OFB}, {keytype.AES, 256, alg.XTS}, {keytype.ChaCha20, 256, alg.StreamCipher}} {
		k := key(c.kt, c.bits, c.alg)
		ct, err := k.Encrypt(bg, c.alg, nil, text)
		if errors.Is(err, psa.ErrNotSupported) {
			continue
		}
		want(t, err, psa.Success)
		overlapping(t, c.alg.String()+" decrypt", ct, func(dst, in []byte) ([]byte, error) { return k.Decrypt(bg, c.alg, dst, in) })
		t.Run(c.alg.String()+" encrypt", func(t *testing.T) {
			for _, d := range []int{0, 1, -1, 16, -16, 17, -100} {
				buf := make([]byte, 1024)
				copy(buf[200:], text)
				out, err := k.Encrypt(bg, c.alg, buf[200+d:200+d], buf[200:200+len(text)])
				want(t, err, psa.Success)
				pt, err := k.Decrypt(bg, c.alg, nil, out)
				want(t, err, psa.Success)
				if !bytes.Equal(pt, text) {
					t.Errorf("with the output %d bytes from the input another text was encrypted", d)
				}
			}
		})
		iv := make([]byte, alg.IVLength(c.kt, c.alg))
		for _, encrypt := range []bool{true, false} {
			if c.alg == alg.XTS {
				continue // what an update gives out depends on where the text ends
			}
			overlapping(t, fmt.Sprintf("%v in parts, encrypting %v", c.alg, encrypt), text[:96], func(dst, in []byte) ([]byte, error) {
				m, err := k.newCipher(bg, c.alg, encrypt)
				want(t, err, psa.Success)
				defer m.Close()
				if len(iv) > 0 {
					want(t, m.SetIV(iv), psa.Success)
				}
				return m.Update(dst, in)
			})
		}
	}

	for _, c := range []struct {
		kt   keytype.Type
		bits int
		alg  alg.Algorithm
	}{{keytype.AES, 256, alg.GCM}, {keytype.ChaCha20, 256, alg.ChaCha20Poly1305}} {
		k := key(c.kt, c.bits, c.alg)
		ad := []byte("additional data")
		overlapping(t, c.alg.String()+" seal", text, func(dst, in []byte) ([]byte, error) { return k.Seal(bg, c.alg, dst, nonce, in, ad) })
		overlapping(t, c.alg.String()+" seal, nonce", text[:12], func(dst, in []byte) ([]byte, error) { return k.Seal(bg, c.alg, dst, in, text, ad) })
		overlapping(t, c.alg.String()+" seal, additional data", text, func(dst, in []byte) ([]byte, error) { return k.Seal(bg, c.alg, dst, nonce, ad, in) })
		ct, err := k.Seal(bg, c.alg, nil, nonce, text, ad)
		want(t, err, psa.Success)
		overlapping(t, c.alg.String()+" unseal", ct, func(dst, in []byte) ([]byte, error) { return k.Unseal(bg, c.alg, dst, nonce, in, ad) })
		for _, encrypt := range []bool{true, false} {
			overlapping(t, fmt.Sprintf("%v in parts, encrypting %v", c.alg, encrypt), text, func(dst, in []byte) ([]byte, error) {
				m, err := k.newAEAD(bg, c.alg, encrypt)
				want(t, err, psa.Success)
				defer m.Close()
				want(t, m.SetNonce(nonce), psa.Success)
				return m.Update(dst, in)
			})
		}
		m, err := k.NewSeal(bg, c.alg)
		want(t, err, psa.Success)
		want(t, m.SetNonce(nonce), psa.Success)
		_, tag, err := m.Finish(nil, nil)
		want(t, err, psa.Success)
		m, err = k.NewUnseal(bg, c.alg)
		want(t, err, psa.Success)
		want(t, m.SetNonce(nonce), psa.Success)
		_, err = m.Verify(tag[:0], tag)
		want(t, err, psa.Success)
	}

	det := alg.DeterministicECDSA(alg.SHA256)
	ec := key(keytype.ECCKeyPair(keytype.SECPR1), 256, det)
	overlapping(t, "sign message", text, func(dst, in []byte) ([]byte, error) { return ec.SignMessage(bg, det, dst, in, nil) })
	overlapping(t, "sign hash", text[:32], func(dst, in []byte) ([]byte, error) { return ec.SignHash(bg, det, dst, in, nil) })
	ed := key(keytype.ECCKeyPair(keytype.TwistedEdwards), 255, alg.PureEdDSA)
	overlapping(t, "EdDSA message", text, func(dst, in []byte) ([]byte, error) { return ed.SignMessage(bg, alg.PureEdDSA, dst, in, nil) })
	dh := key(keytype.ECCKeyPair(keytype.SECPR1), 256, alg.ECDH)
	peer, err := dh.ExportPublic(bg, nil)
	want(t, err, psa.Success)
	overlapping(t, "key agreement", peer, func(dst, in []byte) ([]byte, error) { return dh.AgreeRaw(bg, alg.ECDH, dst, in) })
	oaep := alg.RSAOAEP(alg.SHA256)
	rsa := key(keytype.RSAKeyPair, 1024, oaep)
	ct, err := rsa.EncryptAsymmetric(bg, oaep, nil, []byte("short"), []byte("label"))
	want(t, err, psa.Success)
	overlapping(t, "asymmetric decrypt", ct, func(dst, in []byte) ([]byte, error) { return rsa.DecryptAsymmetric(bg, oaep, dst, in, []byte("label")) })
	overlapping(t, "asymmetric decrypt, label", []byte("label"), func(dst, in []byte) ([]byte, error) {
		return rsa.DecryptAsymmetric(bg, oaep, dst, ct, in)
	})
}

// On an error nothing confidential is in the output buffer, and the result is nil.
func TestNothingConfidentialAfterAnError(t *testing.T) {
	b := newBench(t)
	text := make([]byte, 64)
	_, err := rand.Read(text)
	want(t, err, psa.Success)
	key := func(kt keytype.Type, bits int, a alg.Algorithm) Key {
		return b.generate(psa.Attributes{Type: kt, Bits: bits, Policy: psa.Policy{Usage: psa.AllUsage(), Alg: a}})
	}
	check := func(name string, status psa.Status, f func(dst []byte) ([]byte, error)) {
		t.Run(name, func(t *testing.T) {
			buf := make([]byte, 512)
			out, err := f(buf[:0])
			want(t, err, status)
			if out != nil {
				t.Errorf("the result is %x", out)
			}
			for i := 0; i+4 <= len(text); i++ {
				if bytes.Contains(buf, text[i:i+4]) {
					t.Fatalf("a part of the plaintext is in the buffer: %x", buf)
				}
			}
		})
	}
	nonce := make([]byte, 12)
	for _, c := range []struct {
		kt  keytype.Type
		alg alg.Algorithm
	}{{keytype.AES, alg.GCM}, {keytype.ChaCha20, alg.ChaCha20Poly1305}} {
		k := key(c.kt, 256, c.alg)
		ct, err := k.Seal(bg, c.alg, nil, nonce, text, nil)
		want(t, err, psa.Success)
		for _, i := range []int{0, 40, len(ct) - 1} {
			bad := bytes.Clone(ct)
			bad[i] ^= 1
			check(fmt.Sprint(c.alg, " bit ", i), psa.ErrInvalidSignature, func(dst []byte) ([]byte, error) { return k.Unseal(bg, c.alg, dst, nonce, bad, nil) })
		}
		check(c.alg.String()+" additional data", psa.ErrInvalidSignature, func(dst []byte) ([]byte, error) {
			return k.Unseal(bg, c.alg, dst, nonce, ct, []byte("x"))
		})
	}
	cbc := key(keytype.AES, 128, alg.CBCPKCS7)
	ct, err := cbc.Encrypt(bg, alg.CBCPKCS7, nil, text)
	want(t, err, psa.Success)
	for i := range 4 {
		bad := bytes.Clone(ct)
		bad[len(bad)-32+15-i] ^= 0x80 >> i
		if i != 0 {
			bad[len(bad)-32+15] ^= 0x1f
		}
		check(fmt.Sprint("CBC padding ", i), psa.ErrInvalidPadding, func(dst []byte) ([]byte, error) { return cbc.Decrypt(bg, alg.CBCPKCS7, dst, bad) })
	}
	oaep := alg.RSAOAEP(alg.SHA256)
	rsa := key(keytype.RSAKeyPair, 1024, oaep)
	sealed, err := rsa.EncryptAsymmetric(bg, oaep, nil, text[:40], nil)
	want(t, err, psa.Success)
	check("OAEP", psa.ErrInvalidPadding, func(dst []byte) ([]byte, error) { return rsa.DecryptAsymmetric(bg, oaep, dst, sealed, []byte("x")) })
}
