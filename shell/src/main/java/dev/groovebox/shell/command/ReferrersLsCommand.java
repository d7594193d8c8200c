package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.RegistryOperation.ListReferrers;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.option.RegistryOptions;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.ReferrerListing;
import dev.groovebox.shell.session.Session;

final class ReferrersLsCommand implements Command {
    @Override
    public Grammar grammar() {
        return new Grammar("referrers ls", "[OPTIONS] NAME[:TAG|@DIGEST]", "List artifacts that refer to an image in its registry")
                .value("--format", "FORMAT", "table, json, or a template such as '{{.Digest}}'")
                .flag("-q --quiet", "Only digests");
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        String name = RegistryOptions.oneWord(arguments, "the name of one image");
        OutputFormat format = OutputFormat.of(arguments.value("--format"), arguments.flag("-q"));
        session.console().print(ReferrerListing.columns().lines(format, session.perform(new ListReferrers(name))));
        return 0;
    }
}
