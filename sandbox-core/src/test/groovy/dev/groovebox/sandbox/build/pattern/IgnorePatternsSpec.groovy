package dev.groovebox.sandbox.build.pattern

import dev.groovebox.sandbox.linux.file.BytePath
import spock.lang.Specification
import spock.lang.Timeout

class IgnorePatternsSpec extends Specification {
    static boolean ignores(List<String> lines, String file) {
        IgnorePatterns.of(IgnoreFile.patterns(lines.join('\n'))).ignores(BytePath.of(file))
    }

    def '#lines: #file is ignored: #ignored'() {
        expect:
        ignores(lines, file) == ignored

        where:
        lines                              | file                  | ignored
        ['a.txt']                          | 'a.txt'               | true
        ['a.txt']                          | 'dir/a.txt'           | false
        ['/a.txt']                         | 'a.txt'               | true
        ['dir/']                           | 'dir'                 | true
        ['dir']                            | 'dir/sub/file'        | true
        ['*.txt']                          | 'a.txt'               | true
        ['*.txt']                          | 'dir/a.txt'           | false
        ['*/*.txt']                        | 'dir/a.txt'           | true
        ['**/*.txt']                       | 'a.txt'               | true
        ['**/*.txt']                       | 'x/y/z.txt'           | true
        ['**/node_modules']                | 'node_modules'        | true
        ['**/node_modules']                | 'a/node_modules/b/c'  | true
        ['**/node_modules']                | 'a/my_node_modules'   | false
        ['**modules']                      | 'a/my_modules'        | true
        ['dir/**']                         | 'dir'                 | false
        ['dir/**']                         | 'dir/a/b'             | true
        ['dir/**/x']                       | 'dir/x'               | true
        ['dir/**/x']                       | 'dir/a/b/x'           | true
        ['dir/**/x']                       | 'dirx'                | false
        ['**']                             | 'anything/at/all'     | true
        ['*']                              | 'anything/at/all'     | true
        ['temp?']                          | 'temps'               | true
        ['temp?']                          | 'temp/'               | false
        ['[a-c].txt']                      | 'b.txt'               | true
        ['a\\*b']                          | 'a*b'                 | true
        ['a\\*b']                          | 'axb'                 | false
        ['*.md', '!README.md']             | 'README.md'           | false
        ['*.md', '!README.md']             | 'OTHER.md'            | true
        ['!README.md', '*.md']             | 'README.md'           | true
        ['*.md', '!README*.md', 'README-s*'] | 'README-secret.md'  | true
        ['dir', '!dir/keep']               | 'dir/keep/file'       | false
        ['dir', '!dir/keep']               | 'dir/lose'            | true
        ['*', '!**/*.go']                  | 'a/b/c.go'            | false
        ['*', '!**/*.go']                  | 'a/b/c.c'             | true
        ['# comment', '', '  b  ']         | 'b'                   | true
        ['# comment']                      | '# comment'           | false
        [' # no comment']                  | '# no comment'        | true
        ['! a', 'a']                       | 'a'                   | true
        ['./x/../y']                       | 'y'                   | true
        ['../outside']                     | 'outside'             | false
        ['.']                              | 'a'                   | false
        ['a.c']                            | 'abc'                 | false
    }

    def 'the context itself is never ignored'() {
        expect:
        !ignores(['**'], '')
    }

    def 'a byte order mark and the ends of lines of Windows are no part of a pattern'() {
        expect:
        IgnoreFile.patterns('\ufeffa\r\n#x\r\n!b\r\n') == ['a', '!b']
    }

    def 'it is known whether an ignored folder has to be looked through'() {
        expect:
        IgnorePatterns.of(['a', '!a/b']).hasExceptions()
        !IgnorePatterns.of(['a', 'b']).hasExceptions()
    }

    def 'a line that is no pattern is named: #line'() {
        when:
        IgnorePatterns.of([line])

        then:
        def e = thrown(PatternException)
        e.message.startsWith("the pattern '")

        where:
        line << ['[', 'a\\', '!']
    }

    @Timeout(30)
    def 'patterns that would keep a regular expression busy for ever are no harm: #pattern'() {
        expect:
        !ignores([pattern], path)

        where:
        pattern            | path
        '*a' * 40 + 'b'    | 'a' * 250
        '**/a/' * 40 + 'b' | 'a/' * 1000 + 'c'
        '**/*' * 40 + 'b?' | 'a/' * 1000 + 'c'
    }

    def 'random patterns and paths never end in anything but an answer or a PatternException'() {
        given:
        def random = new Random(7)
        def alphabet = '*?[]\\!/.^-ab'
        def word = { int most -> (0..random.nextInt(most)).collect { alphabet[random.nextInt(alphabet.length())] }.join('') }

        when:
        def answers = (1..3000).countBy {
            try {
                IgnorePatterns.of([word(10), word(10)]).ignores(word(12))
            } catch (PatternException refused) {
                'refused'
            }
        }

        then:
        answers.keySet() == [true, false, 'refused'] as Set
    }
}
