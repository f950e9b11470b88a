package keystore_test

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"log"
	"math/big"
	"net"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keytype"
)

// A TLS server signs with a key that never leaves the store.
func ExampleKey_Signer() {
	st := volatile()
	defer st.Close()
	k := must(st.Generate(ctx, psa.Attributes{
		Type: keytype.ECCKeyPair(keytype.SECPR1), Bits: 256,
		Policy: psa.Policy{Usage: psa.SignHash, Alg: alg.ECDSA(alg.AnyHash)},
	}))
	signer := must(k.Signer(ctx, alg.None))

	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example"}, DNSNames: []string{"server.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der := must(x509.CreateCertificate(nil, template, template, signer.Public(), signer))
	roots := x509.NewCertPool()
	roots.AddCert(must(x509.ParseCertificate(der)))

	here, there := net.Pipe()
	server := tls.Server(there, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: signer}}})
	go func() {
		if _, err := server.Write([]byte("hello")); err != nil {
			log.Print(err)
		}
	}()
	client := tls.Client(here, &tls.Config{RootCAs: roots, ServerName: "server.example"})
	buf := make([]byte, 5)
	n := must(client.Read(buf))
	fmt.Printf("%s from %s\n", buf[:n], client.ConnectionState().PeerCertificates[0].Subject)
	// Output:
	// hello from CN=example
}
