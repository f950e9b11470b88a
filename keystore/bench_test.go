package keystore

import (
	"context"
	stdaes "crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/driver/soft"
	"github.com/psacrypto/psa/internal/arena"
	"github.com/psacrypto/psa/internal/grant"
	"github.com/psacrypto/psa/keytype"
	"github.com/psacrypto/psa/storage"
	"github.com/psacrypto/psa/storage/sqlite"
)

// The benchmarks of this file stand beside the bare primitive, which is the software driver's call without a store above it, and the standard
// library's where that is the primitive: "go test -bench . -benchmem ./keystore".

// timed is one operation of a key, and the bare primitive under it.
type timed struct {
	name  string
	attrs psa.Attributes
	ours  func(k Key) func() error
	bare  func(b testing.TB) func() error
	// driver is the call of the software driver, with the grant that the store would issue.
	driver func(d *soft.Driver, g driver.Grant) func() error
	alg    alg.Algorithm
	usage  psa.Usage
}

func timedOperations() []timed {
	msg := make([]byte, 64)
	nonce := make([]byte, 12)
	out := make([]byte, 0, 512)
	attrs := func(t keytype.Type, bits int, a alg.Algorithm) psa.Attributes {
		return psa.Attributes{Type: t, Bits: bits, Policy: psa.Policy{Usage: psa.AllUsage() &^ psa.Cache, Alg: a}}
	}
	block := func(b testing.TB) cipher.Block {
		c, err := stdaes.NewCipher(make([]byte, 16))
		want(b, err, psa.Success)
		return c
	}
	hm, gcm, poly, ecd, edd, pss := alg.HMAC(alg.SHA256), alg.GCM, alg.ChaCha20Poly1305, alg.ECDSA(alg.SHA256), alg.PureEdDSA, alg.RSAPSS(alg.SHA256)
	hash := sha256.Sum256(msg)
	return []timed{
		{"HMAC", attrs(keytype.HMAC, 256, hm),
			func(k Key) func() error { return func() error { _, err := k.MAC(bg, hm, out, msg); return err } },
			func(testing.TB) func() error {
				h := hmac.New(sha256.New, make([]byte, 32))
				return func() error { h.Reset(); h.Write(msg); h.Sum(out); return nil }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.MAC(bg, g, out, msg); return err }
			}, hm, psa.SignMessage},
		{"CMAC", attrs(keytype.AES, 128, alg.CMAC),
			func(k Key) func() error { return func() error { _, err := k.MAC(bg, alg.CMAC, out, msg); return err } },
			nil,
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.MAC(bg, g, out, msg); return err }
			}, alg.CMAC, psa.SignMessage},
		{"GCM", attrs(keytype.AES, 128, gcm),
			func(k Key) func() error {
				return func() error { _, err := k.Seal(bg, gcm, out, nonce, msg, nil); return err }
			},
			func(b testing.TB) func() error {
				a, err := cipher.NewGCM(block(b))
				want(b, err, psa.Success)
				return func() error { a.Seal(out, nonce, msg, nil); return nil }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.Seal(bg, g, out, nonce, msg, nil); return err }
			}, gcm, psa.Encrypt},
		{"ChaCha20-Poly1305", attrs(keytype.ChaCha20, 256, poly),
			func(k Key) func() error {
				return func() error { _, err := k.Seal(bg, poly, out, nonce, msg, nil); return err }
			},
			func(b testing.TB) func() error {
				a, err := chacha20poly1305.New(make([]byte, 32))
				want(b, err, psa.Success)
				return func() error { a.Seal(out, nonce, msg, nil); return nil }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.Seal(bg, g, out, nonce, msg, nil); return err }
			}, poly, psa.Encrypt},
		{"ECDSA P-256 sign", attrs(keytype.ECCKeyPair(keytype.SECPR1), 256, ecd),
			func(k Key) func() error {
				return func() error { _, err := k.SignHash(bg, ecd, out, hash[:], nil); return err }
			},
			func(b testing.TB) func() error {
				k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
				want(b, err, psa.Success)
				return func() error { _, _, err := ecdsa.Sign(rand.Reader, k, hash[:]); return err }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.SignHash(bg, g, out, hash[:], nil); return err }
			}, ecd, psa.SignHash},
		{"ECDSA P-256 verify", attrs(keytype.ECCKeyPair(keytype.SECPR1), 256, ecd),
			func(k Key) func() error {
				sig, _ := k.SignHash(bg, ecd, nil, hash[:], nil)
				return func() error { return k.VerifyHash(bg, ecd, hash[:], sig, nil) }
			},
			func(b testing.TB) func() error {
				k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
				want(b, err, psa.Success)
				r, s, err := ecdsa.Sign(rand.Reader, k, hash[:])
				want(b, err, psa.Success)
				rb, sb := new(big.Int).Set(r), new(big.Int).Set(s)
				return func() error { ecdsa.Verify(&k.PublicKey, hash[:], rb, sb); return nil }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				sig, _ := d.SignHash(bg, g, nil, hash[:], nil)
				return func() error { return d.VerifyHash(bg, g, hash[:], sig, nil) }
			}, ecd, psa.VerifyHash},
		{"ECDH P-256", attrs(keytype.ECCKeyPair(keytype.SECPR1), 256, alg.ECDH),
			func(k Key) func() error {
				peer, _ := k.ExportPublic(bg, nil)
				return func() error { _, err := k.AgreeRaw(bg, alg.ECDH, out, peer); return err }
			},
			func(b testing.TB) func() error {
				k, err := ecdh.P256().GenerateKey(rand.Reader)
				want(b, err, psa.Success)
				peer := k.PublicKey().Bytes()
				return func() error {
					p, err := ecdh.P256().NewPublicKey(peer)
					if err == nil {
						_, err = k.ECDH(p)
					}
					return err
				}
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				peer, _ := d.ExportPublic(bg, g, nil)
				return func() error { _, err := d.Agree(bg, g, out, peer); return err }
			}, alg.ECDH, psa.Derive},
		{"Ed25519 sign", attrs(keytype.ECCKeyPair(keytype.TwistedEdwards), 255, edd),
			func(k Key) func() error {
				return func() error { _, err := k.SignMessage(bg, edd, out, msg, nil); return err }
			},
			func(b testing.TB) func() error {
				_, k, err := ed25519.GenerateKey(rand.Reader)
				want(b, err, psa.Success)
				return func() error { ed25519.Sign(k, msg); return nil }
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.SignMessage(bg, g, out, msg, nil); return err }
			}, edd, psa.SignMessage},
		{"RSA-2048 PSS sign", attrs(keytype.RSAKeyPair, 2048, pss),
			func(k Key) func() error {
				return func() error { _, err := k.SignHash(bg, pss, out, hash[:], nil); return err }
			},
			func(b testing.TB) func() error {
				k, err := rsa.GenerateKey(rand.Reader, 2048)
				want(b, err, psa.Success)
				return func() error {
					_, err := rsa.SignPSS(rand.Reader, k, 5, hash[:], &rsa.PSSOptions{SaltLength: 32})
					return err
				}
			},
			func(d *soft.Driver, g driver.Grant) func() error {
				return func() error { _, err := d.SignHash(bg, g, out, hash[:], nil); return err }
			}, pss, psa.SignHash},
	}
}

// bareDriver loads a key into the software driver as the store does.
func (o *timed) bareDriver(b testing.TB) func() error {
	d := soft.New(rand.Reader)
	m, err := d.Generate(bg, &o.attrs, driver.Parameters{})
	want(b, err, psa.Success)
	k, err := d.Load(bg, &o.attrs, m.Data)
	want(b, err, psa.Success)
	return o.driver(d, grant.Issue(k, &o.attrs, o.alg, o.usage))
}

func run(b *testing.B, f func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
}

// Of each: the standard library, the driver alone, the store with a volatile key, and the store with a handle on a persistent key.
func BenchmarkOneShot(b *testing.B) {
	for _, o := range timedOperations() {
		b.Run(o.name, func(b *testing.B) {
			st := newBench(b)
			if o.bare != nil {
				b.Run("library", func(b *testing.B) { run(b, o.bare(b)) })
			}
			b.Run("bare", func(b *testing.B) { run(b, o.bareDriver(b)) })
			volatile := st.generate(o.attrs)
			b.Run("ours", func(b *testing.B) { run(b, o.ours(volatile)) })
			a := o.attrs
			a.SetID(1)
			st.generate(a)
			h, err := st.Open(bg, 1)
			want(b, err, psa.Success)
			b.Run("ours with a handle", func(b *testing.B) { run(b, o.ours(h)) })
		})
	}
	b.Run("SHA-256", func(b *testing.B) {
		st := newBench(b)
		msg, out, d := make([]byte, 64), make([]byte, 0, 64), soft.New(rand.Reader)
		b.Run("library", func(b *testing.B) { run(b, func() error { sha256.Sum256(msg); return nil }) })
		b.Run("bare", func(b *testing.B) { run(b, func() error { _, err := d.Hash(bg, alg.SHA256, out, msg); return err }) })
		b.Run("ours", func(b *testing.B) {
			run(b, func() error { _, err := st.HashCompute(bg, alg.SHA256, out, msg); return err })
		})
	})
}

// A use of a loaded key allocates nothing that the driver does not.
func TestUsesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	st := newBench(t)
	for _, o := range timedOperations() {
		if o.name == "RSA-2048 PSS sign" {
			continue // making the keys takes longer than the rest of the tests
		}
		a := o.attrs
		a.SetID(1)
		persistent := st.generate(a)
		h, err := st.Open(bg, 1)
		want(t, err, psa.Success)

		bare := o.bareDriver(t)
		most := testing.AllocsPerRun(100, func() { want(t, bare(), psa.Success) })
		for name, k := range map[string]Key{"a volatile key": st.generate(o.attrs), "a handle": h} {
			ours := o.ours(k)
			if got := testing.AllocsPerRun(100, func() { want(t, ours(), psa.Success) }); got > most {
				t.Errorf("%s with %s: %v allocations, the driver alone makes %v", o.name, name, got, most)
			}
		}
		want(t, persistent.Destroy(bg), psa.Success)
	}
	k := st.generate(aes128())
	if n := testing.AllocsPerRun(100, func() { _, err := k.Attributes(bg); want(t, err, psa.Success) }); n != 0 {
		t.Errorf("attributes: %v allocations", n)
	}
}

func aes128() psa.Attributes {
	return psa.Attributes{Type: keytype.AES, Bits: 128, Policy: psa.Policy{Usage: psa.Encrypt | psa.Cache, Alg: alg.GCM}}
}

func BenchmarkAttributes(b *testing.B) {
	st := newBench(b)
	a := aes128()
	a.SetID(1)
	for name, k := range map[string]Key{"volatile": st.generate(aes128()), "persistent": st.generate(a)} {
		b.Run(name, func(b *testing.B) { run(b, func() error { _, err := k.Attributes(bg); return err }) })
	}
}

// Two goroutines with a key each, against one: the time of an operation halves where nothing is shared, and the machine has two processors to spare,
// which the library's time tells.
func BenchmarkParallel(b *testing.B) {
	msg, hm := make([]byte, 64), alg.HMAC(alg.SHA256)
	st := newBench(b)
	for _, what := range []struct {
		name string
		make func() func() error
	}{
		{"bare", func() func() error {
			h, out := hmac.New(sha256.New, make([]byte, 32)), make([]byte, 0, 64)
			return func() error { h.Reset(); h.Write(msg); h.Sum(out); return nil }
		}},
		{"ours", func() func() error {
			k, out := st.generate(hmacKey(0)), make([]byte, 0, 64)
			return func() error { _, err := k.MAC(bg, hm, out, msg); return err }
		}},
	} {
		for n, name := range map[int]string{1: "one goroutine", 2: "two goroutines"} {
			b.Run(what.name+" "+name, func(b *testing.B) {
				var fs []func() error
				for range n {
					fs = append(fs, what.make())
				}
				b.ResetTimer()
				var wg sync.WaitGroup
				for _, f := range fs {
					wg.Go(func() {
						for range b.N / n {
							if err := f(); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
			})
		}
	}
}

// What a volatile key costs beyond its material, on the Go heap and in the arena.
func BenchmarkCreateVolatile(b *testing.B) {
	const keys = 1_000_000
	for b.Loop() {
		st := newBench(b)
		data := make([]byte, 32)
		heap := func() uint64 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		for range keys {
			if _, err := st.Import(bg, hmacKey(0), data); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/keys, "ns/key")
		// The arena gives each 32-byte key a slot of 32 bytes and a bit.
		b.ReportMetric(float64(heap()-before)/keys+1./8, "bytes/key")
		st.Close()
	}
}

// The material's own place in the arena is as large as the material, up to the next power of two.
func TestArenaOverhead(t *testing.T) {
	a := arena.New()
	defer a.Close()
	const keys = 100_000
	for range keys {
		a.Alloc(32)
	}
	if per := float64(a.Stats().Bytes) / keys; per > 40 {
		t.Errorf("%v bytes a secret of 32 bytes", per)
	}
}

func BenchmarkCreateDurable(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		st, err := sqlite.Open(bg, filepath.Join(b.TempDir(), "store"))
		want(b, err, psa.Success)
		defer st.Close()
		data, n := make([]byte, 160), uint32(0)
		run(b, func() error {
			n++
			name := []byte{2, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
			return st.Update(bg, func(tx storage.Tx) error { return tx.Create(name, data) })
		})
	})
	b.Run("ours", func(b *testing.B) {
		dir := b.TempDir()
		st, err := OpenDir(context.Background(), filepath.Join(dir, "store"), Config{})
		want(b, err, psa.Success)
		defer st.Close()
		id, data := psa.KeyID(0), make([]byte, 32)
		run(b, func() error {
			id++
			_, err := st.Import(bg, hmacKey(id), data)
			return err
		})
	})
}
