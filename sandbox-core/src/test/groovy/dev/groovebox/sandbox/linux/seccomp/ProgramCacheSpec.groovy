package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.ScratchFolder
import dev.groovebox.sandbox.linux.capability.CapabilitySet
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification

class ProgramCacheSpec extends Specification {
    @AutoCleanup ScratchFolder scratch = new ScratchFolder()
    Path folder = scratch.path
    ProgramCache cache = new ProgramCache(folder, 'this machine')
    byte[] program = [1, 2, 3, 4, 5, 6, 7, 8]

    def "a program is found again by what it was made from"() {
        given:
        cache.write('seccomp-1', 'profile', program)

        expect:
        cache.read('seccomp-1', 'profile').get() == program
        Files.list(folder).withCloseable { it*.fileName*.toString() } == ['seccomp-1']

        and: 'from nothing else'
        cache.read('seccomp-2', 'profile').empty
        cache.read('seccomp-1', 'another profile').empty
        new ProgramCache(folder, 'another kernel').read('seccomp-1', 'profile').empty
    }

    def "a damaged file counts as absent: #damage"() {
        given:
        cache.write('seccomp-1', 'profile', program)
        def file = folder.resolve('seccomp-1')
        def bytes = Files.readAllBytes(file)

        when:
        Files.write(file, change(bytes) as byte[])

        then:
        cache.read('seccomp-1', 'profile').empty

        where:
        damage          | change
        'empty'         | { [] }
        'cut'           | { it[0..-2] }
        'one bit'       | { it[-1] ^= 1; it }
        'one bit ahead' | { it[0] ^= 1; it }
        'longer'        | { (it as List) + [0 as byte] }
    }

    def "a file that others could have written counts as absent"() {
        given:
        cache.write('seccomp-1', 'profile', program)

        when:
        Files.setPosixFilePermissions(folder.resolve('seccomp-1'), PosixFilePermissions.fromString(permissions))

        then:
        cache.read('seccomp-1', 'profile').empty == refused

        where:
        permissions || refused
        'rw-r--r--' || false
        'rw-rw-r--' || true
        'rw-r--rw-' || true
    }

    @Requires(value = { System.getProperty('user.name') == 'root' }, reason = 'only root gives files away')
    def "another user's file counts as absent"() {
        given:
        cache.write('seccomp-1', 'profile', program)

        when:
        Files.setAttribute(folder.resolve('seccomp-1'), 'unix:uid', 65534)

        then:
        cache.read('seccomp-1', 'profile').empty
    }

    def "a link in the place of a file is not followed"() {
        given:
        cache.write('seccomp-1', 'profile', program)
        Files.createSymbolicLink(folder.resolve('seccomp-2'), folder.resolve('seccomp-1'))

        expect:
        cache.read('seccomp-2', 'profile').empty
    }

    def "a program is compiled once for each set of capabilities"() {
        given:
        int compiled = 0
        def inner = [defaultProfile: { CapabilitySet capabilities -> compiled++; program },
                     profile: { String text, CapabilitySet capabilities -> compiled++; program }] as SeccompCompiler
        def compiler = new CachedSeccompCompiler(inner, new SeccompProfile('allow\n read'), cache)

        when:
        2.times { assert compiler.defaultProfile(new CapabilitySet(1)) == program }
        compiler.defaultProfile(new CapabilitySet(2))

        then:
        compiled == 2

        when: "profiles of users' own, two of which have texts of one hash"
        ['Aa', 'Aa', 'BB'].each { assert compiler.profile(it, new CapabilitySet(1)) == program }

        then:
        compiled == 4
    }
}
