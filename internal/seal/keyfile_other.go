//go:build !unix

package seal

import "io/fs"

// exposed checks only that it is a file: elsewhere than on unix, permission bits say nothing. On Windows a file in a user's profile is that user's by the access
// control list that it inherits.
func exposed(info fs.FileInfo) string {
	if !info.Mode().IsRegular() {
		return "it is not a regular file"
	}
	return ""
}

// syncDir does nothing: Windows has no way to flush a directory and journals the names itself.
func syncDir(string) error { return nil }
