//go:build !linux || !(amd64 || arm64)

package torture

import "errors"

func beWatched() error { return errors.New("processes are watched on Linux only") }
