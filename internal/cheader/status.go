package cheader

import (
	"fmt"

	"github.com/psacrypto/psa"
)

// errorHeader is psa/error.h. The specification has the status codes that all PSA Certified APIs share there, and those of the Crypto API in
// psa/crypto.h; other implementations of PSA APIs may bring their own psa/error.h, so the second kind is not in it.
func errorHeader(name string) []byte {
	p := newPage(name, "the status codes that all PSA Certified APIs share (PSA Certified Status code API 1.0).", "<stddef.h>", "<stdint.h>")
	p.line("")
	p.line("/* Another API's header may have defined the type already. */")
	p.line("#ifndef PSA_SUCCESS")
	p.comment("The result of a function: PSA_SUCCESS, or an error.")
	p.line("typedef int32_t psa_status_t;")
	p.line("#endif")
	p.line("")
	for _, r := range psa.Statuses() {
		if !ofCryptoAPI(r) {
			p.status(r)
		}
	}
	return p.end(name)
}

// ofCryptoAPI tells whether the Crypto API defines the status, and not the common Status code API.
func ofCryptoAPI(r psa.StatusRow) bool {
	return r.Status == psa.ErrInsufficientEntropy || r.Status == psa.ErrInvalidPadding
}

func (p *page) status(r psa.StatusRow) {
	p.comment(sentence(r.Meaning))
	p.define(r.Status.CName(), fmt.Sprintf("((psa_status_t)%d)", int(r.Status)))
}
