package psa

import (
	"io/fs"
	"strconv"
)

// Status is the result of a call as a number, the same as psa_status_t. Every status but [Success] is an error.
//
// Status answers the standard questions: errors.Is(err, fs.ErrNotExist) holds for [ErrDoesNotExist] and [ErrInvalidHandle],
// errors.Is(err, fs.ErrExist) for [ErrAlreadyExists] and errors.Is(err, fs.ErrPermission) for [ErrNotPermitted].
type Status int32

// The statuses of "PSA Certified Status code API" that PSA Crypto 1.5 uses, and the others of its range.
const (
	Success                 Status = 0
	ErrProgrammerError      Status = -129
	ErrConnectionRefused    Status = -130
	ErrConnectionBusy       Status = -131
	ErrGenericError         Status = -132
	ErrNotPermitted         Status = -133
	ErrNotSupported         Status = -134
	ErrInvalidArgument      Status = -135
	ErrInvalidHandle        Status = -136
	ErrBadState             Status = -137
	ErrBufferTooSmall       Status = -138
	ErrAlreadyExists        Status = -139
	ErrDoesNotExist         Status = -140
	ErrInsufficientMemory   Status = -141
	ErrInsufficientStorage  Status = -142
	ErrInsufficientData     Status = -143
	ErrServiceFailure       Status = -144
	ErrCommunicationFailure Status = -145
	ErrStorageFailure       Status = -146
	ErrHardwareFailure      Status = -147
	ErrInsufficientEntropy  Status = -148
	ErrInvalidSignature     Status = -149
	ErrInvalidPadding       Status = -150
	ErrCorruptionDetected   Status = -151
	ErrDataCorrupt          Status = -152
	ErrDataInvalid          Status = -153
	OperationIncomplete     Status = -248
)

// StatusRow tells what a status is called and means.
type StatusRow struct {
	Status Status
	// Name is the specification's without PSA_ERROR_ or PSA_, as "NOT_PERMITTED".
	Name string
	// Meaning is a short text for people.
	Meaning string
	// Section is the page of the specification that defines the status.
	Section string
}

const (
	statusPage  = "doc/status-code/api/status-codes.rst"
	libraryPage = "doc/crypto/api/library/status.rst"
)

var statusTable = [...]StatusRow{
	{Success, "SUCCESS", "success", statusPage},
	{ErrProgrammerError, "PROGRAMMER_ERROR", "the caller broke the rules of the interface", statusPage},
	{ErrConnectionRefused, "CONNECTION_REFUSED", "the service refused the connection", statusPage},
	{ErrConnectionBusy, "CONNECTION_BUSY", "the service can't take the connection now", statusPage},
	{ErrGenericError, "GENERIC_ERROR", "an error that no other status describes", statusPage},
	{ErrNotPermitted, "NOT_PERMITTED", "a policy forbids it", statusPage},
	{ErrNotSupported, "NOT_SUPPORTED", "not supported", statusPage},
	{ErrInvalidArgument, "INVALID_ARGUMENT", "an argument is invalid", statusPage},
	{ErrInvalidHandle, "INVALID_HANDLE", "no key has this identifier", statusPage},
	{ErrBadState, "BAD_STATE", "not possible in the present state", statusPage},
	{ErrBufferTooSmall, "BUFFER_TOO_SMALL", "the output buffer is too small", statusPage},
	{ErrAlreadyExists, "ALREADY_EXISTS", "it exists already", statusPage},
	{ErrDoesNotExist, "DOES_NOT_EXIST", "it does not exist", statusPage},
	{ErrInsufficientMemory, "INSUFFICIENT_MEMORY", "not enough memory", statusPage},
	{ErrInsufficientStorage, "INSUFFICIENT_STORAGE", "no room left in storage", statusPage},
	{ErrInsufficientData, "INSUFFICIENT_DATA", "not enough data left", statusPage},
	{ErrServiceFailure, "SERVICE_FAILURE", "the service failed", statusPage},
	{ErrCommunicationFailure, "COMMUNICATION_FAILURE", "the place that keeps the key can't be reached", statusPage},
	{ErrStorageFailure, "STORAGE_FAILURE", "storage failed", statusPage},
	{ErrHardwareFailure, "HARDWARE_FAILURE", "hardware failed", statusPage},
	{ErrInsufficientEntropy, "INSUFFICIENT_ENTROPY", "no randomness to be had", libraryPage},
	{ErrInvalidSignature, "INVALID_SIGNATURE", "the signature, tag or digest does not match", statusPage},
	{ErrInvalidPadding, "INVALID_PADDING", "the padding is wrong", libraryPage},
	{ErrCorruptionDetected, "CORRUPTION_DETECTED", "an inconsistency that must not happen was found", statusPage},
	{ErrDataCorrupt, "DATA_CORRUPT", "stored data has been altered", statusPage},
	{ErrDataInvalid, "DATA_INVALID", "stored data is genuine but not understood", statusPage},
	{OperationIncomplete, "OPERATION_INCOMPLETE", "the operation has not ended yet", statusPage},
}

// Statuses returns a row for each status, in the order of their numbers from 0 downwards.
func Statuses() []StatusRow { return append([]StatusRow(nil), statusTable[:]...) }

func (s Status) row() *StatusRow {
	for i := range statusTable {
		if statusTable[i].Status == s {
			return &statusTable[i]
		}
	}
	return nil
}

// String returns the specification's name without its prefix, as "NOT_PERMITTED", or the number of an unknown status.
func (s Status) String() string {
	if r := s.row(); r != nil {
		return r.Name
	}
	return strconv.Itoa(int(s))
}

// CName returns the name of the C constant, as "PSA_ERROR_NOT_PERMITTED".
func (s Status) CName() string {
	switch s {
	case Success, OperationIncomplete:
		return "PSA_" + s.String()
	}
	return "PSA_ERROR_" + s.String()
}

// Error returns the meaning and the name: "a policy forbids it (NOT_PERMITTED)".
func (s Status) Error() string {
	if r := s.row(); r != nil {
		return r.Meaning + " (" + r.Name + ")"
	}
	return "status " + strconv.Itoa(int(s))
}

// Is makes the questions of package io/fs work on a status.
func (s Status) Is(target error) bool {
	switch target {
	case fs.ErrNotExist:
		return s == ErrDoesNotExist || s == ErrInvalidHandle
	case fs.ErrExist:
		return s == ErrAlreadyExists
	case fs.ErrPermission:
		return s == ErrNotPermitted
	case fs.ErrInvalid:
		return s == ErrInvalidArgument
	}
	return false
}
