// Package torture has tests only: they break what a key store stands on, and then ask it for every key that it has acknowledged.
//
//	go test ./torture                               the short forms, a few minutes
//	go test -short ./torture                        shorter ones
//	PSA_TORTURE=all go test -timeout 0 ./torture    the long forms, hours
//	PSA_TORTURE_SEED=7 go test -run … ./torture     once more with the seed that a failed test has printed
//
// What is broken, and how:
//
//   - death_test.go: processes are killed (SIGKILL) while they create, copy, destroy, rotate and back up, one, two or four at once on a store.
//   - power_linux_test.go: an ext4 file system in a file is shut down without writing its log while one, two or four processes work on it, and mounted again; with
//     several modes of its log. This takes root, and is done in a mount namespace of its own, which leaves nothing mounted.
//   - replay_linux_test.go: every write, sync and renaming of a process is recorded, and the disk is made up as it may be after the power has gone at each of these
//     moments: with all that was written, with nothing but what was synced, and with some sectors of the rest. This takes no rights.
//   - log_test.go: SQLite's log is cut and torn behind what was acknowledged, other bytes follow it, and its index is replaced. This runs on every system.
//   - mirror_test.go: processes are killed as above on a store with a mirror, and between the rounds one of its two directories is lost, damaged or put back to what it was.
//   - faults_linux_test.go: the n-th call of the operating system on a file of the store fails, for every n.
//   - full_linux_test.go: the disk is full.
//   - linear_test.go: processes and goroutines create, use, copy and destroy the same keys; what they were told must fit in one order, which porcupine
//     looks for.
//   - memory_linux_test.go: the memory of a process is searched for the bytes of keys that it has no more use for, and its mappings are looked at.
//
// Random calls against a model of the specification (internal/specmodel) are in model_test.go, and for the C library in capi/model_test.go.
//
// The tests know of a store what a user knows: package keystore, and the names of the files. A process under test tells what it does, before and after each call,
// on its standard output (worker_test.go); ledger_test.go makes of these lines what has to be in the store.
//
// A seed settles what is done in what order, and where a fault or a cut is. It doesn't settle when a killed process dies, nor how processes meet: these tests repeat a failure with
// some luck only.
package torture
