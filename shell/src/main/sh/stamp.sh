#!/bin/sh
# Maven's last step for this module: stamp.sh TARGET VERSION
# Keeps the native libraries of JNA and JLine for this machine, so that no start has to unpack them; and writes down what was built: a key that changes with any jar
# (the class archive is void then), the folder it was built in (likewise), and the version.
set -eu
built=$1
version=$2
module=$(cd "$(dirname "$0")/../../.." && pwd -P)
machine=$(uname -m)
case $machine in
    x86_64) jna=x86-64 jline=x86_64 ;;
    aarch64) jna=aarch64 jline=arm64 ;;
    *)
        echo "groovebox: cannot build for this machine: there is no support for '$machine'" >&2
        exit 1
        ;;
esac
cp -p "$built/native/com/sun/jna/linux-$jna/libjnidispatch.so" \
    "$built/native/org/jline/nativ/Linux/$jline/libjlinenative.so" "$built/native/"
cp -p "$module/target/shell-$version.jar" "$built/lib/shell.jar"
key=$({ echo "$module" && stat -c '%n %s %Y' "$built"/lib/*.jar; } | cksum)
{
    echo "${key%% *}"
    dirname "$module"
    echo "$version"
} >"$built/stamp.new"
mv "$built/stamp.new" "$built/stamp"
