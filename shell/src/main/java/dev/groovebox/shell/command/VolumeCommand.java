package dev.groovebox.shell.command;

import dev.groovebox.sandbox.operation.VolumeOperation.CreateVolume;
import dev.groovebox.sandbox.operation.VolumeOperation.ExportVolume;
import dev.groovebox.sandbox.operation.VolumeOperation.ImportVolume;
import dev.groovebox.sandbox.operation.VolumeOperation.ListVolumes;
import dev.groovebox.sandbox.operation.VolumeOperation.PruneVolumes;
import dev.groovebox.sandbox.operation.VolumeOperation.RemoveVolume;
import dev.groovebox.sandbox.operation.VolumeOperation.RemoveVolumeSnapshot;
import dev.groovebox.sandbox.operation.VolumeOperation.RestoreVolume;
import dev.groovebox.sandbox.operation.VolumeOperation.SnapshotVolume;
import dev.groovebox.sandbox.operation.VolumeSummary;
import dev.groovebox.shell.console.Confirmation;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.VolumeListing;
import dev.groovebox.shell.session.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Docker's {@code volume} verbs, and those for archives and copies; {@code volume inspect} is {@link InspectCommand}'s. */
enum VolumeCommand implements Command {
    CREATE {
        @Override
        public Grammar grammar() {
            return new Grammar("volume create", "[OPTIONS] [VOLUME]", "Create a volume")
                    .value("--label", "NAME[=VALUE]", "Label the volume");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (String label : arguments.list("--label")) {
                int equals = label.indexOf('=');
                labels.put(equals < 0 ? label : label.substring(0, equals), equals < 0 ? "" : label.substring(equals + 1));
            }
            String name = arguments.words().isEmpty()
                    ? UUID.randomUUID().toString().replace("-", "")
                    : arguments.words("VOLUME", 1).get(0);
            session.console().print(session.perform(new CreateVolume(name, labels)));
            return 0;
        }
    },
    LS {
        @Override
        public Grammar grammar() {
            return new Grammar("volume ls", "[OPTIONS]", "List volumes")
                    .value("--format", "FORMAT", "table, json, or a template such as '{{.Name}} {{.Mountpoint}}'")
                    .flag("-q --quiet", "Only names");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            arguments.expectNoWords();
            List<VolumeSummary> volumes = session.perform(new ListVolumes());
            session.console().print(VolumeListing.of()
                    .lines(OutputFormat.of(arguments.value("--format"), arguments.flag("-q")), volumes));
            return 0;
        }
    },
    RM {
        @Override
        public Grammar grammar() {
            return new Grammar("volume rm", "VOLUME [VOLUME...]", "Remove volumes that no container has");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            return session.forEach(arguments.atLeastOneWord("VOLUME"),
                    name -> session.console().print(session.perform(new RemoveVolume(name))));
        }
    },
    PRUNE {
        @Override
        public Grammar grammar() {
            return new Grammar("volume prune", "[OPTIONS]", "Remove volumes without a name that no container has")
                    .flag("-a --all", "Also those with a name")
                    .flag("-f --force", "Do not ask");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            arguments.expectNoWords();
            String which = arguments.flag("-a") ? "all volumes" : "all volumes without a name";
            if (!arguments.flag("-f")
                    && !Confirmation.given(session.console(), "This will remove " + which + " that no container has.")) {
                return 0;
            }
            List<String> removed = session.perform(new PruneVolumes(arguments.flag("-a")));
            if (!removed.isEmpty()) {
                session.console().print("Deleted Volumes:");
                session.console().print(removed);
            }
            return 0;
        }
    },
    EXPORT {
        @Override
        public Grammar grammar() {
            return new Grammar("volume export", "-o FILE VOLUME", "Write a volume's files into a tar")
                    .value("-o --output", "FILE", "The archive to write");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            String volume = arguments.words("VOLUME", 1).get(0);
            session.perform(new ExportVolume(volume, file(arguments.value("-o").orElseThrow(
                    () -> new UsageException("needs a file: -o FILE")))));
            return 0;
        }
    },
    IMPORT {
        @Override
        public Grammar grammar() {
            return new Grammar("volume import", "VOLUME FILE", "Add the files of a tar to a volume, which is made if missing");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            List<String> words = arguments.words("VOLUME FILE", 2);
            session.perform(new ImportVolume(words.get(0), file(words.get(1))));
            return 0;
        }
    },
    SNAPSHOT {
        @Override
        public Grammar grammar() {
            return new Grammar("volume snapshot", "[OPTIONS] VOLUME NAME", "Keep a copy of a volume's files beside it")
                    .flag("-f --force", "Also while a container runs with it")
                    .flag("-r --remove", "Remove the copy of that name");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            List<String> words = arguments.words("VOLUME NAME", 2);
            session.console().print(arguments.flag("-r")
                    ? session.perform(new RemoveVolumeSnapshot(words.get(0), words.get(1)))
                    : session.perform(new SnapshotVolume(words.get(0), words.get(1), arguments.flag("-f"))));
            return 0;
        }
    },
    RESTORE {
        @Override
        public Grammar grammar() {
            return new Grammar("volume restore", "[OPTIONS] VOLUME NAME", "Make a volume's files what they were in a copy of it")
                    .flag("-f --force", "Also while a container runs with it");
        }

        @Override
        public int execute(Arguments arguments, Session session) {
            List<String> words = arguments.words("VOLUME NAME", 2);
            session.console().print(session.perform(new RestoreVolume(words.get(0), words.get(1), arguments.flag("-f"))));
            return 0;
        }
    };

    private static Path file(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }
}
