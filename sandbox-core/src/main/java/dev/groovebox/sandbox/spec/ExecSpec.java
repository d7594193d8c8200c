package dev.groovebox.sandbox.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to run in a container that runs already. What it does not say is as it is for the container's own program.
 *
 * @param command the program and its arguments; the container's entrypoint has no part in it
 * @param environment on top of the container's
 * @param user docker's form: name|uid[:group|gid]
 * @param privileged with every capability; the filter of system calls stays, with those that need them open
 * @param timeout ends the program when it runs longer
 */
public record ExecSpec(
        List<String> command,
        Map<String, String> environment,
        Optional<String> workingFolder,
        Optional<String> user,
        boolean privileged,
        boolean terminal,
        boolean openStdin,
        Optional<Duration> timeout) {
    public ExecSpec {
        command = List.copyOf(command);
        environment = Ordered.copyOf(environment);
    }

    public static Builder builder(List<String> command) {
        return new Builder(command);
    }

    /**
     * As if it were the whole of a container, whose surroundings it shares.
     *
     * @param container the spec of the container
     * @throws SpecException naming all its problems
     */
    public ContainerSpec in(ContainerSpec container) {
        ContainerSpecBuilder merged = ContainerSpec.builder(container.image())
                .command(command)
                .entrypoint(List.of())
                .network(container.network())
                .privileged(container.privileged())
                .seccomp(container.seccomp())
                .noNewPrivileges(container.noNewPrivileges())
                .userNamespace(container.userNamespace())
                .umask(container.umask())
                .terminal(terminal)
                .openStdin(openStdin);
        container.environment().forEach(merged::environment);
        environment.forEach(merged::environment);
        container.additionalGroups().forEach(merged::additionalGroup);
        container.ulimits().forEach(limit -> merged.ulimit(limit.name(), limit.soft(), limit.hard()));
        container.hostname().ifPresent(merged::hostname);
        container.oomScoreAdjustment().ifPresent(merged::oomScoreAdjustment);
        workingFolder.or(container::workingFolder).ifPresent(merged::workingFolder);
        user.or(container::user).ifPresent(merged::user);
        timeout.ifPresent(merged::timeout);
        if (privileged && !container.privileged()) {
            merged.addCapability("ALL");
        } else {
            container.capabilitiesAdded().forEach(merged::addCapability);
            container.capabilitiesDropped().forEach(merged::dropCapability);
        }
        return merged.build();
    }

    /** The CLI and the DSL both use it. */
    public static final class Builder {
        private final List<String> command;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Optional<String> workingFolder = Optional.empty();
        private Optional<String> user = Optional.empty();
        private boolean privileged;
        private boolean terminal;
        private boolean openStdin;
        private Optional<Duration> timeout = Optional.empty();

        private Builder(List<String> command) {
            this.command = command;
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        public Builder workingFolder(String path) {
            workingFolder = Optional.of(path);
            return this;
        }

        public Builder user(String name) {
            user = Optional.of(name);
            return this;
        }

        public Builder privileged(boolean value) {
            privileged = value;
            return this;
        }

        public Builder terminal(boolean value) {
            terminal = value;
            return this;
        }

        public Builder openStdin(boolean value) {
            openStdin = value;
            return this;
        }

        public Builder timeout(Duration time) {
            timeout = Optional.of(time);
            return this;
        }

        /** @throws SpecException when there is no command */
        public ExecSpec build() {
            List<String> problems = new ArrayList<>();
            if (command.isEmpty() || command.get(0).isEmpty()) {
                problems.add("exec: no command is given");
            }
            if (!problems.isEmpty()) {
                throw new SpecException("cannot execute", "", problems);
            }
            return new ExecSpec(command, environment, workingFolder, user, privileged, terminal, openStdin, timeout);
        }
    }
}
