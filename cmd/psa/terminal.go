package main

import (
	"os"
	"runtime"
)

// controllingTerminal opens the terminal that the program was started from.
func controllingTerminal() (*os.File, error) {
	name := "/dev/tty"
	if runtime.GOOS == "windows" {
		name = "CONIN$"
	}
	return os.OpenFile(name, os.O_RDWR, 0)
}
