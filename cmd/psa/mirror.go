package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/psacrypto/psa/keystore"
)

// mirrorVariable is the environment variable that names the directory of the mirror.
const mirrorVariable = "PSA_CRYPTO_MIRROR"

// mirrorNews is what was told of a mirror. Operations of the store may tell of it at any time.
type mirrorNews struct {
	mu   sync.Mutex
	said []string
}

// list returns what was told, never nil.
func (m *mirrorNews) list() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string{}, m.said...)
}

// toldOfMirror tells a person of what the mirror has repaired, each thing once.
func (a *app) toldOfMirror(e keystore.MirrorEvent) {
	a.mirrored.mu.Lock()
	defer a.mirrored.mu.Unlock()
	if s := e.String(); !slices.Contains(a.mirrored.said, s) {
		a.mirrored.said = append(a.mirrored.said, s)
		a.remark("mirror: %s", s)
	}
}

// mirrorDirectory returns where the mirror is, "" for none.
func (a *app) mirrorDirectory() string {
	if a.mirror != "" {
		return a.mirror
	}
	return os.Getenv(mirrorVariable)
}

func (a *app) inspectDirectory(ctx context.Context, dir string) (keystore.DirInfo, error) {
	if m := a.mirrorDirectory(); m != "" {
		return keystore.InspectDir(ctx, dir, m)
	}
	return keystore.InspectDir(ctx, dir)
}

// keyFile is a root in a file, which has a copy in the mirror where it is in its usual place.
func (a *app) keyFile(dir, path string) keystore.Root {
	m := a.mirrorDirectory()
	if m == "" || path != filepath.Join(dir, rootKeyName) {
		return keystore.KeyFile(path)
	}
	return keystore.MirroredKeyFile(path, filepath.Join(m, rootKeyName), a.toldOfMirror)
}

const rootKeyName = "root.key"
