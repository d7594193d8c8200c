package dev.groovebox.spec.build

import dev.groovebox.sandbox.image.tar.TarReader
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest

/**
 * The files of an image, path by path, as a tar of them tells: type, mode, owner, and content or target. Which of a file's
 * names a tar has first, and which as hard links to it, is chance: here each has the content, and all the names.
 */
class BuiltTree {
    /** What every container gets of its engine, so that an export has it though no image does. */
    private static final MADE_BY_ENGINES = ~'(dev|proc|sys)(/.*)?|\\.dockerenv|etc/(hosts|hostname|resolv\\.conf|mtab)'

    static Map<String, String> of(InputStream tar) {
        Map<String, String> files = new TreeMap<>()
        Map<String, Set<String>> namesOfOne = [:]
        def reader = new TarReader(tar)
        byte[] buffer = new byte[65536]
        for (def entry = reader.next(); entry.present; entry = reader.next()) {
            def path = entry.get().path().toString().replaceFirst('^\\./', '').replaceFirst('/$', '')
            def hash = MessageDigest.getInstance('SHA-256')
            for (int count = reader.read(buffer); count > 0; count = reader.read(buffer)) {
                hash.update(buffer, 0, count)
            }
            if (path && !(path ==~ MADE_BY_ENGINES)) {
                def what = entry.get().with { "${type()} ${Integer.toOctalString(permissions())} ${uid()}:${gid()}" }
                def target = entry.get().link().toString().replaceFirst('^\\./', '')
                switch (entry.get().type().name()) {
                    case 'HARD_LINK' -> namesOfOne.computeIfAbsent(target) { new TreeSet<>([target]) } << path
                    case 'FILE' -> files[path] = "$what ${hash.digest().encodeHex().toString().take(12)}" as String
                    case 'LINK' -> files[path] = "$what -> $target" as String
                    default -> files[path] = what as String
                }
            }
        }
        namesOfOne.each { first, names -> names.each { files[it] = "${files[first].replaceFirst(' =.*', '')} = ${names.join(' = ')}" as String } }
        files
    }

    /** Layers as the kernel itself merges them, in a mount namespace that goes with the process. */
    static Map<String, String> ofLayers(List<Path> topmostFirst, Path scratch) {
        def tar = Files.createTempFile(scratch, 'tree', '.tar')
        def empty = Files.createTempDirectory(scratch, 'empty')
        def lower = (topmostFirst*.toString() + [empty.toString()]).join(':')
        def script = "mount -t overlay -o 'lowerdir=$lower' overlay '$empty' && tar -C '$empty' --numeric-owner -cf '$tar' ."
        def process = new ProcessBuilder('unshare', '--mount', '--propagation', 'private', 'sh', '-c', script).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
        tar.toFile().withInputStream { of(it) }
    }
}
