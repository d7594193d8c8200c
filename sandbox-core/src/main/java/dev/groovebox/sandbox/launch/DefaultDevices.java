package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.launch.LaunchPlan.Device;
import dev.groovebox.sandbox.launch.LaunchPlan.DeviceLink;
import java.util.List;

/** Docker's /dev. The terminal, when there is one, and ptmx are devpts's. */
final class DefaultDevices {
    private static final int CHARACTER_DEVICE_FOR_ALL = 0020000 | 0666;

    static final List<DeviceLink> LINKS = List.of(
            new DeviceLink("/proc/self/fd", "fd"),
            new DeviceLink("/proc/self/fd/0", "stdin"),
            new DeviceLink("/proc/self/fd/1", "stdout"),
            new DeviceLink("/proc/self/fd/2", "stderr"),
            new DeviceLink("/proc/kcore", "core"),
            new DeviceLink("pts/ptmx", "ptmx"));

    private DefaultDevices() {}

    /** Numbers of Documentation/admin-guide/devices.txt. */
    static List<Device> nodes(boolean fromHost) {
        return List.of(
                node("null", 1, 3, fromHost),
                node("zero", 1, 5, fromHost),
                node("full", 1, 7, fromHost),
                node("random", 1, 8, fromHost),
                node("urandom", 1, 9, fromHost),
                node("tty", 5, 0, fromHost));
    }

    private static Device node(String name, int major, int minor, boolean fromHost) {
        return new Device(name, CHARACTER_DEVICE_FOR_ALL, major, minor, fromHost, 0, 0);
    }
}
