package dev.groovebox.sandbox.inside;

import dev.groovebox.sandbox.launch.MonitorSocket;
import dev.groovebox.sandbox.launch.MonitorSocket.Told;
import dev.groovebox.sandbox.linux.TerminalCalls;
import dev.groovebox.sandbox.operation.ExecOperation.Attach;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/** One client of a container's streams. There may be others; none waits for another. */
public final class Attachment {
    private static final int STDIN = 0;
    private static final int ERROR_STREAM = 2;
    private static final int MOST_INPUT = 4096;
    /** How often the size of our terminal is looked at. */
    private static final long SIZE_MILLIS = 200;

    private final MonitorSocket monitor;
    private final Attach attach;
    private final TerminalCalls terminals;
    private final Thread reader = Thread.currentThread();
    private volatile boolean detached;
    private volatile boolean over;

    private Attachment(MonitorSocket monitor, Attach attach, TerminalCalls terminals) {
        this.monitor = monitor;
        this.attach = attach;
        this.terminals = terminals;
    }

    /**
     * Moves bytes until the container ends for good, or the keys are typed.
     *
     * @param ownTerminal the container has a terminal, and our descriptor 0 may be one
     * @return the exit code; empty when it was let go of
     */
    public static OptionalInt run(MonitorSocket monitor, Attach attach, boolean ownTerminal, TerminalCalls terminals)
            throws IOException, InterruptedException {
        Attachment attachment = new Attachment(monitor, attach, terminals);
        monitor.attach();
        Optional<Runnable> restore = ownTerminal && attach.input().isPresent() ? terminals.makeRaw(STDIN) : Optional.empty();
        try {
            // Nobody types keys into a pipe: such bytes are the program's, as with docker.
            attachment.startInput(new DetachKeys(ownTerminal ? attach.detachKeys() : new byte[0]));
            if (ownTerminal) {
                attachment.start("terminal size", attachment::followSize);
            }
            return attachment.moveOutput();
        } finally {
            attachment.over = true;
            restore.ifPresent(Runnable::run);
        }
    }

    private OptionalInt moveOutput() throws IOException, InterruptedException {
        try {
            for (Optional<Told> told = monitor.next(); told.isPresent(); told = monitor.next()) {
                if (told.get() instanceof Told.Output output) {
                    OutputStream target = output.stream() == ERROR_STREAM ? attach.err() : attach.out();
                    target.write(output.bytes());
                    target.flush();
                } else if (told.get() instanceof Told.Ended ended && !ended.exit().startedAgain()) {
                    return OptionalInt.of(ended.exit().outcome().exitCode());
                }
            }
        } catch (InterruptedException e) {
            if (!detached) {
                throw e;
            }
            return OptionalInt.empty();
        }
        throw new IOException("its monitor has gone without a word");
    }

    private void startInput(DetachKeys keys) {
        attach.input().ifPresent(input -> start("attached input", () -> moveInput(input, keys)));
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void moveInput(InputStream input, DetachKeys keys) {
        byte[] buffer = new byte[MOST_INPUT];
        try {
            for (int got = input.read(buffer); got >= 0 && !over; got = input.read(buffer)) {
                Optional<byte[]> passed = keys.pass(buffer, got);
                if (passed.isEmpty()) {
                    detached = true;
                    reader.interrupt();
                    return;
                }
                if (passed.get().length > 0) {
                    monitor.input(passed.get());
                }
            }
            monitor.endOfInput();
        } catch (IOException gone) {
            // The container has ended, or our input has: the reader of its output hears the first.
        }
    }

    private void followSize() {
        Optional<TerminalCalls.Size> last = Optional.empty();
        try {
            while (!over) {
                Optional<TerminalCalls.Size> size = terminals.size(STDIN);
                if (size.isPresent() && !size.equals(last)) {
                    monitor.size(size.get().rows(), size.get().columns());
                    last = size;
                }
                Thread.sleep(SIZE_MILLIS);
            }
        } catch (IOException | InterruptedException gone) {
            // As above.
        }
    }
}
