package dev.groovebox.spec

import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.security.MessageDigest

/** Every file below a folder with its attributes and the digest of its content, one line each; no link is followed. */
class FolderFingerprint {
    private static final String ATTRIBUTES = 'unix:mode,uid,gid,nlink,size,lastModifiedTime,ctime'

    static List<String> of(Path folder) {
        def files = []
        Files.walk(folder).withCloseable { paths -> paths.sorted().forEach { files << line(it) } }
        files
    }

    /** The change time can't be set back, so it betrays what was changed and restored. */
    private static String line(Path file) {
        def status = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)
        "outside $file mode ${Integer.toOctalString(status.mode as int)} owner ${status.uid}:${status.gid} " +
                "links ${status.nlink} size ${status.size} modified ${status.lastModifiedTime} changed ${status.ctime} " +
                content(file)
    }

    private static String content(Path file) {
        if (Files.isSymbolicLink(file)) {
            return "-> ${Files.readSymbolicLink(file)}"
        }
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? MessageDigest.getInstance('SHA-256').digest(Files.readAllBytes(file)).encodeHex().toString()
                : ''
    }
}
