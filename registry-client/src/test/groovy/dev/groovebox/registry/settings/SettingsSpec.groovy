package dev.groovebox.registry.settings

import dev.groovebox.registry.transport.http.AddressRange
import spock.lang.Specification

/** daemon.json, proxies, insecure registries, and how near an address is. */
class SettingsSpec extends Specification {
    def "docker's keys are read, and ours"() {
        when:
        def settings = DaemonJson.read('''{"registry-mirrors": ["https://m1", "http://127.0.0.1:5/p"], "mirrors": {"quay.io": ["https://q"]},
            "insecure-registries": ["h:5", "10.0.0.0/8"], "token-realms": {"r": ["t"]}, "foreign-layers": true, "max-concurrent-downloads": 7,
            "proxies": {"https-proxy": "http://u:p@proxy:3128", "no-proxy": "x"}, "live-restore": true}'''.bytes, RegistrySettings.USUAL)

        then:
        settings.mirrors() == ['docker.io': [URI.create('https://m1'), URI.create('http://127.0.0.1:5/p')], 'quay.io': [URI.create('https://q')]]
        settings.downloads() == 7
        settings.uploads() == 5
        settings.foreignLayers()
        settings.tokenRealms() == [r: ['t'] as Set]
        settings.proxies().forServer(URI.create('https://h/')).get().toString() == 'proxy:3128'
    }

    def "a proxy for #url without '#without': #used"() {
        expect:
        ProxySettings.of(Optional.of('http://p:1'), Optional.of('s:2'), Optional.of(without)).forServer(URI.create(url)).map { it.toString() }.orElse('') == used

        where:
        url                     | without            | used
        'http://h/'             | ''                 | 'p:1'
        'https://h/'            | ''                 | 's:2'
        'https://localhost:5/'  | ''                 | ''
        'http://127.9.9.9/'     | ''                 | ''
        'http://[::1]/'         | ''                 | ''
        'https://a.example.com/' | 'example.com'     | ''
        'https://example.com/'  | '.example.com'     | 's:2'
        'https://notexample.com/' | 'example.com'    | 's:2'
        'https://h:5000/'       | 'h:5001,x'         | 's:2'
        'https://h:5000/'       | 'h:5000'           | ''
        'https://10.1.2.3/'     | '10.0.0.0/8'       | ''
        'https://11.1.2.3/'     | '10.0.0.0/8'       | 's:2'
        'https://h/'            | '*'                | ''
    }

    def "#registry is insecure: #is"() {
        expect:
        new InsecureRegistries(['h:5000', 'named', '10.0.0.0/8'] as Set).contains(registry) == is

        where:
        registry          | is
        'h:5000'          | true
        'h:5001'          | false
        'named:1'         | true
        '10.2.3.4:5000'   | true
        '192.0.2.1:5000'  | false
        'localhost:5000'  | true
        '127.0.0.1'       | true
        '[::1]:5000'      | true
        'docker.io'       | false
    }

    def "#address is #range"() {
        expect:
        AddressRange.of(InetAddress.getByName(address)) == range

        where:
        address            | range
        '127.0.0.1'        | AddressRange.LOOPBACK
        '0.0.0.0'          | AddressRange.LOOPBACK
        '::1'              | AddressRange.LOOPBACK
        '::ffff:127.0.0.1' | AddressRange.LOOPBACK
        '169.254.169.254'  | AddressRange.LINK_LOCAL
        'fe80::1'          | AddressRange.LINK_LOCAL
        '10.0.0.1'         | AddressRange.PRIVATE
        '192.168.1.1'      | AddressRange.PRIVATE
        '100.64.0.1'       | AddressRange.PRIVATE
        'fd00::1'          | AddressRange.PRIVATE
        '8.8.8.8'          | AddressRange.PUBLIC
        '2001:db8::1'      | AddressRange.PUBLIC
    }
}
