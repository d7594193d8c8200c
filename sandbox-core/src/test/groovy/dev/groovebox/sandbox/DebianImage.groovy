package dev.groovebox.sandbox

import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.nio.file.StandardOpenOption

/**
 * A real Debian 12 of about 200 MB and 6,700 files, made once for this machine by debootstrap from the mirror that its
 * apt knows. Specs read it and never write to it.
 */
class DebianImage {
    static final SUITE = 'bookworm'
    private static final Path CACHE = Path.of('/var/cache/groovebox-spec')
    private static final Path PLACE = CACHE.resolve("debian-$SUITE")

    /** Whether it is here or can be made. */
    static boolean isAvailable() {
        System.getProperty('user.name') == 'root' &&
                (Files.exists(PLACE) || Files.isExecutable(Path.of('/usr/sbin/debootstrap')))
    }

    /** The root filesystem as a folder. */
    static Path tree() {
        made().resolve('tree')
    }

    /** The root filesystem as an uncompressed tar: numeric owners, extended attributes, "./" before each path. */
    static Path tar() {
        made().resolve('root.tar')
    }

    /** The mirror that it was made from, and that its own apt asks. */
    static URI mirror() {
        def source = Files.readAllLines(tree().resolve('etc/apt/sources.list')).find { it.startsWith('deb ') }
        URI.create(source.tokenize(' ')[1])
    }

    /** For packages that specs install on it, so that they are fetched once. */
    static Path packages() {
        Files.createDirectories(CACHE.resolve('packages'))
    }

    /** Whichever process comes first makes it; the others wait. */
    private static synchronized Path made() {
        if (Files.exists(PLACE)) {
            return PLACE
        }
        Files.createDirectories(CACHE)
        FileChannel.open(CACHE.resolve('lock'), StandardOpenOption.CREATE, StandardOpenOption.WRITE).withCloseable { lock ->
            lock.lock()
            if (!Files.exists(PLACE)) {
                make(CACHE.resolve("debian-${SUITE}.new"))
            }
        }
        PLACE
    }

    /** What debootstrap mounts is in a namespace of its own, and goes with it. */
    private static void make(Path folder) {
        def script = '''
            rm -rf --one-file-system "$1" && mkdir -p "$1"
            mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
            [ -n "$mirror" ] || { echo "the sources of apt name no Debian mirror" >&2; exit 1; }
            eval "$(apt-config shell proxy Acquire::http::Proxy)"
            [ -z "${proxy:-}" ] || export http_proxy=$proxy
            debootstrap --variant=minbase "$2" "$1/tree" "$mirror"
            tar -C "$1/tree" --numeric-owner --xattrs '--xattrs-include=*' -cf "$1/root.tar" .
        '''
        Files.createDirectories(folder)
        def log = CACHE.resolve('debootstrap.log')
        def process = new ProcessBuilder('unshare', '--mount', '--propagation', 'private', 'sh', '-ec', script, 'sh',
                folder.toString(), SUITE).redirectErrorStream(true).redirectOutput(log.toFile()).start()
        process.outputStream.close()
        assert process.waitFor() == 0: "debootstrap failed, see $log: ${Files.readAllLines(log).takeRight(3)}"
        Files.move(folder, PLACE, StandardCopyOption.ATOMIC_MOVE)
    }
}
