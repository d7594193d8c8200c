package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.ImageSpec
import java.nio.file.Path
import java.time.Duration
import spock.lang.Specification

class PlanningEngineSpec extends Specification {
    final Engine reads = Mock()
    final List<String> plan = []
    final planning = new PlanningEngine(reads, plan.&add)

    def "a build is told step by step, and answered by its name"() {
        given:
        def steps = [new BuildStep.From(new ImageSource.Host(['bash'], false)), BuildStep.Run.shell('echo hi > /etc/motd')]

        when:
        def built = planning.perform(new ImageOperation.BuildImage(
                ImageSpec.of('hello', steps, Optional.empty())))

        then:
        plan == ['build image hello', '    FROM host(bash)', '    RUN echo hi > /etc/motd']
        built.id() == 'hello'
        0 * reads._
    }

    def "a run is told with what its spec says beyond the defaults"() {
        given:
        def spec = ContainerSpec.builder('hello').command(['sh', '-c', "it's"]).hostname('box').memoryBytes(64 << 20).pids(32)
                .bind(Path.of('/etc/ssl'), '/etc/ssl', true).dropCapability('ALL').readOnlyRoot(true)
                .timeout(Duration.ofSeconds(10)).remove(true).build()

        when:
        def result = planning.perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())))

        then:
        plan == [
                'run a container of image hello',
                "    command: sh -c 'it'\\''s'",
                '    hostname: box',
                '    memory: 67108864 bytes',
                '    processes: 32',
                '    mount: /etc/ssl at /etc/ssl, read-only',
                '    network: bridge',
                '    root: read-only',
                '    capabilities dropped: ALL',
                '    timeout: 10000 ms']
        result.succeeded()
        0 * reads._
    }

    def "removing is told; reading is done"() {
        when:
        planning.perform(new ContainerOperation.RemoveContainer('web', true))
        planning.perform(new ImageOperation.RemoveImage('hello', false))
        planning.perform(new ImageOperation.ListImages())

        then:
        plan == ['remove container web', 'remove image hello']
        1 * reads.perform(_ as ImageOperation.ListImages, _) >> []
        0 * reads._
    }
}
