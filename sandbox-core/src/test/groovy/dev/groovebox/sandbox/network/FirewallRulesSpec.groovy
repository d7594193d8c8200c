package dev.groovebox.sandbox.network

import dev.groovebox.sandbox.spec.AddressRange
import dev.groovebox.sandbox.spec.IpText
import dev.groovebox.sandbox.spec.NetworkDriver
import dev.groovebox.sandbox.spec.PortText
import dev.groovebox.sandbox.spec.Subnet
import java.time.Instant
import spock.lang.Specification

class FirewallRulesSpec extends Specification {
    def 'a port leads to its container, one of a single address before those of all'() {
        given:
        def ports = PortText.parse('8080:80') + PortText.parse('127.0.0.1:8081:81/udp')
        def web = new ContainerNetwork('web', [], [endpoint('10.1.0.2', 'fd00::2')], ports)

        expect:
        chain(rules([network('front', '10.1.0.0/16')], [web: web]), 'ports') == [
                'ip daddr 127.0.0.1 udp dport 8081 dnat ip to 10.1.0.2:81',
                'meta nfproto ipv4 tcp dport 8080 dnat ip to 10.1.0.2:80',
                'ip6 daddr != ::1 tcp dport 8080 dnat ip6 to [fd00::2]:80']
    }

    def 'all addresses of IPv4 are not those of IPv6'() {
        given:
        def web = new ContainerNetwork('web', [], [endpoint('10.1.0.2', 'fd00::2')], PortText.parse('0.0.0.0:8080:80') + PortText.parse('[::]:8081:80'))

        expect:
        chain(rules([network('front', '10.1.0.0/16')], [web: web]), 'ports') == [
                'meta nfproto ipv4 tcp dport 8080 dnat ip to 10.1.0.2:80',
                'ip6 daddr != ::1 tcp dport 8081 dnat ip6 to [fd00::2]:80']
    }

    def 'networks are kept apart, and an internal one goes nowhere'() {
        given:
        def forward = chain(rules([network('a', '10.1.0.0/16'), network('b', '10.2.0.0/16', true)], [:]), 'forward')

        expect: 'its own bridge first, then none of the others'
        forward.indexOf('iifname "gbx-a" oifname "gbx-a" accept') < forward.indexOf('iifname "gbx-a" oifname "gbx-*" drop')
        forward.indexOf('oifname "gbx-b" drop') < forward.indexOf('iifname "gbx-a" accept')
        forward.indexOf('iifname "gbx-b" drop') < forward.indexOf('iifname "gbx-b" accept')
    }

    def 'what a network is told: its containers do not reach each other, and keep their addresses outside'() {
        given:
        def text = rules([network('a', '10.1.0.0/16', false, ['com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.enable_ip_masquerade': 'false'])], [:])

        expect:
        chain(text, 'forward').contains('iifname "gbx-a" oifname "gbx-a" drop')
        !text.contains('oifname != "gbx-a" masquerade')
    }

    def 'what comes from elsewhere for 127.0.0.1 is dropped, by whatever card; not what Windows shares with its WSL'() {
        expect:
        chain(rules([network('a', '10.1.0.0/16'), network('b', '10.2.0.0/16')], [:]), 'guard').drop(1) == ['iifname != { "lo", "loopback0" } ip daddr 127.0.0.0/8 drop']
    }

    def 'only what leaves its own bridge is masqueraded, and an internal network not at all'() {
        given:
        def text = rules([network('a', '10.1.0.0/16'), network('b', '10.2.0.0/16', true)], [:])

        expect:
        text.contains('ip saddr 10.1.0.0/16 oifname != "gbx-a" masquerade')
        !text.contains('ip saddr 10.2.0.0/16 oifname != "gbx-b" masquerade')
    }

    def 'the table is replaced as a whole, and no other is named'() {
        given:
        def text = rules([network('a', '10.1.0.0/16')], [:])

        expect:
        text.readLines().findAll { it.contains('table ') } == ['table inet groovebox {}', 'delete table inet groovebox', 'table inet groovebox {']
    }

    private static String rules(List<Network> networks, Map<String, ContainerNetwork> published) {
        new FirewallRules('groovebox', networks, published, []).text()
    }

    private static List<String> chain(String text, String name) {
        def lines = text.readLines()*.trim()
        lines.drop(lines.indexOf("chain $name {".toString()) + 1).takeWhile { it != '}' }
    }

    private static Network network(String name, String subnet, boolean internal = false, Map<String, String> options = [:]) {
        new Network(name, name, NetworkDriver.BRIDGE, [AddressRange.of(Subnet.parse(subnet).get())], internal, options, [:], Instant.EPOCH, "gbx-$name")
    }

    private static Endpoint endpoint(String... addresses) {
        new Endpoint('front', 'eth0', 'gbv0', '02:42:0a:01:00:02', addresses.collect { IpText.parse(it).get() }, [16, 64], [], [])
    }
}
