// Command psa keeps keys in a PSA Crypto key store and uses them: it makes, imports, copies and destroys keys, signs, verifies, encrypts, decrypts, computes
// MACs and hashes, derives and agrees on keys, and looks after the store itself.
//
// Run "psa help" for the commands, "psa COMMAND --help" for one of them with an example, and "psa help exit-codes", "psa help names" and "psa help store" for what
// they have in common.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Main runs the command line args, which begin with the command and not with the program, and returns the exit code ("psa help exit-codes"). When ctx ends, the
// command ends too and leaves nothing half-made. It may be called several times, also concurrently.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, openTerminal: controllingTerminal}
	return a.run(ctx, args)
}
