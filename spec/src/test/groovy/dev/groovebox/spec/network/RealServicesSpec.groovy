package dev.groovebox.spec.network

import dev.groovebox.sandbox.DebianImage
import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.Groovebox
import dev.groovebox.spec.MachineSnapshot
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Stepwise

/** Debian's own nginx, Python and PostgreSQL behind our networks, ports and volumes, with clients that people use. */
@Stepwise
@Requires(
        value = { DebianImage.isAvailable() && ['/usr/sbin/nft', '/usr/bin/curl', '/usr/bin/wrk'].every { Files.isExecutable(Path.of(it)) } },
        reason = 'a root filesystem of Debian is made by debootstrap; nft, curl and wrk')
class RealServicesSpec extends Specification {
    /** A network of unique local addresses that is likely to be nobody else's. */
    private static final SIX = "fd9b:${Integer.toHexString(new Random().nextInt(65536))}:1"
    private static final NGINX = '''rm /etc/nginx/sites-enabled/default
        echo "server { listen 80; listen [::]:80; root /srv; access_log off; }" >/etc/nginx/conf.d/files.conf
        echo "hello of nginx" >/srv/hello; exec nginx -g "daemon off;"'''
    private static final UDP = '''import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.bind(("::", 9000)); print("ready", flush=True)
while True:
    data, peer = s.recvfrom(65535)
    s.sendto(data[::-1], peer)'''

    @Shared
    @AutoCleanup
    Groovebox groovebox = new Groovebox()
    @Shared
    MachineSnapshot before = MachineSnapshot.take(engineRoot: groovebox.root)

    def setupSpec() {
        assert groovebox.run(script('base-debian.groovy'), DebianImage.SUITE, DebianImage.tar().toString(), timeout: Duration.ofMinutes(3)).exitCode == 0
    }

    def cleanupSpec() {
        def all = groovebox.run('ps', '-aq').lines
        if (all) {
            groovebox.run('rm', '-f', *all)
        }
        assert groovebox.run('network', 'prune', '-f').exitCode == 0
        assert before.differences() == []
    }

    def 'web-app-db.groovy: a visit goes through all three, and nothing stays but the image'() {
        when:
        def result = groovebox.run(script('web-app-db.groovy'), timeout: Duration.ofMinutes(6))

        then:
        result.exitCode == 0
        result.lines == ['visit 1', 'visit 2', 'visit 3', 'the web server does not know the database']
        groovebox.run('ps', '-aq').out == ''
        groovebox.run('network', 'ls', '-q', '--filter', 'name=visits').out == ''
        groovebox.run('volume', 'ls', '-q').out == ''
    }

    def 'nginx is found by its name, by both families'() {
        given:
        done('network', 'create', '--ipv6', '--subnet', "$SIX::/64", 'front')
        done('run', '-d', '--name', 'web', '--network', 'front', '--network-alias', 'files', '-p', '80', 'web-app-db', 'sh', '-c', NGINX)
        done('run', '-d', '--name', 'client', '--network', 'front', 'web-app-db', 'sleep', '600')
        assert eventually { groovebox.run('exec', 'client', 'python3', '-c', "import socket; socket.create_connection(('web', 80), 5)").exitCode == 0 }

        expect:
        inside('client', "import urllib.request; print(urllib.request.urlopen('http://web/hello', timeout=20).read().decode().strip())") == 'hello of nginx'

        and: 'its name has an address of either family, and each answers'
        inside('client', "import socket; print(' '.join(sorted({i[4][0] for i in socket.getaddrinfo('web', 80)})))").split().every { address ->
            inside('client', "import http.client; c = http.client.HTTPConnection('$address', 80, timeout=20); c.request('GET', '/hello'); print(c.getresponse().status)") == '200'
        }
        inside('client', "import socket; print(len({i[0] for i in socket.getaddrinfo('web', 80)}))") == '2'
    }

    def 'a published port: one connection serves many requests, and none of 10 seconds of them fails'() {
        given:
        def port = hostPort('web', '80')

        when: 'the second request goes by the first one\'s connection'
        def curl = done(['curl', '-sS', '-m', '20', '-w', '%{num_connects} %{http_version}\\n', "http://127.0.0.1:$port/hello", "http://127.0.0.1:$port/hello"])

        then:
        curl.readLines() == ['hello of nginx', '1 1.1', 'hello of nginx', '0 1.1']

        when: 'an answer that takes its time is no failure'
        def wrk = done(['wrk', '-t', '1', '-c', '16', '-d', '10s', '--timeout', '20s', "http://127.0.0.1:$port/hello"])

        then:
        (wrk =~ /(\d+) requests in/)[0][1].toInteger() > 1000
        !wrk.contains('Non-2xx')
        !wrk.contains('Socket errors')

        and: 'by IPv6 it answers on the address of its network, and on IPv4 on this machine\'s'
        done(['curl', '-sS', '-m', '20', "http://[$SIX::1]:$port/hello"]) == 'hello of nginx\n'
        ownAddresses().every { done(['curl', '-sS', '-m', '20', "http://$it:$port/hello"]) == 'hello of nginx\n' }
    }

    def 'datagrams through a published port come whole, and their answers come from where they were sent'() {
        given:
        done('run', '-d', '--name', 'echo', '--network', 'front', '-p', '9000/udp', 'web-app-db', 'python3', '-c', UDP)
        def port = hostPort('echo', '9000/udp').toInteger()
        assert eventually { groovebox.run('logs', 'echo').out == 'ready\n' }

        expect:
        (['127.0.0.1', "$SIX::1"] + ownAddresses()).every { address ->
            [1, 1400, 20_000].every { size -> echoed(address, port, size) }
        }
    }

    def 'what PostgreSQL has written is there after its container was killed, removed and made anew'() {
        given:
        database('first')
        sql('first', "CREATE ROLE app LOGIN PASSWORD 'secret'; CREATE TABLE kept AS SELECT generate_series(1, 10000) AS number; GRANT SELECT ON kept TO app")

        when:
        done('rm', '-f', 'first')
        done('volume', 'inspect', 'rows')
        database('second')

        then:
        sql('second', 'SELECT count(*), sum(number) FROM kept') == '10000|50005000'

        and: 'it is asked by another container too, by name and with a password'
        done('exec', '-e', 'PGPASSWORD=secret', 'client', 'psql', '-h', 'db', '-U', 'app', '-Atc', 'SELECT max(number) FROM kept', 'postgres').trim() == '10000'

        when:
        done('rm', '-f', 'second')

        then: 'nobody knows it any more'
        !(groovebox.run('exec', 'client', 'cat', '/etc/hosts').out =~ /\bdb\b/) // as a word: an id may hold these letters
    }

    private void database(String name) {
        done('run', '-d', '--name', name, '--network', 'front', '--network-alias', 'db', '-v', 'rows:/var/lib/postgresql', '--health-cmd', 'pg_isready --quiet',
                '--health-interval', '500ms', 'web-app-db', 'pg_ctlcluster', '--foreground', '15', 'main', 'start', '-o', '-c listen_addresses=*')
        assert eventually { groovebox.run('ps', '--filter', 'health=healthy', '--format', '{{.Names}}').lines.contains(name) }
    }

    private String sql(String container, String text) {
        done('exec', '-u', 'postgres', container, 'psql', '-v', 'ON_ERROR_STOP=1', '-Atc', text).trim()
    }

    private String inside(String container, String python) {
        done('exec', container, 'python3', '-c', python).trim()
    }

    private String hostPort(String container, String port) {
        def place = done('port', container, port).readLines()[0]
        place.substring(place.lastIndexOf(':') + 1)
    }

    /** Of this machine's cards, by IPv4. */
    private static List<String> ownAddresses() {
        NetworkInterface.networkInterfaces().toList()
                .findAll { it.up && !it.loopback && !it.name.startsWith('gbx-') && !it.name.startsWith('groovebox') }
                .collectMany { it.inetAddresses.toList() }.findAll { it instanceof Inet4Address }*.hostAddress
    }

    private static boolean echoed(String address, int port, int size) {
        byte[] sent = new byte[size]
        new Random(size).nextBytes(sent)
        new DatagramSocket().withCloseable { socket ->
            socket.connect(InetAddress.getByName(address), port) // the kernel drops answers that come from elsewhere
            socket.soTimeout = 20_000
            socket.send(new DatagramPacket(sent, size))
            def answer = new DatagramPacket(new byte[65535], 65535)
            socket.receive(answer)
            Arrays.copyOf(answer.data, answer.length) == (sent.toList().reverse() as byte[])
        }
    }

    private String done(String... words) {
        CommandResult result = groovebox.run(words)
        assert result.exitCode == 0
        result.out
    }

    private static String done(List<String> words) {
        def out = new StringBuilder(), err = new StringBuilder()
        def process = words.execute()
        process.waitForProcessOutput(out, err)
        assert process.exitValue() == 0: "$words: $out $err"
        out.toString()
    }

    private static boolean eventually(Closure<Boolean> condition) {
        for (int tries = 0; tries < 240 && !condition.call(); tries++) {
            Thread.sleep(250)
        }
        condition.call()
    }

    /** The driver's options come first, whatever the order of the call. */
    private static String script(String name) {
        Groovebox.launcher().resolveSibling('scripts').resolve(name).toString()
    }
}
