package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpec;
import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.SeccompChoice;
import dev.groovebox.sandbox.spec.UserNamespace;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The options of {@code run}: docker's, as far as the engine has what they ask for. */
public final class RunOptions {
    private RunOptions() {}

    /** @param verb run or create, which take the same */
    public static Grammar grammar(String verb, String description) {
        Grammar grammar = new Grammar(verb, "[OPTIONS] IMAGE [COMMAND] [ARG...]", description)
                .optionsEndAtFirstWord()
                .flag("-i --interactive", "Give the program our standard input")
                .flag("-t --tty", "Give the program a terminal")
                .flag("--rm", "Remove the container when it has ended")
                .value("--name", "NAME", "Name the container")
                .flag("--replace", "Remove a container that has the name")
                .value("--cidfile", "FILE", "Write the container's id to a new file")
                .value("--timeout", "DURATION", "End the container when it runs longer: 10s, 1h30m")
                .value("--entrypoint", "PROGRAM", "Replace the image's entrypoint")
                .value("-e --env", "NAME[=VALUE]", "Set a variable of the environment")
                .value("--env-file", "FILE", "Set the variables that the file lists")
                .value("-l --label", "NAME[=VALUE]", "Label the container")
                .value("-w --workdir", "PATH", "Working folder")
                .value("-u --user", "USER[:GROUP]", "User, by name or number")
                .value("--group-add", "GROUP", "Add the user to a group")
                .value("-h --hostname", "NAME", "Host name")
                .flag("--init", "Run a small init as process 1 that reaps children");
        LifeOptions.add(grammar);
        LimitOptions.add(grammar);
        addIsolation(grammar);
        NetworkOptions.addTo(grammar);
        PullOptions.addTo(grammar);
        SurroundingOptions.add(grammar);
        return grammar;
    }

    private static void addIsolation(Grammar grammar) {
        grammar.value("-v --volume", "[HOST-PATH|VOLUME:]PATH[:ro]", "Mount a file or folder of this machine, or a volume")
                .value("--volumes-from", "CONTAINER[:ro]", "Mount the volumes that a container has")
                .value("--mount", "type=bind|volume|tmpfs,...", "Mount a file or folder, a volume or a memory filesystem")
                .value("--tmpfs", "PATH[:size=SIZE,mode=MODE]", "Mount a memory filesystem")
                .flag("--read-only", "Make the root filesystem read-only")
                .value("--cap-add", "CAPABILITY", "Add a capability, or ALL")
                .value("--cap-drop", "CAPABILITY", "Drop a capability, or ALL")
                .flag("--privileged", "Give up most of the isolation")
                .value("--security-opt", "OPTION", "seccomp=FILE|unconfined, no-new-privileges[:false], apparmor=unconfined")
                .value("--userns", "host|auto", "User namespace: the host's ids (default), or a range of its own");
    }

    /**
     * @param environment our own, for {@code -e NAME}
     * @throws UsageException when a value can't be meant
     */
    public static ContainerSpec spec(Arguments arguments, Map<String, String> environment) {
        List<String> words = arguments.atLeastOneWord("IMAGE");
        ContainerSpecBuilder spec = ContainerSpec.builder(words.get(0)).command(words.subList(1, words.size()));
        readProcess(arguments, spec, environment);
        LimitOptions.read(arguments, spec);
        readIsolation(arguments, spec);
        LifeOptions.read(arguments, spec);
        SurroundingOptions.read(arguments, spec);
        return spec.build().requireOneEnd();
    }

    private static void readProcess(Arguments arguments, ContainerSpecBuilder spec, Map<String, String> ours) {
        EnvironmentOptions environment = new EnvironmentOptions(spec::environment, ours);
        arguments.list("--env-file").forEach(environment::file);
        arguments.list("-e").forEach(environment::variable);
        arguments.value("--name").ifPresent(spec::name);
        RegistryOptions.platform(arguments).ifPresent(spec::platform);
        arguments.value("--timeout").ifPresent(text -> spec.timeout(TimeSpan.parse("--timeout", text)));
        arguments.value("--entrypoint").ifPresent(text -> spec.entrypoint(text.isEmpty() ? List.of() : List.of(text)));
        for (String label : arguments.list("-l")) {
            int equals = label.indexOf('=');
            spec.label(equals < 0 ? label : label.substring(0, equals), equals < 0 ? "" : label.substring(equals + 1));
        }
        arguments.value("-w").ifPresent(spec::workingFolder);
        arguments.value("-u").ifPresent(spec::user);
        arguments.list("--group-add").forEach(spec::additionalGroup);
        arguments.value("-h").ifPresent(spec::hostname);
        spec.init(arguments.flag("--init"))
                .terminal(arguments.flag("-t"))
                .openStdin(arguments.flag("-i"))
                .remove(arguments.flag("--rm"));
    }

    private static void readIsolation(Arguments arguments, ContainerSpecBuilder spec) {
        MountOptions mounts = new MountOptions(spec);
        arguments.list("-v").forEach(mounts::volume);
        arguments.list("--mount").forEach(mounts::mount);
        arguments.list("--tmpfs").forEach(mounts::tmpfs);
        arguments.list("--volumes-from").forEach(spec::volumesFrom);
        arguments.list("--cap-add").forEach(spec::addCapability);
        arguments.list("--cap-drop").forEach(spec::dropCapability);
        arguments.list("--security-opt").forEach(text -> readSecurity(text, spec));
        NetworkOptions.read(arguments, spec);
        arguments.value("--userns").ifPresent(text -> spec.userNamespace(userNamespace(text)));
        spec.readOnlyRoot(arguments.flag("--read-only")).privileged(arguments.flag("--privileged"));
    }

    private static void readSecurity(String text, ContainerSpecBuilder spec) {
        switch (text.replace('=', ':')) {
            case "seccomp:unconfined" -> spec.seccomp(SeccompChoice.UNCONFINED);
            case "seccomp:builtin" -> spec.seccomp(SeccompChoice.DEFAULT);
            case "no-new-privileges", "no-new-privileges:true" -> spec.noNewPrivileges(true);
            case "no-new-privileges:false" -> spec.noNewPrivileges(false);
            case "apparmor:unconfined" -> { } // no container has a profile of AppArmor
            default -> {
                if (!text.matches("seccomp[=:].+")) {
                    throw new UsageException("--security-opt '" + text + "' is none of seccomp=FILE|unconfined|builtin,"
                            + " no-new-privileges[:true|false], apparmor=unconfined"
                            + (text.startsWith("apparmor") ? ": profiles of AppArmor are not loaded" : ""));
                }
                spec.seccomp(profile(text.substring("seccomp=".length())));
            }
        }
    }

    private static SeccompChoice profile(String file) {
        try {
            return SeccompChoice.ofFile(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new UsageException("--security-opt seccomp='" + file + "': no such file");
        } catch (IOException e) {
            throw new UsageException("--security-opt seccomp='" + file + "': " + e.getMessage());
        }
    }

    private static UserNamespace userNamespace(String text) {
        return switch (text) {
            case "host" -> UserNamespace.HOST;
            case "auto" -> UserNamespace.AUTO;
            default -> throw new UsageException("--userns '" + text + "' is neither host nor auto");
        };
    }
}
