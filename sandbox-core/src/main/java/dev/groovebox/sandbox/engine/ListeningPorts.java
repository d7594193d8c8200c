package dev.groovebox.sandbox.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP ports that somebody listens on in a process's network namespace, by /proc/PID/net/tcp (proc(5)). */
final class ListeningPorts {
    private static final String LISTENING = "0A";
    private static final int ADDRESS = 1;
    private static final int STATE = 3;

    private ListeningPorts() {}

    static Set<Integer> of(int pid) throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (String file : List.of("tcp", "tcp6")) {
            for (String line : lines(Path.of("/proc", Integer.toString(pid), "net", file))) {
                String[] fields = line.strip().split(" +");
                if (fields.length > STATE && fields[STATE].equals(LISTENING)) {
                    String address = fields[ADDRESS];
                    ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).lines().toList();
        } catch (NoSuchFileException ended) {
            return List.of(); // the process, or this machine has no IPv6
        }
    }
}
