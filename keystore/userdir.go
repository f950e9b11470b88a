package keystore

import (
	"errors"
	"path/filepath"
	"runtime"
)

// UserDir returns where a user's store is unless the user says otherwise: $XDG_DATA_HOME/psa-crypto, else ~/.local/share/psa-crypto; on macOS
// ~/Library/Application Support/psa-crypto; on Windows %LocalAppData%\psa-crypto. It looks at the environment only, and makes nothing. getenv is
// os.Getenv, or how else the environment is read. The one error is that the user has no home directory.
func UserDir(getenv func(name string) string) (string, error) {
	data, err := dataDirectory(getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(data, "psa-crypto"), nil
}

func dataDirectory(getenv func(string) string) (string, error) {
	variable := "HOME"
	switch {
	case runtime.GOOS != "windows" && filepath.IsAbs(getenv("XDG_DATA_HOME")):
		return getenv("XDG_DATA_HOME"), nil
	case runtime.GOOS == "windows" && getenv("LocalAppData") != "":
		return getenv("LocalAppData"), nil
	case runtime.GOOS == "windows":
		variable = "USERPROFILE"
	}
	home := getenv(variable)
	switch {
	case home == "":
		return "", errors.New("the user has no home directory to keep keys in: $" + variable + " is not defined")
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support"), nil
	case runtime.GOOS == "windows":
		return filepath.Join(home, "AppData", "Local"), nil
	}
	return filepath.Join(home, ".local", "share"), nil
}
