//go:build cgo

package main

// #cgo CFLAGS: -I${SRCDIR}/../include -std=gnu11 -fvisibility=hidden -Wall -Wextra
// #cgo LDFLAGS: -lpthread
import "C"
