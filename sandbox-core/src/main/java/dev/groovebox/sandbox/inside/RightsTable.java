package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.linux.capability.Capability;
import dev.groovebox.sandbox.operation.SandboxExplanation.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a process is and may do, by its /proc/PID/status. */
record RightsTable(ProcessFiles process) {
    private static final List<String> SECCOMP = List.of("off", "strict", "filter");

    Table build() {
        String status = process.read("status").orElse("");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("process", ProcessFiles.field(status, "NSpid").replaceAll("\\s+", " on this machine, ") + " inside"));
        rows.add(List.of("user", first(ProcessFiles.field(status, "Uid")) + " on this machine" + inside("uid_map")));
        rows.add(List.of("group", first(ProcessFiles.field(status, "Gid")) + " on this machine" + inside("gid_map")));
        rows.add(List.of("more groups", orNone(ProcessFiles.field(status, "Groups"))));
        rows.add(List.of("capabilities", capabilities(ProcessFiles.field(status, "CapEff"))));
        rows.add(List.of("most it can get", same(status) ? "the same" : capabilities(ProcessFiles.field(status, "CapBnd"))));
        rows.add(List.of("new privileges", ProcessFiles.field(status, "NoNewPrivs").equals("1") ? "never" : "by set-user-id programs"));
        rows.add(List.of("system call filter", seccomp(ProcessFiles.field(status, "Seccomp"))));
        rows.add(List.of("killed when memory is short", process.read("oom_score_adj").map(String::strip).orElse("?")
                + " (-1000 never, 1000 first)"));
        return new Table("Rights", List.of("WHAT", "VALUE"), rows);
    }

    private static boolean same(String status) {
        return ProcessFiles.field(status, "CapEff").equals(ProcessFiles.field(status, "CapBnd"));
    }

    private static String first(String numbers) {
        return numbers.split("\\s+")[0];
    }

    /** Lines of "inside outside count". */
    private String inside(String map) {
        Optional<String> line = process.read(map).map(String::strip);
        if (line.isEmpty() || line.get().replaceAll("\\s+", " ").equals("0 0 4294967295")) {
            return ", the same inside";
        }
        String[] numbers = line.get().lines().findFirst().orElse("0 0 0").strip().split("\\s+");
        return "; ids from " + numbers[0] + " inside are those from " + numbers[1] + " here, " + numbers[2] + " of them";
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private static String capabilities(String hex) {
        if (hex.isEmpty()) {
            return "?";
        }
        long mask = Long.parseUnsignedLong(hex, 16);
        List<String> names = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            if ((mask & 1L << capability.number()) != 0) {
                names.add(capability.name().toLowerCase(Locale.ROOT));
            }
        }
        return names.isEmpty() ? "none" : names.size() == Capability.values().length ? "all" : String.join(" ", names);
    }

    private static String seccomp(String mode) {
        int number = mode.isEmpty() ? 0 : Integer.parseInt(mode);
        return number < SECCOMP.size() ? SECCOMP.get(number) : mode;
    }
}
