package dev.groovebox.sandbox.image.host

import dev.groovebox.sandbox.image.tree.TreeEntry
import dev.groovebox.sandbox.image.tree.TreeSource
import java.nio.file.Files
import java.nio.file.Path

/**
 * A collected tree as real files, to start its programs in. Absolute links are written as relative ones, which mean the
 * same in a chroot, so that none leads to the machine itself.
 */
class MaterialisedTree {
    final Path root

    MaterialisedTree(TreeSource source, Path root) {
        this.root = root
        source.entries().each { write(it) }
    }

    /** Runs a command in a chroot and answers its exit code, output and errors. */
    Map run(String... command) {
        def process = new ProcessBuilder(['chroot', root.toString(), *command]).tap {
            environment().clear()
            environment().putAll(PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8')
        }.start()
        process.outputStream.close()
        def out = new StringBuilder()
        def err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        [exitCode: process.exitValue(), out: out.toString(), err: err.toString()]
    }

    private void write(TreeEntry entry) {
        def path = root.resolve(entry.path())
        switch (entry) {
            case TreeEntry.Folder: Files.createDirectory(path); break
            case TreeEntry.Link: Files.createSymbolicLink(path, insideRoot(path, entry.target())); return
            case TreeEntry.HostFile: Files.copy(entry.content(), path); break
            case TreeEntry.Text: Files.write(path, entry.content()); break
        }
        Files.setAttribute(path, 'unix:mode', entry.mode())
    }

    private Path insideRoot(Path link, String target) {
        target.startsWith('/') ? link.parent.relativize(root.resolve(target.substring(1))) : Path.of(target)
    }
}
