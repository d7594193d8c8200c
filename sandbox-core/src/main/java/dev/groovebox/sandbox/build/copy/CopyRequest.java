package dev.groovebox.sandbox.build.copy;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CopyOptions;
import dev.groovebox.sandbox.spec.InlineFile;
import java.nio.file.Path;
import java.util.List;

/**
 * What COPY and ADD ask for, their variables expanded.
 *
 * @param sources patterns of what the tree holds
 * @param fetched files of addresses, which have been downloaded
 * @param ownersKept without --chown, files keep the owners they have in the stage or image they are of
 * @param unpackLocal archives among the sources are unpacked
 * @param unpackFetched likewise those of addresses
 */
public record CopyRequest(List<String> sources, List<InlineFile> inline, List<Fetched> fetched, String target,
        CopyOptions options, boolean ownersKept, boolean unpackLocal, boolean unpackFetched) {
    /** @param file of the staging area, which has its name in the image, its time and mode */
    public record Fetched(String name, Path folder) {}

    public static CopyRequest of(BuildStep.Copy copy, boolean ownersKept) {
        return new CopyRequest(copy.sources(), copy.inline(), List.of(), copy.target(), copy.options(),
                ownersKept, false, false);
    }

    /** @param sources of ADD, without its addresses */
    public static CopyRequest of(BuildStep.Add add, List<String> sources, List<Fetched> fetched) {
        return new CopyRequest(sources, add.inline(), fetched, add.target(), add.options(), false,
                add.unpack().orElse(true), add.unpack().orElse(false));
    }

    /** A source for itself, owners kept. */
    static CopyRequest plain(String source) {
        return new CopyRequest(List.of(source), List.of(), List.of(), "/", CopyOptions.NONE, true, false, false);
    }
}
