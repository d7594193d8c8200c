package dev.groovebox.sandbox.launch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a {@link LaunchPlan} as plan.h describes it. The record numbers here and there are one list. */
final class PlanEncoder {
    private static final byte[] MAGIC = "GBXPLAN1".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(8192);

    private PlanEncoder() {}

    static byte[] encode(LaunchPlan plan) {
        PlanEncoder encoder = new PlanEncoder();
        encoder.out.writeBytes(MAGIC);
        encoder.supervision(plan);
        encoder.root(plan.root());
        plan.mounts().forEach(encoder::mount);
        plan.devices().forEach(device -> encoder.record(
                32, device.name(), device.mode(), device.major(), device.minor(), flag(device.fromHost()), device.uid(), device.gid()));
        plan.deviceLinks().forEach(link -> encoder.record(33, link.target(), link.name()));
        plan.readOnlyPaths().forEach(path -> encoder.record(34, path));
        plan.maskedPaths().forEach(path -> encoder.record(35, path));
        plan.console().ifPresent(console -> encoder.console(console, new byte[0]));
        plan.joins().forEach(join -> encoder.record(17, join.pid(), join.startTicks(), join.namespaces()));
        plan.settings().forEach(setting -> encoder.record(64, setting.path(), setting.value()));
        if ((plan.namespaces() & LaunchPlanner.CLONE_NEWUTS) != 0) {
            encoder.record(50, plan.program().hostname());
        }
        encoder.program(plan.program(), true);
        return encoder.out.toByteArray();
    }

    static byte[] encode(ExecPlan plan) {
        PlanEncoder encoder = new PlanEncoder();
        encoder.out.writeBytes(MAGIC);
        encoder.record(1, 0);
        encoder.cgroup(plan.cgroup());
        encoder.timeout(plan.timeout());
        if (plan.lifeline()) {
            encoder.record(10);
        }
        encoder.record(11, plan.streamOwner());
        plan.console().ifPresent(console -> encoder.console(console, plan.detachKeys()));
        encoder.program(plan.program(), false);
        ExecPlan.Target target = plan.target();
        encoder.record(80, target.pid(), target.startTicks(), target.namespaces());
        return encoder.out.toByteArray();
    }

    private void cgroup(LaunchPlan.Cgroup cgroup) {
        cgroup.joinFiles().forEach(file -> record(2, file));
        cgroup.cloneInto().ifPresent(folder -> record(3, folder));
    }

    private void timeout(Optional<LaunchPlan.Timeout> asked) {
        asked.ifPresent(timeout -> record(7, timeout.millis(), timeout.graceMillis(), timeout.signal()));
    }

    private void console(LaunchPlan.Console console, byte[] detachKeys) {
        record(36, console.rows(), console.columns(), flag(console.relayInput()), detachKeys);
    }

    private void supervision(LaunchPlan plan) {
        record(1, plan.namespaces());
        if (plan.network() != LaunchPlan.NetworkEntry.NONE) {
            record(12, plan.network().ordinal());
        }
        cgroup(plan.cgroup());
        plan.idMaps().ifPresent(maps -> record(4, maps.users(), maps.groups(), maps.root()));
        LaunchPlan.Supervision supervision = plan.supervision();
        record(5, supervision.stateFile(), flag(supervision.durable()));
        record(6, supervision.bootId());
        timeout(supervision.timeout());
        plan.cgroup().oomCounter().ifPresent(this::oomCounter);
        plan.cgroup().folders().forEach(folder -> record(9, folder));
        if (supervision.lifeline()) {
            record(10);
        }
        record(11, supervision.streamOwner());
        detached(supervision);
    }

    /** Version 1 tells who asks for it by a file beside (Documentation/admin-guide/cgroup-v1/memory.rst). */
    private void oomCounter(Path file) {
        if (file.endsWith("memory.oom_control")) {
            record(8, file, file.resolveSibling("cgroup.event_control"));
        } else {
            record(8, file);
        }
    }

    private void detached(LaunchPlan.Supervision supervision) {
        supervision.detached().ifPresent(detached ->
                record(13, flag(detached.openStdin()), flag(detached.ownStreams())));
        supervision.heard().ifPresent(heard -> record(25, flag(heard.openStdin())));
        supervision.health().ifPresent(health -> {
            record(18, health.intervalMillis(), health.startPeriodMillis(), health.retries(), health.check().target().namespaces());
            record(19, (Object) encode(health.check()));
        });
        supervision.socketFolder().ifPresent(folder -> record(14, folder));
        supervision.log().ifPresent(log ->
                record(15, log.driver(), log.folder(), log.mostBytes(), log.mostFiles(), log.id(), log.name()));
        supervision.events().ifPresent(events ->
                record(24, events.folder(), events.actor(), events.fileBytes(), events.files()));
        supervision.restart().ifPresent(restart -> record(
                16,
                restart.mode(),
                restart.mostRetries(),
                restart.firstDelayMillis(),
                restart.longestDelayMillis(),
                restart.goodRunMillis()));
    }

    private void root(LaunchPlan.Root root) {
        root.layers().forEach(layer -> record(20, layer));
        String options = String.join("", root.options().stream().map(option -> "," + option).toList());
        record(21, root.upper(), root.work(), options);
        record(22, root.attachAt(), flag(root.readOnly()));
    }

    private void mount(LaunchPlan.Mount mount) {
        if (mount instanceof LaunchPlan.Mount.Filesystem filesystem) {
            record(
                    30,
                    filesystem.type(),
                    filesystem.source(),
                    filesystem.target(),
                    filesystem.attributes(),
                    String.join(",", filesystem.options()),
                    flag(filesystem.onRealFolder()));
        } else if (mount instanceof LaunchPlan.Mount.Bind bind) {
            record(31, bind.source(), bind.target(), bind.attributes(), flag(bind.recursive()), 0, flag(bind.shifted()));
        } else if (mount instanceof LaunchPlan.Mount.Exact exact) {
            record(31, exact.source(), exact.target(), exact.attributes(), 0, 1, flag(exact.shifted()));
        } else if (mount instanceof LaunchPlan.Mount.OfOther other) {
            record(31, other.source(), other.target(), other.attributes(), 0, 0, 0, other.pid(), other.startTicks());
        } else if (mount instanceof LaunchPlan.Mount.Merged merged) {
            merged.layers().forEach(layer -> record(37, layer));
            record(38, merged.attachAt(), merged.target(), merged.attributes(), 0, merged.upper(), merged.work(), merged.path());
        }
    }

    private void program(LaunchPlan.Program program, boolean makesFolder) {
        if (program.bringUpLoopback()) {
            record(51);
        }
        program.limits().forEach(limit -> record(52, limit.resource(), limit.soft(), limit.hard()));
        program.oomScoreAdjustment().ifPresent(score -> record(53, score));
        record(54, program.umask());
        record(55, program.uid(), program.gid());
        program.groups().forEach(group -> record(56, group));
        record(57, program.boundingSet(), program.capabilities());
        if (program.noNewPrivileges()) {
            record(58);
        }
        program.seccomp().ifPresent(filter -> record(59, (Object) filter));
        record(60, program.workingFolder(), flag(makesFolder));
        program.environment().forEach(variable -> record(61, variable));
        program.arguments().forEach(argument -> record(62, argument));
        if (program.init()) {
            record(63);
        }
    }

    private static int flag(boolean value) {
        return value ? 1 : 0;
    }

    private void record(int key, Object... values) {
        out.writeBytes(buffer(4).putShort((short) key).putShort((short) values.length).array());
        for (Object value : values) {
            byte[] bytes = bytesOf(value);
            out.writeBytes(buffer(4).putInt(bytes.length).array());
            out.writeBytes(bytes);
            out.write(0);
        }
    }

    private static byte[] bytesOf(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof Number number) {
            return buffer(8).putLong(number.longValue()).array();
        }
        if (value instanceof Path path) {
            return path.toString().getBytes(StandardCharsets.UTF_8);
        }
        return ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
