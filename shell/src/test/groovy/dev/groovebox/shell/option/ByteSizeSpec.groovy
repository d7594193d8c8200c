package dev.groovebox.shell.option

import dev.groovebox.shell.grammar.UsageException
import spock.lang.Specification

class ByteSizeSpec extends Specification {
    def "#text is #bytes bytes"() {
        expect:
        ByteSize.parse('--memory', text) == bytes

        where:
        text    || bytes
        '0'     || 0
        '512'   || 512
        '512b'  || 512
        '64k'   || 64 * 1024
        '64m'   || 64 * 1024**2
        '64M'   || 64 * 1024**2
        '64mb'  || 64 * 1024**2
        '64MiB' || 64 * 1024**2
        '1g'    || 1024**3
        '1.5gb' || 1536 * 1024**2
        '2 t'   || 2 * 1024**4
    }

    def "'#text' is refused, and the option named"() {
        when:
        ByteSize.parse('--memory', text)

        then:
        def e = thrown(UsageException)
        e.message == "--memory '$text' is no size such as 64m or 1.5g"

        where:
        text << ['', 'm', '-1', '1x', '1mm', '1.2.3m', '0x10', '1e3', '99999999999g', 'b', 'ib', '.']
    }
}
