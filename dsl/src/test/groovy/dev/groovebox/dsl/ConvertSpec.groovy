package dev.groovebox.dsl

import dev.groovebox.sandbox.build.dockerfile.DockerfileReader
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.spec.BuildStep

/** A Dockerfile, and the image block that {@code groovebox convert} makes of it, are the same steps. */
class ConvertSpec extends ScriptSpecification {
    static List<BuildStep> read(String dockerfile) {
        DockerfileReader.read('Dockerfile', dockerfile).instructions()*.step()
    }

    def "the block of #dockerfile makes the same steps"() {
        given:
        def steps = read(dockerfile)

        when:
        run(ImageBlockWriter.write('made', steps, Optional.empty()))

        then:
        (engine.operations.last() as ImageOperation.BuildImage).spec().steps() == steps

        where:
        dockerfile << [
                'FROM debian',
                'FROM scratch AS nothing',
                'ARG V=1 W\nFROM --platform=$TARGETPLATFORM a:${V:-"xy"} AS b\nARG V\nARG W X\nFROM b\nCOPY --from=b /a /b',
                'FROM a\nRUN echo "it\'s" $HOME \\$HOME \\\\ `date` \\\n  && true\tfalse',
                'FROM a\nRUN ["a"]\nRUN ["a", "b c"]\nCMD []\nCMD ["x"]\nCMD x\nENTRYPOINT ["a", "b"]\nENTRYPOINT []',
                "FROM a\nRUN <<EOF\nset -e\nprintf 'a\\\\n' '''\nif true; then\n\techo \$x\nfi\nEOF\nRUN <<p\n#!/usr/bin/python3\nprint(\"\$\")\np\n",
                'FROM a\nRUN --mount=type=cache,target=/c,id=$I,sharing=locked,ro,mode=0700,uid=1,gid=4294967295 --mount=target=/b,source=s,rw,from=x --network=none make',
                'FROM a\nRUN --mount=type=tmpfs,target=/t,size=9g --mount=type=secret,id=s,env=E,required --mount=type=secret,target=/k,mode=0440 --mount=type=ssh --mount=type=ssh,id=a ["x"]',
                'FROM a\nCOPY --chown=$U:1 --chmod=u=rwX --link --parents --exclude=*.md --exclude=b a*.[ch] "b" /d/\nCOPY --chmod=644 ["a b", "/c d"]',
                'FROM a\nCOPY <<A <<"B" c /d/\n$X \\$Y "q" \\\\z\nA\n$X \\$Y\nB',
                'FROM a\nCOPY <<-EOF /f\n\tone\r\n\t\ttwo\n\tEOF',
                'FROM a\nADD --checksum=sha256:$S --unpack=false --keep-git-dir https://x/y.git#v /z\nADD --unpack=true a.tar /',
                'FROM a\nENV A=1 B="x y" C=\'$z\' D=a\\\\b E=é😀 F="${A#*.}" G=${A:+"}"}\nENV class if\nLABEL a.b=c "d e"="f\'g"',
                'FROM a\nENV P=$PATH:/x Q=\\\\\\$A R=\\\\$A',
                'FROM a\nWORKDIR /a b/$C\nUSER 1000\nEXPOSE 80 053 53/udp 8000-8010 $P\nVOLUME /a ["/b"]\nVOLUME ["/b c"]\nSTOPSIGNAL 15\nSHELL ["/bin/bash", "-c"]',
                'FROM a\nHEALTHCHECK --interval=1m30s --timeout=1500ms --start-period=1.5us1ms --start-interval=2h --retries=3 CMD curl "x"\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK NONE',
                'FROM a\nONBUILD RUN <<EOF\na $b\nEOF\nONBUILD COPY . /app\nMAINTAINER Some "One" <a@b>',
                '# escape=`\nFROM a\nENV P=C:\\dir\\ Q=`$x\nRUN dir `\n C:\\ \nCMD ["C:\\\\x"]',
        ]
    }

    def "the block reads as somebody would have written it"() {
        expect:
        ImageBlockWriter.write('web', read('''\
                ARG VERSION=12
                FROM debian:${VERSION} AS build
                RUN --mount=type=cache,target=/root/.m2 mvn package
                FROM debian:12
                COPY --from=build --chown=app:app /src/app.jar /app/
                EXPOSE 8080
                HEALTHCHECK --interval=30s CMD curl -f localhost:8080
                CMD ["java", "-jar", "/app/app.jar"]
                '''.stripIndent()), Optional.of(['*.log'])) == '''\
                image('web') {
                    context '.', ignore: ['*.log']
                    arg VERSION: '12'

                    from 'debian:${VERSION}', as: 'build'
                    run 'mvn package', mounts: [cache('/root/.m2')]

                    from 'debian:12'
                    copy '/src/app.jar', to: '/app/', from: 'build', owner: 'app:app'
                    expose 8080
                    healthcheck 'curl -f localhost:8080', interval: 30.s
                    cmd 'java', '-jar', '/app/app.jar'
                }
                '''.stripIndent()
    }

    def "what is ignored can be said instead of read"() {
        when:
        run(ImageBlockWriter.write('made', read('FROM a\nCOPY . /'), Optional.of(['a', '!b'])))

        then:
        engine.operations.size() == 1
        engine.operations[0].spec().context().get().ignored() == ['a', '!b']
    }
}
