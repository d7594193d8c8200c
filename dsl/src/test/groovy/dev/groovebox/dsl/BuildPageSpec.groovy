package dev.groovebox.dsl

import dev.groovebox.sandbox.build.dockerfile.DockerfileException
import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.operation.ImageOperation
import java.nio.file.Files
import java.nio.file.Path

/** docs/build.md says what is so. */
class BuildPageSpec extends ScriptSpecification {
    static final PAGE = Files.readString(Path.of('../docs/build.md'))

    static List<String> examples(String language) {
        (PAGE =~ /(?s)```$language\n(.*?)```/).collect { it[1] }
    }

    def "the Dockerfile and the script that stand side by side make the same steps"() {
        given:
        def steps = DockerfileReader.read('Dockerfile', examples('dockerfile')[0]).instructions()*.step()

        when:
        run(examples('groovy')[0])

        then:
        (engine.operations.last() as ImageOperation.BuildImage).spec().steps() == steps
    }

    def "the script that begins with '#first' is one"() {
        when:
        run(example)

        then:
        engine.operations.any { it instanceof ImageOperation.BuildImage }

        where:
        example << examples('groovy')
        first = example.readLines().first()
    }

    def "#instruction is written #words in a block"() {
        given:
        def step = DockerfileReader.read('Dockerfile', "FROM a\n$instruction").instructions()[1].step()

        expect:
        image(words).steps().last() == step

        where:
        [instruction, words] << pairs()
    }

    /** The rows of the table whose two sides are whole: one instruction, one word. */
    static List<List<String>> pairs() {
        def rows = PAGE.readLines().findAll { it ==~ /\| `[A-Z]+ .*\| `[a-z]+ .*/ }.collect { it.split(/ \| |^\| | \|$/).toList() }
        rows.collectMany { row ->
            def instructions = (row[1] =~ /`([^`]+)`/).collect { it[1] }
            def words = (row[2] =~ /`([^`]+)`/).collect { it[1] }
            [instructions, words].transpose().findAll { it[0] ==~ /(ARG|RUN|COPY [^<]*|EXPOSE|ONBUILD|SHELL).*/ && !it[0].startsWith('COPY <<') }
        }.findAll { !it[0].contains('--network') && !it[0].endsWith('target=/c') && !it[1].contains('...') }
    }

    def "there are such rows"() {
        expect:
        pairs().size() >= 9
    }

    def "the errors are those of the page"() {
        given:
        def shown = (PAGE =~ /(?s)```\n\$ groovebox build \.\ngroovebox: (.*?)```/)[0][1]

        when:
        DockerfileReader.read('Dockerfile', 'FROM a\nRUN x\nCOPPY a b\nENV A=1 \\\n    GREETING=${NAME')

        then:
        def e = thrown(DockerfileException)
        e.message.strip() == shown.strip()
    }
}
