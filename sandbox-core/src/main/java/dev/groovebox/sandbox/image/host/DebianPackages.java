package dev.groovebox.sandbox.image.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Dpkg's database, read directly; on a machine without dpkg it is empty. */
final class DebianPackages {
    private static final String DATABASE = "/var/lib/dpkg";

    /**
     * Dependencies that serve a package's installation, which doesn't happen in an image made of its files, and the C
     * library, of which the loader's closure takes what is used.
     */
    private static final Set<String> NOT_FOLLOWED = Set.of(
            "adduser", "base-files", "debconf", "debianutils", "dpkg", "init-system-helpers", "install-info", "libc6",
            "libc-bin", "lsb-base", "passwd", "sysvinit-utils", "ucf");

    private final HostFiles files;
    private final Map<String, DebianPackage> installed = new HashMap<>();

    DebianPackages(HostFiles files) {
        this.files = files;
        if (files.find(DATABASE + "/status").isPresent()) {
            List<DebianPackage> all = readStatus(files.lines(DATABASE + "/status"));
            all.forEach(this::index);
        }
    }

    boolean has(String name) {
        return installed.containsKey(name);
    }

    /** A package and all that it depends on, without what is {@link #NOT_FOLLOWED}. */
    List<DebianPackage> closure(String name) {
        Map<String, DebianPackage> found = new LinkedHashMap<>();
        Deque<DebianPackage> open = new ArrayDeque<>(List.of(installed.get(name)));
        while (!open.isEmpty()) {
            DebianPackage next = open.pop();
            if (found.putIfAbsent(next.name(), next) == null) {
                next.needs().stream().flatMap(any -> firstHere(any).stream()).forEach(open::push);
            }
        }
        return List.copyOf(found.values());
    }

    /** The absolute paths a package installed, in its own words: some may be links, some gone. */
    List<String> paths(DebianPackage of) {
        String base = DATABASE + "/info/" + of.name();
        return Stream.of(base + ".list", base + ":" + of.architecture() + ".list")
                .filter(list -> files.find(list).isPresent())
                .findFirst()
                .map(files::lines)
                .orElse(List.of())
                .stream()
                .filter(path -> path.startsWith("/") && !path.equals("/."))
                .toList();
    }

    private Optional<DebianPackage> firstHere(List<String> alternatives) {
        return alternatives.stream()
                .filter(installed::containsKey)
                .findFirst()
                .filter(name -> !NOT_FOLLOWED.contains(name))
                .map(installed::get);
    }

    /** Of one name for two architectures the first stays, which is the machine's own: dpkg writes that one first. */
    private void index(DebianPackage one) {
        installed.putIfAbsent(one.name(), one);
        installed.putIfAbsent(one.name() + ":" + one.architecture(), one);
        one.provides().forEach(name -> installed.putIfAbsent(name, one));
    }

    private static List<DebianPackage> readStatus(List<String> lines) {
        List<DebianPackage> all = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (line.isEmpty()) {
                readPackage(fields).ifPresent(all::add);
                fields.clear();
            } else if (colon > 0 && line.charAt(0) != ' ') {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        readPackage(fields).ifPresent(all::add);
        return all;
    }

    private static Optional<DebianPackage> readPackage(Map<String, String> fields) {
        if (!fields.getOrDefault("Status", "").endsWith(" installed")) {
            return Optional.empty();
        }
        List<List<String>> needs = Stream.of("Pre-Depends", "Depends")
                .flatMap(field -> relations(fields.getOrDefault(field, "")).stream())
                .toList();
        List<String> provides = relations(fields.getOrDefault("Provides", "")).stream().flatMap(List::stream).toList();
        return Optional.of(new DebianPackage(
                fields.get("Package"), fields.getOrDefault("Architecture", ""), needs, provides));
    }

    /** "a (>= 1) | b:any, c" as [[a, b], [c]]: versions hold, for dpkg has seen to it. */
    private static List<List<String>> relations(String field) {
        return Stream.of(field.split(","))
                .map(relation -> Stream.of(relation.split("\\|"))
                        .map(name -> name.strip().split("[ (:]")[0])
                        .filter(name -> !name.isEmpty())
                        .toList())
                .filter(any -> !any.isEmpty())
                .toList();
    }
}
