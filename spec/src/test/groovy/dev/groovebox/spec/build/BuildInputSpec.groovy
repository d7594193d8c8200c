package dev.groovebox.spec.build

import dev.groovebox.spec.Groovebox
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** {@code build -}: a Dockerfile on standard input, or an archive of a whole context; and a repository as the context. */
@Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'needs root')
class BuildInputSpec extends Specification {
    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    Path made

    def setup() {
        made = Files.createTempDirectory(groovebox.work, 'made')
    }

    def "a context comes as a tar, packed by #program"() {
        given:
        write('Dockerfile', 'FROM scratch\nCOPY . /all/\n')
        write('.dockerignore', 'left\n')
        write('left', 'left')
        write('d/f', 'content')
        sh("chown 7:8 d/f; chmod 4750 d/f; ln -s f d/l; tar -cf ../in.tar .; $program < ../in.tar > ../in.packed")

        when:
        def built = build(groovebox.work.resolve('in.packed'), '-o', 'type=tar,dest=out.tar', '-')

        then:
        built == [0, '']
        listed('out.tar') == '''\
            all/ 0/0 drwxr-xr-x
            all/.dockerignore 0/0 -rw-r--r--
            all/Dockerfile 0/0 -rw-r--r--
            all/d/ 0/0 drwxr-xr-x
            all/d/f 0/0 -rwsr-x---
            all/d/l 0/0 lrwxrwxrwx'''.stripIndent()
        leftovers() == []

        where:
        program << ['cat', 'gzip', 'bzip2', 'xz', 'zstd']
    }

    def "another file of it is named with -f, and a Dockerfile alone has no context"() {
        given:
        write('web/D', 'FROM scratch\nCOPY web/D /D\n')
        sh('tar -cf ../in.tar .')

        expect:
        build(groovebox.work.resolve('in.tar'), '-f', 'web/D', '-') == [0, '']
        build(made.resolve('web/D'), '-')[1].contains('the build has no context folder to copy from')
        build(groovebox.work.resolve('in.tar'), '-')[1].contains('no such file')
        build(groovebox.work.resolve('in.tar'), '-f', '../D', '-')[1].contains("is in it, and '../D' is not")
        build(made.resolve('web/D'), '-f', 'x', '-')[1].contains("standard input is no archive that 'x' could be in")
        leftovers() == []
    }

    def "an archive leads nowhere out of its context: #threat"() {
        given:
        def outside = Files.createDirectories(groovebox.work.resolve('outside'))
        Files.writeString(outside.resolve('precious'), 'precious')
        write('Dockerfile', 'FROM scratch\nCOPY . /all/\n')
        sh(script)

        when:
        def built = build(groovebox.work.resolve('in.tar'), *more, '-')

        then:
        built[0] == 1
        built[1].contains(said)
        Files.readString(outside.resolve('precious')) == 'precious'
        outside.toFile().list() == ['precious']
        leftovers() == []

        where:
        threat                        | more         | script                                                                                                      || said
        'a file through a link'       | []           | 'ln -s ../outside d; tar -cf ../in.tar Dockerfile d; rm d; mkdir d; echo x > d/precious; tar -rf ../in.tar d/precious' || 'cannot unpack the context of'
        'a name with ..'              | []           | 'tar -cf ../in.tar Dockerfile; tar -P -rf ../in.tar ../outside/precious'                                   || "a path with '..'"
        'a Dockerfile that is a link' | []           | 'ln -sf ../outside/precious Dockerfile; tar -cf ../in.tar .'                                               || 'Dockerfile'
        'a bomb'                      | []           | 'truncate -s 33G big; tar -cf - Dockerfile big 2> /dev/null | head -c 20480 > ../in.tar'                   || 'its files have more than 34359738368 bytes'
        'an archive that is cut off'  | []           | 'head -c 100000 /dev/urandom > r; tar -cf - Dockerfile r | head -c 50000 > ../in.tar'                      || 'cannot unpack the context of'
    }

    def "what a killed build has unpacked is deleted by the next command"() {
        given:
        write('Dockerfile', 'FROM scratch\nCOPY . /all/\n')
        def process = groovebox.start('build', '-')
        sh('tar -cf ../in.tar .')
        process.outputStream.write(Files.readAllBytes(groovebox.work.resolve('in.tar')), 0, 2048)
        process.outputStream.flush()
        def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        while (leftovers() == [] && System.nanoTime() < deadline) { Thread.sleep(20) }

        when:
        process.destroyForcibly().waitFor()

        then:
        leftovers() != []

        when:
        groovebox.run('images')

        then:
        leftovers() == []
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/git')) }, reason = 'needs git')
    def "a context comes of a git repository: #fragment"() {
        given:
        write('Dockerfile', 'FROM scratch\nCOPY . /all/\n')
        write('web/Dockerfile', 'FROM scratch\nCOPY version /\n')
        write('web/version', 'one')
        write('hostile/link', '')
        sh('ln -sf ../../outside out; ln -s . link')
        sh("""git init -q -b main .; git config user.email a@b; git config user.name a; printf '#!/bin/sh\ntouch /tmp/hooked' > .git/hooks/post-checkout
            git add -A; git commit -qm one; git tag v1; printf two > web/version; git commit -qam two; git rev-parse HEAD~1 > ../first""")
        def commit = Files.readString(groovebox.work.resolve('first')).trim()

        when:
        def built = build(Path.of('/dev/null'), '-o', 'type=tar,dest=git.tar', *more, "file://$made" + fragment.replace('FIRST', commit).replace('SHORT', commit.take(9)))

        then:
        built[1].contains(said)
        (built[0] == 0) == (said == '')
        said || contentOf('git.tar', file) == content
        said || !(listed('git.tar') =~ /\.git/)
        leftovers() == []

        where:
        fragment        | more                     | said                                       | file              | content
        ''              | []                       | ''                                         | 'all/web/version' | 'two'
        '#main'         | []                       | ''                                         | 'all/web/version' | 'two'
        '#v1'           | []                       | ''                                         | 'all/web/version' | 'one'
        '#FIRST'        | []                       | ''                                         | 'all/web/version' | 'one'
        '#SHORT'        | []                       | ''                                         | 'all/web/version' | 'one'
        '#v1:web'       | []                       | ''                                         | 'version'         | 'one'
        '#:web'         | []                       | ''                                         | 'version'         | 'two'
        '#:/web/../web' | []                       | ''                                         | 'version'         | 'two'
        ''              | ['-f', 'web/Dockerfile'] | 'cannot copy'                              | ''                | ''
        '#none'         | []                       | "couldn't find remote ref none"            | ''                | ''
        '#:none'        | []                       | "'none' is no folder of it"                | ''                | ''
        '#:link/web'    | []                       | "'link/web' is no folder of it"            | ''                | ''
        '#:out'         | []                       | "'out' is no folder of it"                 | ''                | ''
        '/none'         | []                       | 'does not appear to be a git repository'   | ''                | ''
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/git')) }, reason = 'needs git')
    def "a script builds a repository too"() {
        given:
        write('web/D', 'FROM scratch\nCOPY web /\n')
        sh('git init -q .; git config user.email a@b; git config user.name a; git add -A; git commit -qm one')

        when:
        def script = groovebox.run('-e', "build 'file://$made', file: 'web/D', output: 'type=tar,dest=script.tar'")
        def outside = groovebox.run('-e', "build 'file://$made', file: '../D'")

        then:
        script.exitCode == 0
        contentOf('script.tar', 'D') == 'FROM scratch\nCOPY web /\n'
        outside.err.contains('a file of the repository')
        leftovers() == []
    }

    private String contentOf(String tar, String file) {
        ['tar', '-xOf', groovebox.work.resolve(tar).toString(), file].execute().text
    }

    private List build(Path input, String... words) {
        def process = new ProcessBuilder([Groovebox.launcher().toString(), '--root', groovebox.root.toString(), 'build', '-q', *words])
                .directory(groovebox.work.toFile()).redirectInput(input.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        def said = process.errorStream.text
        assert process.waitFor(60, TimeUnit.SECONDS)
        [process.exitValue(), said]
    }

    private void write(String name, String content) {
        Files.createDirectories(made.resolve(name).parent)
        Files.writeString(made.resolve(name), content)
    }

    private List<String> leftovers() {
        groovebox.root.resolve('tmp').toFile().list()?.toList() ?: []
    }

    private String listed(String tar) {
        def process = new ProcessBuilder('tar', '--numeric-owner', '-tvf', tar).directory(groovebox.work.toFile()).redirectErrorStream(true).start()
        def lines = process.inputStream.readLines()
        assert process.waitFor() == 0: lines
        lines.collect { it.replaceFirst(' -> .*', '').split(/\s+/).with { words -> "${words[5]} ${words[1]} ${words[0]}" } }.sort().join('\n')
    }

    private void sh(String script) {
        def process = new ProcessBuilder('sh', '-ec', script).directory(made.toFile()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
    }
}
