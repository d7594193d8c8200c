package dev.groovebox.dsl

import dev.groovebox.registry.oci.Platform
import static java.time.Duration.ofMinutes
import static java.time.Duration.ofSeconds

import dev.groovebox.sandbox.spec.MountSpec
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.HealthCheck
import dev.groovebox.sandbox.spec.LogSettings
import dev.groovebox.sandbox.spec.NamespaceChoice
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.PortText
import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.Path

class ContainerBlockSpec extends ScriptSpecification {
    static final MB = 1024L * 1024

    def "#words"() {
        given:
        def expected = ContainerSpec.builder('base').remove(true)
        expected.with(meaning)

        expect:
        container(words) == expected.build()

        where:
        words                                                 | meaning
        "image 'other'; image 'base'"                         | { it }
        "cmd 'echo \$HOME'"                                   | { command(['/bin/sh', '-c', 'echo $HOME']) }
        "cmd 'echo', 'hi'"                                    | { command(['echo', 'hi']) }
        "cmd(['true'])"                                       | { command(['true']) }
        "cmd 'sleep', 10"                                     | { command(['sleep', '10']) }
        "cmd \"echo \${1 + 1}\", 'x'"                         | { command(['echo 2', 'x']) }
        "entrypoint '/bin/env', '-i'"                         | { entrypoint(['/bin/env', '-i']) }
        "entrypoint([])"                                      | { entrypoint([]) }
        "env LANG: 'C.UTF-8', PORT: 8080"                     | { environment('LANG', 'C.UTF-8').environment('PORT', '8080') }
        "env 'with.dots': true"                               | { environment('with.dots', 'true') }
        "workdir '/app'"                                      | { workingFolder('/app') }
        "user 'nobody:nogroup'"                               | { user('nobody:nogroup') }
        "user 1000"                                           | { user('1000') }
        "groups 'adm', 27"                                    | { additionalGroup('adm').additionalGroup('27') }
        "hostname 'box'"                                      | { hostname('box') }
        "memory 64.mb"                                        | { memoryBytes(64 * MB) }
        "memory 67108864"                                     | { memoryBytes(64 * MB) }
        "memory 64.mb; memorySwap 128.mb"                     | { memoryBytes(64 * MB).memorySwapBytes(128 * MB) }
        "memory 64.mb; memorySwap(-1)"                        | { memoryBytes(64 * MB).memorySwapBytes(-1) }
        "memory 64.mb; memoryReservation 32.mb"               | { memoryBytes(64 * MB).memoryReservationBytes(32 * MB) }
        "cpus 1.5"                                            | { cpus(1.5G) }
        "cpus 2"                                              | { cpus(2G) }
        "cpuShares 512"                                       | { cpuShares(512) }
        "cpusetCpus '0-1'"                                    | { cpusetCpus('0-1') }
        "cpusetMems '0'"                                      | { cpusetMems('0') }
        "pids 32"                                             | { pids(32) }
        "blkioWeight 300"                                     | { blkioWeight(300) }
        "mount '/etc/ssl', at: '/ssl', readOnly: true"        | { bind(Path.of('/etc/ssl'), '/ssl', true) }
        "mount '/srv', at: '/srv'"                            | { bind(Path.of('/srv'), '/srv', false) }
        "userns auto; mount '/srv', at: '/srv', idmap: true"  | { userNamespace(UserNamespace.AUTO).bind(Path.of('/srv'), '/srv', false, true) }
        "userns auto; volume 'v', at: '/v', idmap: true"      | { userNamespace(UserNamespace.AUTO).volume('v', '/v', false, true, '', true) }
        "tmpfs '/tmp'"                                        | { tmpfs('/tmp', OptionalLong.empty(), OptionalInt.empty()) }
        "tmpfs '/tmp', size: 64.mb, mode: 01777"              | { tmpfs('/tmp', OptionalLong.of(64 * MB), OptionalInt.of(01777)) }
        "tmpfs '/tmp', uid: 1, gid: 2, inodes: 3, exec: true" | { tmpfs(new MountSpec.Tmpfs('/tmp', OptionalLong.empty(), OptionalInt.empty(), OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(3), [MountSpec.Tmpfs.Right.EXEC] as Set)) }
        "tmpfs '/tmp', mode: '755'"                           | { tmpfs('/tmp', OptionalLong.empty(), OptionalInt.of(0755)) }
        "readOnly()"                                          | { readOnlyRoot(true) }
        "network none"                                        | { network(new NetworkSpec.None()) }
        "network host"                                        | { network(new NetworkSpec.Host()) }
        "network 'none'"                                      | { network(new NetworkSpec.None()) }
        "network 'host'"                                      | { network(new NetworkSpec.Host()) }
        "network 'container:db'"                              | { network(new NetworkSpec.OfContainer('db')) }
        "network 'default', alias: 'db'"                      | { network(NetworkSpec.of(new NetworkSpec.Attachment('bridge', ['db'], [], Optional.empty()))) }
        "network 'front'; network 'back'"                     | { attach(NetworkSpec.Attachment.to('front')).attach(NetworkSpec.Attachment.to('back')) }
        "dns '10.0.0.53', 'fd00::53'; dnsSearch 'example.org'" | { nameServer('10.0.0.53').nameServer('fd00::53').searchDomain('example.org') }
        "dnsOption 'ndots:2', 'rotate'"                       | { resolverOption('ndots:2').resolverOption('rotate') }
        "addHost db: '10.0.0.5', gw: 'host-gateway'"          | { addHost('db:10.0.0.5').addHost('gw:host-gateway') }
        "publish 8080: 80; publish '53/udp'"                  | { publish(PortText.parse('8080:80')[0]).publish(PortText.parse('53/udp')[0]) }
        "expose 80, '53/udp', '8000-8001'; publishAll()"      | { expose('80').expose('53/udp').expose('8000-8001').publishAll(true) }
        "capabilities add: ['NET_ADMIN'], drop: 'cap_chown'"  | { addCapability('NET_ADMIN').dropCapability('CHOWN') }
        "privileged()"                                        | { privileged(true) }
        "seccomp unconfined"                                  | { seccomp(SeccompChoice.UNCONFINED) }
        "noNewPrivileges false"                               | { noNewPrivileges(false) }
        "userns auto"                                         | { userNamespace(UserNamespace.AUTO) }
        "device 'acme.com/gadget=0'; gpus 'all'; gpus 1"      | { cdiDevice('acme.com/gadget=0').cdiDevice('nvidia.com/gpu=all').cdiDevice('nvidia.com/gpu=0') }
        "share ipc: 'none'"                                   | { ipcNamespace(new NamespaceChoice.None()) }
        "ulimit nofile: 1024"                                 | { ulimit('nofile', 1024, 1024) }
        "ulimit nofile: [1024, 2048], core: 0"                | { ulimit('nofile', 1024, 2048).ulimit('core', 0, 0) }
        "ulimit 'nofile', 1024, 2048"                         | { ulimit('nofile', 1024, 2048) }
        "ulimit 'nproc', 10"                                  | { ulimit('nproc', 10, 10) }
        "oomScoreAdj 500"                                     | { oomScoreAdjustment(500) }
        "umask 027"                                           | { umask(027) }
        "init()"                                              | { init(true) }
        "init false"                                          | { init(false) }
        "timeout 10.s"                                        | { timeout(ofSeconds(10)) }
        "timeout 1.5.minutes"                                 | { timeout(ofSeconds(90)) }
        "timeout Duration.ofMinutes(2)"                       | { timeout(ofMinutes(2)) }
        "log driver: 'none'"                                  | { log(new LogSettings(LogSettings.Driver.NONE, 10L << 20, 3)) }
        "log maxSize: 1.mb, maxFiles: 5"                      | { log(new LogSettings(LogSettings.Driver.FILE, 1L << 20, 5)) }
        "platform 'linux/arm/v7'"                             | { platform(new Platform('linux', 'arm', 'v7')) }
        "stopSignal 'SIGINT'"                                 | { stopSignal('SIGINT') }
        "terminal()"                                          | { terminal(true) }
        "healthcheck none"                                    | { health(check([], true, [:])) }
        "healthcheck 'test -e /up', every: 5.s, retries: 2"   | { health(check(['/bin/sh', '-c', 'test -e /up'], false, [every: ofSeconds(5), retries: 2])) }
        "healthcheck timeout: 2.s, startPeriod: 9.s"          | { health(check([], false, [timeout: ofSeconds(2), startPeriod: ofSeconds(9)])) }
        "stdin 'text'"                                        | { openStdin(true) }
        "label team: 'ops', 'org.example.level': 3"           | { label('team', 'ops').label('org.example.level', '3') }
        "keep()"                                              | { remove(false) }
    }

    def "'#words' is refused: #message"() {
        expect:
        failure("container { image 'base'; $words }.run()").message.contains(message)

        where:
        words                           | message
        "platform 'a/b/c/d'"            | "platform: 'a/b/c/d' is no platform"
        "log driver: 'syslog'"          | "log knows the drivers file, none, journald and passthrough, not 'syslog'"
        "log maxFiles: 5_000_000_000"   | "log takes as 'maxFiles:' at most 2147483647"
        "log maxFiles: 0"               | 'log: of 0 files (max-file) none could be written; 1 is the least'
        "network 'none', alias: 'db'"   | "network 'none' takes no address and no alias"
        "network 'host'; network 'a'"   | 'network host goes with no other network'
        "network 'a'; network none"     | 'network none goes with no other network'
        "network 'container:'"          | "network: 'container:' is not letters, digits"
        "dns '10.0.0'"                  | "dns: '10.0.0' is no address such as 10.0.0.53"
        "dns()"                         | 'dns takes addresses'
        "dnsServer '10.0.0.53'"         | "unknown word 'dnsServer' in container"
        "addHost db: [1]"               | "addHost takes as 'db:' text, not [1]"
        "healthcheck evry: 5.s"         | "healthcheck knows no 'evry:'; did you mean 'every'?"
        "gpus 'some'"                   | "gpus takes 'all', a number, or 'device=ID,ID', not 'some'"
        "device 'gadget'"               | "device: 'gadget' is neither a path below /dev nor a name such as vendor.com/class=name"
        "log maxsize: 1.mb"             | "log knows no 'maxsize:'; did you mean 'maxSize'?"
    }

    private static HealthCheck check(List<String> test, boolean disabled, Map options) {
        new HealthCheck(test, disabled, Optional.ofNullable(options.every), Optional.ofNullable(options.timeout),
                Optional.ofNullable(options.startPeriod), options.retries ? OptionalInt.of(options.retries) : OptionalInt.empty())
    }

    def "a name before the block names the container"() {
        when:
        run("container('web') { image 'base' }.run()")

        then:
        engine.operations.last().spec().name() == Optional.of('web')
    }

    def "an image that was just built can stand for its name"() {
        when:
        run("def made = image('made') { from 'base' }\ncontainer { image made }.run()")

        then:
        engine.operations.last().spec().image() == 'sha256:1234'
    }

    def "a path without a leading slash starts from the script's folder"() {
        expect:
        container("mount 'data/../logs', at: '/logs'").mounts()[0].source() == folder.resolve('logs')
    }

    def "a file of variables starts from the script's folder, and what is wrong with it is told at its word"() {
        given:
        Files.writeString(folder.resolve('app.env'), "# none\n\nA=1\nB=with space\nPATH\nNOBODY_HAS_THIS\n")
        Files.writeString(folder.resolve('bad.env'), 'A B=1')

        expect:
        container("envFile 'app.env'; env A: 2").environment() == [A: '2', B: 'with space', PATH: System.getenv('PATH')]
        failure("container { image 'base'; envFile 'bad.env' }").message.contains("envFile 'bad.env': the name 'A B' holds white space")
        failure("container { image 'base'; envFile 'none.env' }").message.contains("envFile 'none.env': no such file")
    }

    def "text for standard input is new for every run"() {
        when:
        run("def cat = container { image 'base'; stdin 'line ä\\n' }\ncat.run(); cat.run()")

        then:
        engine.inputs == ['line ä\n', 'line ä\n']
    }

    def "the script's own variables, methods, closures and arguments can be used in a block"() {
        when:
        run('''
            def method(text) { "<$text>" }
            def closure = { "[$it]" }
            def local = 'local'
            undeclared = 'undeclared'
            undeclaredClosure = { "{$it}" }
            container {
                image 'base'
                cmd method('a'), closure('b'), undeclaredClosure('c'), local, undeclared, args[1]
                ['x', 'y'].each { name -> label((name): method(name)) }
            }.run()'''.stripIndent(), 'one', 'two')

        then:
        def spec = engine.operations.last().spec()
        spec.command() == ['<a>', '[b]', '{c}', 'local', 'undeclared', 'two']
        spec.labels() == [x: '<x>', y: '<y>']
    }

    def "a block can change a variable that the script made"() {
        expect:
        run("count = 1\ncontainer { image 'base'; count = count + 1 }\ncount") == 2
    }
}
