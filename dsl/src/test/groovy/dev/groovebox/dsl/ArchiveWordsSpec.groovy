package dev.groovebox.dsl

import dev.groovebox.sandbox.operation.ArchiveForm
import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ArchiveOutput
import dev.groovebox.sandbox.operation.Packing
import dev.groovebox.sandbox.spec.BuildStep

/** The words about archives make operations; paths start from the script's folder. */
class ArchiveWordsSpec extends ScriptSpecification {
    def "'#text' is an operation"() {
        when:
        run(text)

        then:
        engine.operations == [operation(folder)]

        where:
        text                                                              | operation
        "save 'a', to: 'x.tar'"                                           | { new ArchiveOperation.SaveImages(['a'], ArchiveForm.DOCKER_ARCHIVE, Packing.NONE, new ArchiveOutput.File(it.resolve('x.tar'))) }
        "save 'a', 'b', to: '/x', format: 'oci-archive', compress: 'zstd'" | { new ArchiveOperation.SaveImages(['a', 'b'], ArchiveForm.OCI_ARCHIVE, Packing.ZSTD, new ArchiveOutput.File(java.nio.file.Path.of('/x'))) }
        "export 'web', to: 'web.tar.gz', compress: 'gzip'"                | { new ArchiveOperation.ExportContainer('web', Packing.GZIP, new ArchiveOutput.File(it.resolve('web.tar.gz'))) }
    }

    def "an image's root filesystem is exported: #text"() {
        when:
        run(text)

        then:
        engine.operations.last() == new ArchiveOperation.ExportImage('sha256:1234', packing, new ArchiveOutput.File(folder.resolve('r.tar')))

        where:
        text                                           | packing
        "image('x').export('r.tar')"                   | Packing.NONE
        "image('x').export('r.tar', compress: 'zstd')" | Packing.ZSTD
    }

    def "what is read is named from the script's folder"() {
        when:
        run("load 'a.tar', maxLayerSize: 1.gb; importImage 'r.tar', as: 'x:1', message: 'why', change: 'USER 5'")

        then:
        engine.operations[0].input().name() == folder.resolve('a.tar').toString()
        engine.operations[0].mostLayerBytes() == 1 << 30
        engine.operations[1].with {
            name() == Optional.of('x:1') && message() == 'why' && changes() == [new BuildStep.User('5')] &&
                    mostLayerBytes() == ArchiveOperation.MOST_LAYER_BYTES
        }
    }

    def "'#text' says what is wrong: #message"() {
        expect:
        failure(text).message.contains(message)

        where:
        text                                    | message
        "save 'a', too: 'x'"                    | "save knows no 'too:'; did you mean 'to'?"
        "save 'a', format: 'zip', to: 'x'"      | "format: 'zip' is none of docker-archive, oci-archive"
        "save to: 'x'"                          | 'save takes names of images and a file'
        "export 'a', compress: 'gzip'"          | "export needs a file: to: 'FILE.tar'"
    }
}
