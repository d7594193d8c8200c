package dev.groovebox.sandbox.spec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One instruction of a build. The image block and the Dockerfile reader both make these; one builder runs them. Texts
 * that the Dockerfile reference says may hold variables ($NAME, ${NAME:-word} ...; \\$ is a dollar) are without quotes, and
 * keep their variables until the step's turn has come: only then the stage's environment is known, and which build
 * arguments the step really uses.
 */
public sealed interface BuildStep {
    /** The instruction as a Dockerfile would have it, in one canonical way: for progress and history. */
    default String words() {
        return StepWords.of(this);
    }

    /**
     * Begins a stage.
     *
     * @param stage its name, or empty
     * @param platform such as linux/amd64, or empty for this machine's
     */
    record From(ImageSource source, String stage, String platform) implements BuildStep {
        public From(ImageSource source) {
            this(source, "", "");
        }
    }

    /** Build arguments and their defaults; before the first FROM those that FROM itself may use. */
    record Arg(Map<String, Optional<String>> values) implements BuildStep {
        public Arg {
            values = Ordered.copyOf(values);
        }
    }

    /**
     * @param network "default", "none", "host", or empty for what the build's options say
     * @param scripts here-documents that are there as files under /dev/pipes while the command runs
     */
    record Run(CommandForm command, List<RunMount> mounts, String network, List<InlineFile> scripts) implements BuildStep {
        public Run {
            mounts = List.copyOf(mounts);
            scripts = List.copyOf(scripts);
        }

        public Run(CommandForm command) {
            this(command, List.of(), "", List.of());
        }

        public static Run shell(String text) {
            return new Run(CommandForm.shell(text));
        }

        public static Run exec(String... words) {
            return new Run(CommandForm.exec(Arrays.asList(words)));
        }
    }

    /**
     * @param sources paths relative to what is copied from, which may hold Go's patterns
     * @param inline here-documents, copied after the sources
     * @param from a stage's name or number, an image, a named context, or empty: the context
     */
    record Copy(List<String> sources, List<InlineFile> inline, String target, String from, CopyOptions options)
            implements BuildStep {
        public Copy {
            sources = List.copyOf(sources);
            inline = List.copyOf(inline);
        }

        public Copy(List<String> sources, String target) {
            this(sources, List.of(), target, "", CopyOptions.NONE);
        }
    }

    /**
     * @param sources like COPY's; also http and https addresses
     * @param checksum "sha256:..." of the one address, or empty
     * @param unpack whether archives are unpacked; absent: those of the context are, those of addresses are not
     * @param keepGitFolder of a git address
     */
    record Add(List<String> sources, List<InlineFile> inline, String target, CopyOptions options, String checksum,
            Optional<Boolean> unpack, boolean keepGitFolder) implements BuildStep {
        public Add {
            sources = List.copyOf(sources);
            inline = List.copyOf(inline);
        }

        public Add(List<String> sources, String target) {
            this(sources, List.of(), target, CopyOptions.NONE, "", Optional.empty(), false);
        }
    }

    record Env(Map<String, String> values) implements BuildStep {
        public Env {
            values = Ordered.copyOf(values);
        }
    }

    record Label(Map<String, String> values) implements BuildStep {
        public Label {
            values = Ordered.copyOf(values);
        }
    }

    record Workdir(String path) implements BuildStep {}

    record User(String user) implements BuildStep {}

    /** @param ports such as 80, 53/udp or 8000-8010 */
    record Expose(List<String> ports) implements BuildStep {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    record Volume(List<String> paths) implements BuildStep {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    record Entrypoint(CommandForm command) implements BuildStep {}

    record Cmd(CommandForm command) implements BuildStep {}

    /** What runs the shell form of later steps. */
    record Shell(List<String> program) implements BuildStep {
        public Shell {
            program = List.copyOf(program);
        }
    }

    record StopSignal(String signal) implements BuildStep {}

    /** @param command absent: NONE, the base's is switched off */
    record Healthcheck(
            Optional<CommandForm> command,
            Optional<Duration> interval,
            Optional<Duration> timeout,
            Optional<Duration> startPeriod,
            Optional<Duration> startInterval,
            OptionalInt retries) implements BuildStep {}

    /** @param trigger an instruction of a Dockerfile, done at the beginning of the next build on this image */
    record OnBuild(String trigger) implements BuildStep {}

    record Maintainer(String name) implements BuildStep {}
}
