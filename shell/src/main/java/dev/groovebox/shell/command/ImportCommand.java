package dev.groovebox.shell.command;

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader;
import dev.groovebox.sandbox.operation.ArchiveInput;
import dev.groovebox.sandbox.operation.ArchiveOperation.ImportImage;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.ArchiveOptions;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;

final class ImportCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("import", "[OPTIONS] FILE|URL|- [NAME[:TAG]]", "Make an image of a root filesystem's tar")
                .value("-c --change", "LINE", "Line of a Dockerfile for the image, such as 'CMD [\"sh\"]'; can be given again")
                .value("--max-layer-size", "SIZE", ArchiveOptions.MOST_LAYER_TEXT)
                .value("-m --message", "TEXT", "For the image's history")
                .flag("-q --quiet", "No progress");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2) {
            throw new UsageException("needs a file, an address or '-', and at most one name");
        }
        ArchiveInput input = words.get(0).equals("-")
                ? ArchiveInput.ofStandardInput(session.console().in())
                : ArchiveInput.named(words.get(0));
        ImageSummary image = session.perform(
                new ImportImage(
                        input,
                        words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty(),
                        arguments.value("-m").orElse(""),
                        arguments.list("-c").stream().map(line -> DockerfileReader.trigger("--change", line)).toList(),
                        ArchiveOptions.mostLayerBytes(arguments)),
                arguments.flag("-q"));
        session.console().print(image.id());
        return 0;
    }
}
