package core

import (
	"context"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/op"
	"github.com/psacrypto/psa/internal/policy"
)

// Attributes is psa_get_key_attributes. The identifier of a volatile key is not among its attributes.
func (e *Engine) Attributes(ctx context.Context, k Ref) (psa.Attributes, error) {
	s, err := e.lookup(ctx, k)
	if err != nil {
		return psa.Attributes{}, psa.At(err, "get_key_attributes", k.ID)
	}
	return s.attrs, nil
}

// Export is psa_export_key; it appends to dst.
func (e *Engine) Export(ctx context.Context, k Ref, dst []byte) ([]byte, error) {
	return e.export(ctx, k, op.ExportKey, dst, driver.Driver.Export)
}

// ExportPublic is psa_export_public_key; it appends to dst.
func (e *Engine) ExportPublic(ctx context.Context, k Ref, dst []byte) ([]byte, error) {
	return e.export(ctx, k, op.ExportPublicKey, dst, driver.Driver.ExportPublic)
}

func (e *Engine) export(ctx context.Context, k Ref, o op.Op, dst []byte,
	f func(driver.Driver, context.Context, driver.Grant, []byte) ([]byte, error)) ([]byte, error) {
	u, err := e.acquire(ctx, k, o, alg.None)
	if err != nil {
		return nil, psa.At(err, o.Row().Name, k.ID)
	}
	defer u.release()
	out, err := f(u.loc.driver, ctx, u.grant, dst)
	if err != nil {
		return nil, psa.At(err, o.Row().Name, k.ID)
	}
	return out, nil
}

// Explain tells what would stand against an operation, nil if nothing would; it runs nothing.
func (e *Engine) Explain(ctx context.Context, k Ref, o op.Op, a alg.Algorithm) error {
	s, err := e.lookup(ctx, k)
	if err == nil {
		err = s.check(o, a)
	}
	return psa.At(err, o.Row().Name, k.ID)
}

// CheckUsage is psa_check_key_usage.
func (e *Engine) CheckUsage(ctx context.Context, k Ref, a alg.Algorithm, u psa.Usage) error {
	return psa.At(e.checkUsage(ctx, k, a, u), "check_key_usage", k.ID)
}

func (e *Engine) checkUsage(ctx context.Context, k Ref, a alg.Algorithm, u psa.Usage) error {
	s, err := e.lookup(ctx, k)
	if err != nil {
		return err
	}
	if u == 0 || u&(u-1) != 0 || u&^psa.AllUsage() != 0 {
		return psa.Errorf(psa.ErrInvalidArgument, "the usage is %v; exactly one usage flag is asked about at a time", u)
	}
	if u&psa.ManagementUsage != 0 {
		return s.checkManagement(a, u)
	}
	if a == alg.None || a.IsWildcard() {
		return psa.Errorf(psa.ErrInvalidArgument, "the algorithm is %v; the usage %v is asked about with a specific algorithm", a, u)
	}
	if reason, ok := a.Check(); !ok {
		return psa.Errorf(psa.ErrInvalidArgument, "the algorithm 0x%08x is not valid: %s", uint32(a), reason)
	}
	if u == psa.DerivePublic {
		return s.checkDerivePublic(a)
	}
	o, ok := op.ForUsage(u, a)
	if !ok {
		return psa.Errorf(psa.ErrInvalidArgument, "the usage %v has no part in the algorithm %v", u, a)
	}
	if o == op.PAKE && s.attrs.Type.IsPublicKey() {
		return psa.Errorf(psa.ErrInvalidArgument, "a public key has the server's role in %v alone, which is asked about with the usage %v", a, psa.DerivePublic)
	}
	return s.check(o, a)
}

func (s *slot) checkManagement(a alg.Algorithm, u psa.Usage) error {
	if a != alg.None {
		return psa.Errorf(psa.ErrInvalidArgument, "the usage %v concerns the key as a whole, so the algorithm must be NONE, not %v", u, a)
	}
	if u == psa.Export && s.attrs.Type.IsPublicKey() {
		return nil
	}
	if s.attrs.Policy.Usage&u == 0 {
		return psa.Errorf(psa.ErrNotPermitted, "the key's policy lacks the usage flag %v; it has %v", u, s.attrs.Policy.Usage)
	}
	return nil
}

// checkDerivePublic asks about the public role (PSA Crypto 1.5, PSA_KEY_USAGE_DERIVE_PUBLIC): in a key agreement the public part is given
// in a buffer and needs no permission; the Verifier of SPAKE2+ needs DERIVE.
func (s *slot) checkDerivePublic(a alg.Algorithm) error {
	switch {
	case a.IsKeyAgreement():
		// The algorithm's key types are the pairs, whose public part any public key may be.
		return policy.Fits(op.KeyAgreement.Row(), s.attrs.Type.KeyPairOf(), s.attrs.Bits, a)
	case a.IsSPAKE2P():
		return s.check(op.PAKE, a)
	}
	return psa.Errorf(psa.ErrInvalidArgument, "the algorithm %v has no public role; key agreements and SPAKE2+ have", a)
}
