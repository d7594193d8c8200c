package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.linux.KernelSetting;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.netlink.Link;
import dev.groovebox.sandbox.linux.netlink.Links;
import dev.groovebox.sandbox.linux.netlink.Route;
import dev.groovebox.sandbox.storage.AtomicFiles;
import dev.groovebox.sandbox.storage.EnginePaths;
import dev.groovebox.sandbox.storage.ObjectLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets the kernel pass packets on between the bridges and the machine's cards. It asks for that by the interface that a
 * packet comes in by, so forwarding is switched on for those alone that need it, and what was switched on is written
 * down: the packet filter passes nothing of others', and the last network switches it off again. Once somebody else has
 * switched it on for all, it is theirs.
 */
final class Forwarding {
    /** Stands for all interfaces, of IPv6 alone: there the kernel knows no other way. */
    static final String ALL_IPV6 = "all";

    private static final String ALL_V4 = "net/ipv4/conf/all/forwarding";
    private static final String ALL_V6 = "net/ipv6/conf/all/forwarding";

    private final EnginePaths paths;
    private final FileCalls calls;

    Forwarding(EnginePaths paths, FileCalls calls) {
        this.paths = paths;
        this.calls = calls;
    }

    /** What the networks need and is closed, by the interfaces' names: cards come, and get their routes, after the bridges. */
    List<String> closed(List<Network> networks, Links links) throws IOException {
        Set<String> needed = new LinkedHashSet<>(networks.stream().map(Network::device).toList());
        needed.addAll(cards(links.routes(true).stream(), links));
        Set<String> closed = new LinkedHashSet<>();
        for (String name : needed) {
            if (is(setting(name), "0")) {
                closed.add(name);
            }
        }
        if (networks.stream().anyMatch(Network::hasIpv6) && is(ALL_V6, "0")) {
            closed.add(ALL_IPV6);
        }
        return List.copyOf(closed);
    }

    /** Writes down what is about to be opened beside the bridges; answers whether the packet filter must be told. */
    boolean note(List<String> cards) throws IOException {
        if (noted().equals(openedWith(cards))) {
            return false;
        }
        // Engines of all roots write one file.
        try (ObjectLock lock = ObjectLock.exclusive(calls, paths.machineNetworksLock())) {
            Files.createDirectories(paths.forwarding().getParent());
            String text = String.join("\n", openedWith(cards)) + "\n";
            AtomicFiles.write(paths.forwarding(), text.getBytes(), AtomicFiles.Durability.EPHEMERAL);
        }
        return true;
    }

    private Set<String> openedWith(List<String> cards) throws IOException {
        Set<String> opened = opened();
        opened.addAll(cards);
        return opened;
    }

    void open(List<String> closed) throws IOException {
        for (String name : closed) {
            write(setting(name), "1");
        }
    }

    /** A router takes no routes of others, unless it is told so (accept_ra 2, ip-sysctl.rst). It is one by our doing alone. */
    void keepRouterAdvertisements(Links links) throws IOException {
        if (!noted().contains(ALL_IPV6)) {
            return;
        }
        Stream<Route> routes = Stream.concat(
                links.routes(true).stream(), links.routes(false).stream().filter(route -> route.gateway().isPresent()));
        for (String card : cards(routes, links)) {
            String setting = "net/ipv6/conf/" + card + "/accept_ra";
            if (is(setting, "1")) {
                write(setting, "2");
            }
        }
    }

    /** Interfaces that routes leave by, and that are no bridges of ours. */
    private static Set<String> cards(Stream<Route> routes, Links links) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (int index : routes.map(Route::link).flatMapToInt(OptionalInt::stream).distinct().toArray()) {
            links.find(index).map(Link::name).filter(name -> !name.equals("lo") && !isOurs(name)).ifPresent(names::add);
        }
        return names;
    }

    private static boolean isOurs(String name) {
        return name.equals("groovebox0") || name.startsWith("gbx-");
    }

    private static String setting(String name) {
        return name.equals(ALL_IPV6) ? ALL_V6 : "net/ipv4/conf/" + name + "/forwarding";
    }

    /** Not of an interface that has gone. */
    private static boolean is(String setting, String value) throws IOException {
        return Files.exists(Path.of("/proc/sys", setting)) && KernelSetting.read(setting).equals(value);
    }

    private static void write(String setting, String value) throws IOException {
        if (Files.exists(Path.of("/proc/sys", setting))) {
            KernelSetting.write(setting, value);
        }
    }

    /** The interfaces that the engine has opened since the machine was started, and nobody else. */
    Set<String> opened() throws IOException {
        Set<String> opened = noted();
        if (opened.stream().anyMatch(name -> !name.equals(ALL_IPV6)) && is(ALL_V4, "1")) {
            opened.removeIf(name -> !name.equals(ALL_IPV6));
        }
        return opened;
    }

    private Set<String> noted() throws IOException {
        try {
            Set<String> noted = new LinkedHashSet<>(Files.readAllLines(paths.forwarding()));
            noted.remove("");
            return noted;
        } catch (NoSuchFileException e) {
            return new LinkedHashSet<>();
        }
    }

    /** Makes the machine as it was, unless a bridge of another engine still needs it. */
    void close(Links links) throws IOException {
        if (links.list().stream().anyMatch(link -> isOurs(link.name()))) {
            return;
        }
        for (String name : opened()) {
            write(setting(name), "0");
        }
        Files.deleteIfExists(paths.forwarding());
    }
}
