package dev.groovebox.sandbox.image.host

import dev.groovebox.sandbox.ScratchFolder
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

class LoaderCacheSpec extends Specification {
    @AutoCleanup
    def scratch = new ScratchFolder()
    Path folder = scratch.path

    @Requires(value = { Files.isExecutable(Path.of('/sbin/ldconfig')) }, reason = 'ldconfig reads what we write')
    def 'ldconfig reads the cache'() {
        given:
        def cache = Files.write(folder.resolve('cache'), LoaderCache.of([
                new LoaderCache.Library('/usr/local/lib/libz.so.1', ElfFile.X86_64),
                new LoaderCache.Library('/lib/x86_64-linux-gnu/libc.so.6', ElfFile.X86_64),
                new LoaderCache.Library('/lib/aarch64-linux-gnu/libc.so.6', ElfFile.AARCH64)]))

        expect:
        ['/sbin/ldconfig', '-p', '-C', cache.toString()].execute().text.readLines()*.strip().findAll { it.contains('=>') } == [
                'libz.so.1 (libc6,x86-64) => /usr/local/lib/libz.so.1',
                'libc.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libc.so.6',
                'libc.so.6 (libc6,AArch64) => /lib/aarch64-linux-gnu/libc.so.6']
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'chroot')
    def 'the loader finds every library in the cache at its first try'() {
        given:
        def box = new MaterialisedTree(HostPrograms.ofThisMachine().collect(['env', 'tar', 'find'], false), folder)

        when:
        def trace = box.run('env', 'LD_DEBUG=libs', 'tar', '--version').err.readLines()
        def tarsOwn = trace.drop(trace.findLastIndexOf { it.contains('transferring control: env') } + 1)

        then:
        tarsOwn.findAll { it.contains('find library=') }.size() > 1
        tarsOwn.findAll { it.contains('find library=') }.size() == tarsOwn.findAll { it.contains('trying file=') }.size()
    }

    def 'names are in the order of the loader: #left and #right'() {
        expect:
        Integer.signum(LoaderCache.compare(left, right)) == order
        Integer.signum(LoaderCache.compare(right, left)) == -order

        where:
        left           | right          | order
        'libc.so.6'    | 'libc.so.6'    | 0
        'libc.so.6'    | 'libc.so.10'   | -1
        'libc.so.6'    | 'libd.so.6'    | -1
        'libc6.so'     | 'libc.so'      | 1
        'liba'         | 'liba.so'      | -1
        'lib1a'        | 'lib1b'        | -1
    }
}
