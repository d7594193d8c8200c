package dev.groovebox.sandbox.linux.netlink;

import java.util.OptionalInt;

/**
 * A network interface of one namespace.
 *
 * @param master the index of the bridge it is a port of
 * @param kind "bridge", "veth" ...; empty for what is no virtual one
 */
public record Link(int index, String name, String kind, OptionalInt master, boolean up) {}
