package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.NetworkOperation
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.NetworkDefinition
import dev.groovebox.sandbox.spec.NetworkSpec
import java.nio.file.Files
import java.util.concurrent.CompletableFuture
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared

/** Two engines of one root, as two commands have them, that want a network or a volume at the same time. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' && new File('/usr/sbin/nft').exists() },
        reason = 'needs root, a static busybox and nft')
class NetworkAndVolumeRacesSpec extends EngineSpecification {
    static final ROUNDS = 12
    static final FILES = 400
    static final String SUBNET = "10.${180 + new Random().nextInt(60)}.${new Random().nextInt(250)}.0/24"

    @Shared
    @AutoCleanup
    Engine other

    def setupSpec() {
        other = LocalEngine.open(paths)
    }

    def cleanup() {
        perform(new ContainerOperation.ListContainers(true)).each {
            perform(new ContainerOperation.RemoveContainer(it.id(), true, true))
        }
        perform(new NetworkOperation.PruneNetworks())
    }

    def 'a network that is removed while a container comes to it: one of the two is refused'() {
        expect:
        (1..ROUNDS).every { round ->
            perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('front').subnet(SUBNET).build()))
            def joined = attempt { detach("box$round") { it.network(NetworkSpec.attachedTo('front')) } }
            Thread.sleep(round * 4)
            def removed = attempt { other.perform(new NetworkOperation.RemoveNetwork('front'), {}) }
            def why = "round $round: join ${joined.get()}, remove ${removed.get()}"

            assert [joined.get(), removed.get()].count { it == 'done' } == 1: why
            assert joined.get() =~ /^done$|was removed meanwhile|no such network/: why
            assert removed.get() =~ /^done$|uses it|has just come to it/: why
            if (joined.get() == 'done') {
                assert perform(new NetworkOperation.InspectNetwork('front')).containers()*.name() == ["box$round".toString()]: why
                perform(new ContainerOperation.RemoveContainer("box$round".toString(), true, true))
                perform(new NetworkOperation.RemoveNetwork('front'))
            }
            assert !Files.exists(paths.network('front')): why
            true
        }
    }

    def 'networks are pruned while one is made and used: what runs has its network'() {
        expect:
        (1..ROUNDS).every { round ->
            def made = attempt {
                perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('front').subnet(SUBNET).build()))
                detach("box$round") { it.network(NetworkSpec.attachedTo('front')) }
            }
            def pruned = attempt { 6.times { other.perform(new NetworkOperation.PruneNetworks(), {}) } }

            assert pruned.get() == 'done'
            assert made.get() =~ /^done$|was removed meanwhile|no such network/
            if (made.get() == 'done') {
                def device = perform(new NetworkOperation.InspectNetwork('front')).device()
                assert new File("/sys/class/net/$device").exists()
                perform(new ContainerOperation.RemoveContainer("box$round".toString(), true, true))
            }
            perform(new NetworkOperation.PruneNetworks())
            assert !Files.exists(paths.network('front'))
            true
        }
    }

    def 'volumes are pruned while a container comes with a new one: it has the one that is listed'() {
        expect:
        (1..ROUNDS).every { round ->
            def made = attempt {
                detach("box$round", 'echo here > /d/file; sleep 60') { it.network(new NetworkSpec.None()).volume('data', '/d', false, true) }
            }
            def pruned = attempt { 6.times { other.perform(new VolumeOperation.PruneVolumes(true), {}) } }

            assert [made.get(), pruned.get()] == ['done', 'done']
            assert eventually { Files.exists(paths.volumes().resolve('data/_data/file')) }
            perform(new ContainerOperation.RemoveContainer("box$round".toString(), true, true))
            assert other.perform(new VolumeOperation.PruneVolumes(true), {}) == ['data']
            true
        }
    }

    def 'two archives that are imported at once come one after the other: the volume has all files of one of them'() {
        given:
        def archives = ['one', 'two'].collect { archive(it) }

        expect:
        (1..ROUNDS).every { round ->
            def imports = [engine, other].withIndex().collect { Engine engine, int i ->
                attempt { engine.perform(new VolumeOperation.ImportVolume('both', archives[i]), {}) }
            }
            assert imports*.get() == ['done', 'done']
            def contents = paths.volumeData('both').toFile().listFiles()*.text
            assert contents.size() == FILES && contents.toSet().size() == 1: "round $round"
            true
        }

        cleanup:
        perform(new VolumeOperation.RemoveVolume('both'))
    }

    def 'a container that starts while an archive is imported sees all of it, or the import is refused'() {
        given:
        def archive = archive('whole')

        expect:
        (1..ROUNDS).every { round ->
            def imported = attempt { other.perform(new VolumeOperation.ImportVolume('fresh', archive), {}) }
            Thread.sleep(round * 3)
            detach("box$round", 'ls /d | wc -l > /tmp/seen; sleep 60') { it.network(new NetworkSpec.None()).volume('fresh', '/d', false, true) }
            def seen = paths.container(perform(new ContainerOperation.FindContainer("box$round".toString())).get().id()).upper().resolve('tmp/seen')
            assert eventually { Files.exists(seen) && Files.size(seen) > 0 }
            def why = "round $round: ${imported.get()}, seen ${seen.toFile().text}"
            assert imported.get() =~ /^done$|container 'box$round' runs with it/: why
            assert seen.toFile().text.trim() == (imported.get() == 'done' ? "$FILES" : '0'): why
            perform(new ContainerOperation.RemoveContainer("box$round".toString(), true, true))
            perform(new VolumeOperation.RemoveVolume('fresh'))
            true
        }
    }

    /** Of files that all have one content. */
    private archive(String content) {
        def folder = Files.createDirectory(scratch.path.resolve(content))
        (1..FILES).each { Files.writeString(folder.resolve("f$it"), content) }
        def file = scratch.path.resolve(content + '.tar')
        assert ['tar', 'cf', "$file", '-C', "$folder", '.'].execute().waitFor() == 0
        file
    }

    /** What came of it: 'done', or why not. */
    private static CompletableFuture<String> attempt(Closure<?> action) {
        CompletableFuture.supplyAsync {
            try {
                action.call()
                'done'
            } catch (EngineException refused) {
                refused.message
            }
        }
    }

    private String detach(String name, String command = 'sleep 60', @DelegatesTo(ContainerSpecBuilder) Closure more) {
        def builder = ContainerSpec.builder('busybox').command(['sh', '-c', command]).name(name)
        more.call(builder)
        perform(new ContainerOperation.RunDetached(builder.build(), false))
    }

    private static boolean eventually(Closure<Boolean> condition) {
        for (int tries = 0; tries < 200 && !condition.call(); tries++) {
            Thread.sleep(50)
        }
        condition.call()
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
