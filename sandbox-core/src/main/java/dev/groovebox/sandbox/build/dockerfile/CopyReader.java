package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.build.pattern.IgnorePatterns;
import dev.groovebox.sandbox.build.pattern.PatternException;
import dev.groovebox.sandbox.build.text.Syntax;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CopyOptions;
import dev.groovebox.sandbox.spec.InlineFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads COPY and ADD. */
final class CopyReader {
    private final String instruction;
    private final WordReader words;
    private final List<String> sources = new ArrayList<>();
    private final List<InlineFile> inline = new ArrayList<>();
    private final String target;

    CopyReader(String instruction, Arguments arguments, WordReader words) {
        this.instruction = instruction;
        this.words = words;
        Optional<List<String>> json = WordReader.json(arguments.text());
        List<String> given = json.orElseGet(() -> WordReader.byBlanks(arguments.text()));
        if (given.size() < 2) {
            throw new InstructionException("", instruction + " needs what to copy and where to: " + instruction + " file /folder/");
        }
        for (String source : given.subList(0, given.size() - 1)) {
            take(source, json.isPresent() ? List.of() : arguments.heredocs());
        }
        String last = given.get(given.size() - 1);
        if (inline.size() < arguments.heredocs().stream().map(Heredoc::name).distinct().count()) {
            throw new InstructionException("<<", "a here-document of " + instruction
                    + " is one word before the target, without blanks or quotes around them: <<NAME");
        }
        target = words.text(last);
    }

    private void take(String source, List<Heredoc> heredocs) {
        Optional<Heredoc> announced = heredocs.isEmpty() ? Optional.empty() : HeredocWords.ofWord(source);
        if (announced.isEmpty()) {
            sources.add(words.text(source));
            return;
        }
        Heredoc read = heredocs.stream().filter(each -> each.name().equals(announced.get().name()))
                .reduce((first, second) -> second).orElseThrow();
        String content = read.expand() ? WordReader.text(read.text(), Syntax.HEREDOC) : read.text();
        InlineFile file = new InlineFile(read.name(), content, read.expand());
        // Two of one name are one file: the last content counts for both.
        if (!inline.contains(file)) {
            inline.add(file);
        }
    }

    BuildStep copy(List<String> given) {
        Flags flags = new Flags(given, "from", "chown", "chmod", "link?", "parents?", "exclude");
        String from = flags.text("from");
        if (from.indexOf('$') >= 0) {
            throw new InstructionException("--from", "--from can't hold a variable: name a stage, FROM " + from + " AS name");
        }
        return new BuildStep.Copy(sources, inline, target, from, options(flags));
    }

    BuildStep add(List<String> given) {
        Flags flags = new Flags(given, "chown", "chmod", "link?", "exclude", "checksum", "unpack?", "keep-git-dir?");
        return new BuildStep.Add(sources, inline, target, options(flags), words.text(flags.text("checksum")),
                flags.choice("unpack"), flags.isSet("keep-git-dir"));
    }

    private CopyOptions options(Flags flags) {
        List<String> exclude = flags.list("exclude");
        try {
            IgnorePatterns.of(exclude);
        } catch (PatternException e) {
            throw new InstructionException("--exclude", e.getMessage());
        }
        return new CopyOptions(words.text(flags.text("chown")), words.text(flags.text("chmod")), flags.isSet("link"),
                flags.isSet("parents"), exclude.stream().map(WordReader::literal).toList());
    }
}
