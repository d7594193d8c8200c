package dev.groovebox.dsl.script

import dev.groovebox.dsl.RecordingEngine
import dev.groovebox.sandbox.event.EventSink
import spock.lang.Specification

class ScriptSessionSpec extends Specification {
    final engine = new RecordingEngine()
    final session = new ScriptSession(engine, EventSink.none())

    private Object last(String... pieces) {
        pieces.collect { session.evaluate(it).orElse(null) }.last()
    }

    def "later pieces see what earlier ones made: #what"() {
        expect:
        last(*pieces) == value

        where:
        what                | pieces                                                            || value
        'undeclared'        | ['x = 1', 'x + 1']                                                || 2
        'def'               | ['def x = 1', 'x + 1']                                            || 2
        'several at once'   | ['def (a, b) = [1, 2]', 'a + b']                                  || 3
        'without a value'   | ['def x', 'x == null']                                            || true
        'typed'             | ['int x = 1.9', 'x']                                              || 1
        'final'             | ['final String s = "${1 + 1}"', 's.class.simpleName']             || 'String'
        'method'            | ['def twice(n) { n * 2 }', 'twice(4)']                            || 8
        'overloaded method' | ['def f(int n) { "i" }; def f(String s) { "s" }', 'f(1) + f("")'] || 'is'
        'method redefined'  | ['def f() { 1 }', 'def f() { 2 }', 'f()']                         || 2
        'closure'           | ['def twice = { it * 2 }', 'twice(4)']                            || 8
        'class'             | ['class Box { int size }', 'def b = new Box(size: 3)', 'b.size']  || 3
        'import'            | ['import java.util.concurrent.TimeUnit', 'TimeUnit.DAYS.name()']  || 'DAYS'
        'import as'         | ['import java.util.concurrent.TimeUnit as T', 'T.DAYS.name()']    || 'DAYS'
        'import all'        | ['import java.util.concurrent.*', 'TimeUnit.DAYS.name()']         || 'DAYS'
        'import static'     | ['import static java.lang.Math.max', 'max(1, 2)']                 || 2
        'import static all' | ['import static java.lang.Math.*', 'max(1, 2)']                   || 2
    }

    def "a whole script can be pasted"() {
        when:
        session.evaluate(new File('../scripts/hello.groovy').text)

        then:
        session.evaluate('result.exitCode').get() == 0
        engine.operations.size() == 2
        session.variables().keySet().containsAll(['args', 'result'])
    }

    def "variables of the session can be used in blocks"() {
        when:
        last('def name = "base"', 'def tag(t) { "$name:$t" }', 'container { image tag("1"); cmd name, name }.run()')

        then:
        engine.operations.last().spec().image() == 'base:1'
        engine.operations.last().spec().command() == ['base', 'base']
    }

    def "a failed piece leaves the session as it was"() {
        given:
        session.evaluate('x = 1')

        when:
        session.evaluate('x = 2; nope()')

        then:
        def e = thrown(ScriptException)
        e.message == "input2:1: unknown word 'nope'\nx = 2; nope()\n       ^"

        when:
        session.evaluate('x +')

        then:
        thrown(ScriptException)
        session.evaluate('x').get() == 2
    }

    def "an interrupted piece doesn't stop the next"() {
        when:
        Thread.currentThread().interrupt()
        session.evaluate("container { image 'x' }.run()")

        then:
        thrown(ScriptException)
        session.evaluate("container { image 'x' }.run().exitCode").get() == 0
    }
}
