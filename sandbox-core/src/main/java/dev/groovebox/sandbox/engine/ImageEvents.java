package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ImageOperation;
import dev.groovebox.sandbox.operation.ImageSummary;
import dev.groovebox.sandbox.operation.LoadedImage;
import dev.groovebox.sandbox.operation.Operation;
import dev.groovebox.sandbox.operation.PruneReport;
import dev.groovebox.sandbox.operation.PulledImage;
import dev.groovebox.sandbox.operation.PushedImage;
import dev.groovebox.sandbox.operation.RegistryOperation;
import dev.groovebox.sandbox.operation.SystemEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an operation on images has done, by what it answers. */
final class ImageEvents {
    private final List<SystemEvent> events = new ArrayList<>();

    private ImageEvents() {}

    /** Empty for an operation that changes no image. */
    static SystemEvent[] of(Operation<?> operation, Object result) {
        ImageEvents found = new ImageEvents();
        if (operation instanceof RegistryOperation.Pull || operation instanceof RegistryOperation.Push) {
            found.exchanged((List<?>) result);
        } else if (operation instanceof ImageOperation<?> asked) {
            found.changed(asked, result);
        } else if (operation instanceof ArchiveOperation<?> asked) {
            found.archived(asked, result);
        }
        return found.events.toArray(SystemEvent[]::new);
    }

    private void add(String action, String id, String name) {
        events.add(SystemEvent.now("image", action, id, Map.of("name", name)));
    }

    private void add(String action, ImageSummary image) {
        add(action, image.id(), image.names().isEmpty() ? image.id() : image.names().get(0));
    }

    private void exchanged(List<?> images) {
        for (Object image : images) {
            if (image instanceof PulledImage pulled) {
                add("pull", pulled.name(), pulled.name());
            } else if (image instanceof PushedImage pushed) {
                add("push", pushed.name(), pushed.name());
            }
        }
    }

    private void changed(ImageOperation<?> operation, Object result) {
        if (operation instanceof ImageOperation.BuildImage build) {
            add("build", ((ImageSummary) result).id(), build.spec().name());
        } else if (operation instanceof ImageOperation.CommitContainer) {
            add("commit", (ImageSummary) result);
        } else if (operation instanceof ImageOperation.TagImage tag) {
            add("tag", ((ImageSummary) result).id(), tag.name());
        } else if (operation instanceof ImageOperation.RemoveImage) {
            ((List<?>) result).forEach(line -> removed(line.toString()));
        } else if (operation instanceof ImageOperation.PruneImages prune && !prune.dryRun()) {
            ((PruneReport) result).lines().forEach(this::removed);
        }
    }

    /** A line such as "Untagged: hello:latest" or "deleted: sha256:...". */
    private void removed(String line) {
        String name = line.substring(line.indexOf(':') + 1).strip();
        String word = line.toLowerCase(Locale.ROOT);
        if (word.startsWith("untagged:")) {
            add("untag", name, name);
        } else if (word.startsWith("deleted:")) {
            add("delete", name, name);
        }
    }

    private void archived(ArchiveOperation<?> operation, Object result) {
        if (operation instanceof ArchiveOperation.LoadImages) {
            ((List<?>) result).forEach(loaded -> add("load", ((LoadedImage) loaded).image()));
        } else if (operation instanceof ArchiveOperation.ImportImage) {
            add("import", (ImageSummary) result);
        } else if (operation instanceof ArchiveOperation.SaveImages save) {
            save.images().forEach(name -> add("save", name, name));
        }
    }
}
