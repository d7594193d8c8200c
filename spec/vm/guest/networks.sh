# Networks of a driver that kernels of the engine's usual test machines lack: ipvlan. The kernel loads its module by itself.

outside() {
    nsenter --net --target "$(cat /run/outside)" "$@"
}

is_another_network() {
    [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# Behind the card "card" is a machine that knows 10.66.0.0/24 alone, and the way to 10.67.0.0/24 by the card.
makes_an_outside() {
    unshare --net sleep 3000 &
    echo $! >/run/outside
    within 20 is_another_network $!
    ip link add card type veth peer name far
    ip link set far netns "$(cat /run/outside)"
    ip link set card up
    ip addr add 10.66.0.1/24 dev card
    outside ip link set far up
    outside ip addr add 10.66.0.200/24 dev far
    outside ip route add 10.67.0.0/24 via 10.66.0.1
    groovebox -e "image('pinger') { from host('busybox') }"
}

pings() {
    groovebox run --rm --network "$1" pinger busybox ping -c 1 -W 10 "$2"
}

second_layer() {
    groovebox network create -d ipvlan -o parent=card --subnet 10.66.0.0/24 --gateway 10.66.0.200 wire
    groovebox run -d --name station --network wire --ip 10.66.0.10 pinger busybox sleep 3000
    pings wire 10.66.0.200
    pings wire station
    outside busybox ping -c 1 -W 10 10.66.0.10
    equals "$(cat /sys/class/net/card/address)" "$(groovebox exec station busybox cat /sys/class/net/eth0/address)"
    groovebox exec station busybox ip route | grep -q 'default via 10.66.0.200 dev eth0'
    groovebox rm -f station
    groovebox network rm wire
}

third_layer() {
    groovebox network create -d ipvlan -o parent=card -o ipvlan_mode=l3 --subnet 10.67.0.0/24 routed
    groovebox run -d --name station --network routed --ip 10.67.0.10 pinger busybox sleep 3000
    pings routed 10.66.0.200
    pings routed 10.67.0.10
    outside busybox ping -c 1 -W 10 10.67.0.10
    groovebox exec station busybox ip route | grep -q 'default dev eth0'
    groovebox rm -f station
    groovebox network rm routed
}

leaves_the_card() {
    equals 0 "$(ip -o link show type ipvlan | wc -l)"
    kill "$(cat /run/outside)"
    within 20 not test -e /sys/class/net/card
    equals 0 "$(groovebox ps -aq | wc -l)"
}

it "has a machine behind a card" makes_an_outside
it "ipvlan: containers share the card's hardware address, and are found on its link" second_layer
it "ipvlan in mode l3: containers are reached by routes" third_layer
it "ipvlan: nothing stays" leaves_the_card
