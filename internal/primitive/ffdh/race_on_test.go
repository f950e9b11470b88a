//go:build race

package ffdh

// raceEnabled tells that the race detector is on, under which pools forget at random and allocations can't be counted.
const raceEnabled = true
