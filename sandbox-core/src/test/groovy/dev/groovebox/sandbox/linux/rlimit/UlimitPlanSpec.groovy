package dev.groovebox.sandbox.linux.rlimit

import dev.groovebox.sandbox.spec.Ulimit
import spock.lang.Specification

class UlimitPlanSpec extends Specification {
    static final long UNLIMITED = -1

    def host = new HostLimits(
            Resource.values().collectEntries { [it, new HostLimits.Limit(1000, 2000)] }
                    + [(Resource.CORE): new HostLimits.Limit(0, UNLIMITED)], 5000)

    def "#word #soft:#hard is #givenSoft:#givenHard without the capability to raise limits"() {
        when:
        def plan = UlimitPlan.resolve([new Ulimit(word, soft, hard)], host, false)

        then:
        plan.limits() == [new UlimitPlan.Setting(number, givenSoft, givenHard)]
        plan.warnings().size() == warnings

        where:
        word     | soft      | hard      || number | givenSoft | givenHard | warnings
        'nofile' | 100       | 200       || 7      | 100       | 200       | 0
        'nofile' | 100       | 2001      || 7      | 100       | 2000      | 1
        'nproc'  | 3000      | UNLIMITED || 6      | 2000      | 2000      | 1
        'core'   | UNLIMITED | UNLIMITED || 4      | UNLIMITED | UNLIMITED | 0
        'cpu'    | 0         | 0         || 0      | 0         | 0         | 0
    }

    def "with the capability only the kernel's bound of open files stays"() {
        when:
        def plan = UlimitPlan.resolve(
                [new Ulimit('nofile', 6000, UNLIMITED), new Ulimit('nproc', 9000, UNLIMITED)], host, true)

        then:
        plan.limits() == [new UlimitPlan.Setting(6, 9000, UNLIMITED), new UlimitPlan.Setting(7, 5000, 5000)]
        plan.warnings() == ['ulimit nofile=6000:unlimited is above the 5000 this machine lets the engine give; '
                + 'the container has 5000:5000']
    }

    def "the last of several limits of one resource counts"() {
        expect:
        UlimitPlan.resolve([new Ulimit('as', 1, 2), new Ulimit('as', 3, 4)], host, false).limits() ==
                [new UlimitPlan.Setting(9, 3, 4)]
    }

    def "every limit of this process can be read"() {
        when:
        def mine = HostLimits.ofThisProcess()
        def nofile = "sh -c".split().toList() + 'ulimit -Hn'

        then:
        mine.limits().keySet() == Resource.values() as Set
        mine.of(Resource.NOFILE).hard() == nofile.execute().text.trim() as long
    }
}
