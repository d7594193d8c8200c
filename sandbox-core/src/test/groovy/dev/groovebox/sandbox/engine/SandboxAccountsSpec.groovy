package dev.groovebox.sandbox.engine

import dev.groovebox.registry.oci.ImageConfig
import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import dev.groovebox.sandbox.launch.LaunchRequest.Account
import dev.groovebox.sandbox.linux.jna.JnaFileCalls
import dev.groovebox.sandbox.spec.ContainerSpec
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

class SandboxAccountsSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()

    def layer = Files.createDirectories(scratch.path.resolve('layer/etc')).parent
    def upper = Files.createDirectories(scratch.path.resolve('upper'))
    def accounts = new SandboxAccounts(new JnaFileCalls())

    def setup() {
        write(layer, 'passwd', 'musician:x:1000:1001::/home/musician:/bin/sh\n')
        write(layer, 'group', 'band:x:1001:\naudio:x:29:musician\n')
    }

    private static void write(Path root, String name, String content) {
        Files.writeString(Files.createDirectories(root.resolve('etc')).resolve(name), content)
    }

    private Account resolve(String imageUser, String user = null, List<String> groups = []) {
        def execution = new ImageConfig.Execution(imageUser, [], [], [], '', [:], [], [], Optional.empty())
        def builder = ContainerSpec.builder('jazz')
        groups.each { builder.additionalGroup(it) }
        if (user != null) {
            builder.user(user)
        }
        accounts.resolve(new SandboxJob(builder.build(), 'jazz', '', execution, [layer], Optional.empty()), upper)
    }

    def "the container's user counts, else the image's, else root"() {
        expect:
        resolve(imageUser, user) == new Account(uid, gid, groups.collect { it as long }, home)

        where:
        imageUser  | user          || uid  | gid  | groups     | home
        ''         | null          || 0    | 0    | [0]        | '/'
        'musician' | null          || 1000 | 1001 | [1001, 29] | '/home/musician'
        'musician' | '5'           || 5    | 0    | [0]        | '/'
        ''         | 'musician:29' || 1000 | 29   | [29]       | '/home/musician'
    }

    def "the primary group is a supplementary one too, so that no program can shed it: CVE-2022-36109"() {
        expect:
        resolve('', '5:6', ['band', '6']).groups() == [6L, 1001L]
    }

    def "an account that the image lacks is answered with the image's name"() {
        when:
        resolve('', user)

        then:
        def e = thrown(EngineException)
        e.failure().kind() == kind
        e.message == "cannot start a container of image 'jazz': $rest"

        where:
        user         || kind                  | rest
        'musican'    || FailureKind.NOT_FOUND | "cannot run as user 'musican': the image has no such user; did you mean 'musician'?"
        '4294967296' || FailureKind.INVALID   | "cannot run as user '4294967296': an id is a decimal number from 0 to 2147483647"
    }

    @Timeout(60)
    def "an image whose accounts can't be read safely is named"() {
        given:
        Files.delete(layer.resolve('etc/passwd'))
        assert ['mkfifo', layer.resolve('etc/passwd').toString()].execute().waitFor() == 0

        when:
        resolve('')

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.INVALID
        e.message == "cannot start a container of image 'jazz': '/etc/passwd' in the image is no regular file but a fifo"
    }

    def "more groups than a process can be given are refused before it starts"() {
        given:
        write(layer, 'group', (1..300).collect { "g$it:x:$it:musician\n" }.join())

        when:
        resolve('musician')

        then:
        def e = thrown(EngineException)
        e.message.contains('it is in 301 groups, of which 256 are allowed')
    }

    def "a layer's accounts are read once, what the sandbox itself wrote each time"() {
        given:
        resolve('musician')
        write(layer, 'passwd', 'musician:x:2000:2001::/:\n')

        expect: 'layers never change, so nobody looks'
        resolve('musician').uid() == 1000

        when:
        write(upper, 'passwd', 'musician:x:3000:3001::/:\n')

        then:
        resolve('musician').with { [it.uid(), it.gid(), it.groups()] } == [3000L, 3001L, [3001L, 29L]]

        when:
        write(upper, 'passwd', 'musician:x:4000:4001::/:\n')

        then:
        resolve('musician').uid() == 4000
    }
}
