package dev.groovebox.sandbox.build.dockerfile;

import dev.groovebox.sandbox.spec.BuildStep;
import dev.groovebox.sandbox.spec.CommandForm;
import dev.groovebox.sandbox.spec.InlineFile;
import dev.groovebox.sandbox.spec.RunMount;
import java.util.List;
import java.util.Optional;

/** Reads RUN, and the commands of other instructions. */
final class RunReader {
    private static final List<String> NETWORKS = List.of("default", "none", "host");
    private static final String SCRIPTS = "/dev/pipes/";

    private RunReader() {}

    /** @throws InstructionException when there is none */
    static CommandForm command(String instruction, String text) {
        Optional<List<String>> json = WordReader.json(text);
        if (json.isPresent()) {
            return CommandForm.exec(json.get());
        }
        if (text.isEmpty()) {
            throw new InstructionException("", instruction + " needs a command");
        }
        return CommandForm.shell(text);
    }

    static BuildStep run(List<String> given, Arguments arguments, WordReader words) {
        Flags flags = new Flags(given, "mount", "network", "security", "device");
        List<RunMount> mounts = flags.list("mount").stream().map(mount -> MountReader.read(mount, words)).toList();
        String network = flags.text("network");
        if (!network.isEmpty() && !NETWORKS.contains(network)) {
            throw InstructionException.unknown("network", network, NETWORKS);
        }
        if (!flags.list("device").isEmpty()) {
            throw new InstructionException("--device", "steps get no devices of this machine");
        }
        if (!flags.text("security").isEmpty() && !flags.text("security").equals("sandbox")) {
            throw new InstructionException("--security", "steps run in the sandbox, always: --security=sandbox");
        }
        CommandForm command = command("RUN", arguments.text());
        if (command.words().isEmpty()) {
            throw new InstructionException("[", "RUN needs a program to run");
        }
        return arguments.heredocs().isEmpty()
                ? new BuildStep.Run(command, mounts, network, List.of())
                : script(mounts, network, arguments);
    }

    /** One here-document alone is the command itself; one that begins with #! is a program; others are the shell's. */
    private static BuildStep script(List<RunMount> mounts, String network, Arguments arguments) {
        Heredoc first = arguments.heredocs().get(0);
        if (HeredocWords.ofWord(arguments.text()).isEmpty()) {
            StringBuilder whole = new StringBuilder(arguments.text());
            arguments.heredocs().forEach(each -> whole.append('\n').append(each.content()).append(each.name()));
            return new BuildStep.Run(CommandForm.shell(whole.toString()), mounts, network, List.of());
        }
        if (!first.content().startsWith("#!")) {
            return new BuildStep.Run(CommandForm.shell(first.text()), mounts, network, List.of());
        }
        if (first.name().contains("/") || first.name().equals(".") || first.name().equals("..")) {
            throw new InstructionException(first.name(), "'" + first.name() + "' can't be the name of a script");
        }
        return new BuildStep.Run(CommandForm.shell(SCRIPTS + first.name()), mounts, network,
                List.of(new InlineFile(first.name(), first.text(), false)));
    }
}
