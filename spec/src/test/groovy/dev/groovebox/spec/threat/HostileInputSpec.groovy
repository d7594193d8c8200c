package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.EngineException
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Unroll

/** What images and command lines say is text from a stranger: no number overflows, no file blocks, nothing is obeyed. */
class HostileInputSpec extends ThreatSpecification {
    /** Among them -1 as the kernel writes it, by which setresuid(2) would change nothing, and digits that are none. */
    static final NO_USERS = [
            '4294967295', '4294967296', '18446744073709551616', '-1', '-0', '+0', '0x0', '00x', ' 0', '0 ', '0\n', '\u0660', '1e3',
            '1000:', '1:2:3', ':0:', '1000:-1', '1000:4294967295', '1000:4294967296', 'nobody-of-that-name', '1000:no-such-group',
            'minus', 'over', 'root\n', '../root', '*']

    @Unroll('no user is made of what is none: #from')
    def 'users'() {
        given:
        def accounts = { Path layer ->
            Files.writeString(Files.createDirectories(layer.resolve('etc')).resolve('passwd'),
                    'root:x:0:0::/:/bin/sh\nminus:x:4294967295:0::/:/bin/sh\nover:x:4294967296:4294967296::/:/bin/sh\n')
        }

        when:
        def taken = NO_USERS.findAll { name ->
            image = images.add(from == 'the image' ? """{"User": "${escaped(name)}"}""" : '{}', accounts)
            !isRefused(['id']) { from == 'the image' ?: user(name) }
        }

        then:
        taken == []

        where:
        from << ['the user', 'the image']
    }

    def 'groups that are none are refused'() {
        expect:
        ['-1', '4294967295', '4294967296', 'no-such-group', '', '0x1'].findAll { name -> !isRefused(['id']) { additionalGroup(name) } } == []
    }

    @Unroll("accounts in #kind are an error, or none where it leads out of the image, at once")
    def 'account files'() {
        given:
        Files.writeString(victim.resolveSibling('accounts'), 'insider:x:0:0::/:/bin/sh\n')
        image = images.add { Path layer ->
            def etc = Files.createDirectories(layer.resolve('etc'))
            ['passwd', 'group'].each { put(etc.resolve(it), kind) }
        }

        expect:
        isRefused(['id']) { user('insider') }
        isRefused(['id']) { user('1000:insider') }
        [isRefused(['id']) { user('1000') }, isRefused(['id']) {}] == expected

        where:
        kind << ['a pipe', 'a device', 'a folder', 'a link out', 'a relative link out', 'a link to itself', 'a huge file', 'one endless line']
        expected = kind =~ / out$/ ? [false, false] : [true, true]
    }

    @Unroll('a host name that is none is refused (#iterationIndex)')
    def 'host names'() {
        when:
        def message = refusal(['true']) { hostname(name) }.message

        then:
        !message.codePoints().anyMatch { Character.isISOControl(it) }

        where:
        name << ['a\nb', 'a\n127.0.0.1 bank', '\u001b[31mred', 'a b', '-a', '', 'a' * 65, '../a', 'a\tb', 'ä', 'a\u0000b', 'a\r']
    }

    @Unroll('control characters never come back raw from #what')
    def 'messages'() {
        expect:
        !refusal(['true'], more).message.codePoints().anyMatch { Character.isISOControl(it) }

        where:
        what              | more
        'a name'          | { name('\u001b[2Jx') }
        'a mount target'  | { tmpfs('/\u001b[2J/../x', OptionalLong.empty(), OptionalInt.empty()) }
        'a mount source'  | { bind(Path.of('/no-such\u001b[2J'), '/x', false) }
        'a capability'    | { addCapability('\u001b[2J') }
        'a limit'         | { ulimit('\u001b[2J', 1, 1) }
        'a user'          | { user('\u001b[2J') }
        'a group'         | { additionalGroup('\u001b[2J') }
        'processors'      | { cpusetCpus('\u001b[2J') }
        'a folder'        | { workingFolder('\u001b[2J') }
        'a variable'      | { environment('\u001b[2J=', '') }
    }

    @Unroll('variables of #whose drive nothing, and come through as they are')
    def 'the environment'() {
        given:
        def odd = ['LD_PRELOAD=/evil.so', 'LD_LIBRARY_PATH=/evil', "GROOVEBOX_ROOT=$victim".toString(), 'JAVA_TOOL_OPTIONS=-version', 'LINES=a\nFAKE=b',
                   'BASH_FUNC_true%%=() { false; }', 'ESC=\u001b[31m', 'LC_ALL=zz_ZZ']
        image = images.add(whose == 'the image' ? """{"Env": [${(odd + ['=x', 'no-value', '']).collect { "\"${escaped(it)}\"" }.join(',')}]}""" : '{}') {}

        when:
        def result = run(['cat', '/proc/self/environ']) {
            whose == 'the image' ?: odd.each { environment(*it.split('=', 2)) }
        }

        then:
        result.exitCode() == 0
        result.out().tokenize('\0').containsAll(odd)

        where:
        whose << ['the image', 'the user']
    }

    @Unroll('an image whose #field holds a NUL character is refused')
    def 'NUL characters'() {
        given:
        image = images.add("""{"$field": $value}""") {}

        expect:
        isRefused(command) {}

        where:
        field        | value                         | command
        'Env'        | '["A=b\\u0000c"]'             | ['true']
        'Entrypoint' | '["/bin/true\\u0000/bin/sh"]' | []
        'Cmd'        | '["/bin/true\\u0000/bin/sh"]' | []
        'WorkingDir' | '"/\\u0000/proc/self/fd/3"'   | ['true']
        'User'       | '"0\\u00001000"'              | ['true']
    }

    def "a search path of the image's finds nothing outside of it"() {
        given:
        Files.copy(Path.of('/bin/busybox'), victim.resolveSibling('escape'))
        image = images.add(/{"Env": ["PATH=$scratch.path:..\/..:"]}/) {}

        expect:
        refusal(['escape']).failure().kind().exitCode() == 127
    }

    @Unroll('a volume over #target is refused')
    def 'targets of volumes'() {
        expect:
        isRefused(['true']) { bind(victim, target, true) }
        isRefused(['true']) { tmpfs(target, OptionalLong.empty(), OptionalInt.empty()) }

        where:
        target << ['/', '/.', '//', '/proc', '/proc/', '//proc', '/./proc', '/proc/sys', '/proc/self/attr', '/sys', '/sys/kernel',
                   '/tmp/../proc', 'proc', '', '/a\u0000b']
    }

    private boolean isRefused(List<String> command, Closure more) {
        try {
            run(command, more)
            false
        } catch (EngineException e) {
            assert e.message.readLines().size() == 1
            true
        }
    }

    private void put(Path file, String kind) {
        def outside = victim.resolveSibling('accounts')
        switch (kind) {
            case 'a pipe': assert ['mkfifo', file.toString()].execute().waitFor() == 0; break
            case 'a device': assert ['mknod', file.toString(), 'c', '1', '5'].execute().waitFor() == 0; break
            case 'a folder': Files.createDirectory(file); break
            case 'a link out': Files.createSymbolicLink(file, outside); break
            case 'a relative link out': Files.createSymbolicLink(file, Path.of('../' * 12 + outside.toString().substring(1))); break
            case 'a link to itself': Files.createSymbolicLink(file, file.fileName); break
            case 'a huge file': new RandomAccessFile(file.toFile(), 'rw').withCloseable { it.length = 1L << 40 }; break
            case 'one endless line': Files.writeString(file, 'insider:x:0:0:' + 'x' * 3_000_000); break
        }
    }

    private static String escaped(String text) {
        text.collectReplacements { it < ' ' || it > '~' || it == '"' || it == '\\' ? String.format('\\u%04x', (int) it) : null }
    }
}
