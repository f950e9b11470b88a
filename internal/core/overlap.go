package core

import "reflect"

// apart returns in, or a copy of it where it overlaps the free part of dst without beginning at the same byte: outputs may overlap inputs
// (PSA Crypto 1.5, "Overlap between parameters"), but the ciphers below want them equal or apart.
func apart(dst, in []byte) []byte {
	free := dst[len(dst):cap(dst)]
	if len(in) == 0 || len(free) == 0 {
		return in
	}
	free = free[:cap(free)]
	d, i := address(free), address(in)
	if d == i || d+uintptr(len(free)) <= i || i+uintptr(len(in)) <= d {
		return in
	}
	return append([]byte(nil), in...)
}

// aside returns in, or a copy of it where it overlaps the free part of dst at all. It serves inputs that are read after output has been
// written: nonces, additional data, tags.
func aside(dst, in []byte) []byte {
	free := dst[len(dst):cap(dst)]
	if len(in) == 0 || len(free) == 0 {
		return in
	}
	d, i := address(free), address(in)
	if d+uintptr(len(free)) <= i || i+uintptr(len(in)) <= d {
		return in
	}
	return append([]byte(nil), in...)
}

// address needs no package unsafe: a pointer in an interface is read by reflection.
func address(b []byte) uintptr { return reflect.ValueOf(&b[0]).Pointer() }
