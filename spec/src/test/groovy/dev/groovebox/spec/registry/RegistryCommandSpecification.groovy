package dev.groovebox.spec.registry

import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox

import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** The commands about registries as they are typed, against Debian's docker-registry. */
@Requires(
        value = { DockerRegistry.isAvailable() && System.getProperty('user.name') == 'root' },
        reason = 'needs docker-registry and root',
        inherited = true)
abstract class RegistryCommandSpecification extends Specification {
    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()

    /** What a command prints; it must succeed. */
    String out(Map<String, ?> how = [:], String... words) {
        printed(groovebox.run(how, words))
    }

    /** The same, of another engine. */
    String out(Groovebox where, String... words) {
        printed(where.run(words))
    }

    private static String printed(CommandResult result) {
        assert result.exitCode == 0: result
        result.out.trim()
    }

    /** What a command complains of; it must fail. */
    String complaint(Map<String, ?> how = [:], String... words) {
        CommandResult result = groovebox.run(how, words)
        assert result.exitCode != 0: result
        result.err.trim()
    }

    /** Makes an image of one file. */
    void importFile(String image, byte[] content) {
        def folder = Files.createDirectories(groovebox.work.resolve('image'))
        Files.write(folder.resolve('file'), content)
        def tar = groovebox.work.resolve('image.tar').toString()
        RegistrySpecification.run('tar', '--owner=0', '--group=0', '-C', folder, '-cf', tar, 'file')
        out('import', tar, image)
    }

    String id(Groovebox where = groovebox, String image) {
        out(where, 'image', 'inspect', '--format', '{{.Id}}', image)
    }

    /** By a tool that is not ours. */
    static String digest(String image) {
        RegistrySpecification.run('skopeo', 'inspect', '--tls-verify=false', '--format', '{{.Digest}}', "docker://$image")
    }
}
