package dev.groovebox.shell.command;

import dev.groovebox.dsl.ImageBlockWriter;
import dev.groovebox.sandbox.operation.DockerfileContent;
import dev.groovebox.sandbox.operation.ImageOperation.ReadDockerfile;
import dev.groovebox.sandbox.operation.ImageOperation.ReadIgnored;
import dev.groovebox.sandbox.spec.DockerfileSource;
import dev.groovebox.sandbox.spec.Instruction;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.BuildPlace;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the image block that says what a Dockerfile says; kept in the Dockerfile's folder it builds the same image. */
final class ConvertCommand implements Command {
    private static final String INPUT = "-";

    @Override
    public Grammar grammar() {
        return new Grammar("convert", "[OPTIONS] FILE | -", "Print a Dockerfile as an image block of a script")
                .value("-t --tag", "NAME", "Name the image (default: the name of the folder)");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.atLeastOneWord("FILE");
        if (words.size() > 1) {
            throw new UsageException("takes one FILE, not '" + words.get(1) + "' too");
        }
        Path here = Path.of("").toAbsolutePath();
        boolean input = words.get(0).equals(INPUT);
        Path file = input ? here.resolve("Dockerfile") : here.resolve(words.get(0)).normalize();
        Path folder = file.getParent();
        DockerfileSource source = input ? BuildPlace.read(session.console().in()) : new DockerfileSource.OfFile(file);
        DockerfileContent content = session.perform(new ReadDockerfile(source, Optional.of(folder)));
        boolean asFile = content.ignored().equals(session.perform(new ReadIgnored(folder)));
        session.console().out().print(ImageBlockWriter.write(
                arguments.value("-t").orElseGet(() -> name(folder)),
                content.instructions().stream().map(Instruction::step).toList(),
                asFile ? Optional.empty() : Optional.of(content.ignored())));
        return 0;
    }

    /** As far as a folder's name can be an image's. */
    private static String name(Path folder) {
        String name = folder.getFileName() == null ? "" : folder.getFileName().toString().toLowerCase(Locale.ROOT);
        String cleaned = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return cleaned.isEmpty() ? "image" : cleaned;
    }
}
