package dev.groovebox.sandbox.linux.seccomp;

import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.AtomicFiles.Durability;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Filter programs on disk. A file holds a checksum, what the program was made from, and the program; a file that was
 * made from anything else, is damaged, or that another user could have written, counts as absent and is replaced.
 *
 * @param circumstances what a program depends on beside its profile: the compiler and the machine
 */
record ProgramCache(Path folder, String circumstances) {
    private static final int OTHERS_MAY_WRITE = 022;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int CHECKSUM_SIZE = Long.BYTES;
    private static final int GREATEST_FILE = 1 << 20;

    static ProgramCache of(EnginePaths paths, Architecture architecture) throws IOException {
        String kernel = KernelSetting.read("kernel/osrelease");
        String revision = "revision " + LibseccompCompiler.REVISION;
        String circumstances = String.join("\n", revision, architecture.name(), kernel, LibseccompFile.identity());
        return new ProgramCache(paths.cache(), circumstances);
    }

    /** @param origin all that the program was made from, beside the circumstances */
    Optional<byte[]> read(String name, String origin) throws IOException {
        Path file = folder.resolve(name);
        byte[] content;
        try {
            if (!isOursAlone(file)) {
                return Optional.empty();
            }
            try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                content = stream.readNBytes(GREATEST_FILE);
            }
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
        byte[] header = header(origin);
        if (content.length <= CHECKSUM_SIZE + header.length
                || ByteBuffer.wrap(content).getLong() != checksum(content)
                || !Arrays.equals(content, CHECKSUM_SIZE, CHECKSUM_SIZE + header.length, header, 0, header.length)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(content, CHECKSUM_SIZE + header.length, content.length));
    }

    /** Need not be durable: after a power cut the checksum tells a torn file, and the program is compiled again. */
    void write(String name, String origin, byte[] program) throws IOException {
        byte[] header = header(origin);
        ByteBuffer content = ByteBuffer.allocate(CHECKSUM_SIZE + header.length + program.length);
        content.putLong(0).put(header).put(program);
        content.putLong(0, checksum(content.array()));
        Files.createDirectories(folder);
        AtomicFiles.write(folder.resolve(name), content.array(), Durability.EPHEMERAL, OWNER_ONLY);
    }

    private byte[] header(String origin) {
        byte[] text = (circumstances + "\n" + origin).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
    }

    private static long checksum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content, CHECKSUM_SIZE, content.length - CHECKSUM_SIZE);
        return checksum.getValue();
    }

    private static boolean isOursAlone(Path file) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(file, "unix:uid,mode,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        Object ownUser = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return attributes.get("isRegularFile").equals(true)
                && attributes.get("uid").equals(ownUser)
                && ((int) attributes.get("mode") & OTHERS_MAY_WRITE) == 0;
    }
}
