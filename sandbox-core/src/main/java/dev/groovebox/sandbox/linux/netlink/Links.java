package dev.groovebox.sandbox.linux.netlink;

import dev.groovebox.sandbox.linux.Errno;
import dev.groovebox.sandbox.linux.KernelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Interfaces, addresses and routes of the namespace that a socket stands in: rtnetlink(7). */
public final class Links {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int LINK_STRUCT = 16;
    private static final int ROUTE_STRUCT = 12;

    private static final int IFF_UP = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int INFO_SLAVE_KIND = 4;
    private static final int INFO_SLAVE_DATA = 5;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int VETH_INFO_PEER = 1;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    /** Nobody else has the address: the engine gave it. Without this the kernel asks around for a second. */
    private static final int IFA_F_NODAD = 2;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;
    private static final int RT_SCOPE_LINK = 253;

    private final NetlinkSocket socket;

    public Links(NetlinkSocket socket) {
        this.socket = socket;
    }

    public Optional<Link> find(String name) throws IOException {
        return find(link(RTM_GETLINK, 0, 0, 0).attribute(IFLA_IFNAME, name), "find interface " + name);
    }

    public Optional<Link> find(int index) throws IOException {
        return find(link(RTM_GETLINK, 0, index, 0), "find interface " + index);
    }

    private Optional<Link> find(NetlinkMessage message, String what) throws IOException {
        try {
            return socket.request(message, what).stream().findFirst().map(Links::read);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public List<Link> list() throws IOException {
        return socket.request(link(RTM_GETLINK, NetlinkMessage.DUMP, 0, 0), "list interfaces").stream()
                .map(Links::read)
                .toList();
    }

    private static Link read(NetlinkAnswer answer) {
        NetlinkAnswer.Attributes attributes = answer.attributes(LINK_STRUCT);
        return new Link(
                answer.body().getInt(4),
                attributes.text(IFLA_IFNAME).orElse(""),
                attributes.nested(IFLA_LINKINFO).text(INFO_KIND).orElse(""),
                attributes.number(IFLA_MASTER),
                (answer.body().getInt(8) & IFF_UP) != 0);
    }

    /** One that is down. @throws KernelException EEXIST when there is an interface of that name */
    public void createBridge(String name, byte[] mac, OptionalInt mtu) throws IOException {
        NetlinkMessage message = link(RTM_NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, 0, 0)
                .attribute(IFLA_IFNAME, name)
                .attribute(IFLA_ADDRESS, mac);
        mtu.ifPresent(bytes -> message.attribute(IFLA_MTU, bytes));
        message.nest(IFLA_LINKINFO).attribute(INFO_KIND, "bridge").end();
        acknowledge(message, "create bridge " + name);
    }

    /** One end of a pair. */
    public record End(String name, byte[] mac) {}

    /** Makes a pair at once: one end here and a port of the bridge, the other, which a pair's own rule keeps down, in the namespace. */
    public void createPair(End here, int bridge, End there, int namespace, OptionalInt mtu) throws IOException {
        NetlinkMessage message = link(RTM_NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, 0, IFF_UP)
                .attribute(IFLA_IFNAME, here.name())
                .attribute(IFLA_ADDRESS, here.mac())
                .attribute(IFLA_MASTER, bridge);
        mtu.ifPresent(bytes -> message.attribute(IFLA_MTU, bytes));
        message.nest(IFLA_LINKINFO).attribute(INFO_KIND, "veth").nest(INFO_DATA).nest(VETH_INFO_PEER);
        struct(message, 0, 0)
                .attribute(IFLA_IFNAME, there.name())
                .attribute(IFLA_ADDRESS, there.mac())
                .attribute(IFLA_NET_NS_FD, namespace);
        mtu.ifPresent(bytes -> message.attribute(IFLA_MTU, bytes));
        message.end().end().end();
        acknowledge(message, "create pair " + here.name());
    }

    /** An interface in the namespace on top of one here: macvlan or ipvlan. */
    public void createOnTop(
            String kind, int parent, End there, int namespace, OptionalInt mtu, Consumer<NetlinkMessage> options)
            throws IOException {
        NetlinkMessage message = link(RTM_NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, 0, IFF_UP)
                .attribute(IFLA_IFNAME, there.name())
                .attribute(IFLA_LINK, parent)
                .attribute(IFLA_NET_NS_FD, namespace);
        if (there.mac().length > 0) {
            message.attribute(IFLA_ADDRESS, there.mac());
        }
        mtu.ifPresent(bytes -> message.attribute(IFLA_MTU, bytes));
        message.nest(IFLA_LINKINFO).attribute(INFO_KIND, kind).nest(INFO_DATA);
        options.accept(message);
        message.end().end();
        acknowledge(message, "create " + kind + " " + there.name());
    }

    public void bringUp(int index) throws IOException {
        acknowledge(link(RTM_NEWLINK, 0, index, IFF_UP), "bring up interface " + index);
    }

    /** @param bridge the index of one, or 0 to take it from its bridge */
    public void setMaster(int index, int bridge) throws IOException {
        acknowledge(link(RTM_NEWLINK, 0, index, 0).attribute(IFLA_MASTER, bridge), "attach interface " + index);
    }

    /** Lets a bridge send back by the port what came by it (hairpin mode). @param port an interface that has a bridge */
    public void reflect(String port) throws IOException {
        switchOn(port, IFLA_BRPORT_MODE, "let packets return by " + port);
    }

    /** Lets a bridge pass nothing on between the port and others that are isolated, too. @param port an interface that has a bridge */
    public void isolate(String port) throws IOException {
        switchOn(port, IFLA_BRPORT_ISOLATED, "isolate " + port);
    }

    private void switchOn(String port, int attribute, String what) throws IOException {
        NetlinkMessage message = link(RTM_NEWLINK, 0, 0, 0).attribute(IFLA_IFNAME, port);
        message.nest(IFLA_LINKINFO).attribute(INFO_SLAVE_KIND, "bridge").nest(INFO_SLAVE_DATA).byteAttribute(attribute, 1).end().end();
        acknowledge(message, what);
    }

    public void delete(int index) throws IOException {
        acknowledge(link(RTM_DELLINK, 0, index, 0), "delete interface " + index);
    }

    /** Does nothing when there is none. */
    public void delete(String name) throws IOException {
        Optional<Link> link = find(name);
        if (link.isPresent()) {
            delete(link.get().index());
        }
    }

    /** Does nothing when the interface has the address. */
    public void addAddress(int index, byte[] address, int prefixLength) throws IOException {
        boolean v4 = address.length == 4;
        NetlinkMessage message = new NetlinkMessage(
                        RTM_NEWADDR, NetlinkMessage.ACK | NetlinkMessage.CREATE | NetlinkMessage.REPLACE)
                .int8(v4 ? AF_INET : AF_INET6)
                .int8(prefixLength)
                .int8(0)
                .int8(0)
                .int32(index)
                .attribute(IFA_LOCAL, address)
                .attribute(IFA_ADDRESS, address);
        if (v4) {
            message.attribute(IFA_BROADCAST, broadcast(address, prefixLength));
        } else {
            message.attribute(IFA_FLAGS, IFA_F_NODAD);
        }
        socket.request(message, "add an address to interface " + index);
    }

    private static byte[] broadcast(byte[] address, int prefixLength) {
        byte[] all = address.clone();
        for (int bit = prefixLength; bit < 32; bit++) {
            all[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return all;
    }

    /** In the place of one that is there. */
    public void addDefaultRoute(int index, byte[] gateway) throws IOException {
        socket.request(
                defaultRoute(index, gateway.length, 0).attribute(RTA_GATEWAY, gateway), "add the default route");
    }

    /** Everything is reached on the link itself, as with ipvlan's third layer. */
    public void addDefaultRouteOnLink(int index, boolean v4) throws IOException {
        socket.request(defaultRoute(index, v4 ? 4 : 16, RT_SCOPE_LINK), "add the default route");
    }

    private static NetlinkMessage defaultRoute(int index, int addressLength, int scope) {
        return route(RTM_NEWROUTE, NetlinkMessage.ACK | NetlinkMessage.CREATE | NetlinkMessage.REPLACE, addressLength == 4 ? AF_INET : AF_INET6)
                .int8(RT_TABLE_MAIN)
                .int8(RTPROT_BOOT)
                .int8(scope)
                .int8(RTN_UNICAST)
                .int32(0)
                .attribute(RTA_OIF, index);
    }

    /** The routes of every table by which packets leave or are this machine's own. */
    public List<Route> routes(boolean v4) throws IOException {
        NetlinkMessage message = route(RTM_GETROUTE, NetlinkMessage.DUMP, v4 ? AF_INET : AF_INET6)
                .int8(0).int8(0).int8(0).int8(0).int32(0);
        List<Route> routes = new ArrayList<>();
        for (NetlinkAnswer answer : socket.request(message, "list routes")) {
            int type = answer.body().get(7);
            if (type != RTN_UNICAST) {
                continue;
            }
            NetlinkAnswer.Attributes attributes = answer.attributes(ROUTE_STRUCT);
            routes.add(new Route(
                    attributes.bytes(RTA_DST).orElse(new byte[v4 ? 4 : 16]),
                    answer.body().get(1) & 0xff,
                    attributes.bytes(RTA_GATEWAY),
                    attributes.number(RTA_OIF)));
        }
        return routes;
    }

    private static NetlinkMessage route(int type, int flags, int family) {
        return new NetlinkMessage(type, flags).int8(family).int8(0).int8(0).int8(0);
    }

    private static NetlinkMessage link(int type, int flags, int index, int up) {
        int acknowledged = type == RTM_GETLINK && flags == NetlinkMessage.DUMP ? 0 : NetlinkMessage.ACK;
        return struct(new NetlinkMessage(type, flags | acknowledged), index, up);
    }

    private static NetlinkMessage struct(NetlinkMessage message, int index, int flags) {
        return message.int8(0).int8(0).int16(0).int32(index).int32(flags).int32(flags);
    }

    private void acknowledge(NetlinkMessage message, String what) throws IOException {
        socket.request(message, what);
    }
}
