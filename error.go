package psa

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Error is a refusal or failure with its reason: what was asked, of which key, and which attribute or rule stood against it.
// It never holds anything secret.
type Error struct {
	// Status is the specification's answer.
	Status Status
	// Op is the operation in the words of the specification's function, as "copy_key"; "" where it is not known yet.
	Op string
	// Key is the identifier that the caller gave, or [KeyIDNull].
	Key KeyID
	// Reason says in words which attribute or rule it was and what would be accepted.
	Reason string
	// Err is the cause below, or nil. Where it matters to a person, Reason has its text already.
	Err error
}

// Error returns "copy key 0x00001001: the usage flag COPY is missing … (NOT_PERMITTED)".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(strings.ReplaceAll(e.Op, "_", " "))
	}
	if e.Key != KeyIDNull {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(e.Key.String())
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if e.Reason != "" {
		b.WriteString(e.Reason)
	} else if r := e.Status.row(); r != nil {
		b.WriteString(r.Meaning)
	}
	b.WriteString(" (")
	b.WriteString(e.Status.String())
	b.WriteByte(')')
	return b.String()
}

// Unwrap makes errors.Is and errors.As see the status and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Status}
	}
	return []error{e.Status, e.Err}
}

// Errorf makes an *Error of a status and a reason in the manner of fmt.Errorf; what %w names becomes its cause.
func Errorf(s Status, format string, args ...any) *Error {
	e := fmt.Errorf(format, args...)
	return &Error{Status: s, Reason: e.Error(), Err: errors.Unwrap(e)}
}

// At returns err with the operation and key filled in where they were not known yet. A nil error stays nil; an error that carries
// no status becomes one of status [StatusOf].
func At(err error, op string, key KeyID) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		if e.Op != "" {
			return err
		}
		c := *e
		c.Op, c.Key = op, key
		return &c
	}
	s := StatusOf(err)
	if err == error(s) {
		return &Error{Status: s, Op: op, Key: key}
	}
	return &Error{Status: s, Op: op, Key: key, Reason: err.Error(), Err: err}
}

// StatusOf returns the status that an error carries: [Success] for nil, and [ErrGenericError] for an error without one.
func StatusOf(err error) Status {
	if err == nil {
		return Success
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Status
	}
	var s Status
	if errors.As(err, &s) {
		return s
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return ErrServiceFailure
	}
	return ErrGenericError
}
