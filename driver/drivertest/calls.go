package drivertest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/keytype"
)

// call is a way to have output from the driver. do reads args, the first of which is what the output is made of.
type call struct {
	name  string
	args  [][]byte
	do    func(dst []byte, args [][]byte) ([]byte, error)
	right func(out []byte) error
}

// algorithms has every specific algorithm, or, unless all is set, of the hashes only the usual ones and of the lengths no more than three.
func algorithms(all bool) []alg.Algorithm {
	var list []alg.Algorithm
	usual := []alg.Algorithm{alg.None, alg.SHA1, alg.SHA256, alg.SHA512, alg.SHA3_256, alg.SM3}
	for a := range alg.All() {
		if a.IsSpecific() && (all || slices.Contains(usual, a.Hash()) || !a.IsSign() && !a.IsMAC() && !a.IsAsymmetricEncryption()) {
			list = append(list, a)
		}
	}
	return list
}

// implements tells whether the driver has the interface that Supports promised.
func implements[T any](x *exam, a alg.Algorithm) (T, bool) {
	x.Helper()
	d, ok := x.d.(T)
	if !ok {
		x.Errorf("Supports says that the driver can use %v, but it does not implement %T", a, (*T)(nil))
	}
	return d, ok
}

// calls has all that gives output and that the driver says it can do.
func (x *exam) calls(all bool) []call {
	x.Helper()
	var list []call
	list = append(list, x.hashCalls()...)
	algs := algorithms(all)
	for _, s := range x.keys {
		list = append(list, x.exportCalls(s)...)
		for _, a := range algs {
			if _, ok := alg.KeyFits(a, s.attrs.Type, s.attrs.Bits); !ok {
				continue
			}
			switch {
			case a.IsMAC():
				list = append(list, x.macCalls(s, a)...)
			case a.IsCipher():
				list = append(list, x.cipherCalls(s, a)...)
			case a.IsAEAD():
				list = append(list, x.aeadCalls(s, a)...)
			case a.IsSign():
				list = append(list, x.signCalls(s, a)...)
			case a.IsAsymmetricEncryption():
				list = append(list, x.encryptionCalls(s, a)...)
			case a.IsStandaloneKeyAgreement():
				list = append(list, x.agreementCalls(s, a)...)
			}
		}
	}
	return list
}

func (x *exam) can(s *sample, a alg.Algorithm, u psa.Usage) bool {
	return x.d.Supports(s.attrs.Type, s.attrs.Bits, a, u)
}

func named(method string, s *sample, a alg.Algorithm) string {
	return fmt.Sprintf("%s %v with %v", method, a, s)
}

func (x *exam) hashCalls() []call {
	var list []call
	for a := range alg.All() {
		if !a.IsHash() || !x.d.Supports(keytype.None, 0, a, 0) {
			continue
		}
		d, ok := implements[driver.Hashes](x, a)
		if !ok {
			continue
		}
		list = append(list, call{fmt.Sprintf("Hash %v", a), [][]byte{random(200)},
			func(dst []byte, args [][]byte) ([]byte, error) { return d.Hash(bg, a, dst, args[0]) },
			func(out []byte) error { return length(out, a.HashLength()) }})
	}
	return list
}

func length(out []byte, n int) error {
	if len(out) != n {
		return fmt.Errorf("the result has %d bytes, not %d", len(out), n)
	}
	return nil
}

func (x *exam) exportCalls(s *sample) []call {
	var list []call
	if data, ok := x.export(s); ok {
		list = append(list, call{fmt.Sprintf("Export %v", s), nil,
			func(dst []byte, _ [][]byte) ([]byte, error) {
				return x.d.Export(bg, s.grant(alg.None, psa.Export), dst)
			},
			func(out []byte) error { return same(out, data) }})
	}
	if s.attrs.Type.IsAsymmetric() {
		list = append(list, call{fmt.Sprintf("ExportPublic %v", s), nil,
			func(dst []byte, _ [][]byte) ([]byte, error) { return x.d.ExportPublic(bg, s.grant(alg.None, 0), dst) },
			func(out []byte) error { return length(out, s.publicSize(out)) }})
	}
	return list
}

// publicSize is the length of the public key where the type says it exactly.
func (s *sample) publicSize(out []byte) int {
	if s.attrs.Type.IsRSA() {
		return len(out) // the specification bounds it only
	}
	return s.attrs.Type.ExportPublicSize(s.attrs.Bits)
}

func (x *exam) macCalls(s *sample, a alg.Algorithm) []call {
	if !x.can(s, a, psa.SignMessage) {
		return nil
	}
	d, ok := implements[driver.MACs](x, a)
	if !ok {
		return nil
	}
	msg := random(96) // blocks of every cipher, which CBC-MAC is for
	return []call{{named("MAC", s, a), [][]byte{msg},
		func(dst []byte, args [][]byte) ([]byte, error) {
			return d.MAC(bg, s.grant(a, psa.SignMessage), dst, args[0])
		},
		func(out []byte) error {
			if err := length(out, alg.MACLength(a, s.attrs.Type, s.attrs.Bits)); err != nil || !x.can(s, a, psa.VerifyMessage) {
				return err
			}
			return d.VerifyMAC(bg, s.grant(a, psa.VerifyMessage), msg, out)
		}}}
}

func (x *exam) cipherCalls(s *sample, a alg.Algorithm) []call {
	var list []call
	if !x.can(s, a, psa.Encrypt) && !x.can(s, a, psa.Decrypt) {
		return nil
	}
	d, ok := implements[driver.Ciphers](x, a)
	if !ok {
		return nil
	}
	iv, msg := random(alg.IVLength(s.attrs.Type, a)), random(96)
	encrypt, decrypt := s.grant(a, psa.Encrypt), s.grant(a, psa.Decrypt)
	if x.can(s, a, psa.Encrypt) {
		list = append(list, call{named("EncryptCipher", s, a), [][]byte{msg, iv},
			func(dst []byte, args [][]byte) ([]byte, error) {
				return d.EncryptCipher(bg, encrypt, dst, args[1], args[0])
			},
			func(out []byte) error {
				plain, err := d.DecryptCipher(bg, decrypt, nil, iv, out)
				return errors.Join(err, same(plain, msg))
			}})
	}
	if c, err := d.EncryptCipher(bg, encrypt, nil, iv, msg); err == nil && x.can(s, a, psa.Decrypt) {
		list = append(list, call{named("DecryptCipher", s, a), [][]byte{c, iv},
			func(dst []byte, args [][]byte) ([]byte, error) {
				return d.DecryptCipher(bg, decrypt, dst, args[1], args[0])
			},
			func(out []byte) error { return same(out, msg) }})
	}
	return list
}

func (x *exam) aeadCalls(s *sample, a alg.Algorithm) []call {
	if !x.can(s, a, psa.Encrypt) || !x.can(s, a, psa.Decrypt) {
		return nil
	}
	d, ok := implements[driver.AEADs](x, a)
	if !ok {
		return nil
	}
	encrypt, decrypt := s.grant(a, psa.Encrypt), s.grant(a, psa.Decrypt)
	nonce, msg, ad := random(alg.NonceLength(s.attrs.Type, a)), random(77), random(21)
	list := []call{{named("Seal", s, a), [][]byte{msg, nonce, ad},
		func(dst []byte, args [][]byte) ([]byte, error) {
			return d.Seal(bg, encrypt, dst, args[1], args[0], args[2])
		},
		func(out []byte) error {
			plain, err := d.Open(bg, decrypt, nil, nonce, out, ad)
			return errors.Join(err, same(plain, msg), length(out, len(msg)+a.TagLength()))
		}}}
	if c, err := d.Seal(bg, encrypt, nil, nonce, msg, ad); err == nil {
		list = append(list, call{named("Open", s, a), [][]byte{c, nonce, ad},
			func(dst []byte, args [][]byte) ([]byte, error) {
				return d.Open(bg, decrypt, dst, args[1], args[0], args[2])
			},
			func(out []byte) error { return same(out, msg) }})
	}
	return list
}

// hashFor is what can be signed as a hash with a.
func hashFor(a alg.Algorithm) []byte {
	if n := a.Hash().HashLength(); n != 0 {
		return random(n)
	}
	switch a {
	case alg.Ed25519ph, alg.Ed448ph:
		return random(64)
	}
	return random(32)
}

func (x *exam) signCalls(s *sample, a alg.Algorithm) []call {
	var list []call
	size := alg.SignOutputSize(s.attrs.Type, s.attrs.Bits, a)
	if x.can(s, a, psa.SignMessage) {
		if d, ok := implements[driver.Signatures](x, a); ok {
			msg := random(100)
			list = append(list, call{named("SignMessage", s, a), [][]byte{msg},
				func(dst []byte, args [][]byte) ([]byte, error) {
					return d.SignMessage(bg, s.grant(a, psa.SignMessage), dst, args[0], nil)
				},
				func(out []byte) error {
					return errors.Join(length(out, size), d.VerifyMessage(bg, s.grant(a, psa.VerifyMessage), msg, out, nil))
				}})
		}
	}
	if x.can(s, a, psa.SignHash) {
		if d, ok := implements[driver.Signatures](x, a); ok {
			h := hashFor(a)
			list = append(list, call{named("SignHash", s, a), [][]byte{h},
				func(dst []byte, args [][]byte) ([]byte, error) {
					return d.SignHash(bg, s.grant(a, psa.SignHash), dst, args[0], nil)
				},
				func(out []byte) error {
					return errors.Join(length(out, size), d.VerifyHash(bg, s.grant(a, psa.VerifyHash), h, out, nil))
				}})
		}
	}
	return list
}

func label(a alg.Algorithm) []byte {
	if a.IsRSAOAEP() {
		return []byte("label")
	}
	return nil
}

func (x *exam) encryptionCalls(s *sample, a alg.Algorithm) []call {
	var list []call
	if !x.can(s, a, psa.Encrypt) {
		return nil
	}
	d, ok := implements[driver.AsymmetricEncryption](x, a)
	if !ok {
		return nil
	}
	// The smallest message that is hard to guess fits the smallest keys too.
	msg, salt := random(min(16, max(0, s.attrs.Bits/8-2*a.HashLength()-2))), label(a)
	if !s.attrs.Type.IsKeyPair() {
		return nil // the key pair encrypts too, and can check it
	}
	decrypt := s.grant(a, psa.Decrypt)
	list = append(list, call{named("EncryptAsymmetric", s, a), [][]byte{msg, salt},
		func(dst []byte, args [][]byte) ([]byte, error) {
			return d.EncryptAsymmetric(bg, s.grant(a, psa.Encrypt), dst, args[0], args[1])
		},
		func(out []byte) error {
			plain, err := d.DecryptAsymmetric(bg, decrypt, nil, out, salt)
			return errors.Join(err, same(plain, msg))
		}})
	if c, err := d.EncryptAsymmetric(bg, s.grant(a, psa.Encrypt), nil, msg, salt); err == nil && x.can(s, a, psa.Decrypt) {
		list = append(list, call{named("DecryptAsymmetric", s, a), [][]byte{c, salt},
			func(dst []byte, args [][]byte) ([]byte, error) {
				return d.DecryptAsymmetric(bg, decrypt, dst, args[0], args[1])
			},
			func(out []byte) error { return same(out, msg) }})
	}
	return list
}

func (x *exam) agreementCalls(s *sample, a alg.Algorithm) []call {
	if !s.attrs.Type.IsKeyPair() || !x.can(s, a, psa.Derive) {
		return nil
	}
	d, ok := implements[driver.KeyAgreement](x, a)
	if !ok {
		return nil
	}
	other, err := x.make(s.attrs.Type, s.attrs.Bits)
	if err != nil {
		x.Errorf("%v: %v", s, err)
		return nil
	}
	mine, err1 := x.d.ExportPublic(bg, s.grant(alg.None, 0), nil)
	theirs, err2 := x.d.ExportPublic(bg, other.grant(alg.None, 0), nil)
	if err := errors.Join(err1, err2); err != nil {
		x.Errorf("%v: %v", s, err)
		return nil
	}
	return []call{{named("Agree", s, a), [][]byte{theirs},
		func(dst []byte, args [][]byte) ([]byte, error) {
			return d.Agree(bg, s.grant(a, psa.Derive), dst, args[0])
		},
		func(out []byte) error {
			secret, err := d.Agree(bg, other.grant(a, psa.Derive), nil, mine)
			return errors.Join(err, same(secret, out))
		}}}
}
