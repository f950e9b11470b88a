package soft

import (
	"crypto/aes"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/primitive/pbkdf2"
	"github.com/psacrypto/psa/internal/primitive/prf"
)

// beginPBKDF2HMAC: PSA Crypto 1.5, PSA_ALG_PBKDF2_HMAC.
func beginPBKDF2HMAC(in *derivationInputs) (*prf.Stream, error) {
	return in.pbkdf2(prf.NewHMAC(in.newHash, in.bytes(psa.InputPassword)))
}

// beginPBKDF2CMAC: PSA Crypto 1.5, PSA_ALG_PBKDF2_AES_CMAC_PRF_128, with the function AES-CMAC-PRF-128 of RFC 4615.
func beginPBKDF2CMAC(in *derivationInputs) (*prf.Stream, error) {
	f, err := aesCMACPRF128(in.bytes(psa.InputPassword))
	if err != nil {
		return nil, err
	}
	return in.pbkdf2(f)
}

func (in *derivationInputs) pbkdf2(f prf.Function) (*prf.Stream, error) {
	cost := in.cost()
	if cost == 0 {
		f.Wipe()
		return nil, psa.Errorf(psa.ErrInvalidArgument, "the cost of %v is missing or 0", in.alg)
	}
	// The salt may come in several pieces, some of them secret.
	var pieces [][]byte
	for i := range in.inputs {
		if in.inputs[i].Step == psa.InputSalt {
			b, err := inputBytes(&in.inputs[i])
			if err != nil {
				f.Wipe()
				return nil, err
			}
			pieces = append(pieces, b)
		}
	}
	salt := slices.Concat(pieces...)
	defer clear(salt)
	return pbkdf2.New(f, salt, cost), nil
}

// aesCMACPRF128 keys the function of RFC 4615, section 3: AES-CMAC under the key itself where it has 16 bytes, else under its AES-CMAC under the key of
// zeros.
func aesCMACPRF128(key []byte) (prf.Function, error) {
	var derived [aes.BlockSize]byte
	defer clear(derived[:])
	if len(key) == aes.BlockSize {
		copy(derived[:], key)
	} else {
		f, err := aesCMAC(derived[:])
		if err != nil {
			return nil, err
		}
		f.Write(key)
		f.Sum(derived[:])
		f.Wipe()
	}
	return aesCMAC(derived[:])
}

func aesCMAC(key []byte) (prf.Function, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "AES refuses a key of %d bytes: %w", len(key), err)
	}
	f, err := prf.NewCMAC(block)
	if err != nil {
		return nil, psa.Errorf(psa.ErrCorruptionDetected, "CMAC refuses AES: %w", err)
	}
	return f, nil
}
