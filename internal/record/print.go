package record

import (
	"encoding/json"
	"fmt"

	"github.com/psacrypto/psa"
)

const redacted = "REDACTED"

// shown is a record as it may be seen.
type shown struct {
	Attributes psa.Attributes
	Material   string
}

func (r Record) shown() shown { return shown{r.Attributes, redacted} }

// Format prints the attributes, and REDACTED for the material, for every verb.
func (r Record) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%+v", r.shown()) }

// MarshalJSON encodes the attributes, and REDACTED for the material.
func (r Record) MarshalJSON() ([]byte, error) { return json.Marshal(r.shown()) }

// MarshalText makes other encoders than JSON's write what [Record.Format] prints.
func (r Record) MarshalText() ([]byte, error) { return fmt.Append(nil, r), nil }

// GobEncode returns REDACTED: a record leaves the process by [Record.Append] only.
func (r Record) GobEncode() ([]byte, error) { return []byte(redacted), nil }
