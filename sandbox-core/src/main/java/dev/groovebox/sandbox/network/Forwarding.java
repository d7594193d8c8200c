package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.Route;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets the kernel pass packets on between the bridges and the machine's cards. It asks for that by the interface that a
 * packet comes in by, so forwarding is switched on for those alone that need it, and what was switched on is written
 * down: the packet filter passes nothing of others', and the last network switches it off again.
 */
final class Forwarding {
    /** Stands for all interfaces, of IPv6 alone: there the kernel knows no other way. */
    static final String ALL_IPV6 = "all";

    private static final String ALL_V6 = "net/ipv6/conf/all/forwarding";

    private final EnginePaths paths;

    Forwarding(EnginePaths paths) {
        this.paths = paths;
    }

    /** For a bridge that has just been made. */
    void open(Network network, Links links) throws IOException {
        String bridge = "net/ipv4/conf/" + network.device() + "/";
        KernelSetting.write(bridge + "forwarding", "1");
        KernelSetting.write(bridge + "route_localnet", "1");
        Set<String> opened = new LinkedHashSet<>(opened());
        for (String card : cards(links)) {
            String setting = "net/ipv4/conf/" + card + "/forwarding";
            if (KernelSetting.read(setting).equals("0")) {
                opened.add(card);
                write(opened);
                KernelSetting.write(setting, "1");
            }
        }
        if (network.hasIpv6() && KernelSetting.read(ALL_V6).equals("0")) {
            keepRouterAdvertisements(links);
            opened.add(ALL_IPV6);
            write(opened);
            KernelSetting.write(ALL_V6, "1");
        }
    }

    /** A router takes no routes of others, unless it is told so (accept_ra 2, ip-sysctl.rst). */
    private static void keepRouterAdvertisements(Links links) throws IOException {
        for (String card : cards(links)) {
            String setting = "net/ipv6/conf/" + card + "/accept_ra";
            if (Files.exists(Path.of("/proc/sys", setting)) && KernelSetting.read(setting).equals("1")) {
                KernelSetting.write(setting, "2");
            }
        }
    }

    /** Interfaces that routes leave by, and that are no bridges of ours. */
    private static Set<String> cards(Links links) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        List<Link> devices = links.list();
        for (Route route : links.routes(true)) {
            devices.stream()
                    .filter(link -> route.link().isPresent() && link.index() == route.link().getAsInt())
                    .map(Link::name)
                    .filter(name -> !name.equals("lo") && !isOurs(name))
                    .forEach(names::add);
        }
        return names;
    }

    private static boolean isOurs(String name) {
        return name.equals("groovebox0") || name.startsWith("gbx-");
    }

    /** The interfaces that were opened since the machine was started. */
    List<String> opened() throws IOException {
        try {
            return new ArrayList<>(Files.readAllLines(paths.forwarding()));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void write(Set<String> opened) throws IOException {
        Files.createDirectories(paths.forwarding().getParent());
        AtomicFiles.write(
                paths.forwarding(), (String.join("\n", opened) + "\n").getBytes(), AtomicFiles.Durability.EPHEMERAL);
    }

    /** Makes the machine as it was, unless a bridge of another engine still needs it. */
    void close(Links links) throws IOException {
        if (links.list().stream().anyMatch(link -> isOurs(link.name()))) {
            return;
        }
        for (String name : opened()) {
            String setting = name.equals(ALL_IPV6) ? ALL_V6 : "net/ipv4/conf/" + name + "/forwarding";
            if (Files.exists(Path.of("/proc/sys", setting))) {
                KernelSetting.write(setting, "0");
            }
        }
        Files.deleteIfExists(paths.forwarding());
    }
}
