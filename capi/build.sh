#!/bin/sh
# Builds the C library: build.sh DIRECTORY [shared|static]... makes libpsacrypto.so with its version links, and libpsacrypto.a.
# The version is that of the API; the soname changes when programs have to be compiled anew.
set -eu
version=1.5.0
soname=libpsacrypto.so.1
go=${GO:-go}
export CGO_ENABLED=1

if [ "${1:-}" = --version ]; then
	echo "$version"
	exit
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")"
for kind in "${@:-shared}"; do
	case $kind in
	shared)
		$go build -buildmode=c-shared -trimpath \
			-ldflags "-s -w -extldflags '-Wl,--version-script=$PWD/psacrypto.map -Wl,-soname,$soname'" \
			-o "$out/libpsacrypto.so.$version" .
		rm -f "$out/libpsacrypto.so.1.5.h" # cgo's own header, of functions that nobody can link with
		ln -sf "libpsacrypto.so.$version" "$out/$soname"
		ln -sf "$soname" "$out/libpsacrypto.so"
		;;
	static)
		# Go's objects become one, in which all names but the API's are local, as in the shared library.
		work=$(mktemp -d)
		trap 'rm -rf "$work"' EXIT
		$go build -buildmode=c-archive -trimpath -ldflags "-s -w" -o "$work/go.a" .
		(cd "$work" && ar x go.a && ld -r -d -o all.o ./*.o)
		objcopy --wildcard --keep-global-symbol='psa_*' --keep-global-symbol=mbedtls_psa_crypto_free \
			--keep-global-symbol=psacrypto_last_error "$work/all.o" "$work/psacrypto.o"
		rm -f "$out/libpsacrypto.a"
		ar rcs "$out/libpsacrypto.a" "$work/psacrypto.o"
		;;
	esac
done
