package keystore

import (
	"context"
	"slices"
	"strings"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keyformat"
	"github.com/psacrypto/psa/keytype"
)

// ImportFormat makes a key of data in a form that other software uses: PKCS#8, SPKI, PKCS#1 or SEC 1 in DER, any of them in PEM, or a JWK. It returns the name of the
// format that it found. Type and bits come from the data; attrs may leave them 0, and must agree where they don't.
// Errors: as [Store.Import] and those of package keyformat.
func (s *Store) ImportFormat(ctx context.Context, attrs psa.Attributes, data []byte) (Key, string, error) {
	k, format, err := keyformat.Detect(data)
	if err != nil {
		return Key{}, format, psa.At(err, "import_key", attrs.ID)
	}
	defer k.Wipe()
	// A symmetric JWK says no more than that it is a sequence of bytes, unless it names its algorithm.
	symmetric := k.Type.IsUnstructured() && attrs.Type.IsUnstructured()
	if attrs.Type != keytype.None && attrs.Type != k.Type && !symmetric {
		return Key{}, format, psa.At(psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for the type %v, but the %s holds a key of type %v", attrs.Type, format, k.Type), "import_key", attrs.ID)
	}
	if attrs.Bits != 0 && attrs.Bits != k.Bits {
		return Key{}, format, psa.At(psa.Errorf(psa.ErrInvalidArgument, "the attributes ask for %d bits, but the %s holds a key of %d", attrs.Bits, format, k.Bits), "import_key", attrs.ID)
	}
	if attrs.Type == keytype.None {
		attrs.Type = k.Type
	}
	attrs.Bits = k.Bits
	key, err := s.Import(ctx, attrs, k.Data)
	return key, format, err
}

// ExportFormats are the forms that [Key.ExportFormat] writes.
var ExportFormats = []string{"raw", "pkcs8", "spki", "pem", "jwk"}

// ExportFormat returns the key, or with public set its public part, in one of [ExportFormats]: "raw" is the specification's own, "pem" is PEM of PKCS#8
// or, for public keys, of SPKI. The caller owns the result, and wipes it if it is secret.
// Errors: as [Key.Export] and [Key.ExportPublic], and those of package keyformat.
func (k Key) ExportFormat(ctx context.Context, format string, public bool) ([]byte, error) {
	format = strings.ToLower(format)
	if !slices.Contains(ExportFormats, format) {
		return nil, psa.At(psa.Errorf(psa.ErrInvalidArgument, "unknown format %q; the formats are %s", format, strings.Join(ExportFormats, ", ")), "export_key", k.id)
	}
	attrs, err := k.Attributes(ctx)
	if err != nil {
		return nil, err
	}
	export, t := k.Export, attrs.Type
	if public || format == "spki" {
		export, t = k.ExportPublic, attrs.Type.PublicKeyOf()
	}
	data, err := export(ctx, nil)
	if err != nil || format == "raw" {
		return data, err
	}
	f := keyformat.Key{Type: t, Bits: attrs.Bits, Data: data}
	defer f.Wipe()
	marshal := map[string]func(keyformat.Key) ([]byte, error){
		"pkcs8": keyformat.MarshalPKCS8, "spki": keyformat.MarshalSPKI, "pem": keyformat.MarshalPEM,
		"jwk": func(k keyformat.Key) ([]byte, error) { return keyformat.MarshalJWK(k, nil) },
	}[format]
	out, err := marshal(f)
	return out, psa.At(err, "export_key", k.id)
}
