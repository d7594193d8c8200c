package dev.groovebox.sandbox.linux.jna;

import static dev.groovebox.sandbox.linux.jna.FileConstants.*;

import com.sun.jna.Native;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.file.BytePath;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileStatus;
import dev.groovebox.sandbox.linux.file.FileType;
import dev.groovebox.sandbox.linux.file.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@link FileCalls} through the C library. */
public final class JnaFileCalls implements FileCalls {
    private static final int STATX_BYTES = 256;
    /** The unit of stx_blocks, whatever the filesystem's own is (statx(2)). */
    private static final int BLOCK_BYTES = 512;
    private static final int FLOCK_BYTES = 32;
    private static final int LONGEST_LINK = 4096;
    /** The kernel's own bounds for attributes (linux/limits.h: XATTR_SIZE_MAX, XATTR_LIST_MAX). */
    private static final int LARGEST_ATTRIBUTE = 65536;

    private final OfProcessor processor = OfProcessor.ofThisMachine();

    @Override
    public OpenFile open(Path path, Access access) throws IOException {
        // The last component may be a link too: the path is ours.
        int flags = flags(access) & ~processor.noFollow();
        return opened("open", path.toString(), () -> FileLibrary.open(cString(BytePath.of(path)), flags, 0));
    }

    @Override
    public OpenFile openOrCreate(Path path, int permissions) throws IOException {
        int flags = O_RDWR | O_CREAT | O_CLOEXEC | processor.noFollow();
        return opened("open", path.toString(), () -> FileLibrary.open(cString(BytePath.of(path)), flags, permissions));
    }

    @Override
    public OpenFile openBeneath(OpenFile root, BytePath path, Access access) throws IOException {
        return openat2(root, path, flags(access), RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
    }

    @Override
    public OpenFile openWithin(OpenFile root, BytePath path, Access access) throws IOException {
        return openat2(root, path, flags(access) & ~processor.noFollow(), RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    }

    @Override
    public OpenFile openInRoot(OpenFile root, BytePath path, Access access) throws IOException {
        return openat2(root, path, flags(access) & ~processor.noFollow(), RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    private static OpenFile openat2(OpenFile root, BytePath path, int flags, long resolve) throws IOException {
        // struct open_how: flags, mode, resolve (linux/openat2.h).
        long[] how = {flags, 0, resolve};
        byte[] name = cString(path.isEmpty() ? BytePath.of(".") : path);
        long bytes = (long) how.length * Long.BYTES;
        // EAGAIN: a rename happened elsewhere while the kernel checked that "beneath" holds.
        return opened("openat2", path.toString(), () -> {
            long fd;
            do {
                fd = FileLibrary.syscall(SYS_OPENAT2, root.number(), name, how, bytes);
            } while (fd < 0 && Native.getLastError() == Errno.EAGAIN);
            return (int) fd;
        });
    }

    @Override
    public OpenFile create(OpenFile folder, BytePath name, int permissions) throws IOException {
        int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | processor.noFollow();
        return opened("openat", name.toString(),
                () -> FileLibrary.openat(folder.number(), component(name), flags, permissions));
    }

    private int flags(Access access) {
        int flags = switch (access) {
            case FOLDER -> O_RDONLY | processor.directory();
            case READ -> O_RDONLY;
            case READ_CAREFULLY -> O_RDONLY | O_NONBLOCK | O_NOCTTY;
            case WRITE -> O_WRONLY;
            case PLACE -> O_PATH;
        };
        return flags | O_CLOEXEC | processor.noFollow();
    }

    @Override
    public void makeFolder(OpenFile folder, BytePath name, int permissions) throws IOException {
        check("mkdirat", name, FileLibrary.mkdirat(folder.number(), component(name), permissions));
    }

    @Override
    public void makeNode(OpenFile folder, BytePath name, FileType type, int permissions, int major, int minor)
            throws IOException {
        // The kernel's own encoding of a device number (linux/kdev_t.h, new_encode_dev).
        long device = (minor & 0xffL) | ((long) major << 8) | ((minor & ~0xffL) << 12);
        check("mknodat", name, FileLibrary.syscall(
                processor.mknodat(), folder.number(), component(name), type.bits() | permissions, device));
    }

    @Override
    public void makeLink(OpenFile folder, BytePath name, BytePath target) throws IOException {
        check("symlinkat", name, FileLibrary.symlinkat(cString(target), folder.number(), component(name)));
    }

    @Override
    public void makeHardLink(OpenFile fromFolder, BytePath from, OpenFile folder, BytePath name) throws IOException {
        check("linkat", name, FileLibrary.linkat(
                fromFolder.number(), component(from), folder.number(), component(name), 0));
    }

    @Override
    public void removeFile(OpenFile folder, BytePath name) throws IOException {
        check("unlinkat", name, FileLibrary.unlinkat(folder.number(), component(name), 0));
    }

    @Override
    public boolean removeUnlessFolder(OpenFile folder, BytePath name) throws IOException {
        int result = FileLibrary.unlinkat(folder.number(), component(name), 0);
        // Of a folder Linux says EISDIR, POSIX and some filesystems EPERM.
        if (result < 0 && (Native.getLastError() == Errno.EISDIR || Native.getLastError() == Errno.EPERM)) {
            return false;
        }
        check("unlinkat", name, result);
        return true;
    }

    @Override
    public void removeFolder(OpenFile folder, BytePath name) throws IOException {
        check("unlinkat", name, FileLibrary.unlinkat(folder.number(), component(name), AT_REMOVEDIR));
    }

    @Override
    public void rename(OpenFile fromFolder, BytePath from, OpenFile toFolder, BytePath to) throws IOException {
        check("renameat", to, FileLibrary.renameat(
                fromFolder.number(), component(from), toFolder.number(), component(to)));
    }

    @Override
    public BytePath readLink(OpenFile folder, BytePath name) throws IOException {
        byte[] buffer = new byte[LONGEST_LINK];
        long length = FileLibrary.readlinkat(folder.number(), component(name), buffer, buffer.length);
        check("readlinkat", name, length);
        return BytePath.of(Arrays.copyOf(buffer, (int) length));
    }

    @Override
    public List<BytePath> list(OpenFile folder) throws IOException {
        List<BytePath> names = new ArrayList<>();
        byte[] buffer = new byte[32768];
        // A second listing through one descriptor would begin where the first ended.
        try (OpenFile fresh = openBeneath(folder, BytePath.ROOT, Access.FOLDER)) {
            while (true) {
                long length = FileLibrary.syscall(processor.getdents64(), fresh.number(), buffer, buffer.length);
                check("getdents64", BytePath.ROOT, length);
                if (length == 0) {
                    return names;
                }
                addNames(ByteBuffer.wrap(buffer, 0, (int) length).order(ByteOrder.nativeOrder()), names);
            }
        }
    }

    /** struct linux_dirent64: inode (8), offset (8), record length (2), type (1), name. */
    private static void addNames(ByteBuffer records, List<BytePath> names) {
        int at = 0;
        while (at < records.limit()) {
            int end = at + 19;
            while (records.get(end) != 0) {
                end++;
            }
            BytePath name = BytePath.of(Arrays.copyOfRange(records.array(), at + 19, end));
            if (!name.raw().equals(".") && !name.raw().equals("..")) {
                names.add(name);
            }
            at += Short.toUnsignedInt(records.getShort(at + 16));
        }
    }

    @Override
    public FileStatus status(OpenFile file) throws IOException {
        byte[] buffer = new byte[STATX_BYTES];
        check("statx", BytePath.ROOT, FileLibrary.statx(
                file.number(), new byte[1], AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, buffer));
        return decodeStatus(buffer);
    }

    @Override
    public FileStatus status(OpenFile folder, BytePath name) throws IOException {
        return find(folder, name).orElseThrow(() -> new KernelException("statx", name.toString(), Errno.ENOENT));
    }

    @Override
    public Optional<FileStatus> find(OpenFile folder, BytePath name) throws IOException {
        byte[] buffer = new byte[STATX_BYTES];
        int result = FileLibrary.statx(
                folder.number(), component(name), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, buffer);
        if (result < 0 && Native.getLastError() == Errno.ENOENT) {
            return Optional.empty();
        }
        check("statx", name, result);
        return Optional.of(decodeStatus(buffer));
    }

    /** struct statx is the same on every processor (linux/stat.h). */
    private static FileStatus decodeStatus(byte[] bytes) {
        ByteBuffer statx = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int mode = Short.toUnsignedInt(statx.getShort(28));
        long filesystem = (long) statx.getInt(136) << 32 | Integer.toUnsignedLong(statx.getInt(140));
        return new FileStatus(
                FileType.ofMode(mode),
                mode & 07777,
                Integer.toUnsignedLong(statx.getInt(20)),
                Integer.toUnsignedLong(statx.getInt(24)),
                statx.getLong(40),
                Instant.ofEpochSecond(statx.getLong(112), statx.getInt(120)),
                statx.getLong(32),
                Integer.toUnsignedLong(statx.getInt(16)),
                statx.getInt(128),
                statx.getInt(132),
                filesystem,
                statx.getLong(48) * BLOCK_BYTES,
                Instant.ofEpochSecond(statx.getLong(96), statx.getInt(104)));
    }

    @Override
    public void changeOwner(OpenFile folder, BytePath name, long uid, long gid) throws IOException {
        check("fchownat", name, FileLibrary.fchownat(
                folder.number(), component(name), id(uid), id(gid), AT_SYMLINK_NOFOLLOW));
    }

    @Override
    public void changePermissions(OpenFile folder, BytePath name, int permissions) throws IOException {
        // fchmodat(2) would follow a link, and the call that doesn't is younger than the kernels we run on.
        try (OpenFile file = openBeneath(folder, name, Access.PLACE)) {
            check("chmod", name, FileLibrary.chmod(cString(BytePath.of("/proc/self/fd/" + file.number())), permissions));
        }
    }

    @Override
    public void changeTimes(OpenFile folder, BytePath name, Instant accessed, Instant modified) throws IOException {
        long[] times = {accessed.getEpochSecond(), accessed.getNano(), modified.getEpochSecond(), modified.getNano()};
        check("utimensat", name, FileLibrary.utimensat(folder.number(), component(name), times, AT_SYMLINK_NOFOLLOW));
    }

    @Override
    public void changeOwner(OpenFile file, long uid, long gid) throws IOException {
        check("fchown", BytePath.ROOT, FileLibrary.fchown(file.number(), id(uid), id(gid)));
    }

    @Override
    public void changePermissions(OpenFile file, int permissions) throws IOException {
        check("fchmod", BytePath.ROOT, FileLibrary.fchmod(file.number(), permissions));
    }

    @Override
    public void changeTimes(OpenFile file, Instant accessed, Instant modified) throws IOException {
        long[] times = {accessed.getEpochSecond(), accessed.getNano(), modified.getEpochSecond(), modified.getNano()};
        check("futimens", BytePath.ROOT, FileLibrary.futimens(file.number(), times));
    }

    @Override
    public List<BytePath> attributes(OpenFile folder, BytePath name) throws IOException {
        byte[] path = throughDescriptor(folder, name);
        return attributeNames(name, (buffer, size) -> FileLibrary.llistxattr(path, buffer, size));
    }

    @Override
    public List<BytePath> attributes(OpenFile file) throws IOException {
        return attributeNames(BytePath.ROOT, (buffer, size) -> FileLibrary.flistxattr(file.number(), buffer, size));
    }

    @Override
    public Optional<byte[]> attribute(OpenFile folder, BytePath name, BytePath attribute) throws IOException {
        byte[] path = throughDescriptor(folder, name);
        byte[] wanted = cString(attribute);
        return attributeValue(name, (buffer, size) -> FileLibrary.lgetxattr(path, wanted, buffer, size));
    }

    @Override
    public Optional<byte[]> attribute(OpenFile file, BytePath attribute) throws IOException {
        byte[] wanted = cString(attribute);
        return attributeValue(
                BytePath.ROOT, (buffer, size) -> FileLibrary.fgetxattr(file.number(), wanted, buffer, size));
    }

    /** One of the calls that fill a buffer, or with size 0 answer how large it must be. */
    private interface AttributeCall {
        long into(byte[] buffer, long size);
    }

    private static List<BytePath> attributeNames(BytePath name, AttributeCall list) throws IOException {
        long size = list.into(new byte[1], 0);
        if (size < 0 && Native.getLastError() == Errno.EOPNOTSUPP || size == 0) {
            return List.of();
        }
        check("listxattr", name, size);
        byte[] buffer = new byte[LARGEST_ATTRIBUTE];
        long length = list.into(buffer, buffer.length);
        check("listxattr", name, length);
        List<BytePath> names = new ArrayList<>();
        for (String text : new String(buffer, 0, (int) length, StandardCharsets.ISO_8859_1).split("\0")) {
            names.add(new BytePath(text));
        }
        return names;
    }

    private static Optional<byte[]> attributeValue(BytePath name, AttributeCall get) throws IOException {
        byte[] buffer = new byte[1024];
        long length = get.into(buffer, buffer.length);
        if (length < 0 && Native.getLastError() == Errno.ERANGE) {
            buffer = new byte[LARGEST_ATTRIBUTE];
            length = get.into(buffer, buffer.length);
        }
        if (length < 0 && (Native.getLastError() == Errno.ENODATA || Native.getLastError() == Errno.EOPNOTSUPP)) {
            return Optional.empty();
        }
        check("getxattr", name, length);
        return Optional.of(Arrays.copyOf(buffer, (int) length));
    }

    @Override
    public void setAttribute(OpenFile folder, BytePath name, BytePath attribute, byte[] value) throws IOException {
        check("lsetxattr", name, FileLibrary.lsetxattr(
                throughDescriptor(folder, name), cString(attribute), value, value.length, 0));
    }

    /** The attribute calls know no folder descriptors; the kernel's link for ours serves, and the name is not followed. */
    private static byte[] throughDescriptor(OpenFile folder, BytePath name) {
        component(name);
        return cString(BytePath.of("/proc/self/fd/" + folder.number()).child(name));
    }

    @Override
    public int read(OpenFile file, byte[] buffer, int length) throws IOException {
        long count;
        do {
            count = FileLibrary.read(file.number(), buffer, length);
        } while (count < 0 && Native.getLastError() == Errno.EINTR);
        check("read", BytePath.ROOT, count);
        return count == 0 ? -1 : (int) count;
    }

    @Override
    public void write(OpenFile file, byte[] buffer, int length) throws IOException {
        byte[] rest = buffer;
        int left = length;
        while (left > 0) {
            long count = FileLibrary.write(file.number(), rest, left);
            if (count < 0 && Native.getLastError() == Errno.EINTR) {
                continue;
            }
            check("write", BytePath.ROOT, count);
            left -= (int) count;
            rest = left > 0 ? Arrays.copyOfRange(rest, (int) count, (int) count + left) : rest;
        }
    }

    @Override
    public void skip(OpenFile file, long bytes) throws IOException {
        check("lseek", BytePath.ROOT, FileLibrary.lseek(file.number(), bytes, SEEK_CUR));
    }

    @Override
    public Optional<DataRange> nextData(OpenFile file, long from) throws IOException {
        long start = FileLibrary.lseek(file.number(), from, SEEK_DATA);
        if (start < 0 && Native.getLastError() == Errno.ENXIO) {
            return Optional.empty();
        }
        check("lseek", BytePath.ROOT, start);
        long end = FileLibrary.lseek(file.number(), start, SEEK_HOLE);
        check("lseek", BytePath.ROOT, end);
        check("lseek", BytePath.ROOT, FileLibrary.lseek(file.number(), start, SEEK_SET));
        return Optional.of(new DataRange(start, end));
    }

    @Override
    public void changeSize(OpenFile file, long size) throws IOException {
        check("ftruncate", BytePath.ROOT, FileLibrary.ftruncate(file.number(), size));
    }

    @Override
    public void sync(OpenFile file) throws IOException {
        check("fsync", BytePath.ROOT, FileLibrary.fsync(file.number()));
    }

    @Override
    public void syncFilesystem(OpenFile file) throws IOException {
        check("syncfs", BytePath.ROOT, FileLibrary.syncfs(file.number()));
    }

    @Override
    public void spreadFolders(OpenFile folder) {
        int[] flags = new int[1];
        if (FileLibrary.ioctl(folder.number(), FS_IOC_GETFLAGS, flags) == 0 && (flags[0] & FS_TOPDIR_FL) == 0) {
            flags[0] |= FS_TOPDIR_FL;
            // Refused by a filesystem that has no such attribute, which then does as it likes.
            FileLibrary.ioctl(folder.number(), FS_IOC_SETFLAGS, flags);
        }
    }

    @Override
    public boolean lock(OpenFile file, boolean exclusive, boolean wait) throws IOException {
        // struct flock of 64-bit Linux: type, whence, padding, start, length 0 (all), pid 0 as OFD locks demand.
        byte[] flock = new byte[FLOCK_BYTES];
        ByteBuffer.wrap(flock).order(ByteOrder.nativeOrder()).putShort(exclusive ? F_WRLCK : F_RDLCK);
        int result;
        do {
            result = FileLibrary.fcntl(file.number(), wait ? F_OFD_SETLKW : F_OFD_SETLK, flock);
        } while (wait && result < 0 && Native.getLastError() == Errno.EINTR);
        int errno = result < 0 ? Native.getLastError() : 0;
        if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
            return false;
        }
        check("fcntl", BytePath.ROOT, result);
        return true;
    }

    private interface Opening {
        int call();
    }

    private static OpenFile opened(String call, String object, Opening opening) throws KernelException {
        int fd = opening.call();
        if (fd < 0) {
            throw new KernelException(call, object, Native.getLastError());
        }
        return new JnaOpenFile(fd);
    }

    private static void check(String call, BytePath object, long result) throws KernelException {
        if (result < 0) {
            throw new KernelException(call, object.toString(), Native.getLastError());
        }
    }

    /** An id of 2^32-1 would mean "leave it" to the kernel. */
    private static int id(long value) {
        if (value < 0 || value >= 0xffffffffL) {
            throw new IllegalArgumentException(value + " is no user or group id");
        }
        return (int) value;
    }

    /** One name in a folder: anything else could lead out of it. */
    private static byte[] component(BytePath name) {
        String raw = name.raw();
        if (raw.isEmpty() || raw.equals(".") || raw.equals("..") || raw.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is not one name in a folder");
        }
        return cString(name);
    }

    private static byte[] cString(BytePath path) {
        byte[] bytes = path.bytes();
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
