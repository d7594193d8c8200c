package dev.groovebox.sandbox.linux.seccomp

import dev.groovebox.sandbox.linux.LibseccompCalls
import dev.groovebox.sandbox.linux.LibseccompCalls.Comparison
import dev.groovebox.sandbox.linux.LibseccompCalls.Operator
import dev.groovebox.sandbox.linux.capability.Capability
import spock.lang.Specification

class ProfileParserSpec extends Specification {
    def "a rule is a line with conditions, and the names below it"() {
        when:
        def rules = ProfileParser.parse('''\
            # a comment
            allow

                read write
                close
            refuse ENOSYS without SYS_ADMIN
                clone3
            allow on x86_64,aarch64 with SYS_CHROOT where 1 & 0xff == 0x10
                chroot
            '''.stripIndent())

        then:
        rules*.names() == [['read', 'write', 'close'], ['clone3'], ['chroot']]
        rules*.action() == [LibseccompCalls.ALLOW, 0x50000 | 38, LibseccompCalls.ALLOW]
        rules*.with()*.orElse(null) == [null, null, Capability.SYS_CHROOT]
        rules*.without()*.orElse(null) == [null, Capability.SYS_ADMIN, null]
        rules*.comparisons() == [[], [], [new Comparison(1, Operator.MASKED_EQUAL, 0xff, 0x10)]]
        rules[2].architectures() == [Architecture.X86_64, Architecture.AARCH64] as Set
    }

    def "a profile that does not follow the grammar is refused, not guessed: #text"() {
        when:
        ProfileParser.parse(text)

        then:
        thrown(IllegalArgumentException)

        where:
        text << [
                'allow', '    read', 'permit\n    read', 'allow when\n    read', 'allow on vax\n    read',
                'allow with NO_SUCH\n    read', 'refuse\n    read', 'refuse EWHAT\n    read',
                'allow where 0 ! 1\n    read', 'allow where 0 & 1 < 1\n    read', 'allow where 0\n    read']
    }

    def "the engine's profile names each call once for each condition"() {
        when:
        def names = SeccompProfile.ofEngine().rules().collectMany { rule ->
            rule.names().collect { [it, rule.with(), rule.without(), rule.comparisons(), rule.architectures()] }
        }

        then:
        names.size() > 350
        names.countBy { it }.findAll { it.value > 1 }.isEmpty()
    }
}
