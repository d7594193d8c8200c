package dev.groovebox.registry.client;

import dev.groovebox.registry.endpoint.CancelUpload;
import dev.groovebox.registry.endpoint.FinishUpload;
import dev.groovebox.registry.endpoint.HeadBlob;
import dev.groovebox.registry.endpoint.PatchUpload;
import dev.groovebox.registry.endpoint.RegistryException;
import dev.groovebox.registry.endpoint.RegistryException.Kind;
import dev.groovebox.registry.endpoint.StartUpload;
import dev.groovebox.registry.endpoint.UploadState;
import dev.groovebox.registry.endpoint.UploadStatus;
import dev.groovebox.registry.oci.Descriptor;
import dev.groovebox.registry.oci.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/**
 * Brings blobs into a repository. A small one is sent whole in one request; a large one in chunks, and after an
 * interruption the registry is asked how far it came.
 */
public final class Uploads {
    private static final long MOST_AT_ONCE = 4 << 20;
    private static final long CHUNK = 64 << 20;
    /** Without one byte more. */
    private static final int TRIES = 3;
    private static final int FIRST_PAUSE_MILLIS = 200;

    private final Site site;
    private final String repository;

    Uploads(Site site, String repository) {
        this.site = site;
        this.repository = repository;
    }

    /**
     * Takes a blob from another repository of the same registry; false when it is not there, or we may not.
     * What the registry began in its place is given up.
     */
    public boolean mount(Digest digest, String from) throws IOException {
        try {
            StartUpload.Answer answer = site.call(new StartUpload(repository, digest, Optional.of(from)));
            if (answer instanceof StartUpload.Answer.Started started) {
                site.call(new CancelUpload(repository, started.location()));
                return false;
            }
            return true;
        } catch (RegistryException e) {
            if (e.kind() == Kind.UNREACHABLE || e.kind() == Kind.REFUSED) {
                throw e;
            }
            return false; // no right to read there: then it is uploaded
        }
    }

    /** @param sent hears how many bytes the registry has been sent so far; fewer again after an interruption */
    public void upload(Descriptor blob, BlobContent content, LongConsumer sent) throws IOException {
        for (int attempt = 1; ; attempt++) {
            URI location = start(blob.digest());
            try {
                send(blob, content, location, sent);
                return;
            } catch (RegistryException e) {
                // The upload itself has gone, or a small one broke: it may be there all the same, else from the beginning.
                boolean again = e.kind() == Kind.NOT_FOUND || isSmall(blob) && isWorthAnother(e);
                if (!again || attempt == TRIES) {
                    throw e;
                }
                pause(attempt);
                if (site.call(new HeadBlob(repository, blob.digest()))) {
                    return;
                }
            }
        }
    }

    private void send(Descriptor blob, BlobContent content, URI location, LongConsumer sent) throws IOException {
        if (isSmall(blob)) {
            BlobPart whole = new BlobPart(content, 0, blob.size(), sent);
            site.call(new FinishUpload(repository, location, blob.digest(), Optional.of(whole)));
        } else {
            finish(blob, sendChunks(blob, content, location, sent));
        }
    }

    /** All bytes are there: an answer that did not come is asked for again, not the bytes sent again. */
    private void finish(Descriptor blob, URI end) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                site.call(new FinishUpload(repository, end, blob.digest(), Optional.empty()));
                return;
            } catch (RegistryException e) {
                boolean again = attempt < TRIES && isWorthAnother(e);
                if (again) {
                    pause(attempt);
                }
                // An upload that was finished is not known any more.
                if ((again || e.kind() == Kind.NOT_FOUND) && site.call(new HeadBlob(repository, blob.digest()))) {
                    return;
                }
                if (!again) {
                    throw e;
                }
            }
        }
    }

    private static boolean isSmall(Descriptor blob) {
        return blob.size() <= MOST_AT_ONCE;
    }

    private URI start(Digest digest) throws IOException {
        StartUpload.Answer answer = site.call(new StartUpload(repository, digest, Optional.empty()));
        return ((StartUpload.Answer.Started) answer).location();
    }

    private URI sendChunks(Descriptor blob, BlobContent content, URI location, LongConsumer sent) throws IOException {
        UploadState state = new UploadState(location, 0);
        int failures = 0;
        while (state.bytes() < blob.size()) {
            long length = Math.min(CHUNK, blob.size() - state.bytes());
            BlobPart part = new BlobPart(content, state.bytes(), length, sent);
            try {
                UploadState next = site.call(new PatchUpload(repository, state.location(), state.bytes(), part));
                state = next.bytes() > 0 ? next : new UploadState(next.location(), state.bytes() + length);
                failures = 0;
            } catch (RegistryException e) {
                failures++;
                if (failures == TRIES || !isWorthAnother(e)) {
                    throw e;
                }
                pause(failures);
                UploadState now = site.call(new UploadStatus(repository, state.location()));
                failures = now.bytes() > state.bytes() ? 0 : failures;
                state = now;
            }
        }
        return state.location();
    }

    /** 416: the registry has another number of bytes than we think. */
    private static boolean isWorthAnother(RegistryException e) {
        return switch (e.kind()) {
            case UNREACHABLE, UNAVAILABLE, TOO_MANY_REQUESTS -> true;
            default -> e.answer().startsWith("answered 416");
        };
    }

    private static void pause(int attempt) throws IOException {
        long most = (long) FIRST_PAUSE_MILLIS << Math.min(attempt - 1, 5);
        try {
            Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
