package dev.groovebox.sandbox.image.host;

import java.util.List;

/** Which of a package's paths an image wants: what its programs use while they run, not what people read. */
final class PackageFilter {
    private static final List<String> WANTED =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/opt");

    private static final List<String> UNWANTED = List.of(
            "/usr/lib/debug", "/usr/share/bash-completion", "/usr/share/bug", "/usr/share/doc",
            "/usr/share/doc-base", "/usr/share/fish", "/usr/share/gtk-doc", "/usr/share/help", "/usr/share/info",
            "/usr/share/lintian", "/usr/share/locale", "/usr/share/man", "/usr/share/menu", "/usr/share/reportbug",
            "/usr/share/zsh");

    private PackageFilter() {}

    static boolean wants(String path) {
        return WANTED.stream().anyMatch(folder -> path.startsWith(folder + "/"))
                && UNWANTED.stream().noneMatch(folder -> path.equals(folder) || path.startsWith(folder + "/"));
    }
}
