package dev.groovebox.shell.command;

import dev.groovebox.registry.json.Json;
import dev.groovebox.sandbox.operation.RegistryOperation.InspectManifest;
import dev.groovebox.sandbox.operation.RemoteManifest;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.session.Session;
import java.nio.charset.StandardCharsets;

final class ManifestInspectCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("manifest inspect", "[OPTIONS] NAME[:TAG|@DIGEST]", "Show a manifest or index of a registry")
                .flag("--digest", "Its digest alone")
                .flag("--raw", "Byte for byte as it is there");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        RemoteManifest manifest = session.perform(
                new InspectManifest(RegistryOptions.oneWord(arguments, "the name of one image")));
        if (arguments.flag("--digest")) {
            session.console().print(manifest.digest());
        } else if (arguments.flag("--raw")) {
            session.console().out().print(manifest.json());
            session.console().out().flush();
        } else {
            session.console().print(Json.text(Json.readObject(manifest.json().getBytes(StandardCharsets.UTF_8)), true));
        }
        return 0;
    }
}
