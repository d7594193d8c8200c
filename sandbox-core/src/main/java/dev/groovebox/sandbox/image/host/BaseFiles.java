package dev.groovebox.sandbox.image.host;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The folders and the files of /etc that every program may expect. None of the machine's own accounts are in them. */
final class BaseFiles {
    private static final List<String> LAYOUT = List.of("/bin", "/sbin", "/lib", "/lib64");

    private static final List<String> FOLDERS = List.of(
            "etc", "home", "mnt", "opt", "run", "srv", "usr", "usr/bin", "usr/lib", "usr/local", "usr/local/bin",
            "usr/local/lib", "usr/local/sbin", "usr/local/share", "usr/sbin", "usr/share", "var", "var/cache", "var/lib",
            "var/log", "var/spool", "dev", "bin", "sbin", "lib");

    /** With the ids that Debian and most others give them; 5 is the group devpts is mounted for. */
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
            bin:x:2:2:bin:/bin:/usr/sbin/nologin
            sys:x:3:3:sys:/dev:/usr/sbin/nologin
            mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
            www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
            """;

    private static final String GROUP = """
            root:x:0:
            daemon:x:1:
            bin:x:2:
            sys:x:3:
            adm:x:4:
            tty:x:5:
            disk:x:6:
            mail:x:8:
            www-data:x:33:
            shadow:x:42:
            utmp:x:43:
            staff:x:50:
            users:x:100:
            nogroup:x:65534:
            """;

    private static final String NSSWITCH = """
            passwd: files
            group: files
            shadow: files
            hosts: files dns
            networks: files
            protocols: files
            services: files
            """;

    /** Bind mounts of a container go over these. */
    private static final List<String> MOUNT_TARGETS = List.of("etc/hosts", "etc/hostname", "etc/resolv.conf");

    private BaseFiles() {}

    static void addTo(HostTree tree, HostFiles files) {
        LAYOUT.forEach(tree::add);
        FOLDERS.forEach(folder -> tree.folder(folder, 0755));
        tree.folder("proc", 0555);
        tree.folder("sys", 0555);
        tree.folder("root", 0700);
        tree.folder("tmp", 01777);
        tree.folder("var/tmp", 01777);
        tree.folder("run/lock", 01777);
        // Relative, so that they lead into the image also for a tool that sees it from outside.
        tree.link("var/run", "../run");
        tree.link("var/lock", "../run/lock");
        text(tree, "etc/passwd", PASSWD);
        text(tree, "etc/group", GROUP);
        text(tree, "etc/nsswitch.conf", NSSWITCH);
        MOUNT_TARGETS.forEach(path -> text(tree, path, ""));
        files.find("/etc/os-release").ifPresent(release -> tree.copy("etc/os-release", release));
    }

    private static void text(HostTree tree, String path, String content) {
        tree.text(path, content.getBytes(StandardCharsets.UTF_8), 0644);
    }
}
