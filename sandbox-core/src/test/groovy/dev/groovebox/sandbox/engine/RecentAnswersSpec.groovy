package dev.groovebox.sandbox.engine

import spock.lang.Specification

class RecentAnswersSpec extends Specification {
    def asked = []
    def answers = new RecentAnswers<String, String>(2)

    private String ask(String question) {
        answers.get(question) { asked << it; it.toUpperCase() }
    }

    def "an answer is found out once, until others were asked for more lately"() {
        expect:
        ['a', 'b', 'a', 'c', 'a', 'b'].collect { ask(it) } == ['A', 'B', 'A', 'C', 'A', 'B']
        asked == ['a', 'b', 'c', 'b']
    }

    def "a failure is not remembered"() {
        when:
        answers.get('a') { throw new IOException('disk') }

        then:
        thrown(IOException)
        ask('a') == 'A'
    }
}
