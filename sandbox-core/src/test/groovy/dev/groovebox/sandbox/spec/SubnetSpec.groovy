package dev.groovebox.sandbox.spec

import spock.lang.Specification

class SubnetSpec extends Specification {
    def "'#text' is #meaning"() {
        expect:
        Subnet.parse(text).map { it.toString() }.orElse('none') == meaning

        where:
        text               || meaning
        '10.90.1.0/24'     || '10.90.1.0/24'
        'fd00:0::0/64'     || 'fd00::/64'
        '10.90.1.1/24'     || 'none'
        '10.90.1.0/33'     || 'none'
        '10.90.1/24'       || 'none'
        '010.1.1.0/2400'   || 'none'
        'example.org/24'   || 'none'
        '10.90.1.0'        || 'none'
    }

    def 'addresses are counted from the first, and the ends are nobody\'s'() {
        given:
        def subnet = Subnet.parse('10.90.1.0/30').get()

        expect:
        (0..3).collect { IpText.of(subnet.at(it)) } == ['10.90.1.0', '10.90.1.1', '10.90.1.2', '10.90.1.3']
        (0..3).collect { subnet.isReserved(subnet.at(it)) } == [true, false, false, true]
        Subnet.parse('10.90.0.0/16').get().overlaps(subnet)
        !Subnet.parse('10.91.0.0/16').get().overlaps(subnet)
    }
}
