package keystore

import (
	"context"
	"crypto"
	"crypto/mlkem"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// Decapsulator decapsulates with an ML-KEM key that stays in the store. It implements [crypto.Decapsulator]. Make one with [Key.Decapsulator]. It is safe
// for concurrent use.
type Decapsulator struct {
	ctx    context.Context
	key    Key
	public crypto.Encapsulator
}

var _ crypto.Decapsulator = (*Decapsulator)(nil)

// Decapsulator returns the ML-KEM key pair as a [crypto.Decapsulator]. The key is asked for anew in each call, under ctx. The shared secrets leave the
// store, as that interface wants; [Key.Decapsulate] makes keys of them instead.
//
// Errors: as any use of a key; [psa.ErrInvalidArgument] for other keys; [psa.ErrNotPermitted] where the policy does not permit to decapsulate;
// [psa.ErrNotSupported] for ML-KEM-512, which the standard library has no type for.
func (k Key) Decapsulator(ctx context.Context) (*Decapsulator, error) {
	const call = "make a decapsulator of key"
	attrs, err := k.Attributes(ctx)
	if err != nil {
		return nil, err
	}
	if attrs.Type != keytype.MLKEMKeyPair {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "a key of type %v does not decapsulate so; an ML-KEM key pair does", attrs.Type), call, k.id)
	}
	if err := k.CheckUsage(ctx, alg.MLKEM, psa.Decrypt); err != nil {
		return nil, err
	}
	data, err := k.ExportPublic(ctx, nil)
	if err != nil {
		return nil, err
	}
	var public crypto.Encapsulator
	switch attrs.Bits {
	case 768:
		public, err = mlkem.NewEncapsulationKey768(data)
	case 1024:
		public, err = mlkem.NewEncapsulationKey1024(data)
	default:
		err = psa.Errorf(psa.ErrNotSupported, "the standard library has no encapsulation key for ML-KEM-%d", attrs.Bits)
	}
	if err != nil {
		return nil, psa.At(err, call, k.id)
	}
	return &Decapsulator{ctx, k, public}, nil
}

// Encapsulator returns an *mlkem.EncapsulationKey768 or *mlkem.EncapsulationKey1024, always the same one.
func (d *Decapsulator) Encapsulator() crypto.Encapsulator { return d.public }

// Decapsulate returns the shared secret of a ciphertext, 32 bytes, which the caller wipes. For a ciphertext that was altered it is one that nobody else
// has. Errors are *psa.Error: as [Key.Decapsulate].
func (d *Decapsulator) Decapsulate(ciphertext []byte) ([]byte, error) {
	secret, err := d.key.Decapsulate(d.ctx, alg.MLKEM, ciphertext, psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Export}})
	if err != nil {
		return nil, err
	}
	out, err := secret.Export(d.ctx, nil)
	// The volatile key is gone again whatever happened; an error of that says nothing about the secret.
	_ = secret.Destroy(context.WithoutCancel(d.ctx))
	return out, err
}
