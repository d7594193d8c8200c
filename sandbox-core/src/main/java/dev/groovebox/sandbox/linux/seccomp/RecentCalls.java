package dev.groovebox.sandbox.linux.seccomp;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Calls that an older libseccomp may not know by name. Since 2019 a new call has one number on every architecture
 * (the kernel's scripts/syscall.tbl).
 */
final class RecentCalls {
    /** The greatest number the profile knows, in every interface: what is above fails as in a kernel without it. */
    static final int GREATEST = 466;

    private static final List<String> FROM_439 = List.of(
            "faccessat2",
            "process_madvise",
            "epoll_pwait2",
            "mount_setattr",
            "quotactl_fd",
            "landlock_create_ruleset",
            "landlock_add_rule",
            "landlock_restrict_self",
            "memfd_secret",
            "process_mrelease",
            "futex_waitv",
            "set_mempolicy_home_node",
            "cachestat",
            "fchmodat2",
            "map_shadow_stack",
            "futex_wake",
            "futex_wait",
            "futex_requeue",
            "statmount",
            "listmount",
            "lsm_get_self_attr",
            "lsm_set_self_attr",
            "lsm_list_modules",
            "mseal",
            "setxattrat",
            "getxattrat",
            "listxattrat",
            "removexattrat");
    private static final int FIRST = GREATEST - FROM_439.size() + 1;

    private RecentCalls() {}

    /** The call's number in this interface, without the interface's offset. */
    static OptionalInt number(String name, Architecture.CallInterface callInterface) {
        Map<String, Integer> own = callInterface.own();
        if (own.containsKey(name)) {
            return OptionalInt.of(own.get(name));
        }
        int index = FROM_439.indexOf(name);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(FIRST + index);
    }
}
