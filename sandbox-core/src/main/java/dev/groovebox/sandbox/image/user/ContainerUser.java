package dev.groovebox.sandbox.image.user;

import java.util.List;

/**
 * Who a container's program runs as, in numbers.
 *
 * @param groups supplementary ones, without {@code gid}
 * @param home "/" for ids that the image does not know
 */
public record ContainerUser(long uid, long gid, List<Long> groups, String home) {
    public ContainerUser {
        groups = List.copyOf(groups);
    }
}
