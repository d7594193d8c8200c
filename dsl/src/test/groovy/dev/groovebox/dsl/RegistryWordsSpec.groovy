package dev.groovebox.dsl

import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.spec.BuildStep
import java.nio.file.Files

/** The words about registries make operations, and a lock pins what images are built on. */
class RegistryWordsSpec extends ScriptSpecification {
    static final A = "sha256:${'a' * 64}"
    static final C = "sha256:${'c' * 64}"

    def "'#text' is #operation"() {
        when:
        run(text)

        then:
        engine.operations == [operation]

        where:
        text                                          | operation
        "pull 'x:1'"                                  | new RegistryOperation.Pull('x:1')
        "pull 'x', allTags: true"                     | new RegistryOperation.Pull('x', Optional.empty(), true)
        "push 'x'"                                    | new RegistryOperation.Push('x', Optional.empty(), false, LayerCompression.AS_IT_IS)
        "push 'x', to: 'h:5/x:1', compression: 'zstd:9'" | new RegistryOperation.Push('x', Optional.of('h:5/x:1'), false, LayerCompression.parse('zstd:9'))
        "pushAllTags 'h:5/x'"                         | new RegistryOperation.Push('h:5/x', Optional.empty(), true, LayerCompression.AS_IT_IS)
        "pushAllTags 'h:5/x', compression: 'zstd'"    | new RegistryOperation.Push('h:5/x', Optional.empty(), true, LayerCompression.parse('zstd'))
        "logout 'h:5'"                                | new RegistryOperation.Logout('h:5')
        "search 'redis'"                              | new RegistryOperation.SearchImages('docker.io', 'redis', 25)
        "search 'redis', limit: 100"                  | new RegistryOperation.SearchImages('docker.io', 'redis', 100)
        "copyImage 'h:5/x:1', to: 'oci:/d:1'"         | new RegistryOperation.CopyRemote('h:5/x:1', 'oci:/d:1', Optional.empty())
        "untag 'x:1'"                                 | new ImageOperation.RemoveImage('x:1', false)
        "registry('h:5').tags('x')"                   | new RegistryOperation.ListTags('h:5/x')
        "registry('h:5').delete('x:1')"               | new RegistryOperation.DeleteRemote('h:5/x:1')
    }

    def "a file is attached to an image, with what it is and notes about it"() {
        given:
        Files.writeString(folder.resolve('sbom.json'), '{}')

        when:
        run("registry('h:5').attach('x:1', 'sbom.json', type: 'application/spdx+json', annotations: [by: 'ops'])")
        def attach = engine.operations[0] as RegistryOperation.AttachArtifact

        then:
        [attach.reference(), attach.type(), attach.content(), attach.annotations()] ==
                ['h:5/x:1', 'application/spdx+json', '{}'.bytes, [by: 'ops']]
    }

    def "a password is in no text of the operation"() {
        when:
        run("login 'h:5', user: 'ops', password: 'hunter2'")

        then:
        engine.operations[0].password().text() == 'hunter2'
        !engine.operations[0].toString().contains('hunter2')
    }

    def "'#text' says what is wrong: #message"() {
        expect:
        failure(text).message.contains(message)

        where:
        text                              | message
        "login 'h', user: 'x'"            | 'login needs user: and password:'
        "push 'x', compresion: 'zstd'"    | "push knows no 'compresion:'; did you mean 'compression'?"
        "copyImage 'x', platform: 'a/b'"  | "copyImage needs a target: to: 'registry.example.com/hello:1'"
        "registry('h').attach('x', 'f', annotations: [:])" | "attach needs what the file is: type: 'application/spdx+json'"
        "push 'x', compression: 'lz4'"    | "'lz4' is no compression of layers: gzip or zstd"
        "pull 'x', platform: 'a/b/c/d'"   | "'a/b/c/d' is no platform"
    }

    def "a lock asks once for each name, keeps the digest, and pins every from to it"() {
        given:
        def script = "lock 'images.lock'\nimage('a') { from 'debian:12' }\nimage('b') { from 'debian:12' }"

        when:
        run(script)

        then:
        engine.operations.count { it instanceof RegistryOperation.InspectManifest } == 1
        bases() == ["debian:12@$A", "debian:12@$A"]
        Files.readString(folder.resolve('images.lock')).contains("\"docker.io/library/debian:12\": \"$A\"")

        when: 'the tag has moved on'
        engine.operations.clear()
        engine.answer = { it instanceof RegistryOperation.InspectManifest ? remote() : engine.defaultAnswer(it) }
        run(script)

        then: 'the lock has not'
        engine.operations.every { it instanceof ImageOperation.BuildImage }
        bases() == ["debian:12@$A", "debian:12@$A"]

        when:
        engine.operations.clear()
        run(script, '--update-lock')

        then:
        bases() == ["debian:12@$C", "debian:12@$C"]
    }

    def "what the script itself has built, this machine's base and what is pinned already stay as they are"() {
        when:
        run("lock 'images.lock'\nimage('a') { from 'host/base' }\nimage('b') { from 'a' }\nimage('c') { from 'x@$C' }")

        then:
        bases() == ['host/base', 'a', "x@$C"]
        !Files.exists(folder.resolve('images.lock'))
    }

    def "a lock file that is none is an error, and stays as it is"() {
        given:
        Files.writeString(folder.resolve('images.lock'), content)

        expect:
        failure("lock 'images.lock'").message.contains('cannot read lock file')
        Files.readString(folder.resolve('images.lock')) == content

        where:
        content << ['', '{"version":2}', '{"version":1,"images":{"x":"sha256:12"}}']
    }

    private static remote() {
        new dev.groovebox.sandbox.operation.RemoteManifest('x', C, '', '{}')
    }

    private List<String> bases() {
        engine.operations.findAll { it instanceof ImageOperation.BuildImage }
                .collect { (it.spec().steps()[0] as BuildStep.From).source().reference() }
    }
}
