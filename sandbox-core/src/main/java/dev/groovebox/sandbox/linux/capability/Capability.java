package dev.groovebox.sandbox.linux.capability;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kernel's capabilities, in the order of their numbers (linux/capability.h). */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    /** What docker gives a container by default; together the mask a80425fb. */
    public static final List<Capability> DEFAULTS = List.of(
            CHOWN,
            DAC_OVERRIDE,
            FOWNER,
            FSETID,
            KILL,
            SETGID,
            SETUID,
            SETPCAP,
            NET_BIND_SERVICE,
            NET_RAW,
            SYS_CHROOT,
            MKNOD,
            AUDIT_WRITE,
            SETFCAP);

    public int number() {
        return ordinal();
    }

    /** @param name without CAP_, upper case */
    public static Optional<Capability> named(String name) {
        return Arrays.stream(values()).filter(capability -> capability.name().equals(name)).findFirst();
    }
}
