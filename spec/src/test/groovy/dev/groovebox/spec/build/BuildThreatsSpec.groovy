package dev.groovebox.spec.build

import dev.groovebox.sandbox.build.BuildStepException
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.spec.BuildSecret
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import spock.lang.Requires

/** What a Dockerfile, its base or its context may try on who builds it. */
class BuildThreatsSpec extends BuildSpecification {
    def "a bind mount's source that leads out through a link of an image stays in the image (CVE-2024-1753)"() {
        when:
        build("""\
            FROM busybox AS trap
            RUN rmdir /tmp && ln -s / /tmp && ln -s ${victim} /out
            FROM busybox
            RUN --mount=type=bind,from=trap,source=/tmp,target=/host,rw ls /host/work /host/victim; touch /host/written; test -e /host/bin/busybox
            RUN --mount=type=bind,from=trap,source=/out,target=/host,rw echo taken > /host/precious
            """)

        then:
        def e = thrown(EngineException)
        e.message.startsWith('Dockerfile:5: ')
        e.message.contains('cannot start a container')
        !printed().any { it.contains('precious') }
        Files.readString(victim.resolve('precious')) == 'precious\n'
        !Files.exists(Path.of('/written'))
    }

    def "a bind mount of the context refuses a source that leads out of it: #source"() {
        given:
        write('in', 'x')
        Files.createSymbolicLink(context.resolve('link'), victim)
        Files.createSymbolicLink(context.resolve('up'), Path.of('../victim'))

        when:
        build("""\
            FROM busybox
            RUN --mount=type=bind,source=$source,target=/host cat /host/precious
            """)

        then:
        def e = thrown(EngineException)
        e.message.contains('leads out of the context')
        e.message.startsWith('Dockerfile:2: ')

        where:
        source << ['link', 'up', 'link/inner', '../victim']
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/buildah')) }, reason = 'the control needs buildah')
    def "the control: buildah 1.28 mounts what the link of the image names on the host"() {
        expect:
        BuildahControl.reads(scratch.path, victim.resolve('precious'))
    }

    def "a cache's id and source are no paths (CVE-2024-9675)"() {
        when:
        build("""\
            FROM busybox
            RUN --mount=type=cache,id=../../../../victim,target=/c ls /c; echo taken > /c/precious
            RUN --mount=type=cache,id=${victim},target=/c ls /c; echo taken > /c/precious
            """)

        then:
        printed() == []
        Files.readString(victim.resolve('precious')) == 'precious\n'
        paths.cacheMounts().toFile().list().count { it ==~ /[0-9a-f]{64}/ } >= 2
        paths.cacheMounts().toFile().list().findAll { !(it ==~ /[0-9a-f]{64}/) } == []
        filesWith('taken').count { it.startsWith(paths.cacheMounts().toString()) && it.endsWith('/precious') } == 2
    }

    def "a mount's target through a link of the image stays in the image"() {
        when:
        def built = build("""\
            FROM busybox
            RUN mkdir -p ${victim} && ln -s ${victim} /trap
            RUN --mount=type=cache,target=/trap/inner echo x > /trap/inner/file && echo y > /trap/beside
            """)

        then:
        victim.toFile().list() as Set == ['precious', 'inner'] as Set
        victim.resolve('inner').toFile().list() == []
        tree(built).keySet().any { it.endsWith('victim/beside') }
    }

    def "a mount's target that a step of another build swaps for a link to the host stays in the image (CVE-2024-11218)"() {
        given: 'a step that makes and removes the link again and again, in a cache that both have'
        def swapping = CompletableFuture.supplyAsync {
            build("""\
                FROM busybox
                RUN --mount=type=cache,target=/c,id=race for i in \$(seq 400); do rm -rf /c/t; mkdir /c/t; rm -rf /c/t; ln -s ${victim} /c/t; done
                """)
        }
        def taken = []
        int mounted = 0

        when:
        for (int i = 0; i < 200 && !swapping.done; i++) {
            try {
                build("""\
                    FROM busybox
                    RUN --mount=type=cache,target=/c,id=race --mount=type=tmpfs,target=/c/t/own test ! -e ${victim}/precious && test ! -e /c/t/precious
                    """) { noCache(true) }
                mounted++
            } catch (BuildStepException seen) {
                taken << seen.message
            } catch (EngineException swapped) {
                assert swapped.message.contains('cannot start a container')
            }
        }
        swapping.get()

        then:
        taken == []
        mounted > 0
        victim.toFile().list() as Set == ['precious', 'inner'] as Set
        victim.resolve('inner').toFile().list() == []
    }

    def "COPY takes nothing from outside of the context: #words"() {
        given:
        write('in/x', 'x')
        Files.createSymbolicLink(context.resolve('link'), victim)
        Files.createSymbolicLink(context.resolve('file'), victim.resolve('precious'))

        when:
        build("FROM busybox\n$words\n")

        then:
        def e = thrown(EngineException)
        e.message.startsWith('Dockerfile:2: cannot copy ')
        e.message =~ /leads out of|no such file/

        where:
        words << ['COPY ../victim/precious /', 'COPY link/precious /', 'COPY file /', 'COPY in/../../victim /', 'ADD link /x', 'COPY link/* /x/', 'COPY nothing /']
    }

    def "a stage's link that leads out is followed in the stage's own root"() {
        when:
        build("""\
            FROM busybox AS trap
            RUN ln -s ${victim.resolve('precious')} /link && mkdir -p /d && ln -s ${victim} /d/inside
            FROM busybox
            COPY --from=trap /d /d
            COPY --from=trap /link /file
            """)

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot copy '/link': no such file in 'trap'")
    }

    def "an archive's names and links don't lead out of the image"() {
        given:
        sh("mkdir t && cd t && ln -s $victim trap && tar -cf ../a.tar trap && rm trap && mkdir trap && echo taken > trap/precious && tar -rf ../a.tar trap/precious && cd .. && rm -r t")

        when:
        def built = build('FROM busybox\nADD a.tar /x/\n')

        then:
        Files.readString(victim.resolve('precious')) == 'precious\n'
        tree(built).keySet().any { it.endsWith('victim/precious') }

        when:
        sh("mkdir -p u/v && echo taken > u/precious && tar -P -C u/v -cf b.tar ../precious")
        build('FROM busybox\nADD b.tar /x/\n')

        then:
        def e = thrown(EngineException)
        e.message.contains('it leads out of the archive')
    }

    def "the host's environment is absent in steps, and secrets are nowhere but in their step"() {
        given:
        def file = Files.writeString(scratch.path.resolve('secret'), 'tell-nobody-of-this')

        when:
        build('''\
            FROM busybox
            RUN env | grep -vE '^(PATH|HOME|HOSTNAME|FROM_IMAGE|PWD|SHLVL)=' ; true
            RUN --mount=type=secret,id=one,required=true test "$(cut -c1-4 /run/secrets/one)" = tell && ls -l /run/secrets/one
            RUN --mount=type=secret,id=one,env=TOKEN,target=/etc/token,mode=0440,gid=29 test "$TOKEN" = "$(cat /etc/token)" && ls -ln /etc/token
            RUN ls /run/secrets /etc/token 2>&1; echo "[$TOKEN]"
            ''') { secret('one', new BuildSecret.OfFile(file)) }

        then:
        printed()[0] =~ /^-r-------- +1 root +root +19 .*/
        printed()[1] =~ /^-r--r----- +1 0 +29 +19 .*/
        printed().last() == '[]'
        filesWith('tell-nobody-of-this') == []

        when: 'the secret is another, nothing is built again'
        Files.writeString(file, 'something else')
        build('''\
            FROM busybox
            RUN env | grep -vE '^(PATH|HOME|HOSTNAME|FROM_IMAGE|PWD|SHLVL)=' ; true
            RUN --mount=type=secret,id=one,required=true test "$(cut -c1-4 /run/secrets/one)" = tell && ls -l /run/secrets/one
            ''') { secret('one', new BuildSecret.OfFile(file)) }

        then:
        cached() == [true, true, true]

        when:
        build('FROM busybox\nRUN --mount=type=secret,id=two,required=true true\n')

        then:
        def e = thrown(EngineException)
        e.message.contains("Dockerfile:2: cannot mount secret 'two'")
    }

    def "whatever a step leaves running is ended, and the next step does not see it"() {
        when:
        build('''\
            FROM busybox
            RUN (sleep 1000 & ) ; setsid sleep 1000 & echo started
            RUN ps | grep -c 'sleep 100[0]' || true
            ''')

        then:
        printed() == ['started', '0']
    }

    private void sh(String script) {
        def process = new ProcessBuilder('sh', '-ec', script).directory(context.toFile()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
    }
}
