package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.event.EventSink
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.DiskReport
import dev.groovebox.sandbox.operation.ImageOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.SystemOperation
import dev.groovebox.sandbox.spec.BuildStep
import dev.groovebox.sandbox.spec.CommitSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ImageSource
import dev.groovebox.sandbox.spec.ImageSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import spock.lang.Requires
import spock.lang.Shared

import java.nio.file.Files

/** What single objects take adds up to the rows, and the rows to the root. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' }, reason = 'needs root and a static busybox')
class DiskReportsSpec extends EngineSpecification {
    @Shared
    DiskReport report
    @Shared
    long ofRoot

    def setupSpec() {
        run(spec('small').command(['sh', '-c', 'head -c 300000 /dev/urandom > /a']).volume('data', '/data', false, true).build())
        run(spec('large').command(['sh', '-c', 'head -c 900000 /dev/urandom > /a; echo 1 > /data/x'])
                .volume('data', '/data', false, true).build())
        perform(new ImageOperation.CommitContainer(CommitSpec.of('small', 'team/small:1')))
        perform(new ImageOperation.CommitContainer(CommitSpec.of('large', 'team/large:1')))
        perform(new ImageOperation.TagImage('team/large:1', 'team/large:2'))
        build('kept', 'head -c 200000 /dev/urandom > /b')
        buildOfWhichTheLastStepFails()
        measure()
    }

    /** What a build has discarded is deleted behind its back, perhaps between the two. */
    private void measure() {
        for (int tries = 0; tries < 100 && report?.totalBytes() != ofRoot; tries++) {
            sleep(tries * 5)
            report = perform(new SystemOperation.MeasureDisk())
            ofRoot = "du -s --block-size=1 ${paths.root()}".execute().text.split()[0] as long
        }
    }

    def cleanupSpec() {
        perform(new ContainerOperation.ListContainers(true)).each { perform(new ContainerOperation.RemoveContainer(it.name(), true)) }
    }

    def "the rows add up to what du says of the root"() {
        expect:
        report.totalBytes() == ofRoot
    }

    def "each image has what only it has, and what others have too"() {
        expect: "a committed layer is its blob alone until a container stands on it, a built one has its folder too"
        (image('team/small:1').uniqueBytes() as int) in 300_000..330_000
        (image('team/large:1').uniqueBytes() as int) in 900_000..930_000
        (image('kept').uniqueBytes() as int) in 400_000..430_000
        image('team/large:1').names() == ['team/large:1', 'team/large:2']
        (image('busybox').uniqueBytes() as int) in 4_000..12_000
        ['team/small:1', 'team/large:1', 'busybox', 'kept'].collect { image(it).sharedBytes() }.unique().size() == 1
        image('busybox').containers() == 2
        image('kept').containers() == 0

        and: 'what is shared counts once'
        report.images()*.uniqueBytes().sum() + image('busybox').sharedBytes() == row('Images').sizeBytes()
    }

    def "containers, their logs and volumes add up to their rows"() {
        expect:
        report.containers().collectEntries { [it.container().get().name(), it.volumes()] } == [small: 1, large: 1]
        (container('large').sizeBytes() - container('small').sizeBytes() as int) in 590_000..610_000
        report.containers()*.sizeBytes().sum() == row('Containers').sizeBytes()
        report.containers()*.logBytes().sum() == row('Container Logs').sizeBytes()

        and:
        report.volumes()*.volume()*.name() == ['data']
        report.volumes()[0].volume().containers().toSet() == ['small', 'large'] as Set
        report.volumes()[0].sizeBytes() == row('Local Volumes').sizeBytes()
        row('Local Volumes').reclaimableBytes() == 0
    }

    def "a layer of the build cache that an image has is told as shared, and counts there"() {
        given:
        def layers = report.cache().findAll { it.type() == 'regular' }

        expect:
        layers*.shared().toSorted() == [false, true]
        (layers.find { it.shared() }.sizeBytes() as int) in 400_000..450_000
        (layers.find { !it.shared() }.sizeBytes() as int) in 800_000..850_000
        report.cache().findAll { !it.shared() }*.sizeBytes().sum() == row('Build Cache').sizeBytes()
    }

    private DiskReport.Row row(String type) {
        report.rows().find { it.type() == type }
    }

    private DiskReport.ImageUse image(String name) {
        report.images().find { image -> image.names().any { it == name || it == name + ':latest' } }
    }

    private DiskReport.ContainerUse container(String name) {
        report.containers().find { it.container().get().name() == name }
    }

    private static spec(String name) {
        ContainerSpec.builder('busybox').name(name).network(new NetworkSpec.None())
    }

    private void run(ContainerSpec spec) {
        perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty())))
    }

    private void build(String name, String command) {
        def steps = [new BuildStep.From(new ImageSource.Named('busybox')), BuildStep.Run.shell(command)]
        perform(new ImageOperation.BuildImage(ImageSpec.of(name, steps, Optional.empty())))
    }

    private void buildOfWhichTheLastStepFails() {
        def steps = [new BuildStep.From(new ImageSource.Named('busybox')), BuildStep.Run.shell('head -c 400000 /dev/urandom > /c'),
                     BuildStep.Run.shell('exit 1')]
        try {
            perform(new ImageOperation.BuildImage(ImageSpec.of('never', steps, Optional.empty())))
            assert false: 'the build must fail'
        } catch (EngineException e) {
            return
        }
    }

    private <R> R perform(operation) {
        engine.perform(operation, EventSink.none())
    }
}
