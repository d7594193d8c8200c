package dev.groovebox.spec.network

import dev.groovebox.spec.CommandResult
import dev.groovebox.spec.threat.PrivateMachine
import dev.groovebox.spec.threat.ThreatSpecification
import spock.lang.Requires

/**
 * Networks as people type them, on a machine with no card but those that a script makes: a network and a mount namespace
 * of its own, whose /run and /etc may be written. Each line of a script that matters says on its output what came of it.
 */
@Requires(value = { new File('/usr/sbin/nft').exists() && new File('/usr/bin/strace').exists() }, reason = 'needs nft and strace')
class NetworksOnAnEmptyMachineSpec extends ThreatSpecification {
    private static final PREPARE = '''
        mount -t tmpfs none /run && mkdir -p /run/lock /run/upper /run/work
        mount -t overlay -o lowerdir=/etc,upperdir=/run/upper,workdir=/run/work overlay /etc
        ip link set lo up
        hide() { for place in /usr/sbin/$1 /sbin/$1 /usr/bin/$1; do [ ! -e $place ] || [ -c $place ] || mount --bind /dev/null $place; done; }
        say() { echo "$1: $($groovebox $2 2>&1 | tr '\\n' ' ')"; }
        leave() { $groovebox rm -f $($groovebox ps -aq) >/dev/null; $groovebox network prune -f >/dev/null 2>&1
            echo "links: $(ip -o link | grep -c ' gb[vx]')"; echo "tables: $(nft list tables | wc -l)"; }
        '''

    private CommandResult machine(String script) {
        PrivateMachine.run(paths.root(), PREPARE + script, ['unshare', '-n'])
    }

    /** What the script said, by label. */
    private Map<String, String> said(String script) {
        def result = machine(script)
        assert result.exitCode == 0: result
        result.out.readLines().findAll { it.contains(': ') }.collectEntries { line ->
            def colon = line.indexOf(': ')
            [line.substring(0, colon), line.substring(colon + 2)]
        }
    }

    def 'addresses that are asked for, and those that are not to be had'() {
        when:
        def said = said('''
            say front "network create --subnet 10.213.10.0/24 front"
            say tiny "network create --subnet 10.213.11.0/30 tiny"
            say a "run -d --name a --network front --ip 10.213.10.77 --mac-address 02:42:0a:d5:07:99 busybox sleep 600"
            $groovebox exec a ip addr show eth0 | grep -E 'ether|inet ' | sed 's/^ */a has: /;s/a has: link/a card: link/'
            say taken "run --rm --network front --ip 10.213.10.77 busybox true"
            say outside "run --rm --network front --ip 10.213.12.9 busybox true"
            say own "run --rm --network front --ip 10.213.10.1 busybox true"
            say badmac "run --rm --network front --mac-address 01:00:5e:00:00:01 busybox true"
            say t "run -d --name t --network tiny busybox sleep 600"
            say full "run --rm --network tiny busybox true"
            $groovebox rm -f t >/dev/null
            say free "run --rm --network tiny busybox echo yes"
            leave''')

        then:
        said['a has'].startsWith('inet 10.213.10.77/24')
        said['a card'].contains('02:42:0a:d5:07:99')
        said.taken.contains("10.213.10.77 is container")
        said.outside.contains('is not in 10.213.10.0/24')
        said.own.contains("is the network's own")
        said.badmac.contains('is no hardware address of one station')
        said.full.contains('all addresses of 10.213.11.0/30 are in use')
        said.free == 'yes '
        said.links == '0'
        said.tables == '0'
    }

    def 'ports: of UDP, and on the address that daemon.json says'() {
        when:
        def said = said('''
            say u "run -d --name u -p 23456:9000/udp busybox sleep 600"
            say uport "port u"
            echo "rule: $(nft list ruleset | grep -c 'udp dport 23456 dnat ip to')"
            mkdir -p /etc/groovebox; echo '{"ip": "127.0.0.1"}' >/etc/groovebox/daemon.json
            say d "run -d --name d -p 23457:80 busybox sleep 600"
            say dport "port d"
            say e "run -d --name e -p 0.0.0.0:23458:80 busybox sleep 600"
            say eport "port e"
            say clash "run --rm -p 127.0.0.1:23458:80 busybox true"
            say six "run -d --name six -p [::]:23458:80 busybox sleep 600"
            echo '{"ip": "nowhere"}' >/etc/groovebox/daemon.json
            say bad "run --rm -p 23459:80 busybox true"
            say none "run --rm busybox echo fine"
            rm /etc/groovebox/daemon.json
            leave''')

        then:
        said.uport.startsWith('9000/udp -> 0.0.0.0:23456')
        said.rule == '1'
        said.dport == '80/tcp -> 127.0.0.1:23457 '
        said.eport == '80/tcp -> 0.0.0.0:23458 '
        said.clash.contains("container 'e' uses it already")
        said.six.contains('no network of the container has IPv6')
        said.bad.contains('its "ip" is no address')
        said.none == 'fine '
        said.links == '0'
        said.tables == '0'
    }

    def 'ports that are exposed: shown, and published on free ones when all are asked for'() {
        when:
        def said = said('''
            say x "run -d --name x --expose 80 --expose 7000-7001/udp busybox sleep 600"
            say xport "port x"
            say y "run -d --name y --expose 80 --expose 53/udp -p 23470:23470 -p 23471:81 -P busybox sleep 600"
            say yport "port y"
            $groovebox ps --format '{{.Names}} ports: {{.Ports}}'
            echo "x settings: $($groovebox inspect --format '{{json .NetworkSettings.Ports}} {{json .Config.ExposedPorts}}' x)"
            say z "run -d --name z -p 80 -P busybox sleep 600"
            say zport "port z 80"
            $groovebox stop -t 0 x >/dev/null
            $groovebox ps -a --filter name=x --format 'ended: {{.Ports}}|'
            say bad "run --rm --expose 80/foo busybox true"
            say sctp "run --rm --expose 9/sctp -P busybox true"
            say host "run --rm --network host --expose 9 -P busybox echo fine"
            leave''')

        then:
        said['x ports'] == '80/tcp, 7000-7001/udp'
        said.xport == ''
        said['x settings'] == '{"7000/udp":null,"7001/udp":null,"80/tcp":null} {"7000/udp":{},"7001/udp":{},"80/tcp":{}}'
        said['y ports'] ==~ /0.0.0.0:23470->23470\/tcp, 0.0.0.0:(3276\d)->53\/udp, 0.0.0.0:(3276\d)->80\/tcp, 0.0.0.0:23471->81\/tcp/
        said.yport ==~ /(53\/udp -> 0.0.0.0:3276\d |80\/tcp -> 0.0.0.0:3276\d |23470\/tcp -> 0.0.0.0:23470 |81\/tcp -> 0.0.0.0:23471 ){4}/
        said.zport ==~ /0.0.0.0:3276\d /
        said.ended == '|'
        said.bad.contains("--expose '80/foo': it is no port such as 80, 53/udp or 8000-8010")
        said.sctp.contains("cannot publish port '9/sctp': 'sctp' is neither tcp nor udp")
        said.host == 'fine '
        said.links == '0'
        said.tables == '0'
    }

    def 'IPv6 between containers by name, and by a published port'() {
        when:
        def said = said('''
            say six "network create --subnet 10.213.14.0/24 --ipv6 --subnet fd9b:213:14::/64 six"
            $groovebox run -d --name web --network six --ip6 fd9b:213:14::77 -p 23460:80 busybox sh -c 'mkdir /w; echo six >/w/index.html; httpd -f -h /w' >/dev/null
            $groovebox run --rm --network six busybox sh -c 'echo "ping: $(ping6 -c1 -W10 web | grep -o "1 packets received")"
                echo "host: $(ping6 -c1 -W10 fd9b:213:14::1 | grep -o "1 packets received")"
                echo "http: $(wget -qO- http://[fd9b:213:14::77]/)"; echo "published: $(wget -qO- http://[fd9b:213:14::1]:23460/)"; echo "route: $(ip -6 route | grep default)"'
            echo "from host: $(curl -s -m 20 http://[fd9b:213:14::1]:23460/)"
            echo "itself: $($groovebox exec web sh -c 'timeout 20 wget -qO- http://[fd9b:213:14::1]:23460/; timeout 20 wget -qO- http://10.213.14.1:23460/' | tr '\\n' ' ')"
            say of4 "run -d --name of4 --network six -p 0.0.0.0:23461:80 busybox sleep 600"
            say of6 "run -d --name of6 --network six -p [::]:23461:80 busybox sleep 600"
            say clash "run --rm --network six -p [fd9b:213:14::1]:23461:80 busybox true"
            say loopback "run --rm --network six -p [::1]:23462:80 busybox true"
            echo "refused: $(curl -s -m 20 http://[::1]:23460/ || echo $?)"
            echo "localhost: $(curl -s -m 20 http://localhost:23460/)"
            leave''')

        then:
        said.of4 =~ /^[0-9a-f]{64}/
        said.of6 =~ /^[0-9a-f]{64}/
        said.clash.contains("container 'of6' uses it already")
        said.loopback.contains('the kernel passes nothing on that is sent to ::1')
        said.refused == '7'
        said.localhost == 'six'
        said.ping == '1 packets received'
        said.host == '1 packets received'
        said.http == 'six'
        said.published == 'six'
        said['from host'] == 'six'
        said.itself == 'six six '
        said.route.contains('fd9b:213:14::1')
        said.links == '0'
        said.tables == '0'
    }

    def 'name servers: what a stub asks, what the user says; names of this machine'() {
        when:
        def said = said('''
            rm -f /etc/resolv.conf; echo 'nameserver 127.0.0.53' >/etc/resolv.conf
            mkdir -p /run/systemd/resolve; printf 'nameserver 10.213.0.53\\nsearch lan\\n' >/run/systemd/resolve/resolv.conf
            say net "network create --subnet 10.213.16.0/24 named"
            say stub "run --rm --network named busybox cat /etc/resolv.conf"
            say asked "run --rm --network named --dns 10.1.2.3 --dns-search foo --dns-option ndots:3 busybox cat /etc/resolv.conf"
            rm -r /run/systemd
            say loopback "run --rm --network named busybox cat /etc/resolv.conf"
            say hosts "run --rm --network named --hostname box --add-host up:host-gateway --add-host db:10.9.9.9 busybox cat /etc/hosts"
            say reached "run --rm --network named --add-host up:host-gateway busybox ping -c1 -W10 up"
            say badhost "run --rm --network named --add-host up:somewhere busybox true"
            leave''')

        then:
        said.stub == 'nameserver 10.213.0.53 search lan '
        said.asked == 'nameserver 10.1.2.3 search foo options ndots:3 '
        said.loopback.startsWith('nameserver 8.8.8.8')
        said.hosts.contains('10.213.16.1\tup')
        said.hosts.contains('10.9.9.9\tdb')
        said.hosts.contains('10.213.16.2\tbox')
        said.reached.contains('1 packets received')
        said.badhost.contains("'somewhere' is no address")
    }

    def 'without nft and iptables-nft containers run and reach this machine; only a published port is refused'() {
        when:
        def said = said('''
            for name in nft iptables-nft-restore ip6tables-nft-restore; do hide $name; done
            say net "network create --subnet 10.213.18.0/24 bare"
            say run "run --rm --network bare busybox ping -c1 -W10 10.213.18.1"
            say port "run --rm --network bare -p 23461:80 busybox true"
            say repair "network repair"
            say left "ps -aq"''')

        then:
        said.run.contains('1 packets received')
        said.port.contains('there is no nft on this machine, nor iptables-nft-restore; install nftables')
        !said.port.contains('Exception')
        said.left == ''
    }

    /** A card, and behind it another machine that knows nothing of containers, and sends where it likes. */
    private static final NEIGHBOUR = '''
        ip link add card type veth peer name far; ip link set card up; ip addr add 10.213.40.1/24 dev card
        unshare -n sleep 600 & outside=$!
        until [ "$(readlink /proc/$outside/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
        ip link set far netns $outside; out() { nsenter -n -t $outside "$@"; }
        out ip link set far up; out ip addr add 10.213.40.2/24 dev far
        out sysctl -qw net.ipv4.conf.all.route_localnet=1; out ip route add 127.0.0.1 via 10.213.40.1
        '''

    def 'a port on 127.0.0.1 is this machine\'s own: what a neighbour sends there by the card does not arrive'() {
        when:
        def said = said(NEIGHBOUR + '''
            $groovebox run -d --name web -p 127.0.0.1:23492:80 -p 10.213.40.1:23493:80 busybox sh -c 'mkdir /w; echo served >/w/index.html; httpd -f -h /w' >/dev/null
            echo "own: $(curl -s -m 20 --retry 9 --retry-connrefused http://127.0.0.1:23492/)"
            echo "meant for it: $(out curl -s -m 20 http://10.213.40.1:23493/)"
            echo "sent there: $(out curl -s -m 2 http://127.0.0.1:23492/ || echo nothing)"
            leave; kill $outside''')

        then:
        said.own == 'served'
        said['meant for it'] == 'served'
        said['sent there'] == 'nothing'
        said.links == '0'
        said.tables == '0'
    }

    def 'a card that gets its address after the bridge was made: the next start or network repair opens it, and the last network closes it'() {
        when:
        def said = said('''
            sysctl -qw net.ipv4.ip_forward=0
            $groovebox run -d --name early busybox sleep 600 >/dev/null
            ip link add late type veth peer name far; ip link set late up; ip addr add 10.213.44.1/24 dev late
            for name in later latest; do ip link add $name type veth peer name far$name; ip link set $name up; done
            forwarding() { echo "$1: $(cat /proc/sys/net/ipv4/conf/$2/forwarding)"; }
            forwarding before late
            $groovebox run --rm busybox true; forwarding start late
            echo "kept to itself: $(nft list ruleset | grep -c 'iifname "late" oifname != "gbx-\\*" drop')"
            ip addr add 10.213.45.1/24 dev later
            say repair "network repair"; forwarding repaired later
            ip addr add 10.213.46.1/24 dev latest
            $groovebox network create --subnet 10.213.47.0/24 more >/dev/null; $groovebox network connect more early; forwarding connected latest
            leave
            for name in late later latest; do forwarding "after $name" $name; done''')

        then:
        said.before == '0'
        said.start == '1'
        said['kept to itself'] == '1'
        said.repair == 'opened interface later for forwarding '
        said.repaired == '1'
        said.connected == '1'
        ['late', 'later', 'latest'].every { said["after $it".toString()] == '0' }
        said.links == '0'
        said.tables == '0'
    }

    def 'IPv6: a card that comes late goes on to take the routes that its router tells'() {
        when:
        def said = said('''
            $groovebox network create --ipv6 six >/dev/null
            $groovebox run -d --name early --network six busybox sleep 600 >/dev/null
            ip link add late type veth peer name far; ip link set late up; ip addr add 10.213.44.1/24 dev late
            echo "before: $(cat /proc/sys/net/ipv6/conf/late/forwarding /proc/sys/net/ipv6/conf/late/accept_ra | tr '\\n' ' ')"
            $groovebox run --rm --network six busybox true
            echo "after: $(cat /proc/sys/net/ipv6/conf/late/accept_ra)"
            leave''')

        then:
        said.before == '1 1 '
        said.after == '2'
        said.links == '0'
    }

    def 'what somebody else has switched on for all cards is theirs: others\' packets pass, and it stays on after the last network'() {
        when:
        def said = said(NEIGHBOUR + '''
            sysctl -qw net.ipv4.ip_forward=0
            ip link add wire type veth peer name end; ip link set wire up; ip addr add 10.213.48.1/24 dev wire
            unshare -n sleep 600 & other=$!
            until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
            ip link set end netns $other; nsenter -n -t $other ip link set end up
            nsenter -n -t $other ip addr add 10.213.48.2/24 dev end; nsenter -n -t $other ip route add default via 10.213.48.1
            out ip route add 10.213.48.0/24 via 10.213.40.1
            passes() { echo "$1: $(out busybox ping -c1 -W$2 10.213.48.2 | grep -o "1 packets received")"; }
            $groovebox run -d --name early busybox sleep 600 >/dev/null
            echo "opened: $(cat /proc/sys/net/ipv4/conf/card/forwarding)"
            passes "no router" 1
            sysctl -qw net.ipv4.ip_forward=1
            $groovebox run --rm busybox true
            passes router 10
            leave
            echo "after: $(cat /proc/sys/net/ipv4/conf/card/forwarding)"
            passes still 10
            $groovebox run -d --name early busybox sleep 600 >/dev/null
            leave
            echo "again: $(cat /proc/sys/net/ipv4/conf/card/forwarding)"
            kill $outside $other''')

        then:
        said.opened == '1'
        said['no router'] == ''
        said.router == '1 packets received'
        said.after == '1'
        said.still == '1 packets received'
        said.again == '1'
        said.links == '0'
        said.tables == '0'
    }

    /** A machine without nft, with rules of somebody else's. */
    private static final ONLY_IPTABLES = NEIGHBOUR + '''
        nft=$(command -v nft); cp $nft /run/nft; hide nft
        rules() { { iptables-nft-save; ip6tables-nft-save; } 2>/dev/null | grep -E '^(-A|:groovebox)'; }
        tables() { echo "by nft: $(/run/nft list tables | grep -c groovebox), by iptables: $(rules | grep -c -e '-j groovebox')"; }
        iptables-nft -N theirs; iptables-nft -A FORWARD -j theirs; rules >/run/before
        say front "network create --subnet 10.213.41.0/24 --ipv6 --subnet fd9b:213:41::/64 front"
        $groovebox run -d --name web --network front --ip 10.213.41.9 -p 23490:80 busybox sh -c 'mkdir /w; echo served >/w/index.html; httpd -f -h /w' >/dev/null
        ask() { echo "$1 loopback: $(curl -s -m 20 http://127.0.0.1:23490/)"; echo "$1 machine: $(curl -s -m 20 http://10.213.40.1:23490/)"
            echo "$1 six: $(curl -s -m 20 http://[fd9b:213:41::1]:23490/)"; echo "$1 outside: $(out curl -s -m 20 http://10.213.40.1:23490/)"
            echo "$1 itself: $($groovebox exec web timeout 20 wget -qO- http://10.213.41.1:23490/)"; }
        '''

    private static void isServed(Map<String, String> said, String... times) {
        times.each { time ->
            ['loopback', 'machine', 'six', 'outside', 'itself'].each { from -> assert said["$time $from".toString()] == 'served': "$time $from: $said" }
        }
    }

    @Requires(value = { new File('/usr/sbin/iptables-nft-restore').exists() }, reason = 'needs iptables-nft')
    def 'where only iptables-nft is there, it does the same: ports, what goes out, what is kept apart; and no rule stays'() {
        when:
        def said = said(ONLY_IPTABLES + '''
            say back "network create --subnet 10.213.42.0/24 back"; say closed "network create --internal --subnet 10.213.43.0/24 closed"
            echo "rules $(tables)"
            ask once
            echo "::1: $(curl -s -m 20 http://[::1]:23490/ || echo $?)"
            echo "neighbour: $(out curl -s -m 2 http://127.0.0.1:23490/ || echo nothing)"
            in_network() { $groovebox run --rm --cap-add NET_ADMIN --network $1 busybox sh -c "$2" 2>&1 | tr '\\n' ' '; }
            echo "goes out: $(in_network front 'ping -c1 -W10 10.213.40.2 | grep received')"
            echo "internal: $(in_network closed 'ip route add default via 10.213.43.1; ping -c1 -W1 10.213.40.2 | grep received')"
            echo "apart: $(in_network back 'timeout 2 wget -qO- http://10.213.41.9/ 2>/dev/null || echo no; timeout 20 wget -qO- http://10.213.41.1:23490/')"
            $groovebox rm -f web >/dev/null; $groovebox network rm front back closed >/dev/null; $groovebox network prune -f >/dev/null 2>&1
            kill $outside
            echo "left: $(rules | diff /run/before - && echo nothing)"
            echo "links: $(ip -o link | grep -c ' gb[vx]')"''')

        then:
        said['rules by nft'] == '0, by iptables: 10'
        isServed(said, 'once')
        said['::1'] == '7'
        said.neighbour == 'nothing'
        said['goes out'].contains('1 packets received')
        !said.internal.contains('1 packets received')
        said.apart == 'no served '
        said.left == 'nothing'
        said.links == '0'
    }

    @Requires(value = { new File('/usr/sbin/iptables-nft-restore').exists() }, reason = 'needs iptables-nft')
    def 'rules of iptables-nft that somebody has wiped come again, and move to nft and back as that comes and goes'() {
        when:
        def said = said(ONLY_IPTABLES + '''
            iptables-nft -F; iptables-nft -t nat -F; iptables-nft -t raw -F
            say repair "network repair"; iptables-nft -A FORWARD -j theirs
            ask repaired
            iptables-nft -t nat -F
            say next "run --rm --network front busybox true"
            ask mended
            umount $nft; $groovebox network repair >/dev/null; echo "with $(tables)"
            ask moved
            hide nft; $groovebox network repair >/dev/null; echo "without $(tables)"
            $groovebox rm -f web >/dev/null; $groovebox network rm front >/dev/null; $groovebox network prune -f >/dev/null 2>&1
            kill $outside
            echo "left: $(rules | diff /run/before - && echo nothing)"''')

        then:
        said.repair.contains('made table groovebox')
        isServed(said, 'repaired', 'mended', 'moved')
        said['with by nft'] == '1, by iptables: 0'
        said['without by nft'] == '0, by iptables: 10'
        said.left == 'nothing'
    }

    def 'a detached container that ends by itself: after the next command nothing of it is left'() {
        when:
        def said = said('''
            state() { echo "$1: leases $(ls $root/networks/front/leases | wc -l), rules $(nft list ruleset | grep -c 'dport 2348'),\
 ports $(ls $root/ports | wc -l), hosts $($groovebox exec stay cat /etc/hosts | grep -c brief), networks $(ls $root/containers/*/network.json | wc -l)"; }
            $groovebox network create --subnet 10.213.24.0/24 front >/dev/null
            $groovebox run -d --name stay --network front busybox sleep 600 >/dev/null
            $groovebox run -d --name brief --network front -p 23480:80 busybox sleep 600 >/dev/null
            $groovebox run -d --rm --name briefer --network front -p 23481:80 busybox sleep 600 >/dev/null
            state running
            kill -KILL $($groovebox inspect --format '{{.State.Pid}}' brief briefer)
            for i in $(seq 300); do [ $(ip -o link | grep -c ' gbv') = 1 ] && break; sleep 0.1; done
            echo "pairs: $(ip -o link | grep -c ' gbv')"
            $groovebox ps >/dev/null
            state ended
            say all "ps -a --format {{.Names}}"
            say again "run --rm --network front --ip 10.213.24.3 -p 23480:80 busybox echo yes"
            leave''')

        then:
        said.running == 'leases 3, rules 2, ports 2, hosts 2, networks 3'
        said.pairs == '1'
        said.ended == 'leases 1, rules 0, ports 0, hosts 0, networks 1'
        said.all == 'brief stay '
        said.again == 'yes '
        said.links == '0'
        said.tables == '0'
    }

    def 'macvlan: containers are stations on a card of this machine; a kernel without ipvlan is told of'() {
        when:
        def said = said('''
            ip link add card type veth peer name far; ip link set card up; ip link set far up; ip addr add 10.213.30.200/24 dev far
            say nocard "network create -d macvlan --subnet 10.213.30.0/24 wire"
            say gone "network create -d macvlan -o parent=crad --subnet 10.213.30.0/24 wire"
            say nosubnet "network create -d macvlan -o parent=card wire"
            say wire "network create -d macvlan -o parent=card --subnet 10.213.30.0/24 --gateway 10.213.30.200 wire"
            $groovebox run -d --name a --network wire --ip 10.213.30.10 busybox sleep 600 >/dev/null
            $groovebox run --rm --network wire busybox sh -c 'ping -c1 -W10 a; ping -c1 -W10 10.213.30.200; ip route' 2>&1 | tr '\\n' ' ' | sed 's/^/b: /'; echo
            echo "bridges: $(ip -o link | grep -c ' gbx')"
            say odd "network create -d macvlan -o parent=card -o macvlan_mode=odd --subnet 10.213.31.0/24 odd"
            say l4 "network create -d ipvlan -o parent=card -o ipvlan_mode=l4 --subnet 10.213.31.0/24 odd"
            ip link add other type veth peer name farther; ip link set other up; ip link set farther up; ip addr add 10.213.31.200/24 dev farther
            ip link add tried link other type ipvlan 2>/dev/null; echo "has ipvlan: $?"; ip link del tried 2>/dev/null
            $groovebox network create -d ipvlan -o parent=other --subnet 10.213.31.0/24 --gateway 10.213.31.200 shared >/dev/null
            say shared "run --rm --network shared busybox ping -c1 -W10 10.213.31.200"
            leave''')

        then:
        said.nocard.contains("driver macvlan needs a card of this machine")
        said.gone.contains("there is no interface 'crad'")
        said.nosubnet.contains('needs a subnet')
        said.wire =~ /^[0-9a-f]{12}/
        said.b.count('1 packets received') == 2
        said.b.contains('default via 10.213.30.200 dev eth0')
        said.bridges == '0'
        said.odd.contains("its macvlan_mode 'odd' is none of")
        said.l4.contains("its ipvlan_mode 'l4' is none of l2, l3, l3s")
        said.shared.contains(said['has ipvlan'] == '0' ? '1 packets received' : "cannot use network 'shared': this kernel has no ipvlan; load its module")
        said.links == '0'
        said.tables == '0'
    }

    def 'events of networks: docker\'s names, also when containers come and go'() {
        when:
        def said = said('''
            begin=$(date +%s.%N)
            $groovebox network create --subnet 10.213.26.0/24 told >/dev/null
            $groovebox run -d --name box --network told busybox sleep 600 >/dev/null
            $groovebox network create --subnet 10.213.27.0/24 more >/dev/null
            $groovebox network connect more box; $groovebox network disconnect more box
            $groovebox rm -f box >/dev/null; $groovebox network rm more told >/dev/null
            $groovebox events --since $begin --until $(date +%s.%N) -f type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}' | tr '\\n' ',' | sed 's/^/all: /'; echo
            $groovebox events --since $begin --until $(date +%s.%N) -f network=more --format '{{.Action}}' | tr '\\n' ',' | sed 's/^/more: /'; echo
            $groovebox events --since $begin --until $(date +%s.%N) -f event=connect --format '{{.Actor.Attributes.container}}' | sort -u | tr -d '\\n' | wc -c | sed 's/^/container: /'
            leave''')

        then:
        said.all == 'create told bridge,connect told bridge,create more bridge,connect more bridge,disconnect more bridge,' +
                'disconnect told bridge,destroy more bridge,destroy told bridge,'
        said.more == 'create,connect,disconnect,destroy,'
        said.container == '64'
    }

    def 'no subnet is free: the route that is in the way is named'() {
        when:
        def said = said('''
            ip link add gbd0 type bridge && ip link set gbd0 up
            ip route add 172.16.0.0/12 dev gbd0; ip route add 192.168.0.0/16 dev gbd0
            say full "network create wide"
            say overlap "network create --subnet 172.20.0.0/24 wide"
            say given "network create --subnet 10.213.20.0/24 wide"''')

        then:
        said.full.contains('the route to 172.16.0.0/12 by gbd0 is in the way')
        said.overlap.contains('overlaps the route to 172.16.0.0/12 by gbd0')
        said.given =~ /^[0-9a-f]{12}/
    }

    def 'connect that is killed at any message to the kernel: what it left is mended by the next'() {
        when:
        def result = machine('''
            $groovebox network create --subnet 10.213.22.0/29 struck >/dev/null
            $groovebox run -d --name box --network none busybox sleep 600 >/dev/null
            for message in 3 5 8; do
                strace -f -o /dev/null -e trace=sendto,sendmsg,send -e inject=sendto,sendmsg:signal=KILL:when=$message $groovebox network connect struck box >/dev/null 2>&1
                echo "killed at $message: $?"
                $groovebox network disconnect struck box >/dev/null 2>&1
                $groovebox network connect struck box >/dev/null || echo "not mended at $message"
                $groovebox exec box ping -c1 -W10 10.213.22.1 >/dev/null || echo "not reached at $message"
                $groovebox network disconnect struck box >/dev/null || echo "not disconnected at $message"
            done
            $groovebox exec box ls /sys/class/net
            leave
            echo "leases: $(ls $root/networks/struck/leases 2>/dev/null | wc -l)"''')

        then:
        result.out.readLines().findAll { it.startsWith('not ') } == []
        result.out.readLines().count { it ==~ /killed at \d+: 137/ } >= 2
        result.out.contains('links: 0')
        result.out.contains('tables: 0')
        result.out.contains('leases: 0')
    }
}
