package dev.groovebox.registry.transport.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Connections that wait for their next request, and the watch over those that are written to. */
final class ConnectionPool implements AutoCloseable {
    private static final int CHECKS_PER_LIMIT = 4;

    private final Map<String, Deque<Connection>> idle = new HashMap<>();
    private final Set<WriteWatch> watched = ConcurrentHashMap.newKeySet();
    private Optional<Thread> watcher = Optional.empty();
    private boolean closed;

    synchronized Optional<Connection> take(String key) {
        Deque<Connection> waiting = idle.get(key);
        return waiting == null ? Optional.empty() : Optional.ofNullable(waiting.pollLast());
    }

    void giveBack(Connection connection) throws IOException {
        boolean kept;
        synchronized (this) {
            kept = !closed;
            if (kept) {
                idle.computeIfAbsent(connection.key(), key -> new ArrayDeque<>()).addLast(connection);
            }
        }
        if (!kept) {
            connection.giveUp();
        }
    }

    WriteWatch watch(Socket socket, Duration limit) {
        WriteWatch watch = new WriteWatch(socket, limit, watched);
        watched.add(watch);
        startWatcher(limit);
        return watch;
    }

    private synchronized void startWatcher(Duration limit) {
        if (watcher.isEmpty() && !closed) {
            Thread thread = new Thread(() -> watchOver(limit.toMillis() / CHECKS_PER_LIMIT + 1), "upload watch");
            thread.setDaemon(true);
            thread.start();
            watcher = Optional.of(thread);
        }
    }

    private void watchOver(long millis) {
        try {
            while (true) {
                Thread.sleep(millis);
                long now = System.nanoTime();
                watched.forEach(watch -> watch.check(now));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        Map<String, Deque<Connection>> rest;
        synchronized (this) {
            closed = true;
            rest = new HashMap<>(idle);
            idle.clear();
            watcher.ifPresent(Thread::interrupt);
        }
        for (Deque<Connection> waiting : rest.values()) {
            for (Connection connection : waiting) {
                connection.giveUp();
            }
        }
    }
}
