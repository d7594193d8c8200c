# The engine on control groups of version 2.

groups=/sys/fs/cgroup/groovebox

run_here() {
    groovebox run --rm --network none "$@"
}

# The group of the one container that runs.
group() {
    local found=("$groups"/*/)
    [ -d "${found[0]}" ] && [ ${#found[@]} = 1 ] && echo "${found[0]%/}"
}

running() {
    local found
    found=$(group) && [ -n "$(cat "$found/cgroup.procs")" ]
}

# in_background OPTION...: starts the container "box" and comes back when its program runs; its engine is $engine.
in_background() {
    groovebox run --rm --network none --name box "$@" &
    engine=$!
    trap 'groovebox rm -f box; wait $engine || true' EXIT
    within 60 running
}

# Everything a container could leave; kernel threads and the specs' own shells come and go.
machine_state() {
    find /sys/fs/cgroup -mindepth 1 -type d
    cut -d ' ' -f 5- /proc/self/mountinfo
    ps -e -o args= | sed -E '/^(\[|\/bin\/bash \/mnt\/init|ps |sed |sort)/d' | sort
    find /run /tmp /dev /var/lib/groovebox/{containers,tmp} -mindepth 1 ! -name spec.output 2>/dev/null | sort || true
    ip -o link
}

makes_the_base() {
    run_here host/base true
}

passes_output_and_exit_code() {
    local code=0 out
    out=$(run_here host/base sh -c 'echo out; echo err >&2; exit 7') || code=$?
    equals 7 "$code"
    equals out "$out"
}

limits_from_outside() {
    in_background -m 64m --memory-reservation 32m --pids-limit 32 --cpus 0.5 --cpu-shares 512 --cpuset-cpus 1 \
        host/base sleep 300
    cd "$(group)"
    equals 67108864 "$(cat memory.max)"
    equals 67108864 "$(cat memory.swap.max)"
    equals 33554432 "$(cat memory.low)"
    equals 32 "$(cat pids.max)"
    equals '50000 100000' "$(cat cpu.max)"
    equals 59 "$(cat cpu.weight)"
    equals 1 "$(cat cpuset.cpus.effective)"
    equals 1 "$(wc -l <cgroup.procs)"
}

limits_from_inside() {
    local out
    out=$(run_here -m 48m --pids-limit 20 --cpus 1.5 host/base sh -c '
        cd /sys/fs/cgroup && cat memory.max pids.max cpu.max /proc/self/cgroup
        echo max >memory.max || echo read-only')
    equals "$(printf '%s\n' 50331648 20 '150000 100000' 0::/ read-only)" "$out"
}

memory_bomb() {
    local code=0
    run_here -m 32m host/base tail /dev/zero || code=$?
    equals 137 "$code"
}

fork_bomb() {
    local out
    out=$(run_here --pids-limit 16 host/base sh -c '
        i=0; while [ $i -lt 40 ]; do sleep 30 & i=$((i + 1)); done; echo all' 2>&1) || true
    grep -q 'Resource temporarily unavailable\|Cannot fork' <<<"$out"
    not grep -q '^all$' <<<"$out"
}

# The same node can be read where every device is allowed: it is the device program that says no.
disk_denied() {
    local numbers
    numbers=$(tr : ' ' </sys/block/vda/dev)
    equals denied "$(run_here host/base sh -c "
        mknod /dev/disk b $numbers
        head -c 1 /dev/disk 2>&1 | grep -q 'Operation not permitted' && echo denied")"
    equals 1 "$(run_here --privileged host/base sh -c "mknod /dev/disk b $numbers; head -c 1 /dev/disk | wc -c")"
}

usual_devices() {
    equals 2 "$(run_here host/base sh -c '
        head -c 1 /dev/zero; head -c 1 /dev/urandom >/dev/null; echo >/dev/null; : </dev/full; echo' | wc -c)"
}

script_sees_oom() {
    groovebox /mnt/oom.groovy
}

oom_of_one_that_lives_on() {
    groovebox run -d --name lives --memory 32m --network none host/base sh -c 'tail /dev/zero; sleep 100'
    within 30 told_of_oom
    equals true "$(groovebox inspect -f '{{.State.Running}}' lives)"
    groovebox rm -f lives
}

told_of_oom() {
    [ -n "$(groovebox events --since 10m --until 0s --filter event=oom --filter container=lives)" ]
}

freezes() {
    in_background host/base sh -c 'while :; do :; done'
    groovebox /mnt/pause.groovy "$(basename "$(group)")"
}

engine_killed() {
    in_background host/base sleep 300
    trap - EXIT
    kill -KILL "$engine"
    wait "$engine" || true
    within 30 not running
    groovebox ps -a
    within 5 not group
}

nothing_left() {
    machine_state >/root/after
    diff /root/before /root/after
}

it "makes an image of this machine's own programs and runs it" makes_the_base
mkdir -p "$groups"; rmdir "$groups"
machine_state >/root/before
it "passes output and exit code" passes_output_and_exit_code
it "sets the limits that were asked for" limits_from_outside
it "shows a container its own group, to read only" limits_from_inside
it "ends a memory bomb with 137" memory_bomb
it "reports the memory bomb to a script as oom, and nothing else as one" script_sees_oom
it "tells by an event when memory runs out in a container that lives on" oom_of_one_that_lives_on
it "stops a fork bomb at the limit of processes" fork_bomb
it "denies a disk, whose node can be made" disk_denied
it "allows the usual devices" usual_devices
it "pauses and resumes a container" freezes
it "ends a container whose engine is killed" engine_killed
it "leaves the machine as it was" nothing_left
