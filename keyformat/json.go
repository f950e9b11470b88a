package keyformat

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/psacrypto/psa"
)

// base64url is the coding of RFC 7515, section 2, without padding.
var base64url = base64.RawURLEncoding.Strict()

// readJSON reads an object whose members have different names (RFC 7517, section 4), with nothing behind it.
func readJSON(data []byte) (map[string]any, error) {
	bad := func(err error) error {
		return psa.Errorf(psa.ErrInvalidArgument, "the JSON Web Key is no JSON object: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return nil, bad(err)
	}
	if t != json.Delim('{') {
		return nil, bad(errors.New("it does not begin with {"))
	}
	members := map[string]any{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, bad(err)
		}
		// Only a string can be there.
		name := t.(string)
		if _, twice := members[name]; twice {
			return nil, psa.Errorf(psa.ErrInvalidArgument, "the JSON Web Key has the member %q twice", name)
		}
		var v any
		if err := dec.Decode(&v); err != nil {
			return nil, bad(err)
		}
		members[name] = v
	}
	if _, err := dec.Token(); err != nil {
		return nil, bad(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, psa.Errorf(psa.ErrInvalidArgument, "something follows the JSON Web Key; give one key alone")
	}
	return members, nil
}

// jwkReader reads the members of a key. The first error sticks. Its errors name members and never their values.
type jwkReader struct {
	members map[string]any
	// used are the members that have been asked for.
	used []string
	err  error
}

func (m *jwkReader) fail(s psa.Status, format string, args ...any) {
	if m.err == nil {
		m.err = psa.Errorf(s, format, args...)
	}
}

// text reads a member that is a string.
func (m *jwkReader) text(name string, required bool) string {
	m.used = append(m.used, name)
	v, there := m.members[name]
	s, isText := v.(string)
	switch {
	case !there && required:
		m.fail(psa.ErrInvalidArgument, "the JSON Web Key has no %q", name)
	case there && !isText:
		m.fail(psa.ErrInvalidArgument, "the member %q of the JSON Web Key is no string", name)
	}
	return s
}

// octets reads a member that is base64url of size bytes, of any number if that is negative.
func (m *jwkReader) octets(name string, size int) []byte {
	s := m.text(name, true)
	if m.err != nil {
		return nil
	}
	b, err := base64url.DecodeString(s)
	// The standard library passes over line breaks.
	if err != nil || strings.ContainsAny(s, "\r\n") {
		clear(b)
		m.fail(psa.ErrInvalidArgument, "the member %q of the JSON Web Key is not base64url without padding", name)
		return nil
	}
	if size >= 0 && len(b) != size {
		clear(b)
		m.fail(psa.ErrInvalidArgument, "the member %q of the JSON Web Key has %d bytes, not %d", name, size, len(b))
		return nil
	}
	return b
}

// number reads a member that is a positive number in base64url without leading zeros (Base64urlUInt of RFC 7518, section 2).
func (m *jwkReader) number(name string) []byte {
	b := m.octets(name, -1)
	if m.err == nil && (len(b) == 0 || b[0] == 0) {
		m.fail(psa.ErrInvalidArgument, "the member %q of the JSON Web Key is not a positive number without leading zeros", name)
	}
	return b
}

// noOthers refuses parts of keys that don't belong to the kty.
func (m *jwkReader) noOthers(kty string) {
	for _, name := range jwkMembers {
		if _, there := m.members[name]; there && !slices.Contains(m.used, name) {
			m.fail(psa.ErrInvalidArgument, "the member %q does not belong to this JSON Web Key of kty %q", name, kty)
		}
	}
}

// jwkWriter writes an object, all but its end.
type jwkWriter struct{ out []byte }

// raw appends a member whose value is JSON already.
func (w *jwkWriter) raw(name string, value []byte) {
	next := make([]byte, 0, len(w.out)+len(name)+len(value)+16)
	next = append(next, w.out...)
	clear(w.out)
	if len(next) == 0 {
		next = append(next, '{')
	} else {
		next = append(next, ',')
	}
	// The name of a member of extra may be anything; a string can always be written.
	quoted, _ := json.Marshal(name)
	next = append(append(next, quoted...), ':')
	w.out = append(next, value...)
}

// text appends a member that needs no escapes.
func (w *jwkWriter) text(name, value string) { w.raw(name, []byte(`"`+value+`"`)) }

// octets appends bytes as base64url.
func (w *jwkWriter) octets(name string, b []byte) {
	value := make([]byte, 0, base64url.EncodedLen(len(b))+2)
	value = append(value, '"')
	value = base64url.AppendEncode(value, b)
	value = append(value, '"')
	w.raw(name, value)
	clear(value)
}
