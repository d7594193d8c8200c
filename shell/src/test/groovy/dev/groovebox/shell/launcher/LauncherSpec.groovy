package dev.groovebox.shell.launcher

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.Specification

/** The launcher script, with a made-up build and made-up JDKs whose java prints how it was started. */
class LauncherSpec extends Specification {
    Path folder = Files.createTempDirectory('launcher')
    Path home = folder.resolve('home of groovebox')
    Path jdk = folder.resolve('jdk')

    def setup() {
        Path source = Path.of('..').toAbsolutePath().normalize()
        ['groovebox', 'pom.xml', 'shell/src/main/sh/prepare.sh', 'shell/src/main/sh/stamp.sh'].each {
            Files.createDirectories(home.resolve(it).parent)
            Files.copy(source.resolve(it), home.resolve(it))
        }
        executable(home.resolve('groovebox'))
        makeJdk(jdk, '17.0.9')
        makeBuild()
    }

    def cleanup() {
        Files.walk(folder).sorted(Comparator.reverseOrder()).forEach(Files::delete)
    }

    static void executable(Path file) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rwxr-xr-x'))
    }

    void makeJdk(Path where, String version) {
        Files.createDirectories(where.resolve('bin'))
        Files.writeString(where.resolve('release'), """\
            IMPLEMENTOR="Somebody"
            JAVA_RUNTIME_VERSION="$version+1"
            JAVA_VERSION="$version"
            MODULES="java.base"
            """.stripIndent())
        Path java = where.resolve('bin/java')
        // Asked for an archive, it makes one.
        Files.writeString(java, '''\
            #!/bin/sh
            for word; do
                case $word in
                    -XX:DumpLoadedClassList=*) : >"${word#*=}"; echo a >"${word#*=}"; exit 0 ;;
                    -XX:AOTMode=record) exit 0 ;;
                    -Xshare:dump | -XX:AOTMode=create) dump=yes ;;
                    -XX:SharedArchiveFile=* | -XX:AOTCache=*) archive=${word#*=} ;;
                esac
            done
            if [ -n "${dump:-}" ]; then echo archive >"$archive"; exit 0; fi
            echo "java $0"
            for word; do echo "$word"; done
            '''.stripIndent())
        executable(java)
    }

    void makeBuild() {
        Path built = home.resolve('shell/target/groovebox')
        Files.createDirectories(built.resolve('lib'))
        ['a.jar', 'b.jar'].each { Files.writeString(built.resolve("lib/$it"), it) }
        String version = (Files.readString(home.resolve('pom.xml')) =~ /<version>(.*)<\/version>/)[0][1]
        Files.writeString(built.resolve('stamp'), "4711\n$home\n$version\n")
    }

    /** Exit code, stdout and stderr. */
    Map run(List<String> command, Map<String, String> environment = [GROOVEBOX_JAVA_HOME: jdk.toString()], Path from = folder) {
        def builder = new ProcessBuilder(command).directory(from.toFile())
        builder.environment().clear()
        builder.environment().putAll(environment)
        def process = builder.start()
        process.outputStream.close()
        def err = new StringBuilder()
        def errors = process.consumeProcessErrorStream(err)
        String out = process.inputStream.text
        errors.join()
        [code: process.waitFor(), out: out, err: err.toString(), words: out.readLines()]
    }

    String launcher() {
        home.resolve('groovebox')
    }

    def "arguments reach the program as they are, also from an empty environment"() {
        when:
        def ran = run([launcher(), 'run', 'a b', '', '*', '$x', "'"])

        then:
        ran.err == ''
        ran.words.first() == "java $jdk/bin/java"
        ran.words.dropWhile { it != 'dev.groovebox.shell.Main' }.drop(1) == ['run', 'a b', '', '*', '$x', "'"]
        ran.words.contains("$home/shell/target/groovebox/lib/a.jar:$home/shell/target/groovebox/lib/b.jar" as String)
    }

    def "it finds its home through symbolic links, absolute and relative, and on PATH: #link"() {
        given:
        Path bin = Files.createDirectories(folder.resolve('bin'))
        Files.createSymbolicLink(bin.resolve('one'), home.resolve('groovebox'))
        Files.createSymbolicLink(bin.resolve('two'), Path.of('one'))
        Files.createSymbolicLink(bin.resolve('three'), Path.of('../home of groovebox/groovebox'))

        expect:
        run(['env', link], [GROOVEBOX_JAVA_HOME: jdk.toString(), PATH: "$bin:/usr/bin:/bin".toString()], folder).out
                .contains("$home/shell/target/groovebox/lib/a.jar")

        where:
        link << ['bin/one', './bin/two', 'three']
    }

    def "a script can name it in its first line"() {
        given:
        Files.createSymbolicLink(folder.resolve('groovebox'), home.resolve('groovebox'))
        Path script = folder.resolve('script.groovy')
        Files.writeString(script, '#!/usr/bin/env groovebox\nprintln 1\n')
        executable(script)

        expect:
        run([script.toString(), 'x'], [GROOVEBOX_JAVA_HOME: jdk.toString(), PATH: "$folder:/usr/bin:/bin".toString()])
                .words.takeRight(3) == ['dev.groovebox.shell.Main', script.toString(), 'x']
    }

    def "an archive of the classes of its kind is made at a command's first start, and used from then on: #words"() {
        given:
        def archive = home.resolve("shell/target/groovebox/archive/17.0.9+1-4711-$kind")
        def used = "-XX:SharedArchiveFile=$archive".toString()

        expect:
        run([launcher(), *words]).words.contains(used)
        Files.exists(archive)
        run([launcher(), *words]).words.contains(used)

        where:
        words                                || kind
        []                                   || 'scripts'
        ['hello.groovy']                     || 'scripts'
        ['./hello', 'x']                     || 'scripts'
        ['-e', 'println 1']                  || 'scripts'
        ['--root', '/tmp/x']                 || 'scripts'
        ['--root', '/tmp/x', 'hello.groovy'] || 'scripts'
        ['run', '--rm', 'busybox']           || 'commands'
        ['--root', '/tmp/x', 'ps']           || 'commands'
        ['pull', 'busybox']                  || 'transfers'
        ['--root', '/tmp/x', 'build', '.']   || 'transfers'
        ['system', 'check']                  || 'transfers'
        ['--root', '/x', 'system', 'check']  || 'transfers'
        ['system', 'df']                     || 'commands'
    }

    def "the second compiler is for what hashes an image's bytes: #words"() {
        expect:
        run([launcher(), *words]).words.contains('-XX:TieredStopAtLevel=1') == !second

        where:
        words                 || second
        ['save', 'x']         || true
        ['system', 'check']   || true
        ['export', 'x']       || false
        ['ps']                || false
    }

    def "JDK 25 and later keep classes linked: #version"() {
        given:
        makeJdk(folder.resolve('new'), version)

        expect:
        run([launcher(), 'ps'], [GROOVEBOX_JAVA_HOME: folder.resolve('new').toString()]).words
                .contains("$option=$home/shell/target/groovebox/archive/$version+1-4711-commands".toString())

        where:
        version  || option
        '24.0.2' || '-XX:SharedArchiveFile'
        '25.0.1' || '-XX:AOTCache'
        '26'     || '-XX:AOTCache'
    }

    def "archives of earlier builds go when one is made, those of other kinds and JDKs stay"() {
        given:
        def folder = Files.createDirectories(home.resolve('shell/target/groovebox/archive'))
        ['17.0.9+1-4710-commands', '17.0.9+1-4711-scripts', '21+1-4711-commands'].each { Files.writeString(folder.resolve(it), 'x') }

        when:
        run([launcher(), 'ps'])

        then:
        folder.toFile().list().toSorted() == ['17.0.9+1-4711-commands', '17.0.9+1-4711-scripts', '21+1-4711-commands']
    }

    def "flags that only newer JDKs know are kept from older ones"() {
        when:
        makeJdk(folder.resolve('new'), '25.0.1')

        then:
        !run([launcher()]).out.contains('--enable-native-access')
        run([launcher()], [GROOVEBOX_JAVA_HOME: folder.resolve('new').toString()]).words
                .containsAll(['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'])
    }

    def "JAVA_HOME counts when nothing newer is installed"() {
        given:
        makeJdk(folder.resolve('newest'), '99')

        expect:
        run([launcher()], [JAVA_HOME: folder.resolve('newest').toString()]).words.first() ==
                "java ${folder.resolve('newest')}/bin/java"
    }

    def "GROOVEBOX_JAVA_OPTS adds options"() {
        expect:
        run([launcher()], [GROOVEBOX_JAVA_HOME: jdk.toString(), GROOVEBOX_JAVA_OPTS: '-Xmx1g -Da=b']).words
                .containsAll(['-Xmx1g', '-Da=b'])
    }

    def "a JDK that is too old is named, and run answers 125: #version"() {
        given:
        makeJdk(folder.resolve('old'), version)
        def environment = [GROOVEBOX_JAVA_HOME: folder.resolve('old').toString()]

        when:
        def ran = run([launcher(), 'run'], environment)

        then:
        ran.code == 125
        ran.err == "groovebox: cannot use the JDK in '${folder.resolve('old')}': it is version $major; Groovebox needs 17 or newer\n"
        run([launcher(), 'ps'], environment).code == 1

        where:
        version     | major
        '11.0.20'   | 11
        '1.8.0_382' | 8
    }

    def "no JDK where GROOVEBOX_JAVA_HOME points is an error"() {
        when:
        def ran = run([launcher()], [GROOVEBOX_JAVA_HOME: '/nonexistent'])

        then:
        ran.code == 1
        ran.err == "groovebox: cannot use GROOVEBOX_JAVA_HOME '/nonexistent': no JDK is there\n"
    }

    def "without a build, what is missing to make one is named: #missing"() {
        given:
        Files.delete(home.resolve('shell/target/groovebox/stamp'))
        if (javac) {
            Files.createFile(jdk.resolve('bin/javac'))
            executable(jdk.resolve('bin/javac'))
        }
        Path bin = Files.createDirectories(folder.resolve('bin'))
        (['flock'] + tools).each {
            def tool = new File("/usr/bin/$it")
            Files.writeString(bin.resolve(it), tool.exists() ? "#!/bin/sh\nexec $tool \"\$@\"\n" : '#!/bin/sh\nexit 1\n')
            executable(bin.resolve(it))
        }

        when:
        def ran = run([launcher()], [GROOVEBOX_JAVA_HOME: jdk.toString(), PATH: bin.toString()])

        then:
        ran.code == 1
        ran.err.readLines().last() == "groovebox: cannot build Groovebox: $missing"

        where:
        javac | tools   || missing
        true  | []      || 'no mvn; install Maven (Debian: maven)'
        true  | ['mvn'] || "no C compiler 'cc'; install gcc and libc6-dev, or set CC"
    }

    def "a failed build shows Maven's messages and one line: #says"() {
        given:
        Files.delete(home.resolve('shell/target/groovebox/stamp'))
        Files.createFile(jdk.resolve('bin/javac'))
        executable(jdk.resolve('bin/javac'))
        Path bin = Files.createDirectories(folder.resolve('bin'))
        Files.writeString(bin.resolve('mvn'), "#!/bin/sh\necho '$mavenSays'\nexit 1\n")
        Files.writeString(bin.resolve('cc'), '#!/bin/sh\n')
        ['mvn', 'cc'].each { executable(bin.resolve(it)) }

        when:
        def ran = run([launcher()], [GROOVEBOX_JAVA_HOME: jdk.toString(), PATH: "$bin:/usr/bin:/bin".toString()])

        then:
        ran.code == 1
        ran.err.contains(mavenSays)
        ran.err.readLines().last() == "groovebox: cannot build Groovebox in '$home': $says"

        where:
        mavenSays                                  || says
        '[ERROR] COMPILATION ERROR'                || 'Maven failed, its messages are above'
        'java.io.IOException: No space left on device' || 'the disk is full; make room and try again'
    }
}
