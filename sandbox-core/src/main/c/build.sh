#!/bin/sh
# Compiles sandbox-init, static, into the folder given: it must run where the container's root has no libraries.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
compiler=${CC:-cc}
if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "groovebox: cannot compile sandbox-init: no C compiler '$compiler'; install gcc and libc6-dev, or set CC" >&2
    exit 1
fi
mkdir -p "$out"
"$compiler" -std=gnu11 -Os -static -Wall -Wextra -Werror -D_GNU_SOURCE \
    -fno-strict-aliasing -fstack-protector-strong -Wl,-z,relro,-z,now,-z,noexecstack -s \
    -o "$out/sandbox-init.tmp" "$here"/*.c
mv "$out/sandbox-init.tmp" "$out/sandbox-init"
