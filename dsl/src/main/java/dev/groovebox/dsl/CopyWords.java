package dev.groovebox.dsl;

import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.build.pattern.PatternException;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CopyOptions;
import dev.groovebox.sandbox.spec.InlineFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what follows the words copy and add. */
final class CopyWords {
    private static final List<String> COMMON = List.of("to", "owner", "chown", "mode", "chmod", "link", "exclude", "files");

    private final BuildSteps block;
    private final String word;
    private final NamedValues named;
    private final List<String> sources;

    CopyWords(BuildSteps block, String word, Map<String, ?> options, String[] sources, String... more) {
        this.block = block;
        this.word = word;
        this.sources = Stream.of(sources).map(source -> block.checked(word, source)).toList();
        this.named = new NamedValues(block, word, options,
                Stream.concat(COMMON.stream(), Stream.of(more)).toArray(String[]::new));
    }

    Optional<BuildStep> copy() {
        return target().map(target -> new BuildStep.Copy(
                sources, files(), target, named.text("from").orElse(""), options(named.flag("parents"))));
    }

    Optional<BuildStep> add() {
        return target().map(target -> new BuildStep.Add(sources, files(), target, options(false),
                text("checksum"), named.choice("unpack"), named.flag("keepGitDir")));
    }

    private Optional<String> target() {
        Optional<String> target = named.text("to");
        if (target.isEmpty() || sources.isEmpty() && !named.has("files")) {
            block.problem(word, word + " needs paths and a target: " + word + " 'src', to: '/app'");
            return Optional.empty();
        }
        return target.map(path -> block.checked(word, path));
    }

    private CopyOptions options(boolean parents) {
        List<String> exclude = named.texts("exclude");
        try {
            IgnorePatterns.of(exclude);
        } catch (PatternException e) {
            block.problem("exclude", word + ": " + e.getMessage());
        }
        String owner = text("owner").isEmpty() ? text("chown") : text("owner");
        String mode = named.modeText(named.has("mode") ? "mode" : "chmod").orElse("");
        return new CopyOptions(owner, block.checked(word, mode), named.flag("link"), parents, exclude);
    }

    private List<InlineFile> files() {
        List<InlineFile> files = new ArrayList<>();
        named.named("files").forEach((name, content) -> {
            if (content instanceof Template template) {
                files.add(new InlineFile(name, block.checked(word, template.text()), true));
            } else if (content instanceof CharSequence text) {
                files.add(new InlineFile(name, text.toString(), false));
            } else {
                named.wrong("files", "names and contents such as ['app.conf': 'text']");
            }
        });
        return files;
    }

    private String text(String name) {
        return block.checked(word, named.text(name).orElse(""));
    }
}
