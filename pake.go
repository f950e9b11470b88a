package psa

import (
	"fmt"

	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// PAKEPrimitive is the group in which a password-authenticated key exchange computes: a type, a family and a size in bits
// (psa_pake_primitive_t). The zero value is no primitive.
type PAKEPrimitive uint32

// PAKEPrimitiveType is the kind of a primitive's group (psa_pake_primitive_type_t).
type PAKEPrimitiveType uint8

// The kinds of groups (PSA Crypto 1.5, "PAKE primitives").
const (
	PAKEPrimitiveTypeECC PAKEPrimitiveType = 0x01
	PAKEPrimitiveTypeDH  PAKEPrimitiveType = 0x02
)

// PAKERole is what the caller is in an exchange (psa_pake_role_t).
type PAKERole uint8

// The roles (PSA Crypto 1.5, "PAKE roles").
const (
	PAKERoleNone   PAKERole = 0x00
	PAKERoleFirst  PAKERole = 0x01
	PAKERoleSecond PAKERole = 0x02
	PAKERoleClient PAKERole = 0x11
	PAKERoleServer PAKERole = 0x12
)

// PAKEStep names a message, or a part of one, that goes out of or into an exchange (psa_pake_step_t).
type PAKEStep uint8

// The steps (PSA Crypto 1.5, "PAKE step types").
const (
	PAKEStepKeyShare     PAKEStep = 0x01
	PAKEStepZKPublic     PAKEStep = 0x02
	PAKEStepZKProof      PAKEStep = 0x03
	PAKEStepConfirm      PAKEStep = 0x04
	PAKEStepSalt         PAKEStep = 0x05
	PAKEStepCommit       PAKEStep = 0x06
	PAKEStepConfirmCount PAKEStep = 0x07
	PAKEStepKeyID        PAKEStep = 0x08
)

// PAKEKeyConfirmation says whether the exchange confirms that both sides have the same key before it gives it out.
type PAKEKeyConfirmation uint32

// The kinds of confirmation. The specification's initial value is the first.
const (
	PAKEConfirmedKey   PAKEKeyConfirmation = 0
	PAKEUnconfirmedKey PAKEKeyConfirmation = 1
)

// PAKECipherSuite says all that both sides of an exchange must agree on (psa_pake_cipher_suite_t). The zero value is the
// specification's initial value, and valid for no algorithm.
type PAKECipherSuite struct {
	Alg             alg.Algorithm
	Primitive       PAKEPrimitive
	KeyConfirmation PAKEKeyConfirmation
}

var (
	pakeRoleNames = map[PAKERole]string{
		PAKERoleNone: "NONE", PAKERoleFirst: "FIRST", PAKERoleSecond: "SECOND", PAKERoleClient: "CLIENT", PAKERoleServer: "SERVER",
	}
	pakeStepNames = map[PAKEStep]string{
		PAKEStepKeyShare: "KEY_SHARE", PAKEStepZKPublic: "ZK_PUBLIC", PAKEStepZKProof: "ZK_PROOF", PAKEStepConfirm: "CONFIRM", PAKEStepSalt: "SALT",
		PAKEStepCommit: "COMMIT", PAKEStepConfirmCount: "CONFIRM_COUNT", PAKEStepKeyID: "KEY_ID",
	}
)

// String returns "ECC" or "DH", and the number of another type.
func (t PAKEPrimitiveType) String() string {
	switch t {
	case PAKEPrimitiveTypeECC:
		return "ECC"
	case PAKEPrimitiveTypeDH:
		return "DH"
	}
	return fmt.Sprintf("primitive type 0x%02x", uint8(t))
}

// String returns the specification's name without PSA_PAKE_ROLE_, as "CLIENT".
func (r PAKERole) String() string {
	if n, ok := pakeRoleNames[r]; ok {
		return n
	}
	return fmt.Sprintf("role 0x%02x", uint8(r))
}

// String returns the specification's name without PSA_PAKE_STEP_, as "KEY_SHARE".
func (s PAKEStep) String() string {
	if n, ok := pakeStepNames[s]; ok {
		return n
	}
	return fmt.Sprintf("step 0x%02x", uint8(s))
}

// String returns "confirmed key" or "unconfirmed key", and the number of another value.
func (c PAKEKeyConfirmation) String() string {
	switch c {
	case PAKEConfirmedKey:
		return "confirmed key"
	case PAKEUnconfirmedKey:
		return "unconfirmed key"
	}
	return fmt.Sprintf("key confirmation %d", uint32(c))
}

// MakePAKEPrimitive joins a type, a family and a size in bits (PSA_PAKE_PRIMITIVE). It is 0 for a size that does not fit in 16 bits, and checks
// nothing else: see [PAKEPrimitive.Check].
func MakePAKEPrimitive(t PAKEPrimitiveType, f keytype.Family, bits int) PAKEPrimitive {
	if bits&0xffff != bits {
		return 0
	}
	return PAKEPrimitive(t)<<24 | PAKEPrimitive(f)<<16 | PAKEPrimitive(bits)
}

// Type returns the kind of the group (PSA_PAKE_PRIMITIVE_GET_TYPE).
func (p PAKEPrimitive) Type() PAKEPrimitiveType { return PAKEPrimitiveType(p >> 24) }

// Family returns the family of the group (PSA_PAKE_PRIMITIVE_GET_FAMILY).
func (p PAKEPrimitive) Family() keytype.Family { return keytype.Family(p >> 16) }

// Bits returns the size of the group in bits (PSA_PAKE_PRIMITIVE_GET_BITS).
func (p PAKEPrimitive) Bits() int { return int(p & 0xffff) }

// KeyPairType returns the type of key pairs of the group, in whose formats its scalars and elements go over the wire, or keytype.None for a
// primitive whose type the specification does not define.
func (p PAKEPrimitive) KeyPairType() keytype.Type {
	switch p.Type() {
	case PAKEPrimitiveTypeECC:
		return keytype.ECCKeyPair(p.Family())
	case PAKEPrimitiveTypeDH:
		return keytype.DHKeyPair(p.Family())
	}
	return keytype.None
}

// Valid tells whether the specification defines the group.
func (p PAKEPrimitive) Valid() bool { return p.KeyPairType().BitsValid(p.Bits()) }

// String returns the name of the group, as "p-256" or "modp3072", and the number of what is none.
func (p PAKEPrimitive) String() string {
	if !p.Valid() {
		return fmt.Sprintf("primitive 0x%08x", uint32(p))
	}
	return keytype.Name(p.KeyPairType(), p.Bits())
}

// String returns "J-PAKE(SHA-256) over p-256 with unconfirmed key".
func (s PAKECipherSuite) String() string {
	return fmt.Sprintf("%v over %v with %v", s.Alg, s.Primitive, s.KeyConfirmation)
}

// Check judges the primitive by itself. Error: INVALID_ARGUMENT for what is not a group of the specification.
func (p PAKEPrimitive) Check() error {
	if t := p.KeyPairType(); !t.Valid() {
		return Errorf(ErrInvalidArgument, "the primitive 0x%08x is not a group that the specification defines: its type is %v, its family %v", uint32(p), p.Type(), p.Family())
	} else if reason := t.BitsRule(p.Bits()); reason != "" {
		return Errorf(ErrInvalidArgument, "the primitive 0x%08x is not a group that the specification defines: %s", uint32(p), reason)
	}
	return nil
}

// Check judges the cipher suite as psa_pake_setup does before it looks at the key. Error: INVALID_ARGUMENT for an algorithm that is not a PAKE, or is a
// wildcard; for a group, a hash or a kind of confirmation that does not go with it. J-PAKE confirms nothing, SPAKE2+ and WPA3-SAE always do.
func (s PAKECipherSuite) Check() error {
	if reason, ok := s.Alg.Check(); !ok {
		return Errorf(ErrInvalidArgument, "the cipher suite has no valid algorithm: %s", reason)
	}
	if !s.Alg.IsPAKE() || s.Alg.IsWildcard() {
		return Errorf(ErrInvalidArgument, "the algorithm %v of the cipher suite is not one of a password-authenticated key exchange", s.Alg)
	}
	if err := s.Primitive.Check(); err != nil {
		return err
	}
	if want := s.confirmation(); s.KeyConfirmation != want {
		return Errorf(ErrInvalidArgument, "%v gives a key only with %q, not with %q", s.Alg, want, s.KeyConfirmation)
	}
	if s.Alg.IsJPAKE() || s.Alg == alg.WPA3SAEFixed(alg.SHA256) && s.keyType().Valid() { // that one is the looping variant too, over any group of WPA3-SAE
		return nil
	}
	if reason, ok := alg.KeyFits(s.Alg, s.keyType(), s.Primitive.Bits()); !ok {
		return Errorf(ErrInvalidArgument, "%v does not go with the primitive %v: %s", s.Alg, s.Primitive, reason)
	}
	return nil
}

// confirmation is the one kind of confirmation that the algorithm has.
func (s PAKECipherSuite) confirmation() PAKEKeyConfirmation {
	if s.Alg.IsJPAKE() {
		return PAKEUnconfirmedKey
	}
	return PAKEConfirmedKey
}

// keyType is the type of key that belongs to the primitive: for WPA3-SAE a password token, for SPAKE2+ a public key. Where the algorithm does not go with
// the primitive it is not a valid type.
func (s PAKECipherSuite) keyType() keytype.Type {
	f, t := s.Primitive.Family(), s.Primitive.Type()
	switch {
	case s.Alg.IsWPA3SAE() && t == PAKEPrimitiveTypeECC:
		return keytype.WPA3SAEECC(f)
	case s.Alg.IsWPA3SAE():
		return keytype.WPA3SAEDH(f)
	case s.Alg.IsSPAKE2P() && t == PAKEPrimitiveTypeECC:
		return keytype.SPAKE2PPublicKey(f)
	}
	return keytype.None
}

// CheckKey judges a key of type t with a size of bits for a cipher suite that [PAKECipherSuite.Check] found good. Error: INVALID_ARGUMENT
// for a type that the algorithm does not take, and for a SPAKE2+ key or password token of another group than the primitive.
func (s PAKECipherSuite) CheckKey(t keytype.Type, bits int) error {
	if reason, ok := alg.KeyFits(s.Alg, t, bits); !ok {
		return Errorf(ErrInvalidArgument, "the key does not go with the cipher suite: %s", reason)
	}
	ofGroup := s.keyType()
	if t.IsKeyPair() {
		ofGroup = ofGroup.KeyPairOf()
	}
	if t.Family() != 0 && (t != ofGroup || bits != s.Primitive.Bits()) {
		return Errorf(ErrInvalidArgument, "the key is %s, and the primitive of the cipher suite %v", keytype.Name(t, bits), s.Primitive)
	}
	return nil
}

// CheckRole judges a role for the algorithm a with a key of type t. Error: INVALID_ARGUMENT for a role that the algorithm does not have, and for
// the client of SPAKE2+ without a key pair.
func (r PAKERole) CheckRole(a alg.Algorithm, t keytype.Type) error {
	switch {
	case !a.IsSPAKE2P() && r != PAKERoleNone:
		return Errorf(ErrInvalidArgument, "%v has no roles, so %v is none of it", a, r)
	case a.IsSPAKE2P() && r != PAKERoleClient && r != PAKERoleServer:
		return Errorf(ErrInvalidArgument, "%v has the roles %v and %v, and not %v", a, PAKERoleClient, PAKERoleServer, r)
	case r == PAKERoleClient && !t.IsKeyPair():
		return Errorf(ErrInvalidArgument, "the client of %v needs a key pair, and the key is a %v", a, t)
	}
	return nil
}

// The largest messages of an exchange in bytes: those of WPA3-SAE over a field of 8192 bits.
const (
	PAKEOutputMaxSize = 2048 // PSA_PAKE_OUTPUT_MAX_SIZE
	PAKEInputMaxSize  = 2048 // PSA_PAKE_INPUT_MAX_SIZE
)

// PAKEOutputSize returns enough room in bytes for what the step gives with the algorithm a over the group p, and 0 where the step gives
// nothing or the group is none (PSA_PAKE_OUTPUT_SIZE).
func PAKEOutputSize(a alg.Algorithm, p PAKEPrimitive, step PAKEStep) int {
	if step == PAKEStepSalt || step == PAKEStepConfirmCount {
		return 0
	}
	return pakeSize(a, p, step)
}

// PAKEInputSize returns the greatest length in bytes of what the step takes with the algorithm a over the group p, and 0 where the step
// takes nothing or the group is none (PSA_PAKE_INPUT_SIZE).
func PAKEInputSize(a alg.Algorithm, p PAKEPrimitive, step PAKEStep) int {
	if step == PAKEStepKeyID {
		return 0
	}
	return pakeSize(a, p, step)
}

func pakeSize(a alg.Algorithm, p PAKEPrimitive, step PAKEStep) int {
	if !p.Valid() {
		return 0
	}
	g, _ := keytype.GroupOf(p.Family(), p.Bits())
	element := p.KeyPairType().ExportPublicSize(p.Bits())
	switch {
	case a.IsJPAKE() && (step == PAKEStepKeyShare || step == PAKEStepZKPublic), a.IsSPAKE2P() && step == PAKEStepKeyShare:
		return element
	case a.IsJPAKE() && step == PAKEStepZKProof:
		return (g.OrderBits + 7) / 8
	case a.IsSPAKE2PCMAC() && step == PAKEStepConfirm:
		return 16
	case a.IsSPAKE2P() && step == PAKEStepConfirm:
		return a.HashLength()
	case a.IsWPA3SAE():
		return wpa3Size(a, p, (g.FieldBits+7)/8, step)
	}
	return 0
}

// wpa3Size is the size of the messages of WPA3-SAE (IEEE 802.11, section 12.4.7) over a field of n bytes.
func wpa3Size(a alg.Algorithm, p PAKEPrimitive, n int, step PAKEStep) int {
	const counter = 2
	switch step {
	case PAKEStepCommit: // the scalar, and both coordinates or the number that the element is
		if p.Type() == PAKEPrimitiveTypeECC {
			return 3 * n
		}
		return 2 * n
	case PAKEStepConfirm:
		return counter + a.HashLength()
	case PAKEStepConfirmCount:
		return counter
	case PAKEStepKeyID:
		return 16
	case PAKEStepSalt:
		return 2 * 64 // the rejected groups, of 2 bytes each; more than there are
	}
	return 0
}
