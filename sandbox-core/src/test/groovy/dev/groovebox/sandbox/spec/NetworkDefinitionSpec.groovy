package dev.groovebox.sandbox.spec

import spock.lang.Specification

/** What a network's driver is told (docker's -o) is understood, or refused in words. */
class NetworkDefinitionSpec extends Specification {
    def 'options that the driver knows: #options'() {
        given:
        def told = new DriverOptions(network(driver, options).build().options())

        expect:
        told.mtu() == mtu
        told.talk() == talk
        told.masquerade() == masquerade
        told.publishAddress().map { IpText.of(it) }.orElse('') == address

        where:
        driver    | options                                                       || mtu                  | talk  | masquerade | address
        'bridge'  | [:]                                                           || OptionalInt.empty()  | true  | true       | ''
        'bridge'  | [mtu: '1400']                                                 || OptionalInt.of(1400) | true  | true       | ''
        'bridge'  | ['com.docker.network.driver.mtu': '68']                       || OptionalInt.of(68)   | true  | true       | ''
        'bridge'  | ['com.docker.network.bridge.enable_icc': 'false']             || OptionalInt.empty()  | false | true       | ''
        'bridge'  | ['com.docker.network.bridge.enable_icc': 'T']                 || OptionalInt.empty()  | true  | true       | ''
        'bridge'  | ['com.docker.network.bridge.enable_ip_masquerade': '0']       || OptionalInt.empty()  | true  | false      | ''
        'bridge'  | ['com.docker.network.bridge.host_binding_ipv4': '127.0.0.1']  || OptionalInt.empty()  | true  | true       | '127.0.0.1'
        'macvlan' | [parent: 'eth0', macvlan_mode: 'private', mtu: '9000']        || OptionalInt.of(9000) | true  | true       | ''
    }

    def 'what it does not know, or is no value of it, is refused: #why'() {
        when:
        network(driver, [(option): value]).ipv6(v6).build()

        then:
        def e = thrown(SpecException)
        e.message.contains(why)

        where:
        driver    | option                                          | value   | v6    || why
        'bridge'  | 'mtu'                                           | 'abc'   | false || "option mtu: 'abc' is no number of bytes from 68 to 65535"
        'bridge'  | 'mtu'                                           | '67'    | false || "'67' is no number"
        'bridge'  | 'com.docker.network.driver.mtu'                 | '1279'  | true  || "'1279' is no number of bytes from 1280"
        'bridge'  | 'mtu'                                           | '65536' | false || "'65536' is no number"
        'bridge'  | 'mut'                                           | '1400'  | false || "driver bridge has none 'mut'; did you mean 'mtu'?"
        'bridge'  | 'enable_icc'                                    | 'false' | false || "did you mean 'com.docker.network.bridge.enable_icc'?"
        'bridge'  | 'com.docker.network.bridge.enable_ic'           | 'false' | false || "did you mean 'com.docker.network.bridge.enable_icc'?"
        'bridge'  | 'com.docker.network.bridge.enable_icc'          | 'no'    | false || "'no' is neither true nor false"
        'bridge'  | 'com.docker.network.bridge.host_binding_ipv4'   | '::1'   | false || "'::1' is no IPv4 address"
        'bridge'  | 'parent'                                        | 'eth0'  | false || "driver bridge has none 'parent'; it has com.docker.network.bridge.name"
        'macvlan' | 'ipvlan_mode'                                   | 'l2'    | false || "driver macvlan has none 'ipvlan_mode'; did you mean 'macvlan_mode'?"
    }

    private static NetworkDefinition.Builder network(String driver, Map<String, String> options) {
        NetworkDefinition.builder('front').driver(driver).tap { options.each(delegate.&option) }
    }
}
