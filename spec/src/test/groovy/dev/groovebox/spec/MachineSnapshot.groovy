package dev.groovebox.spec

import java.nio.file.Path
import java.time.Duration

/**
 * What the engine could leave behind on this machine, as it is at one moment.
 *
 * <pre>
 * def before = MachineSnapshot.take()
 * ...
 * before.differences() == []
 * </pre>
 *
 * Other programs use the machine too, so of processes, namespaces, mounts and groups only those count that are the
 * engine's by descent, name or place.
 */
class MachineSnapshot {
    /** The kernel removes namespaces, their mounts and their links after the last process has gone, in its own time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20)

    /** Things of other engines that may have ended meanwhile, and a container's end of its network, which the kernel removes late. */
    private static final List<String> ENDING = ['process ', 'namespace ', 'cgroup ', 'network link gbv']

    private final MachineFacts facts
    private final Set<String> before

    private MachineSnapshot(MachineFacts facts) {
        this.facts = facts
        this.before = facts.now()
    }

    /**
     * @param of engineRoot: where the engine under test keeps its things (default: the system's);
     *     sentinel: a folder outside of every container, of which each byte and attribute must stay
     */
    static MachineSnapshot take(Map<String, Path> of = [:]) {
        new MachineSnapshot(new MachineFacts(of.engineRoot ?: Path.of('/var/lib/groovebox'), Optional.ofNullable(of.sentinel)))
    }

    /**
     * What is there that wasn't, and the reverse, one line each. Only what stays so for the whole time counts: it gives
     * the kernel time to clean up, and leaves out what others start and end meanwhile.
     *
     * @param counts tells what is looked at
     */
    List<String> differences(Duration patience = PATIENCE, Closure<Boolean> counts = { true }) {
        long end = System.nanoTime() + patience.toNanos()
        Set<String> lasting = comparison().findAll(counts)
        while (!lasting.empty && System.nanoTime() < end) {
            Thread.sleep(100)
            lasting.retainAll(comparison())
        }
        lasting.toSorted()
    }

    List<String> differences(Closure<Boolean> counts) {
        differences(PATIENCE, counts)
    }

    private Set<String> comparison() {
        def after = facts.now()
        def gone = (before - after).findAll { fact -> !ENDING.any { fact.startsWith(it) } }
        ((after - before).collect { "left: $it".toString() } + gone.collect { "gone: $it".toString() }) as Set
    }
}
