package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.RestartPolicy
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Requires
import spock.util.concurrent.PollingConditions

/** Mounts whose files keep their owners in a container that has ids of its own: idmap. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class IdmappedMountsSpec extends EngineSpecification {
    static final LIST = 'stat -c "%n %u %g" *'

    def cleanup() {
        perform(new ContainerOperation.ListContainers(true)).each { perform(new ContainerOperation.RemoveContainer(it.id(), true, true)) }
    }

    def 'without it the files are nobody\'s, with it they keep their owners, both ways'() {
        given:
        def folder = folder('both', 'f 0 0', 'g 1000 1001')

        expect:
        run { it.bind(folder, '/d', false) }.out() == 'f 65534 65534\ng 65534 65534\n'

        when:
        def result = run('touch new; chown 5:6 new; echo more >> g; ' + LIST) { it.bind(folder, '/d', false, true) }

        then:
        result.out() == 'f 0 0\ng 1000 1001\nnew 5 6\n'
        owners(folder) == 'f 0 0\ng 1000 1001\nnew 5 6\n'
        Files.readString(folder.resolve('g')) == 'more\n'
    }

    def 'owners beyond the container\'s ids are nobody\'s still'() {
        given:
        def folder = folder('beyond', 'f 70000 70000')

        expect:
        run { it.bind(folder, '/d', false, true) }.out() == 'f 65534 65534\n'
    }

    def 'the host sees none of it: the folder is what it was there'() {
        given:
        def folder = folder('host', 'f 0 0')
        def before = mountsHere()

        expect:
        run { it.bind(folder, '/d', true, true) }.out() == 'f 0 0\n'
        run('touch x') { it.bind(folder, '/d', true, true) }.exitCode() != 0
        mountsHere() == before
    }

    def 'a volume, and a part of one, have one content for containers with ids of their own and without'() {
        given:
        run('mkdir -p s; echo x > s/f; chown -R 7:8 s', UserNamespace.HOST) { it.volume('data', '/d', false, true) }

        expect:
        run { it.volume('data', '/d', false, true, '', true) }.out() == 's 7 8\n'
        run { it.volume('data', '/d', false, true, 's', true) }.out() == 'f 7 8\n'

        when:
        run('touch s/g') { it.volume('data', '/d', false, true, '', true) }

        then:
        run('stat -c "%u" s/g', UserNamespace.HOST) { it.volume('data', '/d', false, true) }.out() == '0\n'
    }

    def 'a container that its policy starts again has it again'() {
        given:
        def folder = folder('again', 'f 3 4')
        def spec = spec('stat -c "%u %g" f >> runs; exit 1', UserNamespace.AUTO) {
            it.bind(folder, '/d', false, true).restart(RestartPolicy.parse('on-failure:1').get())
        }

        when:
        perform(new ContainerOperation.RunDetached(spec, false))

        then:
        new PollingConditions(timeout: 60).eventually { assert Files.readString(folder.resolve('runs')) == '3 4\n3 4\n' }
    }

    def 'whose filesystem has no idmapped mounts is refused, with what helps'() {
        when:
        run { it.bind(Path.of('/proc'), '/d', false, true) }

        then:
        def e = thrown(EngineException)
        e.message.contains("this kernel has no idmapped mounts of the filesystem of '/proc'")
        e.message.contains('without idmap')
        e.message.readLines().size() == 1
    }

    def 'from a container with it to one without ids of its own: refused by its name'() {
        given:
        def folder = folder('from', 'f 0 0')
        perform(new ContainerOperation.CreateContainer(spec('true', UserNamespace.AUTO) { it.bind(folder, '/d', false, true).name('giver') }, false))

        expect:
        run { it.volumesFrom('giver') }.out() == 'f 0 0\n'

        when:
        run('true', UserNamespace.HOST) { it.volumesFrom('giver') }

        then:
        def e = thrown(EngineException)
        e.message.contains('has no user namespace')
    }

    def 'without a user namespace there is nothing to map into, as the OCI specification has it'() {
        when:
        spec('true', UserNamespace.HOST) { it.bind(Path.of('/srv'), '/d', false, true) }

        then:
        def e = thrown(RuntimeException)
        e.message.contains("idmap on '/d' needs a user namespace")
    }

    private Path folder(String name, String... files) {
        def folder = Files.createDirectory(scratch.path.resolve(name))
        files*.tokenize().each { file, user, group ->
            Files.createFile(folder.resolve(file))
            Files.setAttribute(folder.resolve(file), 'unix:uid', user as int)
            Files.setAttribute(folder.resolve(file), 'unix:gid', group as int)
        }
        folder
    }

    private List<String> mountsHere() {
        Files.readAllLines(Path.of('/proc/self/mountinfo')).findAll { it.contains("$scratch.path") }
    }

    private static String owners(Path folder) {
        ['sh', '-c', "cd $folder && $LIST"].execute().text
    }

    private RunResult run(String command = LIST, UserNamespace ids = UserNamespace.AUTO, Closure more) {
        perform(new ContainerOperation.RunContainer(spec(command, ids, more), new Stdio.Capture(Optional.empty())))
    }

    private static ContainerSpec spec(String command, UserNamespace ids, @DelegatesTo(ContainerSpecBuilder) Closure more) {
        def builder = ContainerSpec.builder('busybox').network(new NetworkSpec.None()).userNamespace(ids)
                .command(['sh', '-c', "{ cd /d && $command ; }".toString()])
        more.call(builder)
        builder.build()
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
