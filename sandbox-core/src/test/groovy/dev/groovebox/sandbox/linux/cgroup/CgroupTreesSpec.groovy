package dev.groovebox.sandbox.linux.cgroup

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.failure.EngineException
import dev.groovebox.sandbox.linux.BpfCalls
import dev.groovebox.sandbox.linux.FilesystemMagic
import dev.groovebox.sandbox.linux.MountInfo
import java.nio.file.Files
import spock.lang.AutoCleanup
import spock.lang.Specification

class CgroupTreesSpec extends Specification {
    static CgroupTree tree(String mountinfo, Map<String, Long> hidden = [:]) {
        def mounts = MountInfo.parseAll(mountinfo.stripIndent().trim())
        FilesystemMagic magic = { path ->
            def type = mounts.find { it.mountPoint() == path }.type()
            hidden[path.toString()] ?: type == 'cgroup2' ? FilesystemMagic.CGROUP2 : FilesystemMagic.CGROUP
        }
        new CgroupTrees(mounts, magic, { code, group -> } as BpfCalls).tree()
    }

    @AutoCleanup ScratchFolder scratch = new ScratchFolder()

    private String unifiedWith(String controllers) {
        Files.writeString(scratch.path.resolve('cgroup.controllers'), controllers + '\n')
        scratch.path
    }

    def "a tree of version 2 with '#offered' beside version 1 is version #version"() {
        when:
        def found = tree("""
            32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            41 31 0:38 / ${unifiedWith(offered)} rw - cgroup2 cgroup2 rw""")

        then:
        found.version() == version
        found.controllers() == used

        where:
        offered                           || version | used
        ''                                || 1       | ['memory']
        'hugetlb cpu'                     || 1       | ['memory']
        'cpuset cpu io memory hugetlb pids rdma' || 2 | ['memory', 'pids', 'cpu', 'cpuset', 'io']
    }

    def "a tree of version 2 alone is used even without controllers"() {
        when:
        def found = tree("41 31 0:38 / ${unifiedWith('')} rw - cgroup2 cgroup2 rw")

        then:
        found.version() == 2
        found.controllers() == []
        found.find('box').with { joinFiles().empty && cloneInto().get() == scratch.path.resolve('groovebox/box') }
    }

    def "controllers of version 1 beside an empty version 2 tree are version 1"() {
        given:
        def unified = unifiedWith('hugetlb')

        when:
        def found = tree("""
            32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            33 31 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
            41 31 0:38 / $unified rw - cgroup2 cgroup2 rw""")

        then:
        found.version() == 1
        found.controllers() == ['memory', 'pids']
    }

    def "controllers mounted together share one group"() {
        when:
        def found = tree('''
            32 31 0:29 / /cg/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
            33 31 0:30 / /cg/memory rw - cgroup cgroup rw,memory''')

        then:
        found.controllers() == ['memory', 'cpu', 'cpuacct']
        found.find('box').joinFiles()*.toString() ==
                ['/cg/cpu,cpuacct/groovebox/box/tasks', '/cg/memory/groovebox/box/tasks']
    }

    def "a hierarchy mounted twice is used once"() {
        expect:
        tree('''
            32 31 0:29 / /cg/memory rw - cgroup cgroup rw,memory
            33 31 0:29 / /other/memory rw - cgroup cgroup rw,memory''').find('box').folders()*.toString() ==
                ['/cg/memory/groovebox/box']
    }

    def "a hierarchy hidden under another mount is not used"() {
        expect:
        tree('''
            32 31 0:29 / /cg/memory rw - cgroup cgroup rw,memory
            33 31 0:30 / /cg/pids rw - cgroup cgroup rw,pids''',
                ['/cg/memory': FilesystemMagic.TMPFS]).controllers() == ['pids']
    }

    def "a machine without control groups is an error with the way out"() {
        when:
        tree('32 31 0:29 / /cgroup rw - tmpfs cgroup rw,memory')

        then:
        def failure = thrown(EngineException)
        failure.message == 'cannot make control groups: no cgroup filesystem is mounted; ' +
                'mount one: mount -t cgroup2 none /sys/fs/cgroup'
    }

    def "a container's name cannot lead out of our group: '#name'"() {
        when:
        tree('32 31 0:29 / /cg/memory rw - cgroup cgroup rw,memory').find(name)

        then:
        thrown(IllegalArgumentException)

        where:
        name << ['', '.', '..', '../x', 'a/b', 'a\0b', 'a\n', 'x' * 256]
    }
}
