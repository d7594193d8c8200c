package dev.groovebox.dsl;

import dev.groovebox.sandbox.operation.DiskReport;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.PruneRules;
import dev.groovebox.sandbox.operation.SystemOperation;
import groovy.lang.Binding;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The verbs about images that are stored, and about what is stored at all. */
public abstract class ImageWords extends ArchiveWords {
    ImageWords() {}

    ImageWords(Binding binding) {
        super(binding);
    }

    /** An image that is here. */
    public ImageHandle image(String name) {
        return new ImageHandle(context(), context().perform(new ImageOperation.InspectImage(name)).summary());
    }

    @Word(value = "the images of the store", takes = "()", example = "images().each { println it.names }")
    public List<ImageHandle> images() {
        return context().perform(new ImageOperation.ListImages()).stream()
                .map(image -> new ImageHandle(context(), image))
                .toList();
    }

    @Word(value = "takes a name from its image, which goes with its last one; answers what was untagged and deleted", takes = "a name",
            example = "untag 'hello:old'")
    public List<String> untag(String name) {
        return context().cleanUp(new ImageOperation.RemoveImage(name, false));
    }

    @Word(value = "removes images without a name, and what killed commands left; all: also named ones, keep: the newest of each",
            takes = "() or all:, keep:, olderThan:, label:, dryRun:", example = "pruneImages all: true, keep: 3, olderThan: 30.days")
    public PruneReport pruneImages(Map<String, ?> options) {
        NamedValues named = new NamedValues(Problems.FAIL, "pruneImages", options, "all", "keep", "olderThan", "label", "dryRun");
        OptionalInt keep = named.integer("keep");
        return context().perform(new ImageOperation.PruneImages(
                new PruneRules(named.flag("all"), named.before("olderThan"), named.pairs("label"), keep), named.flag("dryRun")));
    }

    public PruneReport pruneImages() {
        return pruneImages(Map.of());
    }

    @Word(value = "what takes the place on the disk: rows that add up to all of it, and each image, container, volume and piece of the build cache",
            takes = "()", example = "diskUsage().images().findAll { it.uniqueBytes() > 1.gb }.each { println it.names() }")
    public DiskReport diskUsage() {
        return context().perform(new SystemOperation.MeasureDisk());
    }
}
