// Command gocalls measures calls of the Go API under the names of bench.c, for run.sh to put beside those of the C library.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/keystore"
	"github.com/psacrypto/psa/keytype"
)

const (
	runs   = 5
	oneRun = 40 * time.Millisecond
)

var ctx = context.Background()

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func report(name string, ns float64) { fmt.Printf("%s\t%.1f\n", name, ns) }

// bench is measure of bench.c.
func bench(name string, f func() error) {
	best, many := 1e18, 1
	for run := 0; run < runs; {
		begin := time.Now()
		for range many {
			must(f())
		}
		took := time.Since(begin)
		if took < oneRun/4 {
			if took < oneRun/100 {
				many *= 5
			}
			many *= 2
			continue
		}
		best = min(best, float64(took)/float64(many))
		run++
	}
	report(name, best)
}

var st *keystore.Store

func generate(t keytype.Type, bits int, u psa.Usage, a alg.Algorithm) keystore.Key {
	k, err := st.Generate(ctx, psa.Attributes{Type: t, Bits: bits, Policy: psa.Policy{Usage: u, Alg: a}})
	must(err)
	return k
}

var (
	text  = make([]byte, 65536+64)
	out   = make([]byte, 0, 65536+64)
	nonce = make([]byte, 12)
	hash  = make([]byte, 32)
)

func main() {
	dir, err := os.MkdirTemp("", "gocalls")
	must(err)
	defer os.RemoveAll(dir)
	st, err = keystore.OpenDir(ctx, dir, keystore.Config{})
	must(err)
	defer st.Close()
	_, _ = rand.Read(text)
	symmetric()
	asymmetric()
	keys()
}

func sizes(name string, f func(n int) error) {
	for _, s := range []struct {
		name string
		n    int
	}{{"64 B", 64}, {"1 KiB", 1024}, {"64 KiB", 65536}} {
		bench(name+", "+s.name, func() error { return f(s.n) })
	}
}

func symmetric() {
	sizes("SHA-256", func(n int) error { _, err := st.HashCompute(ctx, alg.SHA256, out, text[:n]); return err })
	bench("SHA-256 in parts, 1 KiB", func() error {
		h, err := st.NewHash(ctx, alg.SHA256)
		if err == nil {
			_, err = h.Write(text[:1024])
		}
		if err == nil {
			_, err = h.Finish(out)
		}
		return err
	})
	bench("SHA-512, 1 KiB", func() error { _, err := st.HashCompute(ctx, alg.SHA512, out, text[:1024]); return err })
	hm := alg.HMAC(alg.SHA256)
	mac := generate(keytype.HMAC, 256, psa.SignMessage, hm)
	sizes("HMAC-SHA-256", func(n int) error { _, err := mac.MAC(ctx, hm, out, text[:n]); return err })
	threads("HMAC-SHA-256, 1 KiB, two threads", mac, hm)
	cmac := generate(keytype.AES, 128, psa.SignMessage, alg.CMAC)
	bench("CMAC-AES-128, 1 KiB", func() error { _, err := cmac.MAC(ctx, alg.CMAC, out, text[:1024]); return err })
	gcm := generate(keytype.AES, 128, psa.Encrypt|psa.Decrypt, alg.GCM)
	sizes("AES-128-GCM seal", func(n int) error { _, err := gcm.Seal(ctx, alg.GCM, out, nonce, text[:n], nil); return err })
	sealed, err := gcm.Seal(ctx, alg.GCM, nil, nonce, text[:1024], nil)
	must(err)
	bench("AES-128-GCM open, 1 KiB", func() error { _, err := gcm.Unseal(ctx, alg.GCM, out, nonce, sealed, nil); return err })
	chacha := generate(keytype.ChaCha20, 256, psa.Encrypt, alg.ChaCha20Poly1305)
	sizes("ChaCha20-Poly1305 seal", func(n int) error {
		_, err := chacha.Seal(ctx, alg.ChaCha20Poly1305, out, nonce, text[:n], nil)
		return err
	})
	bench("random, 32 B", func() error { return st.Random(out[:32]) })
}

func threads(name string, k keystore.Key, a alg.Algorithm) {
	const many = 30000
	best := 1e18
	for range runs {
		begin := time.Now()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				dst := make([]byte, 0, 32)
				for range many {
					_, err := k.MAC(ctx, a, dst, text[:1024])
					must(err)
				}
			})
		}
		wg.Wait()
		best = min(best, float64(time.Since(begin))/(2*many))
	}
	report(name, best)
}

func asymmetric() {
	ecdsa, signs := alg.ECDSA(alg.SHA256), psa.SignHash|psa.VerifyHash|psa.SignMessage
	pair := keytype.ECCKeyPair(keytype.SECPR1)
	p256 := generate(pair, 256, signs, ecdsa)
	bench("ECDSA P-256 sign", func() error { _, err := p256.SignHash(ctx, ecdsa, out, hash, nil); return err })
	sig, err := p256.SignHash(ctx, ecdsa, nil, hash, nil)
	must(err)
	bench("ECDSA P-256 verify", func() error { return p256.VerifyHash(ctx, ecdsa, hash, sig, nil) })
	p384 := generate(pair, 384, signs, ecdsa)
	bench("ECDSA P-384 sign", func() error { _, err := p384.SignHash(ctx, ecdsa, out, hash, nil); return err })
	ecdh := generate(pair, 256, psa.Derive, alg.ECDH)
	peer, err := ecdh.ExportPublic(ctx, nil)
	must(err)
	bench("ECDH P-256", func() error { _, err := ecdh.AgreeRaw(ctx, alg.ECDH, out, peer); return err })
	x := generate(keytype.ECCKeyPair(keytype.Montgomery), 255, psa.Derive, alg.ECDH)
	bench("X25519", func() error { _, err := x.AgreeRaw(ctx, alg.ECDH, out, text[:32]); return err })
	ed := generate(keytype.ECCKeyPair(keytype.TwistedEdwards), 255, signs, alg.PureEdDSA)
	bench("Ed25519 sign, 64 B", func() error { _, err := ed.SignMessage(ctx, alg.PureEdDSA, out, text[:64], nil); return err })
	pssAlg, oaepAlg := alg.RSAPSS(alg.SHA256), alg.RSAOAEP(alg.SHA256)
	pss := generate(keytype.RSAKeyPair, 2048, signs, pssAlg)
	bench("RSA-2048 PSS sign", func() error { _, err := pss.SignHash(ctx, pssAlg, out, hash, nil); return err })
	sig2, err := pss.SignHash(ctx, pssAlg, nil, hash, nil)
	must(err)
	bench("RSA-2048 PSS verify", func() error { return pss.VerifyHash(ctx, pssAlg, hash, sig2, nil) })
	oaep := generate(keytype.RSAKeyPair, 2048, psa.Encrypt|psa.Decrypt, oaepAlg)
	bench("RSA-2048 OAEP encrypt", func() error { _, err := oaep.EncryptAsymmetric(ctx, oaepAlg, out, text[:32], nil); return err })
	ct, err := oaep.EncryptAsymmetric(ctx, oaepAlg, nil, text[:32], nil)
	must(err)
	bench("RSA-2048 OAEP decrypt", func() error { _, err := oaep.DecryptAsymmetric(ctx, oaepAlg, out, ct, nil); return err })
	hkdf := alg.HKDF(alg.SHA256)
	secret := generate(keytype.Derive, 256, psa.Derive, hkdf)
	bench("HKDF-SHA-256, 32 B", func() error {
		d, err := st.NewDerivation(ctx, hkdf)
		if err == nil {
			err = d.InputBytes(psa.InputSalt, text[:16])
		}
		if err == nil {
			err = d.InputKey(psa.InputSecret, secret)
		}
		if err == nil {
			err = d.InputBytes(psa.InputInfo, text[:16])
		}
		if err == nil {
			_, err = d.Read(out[:32])
		}
		d.Close()
		return err
	})
}

func keys() {
	life()
	plain := generate(keytype.AES, 128, psa.Export, alg.GCM)
	bench("export AES-128", func() error { _, err := plain.Export(ctx, out); return err })
	bench("attributes, 10 live keys", func() error { _, err := plain.Attributes(ctx); return err })
	for range 100_000 {
		generate(keytype.AES, 128, psa.Encrypt, alg.GCM)
	}
	bench("attributes, 100,000 live keys", func() error { _, err := plain.Attributes(ctx); return err })
}

// life is bench_life of bench.c.
func life() {
	const lot, lots = 8, 2000
	a := psa.Attributes{Type: keytype.AES, Policy: psa.Policy{Usage: psa.Encrypt | psa.Copy, Alg: alg.GCM}}
	imports, copies, destroys := 1e18, 1e18, 1e18
	for range runs {
		var sums [3]time.Duration
		for range lots {
			var made [2 * lot]keystore.Key
			var err error
			t0 := time.Now()
			for i := range lot {
				made[i], err = st.Import(ctx, a, text[:16])
				must(err)
			}
			t1 := time.Now()
			for i := range lot {
				made[lot+i], err = made[i].Copy(ctx, a)
				must(err)
			}
			t2 := time.Now()
			for _, k := range made {
				must(k.Destroy(ctx))
			}
			sums[0], sums[1], sums[2] = sums[0]+t1.Sub(t0), sums[1]+t2.Sub(t1), sums[2]+time.Since(t2)
		}
		imports = min(imports, float64(sums[0])/(lots*lot))
		copies = min(copies, float64(sums[1])/(lots*lot))
		destroys = min(destroys, float64(sums[2])/(lots*lot*2))
	}
	report("import AES-128", imports)
	report("copy AES-128", copies)
	report("destroy AES-128", destroys)
}
