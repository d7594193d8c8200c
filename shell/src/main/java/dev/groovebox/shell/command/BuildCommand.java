package dev.groovebox.shell.command;

import dev.groovebox.sandbox.event.EventSink;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.BuildOutput;
import dev.groovebox.sandbox.operation.DockerfileContent;
import dev.groovebox.sandbox.operation.ImageOperation.BuildImage;
import dev.groovebox.sandbox.operation.ImageOperation.ReadDockerfile;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.Stdio;
import dev.groovebox.sandbox.operation.UnpackedContext;
import dev.groovebox.sandbox.spec.BuildOptions;
import dev.groovebox.sandbox.spec.ContextSpec;
import dev.groovebox.sandbox.spec.ImageSpec;
import dev.groovebox.shell.console.Console;
import dev.groovebox.shell.console.ProgressMode;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.option.BuildFlags;
import dev.groovebox.shell.option.BuildPlace;
import dev.groovebox.shell.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Its only output on standard output is the image's id; the steps are shown on standard error. */
final class BuildCommand implements Command {
    @Override
    public Grammar grammar() {
        return BuildFlags.grammar();
    }

    @Override
    public int execute(Arguments arguments, Session session) {
        Path folder = Path.of("").toAbsolutePath();
        BuildOptions options = BuildFlags.options(arguments, System.getenv(), folder);
        List<BuildOutput> outputs = BuildFlags.outputs(arguments, folder, session.console().outIsTerminal());
        BuildPlace place = BuildPlace.of(arguments, folder, session.console().in());
        EventSink events = session.events(progress(arguments));
        try (ForwardedSignals signals = ForwardedSignals.from(Thread.currentThread())) {
            Optional<Stdio> shell = failureShell(arguments, session.console(), signals);
            ImageSummary built = build(place, session, events, folderPlace ->
                    new BuildImage(spec(arguments, folder, options, folderPlace, session, events), shell));
            for (BuildOutput output : outputs) {
                session.engine().perform(output.of(built.id(), new ArchiveOutput.Stream(session.console().out().bytes())), events);
            }
            report(built, arguments, session.console(), outputs.contains(new BuildOutput.Stream()));
        }
        return 0;
    }

    private static ImageSummary build(
            BuildPlace place, Session session, EventSink events, Function<BuildPlace.Folder, BuildImage> operation) {
        if (place instanceof BuildPlace.Elsewhere elsewhere) {
            try (UnpackedContext context = session.engine().perform(elsewhere.bring(), events)) {
                return session.engine().perform(operation.apply(elsewhere.in(context.folder())), events);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return session.engine().perform(operation.apply((BuildPlace.Folder) place), events);
    }

    private static ImageSpec spec(Arguments arguments, Path folder, BuildOptions options, BuildPlace.Folder place,
            Session session, EventSink events) {
        DockerfileContent content = session.engine().perform(new ReadDockerfile(place.source(), place.context()), events);
        return new ImageSpec(
                BuildFlags.names(arguments),
                content.instructions(),
                place.context().map(path -> new ContextSpec(path, content.ignored())),
                BuildFlags.contexts(arguments, folder),
                options,
                Optional.of(content.file()));
    }

    private static Optional<Stdio> failureShell(Arguments arguments, Console console, ForwardedSignals signals) {
        if (!arguments.flag("--shell-on-failure")) {
            return Optional.empty();
        }
        return Optional.of(console.inIsTerminal() && console.outIsTerminal()
                ? new Stdio.Terminal(true, signals::to)
                : new Stdio.Streams(Optional.of(console.in()), console.err(), console.err(), signals::to));
    }

    private static ProgressMode progress(Arguments arguments) {
        if (arguments.flag("-q")) {
            return ProgressMode.QUIET;
        }
        String text = arguments.value("--progress").orElse("auto");
        return ProgressMode.named(text).orElseThrow(
                () -> new UsageException("--progress '" + text + "' is none of auto, plain, tty, json, quiet"));
    }

    /** @param outIsTaken standard output has an archive, and nothing else belongs there */
    private static void report(ImageSummary built, Arguments arguments, Console console, boolean outIsTaken) {
        arguments.value("--iidfile").ifPresent(file -> write(Path.of(file), built.id()));
        if (outIsTaken) {
            return;
        }
        if (arguments.flag("-q")) {
            console.print(built.id());
        } else {
            console.print(built.id() + (built.names().isEmpty() ? "" : "  " + String.join(", ", BuildFlags.names(arguments))));
        }
    }

    private static void write(Path file, String id) {
        try {
            Files.writeString(file, id);
        } catch (IOException e) {
            throw new UsageException("--iidfile '" + file + "' can't be written: " + e.getMessage());
        }
    }
}
