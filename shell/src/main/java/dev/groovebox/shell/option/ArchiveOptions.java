package dev.groovebox.shell.option;

import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.Packing;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.Optional;

/** What the commands that read and write archives have in common. */
public final class ArchiveOptions {
    public static final String PACKING_TEXT = "Compress the archive: gzip, zstd or none (the usual)";
    public static final String MOST_LAYER_TEXT = "Refuse a layer that has more, uncompressed (32g unless said)";

    private ArchiveOptions() {}

    public static Packing packing(Arguments arguments) {
        String word = arguments.value("--compress").orElse("none");
        return switch (word) {
            case "none" -> Packing.NONE;
            case "gzip" -> Packing.GZIP;
            case "zstd" -> Packing.ZSTD;
            default -> throw new UsageException("--compress '" + word + "' is neither gzip nor zstd nor none");
        };
    }

    /** A terminal shows nothing useful of an archive, and may obey what is in it. */
    public static ArchiveOutput output(Arguments arguments, Console console) {
        Optional<String> file = arguments.value("-o").filter(path -> !path.equals("-"));
        if (file.isPresent()) {
            return new ArchiveOutput.File(Path.of(file.get()));
        }
        if (console.outIsTerminal()) {
            throw new UsageException("standard output is a terminal: name a file with --output, or use > or |");
        }
        return new ArchiveOutput.Stream(console.out().bytes());
    }

    public static long mostLayerBytes(Arguments arguments) {
        return arguments.value("--max-layer-size").map(size -> ByteSize.parse("--max-layer-size", size))
                .orElse(ArchiveOperation.MOST_LAYER_BYTES);
    }
}
