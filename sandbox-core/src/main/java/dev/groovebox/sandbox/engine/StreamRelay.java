package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.event.OutputStreamName;
import dev.groovebox.sandbox.launch.Launcher.StandardStreams;
import dev.groovebox.sandbox.linux.ProcessCalls;
import dev.groovebox.sandbox.linux.ProcessCalls.Pipe;
import dev.groovebox.sandbox.operation.ContainerControl;
import dev.groovebox.sandbox.operation.Stdio;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connects a sandbox's three streams to where the caller wants them. The sandbox gets pipes, never the caller's own
 * descriptors: not its terminal, into which a program could type, nor its files, which it could open again to write.
 */
final class StreamRelay implements AutoCloseable {
    /** So long docker waits, too, for processes that a program has left behind with its output. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ProcessCalls calls;
    private final ExecutorService threads;
    private final Stdio stdio;
    private final Optional<InputStream> input;
    private final OutputSink out;
    private final OutputSink err;
    private final List<Integer> sandboxEnds = new ArrayList<>();
    private final List<Pump> pumps = new ArrayList<>();
    private Optional<OutputStream> inputPipe = Optional.empty();
    private Optional<OutputPipe> outPipe = Optional.empty();
    private Optional<OutputPipe> errPipe = Optional.empty();
    private StandardStreams streams = new StandardStreams(0, 1, 2);

    private StreamRelay(Stdio stdio, ProcessCalls calls, ExecutorService threads) {
        this.stdio = stdio;
        this.calls = calls;
        this.threads = threads;
        this.input = inputOf(stdio);
        this.out = OutputSink.of(stdio, OutputStreamName.STDOUT);
        this.err = OutputSink.of(stdio, OutputStreamName.STDERR);
    }

    /**
     * What the program wrote, as far as it was kept.
     *
     * @param failure why not all of it came to where the caller wanted it
     */
    record Output(String out, String err, boolean truncated, Optional<IOException> failure) {
        void requireComplete() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    static StreamRelay open(Stdio stdio, ProcessCalls calls, ExecutorService threads) throws IOException {
        StreamRelay relay = new StreamRelay(stdio, calls, threads);
        if (!(stdio instanceof Stdio.Terminal)) {
            relay.openPipes();
        }
        return relay;
    }

    private static Optional<InputStream> inputOf(Stdio stdio) {
        if (stdio instanceof Stdio.Capture capture) {
            return capture.input();
        }
        if (stdio instanceof Stdio.Lines lines) {
            return lines.input();
        }
        return stdio instanceof Stdio.Streams given ? given.input() : Optional.empty();
    }

    private void openPipes() throws IOException {
        Pipe in = calls.pipe();
        sandboxEnds.add(in.readEnd());
        inputPipe = Optional.of(new FileOutputStream(path(in.writeEnd())));
        calls.close(in.writeEnd());
        Pipe output = calls.pipe();
        sandboxEnds.add(output.writeEnd());
        outPipe = Optional.of(reader(output));
        Pipe error = calls.pipe();
        sandboxEnds.add(error.writeEnd());
        errPipe = Optional.of(reader(error));
        streams = new StandardStreams(in.readEnd(), output.writeEnd(), error.writeEnd());
    }

    /** Opened anew by its number, the pipe is Java's to read and close. */
    private OutputPipe reader(Pipe pipe) throws IOException {
        OutputPipe stream = new OutputPipe(path(pipe.readEnd()));
        calls.close(pipe.readEnd());
        return stream;
    }

    private static String path(int descriptor) {
        return "/proc/self/fd/" + descriptor;
    }

    StandardStreams standardStreams() {
        return streams;
    }

    /** Begins to move input, once the sandbox holds its ends. */
    void start() throws IOException {
        closeSandboxEnds();
        if (inputPipe.isPresent()) {
            if (input.isPresent()) {
                startInput(input.get(), inputPipe.get());
            } else {
                inputPipe.get().close();
            }
        }
    }

    private record Pump(OutputPipe pipe, Future<?> moving) {
        static Pump start(OutputPipe pipe, OutputSink sink, ExecutorService threads) {
            return new Pump(pipe, threads.submit(() -> drain(pipe, sink)));
        }

        /** When nothing can be moved any more, the program must hear so (SIGPIPE), or it would wait for ever. */
        private static Object drain(OutputPipe pipe, OutputSink sink) throws IOException {
            try (pipe) {
                return sink.drain(pipe);
            }
        }

        /** The program has ended. Where its output goes may take as long as it likes. */
        void finish(long until) throws IOException, InterruptedException, ExecutionException {
            try {
                moving.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException heldOpen) {
                pipe.endWithWhatIsThere();
                moving.get();
            }
        }
    }

    /** A thread of its own, not waited for: it may sit in a read of the caller's input for ever. */
    private static void startInput(InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> InputPump.move(from, to), "container input");
        thread.setDaemon(true);
        thread.start();
    }

    /** Moves output only now: of whoever has seen the program's first word, a signal has to reach the program. */
    void started(ContainerControl control) {
        if (stdio instanceof Stdio.Streams given) {
            given.control().accept(control);
        } else if (stdio instanceof Stdio.Terminal terminal) {
            terminal.control().accept(control);
        }
        outPipe.ifPresent(pipe -> pumps.add(Pump.start(pipe, out, threads)));
        errPipe.ifPresent(pipe -> pumps.add(Pump.start(pipe, err, threads)));
    }

    /** Waits until all that the program wrote has been moved; what it left behind may write on, and hears so (SIGPIPE). */
    Output finish() throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Optional<IOException> failure = Optional.empty();
        for (Pump pump : pumps) {
            try {
                pump.finish(until);
            } catch (ExecutionException e) {
                failure = Optional.of(new IOException(
                        "cannot move the container's output: " + e.getCause().getMessage(), e.getCause()));
            }
        }
        return new Output(out.kept(), err.kept(), out.truncated() || err.truncated(), failure);
    }

    private void closeSandboxEnds() throws IOException {
        for (int end : sandboxEnds) {
            calls.close(end);
        }
        sandboxEnds.clear();
    }

    @Override
    public void close() throws IOException {
        closeSandboxEnds();
        for (Optional<? extends AutoCloseable> pipe : List.of(inputPipe, outPipe, errPipe)) {
            if (pipe.isPresent()) {
                closeStream(pipe.get());
            }
        }
    }

    private static void closeStream(AutoCloseable stream) throws IOException {
        try {
            stream.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
