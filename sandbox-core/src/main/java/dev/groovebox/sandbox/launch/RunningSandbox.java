package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import dev.groovebox.sandbox.linux.ProcessCalls;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The engine's end of a monitor: hears its reports and tells it what to do. One thread reads; any thread may signal.
 */
public final class RunningSandbox implements AutoCloseable {
    /** enum control_kind of monitor.h. */
    private static final int SIGNAL = 1;

    private static final int NETWORK_READY = 2;
    private static final int LAST_SIGNAL = 3;

    private final ProcessCalls calls;
    private final int monitor;
    private int control;
    private final DataInputStream status;
    private final List<String> warnings = new ArrayList<>();
    /** Held while the monitor's end is awaited, which may be long: whoever signals or closes must not wait for that. */
    private final Object reaping = new Object();

    private boolean reaped;
    private boolean letGo;

    /** @param reaped the monitor is not our child */
    RunningSandbox(ProcessCalls calls, int monitor, int control, int status, boolean reaped) throws IOException {
        this.calls = calls;
        this.monitor = monitor;
        this.control = control;
        this.reaped = reaped;
        // Opened anew by its number, the pipe is Java's to read and close.
        this.status = new DataInputStream(new FileInputStream("/proc/self/fd/" + status));
        calls.close(status);
    }

    public record Started(int pid, long startTicks) {}

    /** @throws LaunchException when a step failed; nothing of the sandbox is left then */
    public Started awaitStarted() throws IOException {
        return awaitStarted(pid -> {
            throw new IllegalStateException("the plan has no network to make later");
        });
    }

    /** Makes the network of a process that has a namespace for it. */
    public interface NetworkMaker {
        void makeFor(int pid) throws IOException;
    }

    /** @param network for a plan that says MADE_LATER */
    public Started awaitStarted(NetworkMaker network) throws IOException {
        while (true) {
            List<String> report = readReport().orElseThrow(RunningSandbox::monitorDied);
            switch (report.get(0)) {
                case "started" -> {
                    return new Started(Integer.parseInt(report.get(1)), Long.parseLong(report.get(2)));
                }
                case "network" -> {
                    network.makeFor(Integer.parseInt(report.get(1)));
                    tell(NETWORK_READY, 0);
                }
                case "warning" -> warn(report);
                default -> throw failure(report);
            }
        }
    }

    /**
     * Waits for the end of the program, and of the monitor. Empty when keys have let go of it: both go on, without us. When
     * the program is to be started again, the monitor alone goes on, as {@link #isLetGo} tells.
     */
    public Optional<SandboxOutcome> awaitEnd() throws IOException {
        SandboxOutcome outcome = null;
        for (Optional<List<String>> next = readReport(); next.isPresent(); next = readReport()) {
            List<String> report = next.get();
            switch (report.get(0)) {
                case "exited" -> outcome = outcome(report);
                case "let go" -> letGo();
                case "warning" -> warn(report);
                default -> throw failure(report);
            }
        }
        if (isLetGo()) {
            return Optional.ofNullable(outcome);
        }
        reap();
        return Optional.of(Optional.ofNullable(outcome).orElseThrow(RunningSandbox::monitorDied));
    }

    /** What the monitor had to say that is no failure; complete once the end was awaited. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Sends a signal to the sandbox's first process; answers false when its monitor has gone with it.
     *
     * @param last the program is not started again after it
     */
    public boolean signal(int number, boolean last) throws IOException {
        return tell(last ? LAST_SIGNAL : SIGNAL, number);
    }

    private synchronized boolean tell(int kind, int argument) throws IOException {
        if (control < 0) {
            return false;
        }
        ByteBuffer message = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(kind).putInt(argument);
        try {
            calls.write(control, message.array());
            return true;
        } catch (KernelException e) {
            if (e.errno() != Errno.EPIPE) {
                throw e;
            }
            return false;
        }
    }

    private synchronized void letGo() {
        letGo = true;
    }

    /** It goes on without us, as its caller has wished by keys, or its restart policy has it. */
    public synchronized boolean isLetGo() {
        return letGo;
    }

    /** Waits for the monitor of one that was let go of. */
    public void awaitMonitor() throws IOException {
        reap();
    }

    /** Lets go of the sandbox. One that is not detached, nor was let go of, ends by it, and its monitor's end is awaited. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (control >= 0) {
                calls.close(control);
                control = -1;
            }
        }
        if (!isLetGo()) {
            reap();
        }
        status.close();
    }

    private void reap() throws IOException {
        synchronized (reaping) {
            if (!reaped) {
                calls.await(monitor);
                reaped = true;
            }
        }
    }

    private Optional<List<String>> readReport() throws IOException {
        byte[] head = new byte[Integer.BYTES];
        if (status.readNBytes(head, 0, head.length) < head.length) {
            return Optional.empty();
        }
        byte[] fields = new byte[ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt()];
        status.readFully(fields);
        return Optional.of(List.of(new String(fields, StandardCharsets.UTF_8).split("\0", -1)));
    }

    private static SandboxOutcome outcome(List<String> report) {
        int signal = Integer.parseInt(report.get(2));
        return new SandboxOutcome(
                Integer.parseInt(report.get(1)),
                signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal),
                report.get(3).equals("1"),
                report.get(4).equals("1"));
    }

    private void warn(List<String> report) {
        warnings.add(failure(report).getMessage());
    }

    private static LaunchException failure(List<String> report) {
        return new LaunchException(report.get(1), report.get(3), Integer.parseInt(report.get(2)));
    }

    private static EOFException monitorDied() {
        return new EOFException("the container's monitor was killed");
    }
}
