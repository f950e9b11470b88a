package keystore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

var ctx = context.Background()

// volatile opens a store for keys that end with it.
func volatile() *keystore.Store {
	st, err := keystore.Open(ctx, keystore.Config{})
	if err != nil {
		log.Fatal(err)
	}
	return st
}

// must is how these examples end on an error that they don't expect.
func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

// A persistent key is made once, and used in later runs by its identifier.
func ExampleOpenDir() {
	dir := must(os.MkdirTemp("", "store"))
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "keys")

	st := must(keystore.OpenDir(ctx, dir, keystore.Config{}))
	attrs := psa.Attributes{
		ID:       0x1001,
		Lifetime: psa.Persistent,
		Type:     keytype.ECCKeyPair(keytype.SECPR1),
		Bits:     256,
		Policy:   psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage, Alg: alg.ECDSA(alg.SHA256)},
	}
	must(st.Generate(ctx, attrs))
	st.Close()

	st = must(keystore.OpenDir(ctx, dir, keystore.Config{MustExist: true}))
	defer st.Close()
	k := st.Key(0x1001)
	sig := must(k.SignMessage(ctx, alg.ECDSA(alg.SHA256), nil, []byte("message"), nil))
	fmt.Println(len(sig), "bytes")
	fmt.Println(k.VerifyMessage(ctx, alg.ECDSA(alg.SHA256), []byte("message"), sig, nil))
	fmt.Println(errors.Is(k.VerifyMessage(ctx, alg.ECDSA(alg.SHA256), []byte("another"), sig, nil), psa.ErrInvalidSignature))
	// Output:
	// 64 bytes
	// <nil>
	// true
}

// A copy may do what both policies permit. What it may not do it refuses, and says why.
func ExampleKey_Copy() {
	st := volatile()
	defer st.Close()
	k := must(st.Generate(ctx, psa.Attributes{
		Type:   keytype.AES,
		Bits:   256,
		Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt | psa.Copy, Alg: alg.AEADWithAtLeastThisLengthTag(alg.GCM, 12)},
	}))
	reader := must(k.Copy(ctx, psa.Attributes{Policy: psa.Policy{Usage: psa.Decrypt, Alg: alg.GCM}}))

	nonce := make([]byte, 12)
	sealed := must(k.Seal(ctx, alg.GCM, nil, nonce, []byte("message"), nil))
	fmt.Printf("%s\n", must(reader.Unseal(ctx, alg.GCM, nil, nonce, sealed, nil)))

	_, err := reader.Seal(ctx, alg.GCM, nil, nonce, []byte("message"), nil)
	var e *psa.Error
	if errors.As(err, &e) {
		fmt.Println(e.Status)
		fmt.Println(e.Reason)
	}
	// Output:
	// message
	// a policy forbids it (NOT_PERMITTED)
	// the key's policy lacks the usage flag ENCRYPT, which aead encrypt needs; it has DECRYPT
}

// A stream that does not fit into memory is encrypted in parts.
func ExampleKey_NewSeal() {
	st := volatile()
	defer st.Close()
	k := must(st.Generate(ctx, psa.Attributes{
		Type: keytype.AES, Bits: 128,
		Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: alg.GCM},
	}))

	op := must(k.NewSeal(ctx, alg.GCM))
	defer op.Close()
	nonce := must(op.GenerateNonce(nil))
	if err := op.UpdateAD([]byte("header")); err != nil {
		log.Fatal(err)
	}
	var sealed []byte
	stream := bytes.NewReader(bytes.Repeat([]byte("all work and no play "), 1000))
	buf := make([]byte, 4096)
	for {
		n, err := stream.Read(buf)
		if err != nil {
			break // io.EOF: a bytes.Reader has no other error
		}
		sealed = must(op.Update(sealed, buf[:n]))
	}
	sealed, tag, err := op.Finish(sealed, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(sealed), "bytes and a tag of", len(tag))

	plain := must(k.Unseal(ctx, alg.GCM, nil, nonce, append(sealed, tag...), []byte("header")))
	fmt.Printf("%s\n", plain[:20])
	// Output:
	// 21000 bytes and a tag of 16
	// all work and no play
}

// The key and the message are those of RFC 4231, section 4.3.
func ExampleKey_MAC() {
	st := volatile()
	defer st.Close()
	k := must(st.Import(ctx, psa.Attributes{
		Type:   keytype.HMAC,
		Policy: psa.Policy{Usage: psa.SignMessage | psa.VerifyMessage, Alg: alg.HMAC(alg.SHA256)},
	}, []byte("Jefe")))
	mac := must(k.MAC(ctx, alg.HMAC(alg.SHA256), nil, []byte("what do ya want for nothing?")))
	fmt.Printf("%x\n", mac)
	fmt.Println(k.VerifyMAC(ctx, alg.HMAC(alg.SHA256), []byte("what do ya want for nothing?"), mac))
	// Output:
	// 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
	// <nil>
}

// While a handle is open the key stays in memory.
func ExampleStore_Open() {
	dir := must(os.MkdirTemp("", "store"))
	defer os.RemoveAll(dir)
	st := must(keystore.OpenDir(ctx, filepath.Join(dir, "keys"), keystore.Config{}))
	defer st.Close()
	must(st.Generate(ctx, psa.Attributes{
		ID: 7, Lifetime: psa.Persistent, Type: keytype.HMAC, Bits: 256,
		Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.HMAC(alg.SHA256)},
	}))

	h := must(st.Open(ctx, 7))
	fmt.Println(h.ID().IsHandle())
	for range 3 {
		must(h.MAC(ctx, alg.HMAC(alg.SHA256), nil, []byte("message")))
	}
	if err := h.Close(); err != nil {
		log.Fatal(err)
	}
	_, err := h.MAC(ctx, alg.HMAC(alg.SHA256), nil, []byte("message"))
	fmt.Println(psa.StatusOf(err))
	_, err = st.Key(7).MAC(ctx, alg.HMAC(alg.SHA256), nil, []byte("message"))
	fmt.Println(psa.StatusOf(err))
	// Output:
	// true
	// no key has this identifier (INVALID_HANDLE)
	// success (SUCCESS)
}

func ExampleStore_List() {
	st := volatile()
	defer st.Close()
	for _, label := range []string{"mail", "web: front", "web: back"} {
		must(st.Generate(ctx, psa.Attributes{
			Type: keytype.AES, Bits: 128, Label: label,
			Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM},
		}))
	}
	for e, err := range st.List(ctx, keystore.Filter{Label: "web"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.Attributes.Label, e.Attributes.Type, e.Attributes.Bits)
	}
	k := must(st.ByLabel(ctx, "mail"))
	fmt.Println(must(k.Attributes(ctx)).Policy.Usage)
	// Output:
	// web: front AES 128
	// web: back AES 128
	// ENCRYPT
}

// The keys of one owner do not exist for another.
func ExampleStore_As() {
	st := volatile()
	defer st.Close()
	alice, bob := st.As(1), st.As(2)
	k := must(alice.Generate(ctx, psa.Attributes{
		Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM},
	}))
	_, err := alice.Key(k.ID()).Attributes(ctx)
	fmt.Println(psa.StatusOf(err))
	_, err = bob.Key(k.ID()).Attributes(ctx)
	fmt.Println(psa.StatusOf(err))
	// Output:
	// success (SUCCESS)
	// no key has this identifier (INVALID_HANDLE)
}

func ExampleKey_Explain() {
	st := volatile()
	defer st.Close()
	k := must(st.Generate(ctx, psa.Attributes{
		Type: keytype.ECCKeyPair(keytype.SECPR1), Bits: 256,
		Policy: psa.Policy{Usage: psa.SignMessage, Alg: alg.ECDSA(alg.SHA256)},
	}))
	fmt.Println(k.Explain(ctx, "sign_message", alg.ECDSA(alg.SHA256)))
	var e *psa.Error
	if errors.As(k.Explain(ctx, "sign_message", alg.ECDSA(alg.SHA384)), &e) {
		fmt.Println(e.Status)
		fmt.Println(e.Reason)
	}
	// Output:
	// <nil>
	// a policy forbids it (NOT_PERMITTED)
	// the key's policy permits the algorithm ECDSA(SHA-256), which does not include ECDSA(SHA-384)
}

func ExampleStore_Backup() {
	dir := must(os.MkdirTemp("", "store"))
	defer os.RemoveAll(dir)
	here, there, root := filepath.Join(dir, "here"), filepath.Join(dir, "there"), filepath.Join(dir, "root.key")

	st := must(keystore.OpenDir(ctx, here, keystore.Config{Root: keystore.KeyFile(root)}))
	must(st.Generate(ctx, psa.Attributes{
		ID: 7, Lifetime: psa.Persistent, Type: keytype.AES, Bits: 128,
		Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM},
	}))
	var backup bytes.Buffer
	if err := st.Backup(ctx, &backup); err != nil {
		log.Fatal(err)
	}
	st.Close()

	if err := keystore.RestoreDir(ctx, there, &backup); err != nil {
		log.Fatal(err)
	}
	st = must(keystore.OpenDir(ctx, there, keystore.Config{Root: keystore.KeyFile(root), MustExist: true}))
	defer st.Close()
	fmt.Println(must(st.Key(7).Attributes(ctx)).Type)
	// Output:
	// AES
}
