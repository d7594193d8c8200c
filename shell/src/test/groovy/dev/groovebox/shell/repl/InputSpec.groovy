package dev.groovebox.shell.repl

import spock.lang.Specification

class InputSpec extends Specification {
    static final List<String> VERBS = ['run', 'build', 'ps', 'images', 'rm', 'rmi', 'info', 'version']

    def "'#text' goes on in the next line"() {
        expect:
        Completeness.isIncomplete(text)

        where:
        text << ["image('x') {", 'container {\n  image "a"\n', 'f(1,', '[1,', '"""abc', "'''a\nb", '/* abc', '1 +', 'def x =',
                 'foo.', 'if (x)', 'class A {', '[a:', 'a ? b :', 'x = { it ->', '// {\nfoo(']
    }

    def "'#text' is whole, or wrong already"() {
        expect:
        !Completeness.isIncomplete(text)

        where:
        text << ['', '1', 'x = 3)', "'abc", '} catch', "container { image 'a' }.run()", "println '{'", 'x // {', '"a ${b}"',
                 "'\\''", 'foo(]']
    }

    def "'#text' is for #reader"() {
        expect:
        InputLine.of(text, VERBS, variables as Set).class.simpleName == reader

        where:
        text                    | variables || reader
        ':q'                    | []        || 'Quit'
        'exit'                  | []        || 'Quit'
        'help'                  | []        || 'Help'
        'help memory'           | []        || 'Help'
        'help = 3'              | []        || 'Code'
        'ps'                    | []        || 'CommandLine'
        'ps -a --no-trunc'      | []        || 'CommandLine'
        'images'                | []        || 'CommandLine'
        'images()'              | []        || 'Code'
        'images().size()'       | []        || 'Code'
        'run --rm -it hello sh' | []        || 'CommandLine'
        'run = 3'               | []        || 'Code'
        'run'                   | ['run']   || 'Code'
        'info.x'                | []        || 'Code'
        'info .x'               | []        || 'Code'
        'build .'               | []        || 'CommandLine'
        'build . -t web'        | []        || 'CommandLine'
        'build ../web'          | []        || 'CommandLine'
        'build /srv/web'        | []        || 'CommandLine'
        'build -t web .'        | []        || 'CommandLine'
        "build 'my web'"        | []        || 'CommandLine'
        "build 'web', tag: 'x'" | []        || 'Code'
        "build('web')"          | []        || 'Code'
        'container { }'         | []        || 'Code'
    }

    def "a command's arguments are split as a shell does: #text"() {
        expect:
        WordSplitter.split(text) == words

        where:
        text                       || words
        'run a  b'                 || ['run', 'a', 'b']
        "sh -c 'echo \"x y\"'"     || ['sh', '-c', 'echo "x y"']
        '"a b"c'                   || ['a bc']
        "''"                       || ['']
        'a\\ b'                    || ['a b']
        "'a\\b'"                   || ['a\\b']
        ''                         || []
    }

    def "completion offers #some after '#before'"() {
        given:
        def names = Stub(Names) {
            images() >> ['hello', 'host/base']
            containers() >> ['quiet_fox']
        }
        def completions = new Completions(names, VERBS, { null })
        String word = (before =~ /[\w.\/:@-]*$/)[0]

        expect:
        completions.at(before, word, ['mine'] as Set).containsAll(some)
        !completions.at(before, word, ['mine'] as Set).any { it in others }

        where:
        before                          | some                            | others
        ''                              | ['container', 'image', 'ps', 'mine', 'help'] | ['memory']
        'con'                           | ['container']                   | ['memory']
        'container {\n  '               | ['memory', 'image', 'cmd']      | ['copy', 'ps']
        "container('x') {\n  mem"       | ['memory']                      | ['copy']
        "image('x') { from 'a'\n  "     | ['copy', 'workdir']             | ['memory']
        "container { image '"           | ['hello', 'host/base']          | ['memory']
        "image('x') { from \""          | ['hello']                       | ['copy']
        'run '                          | ['hello']                       | ['quiet_fox']
        'rm '                           | ['quiet_fox']                   | ['hello']
        'help '                         | ['memory', 'container']         | ['quiet_fox']
    }
}
