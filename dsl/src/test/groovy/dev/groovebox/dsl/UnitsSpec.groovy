package dev.groovebox.dsl

import static java.time.Duration.ofDays
import static java.time.Duration.ofHours
import static java.time.Duration.ofMillis
import static java.time.Duration.ofMinutes
import static java.time.Duration.ofNanos
import static java.time.Duration.ofSeconds

class UnitsSpec extends ScriptSpecification {
    def "#code"() {
        expect:
        run(code) == value

        where:
        code                       | value
        '512.kb'                   | new Bytes(512 * 1024)
        '64.mb'                    | new Bytes(64L << 20)
        '1.gb'                     | new Bytes(1L << 30)
        '1.5.gb'                   | new Bytes(3L << 29)
        '2.tb'                     | new Bytes(2L << 40)
        '2 * 3'                    | 6
        '64.mb * 2 + 1.kb - 1.kb'  | new Bytes(128L << 20)
        '64.mb / 2'                | new Bytes(32L << 20)
        '64.mb > 1.kb'             | true
        '500.ms'                   | ofMillis(500)
        '0.5.ms'                   | ofNanos(500_000)
        '10.s'                     | ofSeconds(10)
        '1.second + 2.seconds'     | ofSeconds(3)
        '1.minute + 20.minutes'    | ofMinutes(21)
        '1.hour + 2.hours'         | ofHours(3)
        '1.day + 1.5.days'         | ofHours(60)
        '"${64.mb} ${1536.kb} ${10.kb + new dev.groovebox.dsl.Bytes(1)}"' | '64 MB 1536 KB 10241 bytes'
    }

    def "units hold on other threads and in typed code"() {
        expect:
        run('''
            @groovy.transform.CompileStatic
            Duration typed() { 20.minutes }
            def found = []
            Thread.start { found << 64.mb << typed() }.join()
            found''') == [new Bytes(64L << 20), ofMinutes(20)]
    }

    def "a size that no machine can have is an error"() {
        expect:
        failure('99999999999.gb').message.startsWith('script.groovy:1: ArithmeticException')
    }
}
