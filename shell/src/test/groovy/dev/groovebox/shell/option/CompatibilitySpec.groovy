package dev.groovebox.shell.option

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Specification

/** docs/compatibility.tsv says what is so, and docs/compatibility.md says the same. */
class CompatibilitySpec extends Specification {
    static final DOCS = Path.of('../docs')

    static List<List<String>> rows() {
        Files.readAllLines(DOCS.resolve('compatibility.tsv')).drop(1).collect { it.split('\t', -1).toList() }
    }

    def '#flag is #state'() {
        given:
        def grammar = RunOptions.grammar('run', '').flag('-d --detach', '')
        def long_ = flag.split(', ').last()

        expect:
        grammar.optionNames().contains(long_) == (state in ['same', 'differs'])
        state in ['same', 'differs', 'not yet']
        state != 'differs' || why

        where:
        [flag, state, why] << rows()
    }

    def 'the page shows the table'() {
        expect:
        Files.readAllLines(DOCS.resolve('compatibility.md')).findAll { it.startsWith('| `') } ==
                rows().collect { flag, state, why -> "| `$flag` | $state | $why |".toString() }
    }
}
