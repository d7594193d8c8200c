package dev.groovebox.shell.command;

import dev.groovebox.sandbox.image.archive.ImageTransport;
import dev.groovebox.sandbox.operation.LayerCompression;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation.Push;
import dev.groovebox.registry.oci.Reference;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.util.List;
import java.util.Optional;

final class PushCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("push", "[OPTIONS] IMAGE [NAME[:TAG]|TRANSPORT:PATH]", "Bring an image into a registry")
                .flag("-a --all-tags", "Every image here of that repository")
                .value("--compression", "FORMAT[:LEVEL]", "Layers as gzip or zstd; those compressed already stay as they are")
                .flag("-q --quiet", "Print the name alone")
                .hiddenFlag("--disable-content-trust");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2) {
            throw new UsageException("expects an image, and the name to push it to when that is another");
        }
        boolean quiet = arguments.flag("-q");
        Optional<String> to = words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
        Push push = new Push(words.get(0), to, arguments.flag("-a"), compression(arguments));
        List<PushedImage> pushed = session.perform(push, quiet);
        if (quiet && push.allTags()) {
            session.console().print(Reference.parse(push.image()).full()); // once, as docker does
            return 0;
        }
        for (PushedImage image : pushed) {
            session.console().print(quiet ? full(image) : tag(image) + ": digest: " + image.digest() + " size: " + image.sizeBytes());
        }
        return 0;
    }

    private static String full(PushedImage image) {
        return isPlace(image) ? image.name() : Reference.parse(image.name()).full();
    }

    private static String tag(PushedImage image) {
        return isPlace(image) ? image.name() : Reference.parse(image.name()).tag().orElse("");
    }

    private static boolean isPlace(PushedImage image) {
        return ImageTransport.of(image.name()).isPresent();
    }

    private static LayerCompression compression(Arguments arguments) {
        try {
            return arguments.value("--compression").map(LayerCompression::parse).orElse(LayerCompression.AS_IT_IS);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--compression: " + e.getMessage());
        }
    }
}
