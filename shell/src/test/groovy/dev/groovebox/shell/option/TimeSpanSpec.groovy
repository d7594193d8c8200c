package dev.groovebox.shell.option

import dev.groovebox.shell.grammar.UsageException
import java.time.Duration
import spock.lang.Specification

class TimeSpanSpec extends Specification {
    def "#text is #time"() {
        expect:
        TimeSpan.parse('--timeout', text) == Duration.parse(time)

        where:
        text      || time
        '10'      || 'PT10S'
        '10s'     || 'PT10S'
        '500ms'   || 'PT0.5S'
        '20m'     || 'PT20M'
        '1h30m'   || 'PT1H30M'
        '1m500ms' || 'PT1M0.5S'
    }

    def "'#text' is refused"() {
        when:
        TimeSpan.parse('--timeout', text)

        then:
        def e = thrown(UsageException)
        e.message.startsWith("--timeout '$text' is no duration")

        where:
        text << ['', 's', '1.5s', '-1s', '1d', '1s m', '99999999999999999999']
    }
}
