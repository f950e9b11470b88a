package keyformat

import (
	"bytes"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

func block(label string, der []byte, headers ...string) []byte {
	b := &pem.Block{Type: label, Bytes: der}
	if len(headers) > 0 {
		b.Headers = map[string]string{headers[0]: headers[1]}
	}
	return pem.EncodeToMemory(b)
}

// TestPEM has the labels, and what may stand around them.
func TestPEM(t *testing.T) {
	var ec, rsa sample
	for _, s := range samples() {
		switch s.name {
		case "P-256":
			ec = s
		case "RSA":
			rsa = s
		}
	}
	bits := func(b []byte) []byte { return field(3, []byte{0}, b) }
	sec1 := func(parts ...[]byte) []byte {
		return field(0x30, append([][]byte{one, field(4, ec.pair.Data)}, parts...)...)
	}
	named := field(0xa0, p256OID)
	public := field(0xa1, bits(ec.public.Data))
	private, spki := block("PRIVATE KEY", ec.pkcs8), block("PUBLIC KEY", ec.spki)
	none := Key{}
	for name, c := range map[string]struct {
		pem  []byte
		want Key
		err  psa.Status
	}{
		"private key":                {private, ec.pair, 0},
		"public key":                 {spki, ec.public, 0},
		"RSA private key":            {block("RSA PRIVATE KEY", rsa.pair.Data), rsa.pair, 0},
		"RSA public key":             {block("RSA PUBLIC KEY", rsa.public.Data), rsa.public, 0},
		"EC private key":             {block("EC PRIVATE KEY", sec1(named, public)), ec.pair, 0},
		"EC private key alone":       {block("EC PRIVATE KEY", sec1(named)), ec.pair, 0},
		"EC parameters before":       {slices.Concat(block("EC PARAMETERS", p256OID), block("EC PRIVATE KEY", sec1(named, public))), ec.pair, 0},
		"EC parameters alone":        {slices.Concat(block("EC PARAMETERS", p256OID), block("EC PRIVATE KEY", sec1())), ec.pair, 0},
		"text before":                {slices.Concat([]byte("Bag Attributes\nlocalKeyID: 1\n"), private), ec.pair, 0},
		"white space around":         {slices.Concat([]byte("\n\n"), private, []byte("\n \r\n")), ec.pair, 0},
		"line breaks of Windows":     {bytes.ReplaceAll(private, []byte("\n"), []byte("\r\n")), ec.pair, 0},
		"another label":              {block("PRIVATE KEY", ec.spki), none, psa.ErrInvalidArgument},
		"nothing":                    {nil, none, psa.ErrInvalidArgument},
		"no PEM":                     {ec.pkcs8, none, psa.ErrInvalidArgument},
		"two keys":                   {slices.Concat(private, spki), none, psa.ErrInvalidArgument},
		"text behind":                {slices.Concat(private, []byte("x")), none, psa.ErrInvalidArgument},
		"a broken block before":      {slices.Concat([]byte("-----BEGIN PRIVATE KEY-----\n"), private), none, psa.ErrInvalidArgument},
		"another end":                {bytes.Replace(private, []byte("END PRIVATE"), []byte("END PUBLIC"), 1), none, psa.ErrInvalidArgument},
		"no end":                     {private[:len(private)-20], none, psa.ErrInvalidArgument},
		"trailing byte inside":       {block("PRIVATE KEY", append(slices.Clone(ec.pkcs8), 0)), none, psa.ErrInvalidArgument},
		"headers":                    {block("PRIVATE KEY", ec.pkcs8, "Comment", "mine"), none, psa.ErrInvalidArgument},
		"encrypted":                  {block("ENCRYPTED PRIVATE KEY", ec.pkcs8), none, psa.ErrNotSupported},
		"encrypted the old way":      {block("RSA PRIVATE KEY", rsa.pair.Data, "Proc-Type", "4,ENCRYPTED"), none, psa.ErrNotSupported},
		"certificate":                {block("CERTIFICATE", ec.spki), none, psa.ErrNotSupported},
		"OpenSSH":                    {block("OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00")), none, psa.ErrNotSupported},
		"unknown":                    {block("DH PARAMETERS", one), none, psa.ErrNotSupported},
		"EC parameters and no key":   {block("EC PARAMETERS", p256OID), none, psa.ErrInvalidArgument},
		"EC parameters and another":  {slices.Concat(block("EC PARAMETERS", p256OID), private), none, psa.ErrInvalidArgument},
		"EC parameters of another":   {slices.Concat(block("EC PARAMETERS", p384OID), block("EC PRIVATE KEY", sec1(named))), none, psa.ErrInvalidArgument},
		"EC parameters in numbers":   {slices.Concat(block("EC PARAMETERS", field(0x30, one)), block("EC PRIVATE KEY", sec1())), none, psa.ErrNotSupported},
		"EC parameters, trailing":    {slices.Concat(block("EC PARAMETERS", append(slices.Clone(p256OID), 0)), block("EC PRIVATE KEY", sec1())), none, psa.ErrInvalidArgument},
		"EC private key, no curve":   {block("EC PRIVATE KEY", sec1(public)), none, psa.ErrInvalidArgument},
		"EC private key, secp112r1":  {block("EC PRIVATE KEY", sec1(field(0xa0, oid(1, 3, 132, 0, 6)))), none, psa.ErrNotSupported},
		"EC private key, in numbers": {block("EC PRIVATE KEY", sec1(field(0xa0, field(0x30, one)))), none, psa.ErrNotSupported},
		"RSA public key, trailing":   {block("RSA PUBLIC KEY", append(slices.Clone(rsa.public.Data), 0)), none, psa.ErrInvalidArgument},
	} {
		k, err := ParsePEM(c.pem)
		wantStatus(t, err, c.err, name)
		if !sameKey(k, c.want) {
			t.Errorf("%s: %v, want %v", name, k, c.want)
		}
	}
	out, err := MarshalPEM(ec.pair)
	if err != nil || !bytes.Equal(out, private) {
		t.Errorf("%s, %v", out, err)
	}
	out, err = MarshalPEM(ec.public)
	if err != nil || !bytes.Equal(out, spki) {
		t.Errorf("%s, %v", out, err)
	}
}

// TestRefusalsSayWhatToDo: the errors for keys that other software can convert name the way.
func TestRefusalsSayWhatToDo(t *testing.T) {
	for label, word := range map[string]string{
		"ENCRYPTED PRIVATE KEY": "openssl pkey", "OPENSSH PRIVATE KEY": "ssh-keygen", "CERTIFICATE": "-pubkey", "CERTIFICATE REQUEST": "-pubkey", "DSA PRIVATE KEY": "no type",
	} {
		_, err := ParsePEM(block(label, one))
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", label, err)
		}
	}
	encryptedDER := field(0x30, field(0x30, oid(1, 2, 840, 113549, 1, 5, 13), field(0x30)), field(4, []byte("secret")))
	if _, err := ParsePKCS8(encryptedDER); err == nil || !strings.Contains(err.Error(), "decrypt it first") {
		t.Errorf("%v", err)
	}
}

func TestDetect(t *testing.T) {
	var ec, rsa sample
	for _, s := range samples() {
		switch s.name {
		case "P-384":
			ec = s
		case "RSA":
			rsa = s
		}
	}
	sec1 := field(0x30, one, field(4, ec.pair.Data), field(0xa0, p384OID))
	for name, c := range map[string]struct {
		data   []byte
		format string
		want   Key
		err    psa.Status
	}{
		"PKCS#8":         {ec.pkcs8, FormatPKCS8, ec.pair, 0},
		"SPKI":           {ec.spki, FormatSPKI, ec.public, 0},
		"PKCS#1 private": {rsa.pair.Data, FormatPKCS1, rsa.pair, 0},
		"PKCS#1 public":  {rsa.public.Data, FormatPKCS1, rsa.public, 0},
		"SEC 1":          {sec1, FormatSEC1, ec.pair, 0},
		"PEM":            {block("EC PRIVATE KEY", sec1), FormatPEM, ec.pair, 0},
		"JWK":            {[]byte(" \n" + rfcAES), FormatJWK, Key{keytype.AES, 128, vectors.Hex(t, "19ac2082e1721ab58a6afec05f854a52")}, 0},
		"broken JWK":     {[]byte("{}"), FormatJWK, Key{}, psa.ErrInvalidArgument},
		"JWE":            {[]byte("eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA\n"), "", Key{}, psa.ErrNotSupported},
		"encrypted DER":  {field(0x30, field(0x30, edOID), field(4, one)), FormatPKCS8, Key{}, psa.ErrNotSupported},
		"certificate":    {field(0x30, field(0x30, one), field(0x30, rsaOID), field(3, []byte{0})), "", Key{}, psa.ErrNotSupported},
		"nothing":        {nil, "", Key{}, psa.ErrInvalidArgument},
		"text":           {[]byte("hello"), "", Key{}, psa.ErrInvalidArgument},
		"other DER":      {field(0x30, field(4, one)), "", Key{}, psa.ErrInvalidArgument},
		"empty sequence": {field(0x30), "", Key{}, psa.ErrInvalidArgument},
		"one number":     {field(0x30, one), "", Key{}, psa.ErrInvalidArgument},
		"raw key":        {make([]byte, 32), "", Key{}, psa.ErrInvalidArgument},
	} {
		k, format, err := Detect(c.data)
		wantStatus(t, err, c.err, name)
		if !sameKey(k, c.want) || format != c.format {
			t.Errorf("%s: %v in %q, want %v in %q", name, k, format, c.want, c.format)
		}
	}
}
