package dev.groovebox.sandbox.engine

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.ContainerStatus
import dev.groovebox.sandbox.operation.ExecOperation
import dev.groovebox.sandbox.operation.NetworkOperation
import dev.groovebox.sandbox.operation.RunResult
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.operation.VolumeOperation
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.ContainerSpecBuilder
import dev.groovebox.sandbox.spec.ExecSpec
import dev.groovebox.sandbox.spec.NetworkDefinition
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.PortText
import dev.groovebox.sandbox.spec.RestartPolicy
import dev.groovebox.sandbox.spec.UserNamespace
import dev.groovebox.sandbox.storage.EnginePaths
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification

/** Real bridges, addresses and rules, of subnets that nobody else has; the machine is the same afterwards. */
@Requires(value = { Files.exists(BusyboxImage.PROGRAM) && 'id -u'.execute().text.trim() == '0' && new File('/usr/sbin/nft').exists() },
        reason = 'needs root, a static busybox and nft')
class NetworksSpec extends Specification {
    static final String SUBNET = "10.${180 + new Random().nextInt(60)}.${new Random().nextInt(250)}"
    static final int PORT = 20000 + new Random().nextInt(9000)

    @Shared
    @AutoCleanup
    ScratchFolder scratch = new ScratchFolder()
    @Shared
    EnginePaths paths = EnginePaths.of(scratch.path.resolve('root'), scratch.path.resolve('run'))
    @Shared
    Engine engine

    def setupSpec() {
        BusyboxImage.addTo(paths)
        engine = LocalEngine.open(paths)
        perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('front').subnet("${SUBNET}.0/24").build()))
    }

    def cleanupSpec() {
        engine.close()
        def mark = paths.mark()
        assert !new File("/sys/class/net/gbx-$mark").exists()
        assert !'nft list tables'.execute().text.contains(mark)
    }

    def cleanup() {
        removeAll()
    }

    private removeAll() {
        perform(new ContainerOperation.ListContainers(true)).each {
            perform(new ContainerOperation.RemoveContainer(it.id(), true, true))
        }
    }

    def 'a container reaches this machine by its network, and has the name and address that its hosts file says'() {
        when:
        def out = run({ it.network(NetworkSpec.attachedTo('front')).hostname('box') }, "ping -c1 -W2 ${SUBNET}.1 && cat /etc/hosts && ip route").out()

        then:
        out.contains('1 packets received')
        out.contains("${SUBNET}.2\tbox")
        out.contains("default via ${SUBNET}.1 dev eth0")
    }

    def 'containers of a network find each other by name and alias, for as long as they are there'() {
        given:
        detach('db', { it.network(new NetworkSpec.Attached([new NetworkSpec.Attachment('front', ['pg'], [], Optional.empty())])) }, 'sleep 60')

        expect:
        run({ it.network(NetworkSpec.attachedTo('front')) }, 'ping -c1 -W2 db && ping -c1 -W2 pg').exitCode() == 0

        when:
        detach('web', { it.network(NetworkSpec.attachedTo('front')) }, 'sleep 60')

        then: 'also of those that came later'
        Files.readString(hosts('db')).contains('\tweb ')

        when:
        perform(new ContainerOperation.RemoveContainer('web', true, false))

        then:
        !Files.readString(hosts('db')).contains('web')
    }

    def 'a container finds itself by its name, and after it was renamed it and others find it by the new one alone'() {
        given:
        detach('box', { it.network(NetworkSpec.attachedTo('front')).hostname('other') }, 'sleep 60')
        detach('db', { it.network(NetworkSpec.attachedTo('front')) }, 'sleep 60')

        expect:
        inside('box', 'ping -c1 -W2 box').contains('1 packets received')

        when:
        perform(new ContainerOperation.RenameContainer('box', 'renamed'))

        then:
        inside('renamed', 'ping -c1 -W2 renamed').contains('1 packets received')
        inside('db', 'ping -c1 -W2 renamed').contains('1 packets received')
        !Files.readString(hosts('renamed')).contains('\tbox ')
        !Files.readString(hosts('db')).contains('\tbox ')
    }

    def 'on the default network a container has no name but its host name'() {
        given:
        detach('box', { it.network(NetworkSpec.ofDefault()).hostname('other') }, 'sleep 60')

        when:
        perform(new ContainerOperation.RenameContainer('box', 'renamed'))

        then:
        Files.readString(hosts('renamed')).readLines().last() ==~ /[0-9.]+\tother/
    }

    def 'containers of different networks do not reach each other'() {
        given:
        detach('db', { it.network(NetworkSpec.attachedTo('front')) }, 'sleep 60')

        expect:
        run({ it.network(NetworkSpec.ofDefault()) }, "ping -c1 -W1 ${SUBNET}.2").exitCode() != 0
    }

    def 'a published port answers on 127.0.0.1, on this machine\'s address, and to another container'() {
        given:
        detach('web', { it.network(NetworkSpec.attachedTo('front')); PortText.parse("$PORT:8000").each(it.&publish) },
                'mkdir /w; echo hello > /w/index.html; httpd -f -p 8000 -h /w')

        expect:
        eventually { new URL("http://127.0.0.1:$PORT/").text == 'hello\n' }
        new URL("http://${SUBNET}.1:$PORT/").text == 'hello\n'
        run({ it.network(NetworkSpec.attachedTo('front')) }, "wget -qO- http://${SUBNET}.1:$PORT/").out() == 'hello\n'
        run({ it.network(NetworkSpec.ofDefault()) }, "wget -qO- http://${SUBNET}.1:$PORT/").out() == 'hello\n'

        when: 'the rules of the machine are loaded anew'
        "nft delete table inet groovebox-${paths.mark()}".execute().waitFor()
        def repaired = perform(new NetworkOperation.RepairNetworks())

        then:
        repaired == ["made table groovebox-${paths.mark()} again".toString()]
        eventually { new URL("http://127.0.0.1:$PORT/").text == 'hello\n' }

        when:
        run({ PortText.parse("$PORT:80").each(it.&publish) }, 'true')

        then:
        def taken = thrown(EngineException)
        taken.message.contains("container 'web' uses it already")

        when:
        perform(new ContainerOperation.RemoveContainer('web', true, false))

        then:
        !'nft list ruleset'.execute().text.contains("dport $PORT")
    }

    def 'a port on an IPv6 address is refused where no network has IPv6'() {
        when:
        run({ PortText.parse('[::]:23479:80').each(it.&publish) }, 'true')

        then:
        def e = thrown(EngineException)
        e.message == "cannot publish port '[::]:23479:80/tcp': no network of the container has IPv6; " +
                'make the network with --ipv6, or publish it on an IPv4 address'
    }

    def 'of a range of ports for one of the container a free one is taken'() {
        given:
        def range = { PortText.parse('23485-23486:80').each(it.&publish) }
        ['one', 'two'].each { detach(it, range, 'sleep 600') }

        expect:
        ['one', 'two'].collect { perform(new ContainerOperation.FindContainer(it)).get().ports()*.toString() } ==
                [['23485:80/tcp'], ['23486:80/tcp']]

        when:
        run(range, 'true')

        then:
        def e = thrown(EngineException)
        e.message == "cannot publish port '23485-23486:80/tcp': none of the range is free; name another"
    }

    def 'a folder that is not there is told of with what to do'() {
        when:
        run({ it.network(new NetworkSpec.None()).bind(java.nio.file.Path.of('/nonexistent/new'), '/d', false) }, 'true')

        then:
        def e = thrown(EngineException)
        e.message.endsWith("there is no '/nonexistent/new' on this machine to mount; make it first (mkdir -p /nonexistent/new), or mount another")
    }

    def 'a program of this machine that has the port is named'() {
        given:
        def socket = new ServerSocket(0)

        when:
        run({ PortText.parse("${socket.localPort}:80").each(it.&publish) }, 'true')

        then:
        def e = thrown(EngineException)
        e.message =~ /process '.+' \(\d+\) uses it already/

        cleanup:
        socket.close()
    }

    def 'a start that was killed before it wrote down what it had taken: the next one has it'() {
        given:
        def spec = ContainerSpec.builder('busybox').command(['sleep', '60']).name('again').network(NetworkSpec.attachedTo('front'))
        PortText.parse("${PORT + 1}:80").each(spec.&publish)
        def id = perform(new ContainerOperation.CreateContainer(spec.build(), false))
        Files.createDirectories(paths.portLeases())
        Files.createSymbolicLink(paths.portLeases().resolve("tcp@all@${PORT + 1}"), Path.of(id))
        Files.createSymbolicLink(paths.leases('front').resolve("${SUBNET}.2"), Path.of(id))

        when:
        perform(new ContainerOperation.StartContainer('again'))

        then:
        perform(new NetworkOperation.InspectNetwork('front')).containers()*.addresses() == [["${SUBNET}.2/24".toString()]]
        'nft list ruleset'.execute().text.contains("dport ${PORT + 1}")
    }

    def 'when its policy starts a container again, #whose, it is in its network as before'() {
        given:
        detach('again', { it.network(NetworkSpec.attachedTo('front')).userNamespace(ids).restart(RestartPolicy.parse('on-failure:2').get()) },
                "ping -c1 -W2 ${SUBNET}.1 && ip -4 -o addr show eth0 >> /seen; echo >> /runs; test \$(wc -l < /runs) = 3 || exit 1; sleep 60")

        expect:
        eventually { perform(new ContainerOperation.FindContainer('again')).get().status() == ContainerStatus.RUNNING && inside('again', 'cat /runs') == '\n' * 3 }
        inside('again', 'cat /seen').readLines()*.trim().every { it.contains("${SUBNET}.2/24") }
        inside('again', 'wc -l < /seen') == '3\n'
        inside('again', "ping -c1 -W2 ${SUBNET}.1").contains('1 packets received')

        and: 'another finds it, too'
        run({ it.network(NetworkSpec.attachedTo('front')) }, 'ping -c1 -W2 again').exitCode() == 0

        where:
        whose                              | ids
        "whose ids are the machine's"      | UserNamespace.HOST
        'which has a user namespace'       | UserNamespace.AUTO
    }

    def 'a running container is connected to one more network, and disconnected again'() {
        given:
        detach('box', { it.network(NetworkSpec.ofDefault()) }, 'sleep 60')

        when:
        perform(new NetworkOperation.ConnectNetwork(NetworkSpec.Attachment.to('front'), 'box'))

        then:
        run({ it.network(NetworkSpec.attachedTo('front')) }, 'ping -c1 -W2 box').exitCode() == 0
        perform(new NetworkOperation.InspectNetwork('front')).containers()*.name() == ['box']

        when:
        perform(new NetworkOperation.DisconnectNetwork('front', 'box'))

        then:
        perform(new NetworkOperation.InspectNetwork('front')).containers() == []
    }

    def 'the default route and published ports go by the first network that leads outside, wherever an internal one is named'() {
        given:
        create('back') { it.internal(true) }
        def attached = networks.collect { NetworkSpec.Attachment.to(it) }

        when:
        detach('box', { it.network(new NetworkSpec.Attached(attached)); PortText.parse("$PORT:80").each(it.&publish) }, 'sleep 60')
        later.each { perform(new NetworkOperation.ConnectNetwork(NetworkSpec.Attachment.to(it), 'box')) }

        then:
        inside('box', 'ip route').readLines().findAll { it.startsWith('default') } == ["default via ${SUBNET}.1 dev $card ".toString()]
        portLeadsTo(addressOn('front', 'box'))

        cleanup:
        removeAll()
        perform(new NetworkOperation.RemoveNetwork('back'))

        where:
        networks          | later     || card
        ['back', 'front'] | []        || 'eth1'
        ['front', 'back'] | []        || 'eth0'
        ['back']          | ['front'] || 'eth1'
    }

    def 'when a container leaves the network of its default route, the route and its ports go by the next one at once'() {
        given:
        create('back') { it.internal(true) }
        create('side') {}
        def gateway = perform(new NetworkOperation.InspectNetwork('side')).ranges()[0].gateway()
        detach('box', { it.network(NetworkSpec.attachedTo('front')); PortText.parse("$PORT:80").each(it.&publish) }, 'sleep 60')

        when:
        ['back', 'side'].each { perform(new NetworkOperation.ConnectNetwork(NetworkSpec.Attachment.to(it), 'box')) }

        then:
        portLeadsTo(addressOn('front', 'box'))

        when:
        perform(new NetworkOperation.DisconnectNetwork('front', 'box'))

        then:
        inside('box', 'ip route').readLines().findAll { it.startsWith('default') } == ["default via $gateway dev eth2 ".toString()]
        portLeadsTo(addressOn('side', 'box'))

        cleanup:
        removeAll()
        ['back', 'side'].each { perform(new NetworkOperation.RemoveNetwork(it)) }
    }

    def 'a container that does not run is connected to its network once more: it is on it once, as it was asked last'() {
        given:
        perform(new ContainerOperation.CreateContainer(
                ContainerSpec.builder('busybox').command(['sleep', '60']).name('box').network(NetworkSpec.attachedTo('front')).build(), false))

        when:
        perform(new NetworkOperation.ConnectNetwork(new NetworkSpec.Attachment(name.call(engine), ['other'], [], Optional.empty()), 'box'))
        perform(new ContainerOperation.StartContainer('box'))

        then:
        inside('box', 'ls /sys/class/net') == 'eth0\nlo\n'
        inside('box', 'ping -c1 -W2 other').contains('1 packets received')

        where:
        name << [{ 'front' }, { it.perform(new NetworkOperation.InspectNetwork('front'), {}).id() }]
    }

    def 'on a network without enable_icc containers reach this machine, not each other; host_binding_ipv4 is where they are published'() {
        given:
        create('apart') {
            it.option('com.docker.network.bridge.enable_icc', 'false').option('com.docker.network.bridge.host_binding_ipv4', address)
        }
        def gateway = perform(new NetworkOperation.InspectNetwork('apart')).ranges()[0].gateway()
        detach('web', { it.network(NetworkSpec.attachedTo('apart')); PortText.parse("$PORT:8000").each(it.&publish) },
                'mkdir /w; echo hello > /w/index.html; httpd -f -p 8000 -h /w')

        expect:
        eventually { new URL("http://127.0.0.1:$PORT/").text == 'hello\n' }
        run({ it.network(NetworkSpec.attachedTo('apart')) }, "ping -c1 -W2 $gateway").exitCode() == 0
        run({ it.network(NetworkSpec.attachedTo('apart')) }, 'ping -c1 -W1 web').exitCode() != 0
        perform(new ContainerOperation.FindContainer('web')).get().ports()*.toString() == ["$address:$PORT:8000/tcp".toString()]

        when: 'its bridge is made anew'
        "ip link delete ${perform(new NetworkOperation.InspectNetwork('apart')).device()}".execute().waitFor()
        perform(new NetworkOperation.RepairNetworks())

        then:
        run({ it.network(NetworkSpec.attachedTo('apart')) }, 'ping -c1 -W1 web').exitCode() != 0
        eventually { new URL("http://127.0.0.1:$PORT/").text == 'hello\n' }

        cleanup:
        removeAll()
        perform(new NetworkOperation.RemoveNetwork('apart'))

        where:
        address << ['0.0.0.0', '127.0.0.1']
    }

    def 'one network by two names is refused'() {
        when:
        run({ it.network(new NetworkSpec.Attached(['front', perform(new NetworkOperation.InspectNetwork('front')).id()].collect { NetworkSpec.Attachment.to(it) })) }, 'true')

        then:
        def e = thrown(EngineException)
        e.message.contains("it is on network 'front' twice")
    }

    def 'a bridge that somebody has deleted is made again, and its containers are attached to it'() {
        given:
        detach('db', { it.network(NetworkSpec.attachedTo('front')) }, 'sleep 60')
        def bridge = perform(new NetworkOperation.InspectNetwork('front')).device()

        when:
        "ip link delete $bridge".execute().waitFor()
        def done = perform(new NetworkOperation.RepairNetworks())

        then:
        done.size() == 2
        run({ it.network(NetworkSpec.attachedTo('front')) }, 'ping -c1 -W2 db').exitCode() == 0
    }

    def 'container:NAME shares the other\'s interfaces'() {
        given:
        detach('db', { it.network(NetworkSpec.attachedTo('front')) }, 'sleep 60')

        expect:
        run({ it.network(new NetworkSpec.OfContainer('db')) }, 'ip addr').out().contains("${SUBNET}.")
    }

    def 'what can\'t be is refused in one line: #why'() {
        when:
        attempt.call(engine)

        then:
        def e = thrown(EngineException)
        e.message.readLines().size() == 1
        e.message.contains(why)

        where:
        why                          | attempt
        'overlaps network'           | { it.perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('x').subnet("${SUBNET}.128/25").build()), {}) }
        'no such network'            | { it.perform(new NetworkOperation.InspectNetwork('frnt'), {}) }
        "interface 'lo' already"     | { it.perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('x').option('com.docker.network.bridge.name', 'lo').build()), {}) }
        "'gb*' is no name"           | { it.perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('x').option('com.docker.network.bridge.name', 'gb*').build()), {}) }
        "'gb%d' is no name"          | { it.perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder('x').option('com.docker.network.bridge.name', 'gb%d').build()), {}) }
        "did you mean 'front'?"      | { it.perform(new NetworkOperation.RemoveNetwork('frnt'), {}) }
        'is the default network'     | { it.perform(new NetworkOperation.RemoveNetwork('bridge'), {}) }
        'no such volume'             | { it.perform(new VolumeOperation.InspectVolume('nope'), {}) }
        'is not letters'             | { it.perform(new VolumeOperation.CreateVolume('../x', [:]), {}) }
    }

    def 'a volume gets what the image has, outlives its container, and is not removed while one has it'() {
        given:
        run({ it.network(new NetworkSpec.None()).volume('data', '/etc', false, true) }, 'ls /etc; echo mine > /etc/mine')

        expect:
        run({ it.network(new NetworkSpec.None()).volume('data', '/d', true, true) }, 'cat /d/mine; ls /d; touch /d/no').out().startsWith('mine\n')
        run({ it.network(new NetworkSpec.None()).volume('data', '/d', true, true) }, 'ls /d').out().contains('passwd')
        run({ it.network(new NetworkSpec.None()).volume('empty', '/etc', false, false) }, 'cat /etc/passwd').exitCode() != 0

        when:
        detach('box', { it.network(new NetworkSpec.None()).volume('data', '/d', false, true) }, 'sleep 60')
        def shared = run({ it.network(new NetworkSpec.None()).volumesFrom('box') }, 'cat /d/mine')
        perform(new VolumeOperation.RemoveVolume('data'))

        then:
        shared.out() == 'mine\n'
        def e = thrown(EngineException)
        e.message.contains("container 'box' has it")
    }

    def 'an anonymous volume goes with its container'() {
        when:
        def result = run({ it.network(new NetworkSpec.None()).volume('', '/a', false, true) }, 'touch /a/b && grep -c " /a " /proc/mounts')

        then:
        result.out() == '1\n'
        perform(new VolumeOperation.ListVolumes()).findAll { it.anonymous() } == []
    }

    private RunResult run(@DelegatesTo(ContainerSpecBuilder) Closure more, String command) {
        def builder = ContainerSpec.builder('busybox').command(['sh', '-c', command]).remove(true)
        more.call(builder)
        perform(new ContainerOperation.RunContainer(builder.build(), new Stdio.Capture(Optional.empty())))
    }

    private String detach(String name, @DelegatesTo(ContainerSpecBuilder) Closure more, String command) {
        def builder = ContainerSpec.builder('busybox').command(['sh', '-c', command]).name(name)
        more.call(builder)
        perform(new ContainerOperation.RunDetached(builder.build(), false))
    }

    private String inside(String name, String command) {
        perform(new ExecOperation.Exec(name, ExecSpec.builder(['sh', '-c', command]).build(), new Stdio.Capture(Optional.empty()))).out()
    }

    private create(String name, Closure more) {
        perform(new NetworkOperation.CreateNetwork(NetworkDefinition.builder(name).tap(more).build()))
    }

    private String addressOn(String network, String container) {
        perform(new NetworkOperation.InspectNetwork(network)).containers().find { it.name() == container }.addresses()[0].split('/')[0]
    }

    private static void portLeadsTo(String address) {
        assert 'nft list ruleset'.execute().text =~ "dport $PORT dnat ip to $address:80"
    }

    private hosts(String name) {
        paths.container(perform(new ContainerOperation.ListContainers(true)).find { it.name() == name }.id()).hosts()
    }

    private static boolean eventually(Closure<Boolean> condition) {
        for (int tries = 0; tries < 400; tries++) {
            try {
                if (condition.call()) {
                    return true
                }
            } catch (IOException | EngineException notYet) { // a container between two of its runs, say
                assert notYet.message
            }
            Thread.sleep(50)
        }
        false
    }

    private perform(operation) {
        engine.perform(operation, {})
    }
}
