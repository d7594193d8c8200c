package dev.groovebox.sandbox.spec;

import java.util.List;

/**
 * The flags that COPY and ADD have in common. Texts may hold variables.
 *
 * @param owner user and group, names or numbers; empty: root
 * @param mode octal digits, or chmod's words such as u=rwX,go=rX; empty: as the source has it
 * @param link into a layer that does not depend on what is below it
 * @param parents the sources' folders are kept under the target; /./ in a source says from where on
 * @param exclude patterns of .dockerignore of what is left out
 */
public record CopyOptions(String owner, String mode, boolean link, boolean parents, List<String> exclude) {
    public static final CopyOptions NONE = new CopyOptions("", "", false, false, List.of());

    public CopyOptions {
        exclude = List.copyOf(exclude);
    }
}
