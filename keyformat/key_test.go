package keyformat

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/keytype"
)

// TestRedacted: no verb, encoding or log shows the data of a secret key, however the key is wrapped. The verb %p is left out: package fmt calls no method
// for it, and go vet refuses it for anything but pointers.
func TestRedacted(t *testing.T) {
	secret := []byte("very secret 0123")
	k := Key{keytype.AES, 128, secret}
	held := struct{ K any }{k}
	var out []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%c", "%U", "%e", "%t", "% x", "%!"} {
		for _, v := range []any{k, &k, []Key{k}, map[string]Key{"k": k}, held, &held} {
			out = append(out, fmt.Sprintf(verb, v))
		}
	}
	j, err := json.Marshal(map[string]any{"k": k, "p": &k})
	if err != nil {
		t.Fatal(err)
	}
	x, err := xml.Marshal(xmlKey{K: k})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("text", "key", k)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "key", k)
	out = append(out, string(j), string(x), log.String(), k.String(), fmt.Sprint(k), fmt.Sprintln(&k))
	redacted := 0
	for _, s := range out {
		for _, leak := range []string{string(secret), "ecret", hex.EncodeToString(secret), strings.ToUpper(hex.EncodeToString(secret)), fmt.Sprint([]byte("ecret"))[1:10], "dmVyeSBz"} {
			if strings.Contains(s, leak) {
				t.Errorf("%q shows the key", s)
			}
		}
		if strings.Contains(s, "REDACTED") {
			redacted++
		}
	}
	if redacted < len(out)-20 {
		t.Errorf("only %d of %d texts say REDACTED", redacted, len(out))
	}
	if err := gob.NewEncoder(&log).Encode(k); psa.StatusOf(err) != psa.ErrNotSupported {
		t.Errorf("gob: %v", err)
	}
}

type xmlKey struct{ K Key }

func TestPublicKeysPrint(t *testing.T) {
	k := Key{keytype.ECCPublicKey(keytype.Montgomery), 255, []byte{0xab, 0xcd}}
	if s := fmt.Sprint(k); !strings.Contains(s, "abcd") || !strings.Contains(s, "255 bits") || strings.Contains(s, "REDACTED") {
		t.Error(s)
	}
}

func TestWipe(t *testing.T) {
	data := []byte{1, 2, 3}
	k := Key{keytype.AES, 128, data}
	k.Wipe()
	if !bytes.Equal(data, make([]byte, 3)) || k.Data != nil || k.Type != keytype.None || k.Bits != 0 {
		t.Errorf("%x, %v", data, k)
	}
}
