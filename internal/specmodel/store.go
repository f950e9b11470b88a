package specmodel

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/drivertest"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/mem"
)

// GoStore is the Go API as a world.
type GoStore struct {
	// Dir is a folder for the world's files.
	Dir string
	// Files keeps records in a directory, as users do, and not in memory.
	Files bool
	// Element gives the store a secure element with a key of its own.
	Element bool

	rounds    int
	records   storage.Store
	token     *drivertest.Token
	processes [2]goProcess
}

type goProcess struct {
	store    *keystore.Store
	names    [Registers]psa.KeyID
	macs     [Slots]*keystore.MAC
	ciphers  [Slots]*keystore.Cipher
	aeads    [Slots]*keystore.AEAD
	signs    [Slots]*keystore.Sign
	verifies [Slots]*keystore.Verify
	derives  [Slots]*keystore.Derivation
	hashes   [Slots]*keystore.Hash
}

// lasting are records in memory that outlive the store.
type lasting struct{ storage.Store }

func (lasting) Close() error { return nil }

// Name is "Go".
func (w *GoStore) Name() string { return "Go" }

// Start begins with an empty store. Only the second process of wide calls is opened later, when it is needed.
func (w *GoStore) Start() error {
	w.Close()
	w.rounds++
	w.records, w.token = mem.New(), nil
	if w.Element {
		w.token = drivertest.NewToken(rand.Reader, true)
		a := psa.Attributes{Type: keytype.HMAC, Lifetime: psa.MakeLifetime(psa.PersistenceVolatile, psa.LocationPrimarySecureElement)}
		if err := w.token.Provision(Factory, a, make([]byte, 32), driver.Prescribed{}); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(w.place(), 0o700); err != nil {
		return err
	}
	for p := range w.processes {
		if err := w.open(p); err != nil {
			return err
		}
	}
	return nil
}

func (w *GoStore) place() string { return filepath.Join(w.Dir, fmt.Sprint("round", w.rounds)) }

func (w *GoStore) open(p int) (err error) {
	x := &w.processes[p]
	*x = goProcess{}
	for i := range x.names {
		x.names[i] = Nobody
	}
	if p > 0 && !w.Element {
		return nil
	}
	var c keystore.Config
	if w.Element {
		c.Drivers = map[psa.Location]driver.Driver{psa.LocationPrimarySecureElement: w.token}
	}
	if w.Files {
		x.store, err = keystore.OpenDir(context.Background(), w.place(), c)
		return err
	}
	c.Storage, c.Root = lasting{w.records}, keystore.KeyFile(filepath.Join(w.place(), "root.key"))
	x.store, err = keystore.Open(context.Background(), c)
	return err
}

// Close ends the store and removes its files.
func (w *GoStore) Close() {
	for p := range w.processes {
		if st := w.processes[p].store; st != nil {
			st.Close()
			w.processes[p].store = nil
		}
	}
	if w.rounds > 0 {
		os.RemoveAll(w.place())
	}
}

// Run makes the calls and closes the store. A panic is the outcome of its call, one of Close that of the last call.
func (w *GoStore) Run(calls []Call) ([]Outcome, error) {
	all := make([]Outcome, len(calls))
	for i := range calls {
		all[i] = caught(func() Outcome { return w.call(&calls[i]) })
	}
	if o := caught(func() Outcome { w.Close(); return Outcome{} }); o.Status != psa.Success {
		all[len(calls)-1] = o
		w.processes = [2]goProcess{} // which can't be closed again
	}
	return all, nil
}

func caught(f func() Outcome) (o Outcome) {
	defer func() {
		if r := recover(); r != nil {
			o = Outcome{Status: psa.ErrProgrammerError, Out: fmt.Appendf(nil, "panic: %v", r)}
		}
	}()
	return f()
}

func (p *goProcess) id(n Name) psa.KeyID {
	if r, ok := n.isRegister(); ok {
		return p.names[r]
	}
	return psa.KeyID(n)
}

var (
	ctx     = context.Background()
	skipped = Outcome{Skipped: true}
)

// gave is the outcome of a call with an output.
func gave(out []byte, err error) Outcome { return Outcome{Status: psa.StatusOf(err), Out: out} }

func (w *GoStore) call(c *Call) Outcome {
	p := &w.processes[c.Process]
	if c.Op >= OpMACSetup && c.Op <= OpHashAbort {
		return p.part(c)
	}
	st := p.store.As(c.Owner)
	k := st.Key(p.id(c.Key))
	made := func(k keystore.Key, err error) Outcome {
		if err == nil {
			p.names[c.To] = k.ID()
		}
		return Outcome{Status: psa.StatusOf(err), ID: k.ID()}
	}
	if c.Room != Unlimited {
		return skipped // Go's slices grow.
	}
	switch c.Op {
	case OpImport:
		return made(st.Import(ctx, c.Attrs, c.A))
	case OpGenerate:
		return made(st.Generate(ctx, c.Attrs))
	case OpCopy:
		return made(k.Copy(ctx, c.Attrs))
	case OpAttach:
		return made(st.Attach(ctx, c.Attrs, c.A))
	case OpOpen:
		return made(st.Open(ctx, p.id(c.Key)))
	case OpDestroy:
		return gave(nil, k.Destroy(ctx))
	case OpPurge:
		return gave(nil, k.Purge(ctx))
	case OpClose:
		return gave(nil, k.Close())
	case OpAttributes:
		a, err := k.Attributes(ctx)
		if err != nil {
			return gave(nil, err)
		}
		return gave(appendAttributes(nil, a), nil)
	case OpCheck:
		return gave(nil, k.CheckUsage(ctx, c.Alg, psa.Usage(c.N)))
	case OpExport:
		return gave(k.Export(ctx, nil))
	case OpExportPublic:
		return gave(k.ExportPublic(ctx, nil))
	case OpMACCompute:
		return gave(k.MAC(ctx, c.Alg, nil, c.A))
	case OpMACVerify:
		return gave(nil, k.VerifyMAC(ctx, c.Alg, c.A, c.B))
	case OpCipherEncrypt:
		return gave(k.Encrypt(ctx, c.Alg, nil, c.A))
	case OpCipherDecrypt:
		return gave(k.Decrypt(ctx, c.Alg, nil, c.A))
	case OpAEADEncrypt:
		return gave(k.Seal(ctx, c.Alg, nil, c.B, c.A, c.C))
	case OpAEADDecrypt:
		return gave(k.Unseal(ctx, c.Alg, nil, c.B, c.A, c.C))
	case OpSignMessage:
		return gave(k.SignMessage(ctx, c.Alg, nil, c.A, nil))
	case OpSignHash:
		return gave(k.SignHash(ctx, c.Alg, nil, c.A, nil))
	case OpVerifyMessage:
		return gave(nil, k.VerifyMessage(ctx, c.Alg, c.A, c.B, nil))
	case OpVerifyHash:
		return gave(nil, k.VerifyHash(ctx, c.Alg, c.A, c.B, nil))
	case OpAgree:
		return gave(k.AgreeRaw(ctx, c.Alg, nil, c.A))
	case OpReopen:
		err := p.store.Close()
		if s := psa.StatusOf(k.Purge(ctx)); err == nil && s != psa.ErrBadState {
			return Outcome{Status: psa.ErrProgrammerError, Out: fmt.Appendf(nil, "purge gives %v after Close", s)}
		}
		if err == nil {
			err = w.open(c.Process)
		}
		return gave(nil, err)
	case OpList:
		var all [][]byte
		for e, err := range st.List(ctx, keystore.Filter{}) {
			if err != nil {
				return gave(nil, err)
			}
			a, err := st.Key(e.ID).Attributes(ctx)
			if err != nil {
				return gave(nil, err)
			}
			all = append(all, appendAttributes(nil, a))
		}
		return gave(joined(all), nil)
	case OpByLabel:
		k, err := st.ByLabel(ctx, string(c.A))
		if err != nil {
			return gave(nil, err)
		}
		a, err := k.Attributes(ctx)
		return gave([]byte(a.Label), err)
	}
	panic("no such call")
}

// begin sets an operation up. In Go a setup makes a new object, so one that is active can't be set up again; what C says of that is skipped.
func begin[T io.Closer](at *T, active, spoils bool, setup func() (T, error)) Outcome {
	if active {
		if spoils {
			(*at).Close()
		}
		return skipped
	}
	x, err := setup()
	if err == nil {
		*at = x
	}
	return gave(nil, err)
}

// end is a finishing call: an object that has been finished is inactive in C.
func end[T any](at **T, out []byte, err error) Outcome {
	if err == nil {
		*at = nil
	}
	return gave(out, err)
}

func abort[T any](at **T, close func() error) Outcome {
	err := close()
	*at = nil
	return gave(nil, err)
}

func (p *goProcess) part(c *Call) Outcome {
	k, s := p.store.Key(p.id(c.Key)), c.Slot
	wrote := func(_ int, err error) Outcome { return gave(nil, err) }
	switch c.Op {
	case OpMACSetup:
		return begin(&p.macs[s], p.macs[s] != nil, false, func() (*keystore.MAC, error) {
			if c.N == 1 {
				return k.NewMAC(ctx, c.Alg)
			}
			return k.NewMACVerify(ctx, c.Alg)
		})
	case OpMACUpdate:
		return wrote(p.macs[s].Write(c.A))
	case OpMACFinish:
		out, err := p.macs[s].Finish(nil)
		return end(&p.macs[s], out, err)
	case OpMACVerifyFinish:
		return end(&p.macs[s], nil, p.macs[s].Verify(c.A))
	case OpMACAbort:
		return abort(&p.macs[s], p.macs[s].Close)
	case OpCipherSetup:
		return begin(&p.ciphers[s], p.ciphers[s] != nil, false, func() (*keystore.Cipher, error) {
			if c.N == 1 {
				return k.NewEncrypt(ctx, c.Alg)
			}
			return k.NewDecrypt(ctx, c.Alg)
		})
	case OpCipherGenerateIV:
		return gave(p.ciphers[s].GenerateIV(nil))
	case OpCipherSetIV:
		return gave(nil, p.ciphers[s].SetIV(c.A))
	case OpCipherUpdate:
		return gave(p.ciphers[s].Update(nil, c.A))
	case OpCipherFinish:
		out, err := p.ciphers[s].Finish(nil)
		return end(&p.ciphers[s], out, err)
	case OpCipherAbort:
		return abort(&p.ciphers[s], p.ciphers[s].Close)
	case OpAEADSetup, OpAEADSetLengths, OpAEADGenerateNonce, OpAEADSetNonce, OpAEADUpdateAD, OpAEADUpdate, OpAEADFinish, OpAEADVerify, OpAEADAbort:
		return p.aead(c, k)
	case OpSignSetup:
		return begin(&p.signs[s], p.signs[s] != nil, true, func() (*keystore.Sign, error) { return k.NewSign(ctx, c.Alg) })
	case OpSignUpdate:
		return wrote(p.signs[s].Write(c.A))
	case OpSignFinish:
		out, err := p.signs[s].Finish(nil)
		return end(&p.signs[s], out, err)
	case OpSignAbort:
		return abort(&p.signs[s], p.signs[s].Close)
	case OpVerifySetup:
		return begin(&p.verifies[s], p.verifies[s] != nil, true, func() (*keystore.Verify, error) { return k.NewVerify(ctx, c.Alg, c.A) })
	case OpVerifyUpdate:
		return wrote(p.verifies[s].Write(c.A))
	case OpVerifyFinish:
		return end(&p.verifies[s], nil, p.verifies[s].Finish())
	case OpVerifyAbort:
		return abort(&p.verifies[s], p.verifies[s].Close)
	case OpHashSetup:
		return begin(&p.hashes[s], p.hashes[s] != nil, false, func() (*keystore.Hash, error) { return p.store.NewHash(ctx, c.Alg) })
	case OpHashUpdate:
		return wrote(p.hashes[s].Write(c.A))
	case OpHashFinish:
		out, err := p.hashes[s].Finish(nil)
		return end(&p.hashes[s], out, err)
	case OpHashVerify:
		return end(&p.hashes[s], nil, p.hashes[s].Verify(c.A))
	case OpHashClone:
		return begin(&p.hashes[s], p.hashes[s] != nil, false, p.hashes[c.Source].Clone)
	case OpHashAbort:
		return abort(&p.hashes[s], p.hashes[s].Close)
	}
	return p.derive(c, k)
}

func (p *goProcess) aead(c *Call, k keystore.Key) Outcome {
	at := &p.aeads[c.Slot]
	o := *at
	switch c.Op {
	case OpAEADSetup:
		return begin(at, o != nil, false, func() (*keystore.AEAD, error) {
			if c.N == 1 {
				return k.NewSeal(ctx, c.Alg)
			}
			return k.NewUnseal(ctx, c.Alg)
		})
	case OpAEADSetLengths:
		return gave(nil, o.SetLengths(uint64(c.N>>8), uint64(c.N&0xff)))
	case OpAEADGenerateNonce:
		return gave(o.GenerateNonce(nil))
	case OpAEADSetNonce:
		return gave(nil, o.SetNonce(c.A))
	case OpAEADUpdateAD:
		return gave(nil, o.UpdateAD(c.A))
	case OpAEADUpdate:
		return gave(o.Update(nil, c.A))
	case OpAEADFinish:
		text, tag, err := o.Finish(nil, nil)
		return end(at, append(text, tag...), err)
	case OpAEADVerify:
		text, err := o.Verify(nil, c.A)
		return end(at, text, err)
	}
	return abort(at, o.Close)
}

func (p *goProcess) derive(c *Call, k keystore.Key) Outcome {
	at := &p.derives[c.Slot]
	o, step := *at, psa.DerivationStep(c.N)
	switch c.Op {
	case OpDeriveSetup:
		return begin(at, o != nil, false, func() (*keystore.Derivation, error) { return p.store.NewDerivation(ctx, c.Alg) })
	case OpDeriveCapacity:
		n, err := o.Capacity()
		if err != nil {
			return gave(nil, err)
		}
		return gave(binary.LittleEndian.AppendUint32(nil, uint32(n)), nil)
	case OpDeriveSetCapacity:
		return gave(nil, o.SetCapacity(uint64(c.N)))
	case OpDeriveBytes:
		return gave(nil, o.InputBytes(step, c.A))
	case OpDeriveKey:
		return gave(nil, o.InputKey(step, k))
	case OpDeriveOutput:
		out := make([]byte, c.N)
		n, err := o.Read(out)
		return gave(out[:n], err)
	case OpDeriveOutputKey:
		k, err := o.Key(c.Attrs)
		if err == nil {
			p.names[c.To] = k.ID()
		}
		return Outcome{Status: psa.StatusOf(err), ID: k.ID()}
	case OpDeriveVerify:
		return gave(nil, o.VerifyBytes(c.A))
	}
	return abort(at, o.Close)
}
