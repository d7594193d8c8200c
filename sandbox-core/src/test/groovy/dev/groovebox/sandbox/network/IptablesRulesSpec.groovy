package dev.groovebox.sandbox.network

import dev.groovebox.sandbox.spec.AddressRange
import dev.groovebox.sandbox.spec.IpText
import dev.groovebox.sandbox.spec.NetworkDriver
import dev.groovebox.sandbox.spec.PortText
import dev.groovebox.sandbox.spec.Subnet
import java.time.Instant
import spock.lang.Specification

/** What iptables-nft-restore is given where there is no nft. */
class IptablesRulesSpec extends Specification {
    static final WEB = new ContainerNetwork('web', [], [endpoint('10.1.0.2', 'fd00::2')], PortText.parse('8080:80') + PortText.parse('127.0.0.1:8081:81/udp'))

    def 'a port leads to its container, one of a single address before those of all, each family for itself'() {
        expect:
        chain(text([network('front', '10.1.0.0/16')], [web: WEB], v4), 'ports') == rules

        where:
        v4    || rules
        true  || ['-d 127.0.0.1 -p udp -m udp --dport 8081 -j DNAT --to-destination 10.1.0.2:81',
                  '-p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.0.2:80']
        false || ['! -d ::1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00::2]:80']
    }

    def 'networks are kept apart, an internal one goes nowhere, and what passes is left to the machine\'s other rules'() {
        given:
        def forward = chain(text([network('a', '10.1.0.0/16'), network('b', '10.2.0.0/16', true)], [:]), 'forward')

        expect:
        forward.indexOf('-i gbx-a -o gbx-a -j RETURN') < forward.indexOf('-i gbx-a -o gbx-+ -j DROP')
        forward.indexOf('-o gbx-b -j DROP') < forward.indexOf('-i gbx-a -j RETURN')
        forward.indexOf('-i gbx-b -j DROP') < forward.indexOf('-i gbx-b -j RETURN')
        !forward.any { it.contains('ACCEPT') }
    }

    def 'what a network is told: its containers do not reach each other, and keep their addresses outside'() {
        given:
        def text = text([network('a', '10.1.0.0/16', false, ['com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.enable_ip_masquerade': 'false'])], [:])

        expect:
        chain(text, 'forward').contains('-i gbx-a -o gbx-a -j DROP')
        !chain(text, 'nat').contains('-s 10.1.0.0/16 ! -o gbx-a -j MASQUERADE')
    }

    def 'what comes from elsewhere for 127.0.0.1 is dropped, by whatever card; not what Windows shares with its WSL'() {
        expect:
        chain(text([network('a', '10.1.0.0/16')], [:], v4), 'guard') == rules

        where:
        v4    || rules
        true  || ['-i loopback0 -j RETURN', '! -i lo -d 127.0.0.0/8 -j DROP']
        false || []
    }

    def 'what leaves its own bridge is masqueraded, of an internal network nothing; a container that asks for a port of its own network too'() {
        expect:
        chain(text([network('a', '10.1.0.0/16'), network('b', '10.2.0.0/16', true)], [:]), 'nat') == [
                '-s 10.1.0.0/16 ! -o gbx-a -j MASQUERADE', '-s 10.1.0.0/16 -o gbx-a -m conntrack --ctstate DNAT -j MASQUERADE', '-s 127.0.0.0/8 -o gbx-a -j MASQUERADE',
                '-s 10.2.0.0/16 -o gbx-b -m conntrack --ctstate DNAT -j MASQUERADE', '-s 127.0.0.0/8 -o gbx-b -j MASQUERADE']
    }

    def 'the machine\'s own chains get one jump each, whatever has been there before'() {
        given:
        def all = IptablesRules.ENTRANCES as Set
        def fresh = text([network('a', '10.1.0.0/16')], [:])
        def again = new IptablesRules(rules([network('a', '10.1.0.0/16')], [:]), true).text(all)

        expect:
        fresh.readLines().count { it.startsWith('-I ') } == 5
        again.readLines().count { it.startsWith('-I ') } == 0
        fresh.readLines().findAll { !it.startsWith('-I ') } == again.readLines()
        IptablesRules.removal('groovebox', all).readLines().count { it.startsWith('-D ') } == 5
        IptablesRules.removal('groovebox', [] as Set).readLines().count { it.startsWith('-D ') } == 0
    }

    def 'names of chains are no longer than iptables takes, also of an engine with a root of its own'() {
        expect:
        IptablesRules.ENTRANCES.every { it.chain('groovebox-12345678').length() <= 28 }
    }

    private static FirewallRules rules(List<Network> networks, Map<String, ContainerNetwork> containers) {
        new FirewallRules('groovebox', networks, containers, [])
    }

    private static String text(List<Network> networks, Map<String, ContainerNetwork> containers, boolean v4 = true) {
        new IptablesRules(rules(networks, containers), v4).text([] as Set)
    }

    private static List<String> chain(String text, String word) {
        def begin = "-A groovebox-$word "
        text.readLines().findAll { it.startsWith(begin) }*.substring(begin.length())
    }

    private static Network network(String name, String subnet, boolean internal = false, Map<String, String> options = [:]) {
        new Network(name, name, NetworkDriver.BRIDGE, [AddressRange.of(Subnet.parse(subnet).get())], internal, options, [:], Instant.EPOCH, "gbx-$name")
    }

    private static Endpoint endpoint(String... addresses) {
        new Endpoint('front', 'eth0', 'gbv0', '02:42:0a:01:00:02', addresses.collect { IpText.parse(it).get() }, [16, 64], [], [])
    }
}
