package dev.groovebox.sandbox.image.layer

import java.security.MessageDigest
import spock.lang.Specification

class HashedInputSpec extends Specification {
    static final BYTES = new byte[100_000].tap { new Random(1).nextBytes(it) }

    def "the digest is that of all bytes, however they were taken: #how"() {
        given:
        def input = HashedInput.sha256(new ByteArrayInputStream(BYTES))

        when:
        take(input)
        HashedInput.drain(input)

        then:
        input.digest().hex() == MessageDigest.getInstance('SHA-256').digest(BYTES).encodeHex().toString()

        where:
        how                | take
        'not at all'       | { stream -> }
        'one by one'       | { stream -> 1000.times { stream.read() } }
        'skipped'          | { stream -> stream.skipNBytes(70_000) }
        'the last skipped' | { stream -> stream.readNBytes(30_000); stream.skipNBytes(70_000) }
    }
}
