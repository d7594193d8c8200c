package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.ArchiveForm;
import dev.groovebox.sandbox.operation.ArchiveOperation.SaveImages;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.ArchiveOptions;
import dev.groovebox.shell.session.Session;
import java.util.Arrays;

final class SaveCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("save", "[OPTIONS] IMAGE [IMAGE...]", "Write images to an archive")
                .value("--compress", "KIND", ArchiveOptions.PACKING_TEXT)
                .value("--format", "FORM", "docker-archive (the usual) or oci-archive")
                .value("-o --output", "FILE", "Write there, not to standard output")
                .flag("-q --quiet", "No progress")
                .hiddenFlag("-m --multi-image-archive");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        SaveImages save = new SaveImages(
                arguments.atLeastOneWord("IMAGE"),
                form(arguments.value("--format").orElse(ArchiveForm.DOCKER_ARCHIVE.word())),
                ArchiveOptions.packing(arguments),
                ArchiveOptions.output(arguments, session.console()));
        session.perform(save, arguments.flag("-q"));
        return 0;
    }

    private static ArchiveForm form(String word) {
        return Arrays.stream(ArchiveForm.values()).filter(form -> form.word().equals(word)).findFirst()
                .orElseThrow(() -> new UsageException("--format '" + word + "' is neither docker-archive nor oci-archive"));
    }
}
