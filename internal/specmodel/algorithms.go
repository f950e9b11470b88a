package specmodel

import (
	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

type class int

const (
	macs class = iota + 1
	ciphers
	aeads
	signatures
	agreements
	derivations
)

// algorithm is what the model has to know of one: the relation between algorithms is under test, so it is written here once more, by hand.
type algorithm struct {
	class class
	base  string
	// length is that of the MAC or tag in bytes; least makes it a least length.
	length int
	least  bool
	// any stands for every hash.
	any bool
	// kdf is what follows a key agreement.
	kdf bool
}

var (
	hmac256 = alg.HMAC(alg.SHA256)
	hkdf256 = alg.HKDF(alg.SHA256)

	// algorithms are all that the random calls use.
	algorithms = map[alg.Algorithm]algorithm{
		hmac256:                                       {class: macs, base: "hmac", length: 32},
		alg.TruncatedMAC(hmac256, 16):                 {class: macs, base: "hmac", length: 16},
		alg.TruncatedMAC(hmac256, 8):                  {class: macs, base: "hmac", length: 8},
		alg.AtLeastThisLengthMAC(hmac256, 10):         {class: macs, base: "hmac", length: 10, least: true},
		alg.AtLeastThisLengthMAC(hmac256, 20):         {class: macs, base: "hmac", length: 20, least: true},
		alg.CTR:                                       {class: ciphers, base: "ctr"},
		alg.CBCNoPadding:                              {class: ciphers, base: "cbc"},
		alg.GCM:                                       {class: aeads, base: "gcm", length: 16},
		alg.AEADWithShortenedTag(alg.GCM, 12):         {class: aeads, base: "gcm", length: 12},
		alg.AEADWithShortenedTag(alg.GCM, 4):          {class: aeads, base: "gcm", length: 4},
		alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8):  {class: aeads, base: "gcm", length: 8, least: true},
		alg.AEADWithAtLeastThisLengthTag(alg.GCM, 13): {class: aeads, base: "gcm", length: 13, least: true},
		alg.ECDSA(alg.SHA256):                         {class: signatures, base: "ecdsa"},
		alg.ECDSA(alg.AnyHash):                        {class: signatures, base: "ecdsa", any: true},
		alg.DeterministicECDSA(alg.SHA256):            {class: signatures, base: "deterministic"},
		alg.DeterministicECDSA(alg.AnyHash):           {class: signatures, base: "deterministic", any: true},
		alg.ECDH:                                      {class: agreements, base: "ecdh"},
		alg.KeyAgreement(alg.ECDH, hkdf256):           {class: agreements, base: "ecdh", kdf: true},
		hkdf256:                                       {class: derivations, base: "hkdf"},
	}

	policyAlgorithms = []alg.Algorithm{
		hmac256, hmac256, alg.TruncatedMAC(hmac256, 16), alg.TruncatedMAC(hmac256, 8), alg.AtLeastThisLengthMAC(hmac256, 10), alg.AtLeastThisLengthMAC(hmac256, 20),
		alg.CTR, alg.CBCNoPadding, alg.GCM, alg.GCM, alg.AEADWithShortenedTag(alg.GCM, 12), alg.AEADWithShortenedTag(alg.GCM, 4),
		alg.AEADWithAtLeastThisLengthTag(alg.GCM, 8), alg.AEADWithAtLeastThisLengthTag(alg.GCM, 13), alg.ECDSA(alg.SHA256), alg.ECDSA(alg.AnyHash),
		alg.DeterministicECDSA(alg.SHA256), alg.DeterministicECDSA(alg.AnyHash), alg.ECDH, alg.ECDH, alg.KeyAgreement(alg.ECDH, hkdf256), hkdf256, hkdf256, alg.None,
	}
)

// malformed is an algorithm that is none: a hash algorithm of a number that the specification has not given away.
const malformed alg.Algorithm = 0x020000fe

func (a algorithm) wildcard() bool { return a.least || a.any }

// permits tells whether a policy includes a specific algorithm for a usage (PSA Crypto 1.5, "Permitted algorithms").
func permits(policy, a alg.Algorithm, u psa.Usage) bool {
	p, x := algorithms[policy], algorithms[a]
	if policy == alg.None || p.class != x.class {
		return false
	}
	if u&(psa.VerifyMessage|psa.VerifyHash) != 0 && p.class == signatures {
		// ECDSA and deterministic ECDSA are verified alike.
		return true
	}
	switch {
	case p.base != x.base:
		return false
	case p.least:
		return x.length >= p.length
	case p.class == macs || p.class == aeads:
		return x.length == p.length
	case p.class == agreements:
		// A policy of the agreement alone permits it with every derivation; one of both permits both only.
		return !p.kdf || x.kdf
	}
	return true
}

// meet is the algorithm of a copy (PSA Crypto 1.5, psa_copy_key).
func meet(s, t alg.Algorithm) (alg.Algorithm, bool) {
	if s == t {
		return s, true
	}
	a, b := algorithms[s], algorithms[t]
	if s == alg.None || t == alg.None || a.class != b.class || a.base != b.base {
		return 0, false
	}
	switch a.class {
	case macs, aeads:
		switch {
		case a.least && b.least:
			if a.length > b.length {
				return s, true
			}
			return t, true
		case a.least && b.length >= a.length:
			return t, true
		case b.least && a.length >= b.length:
			return s, true
		}
		return 0, false
	case signatures:
		// They differ, so one has a hash and the other has any.
		if a.any {
			return t, true
		}
		return s, true
	case agreements:
		if a.kdf {
			return s, true
		}
		return t, true
	}
	return 0, false
}

// fits tells whether keys of a type can be used with an algorithm in the role of a usage.
func fits(a alg.Algorithm, t keytype.Type, u psa.Usage) bool {
	switch algorithms[a].class {
	case macs:
		return t == keytype.HMAC
	case ciphers, aeads:
		return t == keytype.AES
	case signatures:
		return t == p256Pair || t == p256Public && u&(psa.VerifyHash|psa.VerifyMessage) != 0
	case agreements:
		return t == p256Pair
	case derivations:
		return t == keytype.Derive || t == keytype.RawData
	}
	return false
}

// usages are the usage flags that an algorithm's operations need.
func (c class) usages() psa.Usage {
	switch c {
	case macs:
		return psa.SignMessage | psa.VerifyMessage
	case ciphers, aeads:
		return psa.Encrypt | psa.Decrypt
	case signatures:
		return psa.SignMessage | psa.VerifyMessage | psa.SignHash | psa.VerifyHash
	case agreements:
		return psa.Derive
	case derivations:
		return psa.Derive | psa.VerifyDerivation
	}
	return 0
}
