package dev.groovebox.spec

import static java.nio.file.LinkOption.NOFOLLOW_LINKS

import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import java.util.regex.Pattern

/** Finds the things of {@link MachineSnapshot}, each as one line of words. */
class MachineFacts {
    private static final Path RUNTIME = Path.of('/run/groovebox')
    private static final Path TEMPORARY = Path.of('/tmp')
    private static final Path CGROUPS = Path.of('/sys/fs/cgroup')
    private static final Path NFT = Path.of('/usr/sbin/nft')

    private final Path engineRoot
    private final Optional<Path> sentinel

    MachineFacts(Path engineRoot, Optional<Path> sentinel) {
        this.engineRoot = engineRoot.toAbsolutePath().normalize()
        this.sentinel = sentinel
    }

    Set<String> now() {
        def others = OtherEngines.than(engineRoot)
        [mounts(), links(), networkNames(), cgroups(others), nftRules(), EngineProcesses.now(others), files(), untouched()]
                .flatten() as Set
    }

    /** By the fields of proc(5): 4 is the mount point, and what follows the dash names the source and its options. */
    private List<String> mounts() {
        Files.readAllLines(Path.of('/proc/self/mountinfo'))*.tokenize(' ')
                .findAll { fields -> isOurs(fields[4]) || fields.drop(fields.indexOf('-')).any { it.contains("=$engineRoot/") } }
                .collect { fields -> "mount ${fields[4]} (${fields[fields.indexOf('-') + 1]})".toString() }
    }

    private boolean isOurs(String path) {
        [engineRoot, RUNTIME].any { Path.of(path).startsWith(it) }
    }

    private List<String> links() {
        namesIn(Path.of('/sys/class/net')).findAll { isOwn(it, ~/gbx-(\p{XDigit}{8})/) }.collect { "network link $it".toString() }
    }

    /** Things of engines with roots of their own bear a mark made of the root; those of another's may come and go. */
    private boolean isOwn(String name, Pattern marked) {
        def match = marked.matcher(name)
        !match.matches() || match.group(1) == EnginePaths.of(engineRoot, engineRoot).mark()
    }

    private List<String> networkNames() {
        namesIn(Path.of('/run/netns')).collect { "network namespace $it".toString() }
    }

    /**
     * The engine's groups lie right under the root of each hierarchy, whichever version that is. Groups with groups in
     * them don't count: what matters is what is in them, and one parent serves all engines.
     */
    private List<String> cgroups(OtherEngines others) {
        (namesIn(CGROUPS).collect { CGROUPS.resolve(it) } + [CGROUPS])
                .findAll { Files.isDirectory(it) && !Files.isSymbolicLink(it) }
                .collectMany { hierarchy -> namesIn(hierarchy).findAll { it.startsWith('groovebox') }.collect { hierarchy.resolve(it) } }
                .collectMany { leavesUnder(it) }
                .findAll { group -> others.containers.every { !group.toString().contains(it) } }
                .collect { "cgroup $it".toString() }
                .unique()
    }

    private List<Path> leavesUnder(Path group) {
        def inside = namesIn(group).collect { group.resolve(it) }.findAll { Files.isDirectory(it, NOFOLLOW_LINKS) }
        if (inside) {
            return inside.collectMany { leavesUnder(it) }
        }
        Files.isDirectory(group) ? [group] : []
    }

    private List<String> nftRules() {
        if (!Files.isExecutable(NFT)) {
            return []
        }
        def listing = [NFT.toString(), 'list', 'ruleset'].execute()
        def out = new StringBuilder()
        listing.waitForProcessOutput(out, new StringBuilder())
        out.toString().split(/(?m)^(?=table )/)
                .findAll { table -> isOwn(table.readLines()[0] ?: '', ~/table inet groovebox-(\p{XDigit}{8}) \{/) }
                .collectMany { table -> table.readLines().findAll { !it.blank }.collect { "nft rule ${it.strip()}".toString() } }
    }

    private List<String> files() {
        def ours = namesIn(TEMPORARY).findAll { it =~ /^(groovebox|sandbox-init|jna)(?!-spec)/ }.collect { TEMPORARY.resolve(it) }
        def folders = [RUNTIME, RUNTIME.resolve('containers'), engineRoot.resolve('tmp'), engineRoot.resolve('containers')]
        (ours + folders.collectMany { folder -> namesIn(folder).collect { folder.resolve(it) } }).collect { "file $it".toString() }
    }

    private List<String> untouched() {
        sentinel.map { FolderFingerprint.of(it) }.orElse([])
    }

    private static List<String> namesIn(Path folder) {
        folder.toFile().list()?.toList()?.toSorted() ?: []
    }
}
