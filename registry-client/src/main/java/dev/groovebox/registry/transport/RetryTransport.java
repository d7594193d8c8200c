package dev.groovebox.registry.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/** Asks again when the server is busy or broken, or the connection breaks; then the last answer counts. */
public final class RetryTransport implements Transport {
    private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

    private final Transport next;
    private final Patience patience;

    public RetryTransport(Transport next, Patience patience) {
        this.next = next;
        this.patience = patience;
    }

    @Override
    public HttpResponse send(HttpRequest request) throws IOException {
        long end = System.nanoTime() + patience.whole().toNanos();
        for (int attempt = 1; ; attempt++) {
            Duration pause = backoff(attempt);
            try {
                HttpResponse response = next.send(request);
                Duration wanted = retryAfter(response).orElse(pause);
                if (!BUSY.contains(response.status()) || !mayTryAgain(request, attempt, wanted, end)) {
                    return response;
                }
                response.close();
                pause = wanted;
            } catch (IOException e) {
                if (!isPassing(e) || !mayTryAgain(request, attempt, pause, end)) {
                    throw e;
                }
            }
            sleep(pause);
        }
    }

    private boolean mayTryAgain(HttpRequest request, int attempt, Duration pause, long end) {
        return request.retriable() && attempt < patience.tries() && System.nanoTime() + pause.toNanos() < end;
    }

    /** A server that refuses connections, or is not there, is not one that is busy. */
    private static boolean isPassing(IOException e) {
        return !(e instanceof RefusedException || e instanceof ConnectException || e instanceof UnknownHostException
                || e instanceof SSLException || e instanceof InterruptedIOException || e instanceof AnswerTooLargeException);
    }

    private Duration backoff(int attempt) {
        long millis = patience.firstPause().toMillis() << Math.min(attempt - 1, 10);
        long most = Math.min(millis, patience.longestPause().toMillis());
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    /** In seconds; the form with a date is not used by registries. */
    private Optional<Duration> retryAfter(HttpResponse response) {
        return response.headers().first("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(wanted -> wanted.compareTo(patience.longestPause()) > 0 ? patience.longestPause() : wanted);
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
