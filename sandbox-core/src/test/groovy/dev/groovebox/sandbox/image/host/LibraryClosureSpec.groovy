package dev.groovebox.sandbox.image.host

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

class LibraryClosureSpec extends Specification {
    static final LOADER = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1'].find { Files.exists(Path.of(it)) }
    static final PROGRAMS = ['bash', 'tar', 'find', 'grep', 'git', 'curl', 'gdb', 'python3', 'perl', 'podman', 'qemu-img']
            .collect { "/usr/bin/$it".toString() }
            .findAll { Files.isExecutable(Path.of(it)) }

    @AutoCleanup
    def scratch = new ScratchFolder()
    Path folder = scratch.path

    def files = new HostFiles(Path.of('/'))
    def closure = new LibraryClosure(files, LibraryFolders.of(files))

    @Requires(value = { LOADER }, reason = 'glibc is asked for the truth')
    def 'the libraries of #program are those that the loader itself would load'() {
        when:
        def found = libraries(program)

        then:
        found.missing() == []
        realFiles(found.paths()) - openedByLibc() == loadedByTheLoader(program) - openedByLibc()

        where:
        program << PROGRAMS
    }

    @Requires(value = { Files.isExecutable(Path.of('/usr/bin/cc')) }, reason = 'programs are built for it')
    def 'folders named by the program come first: #flags'() {
        given:
        def libs = Files.createDirectories(folder.resolve('app/lib'))
        def bin = Files.createDirectories(folder.resolve('app/bin'))
        build('int inner(void) { return 7; }', '-shared', '-fPIC', '-o', "$libs/libinner.so")
        build('int inner(void); int outer(void) { return inner(); }', '-shared', '-fPIC', '-o', "$libs/libouter.so",
                "-L$libs", '-linner')
        build('int outer(void); int main(void) { return outer(); }', '-o', "$bin/app", "-L$libs", '-louter',
                "-Wl,-rpath-link,$libs", "-Wl,$flags")

        expect: 'an rpath counts also for what a library needs, a runpath does not'
        libraries("$bin/app").missing() == missing

        and: 'the loader lists nothing when a library is missing'
        missing || realFiles(libraries("$bin/app").paths()) == loadedByTheLoader("$bin/app") + openedByLibc()

        where:
        flags                                          | missing
        '--disable-new-dtags,-rpath,$ORIGIN/../lib'    | []
        '--disable-new-dtags,-rpath,${ORIGIN}/../lib'  | []
        '--enable-new-dtags,-rpath,$ORIGIN/../lib'     | ['libinner.so']
    }

    def 'a damaged program is refused and never believed: #damage'() {
        given:
        def copy = Files.copy(Path.of('/usr/bin/true'), folder.resolve('true'))
        def bytes = Files.readAllBytes(copy)
        damageIt(bytes)
        Files.write(copy, bytes)

        when:
        ElfReader.read(copy)

        then:
        def e = thrown(DamagedElfException)
        e.message.startsWith(copy.toString())

        where:
        damage                     | damageIt
        'segments past the end'    | { byte[] it -> it[37] = 0x7f as byte }
        'negative segment table'   | { byte[] it -> it[39] = 0xff as byte }
        'too many segments'        | { byte[] it -> it[57] = 0xff as byte }
        'another segment size'     | { byte[] it -> it[54] = 1 as byte }
    }

    def 'no byte of a program, whatever it becomes, makes the reader fail in another way'() {
        given:
        def original = Files.readAllBytes(Path.of('/usr/bin/true'))
        def random = new Random(42)
        def copy = folder.resolve('fuzzed')

        when:
        def refused = (1..300).count {
            def bytes = original.clone()
            20.times { bytes[random.nextInt(0x400)] = random.nextInt(256) as byte }
            Files.write(copy, bytes)
            try {
                ElfReader.read(copy)
                false
            } catch (DamagedElfException expected) {
                assert expected.message
                true
            }
        }

        then: 'some are read all the same, and some are told'
        refused in 1..299
    }

    def 'what is no such program is left alone: #what'() {
        given:
        def file = Files.write(folder.resolve('file'), content as byte[])

        expect:
        ElfReader.read(file).isEmpty()

        where:
        what                | content
        'nothing'           | []
        'a short file'      | [0x7f, 0x45, 0x4c, 0x46]
        'a text'            | ('x' * 100).bytes
        '32 bits'           | [0x7f, 0x45, 0x4c, 0x46, 1, 1] + [0] * 58
        'big endian'        | [0x7f, 0x45, 0x4c, 0x46, 2, 2] + [0] * 58
    }

    private LibraryClosure.Found libraries(String program) {
        def node = files.find(program).get()
        closure.of(node, closure.read(node).get())
    }

    private Set<String> realFiles(Collection<String> paths) {
        paths.collect { Path.of(it).toRealPath().toString() } as Set
    }

    private Set<String> openedByLibc() {
        realFiles(['libnss_files.so.2', 'libnss_dns.so.2', 'libgcc_s.so.1']
                .collect { name -> LibraryFolders.of(files).forMachineOf(closure.read(files.find('/usr/bin/true').get()).get())
                        .collect { "$it/$name".toString() }.find { Files.exists(Path.of(it)) } }.findAll())
    }

    private Set<String> loadedByTheLoader(String program) {
        def paths = [LOADER, '--list', program].execute().text.readLines()
                .collect { (it =~ /^\s*(?:\S+ => )?(\/\S+) \(0x/).with { m -> m ? m[0][1] : null } }
                .findAll()
        realFiles(paths)
    }

    private void build(String source, String... arguments) {
        def file = Files.writeString(folder.resolve('source.c'), source)
        def compiler = new ProcessBuilder(['cc', file.toString(), *arguments]*.toString()).redirectErrorStream(true).start()
        def said = compiler.inputStream.text
        assert compiler.waitFor() == 0: said
    }
}
