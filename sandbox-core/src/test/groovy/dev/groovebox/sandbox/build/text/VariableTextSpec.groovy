package dev.groovebox.sandbox.build.text

import spock.lang.Specification

class VariableTextSpec extends Specification {
    static final VALUES = [HOME: '/home/me', EMPTY: '', VERSION: 'v1.2.3-rc.1', PATH: '/bin:/usr/bin', 'ÅNGSTRÖM': 'tiny']

    static String expand(VariableText text) {
        text.expand { Optional.ofNullable(VALUES[it]) }
    }

    def 'a word of a Dockerfile: #word is #result'() {
        given:
        def text = VariableText.of(word, Syntax.DOCKERFILE)

        expect:
        expand(text) == result

        and: 'in the form that steps hold it means the same'
        VariableText.of(text.toString()) == text

        where:
        word                                | result
        'plain'                             | 'plain'
        ''                                  | ''
        '$HOME/x'                           | '/home/me/x'
        '${HOME}x'                          | '/home/mex'
        '$NOTHING.'                         | '.'
        'a$'                                | 'a$'
        'a$.b'                              | 'a$.b'
        '$1x $@y $$z'                       | 'x y z'
        '$ÅNGSTRÖM'                         | 'tiny'
        '\\$HOME'                           | '$HOME'
        '\\\\$HOME'                         | '\\/home/me'
        'a\\tb'                             | 'atb'
        'a\\'                               | 'a'
        '"a b"'                             | 'a b'
        '"a\\tb\\"\\$HOME"'                 | 'a\\tb"$HOME'
        '"$HOME\'s"'                        | "/home/me's"
        "'\$HOME\\'"                        | '$HOME\\'
        'a"b"\'c\'d'                        | 'abcd'
        '${NOTHING:-a}${EMPTY:-b}'          | 'ab'
        '${NOTHING-a}${EMPTY-b}'            | 'a'
        '${HOME:-x}'                        | '/home/me'
        '${HOME:+a}${EMPTY:+b}${EMPTY+c}'   | 'ac'
        '${NOTHING:+a}${NOTHING+b}'         | ''
        '${NOTHING:-${EMPTY:-${HOME}}}'     | '/home/me'
        '${NOTHING:-"a}b"}c'                | 'a}bc'
        '${NOTHING:-a\\}b}c'                | 'a}bc'
        '${NOTHING:-\\\\}c'                 | '\\c'
        '${NOTHING:-\\$HOME}'               | '$HOME'
        '${HOME?}'                          | '/home/me'
        '${VERSION#v}'                      | '1.2.3-rc.1'
        '${VERSION#*.}'                     | '2.3-rc.1'
        '${VERSION##*.}'                    | '1'
        '${VERSION%.*}'                     | 'v1.2.3-rc'
        '${VERSION%%.*}'                    | 'v1'
        '${VERSION%%-*}'                    | 'v1.2.3'
        '${VERSION#?}'                      | '1.2.3-rc.1'
        '${VERSION#x}'                      | 'v1.2.3-rc.1'
        '${VERSION#\\*}'                    | 'v1.2.3-rc.1'
        '${PATH/:/;}'                       | '/bin;/usr/bin'
        '${PATH//bin/sbin}'                 | '/sbin:/usr/sbin'
        '${PATH//\\//_}'                    | '_bin:_usr_bin'
        '${VERSION/./$HOME}'                | 'v1/home/me2.3-rc.1'
        '${#}${?}${-}'                      | ''
    }

    def 'where the escape is a backtick, a backslash is nothing special: #word'() {
        expect:
        expand(VariableText.of(word, Syntax.BACKTICK)) == result

        where:
        word                | result
        'C:\\Windows\\$HOME'| 'C:\\Windows\\/home/me'
        '`$HOME'            | '$HOME'
        '"a`"b"'            | 'a"b'
    }

    def 'in a here-document quotes stay: #word'() {
        expect:
        expand(VariableText.of(word, Syntax.HEREDOC)) == result

        where:
        word                       | result
        'it\'s "$HOME"\n'          | 'it\'s "/home/me"\n'
        'echo \\$HOME'             | 'echo $HOME'
    }

    def 'a text of a step: #text is #result'() {
        expect:
        expand(VariableText.of(text)) == result

        where:
        text                       | result
        'C:\\dir\\file'            | 'C:\\dir\\file'
        '"quoted" \'text\''        | '"quoted" \'text\''
        '\\$HOME'                  | '$HOME'
        '\\\\$HOME'                | '\\/home/me'
        '\\\\\\$HOME'              | '\\$HOME'
        '\\\\x$HOME'               | '\\\\x/home/me'
        '${X:-a\\}b}'              | 'a}b'
        '${X:-a\\b}'               | 'a\\b'
    }

    def 'only what the result depends on is asked for'() {
        given:
        def asked = []

        when:
        VariableText.of('$A${B:-$C}${D:+$E}').expand { asked << it; Optional.ofNullable([B: 'b'][it]) }

        then:
        asked == ['A', 'B', 'D']
    }

    def 'what is written wrongly is told: #word'() {
        when:
        VariableText.of(word, Syntax.DOCKERFILE).expand { Optional.ofNullable(VALUES[it]) }

        then:
        def e = thrown(TextException)
        e.message.contains(part)

        where:
        word                         | part
        '${HOME'                     | "not closed with '}'"
        '${'                         | "not closed with '}'"
        '${}'                        | 'needs the name'
        '${{HOME}}'                  | 'needs the name'
        '${:-x}'                     | 'needs the name'
        '${HOME=x}'                  | "'\${HOME='"
        '${HOME:=x}'                 | "'\${HOME:='"
        '${HOME:#x}'                 | "'\${HOME:#'"
        '${HOME:-x'                  | "not closed with '}'"
        '${HOME/x}'                  | "not closed with '/'"
        '"open'                      | 'double quote'
        "'open"                      | 'single quote'
        '${NOTHING:?say which}'      | 'NOTHING: say which'
        '${NOTHING?}'                | 'NOTHING: is not allowed to be unset'
        '${EMPTY:?}'                 | 'EMPTY: is not allowed to be empty'
        '${HOME#\\a}'                | 'backslash'
        '${A:-' * 100 + '}' * 100    | 'nested'
    }

    def 'whatever is thrown at it, it reads or refuses, and writes what it can read again'() {
        given:
        def random = new Random(seed)
        def alphabet = '${}:-+?#%/\\"\'`ab _1*'

        and:
        def tries = (1..2000).collectMany {
            def word = (0..<random.nextInt(24)).collect { alphabet[random.nextInt(alphabet.length())] }.join('')
            Syntax.values().collect { syntax -> [word, syntax] }
        }

        when:
        def refused = tries.count { word, syntax ->
            try {
                def text = VariableText.of(word, syntax)
                assert VariableText.of(text.toString()) == text: "$word as $syntax"
                false
            } catch (TextException expected) {
                true
            }
        }

        then:
        refused in 1..<tries.size()

        where:
        seed << [1, 2, 3]
    }
}
