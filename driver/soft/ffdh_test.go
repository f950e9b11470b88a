package soft

import (
	"bytes"
	"context"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/alg"
	"github.com/psacrypto/psa/driver"
	"github.com/psacrypto/psa/internal/derivation"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

var (
	_ agreementKey = (*ffdhKeyPair)(nil)
	_ publicKey    = (*ffdhKeyPair)(nil)
	_ publicKey    = (*ffdhPublicKey)(nil)

	dhPair   = keytype.DHKeyPair(keytype.RFC7919)
	dhPublic = keytype.DHPublicKey(keytype.RFC7919)
)

func (k asymKey) agreeFFDH(peer []byte) ([]byte, error) {
	return k.d.Agree(context.Background(), k.grant(alg.FFDH), nil, peer)
}

// dhKey reads a PKCS #3 key of PKCS #8 or SPKI, and returns the number.
func dhKey(t testing.TB, der []byte, private bool) *big.Int {
	t.Helper()
	var content []byte
	if private {
		var k struct {
			Version int
			Algo    pkix.AlgorithmIdentifier
			Key     []byte
		}
		if _, err := asn1.Unmarshal(der, &k); err != nil {
			t.Fatal(err)
		}
		content = k.Key
	} else {
		var k struct {
			Algo pkix.AlgorithmIdentifier
			Key  asn1.BitString
		}
		if _, err := asn1.Unmarshal(der, &k); err != nil {
			t.Fatal(err)
		}
		content = k.Key.Bytes
	}
	var n *big.Int
	if _, err := asn1.Unmarshal(content, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFFDHOpenSSLVectors has evppkey_ffdhe.txt of the OpenSSL project, with secrets that begin with zeros.
func TestFFDHOpenSSLVectors(t *testing.T) {
	text := string(vectors.Read(t, "ffdh/evppkey_ffdhe.txt"))
	private, public := map[string]*big.Int{}, map[string]*big.Int{}
	for _, m := range regexp.MustCompile(`(?m)^(PrivateKey|PublicKey) *= *(\S+)\n(-----BEGIN [^-]*-----\n[^-]*-----END [^-]*-----)`).FindAllStringSubmatch(text, -1) {
		block, _ := pem.Decode([]byte(m[3]))
		if strings.Contains(m[3], "X9.42") || block == nil {
			t.Fatalf("%s is no PEM", m[2])
		}
		if m[1] == "PrivateKey" {
			private[m[2]] = dhKey(t, block.Bytes, true)
		} else {
			public[m[2]] = dhKey(t, block.Bytes, false)
		}
	}
	size := regexp.MustCompile(`\d{4}`)
	n, zeros := map[int]int{}, 0
	for _, stanza := range strings.Split(text, "\n\n") {
		m := regexp.MustCompile(`(?m)^(Derive|PeerKey|SharedSecret|Ctrl|Result) *= *(\S+)`).FindAllStringSubmatch(stanza, -1)
		values := map[string]string{}
		for _, v := range m {
			values[v[1]] = v[2]
		}
		x, y := private[values["Derive"]], public[values["PeerKey"]]
		if x == nil || y == nil || values["Result"] != "" || values["Ctrl"] != "" && values["Ctrl"] != "dh_pad:1" {
			continue
		}
		bits, _ := strconv.Atoi(size.FindString(values["Derive"]))
		fill := func(n *big.Int) []byte { return n.FillBytes(make([]byte, bits/8)) }
		k := importAsym(t, dhPair, fill(x))
		if own := public[values["Derive"]+"-pub"]; own == nil || !bytes.Equal(k.exportPublic(t), fill(own)) {
			t.Errorf("%s: another public key", values["Derive"])
		}
		want := new(big.Int).SetBytes(vectors.Hex(t, values["SharedSecret"]))
		got, err := k.agreeFFDH(fill(y))
		if err != nil || !bytes.Equal(got, fill(want)) {
			t.Errorf("%s: %x, %v; want %s", values["Derive"], got, err, values["SharedSecret"])
		}
		if want.BitLen() <= bits-8 {
			zeros++
		}
		n[bits]++
	}
	if len(n) < 5 || zeros == 0 {
		t.Errorf("the secrets of %v were compared, %d of which begin with zeros", n, zeros)
	}
}

// TestFFDHAgainstOpenSSL lets OpenSSL generate keys of each group, and agree with keys that we generate.
func TestFFDHAgainstOpenSSL(t *testing.T) {
	for i, g := range ffdhGroups {
		name := map[keytype.Family]string{keytype.RFC7919: "ffdhe", keytype.RFC3526: "modp_"}[g.family] + strconv.Itoa(g.bits)
		if testing.Short() && g.bits > 3072 {
			continue
		}
		pair := keytype.DHKeyPair(g.family)
		f := opensslFiles{t, t.TempDir()}
		fill := func(n *big.Int) []byte { return n.FillBytes(make([]byte, g.bits/8)) }
		var keys [2]asymKey
		for j, file := range []string{"key.der", "peer.der"} {
			der := openssl(t, nil, "genpkey", "-algorithm", "DH", "-pkeyopt", "group:"+name, "-outform", "DER")
			spki := openssl(t, nil, "pkey", "-inform", "DER", "-in", f.put(file, der), "-pubout", "-outform", "DER")
			keys[j] = importAsym(t, pair, fill(dhKey(t, der, true)))
			want := fill(dhKey(t, spki, false))
			if got := keys[j].exportPublic(t); !bytes.Equal(got, want) {
				t.Errorf("%s: the public key is %x, OpenSSL says %x", name, got, want)
			}
		}
		peer := keys[1].exportPublic(t)
		spki := openssl(t, nil, "pkey", "-inform", "DER", "-in", filepath.Join(f.dir, "peer.der"), "-pubout", "-outform", "DER")
		want := openssl(t, nil, "pkeyutl", "-derive", "-inkey", filepath.Join(f.dir, "key.der"), "-keyform", "DER", "-pkeyopt", "dh_pad:1",
			"-peerkey", f.put("peer.pub", spki), "-peerform", "DER")
		got, err := keys[0].agreeFFDH(peer)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %x, %v; OpenSSL says %x", name, got, err, want)
		}
		// A key of ours is longer than OpenSSL's.
		if i == 0 || g.bits == 3072 {
			ours := generateAsym(t, pair, g.bits)
			a, err := ours.agreeFFDH(peer)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := keys[1].agreeFFDH(ours.exportPublic(t)); err != nil || !bytes.Equal(a, b) {
				t.Errorf("%s: %x and %x, %v", name, a, b, err)
			}
		}
	}
}

func TestFFDHImport(t *testing.T) {
	p := new(big.Int).SetBytes(derivation.GroupPrime(keytype.RFC7919, 2048))
	fill := func(n *big.Int) []byte { return n.FillBytes(make([]byte, 256)) }
	sub := func(n int64) *big.Int { return new(big.Int).Sub(p, big.NewInt(n)) }
	q := new(big.Int).Rsh(p, 1)
	four, minusFour := fill(big.NewInt(4)), fill(sub(4))
	for _, bits := range []int{0, 2048} {
		for name, c := range map[string]struct {
			data []byte
			want psa.Status
		}{
			"1": {fill(big.NewInt(1)), psa.Success}, "p - 2": {fill(sub(2)), psa.Success}, "0": {make([]byte, 256), psa.ErrInvalidArgument},
			"p - 1": {fill(sub(1)), psa.ErrInvalidArgument}, "p": {fill(p), psa.ErrInvalidArgument}, "q": {fill(q), psa.ErrInvalidArgument},
			"above p": {bytes.Repeat([]byte{0xff}, 256), psa.ErrInvalidArgument}, "nothing": {nil, psa.ErrInvalidArgument},
			"without leading zeros": {[]byte{5}, psa.ErrInvalidArgument}, "255 bytes": {four[1:], psa.ErrInvalidArgument},
			"257 bytes": {append([]byte{0}, four...), psa.ErrInvalidArgument},
		} {
			importStatus(t, "private key "+name, psa.Attributes{Type: dhPair, Bits: bits}, c.data, c.want)
		}
		for name, c := range map[string]struct {
			data []byte
			want psa.Status
		}{
			"4": {four, psa.Success}, "-4, which is no square": {minusFour, psa.ErrInvalidArgument}, "0": {make([]byte, 256), psa.ErrInvalidArgument},
			"1": {fill(big.NewInt(1)), psa.ErrInvalidArgument}, "p - 1": {fill(sub(1)), psa.ErrInvalidArgument}, "p": {fill(p), psa.ErrInvalidArgument},
			"p + 4": {fill(new(big.Int).Add(p, big.NewInt(4))), psa.ErrInvalidArgument}, "255 bytes": {four[1:], psa.ErrInvalidArgument},
			"257 bytes": {append([]byte{0}, four...), psa.ErrInvalidArgument}, "nothing": {nil, psa.ErrInvalidArgument},
		} {
			importStatus(t, "public key "+name, psa.Attributes{Type: dhPublic, Bits: bits}, c.data, c.want)
			if bits == 0 {
				continue
			}
			got, err := importAsym(t, dhPair, four).agreeFFDH(c.data)
			wantStatus(t, "the peer's key "+name, err, c.want)
			if (got == nil) != (err != nil) {
				t.Errorf("the peer's key %s: %x", name, got)
			}
		}
	}
	importStatus(t, "another size", psa.Attributes{Type: dhPair, Bits: 3072}, four, psa.ErrInvalidArgument)
	importStatus(t, "1024 bits", psa.Attributes{Type: dhPair, Bits: 1024}, make([]byte, 128), psa.ErrNotSupported)
	k := importAsym(t, dhPair, four)
	if !bytes.Equal(k.export(t), four) {
		t.Errorf("the private key comes back as %x", k.export(t))
	}
	if got := k.public(t).export(t); !bytes.Equal(got, fill(big.NewInt(16))) {
		t.Errorf("the public key is %x, want 16", got)
	}
	if _, err := New(nil).Load(context.Background(), &psa.Attributes{Type: dhPair, Bits: 2048}, make([]byte, 256)); psa.StatusOf(err) != psa.ErrDataInvalid {
		t.Errorf("material of 0: %v", err)
	}
}

// TestFFDHGenerate: candidates from p - 1 up are drawn again, and 1 is added to the one that is taken.
func TestFFDHGenerate(t *testing.T) {
	ctx := context.Background()
	p := derivation.GroupPrime(keytype.RFC3526, 3072)
	large, k := slices.Clone(p), bytes.Repeat([]byte{0x77}, 384)
	large[383]--
	want := slices.Clone(k)
	want[383]++
	attrs := &psa.Attributes{Type: keytype.DHKeyPair(keytype.RFC3526), Bits: 3072}
	m, err := New(fixedReader(p, large, k)).Generate(ctx, attrs, driver.Parameters{})
	if err != nil || !bytes.Equal(m.Data, want) || m.Bits != 3072 {
		t.Errorf("%x, %v; want %x", m.Data, err, want)
	}
	for name, c := range map[string]struct {
		attrs psa.Attributes
		p     driver.Parameters
		want  psa.Status
	}{
		"a public key":    {psa.Attributes{Type: dhPublic, Bits: 2048}, driver.Parameters{}, psa.ErrInvalidArgument},
		"parameters":      {psa.Attributes{Type: dhPair, Bits: 2048}, driver.Parameters{Data: []byte{2}}, psa.ErrInvalidArgument},
		"1024 bits":       {psa.Attributes{Type: dhPair, Bits: 1024}, driver.Parameters{}, psa.ErrNotSupported},
		"randomness ends": {psa.Attributes{Type: dhPair, Bits: 2048}, driver.Parameters{}, psa.ErrInsufficientEntropy},
	} {
		_, err := New(fixedReader(k[:100])).Generate(ctx, &c.attrs, c.p)
		wantStatus(t, name, err, c.want)
	}
}

func TestFFDHRoles(t *testing.T) {
	d := New(nil)
	for _, f := range []keytype.Family{keytype.RFC7919, keytype.RFC3526} {
		for _, bits := range keytype.DHKeyPair(f).AllBits() {
			if !d.Supports(keytype.DHKeyPair(f), bits, alg.FFDH, psa.Derive) || !d.Supports(keytype.DHPublicKey(f), bits, alg.None, 0) {
				t.Errorf("%v of %d bits is not supported", f, bits)
			}
			if !d.Supports(keytype.DHKeyPair(f), bits, alg.KeyAgreement(alg.FFDH, alg.HKDF(alg.SHA256)), psa.Derive) {
				t.Errorf("%v of %d bits: not with HKDF", f, bits)
			}
			if d.Supports(keytype.DHKeyPair(f), bits, alg.ECDH, psa.Derive) || d.Supports(keytype.DHPublicKey(f), bits, alg.FFDH, psa.Derive) {
				t.Errorf("%v of %d bits: ECDH, or a public key that agrees", f, bits)
			}
		}
	}
}

func TestFFDHInPlace(t *testing.T) {
	k := importAsym(t, dhPair, append(make([]byte, 255), 2))
	buf := append([]byte("head"), append(make([]byte, 255), 4)...)
	got, err := k.d.Agree(context.Background(), k.grant(alg.FFDH), buf[:4], buf[4:])
	if err != nil || !bytes.Equal(got, append([]byte("head"), append(make([]byte, 255), 16)...)) || &got[0] != &buf[0] {
		t.Errorf("%x, %v", got, err)
	}
}
