package derivation

import (
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// ok fails the test for an input that the test needs to be taken.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatMayBeOutput follows the note of psa_key_derivation_input_key: bytes if each input was direct or a key with DERIVE; keys if moreover SECRET or
// PASSWORD was such a key, or came from a key agreement (psa_key_derivation_output_key, NOT_PERMITTED); verification always.
func TestWhatMayBeOutput(t *testing.T) {
	hkdf, pbkdf2, psk := alg.HKDF(alg.SHA256), alg.PBKDF2HMAC(alg.SHA256), alg.TLS12PSKToMS(alg.SHA256)
	for _, c := range []struct {
		name        string
		alg         alg.Algorithm
		inputs      func(s *State)
		bytes, keys psa.Status
	}{
		{"HKDF, no key", hkdf, func(s *State) {
			ok(t, s.Bytes(psa.InputSecret, 16))
			ok(t, s.Bytes(psa.InputInfo, 0))
		}, psa.Success, psa.ErrNotPermitted},
		{"HKDF, secret key", hkdf, func(s *State) {
			ok(t, s.Key(psa.InputSecret, keytype.Derive))
			ok(t, s.Bytes(psa.InputInfo, 0))
		}, psa.Success, psa.Success},
		{"HKDF, info key alone", hkdf, func(s *State) {
			ok(t, s.Bytes(psa.InputSecret, 16))
			ok(t, s.Key(psa.InputInfo, keytype.RawData))
		}, psa.Success, psa.ErrNotPermitted},
		{"HKDF, secret key for verification", hkdf, func(s *State) {
			ok(t, s.Key(psa.InputSecret, keytype.Derive))
			s.MarkVerifyOnly()
			ok(t, s.Bytes(psa.InputInfo, 0))
		}, psa.ErrNotPermitted, psa.ErrNotPermitted},
		{"HKDF, info key for verification", hkdf, func(s *State) {
			ok(t, s.Key(psa.InputSecret, keytype.Derive))
			ok(t, s.Key(psa.InputInfo, keytype.RawData))
			s.MarkVerifyOnly()
		}, psa.ErrNotPermitted, psa.ErrNotPermitted},
		{"HKDF, agreement", alg.KeyAgreement(alg.ECDH, hkdf), func(s *State) {
			ok(t, s.Agreement(psa.InputSecret))
			ok(t, s.Bytes(psa.InputInfo, 0))
		}, psa.Success, psa.Success},
		{"HKDF, input missing", hkdf, func(s *State) {
			ok(t, s.Key(psa.InputSecret, keytype.Derive))
		}, psa.ErrBadState, psa.ErrBadState},
		{"PSK, other secret from an agreement, PSK from bytes", alg.KeyAgreement(alg.ECDH, psk), func(s *State) {
			ok(t, s.Bytes(psa.InputSeed, 64))
			ok(t, s.Agreement(psa.InputOtherSecret))
			ok(t, s.Bytes(psa.InputSecret, 16))
			ok(t, s.Bytes(psa.InputLabel, 13))
		}, psa.Success, psa.ErrNotPermitted},
		{"PSK, other secret from bytes, PSK from a key", psk, func(s *State) {
			ok(t, s.Bytes(psa.InputSeed, 64))
			ok(t, s.Bytes(psa.InputOtherSecret, 48))
			ok(t, s.Key(psa.InputSecret, keytype.Derive))
			ok(t, s.Bytes(psa.InputLabel, 13))
		}, psa.Success, psa.Success},
		{"PBKDF2, pepper and password keys", pbkdf2, func(s *State) {
			ok(t, s.Integer(psa.InputCost, 1000))
			ok(t, s.Bytes(psa.InputSalt, 8))
			ok(t, s.Key(psa.InputSalt, keytype.Pepper))
			ok(t, s.Key(psa.InputPassword, keytype.Password))
		}, psa.Success, psa.Success},
		{"PBKDF2, pepper key, password bytes", pbkdf2, func(s *State) {
			ok(t, s.Integer(psa.InputCost, 1000))
			ok(t, s.Key(psa.InputSalt, keytype.Pepper))
			ok(t, s.Bytes(psa.InputPassword, 8))
		}, psa.Success, psa.ErrNotPermitted},
		{"PBKDF2, password from an agreement", alg.KeyAgreement(alg.FFDH, pbkdf2), func(s *State) {
			ok(t, s.Integer(psa.InputCost, 1000))
			ok(t, s.Bytes(psa.InputSalt, 8))
			ok(t, s.Agreement(psa.InputPassword))
		}, psa.Success, psa.Success},
	} {
		s := begin(t, c.alg)
		c.inputs(s)
		wantStatus(t, s.MayOutputBytes(10), c.bytes, "%s: bytes", c.name)
		wantStatus(t, s.MayOutputKey(keytype.AES, 128, alg.CTR), c.keys, "%s: key", c.name)
		verify := psa.Success
		if s.Ready() != nil {
			verify = psa.ErrBadState
		} else if s.OutputKeyAllowed() != (c.keys == psa.Success) {
			t.Errorf("%s: OutputKeyAllowed is %v", c.name, s.OutputKeyAllowed())
		}
		if s.VerifyOnly() != (c.bytes == psa.ErrNotPermitted) {
			t.Errorf("%s: VerifyOnly is %v", c.name, s.VerifyOnly())
		}
		wantStatus(t, s.MayVerifyBytes(10), verify, "%s: verification", c.name)
	}
}

// TestPasswordHashPolicy: "the permitted-algorithm policy must be either the same as the current operation's algorithm, or PSA_ALG_NONE".
func TestPasswordHashPolicy(t *testing.T) {
	a := alg.PBKDF2HMAC(alg.SHA256)
	s := begin(t, a)
	ok(t, s.Integer(psa.InputCost, 1))
	ok(t, s.Bytes(psa.InputSalt, 1))
	ok(t, s.Key(psa.InputPassword, keytype.Password))
	wantStatus(t, s.MayOutputKey(keytype.PasswordHash, 256, a), psa.Success, "its own algorithm")
	wantStatus(t, s.MayOutputKey(keytype.PasswordHash, 256, alg.None), psa.Success, "no algorithm")
	wantStatus(t, s.MayOutputKey(keytype.PasswordHash, 256, alg.PBKDF2HMAC(alg.SHA1)), psa.ErrInvalidArgument, "another algorithm")
	wantStatus(t, s.MayOutputKey(keytype.Derive, 256, alg.HKDF(alg.SHA1)), psa.Success, "another type")
}

// TestWholeOutput: "The 32-byte output has to be read in a single call".
func TestWholeOutput(t *testing.T) {
	s := begin(t, alg.TLS12ECJPAKEToPMS)
	ok(t, s.Key(psa.InputSecret, keytype.Derive))
	wantStatus(t, s.MayOutputBytes(32), psa.Success, "32 bytes")
	wantStatus(t, s.MayOutputBytes(31), psa.ErrInvalidArgument, "31 bytes")
	wantStatus(t, s.MayVerifyBytes(31), psa.ErrInvalidArgument, "31 bytes to verify")
	wantStatus(t, s.MayOutputKey(keytype.Derive, 256, alg.None), psa.Success, "a key of 256 bits")
	wantStatus(t, s.MayOutputKey(keytype.Derive, 128, alg.None), psa.ErrInvalidArgument, "a key of 128 bits")
}

// TestTokens: only WPA3_SAE_H2E derives password tokens, and nothing else; which hash goes with which group is in table 12-1 of IEEE 802.11-2024: for
// curves SHA-256 up to a prime of 256 bits, SHA-384 up to 384, SHA-512 beyond, and for finite fields SHA-256 up to 2048 bits, SHA-384 up to 3072,
// SHA-512 beyond.
func TestTokens(t *testing.T) {
	ecc, dh := keytype.WPA3SAEECC(keytype.SECPR1), keytype.WPA3SAEDH(keytype.RFC3526)
	for _, c := range []struct {
		t       keytype.Type
		bits    int
		hash    alg.Algorithm
		allowed psa.Status
	}{
		{ecc, 256, alg.SHA256, psa.Success}, {ecc, 256, alg.SHA384, psa.ErrInvalidArgument},
		{ecc, 384, alg.SHA384, psa.Success}, {ecc, 384, alg.SHA512, psa.ErrInvalidArgument},
		{ecc, 521, alg.SHA512, psa.Success}, {ecc, 521, alg.SHA384, psa.ErrInvalidArgument},
		{dh, 2048, alg.SHA256, psa.Success}, {dh, 2048, alg.SHA512, psa.ErrInvalidArgument},
		{dh, 3072, alg.SHA384, psa.Success}, {dh, 3072, alg.SHA256, psa.ErrInvalidArgument},
		{dh, 4096, alg.SHA512, psa.Success}, {dh, 8192, alg.SHA512, psa.Success}, {dh, 8192, alg.SHA256, psa.ErrInvalidArgument},
		{keytype.Derive, 256, alg.SHA256, psa.ErrInvalidArgument}, {keytype.AES, 128, alg.SHA256, psa.ErrInvalidArgument},
	} {
		s := begin(t, alg.WPA3SAEH2E(c.hash))
		ok(t, s.Bytes(psa.InputSalt, 8))
		ok(t, s.Key(psa.InputPassword, keytype.Password))
		wantStatus(t, s.MayOutputKey(c.t, c.bits, alg.WPA3SAEAny), c.allowed, "%v, %d bits, with %v", c.t, c.bits, c.hash)
		wantStatus(t, s.MayOutputBytes(32), psa.ErrInvalidArgument, "bytes")
		wantStatus(t, s.MayVerifyBytes(32), psa.ErrInvalidArgument, "verification")
	}
	s := begin(t, alg.WPA3SAEH2E(alg.SHA256))
	ok(t, s.Bytes(psa.InputSalt, 8))
	ok(t, s.Bytes(psa.InputPassword, 8))
	wantStatus(t, s.MayOutputKey(ecc, 256, alg.WPA3SAEAny), psa.ErrNotPermitted, "a password that is no key")
	s = begin(t, alg.HKDFExpand(alg.SHA256))
	ok(t, s.Key(psa.InputSecret, keytype.Derive))
	ok(t, s.Bytes(psa.InputInfo, 8))
	wantStatus(t, s.MayOutputKey(ecc, 256, alg.WPA3SAEAny), psa.ErrInvalidArgument, "a token from HKDF")
}
