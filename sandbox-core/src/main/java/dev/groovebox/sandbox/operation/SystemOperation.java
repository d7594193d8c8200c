package dev.groovebox.sandbox.operation;

import java.util.List;

/** What the engine tells of itself and does to its own store. */
public sealed interface SystemOperation<R> extends Operation<R> {
    record MeasureDisk() implements SystemOperation<DiskReport> {}

    /** @param repair mends what can be mended; what can't be is removed, and told */
    record CheckStore(boolean repair) implements SystemOperation<List<StoreFinding>> {}

    record DescribeSystem() implements SystemOperation<SystemDescription> {}
}
