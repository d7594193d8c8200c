package dev.groovebox.sandbox.build.dockerfile

import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.CopyOptions
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.InlineFile
import dev.groovebox.sandbox.spec.RunMount
import dev.groovebox.sandbox.spec.RunMount.Sharing
import java.time.Duration
import spock.lang.Specification

class DockerfileReaderSpec extends Specification {
    static Dockerfile read(String text) {
        DockerfileReader.read('Dockerfile', text)
    }

    /** The step of an instruction that stands after FROM. */
    static BuildStep step(String text) {
        def read = read("FROM a\n$text\n").instructions()
        assert read.size() == 2
        read[1].step()
    }

    static BuildStep.Run shell(String text) {
        BuildStep.Run.shell(text)
    }

    static BuildStep.Copy copy(Map given = [:], List sources, String target) {
        new BuildStep.Copy(sources, given.inline ?: [], target, given.from ?: '', new CopyOptions(given.owner ?: '',
                given.mode ?: '', given.link ?: false, given.parents ?: false, given.exclude ?: []))
    }

    static BuildStep.Healthcheck check(Map given) {
        def time = { Optional.ofNullable(given[it]) }
        new BuildStep.Healthcheck(Optional.ofNullable(given.command), time('interval'), time('timeout'), time('startPeriod'),
                time('startInterval'), given.retries ? OptionalInt.of(given.retries) : OptionalInt.empty())
    }

    def 'FROM: #text'() {
        given:
        def from = read(text).instructions().last().step() as BuildStep.From

        expect:
        [from.source() instanceof ImageSource.Scratch ? 'scratch' : from.source().reference(), from.stage(), from.platform()] ==
                [image, stage, platform]

        where:
        text                                          | image         | stage   | platform
        'FROM debian:12'                              | 'debian:12'   | ''      | ''
        'from scratch'                                | 'scratch'     | ''      | ''
        'FROM a AS Build'                             | 'a'           | 'build' | ''
        'FROM --platform=linux/arm64 a as b-1.2_x'    | 'a'           | 'b-1.2_x' | 'linux/arm64'
        'ARG V=1\nFROM a:$V'                          | 'a:${V}'      | ''      | ''
        'FROM --platform=$BUILDPLATFORM a'            | 'a'           | ''      | '${BUILDPLATFORM}'
        'FROM \\\n  a \\\n  AS b'                     | 'a'           | 'b'     | ''
        '\ufeffFROM a'                                | 'a'           | ''      | ''
        '# c\n\n   FROM a\r\n'                        | 'a'           | ''      | ''
        'FROM localhost:5000/x@sha256:' + 'a' * 64    | 'localhost:5000/x@sha256:' + 'a' * 64 | '' | ''
    }

    def 'RUN: #text'() {
        expect:
        step(text) == result

        where:
        text                                           | result
        'RUN apt-get update && apt-get install -y x'   | shell('apt-get update && apt-get install -y x')
        'RUN ["sh", "-c", "echo $A"]'                  | BuildStep.Run.exec('sh', '-c', 'echo $A')
        'RUN [ "a" , "\\u00e9\\n" ]'                   | BuildStep.Run.exec('a', 'é\n')
        "RUN ['sh', '-c']"                             | shell("['sh', '-c']")
        'RUN [ "$a" = b ] && c'                        | shell('[ "$a" = b ] && c')
        'run echo $HOME "a  b" \'c\' \\t'              | shell('echo $HOME "a  b" \'c\' \\t')
        'RUN a \\\n  b \\\n# comment\n\n   # another\n  c' | shell('a   b   c')
        'RUN a && \\\n# comment with escape \\\n  b'   | shell('a &&   b')
        'RUN echo "# no comment"'                      | shell('echo "# no comment"')
        'RUN echo a\\\\'                               | shell('echo a\\\\')
        'RUN echo a \\  '                              | shell('echo a')
        'RUN a\\\nb\\\n\\\nc'                          | shell('abc')
        'RUN <<EOF\na\n  b # c\nEOF'                   | shell('a\n  b # c\n')
        'RUN <<-EOF\n\t\ta\n\tb\n\tEOF'                | shell('a\nb\n')
        "RUN <<'EOF'\necho \$A\nEOF"                   | shell('echo $A\n')
        'RUN <<EOF\nFROM inner\nEOF'                   | shell('FROM inner\n')
        'RUN << EOF\na\nEOF'                           | shell('a\n')
        'RUN <<EOF cat > /x\na\nEOF'                   | shell('<<EOF cat > /x\na\nEOF')
        'RUN cat <<A - <<-"B"\n1\nA\n\t2\n\tB'         | shell('cat <<A - <<-"B"\n1\nA\n\t2\nB')
        'RUN echo "<<EOF"'                             | shell('echo "<<EOF"')
        'RUN cat <<<word'                              | shell('cat <<<word')
        'RUN echo $((1<<2))'                           | shell('echo $((1<<2))')
        'RUN <<script\n#!/usr/bin/env python3\nx = 1\nscript' |
                new BuildStep.Run(CommandForm.shell('/dev/pipes/script'), [], '',
                        [new InlineFile('script', '#!/usr/bin/env python3\nx = 1\n', false)])
        'RUN --network=none make'                      | new BuildStep.Run(CommandForm.shell('make'), [], 'none', [])
        'RUN --security=sandbox make'                  | shell('make')
    }

    def 'RUN --mount=#mount'() {
        expect:
        (step("RUN --mount=$mount x") as BuildStep.Run).mounts() == [result]

        where:
        mount                                                  | result
        'type=cache,target=/c'                                 | RunMount.Cache.at('/c')
        'type=cache,dst=/c,id=$ID,sharing=locked,ro,mode=0700,uid=1,gid=2' |
                new RunMount.Cache('/c', '${ID}', '', '', Sharing.LOCKED, true, OptionalInt.of(0700), OptionalLong.of(1), OptionalLong.of(2))
        'type=cache,destination=/c,from=base,src=/s,sharing=PRIVATE' |
                new RunMount.Cache('/c', '', 'base', '/s', Sharing.PRIVATE, false, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        'target=/b'                                            | new RunMount.Bind('/b', '', '', false)
        'type=bind,source=a,target=/b,from=c,rw'               | new RunMount.Bind('/b', 'a', 'c', true)
        'type=bind,target=/b,readonly=false'                   | new RunMount.Bind('/b', '', '', true)
        '"type=bind,target=/a b"'                              | new RunMount.Bind('/a b', '', '', false)
        'type=tmpfs,target=/t'                                 | new RunMount.Tmpfs('/t', OptionalLong.empty())
        'type=tmpfs,target=/t,size=1.5g'                       | new RunMount.Tmpfs('/t', OptionalLong.of(3L << 29))
        'type=secret,id=s'                                     | new RunMount.Secret('s', '', Optional.empty(), false, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        'type=secret,id=s,env=TOKEN,required'                  | new RunMount.Secret('s', '', Optional.of('TOKEN'), true, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        'type=secret,src=s,target=/s,mode=0440,uid=5'          | new RunMount.Secret('s', '/s', Optional.empty(), false, OptionalInt.of(0440), OptionalLong.of(5), OptionalLong.empty())
        'type=secret,target=/run/x/key'                        | new RunMount.Secret('', '/run/x/key', Optional.empty(), false, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        'type=ssh'                                             | new RunMount.Ssh('', '', false, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
        'TYPE=SSH,id=x,required=true'                          | new RunMount.Ssh('x', '', true, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty())
    }

    def 'COPY: #text'() {
        expect:
        step(text) == result

        where:
        text                                                   | result
        'COPY a b /c/'                                         | copy(['a', 'b'], '/c/')
        'COPY ["a b", "c"]'                                    | copy(['a b'], 'c')
        'COPY a\\ b c'                                         | copy(['a', 'b'], 'c')
        'COPY *.[ch] $DIR/'                                    | copy(['*.[ch]'], '${DIR}/')
        'COPY --from=0 /a /b'                                  | copy(['/a'], '/b', from: '0')
        'COPY --chown=$U:staff --chmod=u=rwX,go=rX a b'        | copy(['a'], 'b', owner: '${U}:staff', mode: 'u=rwX,go=rX')
        'COPY --link --parents=true a/./b c/'                  | copy(['a/./b'], 'c/', link: true, parents: true)
        'COPY --link=false a b'                                | copy(['a'], 'b')
        'COPY --exclude=*.md --exclude=**/x a b'               | copy(['a'], 'b', exclude: ['*.md', '**/x'])
        'COPY -- a b'                                          | copy(['a'], 'b')
        'COPY <<EOF /f\n$A "q" \\$B\nEOF'                      | copy([], '/f', inline: [new InlineFile('EOF', '${A} "q" \\$B\n', true)])
        'COPY <<"EOF" /f\n$A \\$B\nEOF'                        | copy([], '/f', inline: [new InlineFile('EOF', '$A \\$B\n', false)])
        'COPY x <<A <<-B /d/\n1\nA\n\t2\n\tB'                  | copy(['x'], '/d/', inline: [new InlineFile('A', '1\n', true), new InlineFile('B', '2\n', true)])
        'COPY <<EOF /f\nEOF'                                   | copy([], '/f', inline: [new InlineFile('EOF', '', true)])
        'COPY <<EOF /f\na\r\nEOF\r\n'                          | copy([], '/f', inline: [new InlineFile('EOF', 'a\r\n', true)])
    }

    def 'ADD: #text'() {
        expect:
        step(text) == result

        where:
        text                                                   | result
        'ADD a.tar.gz /'                                       | new BuildStep.Add(['a.tar.gz'], '/')
        'ADD --checksum=sha256:$S --unpack=false https://x/y /'|
                new BuildStep.Add(['https://x/y'], [], '/', CopyOptions.NONE, 'sha256:${S}', Optional.of(false), false)
        'ADD --keep-git-dir https://x/y.git#v1 /'              |
                new BuildStep.Add(['https://x/y.git#v1'], [], '/', CopyOptions.NONE, '', Optional.empty(), true)
        'ADD --chown=1 --chmod=644 --link --exclude=z a b'     |
                new BuildStep.Add(['a'], [], 'b', new CopyOptions('1', '644', true, false, ['z']), '', Optional.empty(), false)
    }

    def 'names and values: #text'() {
        expect:
        step(text) == result

        where:
        text                                    | result
        'ENV A=1 B="x y" C=\'$z\' D=a\\ b'      | new BuildStep.Env([A: '1', B: 'x y', C: '\\$z', D: 'a b'])
        'ENV A the rest "of it"'                | new BuildStep.Env([A: 'the rest of it'])
        'ENV A b=c'                             | new BuildStep.Env([A: 'b=c'])
        'ENV A='                                | new BuildStep.Env([A: ''])
        'ENV PATH=/x:$PATH'                     | new BuildStep.Env([PATH: '/x:${PATH}'])
        'ENV A=1 A=2'                           | new BuildStep.Env([A: '2'])
        'ENV A=${B:-"x y"}'                     | new BuildStep.Env([A: '${B:-x y}'])
        'ENV A=C:\\\\dir'                       | new BuildStep.Env([A: 'C:\\dir'])
        'LABEL a.b="c" "d e"=f'                 | new BuildStep.Label(['a.b': 'c', 'd e': 'f'])
        'LABEL version 1'                       | new BuildStep.Label([version: '1'])
        'ARG A'                                 | new BuildStep.Arg([A: Optional.empty()])
        'ARG A=1 B= C="x y" D'                  | new BuildStep.Arg([A: Optional.of('1'), B: Optional.of(''), C: Optional.of('x y'), D: Optional.empty()])
    }

    def 'the others: #text'() {
        expect:
        step(text) == result

        where:
        text                                    | result
        'WORKDIR /a b/$C'                       | new BuildStep.Workdir('/a b/${C}')
        'USER "1000:1000"'                      | new BuildStep.User('1000:1000')
        'EXPOSE 80 53/udp 8000-8010/TCP $P'     | new BuildStep.Expose(['80', '53/udp', '8000-8010/TCP', '${P}'])
        'VOLUME /a /b'                          | new BuildStep.Volume(['/a', '/b'])
        'VOLUME ["/a b"]'                       | new BuildStep.Volume(['/a b'])
        'CMD ["a", "b"]'                        | new BuildStep.Cmd(CommandForm.exec(['a', 'b']))
        'CMD []'                                | new BuildStep.Cmd(CommandForm.exec([]))
        'CMD echo "$A"'                         | new BuildStep.Cmd(CommandForm.shell('echo "$A"'))
        'ENTRYPOINT ["a"]'                      | new BuildStep.Entrypoint(CommandForm.exec(['a']))
        'ENTRYPOINT exec a'                     | new BuildStep.Entrypoint(CommandForm.shell('exec a'))
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]' | new BuildStep.Shell(['/bin/bash', '-o', 'pipefail', '-c'])
        'STOPSIGNAL SIGRTMIN+3'                 | new BuildStep.StopSignal('SIGRTMIN+3')
        'STOPSIGNAL $SIG'                       | new BuildStep.StopSignal('${SIG}')
        'MAINTAINER Some One <a@b.c>'           | new BuildStep.Maintainer('Some One <a@b.c>')
        'ONBUILD RUN make $A'                   | new BuildStep.OnBuild('RUN make $A')
        'onbuild copy . /app'                   | new BuildStep.OnBuild('copy . /app')
        'ONBUILD RUN <<EOF\na\nEOF'             | new BuildStep.OnBuild('RUN <<EOF\na\nEOF')
        'HEALTHCHECK NONE'                      | check([:])
        'HEALTHCHECK CMD curl -f x'             | check(command: CommandForm.shell('curl -f x'))
        'HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0s --start-interval=500ms --retries=4 CMD ["a"]' |
                check(command: CommandForm.exec(['a']), interval: Duration.ofSeconds(90), timeout: Duration.ofMillis(1500),
                        startInterval: Duration.ofMillis(500), retries: 4)
    }

    def 'directives: the escape is a backtick'() {
        when:
        def read = read('# syntax=docker/dockerfile:1\n# Escape = `\n# check=skip=all\nFROM a\nENV P=C:\\x\\ Q=`$z\nRUN a `\n  b\n')

        then:
        read.instructions()*.step().drop(1) == [new BuildStep.Env([P: 'C:\\x\\', Q: '\\$z']), shell('a   b')]
        read.warnings() == []
    }

    def 'a directive after any other line is a comment'() {
        expect:
        read('# comment\n# escape=`\nFROM a\nRUN a \\\nb').instructions()[1].step() == shell('a b')
    }

    def 'each instruction knows its lines'() {
        when:
        def places = read('''\
                # comment
                ARG V=1

                FROM a:$V
                RUN one \\
                # comment
                    two
                RUN <<EOF
                x
                EOF
                CMD z'''.stripIndent()).instructions()*.place()

        then:
        places*.line() == [2, 4, 5, 8, 11]
        places[2].text() == 'RUN one \\\n# comment\n    two'
        places[3].text() == 'RUN <<EOF'
        places[1].toString() == 'Dockerfile:4'
    }

    def 'what an image does on build is read as a line of a Dockerfile'() {
        expect:
        DockerfileReader.trigger('ONBUILD of a', 'COPY <<A <<B /d\n1\nA\n2\nB') ==
                copy([], '/d', inline: [new InlineFile('A', '1\n', true), new InlineFile('B', '2\n', true)])
        DockerfileReader.trigger('ONBUILD of a', 'ENV A="$B c"') == new BuildStep.Env([A: '${B} c'])
    }

    def 'warned of: #text'() {
        expect:
        read(text).warnings()*.headline() == [warning]

        where:
        text                                    | warning
        'FROM a\nRUN a \\\n\n b'                | 'Dockerfile:2: a blank line stands between continued lines'
        'FROM a\nMAINTAINER b'                  | 'Dockerfile:2: MAINTAINER is deprecated: use LABEL org.opencontainers.image.authors=...'
        'FROM a AS x\nFROM b AS x'              | "Dockerfile:2: a stage 'x' was there before; this one takes its name"
        "FROM a\nCMD ['b']"                     | 'Dockerfile:2: this looks like the JSON form and is none, so it is taken as it stands'
        '# syntax=evil/frontend\nFROM a'        | "Dockerfile:1: the syntax of 'evil/frontend' is read as Docker's own"
    }

    def 'steps written as words are read as the same steps: #text'() {
        given:
        def one = step(text)

        expect:
        step(one.words()) == one

        where:
        text << ['RUN --mount=type=cache,target=/c,sharing=locked --network=none make',
                 'COPY --from=x --chown=1:2 --chmod=0644 a b /c/', 'ENV A="x y" B=$C', 'LABEL a="b \\"c\\""',
                 'ENTRYPOINT ["a", "b c"]', 'EXPOSE 80/udp', 'VOLUME ["/a b"]', 'ONBUILD RUN x', 'USER a', 'HEALTHCHECK NONE']
    }
}
