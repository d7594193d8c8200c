package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.image.user.ContainerUser;
import dev.groovebox.sandbox.image.user.UserDatabase;
import java.util.List;

/** Whom copied files belong to. */
public record FileOwner(long uid, long gid) {
    public static final FileOwner ROOT = new FileOwner(0, 0);

    /**
     * Docker's rule: an id without a group stands for the group of the same id, a name for its user's own group.
     *
     * @throws EngineException when a name is not among the accounts, or a number is no id
     */
    public static FileOwner of(String words, UserDatabase accounts) {
        ContainerUser user = accounts.resolve(words, List.of());
        boolean idAlone = words.chars().allMatch(c -> c >= '0' && c <= '9');
        return new FileOwner(user.uid(), idAlone ? user.uid() : user.gid());
    }
}
