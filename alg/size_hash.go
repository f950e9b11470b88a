package alg

// Sizes of hashes, in bytes.
const (
	HashMaxSize                     = 64  // PSA_HASH_MAX_SIZE
	HashSuspendAlgorithmFieldLength = 4   // PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH
	HashSuspendOutputMaxSize        = 211 // PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE: SHA-512 and its kin
)

// HashLength is the length in bytes of the hash a, or of the hash inside a, and 0 where there is none. It mirrors PSA_HASH_LENGTH.
func (a Algorithm) HashLength() int { return digestOf(a.Hash()).Length }

// HashBlockLength is the length in bytes of the blocks in which the hash a, or the hash inside a, reads its input, and 0 where there is
// none. For the hashes that go with HMAC it is HMAC's block size too. It mirrors PSA_HASH_BLOCK_LENGTH.
func (a Algorithm) HashBlockLength() int { return digestOf(a.Hash()).Block }

// HashSuspendInputLengthFieldLength is the length in bytes of the field input-length in the hash suspend state of a, and 0 where the
// specification has none for a. It mirrors PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH.
func HashSuspendInputLengthFieldLength(a Algorithm) int { return digestOf(a).SuspendLength }

// HashSuspendHashStateFieldLength is the length in bytes of the field hash-state in the hash suspend state of a, and 0 where the
// specification has none for a. It mirrors PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH.
func HashSuspendHashStateFieldLength(a Algorithm) int { return digestOf(a).SuspendState }

// HashSuspendOutputSize is the largest hash suspend state of a in bytes, and 0 where the specification has none for a. It mirrors
// PSA_HASH_SUSPEND_OUTPUT_SIZE.
func HashSuspendOutputSize(a Algorithm) int {
	d := digestOf(a)
	if d.SuspendState == 0 {
		return 0
	}
	return HashSuspendAlgorithmFieldLength + d.SuspendLength + d.SuspendState + d.Block - 1
}
