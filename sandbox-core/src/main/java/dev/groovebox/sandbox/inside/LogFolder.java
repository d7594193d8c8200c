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
