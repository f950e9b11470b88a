package keystore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// The tests of this file are the lines on operations and on what a policy permits (PSA Crypto 1.5, "Key policies",
// "Error handling"). Those on the order of calls are in states_test.go, those on what is in the output buffer in overlap_test.go.

// use is one operation with a key: the attributes that it takes and the call.
type use struct {
	name  string
	attrs psa.Attributes
	alg   alg.Algorithm
	usage psa.Usage
	call  func(k Key, a alg.Algorithm) error
}

func keyOf(t keytype.Type, bits int) psa.Attributes { return psa.Attributes{Type: t, Bits: bits} }

func uses(b *bench) []use {
	peer, err := b.generate(p256(0, psa.Derive, alg.ECDH)).ExportPublic(bg, nil)
	want(b.t, err, psa.Success)
	aes, mac, ec, rsa := keyOf(keytype.AES, 128), keyOf(keytype.HMAC, 256), keyOf(keytype.ECCKeyPair(keytype.SECPR1), 256), keyOf(keytype.RSAKeyPair, 1024)
	secret := keyOf(keytype.Derive, 256)
	setup := func(c interface{ Close() error }, err error) error {
		if err == nil {
			c.Close()
		}
		return err
	}
	// wrong turns the answer that a made-up signature or ciphertext is wrong into a success: the policy let it pass.
	wrong := func(err error) error {
		if s := psa.StatusOf(err); s == psa.ErrInvalidSignature || s == psa.ErrInvalidPadding {
			return nil
		}
		return err
	}
	msg, hash := []byte("message"), make([]byte, 32)
	return []use{
		{"mac compute", mac, alg.HMAC(alg.SHA256), psa.SignMessage, func(k Key, a alg.Algorithm) error { return discard(k.MAC(bg, a, nil, msg)) }},
		{"mac sign setup", mac, alg.HMAC(alg.SHA256), psa.SignMessage, func(k Key, a alg.Algorithm) error { m, err := k.NewMAC(bg, a); return setup(m, err) }},
		{"mac verify", mac, alg.HMAC(alg.SHA256), psa.VerifyMessage, func(k Key, a alg.Algorithm) error { return wrong(k.VerifyMAC(bg, a, msg, hash)) }},
		{"mac verify setup", mac, alg.HMAC(alg.SHA256), psa.VerifyMessage, func(k Key, a alg.Algorithm) error { m, err := k.NewMACVerify(bg, a); return setup(m, err) }},
		{"cipher encrypt", aes, alg.CTR, psa.Encrypt, func(k Key, a alg.Algorithm) error { return discard(k.Encrypt(bg, a, nil, msg)) }},
		{"cipher encrypt setup", aes, alg.CTR, psa.Encrypt, func(k Key, a alg.Algorithm) error { c, err := k.NewEncrypt(bg, a); return setup(c, err) }},
		{"cipher decrypt", aes, alg.CTR, psa.Decrypt, func(k Key, a alg.Algorithm) error { return discard(k.Decrypt(bg, a, nil, hash)) }},
		{"cipher decrypt setup", aes, alg.CTR, psa.Decrypt, func(k Key, a alg.Algorithm) error { c, err := k.NewDecrypt(bg, a); return setup(c, err) }},
		{"aead encrypt", aes, alg.GCM, psa.Encrypt, func(k Key, a alg.Algorithm) error { return discard(k.Seal(bg, a, nil, hash[:12], msg, nil)) }},
		{"aead encrypt setup", aes, alg.GCM, psa.Encrypt, func(k Key, a alg.Algorithm) error { c, err := k.NewSeal(bg, a); return setup(c, err) }},
		{"aead decrypt", aes, alg.GCM, psa.Decrypt, func(k Key, a alg.Algorithm) error { return wrong(discard(k.Unseal(bg, a, nil, hash[:12], hash, nil))) }},
		{"aead decrypt setup", aes, alg.GCM, psa.Decrypt, func(k Key, a alg.Algorithm) error { c, err := k.NewUnseal(bg, a); return setup(c, err) }},
		{"sign message", ec, alg.ECDSA(alg.SHA256), psa.SignMessage, func(k Key, a alg.Algorithm) error { return discard(k.SignMessage(bg, a, nil, msg, nil)) }},
		{"sign setup", ec, alg.ECDSA(alg.SHA256), psa.SignMessage, func(k Key, a alg.Algorithm) error { s, err := k.NewSign(bg, a); return setup(s, err) }},
		{"sign hash", ec, alg.ECDSA(alg.SHA256), psa.SignHash, func(k Key, a alg.Algorithm) error { return discard(k.SignHash(bg, a, nil, hash, nil)) }},
		{"verify message", ec, alg.ECDSA(alg.SHA256), psa.VerifyMessage, func(k Key, a alg.Algorithm) error {
			return wrong(k.VerifyMessage(bg, a, msg, make([]byte, 64), nil))
		}},
		{"verify setup", ec, alg.ECDSA(alg.SHA256), psa.VerifyMessage, func(k Key, a alg.Algorithm) error {
			v, err := k.NewVerify(bg, a, make([]byte, 64))
			return setup(v, err)
		}},
		{"verify hash", ec, alg.ECDSA(alg.SHA256), psa.VerifyHash, func(k Key, a alg.Algorithm) error {
			return wrong(k.VerifyHash(bg, a, hash, make([]byte, 64), nil))
		}},
		{"asymmetric encrypt", rsa, alg.RSAOAEP(alg.SHA256), psa.Encrypt, func(k Key, a alg.Algorithm) error {
			return discard(k.EncryptAsymmetric(bg, a, nil, msg, nil))
		}},
		{"asymmetric decrypt", rsa, alg.RSAOAEP(alg.SHA256), psa.Decrypt, func(k Key, a alg.Algorithm) error {
			return wrong(discard(k.DecryptAsymmetric(bg, a, nil, make([]byte, 128), nil)))
		}},
		{"raw key agreement", ec, alg.ECDH, psa.Derive, func(k Key, a alg.Algorithm) error { return discard(k.AgreeRaw(bg, a, nil, peer)) }},
		{"key agreement", ec, alg.ECDH, psa.Derive, func(k Key, a alg.Algorithm) error {
			_, err := k.Agree(bg, a, peer, keyOf(keytype.Derive, 0))
			return err
		}},
		{"derivation key agreement", ec, alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256)), psa.Derive, func(k Key, a alg.Algorithm) error {
			d, err := b.NewDerivation(bg, a)
			if err != nil {
				return err
			}
			defer d.Close()
			return d.InputAgreement(psa.InputSecret, k, peer)
		}},
		{"derivation input key", secret, alg.HKDF(alg.SHA256), psa.Derive, func(k Key, a alg.Algorithm) error {
			d, err := b.NewDerivation(bg, a)
			if err != nil {
				return err
			}
			defer d.Close()
			return d.InputKey(psa.InputSecret, k)
		}},
	}
}

func (u *use) make(b *bench, usage psa.Usage, a alg.Algorithm) Key {
	attrs := u.attrs
	attrs.Policy = psa.Policy{Usage: usage, Alg: a}
	return b.generate(attrs)
}

func TestRequestedUsageIsRequired(t *testing.T) {
	b := newBench(t)
	for _, u := range uses(b) {
		t.Run(u.name, func(t *testing.T) {
			want(t, u.call(u.make(b, u.usage, u.alg), u.alg), psa.Success)
			without := psa.AllUsage() &^ u.usage
			// Signing hashes implies signing messages, and so does verifying; permission to verify derivations lets keys be inputs.
			switch u.usage {
			case psa.SignMessage:
				without &^= psa.SignHash
			case psa.VerifyMessage:
				without &^= psa.VerifyHash
			}
			if u.name == "derivation input key" {
				without &^= psa.VerifyDerivation
			}
			k := u.make(b, without, u.alg)
			want(t, u.call(k, u.alg), psa.ErrNotPermitted)
		})
	}
}

func TestAlgorithmNonePermitsNothing(t *testing.T) {
	b := newBench(t)
	for _, u := range uses(b) {
		t.Run(u.name, func(t *testing.T) {
			want(t, u.call(u.make(b, psa.AllUsage(), alg.None), u.alg), psa.ErrNotPermitted)
		})
	}
	k := b.generate(psa.Attributes{Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.Export}})
	if len(b.bytesOf(k)) != 16 {
		t.Error("exporting is no cryptographic use")
	}
}

func TestAlgorithmsThatAreNoOperations(t *testing.T) {
	b := newBench(t)
	wildcards := map[alg.Algorithm]alg.Algorithm{
		alg.HMAC(alg.SHA256):  alg.AtLeastThisLengthMAC(alg.HMAC(alg.SHA256), 8),
		alg.GCM:               alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8),
		alg.ECDSA(alg.SHA256): alg.ECDSA(alg.AnyHash),
		alg.CTR:               alg.CCMStarAnyTag,
	}
	for _, u := range uses(b) {
		t.Run(u.name, func(t *testing.T) {
			if w, ok := wildcards[u.alg]; ok {
				want(t, u.call(u.make(b, psa.AllUsage(), w), w), psa.ErrInvalidArgument)
			}
			k := u.make(b, psa.AllUsage(), u.alg)
			for _, a := range []alg.Algorithm{alg.None, alg.SHA256, alg.AnyHash, 0x7fffffff} {
				if s := psa.StatusOf(u.call(k, a)); s != psa.ErrInvalidArgument {
					t.Errorf("%v gives %v", a, s)
				}
			}
		})
	}
}

// The operation's algorithm is the whole of agreement and derivation, for every key that goes in (psa_key_derivation_input_key).
func TestPolicyOfInputsToACombinedDerivation(t *testing.T) {
	b := newBench(t)
	combined := alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
	private := b.generate(p256(0, psa.Derive, combined))
	peer, err := private.ExportPublic(bg, nil)
	want(t, err, psa.Success)
	for _, c := range []struct {
		policy alg.Algorithm
		want   psa.Status
	}{
		{combined, psa.Success},
		{alg.ECDH, psa.Success}, // which permits the combination with any derivation
		{alg.HKDF(alg.SHA256), psa.ErrNotPermitted},
		{alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA512)), psa.ErrNotPermitted},
		{alg.FFDH, psa.ErrNotPermitted},
	} {
		salt := b.generate(psa.Attributes{Type: keytype.RawData, Bits: 128, Policy: psa.Policy{Usage: psa.Derive, Alg: c.policy}})
		d, err := b.NewDerivation(bg, combined)
		want(t, err, psa.Success)
		err = d.InputKey(psa.InputSalt, salt)
		want(t, err, c.want)
		if err != nil {
			want(t, d.InputBytes(psa.InputInfo, nil), psa.ErrBadState)
			continue
		}
		want(t, d.InputAgreement(psa.InputSecret, private, peer), psa.Success)
		want(t, d.InputBytes(psa.InputInfo, nil), psa.Success)
		out := make([]byte, 32)
		_, err = d.Read(out)
		want(t, err, psa.Success)
	}
	// Alone, a key for the combination is none for the derivation.
	d, err := b.NewDerivation(bg, alg.HKDF(alg.SHA256))
	want(t, err, psa.Success)
	want(t, d.InputKey(psa.InputSecret, b.generate(psa.Attributes{Type: keytype.Derive, Bits: 128,
		Policy: psa.Policy{Usage: psa.Derive, Alg: combined}})), psa.ErrNotPermitted)
}

// Password hashing as the specification describes it: hash once, verify later, with keys that can do nothing else.
func TestVerifyKeyOfAPasswordHash(t *testing.T) {
	b := newBench(t)
	pbkdf2 := alg.PBKDF2HMAC(alg.SHA256)
	password := func(p string, u psa.Usage) Key {
		k, err := b.Import(bg, psa.Attributes{Type: keytype.Password, Policy: psa.Policy{Usage: u, Alg: pbkdf2}}, []byte(p))
		want(t, err, psa.Success)
		return k
	}
	begin := func(k Key) *Derivation {
		d, err := b.NewDerivation(bg, pbkdf2)
		want(t, err, psa.Success)
		want(t, d.InputInteger(psa.InputCost, 10), psa.Success)
		want(t, d.InputBytes(psa.InputSalt, []byte("salt")), psa.Success)
		want(t, d.InputKey(psa.InputPassword, k), psa.Success)
		return d
	}
	stored := psa.Attributes{Type: keytype.PasswordHash, Bits: 256, Policy: psa.Policy{Usage: psa.VerifyDerivation, Alg: pbkdf2}}
	stored.SetID(7)
	hash, err := begin(password("secret", psa.Derive)).Key(stored)
	want(t, err, psa.Success)
	b.restart()
	hash = b.Key(hash.ID())

	right, wrong := password("secret", psa.VerifyDerivation), password("secret?", psa.VerifyDerivation)
	want(t, begin(right).VerifyKey(hash), psa.Success)
	want(t, begin(password("secret", psa.Derive)).VerifyKey(hash), psa.Success)
	d := begin(wrong)
	want(t, d.VerifyKey(hash), psa.ErrInvalidSignature)
	want(t, d.VerifyKey(hash), psa.ErrBadState)

	d = begin(right)
	_, err = d.Read(make([]byte, 32))
	want(t, err, psa.ErrNotPermitted)
	d = begin(right)
	_, err = d.Key(stored)
	want(t, err, psa.ErrNotPermitted)

	other := stored
	other.ID, other.Lifetime = 0, psa.Volatile
	other.Policy.Usage = psa.Derive
	k, err := b.Import(bg, other, make([]byte, 32))
	want(t, err, psa.Success)
	want(t, begin(right).VerifyKey(k), psa.ErrNotPermitted)
	want(t, begin(right).VerifyKey(right), psa.ErrInvalidArgument)
	want(t, begin(right).VerifyKey(b.Key(99)), psa.ErrInvalidHandle)
	// The policy permits this input, but its type is none that the step takes.
	mac := other
	mac.Type, mac.Policy.Usage = keytype.HMAC, psa.VerifyDerivation
	k, err = b.Import(bg, mac, make([]byte, 32))
	want(t, err, psa.Success)
	d, err = b.NewDerivation(bg, pbkdf2)
	want(t, err, psa.Success)
	want(t, d.InputInteger(psa.InputCost, 10), psa.Success)
	want(t, d.InputKey(psa.InputSalt, k), psa.ErrInvalidArgument)

	d = begin(right)
	want(t, d.SetCapacity(31), psa.Success)
	want(t, d.VerifyKey(hash), psa.ErrInsufficientData)
	n, err := d.Capacity()
	want(t, err, psa.Success)
	if n != 0 {
		t.Errorf("capacity is %d", n)
	}
	// A hash that comes from another policy than its own derivation is refused.
	wrongPolicy := other
	wrongPolicy.Policy.Alg = alg.PBKDF2HMAC(alg.SHA512)
	_, err = begin(password("secret", psa.Derive)).Key(wrongPolicy)
	want(t, err, psa.ErrInvalidArgument)
}

// Running out of capacity is no error state; the capacity is 0 then and the buffer is as it was.
func TestInsufficientData(t *testing.T) {
	b := newBench(t)
	secret := b.generate(psa.Attributes{Type: keytype.Derive, Bits: 256, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.HKDF(alg.SHA256)}})
	outputs := map[string]func(d *Derivation) error{
		"bytes": func(d *Derivation) error {
			buf := bytes.Repeat([]byte{7}, 20)
			_, err := d.Read(buf)
			if err != nil && !bytes.Equal(buf, bytes.Repeat([]byte{7}, 20)) {
				t.Error("output has been written")
			}
			return err
		},
		"verify": func(d *Derivation) error { return d.VerifyBytes(make([]byte, 20)) },
		"key":    func(d *Derivation) error { _, err := d.Key(hmacKey(0)); return err },
		"ecc":    func(d *Derivation) error { _, err := d.Key(p256(3, psa.Derive, alg.ECDH)); return err },
	}
	for name, f := range outputs {
		for _, before := range []int{0, 5} {
			t.Run(fmt.Sprint(name, before), func(t *testing.T) {
				d, err := b.NewDerivation(bg, alg.HKDF(alg.SHA256))
				want(t, err, psa.Success)
				want(t, d.InputKey(psa.InputSecret, secret), psa.Success)
				want(t, d.InputBytes(psa.InputInfo, nil), psa.Success)
				want(t, d.SetCapacity(uint64(19+before)), psa.Success)
				_, err = d.Read(make([]byte, before))
				want(t, err, psa.Success)
				before := b.keys()
				want(t, f(d), psa.ErrInsufficientData)
				n, err := d.Capacity()
				want(t, err, psa.Success)
				if n != 0 {
					t.Errorf("capacity is %d", n)
				}
				want(t, f(d), psa.ErrInsufficientData)
				if len(b.keys()) != len(before) {
					t.Error("a key is left")
				}
				want(t, d.InputBytes(psa.InputSalt, nil), psa.ErrBadState)
			})
		}
	}
}

// every call of a store and its keys.
func everyCall(s *Store, k Key) map[string]func(ctx context.Context) error {
	m := map[string]func(ctx context.Context) error{
		"attributes": func(ctx context.Context) error { _, err := k.Attributes(ctx); return err },
		"copy":       func(ctx context.Context) error { _, err := k.Copy(ctx, aes(0)); return err },
		"destroy":    func(ctx context.Context) error { return k.Destroy(ctx) },
		"purge":      func(ctx context.Context) error { return k.Purge(ctx) },
		"close":      func(context.Context) error { return k.Close() },
		"export":     func(ctx context.Context) error { return discard(k.Export(ctx, nil)) },
		"public":     func(ctx context.Context) error { return discard(k.ExportPublic(ctx, nil)) },
		"check":      func(ctx context.Context) error { return k.CheckUsage(ctx, alg.GCM, psa.Encrypt) },
		"explain":    func(ctx context.Context) error { return k.Explain(ctx, "aead_encrypt", alg.GCM) },
		"sign message": func(ctx context.Context) error {
			return discard(k.SignMessage(ctx, alg.ECDSA(alg.SHA256), nil, nil, nil))
		},
		"sign hash":   func(ctx context.Context) error { return discard(k.SignHash(ctx, alg.ECDSA(alg.SHA256), nil, nil, nil)) },
		"ver message": func(ctx context.Context) error { return k.VerifyMessage(ctx, alg.ECDSA(alg.SHA256), nil, nil, nil) },
		"ver hash":    func(ctx context.Context) error { return k.VerifyHash(ctx, alg.ECDSA(alg.SHA256), nil, nil, nil) },
		"new sign":    func(ctx context.Context) error { _, err := k.NewSign(ctx, alg.ECDSA(alg.SHA256)); return err },
		"new verify":  func(ctx context.Context) error { _, err := k.NewVerify(ctx, alg.ECDSA(alg.SHA256), nil); return err },
		"mac":         func(ctx context.Context) error { return discard(k.MAC(ctx, alg.HMAC(alg.SHA256), nil, nil)) },
		"verify mac":  func(ctx context.Context) error { return k.VerifyMAC(ctx, alg.HMAC(alg.SHA256), nil, nil) },
		"new mac":     func(ctx context.Context) error { _, err := k.NewMAC(ctx, alg.HMAC(alg.SHA256)); return err },
		"encrypt":     func(ctx context.Context) error { return discard(k.Encrypt(ctx, alg.CTR, nil, nil)) },
		"decrypt":     func(ctx context.Context) error { return discard(k.Decrypt(ctx, alg.CTR, nil, nil)) },
		"new encrypt": func(ctx context.Context) error { _, err := k.NewEncrypt(ctx, alg.CTR); return err },
		"seal":        func(ctx context.Context) error { return discard(k.Seal(ctx, alg.GCM, nil, nil, nil, nil)) },
		"unseal":      func(ctx context.Context) error { return discard(k.Unseal(ctx, alg.GCM, nil, nil, nil, nil)) },
		"new seal":    func(ctx context.Context) error { _, err := k.NewSeal(ctx, alg.GCM); return err },
		"rsa encrypt": func(ctx context.Context) error {
			return discard(k.EncryptAsymmetric(ctx, alg.RSAPKCS1V15Crypt, nil, nil, nil))
		},
		"rsa decrypt": func(ctx context.Context) error {
			return discard(k.DecryptAsymmetric(ctx, alg.RSAPKCS1V15Crypt, nil, nil, nil))
		},
		"agree raw": func(ctx context.Context) error { return discard(k.AgreeRaw(ctx, alg.ECDH, nil, nil)) },
		"agree": func(ctx context.Context) error {
			_, err := k.Agree(ctx, alg.ECDH, nil, keyOf(keytype.AES, 0))
			return err
		},
	}
	if s == nil {
		return m
	}
	for n, f := range map[string]func(ctx context.Context) error{
		"open":         func(ctx context.Context) error { _, err := s.Open(ctx, 0); return err },
		"open an id":   func(ctx context.Context) error { _, err := s.Open(ctx, 5); return err },
		"by label":     func(ctx context.Context) error { _, err := s.ByLabel(ctx, ""); return err },
		"import":       func(ctx context.Context) error { _, err := s.Import(ctx, psa.Attributes{}, nil); return err },
		"generate":     func(ctx context.Context) error { _, err := s.Generate(ctx, keyOf(keytype.RSAPublicKey, 0)); return err },
		"attach":       func(ctx context.Context) error { _, err := s.Attach(ctx, aes(5), nil); return err },
		"hash":         func(ctx context.Context) error { return discard(s.HashCompute(ctx, alg.None, nil, nil)) },
		"compare":      func(ctx context.Context) error { return s.HashCompare(ctx, alg.None, nil, nil) },
		"new hash":     func(ctx context.Context) error { _, err := s.NewHash(ctx, alg.None); return err },
		"random":       func(context.Context) error { return s.Random(nil) },
		"derivation":   func(ctx context.Context) error { _, err := s.NewDerivation(ctx, alg.None); return err },
		"close null":   func(context.Context) error { return s.Key(0).Close() },
		"destroy null": func(ctx context.Context) error { return s.Key(0).Destroy(ctx) },
		"list": func(ctx context.Context) error {
			for _, err := range s.List(ctx, Filter{}) {
				return err
			}
			return nil
		},
		"resume": func(ctx context.Context) error {
			_, err := s.ResumeHash(ctx, append([]byte{2, 0, 0, 9}, make([]byte, 40)...))
			return err
		},
		"verify": func(ctx context.Context) error { return s.Verify(ctx, func(Finding) {}) },
	} {
		m[n] = f
	}
	return m
}

func TestClosedStore(t *testing.T) {
	b := newBench(t)
	b.generate(aes(5))
	v := b.generate(aes(0))
	h, err := b.Open(bg, 5)
	want(t, err, psa.Success)
	want(t, b.Close(), psa.Success)
	want(t, b.Close(), psa.Success)
	for _, k := range []Key{b.Key(5), v, h, b.Key(0)} {
		for name, f := range everyCall(b.Store, k) {
			t.Run(name, func(t *testing.T) { want(t, f(bg), psa.ErrBadState) })
		}
	}
}

func TestZeroKey(t *testing.T) {
	for name, f := range everyCall(nil, Key{}) {
		t.Run(name, func(t *testing.T) { want(t, f(bg), psa.ErrInvalidHandle) })
	}
	if (Key{}).ID() != 0 {
		t.Error("the zero Key has an identifier")
	}
}

func TestEndedContext(t *testing.T) {
	b := newBench(t)
	k, v := b.generate(aes(1)), b.generate(aes(0))
	agree := b.generate(p256(0, psa.Derive, alg.ECDH))
	peer, err := agree.ExportPublic(bg, nil)
	want(t, err, psa.Success)
	ended, cancel := context.WithCancel(bg)
	cancel()
	before := b.keys()
	target := aes(2)
	for name, f := range map[string]func() (Key, error){
		"generate": func() (Key, error) { return b.Generate(ended, target) },
		"volatile": func() (Key, error) { return b.Generate(ended, aes(0)) },
		"import":   func() (Key, error) { return b.Import(ended, target, make([]byte, 16)) },
		"custom":   func() (Key, error) { return b.GenerateCustom(ended, target, driver.Parameters{}) },
		"copy":     func() (Key, error) { return v.Copy(ended, target) },
		"agree":    func() (Key, error) { return agree.Agree(ended, alg.ECDH, peer, keyOf(keytype.Derive, 0)) },
	} {
		made, err := f()
		if !errors.Is(err, context.Canceled) || made.ID() != 0 {
			t.Errorf("%s: %v, %v", name, made.ID(), err)
		}
	}
	for _, x := range []Key{k, v} {
		if err := x.Destroy(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("destroy: %v", err)
		}
		works(t, x)
	}
	b.restart()
	if got := b.keys(); len(got) != 1 || got[0] != 1 || len(before) != 3 {
		t.Errorf("keys are %v after %v", got, before)
	}
	if _, err := b.Key(1).Export(ended, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("loading a key: %v", err)
	}
	works(t, b.Key(1))
}
