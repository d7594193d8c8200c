package dev.groovebox.sandbox.network;

import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Who of this machine's own programs listens where: from /proc/net (proc(5)). */
final class HostPorts {
    private static final String LISTENING_TCP = "0A";
    private static final String UNCONNECTED_UDP = "07";

    /** "process 'nginx' (4711)" when one listens on the port at an address that the mapping wants too. */
    Optional<String> listener(PortMapping port) throws IOException {
        String word = port.protocol().word();
        for (String table : List.of(word, word + "6")) {
            Path file = Path.of("/proc/net", table);
            if (!Files.exists(file)) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.strip().split("\\s+");
                if (isListener(fields, port)) {
                    return Optional.of(process(fields[9]));
                }
            }
        }
        return Optional.empty();
    }

    /** Fields: 1 is the local address, 3 the state. */
    private static boolean isListener(String[] fields, PortMapping port) {
        String wanted = port.protocol() == PortMapping.Protocol.TCP ? LISTENING_TCP : UNCONNECTED_UDP;
        int colon = fields[1].indexOf(':');
        if (!fields[3].equals(wanted) || Integer.parseInt(fields[1].substring(colon + 1), 16) != port.hostPort().orElseThrow()) {
            return false;
        }
        InetAddress address = address(fields[1].substring(0, colon));
        return address.isAnyLocalAddress() || port.takes(address);
    }

    /** Words of four bytes, each in the machine's own order. */
    private static InetAddress address(String hex) {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.BIG_ENDIAN);
        ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        return IpText.ofBytes(bytes.array());
    }

    private static String process(String inode) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, "socket:[" + inode + "]")) {
                    String name = Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
                    return "process '" + name + "' (" + process.getFileName() + ")";
                }
            }
        }
        return "a program of this machine";
    }

    private static boolean holds(Path process, String socket) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (FileSystemException | DirectoryIteratorException unreadable) {
            return false; // it has ended, or is one that even root may not look into
        }
        return false;
    }
}
