package dev.groovebox.sandbox.image.user;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.failure.NearestWord;
import dev.groovebox.sandbox.image.layered.LayeredFiles;
import dev.groovebox.sandbox.image.user.AccountFiles.Group;
import dev.groovebox.sandbox.image.user.AccountFiles.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The accounts of an image: what docker's words for users mean in it. */
public final class UserDatabase {
    private static final String RANGE = "an id is a decimal number from 0 to " + Integer.MAX_VALUE;

    private final AccountFiles accounts;

    private UserDatabase(AccountFiles accounts) {
        this.accounts = accounts;
    }

    public static UserDatabase read(LayeredFiles files) throws IOException {
        return new UserDatabase(AccountFiles.read(files));
    }

    /**
     * @param user name|uid[:group|gid]; empty means root
     * @param additionalGroups names or numbers
     * @throws EngineException when a name is not in the image, or a number is no id
     */
    public ContainerUser resolve(String user, List<String> additionalGroups) {
        int colon = user.indexOf(':');
        String userWord = colon < 0 ? user : user.substring(0, colon);
        Optional<String> groupWord = colon < 0 ? Optional.empty() : Optional.of(user.substring(colon + 1));
        if (groupWord.filter(word -> word.isEmpty() || word.indexOf(':') >= 0).isPresent() || colon == 0) {
            throw refused(FailureKind.INVALID, "user", user, "it is not of the form user or user:group", "");
        }
        Optional<User> known = find(userWord.isEmpty() ? "0" : userWord);
        long uid = known.map(User::uid).orElseGet(() -> number("user", userWord.isEmpty() ? "0" : userWord, userNames()));
        long gid = groupWord.map(this::group).orElseGet(() -> known.map(User::gid).orElse(0L));
        Set<Long> groups = new LinkedHashSet<>();
        if (groupWord.isEmpty()) {
            known.ifPresent(account -> groups.addAll(membershipsOf(account)));
        }
        additionalGroups.forEach(word -> groups.add(group(word)));
        groups.remove(gid);
        return new ContainerUser(uid, gid, new ArrayList<>(groups), homeOf(known));
    }

    public boolean knows(long uid) {
        return accounts.users().stream().anyMatch(user -> user.uid() == uid);
    }

    /** A group's id by its name or number. */
    public long group(String word) {
        return accounts.groups().stream()
                .filter(group -> !Ids.looksNumeric(word) && group.name().equals(word))
                .findFirst()
                .map(Group::gid)
                .orElseGet(() -> number("group", word, accounts.groups().stream().map(Group::name).toList()));
    }

    private static String homeOf(Optional<User> known) {
        return known.map(User::home).orElse("/");
    }

    /** A number is an id, as for docker: an image could call its root "1000", and whoever said 1000 would be root. */
    private Optional<User> find(String word) {
        OptionalLong id = Ids.parse(word);
        return accounts.users().stream()
                .filter(user -> id.isPresent()
                        ? user.uid() == id.getAsLong()
                        : !Ids.looksNumeric(word) && user.name().equals(word))
                .findFirst();
    }

    private List<Long> membershipsOf(User user) {
        return accounts.groups().stream()
                .filter(group -> group.members().contains(user.name()))
                .map(Group::gid)
                .toList();
    }

    private List<String> userNames() {
        return accounts.users().stream().map(User::name).toList();
    }

    private static long number(String what, String word, List<String> names) {
        OptionalLong id = Ids.parse(word);
        if (id.isPresent()) {
            return id.getAsLong();
        }
        if (Ids.looksLikeNumber(word)) {
            throw refused(FailureKind.INVALID, what, word, RANGE, "");
        }
        if (!AccountFiles.isShort(word)) {
            throw refused(FailureKind.INVALID, what, word, "no name has " + word.length() + " characters", "");
        }
        throw refused(FailureKind.NOT_FOUND, what, word, "the image has no such " + what, NearestWord.to(word, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("use a number, or add it to /etc/" + (what.equals("user") ? "passwd" : "group")));
    }

    private static EngineException refused(
            FailureKind kind, String what, String word, String cause, String remedy) {
        // The word may be an image's: megabytes of it are no message.
        String shown = AccountFiles.isShort(word) ? word : word.substring(0, 20) + "...";
        return new EngineException(kind, "cannot run as " + what, shown, cause, remedy);
    }
}
