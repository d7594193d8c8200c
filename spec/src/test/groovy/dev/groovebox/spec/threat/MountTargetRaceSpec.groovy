package dev.groovebox.spec.threat

import dev.groovebox.sandbox.failure.EngineException
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Timeout
import spock.lang.Unroll

/**
 * One container exchanges a folder for a link to the machine, again and again, in a folder that it shares with others
 * while these are started with a mount below it (CVE-2021-30465, CVE-2024-45310).
 */
@Timeout(120)
class MountTargetRaceSpec extends ThreatSpecification {
    static final MILLIS = 2500
    static final LEAST_RUNS = 12

    @Unroll('a mount below a folder that is swapped for #link stays inside')
    def 'swapped mount targets'() {
        given:
        def shared = Files.createTempDirectory(scratch.path, 'shared')
        Files.createDirectories(shared.resolve('target/inner'))
        Files.createSymbolicLink(shared.resolve('link'), Path.of(link == 'an absolute link' ? victim.toString() : '../' * 12 + victim.toString().substring(1)))
        def marker = Files.createDirectories(scratch.path.resolve('marker'))

        when:
        def swapper = start(['intruder', 'swap', '/shared/target', '/shared/link', '/shared/enough']) { bind(shared, '/shared', false) }
        def end = System.currentTimeMillis() + MILLIS
        int ran = 0, refused = 0
        for (int i = 0; i < LEAST_RUNS || ran == 0 || System.currentTimeMillis() < end; i++) {
            def target = ['/shared/target', '/shared/target/inner', "/shared/target/made-$i/deep".toString()][i % 3]
            try {
                run(['true']) {
                    bind(shared, '/shared', false)
                    i % 2 ? bind(marker, target, false) : tmpfs(target, OptionalLong.empty(), OptionalInt.empty())
                }
                ran++
            } catch (EngineException e) {
                assert e.message.readLines().size() == 1
                refused++
            }
        }
        assert !swapper.done
        Files.createFile(shared.resolve('enough'))

        then: 'the race took place, and the judgement after each feature finds the victim untouched'
        ended(swapper).out().trim().toLong() > 1000

        where:
        link << ['an absolute link', 'a relative link']
    }
}
