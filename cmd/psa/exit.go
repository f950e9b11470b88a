package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/psacrypto/psa"
	"github.com/psacrypto/psa/storage"
)

// The exit codes.
const (
	exitOK           = 0
	exitOther        = 1
	exitUsage        = 2
	exitNotPermitted = 3
	exitNotFound     = 4
	exitCorrupt      = 5
	exitNotVerified  = 6
	exitInterrupted  = 130
)

const exitCodesHelp = `psa ends with one of these codes:

    0  done; for verify: the signature is right; for explain: yes
    1  any other failure, as a key that exists already, a full disk, or something that is not supported
    2  usage: an unknown command or flag, an argument, name, attribute or file content that can't be (INVALID_ARGUMENT)
    3  not permitted: the key's policy, a wrong passphrase or root key, the rights of a file (NOT_PERMITTED); for explain: no
    4  not found: no such key, store or file (DOES_NOT_EXIST, INVALID_HANDLE)
    5  corrupt: a damaged key or store (DATA_CORRUPT, DATA_INVALID, CORRUPTION_DETECTED, or STORAGE_FAILURE because the
     files are damaged); for check: something was found
    6  not verified: a wrong signature, MAC, tag or hash (INVALID_SIGNATURE)
  130  interrupted

With --json an error is one object on standard error:

  {"error": {"status": "NOT_PERMITTED", "reason": "…", "operation": "export_key", "key": "0x00001001", "exit": 3}}`

func exitCode(err error) int {
	if no, ok := err.(answered); ok {
		return no.code
	}
	if errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	// The specification has STORAGE_FAILURE for a storage that can't be read, whatever the cause; a person wants to know that it is damaged.
	if errors.Is(err, storage.ErrDamaged) {
		return exitCorrupt
	}
	return exitCodeOf(psa.StatusOf(fromFiles(err)))
}

func exitCodeOf(s psa.Status) int {
	switch s {
	case psa.Success:
		return exitOK
	case psa.ErrInvalidArgument:
		return exitUsage
	case psa.ErrNotPermitted:
		return exitNotPermitted
	case psa.ErrDoesNotExist, psa.ErrInvalidHandle:
		return exitNotFound
	case psa.ErrDataCorrupt, psa.ErrDataInvalid, psa.ErrCorruptionDetected:
		return exitCorrupt
	case psa.ErrInvalidSignature:
		return exitNotVerified
	}
	return exitOther
}

// fromFiles gives an error of the file system the status that says the same. What has a status keeps it.
func fromFiles(err error) error {
	var e *psa.Error
	var s psa.Status
	if err == nil || errors.As(err, &e) || errors.As(err, &s) {
		return err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return psa.Errorf(psa.ErrDoesNotExist, "%w", err)
	case errors.Is(err, fs.ErrPermission):
		return psa.Errorf(psa.ErrNotPermitted, "%w", err)
	case errors.Is(err, fs.ErrExist):
		return psa.Errorf(psa.ErrAlreadyExists, "%w", err)
	}
	return err
}

// errorObject is an error in JSON.
type errorObject struct {
	Status    string `json:"status"`
	Reason    string `json:"reason"`
	Operation string `json:"operation,omitempty"`
	Key       string `json:"key,omitempty"`
	Exit      int    `json:"exit"`
}

func describe(err error) errorObject {
	o := errorObject{Exit: exitCode(err), Reason: "interrupted", Status: "INTERRUPTED"}
	if o.Exit == exitInterrupted {
		return o
	}
	err = fromFiles(err)
	o.Status, o.Reason = psa.StatusOf(err).String(), err.Error()
	var e *psa.Error
	if errors.As(err, &e) {
		o.Operation = e.Op
		if e.Reason != "" {
			o.Reason = e.Reason
		}
		if e.Key != psa.KeyIDNull {
			o.Key = e.Key.String()
		}
	}
	return o
}

// report tells of an error on standard error. The name of the status stands behind what an operation of the specification refused; what was wrong before one was tried
// says enough by itself.
func (a *app) report(err error) {
	if _, ok := err.(answered); ok {
		return
	}
	o := describe(err)
	if a.json {
		line, _ := json.Marshal(map[string]errorObject{"error": o}) // strings and a number always marshal
		fmt.Fprintf(a.stderr, "%s\n", line)
		return
	}
	if o.Operation == "" {
		fmt.Fprintf(a.stderr, "psa: %s\n", o.Reason)
		return
	}
	fmt.Fprintf(a.stderr, "psa: %v\n", err)
}
