package keystore_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

// A client proves to a server that it knows the password, and both have a new key then. The server keeps what can only check the password.
func ExampleKey_NewPAKE() {
	st := volatile()
	defer st.Close()
	suite := psa.PAKECipherSuite{
		Alg:       alg.SPAKE2PHMAC(alg.SHA256),
		Primitive: psa.MakePAKEPrimitive(psa.PAKEPrimitiveTypeECC, keytype.SECPR1, 256),
	}

	// Registration: the client's key pair comes from the password, and the server gets its public part.
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
	policy := psa.Policy{Usage: psa.Derive, Alg: suite.Alg}
	clientKey := must(d.Key(psa.Attributes{Type: keytype.SPAKE2PKeyPair(keytype.SECPR1), Bits: 256, Policy: policy}))
	serverKey := must(st.Import(ctx, psa.Attributes{Type: keytype.SPAKE2PPublicKey(keytype.SECPR1), Policy: policy}, must(clientKey.ExportPublic(ctx, nil))))

	client, server := must(clientKey.NewPAKE(ctx, suite)), must(serverKey.NewPAKE(ctx, suite))
	defer client.Close()
	defer server.Close()
	if err := errors.Join(client.SetRole(psa.PAKERoleClient), server.SetRole(psa.PAKERoleServer)); err != nil {
		log.Fatal(err)
	}
	send := func(from, to *keystore.PAKE, step psa.PAKEStep) { // through a network, as a rule
		if err := to.Input(step, must(from.Output(step, nil))); err != nil {
			log.Fatal(err)
		}
	}
	send(client, server, psa.PAKEStepKeyShare)
	send(server, client, psa.PAKEStepKeyShare)
	send(server, client, psa.PAKEStepConfirm)
	send(client, server, psa.PAKEStepConfirm)

	session := psa.Attributes{Type: keytype.AES, Policy: psa.Policy{Usage: psa.Encrypt | psa.Decrypt, Alg: alg.GCM}}
	ours, theirs := must(client.SharedKey(session)), must(server.SharedKey(session))
	nonce := make([]byte, 12)
	ciphertext := must(ours.Seal(ctx, alg.GCM, nil, nonce, []byte("hello"), nil))
	fmt.Printf("%s\n", must(theirs.Unseal(ctx, alg.GCM, nil, nonce, ciphertext, nil)))
	// Output:
	// hello
}
