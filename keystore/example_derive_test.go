package keystore_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// A key from a password, which is a key itself and so never seen again.
func ExampleStore_NewDerivation() {
	st := volatile()
	defer st.Close()
	password := must(st.Import(ctx, psa.Attributes{
		Type:   keytype.Password,
		Policy: psa.Policy{Usage: psa.Derive, Alg: alg.PBKDF2HMAC(alg.SHA256)},
	}, []byte("correct horse battery staple")))

	d := must(st.NewDerivation(ctx, alg.PBKDF2HMAC(alg.SHA256)))
	defer d.Close()
	if err := errors.Join(
		d.InputInteger(psa.InputCost, 10_000), // as many as the time allows
		d.InputBytes(psa.InputSalt, []byte("sixteen bytes...")),
		d.InputKey(psa.InputPassword, password),
	); err != nil {
		log.Fatal(err)
	}
	k := must(d.Key(psa.Attributes{
		Type: keytype.AES, Bits: 256,
		Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: alg.GCM},
	}))
	fmt.Println(len(must(k.Seal(ctx, alg.GCM, nil, make([]byte, 12), []byte("message"), nil))), "bytes")
	// Output:
	// 23 bytes
}

// Two parties agree on a key; the shared secret stays in their stores.
func ExampleDerivation_InputAgreement() {
	st := volatile()
	defer st.Close()
	agreement := alg.KeyAgreement(alg.ECDH, alg.HKDF(alg.SHA256))
	pair := psa.Attributes{
		Type: keytype.ECCKeyPair(keytype.Montgomery), Bits: 255,
		Policy: psa.Policy{Usage: psa.Derive, Alg: agreement},
	}
	alice, bob := must(st.Generate(ctx, pair)), must(st.Generate(ctx, pair))

	derive := func(mine, theirs keystore.Key) []byte {
		peer := must(theirs.ExportPublic(ctx, nil)) // what is sent to the other party
		d := must(st.NewDerivation(ctx, agreement))
		defer d.Close()
		if err := errors.Join(
			d.InputBytes(psa.InputSalt, []byte("salt")),
			d.InputAgreement(psa.InputSecret, mine, peer),
			d.InputBytes(psa.InputInfo, []byte("file encryption")),
		); err != nil {
			log.Fatal(err)
		}
		k := must(d.Key(psa.Attributes{
			Type: keytype.AES, Bits: 256,
			Policy: psa.Policy{Usage: psa.Encrypt, Alg: alg.GCM},
		}))
		return must(k.Seal(ctx, alg.GCM, nil, make([]byte, 12), []byte("message"), nil))
	}
	fmt.Println(bytes.Equal(derive(alice, bob), derive(bob, alice)))
	// Output:
	// true
}
