package dev.groovebox.sandbox.linux;

import java.util.Map;

/** The error numbers of Linux that we name; the same on x86_64 and aarch64 (asm-generic/errno-base.h, errno.h). */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int E2BIG = 7;
    public static final int ENOEXEC = 8;
    public static final int EBADF = 9;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ETXTBSY = 26;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int ENODATA = 61;
    public static final int EOVERFLOW = 75;
    public static final int EOPNOTSUPP = 95;
    public static final int EDQUOT = 122;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(EPERM, "operation not permitted (EPERM)"),
            Map.entry(ENOENT, "no such file or folder (ENOENT)"),
            Map.entry(ESRCH, "no such process (ESRCH)"),
            Map.entry(EINTR, "interrupted (EINTR)"),
            Map.entry(EIO, "input/output error (EIO)"),
            Map.entry(ENXIO, "no such device or address (ENXIO)"),
            Map.entry(E2BIG, "argument list too long (E2BIG)"),
            Map.entry(ENOEXEC, "not an executable of this machine (ENOEXEC)"),
            Map.entry(EBADF, "bad file descriptor (EBADF)"),
            Map.entry(EAGAIN, "resource temporarily unavailable (EAGAIN)"),
            Map.entry(ENOMEM, "out of memory (ENOMEM)"),
            Map.entry(EACCES, "permission denied (EACCES)"),
            Map.entry(EBUSY, "in use (EBUSY)"),
            Map.entry(EEXIST, "already there (EEXIST)"),
            Map.entry(EXDEV, "leads outside its root, or to another filesystem (EXDEV)"),
            Map.entry(ENODEV, "the kernel has no such device or filesystem (ENODEV)"),
            Map.entry(ENOTDIR, "not a folder (ENOTDIR)"),
            Map.entry(EISDIR, "a folder (EISDIR)"),
            Map.entry(EINVAL, "invalid argument (EINVAL)"),
            Map.entry(EMFILE, "too many open files (EMFILE)"),
            Map.entry(ENOTTY, "not a terminal (ENOTTY)"),
            Map.entry(ETXTBSY, "program file in use (ETXTBSY)"),
            Map.entry(EFBIG, "file too large (EFBIG)"),
            Map.entry(ENOSPC, "no space left on device (ENOSPC)"),
            Map.entry(EROFS, "read-only filesystem (EROFS)"),
            Map.entry(EPIPE, "broken pipe (EPIPE)"),
            Map.entry(ENAMETOOLONG, "name too long (ENAMETOOLONG)"),
            Map.entry(ENOSYS, "the kernel has no such call (ENOSYS)"),
            Map.entry(ENOTEMPTY, "folder not empty (ENOTEMPTY)"),
            Map.entry(ELOOP, "a symbolic link where none is allowed, or too many (ELOOP)"),
            Map.entry(ENODATA, "no such attribute (ENODATA)"),
            Map.entry(EOPNOTSUPP, "not supported (EOPNOTSUPP)"),
            Map.entry(EDQUOT, "disk quota exceeded (EDQUOT)"));

    private Errno() {}

    /** Words for people: "no such file or folder (ENOENT)", or "errno 200" for a number without a name here. */
    public static String describe(int errno) {
        return WORDS.getOrDefault(errno, "errno " + errno);
    }
}
