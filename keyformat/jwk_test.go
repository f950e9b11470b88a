package keyformat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
	"github.com/psacrypto/psa/keytype"
)

// The keys of RFC 7517, appendix A, and RFC 8037, appendix A.
const (
	rfcEC        = `{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}`
	rfcECPrivate = `{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",` +
		`"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"}`
	rfcN = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt" +
		"7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHa" +
		"Q-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	rfcRSA        = `{"kty":"RSA","n":"` + rfcN + `","e":"AQAB","alg":"RS256","kid":"2011-04-29"}`
	rfcRSAPrivate = `{"kty":"RSA","n":"` + rfcN + `","e":"AQAB","d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSz` +
		`UvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK` +
		`66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxt` +
		`PVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgM` +
		`EfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk",` +
		`"dp":"G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2z` +
		`q8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d` +
		`9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJH` +
		`ZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"}`
	rfcAES     = `{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}`
	rfcHMAC    = `{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"HMAC key used in JWS spec Appendix A.1 example"}`
	rfcEd      = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	rfcEdPair  = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`
	rfcX25519  = `{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}`
	rfc7748Bob = `{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}`
)

// TestRFCKeys reads the examples of the RFCs and writes them again.
func TestRFCKeys(t *testing.T) {
	ec, ed, x := keytype.ECCKeyPair(keytype.SECPR1), keytype.ECCKeyPair(keytype.TwistedEdwards), keytype.ECCKeyPair(keytype.Montgomery)
	point := "0430a0424cd21c2944838a2d75c92b37e76ea20d9f00893a3b4eee8a3c0aafec3e" + "e04b65e92456d9888b52b379bdfbd51ee869ef1f0fc65b6659695b6cce081723"
	for _, c := range []struct {
		jwk   string
		t     keytype.Type
		bits  int
		data  string // its beginning, for RSA
		extra map[string]any
	}{
		{rfcEC, ec.PublicKeyOf(), 256, point, map[string]any{"use": "enc", "kid": "1"}},
		{rfcECPrivate, ec, 256, "f3bd0c07a81fb932781ed52752f60cc89a6be5e51934fe01938ddb55d8f77801", map[string]any{"use": "enc", "kid": "1"}},
		{rfcRSA, keytype.RSAPublicKey, 2048, "3082010a0282010100d2fc7b6a0a1e6c67104aeb8f88b257669b4df679ddad099b", map[string]any{"alg": "RS256", "kid": "2011-04-29"}},
		{rfcRSAPrivate, keytype.RSAKeyPair, 2048, "308204a30201000282010100d2fc7b6a0a1e6c67104aeb8f88b257669b4df679ddad099b", map[string]any{"alg": "RS256", "kid": "2011-04-29"}},
		{rfcAES, keytype.AES, 128, "19ac2082e1721ab58a6afec05f854a52", map[string]any{"alg": "A128KW"}},
		{rfcHMAC, keytype.RawData, 512, "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebfd3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3",
			map[string]any{"kid": "HMAC key used in JWS spec Appendix A.1 example"}},
		{rfcEdPair, ed, 255, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", map[string]any{}},
		{rfcEd, ed.PublicKeyOf(), 255, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", map[string]any{}},
		{rfcX25519, x.PublicKeyOf(), 255, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", map[string]any{"kid": "Bob"}},
	} {
		k, extra, err := ParseJWK([]byte(c.jwk))
		if err != nil || k.Type != c.t || k.Bits != c.bits || !bytes.HasPrefix(k.Data, vectors.Hex(t, c.data)) || !k.Type.IsRSA() && len(k.Data) != len(c.data)/2 {
			t.Errorf("%.60s…: %v, %d, %x, %v", c.jwk, k.Type, k.Bits, k.Data, err)
			continue
		}
		if !maps.Equal(extra, c.extra) {
			t.Errorf("%.60s…: the other members are %v, want %v", c.jwk, extra, c.extra)
		}
		out, err := MarshalJWK(k, extra)
		if err != nil {
			t.Errorf("%.60s…: %v", c.jwk, err)
			continue
		}
		var got, want map[string]any
		if err := json.Unmarshal(out, &got); err != nil {
			t.Errorf("%s: %v", out, err)
		}
		if err := json.Unmarshal([]byte(c.jwk), &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s, want %s", out, c.jwk)
		}
	}
	// The private key is RFC 7748's, section 6.1, without the forced bits.
	k, _, err := ParseJWK([]byte(rfc7748Bob))
	if err != nil || fmt.Sprintf("%x", k.Data) != "58ab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e06b" {
		t.Errorf("%x, %v", k.Data, err)
	}
}

func TestStrictJWK(t *testing.T) {
	swap := func(s, old, new string) string {
		if strings.Count(s, old) == 0 {
			t.Fatalf("%s has no %s", s, old)
		}
		return strings.Replace(s, old, new, 1)
	}
	for name, c := range map[string]struct {
		jwk  string
		want psa.Status
	}{
		"white space":                  {" \n" + swap(rfcEd, ",", " ,\t") + "\r\n ", psa.Success},
		"unknown member":               {swap(rfcEd, "{", `{"x5t":["a",1,{"b":null}],`), psa.Success},
		"nothing":                      {"", psa.ErrInvalidArgument},
		"null":                         {"null", psa.ErrInvalidArgument},
		"array":                        {"[" + rfcEd + "]", psa.ErrInvalidArgument},
		"string":                       {`"` + "kty" + `"`, psa.ErrInvalidArgument},
		"empty object":                 {"{}", psa.ErrInvalidArgument},
		"cut short":                    {rfcEd[:len(rfcEd)-1], psa.ErrInvalidArgument},
		"trailing object":              {rfcEd + rfcEd, psa.ErrInvalidArgument},
		"trailing word":                {rfcEd + " x", psa.ErrInvalidArgument},
		"set":                          {`{"keys":[` + rfcEd + `]}`, psa.ErrNotSupported},
		"no kty":                       {swap(rfcEd, `"kty":"OKP",`, ""), psa.ErrInvalidArgument},
		"kty is a number":              {swap(rfcEd, `"OKP"`, "1"), psa.ErrInvalidArgument},
		"unknown kty":                  {swap(rfcEd, `"OKP"`, `"okp"`), psa.ErrNotSupported},
		"unknown crv":                  {swap(rfcEd, "Ed25519", "Ed41417"), psa.ErrNotSupported},
		"crv of another length":        {swap(rfcEd, "Ed25519", "Ed448"), psa.ErrInvalidArgument},
		"crv of another kty":           {swap(rfcEC, "P-256", "Ed25519"), psa.ErrNotSupported},
		"no crv":                       {swap(rfcEd, `"crv":"Ed25519",`, ""), psa.ErrNotSupported},
		"crv is null":                  {swap(rfcEd, `"Ed25519"`, "null"), psa.ErrInvalidArgument},
		"no x":                         {`{"kty":"OKP","crv":"Ed25519"}`, psa.ErrInvalidArgument},
		"x is null":                    {`{"kty":"OKP","crv":"Ed25519","x":null}`, psa.ErrInvalidArgument},
		"kty twice":                    {swap(rfcEd, "{", `{"kty":"OKP",`), psa.ErrInvalidArgument},
		"kid twice":                    {swap(rfcX25519, "{", `{"kid":"Bob",`), psa.ErrInvalidArgument},
		"x twice, escaped":             {swap(rfcEd, "{", `{"\u0078":"a",`), psa.ErrInvalidArgument},
		"padding":                      {swap(rfcEd, `HURo"`, `HURo="`), psa.ErrInvalidArgument},
		"base64 for base64url":         {swap(rfcEd, "_", "/"), psa.ErrInvalidArgument},
		"line break in base64url":      {swap(rfcEd, "qYAY", `qY\nAY`), psa.ErrInvalidArgument},
		"unused bits in base64url":     {swap(rfcEd, `HURo"`, `HURp"`), psa.ErrInvalidArgument},
		"short x":                      {swap(rfcEd, "11qY", ""), psa.ErrInvalidArgument},
		"long x":                       {swap(rfcEd, "11qY", "11qY11qY"), psa.ErrInvalidArgument},
		"d of another x":               {swap(rfcEdPair, "11qY", "21qY"), psa.ErrInvalidArgument},
		"d is null":                    {swap(rfcEd, "{", `{"d":null,`), psa.ErrInvalidArgument},
		"d is empty":                   {swap(rfcEd, "{", `{"d":"",`), psa.ErrInvalidArgument},
		"y in OKP":                     {swap(rfcEd, "{", `{"y":"AA",`), psa.ErrInvalidArgument},
		"k in OKP":                     {swap(rfcEd, "{", `{"k":"AA",`), psa.ErrInvalidArgument},
		"X25519, d of another x":       {swap(rfc7748Bob, "3p7b", "4p7b"), psa.ErrInvalidArgument},
		"EC, not on the curve":         {swap(rfcEC, "MKBC", "NKBC"), psa.ErrInvalidArgument},
		"EC, no y":                     {`{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"}`, psa.ErrInvalidArgument},
		"EC, d of another point":       {swap(rfcECPrivate, "870M", "970M"), psa.ErrInvalidArgument},
		"EC, d is 0":                   {swap(rfcECPrivate, "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE", strings.Repeat("A", 43)), psa.ErrInvalidArgument},
		"EC, y is minus y":             {swap(rfcECPrivate, "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "H7SaFdupJnh0rUyGQgQq4ReWEODwOaSZppakkzH36Nw"), psa.ErrInvalidArgument},
		"EC, P-384 with 32 bytes":      {swap(rfcEC, "P-256", "P-384"), psa.ErrInvalidArgument},
		"RSA, leading zero in n":       {swap(rfcRSA, `"0vx7`, `"ANL8e2oK`), psa.ErrInvalidArgument},
		"RSA, e with a leading zero":   {swap(rfcRSA, `"AQAB"`, `"AAEAAQ"`), psa.ErrInvalidArgument},
		"RSA, e is 1":                  {swap(rfcRSA, `"AQAB"`, `"AQ"`), psa.ErrInvalidArgument},
		"RSA, e is empty":              {swap(rfcRSA, `"AQAB"`, `""`), psa.ErrInvalidArgument},
		"RSA, e is a number":           {swap(rfcRSA, `"AQAB"`, `65537`), psa.ErrInvalidArgument},
		"RSA, x":                       {swap(rfcRSA, "{", `{"x":"AA",`), psa.ErrInvalidArgument},
		"RSA, p in a public key":       {swap(rfcRSA, "{", `{"p":"AQ",`), psa.ErrInvalidArgument},
		"RSA, another d":               {swap(rfcRSAPrivate, `"d":"X4cT`, `"d":"Y4cT`), psa.ErrInvalidArgument},
		"RSA, another p":               {swap(rfcRSAPrivate, `"p":"83i-`, `"p":"93i-`), psa.ErrInvalidArgument},
		"RSA, another dq":              {swap(rfcRSAPrivate, `"dq":"s9lA`, `"dq":"t9lA`), psa.ErrInvalidArgument},
		"RSA, another qi":              {swap(rfcRSAPrivate, `"qi":"GyM_`, `"qi":"HyM_`), psa.ErrInvalidArgument},
		"RSA, no qi":                   {swap(rfcRSAPrivate, `"qi":`, `"qix":`), psa.ErrNotSupported},
		"RSA, several primes":          {swap(rfcRSAPrivate, "{", `{"oth":[{"r":"AQ","d":"AQ","t":"AQ"}],`), psa.ErrNotSupported},
		"oct, empty":                   {`{"kty":"oct","k":""}`, psa.ErrInvalidArgument},
		"oct, no k":                    {`{"kty":"oct"}`, psa.ErrInvalidArgument},
		"oct with crv":                 {swap(rfcAES, "{", `{"crv":"P-256",`), psa.ErrInvalidArgument},
		"oct with d":                   {swap(rfcAES, "{", `{"d":"AA",`), psa.ErrInvalidArgument},
		"oct, size of another alg":     {swap(rfcAES, "A128KW", "A256KW"), psa.ErrInvalidArgument},
		"oct, alg without a type":      {swap(rfcAES, "A128KW", "A128CBC-HS256"), psa.Success},
		"a password instead of a key":  {`hunter2`, psa.ErrInvalidArgument},
		"deep, but of no importance":   {swap(rfcEd, "{", `{"a":`+strings.Repeat("[", 1000)+strings.Repeat("]", 1000)+`,`), psa.Success},
		"a member that is no JSON":     {swap(rfcEd, "{", `{"a":tru,`), psa.ErrInvalidArgument},
		"a comma behind the last":      {swap(rfcEd, "}", ",}"), psa.ErrInvalidArgument},
		"a name that is a number":      {swap(rfcEd, "{", "{1:2,"), psa.ErrInvalidArgument},
		"control character in a value": {swap(rfcEd, "11qY", "11\x00qY"), psa.ErrInvalidArgument},
	} {
		k, extra, err := ParseJWK([]byte(c.jwk))
		wantStatus(t, err, c.want, name)
		if err != nil && (k.Data != nil || extra != nil) {
			t.Errorf("%s: a key with an error", name)
		}
		// No part of a key may be in an error.
		for _, secret := range []string{"870MB6gf", "nWGxne", "GawgguFy", "X4cTteJY", "hunter2"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error has a part of the key: %v", name, err)
			}
		}
	}
}

// TestMembers: the other members come back as they were, numbers to the last digit.
func TestMembers(t *testing.T) {
	in := `{"kty":"oct","k":"AQ","kid":"a \"b\" ü","exp":12345678901234567890,"key_ops":["sign","verify"],"ext":true,"nothing":null}`
	k, extra, err := ParseJWK([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"kid": `a "b" ü`, "exp": json.Number("12345678901234567890"), "key_ops": []any{"sign", "verify"}, "ext": true, "nothing": nil}
	if !reflect.DeepEqual(extra, want) {
		t.Errorf("%v, want %v", extra, want)
	}
	out, err := MarshalJWK(k, extra)
	if want := `{"kty":"oct","k":"AQ","exp":12345678901234567890,"ext":true,"key_ops":["sign","verify"],"kid":"a \"b\" ü","nothing":null}`; err != nil || string(out) != want {
		t.Errorf("%s, %v, want %s", out, err, want)
	}
	for _, m := range []string{"kty", "d", "k", "oth", "x"} {
		_, err := MarshalJWK(k, map[string]any{m: "AQ"})
		wantStatus(t, err, psa.ErrInvalidArgument, m)
	}
	_, err = MarshalJWK(k, map[string]any{"f": func() {}})
	wantStatus(t, err, psa.ErrInvalidArgument, "a function")
}

// TestSymmetricKeys: keys that are bytes become kty oct, and an alg tells their type again.
func TestSymmetricKeys(t *testing.T) {
	for _, c := range []struct {
		t     keytype.Type
		bits  int
		extra map[string]any
		back  keytype.Type
	}{
		{keytype.AES, 128, map[string]any{"alg": "A128GCM"}, keytype.AES},
		{keytype.AES, 256, map[string]any{"alg": "A256GCMKW"}, keytype.AES},
		{keytype.AES, 192, nil, keytype.RawData},
		{keytype.HMAC, 512, map[string]any{"alg": "HS512"}, keytype.HMAC},
		{keytype.ChaCha20, 256, nil, keytype.RawData},
		{keytype.Derive, 8, nil, keytype.RawData},
		{keytype.Password, 64, map[string]any{"alg": 5}, keytype.RawData},
	} {
		in := Key{c.t, c.bits, bytes.Repeat([]byte{0xfb, 0xff}, c.bits/8)[:c.bits/8]}
		out, err := MarshalJWK(in, c.extra)
		if err != nil {
			t.Errorf("%v: %v", in, err)
			continue
		}
		k, _, err := ParseJWK(out)
		if err != nil || !sameKey(k, Key{c.back, c.bits, in.Data}) {
			t.Errorf("%s: %v, %v", out, k, err)
		}
	}
	for _, k := range []Key{
		{keytype.AES, 128, make([]byte, 15)}, {keytype.AES, 136, make([]byte, 17)}, {keytype.HMAC, 0, nil}, {keytype.RawData, 7, []byte{1}},
	} {
		_, err := MarshalJWK(k, nil)
		wantStatus(t, err, psa.ErrInvalidArgument, k.String())
	}
	_, err := MarshalJWK(Key{keytype.WPA3SAEECC(keytype.SECPR1), 256, make([]byte, 64)}, nil)
	wantStatus(t, err, psa.ErrNotSupported, "WPA3-SAE")
}
