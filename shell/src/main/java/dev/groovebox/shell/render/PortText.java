package dev.groovebox.shell.render;

import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Published ports in docker's form. */
public final class PortText {
    private PortText() {}

    /** Ports of one kind that follow each other. @param from where they lead from; empty for exposed ones */
    private record Run(String from, int first, int last, String protocol) {
        String text() {
            String ports = first == last ? Integer.toString(first) : first + "-" + last;
            return (from.isEmpty() ? "" : from + ":" + ports + "->") + ports + "/" + protocol;
        }
    }

    /** One port. @param host its number there; 0 for one that is not published */
    private record Row(int port, String from, int host, String protocol) {
        Run alone() {
            return new Run(from, port, port, protocol);
        }
    }

    /**
     * As {@code ps} has them: "0.0.0.0:80->80/tcp, 9000-9002/tcp, 0.0.0.0:8080->81/tcp". Those that follow each other, and
     * have the same numbers outside, are one; those with other numbers come last.
     */
    public static String list(List<PortMapping> published, List<String> exposed) {
        if (published.isEmpty() && exposed.isEmpty()) {
            return "";
        }
        List<Row> rows = Stream.concat(published.stream().map(PortText::row), exposed.stream().map(PortText::row))
                .sorted(Comparator.comparingInt(Row::port).thenComparing(Row::from).thenComparing(Row::host).thenComparing(Row::protocol))
                .toList();
        List<String> done = new ArrayList<>();
        List<String> translated = new ArrayList<>();
        Map<String, Run> open = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.host() != row.port() && !row.from().isEmpty()) {
                translated.add(row.from() + ":" + row.host() + "->" + row.port() + "/" + row.protocol());
                continue;
            }
            Run run = open.get(row.from() + "/" + row.protocol());
            boolean follows = run != null && run.last() + 1 == row.port();
            if (run != null && !follows) {
                done.add(run.text());
            }
            open.put(row.from() + "/" + row.protocol(), follows ? new Run(run.from(), run.first(), row.port(), run.protocol()) : row.alone());
        }
        return Stream.of(done.stream(), open.values().stream().map(Run::text), translated.stream())
                .flatMap(texts -> texts)
                .reduce((some, more) -> some + ", " + more)
                .orElse("");
    }

    private static Row row(PortMapping port) {
        return new Row(port.containerPort(), address(port), port.hostPort().orElse(0), port.protocol().word());
    }

    private static Row row(String exposed) {
        int slash = exposed.indexOf('/');
        return new Row(Integer.parseInt(exposed.substring(0, slash)), "", 0, exposed.substring(slash + 1));
    }

    /** "0.0.0.0:8080" */
    public static String host(PortMapping port) {
        return address(port) + ":" + port.hostPort().orElse(0);
    }

    private static String address(PortMapping port) {
        return port.address()
                .map(given -> given instanceof Inet6Address ? "[" + IpText.of(given) + "]" : IpText.of(given))
                .orElse("0.0.0.0");
    }
}
