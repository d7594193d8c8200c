package dev.groovebox.sandbox.spec;

import java.util.Locale;
import java.util.Optional;

/** How a network's containers are tied together. */
public enum NetworkDriver {
    /** A bridge of this machine; it translates addresses on the way out. */
    BRIDGE,
    /** Each container has a hardware address of its own on a network card of this machine. */
    MACVLAN,
    /** Containers share the hardware address of a network card of this machine. */
    IPVLAN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<NetworkDriver> named(String word) {
        for (NetworkDriver driver : values()) {
            if (driver.word().equals(word)) {
                return Optional.of(driver);
            }
        }
        return Optional.empty();
    }

    public boolean isBridge() {
        return this == BRIDGE;
    }
}
