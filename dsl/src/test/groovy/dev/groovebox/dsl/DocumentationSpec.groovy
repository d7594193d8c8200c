package dev.groovebox.dsl

import dev.groovebox.sandbox.operation.ArchiveOperation
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.CopyOperation
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ObservationOperation
import dev.groovebox.sandbox.operation.RegistryOperation
import dev.groovebox.sandbox.operation.SnapshotOperation
import dev.groovebox.sandbox.operation.SystemOperation
import java.nio.file.Files
import java.nio.file.Path

/** docs/dsl.md says what is so. {@code -Ddocs.write=true} writes its tables anew. */
class DocumentationSpec extends ScriptSpecification {
    static final PAGE = Path.of('../docs/dsl.md')
    static final TABLE = ~/(?s)(<!-- words: (\w+) -->\n)(.*?)(?=\n[^|\n]|\z)/

    static final CAN = [CopyOperation, ExecOperation, ObservationOperation, ImageOperation.BuildImage, ImageOperation.ReadIgnored, ImageOperation.ReadDockerfile,
                        ContainerOperation, SnapshotOperation, ObservationOperation, RegistryOperation, ArchiveOperation,
                        ImageOperation.InspectImage, ImageOperation.TagImage, ImageOperation.ShowHistory, ImageOperation.ListImages,
                        ImageOperation.CommitContainer, ImageOperation.PruneImages, ImageOperation.RemoveImage, SystemOperation.MeasureDisk]

    def setup() {
        Files.writeString(folder.resolve('base.groovy'), "from 'host/base'\n")
        Files.writeString(folder.resolve('app.env'), 'PORT=8080\n')
    }

    def setupSpec() {
        if (Boolean.getBoolean('docs.write')) {
            def page = Files.readString(PAGE)
            Files.writeString(PAGE, page.replaceAll(TABLE) { all, marker, place, old -> "$marker\n${table(place)}" })
        }
    }

    static String table(String place) {
        def words = Words.all().find { it.place() == place }
        def rows = words.entries().collect {
            "| `${it.name()}` | ${it.doc()} | ${it.takes().empty ? '' : it.takes()} | `${it.example()}` |\n"
        }
        "| word | what it means | takes | example |\n|---|---|---|---|\n" + rows.join('')
    }

    static List<String> examples() {
        [PAGE, PAGE.resolveSibling('store.md')].collectMany { page ->
            (Files.readString(page) =~ /(?s)```groovy\n(.*?)```/).collect { it[1] }
        }
    }

    def "the table of #place words is up to date"() {
        given:
        def found = (Files.readString(PAGE) =~ TABLE).find { it[2] == place }[3]

        expect:
        found.strip() == table(place).strip()

        where:
        place << Words.all()*.place()
    }

    def "the example that begins with '#first' makes what the engine can do"() {
        when:
        run(example, 'one', 'two')

        then:
        !engine.operations.empty || first == 'def most = 1.5.gb' // which is of numbers alone
        engine.operations.every { operation -> CAN.any { it.isInstance(operation) } }

        where:
        example << examples()
        first = example.readLines().first()
    }

    def "the example of the word #word.name of #place is right"() {
        when:
        switch (place) {
            case 'image': image(word.example()); break
            case 'commit': run("container('box') { image 'base' }.commit('made') {\n ${word.example()}\n}"); break
            case 'container': container("memory 64.mb; ${word.example()}"); break
            case 'network': run("network('n') { ${word.name() == 'subnet' ? '' : "subnet '10.90.1.0/24'; "}${word.example()} }"); break
            default: run(word.example())
        }

        then:
        noExceptionThrown()

        where:
        [place, word] << Words.all().collectMany { words -> words.entries().collect { [words.place(), it] } }
                .findAll { it[1].name() != 'sleep' }
    }

    def "every public method of a block is a word, or another way to write one"() {
        given:
        def ours = type.declaredMethods.findAll {
            java.lang.reflect.Modifier.isPublic(it.modifiers) && !it.synthetic && !it.name.startsWith('get')
        }*.name as Set

        expect:
        ours - Words.of('any', type).names() == [] as Set

        where:
        type << [ImageBlock, ContainerBlock, CommitBlock, NetworkBlock]
    }
}
