package dev.groovebox.dsl;

import dev.groovebox.registry.json.JsonObject;
import dev.groovebox.sandbox.operation.ArchiveForm;
import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.HistoryLine;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.Packing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An image of the store, as {@code image('x')} finds it. */
public final class ImageHandle {
    private final ScriptContext context;
    private final ImageSummary summary;

    ImageHandle(ScriptContext context, ImageSummary summary) {
        this.context = context;
        this.summary = summary;
    }

    public ImageSummary getSummary() {
        return summary;
    }

    /** "sha256:...", docker's image id. */
    public String getId() {
        return summary.id();
    }

    public String getDigest() {
        return summary.digest();
    }

    public List<String> getNames() {
        return summary.names();
    }

    public Instant getCreated() {
        return summary.created();
    }

    public long getSizeBytes() {
        return summary.sizeBytes();
    }

    /** Gives it another name, which another image loses; answers the image with all its names. */
    public ImageHandle tag(String name) {
        return new ImageHandle(context, context.perform(new ImageOperation.TagImage(summary.id(), name)));
    }

    /** The steps by which it was made, newest first. */
    public List<HistoryLine> getHistory() {
        return context.perform(new ImageOperation.ShowHistory(summary.id()));
    }

    /** All that is known of it, in docker's shape. */
    public JsonObject inspect() {
        return context.perform(new ImageOperation.InspectImage(summary.id())).document();
    }

    /** Removes it with all its names; answers what was untagged and deleted. */
    public List<String> remove() {
        return context.cleanUp(new ImageOperation.RemoveImage(summary.id(), true));
    }

    /** Writes it to an archive that {@code docker load} takes. */
    public void save(String file) {
        context.perform(new ArchiveOperation.SaveImages(
                List.of(summary.names().isEmpty() ? summary.id() : summary.names().get(0)),
                ArchiveForm.DOCKER_ARCHIVE, Packing.NONE, new ArchiveOutput.File(context.resolve(file))));
    }

    /** Writes its root filesystem as a tar. */
    public void export(String file) {
        export(Map.of(), file);
    }

    /** @param options compress: 'gzip' or 'zstd' */
    public void export(Map<String, ?> options, String file) {
        NamedValues named = new NamedValues(Problems.FAIL, "export", options, "compress");
        context.perform(new ArchiveOperation.ExportImage(
                summary.id(), ArchiveWords.packing("export", named), new ArchiveOutput.File(context.resolve(file))));
    }

    @Override
    public String toString() {
        return "image " + (summary.names().isEmpty() ? summary.id() : String.join(", ", summary.names()));
    }
}
