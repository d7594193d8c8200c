package dev.groovebox.shell.option;

import dev.groovebox.sandbox.spec.ContainerSpecBuilder;
import dev.groovebox.sandbox.spec.DeviceSpec;
import dev.groovebox.sandbox.spec.GpuRequest;
import dev.groovebox.sandbox.spec.NamespaceChoice;
import dev.groovebox.shell.grammar.Arguments;
import dev.groovebox.shell.grammar.Grammar;
import dev.groovebox.shell.grammar.UsageException;
import java.nio.file.Path;
import java.util.List;

/** Reads the options of what a container finds around itself: namespaces, devices, kernel settings. */
final class SurroundingOptions {
    private SurroundingOptions() {}

    static void add(Grammar grammar) {
        grammar.value("--pid", "host|container:NAME", "Share the processes of the host or of a container")
                .value("--ipc", "none|shareable|host|container:NAME", "Share its shared memory, semaphores and queues")
                .value("--uts", "host|container:NAME", "Share its host name")
                .value("--sysctl", "NAME=VALUE", "A kernel setting of the container's own namespaces")
                .value("--shm-size", "SIZE", "Size of /dev/shm; 64m unless said")
                .value("--device", "PATH[:PATH[:rwm]]|VENDOR/CLASS=NAME", "Give it a device of this machine, or one of /etc/cdi")
                .value("--gpus", "all|NUMBER|device=ID[,ID]", "Give it GPUs, by their description in /etc/cdi");
    }

    static void read(Arguments arguments, ContainerSpecBuilder spec) {
        arguments.value("--pid").ifPresent(text -> spec.pidNamespace(namespace("--pid", text)));
        arguments.value("--ipc").ifPresent(text -> spec.ipcNamespace(namespace("--ipc", text)));
        arguments.value("--uts").ifPresent(text -> spec.utsNamespace(namespace("--uts", text)));
        arguments.list("--sysctl").forEach(text -> {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--sysctl '" + text + "' is not NAME=VALUE");
            }
            spec.sysctl(text.substring(0, equals), text.substring(equals + 1));
        });
        arguments.value("--shm-size").ifPresent(text -> spec.shmBytes(ByteSize.parse("--shm-size", text)));
        arguments.list("--device").forEach(text -> device(text, spec));
        arguments.value("--gpus").ifPresent(text -> gpus(text, spec));
    }

    private static NamespaceChoice namespace(String option, String text) {
        return NamespaceChoice.parse(text).orElseThrow(
                () -> new UsageException(option + " '" + text + "' is none of private, shareable, none, host, container:NAME"));
    }

    private static void device(String text, ContainerSpecBuilder spec) {
        if (!text.startsWith("/")) {
            spec.cdiDevice(text);
            return;
        }
        List<String> parts = List.of(text.split(":", -1));
        String second = parts.size() > 1 ? parts.get(1) : parts.get(0);
        boolean secondIsTarget = second.startsWith("/");
        String permissions = parts.size() > 2 ? parts.get(2) : secondIsTarget ? "rwm" : second;
        if (parts.size() > 3 || !permissions.matches("[rwm]{1,3}")) {
            throw new UsageException("--device '" + text + "' is not PATH[:PATH[:rwm]]");
        }
        spec.device(new DeviceSpec(Path.of(parts.get(0)), secondIsTarget ? second : parts.get(0), permissions));
    }

    private static void gpus(String text, ContainerSpecBuilder spec) {
        GpuRequest.parse(text)
                .orElseThrow(() -> new UsageException("--gpus '" + text + "' is none of all, NUMBER, device=ID[,ID]"))
                .forEach(spec::cdiDevice);
    }
}
