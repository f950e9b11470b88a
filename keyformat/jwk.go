package keyformat

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// jwkMembers are the members of RFC 7518, section 6, RFC 8037, section 2, and RFC 9964, section 3, that make up a key; each kty has some of them. For AKP the
// member alg is one too.
var jwkMembers = []string{"kty", "crv", "x", "y", "d", "k", "n", "e", "p", "q", "dp", "dq", "qi", "oth", "pub", "priv"}

// ParseJWK reads a JSON Web Key (RFC 7517) of the kty RSA, EC, OKP, AKP or oct. The members that are no part of the key, such as kid, use and alg, come back in
// extra; numbers among them have type json.Number.
//
// An RSA private key needs all of its numbers (RFC 7518, section 6.3.2, lets some be left out). The private keys of X25519 and X448 come with the bits set
// that RFC 7748, section 5, forces. What a symmetric key is for, JWK does not say; the Key has the type that an alg belongs to (AES for A128KW and A256GCM,
// HMAC for HS256), and RAW_DATA else: set another type before importing it.
// The data of the Key are new, and belong to the caller.
// Errors: INVALID_ARGUMENT; NOT_SUPPORTED for a kty or crv that the package has not, and for a set of keys.
func ParseJWK(data []byte) (k Key, extra map[string]any, err error) {
	members, err := readJSON(data)
	if err != nil {
		return Key{}, nil, err
	}
	if _, isSet := members["keys"]; isSet && members["kty"] == nil {
		return Key{}, nil, psa.Errorf(psa.ErrNotSupported, "this is a set of JSON Web Keys; give one of its keys alone")
	}
	extra = maps.Clone(members)
	for _, m := range jwkMembers {
		delete(extra, m)
	}
	m := jwkReader{members: members}
	kty := m.text("kty", true)
	crv := m.text("crv", false)
	alg := ""
	if kty == "AKP" {
		alg = m.text("alg", true)
		delete(extra, "alg")
	}
	switch {
	case m.err != nil:
	case kty == "oct":
		m.used = []string{"kty"}
		k = m.symmetric()
	default:
		r := rowOfJWK(kty, crv, alg)
		if r == nil {
			return Key{}, nil, psa.Errorf(psa.ErrNotSupported, "the JSON Web Key has kty %q and %s; there are formats for oct and %s", kty, crvOrAlg(kty, crv, alg), jwkNames())
		}
		k = m.asymmetric(r)
	}
	if m.err != nil {
		return Key{}, nil, m.err
	}
	return k, extra, nil
}

func (m *jwkReader) asymmetric(r *row) Key {
	var public, private []byte
	switch r.kty {
	case "RSA":
		public, private = m.rsa()
	case "EC":
		public, private = m.ec(r)
	case "AKP":
		public, private = m.akp(r)
	default:
		public, private = m.okp(r)
	}
	m.noOthers(r.kty)
	if m.err != nil {
		clear(private)
		return Key{}
	}
	if private == nil {
		k, err := r.parsePublic(public)
		m.err = err
		return k
	}
	size, own, err := r.form.checkPair(r, private)
	if err == nil && subtle.ConstantTimeCompare(own, public) != 1 {
		err = mismatch(r)
	}
	if err != nil {
		clear(private)
		m.err = err
		return Key{}
	}
	return Key{Type: r.pair, Bits: size, Data: private}
}

// rsa reads the numbers of an RSA key (RFC 7518, section 6.3) and puts them together as the formats of PSA.
func (m *jwkReader) rsa() (public, private []byte) {
	n, e := m.number("n"), m.number("e")
	public = fieldOf(tagSequence, integerOf(n), integerOf(e))
	if m.members["d"] == nil {
		return public, nil
	}
	if m.members["oth"] != nil {
		m.fail(psa.ErrNotSupported, "the RSA key has more than two primes")
		return nil, nil
	}
	parts := [][]byte{integerOf(nil), integerOf(n), integerOf(e)}
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi"} {
		if m.members[name] == nil {
			m.fail(psa.ErrNotSupported, "the RSA private key has no %q; write the key with all its numbers: d, p, q, dp, dq and qi", name)
			return nil, nil
		}
		number := m.number(name)
		parts = append(parts, integerOf(number))
		clear(number)
	}
	private = fieldOf(tagSequence, parts...)
	for _, p := range parts {
		clear(p)
	}
	return public, private
}

// ec reads the coordinates of RFC 7518, section 6.2.
func (m *jwkReader) ec(r *row) (public, private []byte) {
	public = slices.Concat([]byte{4}, m.octets("x", r.size), m.octets("y", r.size))
	if m.members["d"] != nil {
		private = m.octets("d", r.size)
	}
	return public, private
}

// okp reads the keys of RFC 8037, section 2.
func (m *jwkReader) okp(r *row) (public, private []byte) {
	public = m.octets("x", r.size)
	if m.members["d"] != nil {
		private = m.octets("d", r.size)
		if r.form.force != nil {
			r.form.force(private)
		}
	}
	return public, private
}

// akp reads the keys of RFC 9964, section 3. The private key is the seed.
func (m *jwkReader) akp(r *row) (public, private []byte) {
	public = m.octets("pub", r.public().ExportSize(r.bits))
	if m.members["priv"] != nil {
		private = m.octets("priv", r.size)
	}
	return public, private
}

// crvOrAlg says what a JSON Web Key has beside its kty.
func crvOrAlg(kty, crv, alg string) string {
	if kty == "AKP" {
		return fmt.Sprintf("alg %q", alg)
	}
	return fmt.Sprintf("crv %q", crv)
}

// symmetric reads the key of RFC 7518, section 6.4.
func (m *jwkReader) symmetric() Key {
	data := m.octets("k", -1)
	m.noOthers("oct")
	if m.err == nil && len(data) == 0 {
		m.fail(psa.ErrInvalidArgument, "the member k of the JSON Web Key is empty")
	}
	k := Key{Type: keytype.RawData, Bits: 8 * len(data), Data: data}
	if name, _ := m.members["alg"].(string); m.err == nil && name != "" {
		if a, ok := symmetricAlgs[name]; ok {
			k.Type = a.t
			if a.bits != 0 && a.bits != k.Bits {
				m.fail(psa.ErrInvalidArgument, "a key for %s has %d bits, not %d", name, a.bits, k.Bits)
			}
		}
	}
	if m.err != nil {
		clear(data)
		return Key{}
	}
	return k
}

// symmetricAlgs has the values of alg (RFC 7518, sections 3.1, 4.1 and 5.1) whose keys have a type of their own.
var symmetricAlgs = map[string]struct {
	t keytype.Type
	// bits is 0 where the key can have other sizes.
	bits int
}{
	"HS256": {keytype.HMAC, 0}, "HS384": {keytype.HMAC, 0}, "HS512": {keytype.HMAC, 0},
	"A128KW": {keytype.AES, 128}, "A192KW": {keytype.AES, 192}, "A256KW": {keytype.AES, 256},
	"A128GCMKW": {keytype.AES, 128}, "A192GCMKW": {keytype.AES, 192}, "A256GCMKW": {keytype.AES, 256},
	"A128GCM": {keytype.AES, 128}, "A192GCM": {keytype.AES, 192}, "A256GCM": {keytype.AES, 256},
}

// MarshalJWK writes a key as a JSON Web Key (RFC 7517), with the members of extra behind its own, in the order of their names. Key pairs and
// public keys are those of the package's table; keys that are nothing but bytes become kty "oct", which does not tell their type: give an
// alg for that. The bytes belong to the caller, who wipes them.
// Errors: INVALID_ARGUMENT for data that don't fit the type and size, or a member of extra that is a part of keys or can't be written;
// NOT_SUPPORTED for a key that the format has not.
func MarshalJWK(k Key, extra map[string]any) ([]byte, error) {
	for _, m := range slices.Sorted(maps.Keys(extra)) {
		if slices.Contains(jwkMembers, m) || m == "alg" && k.Type.IsMLDSA() {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the member %q is a part of the key, and can't be given beside it", m)
		}
	}
	w := &jwkWriter{}
	if k.Type.IsUnstructured() {
		if k.Bits != 8*len(k.Data) {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the key has %d bytes of data and %d bits", len(k.Data), k.Bits)
		}
		if why := k.Type.BitsRule(k.Bits); why != "" {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "%s", why)
		}
		w.text("kty", "oct")
		w.octets("k", k.Data)
	} else if err := w.asymmetric(k); err != nil {
		return nil, err
	}
	for _, m := range slices.Sorted(maps.Keys(extra)) {
		value, err := json.Marshal(extra[m])
		if err != nil {
			clear(w.out)
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the member %q can't be written as JSON: %w", m, err)
		}
		w.raw(m, value)
	}
	return append(w.out, '}'), nil
}

func (w *jwkWriter) asymmetric(k Key) error {
	r, public, err := k.check()
	if err != nil {
		return err
	}
	if r.kty == "" {
		return psa.Errorf(psa.ErrNotSupported, "JSON Web Keys have no kty for a key of type %v with %d bits", k.Type, k.Bits)
	}
	w.text("kty", r.kty)
	if r.crv != "" {
		w.text("crv", r.crv)
	}
	switch r.kty {
	case "RSA":
		w.rsa(k.Data, k.Type.IsPublicKey())
		return nil
	case "EC":
		w.octets("x", public[1:1+r.size])
		w.octets("y", public[1+r.size:])
	case "AKP":
		w.text("alg", r.alg)
		w.octets("pub", public)
		if !k.Type.IsPublicKey() {
			w.octets("priv", k.Data)
		}
		return nil
	default:
		w.octets("x", public)
	}
	if !k.Type.IsPublicKey() {
		w.octets("d", k.Data)
	}
	return nil
}

// rsa writes the numbers of a key that has been checked.
func (w *jwkWriter) rsa(data []byte, public bool) {
	d := &reader{rest: data}
	s := d.sequence(tagSequence)
	names := []string{"n", "e"}
	if !public {
		s.version()
		names = append(names, "d", "p", "q", "dp", "dq", "qi")
	}
	for _, name := range names {
		w.octets(name, s.unsigned())
	}
}

func jwkNames() string {
	var b bytes.Buffer
	for i := range rows {
		if rows[i].kty == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(rows[i].kty)
		if name := rows[i].crv + rows[i].alg; name != "" {
			b.WriteString(" " + name)
		}
	}
	return b.String()
}
