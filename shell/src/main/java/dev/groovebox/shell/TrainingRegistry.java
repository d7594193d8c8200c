package dev.groovebox.shell;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Enough of a registry for the training's push and pull: it takes everything, and knows a blob from the second push on. */
final class TrainingRegistry implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger manifests = new AtomicInteger();
    private volatile byte[] manifest = new byte[0];

    TrainingRegistry() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** As a reference has it. */
    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "training registry");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The training is over.
        }
    }

    private void serve(Socket socket) {
        try (socket; InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (String request = line(in); !request.isEmpty(); request = line(in)) {
                int length = 0;
                for (String field = line(in); !field.isEmpty(); field = line(in)) {
                    if (field.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(field.substring("Content-Length: ".length()));
                    }
                }
                answer(request, in.readNBytes(length), socket.getOutputStream());
            }
        } catch (IOException gone) {
            // The training is over.
        }
    }

    private void answer(String request, byte[] body, OutputStream out) throws IOException {
        String head = "HTTP/1.1 200 OK\r\n";
        byte[] content = new byte[0];
        if (request.startsWith("HEAD ") && manifests.get() == 0) {
            head = "HTTP/1.1 404 Not Found\r\n";
        } else if (request.startsWith("POST ") || request.startsWith("PATCH ")) {
            head = "HTTP/1.1 202 Accepted\r\nLocation: /v2/training/blobs/uploads/1\r\n";
        } else if (request.startsWith("PUT ")) {
            head = "HTTP/1.1 201 Created\r\n";
            if (request.contains("/manifests/")) {
                manifest = body;
                manifests.incrementAndGet();
            }
        } else if (request.contains("/manifests/")) {
            head += "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n";
            content = manifest;
        }
        out.write((head + "Content-Length: " + content.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
