package dev.groovebox.sandbox.image

import dev.groovebox.registry.oci.Digest
import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.registry.oci.ImageConfig.Execution
import dev.groovebox.registry.oci.ImageConfig.History
import dev.groovebox.registry.oci.Platform
import dev.groovebox.registry.oci.Reference
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.image.layer.StoredLayer
import dev.groovebox.sandbox.image.tree.TreeEntry
import dev.groovebox.sandbox.image.tree.TreeSource
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.PruneReport
import dev.groovebox.sandbox.operation.PruneRules
import dev.groovebox.sandbox.storage.EnginePaths
import dev.groovebox.sandbox.storage.StagingArea
import java.nio.file.Files
import java.time.Instant
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

/** An image store of its own, and images made by hand to put into it. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'layers keep their owners')
abstract class ImageStoreSpecification extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def calls = new JnaFileCalls()
    def paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    def store = new ImageStore(paths, calls)
    /** Names of containers, by the image's id. */
    Map<Digest, List<String>> containers = [:]
    /** What the build cache names. */
    List<StoredLayer> cached = []

    ImageCare getCare() {
        new ImageCare(paths, calls, store, new Containers(containers), { cached.collect { new CachedContent.CachedLayer(it, Instant.EPOCH) } })
    }

    static class Containers implements ImageUsers {
        private final Map<Digest, List<String>> byImage

        Containers(Map<Digest, List<String>> byImage) {
            this.byImage = byImage
        }

        @Override
        List<String> containersOf(Digest image) {
            byImage.getOrDefault(image, [])
        }

        @Override
        boolean any() {
            !byImage.isEmpty()
        }
    }

    StoredLayer layer(String content) {
        StagingArea.open(paths, calls).withCloseable { staging ->
            store.layers().store(new TreeSource([
                    new TreeEntry.Folder('etc', 0755, 0, 0, Instant.ofEpochSecond(1)),
                    new TreeEntry.Text('etc/motd', content.bytes, 0644, 5, 6, Instant.ofEpochSecond(2, 3)),
                    new TreeEntry.Link('etc/link', 'motd', 0, 0, Instant.ofEpochSecond(4))]), staging)
        }
    }

    StoredImage add(List<StoredLayer> layers, String label, String... names) {
        addMade(Instant.ofEpochSecond(9), layers, label, names)
    }

    StoredImage addMade(Instant created, List<StoredLayer> layers, String label, String... names) {
        store.add(NewImage.of(config(created, layers, label).write(), layers), names.collect { Reference.parse(it) })
    }

    static ImageConfig config(Instant created, List<StoredLayer> layers, String label, List<History> history = []) {
        def execution = new Execution('', ['A=b'], [], ['/bin/sh'], '/', [label: label], [], [], Optional.empty())
        new ImageConfig(Optional.of(created), Optional.empty(), Platform.ofThisMachine(), execution, layers*.diffId(), history)
    }

    List<String> remove(String name, boolean force = false) {
        care.remove(name, force)
    }

    PruneReport prune(Map<String, ?> rules = [:]) {
        care.prune(new PruneRules(
                rules.all ?: false,
                Optional.ofNullable(rules.before as Instant),
                rules.labels as Map ?: [:],
                rules.keep == null ? OptionalInt.empty() : OptionalInt.of(rules.keep as int)), rules.dryRun ?: false)
    }

    List<String> layersInStore() {
        Files.exists(paths.layers()) ? paths.layers().toFile().list() as List : []
    }

    List<String> blobsInStore() {
        paths.images().resolve('blobs/sha256').toFile().list() as List
    }

    static String run(String... command) {
        def process = new ProcessBuilder(command).redirectErrorStream(true).start()
        def output = process.inputStream.text
        assert process.waitFor() == 0: output
        output
    }
}
