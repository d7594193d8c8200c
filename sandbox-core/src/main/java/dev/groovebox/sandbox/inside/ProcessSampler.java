package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.operation.ProcessSample;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the kernel tells of processes: no program of a container or of the host is asked. */
public final class ProcessSampler {
    /** USER_HZ, the same on every Linux that we run on (proc(5)). */
    private static final long TICKS_PER_SECOND = 100;

    private static final long PAGE_BYTES = 4096;
    private static final int PTS_MAJOR = 136;

    private final Instant boot;

    private ProcessSampler(Instant boot) {
        this.boot = boot;
    }

    public static ProcessSampler ofThisMachine() throws IOException {
        String stat = new ProcessFiles(1).read("../stat").orElseThrow(() -> new IOException("cannot read /proc/stat"));
        String line = stat.lines().filter(text -> text.startsWith("btime ")).findFirst()
                .orElseThrow(() -> new IOException("/proc/stat has no btime"));
        return new ProcessSampler(Instant.ofEpochSecond(Long.parseLong(line.substring(6).strip())));
    }

    /** Those of the processes that are still there. */
    public List<ProcessSample> sample(List<Integer> pids) {
        List<ProcessSample> samples = new ArrayList<>();
        for (int pid : pids) {
            sample(pid).ifPresent(samples::add);
        }
        return samples;
    }

    private Optional<ProcessSample> sample(int pid) {
        ProcessFiles files = new ProcessFiles(pid);
        Optional<String> stat = files.read("stat");
        Optional<String> status = files.read("status");
        if (stat.isEmpty() || status.isEmpty()) {
            return Optional.empty();
        }
        int close = stat.get().lastIndexOf(')');
        // The name may hold anything; fields are counted from its last bracket, behind which the third stands (proc(5)).
        String[] fields = stat.get().substring(close + 2).split(" ");
        String name = stat.get().substring(stat.get().indexOf('(') + 1, close);
        long ticks = Long.parseLong(fields[14 - 3]) + Long.parseLong(fields[15 - 3]);
        String[] numbers = ProcessFiles.field(status.get(), "NSpid").split("\\s+");
        return Optional.of(new ProcessSample(
                pid,
                Integer.parseInt(numbers[numbers.length - 1]),
                Integer.parseInt(fields[4 - 3]),
                Long.parseLong(ProcessFiles.field(status.get(), "Uid").split("\\s+")[1]),
                fields[0].charAt(0),
                terminal(Integer.parseInt(fields[7 - 3])),
                boot.plusMillis(Long.parseLong(fields[22 - 3]) * 1000 / TICKS_PER_SECOND),
                Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND),
                Integer.parseInt(fields[20 - 3]),
                Long.parseLong(fields[24 - 3]) * PAGE_BYTES,
                name,
                files.read("cmdline").map(ProcessSampler::command).filter(text -> !text.isEmpty()).orElse("[" + name + "]")));
    }

    /** Bits 31 to 20 and 7 to 0 are the minor number, 15 to 8 the major (proc(5)). */
    private static String terminal(int device) {
        int major = device >> 8 & 0xff;
        int minor = device >> 12 & 0xfff00 | device & 0xff;
        return major == PTS_MAJOR ? "pts/" + minor : "";
    }

    private static String command(String words) {
        return words.replace('\0', ' ').stripTrailing();
    }
}
