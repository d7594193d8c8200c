package dev.groovebox.spec.threat

import dev.groovebox.sandbox.engine.LocalEngine
import dev.groovebox.sandbox.operation.ContainerOperation
import dev.groovebox.sandbox.operation.Stdio
import dev.groovebox.sandbox.spec.ContainerSpec
import dev.groovebox.sandbox.spec.NetworkSpec
import dev.groovebox.sandbox.spec.UserNamespace
import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.Callable

/** Two containers with ids in common could signal, trace and read each other. */
class UserIdRangesSpec extends ThreatSpecification {

    def 'containers that are started at once, by several engines, have ranges of their own'() {
        given:
        def engines = [engine, LocalEngine.open(paths), LocalEngine.open(paths)]
        def meeting = Files.createDirectories(scratch.path.resolve('meeting'))
        Files.setPosixFilePermissions(meeting, PosixFilePermissions.fromString('rwxrwxrwx'))
        def spec = ContainerSpec.builder('busybox').network(new NetworkSpec.None()).bind(meeting, '/meeting', false).command(['sh', '-c',
                'touch /meeting/$HOSTNAME; until [ $(ls /meeting | wc -l) = 12 ]; do sleep 0.05; done; cat /proc/self/uid_map /proc/self/gid_map'])
                .userNamespace(UserNamespace.AUTO).remove(true).build()

        when: 'each stays until all are there: the range of one that has ended may be another\'s'
        def running = (0..<12).collect { number ->
            threads.submit({ engines[number % 3].perform(new ContainerOperation.RunContainer(spec, new Stdio.Capture(Optional.empty()))) } as Callable)
        }
        def maps = running.collect { ended(it).out().readLines()*.tokenize() }

        then:
        maps.every { it[0] == it[1] }
        def ranges = maps.collect { it[0]*.toLong() }.toSorted { it[1] }
        ranges.every { it[0] == 0 && it[2] == 65536 }
        (1..<ranges.size()).every { ranges[it][1] >= ranges[it - 1][1] + 65536 }

        cleanup:
        engines.drop(1)*.close()
    }
}
