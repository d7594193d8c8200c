package dev.groovebox.shell.repl

import dev.groovebox.dsl.Words
import spock.lang.Specification

/** What {@code help} says in the interactive shell. */
class HelpTextsSpec extends Specification {
    def 'all words and verbs are shown, whole, in rows that fit 80 columns'() {
        given:
        def verbs = (1..40).collect { "verb-$it".toString() }

        when:
        def lines = HelpTexts.overview(verbs)

        then:
        lines.every { it.length() <= 80 }
        lines.join(' ').tokenize().containsAll(verbs + Words.all()*.names().flatten())
        lines.every { it == it.stripTrailing() }
    }
}
