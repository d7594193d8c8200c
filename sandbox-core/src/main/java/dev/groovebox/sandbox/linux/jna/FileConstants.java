package dev.groovebox.sandbox.linux.jna;

/** The kernel's numbers for calls on files, where x86_64 and aarch64 differ and where they don't. */
final class FileConstants {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NOCTTY = 0400;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;

    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;
    static final long RESOLVE_BENEATH = 0x08;
    static final long RESOLVE_IN_ROOT = 0x10;

    static final int F_OFD_SETLK = 37;
    static final int F_OFD_SETLKW = 38;
    /** ioctl_iflags(2); the kernel reads and writes an int, whatever the numbers say. */
    static final long FS_IOC_GETFLAGS = 0x80086601L;
    static final long FS_IOC_SETFLAGS = 0x40086602L;
    static final int FS_TOPDIR_FL = 0x00020000;
    static final short F_RDLCK = 0;
    static final short F_WRLCK = 1;

    static final int SEEK_SET = 0;
    static final int SEEK_CUR = 1;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final int STATX_BASIC_STATS = 0x7ff;
    static final int AT_RECURSIVE = 0x8000;
    static final int OPEN_TREE_CLONE = 1;
    static final int OPEN_TREE_CLOEXEC = O_CLOEXEC;
    static final int MOVE_MOUNT_F_EMPTY_PATH = 0x04;
    static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    static final long MOUNT_ATTR_RDONLY = 0x1;
    static final long SYS_OPEN_TREE = 428;
    static final long SYS_MOVE_MOUNT = 429;
    static final long SYS_OPENAT2 = 437;
    static final long SYS_MOUNT_SETATTR = 442;

    /** Where the processors differ (asm/fcntl.h, asm/unistd.h). */
    record OfProcessor(int directory, int noFollow, long mknodat, long getdents64) {
        private static final OfProcessor X86_64 = new OfProcessor(0200000, 0400000, 259, 217);
        private static final OfProcessor AARCH64 = new OfProcessor(040000, 0100000, 33, 61);

        static OfProcessor ofThisMachine() {
            String name = System.getProperty("os.arch");
            return switch (name) {
                case "amd64", "x86_64" -> X86_64;
                case "aarch64" -> AARCH64;
                default -> throw new UnsupportedOperationException(
                        "processor '" + name + "': only x86_64 and aarch64 are known");
            };
        }
    }

    private FileConstants() {}
}
