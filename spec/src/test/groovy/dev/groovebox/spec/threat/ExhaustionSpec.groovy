package dev.groovebox.spec.threat

import java.time.Duration
import spock.lang.Unroll

/** A program that takes all it can get takes its own share. */
class ExhaustionSpec extends ThreatSpecification {
    static final BOMB = 'a=x; while :; do a=$a$a; done'

    @Unroll('a fork bomb is stopped by the limit of processes #how')
    def 'fork bombs'() {
        when:
        def result = run(['sh', '-c', 'b() { b | b & }; b; sleep 1; cat /sys/fs/cgroup/pids/pids.max'], more)

        then:
        result.err().contains("can't fork")
        result.duration() < Duration.ofSeconds(15)

        where:
        how             | more
        'alone'         | { pids(24) }
        'under an init' | { pids(24).init(true) }
        'as a user'     | { pids(24).user('1000') }
    }

    @Unroll('#what is killed, and reported as out of memory')
    def 'memory bombs'() {
        when:
        def result = run(command) { memoryBytes(24 << 20).init(under) }

        then:
        result.oom()
        result.exitCode() == code

        where:
        what                                       | under | command                                                          || code
        'a memory bomb'                            | false | ['sh', '-c', BOMB]                                               || 137
        'a memory bomb under an init'              | true  | ['sh', '-c', BOMB]                                               || 137
        'a child that is one'                      | false | ['sh', '-c', "sh -c '$BOMB'; echo \$?; exit 3"]                  || 3
        'a child of an init\'s program that is one' | true  | ['sh', '-c', "sh -c '$BOMB'; echo \$?; exit 3"]                  || 3
        'one that fills a memory filesystem'       | false | ['dd', 'if=/dev/zero', 'of=/dev/shm/all', 'bs=1M', 'count=60']   || 137
    }

    def 'a memory filesystem has an end of its own'() {
        expect:
        run(['sh', '-c', 'dd if=/dev/zero of=/dev/shm/all bs=1M count=100']).err().contains('No space left')
        run(['sh', '-c', 'dd if=/dev/zero of=/dev/all bs=1M count=100']).err().contains('No space left')
    }

    def 'a flood of output does not fill our memory'() {
        when:
        def result = run(['sh', '-c', 'yes | head -c 200000000'])

        then:
        result.exitCode() == 0
        result.outputTruncated()
    }

    def 'a program that never reads and never ends is ended by its time'() {
        expect:
        run(['intruder', 'outlive']) { timeout(Duration.ofMillis(200)) }.timedOut()
    }
}
