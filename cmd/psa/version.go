package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// specification is the version of the PSA Crypto API that the program follows.
const specification = "1.5"

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: `  psa version --json`,
		Args:    arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			v := versionObject{Version: "unknown", Specification: specification, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
			if b, ok := debug.ReadBuildInfo(); ok {
				v.Version = b.Main.Version
				for _, s := range b.Settings {
					if s.Key == "vcs.revision" {
						v.Revision = s.Value
					}
				}
			}
			return a.emit(v, func(w io.Writer) {
				fmt.Fprintf(w, "psa %s, PSA Crypto API %s, %s, %s\n", v.Version, v.Specification, v.Go, v.Platform)
			})
		},
	}
}

type versionObject struct {
	Version       string `json:"version"`
	Revision      string `json:"revision,omitempty"`
	Specification string `json:"specification"`
	Go            string `json:"go"`
	Platform      string `json:"platform"`
}
