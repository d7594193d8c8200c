package dev.groovebox.sandbox.build.dockerfile

import spock.lang.Specification

class DockerfileErrorsSpec extends Specification {
    static String failure(String text) {
        try {
            DockerfileReader.read('Dockerfile', text)
            return 'none'
        } catch (DockerfileException e) {
            return e.message
        }
    }

    def 'an error shows its place, the line and the word'() {
        expect:
        failure('''\
                FROM debian
                RUN apt-get update \\
                    && apt-get install x
                COPPY a b
                '''.stripIndent()) == '''\
                Dockerfile:4: unknown instruction 'COPPY'; did you mean 'COPY'?
                    COPPY a b
                    ^'''.stripIndent()
    }

    def 'the caret stands on the continued line that holds the word'() {
        expect:
        failure('FROM debian\nENV A=1 \\\n    B="x\nCMD x') == '''\
                Dockerfile:3: a double quote is not closed
                        B="x
                          ^'''.stripIndent()
    }

    def 'all problems are told at once'() {
        when:
        def lines = failure('FROM a\nFOO\nCOPY x\nRUN --mont=type=cache x\n').readLines()

        then:
        lines.findAll { it.startsWith('Dockerfile:') }*.takeWhile { it != ' ' } == ['Dockerfile:2:', 'Dockerfile:3:', 'Dockerfile:4:']
        lines.any { it.contains("did you mean '--mount'?") }
    }

    def 'a file that is none says so in few lines'() {
        expect:
        failure('nothing\n' * 5000).readLines().with { size() < 40 && last() == 'and 4990 more' }
    }

    def '#text: #message'() {
        expect:
        failure(text.contains('FROM') || text.startsWith('#') || text.isBlank() ? text : "FROM a\n$text").contains(message)

        where:
        text                                            | message
        ''                                              | 'Dockerfile: it holds no instructions'
        '# only a comment\n'                            | 'it holds no instructions'
        'RUN x\nFROM a'                                 | 'Dockerfile:1: the first instruction must be FROM'
        'FROM a b'                                      | 'FROM is written'
        'FROM'                                          | 'FROM is written'
        'FROM a AS 1x'                                  | "no name of a stage"
        'FROM a AS b c'                                 | 'FROM is written'
        'FROM ${A'                                      | "not closed with '}'"
        '# escape=x\nFROM a'                            | 'Dockerfile:1: the escape character'
        '# escape=`\n# escape=`\nFROM a'                | "Dockerfile:2: the directive 'escape' stands here a second time"
        'RUN'                                           | 'RUN needs a command'
        'RUN []'                                        | 'RUN needs a program'
        'RUN [1]'                                       | 'texts alone'
        'RUN ["a", ["b"]]'                              | 'texts alone'
        'RUN <<EOF\nx\nEOFF'                            | "the here-document 'EOF' is not closed"
        "RUN <<'EOF\nx\nEOF"                            | "Dockerfile:3: unknown instruction 'x'"
        'RUN <<../x\n#!/bin/sh\n../x'                   | "can't be the name of a script"
        'RUN --mount=type=cach,target=/x y'             | "did you mean 'cache'?"
        'RUN --mount=type=cache y'                      | 'needs a target'
        'RUN --mount=type=cache,target=/x,sharing=lock y' | "there are shared, private, locked"
        'RUN --mount=type=cache,target=/x,size=5 y'     | "unknown key of a --mount of type cache 'size'"
        'RUN --mount=type=bind,target=/x,bind-propagation=shared y'  | "unknown key of a --mount of type bind 'bind-propagation'"
        'RUN --mount=type=bind,target=/x,rshared y'     | "takes rshared=VALUE"
        'RUN --mount=type=cache,target=/x,bind-propagation=rshared y' | "unknown key of a --mount of type cache 'bind-propagation'"
        'RUN --mount=type=bind,target=/x,uid=1 y'       | "unknown key of a --mount of type bind 'uid'"
        'RUN --mount=type=cache,target=/x,uid=-1 y'     | 'uid is a number'
        'RUN --mount=type=cache,target=/x,uid=4294967296 y' | 'uid is a number'
        'RUN --mount=type=cache,target=/x,mode=9 y'     | 'mode is octal'
        'RUN --mount=type=tmpfs,target=/x,size=big y'   | 'size is a size'
        'RUN --mount=type=bind,target=/x,from=$Y z'     | "from can't hold a variable"
        'RUN --mount=type=bind,target y'                | 'takes target=VALUE'
        'RUN --mount=type=secret y'                     | 'needs an id'
        'RUN --mount=type=secret,id=a,src=b y'          | 'not both'
        'RUN --network=bridge y'                        | "unknown network 'bridge'"
        'RUN --security=insecure y'                     | 'steps run in the sandbox'
        'COPY a'                                        | 'COPY needs what to copy and where to'
        'COPY --from=$X a b'                            | "--from can't hold a variable"
        'COPY --from a b'                               | '--from needs a value'
        'COPY --from=a --from=b a b'                    | 'given twice'
        'COPY --link=maybe a b'                         | 'true or false'
        'COPY --fron=a a b'                             | "did you mean '--from'?"
        'COPY --exclude=[ a b'                          | "not closed"
        'COPY a <<EOF\nx\nEOF'                          | 'one word before the target'
        'COPY << EOF /x\ny\nEOF'                        | 'one word before the target'
        'ADD --from=x a b'                              | "unknown flag '--from'"
        'ENV'                                           | 'ENV needs something behind it'
        'ENV A'                                         | 'ENV needs a value'
        'ENV A=1 B'                                     | "'B' is not NAME=value"
        'ENV A=${B:?must be given}'                     | "'be' is not NAME=value; a value with blanks needs quotes"
        'ENV =1'                                        | "'=1' is not NAME=value"
        'ENV A=${B:=c}'                                 | "'\${B:='"
        'ARG =x'                                        | 'ARG needs a name'
        'EXPOSE http'                                   | "'http' is no port"
        'EXPOSE 70000'                                  | "'70000' is no port"
        'EXPOSE 90-80'                                  | "'90-80' is no port"
        'VOLUME []'                                     | 'VOLUME needs a path'
        'SHELL bash -c'                                 | 'JSON form'
        'SHELL []'                                      | 'JSON form'
        'STOPSIGNAL SIGFOO'                             | "'SIGFOO' is no signal"
        'CMD'                                           | 'CMD needs something behind it'
        'CMD --x a'                                     | "unknown flag '--x'"
        'USER'                                          | 'USER needs something'
        'WORKDIR'                                       | 'WORKDIR needs something'
        'HEALTHCHECK'                                   | 'HEALTHCHECK is written'
        'HEALTHCHECK CONNECT TCP 7000'                  | 'HEALTHCHECK is written'
        'HEALTHCHECK CMD'                               | 'HEALTHCHECK CMD needs a command'
        'HEALTHCHECK NONE x'                            | 'takes nothing more'
        'HEALTHCHECK --interval=often CMD x'            | 'is a time'
        'HEALTHCHECK --interval=1us CMD x'              | 'at least 1ms'
        'HEALTHCHECK --retries=-1 CMD x'                | 'whole number'
        'ONBUILD'                                       | 'ONBUILD needs an instruction'
        'ONBUILD ONBUILD RUN x'                         | "ONBUILD can't be done by ONBUILD"
        'ONBUILD FROM x'                                | "FROM can't be done by ONBUILD"
        'ONBUILD RUNN x'                                | "did you mean 'RUN'?"
        'RUN a\0b'                                      | 'NUL'
    }

    def 'a trigger that is not one instruction is refused'() {
        when:
        DockerfileReader.trigger('ONBUILD of a', 'RUN a\nRUN b')

        then:
        thrown(DockerfileException)
    }

    def 'escape sequences of a file do not reach the terminal, and long lines are cut'() {
        when:
        def message = failure('FROM a\nF\u001b[31mOO\nCOPY ' + 'x' * 5000)

        then:
        message.contains('unknown instruction')
        !message.contains('\u001b')
        message.readLines().every { it.length() < 250 }
    }

    def 'whatever is thrown at it, it reads or tells its problems'() {
        given:
        def random = new Random(seed)
        def words = ['FROM', 'RUN', 'COPY', 'ENV', 'ARG', 'ONBUILD', 'HEALTHCHECK', 'CMD', '--mount=', '--from=', 'type=', 'a', '/b',
                     '=', '<<EOF', 'EOF', '\n', '\n', '\\\n', ' ', ' ', ' ', '"', "'", '\\', '$', '${', '}', '[', ']', '["x"]', '#', '`', ',', '\t',
                     '\r\n', '# escape=`\n', '\u0000', 'é', '<<-', '--', 'AS']

        when:
        def refused = (1..3000).count {
            def text = (0..random.nextInt(30)).collect { words[random.nextInt(words.size())] }.join('')
            try {
                DockerfileReader.read('f', text)
                false
            } catch (DockerfileException e) {
                assert !e.problems().isEmpty() && e.message
                true
            }
        }

        then:
        refused in 1..2999

        where:
        seed << [11, 12, 13]
    }
}
