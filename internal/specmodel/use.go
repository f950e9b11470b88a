package specmodel

import (
	"bytes"
	"fmt"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
)

// permission collects what stands against a use of a key: that there is none, that the algorithm is wrong for the function, the policy, the type.
func (m *Model) permission(k *key, a alg.Algorithm, c class, u psa.Usage) (f faults) {
	x, known := algorithms[a]
	right := known && x.class == c && !x.wildcard()
	f.when(!right, psa.ErrInvalidArgument)
	if k == nil {
		f.add(psa.ErrInvalidHandle)
		return f
	}
	f.when(k.attrs.Policy.Usage&u == 0, psa.ErrNotPermitted)
	if right {
		f.when(!permits(k.attrs.Policy.Alg, a, u), psa.ErrNotPermitted)
		f.when(!fits(a, k.attrs.Type, u), psa.ErrInvalidArgument)
	}
	return f
}

// gives expects an output that a key's material makes, or only its length where the material is not known.
func gives(k *key, n int, f func(material []byte) []byte) Expect {
	mat := k.mat
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		if len(out) != n {
			return fmt.Sprintf("the output has %d bytes, want %d", len(out), n)
		}
		if known := mat.in(world); known != nil {
			if want := f(known); !bytes.Equal(out, want) {
				return fmt.Sprintf("the output is %x, want %x", out, want)
			}
		}
		return ""
	}}
}

// accepts expects an output that passes a test.
func accepts(k *key, n int, f func(material, out []byte) bool) Expect {
	mat := k.mat
	return Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		if len(out) != n {
			return fmt.Sprintf("the output has %d bytes, want %d", len(out), n)
		}
		if known := mat.in(world); known != nil && !f(known, out) {
			return fmt.Sprintf("the output %x is not right for the key", out)
		}
		return ""
	}}
}

// limited refuses an output that is longer than the buffer.
func limited(c *Call, n int, e Expect) Expect {
	if int(c.Room) < n {
		return refused(psa.ErrBufferTooSmall)
	}
	return e
}

func valid(ok bool) Expect {
	if ok {
		return success()
	}
	return refused(psa.ErrInvalidSignature)
}

// use is every function that uses a key in one call.
func (m *Model) use(c *Call) Expect {
	k := m.find(c, c.Key)
	var f faults
	switch c.Op {
	case OpExport, OpExportPublic:
		return m.export(c, k)
	case OpCheck:
		return m.check(c, k)
	case OpMACCompute:
		f = m.permission(k, c.Alg, macs, psa.SignMessage)
	case OpMACVerify:
		f = m.permission(k, c.Alg, macs, psa.VerifyMessage)
	case OpCipherEncrypt:
		f = m.permission(k, c.Alg, ciphers, psa.Encrypt)
		f.when(c.Alg == alg.CBCNoPadding && len(c.A)%16 != 0, psa.ErrInvalidArgument)
	case OpCipherDecrypt:
		f = m.permission(k, c.Alg, ciphers, psa.Decrypt)
		f.when(len(c.A) < 16 || c.Alg == alg.CBCNoPadding && len(c.A)%16 != 0, psa.ErrInvalidArgument)
	case OpAEADEncrypt:
		f = m.permission(k, c.Alg, aeads, psa.Encrypt)
		f.when(len(c.B) == 0, psa.ErrInvalidArgument)
	case OpAEADDecrypt:
		f = m.permission(k, c.Alg, aeads, psa.Decrypt)
		f.when(len(c.B) == 0, psa.ErrInvalidArgument)
	case OpSignMessage:
		f = m.permission(k, c.Alg, signatures, psa.SignMessage)
	case OpVerifyMessage:
		f = m.permission(k, c.Alg, signatures, psa.VerifyMessage)
	case OpSignHash:
		f = m.permission(k, c.Alg, signatures, psa.SignHash)
		f.when(len(c.A) != 32, psa.ErrInvalidArgument)
	case OpVerifyHash:
		f = m.permission(k, c.Alg, signatures, psa.VerifyHash)
		f.when(len(c.A) != 32, psa.ErrInvalidArgument)
	case OpAgree:
		f = m.permission(k, c.Alg, agreements, psa.Derive)
		// A key-agreement operation takes the agreement alone (PSA Crypto 1.5, psa_raw_key_agreement).
		f.when(algorithms[c.Alg].kdf, psa.ErrInvalidArgument)
		_, ok := agreed(nil, c.A)
		f.when(!ok, psa.ErrInvalidArgument)
	}
	if len(f) > 0 {
		if c.Op == OpMACCompute && c.Room != Unlimited {
			f.add(psa.ErrBufferTooSmall)
		}
		return f.expect()
	}
	return used(c, k)
}

// used is what comes of a use that nothing stands against.
func used(c *Call, k *key) Expect {
	a := c.Alg
	known := k.mat.known
	switch c.Op {
	case OpMACCompute:
		n := algorithms[a].length
		return limited(c, n, gives(k, n, func(m []byte) []byte { return macOf(a, m, c.A) }))
	case OpMACVerify:
		return valid(known != nil && bytes.Equal(macOf(a, known, c.A), c.B))
	case OpCipherEncrypt:
		return accepts(k, 16+len(c.A), func(m, out []byte) bool { return bytes.Equal(crypt(a, m, out[:16], out[16:], false), c.A) })
	case OpCipherDecrypt:
		return gives(k, len(c.A)-16, func(m []byte) []byte { return crypt(a, m, c.A[:16], c.A[16:], false) })
	case OpAEADEncrypt:
		return gives(k, len(c.A)+algorithms[a].length, func(m []byte) []byte { return seal(a, m, c.B, c.A, c.C) })
	case OpAEADDecrypt:
		text, ok := unseal(a, known, c.B, c.A, c.C)
		if !ok {
			return refused(psa.ErrInvalidSignature)
		}
		return Expect{Statuses: succeeds, check: exactly(text)}
	case OpSignMessage:
		return signs(k, a, digest(c.A))
	case OpSignHash:
		return signs(k, a, c.A)
	case OpVerifyMessage:
		return valid(verifies(k.attrs.Type, known, digest(c.A), c.B))
	case OpVerifyHash:
		return valid(verifies(k.attrs.Type, known, c.A, c.B))
	case OpAgree:
		return gives(k, 32, func(m []byte) []byte { secret, _ := agreed(m, c.A); return secret })
	}
	panic("no use")
}

func signs(k *key, a alg.Algorithm, digest []byte) Expect {
	if algorithms[a].base == "deterministic" {
		return gives(k, 64, func(m []byte) []byte { return signature(m, digest) })
	}
	return accepts(k, 64, func(m, out []byte) bool { return verifies(p256Pair, m, digest, out) })
}

func (m *Model) export(c *Call, k *key) Expect {
	if k == nil {
		return refused(psa.ErrInvalidHandle)
	}
	t, mat, n := k.attrs.Type, k.mat, (k.attrs.Bits+7)/8
	if t == p256Public {
		n = 65
	}
	if c.Op == OpExportPublic {
		switch t {
		case p256Public:
			return limited(c, n, gives(k, n, func(m []byte) []byte { return m }))
		case p256Pair:
			return limited(c, 65, gives(k, 65, publicOf))
		}
		return refused(psa.ErrInvalidArgument)
	}
	if t != p256Public && k.attrs.Policy.Usage&psa.Export == 0 {
		return refused(psa.ErrNotPermitted)
	}
	return limited(c, n, Expect{Statuses: succeeds, check: func(world int, out []byte) string {
		if known := mat.in(world); known != nil && !bytes.Equal(out, known) || len(out) != n {
			return fmt.Sprintf("the key is %x, want %x", out, known)
		}
		if mat.known == nil {
			mat.seen[world] = bytes.Clone(out)
		}
		return ""
	}})
}

// check is psa_check_key_usage.
func (m *Model) check(c *Call, k *key) Expect {
	u := psa.Usage(c.N)
	var f faults
	f.when(k == nil, psa.ErrInvalidHandle)
	f.when(u == 0 || u&(u-1) != 0 || u&^psa.AllUsage() != 0, psa.ErrInvalidArgument)
	if u&psa.ManagementUsage != 0 {
		f.when(c.Alg != alg.None, psa.ErrInvalidArgument)
		f.when(k != nil && k.attrs.Policy.Usage&u == 0 && !(u == psa.Export && k.attrs.Type == p256Public), psa.ErrNotPermitted)
	} else {
		x := algorithms[c.Alg]
		f.when(x.class == 0 || x.wildcard() || x.class.usages()&u == 0, psa.ErrInvalidArgument)
		if k != nil {
			for _, s := range m.permission(k, c.Alg, x.class, u) {
				f.add(s)
			}
		}
	}
	if len(f) > 0 {
		return f.expect()
	}
	return success()
}
