package dev.groovebox.sandbox.image.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Gzip on all processors, as pigz does it: blocks are deflated at the same time, each with the end of the one before as
 * its dictionary, and joined to one member that every reader takes. Equal input gives equal output, on any machine.
 */
public final class ParallelGzip extends OutputStream {
    private static final int BLOCK = 1 << 18;
    private static final int WINDOW = 1 << 15;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final int level;
    private final int processors;
    private final ExecutorService threads;
    private final Deque<Future<byte[]>> waiting = new ArrayDeque<>();
    private final CRC32 checksum = new CRC32();
    private byte[] block = new byte[BLOCK];
    private byte[] dictionary = new byte[0];
    private int filled;
    private long bytes;
    private boolean finished;

    /** @param level of {@link Deflater}, 1 to 9 */
    public ParallelGzip(OutputStream out, int level) throws IOException {
        this.out = out;
        this.level = level;
        this.processors = Runtime.getRuntime().availableProcessors();
        this.threads = Executors.newFixedThreadPool(processors, ParallelGzip::daemonThread);
        out.write(HEADER);
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "gzip");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        checksum.update(buffer, offset, length);
        bytes += length;
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, BLOCK - filled);
            System.arraycopy(buffer, offset + done, block, filled, count);
            filled += count;
            done += count;
            if (filled == BLOCK) {
                submit(false);
            }
        }
    }

    private void submit(boolean last) throws IOException {
        byte[] input = block;
        int length = filled;
        byte[] before = dictionary;
        waiting.addLast(threads.submit(() -> deflate(input, length, before, last)));
        dictionary = Arrays.copyOfRange(input, Math.max(0, length - WINDOW), length);
        block = new byte[BLOCK];
        filled = 0;
        // What waits to be written is memory too.
        while (waiting.size() > 2 * processors) {
            writeFirst();
        }
    }

    private byte[] deflate(byte[] input, int length, byte[] before, boolean last) {
        Deflater deflater = new Deflater(level, true);
        try {
            if (before.length > 0) {
                deflater.setDictionary(before);
            }
            deflater.setInput(input, 0, length);
            if (last) {
                deflater.finish();
            }
            byte[] output = new byte[length + length / 16 + 64];
            int count = 0;
            while (true) {
                int more = deflater.deflate(
                        output, count, output.length - count, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
                count += more;
                if (count < output.length) {
                    return Arrays.copyOf(output, count);
                }
                output = Arrays.copyOf(output, output.length * 2);
            }
        } finally {
            deflater.end();
        }
    }

    private void writeFirst() throws IOException {
        try {
            out.write(waiting.removeFirst().get());
        } catch (ExecutionException e) {
            throw new IOException("cannot compress: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends the member; what it is written to stays open. */
    public void finish() throws IOException {
        submit(true);
        while (!waiting.isEmpty()) {
            writeFirst();
        }
        writeNumber(checksum.getValue());
        writeNumber(bytes);
        finished = true;
    }

    private void writeNumber(long value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        if (finished) {
            out.flush();
        }
    }
}
