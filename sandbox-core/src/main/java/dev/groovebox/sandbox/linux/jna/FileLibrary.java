package dev.groovebox.sandbox.linux.jna;

import com.sun.jna.Native;

/** The C library's calls on files, mapped directly. Structures are byte arrays: reflection on them would be slow. */
final class FileLibrary {
    static {
        Native.register(FileLibrary.class, "c");
    }

    private FileLibrary() {}

    static native int open(byte[] path, int flags, int mode);

    static native int openat(int folder, byte[] name, int flags, int mode);

    static native int close(int fd);

    static native int mkdirat(int folder, byte[] name, int mode);

    static native int symlinkat(byte[] target, int folder, byte[] name);

    static native int linkat(int fromFolder, byte[] from, int folder, byte[] name, int flags);

    static native int unlinkat(int folder, byte[] name, int flags);

    static native int renameat(int fromFolder, byte[] from, int toFolder, byte[] to);

    static native long readlinkat(int folder, byte[] name, byte[] buffer, long size);

    static native int statx(int folder, byte[] name, int flags, int mask, byte[] buffer);

    static native int fchownat(int folder, byte[] name, int uid, int gid, int flags);

    static native int fchown(int fd, int uid, int gid);

    static native int fchmod(int fd, int mode);

    static native int futimens(int fd, long[] times);

    static native int chmod(byte[] path, int mode);

    static native int utimensat(int folder, byte[] name, long[] times, int flags);

    static native long llistxattr(byte[] path, byte[] buffer, long size);

    static native long lgetxattr(byte[] path, byte[] name, byte[] buffer, long size);

    static native long flistxattr(int fd, byte[] buffer, long size);

    static native long fgetxattr(int fd, byte[] name, byte[] buffer, long size);

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

    static native long read(int fd, byte[] buffer, long size);

    static native long write(int fd, byte[] buffer, long size);

    static native long lseek(int fd, long offset, int whence);

    static native int ftruncate(int fd, long size);

    static native int fsync(int fd);

    static native int syncfs(int fd);

    static native int ioctl(int fd, long request, int[] argument);

    static native int fcntl(int fd, int command, byte[] argument);

    /** Two calls have no wrapper in every C library that we meet: openat2, and mknodat before glibc 2.33. */
    static native long syscall(long number, long first, byte[] second, long[] third, long fourth);

    static native long syscall(long number, long first, byte[] second, long third, long fourth);

    static native long syscall(long number, long first, byte[] second, long third);
}
