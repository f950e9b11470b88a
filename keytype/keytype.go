package keytype

// Type is a key type: what the bytes of a key are and how they are laid out. It is the 16-bit value of the C type psa_key_type_t,
// so conversions to and from C are plain conversions. The zero value is [None], which is the type of no key.
type Type uint16

// Family is the group family inside a parameterised key type: an elliptic-curve family (psa_ecc_family_t), a finite-field
// Diffie-Hellman family (psa_dh_family_t) or an SLH-DSA parameter-set family (psa_slh_dsa_family_t). The specification gives the
// three kinds disjoint values, so one Go type serves all of them. Bit 0 is the parity bit of the whole key type.
type Family uint8

// Key types without a family. Values: PSA Crypto 1.5, "Key types".
const (
	None            Type = 0x0000 // PSA_KEY_TYPE_NONE: no key has it
	RawData         Type = 0x1001
	HMAC            Type = 0x1100
	BLAKE2          Type = 0x1103
	Derive          Type = 0x1200
	Password        Type = 0x1203
	PasswordHash    Type = 0x1205
	Pepper          Type = 0x1206
	ARC4            Type = 0x2002
	ChaCha20        Type = 0x2004
	XChaCha20       Type = 0x2007
	Ascon           Type = 0x2008
	DES             Type = 0x2301
	AES             Type = 0x2400
	Camellia        Type = 0x2403
	SM4             Type = 0x2405
	ARIA            Type = 0x2406
	RSAPublicKey    Type = 0x4001
	RSAKeyPair      Type = 0x7001
	MLDSAPublicKey  Type = 0x4002
	MLDSAKeyPair    Type = 0x7002
	MLKEMPublicKey  Type = 0x4004
	MLKEMKeyPair    Type = 0x7004
	LMSPublicKey    Type = 0x4007
	HSSPublicKey    Type = 0x4008
	XMSSPublicKey   Type = 0x400b
	XMSSMTPublicKey Type = 0x400d
)

// Elliptic-curve families (PSA_ECC_FAMILY_...). The curve inside a family is told by the key's size in bits.
const (
	SECPK1         Family = 0x17
	SECPR1         Family = 0x12
	SECPR2         Family = 0x1b
	SECTK1         Family = 0x27
	SECTR1         Family = 0x22
	SECTR2         Family = 0x2b
	BrainpoolPR1   Family = 0x30
	FRP            Family = 0x33
	Montgomery     Family = 0x41
	TwistedEdwards Family = 0x42
)

// Finite-field Diffie-Hellman families (PSA_DH_FAMILY_...).
const (
	RFC7919 Family = 0x03
	RFC3526 Family = 0x05
)

// SLH-DSA parameter-set families (PSA_SLH_DSA_FAMILY_...): the hash, and s for small or f for fast signatures.
const (
	SLHDSASHA2S  Family = 0x02
	SLHDSASHA2F  Family = 0x04
	SLHDSASHAKES Family = 0x0b
	SLHDSASHAKEF Family = 0x0d
)

// The fixed part of each parameterised key type. The family fills bits 0 to 6.
const (
	familyMask Type = 0x007f

	baseWPA3SAEECC       Type = 0x3280
	baseWPA3SAEDH        Type = 0x3300
	baseECCPublicKey     Type = 0x4100
	baseECCKeyPair       Type = 0x7100
	baseSLHDSAPublicKey  Type = 0x4180
	baseSLHDSAKeyPair    Type = 0x7180
	baseDHPublicKey      Type = 0x4200
	baseDHKeyPair        Type = 0x7200
	baseSPAKE2PPublicKey Type = 0x4400
	baseSPAKE2PKeyPair   Type = 0x7400

	pairBits Type = 0x3000
)

func join(base Type, f Family) Type { return base | Type(f)&familyMask }

// ECCKeyPair is PSA_KEY_TYPE_ECC_KEY_PAIR: a private key on a curve of family f, with its public key.
func ECCKeyPair(f Family) Type { return join(baseECCKeyPair, f) }

// ECCPublicKey is PSA_KEY_TYPE_ECC_PUBLIC_KEY: a public key on a curve of family f.
func ECCPublicKey(f Family) Type { return join(baseECCPublicKey, f) }

// DHKeyPair is PSA_KEY_TYPE_DH_KEY_PAIR: a finite-field Diffie-Hellman private key in a group of family f.
func DHKeyPair(f Family) Type { return join(baseDHKeyPair, f) }

// DHPublicKey is PSA_KEY_TYPE_DH_PUBLIC_KEY: a finite-field Diffie-Hellman public key in a group of family f.
func DHPublicKey(f Family) Type { return join(baseDHPublicKey, f) }

// SLHDSAKeyPair is PSA_KEY_TYPE_SLH_DSA_KEY_PAIR for the parameter sets of family f.
func SLHDSAKeyPair(f Family) Type { return join(baseSLHDSAKeyPair, f) }

// SLHDSAPublicKey is PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY for the parameter sets of family f.
func SLHDSAPublicKey(f Family) Type { return join(baseSLHDSAPublicKey, f) }

// SPAKE2PKeyPair is PSA_KEY_TYPE_SPAKE2P_KEY_PAIR: the prover's w0 and w1 over a curve of family f.
func SPAKE2PKeyPair(f Family) Type { return join(baseSPAKE2PKeyPair, f) }

// SPAKE2PPublicKey is PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY: the verifier's w0 and L over a curve of family f.
func SPAKE2PPublicKey(f Family) Type { return join(baseSPAKE2PPublicKey, f) }

// WPA3SAEECC is PSA_KEY_TYPE_WPA3_SAE_ECC: a WPA3-SAE password token on a curve of family f.
func WPA3SAEECC(f Family) Type { return join(baseWPA3SAEECC, f) }

// WPA3SAEDH is PSA_KEY_TYPE_WPA3_SAE_DH: a WPA3-SAE password token in a finite-field group of family f.
func WPA3SAEDH(f Family) Type { return join(baseWPA3SAEDH, f) }
