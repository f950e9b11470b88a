package drivertest

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
)

// MAC implements driver.MACs.
func (t *Token) MAC(ctx context.Context, g driver.Grant, dst, msg []byte) ([]byte, error) {
	in, err := t.inner("MAC", g)
	if err != nil {
		return nil, err
	}
	return t.soft.MAC(ctx, in, dst, msg)
}

// VerifyMAC implements driver.MACs.
func (t *Token) VerifyMAC(ctx context.Context, g driver.Grant, msg, mac []byte) error {
	in, err := t.inner("VerifyMAC", g)
	if err != nil {
		return err
	}
	return t.soft.VerifyMAC(ctx, in, msg, mac)
}

// NewMAC implements driver.MACs.
func (t *Token) NewMAC(ctx context.Context, g driver.Grant) (driver.MAC, error) {
	in, err := t.inner("NewMAC", g)
	if err != nil {
		return nil, err
	}
	m, err := t.soft.NewMAC(ctx, in)
	if err != nil {
		return nil, err
	}
	return tokenMAC{m, t}, nil
}

// tokenMAC asks before each call whether the token is to fail.
type tokenMAC struct {
	driver.MAC
	t *Token
}

func (m tokenMAC) Update(ctx context.Context, p []byte) error {
	if err := m.t.asked("MAC.Update"); err != nil {
		return err
	}
	return m.MAC.Update(ctx, p)
}

// EncryptCipher implements driver.Ciphers.
func (t *Token) EncryptCipher(ctx context.Context, g driver.Grant, dst, iv, msg []byte) ([]byte, error) {
	in, err := t.inner("EncryptCipher", g)
	if err != nil {
		return nil, err
	}
	return t.soft.EncryptCipher(ctx, in, dst, iv, msg)
}

// DecryptCipher implements driver.Ciphers.
func (t *Token) DecryptCipher(ctx context.Context, g driver.Grant, dst, iv, msg []byte) ([]byte, error) {
	in, err := t.inner("DecryptCipher", g)
	if err != nil {
		return nil, err
	}
	return t.soft.DecryptCipher(ctx, in, dst, iv, msg)
}

// NewCipher implements driver.Ciphers.
func (t *Token) NewCipher(ctx context.Context, g driver.Grant, encrypt bool, iv []byte) (driver.Cipher, error) {
	in, err := t.inner("NewCipher", g)
	if err != nil {
		return nil, err
	}
	return t.soft.NewCipher(ctx, in, encrypt, iv)
}

// Seal implements driver.AEADs.
func (t *Token) Seal(ctx context.Context, g driver.Grant, dst, nonce, plaintext, ad []byte) ([]byte, error) {
	in, err := t.inner("Seal", g)
	if err != nil {
		return nil, err
	}
	return t.soft.Seal(ctx, in, dst, nonce, plaintext, ad)
}

// Open implements driver.AEADs.
func (t *Token) Open(ctx context.Context, g driver.Grant, dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	in, err := t.inner("Open", g)
	if err != nil {
		return nil, err
	}
	return t.soft.Open(ctx, in, dst, nonce, ciphertext, ad)
}

// NewAEAD implements driver.AEADs.
func (t *Token) NewAEAD(ctx context.Context, g driver.Grant, s driver.AEADSetup) (driver.AEAD, error) {
	in, err := t.inner("NewAEAD", g)
	if err != nil {
		return nil, err
	}
	return t.soft.NewAEAD(ctx, in, s)
}

// SignMessage implements driver.Signatures.
func (t *Token) SignMessage(ctx context.Context, g driver.Grant, dst, msg, context []byte) ([]byte, error) {
	in, err := t.inner("SignMessage", g)
	if err != nil {
		return nil, err
	}
	return t.soft.SignMessage(ctx, in, dst, msg, context)
}

// SignHash implements driver.Signatures.
func (t *Token) SignHash(ctx context.Context, g driver.Grant, dst, hash, context []byte) ([]byte, error) {
	in, err := t.inner("SignHash", g)
	if err != nil {
		return nil, err
	}
	return t.soft.SignHash(ctx, in, dst, hash, context)
}

// VerifyMessage implements driver.Signatures.
func (t *Token) VerifyMessage(ctx context.Context, g driver.Grant, msg, sig, context []byte) error {
	in, err := t.inner("VerifyMessage", g)
	if err != nil {
		return err
	}
	return t.soft.VerifyMessage(ctx, in, msg, sig, context)
}

// VerifyHash implements driver.Signatures.
func (t *Token) VerifyHash(ctx context.Context, g driver.Grant, hash, sig, context []byte) error {
	in, err := t.inner("VerifyHash", g)
	if err != nil {
		return err
	}
	return t.soft.VerifyHash(ctx, in, hash, sig, context)
}

// NewSign implements driver.Signatures.
func (t *Token) NewSign(ctx context.Context, g driver.Grant, context []byte) (driver.Sign, error) {
	in, err := t.inner("NewSign", g)
	if err != nil {
		return nil, err
	}
	return t.soft.NewSign(ctx, in, context)
}

// NewVerify implements driver.Signatures.
func (t *Token) NewVerify(ctx context.Context, g driver.Grant, sig, context []byte) (driver.Verify, error) {
	in, err := t.inner("NewVerify", g)
	if err != nil {
		return nil, err
	}
	return t.soft.NewVerify(ctx, in, sig, context)
}

// Agree implements driver.KeyAgreement.
func (t *Token) Agree(ctx context.Context, g driver.Grant, dst, peer []byte) ([]byte, error) {
	in, err := t.inner("Agree", g)
	if err != nil {
		return nil, err
	}
	return t.soft.Agree(ctx, in, dst, peer)
}

// EncryptAsymmetric implements driver.AsymmetricEncryption.
func (t *Token) EncryptAsymmetric(ctx context.Context, g driver.Grant, dst, msg, salt []byte) ([]byte, error) {
	in, err := t.inner("EncryptAsymmetric", g)
	if err != nil {
		return nil, err
	}
	return t.soft.EncryptAsymmetric(ctx, in, dst, msg, salt)
}

// DecryptAsymmetric implements driver.AsymmetricEncryption.
func (t *Token) DecryptAsymmetric(ctx context.Context, g driver.Grant, dst, msg, salt []byte) ([]byte, error) {
	in, err := t.inner("DecryptAsymmetric", g)
	if err != nil {
		return nil, err
	}
	return t.soft.DecryptAsymmetric(ctx, in, dst, msg, salt)
}

// CheckPAKE implements driver.PAKEs.
func (t *Token) CheckPAKE(ctx context.Context, g driver.Grant, s psa.PAKECipherSuite) error {
	in, err := t.inner("CheckPAKE", g)
	if err != nil {
		return err
	}
	return t.soft.CheckPAKE(ctx, in, s)
}

// NewPAKE implements driver.PAKEs.
func (t *Token) NewPAKE(ctx context.Context, g driver.Grant, s driver.PAKESetup) (driver.PAKE, error) {
	in, err := t.inner("NewPAKE", g)
	if err != nil {
		return nil, err
	}
	return t.soft.NewPAKE(ctx, in, s)
}
