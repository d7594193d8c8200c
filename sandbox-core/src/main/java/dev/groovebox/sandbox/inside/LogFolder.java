package dev.groovebox.sandbox.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The numbered files of a log: the monitor begins new ones and deletes the oldest, so each may go at any moment. */
record LogFolder(Path folder) {
    /** In ascending order. */
    List<Long> numbers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 19)
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /**
     * A place in the log, behind all that was written before it was asked for.
     *
     * @param number of the file
     */
    record Place(long number, long position) {
        boolean isReached(long file, long at) {
            return file > number || file == number && at >= position;
        }
    }

    /** Where it ends now: a container that writes all the time has no other end. */
    Place end() throws IOException {
        List<Long> numbers = numbers();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Optional<LogSegment> last = open(numbers.get(i));
            if (last.isPresent()) {
                try (LogSegment segment = last.get()) {
                    return new Place(segment.number(), segment.size());
                }
            }
        }
        return new Place(0, 0);
    }

    Optional<LogSegment> open(long number) throws IOException {
        try {
            return Optional.of(LogSegment.open(folder.resolve(Long.toString(number))));
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
    }

    /** The oldest file with a greater number that can still be opened. */
    Optional<LogSegment> openAfter(long number) throws IOException {
        for (long candidate : numbers()) {
            if (candidate > number) {
                Optional<LogSegment> segment = open(candidate);
                if (segment.isPresent()) {
                    return segment;
                }
            }
        }
        return Optional.empty();
    }
}
