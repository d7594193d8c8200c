package dev.groovebox.sandbox.image.host;

import java.util.List;

/** The commands of the packages everybody knows, for machines on which no dpkg tells. */
final class KnownSets {
    private static final String COREUTILS = """
            [ arch b2sum base32 base64 basename basenc cat chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir
            dircolors dirname du echo env expand expr factor false fmt fold groups head hostid id install join kill link ln
            logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv
            printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf
            sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname
            unexpand uniq unlink users vdir wc who whoami yes""";

    private KnownSets() {}

    /** None for a name that isn't known. */
    static List<String> commandsOf(String name) {
        return switch (name) {
            case "coreutils" -> List.of(COREUTILS.strip().split("\\s+"));
            case "findutils" -> List.of("find", "xargs");
            default -> List.of();
        };
    }
}
