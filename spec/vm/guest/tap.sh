# What a spec is written with. The report (TAP) goes to fd 3, everything else to the console.
count=0
output=/run/spec.output

# it NAME FUNCTION: the function runs in a shell of its own; it fails when one of its commands does.
it() {
    count=$((count + 1))
    (set -euxo pipefail; "$2") >"$output" 2>&1 3>&- &
    if wait $!; then
        echo "ok $count - $1" >&3
    else
        echo "not ok $count - $1" >&3
        tail -n 30 "$output" | sed 's/^/#   /' >&3
    fi
    { echo "== $count $1"; cat "$output"; } >/dev/console
}

# All in one JVM, of which an emulated processor is slow to start another.
spock_classes() {
    local line
    while IFS= read -r line; do
        case $line in "ok "* | "not ok "*) count=$((count + 1)) ;; esac
        echo "$line" >&3
    done < <(java -cp "$(printf '%s:' /mnt/classes/[0-9]*)" -Dspock.tempdir.cleanup=NEVER -Dgroovebox.launcher="$home/groovebox" \
        dev.groovebox.spec.TapReport /dev/fd/4 $(</mnt/classes/names) 4>&1 >/dev/console 2>&1)
    wait $! || it "Spock ran to its end" false
}

plan() {
    echo "1..$count" >&3
}

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    { set +x; } 2>/dev/null
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || { echo "not so in time: $*"; return 1; }
        sleep 0.2
    done
    set -x
}

equals() {
    [ "$1" = "$2" ] || { echo "expected '$1', got '$2'"; return 1; }
}

# `set -e` passes over a command with "!" before it.
not() {
    ! "$@"
}
