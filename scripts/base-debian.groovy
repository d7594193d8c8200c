#!/usr/bin/env groovebox
// Makes debian:SUITE of Debian's own packages, from the mirror that this machine's apt knows. Needs debootstrap.
//
//     groovebox scripts/base-debian.groovy                        # debian:bookworm
//     groovebox scripts/base-debian.groovy trixie
//     groovebox scripts/base-debian.groovy bookworm root.tar      # of a root filesystem made before
import java.nio.file.Files
import java.nio.file.Path

if (args.length > 2) {
    System.err.println 'usage: base-debian.groovy [SUITE [ROOT.tar]]'
    exit 2
}
def suite = args.length > 0 ? args[0] : 'bookworm'

// What debootstrap mounts is in a mount namespace of its own, and goes with it.
def make = '''
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
    [ -n "$mirror" ] || { echo "the sources of apt name no Debian mirror" >&2; exit 1; }
    debootstrap --variant=minbase "$1" "$2/tree" "$mirror" >&2
    rm -rf "$2"/tree/var/cache/apt/archives/*.deb "$2"/tree/var/lib/apt/lists/*
    tar -C "$2/tree" --numeric-owner --xattrs --xattrs-include='*' -cf "$2/root.tar" .
    rm -rf --one-file-system "$2/tree"
'''

def tar = args.length > 1 ? Path.of(args[1]).toAbsolutePath() : null
def folder = tar ? tar.parent : Files.createTempDirectory('base-debian')
try {
    if (tar == null) {
        def process = new ProcessBuilder('unshare', '--mount', '--propagation', 'private', 'sh', '-euc', make, 'sh', suite,
                folder.toString()).inheritIO().start()
        if (process.waitFor() != 0) {
            System.err.println "debootstrap of $suite failed"
            exit 1
        }
        tar = folder.resolve('root.tar')
    }
    def built = image("debian:$suite") {
        from scratch
        context folder.toString()
        add tar.fileName.toString(), to: '/'
        env PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
        cmd(['bash'])
    }
    println "debian:$suite ${built.id}"
} finally {
    if (args.length < 2) {
        Files.deleteIfExists(folder.resolve('root.tar'))
        Files.deleteIfExists(folder)
    }
}
