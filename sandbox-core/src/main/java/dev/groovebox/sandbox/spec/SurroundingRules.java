package dev.groovebox.sandbox.spec;

import java.util.List;
import java.util.regex.Pattern;

/** What of a container's surroundings is impossible. Pure: nothing here asks the machine. */
final class SurroundingRules {
    private static final Pattern SETTING = Pattern.compile("[a-z0-9_]+([.-][a-zA-Z0-9_-]+)+");
    /** Settings that are a namespace's own: others would change the whole machine. */
    private static final List<String> OF_IPC =
            List.of("kernel.msg", "kernel.sem", "kernel.shm", "fs.mqueue.");

    private static final List<String> OF_UTS = List.of("kernel.domainname");

    private SurroundingRules() {}

    static void addProblems(ContainerSpec spec, List<String> problems) {
        spec.sysctls().forEach((name, value) -> {
            if (!SETTING.matcher(name).matches() || value.indexOf('\0') >= 0) {
                problems.add("sysctl: '" + name + "' is no name of a kernel setting such as net.ipv4.ip_forward");
            } else if (!isOwn(spec, name)) {
                problems.add("sysctl: '" + name + "' is not one of the container's own namespaces; it would change the machine");
            }
        });
        spec.shmBytes().ifPresent(bytes -> {
            if (bytes < 1) {
                problems.add("shmSize: must be more than nothing");
            }
        });
        spec.names().servers().stream().filter(server -> IpText.parse(server).isEmpty()).forEach(server ->
                problems.add("dns: '" + server + "' is no address such as 10.0.0.53"));
        spec.devices().forEach(device -> device.problems().forEach(problem -> problems.add("device: " + problem)));
        spec.cdiDevices().stream().filter(name -> CdiName.parse(name).isEmpty()).forEach(name ->
                problems.add("device: '" + name + "' is neither a path below /dev nor a name such as vendor.com/class=name"));
        if (spec.sharing().pid() instanceof NamespaceChoice.None || spec.sharing().uts() instanceof NamespaceChoice.None) {
            problems.add("share: 'none' is a choice of ipc alone");
        }
    }

    private static boolean isOwn(ContainerSpec spec, String name) {
        return name.startsWith("net.") && !spec.network().isHost()
                || OF_IPC.stream().anyMatch(name::startsWith) && spec.sharing().ipc().isNew()
                || OF_UTS.contains(name) && spec.sharing().uts().isNew();
    }
}
