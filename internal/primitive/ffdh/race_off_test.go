//go:build !race

package ffdh

const raceEnabled = false
