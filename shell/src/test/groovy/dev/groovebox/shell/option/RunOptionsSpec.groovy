package dev.groovebox.shell.option

import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.Limits
import dev.groovebox.sandbox.spec.MountSpec
import dev.groovebox.sandbox.spec.NamespaceChoice
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.SeccompChoice
import dev.groovebox.sandbox.spec.SpecException
import dev.groovebox.sandbox.spec.Ulimit
import dev.groovebox.sandbox.spec.UserNamespace
import dev.groovebox.shell.grammar.Grammar
import dev.groovebox.shell.grammar.UsageException
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Specification

class RunOptionsSpec extends Specification {
    static ContainerSpec spec(List<String> words, Map<String, String> environment = [:]) {
        RunOptions.spec(RunOptions.grammar('run', '').parse(words), environment)
    }

    static String refusal(List<String> words) {
        try {
            spec(words)
            return 'accepted'
        } catch (UsageException | SpecException e) {
            return e.message
        }
    }

    def "that a container that is there has no limit of processes is a change, and of a new one nothing"() {
        given:
        def grammar = new Grammar('update', '', '')
        LimitOptions.addUpdatable(grammar)

        expect:
        LimitOptions.changes(grammar.parse(['--pids-limit', '-1', 'web'])).pids().asLong == Limits.ANY_NUMBER
        spec(['--pids-limit', '-1', 'image']).limits() == Limits.NONE
    }

    def "#words sets #field"() {
        given:
        def made = spec(words + ['image'])

        expect:
        field.split(/\./).inject(made) { value, name -> value."$name"() } == expected

        where:
        words                                       | field                         || expected
        ['--name', 'box']                           | 'name.get'                    || 'box'
        ['--name=box']                              | 'name.get'                    || 'box'
        ['-w', '/srv']                              | 'workingFolder.get'           || '/srv'
        ['-w/srv']                                  | 'workingFolder.get'           || '/srv'
        ['-u', '1000:1000']                         | 'user.get'                    || '1000:1000'
        ['--group-add', 'adm', '--group-add=7']     | 'additionalGroups'            || ['adm', '7']
        ['-h', 'web']                               | 'hostname.get'                || 'web'
        ['-m', '64m']                               | 'limits.memoryBytes.getAsLong'   || 64L << 20
        ['-m64m', '--memory-swap', '-1']            | 'limits.memorySwapBytes.getAsLong' || -1L
        ['-m64m', '--memory-reservation=32m']       | 'limits.memoryReservationBytes.getAsLong' || 32L << 20
        ['--cpus', '1.5']                           | 'limits.cpus.get'             || 1.5
        ['-c', '512']                               | 'limits.cpuShares.getAsInt'      || 512
        ['--cpuset-cpus', '0-1']                    | 'limits.cpusetCpus.get'       || '0-1'
        ['--cpuset-mems', '0']                      | 'limits.cpusetMems.get'       || '0'
        ['--pids-limit', '32']                      | 'limits.pids.getAsLong'          || 32L
        ['--pids-limit', '-1']                      | 'limits.pids.isPresent'         || false
        ['--blkio-weight', '300']                   | 'limits.blkioWeight.getAsInt'    || 300
        ['--read-only']                             | 'readOnlyRoot'                || true
        ['--network', 'host']                       | 'network'                     || new NetworkSpec.Host()
        ['--net=none']                              | 'network'                     || new NetworkSpec.None()
        ['--network', 'name=none']                  | 'network'                     || new NetworkSpec.None()
        ['--network', 'name=container:db']          | 'network'                     || new NetworkSpec.OfContainer('db')
        ['--network', 'name=default']               | 'network'                     || NetworkSpec.ofDefault()
        ['--cap-add', 'cap_net_admin']              | 'capabilitiesAdded'           || ['NET_ADMIN']
        ['--cap-drop=ALL']                          | 'capabilitiesDropped'         || ['ALL']
        ['--privileged']                            | 'privileged'                  || true
        ['--security-opt', 'seccomp=unconfined']    | 'seccomp'                     || SeccompChoice.UNCONFINED
        ['--security-opt', 'apparmor=unconfined']   | 'seccomp'                     || SeccompChoice.DEFAULT
        ['--security-opt', 'seccomp=/etc/hostname'] | 'seccomp'                     || SeccompChoice.ofProfile(Files.readString(Path.of('/etc/hostname')))
        ['--security-opt', 'no-new-privileges:false'] | 'noNewPrivileges'           || false
        ['--security-opt', 'no-new-privileges=false'] | 'noNewPrivileges'           || false
        ['--userns', 'auto']                        | 'userNamespace'               || UserNamespace.AUTO
        ['--ulimit', 'nofile=10:20']                | 'ulimits'                     || [new Ulimit('nofile', 10, 20)]
        ['--ulimit', 'core=0']                      | 'ulimits'                     || [new Ulimit('core', 0, 0)]
        ['--oom-score-adj', '-5']                   | 'oomScoreAdjustment.getAsInt'    || -5
        ['--init']                                  | 'init'                        || true
        ['-it']                                     | 'terminal'                    || true
        ['-it']                                     | 'openStdin'                   || true
        ['--rm']                                    | 'remove'                      || true
        ['--entrypoint', '/bin/sh']                 | 'entrypoint.get'              || ['/bin/sh']
        ['--entrypoint', '']                        | 'entrypoint.get'              || []
        ['-l', 'a=b=c', '-l', 'flag']               | 'labels'                      || [a: 'b=c', flag: '']
        ['--stop-signal', 'SIGINT']                 | 'stopSignal.get'              || 'SIGINT'
        ['--ipc', 'none']                           | 'sharing.ipc'                 || new NamespaceChoice.None()
        ['--device', 'acme.com/gadget=0']           | 'cdiDevices'                  || ['acme.com/gadget=0']
        ['--gpus', 'all']                           | 'cdiDevices'                  || ['nvidia.com/gpu=all']
        ['--gpus', '2']                             | 'cdiDevices'                  || ['nvidia.com/gpu=0', 'nvidia.com/gpu=1']
        ['--gpus', '"device=1,GPU-3a2b"']           | 'cdiDevices'                  || ['nvidia.com/gpu=1', 'nvidia.com/gpu=GPU-3a2b']
        ['--platform', 'linux/arm64']               | 'platform.get.toString'       || 'linux/arm64'
        ['--timeout', '10s']                        | 'timeout.get.getSeconds'         || 10
    }

    def "the defaults are docker's isolation, on the bridge"() {
        given:
        def made = spec(['image'])

        expect:
        made.network() == NetworkSpec.ofDefault()
        made.noNewPrivileges()
        made.seccomp() == SeccompChoice.DEFAULT
        !made.privileged() && !made.terminal() && !made.openStdin() && !made.remove()
    }

    def "a volume is a bare name, or nothing before the path; a folder of this machine begins with / or ."() {
        expect:
        spec(['-v', text, 'image']).mounts() == [mount]

        where:
        text             || mount
        '/data'          || new MountSpec.Volume('', '/data', false, true)
        'data:/d'        || new MountSpec.Volume('data', '/d', false, true)
        'data:/d:ro'     || new MountSpec.Volume('data', '/d', true, true)
        'data:/d:nocopy' || new MountSpec.Volume('data', '/d', false, false)
        '/a:/d:ro'       || new MountSpec.Bind(Path.of('/a'), '/d', true)
    }

    def "files keep their owners by podman's word, in both forms of a mount"() {
        expect:
        spec(['--userns', 'auto', *option, 'image']).mounts() == [mount]

        where:
        option                                           || mount
        ['-v', '/a:/d:idmap']                            || new MountSpec.Bind(Path.of('/a'), '/d', false, true)
        ['-v', 'data:/d:ro,idmap']                       || new MountSpec.Volume('data', '/d', true, true, '', true)
        ['--mount', 'type=bind,src=/a,dst=/d,idmap']     || new MountSpec.Bind(Path.of('/a'), '/d', false, true)
        ['--mount', 'type=bind,src=/a,dst=/d,idmap=false'] || new MountSpec.Bind(Path.of('/a'), '/d', false, false)
        ['--mount', 'src=data,dst=/d,volume-subpath=s,idmap'] || new MountSpec.Volume('data', '/d', false, true, 's', true)
    }

    def "other mappings than the container's are refused: #option"() {
        when:
        spec(['--userns', 'auto', *option, 'image'])

        then:
        def e = thrown(UsageException)
        e.message.contains("mappings of one's own are not supported")

        where:
        option << [['-v', '/a:/d:idmap=uids=0-1-10'], ['--mount', 'type=bind,src=/a,dst=/d,idmap=uids=0-1-10;gids=0-1-10']]
    }

    def "networks come by name, with what is asked of them"() {
        given:
        def made = spec(['--network', 'front', '--network', 'name=back,alias=db,ip=10.1.2.3', '--network-alias', 'web', 'image'])

        expect:
        made.network().networks()*.network() == ['front', 'back']
        made.network().networks()*.aliases() == [['web'], ['db']]
        made.network().networks()[1].addresses()*.hostAddress == ['10.1.2.3']
    }

    def "ports of docker's forms: #text"() {
        expect:
        spec(['-p', text, 'image']).ports().mappings()*.toString() == ports

        where:
        text                 || ports
        '8080:80'            || ['8080:80/tcp']
        '80'                 || ['80/tcp']
        '127.0.0.1:53:53/udp'|| ['127.0.0.1:53:53/udp']
        '[::1]:8080:80'      || ['[::1]:8080:80/tcp']
        '0.0.0.0::80'        || ['0.0.0.0::80/tcp']
        '8000-8002:80'       || ['8000-8002:80/tcp']
        '[::]:8000-8002:80'  || ['[::]:8000-8002:80/tcp']
        '8000-8002:80-82'    || ['8000:80/tcp', '8001:81/tcp', '8002:82/tcp']
    }

    def "options end at the image: the program's own are left alone"() {
        expect:
        spec(['--rm', 'image', 'ls', '-l', '--rm', '--', '-x']).command() == ['ls', '-l', '--rm', '--', '-x']
        !spec(['image', 'sh', '-c', 'exit', '--privileged']).privileged()
        spec(['--', 'image', '-i']).image() == 'image'
        spec(['image', '@file']).command() == ['@file']
    }

    def "-e takes a value, or ours by name, and skips what we have not"() {
        expect:
        spec(['-e', 'A=1', '-eB=2=3', '-e', 'EMPTY=', '-e', 'OURS', '-e', 'NONE', 'image'], [OURS: 'x']).environment() ==
                [A: '1', B: '2=3', EMPTY: '', OURS: 'x']
    }

    def "--env-file lists variables; -e wins over it"() {
        given:
        Path file = Files.createTempFile('variables', '')
        Files.writeString(file, '# comment\n\n  A=1\nB=with space # kept\nOURS\n')

        expect:
        spec(['-e', 'A=9', '--env-file', file.toString(), 'image'], [OURS: 'x']).environment() ==
                [A: '9', B: 'with space # kept', OURS: 'x']

        cleanup:
        Files.delete(file)
    }

    def "mounts are read from #words"() {
        expect:
        spec(words + ['image']).mounts()*.toString() == expected*.toString()

        where:
        words                                               || expected
        ['-v', '/srv:/data']                                || [new MountSpec.Bind(Path.of('/srv'), '/data', false)]
        ['-v', '/srv:/data:ro']                             || [new MountSpec.Bind(Path.of('/srv'), '/data', true)]
        ['-v', '/srv/../etc:/data:rw']                      || [new MountSpec.Bind(Path.of('/etc'), '/data', false)]
        ['--mount', 'type=bind,source=/srv,target=/data']   || [new MountSpec.Bind(Path.of('/srv'), '/data', false)]
        ['--mount', 'type=bind,src=/srv,dst=/data,ro']      || [new MountSpec.Bind(Path.of('/srv'), '/data', true)]
        ['--mount', 'type=bind,src=/srv,dst=/d,readonly=false'] || [new MountSpec.Bind(Path.of('/srv'), '/d', false)]
        ['--tmpfs', '/run']                                 || [tmpfs('/run', null, null)]
        ['--tmpfs', '/run:size=1m,mode=700,nosuid']         || [tmpfs('/run', 1L << 20, 0700)]
        ['--mount', 'type=tmpfs,target=/t,tmpfs-size=1k']   || [tmpfs('/t', 1024L, null)]
        ['-v', '/srv:/data:z,cached']                       || [new MountSpec.Bind(Path.of('/srv'), '/data', false)]
        ['-v', '/srv:/data:ro,Z,delegated']                 || [new MountSpec.Bind(Path.of('/srv'), '/data', true)]
        ['-v', 'data:/data:consistent']                     || [new MountSpec.Volume('data', '/data', false, true)]
        ['--mount', 'type=bind,src=/srv,dst=/d,consistency=cached'] || [new MountSpec.Bind(Path.of('/srv'), '/d', false)]
        ['--tmpfs', '/run:rw,noexec,nosuid,nodev']          || [tmpfs('/run', null, null)]
        ['--tmpfs', '/run:exec,nodev,uid=1000,gid=0,nr_inodes=5'] || [rich(1000, 0, 5, MountSpec.Tmpfs.Right.EXEC)]
        ['--tmpfs', '/run:suid,dev,nosuid,uid=4294967294']  || [rich(4294967294, null, null, MountSpec.Tmpfs.Right.DEV)]
    }

    private static MountSpec rich(Long uid, Long gid, Long inodes, MountSpec.Tmpfs.Right... rights) {
        def numbers = [uid, gid, inodes].collect { it == null ? OptionalLong.empty() : OptionalLong.of(it) }
        new MountSpec.Tmpfs('/run', OptionalLong.empty(), OptionalInt.empty(), numbers[0], numbers[1], numbers[2], rights as Set)
    }

    private static MountSpec tmpfs(String target, Long size, Integer mode) {
        new MountSpec.Tmpfs(target,
                size == null ? OptionalLong.empty() : OptionalLong.of(size),
                mode == null ? OptionalInt.empty() : OptionalInt.of(mode))
    }

    def "#words is refused: #message"() {
        expect:
        refusal(words + ['image']).contains(message)

        where:
        words                                        || message
        ['-v', 'da ta:/data']                        || "'da ta' is no volume's name"
        ['-v', '/a:']                                || "is not [HOST-PATH|VOLUME:]PATH[:ro]"
        ['-v', ':/a']                                || "is not [HOST-PATH|VOLUME:]PATH[:ro]"
        ['-v', '/a:/b:ro:z']                         || "is not [HOST-PATH|VOLUME:]PATH[:ro]"
        ['-v', '/a:/b:rx']                           || "has option 'rx', which is none of ro, rw, nocopy"
        ['-v', '/a:/b:rshared']                      || "propagation 'rshared' is not supported"
        ['--mount', 'type=bind,src=/a,dst=/b,bind-propagation=slave'] || "propagation 'slave' is not supported"
        ['--mount', 'type=bind,src=/a,dst=/b,bind-propagation=wide']  || "'wide' is no propagation"
        ['-v', '/a:b']                               || "mount: target 'b' is not an absolute path"
        ['-v', '/a:/proc']                           || "nothing may be mounted over '/proc'"
        ['--mount', 'type=bind,target=/a']           || 'has no source'
        ['--mount', 'type=bind,source=/a']           || 'has no target'
        ['--mount', 'type=bind,src=/a,dst=/a,x=1']   || "has an unknown field 'x'"
        ['--mount', 'type=bind,src=/a,src=/b,dst=/c'] || "gives 'source' twice"
        ['--mount', 'type=bind,src=/a,dst=/c,ro=maybe'] || "'maybe' is neither true nor false"
        ['--tmpfs', '/run:exce']                     || "has an unknown option 'exce'"
        ['--tmpfs', '/run:uid=4294967295']           || "uid '4294967295' is no number within 0 to"
        ['--tmpfs', '/run:gid=-1']                   || "gid '-1' is no number within 0 to"
        ['--mount', 'type=volume,src=a,dst=/b,volume-opt=type=nfs'] || "without driver and options"
        ['--mount', 'type=bind,src=/a,dst=/b,bind-recursive=disabled'] || "always comes along"
        ['--mount', 'type=bind,src=/a,dst=/b,consistency=some'] || "consistency 'some' is none of consistent, cached, delegated"
        ['--tmpfs', '/run:mode=999']                 || "is no octal mode"
        ['--ulimit', 'nofile']                       || "is not NAME=SOFT[:HARD]"
        ['--ulimit', 'files=3']                      || "ulimit: 'files' is none of"
        ['--network', 'name=host,alias=db']          || "--network 'name=host,alias=db' takes no address and no alias"
        ['--network', 'front', '--network', 'name=none'] || '--network name=none goes with no other network'
        ['--dns', 'first']                           || "dns: 'first' is no address such as 10.0.0.53"
        ['--network', 'a b']                         || "network: 'a b' is not letters"
        ['--security-opt', 'apparmor=x']             || "apparmor=unconfined: profiles of AppArmor are not loaded"
        ['--security-opt', 'seccomp=/nonexistent']   || "--security-opt seccomp='/nonexistent': no such file"
        ['--security-opt', 'seccomp=/tmp']           || "--security-opt seccomp='/tmp': not a regular file"
        ['--security-opt', 'label=x']                || "--security-opt 'label=x' is none of"
        ['--userns', 'keep-id']                      || "is neither host nor auto"
        ['--cpus', 'two']                            || "--cpus 'two' is no number such as 1.5"
        ['--pids-limit', 'many']                     || "--pids-limit 'many' is no whole number"
        ['--pid', 'none']                            || "'none' is a choice of ipc alone"
        ['--device', 'gadget']                       || "'gadget' is neither a path below /dev nor a name such as vendor.com/class=name"
        ['--device', '../x/y=z']                     || "'../x/y=z' is neither a path below /dev"
        ['--gpus', 'some']                           || "--gpus 'some' is none of all, NUMBER, device=ID[,ID]"
        ['--gpus', 'device=']                        || "--gpus 'device=' is none of"
        ['--gpus', '999999']                         || "--gpus '999999' is none of"
        ['-e', '=x']                                 || "-e '=x' names no variable"
        ['--env-file', '/nonexistent']               || "--env-file '/nonexistent': no such file"
        ['-p', '80:0']                               || "'0' is no port within 1 to 65535"
        ['--restart', 'often']                       || "--restart 'often' is none of no, on-failure[:N], always, unless-stopped"
        ['--memroy', '1g']                           || "unknown option '--memroy'; did you mean '--memory'?"
        ['-m', '1m']                                 || 'memory: 1048576 bytes is less than the least, 6 MB'
    }

    def "every problem of the values together is told at once"() {
        expect:
        refusal(['-m', '1m', '--name', '../x', 'image']).with { it.contains('memory:') && it.contains('name:') }
    }

    def "an image is needed"() {
        expect:
        refusal(['--rm']) == 'needs at least one IMAGE'
    }
}
