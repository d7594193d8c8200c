package dev.groovebox.sandbox.distribution

import dev.groovebox.registry.auth.ConfigFile
import dev.groovebox.registry.auth.ConfigFiles
import dev.groovebox.registry.auth.CredentialHelpers
import dev.groovebox.registry.settings.RegistrySettings
import dev.groovebox.registry.transport.Patience
import dev.groovebox.registry.transport.http.Timeouts
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.event.Event
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.image.ImageStore
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.operation.LayerCompression
import dev.groovebox.sandbox.operation.RegistryOperation.Pull
import dev.groovebox.sandbox.operation.RegistryOperation.Push
import dev.groovebox.sandbox.storage.EnginePaths

import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.function.Supplier
import spock.lang.AutoCleanup
import spock.lang.Specification

/** A store of its own, a registry that can go wrong, and a pause of tenths of a second before it is asked again. */
abstract class DistributionSpecification extends Specification {
    static final REPOSITORY = 'team/tool'

    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @AutoCleanup
    FaultyRegistry registry = new FaultyRegistry()
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    ImageStore store = new ImageStore(paths, new JnaFileCalls())
    List<Event> events = new CopyOnWriteArrayList<>()
    ConfigFile auths = new ConfigFile(scratch.path.resolve('auth.json'), new CredentialHelpers())
    RegistrySettings settings = RegistrySettings.USUAL
            .withCertificateFolders([scratch.path.resolve('certs.d')])
            .withLimits(
                    new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(15)),
                    new Patience(4, Duration.ofMillis(10), Duration.ofMillis(300), Duration.ofSeconds(20)))

    RegistryAccess getAccess() {
        new RegistryAccess(scratch.path.resolve('daemon.json'), new ConfigFiles(auths, []), { settings } as Supplier)
    }

    Distribution getDistribution() {
        new Distribution(paths, new JnaFileCalls(), store, access)
    }

    RemoteImages getRemote() {
        new RemoteImages(paths, access)
    }

    String getName() {
        "$registry.host/$REPOSITORY:1"
    }

    /** For a registry that is to stall; one that is only held up by a busy machine must not be taken for it. */
    void takeForStalledAfter(Duration idle) {
        settings = settings.withLimits(new Timeouts(settings.timeouts().connect(), idle), settings.patience())
    }

    def pull(String what = name) {
        distribution.pull(new Pull(what), events.&add)[0]
    }

    def push(String image, String to = name, LayerCompression compression = LayerCompression.AS_IT_IS) {
        distribution.push(new Push(image, Optional.of(to), false, compression), events.&add)[0]
    }

    /** The one line that the user sees. */
    String failure(Closure action) {
        try {
            action.call()
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            return e.message
        }
        throw new AssertionError('it did not fail' as Object)
    }

    List<String> getWarnings() {
        events.findAll { it instanceof Event.Warning }*.message()
    }

    List<String> getTraces() {
        events.findAll { it instanceof Event.Trace }*.line()
    }

    /** Puts an image of one layer into the registry; answers its layer's digest. */
    String serve(String tag = '1', int bytes = 3 << 20, FaultyRegistry where = registry) {
        byte[] layer = layer(bytes)
        def layerDigest = FaultyRegistry.digest(layer)
        byte[] config = """{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":["$layerDigest"]}}""".bytes
        where.blobs[layerDigest] = layer
        where.blobs[FaultyRegistry.digest(config)] = config
        byte[] manifest = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{
            "mediaType":"application/vnd.oci.image.config.v1+json","digest":"${FaultyRegistry.digest(config)}","size":$config.length},
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"$layerDigest","size":$layer.length}]}""".bytes
        where.manifests[tag] = manifest
        where.manifests[FaultyRegistry.digest(manifest)] = manifest
        layerDigest
    }

    /** An archive of one file of noise, which no compression makes small. */
    static byte[] layer(int bytes) {
        byte[] content = new byte[bytes]
        new Random(bytes).nextBytes(content)
        def folder = Files.createTempDirectory('layer-')
        Files.write(folder.resolve('noise'), content)
        try {
            ['tar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '-C', folder.toString(), '-cf', '-', 'noise'].execute().inputStream.bytes
        } finally {
            Files.delete(folder.resolve('noise'))
            Files.delete(folder)
        }
    }

    boolean nothingIsVisible() {
        def partial = paths.temporary().toFile().listFiles()
        assert !partial || partial.length == 0
        store.list().empty && (!Files.exists(paths.layers()) || paths.layers().toFile().list().length == 0)
    }

    List<String> asked(String method) {
        registry.requests.findAll { it.method == method }*.toString()
    }
}
