package core

import (
	"testing"
	"time"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/internal/record"
	"github.com/psacrypto/psa/internal/seal"
	"github.com/psacrypto/psa/keytype"
)

// A record says itself whose it is, and counts only under that name.
func TestReadRecordOfAnotherKey(t *testing.T) {
	r := record.Record{Attributes: psa.Attributes{Owner: 3, ID: 7, Lifetime: psa.Persistent, Type: keytype.RawData, Bits: 8, Created: time.Unix(0, 0).UTC()}, Material: []byte{1}}
	plain := r.Append(nil)
	for n, status := range map[seal.Name]psa.Status{
		{Owner: 3, ID: 7}: psa.Success, {Owner: 3, ID: 8}: psa.ErrDataInvalid, {Owner: 4, ID: 7}: psa.ErrDataInvalid,
	} {
		if _, err := ReadRecord(n, plain); psa.StatusOf(err) != status {
			t.Errorf("as the record of %v: %v, want %v", n, err, status)
		}
	}
}
