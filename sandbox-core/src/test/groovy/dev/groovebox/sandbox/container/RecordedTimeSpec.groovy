package dev.groovebox.sandbox.container

import java.time.Instant
import java.time.format.DateTimeParseException
import spock.lang.Specification

/** Times of records, which are read in one way more than java.time has. */
class RecordedTimeSpec extends Specification {
    def 'it is what java.time reads: #text'() {
        expect:
        RecordedTime.parse(text) == Instant.parse(text)

        where:
        text << ['2026-11-30T10:59:01.123456789Z', '2024-02-29T23:59:59.000000001Z', '2026-11-30T10:59:01Z', '2026-11-30T10:59:01.5Z',
                 '1969-12-31T23:59:59.999999999Z', '2026-11-30T24:00:00.000000000Z']
    }

    def 'it refuses what java.time refuses: #text'() {
        when:
        RecordedTime.parse(text)

        then:
        thrown(DateTimeParseException)

        where:
        text << ['2026-13-30T10:59:01.123456789Z', '2026-11-31T10:59:01.123456789Z', '2026/11/30T10:59:01.123456789Z',
                 '2026-11-30T10:59:01.12345678-Z', '2026-11-30T1-:59:01.123456789Z', '', 'yesterday, in the early morningZ']
    }
}
