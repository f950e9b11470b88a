package torture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

var _ = addRole("holder", holderMain)

func addRole(name string, main func([]byte)) bool {
	roles[name] = main
	return true
}

// holdSpec says what a holder does with a key.
type holdSpec struct {
	Dir   string
	Attrs psa.Attributes
	// Key and Passphrase are masked, so that the test itself puts neither into the process.
	Key, Passphrase []byte
	// Lock, if not 0, is how many bytes the process may lock.
	Lock uint64
}

// masked changes every byte, and changes it back.
func masked(b []byte) []byte {
	c := bytes.Clone(b)
	for i := range c {
		c[i] ^= byte(0xa5 + 7*i)
	}
	return c
}

// holder uses a key, and stops at each stage until it is told to go on, for the test to look at its memory.
type holder struct {
	holdSpec
	in    *bufio.Reader
	store *keystore.Store
	key   keystore.Key
}

func holderMain(b []byte) {
	h := &holder{holdSpec: specOf[holdSpec](b), in: bufio.NewReader(os.Stdin)}
	if h.Lock != 0 {
		if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &unix.Rlimit{Cur: h.Lock, Max: h.Lock}); err != nil {
			h.fail(err)
		}
	}
	h.open()
	h.stage("opened")
	h.enter()
	h.use()
	h.stage("loaded")
	h.try(h.key.Purge(bg))
	h.stage("purged")
	h.use()
	h.try(h.key.Destroy(bg))
	h.stage("destroyed")
	h.try(h.store.Close())
	h.stage("closed")
}

func (h *holder) try(err error) {
	if err != nil {
		h.fail(err)
	}
}

func (h *holder) fail(err error) {
	fmt.Println("failed", err)
	os.Exit(1)
}

// stage lets the runtime give back what it can, and waits.
func (h *holder) stage(name string) {
	for range 3 {
		runtime.GC() // pools are empty after two
	}
	debug.FreeOSMemory()
	fmt.Println(name)
	if _, err := h.in.ReadString('\n'); err != nil {
		os.Exit(1)
	}
}

func (h *holder) open() {
	c := keystore.Config{}
	if h.Passphrase != nil {
		c.Root = keystore.Passphrase(func(context.Context) ([]byte, error) { return masked(h.Passphrase), nil })
	}
	var err error
	h.store, err = keystore.OpenDir(bg, h.Dir, c)
	h.try(err)
}

// enter imports the key, and wipes what is the user's.
func (h *holder) enter() {
	b := masked(h.Key)
	var err error
	h.key, err = h.store.Import(bg, h.Attrs, b)
	clear(b)
	h.try(err)
}

// use does what the key's algorithm is for, and exports the key.
func (h *holder) use() {
	out, err := h.key.Export(bg, make([]byte, 0, 2*len(h.Key)))
	h.try(err)
	clear(out)
	h.try(exercise(h.store, h.key, h.Attrs))
}

func exercise(st *keystore.Store, k keystore.Key, attrs psa.Attributes) error {
	a, msg := attrs.Policy.Alg, bytes.Repeat([]byte("0123456789abcdef"), 16)
	session := psa.Attributes{Type: keytype.HMAC, Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.HMAC(alg.SHA256)}}
	switch {
	case a == alg.None:
		return nil
	case a.IsMAC():
		m, err := k.MAC(bg, a, nil, msg)
		return errors.Join(err, k.VerifyMAC(bg, a, msg, m))
	case a.IsAEAD():
		nonce := make([]byte, alg.NonceLength(attrs.Type, a))
		c, err := k.Seal(bg, a, nil, nonce, msg, msg)
		if err != nil {
			return err
		}
		_, err = k.Unseal(bg, a, nil, nonce, c, msg)
		return err
	case a.IsCipher():
		c, err := k.Encrypt(bg, a, nil, msg)
		if err != nil {
			return err
		}
		_, err = k.Decrypt(bg, a, nil, c)
		return err
	case a.IsKeyWrap():
		other, err := st.Generate(bg, psa.Attributes{Type: keytype.AES, Bits: 256, Policy: psa.Policy{Usage: psa.Export}})
		if err != nil {
			return err
		}
		_, err = k.Wrap(bg, a, nil, other)
		return errors.Join(err, other.Destroy(bg))
	case a.IsSign():
		s, err := k.SignMessage(bg, a, nil, msg, nil)
		return errors.Join(err, k.VerifyMessage(bg, a, msg, s, nil))
	case a.IsAsymmetricEncryption():
		c, err := k.EncryptAsymmetric(bg, a, nil, msg[:16], nil)
		if err != nil {
			return err
		}
		_, err = k.DecryptAsymmetric(bg, a, nil, c, nil)
		return err
	case a.IsKeyAgreement():
		peer, err := k.ExportPublic(bg, nil)
		if err != nil {
			return err
		}
		z, err := k.AgreeRaw(bg, a, nil, peer)
		clear(z)
		return err
	case a.IsKeyEncapsulation():
		one, c, err := k.Encapsulate(bg, a, session, nil)
		if err != nil {
			return err
		}
		two, err := k.Decapsulate(bg, a, c, session)
		return errors.Join(err, one.Destroy(bg), two.Destroy(bg))
	case a.IsPAKE():
		return exercisePAKE(k, attrs)
	}
	d, err := st.NewDerivation(bg, a)
	if err != nil {
		return err
	}
	defer d.Close()
	label := func(s psa.DerivationStep) error { return d.InputBytes(s, msg[:20]) }
	switch {
	case a.IsHKDF():
		err = errors.Join(label(psa.InputSalt), d.InputKey(psa.InputSecret, k), label(psa.InputInfo))
	case a.IsTLS12PRF():
		err = errors.Join(label(psa.InputSeed), d.InputKey(psa.InputSecret, k), label(psa.InputLabel))
	case a.IsPBKDF2HMAC():
		err = errors.Join(d.InputInteger(psa.InputCost, 100), label(psa.InputSalt), d.InputKey(psa.InputPassword, k))
	default:
		err = errors.Join(d.InputKey(psa.InputSecret, k), label(psa.InputLabel), label(psa.InputContext))
	}
	if err == nil {
		_, err = d.Read(make([]byte, 100))
	}
	return err
}

// exercisePAKE has both sides of an exchange.
func exercisePAKE(k keystore.Key, attrs psa.Attributes) error {
	suite := psa.PAKECipherSuite{Alg: attrs.Policy.Alg, Primitive: psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256)}
	if suite.Alg.IsJPAKE() {
		suite.KeyConfirmation = psa.PAKEUnconfirmedKey
	}
	p, err := k.NewPAKE(bg, suite)
	if err != nil {
		return err
	}
	defer p.Close()
	q, err := k.NewPAKE(bg, suite)
	if err != nil {
		return err
	}
	defer q.Close()
	send := func(from, to *keystore.PAKE, steps ...psa.PAKEStep) error {
		for _, s := range steps {
			m, err := from.Output(s, nil)
			if err == nil {
				err = to.Input(s, m)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if suite.Alg.IsJPAKE() {
		one := []psa.PAKEStep{psa.PAKEStepKeyShare, psa.PAKEStepZKPublic, psa.PAKEStepZKProof}
		two := slices.Concat(one, one)
		err = errors.Join(p.SetUser([]byte("client")), p.SetPeer([]byte("server")), q.SetUser([]byte("server")), q.SetPeer([]byte("client")),
			send(p, q, two...), send(q, p, two...), send(p, q, one...), send(q, p, one...))
	} else {
		err = errors.Join(p.SetRole(psa.PAKERoleClient), q.SetRole(psa.PAKERoleServer),
			send(p, q, psa.PAKEStepKeyShare), send(q, p, psa.PAKEStepKeyShare, psa.PAKEStepConfirm), send(p, q, psa.PAKEStepConfirm))
	}
	if err != nil {
		return err
	}
	shared, err := p.SharedKey(psa.Attributes{Type: keytype.Derive, Policy: psa.Policy{Usage: psa.Derive, Alg: alg.HKDF(alg.SHA256)}})
	if err != nil {
		return err
	}
	return shared.Destroy(bg)
}
