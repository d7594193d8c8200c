package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.build.text.VariableText;
import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.ImageSource;
import dev.groovebox.sandbox.spec.SignalNumber;
import dev.groovebox.sandbox.spec.StepRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a step of an instruction's joined text. */
final class InstructionReader {
    static final List<String> NAMES = List.of("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM",
            "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR");

    private final WordReader words;

    InstructionReader(WordReader words) {
        this.words = words;
    }

    /** The instruction's name in capitals; whatever stands first, if it is none. */
    static String name(String line) {
        return WordReader.firstAndRest(line.strip())[0].toUpperCase(Locale.ROOT);
    }

    /** Whether here-documents can follow. */
    boolean takesHeredocs(String line) {
        String name = name(line);
        String rest = WordReader.firstAndRest(line.strip())[1];
        if (name.equals("ONBUILD")) {
            return takesHeredocs(rest);
        }
        boolean able = name.equals("RUN") || name.equals("COPY") || name.equals("ADD");
        return able && line.contains("<<") && WordReader.json(new FlagReader(rest, words.syntax().escape()).rest()).isEmpty();
    }

    BuildStep read(LogicalLine line) {
        String[] parts = WordReader.firstAndRest(line.text().strip());
        String name = parts[0].toUpperCase(Locale.ROOT);
        if (!NAMES.contains(name)) {
            throw InstructionException.unknown("instruction", parts[0], NAMES);
        }
        if (name.equals("ONBUILD")) {
            return onBuild(parts[1], line);
        }
        FlagReader flags = new FlagReader(parts[1], words.syntax().escape());
        return read(name, flags.flags(), new Arguments(flags.rest(), line.heredocs()));
    }

    private BuildStep read(String name, List<String> flags, Arguments arguments) {
        switch (name) {
            case "FROM":
                return from(flags, arguments);
            case "RUN":
                return RunReader.run(flags, arguments, words);
            case "COPY":
                return new CopyReader(name, arguments, words).copy(flags);
            case "ADD":
                return new CopyReader(name, arguments, words).add(flags);
            case "HEALTHCHECK":
                return HealthcheckReader.read(flags, arguments);
            default:
                // No other instruction has any; this names the one that was given.
                new Flags(flags);
        }
        if (arguments.isEmpty()) {
            throw new InstructionException("", name + " needs something behind it");
        }
        return simple(name, arguments);
    }

    private BuildStep simple(String name, Arguments arguments) {
        String text = arguments.text();
        return switch (name) {
            case "ARG" -> arg(text);
            case "ENV" -> new BuildStep.Env(pairs(name, text));
            case "LABEL" -> new BuildStep.Label(pairs(name, text));
            case "WORKDIR" -> new BuildStep.Workdir(words.text(text));
            case "USER" -> new BuildStep.User(words.text(text));
            case "EXPOSE" -> new BuildStep.Expose(WordReader.byBlanks(text).stream().map(this::port).toList());
            case "VOLUME" -> volume(text);
            case "CMD" -> new BuildStep.Cmd(RunReader.command(name, text));
            case "ENTRYPOINT" -> new BuildStep.Entrypoint(RunReader.command(name, text));
            case "SHELL" -> shell(text);
            case "STOPSIGNAL" -> new BuildStep.StopSignal(signal(text));
            default -> new BuildStep.Maintainer(text);
        };
    }

    private BuildStep from(List<String> given, Arguments arguments) {
        Flags flags = new Flags(given, "platform");
        List<String> parts = WordReader.byBlanks(arguments.text());
        boolean named = parts.size() == 3 && parts.get(1).equalsIgnoreCase("as");
        if (parts.size() != 1 && !named) {
            throw new InstructionException("", "FROM is written FROM image, or FROM image AS name");
        }
        String stage = named ? parts.get(2).toLowerCase(Locale.ROOT) : "";
        if (named && !StepRules.isStageName(stage)) {
            throw new InstructionException(parts.get(2), "'" + parts.get(2)
                    + "' is no name of a stage: a letter, then letters, digits, '-', '_' and '.'");
        }
        String image = words.text(parts.get(0));
        ImageSource source = image.equals("scratch") ? new ImageSource.Scratch() : new ImageSource.Named(image);
        return new BuildStep.From(source, stage, words.text(flags.text("platform")));
    }

    private BuildStep arg(String text) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (String word : words.quoted(text)) {
            int equals = word.indexOf('=');
            if (equals == 0) {
                throw new InstructionException(word, "ARG needs a name before '='");
            }
            values.put(words.text(equals < 0 ? word : word.substring(0, equals)),
                    equals < 0 ? Optional.empty() : Optional.of(words.text(word.substring(equals + 1))));
        }
        return new BuildStep.Arg(values);
    }

    /** {@code NAME=value ...}, or as of old one name and all the rest. */
    private Map<String, String> pairs(String instruction, String text) {
        List<String> given = words.quoted(text);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (given.isEmpty() || !given.get(0).contains("=")) {
            String[] parts = WordReader.firstAndRest(text);
            if (parts[1].isEmpty()) {
                throw new InstructionException(parts[0], instruction + " needs a value: " + instruction + " " + parts[0] + "=...");
            }
            pairs.put(words.text(parts[0]), words.text(parts[1]));
            return pairs;
        }
        given.forEach(InstructionReader::requirePair);
        for (String word : given) {
            int equals = word.indexOf('=');
            pairs.put(words.text(word.substring(0, equals)), words.text(word.substring(equals + 1)));
        }
        return pairs;
    }

    private static void requirePair(String word) {
        int equals = word.indexOf('=');
        if (equals < 1) {
            throw new InstructionException(word, "'" + word + "' is not NAME=value"
                    + (equals == 0 ? "" : "; a value with blanks needs quotes"));
        }
    }

    private String port(String word) {
        String text = words.text(word);
        if (!VariableText.of(text).hasVariables() && !StepRules.isPort(text)) {
            throw new InstructionException(word, "'" + word + "' is no port such as 80, 53/udp or 8000-8010");
        }
        return text;
    }

    private BuildStep volume(String text) {
        List<String> paths = WordReader.json(text).orElseGet(() -> WordReader.byBlanks(text)).stream()
                .map(String::strip).map(words::text).toList();
        if (paths.isEmpty() || paths.stream().anyMatch(String::isEmpty)) {
            throw new InstructionException("", "VOLUME needs a path");
        }
        return new BuildStep.Volume(paths);
    }

    private static BuildStep shell(String text) {
        List<String> command = WordReader.json(text).orElse(List.of());
        if (command.isEmpty()) {
            throw new InstructionException("", "SHELL is written in the JSON form: SHELL [\"/bin/bash\", \"-c\"]");
        }
        return new BuildStep.Shell(command);
    }

    private String signal(String word) {
        String text = words.text(word);
        if (!VariableText.of(text).hasVariables() && SignalNumber.of(text).isEmpty()) {
            throw new InstructionException(word, "'" + word + "' is no signal such as SIGTERM or 15");
        }
        return text;
    }

    /** The trigger is read now, so that its mistakes are told where they are made, and once more when it is done. */
    private BuildStep onBuild(String trigger, LogicalLine line) {
        String name = name(trigger);
        if (trigger.isBlank() || name.equals("ONBUILD") || name.equals("FROM") || name.equals("MAINTAINER")) {
            throw new InstructionException(trigger.isBlank() ? "" : WordReader.firstAndRest(trigger)[0],
                    trigger.isBlank() ? "ONBUILD needs an instruction" : name + " can't be done by ONBUILD");
        }
        read(new LogicalLine(trigger, line.first(), line.last(), false, line.heredocs()));
        StringBuilder whole = new StringBuilder(trigger);
        line.heredocs().forEach(each -> whole.append('\n').append(each.content()).append(each.name()));
        return new BuildStep.OnBuild(whole.toString());
    }
}
