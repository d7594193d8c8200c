package dev.groovebox.sandbox.build.pattern

import dev.groovebox.sandbox.linux.file.BytePath
import spock.lang.Specification

class GoPatternSpec extends Specification {
    def '#pattern and #name: #matches'() {
        expect:
        GoPattern.of(pattern).matches(name) == matches

        where:
        pattern       | name          | matches
        'abc'         | 'abc'         | true
        '*'           | '.hidden'     | true
        '*'           | ''            | true
        '*'           | 'a/b'         | false
        'a*b'         | 'axxb'        | true
        'a*b*c'       | 'abxc'        | true
        '?'           | 'é'           | true
        '?'           | '😀'          | true
        '?'           | '/'           | false
        '[a-c]x'      | 'bx'          | true
        '[^a-c]x'     | 'bx'          | false
        '[^a-c]x'     | '/x'          | false
        '[!a]'        | '!'           | true
        '[\\]a]'      | ']'           | true
        '[a\\-z]'     | '-'           | true
        '[z-a]'       | 'm'           | false
        '[&&]'        | '&'           | true
        '\\*'         | '*'           | true
        '\\*'         | 'a'           | false
        'a.c'         | 'abc'         | false
        '(a|b)+$'     | '(a|b)+$'     | true
        '*.go'        | 'x\n.go'      | true
    }

    def 'whether #pattern may match several names: #several'() {
        expect:
        GoPattern.hasWildcard(pattern) == several

        where:
        pattern      | several
        'abc'        | false
        'a*'         | true
        'a?'         | true
        '[ab]'       | true
        '\\*\\?\\[' | false
        '\\\\*'      | true
        'a\\'        | false
    }

    def 'a pattern that can not be one is told: #pattern'() {
        when:
        GoPattern.of(pattern)

        then:
        def e = thrown(PatternException)
        e.message.contains(part)

        where:
        pattern | part
        '['     | 'not closed'
        '[a'    | 'not closed'
        '[a-'   | 'not closed'
        '[]a]'  | 'no range'
        '[-a]'  | 'no range'
        '[a-]'  | 'no range'
        '\\'    | 'backslash'
    }

    def 'names that are no text are matched, and none for another'() {
        given:
        def latin = BytePath.of([0x66, 0xe9] as byte[])

        expect:
        GoPattern.of('f?').matches(latin)
        !GoPattern.of('f\ufffd').matches(latin)
        !GoPattern.of('fé').matches(latin)
        GoPattern.of('fé').matches(BytePath.of('fé'))
    }

    def '#path is clean as #clean'() {
        expect:
        GoPath.clean(path) == clean

        where:
        path          | clean
        ''            | '.'
        './a//b/.'    | 'a/b'
        'a/../b'      | 'b'
        '../a'        | '../a'
        '../../a'     | '../../a'
        '/../a'       | '/a'
        '/'           | '/'
        'a/'          | 'a'
    }
}
