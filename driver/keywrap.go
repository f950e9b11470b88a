package driver

import "context"

// KeyWrapping is implemented by drivers that wrap keys.
type KeyWrapping interface {
	// WrapKey appends data, a key in the specification's format, wrapped with the key of the grant.
	// Error: INVALID_ARGUMENT for data of a length that the algorithm can't take.
	WrapKey(ctx context.Context, g Grant, dst, data []byte) ([]byte, error)
	// UnwrapKey appends the key that was wrapped, or nothing: INVALID_SIGNATURE, also for data of a length that wrapping never gives.
	UnwrapKey(ctx context.Context, g Grant, dst, data []byte) ([]byte, error)
}
