package dev.groovebox.shell.command;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.Failure;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.operation.RegistryOperation.AttachArtifact;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

final class ReferrersAddCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("referrers add", "[OPTIONS] NAME[:TAG|@DIGEST] FILE", "Attach a file, such as an SBOM, to an image in its registry")
                .value("--type", "MEDIATYPE", "What the file is, such as application/spdx+json")
                .value("--annotation", "NAME=VALUE", "A note about it");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        if (arguments.words().size() != 2) {
            throw new UsageException("expects an image and a file");
        }
        String type = arguments.value("--type").orElseThrow(() -> new UsageException("needs --type"));
        AttachArtifact attach = new AttachArtifact(
                arguments.words().get(0), type, content(arguments.words().get(1)), annotations(arguments));
        session.console().print(session.perform(attach).digest());
        return 0;
    }

    private static byte[] content(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new EngineException(
                    new Failure(FailureKind.NOT_FOUND, "cannot read", file, Failure.reasonOf(e), ""), e);
        }
    }

    private static Map<String, String> annotations(Arguments arguments) {
        Map<String, String> annotations = new LinkedHashMap<>();
        for (String text : arguments.list("--annotation")) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--annotation takes NAME=VALUE, not '" + text + "'");
            }
            annotations.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return annotations;
    }
}
