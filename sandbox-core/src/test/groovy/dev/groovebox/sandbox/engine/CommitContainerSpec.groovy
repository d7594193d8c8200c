package dev.groovebox.sandbox.engine

import dev.groovebox.registry.json.JsonObject
import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.HistoryLine
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.ImageSummary
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommandForm
import dev.groovebox.sandbox.spec.CommitSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import spock.lang.Requires
import spock.lang.Timeout

import java.nio.file.Files
import java.util.concurrent.CompletableFuture

@Timeout(60)
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class CommitContainerSpec extends EngineSpecification {
    def cleanup() {
        Files.deleteIfExists(signals.resolve('stop'))
        engine.perform(new ContainerOperation.ListContainers(true), EventSink.none()).each {
            engine.perform(new ContainerOperation.RemoveContainer(it.name(), true), EventSink.none())
        }
    }

    def "an image has what its container wrote, deleted and changed"() {
        given:
        keep('box', 'echo new > /etc/new; rm /etc/passwd; chmod 700 /tmp; ln /etc/new /etc/again; rm -r /root; mkdir /root')

        when:
        commit('box', 'kept')

        then:
        run('kept', 'cat /etc/new; ls /etc/passwd; stat -c "%a %h" /tmp /etc/again; ls -A /root').out() == 'new\n700 1\n644 2\n'
        layersOf('kept') == layersOf('busybox') + 1
    }

    def "it runs as its container did, and the changes come last, their variables filled in"() {
        given:
        keep('box', 'true') { it.environment('FOO', 'bar').label('a', '1').user('1000').workingFolder('/tmp') }

        when:
        engine.perform(new ImageOperation.CommitContainer(new CommitSpec('box', Optional.of('kept'), 'why', 'Ann', [
                new BuildStep.Env([FOO: '$FOO:more', NEW: '\\$1']),
                new BuildStep.Label([b: '2']),
                new BuildStep.Expose(['80', '53/udp']),
                new BuildStep.Workdir('sub'),
                new BuildStep.Cmd(CommandForm.shell('id'))], true)), EventSink.none())
        def document = inspect('kept')

        then:
        document.requireObject('Config').with {
            [texts('Env').findAll { !it.startsWith('PATH') }, textMap('Labels'), object('ExposedPorts').get().members().keySet() as List,
             requireText('WorkingDir'), requireText('User'), texts('Cmd')]
        } == [['FROM_IMAGE=yes', 'FOO=bar:more', 'NEW=$1'], [a: '1', b: '2'], ['80/tcp', '53/udp'], '/tmp/sub', '1000', ['/bin/sh', '-c', 'id']]
        document.requireText('Author') == 'Ann'
        history('kept')[0].with { [comment(), createdBy()] } == ['why', 'sh -c true']
    }

    def "a running container is held still while it is read, and goes on; without pausing it is not held"() {
        given:
        def running = start('box', 'i=0; while [ ! -e /signal/stop ]; do i=$((i+1)); echo $i > /count; done; echo went on')

        when:
        engine.perform(new ImageOperation.CommitContainer(new CommitSpec('box', Optional.of('kept'), '', '', [], pause)), EventSink.none())
        Files.createFile(signals.resolve('stop'))

        then:
        run('kept', 'cat /begun').out() == 'begun\n'
        running.get().out() == 'went on\n'
        !Files.exists(upper('box').resolveSibling('hold'))

        where:
        pause << [true, false]
    }

    def "what a killed commit held goes on when the next command opens the engine"() {
        given:
        def running = start('box', 'while [ ! -e /signal/stop ]; do sleep 0.05; done; echo went on')
        def machine = Machine.ofThis(paths)
        def id = upper('box').parent.fileName.toString()
        Files.createFile(paths.container(id).hold())
        machine.cgroups().find(id).freeze()
        Files.createFile(signals.resolve('stop'))

        when:
        Thread.sleep(300)
        def still = !running.done
        new Reaper(paths, machine).reap()

        then:
        still
        running.get().out() == 'went on\n'
        !Files.exists(paths.container(id).hold())
    }

    def "a container whose image was removed by force can still be committed"() {
        given:
        keep('first', 'echo 1 > /one')
        commit('first', 'base')
        engine.perform(new ContainerOperation.RunContainer(spec('base', 'second', 'echo 2 > /two') {}, new Stdio.Capture(Optional.empty())), EventSink.none())
        engine.perform(new ImageOperation.RemoveImage('base', true), EventSink.none())

        when:
        commit('second', 'saved')

        then:
        run('saved', 'cat /one /two').out() == '1\n2\n'
    }

    def "a change of files is refused and makes no image"() {
        given:
        keep('box', 'true')
        def before = engine.perform(new ImageOperation.ListImages(), EventSink.none())

        when:
        engine.perform(new ImageOperation.CommitContainer(
                new CommitSpec('box', Optional.of('never'), '', '', [BuildStep.Run.shell('id')], true)), EventSink.none())

        then:
        def e = thrown(EngineException)
        e.message.contains("cannot commit with the change 'RUN id'")
        engine.perform(new ImageOperation.ListImages(), EventSink.none()) == before
    }

    private ImageSummary commit(String container, String name) {
        engine.perform(new ImageOperation.CommitContainer(CommitSpec.of(container, name)), EventSink.none())
    }

    private JsonObject inspect(String image) {
        engine.perform(new ImageOperation.InspectImage(image), EventSink.none()).document()
    }

    private List<HistoryLine> history(String image) {
        engine.perform(new ImageOperation.ShowHistory(image), EventSink.none())
    }

    private int layersOf(String image) {
        inspect(image).requireObject('RootFS').texts('Layers').size()
    }

    private static ContainerSpec spec(String image, String name, String command, Closure<?> more) {
        def builder = ContainerSpec.builder(image).command(['sh', '-c', command])
        name ? builder.name(name) : builder.remove(true)
        more.call(builder)
        builder.build()
    }

    private RunResult keep(String name, String command, Closure<?> more = { ContainerSpecBuilder builder -> }) {
        engine.perform(new ContainerOperation.RunContainer(spec('busybox', name, command, more), new Stdio.Capture(Optional.empty())), EventSink.none())
    }

    private RunResult run(String image, String command) {
        engine.perform(new ContainerOperation.RunContainer(spec(image, null, command) {}, new Stdio.Capture(Optional.empty())), EventSink.none())
    }

    /** A folder of the host in which a file says to go on: what the host writes into an upper folder need not be seen. */
    private java.nio.file.Path getSignals() {
        Files.createDirectories(scratch.path.resolve('signals'))
    }

    /** In the foreground of another thread, begun when this answers. */
    private CompletableFuture<RunResult> start(String name, String command) {
        def result = CompletableFuture.supplyAsync { keep(name, "echo begun > /begun; $command") { it.bind(signals, '/signal', true) } }
        while (!Files.isSymbolicLink(paths.root().resolve("names/$name")) || !upper(name).resolve('begun').toFile().length()) {
            assert !result.done
            Thread.sleep(10)
        }
        result
    }

    private java.nio.file.Path upper(String name) {
        paths.container(Files.readSymbolicLink(paths.root().resolve("names/$name")).toString()).upper()
    }
}
