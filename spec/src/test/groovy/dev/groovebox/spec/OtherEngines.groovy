package dev.groovebox.spec

import java.nio.file.Path

/**
 * The containers that run now under other engine roots than ours. Whoever watches over a container holds the lock file of
 * its folder open, so the links in /proc/PID/fd tell which engine a container belongs to, and who its keeper is.
 */
class OtherEngines {
    final Set<String> containers
    private final Set<Long> keepers

    private OtherEngines(Set<String> containers, Set<Long> keepers) {
        this.containers = containers
        this.keepers = keepers
    }

    static OtherEngines than(Path engineRoot) {
        Set<String> containers = []
        Set<Long> keepers = []
        new File('/proc').list().findAll { it.isLong() }.each { pid ->
            openFiles(pid).each { file ->
                def lock = file =~ '^(/.+)/containers/([0-9a-f]{12,64})/lock( \\(deleted\\))?$'
                if (lock && lock[0][1] != engineRoot.toString()) {
                    containers << (lock[0][2] as String)
                    keepers << pid.toLong()
                }
            }
        }
        new OtherEngines(containers, keepers)
    }

    /** A keeper itself, or a process in the control group of such a container. */
    boolean have(long pid) {
        pid in keepers || containers.any { ProcFiles.text("/proc/$pid/cgroup").contains(it) }
    }

    private static List<String> openFiles(String pid) {
        (new File("/proc/$pid/fd").list() ?: []).collect { ProcFiles.target(Path.of("/proc/$pid/fd/$it")) }
    }
}
