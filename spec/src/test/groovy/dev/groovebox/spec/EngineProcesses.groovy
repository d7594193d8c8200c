package dev.groovebox.spec

import static dev.groovebox.spec.ProcFiles.target
import static dev.groovebox.spec.ProcFiles.text

import java.nio.file.Path

/**
 * The processes that are the engine's: those that descend from this JVM, and the helpers and launchers by name wherever
 * they are, for a monitor belongs to nobody; without those of other engines. A process that ends while it is looked at
 * isn't there.
 */
class EngineProcesses {
    private static final List<String> NAMES = ['sandbox-init', 'groovebox']
    private static final Path OWN_NAMESPACES = Path.of('/proc/self/ns')

    /** A line for each process, and one for each namespace that it is in and this JVM isn't. */
    static List<String> now(OtherEngines others) {
        def descendants = ProcessHandle.current().descendants().map { it.pid() }.toList() as Set
        def own = namespaces(OWN_NAMESPACES)
        processIds()
                .findAll { it in descendants || isNamed(it) && !others.have(it) }
                .collectMany { pid ->
                    def started = startTime(pid)
                    started.empty ? [] : ["process $pid ${words(pid)} started at tick ${started.get()}".toString()] +
                            (namespaces(Path.of("/proc/$pid/ns")) - own).collect { "namespace $it".toString() }
                }
                .unique()
    }

    private static List<Long> processIds() {
        new File('/proc').list().findAll { it.isLong() }*.toLong()
    }

    /** The kernel's name of a process, and of the file it runs: a sealed memfd shows as "/memfd:sandbox-init (deleted)". */
    private static boolean isNamed(long pid) {
        def name = text("/proc/$pid/comm").strip()
        def program = target(Path.of("/proc/$pid/exe"))
        NAMES.any { name == it || program.startsWith("/memfd:$it") || program.endsWith("/$it") }
    }

    private static String words(long pid) {
        text("/proc/$pid/cmdline").replace('\0', ' ').strip() ?: "[${text("/proc/$pid/comm").strip()}]"
    }

    /** Field 22 of proc(5)'s stat; the name before it may itself hold spaces and brackets. Zombies count. */
    private static Optional<String> startTime(long pid) {
        def stat = text("/proc/$pid/stat")
        stat.contains(')') ? Optional.of(stat.substring(stat.lastIndexOf(')') + 2).tokenize(' ')[19]) : Optional.empty()
    }

    private static Set<String> namespaces(Path folder) {
        (folder.toFile().list() ?: []).collect { target(folder.resolve(it)) }.findAll() as Set
    }
}
