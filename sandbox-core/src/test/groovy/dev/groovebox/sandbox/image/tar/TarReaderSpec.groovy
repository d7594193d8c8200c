package dev.groovebox.sandbox.image.tar

import java.time.Instant
import spock.lang.Requires
import spock.lang.Specification

/** Numbers and times as archives have them; archives are made by Python's tarfile. */
@Requires(value = { '/usr/bin/python3' as File as boolean }, reason = 'needs python3')
class TarReaderSpec extends Specification {
    private static final String MAKE = '''
import sys, tarfile
tar = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT)
info = tarfile.TarInfo('file')
info.pax_headers = dict(word.split('=', 1) for word in sys.argv[1:])
tar.addfile(info)
tar.close()
'''

    private static TarEntry read(String... records) {
        def python = new ProcessBuilder(['python3', '-c', MAKE, *records]).start()
        new TarReader(new ByteArrayInputStream(python.inputStream.bytes)).next().get()
    }

    def "the time #text is #seconds seconds and #nanos nanoseconds"() {
        expect:
        read("mtime=$text").modified() == Instant.ofEpochSecond(seconds, nanos)

        where:
        text                          | seconds       | nanos
        '0'                           | 0             | 0
        '1700000000.123456789'        | 1_700_000_000 | 123_456_789
        '1700000000.5'                | 1_700_000_000 | 500_000_000
        '1700000000.'                 | 1_700_000_000 | 0
        '1700000000.1234567899999999' | 1_700_000_000 | 123_456_789
        '-5'                          | -5            | 0
        '-0.25'                       | -1            | 750_000_000
        '-5.5'                        | -6            | 500_000_000
        '1099511627776'               | 1L << 40      | 0
    }

    def "the largest owner is 2^32-2"() {
        expect:
        read('uid=4294967294', 'gid=0').with { [uid(), gid()] } == [4294967294L, 0L]
    }

    def "#record is refused: #says"() {
        when:
        read(record)

        then:
        def e = thrown(TarFormatException)
        e.message == says

        where:
        record                      | says
        'mtime=now'                 | 'a pax time that is none'
        'mtime=1e9'                 | 'a pax time that is none'
        'mtime=999999999999999999'  | 'a time that no clock will show'
        'uid=4294967295'            | 'a user or group id of 4294967295'
        'gid=-1'                    | 'a user or group id of -1'
        'uid=0x0'                   | 'a pax number that is none'
        'uid=9223372036854775808'   | 'a pax number that is none'
        'size=-1'                   | 'a file of -1 bytes'
    }

    def "a sparse file that says it has #size bytes is refused"() {
        when:
        SparseMap.of([], size)

        then:
        thrown(TarFormatException)

        where:
        size << [-1L, 1L << 60, Long.MAX_VALUE]
    }
}
