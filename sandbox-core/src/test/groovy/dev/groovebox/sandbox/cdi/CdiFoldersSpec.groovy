package dev.groovebox.sandbox.cdi

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.failure.FailureKind
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification

/** Devices as files of /etc/cdi and /var/run/cdi describe them. */
class CdiFoldersSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    Path etc = Files.createDirectory(scratch.path.resolve('etc'))
    Path run = scratch.path.resolve('run')
    CdiFolders folders = new CdiFolders([etc, run])

    def "a device brings its nodes, mounts, variables and groups, and what its file says of all its devices"() {
        given:
        write(etc, 'acme.json', [cdiVersion: '0.7.0', kind: 'acme.com/gadget', annotations: [made: 'by hand'],
                containerEdits: [env: ['ALL=yes', 'WHO=all'], deviceNodes: [[path: '/dev/acme-control']]],
                devices: [
                        [name: '0', annotations: [:], containerEdits: [
                                env: ['WHO=own'],
                                deviceNodes: [[path: '/dev/acme0', hostPath: '/dev/fuse', permissions: 'rw', fileMode: 0640, uid: 7, gid: 8],
                                              [path: '/dev/acme1', type: 'b', major: 7, minor: 3]],
                                mounts: [[hostPath: '/usr/lib/libacme.so', containerPath: '/lib/libacme.so', options: ['ro', 'nosuid', 'nodev', 'rbind', 'rprivate']]],
                                additionalGids: [44]]],
                        [name: 'other', containerEdits: [env: ['OTHER=yes']]]]])

        when:
        def edits = folders.editsOf(['acme.com/gadget=0'])

        then:
        edits.environment() == [ALL: 'yes', WHO: 'own']
        edits.nodes()*.device()*.target() == ['/dev/acme-control', '/dev/acme0', '/dev/acme1']
        edits.nodes()[1].with { [it.device().source().toString(), it.device().permissions(), it.permissions().asInt, it.uid().asLong, it.gid().asLong] } ==
                ['/dev/fuse', 'rw', 0640, 7L, 8L]
        edits.nodes()[0].with { [it.device().permissions(), it.numbers().present, it.uid().present] } == ['rwm', false, false]
        edits.nodes()[2].numbers().get() == new DeviceNode.Numbers(true, 7, 3)
        edits.mounts() == [new ContainerEdits.EditMount(Path.of('/usr/lib/libacme.so'), '/lib/libacme.so', true, true, true, false, true)]
        edits.groups() == [44L]
    }

    def "what two devices have in common comes once"() {
        given:
        write(etc, 'acme.json', file([a: [deviceNodes: [[path: '/dev/a']]], b: [deviceNodes: [[path: '/dev/b']]]], [deviceNodes: [[path: '/dev/both']]]))

        expect:
        folders.editsOf(['acme.com/gadget=a', 'acme.com/gadget=b']).nodes()*.device()*.target() == ['/dev/both', '/dev/a', '/dev/b']
    }

    def "no device asks for nothing, not even for folders"() {
        expect:
        folders.editsOf([]) == ContainerEdits.NONE
    }

    def "the second folder wins over the first, and in one folder two files of one device are refused"() {
        given:
        write(etc, 'acme.json', file([a: [env: ['FROM=etc']]]))
        Files.createDirectory(run)
        write(run, 'acme.json', file([a: [env: ['FROM=run']]]))

        expect:
        folders.editsOf(['acme.com/gadget=a']).environment() == [FROM: 'run']

        when:
        write(run, 'again.json', file([a: [env: ['FROM=again']]]))
        folders.editsOf(['acme.com/gadget=a'])

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.CONFLICT
        e.message.contains("both $run/acme.json and $run/again.json describe it")
    }

    def "one that is not there is told with the nearest, the folders, and the files that could not be read"() {
        given:
        write(etc, 'acme.json', file([fuse: [env: ['A=b']]]))
        Files.writeString(etc.resolve('half.json'), '{"cdiVersion":')
        Files.writeString(etc.resolve('nvidia.yaml'), 'cdiVersion: 0.5.0')
        Files.writeString(etc.resolve('README'), 'no description')
        Files.createDirectory(etc.resolve('folder.json'))

        when:
        folders.editsOf(['acme.com/gadget=fuze'])

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.NOT_FOUND
        e.message.startsWith("cannot give device 'acme.com/gadget=fuze': nothing in $etc and $run describes it")
        e.message.contains("$etc/half.json (not valid JSON")
        e.message.contains("$etc/nvidia.yaml (only .json is; nvidia-ctk cdi generate has --format json)")
        e.message.contains("$etc/folder.json (it is no file)")
        e.message.endsWith("did you mean 'acme.com/gadget=fuse'?")
        e.message.readLines().size() == 1
    }

    def "a file that is wrong is no matter of the devices in others"() {
        given:
        write(etc, 'acme.json', file([a: [env: ['A=b']]]))
        Files.writeString(etc.resolve('wrong.json'), '[]')

        expect:
        folders.editsOf(['acme.com/gadget=a']).environment() == [A: 'b']
    }

    def "a file that says #what is not read: #why"() {
        given:
        write(etc, 'acme.json', [cdiVersion: '0.6.0', kind: 'acme.com/gadget', devices: [[name: 'a', containerEdits: [:]]]] + change)

        when:
        folders.editsOf(['acme.com/gadget=a'])

        then:
        def e = thrown(EngineException)
        e.message.contains("not read: $etc/acme.json ($why")

        where:
        what                   | change                                                                                                  || why
        'no version'           | [cdiVersion: null]                                                                                      || "'cdiVersion' is missing"
        'a version to come'    | [cdiVersion: '2.0.0']                                                                                   || "cdiVersion '2.0.0' is none of"
        'a version of words'   | [cdiVersion: 'latest']                                                                                  || "cdiVersion 'latest' is none of"
        'no kind'              | [kind: null]                                                                                            || "'kind' is missing"
        'a kind that is none'  | [kind: '../gadget']                                                                                     || "kind '../gadget' is not VENDOR/CLASS"
        'an unknown member'    | [extra: 1]                                                                                              || "'extra' is no member of a description"
        'no devices'           | [devices: []]                                                                                           || 'it describes no device'
        'a name that is none'  | [devices: [[name: '../a', containerEdits: [:]]]]                                                        || "'../a' is no name of a device"
        'one device twice'     | [devices: [[name: 'b', containerEdits: [:]], [name: 'b', containerEdits: [:]]]]                         || "device 'b' is described twice"
        'a device without edits' | [devices: [[name: 'b']]]                                                                              || "'containerEdits' is missing"
    }

    def "edits are refused that #what"() {
        given:
        write(etc, 'acme.json', file([a: edits, good: [:]]))

        when:
        folders.editsOf(['acme.com/gadget=a'])

        then:
        def e = thrown(EngineException)
        e.failure().kind() == FailureKind.INVALID
        e.message.contains("$etc/acme.json: ")
        e.message.contains(why)

        and: 'the other devices of the file are not concerned'
        folders.editsOf(['acme.com/gadget=good']) == ContainerEdits.NONE

        where:
        what                           | edits                                                                                     || why
        'run a hook'                   | [hooks: [[hookName: 'createContainer', path: '/usr/bin/nvidia-cdi-hook']]]                || 'it wants /usr/bin/nvidia-cdi-hook to be run on this machine (hook createContainer)'
        'have a node outside of /dev'  | [deviceNodes: [[path: '/etc/passwd']]]                                                    || "target '/etc/passwd' is not below /dev"
        'have a node that climbs'      | [deviceNodes: [[path: '/dev/../etc/passwd', hostPath: '/dev/fuse']]]                      || "target '/dev/../etc/passwd' is not below /dev"
        'take a node from elsewhere'   | [deviceNodes: [[path: '/dev/a', hostPath: '/srv/a']]]                                     || "'/srv/a' is no path below /dev"
        'take a node that climbs'      | [deviceNodes: [[path: '/dev/a', hostPath: '/dev/../srv/a']]]                              || "not an absolute path without '..'"
        'let it do what is no right'   | [deviceNodes: [[path: '/dev/a', permissions: 'rx']]]                                      || "permissions 'rx'"
        'have a node that is a pipe'   | [deviceNodes: [[path: '/dev/a', type: 'p']]]                                              || "is of type 'p'"
        'have a number too great'      | [deviceNodes: [[path: '/dev/a', type: 'c', major: 5000]]]                                 || "'major' is not within 0 to 4095"
        'have an owner that is none'   | [deviceNodes: [[path: '/dev/a', uid: -1]]]                                                || "'uid' is not within"
        'mount over /proc'             | [mounts: [[hostPath: '/srv', containerPath: '/proc/1']]]                                  || "nothing may be mounted over '/proc/1'"
        'mount to where it climbs'     | [mounts: [[hostPath: '/srv', containerPath: '/a/../../b']]]                               || "not an absolute path without '..'"
        'mount from where it climbs'   | [mounts: [[hostPath: '/srv/../etc', containerPath: '/a']]]                                || "not an absolute path without '..'"
        'mount what is no folder'      | [mounts: [[hostPath: 'none', containerPath: '/a']]]                                       || "'none' is not an absolute path"
        'mount another filesystem'     | [mounts: [[hostPath: '/srv', containerPath: '/a', type: 'tmpfs']]]                        || "is of type 'tmpfs'"
        'propagate mounts'             | [mounts: [[hostPath: '/srv', containerPath: '/a', options: ['rshared']]]]                 || "option 'rshared' is not supported"
        'have a variable without name' | [env: ['=x']]                                                                             || "env '=x' is not NAME=value"
        'ask for a network card'       | [netDevices: [[hostInterfaceName: 'eth1']]]                                               || "'netDevices' is not supported"
        'have an unknown member'       | [ports: [80]]                                                                             || "'ports' is no member of containerEdits"
        'have a group that is none'    | [additionalGids: [-3]]                                                                    || "'additionalGids' is not within"
    }

    private static Map file(Map devices, Map all = [:]) {
        [cdiVersion: '1.0.0', kind: 'acme.com/gadget', containerEdits: all,
         devices: devices.collect { name, edits -> [name: name, containerEdits: edits] }]
    }

    private static void write(Path folder, String name, Map content) {
        Files.writeString(folder.resolve(name), json(content))
    }

    private static String json(Object value) {
        switch (value) {
            case Map: return "{${value.collect { key, member -> "\"$key\":${json(member)}" }.join(',')}}"
            case List: return "[${value.collect { json(it) }.join(',')}]"
            case CharSequence: return "\"$value\""
            default: return "$value"
        }
    }
}
