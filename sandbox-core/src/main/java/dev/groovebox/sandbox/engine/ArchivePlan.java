package dev.groovebox.sandbox.engine;

import dev.groovebox.sandbox.operation.ArchiveOperation;
import dev.groovebox.sandbox.operation.ArchiveOutput;
import dev.groovebox.sandbox.operation.ImageSummary;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Tells what would go between the engine and archives. */
record ArchivePlan(Consumer<String> plan) {
    Object tell(ArchiveOperation<?> operation) {
        if (operation instanceof ArchiveOperation.LoadImages load) {
            plan.accept("load images from " + load.input().name());
            return List.of();
        }
        if (operation instanceof ArchiveOperation.SaveImages save) {
            plan.accept("save " + String.join(", ", save.images()) + " to " + name(save.output()));
            return save.images();
        }
        if (operation instanceof ArchiveOperation.ImportImage asked) {
            String name = asked.name().orElse("planned");
            plan.accept("import " + asked.input().name() + asked.name().map(as -> " as " + as).orElse(""));
            return new ImageSummary(name, name, asked.name().stream().toList(), Instant.EPOCH, 0, false);
        }
        if (operation instanceof ArchiveOperation.ExportImage export) {
            plan.accept("export image " + export.image() + " to " + name(export.output()));
            return export.image();
        }
        if (operation instanceof ArchiveOperation.UnpackImage unpacked) {
            plan.accept("unpack image " + unpacked.image() + " into " + unpacked.folder());
            return 0L;
        }
        ArchiveOperation.ExportContainer export = (ArchiveOperation.ExportContainer) operation;
        plan.accept("export container " + export.container() + " to " + name(export.output()));
        return export.container();
    }

    private static String name(ArchiveOutput output) {
        return output instanceof ArchiveOutput.File file ? file.path().toString() : "standard output";
    }
}
