package dev.groovebox.registry.transport.http;

import dev.groovebox.registry.io.PieceInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** An answer's body as its head frames it. At its end the connection is handed back; closed before, it is given up. */
final class BodyInput extends PieceInput {
    /** Reading the rest of a small body is cheaper than another connection. */
    private static final int WORTH_DRAINING = 1 << 14;

    private final InputStream in;
    private final Framing framing;
    private final Connection connection;
    private long left;
    private long total;
    private boolean ended;

    /** How a body says where it ends (RFC 9112, 6.3). */
    enum Framing { LENGTH, CHUNKED, CLOSE }

    private BodyInput(InputStream in, Framing framing, long length, Connection connection) throws IOException {
        this.in = in;
        this.framing = framing;
        this.left = length;
        this.connection = connection;
        if (framing == Framing.LENGTH && length == 0) {
            end();
        }
    }

    static BodyInput of(String method, ResponseHead head, InputStream in, Connection connection) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new BodyInput(in, Framing.LENGTH, 0, connection);
        }
        if (!head.headers().all("Transfer-Encoding").isEmpty()) {
            String encoding = head.headers().all("Transfer-Encoding").get(0);
            if (!encoding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer's body is in an unknown encoding");
            }
            return new BodyInput(in, Framing.CHUNKED, 0, connection);
        }
        long length = contentLength(head);
        return length < 0
                ? new BodyInput(in, Framing.CLOSE, Long.MAX_VALUE, connection)
                : new BodyInput(in, Framing.LENGTH, length, connection);
    }

    /** -1 without one. */
    private static long contentLength(ResponseHead head) throws IOException {
        long length = -1;
        for (String text : head.headers().all("Content-Length")) {
            if (!text.matches("[0-9]{1,18}") || length >= 0 && length != Long.parseLong(text)) {
                throw new IOException("the answer's length is not clear");
            }
            length = Long.parseLong(text);
        }
        return length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (framing == Framing.CHUNKED && left == 0 && !nextChunk()) {
            return -1;
        }
        int count = connection.read(in, buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            return endOfConnection();
        }
        left -= count;
        total += count;
        if (left == 0 && framing == Framing.LENGTH) {
            end();
        }
        return count;
    }

    private int endOfConnection() throws IOException {
        connection.giveUp();
        if (framing == Framing.CLOSE) {
            ended = true;
            return -1;
        }
        throw new EOFException("the connection was closed after " + total + " bytes"
                + (framing == Framing.LENGTH ? " of " + (total + left) : ""));
    }

    /** False at the last one. */
    private boolean nextChunk() throws IOException {
        HeadReader lines = new HeadReader(in);
        String size = lines.line();
        if (size.isEmpty() && total > 0) {
            size = lines.line();
        }
        int end = size.indexOf(';');
        String digits = (end < 0 ? size : size.substring(0, end)).strip();
        if (!digits.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("the answer's body has a broken chunk");
        }
        left = Long.parseLong(digits, 16);
        if (left > 0) {
            return true;
        }
        while (!lines.line().isEmpty()) {
            // trailers, which nobody here asks for
        }
        end();
        return false;
    }

    private void end() throws IOException {
        ended = true;
        connection.release();
    }

    @Override
    public void close() throws IOException {
        if (!ended && framing == Framing.LENGTH && left <= WORTH_DRAINING) {
            try {
                readAllBytes();
            } catch (IOException e) {
                connection.giveUp(); // nobody wants the rest
            }
        }
        if (!ended) {
            ended = true;
            connection.giveUp();
        }
    }
}
