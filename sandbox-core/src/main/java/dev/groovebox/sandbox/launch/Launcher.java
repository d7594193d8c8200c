package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.linux.ProcessCalls;
import dev.groovebox.sandbox.linux.ProcessCalls.Pipe;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Starts a monitor for a plan. Safe for concurrent use. */
public final class Launcher implements AutoCloseable {
    /** The monitor's numbers for what it is given: enum given_descriptor of monitor.h. */
    private static final int PLAN = 3;

    private static final int CONTROL = 4;
    private static final int STATUS = 5;
    private static final int LOCK = 6;
    private static final int NETWORK = 7;

    private final ProcessCalls calls;
    private final SandboxInit init;

    public Launcher(ProcessCalls calls) {
        this.calls = calls;
        this.init = new SandboxInit(calls);
    }

    /**
     * Our descriptors that become the container's 0, 1 and 2, or for a terminal the monitor's own.
     * They stay the caller's to close.
     */
    public record StandardStreams(int input, int output, int error) {}

    /**
     * Starts the launch; {@link RunningSandbox#awaitStarted()} tells whether the program came to run.
     *
     * @param lock a descriptor of the container's lock, held: the monitor keeps it for life
     * @param network a descriptor of the network namespace, when the plan says that it is given
     */
    public RunningSandbox launch(LaunchPlan plan, StandardStreams streams, int lock, OptionalInt network) throws IOException {
        boolean detached = plan.supervision().detached().isPresent();
        boolean newSession = plan.console().isEmpty() || detached;
        Map<Integer, Integer> given = new HashMap<>(Map.of(LOCK, lock));
        network.ifPresent(descriptor -> given.put(NETWORK, descriptor));
        return start(PlanEncoder.encode(plan), streams, given, newSession, detached);
    }

    /** Starts a program in a container that runs. */
    public RunningSandbox launch(ExecPlan plan, StandardStreams streams) throws IOException {
        return start(PlanEncoder.encode(plan), streams, Map.of(), plan.console().isEmpty(), false);
    }

    private RunningSandbox start(
            byte[] plan, StandardStreams streams, Map<Integer, Integer> more, boolean newSession, boolean detached)
            throws IOException {
        int planFile = calls.sealedMemory("launch-plan", plan);
        Pipe control = calls.pipe();
        Pipe status = calls.pipe();
        try {
            Map<Integer, Integer> descriptors = new HashMap<>(more);
            descriptors.put(0, streams.input());
            descriptors.put(1, streams.output());
            descriptors.put(2, streams.error());
            descriptors.put(PLAN, planFile);
            descriptors.put(CONTROL, control.readEnd());
            descriptors.put(STATUS, status.writeEnd());
            int pid = calls.spawn(init.descriptor(), List.of("groovebox-monitor"), descriptors, newSession);
            if (detached) {
                calls.await(pid); // it has left the monitor behind
            }
            return new RunningSandbox(calls, pid, control.writeEnd(), status.readEnd(), detached);
        } catch (IOException | RuntimeException failure) {
            calls.close(control.writeEnd());
            calls.close(status.readEnd());
            throw failure;
        } finally {
            calls.close(planFile);
            calls.close(control.readEnd());
            calls.close(status.writeEnd());
        }
    }

    @Override
    public void close() throws IOException {
        init.close();
    }
}
