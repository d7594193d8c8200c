package dev.groovebox.sandbox.image.user;

import dev.groovebox.sandbox.image.layered.LayeredFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An image's /etc/passwd and /etc/group. Lines that are not what passwd(5) and group(5) say count for nothing, as for libc. */
record AccountFiles(List<User> users, List<Group> groups) {
    private static final int MOST_BYTES = 1 << 20;
    /** Of Linux itself: LOGIN_NAME_MAX and PATH_MAX (limits.h). */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_HOME = 4095;

    record User(String name, long uid, long gid, String home) {}

    record Group(String name, long gid, List<String> members) {}

    static AccountFiles read(LayeredFiles files) throws IOException {
        List<User> users = new ArrayList<>();
        for (String line : lines(files, "/etc/passwd")) {
            parseUser(line).ifPresent(users::add);
        }
        List<Group> groups = new ArrayList<>();
        for (String line : lines(files, "/etc/group")) {
            parseGroup(line).ifPresent(groups::add);
        }
        return new AccountFiles(users, groups);
    }

    private static List<String> lines(LayeredFiles files, String path) throws IOException {
        return files.read(path, MOST_BYTES)
                .map(bytes -> List.of(new String(bytes, StandardCharsets.UTF_8).split("\n")))
                .orElse(List.of());
    }

    /** name:password:uid:gid:comment:home:shell */
    private static Optional<User> parseUser(String line) {
        String[] fields = line.strip().split(":", -1);
        if (fields.length < 4 || !isName(fields[0])) {
            return Optional.empty();
        }
        OptionalLong uid = Ids.parse(fields[2]);
        OptionalLong gid = Ids.parse(fields[3]);
        if (uid.isEmpty() || gid.isEmpty()) {
            return Optional.empty();
        }
        String home = fields.length > 5 ? fields[5] : "";
        return home.length() > LONGEST_HOME || hasControl(home)
                ? Optional.empty()
                : Optional.of(new User(fields[0], uid.getAsLong(), gid.getAsLong(), home.isEmpty() ? "/" : home));
    }

    /** name:password:gid:member,member */
    private static Optional<Group> parseGroup(String line) {
        String[] fields = line.strip().split(":", -1);
        OptionalLong gid = fields.length < 3 || !isName(fields[0]) ? OptionalLong.empty() : Ids.parse(fields[2]);
        if (gid.isEmpty()) {
            return Optional.empty();
        }
        List<String> members = fields.length > 3 && !fields[3].isEmpty() ? List.of(fields[3].split(",")) : List.of();
        return Optional.of(new Group(fields[0], gid.getAsLong(), members));
    }

    /** Comments begin with #; + and - are NIS's. A longer word than any name is not compared with all that an image has. */
    private static boolean isName(String text) {
        return isShort(text) && !text.isEmpty() && "#+-".indexOf(text.charAt(0)) < 0 && !hasControl(text);
    }

    static boolean isShort(String name) {
        return name.length() <= LONGEST_NAME;
    }

    /** A NUL would cut the environment short; others drive the terminal that a message is shown on. */
    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
