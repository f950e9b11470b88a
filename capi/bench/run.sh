#!/bin/sh
# Puts side by side what calls cost: of the Go API, of the C library, and of Mbed TLS where its development files are installed.
# run.sh LIBRARY_DIRECTORY
set -eu
lib=$(cd "$1" && pwd)
cd "$(dirname "$0")"
go=${GO:-go}
cc=${CC:-gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

$cc -O2 -std=c99 -I ../../include bench.c -o "$work/ours" -L "$lib" -lpsacrypto -lpthread -Wl,-rpath,"$lib"
PSA_CRYPTO_STORE="$work/store" PSA_CRYPTO_ROOT_KEY= "$work/ours" > "$work/ours.txt"
$go run ./gocalls > "$work/go.txt"
: > "$work/mbedtls.txt"
theirs="no Mbed TLS"
if echo '#include <mbedtls/version.h>' | $cc -E - > /dev/null 2>&1; then
	# The PSA part of version 2.28 is for one thread, and has room for 32 keys.
	flags=""
	version=$(echo 'MBEDTLS_VERSION_STRING' | $cc -E -P -include mbedtls/version.h - | tail -n 1 | tr -d '" ')
	case $version in 2.*) flags="-DFEW_KEYS -DNOT_THREAD_SAFE" ;; 3.*) flags="-DFEW_KEYS" ;; esac
	if $cc -O2 -std=c99 $flags bench.c -o "$work/mbedtls" -lmbedcrypto -lpthread 2> "$work/errors"; then
		theirs="Mbed TLS $version"
		(cd "$work" && ./mbedtls > mbedtls.txt)
	else
		echo "bench.c does not compile against Mbed TLS $version:" >&2
		cat "$work/errors" >&2
	fi
else
	echo "Mbed TLS is not installed (apt-get install libmbedtls-dev); this library is measured alone" >&2
fi

awk -F '\t' -v theirs="$theirs" '
	FILENAME ~ /go.txt$/ { go[$1] = $2; next }
	FILENAME ~ /mbedtls.txt$/ { other[$1] = $2; next }
	{ name[++many] = $1; ours[$1] = $2 }
	function cell(v) { return v == "" ? "-" : v >= 10000 ? sprintf("%.1f us", v / 1000) : sprintf("%.0f ns", v) }
	END {
		printf "%-40s %12s %12s %12s %20s %8s\n", "", "Go call", "C call", "C over Go", theirs, "ratio"
		for (i = 1; i <= many; i++) {
			n = name[i]
			printf "%-40s %12s %12s %12s %20s %8s\n", n, cell(go[n]), cell(ours[n]),
				go[n] == "" ? "-" : sprintf("%+.0f ns", ours[n] - go[n]), cell(other[n]),
				other[n] == "" ? "-" : sprintf("%.1f", other[n] / ours[n])
		}
	}' "$work/go.txt" "$work/mbedtls.txt" "$work/ours.txt"
