package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.NameResolution;
import dev.groovebox.sandbox.spec.NetworkSpec;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A container's own /etc/hosts, /etc/hostname and /etc/resolv.conf, as docker writes them. */
final class NameFiles {
    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");
    private static final String LOOPBACK = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;
    private static final Path HOST_RESOLVER = Path.of("/etc/resolv.conf");
    /** Where systemd-resolved writes what its stub on 127.0.0.53 asks. */
    private static final Path UPSTREAMS = Path.of("/run/systemd/resolve/resolv.conf");
    /** Docker's choice for a machine whose only name servers are on its own loopback. */
    private static final List<String> PUBLIC_SERVERS = List.of("8.8.8.8", "8.8.4.4");

    private NameFiles() {}

    /** Writes all three for a container that is about to start. */
    static void write(ContainerPaths paths, NetworkSpec network, NameResolution names, String hostname, List<String> extraHosts)
            throws IOException {
        String hosts = network.isHost() ? ofHost(Path.of("/etc/hosts")) + lines(extraHosts) : hosts(extraHosts, List.of());
        create(paths.hosts(), hosts);
        create(paths.hostname(), hostname + "\n");
        create(paths.resolvConf(), resolver(network, names));
    }

    /** @param known lines of names */
    static String hosts(List<String> extraHosts, List<String> known) {
        return LOOPBACK + lines(extraHosts) + lines(known);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    static List<String> ownLines(Endpoint endpoint, String hostname) {
        List<String> lines = new ArrayList<>();
        for (InetAddress address : endpoint.addresses()) {
            int dot = hostname.indexOf('.');
            lines.add(IpText.of(address) + "\t" + hostname + (dot < 0 ? "" : " " + hostname.substring(0, dot)));
        }
        return lines;
    }

    /**
     * Rewrites the file of a running container: the same file, since it is mounted there, so not by renaming. The new
     * text comes by one write over the old one; what was longer is cut off after it.
     */
    static void rewriteHosts(ContainerPaths paths, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (FileChannel file = FileChannel.open(paths.hosts(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.truncate(bytes.length);
        } catch (NoSuchFileException gone) {
            // Its container has ended, and was removed.
        }
    }

    /** The machine's own name servers, unless the user named others; never those of its loopback, which isn't the container's. */
    private static String resolver(NetworkSpec network, NameResolution names) throws IOException {
        String host = ofHost(HOST_RESOLVER);
        boolean own = !names.servers().isEmpty() || !names.searches().isEmpty() || !names.options().isEmpty();
        if (network.isHost() && !own) {
            return host;
        }
        if (!network.isHost() && servers(host).stream().allMatch(NameFiles::isLoopback)) {
            host = Files.exists(UPSTREAMS) ? ofHost(UPSTREAMS) : host;
        }
        List<String> servers = names.servers().isEmpty() ? reachable(servers(host), network) : names.servers();
        List<String> searches = names.searches().isEmpty() ? words(host, "search") : names.searches();
        List<String> options = names.options().isEmpty() ? words(host, "options") : names.options();
        StringBuilder text = new StringBuilder();
        servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
        if (!searches.isEmpty() && !searches.equals(List.of("."))) {
            text.append("search ").append(String.join(" ", searches)).append('\n');
        }
        if (!options.isEmpty()) {
            text.append("options ").append(String.join(" ", options)).append('\n');
        }
        return text.toString();
    }

    private static List<String> reachable(List<String> servers, NetworkSpec network) {
        if (network.isHost()) {
            return servers;
        }
        List<String> others = servers.stream().filter(server -> !isLoopback(server)).toList();
        return others.isEmpty() ? PUBLIC_SERVERS : others;
    }

    private static boolean isLoopback(String server) {
        return IpText.parse(server).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static List<String> servers(String resolver) {
        return resolver.lines().filter(line -> line.startsWith("nameserver")).map(line -> line.substring(10).strip()).toList();
    }

    /** The last line counts (resolv.conf(5)). */
    private static List<String> words(String resolver, String keyword) {
        Optional<String> line = resolver.lines().filter(text -> text.startsWith(keyword + " ")).reduce((first, last) -> last);
        return line.map(text -> List.of(text.substring(keyword.length()).strip().split("\\s+"))).orElse(List.of());
    }

    /** What the host does not have is empty. */
    private static String ofHost(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static void create(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        Files.setPosixFilePermissions(file, FOR_ALL); // whatever our umask is: the container's user must read it
    }
}
