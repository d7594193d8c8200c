package dev.groovebox.sandbox.image.tar;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/** A sparse file's content as programs see it: what the archive has of it, and zeros between. */
final class SparseContent {
    private final long size;
    private final Iterator<SparseMap.Region> regions;
    private Optional<SparseMap.Region> region;
    private long at;

    SparseContent(SparseMap map) {
        this.size = map.size();
        this.regions = map.regions().iterator();
        this.region = next();
    }

    interface Stored {
        int read(byte[] buffer, int most) throws IOException;
    }

    private Optional<SparseMap.Region> next() {
        return regions.hasNext() ? Optional.of(regions.next()) : Optional.empty();
    }

    /** Answers -1 at the end. */
    int read(byte[] buffer, Stored stored) throws IOException {
        while (region.isPresent() && at == region.get().offset() + region.get().length()) {
            region = next();
        }
        if (at == size) {
            return -1;
        }
        int count;
        if (region.isPresent() && at >= region.get().offset()) {
            count = stored.read(buffer, atMost(buffer, region.get().offset() + region.get().length()));
        } else {
            count = atMost(buffer, region.map(SparseMap.Region::offset).orElse(size));
            Arrays.fill(buffer, 0, count, (byte) 0);
        }
        at += count;
        return count;
    }

    private int atMost(byte[] buffer, long end) {
        return (int) Math.min(buffer.length, end - at);
    }
}
