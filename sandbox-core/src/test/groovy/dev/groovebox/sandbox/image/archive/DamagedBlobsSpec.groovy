package dev.groovebox.sandbox.image.archive

import dev.groovebox.registry.oci.Reference
import dev.groovebox.sandbox.image.ImageStoreSpecification
import dev.groovebox.sandbox.image.layer.Compression
import dev.groovebox.sandbox.operation.ArchiveForm
import java.nio.file.Files

/** An archive is a promise that what it says is in it: a store whose disk has lost a bit makes none. */
class DamagedBlobsSpec extends ImageStoreSpecification {
    def out = new ByteArrayOutputStream()

    def 'a layer whose bytes are not what its digest says is not saved as #form'() {
        given:
        def layer = layer('content')
        def image = add([layer], 'one', 'one:1')
        def file = store.blobFile(layer.blob().digest())

        when: 'it is whole'
        save(image, form)

        then:
        out.size() > layer.blob().size()

        when: 'one bit of it is another, and its size the same'
        byte[] bytes = Files.readAllBytes(file)
        bytes[bytes.length.intdiv(2)] ^= 1
        Files.write(file, bytes)
        save(image, form)

        then:
        def failure = thrown(IOException)
        failure.message.contains(layer.blob().digest().toString())
        failure.message.contains('is damaged')

        where:
        form << [ArchiveForm.DOCKER_ARCHIVE, ArchiveForm.OCI_ARCHIVE]
    }

    private void save(image, ArchiveForm form) {
        new ArchiveWriter(paths, calls, store, {}).write(
                [ArchiveWriter.Named.of(image, [Reference.parse('one:1')])], form, Compression.NONE, out)
    }
}
