# Is this the machine that the other specs are about?

version_2_only() {
    equals cgroup2fs "$(stat -f -c %T /sys/fs/cgroup)"
    not grep -q ' - cgroup ' /proc/self/mountinfo
    equals '' "$(awk 'NR > 1 && $2 != 0' /proc/cgroups)"
}

every_controller() {
    local controller
    for controller in cpuset cpu io memory pids; do
        grep -qw "$controller" /sys/fs/cgroup/cgroup.controllers
    done
}

device_programs() {
    grep -qw CONFIG_CGROUP_BPF=y "/boot/config-$(uname -r)" || zgrep -qw CONFIG_CGROUP_BPF=y /proc/config.gz
}

overlay() {
    mkdir -p /var/tmp/overlay/{lower,upper,work,merged}
    echo below >/var/tmp/overlay/lower/file
    unshare --mount sh -ec '
        cd /var/tmp/overlay
        mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged
        echo above > merged/file'
    equals below "$(cat /var/tmp/overlay/lower/file)"
    equals above "$(cat /var/tmp/overlay/upper/file)"
    rm -r /var/tmp/overlay
}

java_runs() {
    java -version
}

it "has control groups of version 2 and none of version 1" version_2_only
it "has the controllers cpuset, cpu, io, memory and pids" every_controller
it "lets programs decide about devices" device_programs
it "has an overlay filesystem" overlay
it "has a Java runtime" java_runs
