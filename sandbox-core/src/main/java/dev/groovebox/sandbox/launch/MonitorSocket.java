package dev.groovebox.sandbox.launch;

import dev.groovebox.sandbox.failure.EngineException;
import dev.groovebox.sandbox.failure.FailureKind;
import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.file.FileCalls;
import dev.groovebox.sandbox.linux.file.FileCalls.Access;
import dev.groovebox.sandbox.linux.file.OpenFile;
import dev.groovebox.sandbox.spec.RestartPolicy;
import dev.groovebox.sandbox.storage.ContainerPaths;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection to a container's monitor, which speaks the frames of server.h. For one thread at a time. */
public final class MonitorSocket implements AutoCloseable {
    private static final int SIGNAL = 1;
    private static final int WAIT = 2;
    private static final int ATTACH = 3;
    private static final int INPUT = 4;
    private static final int END_OF_INPUT = 5;
    private static final int SIZE = 6;
    private static final int RESTART = 7;
    private static final int DONE = 16;
    private static final int OUTPUT = 17;
    private static final int EXIT = 19;
    private static final int GONE = -1;
    private static final int SHORT_ID = 12;
    /** As much input as a frame may hold, and less. */
    private static final int MOST_INPUT = 4096;
    private static final int HEAD = 8;
    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final int MOST = 1 << 20;
    /** A monitor answers at once. One that somebody has stopped, or that the kernel holds, does not. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final Selector selector;
    private final String container;
    private final Duration patience;

    private MonitorSocket(SocketChannel channel, String container, Duration patience) throws IOException {
        this.channel = channel;
        this.container = container;
        this.patience = patience;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Empty when no monitor listens: the container has ended, or is only just being started. */
    public static Optional<MonitorSocket> connect(FileCalls calls, ContainerPaths paths) throws IOException {
        return connect(calls, paths, PATIENCE);
    }

    /** @param patience how long an answer may take */
    static Optional<MonitorSocket> connect(FileCalls calls, ContainerPaths paths, Duration patience) throws IOException {
        if (!java.nio.file.Files.exists(paths.socket())) {
            return Optional.empty();
        }
        // Through the folder's descriptor: a socket's path has 108 bytes, and ours may be longer.
        try (OpenFile folder = calls.open(paths.folder(), Access.FOLDER)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of("/proc/self/fd/" + folder.number() + "/socket"));
                return Optional.of(new MonitorSocket(channel, paths.folder().getFileName().toString(), patience));
            } catch (IOException gone) {
                channel.close();
                if (gone instanceof ConnectException || !java.nio.file.Files.exists(paths.socket())) {
                    return Optional.empty();
                }
                throw gone;
            }
        }
    }

    /**
     * How a run of the container's program ended.
     *
     * @param startedAgain the monitor launches it once more
     */
    public record Exit(SandboxOutcome outcome, boolean startedAgain) {}

    /**
     * Sends the program a signal.
     *
     * @param last the container is not to be started again by its policy
     * @param killAfter then SIGKILL ends it; absent: never
     * @return false when there is no program to signal
     */
    public boolean signal(int number, boolean last, Optional<Duration> killAfter) throws IOException, InterruptedException {
        ByteBuffer payload = buffer(16)
                .putInt(number)
                .putInt(last ? 1 : 0)
                .putLong(killAfter.map(Duration::toMillis).orElse(-1L));
        send(SIGNAL, payload);
        return awaitDone("a signal") == 0;
    }

    /**
     * From now on, {@link #awaitExit} hears of each end.
     *
     * @return false when too many wait for it already: then it hears of the last alone, by the end of the connection
     */
    public boolean hearExits() throws IOException, InterruptedException {
        send(WAIT, buffer(0));
        return awaitDone("the question how it ends") != Errno.EBUSY;
    }

    public void changeRestart(RestartPolicy policy) throws IOException, InterruptedException {
        send(RESTART, buffer(16).putLong(MonitorPlans.mode(policy)).putLong(policy.mostRetries()));
        awaitDone("another restart policy");
    }

    /** Empty when the monitor has gone without a word, or the time is over. */
    public Optional<Exit> awaitExit(Optional<Duration> most) throws IOException, InterruptedException {
        long end = most.map(time -> System.nanoTime() + time.toNanos()).orElse(Long.MAX_VALUE);
        return awaitFrame(EXIT, end).map(MonitorSocket::exit);
    }

    private static Exit exit(ByteBuffer frame) {
        int code = frame.getInt();
        int signal = frame.getInt();
        return new Exit(
                new SandboxOutcome(
                        code,
                        signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal),
                        frame.getInt() != 0,
                        frame.getInt() != 0),
                frame.getInt() != 0);
    }

    /**
     * The answer to what was sent, an errno or 0; {@link #GONE} when there is no monitor any more.
     *
     * @throws EngineException TIMEOUT when there is one that does not answer
     */
    private int awaitDone(String request) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<ByteBuffer> answer = awaitFrame(DONE, end);
        if (answer.isEmpty() && System.nanoTime() >= end) {
            throw new EngineException(
                    FailureKind.TIMEOUT,
                    "cannot reach the monitor of container",
                    container.substring(0, Math.min(SHORT_ID, container.length())),
                    "it has not answered to " + request + " in " + patience.toMillis() + " ms",
                    "see whether it is stopped: it is the parent of the container's first process (kill -CONT lets it go on)");
        }
        return answer.map(ByteBuffer::getInt).orElse(GONE);
    }

    /** What a monitor tells somebody who is attached. */
    public sealed interface Told {
        /** @param stream 1 or 2 */
        record Output(int stream, byte[] bytes) implements Told {}

        record Ended(Exit exit) implements Told {}
    }

    /** From now on, {@link #next} hears the output and the end. @throws IOException when nobody can be attached to it */
    public void attach() throws IOException, InterruptedException {
        send(ATTACH, buffer(0));
        int error = awaitDone("the wish to attach");
        if (error == GONE) {
            throw new IOException("it has just ended");
        }
        if (error == Errno.EBUSY) {
            throw new IOException("too many are attached to it, or wait for its end");
        }
        if (error != 0) {
            throw new IOException("its output is not the monitor's: its log driver is 'passthrough'");
        }
    }

    /** Empty when the monitor has gone. Input may be sent by another thread meanwhile. */
    public Optional<Told> next() throws IOException, InterruptedException {
        while (true) {
            Optional<Frame> frame = awaitAnyFrame(Long.MAX_VALUE);
            if (frame.isEmpty()) {
                return Optional.empty();
            }
            ByteBuffer payload = frame.get().payload();
            if (frame.get().kind() == OUTPUT) {
                int stream = payload.getInt();
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                return Optional.of(new Told.Output(stream, bytes));
            }
            if (frame.get().kind() == EXIT) {
                return Optional.of(new Told.Ended(exit(payload)));
            }
        }
    }

    /** Bytes for the program. */
    public void input(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += MOST_INPUT) {
            int length = Math.min(MOST_INPUT, bytes.length - from);
            send(INPUT, buffer(length).put(bytes, from, length));
        }
    }

    public void endOfInput() throws IOException {
        send(END_OF_INPUT, buffer(0));
    }

    public void size(int rows, int columns) throws IOException {
        send(SIZE, buffer(8).putInt(rows).putInt(columns));
    }

    private record Frame(int kind, ByteBuffer payload) {}

    /** The next frame of that kind; others that come first are passed over. */
    private Optional<ByteBuffer> awaitFrame(int kind, long end) throws IOException, InterruptedException {
        Optional<Frame> frame = awaitAnyFrame(end);
        while (frame.isPresent() && frame.get().kind() != kind) {
            frame = awaitAnyFrame(end);
        }
        return frame.map(Frame::payload);
    }

    private Optional<Frame> awaitAnyFrame(long end) throws IOException, InterruptedException {
        ByteBuffer head = buffer(HEAD);
        if (!fill(head, end)) {
            return Optional.empty();
        }
        int length = head.getInt();
        int kind = head.getInt();
        if (length < 0 || length > MOST) {
            throw new IOException("the container's monitor sent a frame of " + length + " bytes");
        }
        ByteBuffer payload = buffer(length);
        return fill(payload, end) ? Optional.of(new Frame(kind, payload)) : Optional.empty();
    }

    private boolean fill(ByteBuffer buffer, long end) throws IOException, InterruptedException {
        while (buffer.hasRemaining()) {
            int got = read(buffer);
            if (got < 0) {
                return false;
            }
            if (got == 0) {
                long left = end == Long.MAX_VALUE ? 0 : (end - System.nanoTime() + 999_999) / 1_000_000; // never early
                if (end != Long.MAX_VALUE && left <= 0) {
                    return false;
                }
                selector.select(left);
                selector.selectedKeys().clear();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        buffer.flip();
        return true;
    }

    /** A monitor that was killed with our bytes unread resets the connection: that is its end, too. */
    private int read(ByteBuffer buffer) throws IOException {
        try {
            return channel.read(buffer);
        } catch (java.net.SocketException reset) {
            return -1;
        }
    }

    /** Requests are short, and the monitor reads them at once; only input may have to wait, for a program that reads none. */
    private synchronized void send(int kind, ByteBuffer payload) throws IOException {
        payload.flip();
        ByteBuffer frame = buffer(HEAD + payload.remaining()).putInt(payload.remaining()).putInt(kind).put(payload);
        frame.flip();
        try {
            while (frame.hasRemaining()) {
                if (channel.write(frame) == 0) {
                    awaitRoom();
                }
            }
        } catch (IOException gone) {
            // The monitor has ended; the read that comes next tells it.
        }
    }

    /** By a selector of its own: the other is the reader's. A close by the reader does not wake it, so it looks again. */
    private void awaitRoom() throws IOException {
        try (Selector room = Selector.open()) {
            channel.register(room, SelectionKey.OP_WRITE);
            room.select(LOOK_AGAIN_MILLIS);
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
