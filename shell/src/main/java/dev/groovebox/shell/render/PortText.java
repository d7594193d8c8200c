package dev.groovebox.shell.render;

import dev.groovebox.sandbox.spec.IpText;
import dev.groovebox.sandbox.spec.PortMapping;
import java.net.Inet6Address;

/** Published ports in docker's form. */
public final class PortText {
    private PortText() {}

    /** "0.0.0.0:8080->80/tcp" */
    public static String arrow(PortMapping port) {
        return host(port) + "->" + container(port);
    }

    /** "80/tcp" */
    public static String container(PortMapping port) {
        return port.containerPort() + "/" + port.protocol().word();
    }

    /** "0.0.0.0:8080" */
    public static String host(PortMapping port) {
        String address = port.address()
                .map(given -> given instanceof Inet6Address ? "[" + IpText.of(given) + "]" : IpText.of(given))
                .orElse("0.0.0.0");
        return address + ":" + port.hostPort().orElse(0);
    }
}
