package dev.groovebox.dsl

import dev.groovebox.dsl.script.ScriptRunner
import dev.groovebox.dsl.script.ScriptException
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind

class ErrorsSpec extends ScriptSpecification {
    private String shown(String script) {
        failure(script.stripIndent(true).trim() + '\n').message
    }

    private static String text(String expected) {
        expected.stripIndent(true).trim()
    }

    def "an unknown word is shown with its line, a caret and the nearest word"() {
        expect:
        shown('''
            def result = container {
                image 'hello'
                hostnme 'box'
            }.run()''') == text('''
            script.groovy:3: unknown word 'hostnme' in container; did you mean 'hostname'?
                hostnme 'box'
                ^''')
    }

    def "a restart policy is for what stays"() {
        given:
        def container = "container('c') {\n image 'x'\n restart 'always'\n"

        expect:
        failure("$container}.run()").message.contains('run() without keep()')
        engine.operations.empty

        when:
        run("$container keep()\n}.run()")

        then:
        engine.operations.size() == 1
    }

    def "a tab before the word stays a tab before the caret"() {
        expect:
        failure("image('x') {\n\tfrom 'base'\n\trunn 'true'\n}").message ==
                "script.groovy:3: unknown word 'runn' in image; did you mean 'run'?\n\trunn 'true'\n\t^"
    }

    def "every problem of a block is told at once, and nothing is run"() {
        expect:
        shown('''
            container {
                memory 'lots'
                image 'hello'
                pids 'x'
                mount '/etc', on: '/etc', readOnly: 'yes'
                env A: [1]
                network nonee
            }.run()''') == text('''
            script.groovy:2: memory takes a size such as 64.mb, not 'lots'
                memory 'lots'
                ^
            script.groovy:4: pids takes a whole number, not 'x'
                pids 'x'
                ^
            script.groovy:5: mount knows no 'on:'
                mount '/etc', on: '/etc', readOnly: 'yes'
                              ^
            script.groovy:5: mount takes as 'readOnly:' true or false, not 'yes'
                mount '/etc', on: '/etc', readOnly: 'yes'
                                          ^
            script.groovy:5: mount needs a target: mount '/etc', at: '/where'
                mount '/etc', on: '/etc', readOnly: 'yes'
                ^
            script.groovy:6: env takes as 'A:' text, not [1]
                env A: [1]
                ^
            script.groovy:7: unknown word 'nonee' in container; did you mean 'none'?
                network nonee
                        ^''')
        engine.operations.empty
    }

    def "values that the engine could not mean are told at their words"() {
        expect:
        shown('''
            container {
                image 'hello'
                hostname '-bad'
                memory 1.mb
                mount '/a', at: '/proc'
                mount '/a', at: '/fine'
                timeout 0.s
            }''') == text('''
            script.groovy:3: hostname: '-bad' is no host name of at most 64 characters
                hostname '-bad'
                ^
            script.groovy:4: memory: 1048576 bytes is less than the least, 6 MB
                memory 1.mb
                ^
            script.groovy:5: mount: nothing may be mounted over '/proc'
                mount '/a', at: '/proc'
                ^
            script.groovy:7: timeout: must be more than nothing
                timeout 0.s
                ^''')
    }

    def "#words"() {
        expect:
        failure("container {\n image 'base'\n $words\n}").failures()[0].message() == message

        where:
        words                      || message
        'memory'                   || "'memory' takes a size such as 64.mb: memory 64.mb"
        'init'                     || "'init' needs its brackets: init()"
        'keep 5'                   || 'keep is written keep()'
        'memory null'              || 'memory takes a size such as 64.mb, not null'
        'memory 10.s'              || 'memory takes a size such as 64.mb, not PT10S'
        'timeout 64.mb'            || 'timeout takes a time such as 10.s, not 64 MB'
        'pids 64.mb'               || 'pids takes a whole number, not 64 MB'
        'pids 1.5'                 || 'pids takes a whole number, not 1.5'
        'oomScoreAdj 99999999999'  || 'oomScoreAdj takes a whole number, not 99999999999'
        'hostname = "box"'         || "'hostname' is a word of container: write it without '='"
        'hostnme = "box"'          || "unknown variable 'hostnme' in container; did you mean 'hostname'?"
        'fresh = 1'                || "unknown variable 'fresh' in container; declare it with def"
        'none()'                   || "'none' is a value and takes nothing: network none"
        'network "web", ip: "x"'   || "'x' is no address"
        'cmd null'                 || 'cmd takes a shell command, or a program and its arguments'
        'ulimit nofile: "many"'    || "ulimit takes as 'nofile:' one or two whole numbers, not 'many'"
        'container { }'            || "unknown word 'container' in container"
        "image 'x', { }"           || "image takes an image's name, or what image {} answered, not 'x', a block"
        "mount '/etc'"             || "mount needs a target: mount '/etc', at: '/where'"
        'capabilities ad: "X"'     || "capabilities knows no 'ad:'; did you mean 'add'?"
    }

    def "without an image there is nothing to run"() {
        expect:
        shown("container { pids 3 }") == "script.groovy:1: image: none is given\ncontainer { pids 3 }"
    }

    def "an image begins with from"() {
        expect:
        shown("image('x') { run 'true' }").startsWith('script.groovy:1: from: the first word of an image must be from')
    }

    def "a typing error never reaches the script's verbs"() {
        when:
        def e = failure("image('x') {\n from 'base'\n image('y') { from 'base' }\n}")

        then:
        e.failures()*.message() == ["unknown word 'image' in image"]
        engine.operations.empty
    }

    def "an unknown verb: #code"() {
        expect:
        failure(code).message == message

        where:
        code                || message
        "imge('x') { }"     || "script.groovy:1: unknown word 'imge'; did you mean 'image'?\nimge('x') { }\n^"
        "image 5"           || "script.groovy:1: image takes a name and a block: image('hello') { from 'host/base' }\nimage 5\n^"
        "println reslt"     || "script.groovy:1: unknown name 'reslt'\nprintln reslt\n        ^"
        "'x'.lenght()"      || "script.groovy:1: no method lenght() of String; did you mean 'length'?\n'x'.lenght()\n    ^"
        "host('a', cert: 1)" || "script.groovy:1: host knows no 'cert:'\nhost('a', cert: 1)\n          ^"
    }

    def "a property that a result doesn't have"() {
        expect:
        shown("container { image 'x' }.run().exitCod").startsWith(
                "script.groovy:1: no property 'exitCod' of RunResult; did you mean 'exitCode'?")
    }

    def "compile errors are one line each, with the source line and a caret"() {
        expect:
        shown('''
            println 'a'
            Foo x = 1
            def y = new Bar()''') == text('''
            script.groovy:2:5: unable to resolve class Foo
            Foo x = 1
                ^
            script.groovy:3:9: unable to resolve class Bar
            def y = new Bar()
                    ^''')
        failure('def x = [1, 2\nprintln x').message == "script.groovy:2:1: Unexpected input: 'println'\nprintln x\n^"
    }

    def "check compiles, and runs nothing"() {
        when:
        ScriptRunner.check(source("image('x') { from 'base' }"))

        then:
        engine.operations.empty

        when:
        ScriptRunner.check(source('println ('))

        then:
        thrown(ScriptException)
    }

    def "a failure of the engine is shown at the word that asked for it, and gives the exit code"() {
        given:
        engine.answer = { throw new EngineException(kind, 'cannot run container', 'box', 'no such image', 'build it') }

        when:
        def e = failure("def x = 1\ncontainer { image 'x' }.run()")

        then:
        e.message == "script.groovy:2: cannot run container 'box': no such image; build it\n" +
                "container { image 'x' }.run()\n                        ^"
        e.exitCode() == code

        where:
        kind                          || code
        FailureKind.NOT_FOUND         || 125
        FailureKind.PROGRAM_NOT_FOUND || 127
        FailureKind.BUSY              || 75
    }

    def "a failed assertion keeps Groovy's picture of it"() {
        expect:
        shown('''
            def result = container { image 'x' }.run()
            assert result.exitCode == 1''').startsWith('''\
            script.groovy:2: assertion failed
            assert result.exitCode == 1
                   |      |        |
                   |      0        false
            '''.stripIndent(true))
    }

    def "other exceptions: type, message and line"() {
        expect:
        shown("def half(x) {\n x.intdiv(0)\n}\nhalf(4)") ==
                'script.groovy:2: ArithmeticException: / by zero\n x.intdiv(0)'
        shown("def f() { f() }\nf()").startsWith('script.groovy:1: it calls itself without end')
    }

    def "a name that can't be a class's is no trouble: #name"() {
        when:
        runner.run(new dev.groovebox.dsl.script.ScriptSource(name, '#!/usr/bin/env groovebox\n\nnope()', folder), [])

        then:
        def e = thrown(ScriptException)
        e.message == "$name:3: unknown word 'nope'\nnope()\n^"

        where:
        name << ['/x/nightly-report.groovy', '2.groovy', 'a b.c.groovy', 'none', '-e', 'String.groovy']
    }
}
