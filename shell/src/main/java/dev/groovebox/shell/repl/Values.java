package dev.groovebox.shell.repl;

import dev.groovebox.dsl.ImageHandle;
import dev.groovebox.sandbox.operation.ContainerSummary;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.RunResult;
import dev.groovebox.shell.render.ContainerListing;
import dev.groovebox.shell.render.HumanDuration;
import dev.groovebox.shell.render.ImageListing;
import dev.groovebox.shell.render.OutputFormat;
import dev.groovebox.shell.render.ShortId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.codehaus.groovy.runtime.FormatHelper;

/** Shows what an input answered: summaries as the tables of the command line, a run as a card, the rest as Groovy does. */
final class Values {
    private Values() {}

    static List<String> lines(Object value) {
        return value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(ImageHandle.class::isInstance)
                ? shown(list.stream().map(each -> ((ImageHandle) each).getSummary()).toList())
                : shown(value instanceof ImageHandle image ? image.getSummary() : value);
    }

    private static List<String> shown(Object value) {
        if (value instanceof RunResult result) {
            return card(result);
        }
        if (value instanceof ImageSummary image) {
            return images(List.of(image));
        }
        if (value instanceof ContainerSummary container) {
            return containers(List.of(container));
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            return table(list).orElseGet(() -> plain(value));
        }
        return plain(value);
    }

    private static Optional<List<String>> table(List<?> list) {
        if (list.stream().allMatch(ImageSummary.class::isInstance)) {
            return Optional.of(images(list.stream().map(ImageSummary.class::cast).toList()));
        }
        if (list.stream().allMatch(ContainerSummary.class::isInstance)) {
            return Optional.of(containers(list.stream().map(ContainerSummary.class::cast).toList()));
        }
        return Optional.empty();
    }

    private static List<String> images(List<ImageSummary> images) {
        return ImageListing.at(Instant.now(), true).lines(new OutputFormat.DefaultTable(), ImageListing.rows(images));
    }

    private static List<String> containers(List<ContainerSummary> containers) {
        return ContainerListing.at(Instant.now(), true).lines(new OutputFormat.DefaultTable(), containers);
    }

    private static List<String> plain(Object value) {
        return value instanceof CharSequence text
                ? text.toString().lines().toList()
                : FormatHelper.inspect(value).lines().toList();
    }

    /** exit 0, 12ms, quiet_fox; then what it wrote, marked by stream. */
    private static List<String> card(RunResult result) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("exit " + result.exitCode());
        result.signal().ifPresent(signal -> head.append(" (signal ").append(signal).append(')'));
        if (result.oom()) {
            head.append(" (out of memory)");
        }
        if (result.timedOut()) {
            head.append(" (time ran out)");
        }
        head.append("   ").append(HumanDuration.exact(result.duration())).append("   ").append(ShortId.of(result.container()));
        lines.add(head.toString());
        result.out().lines().forEach(line -> lines.add("out | " + line));
        result.err().lines().forEach(line -> lines.add("err | " + line));
        if (result.outputTruncated()) {
            lines.add("      (more was written than is kept)");
        }
        return lines;
    }
}
