package psa_test

import (
	"errors"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/vectors"
)

// namedHere are the constants of the specification that this package has beside statuses, usage flags and those of PAKE.
var namedHere = map[string]int64{
	"PSA_KEY_ID_NULL":       int64(psa.KeyIDNull),
	"PSA_KEY_ID_USER_MIN":   int64(psa.KeyIDUserMin),
	"PSA_KEY_ID_USER_MAX":   int64(psa.KeyIDUserMax),
	"PSA_KEY_ID_VENDOR_MIN": int64(psa.KeyIDVendorMin),
	"PSA_KEY_ID_VENDOR_MAX": int64(psa.KeyIDVendorMax),

	"PSA_KEY_LIFETIME_VOLATILE":               int64(psa.Volatile),
	"PSA_KEY_LIFETIME_PERSISTENT":             int64(psa.Persistent),
	"PSA_KEY_PERSISTENCE_VOLATILE":            int64(psa.PersistenceVolatile),
	"PSA_KEY_PERSISTENCE_DEFAULT":             int64(psa.PersistenceDefault),
	"PSA_KEY_PERSISTENCE_READ_ONLY":           int64(psa.PersistenceReadOnly),
	"PSA_KEY_LOCATION_LOCAL_STORAGE":          int64(psa.LocationLocalStorage),
	"PSA_KEY_LOCATION_PRIMARY_SECURE_ELEMENT": int64(psa.LocationPrimarySecureElement),
}

// elsewhere are the names of constants that packages alg and keytype have, and hold to the specification in tests of their own.
var elsewhere = regexp.MustCompile(`^PSA_(ALG|KEY_TYPE|ECC_FAMILY|DH_FAMILY|SLH_DSA_FAMILY|PAKE|HASH_SUSPEND|TLS12)_`)

func TestSpecConstants(t *testing.T) {
	have := map[string]int64{}
	for name, v := range namedHere {
		have[name] = v
	}
	for _, r := range psa.Statuses() {
		have[r.Status.CName()] = int64(r.Status)
	}
	for _, r := range psa.Usages() {
		have["PSA_KEY_USAGE_"+r.Name] = int64(r.Usage)
	}
	since := map[string]string{}
	for _, r := range psa.Usages() {
		since["PSA_KEY_USAGE_"+r.Name] = r.Since
	}
	seen := map[string]bool{}
	for _, row := range vectors.Spec(t, "constants.tsv") {
		name := row[0]
		if elsewhere.MatchString(name) {
			continue
		}
		seen[name] = true
		want, err := strconv.ParseInt(row[1], 0, 64)
		got, ok := have[name]
		if err != nil || !ok || got != want {
			t.Errorf("%s is %d here (known: %t), %s in the specification", name, got, ok, row[1])
		}
		if s, ok := since[name]; ok && s != row[2] {
			t.Errorf("%s is since %s here, since %s in the specification", name, s, row[2])
		}
	}
	for name := range have {
		if !seen[name] {
			t.Errorf("%s is not in the specification", name)
		}
	}
}

func TestLifetimeMacros(t *testing.T) {
	l := psa.MakeLifetime(psa.PersistenceReadOnly, 0x123456)
	if l != 0x123456ff || l.Persistence() != 0xff || l.Location() != 0x123456 || l.IsVolatile() {
		t.Errorf("lifetime is %#x: %v, %v", uint32(l), l.Persistence(), l.Location())
	}
	if !psa.Lifetime(0x00000500).IsVolatile() {
		t.Error("persistence level 0 is volatile in any location")
	}
}

func TestUsageNames(t *testing.T) {
	for _, r := range psa.Usages() {
		for _, s := range []string{r.Name, strings.ToLower(r.Name), strings.ReplaceAll(r.Name, "_", "-"), "PSA_KEY_USAGE_" + r.Name, r.Usage.String()} {
			if got, err := psa.ParseUsage(s); err != nil || got != r.Usage {
				t.Errorf("%q is %v, %v", s, got, err)
			}
		}
	}
	all := psa.AllUsage()
	if got, err := psa.ParseUsage(all.String()); err != nil || got != all {
		t.Errorf("all: %v, %v", got, err)
	}
	if got, err := psa.ParseUsage("none"); err != nil || got != 0 {
		t.Errorf("none: %v, %v", got, err)
	}
	if got, err := psa.ParseUsage("sign, verify"); err != nil || got != psa.SignHash|psa.SignMessage|psa.VerifyHash|psa.VerifyMessage {
		t.Errorf("sign, verify: %v, %v", got, err)
	}
	if _, err := psa.ParseUsage("encrpyt"); !errors.Is(err, psa.ErrInvalidArgument) || !strings.Contains(err.Error(), "encrypt") {
		t.Errorf("a typo: %v", err)
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("the cause")
	err := psa.At(psa.Errorf(psa.ErrDoesNotExist, "nothing here: %w", cause), "open_key", 0x1001)
	if !errors.Is(err, psa.ErrDoesNotExist) || !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, cause) || errors.Is(err, fs.ErrExist) {
		t.Errorf("%v answers wrongly", err)
	}
	if got, want := err.Error(), "open key 0x00001001: nothing here: the cause (DOES_NOT_EXIST)"; got != want {
		t.Errorf("text is %q, want %q", got, want)
	}
	if again := psa.At(err, "copy_key", 5); again.Error() != err.Error() {
		t.Errorf("the first place wins: %v", again)
	}
	if psa.At(nil, "x", 1) != nil {
		t.Error("no error becomes one")
	}
	if s := psa.StatusOf(cause); s != psa.ErrGenericError {
		t.Errorf("status of a foreign error is %v", s)
	}
	if s := psa.StatusOf(nil); s != psa.Success {
		t.Errorf("status of no error is %v", s)
	}
}

// Every status that a function of the specification may return is one of the vocabulary.
func TestFunctionStatuses(t *testing.T) {
	have := map[string]bool{}
	for _, r := range psa.Statuses() {
		have[r.Status.CName()] = true
	}
	for _, row := range vectors.Spec(t, "functions.tsv") {
		for _, s := range strings.Fields(row[len(row)-1]) {
			if strings.HasPrefix(s, "PSA_") && !have[s] {
				t.Errorf("%s returns %s, which is unknown", row[0], s)
			}
		}
	}
}
