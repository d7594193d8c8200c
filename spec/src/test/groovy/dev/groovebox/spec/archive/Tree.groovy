package dev.groovebox.spec.archive

import dev.groovebox.sandbox.linux.file.BytePath
import dev.groovebox.sandbox.linux.file.FileCalls.Access
import dev.groovebox.sandbox.linux.file.OpenFile
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import java.nio.file.Path
import java.security.MessageDigest

/** Every file below a folder with all that it is, to be compared; no link is followed. */
class Tree {
    private final calls = new JnaFileCalls()
    private final Map<String, List> files = new TreeMap<>()
    private final Map<Long, String> inodes = [:]

    static Map<String, List> of(Path folder) {
        def tree = new Tree()
        tree.calls.open(folder, Access.FOLDER).withCloseable { tree.add(it, BytePath.ROOT) }
        tree.files
    }

    /** Fails with what is different. */
    static boolean same(Map<String, List> a, Map<String, List> b) {
        def differences = (a.keySet() + b.keySet()).toSorted().findAll { a[it] != b[it] }.collect { "$it: ${a[it]} | ${b[it]}" }
        if (differences) {
            throw new AssertionError(differences.take(10).join('\n') as Object)
        }
        true
    }

    private void add(OpenFile folder, BytePath path) {
        calls.list(folder).toSorted().each { name ->
            def s = calls.status(folder, name)
            def child = path.child(name)
            def content = s.regular ? hash(folder, name) : s.link ? calls.readLink(folder, name).raw() : ''
            def attributes = calls.attributes(folder, name).findAll { !it.raw().startsWith('trusted.overlay.') }.toSorted()
                    .collectEntries { [it.raw(), calls.attribute(folder, name, it).get().encodeHex().toString()] }
            def first = s.links() > 1 && !s.folder ? inodes.computeIfAbsent(s.inode()) { child.raw() } : ''
            files[child.raw()] = [s.type(), Integer.toOctalString(s.permissions()), s.uid(), s.gid(), s.folder ? 0 : s.size(),
                    s.modified(), first, s.deviceMajor(), s.deviceMinor(), content, attributes]
            if (s.folder) {
                calls.openBeneath(folder, name, Access.FOLDER).withCloseable { add(it, child) }
            }
        }
    }

    private String hash(OpenFile folder, BytePath name) {
        def hash = MessageDigest.getInstance('SHA-256')
        def buffer = new byte[1 << 16]
        calls.openBeneath(folder, name, Access.READ).withCloseable {
            for (int count = calls.read(it, buffer, buffer.length); count > 0; count = calls.read(it, buffer, buffer.length)) {
                hash.update(buffer, 0, count)
            }
        }
        hash.digest().encodeHex().toString().take(16)
    }
}
